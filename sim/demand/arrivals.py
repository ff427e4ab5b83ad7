"""Instants at which visits begin.

An over-dispersed Poisson process with piecewise-constant rates (rule 4).
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaincinv

from sim.demand.columns import MS_PER_MINUTE
from sim.domain.scenario_data import Scenario
from sim.opening import INTERVAL_MINUTES, INTERVALS, ArrivalRates
from sim.streams import Purpose, Streams, stream_id

_EDGES = np.arange(INTERVALS + 1) * float(INTERVAL_MINUTES * MS_PER_MINUTE)


def arrival_instants(scenario: Scenario, rates: ArrivalRates, streams: Streams) -> list[list[np.ndarray]]:
    """Return, by arrival row and day, the arrivals' milliseconds since midnight, in order."""
    factors = day_factors(scenario, rates, streams)
    return [
        [
            invert(
                rates.visits[index, day] * factors[index, day],
                streams,
                Purpose.ARRIVALS,
                stream_id(row.id),
                day,
            )
            for day in range(len(rates.days))
        ]
        for index, row in enumerate(rates.rows)
    ]


def day_factors(scenario: Scenario, rates: ArrivalRates, streams: Streams) -> np.ndarray:
    """Return the day factors, shape (rows, days): Gamma of mean 1, in part common to the hall."""
    settings = scenario.settings.arrivals
    shape = (len(rates.rows), len(rates.days))
    if settings.day_shape is None:
        return np.ones(shape)
    variance = 1 / settings.day_shape
    common_variance = variance * settings.common_share
    own_variance = (1 + variance) / (1 + common_variance) - 1
    days = len(rates.days)
    common = streams.uniforms(Purpose.COMMON_DAY_FACTOR, 0, 0, days)
    own = np.array([streams.uniforms(Purpose.DAY_FACTOR, stream_id(row.id), 0, days) for row in rates.rows]).reshape(
        shape
    )
    return np.asarray(_gamma_of_mean_one(common_variance, common)[None, :] * _gamma_of_mean_one(own_variance, own))


def _gamma_of_mean_one(variance: float, uniforms: np.ndarray) -> np.ndarray:
    if variance <= 0:
        return np.ones_like(uniforms)
    return np.asarray(gammaincinv(1 / variance, uniforms) * variance)


def invert(visits: np.ndarray, streams: Streams, purpose: Purpose, number: int, day: int) -> np.ndarray:
    """Return the instants (ms since midnight) of a Poisson process with `visits` expected in each quarter of an hour.

    A unit-rate process is inverted, so that a larger rate keeps the arrivals it had, only earlier, and adds
    others.
    """
    cumulative = np.concatenate(([0.0], np.cumsum(visits)))
    total = cumulative[-1]
    if total <= 0:
        return np.zeros(0, dtype=np.int64)
    count = math.ceil(total + 8 * math.sqrt(total) + 16)
    unit = np.cumsum(-np.log1p(-streams.uniforms(purpose, number, day, count)))
    while unit[-1] < total:
        count *= 2
        unit = np.cumsum(-np.log1p(-streams.uniforms(purpose, number, day, count)))
    return at_cumulative(cumulative, unit[unit < total])


def at_cumulative(cumulative: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return the instants (ms since midnight) at which a cumulative rate reaches `targets`.

    The rate is given at the quarters of an hour.
    """
    rising = np.concatenate(([True], np.diff(cumulative) > 0))
    # where the rate is zero, the curve is flat: keep the last point of a flat stretch, so that arrivals start
    # after it
    keep = rising | np.concatenate((rising[1:], [True]))
    return np.asarray(np.rint(np.interp(targets, cumulative[keep], _EDGES[keep])).astype(np.int64))
