"""Who gains and who loses: two plans by zone, queue or class of customers, in pairs, with the many looks accounted for.

Of many queues some seem to change by chance. Which are called changed is decided by the procedure of Benjamini and
Hochberg (1995): of those named, at most 5 % are named wrongly, on average. The intervals are those of Benjamini and
Yekutieli (2005), which go with it: an interval excludes nought if and only if its group is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import stats

from sim.experiment.estimate import mean_estimate
from sim.experiment.results import Estimate, Runs
from sim.measures.customers import BIN_MINUTES

FALSE_DISCOVERIES = 0.05
"""Share of groups named wrongly among those named, at most, in expectation."""
WORST_SHARE = 0.1
KEYS = {"zones": "zone", "queues": "queue", "classes": "customer_class"}
"""The frames of `Runs` that split customers, and the column that names their groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChange:
    """One quantity of a group under two plans, and after − before with the interval of the whole family."""

    group: str
    before: Estimate
    after: Estimate
    difference: Estimate


def by_group(before: Runs, after: Runs, frame: str, column: str = "wait_minutes") -> tuple[GroupChange, ...]:
    """Return the change of each group that both have, in the order of the first.

    Parameters
    ----------
    frame : str
        `zones`, `queues` or `classes`.
    column : str
        `wait_minutes`, `longest_minutes` or `lost`.
    """
    one, other = (_by_replication(getattr(runs, frame), KEYS[frame], column) for runs in (before, after))
    groups = [group for group in one if group in other]
    unit = "count" if column == "lost" else "min"
    intervals = _family([other[group] - one[group] for group in groups], unit)
    return tuple(
        GroupChange(
            group=group,
            before=mean_estimate(one[group], unit),
            after=mean_estimate(other[group], unit),
            difference=interval,
        )
        for group, interval in zip(groups, intervals, strict=True)
    )


def worst_tenth(runs: Runs) -> np.ndarray:
    """Return the mean wait of the tenth of customers who wait longest, minutes, by replication; NaN without any."""
    backwards = runs.waits[:, ::-1].astype(np.float64)
    number = WORST_SHARE * backwards.sum(axis=1)
    taken = np.minimum(np.cumsum(backwards, axis=1), number[:, None])
    counted = np.diff(taken, axis=1, prepend=0.0)
    middles = (np.arange(runs.waits.shape[1])[::-1] + 0.5) * BIN_MINUTES
    with np.errstate(invalid="ignore"):
        return np.asarray(counted @ middles / number)


def queue_spread(runs: Runs) -> np.ndarray:
    """Return how far the queues' mean waits lie apart, minutes, by replication: 90th percentile less the median."""
    waits = np.array(list(_by_replication(runs.queues, "queue", "wait_minutes").values()))
    found = np.full(waits.shape[1], np.nan)
    for number, column in enumerate(waits.T):
        known = column[~np.isnan(column)]
        if len(known):
            found[number] = np.percentile(known, 90) - np.median(known)
    return found


def _by_replication(frame: pl.DataFrame, key: str, column: str) -> dict[str, np.ndarray]:
    """Return the values of each group, one for each replication; NaN where the group had nobody."""
    groups = frame.group_by(key, maintain_order=True).agg(
        pl.col(column).cast(pl.Float64).fill_null(float("nan")).sort_by("replication")
    )
    return {group: np.asarray(values, dtype=np.float64) for group, values in groups.iter_rows()}


def _family(differences: Sequence[np.ndarray], unit: str) -> list[Estimate]:
    """Return the mean of each difference with intervals whose level fits the number of those found to differ."""
    known = [difference[~np.isnan(difference)] for difference in differences]
    tested = [values for values in known if len(values) > 1]
    if not tested:
        return [mean_estimate(values[:1], unit) for values in known]
    adjusted = stats.false_discovery_control([_p_value(values) for values in tested], method="bh")
    found = max(1, int(np.count_nonzero(adjusted <= FALSE_DISCOVERIES)))
    level = 1 - FALSE_DISCOVERIES * found / len(tested)
    return [mean_estimate(values, unit, level) for values in known]


def _p_value(values: np.ndarray) -> float:
    """Return the p-value of the paired t-test of no difference."""
    error = float(values.std(ddof=1) / np.sqrt(len(values)))
    if error == 0:
        return 0.0 if values[0] else 1.0
    return float(2 * stats.t.sf(abs(values.mean()) / error, len(values) - 1))
