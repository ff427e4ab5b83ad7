"""One replication reduced to what experiments keep: values of all measures, histogram of waits, breakdowns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.log import Log
from sim.measures import breakdown, equity, spread, steps, time_split
from sim.measures.cases import by_item, case_measures, decided_cases, due_cases
from sim.measures.customers import customer_measures, percentile, view, wait_histogram
from sim.measures.officers import extra_costs, officer_hours_by_department, officer_measures
from sim.measures.projects import project_measures
from sim.measures.registry import MEASURES
from sim.measures.trips import trips_per_case


@dataclass(frozen=True, eq=False, kw_only=True)
class Sample:
    """What one replication gives."""

    replication: int
    values: dict[str, float]
    waits: np.ndarray
    waits_by_queue: np.ndarray
    waits_by_half_hour: np.ndarray
    zones: pl.DataFrame
    queues: pl.DataFrame
    classes: pl.DataFrame
    half_hours: pl.DataFrame
    intervals: pl.DataFrame
    windows: pl.DataFrame
    departments: pl.DataFrame
    items: pl.DataFrame
    steps: pl.DataFrame
    times: pl.DataFrame
    kinds: pl.DataFrame


def measure(log: Log) -> Sample:
    """Reduce a log to its measures."""
    tickets = view(log)
    waits = wait_histogram(tickets)
    hours, due, decided = officer_hours_by_department(log), due_cases(log), decided_cases(log)
    values = customer_measures(log, tickets) | officer_measures(log, hours) | case_measures(log, due, decided)
    values |= extra_costs(log, values["overtime_hours"]) | project_measures(log)
    values["trips_per_case"] = trips_per_case(log)
    for name, definition in MEASURES.items():
        if definition.quantile is not None:
            values[name] = percentile(waits, definition.quantile)
    queues, split = breakdown.by_queue(log, tickets), time_split.time_split(log)
    return Sample(
        replication=log.demand.replication,
        values={name: values[name] for name in MEASURES},
        waits=waits,
        waits_by_queue=spread.by_queue(log, tickets),
        waits_by_half_hour=spread.by_half_hour(tickets),
        zones=breakdown.by_zone(log, queues),
        queues=queues,
        classes=equity.by_class(log, tickets),
        half_hours=equity.by_half_hour_and_day(log, tickets),
        intervals=breakdown.by_interval(log, tickets),
        windows=breakdown.by_window(log),
        departments=breakdown.by_department(log, hours, due),
        items=by_item(log, due, decided),
        steps=steps.by_step(log, steps.limited_steps(log)),
        times=time_split.by_item(log, split),
        kinds=time_split.by_kind(log, split),
    )
