"""A queue over a day that begins empty: what its customers wait, known exactly.

The yardstick of intervals and stopping rules. These need the mean of a *daily* mean, which is not the mean over all
customers, since quiet days count as much as busy ones.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincc
from scipy.stats import poisson

Floats = npt.NDArray[np.float64]

_NEGLIGIBLE = 1e-13
_FARTHEST = 40.0
"""exp(-40) is less than rounding."""
_POINTS = 40


def time_by_number(arrival_rate: float, service_rate: float, servers: int, day: float) -> Floats:
    """Return the expected share of a day that begins empty with 0, 1, … customers present, M/M/c.

    Parameters
    ----------
    arrival_rate, service_rate : float
        Per unit of time; `service_rate` of one server. More may come than can be served: the day is finite.
    servers : int
        At least 1.
    day : float
        How long customers come, in the same unit of time.

    Notes
    -----
    By uniformisation (Jensen 1953; Grassmann 1977): a chain that jumps at rate λ + cμ has made more than j jumps by the
    end of the day with the probability of a Poisson variate, and spends 1/(λ + cμ) between two.
    """
    jumps = arrival_rate + servers * service_rate
    most = int(poisson.isf(_NEGLIGIBLE, jumps * day)) + 1
    up, down, stay = _jumps(arrival_rate, service_rate, servers, most)
    chance, total = np.zeros(most + 1), np.zeros(most + 1)
    chance[0] = 1.0
    for later in poisson.sf(np.arange(most), jumps * day):
        total += later * chance
        moved = stay * chance
        moved[1:] += up * chance[:-1]
        moved[:-1] += down[1:] * chance[1:]
        chance = moved
    return total / (jumps * day)


def mean_virtual_wait(arrival_rate: float, service_rate: float, servers: int, day: float) -> float:
    """Return the mean wait of whoever comes at any instant of the day, first come first served; all are served.

    That is the mean of all customers of many days together. Parameters as for `time_by_number`.
    """
    shares = time_by_number(arrival_rate, service_rate, servers, day)
    ahead = np.maximum(np.arange(len(shares)) - servers + 1, 0)  # who must leave before the newcomer begins
    return float(shares @ ahead) / (servers * service_rate)


def virtual_wait_exceeds(arrival_rate: float, service_rate: float, servers: int, day: float, time: float) -> float:
    """Return the share of the customers of many days together who wait longer than `time`.

    Who must let m others leave first waits an Erlang time of m phases. Other parameters as for `time_by_number`.
    """
    shares = time_by_number(arrival_rate, service_rate, servers, day)[servers:]
    return float(shares @ gammaincc(np.arange(1, len(shares) + 1), servers * service_rate * time))


def _jumps(arrival_rate: float, service_rate: float, servers: int, most: int) -> tuple[float, Floats, Floats]:
    """Return the chances that a jump adds a customer, takes one away, or changes nothing, by those who are there."""
    jumps = arrival_rate + servers * service_rate
    down = np.minimum(np.arange(most + 1), servers) * service_rate / jumps
    up = arrival_rate / jumps
    return up, down, 1 - up - down


def daily_mean_wait(arrival_rate: float, service_rate: float, servers: int, day: float) -> float:
    """Return the expected value of a day's mean wait, over the days on which at least one customer comes.

    Parameters
    ----------
    arrival_rate, service_rate, servers, day
        As for `time_by_number`; first come first served, and all are served.

    Notes
    -----
    With N customers a day, E[ΣW / N] needs N and the waits together. As 1/N is the integral of z^(N-1) from 0 to 1, and
    to weight each path by z^N is to make customers come at the rate zλ (and to multiply by exp(-λT(1 - z))),

        E[ΣW / N | N > 0] = ∫ λT exp(-λT(1 - z)) g(zλ) dz / (1 - exp(-λT))

    with g the mean wait of whoever comes at any instant: that of a slightly quieter queue, by about one customer a day.
    """
    expected = arrival_rate * day
    farthest = min(expected, _FARTHEST)
    nodes, weights = np.polynomial.legendre.leggauss(_POINTS)
    fewer = farthest * (nodes + 1) / 2
    share = weights * farthest / 2 * np.exp(-fewer)
    waits = [mean_virtual_wait((expected - less) / day, service_rate, servers, day) for less in fewer]
    return float(share @ np.array(waits) / share.sum())
