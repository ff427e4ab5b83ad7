"""Measures of officers: hours given, overrun, and how much of it was work (rule 16)."""

from __future__ import annotations

import numpy as np

from sim.log import Log
from sim.timetable import duties

MS_PER_HOUR = 3_600_000


def officer_measures(log: Log, by_department: np.ndarray) -> dict[str, float]:
    """Return officer hours, overrun and utilisation, from the officer hours by department."""
    hours = by_department.sum()
    busy = (log.columns.busy.sum() + log.columns.desk_busy[desk_in_horizon(log)].sum()) / MS_PER_HOUR
    return {
        "officer_hours": float(hours),
        "overrun_hours": float(overrun(log).sum() / MS_PER_HOUR),
        "utilisation": float(busy / hours) if hours else float("nan"),
    }


def overrun(log: Log) -> np.ndarray:
    """Return by window session the milliseconds from its `to` to the officer's leaving."""
    ends, left = log.timetable.sessions.end, log.columns.left
    return np.where(left >= 0, np.maximum(left - ends, 0), 0)


def desk_in_horizon(log: Log) -> np.ndarray:
    """Whether each desk session lies within the horizon (not in the warm-up)."""
    return np.asarray(log.timetable.desks.start >= 0)


def officer_hours_by_department(log: Log) -> np.ndarray:
    """Return officer hours by department.

    An officer's hours are the union of [from, to) of all sessions, skipped ones too, and of [to, leaving).
    """
    starts, ends, officers, departments = _intervals(log)
    hours = np.zeros(len(log.demand.scenario.departments))
    order = np.lexsort((starts, officers))
    starts, ends, officers, departments = starts[order], ends[order], officers[order], departments[order]
    # officers one after the other on one axis, far enough apart never to meet: one running maximum serves all
    apart = officers * (log.timetable.horizon_end + 10 * 24 * MS_PER_HOUR)
    covered = np.maximum.accumulate(ends + apart)
    before = np.concatenate(([-1], covered[:-1]))
    gained = np.maximum(0, ends + apart - np.maximum(starts + apart, before))
    np.add.at(hours, departments, gained / MS_PER_HOUR)
    return hours


def _intervals(log: Log) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return starts, ends, officer and department of all time given.

    That is the planned sessions of those who came, and the overruns.
    """
    sessions, left = log.timetable.sessions, log.columns.left
    planned = duties(log.plan, log.demand)
    late = left > sessions.end
    overrun_from, overrun_by, overrun_in = sessions.end[late], sessions.officer[late], sessions.department[late]
    return (
        np.concatenate((planned.start, overrun_from)),
        np.concatenate((planned.end, left[late])),
        np.concatenate((planned.officer, overrun_by)),
        np.concatenate((planned.department, overrun_in)),
    )
