"""Measures of cases: how many were accepted and decided, after how long, and of those due how many late (rule 21)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from sim.log import UNOPENED, Log
from sim.measures.customers import ratio


@dataclass(frozen=True, eq=False, kw_only=True)
class DueCases:
    """The cases that fall due within the horizon, open ones included: which, whether overdue, working days late."""

    rows: np.ndarray
    overdue: np.ndarray
    late: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class DecidedCases:
    """The cases decided within the horizon: which, and working days from receipt to decision."""

    rows: np.ndarray
    days: np.ndarray


def due_cases(log: Log) -> DueCases:
    """Return the cases that fall due within the horizon."""
    rows = _due_within(log, log.columns.case_due)
    return DueCases(rows=rows, overdue=log.overdue(rows), late=log.days_late(rows))


def decided_cases(log: Log) -> DecidedCases:
    """Return the cases decided within the horizon; the day of receipt is day 0."""
    columns, clock = log.columns, log.timetable.clock
    rows = np.flatnonzero(columns.case_closed >= 0)
    days = clock.days_begun(columns.case_closed[rows]) - clock.days_begun(columns.case_opened[rows])
    return DecidedCases(rows=rows, days=days)


def case_measures(log: Log, due: DueCases, decided: DecidedCases) -> dict[str, float]:
    """Return cases accepted and decided within the horizon, and how late those due within it were."""
    by_law = _due_within(log, log.columns.case_statutory)
    return {
        "cases_accepted": float(np.count_nonzero(log.columns.case_accepted >= 0)),
        "cases_closed": float(len(decided.rows)),
        "case_days": ratio(decided.days.sum(), len(decided.rows)),
        "overdue_share": ratio(np.count_nonzero(due.overdue), len(due.rows)),
        "tardiness_days": ratio(due.late.sum(), len(due.rows)),
        "statutory_overdue_share": ratio(np.count_nonzero(log.statutory_overdue(by_law)), len(by_law)),
    }


def by_item(log: Log, due: DueCases, decided: DecidedCases) -> pl.DataFrame:
    """Return one row per item with steps.

    Its columns are item, department, due, overdue, tardiness_days (of those due, in all), closed, case_days (of those
    decided, in all).
    """
    scenario, item = log.demand.scenario, log.demand.cases.item
    owners = {step.item for step in scenario.steps}
    shown = [n for n, one in enumerate(scenario.items) if one.id in owners]
    size, of_due, of_decided = len(scenario.items), item[due.rows], item[decided.rows]
    return pl.DataFrame(
        {
            "item": pl.Series([scenario.items[n].id for n in shown], dtype=pl.String),
            "department": pl.Series([scenario.items[n].department for n in shown], dtype=pl.String),
            "due": np.bincount(of_due, minlength=size)[shown],
            "overdue": np.bincount(of_due[due.overdue], minlength=size)[shown],
            "tardiness_days": np.bincount(of_due, due.late, size)[shown],
            "closed": np.bincount(of_decided, minlength=size)[shown],
            "case_days": np.bincount(of_decided, decided.days, size)[shown],
        }
    )


def _due_within(log: Log, due: np.ndarray) -> np.ndarray:
    accepted = log.columns.case_accepted != UNOPENED
    return np.flatnonzero(accepted & (due > 0) & (due <= log.timetable.horizon_end))
