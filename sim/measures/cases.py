"""Measures of cases: how many were decided, and of those due how many late."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.log import UNOPENED, Log
from sim.measures.customers import ratio


@dataclass(frozen=True, eq=False, kw_only=True)
class DueCases:
    """The cases that fall due within the horizon, open ones included: which, whether overdue, working days late."""

    rows: np.ndarray
    overdue: np.ndarray
    late: np.ndarray


def due_cases(log: Log) -> DueCases:
    """Return the cases that fall due within the horizon."""
    due = log.columns.case_due
    rows = np.flatnonzero((due != UNOPENED) & (due > 0) & (due <= log.timetable.horizon_end))
    return DueCases(rows=rows, overdue=log.overdue(rows), late=log.days_late(rows))


def case_measures(log: Log, due: DueCases) -> dict[str, float]:
    """Return cases closed within the horizon, and the overdue share and tardiness of the cases due within it."""
    return {
        "cases_closed": float(np.count_nonzero(log.columns.case_closed >= 0)),
        "overdue_share": ratio(np.count_nonzero(due.overdue), len(due.rows)),
        "tardiness_days": ratio(due.late.sum(), len(due.rows)),
    }
