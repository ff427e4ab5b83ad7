"""The working calendar as instants: openings, due dates, discs."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE
from sim.domain.scenario_data import Scenario
from sim.working_time import add_working_days, calendar_of, working_days

_BEYOND_DAYS = 420
"""Working days known after the horizon, for waits and due dates that reach beyond it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class WorkingClock:
    """Instants of the working calendar, from before the horizon to well beyond it.

    Attributes
    ----------
    midnights : int64 array of shape (working days,)
        Their midnights, in order.
    opening : int
        Milliseconds from midnight to opening.
    discs : int64 array
        When discs are carried, in order.
    """

    midnights: np.ndarray
    opening: int
    discs: np.ndarray

    @cached_property
    def _midnights(self) -> list[int]:
        return [int(midnight) for midnight in self.midnights]

    @cached_property
    def _discs(self) -> list[int]:
        return [int(disc) for disc in self.discs]

    def _midnight(self, place: int) -> int:
        """Return the midnight of a working day; what lies beyond all those known is taken for the last."""
        return self._midnights[min(place, len(self._midnights) - 1)]

    def opening_after(self, instant: int, days: int) -> int:
        """Return the opening of the `days`-th working day after that of `instant`.

        With 0, `instant` itself (rule 19).
        """
        if days == 0:
            return instant
        return self._midnight(bisect_right(self._midnights, instant) + days - 1) + self.opening

    def on_later_day(self, instant: int, passed: int) -> int:
        """Return the instant so many working days (whole days of `passed`) and so much time of day after a day."""
        days, since = divmod(passed, MS_PER_DAY)
        return self._midnight(bisect_right(self._midnights, instant) + days - 1) + since

    def due(self, accepted: int, days: int) -> int:
        """Return the instant at which a promise of so many working days is broken: its last day's end (rule 21)."""
        if days == 0:
            return accepted - accepted % MS_PER_DAY + MS_PER_DAY
        return self._midnight(bisect_right(self._midnights, accepted) + days - 1) + MS_PER_DAY

    def next_disc(self, instant: int) -> int:
        """Return the next time at or after `instant` at which a disc is carried; beyond the horizon if none is."""
        place = bisect_left(self._discs, instant)
        return self._discs[place] if place < len(self._discs) else self._midnights[-1]

    def extended(self, due: int, since: int, until: int) -> int:
        """Return a due date after its clock stood still from `since` to `until` (rule 21).

        Working days after that of `since` up to that of `until` do not count; what had passed before is not moved.
        """
        days = bisect_right(self._midnights, until) - bisect_right(self._midnights, since)
        if due <= since or days <= 0:
            return due
        return self._midnight(bisect_left(self._midnights, due) - 1 + days) + MS_PER_DAY

    # ---------------------------------------------------------------- the same for many instants at once

    def days_begun(self, instants: np.ndarray) -> np.ndarray:
        """Return how many working days have begun at each instant or before."""
        return np.asarray(np.searchsorted(self.midnights, instants, side="right"))

    def due_dates(self, accepted: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Return when promises of working days, given at instants, are broken; as `due`."""
        last = self._later(self.days_begun(accepted) + days - 1)
        return np.asarray(np.where(days == 0, accepted - accepted % MS_PER_DAY, last) + MS_PER_DAY)

    def openings_after(self, instants: np.ndarray, days: int) -> np.ndarray:
        """Return the openings of the `days`-th working days after those of instants; as `opening_after`."""
        return instants if days == 0 else self._later(self.days_begun(instants) + days - 1) + self.opening

    def days_late(self, due: np.ndarray, until: np.ndarray) -> np.ndarray:
        """Return the working days from the last day of promises to the day of `until`, 0 where that is not late."""
        late = self.days_begun(until) - self.days_begun(due - 1)
        return np.where(until >= due, np.maximum(late, 0), 0)

    def _later(self, places: np.ndarray) -> np.ndarray:
        """Return the midnights of working days; as `_midnight`."""
        return np.asarray(self.midnights[np.clip(places, 0, len(self.midnights) - 1)])


def working_clock(scenario: Scenario, days: tuple[dt.date, ...]) -> WorkingClock:
    """Return the instants of the working calendar around a horizon."""
    settings = scenario.settings
    first = days[0]
    oldest = max([settings.cases.warm_up_days, *(row.age_days for row in scenario.backlog)])
    dates = [
        *days_before(scenario, first, oldest),
        *working_days(calendar_of(settings.horizon), first, len(days) + _BEYOND_DAYS),
    ]
    midnights = np.array([(date - first).days * MS_PER_DAY for date in dates], dtype=np.int64)
    carried = np.array(sorted(settings.cases.disc_times), dtype=np.int64) * MS_PER_MINUTE
    of_discs = [date.isoweekday() in settings.cases.disc_weekdays for date in dates]
    return WorkingClock(
        midnights=midnights,
        opening=settings.hours.open * MS_PER_MINUTE,
        discs=(midnights[of_discs, None] + carried).ravel(),
    )


def days_before(scenario: Scenario, first: dt.date, count: int) -> list[dt.date]:
    """Return the last `count` working days before a day, in order."""
    calendar = calendar_of(scenario.settings.horizon)
    return [add_working_days(calendar, first, -n) for n in range(count, 0, -1)]
