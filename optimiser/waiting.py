"""What waiting costs when so many officers serve a pool: chance as a convex curve, overload as a fluid backlog.

The curve takes the steady state of M/G/c (Allen and Cunneen 1978: Erlang C times (1 + scv) / 2), but a queue near
saturation never reaches it within the hours that it has: the number waiting is bounded by what a driftless queue
reaches in that time, √(λτ), where τ is half a working day or the customers' patience (Iglehart and Whitt 1970; Garnett,
Mandelbaum and Reiman 2002 for the order √(λ/θ)). What exceeds capacity is counted by the backlog, not here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from optimiser.problem import Demand, Floats, Ints
from sim.domain.policy import CostSettings

_SETTLING_MINUTES = 120.0
_LEFT_WEIGHT = 20.0
"""Who is sent away at closing counts as so many lost customers: a better plan must not have more of them."""
_DRIFTLESS = 0.75
"""Time average of the mean of a reflected Brownian motion of variance λ(1 + scv) / 2 per time, (2/3) √(2 / π) √2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A pool as the curve needs it: mean service (minutes) and its variation, rate of giving up (per minute)."""

    minutes: float
    scv: float
    giving_up: float


def waiting_number(load: Floats, officers: int, service: Service) -> Floats:
    """Return the mean number waiting by chance with 0 … `officers` at work, shape (…, officers + 1).

    Parameters
    ----------
    load : array of shape (…)
        Offered load, erlang.
    """
    rate = load / service.minutes
    horizon = min(_SETTLING_MINUTES, 1 / service.giving_up if service.giving_up > 0 else np.inf)
    spread = (1 + service.scv) / 2
    bound = _DRIFTLESS * np.sqrt(rate * horizon * spread)
    numbers = [bound]
    blocked = np.ones_like(load)
    for c in range(1, officers + 1):
        blocked = load * blocked / (c + load * blocked)
        spare = c - load
        steady = np.full_like(load, np.inf)
        stable = spare > 0
        delayed = c * blocked / np.where(stable, c - load * (1 - blocked), 1.0)
        steady[stable] = (delayed * load)[stable] / spare[stable] * spread
        with np.errstate(divide="ignore", invalid="ignore"):
            both = 1 / np.sqrt(1 / steady**2 + 1 / bound**2)
        numbers.append(np.where(bound > 0, both, 0.0))
    return np.stack(numbers, axis=-1)


def attending(curve: Floats, attendance: float) -> Floats:
    """Average a curve over how many of the planned officers are there, each with chance `attendance`."""
    if attendance >= 1:
        return curve
    planned = np.arange(curve.shape[-1])
    chances = binom.pmf(planned[None, :], planned[:, None], attendance)
    mixed: Floats = curve @ chances.T
    return mixed


def convex(curve: Floats) -> Floats:
    """Return a convex falling curve nowhere above: its first part becomes the steepest chord from 0 officers on."""
    result = curve.copy()
    flat = result.reshape(-1, curve.shape[-1])
    steps = np.arange(1, curve.shape[-1])
    for row in flat:
        if len(steps):
            touch = int(np.argmin((row[1:] - row[0]) / steps)) + 1
            row[: touch + 1] = np.linspace(row[0], row[touch], touch + 1)
            slopes = np.minimum(np.maximum.accumulate(np.diff(row)), 0.0)
            row[1:] = row[0] + np.cumsum(slopes)
    return result


def demand(
    *,
    load: Floats,
    work: Floats,
    before: float,
    factors: tuple[Floats, Floats],
    service: Service,
    step: float,
    officers: int,
    attendance: float,
    costs: CostSettings,
) -> Demand:
    """Put together what one pool costs in one class of days.

    Parameters
    ----------
    load : array of shape (intervals,)
        Offered load lagged by service, erlang, at a day factor of 1.
    work : array of shape (intervals,)
        Work arriving, officer-intervals; `before` at the door at opening.
    factors : pair of arrays of shape (scenarios,)
        Factors on the load and their weights.
    """
    values, weights = factors
    per_minute = costs.waiting_minute + costs.lost_customer * service.giving_up
    numbers = attending(waiting_number(values[:, None] * load[None, :], officers, service), attendance)
    yuan = np.tensordot(weights, numbers, axes=1) * per_minute * step
    yuan[-1] += np.tensordot(weights, numbers[:, -1], axes=1) * costs.lost_customer * _LEFT_WEIGHT
    customers = step / service.minutes
    return Demand(
        stochastic=convex(yuan),
        work=values[:, None] * work[None, :],
        before=values * before,
        weights=weights,
        hold=customers * step * per_minute,
        left=customers * costs.lost_customer * _LEFT_WEIGHT,
        decay=float(np.exp(-service.giving_up * step)),
        attendance=attendance,
    )


def cost(demand: Demand, capacity: Floats) -> Floats:
    """Return the expected cost of a day, yuan, for capacities of shape (…, intervals) in average officers."""
    total = chance_cost(demand, capacity)
    backlog = np.broadcast_to(demand.before, (*capacity.shape[:-1], len(demand.weights)))
    for t in range(capacity.shape[-1]):
        served = demand.attendance * capacity[..., t, None]
        after = np.maximum(0.0, backlog * demand.decay + demand.work[:, t] - served)
        total = total + demand.hold / 2 * ((backlog + after) @ demand.weights)
        backlog = after
    result: Floats = total + demand.left * (backlog @ demand.weights)
    return result


def chance_cost(demand: Demand, capacity: Floats) -> Floats:
    """Return the part of `cost` that is due to chance."""
    most = demand.stochastic.shape[1] - 1
    held = np.clip(capacity, 0, most)
    low: Ints = np.minimum(held.astype(np.int64), max(0, most - 1))
    rows = np.arange(capacity.shape[-1])
    left = demand.stochastic[rows, low]
    right = demand.stochastic[rows, np.minimum(low + 1, most)]
    total: Floats = (left + (held - low) * (right - left)).sum(axis=-1)
    return total


def gains(demand: Demand, capacity: Floats) -> Floats:
    """Return what one more officer in each single interval would save, yuan, shape (intervals,)."""
    trial = np.concatenate((capacity[None, :], capacity[None, :] + np.eye(len(capacity))))
    costs = cost(demand, trial)
    saved: Floats = np.maximum(0.0, costs[0] - costs[1:])
    return saved
