"""The working calendar: due dates, openings, discs, days on which somebody comes (rules 19, 21, 23)."""

from __future__ import annotations

from sim.compiled.memory import Book, discs, midnights
from sim.demand.columns import MS_PER_DAY
from sim.jit import helper, part


@helper
def days_begun(h: Book, instant: int) -> int:
    """Return how many working days have begun at an instant or before."""
    low, high = 0, h.midnight_count
    while low < high:
        middle = (low + high) >> 1
        if midnights(h, middle) <= instant:
            low = middle + 1
        else:
            high = middle
    return low


@part
def _midnight(h: Book, place: int) -> int:
    """Return the midnight of a working day; what lies beyond all those known is taken for the last."""
    return midnights(h, min(place, h.midnight_count - 1))


@part
def due(h: Book, accepted: int, days: int) -> int:
    """Return the instant at which a promise of so many working days is broken: its last day's end (rule 21)."""
    if days == 0:
        return accepted - accepted % MS_PER_DAY + MS_PER_DAY
    return _midnight(h, days_begun(h, accepted) + days - 1) + MS_PER_DAY


@part
def opening_after(h: Book, instant: int, days: int) -> int:
    """Return the opening of the `days`-th working day after an instant; with 0, the instant itself (rule 19)."""
    return instant if days == 0 else _midnight(h, days_begun(h, instant) + days - 1) + h.opening


@part
def on_later_day(h: Book, instant: int, passed: int) -> int:
    """Return the instant so many working days (whole days of `passed`) and so much time of day after a day."""
    days, since = passed // MS_PER_DAY, passed % MS_PER_DAY
    return _midnight(h, days_begun(h, instant) + days - 1) + since


@part
def extended(h: Book, ends: int, since: int, until: int) -> int:
    """Return a due date after its clock stood still from `since` to `until` (rule 21)."""
    days = days_begun(h, until) - days_begun(h, since)
    if ends <= since or days <= 0:
        return ends
    return _midnight(h, days_begun(h, ends - 1) - 1 + days) + MS_PER_DAY


@part
def next_disc(h: Book, instant: int) -> int:
    """Return the next time, from an instant on, at which a disc is carried; beyond the horizon if there is none."""
    low, high = 0, h.disc_count
    while low < high:
        middle = (low + high) >> 1
        if discs(h, middle) < instant:
            low = middle + 1
        else:
            high = middle
    return discs(h, low) if low < h.disc_count else midnights(h, h.midnight_count - 1)
