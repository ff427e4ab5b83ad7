"""The workload of the simple day, the same arrays for every engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.demand import Demand, draw
from sim.demand.columns import MS_PER_MINUTE
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
"""Of one hall; two changes belong to a window that closes for a while, and the last one does not open again."""
OPEN, CLOSE = 8 * 60, 16 * 60
FIRST_DAY = dt.date(2026, 7, 6)
_ORIGIN = "benchmark"


class Closure(NamedTuple):
    """A window closes from `start` to `end` (milliseconds): who serves there then finishes first, and goes."""

    window: int
    queue: int
    start: int
    end: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Workload:
    """One day as a demand and a plan of ours, and as plain arrays (milliseconds) for other simulators.

    Attributes
    ----------
    queue, arrives, service, patience : by ticket, in the order of queues; patience runs from joining.
    windows : the numbers of each queue's windows, in order.
    opens, closes : of the hall. No ticket joins after `closes`; who then still waits leaves unserved.
    """

    demand: Demand
    plan: Plan
    queue: np.ndarray
    arrives: np.ndarray
    service: np.ndarray
    patience: np.ndarray
    windows: list[list[int]]
    closures: list[Closure]
    opens: int = OPEN * MS_PER_MINUTE
    closes: int = CLOSE * MS_PER_MINUTE

    @property
    def queue_names(self) -> list[str]:
        """Ids of the queues, in order."""
        return [queue.id for queue in self.demand.scenario.queues]


def build(halls: int = 1, queues: int = QUEUES, windows: int = WINDOWS) -> Workload:
    """Draw a day of so many halls side by side, each of so many queues and windows, under its plan."""
    scenario = _scenario(halls, queues, windows)
    demand = draw(scenario, seed=1)
    windows_of: dict[str, list[int]] = {queue.id: [] for queue in scenario.queues}
    for window in scenario.windows:
        windows_of[window.queues[0]].append(window.id)
    closures = _closures(halls, queues, list(windows_of.values()))
    return Workload(
        demand=demand,
        plan=_plan(scenario, closures),
        queue=demand.stops.queue,
        arrives=demand.visits.join[0],
        service=demand.tickets.service,
        patience=demand.tickets.patience,
        windows=list(windows_of.values()),
        closures=closures,
    )


def _closures(halls: int, queues: int, windows: list[list[int]]) -> list[Closure]:
    """Close the first window of each queue once, then second ones, until a hall has its number of changes."""
    pairs = round((CHANGES + 1) // 2 * queues / QUEUES)
    closures = []
    for n in range(halls * pairs):
        hall, number = divmod(n, pairs)
        queue = hall * queues + number % queues
        start = OPEN + 120 + 7 * (number % 30)
        end = CLOSE if number == pairs - 1 else start + 45
        closures.append(
            Closure(windows[queue][number // queues], queue, start * MS_PER_MINUTE, end * MS_PER_MINUTE),
        )
    return closures


def _plan(scenario: Scenario, closures: list[Closure]) -> Plan:
    """Let every window be open all day, but for its closure."""
    closed = {c.window: (c.start // MS_PER_MINUTE, c.end // MS_PER_MINUTE) for c in closures}
    return Plan.of(
        Session(
            day=0,
            window=window.id,
            officer=None,
            department="d",
            start=start,
            end=end,
            queues=window.queues,
        )
        for window in scenario.windows
        for start, end in _open(*closed.get(window.id, (CLOSE, CLOSE)))
    )


def _open(closed_from: int, closed_to: int) -> list[tuple[int, int]]:
    return [(a, b) for a, b in ((OPEN, closed_from), (closed_to, CLOSE)) if a < b]


def _scenario(halls: int, queues_of_hall: int, windows_of_hall: int) -> Scenario:
    queues = [f"q{n:02d}" for n in range(halls * queues_of_hall)]
    weights = np.linspace(0.5, 1.5, queues_of_hall) / queues_of_hall
    shares = np.floor(weights * windows_of_hall).astype(int)
    shares[: windows_of_hall - shares.sum()] += 1
    counts = np.tile(shares, halls)
    owner = np.repeat(np.arange(len(queues)), counts)
    per_queue = TICKETS / WINDOWS * counts
    return Scenario(
        settings=Settings(
            name="simple-day",
            title_en="Simple day",
            title_zh="简单的一天",
            horizon=Horizon(start=FIRST_DAY, days=1, calendar=CalendarKind.EVERY_DAY),
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
