"""Working days of the Chinese calendar, of plain weekdays and of every day."""

from __future__ import annotations

import datetime as dt
from time import perf_counter

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.policy import Horizon
from sim.domain.units import CalendarKind
from sim.working_time import (
    Calendar,
    DayKind,
    add_working_days,
    calendar_of,
    is_provisional,
    is_working_day,
    kind_of_day,
    nth_working_day_after,
    provisional_years,
    working_days,
    working_days_between,
)

CHINA = Calendar()
WEEKDAYS = Calendar(kind=CalendarKind.WEEKDAYS)
EVERY_DAY = Calendar(kind=CalendarKind.EVERY_DAY)
SPAN = st.dates(dt.date(2010, 1, 1), dt.date(2028, 12, 31))
CALENDARS = st.sampled_from([CHINA, WEEKDAYS, EVERY_DAY])


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_every_day_of_2010_to_2026_agrees_with_a_second_library() -> None:
    days = _days(dt.date(2010, 1, 1), dt.date(2026, 12, 31))
    assert len(days) == 6209
    disagreeing = [day for day in days if is_working_day(CHINA, day) != chinese_calendar.is_workday(day)]
    assert disagreeing == []


@pytest.mark.parametrize(
    ("first", "last", "make_up"),
    [
        ("2024-02-10", "2024-02-17", ["2024-02-04", "2024-02-18"]),
        ("2024-10-01", "2024-10-07", ["2024-09-29", "2024-10-12"]),
        ("2025-01-28", "2025-02-04", ["2025-01-26", "2025-02-08"]),
        ("2025-10-01", "2025-10-08", ["2025-09-28", "2025-10-11"]),
        ("2026-02-15", "2026-02-23", ["2026-02-14", "2026-02-28"]),
        ("2026-10-01", "2026-10-07", ["2026-09-20", "2026-10-10"]),
    ],
)
def test_spring_festival_and_national_day_are_as_the_state_council_announced(
    first: str, last: str, make_up: list[str]
) -> None:
    assert not any(is_working_day(CHINA, day) for day in _days(_day(first), _day(last)))
    for text in make_up:
        assert _day(text).weekday() >= 5
        assert kind_of_day(CHINA, _day(text)) is DayKind.MAKE_UP


def test_the_days_around_national_day_2025_by_kind() -> None:
    kinds = {day.day: kind_of_day(CHINA, day) for day in working_days(CHINA, _day("2025-09-25"), 9)}
    assert kinds == {
        25: DayKind.ORDINARY,
        26: DayKind.ORDINARY,  # only a Saturday lies between it and the Sunday that is worked
        28: DayKind.MAKE_UP,
        29: DayKind.ORDINARY,
        30: DayKind.BEFORE_HOLIDAY,  # the last of the month too, but the holiday comes first
        9: DayKind.AFTER_HOLIDAY,
        10: DayKind.ORDINARY,
        11: DayKind.MAKE_UP,
        13: DayKind.ORDINARY,
    }


def test_month_end_is_the_last_working_day_and_a_weekend_is_no_holiday() -> None:
    assert kind_of_day(CHINA, _day("2025-11-28")) is DayKind.MONTH_END  # a Friday; the 30th is a Sunday
    assert kind_of_day(CHINA, _day("2025-11-27")) is DayKind.ORDINARY
    assert kind_of_day(CHINA, _day("2025-11-24")) is DayKind.ORDINARY  # a Monday


def test_a_day_off_has_no_kind() -> None:
    with pytest.raises(ValueError, match="2025-10-01 is not a working day"):
        kind_of_day(CHINA, _day("2025-10-01"))


def test_a_promise_of_five_working_days_before_national_day_2025_falls_after_it() -> None:
    # Accepted on Friday 26 September. Worked: Sunday 28 (made up), 29, 30, then nothing until 9 and 10
    # October.
    assert nth_working_day_after(CHINA, _day("2025-09-26"), 5) == _day("2025-10-10")
    assert nth_working_day_after(WEEKDAYS, _day("2025-09-26"), 5) == _day("2025-10-03")
    assert nth_working_day_after(EVERY_DAY, _day("2025-09-26"), 5) == _day("2025-10-01")


