"""Demand written by hand: every instant and duration chosen, nothing drawn.

Times of day are written as `09:00`, `09:00:30` or `09:00:30.250`, durations in minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.demand import draw
from sim.demand.columns import (
    MS_PER_DAY,
    MS_PER_MINUTE,
    NEVER,
    Cases,
    Demand,
    Doubt,
    Purpose,
    Stops,
    Tickets,
    Visits,
)
from sim.domain.scenario_data import Scenario
from sim.domain.units import StepKind

STEP_KINDS = tuple(StepKind)


def ms(clock: str, day: int = 0) -> int:
    """Return the instant of a time of day, in milliseconds from midnight of the first day."""
    hours, minutes, seconds = ([*clock.split(":"), "0"])[:3]
    return day * MS_PER_DAY + (int(hours) * 60 + int(minutes)) * MS_PER_MINUTE + round(float(seconds) * 1000)


def clock(instant: int) -> str:
    """Write an instant as a time of day, without what is zero; `day + 1` marks later calendar days."""
    day, rest = divmod(instant, MS_PER_DAY)
    minutes, milliseconds = divmod(rest, MS_PER_MINUTE)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    if milliseconds:
        text += f":{milliseconds // 1000:02d}" + (f".{milliseconds % 1000:03d}" if milliseconds % 1000 else "")
    return text + (f" +{day}" if day else "")


@dataclass(frozen=True, kw_only=True)
class HandStep:
    """A step of a case: minutes at a desk, or working days, of a department (by number)."""

    kind: StepKind
    value: float = 0
    department: int = 0


@dataclass(frozen=True, kw_only=True)
class HandStop:
    """A stop of a visit, the same on every trip but for `service_again`; queue and item by id."""

    queue: str
    service: float
    item: str = "i"
    purpose: Purpose = Purpose.ITEM
    patience: float | None = None
    balk_limit: int | None = None
    silent: bool = False
    papers: Doubt = Doubt.NEVER
    walk: float = 0
    service_again: float | None = None
    promised: int = 1
    steps: tuple[HandStep, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class HandVisit:
    """A visit: when its trips begin (instants), its stops, and its class."""

    at: int
    stops: Sequence[HandStop]
    again: Sequence[int] = ()
    rank: int = 5
    slot: int | None = None
    wrong: Doubt = Doubt.NEVER
    asks: bool = False
    helper: float = 2
    enterprise: bool = False
    comes_again: bool = True
    """Unless the chance of coming again is nought."""


def minutes(value: float) -> int:
    return round(value * MS_PER_MINUTE)


def demand(scenario: Scenario, visits: Sequence[HandVisit], no_shows: int = 0) -> Demand:
    """Return a demand of exactly these visits, with ticket numbers in their order."""
    empty = draw(replace(scenario, arrivals=(), profiles=(), backlog=()), seed=0)
    attempts = scenario.settings.customers.attempts
    queues = {q.id: n for n, q in enumerate(scenario.queues)}
    items = {i.id: n for n, i in enumerate(scenario.items)}
    owners = {d.id: n for n, d in enumerate(scenario.departments)}
    stops = [stop for visit in visits for stop in visit.stops]
    counts = np.array([len(v.stops) for v in visits], dtype=np.int64)
    join = np.full((attempts, len(visits)), NEVER)
    for number, visit in enumerate(visits):
        join[: 1 + len(visit.again), number] = [visit.at, *visit.again]

    def by_visit(values: Sequence[int | bool], dtype: type = np.int64) -> np.ndarray:
        return np.array(values, dtype=dtype)

    return replace(
        empty,
        visits=Visits(
            row=np.zeros(len(visits), dtype=np.int64), day=by_visit([v.at // MS_PER_DAY for v in visits]),
            first_stop=np.cumsum(counts) - counts, stops=counts, wrong=by_visit([v.wrong for v in visits]),
            rank=by_visit([v.rank for v in visits]), booked=by_visit([v.slot is not None for v in visits], bool),
            slot=by_visit([NEVER if v.slot is None else v.slot for v in visits]),
            enterprise=by_visit([v.enterprise for v in visits], bool), asks=by_visit([v.asks for v in visits], bool),
            helper=by_visit([minutes(v.helper) for v in visits]), join=join,
            chance=np.tile(by_visit([0 if v.comes_again else 999_999 for v in visits]), (attempts, 1)),
        ),
        stops=Stops(
            visit=np.repeat(np.arange(len(visits)), counts),
            number=np.concatenate([np.arange(c) for c in counts]),
            queue=by_visit([queues[s.queue] for s in stops]), item=by_visit([items[s.item] for s in stops]),
            purpose=by_visit([s.purpose for s in stops]),
            department=by_visit([owners[scenario.items[items[s.item]].department] for s in stops]),
        ),
        tickets=_tickets(stops, attempts),
        cases=_cases(stops, items),
        no_shows=np.array([no_shows]),
    )  # fmt: skip


def _tickets(stops: Sequence[HandStop], attempts: int) -> Tickets:
    def of_trip(attempt: int) -> list[int]:
        again = [s.service if attempt == 0 or s.service_again is None else s.service_again for s in stops]
        return [minutes(m) for m in again]

    papers = np.array([s.papers for s in stops], dtype=np.int64)
    return Tickets(
        service=np.concatenate([np.array(of_trip(a), dtype=np.int64) for a in range(attempts)]),
        patience=_tiled([NEVER if s.patience is None else minutes(s.patience) for s in stops], attempts),
        balk_limit=_tiled([NEVER if s.balk_limit is None else s.balk_limit for s in stops], attempts),
        silent=_tiled([s.silent for s in stops], attempts).astype(bool),
        # on the last trip, as in the draw, the papers are complete
        papers=np.concatenate(
            [papers if a < attempts - 1 or attempts == 1 else np.zeros_like(papers) for a in range(attempts)]
        ),
        walk=_tiled([minutes(s.walk) for s in stops], attempts),
    )


def _tiled(values: Sequence[int | bool], attempts: int) -> np.ndarray:
    return np.tile(np.array(values, dtype=np.int64), attempts)


def _cases(stops: Sequence[HandStop], items: dict[str, int]) -> Cases:
    opening = [n for n, s in enumerate(stops) if s.steps is not None]
    steps = [step for n in opening for step in stops[n].steps or ()]
    counts = np.array([len(stops[n].steps or ()) for n in opening], dtype=np.int64)
    desk = StepKind.DESK

    def column(values: Sequence[int]) -> np.ndarray:
        return np.array(values, dtype=np.int64)

    return Cases(
        stop=column(opening),
        opens=np.full(len(opening), NEVER),
        goes_on=np.full(len(opening), NEVER),
        item=column([items[stops[n].item] for n in opening]),
        promised=column([stops[n].promised for n in opening]),
        first_step=np.cumsum(counts) - counts,
        steps=counts,
        step_kind=column([STEP_KINDS.index(s.kind) for s in steps]),
        step_department=column([s.department for s in steps]),
        step_value=column([minutes(s.value) if s.kind is desk else int(s.value) for s in steps]),
    )
