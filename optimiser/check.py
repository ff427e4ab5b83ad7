"""Restates every hard rule of a plan by itself: imports nothing else of the optimiser, judges what a manager gets.

Each rule is a small function, named as the rule, that yields what breaks it. `check` runs them all on a plan
or on a saved plan folder.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path

from sim.domain.hall import Desk, Queue, Window
from sim.domain.scenario_data import Scenario
from sim.domain.staff import Officer
from sim.domain.units import HoursPool, Noon, Role, WindowKind
from sim.opening import open_days
from sim.plan.sessions import Plan
from sim.plan.today import todays_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule broken once: where, by whom, and the numbers that show it."""

    rule: str
    day: int | None = None
    officer: str | None = None
    window: int | None = None
    desk: int | None = None
    department: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        places = ("day", "officer", "window", "desk", "department")
        where = ", ".join(f"{p} {getattr(self, p)}" for p in places if getattr(self, p) is not None)
        return f"{self.rule}: {where}: " + ", ".join(f"{k} {v}" for k, v in self.values.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A session at a window or a desk."""

    day: int
    window: int | None
    desk: int | None
    officer: str | None
    department: str
    start: int
    end: int
    queues: tuple[str, ...] = ()
    stays: bool = False
    factor: float = 1.0
    foreign_factor: float = 1.0

    def broken(self, rule: str, **values: object) -> Violation:
        """Return a violation at this session."""
        return Violation(
            rule=rule,
            day=self.day,
            officer=self.officer,
            window=self.window,
            desk=self.desk,
            department=self.department,
            values=values,
        )


def check(scenario: Scenario, plan: Plan | str | Path, *, reference: Plan | None = None) -> list[Violation]:
    """Return everything that is wrong with a plan; nothing if it may be carried out.

    Parameters
    ----------
    scenario : Scenario
    plan : Plan or path
        Sessions, or a folder in which they were saved.
    reference : Plan, optional
        Plan whose hours may not be exceeded; today's plan for as many days, if not given.
    """
    if not isinstance(plan, Plan):
        from sim.plan import folder

        plan = folder.load(Path(plan), scenario)
    hall = _Hall(scenario, plan)
    found = list(unknown(hall))
    if found:
        return found
    reference = todays_plan(scenario, len(hall.dates)) if reference is None else reference
    for rule in RULES:
        found += rule(hall)
    return found + list(hours_of_today(hall, reference))


class _Hall:
    """A plan beside the tables that it must agree with."""

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self.scenario = scenario
        self.windows: dict[int, Window] = {w.id: w for w in scenario.windows}
        self.desks: dict[int, Desk] = {d.id: d for d in scenario.desks}
        self.queues: dict[str, Queue] = {q.id: q for q in scenario.queues}
        self.officers: dict[str, Officer] = {o.id: o for o in scenario.officers}
        self.noon = {d.id: d.noon for d in scenario.departments}
        self.rows = list(_rows(plan))
        days = max((r.day for r in self.rows), default=-1) + 1
        self.dates: tuple[dt.date, ...] = open_days(scenario, max(days, 0))
        self.named: dict[tuple[str, int], list[_Row]] = defaultdict(list)
        for row in sorted(self.rows, key=lambda r: (r.day, r.start)):
            if row.officer is not None:
                self.named[row.officer, row.day].append(row)

    def at_windows(self) -> Iterator[tuple[_Row, Window]]:
        """Yield sessions at windows with their windows."""
        for row in self.rows:
            if row.window is not None:
                yield row, self.windows[row.window]

    def stretches(self, rows: list[_Row]) -> list[tuple[int, int]]:
        """Return an officer's work of a day without the seams between sessions that follow each other."""
        merged: list[tuple[int, int]] = []
        for row in rows:
            if merged and row.start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], row.end))
            else:
                merged.append((row.start, row.end))
        return merged


def _rows(plan: Plan) -> Iterator[_Row]:
    """Yield all sessions of a plan."""
    for r in plan.sessions.drop("rule").iter_rows(named=True):
        yield _Row(**{**r, "desk": None, "queues": tuple(r["queues"])})
    for r in plan.desks.iter_rows(named=True):
        yield _Row(**r, window=None)


def unknown(hall: _Hall) -> Iterator[Violation]:
    """Everything that a session names exists."""
    for row in hall.rows:
        if row.window is not None and row.window not in hall.windows:
            yield row.broken("unknown_window")
        if row.desk is not None and row.desk not in hall.desks:
            yield row.broken("unknown_desk")
        if row.officer is not None and row.officer not in hall.officers:
            yield row.broken("unknown_officer")
        if row.department not in hall.noon:
            yield row.broken("unknown_department")
        if row.day < 0:
            yield row.broken("unknown_day")
        for queue in row.queues:
            if queue not in hall.queues:
                yield row.broken("unknown_queue", queue=queue)


