"""Processor time, taken in turn: what else the machine does disturbs all alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

_BUDGET, _MOST = 0.05, 5
"""Within a round, what is fast runs until it has used so many seconds, but at most so often."""
_Measured = TypeVar("_Measured")


@dataclass(frozen=True, slots=True)
class Times:
    """Processor times of one thing, in seconds, all its threads together."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Their median, in milliseconds."""
        return statistics.median(self.seconds) * 1000

    @property
    def low(self) -> float:
        """The least, in milliseconds."""
        return min(self.seconds) * 1000

    @property
    def high(self) -> float:
        """The greatest, in milliseconds."""
        return max(self.seconds) * 1000


def in_turn(functions: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Times]:
    """Run functions one after the other, round by round, and return their times.

    Whoever calls has run each once before, to warm up.
    """
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            seconds[name] += a_few(partial(cpu_seconds, function), spent=float)
    return {name: Times(tuple(found)) for name, found in seconds.items()}


def a_few(once: Callable[[], _Measured], spent: Callable[[_Measured], float]) -> list[_Measured]:
    """Measure once what is slow, and a few times what is fast, after collecting others' garbage.

    The first of the few finds cold caches, as the collector has walked through all memory.
    """
    gc.collect()
    found: list[_Measured] = []
    while sum(map(spent, found)) < _BUDGET and len(found) < _MOST:
        found.append(once())
    return found


def cpu_seconds(function: Callable[[], object]) -> float:
    """Run a function and return the processor time which it took, that of freeing its result excepted."""
    start = time.process_time()
    result = function()
    spent = time.process_time() - start
    del result
    return spent


class Laps:
    """A stopwatch of processor time, for the parts of one thing."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.process_time()

    def lap(self, name: str) -> None:
        """Note the time since the last lap as that of a part."""
        now = time.process_time()
        self.seconds[name] = now - self._last
        self._last = now


def by_part(once: Callable[[], dict[str, float]], rounds: int) -> dict[str, Times]:
    """Run something timed in laps round by round; return the times by part, and of all parts together as `in all`."""
    once()  # warms up
    laps = [lap for _ in range(rounds) for lap in a_few(once, lambda lap: sum(lap.values()))]
    parts = {name: Times(tuple(lap[name] for lap in laps)) for name in laps[0]}
    return parts | {"in all": Times(tuple(sum(lap.values()) for lap in laps))}
