"""Steps of cases: how long they take, how long they wait, and which run past the time allowed to them (环节时限)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.demand.casework import DESK, INSPECTION, MEETING, SIGNATURE
from sim.demand.columns import NEVER
from sim.log import UNOPENED, Log

_MS_PER_HOUR = 3_600_000


@dataclass(frozen=True, eq=False, kw_only=True)
class LimitedSteps:
    """The steps that began and have a limit: which, of how many working days, and when it is over (rule 21)."""

    rows: np.ndarray
    limit: np.ndarray
    due: np.ndarray


def limited_steps(log: Log) -> LimitedSteps:
    """Return the steps that began and have a limit."""
    scenario, cases = log.demand.scenario, log.demand.cases
    # the way back to a department is no step of the scenario: NEVER finds what stands last, where there is no limit
    limit = np.array([NEVER if s.limit_days is None else s.limit_days for s in scenario.steps], dtype=np.int64)
    of_step = np.append(limit[log.demand.catalogue], NEVER)[cases.step_of]
    rows = np.flatnonzero((of_step != NEVER) & (log.columns.step_began != UNOPENED))
    due = log.timetable.clock.due_dates(log.columns.step_began[rows], of_step[rows])
    return LimitedSteps(rows=rows, limit=of_step[rows], due=due)


def by_step(log: Log, limited: LimitedSteps) -> pl.DataFrame:
    """Return one row per step of the scenario, all columns sums over cases.

    step, item, department, kind; done (within the horizon), and of these waiting_hours (for a desk, inspectors or a
    meeting) and elapsed_hours; due (within the horizon, by the step's limit), and of these late and days_late, open
    ones included.
    """
    scenario, columns = log.demand.scenario, log.columns
    place, size = np.append(log.demand.catalogue, NEVER)[log.demand.cases.step_of], len(scenario.steps)
    done = np.flatnonzero((columns.step_ended >= 0) & (place != NEVER))
    end = log.timetable.horizon_end
    inside = (limited.due > 0) & (limited.due <= end)
    due, rows = limited.due[inside], limited.rows[inside]
    # what is open at the end of the horizon is late by the days up to the last
    ended = columns.step_ended[rows]
    late = np.where(ended == UNOPENED, end, ended) >= due
    days = log.timetable.clock.days_late(due, np.where(ended == UNOPENED, end - 1, ended))
    return pl.DataFrame(
        {
            "step": pl.Series([step.id for step in scenario.steps], dtype=pl.String),
            "item": pl.Series([step.item for step in scenario.steps], dtype=pl.String),
            "department": pl.Series([step.department for step in scenario.steps], dtype=pl.String),
            "kind": pl.Series([str(step.kind) for step in scenario.steps], dtype=pl.String),
            "done": np.bincount(place[done], minlength=size),
            "waiting_hours": np.bincount(place[done], _waiting(log, done), size) / _MS_PER_HOUR,
            "elapsed_hours": np.bincount(place[done], (columns.step_ended - columns.step_began)[done], size)
            / _MS_PER_HOUR,
            "due": np.bincount(place[rows], minlength=size),
            "late": np.bincount(place[rows[late]], minlength=size),
            "days_late": np.bincount(place[rows], days, size),
        }
    )


def _waiting(log: Log, done: np.ndarray) -> np.ndarray:
    """Return for how long steps that are done waited for a desk, inspectors or a meeting."""
    columns, kind = log.columns, log.demand.cases.step_kind[done]
    elapsed = columns.step_ended[done] - columns.step_began[done]
    waited = columns.step_started[done] - columns.step_began[done]
    at_station = (kind == DESK) | (kind == INSPECTION)
    at_meeting = (kind == MEETING) | (kind == SIGNATURE)
    return np.select([at_station, at_meeting], [elapsed - columns.step_worked[done], waited], 0)
