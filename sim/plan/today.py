"""Today's plan, an assumption of the scenario.

Each department keeps a constant number of its windows open all day.

That number is in proportion to the department's establishment and below the number of its windows; officers
take the windows in turn from day to day, and either the windows close at noon or lunch is covered in turn.
The comprehensive window is held by the departments of the rotation day by day.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from sim.domain.hall import Department, Window
from sim.domain.scenario_data import Scenario
from sim.domain.staff import Officer
from sim.domain.units import Noon, Role, ServiceRule, WindowKind
from sim.opening import in_season, open_days
from sim.plan.sessions import DeskSession, Plan, Session

_LUNCH_TURNS = 2
_LUNCH_MINUTES = 60
_MISSING_QUEUE = 1000
_NO_MATCH = 1_000_000


def todays_plan(scenario: Scenario, days: int | None = None) -> Plan:
    """Return today's plan for the horizon (or its first `days` open days)."""
    hall = _Hall(scenario)
    sessions: list[Session] = []
    for day, date in enumerate(open_days(scenario, days)):
        sessions.extend(_Day(hall, day, date).sessions())
    return Plan.of(sessions, todays_desks(scenario, days))


def todays_desks(scenario: Scenario, days: int | None = None) -> list[DeskSession]:
    """Return the back-office part of today's plan."""
    hall = _Hall(scenario)
    dates = enumerate(open_days(scenario, days))
    return [session for day, date in dates for session in _Day(hall, day, date).desks()]


def windows_open_today(scenario: Scenario, department: str) -> int:
    """Return how many windows of its own a department keeps open.

    That is `today_open_share` of its window officers, below the number of its windows.
    """
    owned = sum(w.department == department for w in scenario.windows)
    officers = sum(o.department == department and o.role is not Role.DESK for o in scenario.officers)
    if owned == 0 or officers == 0:
        return 0
    return max(1, min(_round_half_up(scenario.settings.windows.today_open_share * officers), max(1, owned - 1)))


def desks_staffed_today(scenario: Scenario, department: str) -> int:
    """Return how many back-office desks of a department are staffed.

    That is `today_open_share` of its desk officers, at most as many as it has desks.
    """
    owned = sum(d.department == department for d in scenario.desks)
    officers = sum(o.department == department and o.role is Role.DESK for o in scenario.officers)
    if owned == 0 or officers == 0:
        return 0
    return min(owned, max(1, _round_half_up(scenario.settings.cases.today_open_share * officers)))


def _round_half_up(value: float) -> int:
    return math.floor(value + 0.5)


