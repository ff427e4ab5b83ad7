"""Hours, profiles and the horizon."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sim.scenario.checks.view import View
from sim.scenario.draft import DraftRow, Path

LONGEST_HORIZON = 800
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
WITHOUT_SUMMER_TIME = frozenset(
    {
        "Asia/Shanghai",
        "Asia/Urumqi",
        "Asia/Chongqing",
        "Asia/Harbin",
        "PRC",
        "Asia/Hong_Kong",
        "Asia/Taipei",
        "UTC",
    }
)
"""Taken as they are: China had summer time from 1986 to 1991; its days count as 24 hours all the same."""


def clock(minute: int) -> str:
    """Return minutes since midnight as `HH:MM`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _ordered(view: View, path: Path, start: int, end: int, code: str) -> None:
    """Two times of the settings in order; the place is that of the later one."""
    if start == end:
        view.draft.fault("ZERO_SHIFT", view.setting(path), value=clock(end))
    elif start > end:
        view.draft.fault(code, view.setting(path), value=clock(end), first=clock(start))


def hours_are_in_order(view: View) -> None:
    """The hall opens before it closes; noon, lunch, the last ticket and outages lie in order."""
    if view.settings is None:
        return
    hours, roster = view.settings.hours, view.settings.roster
    _ordered(view, ("hours", "close"), hours.open, hours.close, "OPEN_AFTER_CLOSE")
    _ordered(view, ("hours", "noon_to"), hours.noon_from, hours.noon_to, "TIME_ORDER")
    _ordered(view, ("roster", "lunch_to"), roster.lunch_from, roster.lunch_to, "TIME_ORDER")
    if hours.last_ticket is not None and not hours.open < hours.last_ticket <= hours.close:
        values = {"value": clock(hours.last_ticket), "low": clock(hours.open), "high": clock(hours.close)}
        view.draft.fault("LAST_TICKET", view.setting(("hours", "last_ticket")), **values)
    for index, outage in enumerate(view.settings.absence.outages):
        _ordered(view, ("absence", "outages", index, "to_time"), outage.from_time, outage.to_time, "TIME_ORDER")


def profiles_do_not_overlap(view: View) -> None:
    """The parts of a profile are in order and do not overlap; what lies after closing is said aloud."""
    close = view.settings.hours.close if view.settings else 1440
    by_profile: dict[str, list[tuple[int, int, DraftRow]]] = {}
    for row, part in view.each("profiles"):
        if part.from_time == part.to_time:
            view.fault("ZERO_SHIFT", row, "to_time", value=clock(part.to_time))
        elif part.from_time > part.to_time:
            view.fault("TIME_ORDER", row, "to_time", value=clock(part.to_time), first=clock(part.from_time))
        else:
            by_profile.setdefault(part.profile, []).append((part.from_time, part.to_time, row))
        if part.to_time > close > 0:
            view.note("PROFILE_AFTER_CLOSE", row, "to_time", value=clock(part.to_time), limit=clock(close))
    for profile, parts in by_profile.items():
        ordered = sorted(parts, key=lambda part: part[:2])
        if ordered != parts:
            view.note("SORTED", parts[0][2], "from_time", value=profile)
        for before, after in pairwise(ordered):
            if after[0] < before[1]:
                values = {
                    "value": f"{clock(after[0])}–{clock(after[1])}",
                    "other": f"{clock(before[0])}–{clock(before[1])}",
                }
                view.fault("OVERLAP", after[2], "from_time", **values)


def horizon_is_usable(view: View) -> None:
    """The horizon is not too long, and no clock is changed in it."""
    if view.settings is None:
        return
    horizon = view.settings.horizon
    if not EARLIEST_YEAR <= horizon.start.year <= LATEST_YEAR:
        values = {"value": horizon.start, "low": EARLIEST_YEAR, "high": LATEST_YEAR}
        view.draft.fault("YEAR_RANGE", view.setting(("horizon", "start")), **values)
        return
    if horizon.days > LONGEST_HORIZON:
        view.draft.fault("RANGE_TOO_LONG", view.setting(("horizon", "days")), value=horizon.days, limit=LONGEST_HORIZON)
        return
    place = view.setting(("horizon", "timezone"))
    if horizon.timezone in WITHOUT_SUMMER_TIME:
        return
    try:
        zone = ZoneInfo(horizon.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        view.draft.fault("UNKNOWN_TIMEZONE", place, value=horizon.timezone)
        return
    changed = _change(horizon.start, horizon.days * 7 // 5 + 14, zone)
    if changed is not None:
        view.draft.fault("DST_TZ", place, value=horizon.timezone, date=changed)


def _change(start: dt.date, days: int, zone: ZoneInfo) -> dt.date | None:
    """Return the first day, from `start` on, that is not 24 hours long."""
    for index in range(days):
        try:
            day = start + dt.timedelta(days=index)
            midnight = dt.datetime.combine(day, dt.time(), zone)
            next_midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
        except OverflowError:
            return None
        if midnight.utcoffset() != next_midnight.utcoffset():
            return day
    return None
