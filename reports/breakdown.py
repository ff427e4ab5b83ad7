"""What the whole hides: two plans zone by zone, and the gain without the worst queues."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from reports.intervals import paired
from sim.experiment import mean_estimate
from sim.experiment.results import Estimate, Runs
from sim.measures.registry import LOST

WORST = 5
ZONE_MEASURES = {
    "wait_minutes": "min",
    "within_target_share": "share",
    "lost": "count",
    "utilisation": "share",
    "officer_hours": "h",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One quantity before and after, and the paired difference; before and difference are missing for a single plan."""

    before: Estimate | None
    after: Estimate
    difference: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutWorst:
    """The mean wait of all tickets but those of the worst queues (`queues`: id, mean waits before and after)."""

    queues: tuple[tuple[str, float, float], ...]
    wait_minutes: Change


def by_zone(after: Runs, before: Runs | None = None) -> dict[str, dict[str, Change]]:
    """Return, for each zone in the order of the frame, the change of each of `ZONE_MEASURES`."""
    zones = after.zones["zone"].unique(maintain_order=True).to_list()
    return {
        zone: {
            name: _change(_of(after.zones, zone, name), _of(before.zones, zone, name) if before else None, unit)
            for name, unit in ZONE_MEASURES.items()
        }
        for zone in zones
    }


def lost(after: Runs, before: Runs | None = None) -> Change:
    """Return the change of the customers who went without being served: abandoned, balked, unserved or turned away."""
    return _change(_lost(after), None if before is None else _lost(before), "count")


def without_worst(before: Runs, after: Runs) -> WithoutWorst:
    """Leave out the `WORST` queues in which most time is spent waiting under the plan before."""
    spent = (
        before.queues.group_by("queue")
        .agg(spent=(pl.col("tickets") * pl.col("wait_minutes").fill_nan(0).fill_null(0)).sum())
        .sort("spent", "queue", descending=[True, False])
    )
    worst = spent["queue"].head(WORST).to_list()
    mean_before, mean_after = _mean_waits(before, worst), _mean_waits(after, worst)
    change = _change(_wait_without(after, worst), _wait_without(before, worst), "min")
    return WithoutWorst(queues=tuple((q, mean_before[q], mean_after[q]) for q in worst), wait_minutes=change)


def _lost(runs: Runs) -> np.ndarray:
    return np.asarray(sum(runs.values[outcome] for outcome in LOST))


def _change(after: np.ndarray, before: np.ndarray | None, unit: str) -> Change:
    if before is None:
        return Change(before=None, after=mean_estimate(after, unit), difference=None)
    return Change(
        before=mean_estimate(before, unit),
        after=mean_estimate(after, unit),
        difference=paired(before, after, unit),
    )


def _of(frame: pl.DataFrame, zone: str, column: str) -> np.ndarray:
    values = frame.filter(pl.col("zone") == zone).sort("replication")[column]
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _waiting(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(spent=pl.col("tickets") * pl.col("wait_minutes").fill_nan(0).fill_null(0))


def _wait_without(runs: Runs, worst: list[str]) -> np.ndarray:
    rest = _waiting(runs.queues.filter(~pl.col("queue").is_in(worst)))
    totals = rest.group_by("replication").agg(pl.col("spent").sum(), pl.col("tickets").sum()).sort("replication")
    return (totals["spent"] / totals["tickets"]).to_numpy()


def _mean_waits(runs: Runs, queues: list[str]) -> dict[str, float]:
    totals = (
        _waiting(runs.queues.filter(pl.col("queue").is_in(queues)))
        .group_by("queue")
        .agg(pl.col("spent").sum(), pl.col("tickets").sum())
    )
    return {queue: spent / tickets if tickets else float("nan") for queue, spent, tickets in totals.iter_rows()}
