"""Casework whose answers are known exactly: networks of desks, and queues that are served so many at a time.

Desks between which cases go by chance are a network of Jackson's; a meeting that takes so many cases a week, or
inspectors who make so many visits a day, serve their line in bulk. Nothing here simulates. Times are in any one unit,
rates per that same unit; what never settles is infinite rather than an error, as in `sim.formulas`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlogy

from sim.formulas import Steady, mmc

Floats = npt.NDArray[np.float64]
_NEGLIGIBLE = 1e-13
"""Chances left out of a distribution without end."""
_ROUNDING = 1e-9
"""Of means."""
_LARGEST_EXPONENT = 700.0
"""Of e within the range of a float."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkQueue:
    """A line that is served so many at a time, once in every period, in its steady state.

    Attributes
    ----------
    mean_before, mean_left : float
        Mean number in line when a sitting begins, and when it has taken as many as it can.
    mean_passed : float
        Mean number of sittings that pass over a case, first come first served. If cases come at a constant rate, their
        mean wait is so many periods and half a one.
    p_at_once : float
        Share of the cases that the first sitting takes which they find.
    """

    mean_before: float
    mean_left: float
    mean_passed: float
    p_at_once: float


def jackson_flows(arrivals: Sequence[float], routing: npt.ArrayLike) -> Floats:
    """Return how many cases come to each station per unit of time, those sent on by others included.

    Parameters
    ----------
    arrivals : sequence of float
        By station, cases that come from outside per unit of time.
    routing : array_like of shape (stations, stations)
        Chance that a case done at one station (row) goes on to another (column); what is left of a row leaves.
    """
    through = np.eye(len(arrivals)) - np.asarray(routing, np.float64).T
    return np.asarray(np.linalg.solve(through, np.asarray(arrivals, np.float64)))


def jackson(
    arrivals: Sequence[float], routing: npt.ArrayLike, service_rates: Sequence[float], servers: Sequence[int]
) -> list[Steady]:
    """Return the steady state of each station of an open network.

    Parameters
    ----------
    arrivals, routing
        As `jackson_flows` takes them; arrivals from outside are Poisson.
    service_rates, servers : sequences
        By station: of one server, exponential; and how many there are.

    Notes
    -----
    Jackson (1957): the numbers at the stations at one instant are independent, each as in M/M/c.
    """
    flows = jackson_flows(arrivals, routing)
    return [mmc(float(flow), rate, count) for flow, rate, count in zip(flows, service_rates, servers, strict=True)]


def poisson_chances(mean: float) -> Floats:
    """Return the chances of 0, 1, 2, … events, as far as they matter."""
    counts = np.arange(math.ceil(mean + 12 * math.sqrt(mean)) + 30)
    chances: Floats = np.exp(xlogy(counts, mean) - mean - gammaln(counts + 1))
    return chances


def bulk_queue(arrivals: Sequence[float] | Floats, capacity: int) -> BulkQueue:
    """Return the steady state of a line from which each period takes up to `capacity` cases.

    Parameters
    ----------
    arrivals : sequence of float
        Chances of 0, 1, 2, … arrivals in a period; periods are independent.
    capacity : int
        At least 1.

    Notes
    -----
    Bailey (1954): the number before a sitting follows X' = max(X - capacity, 0) + A, a Markov chain, of which the
    stationary chances are solved for, with so many states that what lies beyond hardly ever occurs: these chances fall
    as powers of the root above 1 of A(z) = z to the power of the capacity, A being the generating function. The closer
    the load is to the capacity, the more states: thousands at 99 %.
    """
    chances = np.asarray(arrivals, np.float64)
    mean = float(np.arange(len(chances)) @ chances)
    if mean > capacity - _ROUNDING:
        return BulkQueue(mean_before=math.inf, mean_left=math.inf, mean_passed=math.inf, p_at_once=0.0)
    states = len(chances) + capacity + _until_negligible(chances, capacity)
    before = _stationary(chances, capacity, states)
    number = np.arange(states)
    left = np.maximum(number - capacity, 0)
    mean_left = float(left @ before)
    # those who come find room for what the capacity leaves beside the cases left over by the sitting before
    found = np.maximum(capacity - left, 0)[:, np.newaxis]
    taken = np.minimum(found, np.arange(len(chances))) @ chances @ before
    return BulkQueue(
        mean_before=float(number @ before),
        mean_left=mean_left,
        mean_passed=mean_left / mean if mean else 0.0,
        p_at_once=float(taken) / mean if mean else 1.0,
    )


def _until_negligible(arrivals: Floats, capacity: int) -> int:
    """Return after how many states the stationary chances are negligible."""
    if arrivals[capacity + 1 :].sum() < _NEGLIGIBLE:  # hardly anybody is ever left over
        return 0
    counts = np.arange(len(arrivals)) - capacity

    def grows(exponent: float) -> bool:
        return float(arrivals @ np.exp(np.minimum(exponent * counts, _LARGEST_EXPONENT))) > 1

    low, high = 0.0, 1e-6
    while not grows(high):
        low, high = high, 2 * high
    while high - low > 1e-3 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if grows(middle) else (middle, high)
    return math.ceil(-math.log(_NEGLIGIBLE) / low)


def _stationary(arrivals: Floats, capacity: int, states: int) -> Floats:
    """Return the stationary chances of the number before a sitting, cut off at so many states."""
    moves = np.zeros((states, states))
    for number in range(states):
        left = max(number - capacity, 0)
        room = min(len(arrivals), states - left)
        moves[number, left : left + room] = arrivals[:room]
        moves[number, -1] += arrivals[room:].sum()
    balance = moves.T - np.eye(states)
    balance[-1] = 1.0  # the last equation follows from the others; instead, chances sum to one
    right = np.zeros(states)
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(balance, right), np.float64)
