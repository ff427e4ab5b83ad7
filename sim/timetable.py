"""A plan and a demand laid out for an engine.

It holds sessions in order with absences and outages applied, who may serve what, opening and due instants.

An engine knows no calendar, file, name or scenario; all it reads is a `Timetable`. Instants are milliseconds
from midnight of the first open day.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass

from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, Demand, day_starts
from sim.domain.scenario_data import Scenario
from sim.domain.units import DataLink, DeskRule, Leaving, OthersAtComprehensive, ServiceRule, WindowKind
from sim.opening import last_ticket
from sim.plan.sessions import DeskSession, Plan, Session
from sim.plan.today import todays_desks
from sim.working_time import add_working_days, calendar_of, working_days

DESK_ID_OFFSET = 1_000_000
"""Desks come after all windows in the order of events."""
_PPM = 1_000_000
_BEYOND_DAYS = 420
"""Working days known after the horizon, for waits and due dates that reach beyond it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSession:
    """A session as an engine sees it.

    `queues` in order of preference, factors in parts per million, `leaves_by` the end of its extension.
    """

    day: int
    start: int
    end: int
    leaves_by: int
    window: int
    officer: int
    queues: tuple[int, ...]
    longest_wait: bool
    stays: bool
    department: int
    own_ppm: int
    foreign_ppm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSessionTimes:
    """A desk session as an engine sees it; `following` is the same officer's next desk session, or None."""

    start: int
    end: int
    desk: int
    officer: int
    department: int
    ppm: int
    following: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingClock:
    """Instants of the working calendar, from before the horizon to well beyond it."""

    midnights: list[int]
    """Of working days, in order."""
    opening: int
    """From midnight to opening."""
    discs: list[int]
    """When discs are carried."""

    def opening_after(self, instant: int, days: int) -> int:
        """Return the opening of the `days`-th working day after that of `instant`.

        With 0, `instant` itself (rule 19).
        """
        if days == 0:
            return instant
        return self.midnights[bisect_right(self.midnights, instant) + days - 1] + self.opening

    def due(self, accepted: int, days: int) -> int:
        """Return the instant at which a promise of so many working days is broken: its last day's end (rule 21)."""
        if days == 0:
            return accepted - accepted % MS_PER_DAY + MS_PER_DAY
        return self.midnights[bisect_right(self.midnights, accepted) + days - 1] + MS_PER_DAY

    def next_disc(self, instant: int) -> int:
        """Return the next time at or after `instant` at which a disc is carried."""
        return self.discs[bisect_left(self.discs, instant)]

    def working_days_late(self, due: int, until: int) -> int:
        """Return the working days from the last day of the promise to the day of `until`; 0 if that is not late."""
        return max(0, bisect_right(self.midnights, until) - bisect_right(self.midnights, due - 1))


@dataclass(frozen=True, eq=False, kw_only=True)
class Timetable:
    """All that an engine reads beside the demand.

    Attributes
    ----------
    sessions : window sessions in the order (start, window).
    desks : desk sessions in the order (start, desk), those before the horizon (the warm-up) first.
    officers : officer ids by index (anonymous ones have names of their own).
    starts, last_ticket, end_of_day : instants by open day.
    open_day : open day by calendar day since the first, or -1.
    served : for each open day, the queues that some session of that day serves.
    not_served_balks : whether a customer whose queue has no session that day balks (else is turned away).
    transfer_link : how each department exchanges data.
    return_ppm : chance of coming again, by outcome, in parts per million.
    """

    sessions: list[WindowSession]
    desks: list[DeskSessionTimes]
    officers: list[str]
    starts: list[int]
    last_ticket: list[int]
    end_of_day: list[int]
    horizon_end: int
    open_day: list[int]
    served: list[frozenset[int]]
    not_served_balks: bool
    comprehensive_queues: frozenset[int]
    clock: WorkingClock
    transfer_link: list[DataLink]
    real_time_ms: int
    hand_days: int
    desk_rule: DeskRule
    hand_back: bool
    call_timeout_ms: int
    helpers_per_zone: int
    queue_zone: list[int]
    return_ppm: dict[str, int]
    appointment_rank: int


def officer_name(officer: str | None, day: int, place: int, start: int) -> str:
    """Return an officer's id; an anonymous session has an officer of its own, named by place and time."""
    return f"?{day}/{place}/{start}" if officer is None else officer