def horizon(hall: _Hall) -> Iterator[Violation]:
    """A plan's days lie within the horizon."""
    last = hall.scenario.settings.horizon.days
    for row in hall.rows:
        if row.day >= last:
            yield row.broken("horizon", days=last)


def own_department(hall: _Hall) -> Iterator[Violation]:
    """A session belongs to its officer's department, and to that of its window or desk where there is one."""
    for row in hall.rows:
        officer = hall.officers[row.officer] if row.officer is not None else None
        if officer is not None and officer.department != row.department:
            yield row.broken("own_department", officers=officer.department)
        place = hall.windows[row.window] if row.window is not None else hall.desks[row.desk or 0]
        if place.department is not None and place.department != row.department:
            yield row.broken("own_department", place=place.department)


def rotation(hall: _Hall) -> Iterator[Violation]:
    """Comprehensive windows are held by departments of the rotation (F8)."""
    allowed = hall.scenario.settings.windows.rotation
    for row, window in hall.at_windows():
        if window.kind is WindowKind.COMPREHENSIVE and row.department not in allowed:
            yield row.broken("rotation", rotation=allowed)


def skill(hall: _Hall) -> Iterator[Violation]:
    """An officer serves the queues of the own skills; on duty, those of all who share the window, or only the own."""
    only_own = hall.scenario.settings.windows.only_own
    for row, window in hall.at_windows():
        for queue in row.queues:
            if window.kind is WindowKind.COMPREHENSIVE:
                if only_own and hall.queues[queue].department != row.department:
                    yield row.broken("skill", queue=queue)
            elif row.officer is not None and queue not in hall.officers[row.officer].queues:
                yield row.broken("skill", queue=queue)


def equipment(hall: _Hall) -> Iterator[Violation]:
    """A session serves at least one queue, each once, and only those that the window's equipment allows."""
    for row, window in hall.at_windows():
        if not row.queues or len(set(row.queues)) < len(row.queues):
            yield row.broken("equipment", queues=row.queues)
        for queue in row.queues:
            if queue not in window.queues:
                yield row.broken("equipment", queue=queue, allowed=window.queues)


def role(hall: _Hall) -> Iterator[Violation]:
    """Officers sit where their role allows."""
    for row in hall.rows:
        held = hall.officers[row.officer].role if row.officer is not None else Role.BOTH
        if held is (Role.DESK if row.window is not None else Role.WINDOW):
            yield row.broken("role", role=held.value)


def speed(hall: _Hall) -> Iterator[Violation]:
    """A session's factors are its officer's speed, times the foreign factor at comprehensive windows."""
    for row in hall.rows:
        if row.officer is None:
            continue
        own = hall.officers[row.officer].speed
        shared = row.window is not None and hall.windows[row.window].kind is WindowKind.COMPREHENSIVE
        foreign = own * (hall.scenario.settings.windows.foreign_factor if shared else 1.0)
        if abs(row.factor - own) > 1e-9 or (shared and abs(row.foreign_factor - foreign) > 1e-9):
            yield row.broken("speed", factor=row.factor, foreign_factor=row.foreign_factor, speed=own)


def opening_hours(hall: _Hall) -> Iterator[Violation]:
    """Sessions have a length and lie within opening hours; only one that ends at closing stays."""
    hours = hall.scenario.settings.hours
    for row in hall.rows:
        if not hours.open <= row.start < row.end <= hours.close:
            yield row.broken("opening_hours", start=row.start, end=row.end)
        if row.stays and row.end != hours.close:
            yield row.broken("stays", end=row.end)


def noon_closed(hall: _Hall) -> Iterator[Violation]:
    """Windows of departments that close at noon are not held then."""
    hours = hall.scenario.settings.hours
    for row, window in hall.at_windows():
        closed = window.department is not None and hall.noon[window.department] is Noon.CLOSED
        if closed and row.start < hours.noon_to and row.end > hours.noon_from:
            yield row.broken("noon_closed", start=row.start, end=row.end)


def season(hall: _Hall) -> Iterator[Violation]:
    """Windows that come in season are held only then (F9)."""
    for row, window in hall.at_windows():
        seasons = [s for s in hall.scenario.seasons if s.window == window.id]
        date = hall.dates[row.day]
        if seasons and not any(s.from_date <= date <= s.to_date for s in seasons):
            yield row.broken("season", date=date)


def day_off(hall: _Hall) -> Iterator[Violation]:
    """Nobody works on a day off."""
    for (name, day), rows in hall.named.items():
        if hall.dates[day] in hall.officers[name].days_off:
            yield rows[0].broken("day_off", date=hall.dates[day])


def overlap(hall: _Hall) -> Iterator[Violation]:
    """Sessions of one officer, one window or one desk do not overlap."""
    by_place: dict[tuple[str, object, int], list[_Row]] = defaultdict(list)
    for row in hall.rows:
        by_place["desk" if row.window is None else "window", row.window or row.desk, row.day].append(row)
    for (name, day), rows in hall.named.items():
        by_place["officer", name, day] = list(rows)
    for (kind, _, _), rows in by_place.items():
        rows.sort(key=lambda r: (r.start, r.end))
        latest = 0
        for row in rows:
            if row.start < latest:
                yield row.broken(f"{kind}_overlap", start=row.start, before_ends=latest)
            latest = max(latest, row.end)


