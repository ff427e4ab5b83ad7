"""When cases get on: meetings, inspectors, discs and overtime, at times that come (rules 19, 20)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sim.domain.policy import Horizon
from sim.domain.units import CalendarKind, DataLink
from sim.errors import Place
from sim.scenario.checks.steps import moving, repeated
from sim.scenario.checks.times import clock
from sim.scenario.checks.view import View

WEEKEND = frozenset({6, 7})
MIDNIGHT = 1440
MOST_WEEKS = 52
"""Between two meetings: a year, or cases would wait for ever."""
MOST_INSPECTORS = 1000
"""In a row, since each is laid out day by day."""


def meetings_are_held(view: View) -> None:
    """A meeting is held on some weekday, at least once a year, and takes some case."""
    for row, meeting in view.each("meetings"):
        _weekdays(view, row.where("weekdays"), meeting.weekdays)
        if meeting.every_weeks > MOST_WEEKS:
            view.fault("OUT_OF_RANGE", row, "every_weeks", value=meeting.every_weeks, low=1, high=MOST_WEEKS)
        if meeting.capacity == 0:
            view.fault("ZERO_FOR_NONE", row, "capacity", value=meeting.capacity)


def inspectors_set_out(view: View) -> None:
    """Inspectors are not too many and set out on some weekday, between two times in order."""
    for row, team in view.each("inspectors"):
        _weekdays(view, row.where("weekdays"), team.weekdays)
        if team.number > MOST_INSPECTORS:
            view.fault("OUT_OF_RANGE", row, "number", value=team.number, low=1, high=MOST_INSPECTORS)
        if team.from_time == team.to_time:
            view.fault("ZERO_SHIFT", row, "to_time", value=clock(team.to_time))
        elif team.from_time > team.to_time:
            view.fault("TIME_ORDER", row, "to_time", value=clock(team.to_time), first=clock(team.from_time))


def discs_are_carried(view: View) -> None:
    """Discs have weekdays, and times of day if data go by them."""
    if view.settings is None:
        return
    cases = view.settings.cases
    by_disc = _by_disc(view)
    _weekdays(view, view.setting(("cases", "disc_weekdays")), cases.disc_weekdays, aloud=by_disc is not None)
    if by_disc is not None and not cases.disc_times:
        view.draft.fault("NO_DISC_TIMES", view.setting(("cases", "disc_times")), value=by_disc)


def _by_disc(view: View) -> str | None:
    """Return the first step whose data go by disc."""
    links = {department.id: department.link for department in view.all("departments")}
    for _, step in moving(view):
        if (step.link or links.get(step.department)) is DataLink.DISC:
            return step.id
    return None


def overtime_ends_by_midnight(view: View) -> None:
    """Who stays after closing goes home on the same day."""
    if view.settings is None:
        return
    minutes, close = view.settings.cases.overtime_minutes, view.settings.hours.close
    if close + minutes > MIDNIGHT:
        values = {"value": f"{minutes:g}", "close": clock(close), "limit": MIDNIGHT - close}
        view.draft.fault("OVERTIME_PAST_MIDNIGHT", view.setting(("cases", "overtime_minutes")), **values)


def _weekdays(view: View, place: Place, weekdays: tuple[int, ...], *, aloud: bool = True) -> None:
    """Weekdays are some, each once; if the hall is closed on all of them, cases wait, which is said aloud."""
    if not weekdays:
        view.draft.fault("EMPTY", place)
    for day in repeated(weekdays):
        view.draft.fault("LISTED_TWICE", place, value=day)
    if aloud and weekdays and view.settings is not None and _closed_on(weekdays, view.settings.horizon):
        values = {"value": ", ".join(map(str, weekdays)), "calendar": view.settings.horizon.calendar}
        view.draft.note("CLOSED_WEEKDAYS", place, **values)


def _closed_on(weekdays: Sequence[int], horizon: Horizon) -> bool:
    """Whether the hall is, make-up days apart, closed on all these weekdays.

    Only a weekend is closed every week; a date that the hall opens besides is taken as meant.
    """
    if horizon.calendar is CalendarKind.EVERY_DAY or not WEEKEND.issuperset(weekdays):
        return False
    return not any(_falls_on(date, weekdays) for date in horizon.extra_open if date >= horizon.start)


def _falls_on(date: dt.date, weekdays: Sequence[int]) -> bool:
    return date.isoweekday() in weekdays
