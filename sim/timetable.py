"""A plan and a demand laid out for an engine.

It holds sessions in order with absences and outages applied, who may serve what, opening and due instants.

An engine knows no calendar, file, name or scenario; all it reads is a `Timetable`. Instants are milliseconds
from midnight of the first open day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER, Demand
from sim.domain.units import DeskRule, Leaving, OthersAtComprehensive
from sim.layout.clock import WorkingClock
from sim.layout.inspectors import InspectorSessions
from sim.layout.meetings import Sittings
from sim.layout.officers import Officers
from sim.layout.planned import Planned, planned
from sim.layout.premises import OutageTimes, Premises, premises
from sim.layout.sessions import DeskSessions, WindowSessions, renumbered
from sim.memo import once
from sim.plan.sessions import Plan

__all__ = [
    "DESK_ID_OFFSET",
    "INSPECTOR_ID_OFFSET",
    "MEETING_ID_OFFSET",
    "DeskSessions",
    "Duties",
    "Timetable",
    "WindowSessions",
    "WorkingClock",
    "duties",
    "timetable",
]

DESK_ID_OFFSET = 1_000_000
"""Desks come after all windows in the order of events,"""
INSPECTOR_ID_OFFSET = 2_000_000
"""and inspectors after all desks."""
MEETING_ID_OFFSET = 1 << 39
"""Meetings come after all transfers of a millisecond."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Timetable:
    """All that an engine reads beside the demand.

    Arrays are contiguous, and int64 unless said otherwise.

    Attributes
    ----------
    sessions : window sessions in the order (start, window).
    desks : desk sessions in the order (start, desk), those before the horizon (the warm-up) included.
    officers : officer ids by index (anonymous ones have names of their own).
    starts, last_ticket, end_of_day : instants by open day.
    horizon_end : the end of the last open day.
    open_day : open day by calendar day since the first, or -1.
    served : bool array of shape (open days, queues): whether some session of the day serves the queue.
    not_served_balks : whether a customer of a comprehensive window whose queue has no session that day balks (else is
        turned away).
    comprehensive_queues : bool array by queue: whether it is one of a comprehensive window.
    sittings : meetings as they are held, those before the horizon included.
    inspectors : sessions of inspectors, those before the horizon included.
    hand_back : whether an officer hands unfinished customers back when the session ends.
    zone_helpers : helpers by zone.
    helped_ppm : factor on the services of customers whom a helper has helped, in parts per million.
    queue_zone : by queue.
    return_ppm : chance of coming again, by outcome, in parts per million (0 for served).
    appointment_rank : rank of the class of appointments.
    """

    sessions: WindowSessions
    desks: DeskSessions
    officers: Officers
    starts: np.ndarray
    last_ticket: np.ndarray
    end_of_day: np.ndarray
    horizon_end: int
    open_day: np.ndarray
    served: np.ndarray
    not_served_balks: bool
    comprehensive_queues: np.ndarray
    clock: WorkingClock
    sittings: Sittings
    inspectors: InspectorSessions
    real_time_ms: int
    hand_days: int
    desk_rule: DeskRule
    hand_back: bool
    call_timeout_ms: int
    zone_helpers: np.ndarray
    helped_ppm: int
    queue_zone: np.ndarray
    return_ppm: np.ndarray
    appointment_rank: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Duties:
    """Planned times of those who came, at windows and desks, outages and blocked sessions included (rule 16).

    Int64 columns; `officer` indexes `Timetable.officers`.
    """

    start: np.ndarray
    end: np.ndarray
    officer: np.ndarray
    department: np.ndarray


def timetable(plan: Plan, demand: Demand) -> Timetable:
    """Lay a plan out for the days of a demand.

    Where nobody is ill, it is the same for all demands of a scenario; then it is made only once.
    """
    hall = premises(demand.scenario, demand.days)
    everybody = planned(plan, hall)
    if not demand.ill:
        return _of_everybody(everybody, hall)
    return _laid_out(_present(everybody, demand.ill, len(demand.days)), hall)


def duties(plan: Plan, demand: Demand) -> Duties:
    """Return the planned times of those who came, windows first, without the warm-up."""
    hall = premises(demand.scenario, demand.days)
    came = _present(planned(plan, hall), demand.ill, len(demand.days))
    windows, desks, _ = _numbered(came, hall)
    desks = desks.taken(came.desk_day >= 0)
    return Duties(
        start=np.concatenate((windows.start, desks.start)),
        end=np.concatenate((windows.end, desks.end)),
        officer=np.concatenate((windows.officer, desks.officer)),
        department=np.concatenate((windows.department, desks.department)),
    )