def test_the_first_working_days_include_the_start_if_it_is_one() -> None:
    assert working_days(CHINA, _day("2025-12-31"), 2) == [_day("2025-12-31"), _day("2026-01-04")]
    assert working_days(CHINA, _day("2026-01-01"), 1) == [_day("2026-01-04")]  # a Sunday that is made up
    assert working_days(CHINA, _day("2026-01-01"), 0) == []


def test_nought_working_days_on_is_the_day_itself() -> None:
    assert add_working_days(CHINA, _day("2025-10-01"), 0) == _day("2025-10-01")


@pytest.mark.parametrize("n", [0, -1])
def test_the_nth_day_after_needs_a_positive_n(n: int) -> None:
    with pytest.raises(ValueError, match="must be at least 1"):
        nth_working_day_after(CHINA, _day("2025-10-01"), n)


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        working_days(CHINA, _day("2025-10-01"), -1)


@given(CALENDARS, SPAN, st.integers(-800, 800))
def test_moving_by_n_working_days_passes_n_of_them(calendar: Calendar, start: dt.date, n: int) -> None:
    day = working_days(calendar, start, 1)[0]
    moved = add_working_days(calendar, day, n)
    assert working_days_between(calendar, day, moved) == n
    assert add_working_days(calendar, moved, -n) == day


@given(CALENDARS, SPAN, SPAN)
def test_the_count_between_two_days_is_that_of_a_walk(calendar: Calendar, a: dt.date, b: dt.date) -> None:
    first, last = min(a, b), max(a, b)
    walked = sum(is_working_day(calendar, day) for day in _days(first, last)[1:])
    assert working_days_between(calendar, first, last) == walked
    assert working_days_between(calendar, last, first) == -walked


@given(SPAN)
def test_weekdays_and_every_day_know_no_holidays(day: dt.date) -> None:
    assert is_working_day(WEEKDAYS, day) == (day.weekday() < 5)
    assert is_working_day(EVERY_DAY, day)
    assert kind_of_day(EVERY_DAY, day) in {DayKind.ORDINARY, DayKind.MONTH_END}


def test_a_hall_closes_and_opens_on_days_of_its_own() -> None:
    calendar = Calendar(
        extra_closed=frozenset({_day("2025-11-12"), _day("2025-10-11"), _day("2025-11-18")}),
        extra_open=frozenset({_day("2025-11-15"), _day("2025-10-03"), _day("2025-11-18")}),
    )
    assert not is_working_day(calendar, _day("2025-11-12"))
    assert kind_of_day(calendar, _day("2025-11-11")) is DayKind.BEFORE_HOLIDAY
    assert kind_of_day(calendar, _day("2025-11-13")) is DayKind.AFTER_HOLIDAY
    assert kind_of_day(calendar, _day("2025-11-15")) is DayKind.MAKE_UP  # a Saturday
    assert not is_working_day(calendar, _day("2025-10-11"))  # closed although it would be made up
    assert is_working_day(calendar, _day("2025-10-03"))  # open in the middle of the holiday
    assert is_working_day(calendar, _day("2025-11-18"))  # named in both: open


def test_every_day_can_be_closed_but_is_never_made_up() -> None:
    calendar = Calendar(kind=CalendarKind.EVERY_DAY, extra_closed=frozenset({_day("2025-11-12")}))
    assert not is_working_day(calendar, _day("2025-11-12"))
    assert kind_of_day(calendar, _day("2025-11-15")) is DayKind.ORDINARY


def test_a_year_without_published_make_up_days_is_provisional() -> None:
    assert not is_provisional(CHINA, _day("2026-12-31"))
    assert is_provisional(CHINA, _day("2027-01-01"))
    assert not is_provisional(WEEKDAYS, _day("2027-01-01"))
    assert provisional_years(CHINA, _days(_day("2025-06-01"), _day("2028-01-01"))) == [2027, 2028]


def test_the_calendar_of_a_scenario_is_that_of_its_horizon() -> None:
    closed = _day("2025-11-12")
    horizon = Horizon(start=closed, calendar=CalendarKind.WEEKDAYS, extra_closed=(closed,))
    assert calendar_of(horizon) == Calendar(kind=CalendarKind.WEEKDAYS, extra_closed=frozenset({closed}))


def test_deadlines_are_cheap() -> None:
    start = _day("2025-06-30")
    nth_working_day_after(CHINA, start, 400)
    begun = perf_counter()
    for _ in range(10_000):
        nth_working_day_after(CHINA, start, 20)
    assert perf_counter() - begun < 1.0  # some 40,000 cases a month
