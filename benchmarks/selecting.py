"""Races between candidates of which the best is known, for `benchmarks.coverage`.

The least favourable case: every other is worse by exactly the least difference that matters.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import t as student

from benchmarks.known_queue import KnownQueue
from sim.experiment.selection import START, select_best
from sim.streams import generator

_MOST, _BATCH, _ROOM, _CONFIDENCE = 5000, 50, 100, 0.95
_CORRELATION = 0.5
Values = Callable[[int, range], np.ndarray]
"""What a candidate gives for some numbers, within one race."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Candidates, of which number 0 is best.

    Attributes
    ----------
    behind : tuple of float
        By how much each other is worse, in units of `indifference`.
    indifference : float
        The least difference that matters.
    values : callable
        Gives, for the configuration and the number of a race, what each candidate gives.
    """

    words: str
    behind: tuple[float, ...]
    indifference: float
    values: Callable[[Configuration, int], Values]

    @property
    def candidates(self) -> int:
        """Return how many there are."""
        return 1 + len(self.behind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Of one race: whether the best was selected, or one within the least difference that matters of it.

    Attributes
    ----------
    used : float
        Replications of each candidate, on average.
    at_once : int
        What each would take with no candidate dropped on the way, by the variances of the first replications: with
        t-quantiles for all but the best (Clark and Yang 1986).
    """

    right: bool
    used: float
    at_once: int


def race(task: tuple[Configuration, int]) -> Outcome:
    """Run one race."""
    configuration, number = task
    values = configuration.values(configuration, number)
    names = [str(n) for n in range(configuration.candidates)]
    selection = select_best(
        lambda name, numbers: values(int(name), numbers),
        names,
        indifference=configuration.indifference,
        lower_is_better=True,
        confidence=_CONFIDENCE,
        numbers=range(_MOST),
    )
    first = np.stack([values(n, range(START)) for n in range(configuration.candidates)])
    return Outcome(
        right=selection.best is not None and _good(configuration, int(selection.best)),
        used=float(np.mean(list(selection.replications.values()))),
        at_once=_at_once(first, configuration.indifference),
    )


def _good(configuration: Configuration, best: int) -> bool:
    return best == 0 or configuration.behind[best - 1] < 1


def _at_once(first: np.ndarray, indifference: float) -> int:
    candidates, count = first.shape
    quantile = float(student.ppf(1 - (1 - _CONFIDENCE) / (candidates - 1), count - 1))
    variance = float((first[:, None, :] - first[None, :, :]).var(axis=2, ddof=1).max())
    return int(max(count, math.ceil(quantile**2 * variance / indifference**2)))


# ---------------------------------------------------------------- normal data


def normal(configuration: Configuration, number: int) -> Values:
    """Return normal data of unequal variances, correlated between candidates as on common demand."""
    draws = generator(1, f"race {number}").standard_normal((1 + configuration.candidates, _MOST))
    worse = np.array([0.0, *configuration.behind]) * configuration.indifference
    spread = 1 + np.arange(configuration.candidates) % 2

    def values(candidate: int, numbers: range) -> np.ndarray:
        own, common = draws[1 + candidate, numbers.start : numbers.stop], draws[0, numbers.start : numbers.stop]
        noise = math.sqrt(_CORRELATION) * common + math.sqrt(1 - _CORRELATION) * own
        return np.asarray(worse[candidate] + spread[candidate] * noise)

    return values


# ---------------------------------------------------------------- queues


def windows(configuration: Configuration, number: int) -> Values:
    """Return the daily mean waits of queues on common demand: candidate n has n + 1 windows, each so much slower."""
    return _queues(tuple(_many_windows(configuration)), number, seeds=(1,) * configuration.candidates)


def separate(configuration: Configuration, number: int) -> Values:
    """Return the daily mean waits of queues of one window, each with customers of its own."""
    return _queues(tuple(_one_window(configuration)), number, seeds=tuple(range(1, 1 + configuration.candidates)))


@cache
def _many_windows(configuration: Configuration) -> list[KnownQueue]:
    best = KnownQueue()
    truths = [best.truth() + behind * configuration.indifference for behind in configuration.behind]
    return [best, *(KnownQueue(windows=n + 2).at(truth) for n, truth in enumerate(truths))]


@cache
def _one_window(configuration: Configuration) -> list[KnownQueue]:
    best = KnownQueue()
    return [best, *(best.at(best.truth() + behind * configuration.indifference) for behind in configuration.behind)]


def _queues(queues: tuple[KnownQueue, ...], number: int, seeds: tuple[int, ...]) -> Values:
    @cache
    def batch(candidate: int, n: int) -> np.ndarray:
        return queues[candidate].days(number * _ROOM + n, _BATCH, seeds[candidate]).means()

    def values(candidate: int, numbers: range) -> np.ndarray:
        first, last = numbers.start // _BATCH, (numbers.stop - 1) // _BATCH
        found = np.concatenate([batch(candidate, n) for n in range(first, last + 1)])
        return found[numbers.start - first * _BATCH : numbers.stop - first * _BATCH]

    return values


def _worst(words: str, candidates: int, indifference: float, values: Callable[..., Values]) -> Configuration:
    return Configuration(words=words, behind=(1.0,) * (candidates - 1), indifference=indifference, values=values)


def _near(words: str, indifference: float, values: Callable[..., Values]) -> Configuration:
    return Configuration(words=words, behind=(0.5, 0.5, 1.0, 1.0), indifference=indifference, values=values)


CONFIGURATIONS = (
    *(_worst("normal, correlation ½, standard deviations 1 and 2", n, 0.3, normal) for n in (2, 5, 10)),
    *(_worst("queues with 1 to 10 windows, common demand", n, 0.3, windows) for n in (2, 5, 10)),
    *(_worst("queues, demand of their own", n, 4.0, separate) for n in (2, 5, 10)),
    _near("normal, two within the indifference", 0.3, normal),
    _near("queues with 1 to 5 windows, two within the indifference", 0.3, windows),
)
