"""Back offices for tests: departments with desks, and cases that come when a test says, without a hall before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

import halls
from sim.demand import Demand, draw
from sim.demand.casework import CLOCK_RULES, DESK
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER, Cases
from sim.domain.hall import Desk
from sim.domain.scenario_data import Scenario
from sim.domain.units import ClockRule
from sim.plan.sessions import DESK_SCHEMA, SESSION_SCHEMA, Plan
from sim.streams import Purpose, Streams, numbers_in_lines

_RUNS = CLOCK_RULES.index(ClockRule.RUNS)


def office(desks: Sequence[int], days: int = 1, *, open_at: int = 0, close: int = 1440, **tables: Any) -> Scenario:
    """Return departments d0, d1, … with so many desks each, numbered through all; every day is a working day."""
    owners = [f"d{n}" for n, count in enumerate(desks) for _ in range(count)]
    sections = {name: tables.pop(name) for name in ("cases", "projects") if name in tables}
    given: dict[str, Any] = {
        "settings": halls.settings(days, open_at=open_at, close=close, **sections),
        "zones": (halls.zone(),),
        "departments": tuple(halls.department(f"d{n}") for n in range(len(desks))),
        "queues": (halls.queue(department="d0"),),
        "windows": (halls.window(1, department="d0"),),
        "items": (halls.item(department="d0"),),
        "desks": tuple(Desk(id=n + 1, department=owner, origin=halls.ORIGIN) for n, owner in enumerate(owners)),
    }
    return Scenario(**(given | tables))


def at_desks(scenario: Scenario, start: int = 0, end: int = 1440, *, named: bool = True) -> Plan:
    """Return a plan in which every desk is held from `start` to `end` on all days, by an officer of its own."""
    desks, days = scenario.desks, scenario.settings.horizon.days
    every_day = pl.DataFrame(
        {
            "day": np.repeat(np.arange(days), len(desks)),
            "desk": [desk.id for desk in desks] * days,
            "officer": [f"k{desk.id}" if named else None for desk in desks] * days,
            "department": [desk.department for desk in desks] * days,
        }
    ).with_columns(start=start, end=end, factor=1.0)
    return Plan.from_frames(pl.DataFrame(schema=SESSION_SCHEMA), every_day.cast(dict(DESK_SCHEMA)))  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Hours of every day, in minutes from midnight, and the axis of the time within them."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Milliseconds a day."""
        return (self.end - self.start) * MS_PER_MINUTE

    def on_axis(self, instants: np.ndarray) -> np.ndarray:
        """Return how much time within the hours lies before instants."""
        days, since = np.divmod(instants, MS_PER_DAY)
        return np.asarray(days * self.length + np.clip(since - self.start * MS_PER_MINUTE, 0, self.length))

    def on_clock(self, times: np.ndarray) -> np.ndarray:
        """Return the instants at which so much time within the hours has passed."""
        days, since = np.divmod(times, self.length)
        return np.asarray(days * MS_PER_DAY + self.start * MS_PER_MINUTE + since)


AROUND_THE_CLOCK = Hours(start=0, end=1440)


@dataclass(frozen=True, eq=False, kw_only=True)
class Work:
    """Cases: when they come (rising instants), how many steps each has, one after the other, and these in columns."""

    came: np.ndarray
    counts: np.ndarray
    station: np.ndarray
    value: np.ndarray
    kind: np.ndarray | int = DESK
    promised: np.ndarray | int = 1

    @classmethod
    def single(cls, came: np.ndarray, value: np.ndarray, station: int = 0, **columns: Any) -> Work:
        """Return cases of one step each."""
        counts = np.ones(len(came), dtype=np.int64)
        return cls(came=came, counts=counts, station=np.full(len(came), station), value=value, **columns)

    def demand(self, scenario: Scenario) -> Demand:
        """Return a demand of these cases, of the first item, and of nobody at the windows."""
        cases, steps = len(self.came), int(self.counts.sum())

        def all_cases(value: np.ndarray | int) -> np.ndarray:
            return np.broadcast_to(np.asarray(value, dtype=np.int64), cases).copy()

        def all_steps(value: np.ndarray | int) -> np.ndarray:
            return np.broadcast_to(np.asarray(value, dtype=np.int64), steps).copy()

        made = Cases(
            stop=all_cases(NEVER), opens=self.came, goes_on=self.came, item=all_cases(0),
            promised=all_cases(self.promised), statutory=all_cases(0),
            first_step=np.cumsum(self.counts) - self.counts, steps=self.counts, papers=all_cases(0),
            part=all_cases(NEVER), step_case=np.repeat(np.arange(cases), self.counts), step_kind=all_steps(self.kind),
            step_station=all_steps(self.station), step_value=all_steps(self.value),
            step_needs=1 << numbers_in_lines(self.counts) >> 1, step_clock=all_steps(_RUNS), step_of=all_steps(NEVER),
            step_visit=all_steps(0),
        )  # fmt: skip
        return replace(draw(scenario, seed=0), cases=made)


class Chance:
    """Random numbers for demands made by hand, each column a stream of its own."""

    def __init__(self, seed: int) -> None:
        self.seed, self._streams, self._number = seed, Streams(seed, 0), 0

    def uniforms(self, count: int) -> np.ndarray:
        self._number += 1
        return self._streams.uniforms(Purpose.CASE, self._number, 0, count)

    def exponential(self, count: int, mean: float) -> np.ndarray:
        return np.asarray(-mean * np.log1p(-self.uniforms(count)))

    def work(self, count: int, mean_ms: float) -> np.ndarray:
        """Return exponential durations in whole milliseconds."""
        return np.asarray(np.maximum(1, np.rint(self.exponential(count, mean_ms))), dtype=np.int64)

    def poisson(self, gap_ms: float, until: int) -> np.ndarray:
        """Return the instants of a Poisson process before an instant."""
        expected = until / gap_ms
        gaps = self.exponential(int(expected + 8 * expected**0.5) + 20, gap_ms)
        instants = np.cumsum(gaps).astype(np.int64)
        assert instants[-1] >= until
        return instants[instants < until]
