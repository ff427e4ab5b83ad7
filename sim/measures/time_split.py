"""Where the time of decided cases went, along the path of steps that decided when they ended.

The path leads back from the step that ended last, through the one that ended last among those after which it came (of
several, the first): a step begins in the millisecond in which the last of these ends (rule 19). So the parts of the
steps on it add up exactly to the time from receipt to decision (of a given backlog: since it goes on).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from sim.demand.casework import (
    CLOCK_RULES,
    DESK,
    FORWARD,
    INSPECTION,
    LINKS,
    MEETING,
    SIGNATURE,
    STEP_KINDS,
    WAIT,
)
from sim.demand.columns import NEVER
from sim.domain.units import ClockRule, DataLink
from sim.jit import kernel, part
from sim.log import UNOPENED, Log
from sim.measures.working_days import day_length, working_time

PARTS = (
    "desk_work",
    "desk_waiting",
    "on_site",
    "inspectors_waiting",
    "meeting",
    "meeting_waiting",
    "waiting_days",
    "transfer",
    "applicant",
    "authority",
    "back_in_department",
)
"""Parts of the time of a case: at a desk, and waiting for one (nights and interruptions included); on site with travel,
and waiting for inspectors; in a meeting or being signed, and waiting for that, notice included; days that pass by rule;
data on their way; until the applicant brings papers; at the higher authority; back in the department without authority.
"""
CLOCKS = ("promised", "statutory")
_BACK = PARTS.index("back_in_department")
_DOING = np.array([0, 6, 4, 4, 2, 7, 8, 9])
"""By kind of step, the part that is its own,"""
_BEFORE = np.array([1, 6, 5, 5, 3, 7, 8, 7])
"""and what comes before it."""
_STATUTORY_STOPS, _BOTH_STOP = CLOCK_RULES.index(ClockRule.STATUTORY_STOPS), CLOCK_RULES.index(ClockRule.BOTH_STOP)
"""Places in the order of how much stops: none, one clock, both."""
_FIRST = -(1 << 62)
_MS_PER_HOUR = 3_600_000


class CaseTimes(NamedTuple):
    """By case: whether it counts, and its steps."""

    counts: np.ndarray
    first_step: np.ndarray
    steps: np.ndarray


class StepTimes(NamedTuple):
    """By step: columns of the demand, then instants.

    `own`: the part that its own time is of; `arrives`: when what is forwarded is there.
    """

    kind: np.ndarray
    needs: np.ndarray
    own: np.ndarray
    clock: np.ndarray
    worked: np.ndarray
    began: np.ndarray
    started: np.ndarray
    ended: np.ndarray
    arrives: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Split:
    """The time of cases in milliseconds, elapsed or of opening hours.

    Attributes
    ----------
    parts : by case and part; zeros for cases that do not count.
    stood : by case and clock, how long it stood still; beside the parts, not one of them.
    kinds : by kind of step and part, of all cases.
    """

    parts: np.ndarray
    stood: np.ndarray
    kinds: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class TimeSplit:
    """Where the time of the cases decided within the horizon went: `elapsed`, and `working` (of opening hours)."""

    rows: np.ndarray
    elapsed: Split
    working: Split


def time_split(log: Log) -> TimeSplit:
    """Split the time of the cases decided within the horizon."""
    columns, cases = log.columns, log.demand.cases
    decided = columns.case_closed >= 0
    began, started, ended = columns.step_began, columns.step_started, columns.step_ended
    arrives = _arrivals(log)
    back = (cases.step_kind == WAIT) & (cases.step_of == NEVER)
    own = np.where(back, _BACK, _DOING[cases.step_kind])
    fixed = (cases.step_kind, cases.step_needs, own, cases.step_clock, columns.step_worked)
    of_cases = CaseTimes(decided, cases.first_step, cases.steps)
    instants = (began, started, ended, arrives)
    return TimeSplit(
        rows=np.flatnonzero(decided),
        elapsed=_split(of_cases, StepTimes(*fixed, *instants)),
        working=_split(of_cases, StepTimes(*fixed, *working_time(log, *instants))),
    )


def by_item(log: Log, split: TimeSplit) -> pl.DataFrame:
    """Return one row per item with steps and part: item, department, part, hours, working_days.

    Two further rows say how long the clocks stood still, beside the parts: promised_stopped, statutory_stopped.
    """
    scenario = log.demand.scenario
    owners = {step.item for step in scenario.steps}
    shown = np.array([n for n, item in enumerate(scenario.items) if item.id in owners], dtype=np.int64)
    of_case = log.demand.cases.item[split.rows]
    hours, days = (
        np.stack([np.bincount(of_case, column, len(scenario.items)) for column in _columns(one, split.rows)])[:, shown]
        for one in (split.elapsed, split.working)
    )
    parts = [*PARTS, *(f"{clock}_stopped" for clock in CLOCKS)]
    return pl.DataFrame(
        {
            "item": pl.Series([scenario.items[n].id for n in shown.tolist()] * len(parts), dtype=pl.String),
            "department": pl.Series(
                [scenario.items[n].department for n in shown.tolist()] * len(parts), dtype=pl.String
            ),
            "part": np.repeat(parts, len(shown)).tolist() if len(shown) else pl.Series([], dtype=pl.String),
            "hours": hours.ravel() / _MS_PER_HOUR,
            "working_days": days.ravel() / day_length(log),
        }
    )


def by_department(times: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `by_item` added up by department of the item (and replication, if there is one)."""
    keys = [name for name in ("department", "part", "replication") if name in times.columns]
    return times.group_by(keys, maintain_order=True).agg(pl.col("hours", "working_days").sum())


