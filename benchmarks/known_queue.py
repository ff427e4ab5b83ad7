"""A hall of one queue whose mean of daily means is known exactly: the yardstick of intervals and of selection.

Customers come evenly all day and are served in the order in which they came, exponentially long, at one to ten windows;
the day begins empty and the windows stay until all are served.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy.optimize import brentq

from sim.demand import draw
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
from sim.engine import simulate
from sim.measures.customers import BIN_MINUTES, BINS, view
from sim.plan.sessions import Plan, Session
from sim.transient import daily_mean_wait, virtual_wait_exceeds

OPEN, CLOSE = 540, 1020
_ORIGIN = "assumption"
_MS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQueue:
    """So many windows, customers a minute and minutes of service on average."""

    windows: int = 1
    per_minute: float = 0.225
    service_minutes: float = 4.0

    def truth(self) -> float:
        """Return the expected mean wait of a day, minutes."""
        return _truth(self)

    def at(self, truth: float) -> KnownQueue:
        """Return the queue whose service takes just as long that a day's mean wait is expected to be `truth`."""

        def beyond(minutes: float) -> float:
            return replace(self, service_minutes=minutes).truth() - truth

        even = self.windows / self.per_minute
        return replace(self, service_minutes=float(brentq(beyond, even / 2, even * 1.5, xtol=1e-10)))

    def scenario(self, days: int = 1) -> Scenario:
        """Return the hall."""
        return Scenario(
            settings=Settings(
                name="known_queue", title_en="Known queue", title_zh="已知队列",
                horizon=Horizon(start=dt.date(2026, 7, 6), days=days, calendar=CalendarKind.EVERY_DAY),
                hours=OpeningHours(open=OPEN, close=CLOSE, noon_from=720, noon_to=720, extension_minutes=1440 - CLOSE),
            ),
            zones=(
                Zone(
                    id="z", name_en="z", name_zh="z", kind=ZoneKind.MAIN, side=Side.SOUTH, x_m=0, y_m=0, width_m=10,
                    depth_m=10, origin=_ORIGIN,
                ),
            ),
            departments=(
                Department(
                    id="d", name_en="d", name_zh="d", presence=Presence.FIXED, authority=True,
                    link=DataLink.REAL_TIME, online=True, noon=Noon.CLOSED, origin=_ORIGIN,
                ),
            ),
            queues=(Queue(id="q", name_en="q", name_zh="q", zone="z", department="d", origin=_ORIGIN),),
            windows=tuple(
                Window(id=n + 1, zone="z", department="d", kind=WindowKind.FIXED, queues=("q",), origin=_ORIGIN)
                for n in range(self.windows)
            ),
            items=(
                Item(
                    id="i", name_en="i", name_zh="i", kind=ItemKind.SERVICE, department="d", queue="q", weight=1.0,
                    distribution=Distribution.EXPONENTIAL, mean_minutes=self.service_minutes, origin=_ORIGIN,
                ),
            ),
            arrivals=(
                Arrival(
                    id="a", queue="q", per_day=self.per_minute * (CLOSE - OPEN), enterprise_share=0.5, profile="p",
                    origin=_ORIGIN,
                ),
            ),
            profiles=(ProfilePart(id="p", profile="p", from_time=OPEN, to_time=CLOSE, weight=1, origin=_ORIGIN),),
        )  # fmt: skip

    def plan(self, days: int = 1) -> Plan:
        """Return a plan in which every window is held all day, and until all are served."""
        return Plan.of(
            Session(
                day=day, window=n + 1, officer=None, department="d", start=OPEN, end=CLOSE, queues=("q",), stays=True
            )
            for day in range(days)
            for n in range(self.windows)
        )  # fmt: skip

    def p90(self) -> float:
        """Return what a tenth of all customers of many days together wait longer than, minutes."""
        return _p90(self)

    def days(self, replication: int, days: int, seed: int = 1) -> Days:
        """Simulate days that follow each other.

        They have nothing to do with each other: each has random numbers of its own, and begins empty.
        """
        log = simulate(draw(_hall(self, days)[0], seed=seed, replication=replication), _hall(self, days)[1])
        tickets = view(log)
        issued = tickets.issued  # who comes in the very millisecond of closing gets no ticket
        assert tickets.served[issued].all()
        return Days(log.demand.visits.day[tickets.visit[issued]], tickets.wait[issued], days)


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """The waits of some days: the day of each customer, milliseconds, and how many days."""

    day: np.ndarray
    wait: np.ndarray
    count: int

    def means(self) -> np.ndarray:
        """Return the mean wait of each day in minutes, NaN if nobody came."""
        came = np.bincount(self.day, minlength=self.count)
        waited = np.bincount(self.day, self.wait, self.count)
        return np.where(came > 0, waited / np.maximum(came, 1), np.nan) / _MS_PER_MINUTE

    def histograms(self) -> np.ndarray:
        """Return the waits of each day in the bins of `Runs.waits`, of shape (days, bins)."""
        bins = np.minimum((self.wait / (_MS_PER_MINUTE * BIN_MINUTES)).astype(np.int64), BINS - 1)
        return np.bincount(self.day * BINS + bins, minlength=self.count * BINS).reshape(self.count, BINS)


@cache
def _truth(queue: KnownQueue) -> float:
    return daily_mean_wait(queue.per_minute, 1 / queue.service_minutes, queue.windows, CLOSE - OPEN)


@cache
def _p90(queue: KnownQueue) -> float:
    def beyond(minutes: float) -> float:
        day = CLOSE - OPEN
        return virtual_wait_exceeds(queue.per_minute, 1 / queue.service_minutes, queue.windows, day, minutes) - 0.1

    return float(brentq(beyond, 0.0, CLOSE - OPEN))


@cache
def _hall(queue: KnownQueue, days: int) -> tuple[Scenario, Plan]:
    return queue.scenario(days), queue.plan(days)
