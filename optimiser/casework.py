"""Desk work that falls due: what arrives at each department's desks, when, from how many cases, due by when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import floor

from optimiser.course import Course, course, courses, steps_by_item
from optimiser.delays import Delays
from optimiser.load import Load, expected
from sim.domain.items import Item
from sim.domain.scenario_data import Scenario
from sim.domain.units import DeskRule
from sim.opening import rates_on
from sim.plan.sessions import Plan
from sim.working_time import Calendar, add_working_days, calendar_of

_NEVER_DUE = 400
_MARGIN = 1.05
"""Work is planned this much above its mean: months vary by several per cent."""

_ROUNDING = 1e-9
"""Sums of days that should be whole are not cut to the day before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Minutes of desk work, released on open day `release` and due at the end of day `due`.

    It is worth `cases` cases: one with work in several places counts in each by its part of the minutes.

    Days count from 0; negative ones lie before the horizon.
    """

    release: int
    due: int
    minutes: float
    cases: float


def by_department(scenario: Scenario, dates: tuple[dt.date, ...], load: Load, today: Plan) -> dict[str, list[Work]]:
    """Return the work of each department in the order in which its desks take it, what is open at the start first."""
    work = defaultdict(list, _released(scenario, load, 0))
    for department, old in _backlog(scenario, dates, today).items():
        work[department] = old + work[department]
    by_due = scenario.settings.cases.desk_rule in (DeskRule.EARLIEST_DUE, DeskRule.LEAST_SLACK)
    return {
        department: sorted(entries, key=lambda w: (w.due, w.release) if by_due else (w.release, w.due))
        for department, entries in work.items()
    }


def _released(scenario: Scenario, load: Load, first: int) -> dict[str, list[Work]]:
    """Return the desk work of the cases that a load opens, whose first day is `first`."""
    found = courses(scenario)
    work: dict[str, list[Work]] = defaultdict(list)
    for item in scenario.items:
        if item.id in load.cases and item.id in found:
            for day, cases in enumerate(load.cases[item.id].tolist(), start=first):
                if cases > 0:
                    for department, entry in _entries(item, found[item.id], cases, day, day):
                        work[department].append(entry)
    return work


def _entries(item: Item, course: Course, cases: float, received: int, begins: int) -> Iterator[tuple[str, Work]]:
    """Yield the desk work of `cases` cases received on a day, whose steps that are left begin on day `begins`.

    Work can start once what lies before it is over, and must end so early that what lies behind it ends in time. Where
    that is too late whatever desks do, it is due at once. A case counts once in all, divided among its tasks by their
    minutes.
    """
    promised = _NEVER_DUE if item.promised_days is None else item.promised_days
    due = course.accepted(received, begins) + promised + course.stopped
    whole = sum(task.needed * task.minutes for task in course.tasks)
    for task in course.tasks:
        part = task.needed * task.minutes
        release = floor(begins + task.before + _ROUNDING)
        yield (
            task.department,
            Work(
                release=release,
                due=max(floor(due - task.behind + _ROUNDING), release),
                minutes=_MARGIN * cases * part,
                cases=cases * part / whole,
            ),
        )


def _backlog(scenario: Scenario, dates: tuple[dt.date, ...], today: Plan) -> dict[str, list[Work]]:
    """Return the work that is open when the horizon begins."""
    kind = scenario.settings.cases.backlog
    if kind == "given":
        return _given(scenario)
    return _left_from_before(scenario, dates, today) if kind == "stationary" else {}


def _given(scenario: Scenario) -> dict[str, list[Work]]:
    """Return what is left to do of the given backlog: all steps of the row's position and behind it."""
    delays, steps = Delays(scenario), steps_by_item(scenario)
    items = {item.id: item for item in scenario.items}
    work: dict[str, list[Work]] = defaultdict(list)
    for row in scenario.backlog:
        item = items[row.item]
        left = course(scenario, delays, item, steps.get(row.item, []), row.position)
        for department, entry in _entries(item, left, row.count, -row.age_days, 0):
            work[department].append(entry)
    return work


def _left_from_before(scenario: Scenario, dates: tuple[dt.date, ...], today: Plan) -> dict[str, list[Work]]:
    """Run the days before the horizon, from empty, at today's desk minutes, first come first served."""
    count = scenario.settings.cases.warm_up_days
    if not count or not dates:
        return {}
    before = _days_before(calendar_of(scenario.settings.horizon), dates[0], count)
    load = expected(scenario, rates_on(scenario, before), projects=False)  # none has begun before the horizon
    daily = daily_minutes(scenario, today, len(dates))
    released = _released(scenario, load, -count)
    return {d: _left_of(entries, daily.get(d, 0.0), -count) for d, entries in released.items()}


def _left_of(entries: list[Work], daily: float, first: int) -> list[Work]:
    """Return what is left on day 0 of desks that work `daily` minutes from day `first` on, first come first served."""
    waiting = sorted(entries, key=lambda w: (w.release, w.due))
    for day in range(first, 0):
        capacity, kept = daily, []
        for entry in waiting:
            done = min(entry.minutes, capacity) if entry.release <= day else 0.0
            capacity -= done
            if entry.minutes - done > 1e-9:
                part = (entry.minutes - done) / entry.minutes
                kept.append(replace(entry, minutes=entry.minutes - done, cases=entry.cases * part))
        waiting = kept
    return [replace(entry, release=max(0, entry.release)) for entry in waiting]


def daily_minutes(scenario: Scenario, today: Plan, days: int) -> dict[str, float]:
    """Return the mean desk minutes of a day under today's plan that are really worked, by department."""
    present = 1 - scenario.settings.absence.ill_share
    minutes: dict[str, float] = defaultdict(float)
    for row in today.desks.iter_rows(named=True):
        minutes[row["department"]] += (row["end"] - row["start"]) / row["factor"] * present / days
    return dict(minutes)


def _days_before(calendar: Calendar, first: dt.date, count: int) -> tuple[dt.date, ...]:
    return tuple(add_working_days(calendar, first, -n) for n in range(count, 0, -1))
