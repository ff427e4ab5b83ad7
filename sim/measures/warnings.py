# ruff: noqa: A005 -- `sim.measures.warnings` is what it is, and nobody imports it as `warnings`
"""Warnings of an electronic supervision system (F23): each open day at opening, what is about to be late, or is.

The picture is that after all events of the millisecond of opening. A case is warned or overdue by its promised clock,
with the due date as it stood then; before the case is accepted, and while that clock stands still (unless it was
overdue before), it is neither. A step with a limit is so by its own due date (rule 21).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from sim.demand.casework import CLOCK_RULES, STEP_KINDS
from sim.demand.columns import MS_PER_DAY, NEVER
from sim.domain.units import ClockRule
from sim.jit import kernel, part
from sim.log import UNOPENED, Log
from sim.measures.steps import LimitedSteps, limited_steps

_HOLDING = pl.Struct(
    {
        "step": pl.String,
        "kind": pl.String,
        "department": pl.String,
        "since": pl.Datetime("ms"),
        "in_work": pl.Boolean,
    }
)
_COLUMNS: dict[str, pl.DataType] = {
    "day": pl.Int64(),
    "date": pl.Date(),
    "about": pl.String(),
    "case": pl.Int64(),
    "item": pl.String(),
    "department": pl.String(),
    "state": pl.String(),
    "due": pl.Date(),
    "days_left": pl.Int64(),
    "steps": pl.List(_HOLDING),
}
SCHEMA = pl.Schema(_COLUMNS)
CASE, STEP = "case", "step"
"""What a warning is about: the promise of a case, or the limit of a step."""
WARNED, OVERDUE = "warned", "overdue"
_BOTH_STOP = CLOCK_RULES.index(ClockRule.BOTH_STOP)


class AcceptedCases(NamedTuple):
    """Of accepted cases, when they were, and their steps."""

    accepted: np.ndarray
    first_step: np.ndarray
    steps: np.ndarray


class StopColumns(NamedTuple):
    """By step: which clocks it stops, and from when until when it lasted."""

    clock: np.ndarray
    began: np.ndarray
    ended: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Warned:
    """What is warned or overdue at an opening.

    Attributes
    ----------
    about : `CASE` or `STEP`.
    now : the opening of an open day.
    case, due, days_left : by warning.
    holds, held_by : which warning is about what a step holds, and the step; in the order of both.
    """

    about: str
    now: int
    case: np.ndarray
    due: np.ndarray
    days_left: np.ndarray
    holds: np.ndarray
    held_by: np.ndarray


def warnings(log: Log) -> pl.DataFrame:
    """Return one row per open day, and case or step that is warned or overdue at its opening.

    Columns: day, date, about (`case`: its promise; `step`: a step's limit), case, item, department (of the item), state
    (`warned`, `overdue`), due (date), days_left (working days; negative: late), steps (those that hold the case, or the
    one that is late: step, null for the way back to a department without authority; kind; department; since; in_work).
    """
    clock, cases = log.timetable.clock, log.demand.cases
    limited, first_due = limited_steps(log), clock.due_dates(log.columns.case_accepted, cases.promised)
    openings = (log.timetable.starts + clock.opening).tolist()
    found = [one for now in openings for one in (_cases_at(log, first_due, now), _steps_at(log, limited, now))]
    return _frame(log, [one for one in found if len(one.case)])


def counts_by_day(found: pl.DataFrame) -> pl.DataFrame:
    """Return one row per day with warnings: day, date, and how many cases and steps are warned and overdue."""
    kinds = [
        ((pl.col("about") == about) & (pl.col("state") == state)).sum().alias(f"{about}s_{state}")
        for about in (CASE, STEP)
        for state in (WARNED, OVERDUE)
    ]
    return found.group_by("day", "date", maintain_order=True).agg(kinds)


def due_at(log: Log, cases: np.ndarray, now: int) -> np.ndarray:
    """Return the promised due dates of accepted cases as they stood at an instant.

    `UNOPENED` where the clock stands still, unless they had passed before.

    A due date moves when the clock, having stood still, runs again (rule 21).
    """
    demand, columns, clock = log.demand.cases, log.columns, log.timetable.clock
    due = clock.due_dates(columns.case_accepted[cases], demand.promised[cases])
    of_cases = AcceptedCases(columns.case_accepted[cases], demand.first_step[cases], demand.steps[cases])
    stops = StopColumns(demand.step_clock, columns.step_began, columns.step_ended)
    move_due(due, of_cases, stops, clock.midnights, now)
    return due


# ---------------------------------------------------------------- one opening


def _cases_at(log: Log, first_due: np.ndarray, now: int) -> Warned:
    columns, step_case = log.columns, log.demand.cases.step_case
    accepted, closed = columns.case_accepted, columns.case_closed
    open_then = (accepted != UNOPENED) & (accepted <= now) & ((closed == UNOPENED) | (closed > now))
    # no due date ever moves back: what is far from the first is far from the later one
    rows = np.flatnonzero(open_then & (first_due <= _warned_until(log, now)))
    due = due_at(log, rows, now)
    chosen = np.flatnonzero((due != UNOPENED) & (due <= _warned_until(log, now)))
    rows, due = rows[chosen], due[chosen]
    place = np.full(len(accepted), NEVER)
    place[rows] = np.arange(len(rows))
    steps = np.flatnonzero(_lasts(log, now) & (place[step_case] != NEVER))
    left = _days_left(log, due, now)
    return Warned(about=CASE, now=now, case=rows, due=due, days_left=left, holds=place[step_case[steps]], held_by=steps)


def _steps_at(log: Log, limited: LimitedSteps, now: int) -> Warned:
    # who has no more days than those of the warning would be warned from the beginning: such a list nobody reads
    worth_warning = limited.limit > log.demand.scenario.settings.cases.warn_days
    told = (limited.due <= now) | (worth_warning & (limited.due <= _warned_until(log, now)))
    chosen = _lasts(log, now)[limited.rows] & told
    rows, due = limited.rows[chosen], limited.due[chosen]
    case, left = log.demand.cases.step_case[rows], _days_left(log, due, now)
    return Warned(about=STEP, now=now, case=case, due=due, days_left=left, holds=np.arange(len(rows)), held_by=rows)


def _warned_until(log: Log, now: int) -> int:
    """Return the end of the last day of which is warned now: what is due later is on time."""
    midnights = log.timetable.clock.midnights
    today = int(log.timetable.clock.days_begun(np.array(now))) - 1
    return int(midnights[today + log.demand.scenario.settings.cases.warn_days]) + MS_PER_DAY


def _days_left(log: Log, due: np.ndarray, now: int) -> np.ndarray:
    """Return the working days from today to the last day of promises; negative if that has passed."""
    clock = log.timetable.clock
    return np.asarray(clock.days_begun(due - 1) - clock.days_begun(np.array(now)))


def _lasts(log: Log, now: int) -> np.ndarray:
    """Return whether each step has begun and not ended."""
    began, ended = log.columns.step_began, log.columns.step_ended
    return np.asarray((began != UNOPENED) & (began <= now) & ((ended == UNOPENED) | (ended > now)))


@kernel
def move_due(due: np.ndarray, cases: AcceptedCases, stops: StopColumns, midnights: np.ndarray, now: int) -> None:
    """Move due dates by the working days for which steps made the promised clock stand still.

    `UNOPENED` while it does, but for dates that had passed before.
    """
    for row in range(len(due)):
        until = cases.accepted[row]
        while True:
            step = _next_stop(stops, cases.first_step[row], cases.first_step[row] + cases.steps[row], until, now)
            if step == NEVER:
                break
            since = max(stops.began[step], until)
            if stops.ended[step] == UNOPENED or stops.ended[step] > now:
                if due[row] > since:  # what had passed before stays overdue
                    due[row] = UNOPENED
                break
            until = stops.ended[step]
            days = np.searchsorted(midnights, until, side="right") - np.searchsorted(midnights, since, side="right")
            if due[row] > since and days > 0:
                due[row] = midnights[np.searchsorted(midnights, due[row]) - 1 + days] + MS_PER_DAY


@part
def _next_stop(stops: StopColumns, first: int, last: int, until: int, now: int) -> int:
    """Return the step that next stops the promised clock after an instant, `NEVER` if none has by now."""
    following = NEVER
    for step in range(first, last):
        if stops.clock[step] != _BOTH_STOP or stops.began[step] == UNOPENED or stops.began[step] > now:
            continue
        lasts = stops.ended[step] == UNOPENED or stops.ended[step] > until
        if lasts and (following == NEVER or stops.began[step] < stops.began[following]):
            following = step
    return following


# ---------------------------------------------------------------- frames


def _frame(log: Log, found: list[Warned]) -> pl.DataFrame:
    """Return all warnings, in their order."""
    if not found:
        return pl.DataFrame(schema=SCHEMA)
    scenario, starts = log.demand.scenario, log.timetable.starts
    case, due, left = (np.concatenate([getattr(one, name) for one in found]) for name in ("case", "due", "days_left"))
    counts = np.array([len(one.case) for one in found])
    now = np.repeat([one.now for one in found], counts)
    item = log.demand.cases.item[case]
    frame = pl.DataFrame(
        [
            pl.Series("row", np.arange(len(case))),
            pl.Series("day", np.searchsorted(starts, now, side="right") - 1),
            _dates(log, "date", now),
            _picked("about", [one.about for one in found], np.repeat(np.arange(len(found)), counts)),
            pl.Series("case", case),
            _picked("item", [i.id for i in scenario.items], item),
            _picked("department", [i.department for i in scenario.items], item),
            _picked("state", [WARNED, OVERDUE], (due <= now).astype(np.int64)),
            _dates(log, "due", due - 1),
            pl.Series("days_left", left),
        ]
    )
    steps = _holding(log, found, np.cumsum(counts) - counts, now)
    return frame.join(steps, on="row", how="left", maintain_order="left").select(*SCHEMA.names()).cast(SCHEMA)


def _holding(log: Log, found: list[Warned], first: np.ndarray, now: np.ndarray) -> pl.DataFrame:
    """Return by row of the warnings the list of the steps that hold it."""
    scenario, columns, cases = log.demand.scenario, log.columns, log.demand.cases
    row = np.concatenate([one.holds + at for one, at in zip(found, first.tolist(), strict=True)])
    held_by = np.concatenate([one.held_by for one in found])
    # the way back to a department without authority is no step of the scenario: it has what stands last, or the item's
    departments = [s.department for s in scenario.steps] + [i.department for i in scenario.items]
    place = np.append(log.demand.catalogue, len(scenario.steps))[cases.step_of[held_by]]
    owner = np.where(place < len(scenario.steps), place, len(scenario.steps) + cases.item[cases.step_case[held_by]])
    started = columns.step_started[held_by]
    frame = pl.DataFrame(
        [
            pl.Series("row", row),
            _picked("step", [*(s.id for s in scenario.steps), None], place),
            _picked("kind", [str(kind) for kind in STEP_KINDS], cases.step_kind[held_by]),
            _picked("department", departments, owner),
            _stamps(log, "since", columns.step_began[held_by]),
            pl.Series("in_work", (started != UNOPENED) & (started <= now[row])),
        ]
    )
    return frame.group_by("row", maintain_order=True).agg(steps=pl.struct(pl.exclude("row")))


def _picked(name: str, values: Sequence[str | None], index: np.ndarray) -> pl.Series:
    return pl.Series(name, values, dtype=pl.String)[pl.Series(index.astype(np.uint32))]


def _dates(log: Log, name: str, instants: np.ndarray) -> pl.Series:
    return _stamps(log, name, instants).dt.date()


def _stamps(log: Log, name: str, instants: np.ndarray) -> pl.Series:
    first = dt.datetime.combine(log.demand.days[0], dt.time(), tzinfo=dt.UTC)
    return pl.Series(name, instants + int(first.timestamp()) * 1000).cast(pl.Datetime("ms"))
