"""Inverse distribution functions: from uniforms to minutes, so that a draw moves smoothly with its parameters."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gamma, gammaincinv, ndtri

from sim.domain.items import Item
from sim.domain.units import Distribution


def service_minutes(item: Item, uniforms: np.ndarray) -> np.ndarray:
    """Return service times of an item in minutes."""
    match item.distribution:
        case Distribution.FIXED:
            return np.full(uniforms.shape, item.mean_minutes)
        case Distribution.EXPONENTIAL:
            return exponential(item.mean_minutes, uniforms)
        case Distribution.GAMMA:
            return gamma_law(item.mean_minutes, item.sd_minutes, uniforms)
        case Distribution.EMPIRICAL:
            values = np.asarray(item.values)
            return values[np.minimum((uniforms * len(values)).astype(np.int64), len(values) - 1)]
        case Distribution.LOGNORMAL:
            return lognormal(item.mean_minutes, item.sd_minutes, uniforms)


def mean_service_minutes(item: Item) -> float:
    """Return the mean service time of an item in minutes."""
    if item.distribution is Distribution.EMPIRICAL:
        return float(np.mean(item.values))
    return item.mean_minutes


def lognormal(mean: float, sd: float, uniforms: np.ndarray) -> np.ndarray:
    """Return log-normal variates with the given mean and standard deviation (not those of the logarithm)."""
    if sd == 0 or mean == 0:
        return np.full(uniforms.shape, mean)
    variance = math.log1p((sd / mean) ** 2)
    return np.asarray(np.exp(math.log(mean) - variance / 2 + math.sqrt(variance) * ndtri(uniforms)))


def gamma_law(mean: float, sd: float, uniforms: np.ndarray) -> np.ndarray:
    """Return Gamma variates with the given mean and standard deviation."""
    if sd == 0 or mean == 0:
        return np.full(uniforms.shape, mean)
    shape = (mean / sd) ** 2
    return np.asarray(gammaincinv(shape, uniforms) * (mean / shape))


def exponential(mean: float, uniforms: np.ndarray) -> np.ndarray:
    """Return exponential variates."""
    return np.asarray(-np.log1p(-uniforms) * mean)


def weibull(mean: np.ndarray, shape: np.ndarray, uniforms: np.ndarray) -> np.ndarray:
    """Return Weibull variates with the given means and shapes."""
    return np.asarray(mean / gamma(1 + 1 / shape) * (-np.log1p(-uniforms)) ** (1 / shape))
