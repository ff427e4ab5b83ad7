"""Which variants a sweep has: all combinations of the values of a grid, by each point of a sample of ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
from scipy.stats import qmc

from sim.experiment.factors import Factor, Variant
from sim.experiment.sweep.spec import BASELINE
from sim.streams import generator

SIGNIFICANT = 6
"""Digits of sampled values: what a person reads in a table is what was simulated."""


class Method(StrEnum):
    """How points are spread over ranges."""

    LATIN = "latin"
    """Latin hypercube: each n-th of every range has one point."""
    SOBOL = "sobol"
    """Scrambled Sobol' sequence; 2^k points."""
    RANDOM = "random"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How many points, and how they are spread."""

    method: Method = Method.LATIN
    size: int


def variants(
    factors: Sequence[Factor],
    sample: Sample | None,
    seed: int,
    *,
    whole: Sequence[bool] = (),
    baseline: bool = True,
) -> tuple[Variant, ...]:
    """Return the variants: factors with `values` in all combinations, at each point of a sample of the others.

    Parameters
    ----------
    sample : Sample, optional
        Needed if any factor has a range instead of values.
    whole : sequence of bool
        Whether a factor takes whole numbers only; sampled values are rounded. Empty: none does.
    baseline : bool
        Whether variant 0 is the scenario as it is; the others follow from 1.
    """
    ranged = [n for n, factor in enumerate(factors) if not factor.values]
    grid = list(product(*(factor.values for factor in factors if factor.values)))
    points = _points([factors[n] for n in ranged], sample, seed) if ranged else [()]
    rounded = [bool(whole) and whole[n] for n in ranged]
    made = [
        _woven(factors, combination, [float(round(v)) if r else v for v, r in zip(point, rounded, strict=True)])
        for combination in grid
        for point in points
    ]
    numbered = tuple(Variant(number=n, values=values) for n, values in enumerate(made, start=1))
    return (BASELINE, *numbered) if baseline else numbered


def count(factors: Sequence[Factor], sample: Sample | None) -> int:
    """Return how many variants there are, without the baseline."""
    grid = 1
    for factor in factors:
        grid *= len(factor.values) or 1
    return grid * (1 if sample is None else sample.size)


def _woven(factors: Sequence[Factor], gridded: Sequence[float], sampled: Sequence[float]) -> tuple[float, ...]:
    """Put the values of both kinds of factors into the order of the factors."""
    grid, points = iter(gridded), iter(sampled)
    return tuple(next(grid) if factor.values else next(points) for factor in factors)


def _points(factors: Sequence[Factor], sample: Sample | None, seed: int) -> list[tuple[float, ...]]:
    if sample is None:
        raise ValueError("a range is swept by a sample")
    low, high = np.array([f.low for f in factors]), np.array([f.high for f in factors])
    unit = _unit(sample, len(factors), seed)
    rounded = [[float(f"{value:.{SIGNIFICANT}g}") for value in point] for point in low + unit * (high - low)]
    return [tuple(point) for point in np.clip(rounded, low, high).tolist()]


def _unit(sample: Sample, dimensions: int, seed: int) -> np.ndarray:
    """Return points of the unit cube, shape (size, dimensions)."""
    rng = generator(seed, f"sweep {sample.method}")
    if sample.method is Method.RANDOM:
        return rng.random((sample.size, dimensions))
    engine = (
        qmc.Sobol(dimensions, rng=rng) if sample.method is Method.SOBOL else qmc.LatinHypercube(dimensions, rng=rng)
    )
    drawn: np.ndarray = engine.random(sample.size)
    return drawn
