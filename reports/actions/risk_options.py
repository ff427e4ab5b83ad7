"""Options of `hall risk` that say what may go wrong: shares of officers ill, factors of arrivals, hours of outage."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from reports.actions.options import Checker
from sim.experiment.stresses import OutageTime
from sim.tables.table import shown

NONE = "none"
"""Leaves a kind of stress out."""
LARGEST_SURGE = 10.0
_OUTAGE = re.compile(r"(?:(\d{4}-\d{2}-\d{2})/)?(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)


def target(checker: Checker, raw: str) -> float | None:
    """Read the share of customers to be served in time."""
    return _number(checker, "--target", raw, low=0.0, high=1.0)


def ill(checker: Checker, raws: Sequence[str] | None, usual: Sequence[float]) -> tuple[float, ...]:
    """Read shares of officers ill each day; `usual` ones if there are none."""
    return _numbers(checker, "--ill", raws, usual, low=0.0, high=1.0)


def surge(checker: Checker, raws: Sequence[str] | None, usual: Sequence[float]) -> tuple[float, ...]:
    """Read factors of arrivals; `usual` ones if there are none."""
    return _numbers(checker, "--surge", raws, usual, low=0.0, high=LARGEST_SURGE)


def outages(checker: Checker, raws: Sequence[str] | None, usual: Sequence[OutageTime]) -> tuple[OutageTime, ...]:
    """Read hours of outage, `10:00-11:00` or `2026-07-06/10:00-11:00`; `usual` ones if there are none."""
    if raws is None:
        return tuple(usual)
    read = [_outage(checker, raw.strip()) for raw in raws if raw.strip() != NONE]
    return tuple(one for one in read if one is not None)


def _numbers(
    checker: Checker, option: str, raws: Sequence[str] | None, usual: Sequence[float], *, low: float, high: float
) -> tuple[float, ...]:
    if raws is None:
        return tuple(usual)
    read = [_number(checker, option, raw, low=low, high=high) for raw in raws if raw.strip() != NONE]
    return tuple(one for one in read if one is not None)


def _number(checker: Checker, option: str, raw: str, *, low: float, high: float) -> float | None:
    """Read a number above `low` and at most `high`."""
    try:
        value = float(raw)
    except ValueError:
        checker.fault("TYPE", option, value=shown(raw), wanted="number")
        return None
    if not low < value <= high:
        checker.fault("OUT_OF_RANGE", option, value=shown(raw), low=f"> {low:g}", high=f"{high:g}")
        return None
    return value


def _outage(checker: Checker, raw: str) -> OutageTime | None:
    match = _OUTAGE.fullmatch(raw)
    found = None if match is None else _of(*match.groups())
    if found is None:
        checker.fault("OUTAGE_FORMAT", "--outage", value=shown(raw))
    return found


def _of(date: str | None, *times: str) -> OutageTime | None:
    """Return the outage, or None where no such day or time exists or it does not last."""
    hours, minutes, to_hours, to_minutes = map(int, times)
    begins, ends = 60 * hours + minutes, 60 * to_hours + to_minutes
    if max(minutes, to_minutes) > 59 or not begins < ends <= 24 * 60:
        return None
    try:
        day = None if date is None else dt.date.fromisoformat(date)
    except ValueError:
        return None
    return OutageTime(from_time=begins, to_time=ends, date=day)
