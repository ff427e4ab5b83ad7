"""Trips of applicants (两头跑): to the hall, and to a department, until a case or a project is done (F12, rule 22)."""

from __future__ import annotations

import numpy as np

from sim.demand.columns import NEVER, Purpose
from sim.log import UNOPENED, Log, Outcome
from sim.measures.customers import ratio


def trips_per_case(log: Log) -> float:
    """Return the mean number of trips per case that a visit has opened within the horizon.

    They are the trips to the hall up to that on which the visit was served, and those to a department for steps that
    began.
    """
    cases, columns = log.demand.cases, log.columns
    opened = np.flatnonzero((cases.stop != NEVER) & (columns.case_opened >= 0))
    if not len(opened):
        return float("nan")
    stop = cases.stop[opened]
    came = _came(log)
    before = np.cumsum(came, axis=0)[_served_on(log, stop), log.demand.stops.visit[stop]]
    return ratio(before.sum() + to_departments(log)[opened].sum(), len(opened))


def trips_of_projects(log: Log) -> np.ndarray:
    """Return by project that began the trips made for it: to the hall, and to departments for steps that began."""
    projects, stops = log.demand.projects, log.demand.stops
    count = len(projects.project)
    to_hall = _came(log).sum(axis=0)
    own = projects.part_visit != NEVER
    # without any weights, bincount returns whole numbers
    trips = np.bincount(projects.part_project[own], to_hall[projects.part_visit[own]], count).astype(float)
    together = projects.intake != NEVER
    trips[together] += to_hall[stops.visit[projects.intake[together]]]
    known = projects.part_case != NEVER
    trips += np.bincount(projects.part_project[known], to_departments(log)[projects.part_case[known]], count)
    return trips


def to_departments(log: Log) -> np.ndarray:
    """Return by case the trips to a department for its steps that began."""
    cases = log.demand.cases
    made = (cases.step_visit == 1) & (log.columns.step_began != UNOPENED)
    return np.bincount(cases.step_case[made], minlength=len(cases.item))


def _came(log: Log) -> np.ndarray:
    """Return whether each visit came to the hall on each trip, shape (attempts, visits)."""
    stops, attempts = log.demand.stops, log.demand.attempts
    came = np.zeros((attempts, len(log.demand.visits.day)), dtype=bool)
    joined = log.columns.joined.reshape(attempts, len(stops.visit)) >= 0
    for attempt in range(attempts):
        came[attempt, stops.visit[joined[attempt]]] = True
    return came


def _served_on(log: Log, stop: np.ndarray) -> np.ndarray:
    """Return the trip on which each stop was served as an item; the last, if on none."""
    columns, stops = log.columns, len(log.demand.stops.visit)
    on = np.full(len(stop), log.demand.attempts - 1)
    for attempt in reversed(range(log.demand.attempts)):
        row = stop + attempt * stops
        served = (columns.outcome[row] == Outcome.SERVED) & (columns.purpose[row] == Purpose.ITEM)
        on[served] = attempt
    return on
