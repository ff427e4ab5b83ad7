"""One replication reduced to what experiments keep: values of all measures, histogram of waits, breakdowns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.log import Log
from sim.measures import breakdown
from sim.measures.cases import case_measures, due_cases
from sim.measures.customers import customer_measures, percentile, view, wait_histogram
from sim.measures.officers import officer_hours_by_department, officer_measures
from sim.measures.registry import MEASURES


@dataclass(frozen=True, eq=False, kw_only=True)
class Sample:
    """What one replication gives."""

    replication: int
    values: dict[str, float]
    waits: np.ndarray
    zones: pl.DataFrame
    queues: pl.DataFrame
    intervals: pl.DataFrame
    windows: pl.DataFrame
    departments: pl.DataFrame


def measure(log: Log) -> Sample:
    """Reduce a log to its measures."""
    tickets = view(log)
    waits = wait_histogram(tickets)
    hours, due = officer_hours_by_department(log), due_cases(log)
    values = customer_measures(log, tickets) | officer_measures(log, hours) | case_measures(log, due)
    for name, definition in MEASURES.items():
        if definition.quantile is not None:
            values[name] = percentile(waits, definition.quantile)
    queues = breakdown.by_queue(log, tickets)
    return Sample(
        replication=log.demand.replication,
        values={name: values[name] for name in MEASURES},
        waits=waits,
        zones=breakdown.by_zone(log, queues),
        queues=queues,
        intervals=breakdown.by_interval(log, tickets),
        windows=breakdown.by_window(log),
        departments=breakdown.by_department(log, hours, due),
    )
