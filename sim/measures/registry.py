"""Every measure: its name, unit, what is better, how it is taken over replications (the last table of MODEL.md)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """Units of measures."""

    COUNT = "count"
    MINUTES = "min"
    SHARE = "share"
    HOURS = "h"
    WORKING_DAYS = "working days"


class Estimand(StrEnum):
    """What the interval is about."""

    MEAN = "mean"
    """The mean over replications of the replication's value."""
    POOLED_PERCENTILE = "pooled_percentile"
    """A percentile of the waits of all replications together; interval by jackknife over replications."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure; `lower_is_better` is None where neither is."""

    name: str
    unit: Unit
    lower_is_better: bool | None
    estimand: Estimand = Estimand.MEAN
    quantile: float | None = None


def _measures() -> tuple[Measure, ...]:
    def count(name: str, lower_is_better: bool | None = None) -> Measure:
        return Measure(name=name, unit=Unit.COUNT, lower_is_better=lower_is_better)

    def percentile(name: str, quantile: float) -> Measure:
        return Measure(
            name=name,
            unit=Unit.MINUTES,
            lower_is_better=True,
            estimand=Estimand.POOLED_PERCENTILE,
            quantile=quantile,
        )

    return (
        count("visits"),
        count("tickets"),
        count("items"),
        Measure(name="items_enterprise_share", unit=Unit.SHARE, lower_is_better=None),
        count("served", lower_is_better=False),
        count("abandoned", lower_is_better=True),
        count("balked", lower_is_better=True),
        count("unserved", lower_is_better=True),
        count("turned_away", lower_is_better=True),
        count("no_shows"),
        Measure(name="wait_minutes", unit=Unit.MINUTES, lower_is_better=True),
        percentile("wait_median_minutes", 0.5),
        percentile("wait_p90_minutes", 0.9),
        Measure(name="within_target_share", unit=Unit.SHARE, lower_is_better=False),
        Measure(name="overrun_hours", unit=Unit.HOURS, lower_is_better=True),
        Measure(name="officer_hours", unit=Unit.HOURS, lower_is_better=True),
        Measure(name="utilisation", unit=Unit.SHARE, lower_is_better=None),
        count("cases_closed"),
        Measure(name="overdue_share", unit=Unit.SHARE, lower_is_better=True),
        Measure(name="tardiness_days", unit=Unit.WORKING_DAYS, lower_is_better=True),
    )


MEASURES: dict[str, Measure] = {measure.name: measure for measure in _measures()}
LOST = ("abandoned", "balked", "unserved", "turned_away")
"""Outcomes of customers who were not served."""
TARGET_MINUTES = 15
