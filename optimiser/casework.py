"""Desk work that falls due: what arrives at each department's desks, when, from how many cases, due by when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from optimiser.load import Load, expected
from sim.domain.casework import Step
from sim.domain.items import Item
from sim.domain.scenario_data import Scenario
from sim.domain.units import DataLink, DeskRule, StepKind
from sim.opening import rates_on
from sim.plan.sessions import Plan
from sim.working_time import Calendar, add_working_days, calendar_of

_NEVER_DUE = 400
_MARGIN = 1.05
"""Work is planned this much above its mean: months vary by several per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Minutes of desk work from `cases` cases, released on open day `release` and due at the end of day `due`.

    Days count from 0; negative ones lie before the horizon.
    """

    release: int
    due: int
    minutes: float
    cases: float


def by_department(scenario: Scenario, dates: tuple[dt.date, ...], load: Load, today: Plan) -> dict[str, list[Work]]:
    """Return the work of each department in the order in which its desks take it, what is open at the start first."""
    rows = {item: list(flow) for item, flow in load.items.items()}
    work = defaultdict(list, _released(scenario, rows, 0))
    for department, old in _backlog(scenario, dates, today).items():
        work[department] = old + work[department]
    by_due = scenario.settings.cases.desk_rule in (DeskRule.EARLIEST_DUE, DeskRule.LEAST_SLACK)
    return {
        department: sorted(entries, key=lambda w: (w.due, w.release) if by_due else (w.release, w.due))
        for department, entries in work.items()
    }


def _released(scenario: Scenario, rows: dict[str, list[float]], first: int) -> dict[str, list[Work]]:
    """Return the desk work of cases opened from day `first` on; `rows` has cases by item and day."""
    steps = _steps(scenario)
    work: dict[str, list[Work]] = defaultdict(list)
    for item in scenario.items:
        if item.id in rows and item.id in steps:
            for day, cases in enumerate(rows[item.id], start=first):
                if cases > 0:
                    for department, entry in _entries(scenario, item, steps[item.id], day, cases):
                        work[department].append(entry)
    return work


def _steps(scenario: Scenario) -> dict[str, list[Step]]:
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in sorted(scenario.steps, key=lambda s: (s.item, s.position)):
        steps[step.item].append(step)
    return steps


def _entries(
    scenario: Scenario, item: Item, steps: list[Step], day: int, cases: float, after: int = -1
) -> Iterator[tuple[str, Work]]:
    """Yield the desk work of `cases` cases accepted on `day`, of the steps behind position `after`.

    A desk step can start once the waiting before it is over and must end so early that the waiting behind it
    ends in time.
    """
    delays = [_delay(scenario, step) for step in steps]
    promised = _NEVER_DUE if item.promised_days is None else item.promised_days
    for n, step in enumerate(steps):
        if step.kind is StepKind.DESK and step.mean_minutes > 0 and step.position > after:
            before = sum(d for s, d in zip(steps[:n], delays[:n], strict=True) if s.position > after)
            due = day + promised - sum(delays[n + 1 :])
            yield (
                step.department,
                Work(
                    release=(day if after < 0 else 0) + int(before),
                    due=max(int(due), day),
                    minutes=_MARGIN * cases * step.share * step.mean_minutes,
                    cases=cases * step.share,
                ),
            )


def _delay(scenario: Scenario, step: Step) -> int:
    """Return the working days that a step waits without any desk."""
    if step.kind is StepKind.WAIT:
        return step.days if step.share >= 0.5 else 0
    if step.kind is StepKind.TRANSFER:
        link = next(d.link for d in scenario.departments if d.id == step.department)
        by_link = {DataLink.HAND: scenario.settings.cases.hand_days, DataLink.DISC: 1, DataLink.REAL_TIME: 0}
        return by_link[link]
    return 0


def _backlog(scenario: Scenario, dates: tuple[dt.date, ...], today: Plan) -> dict[str, list[Work]]:
    """Return the work that is open when the horizon begins."""
    kind = scenario.settings.cases.backlog
    if kind == "given":
        return _given(scenario)
    return _left_from_before(scenario, dates, today) if kind == "stationary" else {}


def _given(scenario: Scenario) -> dict[str, list[Work]]:
    steps = _steps(scenario)
    items = {item.id: item for item in scenario.items}
    work: dict[str, list[Work]] = defaultdict(list)
    for row in scenario.backlog:
        entries = _entries(scenario, items[row.item], steps[row.item], -row.age_days, row.count, row.position - 1)
        for department, entry in entries:
            work[department].append(replace(entry, release=max(0, entry.release)))
    return work


def _left_from_before(scenario: Scenario, dates: tuple[dt.date, ...], today: Plan) -> dict[str, list[Work]]:
    """Run the days before the horizon, from empty, at today's desk minutes, first come first served."""
    count = scenario.settings.cases.warm_up_days
    if not count or not dates:
        return {}
    before = _days_before(calendar_of(scenario.settings.horizon), dates[0], count)
    load = expected(scenario, rates_on(scenario, before))
    daily = daily_minutes(scenario, today, len(dates))
    released = _released(scenario, {item: list(flow) for item, flow in load.items.items()}, -count)
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
