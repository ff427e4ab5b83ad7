"""Morris' screening: mean size and spread of what a factor does, from many starting points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.experiment.estimate import CONFIDENCE
from sim.experiment.sensitivity import noise
from sim.experiment.sensitivity.design import LEVELS, Design, problem

RESAMPLES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementaryEffect:
    """What one factor does, in the output's unit per whole range of the factor.

    Attributes
    ----------
    mu, mu_star, sigma : float
        Mean, mean of the absolute values and standard deviation of its elementary effects. A sigma well above 0 tells
        of a curve, or of interaction with others.
    half_width : float
        Of the 95 % interval of `mu_star` over trajectories (bootstrap).
    noise : float
        Standard error of an elementary effect over replications; NaN with one replication.
    within_noise : bool or None
        Whether `mu_star` is no larger than noise alone may make it; None with one replication.
    """

    factor: int
    mu: float
    mu_star: float
    sigma: float
    half_width: float
    noise: float
    within_noise: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Morris:
    """Mean of the output over the design's points, its least and greatest, and the effects, the largest first."""

    mean: float
    least: float
    greatest: float
    effects: tuple[ElementaryEffect, ...]


def analyse(design: Design, values: np.ndarray) -> Morris:
    """Return the elementary effects on an output of shape (variants, replications)."""
    from SALib.analyze import morris

    means = values.mean(axis=1)
    found = morris.analyze(
        problem(len(design.factors)),
        design.places,
        means,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        num_levels=LEVELS,
        seed=design.seed,
    )
    errors = _noise(design, values)
    effects = [_effect(found, errors, factor, values.shape[1]) for factor in range(len(design.factors))]
    effects.sort(key=lambda effect: (-effect.mu_star, effect.factor))
    return Morris(
        mean=float(means.mean()), least=float(means.min()), greatest=float(means.max()), effects=tuple(effects)
    )


def _effect(found: dict[str, np.ndarray], errors: np.ndarray, factor: int, replications: int) -> ElementaryEffect:
    mu_star, error = float(found["mu_star"][factor]), float(errors[factor])
    return ElementaryEffect(
        factor=factor,
        mu=float(found["mu"][factor]),
        mu_star=mu_star,
        sigma=float(found["sigma"][factor]),
        half_width=float(found["mu_star_conf"][factor]),
        noise=error,
        within_noise=noise.within(mu_star, error, replications),
    )


def _noise(design: Design, values: np.ndarray) -> np.ndarray:
    """Return the standard error of an elementary effect of each factor over replications (root mean square)."""
    count = len(design.factors)
    steps = np.diff(design.places.reshape(-1, count + 1, count), axis=1)
    moved = np.abs(steps).argmax(axis=2)  # the factor that each step of a trajectory moves
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)
    effects = np.diff(values.reshape(len(steps), count + 1, -1), axis=1) / size
    errors = noise.squared_error(effects)
    return np.sqrt([errors[moved == factor].mean() for factor in range(count)])
