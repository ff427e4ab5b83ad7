"""Working time of many instants at once, on the working calendar of a timetable."""

from __future__ import annotations

import numpy as np

from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE
from sim.jit import kernel
from sim.log import Log


def day_length(log: Log) -> int:
    """Return the milliseconds from opening to closing, which make a working day."""
    hours = log.demand.scenario.settings.hours
    return (hours.close - hours.open) * MS_PER_MINUTE


def working_time(log: Log, *columns: np.ndarray) -> list[np.ndarray]:
    """Return columns of instants as milliseconds of opening hours of working days since the first one known.

    So the time between two instants becomes the working time between them.
    """
    clock = log.timetable.clock
    days = clock.midnights // MS_PER_DAY
    first = int(days[0])
    works = np.zeros(int(days[-1]) - first + 1, dtype=np.int64)
    works[days - first] = day_length(log)
    before = np.cumsum(works) - works
    return [_in_working_time(np.ascontiguousarray(column), first, before, works, clock.opening) for column in columns]


@kernel
def _in_working_time(
    instants: np.ndarray, first: int, before: np.ndarray, works: np.ndarray, opening: int
) -> np.ndarray:
    """Return working milliseconds before instants, from those before each calendar day and those on it."""
    out = np.empty_like(instants)
    last = len(before) - 1
    for row in range(len(instants)):
        day = instants[row] // MS_PER_DAY
        since_opening = instants[row] - day * MS_PER_DAY - opening
        place = min(max(day - first, 0), last)
        out[row] = before[place] + min(max(since_opening, 0), works[place])
    return out
