"""Working days: on which days the hall is open, and when a promise of so many working days falls due.

The scenario names a calendar; demand, cases and reports ask it here. In China some weekends are worked to
make up for long holidays (调休), so a deadline cannot be counted from weekends and holidays alone. The
make-up days of a year are published in the autumn before; a year for which they are unknown is *provisional*.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from sim.domain.policy import Horizon
from sim.domain.units import CalendarKind

_ONE_DAY = dt.timedelta(days=1)
_SATURDAY = 5


class DayKind(StrEnum):
    """What makes a working day's arrivals differ (rule 4)."""

    ORDINARY = "ordinary"
    BEFORE_HOLIDAY = "before_holiday"
    AFTER_HOLIDAY = "after_holiday"
    MAKE_UP = "make_up"
    MONTH_END = "month_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Which days are working days.

    Attributes
    ----------
    kind : CalendarKind
        China's with its make-up days, every Monday to Friday, or every day (queueing theory knows no
        weekend).
    extra_closed, extra_open : frozenset of date
        Days on which this hall departs from its calendar; a day named in both is open.
    """

    kind: CalendarKind = CalendarKind.CHINA
    extra_closed: frozenset[dt.date] = frozenset()
    extra_open: frozenset[dt.date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Year:
    """One year of a calendar: its working days in order and as a set, its holidays, its make-up days."""

    days: tuple[dt.date, ...]
    working: frozenset[dt.date]
    holidays: frozenset[dt.date]
    make_up: frozenset[dt.date]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChineseYear:
    """What the state has announced for a year."""

    holidays: frozenset[dt.date]
    make_up: frozenset[dt.date]


def calendar_of(horizon: Horizon) -> Calendar:
    """Return the calendar that a scenario's horizon describes."""
    return Calendar(
        kind=horizon.calendar,
        extra_closed=frozenset(horizon.extra_closed),
        extra_open=frozenset(horizon.extra_open),
    )


def is_working_day(calendar: Calendar, day: dt.date) -> bool:
    """Whether the hall is open, and promised time runs, on `day`."""
    return day in _year(calendar, day.year).working


def working_days(calendar: Calendar, start: dt.date, count: int) -> list[dt.date]:
    """Return the first `count` working days at or after `start`.

    Raises
    ------
    ValueError
        `count` is negative.
    """
    if count < 0:
        raise ValueError(f"count ({count}) must not be negative")
    days: list[dt.date] = []
    year = start.year
    while len(days) < count:
        of_year = _year(calendar, year).days
        first = bisect_left(of_year, start)
        days.extend(of_year[first : first + count - len(days)])
        year += 1
    return days


def nth_working_day_after(calendar: Calendar, day: dt.date, n: int) -> dt.date:
    """Return the `n`-th working day strictly after `day`; `day` itself is day 0, working or not (rule 21).

    Raises
    ------
    ValueError
        `n` is not positive.
    """
    if n < 1:
        raise ValueError(f"n ({n}) must be at least 1")
    return working_days(calendar, day + _ONE_DAY, n)[-1]


def add_working_days(calendar: Calendar, day: dt.date, n: int) -> dt.date:
    """Move `n` working days on from `day`, or back if negative; with 0, `day` itself, working or not."""
    if n > 0:
        return nth_working_day_after(calendar, day, n)
    return _nth_working_day_before(calendar, day, -n) if n else day


def working_days_between(calendar: Calendar, after: dt.date, until: dt.date) -> int:
    """Count the working days later than `after` and not later than `until`; negative if `until` comes first.

    The count undoes `add_working_days`: between a working day and the n-th after it there are n.
    """
    if until < after:
        return -working_days_between(calendar, until, after)
    count = _position(calendar, until) - _position(calendar, after)
    return count + sum(len(_year(calendar, year).days) for year in range(after.year, until.year))


def kind_of_day(calendar: Calendar, day: dt.date) -> DayKind:
    """Return what is special about a working day: the first that applies, in the order of `DayKinds`.

    A day comes before (after) a holiday if one lies between it and the next (last) working day: an ordinary
    weekend is none, a day that this hall closes extra is one. Month end is the last working day of a month.

    Raises
    ------
    ValueError
        `day` is not a working day.
    """
    if not is_working_day(calendar, day):
        raise ValueError(f"{day} is not a working day")
    if day in _year(calendar, day.year).make_up:
        return DayKind.MAKE_UP
    following = add_working_days(calendar, day, 1)
    if _holiday_between(calendar, day, following):
        return DayKind.BEFORE_HOLIDAY
    if _holiday_between(calendar, add_working_days(calendar, day, -1), day):
        return DayKind.AFTER_HOLIDAY
    return DayKind.MONTH_END if following.month != day.month else DayKind.ORDINARY


def is_provisional(calendar: Calendar, day: dt.date) -> bool:
    """Whether the make-up days of that year are not published yet, so that working days may change."""
    return calendar.kind is CalendarKind.CHINA and not _chinese_year(day.year).make_up


def provisional_years(calendar: Calendar, days: Iterable[dt.date]) -> list[int]:
    """Return the years among `days` whose make-up days are not published, in order."""
    return sorted({day.year for day in days if is_provisional(calendar, day)})


def _nth_working_day_before(calendar: Calendar, day: dt.date, n: int) -> dt.date:
    year = day.year
    of_year = _year(calendar, year).days
    last = bisect_left(of_year, day)
    while n > last:
        n -= last
        year -= 1
        of_year = _year(calendar, year).days
        last = len(of_year)
    return of_year[last - n]


def _position(calendar: Calendar, day: dt.date) -> int:
    """How many working days the year has up to and including `day`."""
    return bisect_right(_year(calendar, day.year).days, day)


def _holiday_between(calendar: Calendar, first: dt.date, last: dt.date) -> bool:
    days = (first + dt.timedelta(days=n) for n in range(1, (last - first).days))
    return any(day in _year(calendar, day.year).holidays for day in days)


@lru_cache(maxsize=512)
def _year(calendar: Calendar, year: int) -> _Year:
    holidays, make_up = _announced(calendar, year)
    weekends_off = calendar.kind is not CalendarKind.EVERY_DAY
    closed = (holidays | calendar.extra_closed) - calendar.extra_open
    opened = (make_up | calendar.extra_open) - closed if weekends_off else frozenset[dt.date]()
    days = tuple(
        day for day in _days_of(year) if day in opened or not (day in closed or (weekends_off and _is_weekend(day)))
    )
    return _Year(
        days=days,
        working=frozenset(days),
        holidays=closed,
        make_up=frozenset(day for day in opened if _is_weekend(day)),
    )


def _announced(calendar: Calendar, year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Return the holidays and the make-up days of a year, none outside China."""
    if calendar.kind is not CalendarKind.CHINA:
        return frozenset(), frozenset()
    chinese = _chinese_year(year)
    return chinese.holidays, chinese.make_up


@lru_cache(maxsize=256)
def _chinese_year(year: int) -> _ChineseYear:
    import holidays  # a few hundred countries: only when a Chinese calendar is asked for

    table = holidays.country_holidays("CN", years=year)
    return _ChineseYear(
        holidays=frozenset(day for day in table if day.year == year),
        make_up=frozenset(day for day in table.weekend_workdays if day.year == year),
    )


def _days_of(year: int) -> Iterable[dt.date]:
    first = dt.date(year, 1, 1)
    return (first + dt.timedelta(days=n) for n in range((dt.date(year, 12, 31) - first).days + 1))


def _is_weekend(day: dt.date) -> bool:
    return day.weekday() >= _SATURDAY
