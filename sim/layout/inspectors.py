"""Inspectors as sessions: when each may set out, and how often (rule 19)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE
from sim.domain.scenario_data import Scenario


@dataclass(frozen=True, eq=False, kw_only=True)
class InspectorSessions:
    """An inspector's time of setting out on one day, in the order (start, inspector); int64 columns.

    Attributes
    ----------
    start, end : instants between which inspections may begin.
    inspector : number of the inspector, through all rows of the table.
    team : index of the row of the table.
    limit : inspections that may begin.
    """

    start: np.ndarray
    end: np.ndarray
    inspector: np.ndarray
    team: np.ndarray
    limit: np.ndarray

    def __len__(self) -> int:
        return len(self.start)


def inspector_sessions(scenario: Scenario, first: dt.date, midnights: np.ndarray) -> InspectorSessions:
    """Return the sessions of all inspectors on working days, given by their midnights since that of a first day."""
    rows = []
    number = 0
    for team, one in enumerate(scenario.inspectors):
        for midnight in midnights.tolist():
            date = first + dt.timedelta(days=midnight // MS_PER_DAY)
            if date.isoweekday() in one.weekdays:
                start, end = (midnight + time * MS_PER_MINUTE for time in (one.from_time, one.to_time))
                rows += [(start, number + n, end, team, one.per_day) for n in range(one.number)]
        number += one.number
    columns = np.array(sorted(rows), dtype=np.int64).reshape(-1, 5).T
    start, inspector, end, team_of, limit = np.ascontiguousarray(columns)
    return InspectorSessions(start=start, end=end, inspector=inspector, team=team_of, limit=limit)
