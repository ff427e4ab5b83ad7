"""Instants at which visits begin.

An over-dispersed Poisson process with piecewise-constant rates (rule 4).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.demand.columns import MS_PER_MINUTE
from sim.demand.laws import exponentials, gamma_of_mean_one
from sim.domain.policy import ArrivalSettings
from sim.jit import kernel, part
from sim.opening import INTERVAL_MINUTES, INTERVALS
from sim.streams import BLOCK, Lines, Purpose, Streams

PADDED = 128
"""Length of a row of cumulative rates that is searched: a power of two."""
_QUARTER_MS = float(INTERVAL_MINUTES * MS_PER_MINUTE)


def day_factors(settings: ArrivalSettings, numbers: np.ndarray, days: int, streams: Streams) -> np.ndarray:
    """Return the day factors by day and arrival row: Gamma of mean 1, in part common to the hall.

    Rows are given by their permanent numbers.
    """
    if settings.day_shape is None:
        return np.ones((days, len(numbers)))
    variance = 1 / settings.day_shape
    common_variance = variance * settings.common_share
    own_variance = (1 + variance) / (1 + common_variance) - 1
    common = streams.uniforms(Purpose.COMMON_DAY_FACTOR, 0, 0, days)
    every, start = np.arange(len(numbers)), np.zeros(len(numbers), dtype=np.int64)
    own = streams.picked(Purpose.DAY_FACTOR, Lines.of(numbers, start), every, start, days)
    return np.asarray(gamma_of_mean_one(common_variance, common)[:, None] * gamma_of_mean_one(own_variance, own))


class Rates(NamedTuple):
    """Expected arrivals of many lines, in factors.

    Line `k` has `per_day[k]` in all, times `shares[of[k]]`, of shape (…, 96), in each quarter of an hour.
    """

    per_day: np.ndarray
    of: np.ndarray
    shares: np.ndarray


def arrival_instants(
    rates: Rates, factors: np.ndarray, lines: Lines, streams: Streams, purpose: Purpose
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a Poisson process for each line, with its rates times its factor.

    A unit-rate process is inverted, so that a larger rate keeps the arrivals it had, only earlier, and adds others.

    Returns
    -------
    count : array of shape (lines,)
        Arrivals of each line.
    instants : array
        Those of all lines, end to end, in milliseconds since midnight, in order.
    """
    counts, instants = np.empty(len(factors), dtype=np.int64), [np.zeros(0, dtype=np.int64)]
    for first in range(0, len(factors), _STRETCH):
        at = slice(first, first + _STRETCH)
        part = Rates(rates.per_day[at], rates.of[at], rates.shares)
        of_lines = Lines(lines.number[at], lines.day[at])
        instants.append(_of_lines(part, factors[at], of_lines, streams, purpose, counts[at]))
    return counts, np.concatenate(instants)


_STRETCH = 256
"""So many lines are drawn at a time, so that their draws stay in the processor's cache."""
_DEVIATIONS, _MORE = 4.5, 12
"""Draws beyond the expected arrivals: standard deviations, and some more; if they do not suffice, twice as many."""


def _of_lines(
    rates: Rates, factors: np.ndarray, lines: Lines, streams: Streams, purpose: Purpose, counts: np.ndarray
) -> np.ndarray:
    """Return the instants of some lines; fill in their numbers."""
    cumulative = np.zeros((len(factors), INTERVALS + 1))
    _accumulate(rates, factors, cumulative)
    totals = cumulative[:, INTERVALS]
    draws = np.where(totals > 0, totals + _DEVIATIONS * np.sqrt(totals) + _MORE, 0)
    blocks = np.ceil(draws / BLOCK).astype(np.int64)
    while True:
        gaps = exponentials(streams.beginnings(purpose, lines, blocks))
        instants = np.empty(gaps.size, dtype=np.int64)
        end = _invert(cumulative, blocks, gaps, counts, instants)
        short = (counts == BLOCK * blocks) & (blocks > 0)
        if not short.any():
            return instants[:end]
        blocks[short] *= 2


@kernel
def _accumulate(rates: Rates, factors: np.ndarray, cumulative: np.ndarray) -> None:
    """Add up the expected arrivals of each line, in the order of time: `cumulative`, of (lines, 97), begins with 0."""
    for line in range(len(factors)):
        for quarter in range(INTERVALS):
            expected = rates.per_day[line] * rates.shares[rates.of[line], quarter] * factors[line]
            cumulative[line, quarter + 1] = cumulative[line, quarter] + expected


@kernel
def _invert(
    cumulative: np.ndarray, blocks: np.ndarray, gaps: np.ndarray, counts: np.ndarray, instants: np.ndarray
) -> int:
    """Fill in the arrivals of each line, as many as draws if these did not suffice, and the instants of all.

    Returns where the instants end.
    """
    at = block = 0
    for line in range(len(blocks)):
        unit, quarter, before = 0.0, 0, at
        for draw in range(BLOCK * blocks[line]):
            unit += gaps[draw % BLOCK, block + draw // BLOCK]
            if unit >= cumulative[line, INTERVALS]:
                break
            while cumulative[line, quarter + 1] <= unit:
                quarter += 1
            instants[at] = _instant(cumulative, line, quarter, unit)
            at += 1
        counts[line] = at - before
        block += blocks[line]
    return at


@part
def instant_at(cumulative: np.ndarray, row: int, target: float) -> int:
    """Return the milliseconds since midnight at which a cumulative rate reaches `target`.

    The rates are given at the quarters of an hour, in rows of 128, of which the last 31 are infinite. Where one stands
    still, its last quarter counts, so that arrivals start after it.
    """
    quarter, step = 0, PADDED // 2
    while step:  # the last quarter that has not passed the target, by halves, without a jump that depends on it
        quarter += step if cumulative[row, quarter + step] <= target else 0
        step //= 2
    return _instant(cumulative, row, quarter, target)


@part
def _instant(cumulative: np.ndarray, row: int, quarter: int, target: float) -> int:
    """Interpolate within a quarter in which the rate rises, with the operations of `np.interp`."""
    begins = quarter * _QUARTER_MS
    if quarter == INTERVALS or cumulative[row, quarter] == target:
        return int(begins)
    slope = ((quarter + 1) * _QUARTER_MS - begins) / (cumulative[row, quarter + 1] - cumulative[row, quarter])
    return int(np.rint(slope * (target - cumulative[row, quarter]) + begins))
