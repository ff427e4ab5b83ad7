"""The workload of the simple day, the same arrays for every engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.demand import Demand, draw
from sim.domain.hall import Department, Queue, Window, Zone
from sim.domain.items import Arrival, Item, ProfilePart
from sim.domain.policy import Horizon, OpeningHours, Settings
from sim.domain.scenario_data import Scenario
from sim.domain.units import (
    CalendarKind,
    DataLink,
    Distribution,
    ItemKind,
    Noon,
    Presence,
    Side,
    WindowKind,
    ZoneKind,
)
from sim.plan.sessions import Plan, Session

QUEUES, WINDOWS, TICKETS, CHANGES = 60, 301, 7000, 227
OPEN, CLOSE = 8 * 60, 16 * 60
_ORIGIN = "benchmark"


@dataclass(frozen=True, eq=False, kw_only=True)
class Workload:
    """One day as a demand and a plan of ours, and as plain arrays (milliseconds) for other simulators."""

    demand: Demand
    plan: Plan
    queue: np.ndarray
    arrives: np.ndarray
    service: np.ndarray
    patience: np.ndarray
    capacity: np.ndarray
    closures: list[tuple[int, int, int]]


def build() -> Workload:
    """Draw the day. A window closed for a while is one capacity change down and one up."""
    scenario = _scenario()
    demand = draw(scenario, seed=1)
    windows_of = [[w.id for w in scenario.windows if w.queues == (q.id,)] for q in scenario.queues]
    closed = [windows_of[n % QUEUES][(n // QUEUES) % 2] for n in range((CHANGES + 1) // 2)]
    breaks = {number: (OPEN + 120 + 7 * (n % 30), OPEN + 165 + 7 * (n % 30)) for n, number in enumerate(closed)}
    sessions, closures = [], []
    for window in scenario.windows:
        queue = int(window.queues[0][1:])
        start, end = breaks.get(window.id, (CLOSE, CLOSE))
        for a, b in ((OPEN, start), (end, CLOSE)):
            if a < b:
                sessions.append(
                    Session(
                        day=0,
                        window=window.id,
                        officer=None,
                        department="d",
                        start=a,
                        end=b,
                        queues=window.queues,
                    )
                )
        if start < end:
            closures.append((queue, start * 60_000, end * 60_000))
    return Workload(
        demand=demand,
        plan=Plan.of(sessions),
        queue=demand.stops.queue,
        arrives=demand.visits.join[0],
        service=demand.tickets.service,
        patience=demand.tickets.patience,
        capacity=np.array([len(w) for w in windows_of]),
        closures=closures,
    )


def _scenario() -> Scenario:
    queues = [f"q{n:02d}" for n in range(QUEUES)]
    weights = np.linspace(0.5, 1.5, QUEUES) / QUEUES
    shares = np.floor(weights * WINDOWS).astype(int)
    shares[: WINDOWS - shares.sum()] += 1
    owner = np.repeat(np.arange(QUEUES), shares)
    counts = np.bincount(owner, minlength=QUEUES)
    per_queue = TICKETS * counts / WINDOWS
    return Scenario(
        settings=Settings(
            name="simple-day",
            title_en="Simple day",
            title_zh="简单的一天",
            horizon=Horizon(start=dt.date(2026, 7, 6), days=1, calendar=CalendarKind.EVERY_DAY),
            hours=OpeningHours(open=OPEN, close=CLOSE, noon_from=OPEN, noon_to=OPEN),
        ),
        zones=(
            Zone(
                id="z",
                name_en="z",
                name_zh="区",
                kind=ZoneKind.MAIN,
                side=Side.SOUTH,
                x_m=0,
                y_m=0,
                width_m=1,
                depth_m=1,
                origin=_ORIGIN,
            ),
        ),
        departments=(
            Department(
                id="d",
                name_en="d",
                name_zh="部",
                presence=Presence.FIXED,
                authority=True,
                link=DataLink.REAL_TIME,
                online=True,
                noon=Noon.CLOSED,
                origin=_ORIGIN,
            ),
        ),
        queues=tuple(
            Queue(id=q, name_en=q, name_zh=q, zone="z", department="d", patience_mean_minutes=60, origin=_ORIGIN)
            for q in queues
        ),
        windows=tuple(
            Window(id=n + 1, zone="z", department="d", kind=WindowKind.FIXED, queues=(queues[q],), origin=_ORIGIN)
            for n, q in enumerate(owner)
        ),
        items=tuple(
            Item(
                id=f"i-{q}",
                name_en=q,
                name_zh=q,
                kind=ItemKind.SERVICE,
                department="d",
                queue=q,
                weight=1.0,
                distribution=Distribution.LOGNORMAL,
                mean_minutes=17.5,
                sd_minutes=16.5,
                origin=_ORIGIN,
            )
            for q in queues
        ),
        arrivals=tuple(
            Arrival(
                id=f"a-{q}",
                queue=q,
                per_day=float(per_queue[n]),
                enterprise_share=0.5,
                profile="p",
                origin=_ORIGIN,
            )
            for n, q in enumerate(queues)
        ),
        profiles=(ProfilePart(id="p", profile="p", from_time=OPEN, to_time=CLOSE, weight=1, origin=_ORIGIN),),
    )
