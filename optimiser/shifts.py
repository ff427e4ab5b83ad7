"""The ways in which an officer may work a day: one or two stretches on the interval grid, lunch between them."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.problem import Grid, Pattern, Stretch
from sim.domain.policy import OpeningHours, RosterSettings

MAX_PATTERNS = 260
_LONGEST_GAP_MINUTES = 180
"""A second stretch begins at most this long after the first: no one comes to work twice a day."""


def patterns(
    grid: Grid, roster: RosterSettings, hours: OpeningHours, *, day_minutes: int, closed_at_noon: bool
) -> tuple[Pattern, ...]:
    """Return the patterns of at most `day_minutes`, thinned to hourly starts and ends where they would be too many."""
    every = 1
    found = _enumerate(grid, roster, hours, day_minutes, closed_at_noon, every)
    while len(found) > MAX_PATTERNS and every < 4:
        every += 1
        found = _enumerate(grid, roster, hours, day_minutes, closed_at_noon, every)
    return tuple(found)


def stretches(
    grid: Grid, roster: RosterSettings, hours: OpeningHours, *, closed_at_noon: bool, every: int = 1
) -> list[Stretch]:
    """Return the stretches of allowed length; none crosses the noon of a department that closes."""
    marks = _marks(grid, hours, every)
    shortest = min(roster.shortest_stretch_minutes, grid.close - grid.open)
    return [
        (a, b)
        for a in marks
        for b in marks
        if shortest <= grid.minute(b) - grid.minute(a) <= roster.longest_stretch_minutes
        and a < b
        and not (closed_at_noon and _overlaps(grid, (a, b), hours.noon_from, hours.noon_to))
    ]


def _marks(grid: Grid, hours: OpeningHours, every: int) -> list[int]:
    """Return the interval starts at which stretches may start or end: opening, closing, every n-th from noon."""
    noon = next((t for t in range(grid.count) if grid.minute(t) >= hours.noon_from), 0)
    regular = {t for t in range(grid.count + 1) if (t - noon) % every == 0}
    return sorted(regular | {0, grid.count})


def _enumerate(
    grid: Grid, roster: RosterSettings, hours: OpeningHours, day_minutes: int, closed: bool, every: int
) -> list[Pattern]:
    parts = stretches(grid, roster, hours, closed_at_noon=closed, every=every)
    whole = [Pattern(stretches=(s,), minutes=grid.span(s)) for s in parts if _lunch_ok(grid, roster, (s,))]
    pairs = [
        Pattern(stretches=pair, minutes=sum(grid.span(s) for s in pair))
        for pair in _pairs(grid, parts)
        if _lunch_ok(grid, roster, pair)
    ]
    return [p for p in whole + pairs if p.minutes <= day_minutes]


def _pairs(grid: Grid, parts: list[Stretch]) -> Iterator[tuple[Stretch, Stretch]]:
    for first in parts:
        for second in parts:
            if 0 < grid.minute(second[0]) - grid.minute(first[1]) <= _LONGEST_GAP_MINUTES:
                yield first, second


def _lunch_ok(grid: Grid, roster: RosterSettings, pattern: tuple[Stretch, ...]) -> bool:
    """Whether lunch lies between two stretches, and nobody works before and after lunch time without it."""
    first, last = grid.minute(pattern[0][0]), grid.minute(pattern[-1][1])
    if len(pattern) == 1:
        return not (first < roster.lunch_from and last > roster.lunch_to)
    start = max(grid.minute(pattern[0][1]), roster.lunch_from)
    end = min(grid.minute(pattern[1][0]), roster.lunch_to)
    return end - start >= roster.lunch_minutes


def _overlaps(grid: Grid, stretch: Stretch, start: int, end: int) -> bool:
    return grid.minute(stretch[0]) < end and start < grid.minute(stretch[1])
