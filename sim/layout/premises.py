"""What a timetable owes to the scenario and its open days alone, worked out once for all plans and demands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, day_starts
from sim.domain.policy import Settings
from sim.domain.scenario_data import Scenario
from sim.domain.units import WindowKind
from sim.layout.clock import WorkingClock, days_before, working_clock
from sim.layout.inspectors import InspectorSessions, inspector_sessions
from sim.layout.meetings import Sittings, sittings
from sim.layout.reading import Reader, whole
from sim.layout.sessions import DeskSessions
from sim.memo import once
from sim.opening import helpers_by_zone, last_ticket
from sim.plan.sessions import DESK_SCHEMA
from sim.plan.today import todays_desks

_PPM = 1_000_000
_RETURNS = (None, "abandoning", "balking", "unserved", "turned_away")
"""After which outcome a customer may come again, in the order of `sim.log.Outcome`; not after `SERVED`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageTimes:
    """A failure on one open day, from instant to instant, at the windows of some departments (None: of all)."""

    day: int
    start: int
    end: int
    departments: list[int] | None


@dataclass(frozen=True, eq=False, kw_only=True)
class Premises:
    """A hall and its open days as numbers.

    Attributes
    ----------
    starts, last_ticket : int64 arrays by open day, instants of midnight and of the closing of issue.
    open_day : int64 array by calendar day since the first: the open day, or -1.
    queue_zone : int64 array by queue.
    zone_helpers : int64 array by zone.
    comprehensive_queues : bool array by queue.
    return_ppm : int64 array by outcome.
    sittings, inspectors : meetings held and inspectors' sessions, those before the horizon included.
    warm_up_desks : today's desk sessions on the working days before the horizon, the same whatever the plan, with their
        days (the last is -1) and the ids of their officers.
    read : reads the frames of plans.
    """

    settings: Settings
    starts: np.ndarray
    last_ticket: np.ndarray
    open_day: np.ndarray
    queue_zone: np.ndarray
    zone_helpers: np.ndarray
    comprehensive_queues: np.ndarray
    return_ppm: np.ndarray
    clock: WorkingClock
    sittings: Sittings
    inspectors: InspectorSessions
    outages: list[OutageTimes]
    warm_up_desks: DeskSessions
    warm_up_day: np.ndarray
    warm_up_officers: pl.Series
    read: Reader


def premises(scenario: Scenario, days: tuple[dt.date, ...]) -> Premises:
    """Return what the scenario says about these open days."""
    known = _by_days(scenario)
    if days not in known:
        known[days] = _premises(scenario, days)
    return known[days]


@once
def _by_days(_: Scenario) -> dict[tuple[dt.date, ...], Premises]:
    return {}


def _premises(scenario: Scenario, days: tuple[dt.date, ...]) -> Premises:
    settings, starts = scenario.settings, day_starts(days)
    zones = {z.id: i for i, z in enumerate(scenario.zones)}
    read, clock = _reader(scenario), working_clock(scenario, days)
    until = clock.midnights[clock.midnights <= starts[-1]]
    warm_up, midnights = _warm_up(scenario, days[0])
    return Premises(
        settings=settings,
        starts=starts,
        last_ticket=starts + last_ticket(scenario) * MS_PER_MINUTE,
        open_day=_open_days(starts),
        queue_zone=np.array([zones[q.zone] for q in scenario.queues], dtype=np.int64),
        zone_helpers=np.array(helpers_by_zone(scenario), dtype=np.int64),
        comprehensive_queues=_comprehensive_queues(scenario),
        return_ppm=_return_ppm(settings),
        clock=clock,
        sittings=sittings(scenario, days[0], until),
        inspectors=inspector_sessions(scenario, days[0], until),
        outages=_outages(scenario, days, starts),
        warm_up_desks=read.desks(warm_up, midnights),
        warm_up_day=whole(warm_up["day"]) - len(midnights),
        warm_up_officers=warm_up["officer"],
        read=read,
    )


def _open_days(starts: np.ndarray) -> np.ndarray:
    """Return the open day by calendar day since the first, -1 where the hall is closed."""
    calendar_days = starts // MS_PER_DAY
    days = np.full(calendar_days[-1] + 1, -1, dtype=np.int64)
    days[calendar_days] = np.arange(len(starts))
    return days


def _comprehensive_queues(scenario: Scenario) -> np.ndarray:
    queues = {q for w in scenario.windows if w.kind is WindowKind.COMPREHENSIVE for q in w.queues}
    return np.array([q.id in queues for q in scenario.queues], dtype=bool)


def _return_ppm(settings: Settings) -> np.ndarray:
    shares = [getattr(settings.customers, f"return_after_{why}") if why else 0.0 for why in _RETURNS]
    return np.array([round(share * _PPM) for share in shares], dtype=np.int64)


def _outages(scenario: Scenario, days: tuple[dt.date, ...], starts: np.ndarray) -> list[OutageTimes]:
    number = {d.id: i for i, d in enumerate(scenario.departments)}
    return [
        OutageTimes(
            day=day,
            start=int(starts[day]) + outage.from_time * MS_PER_MINUTE,
            end=int(starts[day]) + outage.to_time * MS_PER_MINUTE,
            departments=[number[d] for d in outage.departments if d in number] if outage.departments else None,
        )
        for outage in scenario.settings.absence.outages
        for day, date in enumerate(days)
        if date == outage.date
    ]


def _reader(scenario: Scenario) -> Reader:
    return Reader(
        queues=[q.id for q in scenario.queues],
        departments=[d.id for d in scenario.departments],
        extension_ms=round(scenario.settings.hours.extension_minutes * MS_PER_MINUTE),
    )


def _warm_up(scenario: Scenario, first: dt.date) -> tuple[pl.DataFrame, np.ndarray]:
    """Return today's desk sessions on the working days before the horizon (rule 18), and those days' midnights."""
    settings = scenario.settings.cases
    dates = days_before(scenario, first, settings.warm_up_days) if settings.backlog == "stationary" else []
    sessions = todays_desks(scenario, len(dates)) if dates else []
    frame = pl.DataFrame({name: [getattr(s, name) for s in sessions] for name in DESK_SCHEMA}, schema=DESK_SCHEMA)
    return frame, np.array([(date - first).days * MS_PER_DAY for date in dates], dtype=np.int64)
