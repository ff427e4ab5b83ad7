"""In what two plans differ, in a few numbers: sessions, hours by department, officers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from sim.plan.sessions import Plan

SMALLEST_HOURS = 1e-9
"""Below this a difference is rounding error."""


class PlanQuantity(StrEnum):
    """What is counted."""

    DAYS = "days"
    """Days with a session."""
    SESSIONS = "sessions"
    DESK_SESSIONS = "desk_sessions"
    CHANGED_SESSIONS = "changed_sessions"
    """Sessions at windows and desks that only the one plan has (before), or only the other (after)."""
    CHANGED_OFFICERS = "changed_officers"
    """Officers with other hours; there is no number before."""
    HOURS = "hours"
    """Officer hours of a department on an average day."""


ALWAYS = frozenset({PlanQuantity.CHANGED_SESSIONS, PlanQuantity.CHANGED_OFFICERS})
"""Said of any two plans for as many days that differ: both numbers may be the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDifference:
    """One number that differs; `department` is empty unless it is of one department."""

    quantity: PlanQuantity
    before: float | None
    after: float
    department: str = ""


def plan_differences(one: Plan, other: Plan) -> tuple[PlanDifference, ...]:
    """Return what differs in the other plan; hours are those of an average day, so that plans of any length compare."""
    if one.sessions.equals(other.sessions) and one.desks.equals(other.desks):
        return ()
    return tuple(found for found in _all(one, other) if found.quantity in ALWAYS or _differs(found.before, found.after))


def _all(one: Plan, other: Plan) -> Iterator[PlanDifference]:
    yield PlanDifference(quantity=PlanQuantity.DAYS, before=_days(one), after=_days(other))
    yield PlanDifference(quantity=PlanQuantity.SESSIONS, before=len(one.sessions), after=len(other.sessions))
    yield PlanDifference(quantity=PlanQuantity.DESK_SESSIONS, before=len(one.desks), after=len(other.desks))
    if _days(one) == _days(other):
        yield from _changed(one, other)
    for department, (first, second) in _paired(_hours(one, "department"), _hours(other, "department")).items():
        yield PlanDifference(quantity=PlanQuantity.HOURS, before=first, after=second, department=department)


def _changed(one: Plan, other: Plan) -> Iterator[PlanDifference]:
    """Yield how much of a plan is another one."""
    before, after = _rows(one), _rows(other)
    changed = PlanQuantity.CHANGED_SESSIONS
    yield PlanDifference(quantity=changed, before=len(before - after), after=len(after - before))
    officers = sum(_differs(*hours) for hours in _paired(_hours(one, "officer"), _hours(other, "officer")).values())
    yield PlanDifference(quantity=PlanQuantity.CHANGED_OFFICERS, before=None, after=officers)


def _differs(before: float | None, after: float) -> bool:
    return before is None or abs(after - before) > SMALLEST_HOURS


def _days(plan: Plan) -> int:
    return pl.concat([plan.sessions["day"], plan.desks["day"]]).n_unique()


def _rows(plan: Plan) -> set[tuple[object, ...]]:
    """Return the sessions at windows and desks as values; the two kinds differ in length."""
    windows = plan.sessions.with_columns(pl.col("queues").list.join(";"))
    return {*windows.rows(), *plan.desks.rows()}


def _hours(plan: Plan, by: str) -> dict[str, float]:
    """Return hours on an average day by department or officer; sessions without a name do not count for officers."""
    wanted = [by, "start", "end"]
    sessions = pl.concat([plan.sessions.select(wanted), plan.desks.select(wanted)]).drop_nulls(by)
    minutes = sessions.group_by(by).agg((pl.col("end") - pl.col("start")).sum().alias("minutes")).sort(by)
    return {name: total / 60 / _days(plan) for name, total in minutes.rows()}


def _paired(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    return {name: (one.get(name, 0.0), other.get(name, 0.0)) for name in sorted(one.keys() | other.keys())}