def timetable(plan: Plan, demand: Demand) -> Timetable:
    """Lay a plan out for the days of a demand."""
    return _Maker(plan, demand).make()


class _Maker:
    def __init__(self, plan: Plan, demand: Demand) -> None:
        self.plan = plan
        self.demand = demand
        self.scenario: Scenario = demand.scenario
        self.settings = self.scenario.settings
        self.starts = day_starts(demand.days)
        self.officers: dict[str, int] = {}
        self.departments = {d.id: i for i, d in enumerate(self.scenario.departments)}
        self.queues = {q.id: i for i, q in enumerate(self.scenario.queues)}

    def make(self) -> Timetable:
        sessions = self._sessions()
        settings, starts = self.settings, [int(s) for s in self.starts]
        issue_end = last_ticket(self.scenario) * MS_PER_MINUTE
        end_of_day = [start + issue_end for start in starts]
        for session in sessions:
            end_of_day[session.day] = max(end_of_day[session.day], session.end, session.leaves_by)
        horizon_end = starts[-1] + MS_PER_DAY if starts else 0
        return Timetable(
            sessions=sessions,
            desks=self._desks(),
            officers=list(self.officers),
            starts=starts,
            last_ticket=[start + issue_end for start in starts],
            end_of_day=end_of_day,
            horizon_end=horizon_end,
            open_day=_open_days(starts),
            served=self._served(sessions),
            not_served_balks=settings.windows.others is OthersAtComprehensive.BALK,
            comprehensive_queues=self._comprehensive_queues(),
            clock=working_clock(self.scenario, self.demand.days),
            transfer_link=[d.link for d in self.scenario.departments],
            real_time_ms=max(1, round(settings.cases.real_time_minutes * MS_PER_MINUTE)),
            hand_days=settings.cases.hand_days,
            desk_rule=settings.cases.desk_rule,
            hand_back=settings.windows.leaving is Leaving.HAND_BACK,
            call_timeout_ms=max(1, round(settings.customers.call_timeout_minutes * MS_PER_MINUTE)),
            helpers_per_zone=settings.helpers.per_zone if settings.helpers.enabled else 0,
            queue_zone=self._queue_zones(),
            return_ppm={
                outcome: round(getattr(settings.customers, f"return_after_{outcome}") * _PPM)
                for outcome in ("abandoning", "balking", "unserved", "turned_away")
            },
            appointment_rank=settings.appointments.rank,
        )

    def _officer(self, session: Session | DeskSession, place: int) -> int:
        """Return the index of a session's officer."""
        return self.officers.setdefault(
            officer_name(session.officer, session.day, place, session.start), len(self.officers)
        )

    def _sessions(self) -> list[WindowSession]:
        extension = round(self.settings.hours.extension_minutes * MS_PER_MINUTE)
        sessions: list[WindowSession] = []
        for planned in (Session(**row) for row in self.plan.sessions.iter_rows(named=True)):
            day = planned.day
            if day >= len(self.starts) or (planned.officer, day) in self.demand.ill:
                continue
            officer = self._officer(planned, planned.window)
            midnight = int(self.starts[day])
            for start, end in self._without_outages(planned):
                stays = planned.stays and end == planned.end
                end_ms = midnight + end * MS_PER_MINUTE
                sessions.append(
                    WindowSession(
                        day=day,
                        start=midnight + start * MS_PER_MINUTE,
                        end=end_ms,
                        leaves_by=end_ms + extension if stays else end_ms,
                        window=planned.window,
                        officer=officer,
                        queues=tuple(self.queues[q] for q in planned.queues),
                        longest_wait=planned.rule == ServiceRule.LONGEST_WAIT,
                        stays=stays,
                        department=self.departments.get(planned.department, -1),
                        own_ppm=round(planned.factor * _PPM),
                        foreign_ppm=round(planned.foreign_factor * _PPM),
                    )
                )
        return sorted(sessions, key=lambda s: (s.start, s.window))

    def _without_outages(self, session: Session) -> list[tuple[int, int]]:
        """Return the parts of a session outside the outages of its day."""
        parts = [(session.start, session.end)]
        for outage in self.settings.absence.outages:
            elsewhere = outage.departments and session.department not in outage.departments
            if elsewhere or outage.date != self.demand.days[session.day]:
                continue
            parts = [
                (a, b)
                for from_time, to_time in parts
                for a, b in (
                    (from_time, min(to_time, outage.from_time)),
                    (max(from_time, outage.to_time), to_time),
                )
                if a < b
            ]
        return parts

    def _desks(self) -> list[DeskSessionTimes]:
        rows = [*self._warm_up_desks(), *self._planned_desks()]
        rows.sort(key=lambda r: (r[0], r[2]))
        following: dict[int, int] = {}
        sessions: list[DeskSessionTimes] = []
        for index in range(len(rows) - 1, -1, -1):
            start, end, desk, officer, department, ppm = rows[index]
            sessions.append(
                DeskSessionTimes(
                    start=start,
                    end=end,
                    desk=desk,
                    officer=officer,
                    department=department,
                    ppm=ppm,
                    following=following.get(officer),
                )
            )
            following[officer] = index
        return sessions[::-1]

    def _planned_desks(self) -> list[tuple[int, int, int, int, int, int]]:
        sessions = [DeskSession(**row) for row in self.plan.desks.iter_rows(named=True)]
        return [
            self._desk_row(session, int(self.starts[session.day]))
            for session in sessions
            if session.day < len(self.starts) and (session.officer, session.day) not in self.demand.ill
        ]

    def _warm_up_desks(self) -> list[tuple[int, int, int, int, int, int]]:
        """Return today's desk sessions for the working days before the horizon, the same whatever the plan."""
        settings = self.settings.cases
        if settings.backlog != "stationary":
            return []
        first = self.demand.days[0]
        dates = _days_before(self.scenario, first, settings.warm_up_days)
        by_day: dict[int, list[DeskSession]] = defaultdict(list)
        for session in todays_desks(self.scenario, len(dates)):
            by_day[session.day].append(session)
        rows: list[tuple[int, int, int, int, int, int]] = []
        for index, date in enumerate(dates):
            midnight = (date - first).days * MS_PER_DAY
            rows.extend(self._desk_row(session, midnight) for session in by_day[index])
        return rows

    def _desk_row(self, session: DeskSession, midnight: int) -> tuple[int, int, int, int, int, int]:
        return (
            midnight + session.start * MS_PER_MINUTE,
            midnight + session.end * MS_PER_MINUTE,
            session.desk,
            self._officer(session, DESK_ID_OFFSET + session.desk),
            self.departments[session.department],
            round(session.factor * _PPM),
        )

    def _served(self, sessions: list[WindowSession]) -> list[frozenset[int]]:
        served: list[set[int]] = [set() for _ in self.starts]
        for session in sessions:
            served[session.day].update(session.queues)
        return [frozenset(s) for s in served]

    def _comprehensive_queues(self) -> frozenset[int]:
        windows = [w for w in self.scenario.windows if w.kind is WindowKind.COMPREHENSIVE]
        return frozenset(self.queues[q] for w in windows for q in w.queues)

    def _queue_zones(self) -> list[int]:
        zones = {z.id: i for i, z in enumerate(self.scenario.zones)}
        return [zones[q.zone] for q in self.scenario.queues]


