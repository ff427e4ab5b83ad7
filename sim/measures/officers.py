"""Measures of officers and inspectors: hours, overrun, overtime, and how much was work (rules 16, 20)."""

from __future__ import annotations

import numpy as np

from sim.log import Log
from sim.measures.customers import ratio
from sim.opening import helpers_by_zone
from sim.timetable import duties

MS_PER_HOUR = 3_600_000


def officer_measures(log: Log, by_department: np.ndarray) -> dict[str, float]:
    """Return officer hours, overrun, overtime and utilisation, from the officer hours by department."""
    hours = by_department.sum()
    inside, inspecting = desk_in_horizon(log), log.timetable.inspectors.start >= 0
    at_desks, on_site = log.columns.desk_busy[inside].sum(), log.columns.inspector_busy[inspecting].sum()
    busy = (log.columns.busy.sum() + at_desks) / MS_PER_HOUR
    return {
        "officer_hours": float(hours),
        "overrun_hours": float(overrun(log).sum() / MS_PER_HOUR),
        "overtime_hours": float(overtime(log)[inside].sum() / MS_PER_HOUR),
        "utilisation": ratio(busy, hours),
        "desk_utilisation": ratio(at_desks, desk_time(log)[inside].sum()),
        "inspector_utilisation": ratio(on_site, inspector_time(log)[inspecting].sum()),
    }


def extra_costs(log: Log, overtime_hours: float) -> dict[str, float]:
    """Return the hours of helpers, who are in every zone while the hall is open, and what they and overtime cost."""
    settings = log.demand.scenario.settings
    hours = settings.hours
    number = sum(helpers_by_zone(log.demand.scenario))
    helper_hours = number * (hours.close - hours.open) / 60 * len(log.demand.days)
    return {
        "helper_hours": helper_hours,
        "overtime_cost": overtime_hours * settings.costs.overtime_hour,
        "helper_cost": helper_hours * settings.costs.helper_hour,
    }


def overrun(log: Log) -> np.ndarray:
    """Return by window session the milliseconds from its `to` to the officer's leaving."""
    ends, left = log.timetable.sessions.end, log.columns.left
    return np.where(left >= 0, np.maximum(left - ends, 0), 0)


def overtime(log: Log) -> np.ndarray:
    """Return by desk session the milliseconds for which the officer stayed."""
    return np.asarray(np.maximum(log.columns.desk_left - log.timetable.desks.end, 0))


def desk_time(log: Log) -> np.ndarray:
    """Return by desk session the milliseconds from its start to its end or the officer's leaving."""
    desks = log.timetable.desks
    return np.asarray(np.maximum(desks.end, log.columns.desk_left) - desks.start)


def inspector_time(log: Log) -> np.ndarray:
    """Return by inspectors' session the milliseconds from its start to its end, or to the end of what was begun."""
    sessions = log.timetable.inspectors
    return np.asarray(np.maximum(sessions.end, log.columns.inspector_left) - sessions.start)


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

    That is the planned sessions of those who came, the overruns at windows, and the overtime at desks.
    """
    sessions, desks, left = log.timetable.sessions, log.timetable.desks, log.columns.left
    planned = duties(log.plan, log.demand)
    late = left > sessions.end
    stayed = desk_in_horizon(log) & (overtime(log) > 0)
    return (
        np.concatenate((planned.start, sessions.end[late], desks.end[stayed])),
        np.concatenate((planned.end, left[late], log.columns.desk_left[stayed])),
        np.concatenate((planned.officer, sessions.officer[late], desks.officer[stayed])),
        np.concatenate((planned.department, sessions.department[late], desks.department[stayed])),
    )
