"""Queues whose answers are known exactly: the yardstick of the engines, and the first guess of the optimiser.

Nothing here simulates. Times are in any one unit, rates per that same unit. A queue that never settles has an
infinite mean wait rather than raising: a planner wants to see which queue it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steady:
    """A queue in its steady state.

    Attributes
    ----------
    p_wait : float
        Share of arrivals that find no idle server (of those admitted, where places are limited).
    mean_wait : float
        Mean time in queue of all who are admitted, those who give up included.
    mean_queue : float
        Mean number waiting.
    mean_time, mean_number : float
        The same, service included.
    utilisation : float
        Share of server time that is busy; with load beyond capacity and no one giving up, the load per server
        (above 1).
    p_lost : float
        Share of arrivals that is not served: blocked or given up.
    """

    p_wait: float
    mean_wait: float
    mean_queue: float
    mean_time: float
    mean_number: float
    utilisation: float
    p_lost: float = 0.0


def offered_load(arrival_rate: float, mean_service: float) -> float:
    """Return the mean number of busy servers if there were plenty (erlang)."""
    return arrival_rate * mean_service


def erlang_b(load: float, servers: int) -> float:
    """Return the share of arrivals that are lost where no one can wait, M/G/c/c.

    Parameters
    ----------
    load : float
        Arrival rate times mean service time (erlang); the law of the service time does not matter.
    servers : int
        Number of servers; with 0 every arrival is lost.

    Notes
    -----
    Erlang (1917); the recursion B(c) = aB(c-1) / (c + aB(c-1)) is that of Jagerman (1974), and never
    overflows.
    """
    blocked = 1.0
    for busy in range(1, servers + 1):
        blocked = load * blocked / (busy + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """Return the share of arrivals that must wait, M/M/c; 1 where the load reaches the number of servers.

    Notes
    -----
    Erlang (1917), from Erlang B: C = cB / (c - a(1 - B)).
    """
    if load >= servers:
        return 1.0
    blocked = erlang_b(load, servers)
    return servers * blocked / (servers - load * (1 - blocked))


def mmc(arrival_rate: float, service_rate: float, servers: int) -> Steady:
    """Return the steady state of M/M/c (Erlang 1917).

    Parameters
    ----------
    arrival_rate, service_rate : float
        Per unit of time; `service_rate` of one server.
    servers : int
        At least 1.
    """
    load = arrival_rate / service_rate
    p_wait = erlang_c(load, servers)
    spare = servers * service_rate - arrival_rate
    wait = p_wait / spare if spare > 0 else math.inf
    return _open_queue(arrival_rate, 1 / service_rate, servers, p_wait=p_wait, wait=wait)


def mmc_wait_exceeds(arrival_rate: float, service_rate: float, servers: int, time: float) -> float:
    """Return the share of customers of M/M/c who wait longer than `time`: C exp(-(cμ - λ)t)."""
    spare = servers * service_rate - arrival_rate
    return erlang_c(arrival_rate / service_rate, servers) * math.exp(-max(spare, 0.0) * time)


def mg1(arrival_rate: float, mean_service: float, cv2: float) -> Steady:
    """Return the steady state of M/G/1, first come first served.

    Parameters
    ----------
    arrival_rate : float
        Per unit of time.
    mean_service : float
        In the same unit of time.
    cv2 : float
        Squared coefficient of variation of the service time: 0 if constant, 1 if exponential.

    Notes
    -----
    Pollaczek (1930), Khinchine (1932): Wq = λ m² (1 + cv²) / (2 (1 - ρ)).
    """
    load = offered_load(arrival_rate, mean_service)
    wait = load * mean_service * (1 + cv2) / (2 * (1 - load)) if load < 1 else math.inf
    return _open_queue(arrival_rate, mean_service, 1, p_wait=min(load, 1.0), wait=wait)


def mmck(arrival_rate: float, service_rate: float, servers: int, places: int) -> Steady:
    """Return the steady state of M/M/c/K; waits are those of the customers who are admitted.

    Parameters
    ----------
    arrival_rate, service_rate : float
        Per unit of time; `service_rate` of one server.
    servers, places : int
        `places` counts those in service too, so it is at least `servers`.
    """
    births = [arrival_rate] * places
    deaths = [min(n, servers) * service_rate for n in range(1, places + 1)]
    chance = birth_death(births, deaths)
    queue, number = _means(chance, servers)
    blocked = float(chance[-1])
    admitted = arrival_rate * (1 - blocked)
    return Steady(
        p_wait=float(chance[servers:-1].sum()) / (1 - blocked),
        mean_wait=queue / admitted,
        mean_queue=queue,
        mean_time=number / admitted,
        mean_number=number,
        utilisation=admitted / (servers * service_rate),
        p_lost=blocked,
    )


def finite_source(sources: int, rate_each: float, service_rate: float, servers: int) -> Steady:
    """Return the steady state of M/M/c//N, the repair of machines (Gross and Harris 1998, section 2.7).

    Parameters
    ----------
    sources : int
        How many machines; each breaks down at `rate_each` while it runs.
    rate_each, service_rate : float
        Per unit of time.
    servers : int
        Repairers.
    """
    births = [(sources - n) * rate_each for n in range(sources)]
    deaths = [min(n, servers) * service_rate for n in range(1, sources + 1)]
    chance = birth_death(births, deaths)
    queue, number = _means(chance, servers)
    seen = chance[:-1] * np.asarray(births)  # arrivals do not see time averages here
    throughput = float(seen.sum())
    return Steady(
        p_wait=float(seen[servers:].sum()) / throughput,
        mean_wait=queue / throughput,
        mean_queue=queue,
        mean_time=number / throughput,
        mean_number=number,
        utilisation=throughput / (servers * service_rate),
    )


def erlang_a(arrival_rate: float, service_rate: float, servers: int, abandon_rate: float) -> Steady:
    """Return the steady state of M/M/c+M, where each who waits gives up at `abandon_rate`.

    Parameters
    ----------
    arrival_rate, service_rate, abandon_rate : float
        Per unit of time; the mean patience is 1 / `abandon_rate`. With 0 no one gives up: M/M/c.
    servers : int
        At least 1.

    Notes
    -----
    Palm (1957), in the form of Mandelbaum and Zeltyn (2007), section 4: with x = cμ/θ, y = λ/θ and
    A = 1 + Σ yʲ / ((x + 1) … (x + j)), P(wait) = B / (B + (1 - B) / A) and P(give up | wait) = 1 - (1 - 1/A)
    / ρ.
    """
    if abandon_rate == 0 or arrival_rate == 0:
        return mmc(arrival_rate, service_rate, servers)
    blocked = erlang_b(arrival_rate / service_rate, servers)
    inverse = 1 / _palm_series(servers * service_rate / abandon_rate, arrival_rate / abandon_rate)
    p_wait = blocked / (blocked + (1 - blocked) * inverse)
    per_server = arrival_rate / (servers * service_rate)
    gone = p_wait * max(1 - (1 - inverse) / per_server, 0.0)
    served = arrival_rate * (1 - gone)
    queue = arrival_rate * gone / abandon_rate
    number = queue + served / service_rate
    return Steady(
        p_wait=p_wait,
        mean_wait=gone / abandon_rate,
        mean_queue=queue,
        mean_time=number / arrival_rate,
        mean_number=number,
        utilisation=served / (servers * service_rate),
        p_lost=gone,
    )


def priority_waits(arrival_rates: Sequence[float], service_rate: float, servers: int) -> list[float]:
    """Return the mean wait of each class of M/M/c with non-preemptive priority.

    Parameters
    ----------
    arrival_rates : sequence of float
        Per unit of time, the class called first comes first.
    service_rate : float
        Of one server, the same for all classes.
    servers : int
        At least 1.

    Notes
    -----
    Cobham (1954), eq. 3: W(k) = W₀ / ((1 - σ(k-1)) (1 - σ(k))), where σ(k) is the load per server of the
    first k classes. A class whose σ reaches 1 waits without bound; those before it do not.
    """
    capacity = servers * service_rate
    residual = erlang_c(sum(arrival_rates) / service_rate, servers) / capacity
    waits, before = [], 0.0
    for rate in arrival_rates:
        upto = before + rate / capacity
        waits.append(residual / ((1 - before) * (1 - upto)) if upto < 1 else math.inf)
        before = upto
    return waits


def birth_death(births: Sequence[float], deaths: Sequence[float]) -> Floats:
    """Return the stationary chances of a birth-death process with finitely many states.

    Parameters
    ----------
    births, deaths : sequence of float
        `births[n]` leads from state n to n + 1, `deaths[n]` from n + 1 back to n; equally long, all positive.

    Returns
    -------
    ndarray of shape (states,)
        Summing to 1. Computed through logarithms, so that long chains do not overflow.
    """
    steps = np.log(np.asarray(births, np.float64)) - np.log(np.asarray(deaths, np.float64))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    weights = np.exp(logs - logs.max())
    chance: Floats = weights / weights.sum()
    return chance


def load_over_time(
    times: npt.ArrayLike,
    edges: npt.ArrayLike,
    rates: npt.ArrayLike,
    *,
    mean_service: float,
    sigma: float | None = None,
) -> Floats:
    """Return the mean number of busy servers over time if there were plenty: the offered load of M(t)/G/∞.

    Parameters
    ----------
    times : array_like of shape (times,)
        When it is asked for, same unit as `edges`.
    edges : array_like of shape (intervals + 1,)
        Increasing; no one arrives before the first or after the last, and the hall starts empty.
    rates : array_like of shape (intervals,)
        Arrivals per unit of time, constant in each interval.
    mean_service : float
        Mean service time, same unit.
    sigma : float, optional
        Standard deviation of the logarithm of a log-normal service time (0: constant); exponential if not
        given.

    Notes
    -----
    Eick, Massey and Whitt (1993), eq. 2: m(t) = ∫ λ(t - u) P(S > u) du. For a constant rate the integral over
    an interval is a difference of limited means E[min(S, x)], which both laws have in closed form: nothing is
    discretised.
    """
    ages = np.asarray(times, np.float64)[:, np.newaxis] - np.asarray(edges, np.float64)
    limited = _limited_mean(np.maximum(ages, 0.0), mean_service, sigma)
    load: Floats = (limited[:, :-1] - limited[:, 1:]) @ np.asarray(rates, np.float64)
    return load


def sinusoidal_load(time: float, *, mean_rate: float, amplitude: float, frequency: float, service_rate: float) -> float:
    """Return the offered load of M(t)/M/∞ with arrival rate `mean_rate + amplitude · sin(frequency · t)`.

    Notes
    -----
    Eick, Massey and Whitt (1993b), eq. 15, for exponential service in the periodic steady state: the peak of
    the load comes later than that of the arrivals, and is lower.
    """
    phase = frequency * time
    swing = service_rate * math.sin(phase) - frequency * math.cos(phase)
    return mean_rate / service_rate + amplitude * swing / (service_rate**2 + frequency**2)


def halfin_whitt(beta: float) -> float:
    """Return the share who wait if `load + beta · √load` servers stand ready and the load is large.

    Notes
    -----
    Halfin and Whitt (1981), eq. 2.3: 1 / (1 + β Φ(β) / φ(β)), for positive β.
    """
    density = math.exp(-(beta**2) / 2) / math.sqrt(2 * math.pi)
    return density / (density + beta * float(ndtr(beta)))


def square_root_staffing(load: float, p_wait: float) -> int:
    """Return the number of servers by the square-root rule, `load + β · √load` rounded up.

    Parameters
    ----------
    load : float
        Erlang.
    p_wait : float
        The share that may wait, strictly between 0 and 1; β is found from it by the formula of Halfin and
        Whitt (1981).

    Raises
    ------
    ValueError
        `p_wait` is not between 0 and 1.
    """
    if not 0 < p_wait < 1:
        raise ValueError(f"p_wait ({p_wait}) must lie strictly between 0 and 1")
    low, high = 0.0, 40.0  # at β = 40 no one waits in double precision
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if halfin_whitt(middle) > p_wait else (low, middle)
    return math.ceil(load + high * math.sqrt(load))


def servers_for(load: float, p_wait: float) -> int:
    """Return the fewest servers with which at most a share `p_wait` must wait by Erlang C.

    Raises
    ------
    ValueError
        `p_wait` is not positive.
    """
    if p_wait <= 0:
        raise ValueError(f"p_wait ({p_wait}) must be positive")
    servers, blocked = 0, 1.0
    while servers <= load or servers * blocked / (servers - load * (1 - blocked)) > p_wait:
        servers += 1
        blocked = load * blocked / (servers + load * blocked)
    return servers


def _open_queue(rate: float, service: float, servers: int, *, p_wait: float, wait: float) -> Steady:
    """Fill in by Little's law what follows from the mean wait."""
    return Steady(
        p_wait=p_wait,
        mean_wait=wait,
        mean_queue=rate * wait,
        mean_time=wait + service,
        mean_number=rate * (wait + service),
        utilisation=rate * service / servers,
    )


def _means(chance: Floats, servers: int) -> tuple[float, float]:
    """Return the mean number waiting and the mean number present."""
    present = np.arange(len(chance))
    return float(np.maximum(present - servers, 0) @ chance), float(present @ chance)


def _palm_series(x: float, y: float) -> float:
    """Return 1 + Σ yʲ / ((x + 1) … (x + j)); infinite where it exceeds the range of a float."""
    total = term = 1.0
    j = 0
    while term > total * 1e-18 and total < math.inf:
        j += 1
        term *= y / (x + j)
        total += term
    return total


def _limited_mean(x: Floats, mean: float, sigma: float | None) -> Floats:
    """Return E[min(S, x)] of a service time S with that mean: exponential, constant or log-normal."""
    if sigma is None:
        limited: Floats = -mean * np.expm1(-x / mean)
        return limited
    if sigma == 0:
        return np.minimum(x, mean)
    with np.errstate(divide="ignore"):  # at x = 0 the logarithm is -inf, and the mean 0 as it should be
        standard = (np.log(x / mean) + sigma**2 / 2) / sigma
    mixed: Floats = mean * ndtr(standard - sigma) + x * ndtr(-standard)
    return mixed