def _open_days(starts: list[int]) -> list[int]:
    """Return the open day by calendar day since the first, -1 where the hall is closed."""
    last = starts[-1] // MS_PER_DAY if starts else -1
    days = [-1] * (last + 1)
    for day, start in enumerate(starts):
        days[start // MS_PER_DAY] = day
    return days


def _days_before(scenario: Scenario, first: dt.date, count: int) -> list[dt.date]:
    calendar = calendar_of(scenario.settings.horizon)
    return [add_working_days(calendar, first, -n) for n in range(count, 0, -1)]


def working_clock(scenario: Scenario, days: tuple[dt.date, ...]) -> WorkingClock:
    """Return the instants of the working calendar around a horizon."""
    settings = scenario.settings
    first = days[0]
    oldest = max([settings.cases.warm_up_days, *(row.age_days for row in scenario.backlog)])
    dates = [
        *_days_before(scenario, first, oldest),
        *working_days(calendar_of(settings.horizon), first, len(days) + _BEYOND_DAYS),
    ]
    midnights = [(date - first).days * MS_PER_DAY for date in dates]
    discs = [
        midnight + minute * MS_PER_MINUTE for midnight in midnights for minute in sorted(settings.cases.disc_times)
    ]
    return WorkingClock(midnights=midnights, opening=settings.hours.open * MS_PER_MINUTE, discs=discs)
