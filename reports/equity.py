"""Who gains and who loses under a candidate: by zone, queue and class of customers, and those who wait longest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reports.breakdown import Change
from reports.intervals import paired
from reports.notation import verdict
from reports.tables import as_json
from sim.experiment import mean_estimate
from sim.experiment.equity import FALSE_DISCOVERIES, GroupChange, by_group, queue_spread, worst_tenth
from sim.experiment.results import Runs

EXTREME = 5
"""Queues named that gain most, and that lose most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equity:
    """Changes from the first candidate to another.

    Attributes
    ----------
    zones, queues, classes : tuple of GroupChange
        Mean waits; of each family at most 5 % of what is named to have changed is named wrongly.
    zones_lost : tuple of GroupChange
        Customers lost.
    classes_longest : tuple of GroupChange
        Longest waits.
    worst_tenth : Change
        Mean wait of the tenth of customers who wait longest.
    queue_spread : Change
        90th percentile of the queues' mean waits less their median.
    """

    zones: tuple[GroupChange, ...]
    zones_lost: tuple[GroupChange, ...]
    queues: tuple[GroupChange, ...]
    classes: tuple[GroupChange, ...]
    classes_longest: tuple[GroupChange, ...]
    worst_tenth: Change
    queue_spread: Change


def equity(before: Runs, after: Runs) -> Equity:
    """Return who gains and who loses."""
    return Equity(
        zones=by_group(before, after, "zones"),
        zones_lost=by_group(before, after, "zones", "lost"),
        queues=by_group(before, after, "queues"),
        classes=by_group(before, after, "classes"),
        classes_longest=by_group(before, after, "classes", "longest_minutes"),
        worst_tenth=_change(worst_tenth(before), worst_tenth(after)),
        queue_spread=_change(queue_spread(before), queue_spread(after)),
    )


def worse(groups: Sequence[GroupChange]) -> list[GroupChange]:
    """Return the groups that are clearly worse off, those that lose most first."""
    found = [group for group in groups if judged(group) == "worse"]
    return sorted(found, key=lambda group: -group.difference.mean)


def judged(group: GroupChange) -> str:
    """Return the verdict on a group whose quantity is better the smaller it is."""
    return verdict(group.difference, lower_is_better=True)


def counts(groups: Sequence[GroupChange]) -> dict[str, int]:
    """Return how many groups get better, how many worse, and of how many neither can be said."""
    found = [judged(group) for group in groups]
    better, losing = found.count("better"), found.count("worse")
    return {"better": better, "worse": losing, "unclear": len(found) - better - losing}


def extremes(queues: Sequence[GroupChange]) -> tuple[list[GroupChange], list[GroupChange]]:
    """Return the queues that clearly lose most and those that clearly gain most, a few of each."""
    gaining = sorted((q for q in queues if judged(q) == "better"), key=lambda queue: queue.difference.mean)
    return worse(queues)[:EXTREME], gaining[:EXTREME]


def equity_json(found: Equity) -> dict[str, Any]:
    """Return the `--json` object of one candidate's equity."""
    losing, gaining = extremes(found.queues)
    return {
        "false_discovery_rate": FALSE_DISCOVERIES,
        "worst_tenth_minutes": _change_json(found.worst_tenth),
        "queue_spread_minutes": _change_json(found.queue_spread),
        "zones": _groups_json(found.zones),
        "zones_lost": _groups_json(found.zones_lost),
        "classes": _groups_json(found.classes),
        "classes_longest": _groups_json(found.classes_longest),
        "queues": {
            **counts(found.queues),
            "lose_most": [queue.group for queue in losing],
            "gain_most": [queue.group for queue in gaining],
            "all": _groups_json(found.queues),
        },
    }


def _groups_json(groups: Sequence[GroupChange]) -> dict[str, Mapping[str, Any]]:
    return {
        group.group: {
            "before": as_json(group.before),
            "after": as_json(group.after),
            "difference": as_json(group.difference),
            "verdict": judged(group),
        }
        for group in groups
    }


def _change_json(change: Change) -> dict[str, Any]:
    found = {"before": change.before, "after": change.after, "difference": change.difference}
    return {key: None if value is None else as_json(value) for key, value in found.items()}


def _change(before: np.ndarray, after: np.ndarray) -> Change:
    return Change(
        before=mean_estimate(before, "min"),
        after=mean_estimate(after, "min"),
        difference=paired(before, after, "min"),
    )
