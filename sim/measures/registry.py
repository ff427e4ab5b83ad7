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
    TRIPS = "trips"
    YUAN = "yuan"


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

    def share(name: str, lower_is_better: bool | None = None) -> Measure:
        return Measure(name=name, unit=Unit.SHARE, lower_is_better=lower_is_better)

    def less(name: str, unit: Unit) -> Measure:
        return Measure(name=name, unit=unit, lower_is_better=True)

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
        share("items_enterprise_share"),
        count("served", lower_is_better=False),
        count("abandoned", lower_is_better=True),
        count("balked", lower_is_better=True),
        count("unserved", lower_is_better=True),
        count("turned_away", lower_is_better=True),
        count("no_shows"),
        less("wait_minutes", Unit.MINUTES),
        percentile("wait_median_minutes", 0.5),
        percentile("wait_p90_minutes", 0.9),
        less("wait_longest_minutes", Unit.MINUTES),
        share("within_target_share", lower_is_better=False),
        less("overrun_hours", Unit.HOURS),
        less("officer_hours", Unit.HOURS),
        share("utilisation"),
        count("cases_accepted"),
        count("cases_closed"),
        less("case_days", Unit.WORKING_DAYS),
        share("overdue_share", lower_is_better=True),
        less("tardiness_days", Unit.WORKING_DAYS),
        share("statutory_overdue_share", lower_is_better=True),
        less("trips_per_case", Unit.TRIPS),
        share("desk_utilisation"),
        share("inspector_utilisation"),
        less("overtime_hours", Unit.HOURS),
        less("overtime_cost", Unit.YUAN),
        less("helper_hours", Unit.HOURS),
        less("helper_cost", Unit.YUAN),
        count("projects_closed"),
        less("project_days", Unit.WORKING_DAYS),
        share("projects_overdue_share", lower_is_better=True),
        less("trips_per_project", Unit.TRIPS),
    )


MEASURES: dict[str, Measure] = {measure.name: measure for measure in _measures()}
LOST = ("abandoned", "balked", "unserved", "turned_away")
"""Outcomes of customers who were not served."""
TARGET_MINUTES = 15