@once
def _of_everybody(everybody: Planned, hall: Premises) -> Timetable:
    return _laid_out(everybody, hall)


def _laid_out(came: Planned, hall: Premises) -> Timetable:
    settings = hall.settings
    windows, desks, officers = _numbered(came, hall)
    sessions = _in_order(_without_outages(windows, hall.outages))
    return Timetable(
        sessions=sessions,
        desks=_with_overtime(_with_following(desks, hall.clock), sessions, hall),
        officers=officers,
        starts=hall.starts,
        last_ticket=hall.last_ticket,
        end_of_day=_ends_of_days(sessions, hall.last_ticket),
        horizon_end=int(hall.starts[-1]) + MS_PER_DAY,
        open_day=hall.open_day,
        served=_served(sessions, len(hall.starts), len(hall.queue_zone)),
        not_served_balks=settings.windows.others is OthersAtComprehensive.BALK,
        comprehensive_queues=hall.comprehensive_queues,
        clock=hall.clock,
        sittings=hall.sittings,
        inspectors=hall.inspectors,
        real_time_ms=max(1, round(settings.cases.real_time_minutes * MS_PER_MINUTE)),
        hand_days=settings.cases.hand_days,
        desk_rule=settings.cases.desk_rule,
        hand_back=settings.windows.leaving is Leaving.HAND_BACK,
        call_timeout_ms=max(1, round(settings.customers.call_timeout_minutes * MS_PER_MINUTE)),
        zone_helpers=hall.zone_helpers,
        helped_ppm=round(settings.helpers.service_factor * 1_000_000),
        queue_zone=hall.queue_zone,
        return_ppm=hall.return_ppm,
        appointment_rank=settings.appointments.rank,
    )


# ---------------------------------------------------------------- officers


def _present(everybody: Planned, ill: Collection[tuple[str, int]], days: int) -> Planned:
    """Return the sessions of those who come; in the warm-up nobody is ill, nor is who has no name."""
    if not ill:
        return everybody
    windows, desks, desk_day = everybody.windows, everybody.desks, everybody.desk_day
    number = {name: index for index, name in enumerate(everybody.names)}
    nameless = len(number)
    absent = np.zeros((nameless + 1, days), dtype=bool)
    for officer, day in ill:
        if officer in number:
            absent[number[officer], day] = True

    def comes(officer: np.ndarray, day: np.ndarray) -> np.ndarray:
        return np.asarray((day < 0) | ~absent[np.minimum(officer, nameless), np.maximum(day, 0)])

    at_window, at_desk = comes(windows.officer, windows.day), comes(desks.officer, desk_day)
    return replace(everybody, windows=windows.taken(at_window), desks=desks.taken(at_desk), desk_day=desk_day[at_desk])


def _numbered(came: Planned, hall: Premises) -> tuple[WindowSessions, DeskSessions, Officers]:
    """Return the sessions with officers numbered in the order in which they occur, and who these are."""
    officer = np.concatenate((came.windows.officer, came.desks.officer))
    place = np.arange(len(officer))
    first = np.empty(officer.max(initial=-1) + 1, dtype=np.int64)
    first[officer[::-1]] = place[::-1]  # of several values the last is kept: the first place
    firsts = np.flatnonzero(first[officer] == place)
    number = np.empty_like(first)
    number[officer[firsts]] = np.arange(len(firsts))
    return *renumbered(came.windows, came.desks, number), _officers(came, officer, firsts, hall)


def _officers(came: Planned, officer: np.ndarray, rows: np.ndarray, hall: Premises) -> Officers:
    """Return the officers of some sessions (windows first, then desks)."""
    windows, desks, code = came.windows, came.desks, officer[rows]
    named = code < len(came.names)
    nameless = rows[~named]
    day = np.concatenate((windows.day, came.desk_day))[nameless]
    place = np.concatenate((windows.window, desks.desk + DESK_ID_OFFSET))[nameless]
    since_midnight = np.concatenate((windows.start, desks.start))[nameless] - hall.starts[day]
    return Officers(
        names=came.names,
        code=np.where(named, code, NEVER),
        day=day,
        place=place,
        minute=since_midnight // MS_PER_MINUTE,
    )


