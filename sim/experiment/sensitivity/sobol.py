"""Sobol' indices: which share of an output's variance each factor makes, by itself and with the others."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from sim.experiment.estimate import CONFIDENCE
from sim.experiment.sensitivity import noise
from sim.experiment.sensitivity.design import Design, problem

RESAMPLES = 1000
TAILS = (5.0, 95.0)
"""Between these percentiles nine tenths of the points lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SobolIndex:
    """One factor's shares of the variance.

    Attributes
    ----------
    first, total : float
        By itself (S1), and with all interactions in which it takes part (ST); estimates, so perhaps a little below 0.
    first_half, total_half : float
        Half widths of their 95 % intervals over the sample (bootstrap).
    noise : float
        What the noise of the simulation adds to `total`, in the mean; NaN with one replication.
    within_noise : bool or None
        Whether `total` is no larger than noise alone may make it; None with one replication.
    """

    factor: int
    first: float
    first_half: float
    total: float
    total_half: float
    noise: float
    within_noise: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sobol:
    """Mean, standard deviation, 5th and 95th percentile of the output over the ranges; indices, the largest first."""

    mean: float
    sd: float
    low: float
    high: float
    indices: tuple[SobolIndex, ...]


def analyse(design: Design, values: np.ndarray) -> Sobol:
    """Return the indices of an output of shape (variants, replications)."""
    count = len(design.factors)
    means = values.mean(axis=1)
    independent = np.concatenate([means[:: count + 2], means[count + 1 :: count + 2]])  # the samples A and B
    found, errors = _salib(design, means), _noise(count, values)
    indices = [_index(found, errors, factor, values.shape[1]) for factor in range(count)]
    indices.sort(key=lambda index: (-index.total, index.factor))
    low, high = np.percentile(independent, TAILS)
    return Sobol(
        mean=float(independent.mean()),
        sd=float(independent.std(ddof=1)),
        low=float(low),
        high=float(high),
        indices=tuple(indices),
    )


def _salib(design: Design, means: np.ndarray) -> dict[str, np.ndarray]:
    """Return SALib's indices; those of an output that never moves are nought."""
    names = ("S1", "S1_conf", "ST", "ST_conf")
    if np.ptp(means) <= np.finfo(float).eps * np.abs(means).max():
        return {name: np.zeros(len(design.factors)) for name in names}
    from SALib.analyze import sobol

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Constant values encountered", category=UserWarning)
        found = sobol.analyze(
            problem(len(design.factors)),
            means,
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=design.seed + 1,  # 0 would mean any
        )
    return {name: np.asarray(found[name]) for name in names}


def _index(found: dict[str, np.ndarray], errors: np.ndarray, factor: int, replications: int) -> SobolIndex:
    total, error = float(found["ST"][factor]), float(errors[factor])
    return SobolIndex(
        factor=factor,
        first=float(found["S1"][factor]),
        first_half=float(found["S1_conf"][factor]),
        total=total,
        total_half=float(found["ST_conf"][factor]),
        noise=error,
        within_noise=noise.within(float(np.sqrt(max(0.0, total))), float(np.sqrt(error)), replications),
    )


def _noise(count: int, values: np.ndarray) -> np.ndarray:
    """Return what noise adds to each total index: half the squared error of the differences it is made of."""
    first = values[:: count + 2]
    variance = float(np.concatenate([first, values[count + 1 :: count + 2]]).mean(axis=1).var())
    if variance == 0:
        return np.full(count, np.nan if values.shape[1] < 2 else 0.0)
    moved = [values[factor + 1 :: count + 2] for factor in range(count)]
    return np.array([0.5 * noise.squared_error(first - other).mean() / variance for other in moved])
