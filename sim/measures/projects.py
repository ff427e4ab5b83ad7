"""Measures of projects of several cases (1+5, F20, rule 23)."""

from __future__ import annotations

import numpy as np

from sim.log import UNOPENED, Log
from sim.measures.customers import ratio
from sim.measures.trips import trips_of_projects

_NAMES = ("projects_closed", "project_days", "projects_overdue_share", "trips_per_project")


def project_measures(log: Log) -> dict[str, float]:
    """Return how many projects were done within the horizon, after how many working days and trips, and how many late.

    Days count from the first arrival. `projects_overdue_share` is about those due within the horizon; trips are those
    of the projects done. Where there are no projects, there is no value.
    """
    if not log.demand.scenario.projects:
        return dict.fromkeys(_NAMES, float("nan"))
    projects, clock, closed = log.demand.projects, log.timetable.clock, log.columns.project_closed
    done = np.flatnonzero(closed != UNOPENED)
    days = clock.days_begun(closed[done]) - clock.days_begun(projects.begins[done])
    promised = np.flatnonzero(projects.promised > 0)
    due = clock.due_dates(projects.begins[promised], projects.promised[promised])
    until = np.where(closed == UNOPENED, log.timetable.horizon_end, closed)[promised]
    within = due <= log.timetable.horizon_end
    return {
        "projects_closed": float(len(done)),
        "project_days": ratio(days.sum(), len(done)),
        "projects_overdue_share": ratio(np.count_nonzero(within & (until >= due)), np.count_nonzero(within)),
        "trips_per_project": ratio(trips_of_projects(log)[done].sum(), len(done)),
    }