# ---------------------------------------------------------------- sessions


def _without_outages(sessions: WindowSessions, outages: list[OutageTimes]) -> WindowSessions:
    """Return the parts of sessions outside the outages; only the last part may stay (rule 14)."""
    rows, start, end = np.arange(len(sessions)), sessions.start, sessions.end
    for outage in outages:
        rows, start, end = _cut(sessions, outage, rows, start, end)
    if not outages:
        return sessions
    parts = sessions.taken(rows)
    stays = parts.stays & (end == parts.end)
    leaves_by = np.where(stays, parts.leaves_by, end)
    return replace(parts, start=start, end=end, leaves_by=leaves_by, stays=stays)


def _cut(
    sessions: WindowSessions, outage: OutageTimes, rows: np.ndarray, start: np.ndarray, end: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Split the parts (session, start, end) that an outage concerns into what lies before and after it."""
    concerned = sessions.day[rows] == outage.day
    if outage.departments is not None:
        concerned &= np.isin(sessions.department[rows], outage.departments)
    # two parts of each: before, after; where an outage is no concern, all and nothing
    starts = np.stack((start, np.where(concerned, np.maximum(start, outage.end), end)), axis=1).ravel()
    ends = np.stack((np.where(concerned, np.minimum(end, outage.start), end), end), axis=1).ravel()
    kept = starts < ends
    return np.repeat(rows, 2)[kept], starts[kept], ends[kept]


def _in_order(sessions: WindowSessions) -> WindowSessions:
    return sessions.taken(np.lexsort((sessions.window, sessions.start)))


def _with_following(desks: DeskSessions, clock: WorkingClock) -> DeskSessions:
    """Return desk sessions in order, each with the same officer's next, if that is no later than the next working day.

    Nobody lets a file lie on the desk of who is away for days (rule 20).
    """
    ordered = desks.taken(np.lexsort((desks.desk, desks.start)))
    by_officer = np.argsort(ordered.officer, kind="stable")
    same = ordered.officer[by_officer[1:]] == ordered.officer[by_officer[:-1]]
    following = np.full(len(ordered), NEVER, dtype=np.int64)
    day = np.searchsorted(clock.midnights, ordered.start, side="right")
    before, after = by_officer[:-1][same], by_officer[1:][same]
    soon = day[after] <= day[before] + 1
    following[before[soon]] = after[soon]
    return replace(ordered, following=following)


def _with_overtime(desks: DeskSessions, windows: WindowSessions, hall: Premises) -> DeskSessions:
    """Return desk sessions with the overtime that may follow the last of a day, both of its officer and of its desk."""
    overtime = round(hall.settings.cases.overtime_minutes * MS_PER_MINUTE)
    if overtime == 0 or not len(desks):
        return desks
    day, of_window = desks.start // MS_PER_DAY, windows.start // MS_PER_DAY
    first = int(min(day.min(), of_window.min(initial=0)))
    days = int(max(day.max(), of_window.max(initial=0))) - first + 1
    officer, officer_at_window = desks.officer * days + day - first, windows.officer * days + of_window - first
    place = desks.desk * days + day - first
    last = np.zeros(1 + max(officer.max(), officer_at_window.max(initial=0), place.max()), dtype=np.int64) - (1 << 62)
    last_at_place = last.copy()
    np.maximum.at(last, officer, desks.end)
    np.maximum.at(last, officer_at_window, windows.end)
    np.maximum.at(last_at_place, place, desks.end)
    stays = (desks.end == last[officer]) & (desks.end == last_at_place[place])
    today = np.searchsorted(hall.clock.midnights, desks.start, side="right") - 1
    warned = hall.clock.midnights[today + hall.settings.cases.warn_days]
    return replace(desks, leaves_by=np.where(stays, desks.end + overtime, desks.end), pressing=warned + MS_PER_DAY)


def _ends_of_days(sessions: WindowSessions, last_ticket: np.ndarray) -> np.ndarray:
    """Return the latest of closing of issue, the ends of sessions and the ends of their extensions (rule 2)."""
    ends = last_ticket.copy()
    np.maximum.at(ends, sessions.day, np.maximum(sessions.end, sessions.leaves_by))
    return ends


def _served(sessions: WindowSessions, days: int, queues: int) -> np.ndarray:
    served = np.zeros((days, queues), dtype=bool)
    session, queue = sessions.lines()
    served[sessions.day[session], queue] = True
    return served
