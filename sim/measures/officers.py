"""Measures of officers: hours given, overrun, and how much of it was work (rule 16)."""

from __future__ import annotations

import numpy as np

from sim.demand.columns import MS_PER_MINUTE
from sim.log import Log
from sim.timetable import DESK_ID_OFFSET, officer_name

MS_PER_HOUR = 3_600_000


def officer_measures(log: Log) -> dict[str, float]:
    """Return officer hours, overrun and utilisation."""
    hours = officer_hours_by_department(log).sum()
    busy = (log.columns.busy.sum() + log.columns.desk_busy[desk_in_horizon(log)].sum()) / MS_PER_HOUR
    return {
        "officer_hours": float(hours),
        "overrun_hours": float(overrun(log).sum() / MS_PER_HOUR),
        "utilisation": float(busy / hours) if hours else float("nan"),
    }


def overrun(log: Log) -> np.ndarray:
    """Return by window session the milliseconds from its `to` to the officer's leaving."""
    ends = np.array([s.end for s in log.timetable.sessions], dtype=np.int64)
    left = log.columns.left
    return np.where(left >= 0, np.maximum(left - ends, 0), 0)


def desk_in_horizon(log: Log) -> np.ndarray:
    """Whether each desk session lies within the horizon (not in the warm-up)."""
    return np.array([d.start >= 0 for d in log.timetable.desks], dtype=bool)


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
    table, demand = log.timetable, log.demand
    index = {name: i for i, name in enumerate(table.officers)}
    departments = {d.id: i for i, d in enumerate(demand.scenario.departments)}
    rows: list[tuple[int, int, int, int]] = []
    for frame, place, offset in (
        (log.plan.sessions, "window", 0),
        (log.plan.desks, "desk", DESK_ID_OFFSET),
    ):
        planned = frame.filter(frame["day"] < len(table.starts))
        for day, number, officer, department, start, end in planned.select(
            "day", place, "officer", "department", "start", "end"
        ).iter_rows():
            if (officer, day) not in demand.ill:
                midnight = table.starts[day]
                rows.append(
                    (
                        midnight + start * MS_PER_MINUTE,
                        midnight + end * MS_PER_MINUTE,
                        index[officer_name(officer, day, offset + number, start)],
                        departments[department],
                    )
                )
    left = log.columns.left.tolist()
    rows.extend((s.end, t, s.officer, s.department) for s, t in zip(table.sessions, left, strict=True) if t > s.end)
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3]