def by_kind(log: Log, split: TimeSplit) -> pl.DataFrame:
    """Return one row per kind of step and part that it may have: kind, part, hours, working_days."""
    kinds, parts = np.array(_KINDS_AND_PARTS).T
    return pl.DataFrame(
        {
            "kind": [str(STEP_KINDS[kind]) for kind in kinds.tolist()],
            "part": [PARTS[one] for one in parts.tolist()],
            "hours": split.elapsed.kinds[kinds, parts] / _MS_PER_HOUR,
            "working_days": split.working.kinds[kinds, parts] / day_length(log),
        }
    )


_KINDS_AND_PARTS = [
    *((kind, part) for kind in range(len(STEP_KINDS)) for part in sorted({int(_BEFORE[kind]), int(_DOING[kind])})),
    (WAIT, _BACK),
]


def _columns(split: Split, rows: np.ndarray) -> list[np.ndarray]:
    """Return the parts, then the times for which clocks stood still, of some cases."""
    return [column[rows] for matrix in (split.parts, split.stood) for column in matrix.T]


def _arrivals(log: Log) -> np.ndarray:
    """Return when what is forwarded arrives at the higher authority, which then takes its days; 0 for other steps."""
    cases, table = log.demand.cases, log.timetable
    arrives = np.zeros(len(cases.step_kind), dtype=np.int64)
    sent = np.flatnonzero((cases.step_kind == FORWARD) & (log.columns.step_ended != UNOPENED))
    began, link = log.columns.step_began[sent], cases.step_station[sent]
    discs = table.clock.discs
    if not len(sent):
        return arrives
    by_hand = table.clock.openings_after(began, table.hand_days)
    by_disc = discs[np.minimum(np.searchsorted(discs, began), len(discs) - 1)] if len(discs) else began
    arrives[sent] = np.select(
        [link == LINKS.index(DataLink.DISC), link == LINKS.index(DataLink.HAND)],
        [by_disc, by_hand],
        began + table.real_time_ms,
    )
    return arrives


def _split(cases: CaseTimes, steps: StepTimes) -> Split:
    """Split the time of cases whose steps are given by instants, of whatever clock."""
    parts = np.zeros((len(cases.counts), len(PARTS)), dtype=np.int64)
    stood = np.zeros((len(cases.counts), len(CLOCKS)), dtype=np.int64)
    kinds = np.zeros((len(STEP_KINDS), len(PARTS)), dtype=np.int64)
    split_cases(cases, steps, parts, stood, kinds)
    return Split(parts=parts, stood=stood, kinds=kinds)


@kernel
def split_cases(cases: CaseTimes, steps: StepTimes, parts: np.ndarray, stood: np.ndarray, kinds: np.ndarray) -> None:
    """Fill in the parts of the time of cases that count, and for how long their clocks stood still."""
    for case in range(len(cases.counts)):
        if not cases.counts[case]:
            continue
        first = cases.first_step[case]
        last = first + cases.steps[case]
        step = _ended_last(steps.ended, first, (1 << cases.steps[case]) - 1)
        while step != NEVER:
            _add(steps, step, parts, case, kinds)
            step = _ended_last(steps.ended, first, steps.needs[step])
        stood[case, 0] = _stood_still(steps, first, last, _BOTH_STOP)
        stood[case, 1] = _stood_still(steps, first, last, _STATUTORY_STOPS)


@part
def _ended_last(ended: np.ndarray, first: int, among: int) -> int:
    """Return which step ended last among some of a case's, given as bits; of several the first, `NEVER` of none."""
    found, step = NEVER, first
    while among:
        if among & 1 and (found == NEVER or ended[step] > ended[found]):
            found = step
        among >>= 1
        step += 1
    return found


@part
def _add(steps: StepTimes, step: int, parts: np.ndarray, case: int, kinds: np.ndarray) -> None:
    """Add the two parts of a step's time."""
    kind, ended = steps.kind[step], steps.ended[step]
    elapsed = doing = ended - steps.began[step]
    if kind in (DESK, INSPECTION):
        doing = min(steps.worked[step], elapsed)  # of opening hours, work in overtime is no part
    elif kind in (MEETING, SIGNATURE):
        doing = ended - steps.started[step]
    elif kind == FORWARD:
        doing = ended - steps.arrives[step]
    own = steps.own[step]
    parts[case, own] += doing
    parts[case, _BEFORE[kind]] += elapsed - doing
    kinds[kind, own] += doing
    kinds[kind, _BEFORE[kind]] += elapsed - doing


@part
def _stood_still(steps: StepTimes, first: int, last: int, rule: int) -> int:
    """Return for how long steps of a case stopped a clock, several at once counted once.

    It stands still while a step lasts whose rule is that one or stops more clocks.
    """
    total, until = 0, _FIRST
    while True:
        following = NEVER
        for step in range(first, last):
            stops = steps.clock[step] >= rule and steps.ended[step] > until
            if stops and (following == NEVER or steps.began[step] < steps.began[following]):
                following = step
        if following == NEVER:
            return total
        total += steps.ended[following] - max(steps.began[following], until)
        until = steps.ended[following]
