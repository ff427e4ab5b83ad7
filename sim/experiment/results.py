"""What an experiment gives: one value per measure and replication, and breakdowns averaged over replications."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.engines import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over replications with its confidence interval (None for one replication), in `unit`.

    The confidence is 95 % unless something else is said where it is kept.
    """

    mean: float
    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What makes a result reproducible."""

    scenario: str
    scenario_hash: str
    plan_hash: str
    engine: Engine
    seed: int
    replications: tuple[int, ...]
    days: int
    versions: dict[str, str]
    tickets_digest: str = ""
    """SHA-256 of the first replication's ticket log in canonical form."""
    cases_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Replications of one scenario under one plan.

    Attributes
    ----------
    values : dict of str to array of shape (replications,)
        Value of each measure by replication, NaN where it does not exist.
    waits : array of shape (replications, bins)
        Histogram of the waits of all tickets issued, in bins of 0.1 minutes (the last bin holds the rest),
        for pooled percentiles.
    waits_by_queue, waits_by_half_hour : arrays of shape (replications, queues or half-hours, bins)
        Histograms of the same waits by queue (in the scenario's order) and by half-hour of the day in which the ticket
        was taken, in the bins of `sim.measures.spread`.
    zones : frame
        zone, tickets, wait_minutes (mean), within_target_share, lost (abandoned + balked + unserved + turned
        away), utilisation, officer_hours; means over replications of a whole horizon. One row per zone and
        replication with column `replication`.
    queues : frame
        As `zones`, by queue (column `queue`, with `zone` and `department`) and replication; longest_minutes is the
        longest wait.
    classes : frame
        As `queues`, by class of customers (`customer_class`, `sim.measures.equity.class_keys`) and replication.
    half_hours : frame
        zone, day, minute, arrived, in_time, tickets, wait_sum_minutes (`sim.measures.equity.by_half_hour_and_day`), by
        replication.
    intervals : frame
        zone, minute (start of the half-hour, minutes since midnight), tickets, wait_sum_minutes (of tickets joining in
        it), waiting (mean number waiting), serving (mean number of officers serving), staffed (mean number of officers
        at windows): means over the days of a replication; `mean_intervals` gives those over replications.
    windows : frame
        window, staffed_hours, busy_hours per open day, by replication; likewise `mean_windows`.
    departments : frame
        department, due, overdue, tardiness_days (sum), officer_hours, desk_hours, desk_busy_hours; one row
        per department and replication.
    items, steps, times, kinds : frames
        Cases by item (`sim.measures.cases.by_item`), steps (`sim.measures.steps.by_step`), where the time of decided
        cases goes by item and by kind of step (`sim.measures.time_split`): a replication's rows, with its number.
    """

    provenance: Provenance
    values: dict[str, np.ndarray]
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


def mean_intervals(runs: Runs) -> pl.DataFrame:
    """Return the intervals as means over replications; `wait_minutes` is the mean wait of all tickets together."""
    means = runs.intervals.group_by("zone", "minute", maintain_order=True).agg(pl.exclude("replication").mean())
    return means.with_columns(wait_minutes=pl.col("wait_sum_minutes") / pl.col("tickets")).drop("wait_sum_minutes")


def mean_windows(runs: Runs) -> pl.DataFrame:
    """Return the windows' hours per open day as means over replications."""
    return runs.windows.group_by("window", maintain_order=True).agg(pl.exclude("replication").mean())