class _Hall:
    """A scenario sorted by department, once for all days."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.officers: dict[tuple[str, bool], list[Officer]] = defaultdict(list)
        """By department and whether of the back office."""
        for officer in scenario.officers:
            self.officers[officer.department, officer.role is Role.DESK].append(officer)
        self.windows: dict[str | None, list[Window]] = defaultdict(list)
        for window in scenario.windows:
            self.windows[window.department].append(window)
        self.places: dict[str, list[int]] = defaultdict(list)
        for desk in scenario.desks:
            self.places[desk.department].append(desk.id)
        self.open_windows = {d.id: windows_open_today(scenario, d.id) for d in scenario.departments}
        self.staffed_desks = {d.id: desks_staffed_today(scenario, d.id) for d in scenario.departments}


class _Day:
    """Makes the sessions of one open day."""

    def __init__(self, hall: _Hall, day: int, date: dt.date) -> None:
        self.hall = hall
        self.scenario = hall.scenario
        self.day = day
        self.date = date
        self.hours = self.scenario.settings.hours

    def sessions(self) -> Iterator[Session]:
        """Yield the sessions at windows of all departments and at comprehensive windows."""
        used: set[str] = set()
        for department in self.scenario.departments:
            for session in self._department(department):
                used.add(session.officer or "")
                yield session
        yield from self._comprehensive(used)

    def desks(self) -> Iterator[DeskSession]:
        """Yield the sessions at back-office desks; the back office goes to lunch at noon."""
        for department in self.scenario.departments:
            places = sorted(self.hall.places[department.id])
            officers = self._present(department.id, desk=True)
            staffed = self.hall.staffed_desks[department.id]
            for desk, officer in zip(places[:staffed], officers, strict=False):
                for start, end in self._around_noon():
                    yield DeskSession(
                        day=self.day,
                        desk=desk,
                        officer=officer.id,
                        department=department.id,
                        start=start,
                        end=end,
                        factor=officer.speed,
                    )

    def _department(self, department: Department) -> Iterator[Session]:
        windows = [w for w in self.hall.windows[department.id] if in_season(self.scenario, w.id, self.date)]
        officers = self._present(department.id, desk=False)
        count = min(self.hall.open_windows[department.id], len(windows), len(officers))
        if count == 0:
            return
        opened = _cover_queues(windows, count)
        posted = list(_match(opened, officers))
        if department.noon is Noon.CLOSED:
            for window, officer in posted:
                for start, end in self._around_noon():
                    yield self._session(window, officer, start, end)
        else:
            reliefs = [o for o in officers if o.id not in {officer.id for _, officer in posted}]
            yield from self._lunch_in_turn(posted, reliefs)

    def _lunch_in_turn(self, posted: Sequence[tuple[Window, Officer]], reliefs: list[Officer]) -> Iterator[Session]:
        """Yield sessions around each officer's lunch hour.

        An officer without a window relieves one window per turn, as far as they reach.
        """
        relieved: set[tuple[str, int]] = set()
        first_turn = self.hours.noon_from
        for index, (window, officer) in enumerate(posted):
            turn = index % _LUNCH_TURNS
            lunch = first_turn + turn * _LUNCH_MINUTES
            yield self._session(window, officer, self.hours.open, lunch)
            yield self._session(window, officer, lunch + _LUNCH_MINUTES, self.hours.close)
            for relief in reliefs:
                if (relief.id, turn) not in relieved and set(relief.queues) & set(window.queues):
                    relieved.add((relief.id, turn))
                    yield self._session(window, relief, lunch, lunch + _LUNCH_MINUTES)
                    break

    def _comprehensive(self, used: set[str]) -> Iterator[Session]:
        """Yield the sessions of the comprehensive windows: the departments of the rotation in turn (F8).

        An officer `used` at another window on the day is not there for this one.
        """
        settings = self.scenario.settings.windows
        windows = sorted((w for w in self.scenario.windows if w.kind is WindowKind.COMPREHENSIVE), key=lambda w: w.id)
        for index, window in enumerate(windows):
            officer = self._on_duty(self.day * len(windows) + index, used)
            if officer is None:
                continue
            used.add(officer.id)
            own = [q.id for q in self.scenario.queues if q.department == officer.department and q.id in window.queues]
            others = [] if settings.only_own else [q for q in window.queues if q not in own]
            for start, end in self._around_noon():
                yield Session(
                    day=self.day,
                    window=window.id,
                    officer=officer.id,
                    department=officer.department,
                    start=start,
                    end=end,
                    queues=(*own, *others),
                    rule=ServiceRule.LONGEST_WAIT,
                    stays=settings.stays and end == self.hours.close,
                    factor=officer.speed,
                    foreign_factor=officer.speed * settings.foreign_factor,
                )

    def _on_duty(self, turn: int, used: set[str]) -> Officer | None:
        """Return the officer of the department whose turn it is, or of the next department that can send one."""
        rotation = self.scenario.settings.windows.rotation
        for offset in range(len(rotation)):
            department = rotation[(turn + offset) % len(rotation)]
            free = [o for o in self._present(department, desk=False) if o.id not in used]
            if free:
                return free[(turn // len(rotation)) % len(free)]
        return None

    def _session(self, window: Window, officer: Officer, start: int, end: int) -> Session:
        settings = self.scenario.settings.windows
        return Session(
            day=self.day,
            window=window.id,
            officer=officer.id,
            department=officer.department,
            start=start,
            end=end,
            queues=tuple(q for q in window.queues if q in officer.queues),
            rule=settings.rule,
            stays=settings.stays and end == self.hours.close,
            factor=officer.speed,
            foreign_factor=officer.speed,
        )

    def _present(self, department: str, *, desk: bool) -> list[Officer]:
        """Return a department's officers who are not away, in an order that moves on by one each day."""
        officers = self.hall.officers[department, desk]
        shift = self.day % max(1, len(officers))
        return [o for o in officers[shift:] + officers[:shift] if self.date not in o.days_off]

    def _around_noon(self) -> list[tuple[int, int]]:
        hours = self.hours
        if hours.noon_from >= hours.noon_to or hours.noon_to >= hours.close:
            return [(hours.open, hours.close)]
        return [(hours.open, hours.noon_from), (hours.noon_to, hours.close)]


def _cover_queues(windows: Sequence[Window], count: int) -> list[Window]:
    """Choose `count` windows.

    First every queue gets one; then each kind of window gets its proportion.
    """
    chosen: list[Window] = []
    alike = {w.queues: sum(v.queues == w.queues for v in windows) for w in windows}

    def urgency(window: Window) -> tuple[float, float, int]:
        covered = {queue for w in chosen for queue in w.queues}
        share = sum(w.queues == window.queues for w in chosen) / alike[window.queues]
        return (-len(set(window.queues) - covered), share, window.id)

    while len(chosen) < count:
        chosen.append(min((w for w in windows if w not in chosen), key=urgency))
    return sorted(chosen, key=lambda w: w.id)


def _match(windows: Sequence[Window], officers: Sequence[Officer]) -> Iterator[tuple[Window, Officer]]:
    """Pair windows with officers.

    As many queues of each window are served as may be; among equals, officers come in the order given.
    """
    from scipy.optimize import linear_sum_assignment  # a tenth of a second to import, and only for plans of today

    cost = np.empty((len(windows), len(officers)))
    for i, window in enumerate(windows):
        for j, officer in enumerate(officers):
            served = len(set(window.queues) & set(officer.queues))
            cost[i, j] = _MISSING_QUEUE * (len(window.queues) - served) + j if served else _NO_MATCH
    for i, j in zip(*linear_sum_assignment(cost), strict=True):
        if cost[i, j] < _NO_MATCH:
            yield windows[i], officers[j]
