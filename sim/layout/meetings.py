"""Meetings and the hours at which heads sign, as instants (rule 19)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE
from sim.domain.casework import Meeting
from sim.domain.scenario_data import Scenario

NO_LIMIT = 1 << 40
"""Of cases that a meeting takes, or that an inspector visits on a day."""
_MONDAY = 1
"""The ordinal of the first Monday of the calendar, 1 January of the year 1."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Sittings:
    """Meetings as they are held, in the order (instant, meeting); int64 columns.

    Attributes
    ----------
    meeting : index of the meeting.
    start, end : instants; the cases taken go on at the end.
    capacity : cases that it takes.
    notice : int64 array by meeting: working days for which a case must have waited.
    """

    meeting: np.ndarray
    start: np.ndarray
    end: np.ndarray
    capacity: np.ndarray
    notice: np.ndarray

    def __len__(self) -> int:
        return len(self.start)


def sittings(scenario: Scenario, first: dt.date, midnights: np.ndarray) -> Sittings:
    """Return the meetings held on working days, given by their midnights since that of a first day."""
    dates = [first + dt.timedelta(days=int(midnight // MS_PER_DAY)) for midnight in midnights]
    held = [
        (midnight + meeting.time * MS_PER_MINUTE, number, _length(meeting), meeting.capacity)
        for number, meeting in enumerate(scenario.meetings)
        for date, midnight in zip(dates, midnights.tolist(), strict=True)
        if is_held(meeting, date)
    ]
    held.sort(key=lambda one: one[:2])
    start, number, length, capacity = zip(*held, strict=True) if held else ((), (), (), ())
    begins = np.array(start, dtype=np.int64)
    return Sittings(
        meeting=np.array(number, dtype=np.int64),
        start=begins,
        end=begins + np.array(length, dtype=np.int64),
        capacity=np.array([NO_LIMIT if one is None else one for one in capacity], dtype=np.int64),
        notice=np.array([meeting.notice_days for meeting in scenario.meetings], dtype=np.int64),
    )


def is_held(meeting: Meeting, date: dt.date) -> bool:
    """Whether a meeting is held on a working day."""
    week = (date.toordinal() - _MONDAY) // 7
    return date.isoweekday() in meeting.weekdays and week % meeting.every_weeks == 0


def _length(meeting: Meeting) -> int:
    return max(1, round(meeting.minutes * MS_PER_MINUTE))
