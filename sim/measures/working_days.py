"""Due dates, working days and working time of many instants at once, on the working calendar of a timetable."""

from __future__ import annotations

import numpy as np

from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE
from sim.jit import kernel
from sim.layout.clock import WorkingClock
from sim.log import Log


def number_of_day(clock: WorkingClock, instants: np.ndarray) -> np.ndarray:
    """Return the number of the working day of instants, between working days that of the last one."""
    return np.asarray(np.searchsorted(clock.midnights, instants, side="right"))


def due_dates(clock: WorkingClock, accepted: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return when promises of working days, given at instants, are broken (rule 21): at the end of their last days."""
    last = clock.midnights[np.maximum(number_of_day(clock, accepted) + days - 1, 0)]
    return np.asarray(np.where(days == 0, accepted - accepted % MS_PER_DAY, last) + MS_PER_DAY)


def openings_after(clock: WorkingClock, instants: np.ndarray, days: int) -> np.ndarray:
    """Return the openings of the `days`-th working days after those of instants; with 0, the instants."""
    if days == 0:
        return instants
    return np.asarray(clock.midnights[number_of_day(clock, instants) + days - 1] + clock.opening)


def days_late(clock: WorkingClock, due: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Return the working days from the last day of promises to the day of `until`, 0 where that is not late."""
    late = number_of_day(clock, until) - number_of_day(clock, due - 1)
    return np.where(until >= due, np.maximum(late, 0), 0)


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