def day_hours(hall: _Hall) -> Iterator[Violation]:
    """Nobody works longer on a day than the contract says."""
    for (name, _), rows in hall.named.items():
        minutes = sum(end - start for start, end in hall.stretches(rows))
        if minutes > 60 * hall.officers[name].hours_per_day + 1e-6:
            yield rows[0].broken("day_hours", minutes=minutes, hours=hall.officers[name].hours_per_day)


def week_hours(hall: _Hall) -> Iterator[Violation]:
    """Nobody works longer in a calendar week than the contract says."""
    weeks: dict[tuple[str, tuple[int, int]], int] = defaultdict(int)
    for (name, day), rows in hall.named.items():
        year, week, _ = hall.dates[day].isocalendar()
        weeks[name, (year, week)] += sum(end - start for start, end in hall.stretches(rows))
    for (name, week_of), minutes in weeks.items():
        if minutes > 60 * hall.officers[name].hours_per_week + 1e-6:
            hours = hall.officers[name].hours_per_week
            yield Violation(
                rule="week_hours", officer=name, values={"week": week_of, "minutes": minutes, "hours": hours}
            )


def stretch(hall: _Hall) -> Iterator[Violation]:
    """A day has at most two stretches of work, none longer than the settings allow."""
    longest = hall.scenario.settings.roster.longest_stretch_minutes
    for rows in hall.named.values():
        parts = hall.stretches(rows)
        if len(parts) > 2:
            yield rows[0].broken("two_stretches", stretches=parts)
        for start, end in parts:
            if end - start > longest:
                yield rows[0].broken("longest_stretch", start=start, end=end, longest=longest)


def lunch(hall: _Hall) -> Iterator[Violation]:
    """Whoever works before and after lunch time has a lunch of the given length within it."""
    roster = hall.scenario.settings.roster
    for rows in hall.named.values():
        parts = hall.stretches(rows)
        if parts[0][0] >= roster.lunch_from or parts[-1][1] <= roster.lunch_to:
            continue
        breaks = [
            min(after[0], roster.lunch_to) - max(before[1], roster.lunch_from) for before, after in pairwise(parts)
        ]
        if max(breaks, default=0) < roster.lunch_minutes:
            yield rows[0].broken("lunch", stretches=parts, lunch_minutes=roster.lunch_minutes)


def limits(hall: _Hall) -> Iterator[Violation]:
    """No more windows or desks are in use at any minute than the hall has (F3)."""
    allowed = hall.scenario.settings.limits
    for kind, limit in (("window", allowed.windows), ("desk", allowed.desks)):
        steps: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for row in hall.rows:
            if (row.window is not None) is (kind == "window"):
                steps[row.day] += [(row.start, 1), (row.end, -1)]
        for day, changes in steps.items():
            most = max(accumulate(change for _, change in sorted(changes)))
            if most > limit:
                yield Violation(rule=f"{kind}_limit", day=day, values={"in_use": most, "limit": limit})


def hours_of_today(hall: _Hall, reference: Plan) -> Iterator[Violation]:
    """Officer hours do not exceed the reference plan's, in each department too where hours stay within departments."""
    planned = _minutes(hall.rows)
    allowed = _minutes(list(_rows(reference)))
    if sum(planned.values()) > sum(allowed.values()):
        values = {"minutes": sum(planned.values()), "today": sum(allowed.values())}
        yield Violation(rule="hours_of_today", values=values)
    if hall.scenario.settings.roster.hours_pool is HoursPool.DEPARTMENT:
        for department, minutes in planned.items():
            if minutes > allowed.get(department, 0):
                values = {"minutes": minutes, "today": allowed.get(department, 0)}
                yield Violation(rule="hours_of_today", department=department, values=values)


def _minutes(rows: list[_Row]) -> dict[str, int]:
    """Return minutes by department, each officer's time once (rule 16)."""
    total: dict[str, int] = defaultdict(int)
    latest: dict[tuple[str, int], int] = defaultdict(int)
    for row in sorted(rows, key=lambda r: (r.day, r.start)):
        start = row.start
        if row.officer is not None:
            start = max(start, latest[row.officer, row.day])
            latest[row.officer, row.day] = max(latest[row.officer, row.day], row.end)
        total[row.department] += max(0, row.end - start)
    return dict(total)


RULES: tuple[Callable[[_Hall], Iterator[Violation]], ...] = (
    horizon,
    own_department,
    rotation,
    skill,
    equipment,
    role,
    speed,
    opening_hours,
    noon_closed,
    season,
    day_off,
    overlap,
    day_hours,
    week_hours,
    stretch,
    lunch,
    limits,
)
