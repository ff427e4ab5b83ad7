"""Measures of cases: how many were decided, and of those due how many late."""

from __future__ import annotations

import numpy as np

from sim.log import UNOPENED, Log
from sim.measures.customers import ratio


def case_measures(log: Log) -> dict[str, float]:
    """Return cases closed within the horizon, and the overdue share and tardiness of the cases due within it."""
    closed = log.columns.case_closed
    due = due_in_horizon(log)
    late = log.days_late(due)
    return {
        "cases_closed": float(np.count_nonzero(closed >= 0)),
        "overdue_share": ratio(np.count_nonzero(log.overdue(due)), len(due)),
        "tardiness_days": ratio(late.sum(), len(due)),
    }


def due_in_horizon(log: Log) -> np.ndarray:
    """Return the cases that fall due within the horizon, open ones included."""
    due = log.columns.case_due
    return np.nonzero((due != UNOPENED) & (due > 0) & (due <= log.timetable.horizon_end))[0]
