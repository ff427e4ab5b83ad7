"""Designs: at which values of the factors to simulate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from sim.experiment.factors import Factor, Variant

LEVELS = 4
"""Grid of a Morris design: places 0, 1/3, 2/3 and 1 of a range; a step is two thirds of it."""
DIGITS = 12
"""Significant digits of a value, so that it is written as it is meant."""


class Method(StrEnum):
    """How factors are varied."""

    TORNADO = "tornado"
    """One at a time, to both ends of its range, the others as in the scenario."""
    MORRIS = "morris"
    """Trajectories on which each factor moves once, from many starting points (Morris 1991, Campolongo et al. 2007)."""
    SOBOL = "sobol"
    """All at once, over the whole of their ranges (Saltelli et al. 2010): shares of the output's variance."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Design:
    """Points at which to simulate.

    Attributes
    ----------
    places : array of shape (variants, factors)
        Where in its range each factor stands: 0 is `low`, 1 is `high`; NaN: as in the scenario.
    samples : int
        Trajectories (Morris) or points of the base sample (Sobol); 1 for a tornado.
    whole : tuple of bool
        Whether a factor takes whole numbers only, to which its values are rounded.
    """

    method: Method
    factors: tuple[Factor, ...]
    places: np.ndarray
    samples: int
    seed: int
    whole: tuple[bool, ...]

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The points in the factors' own units."""
        return tuple(Variant(number=number, values=self._values(row)) for number, row in enumerate(self.places))

    def _values(self, row: np.ndarray) -> tuple[float | None, ...]:
        if np.isnan(row).all():
            return ()
        return tuple(map(_value, self.factors, row.tolist(), self.whole))


def design(
    method: Method, factors: Sequence[Factor], samples: int = 1, seed: int = 0, whole: Sequence[bool] | None = None
) -> Design:
    """Return the design of a method; the same seed gives the same design.

    Parameters
    ----------
    samples : int
        Trajectories of a Morris design, at least 2: samples × (factors + 1) variants. Base sample of a Sobol design, a
        power of two: samples × (factors + 2) variants. A tornado has 2 × factors + 1 variants, the first the base.

    Raises
    ------
    ValueError
        There are no factors, or the number of samples is not one of these.
    """
    if not factors:
        raise ValueError("a design needs a factor")
    make = {Method.TORNADO: _one_at_a_time, Method.MORRIS: _trajectories, Method.SOBOL: _saltelli}[method]
    places = make(len(factors), samples, seed)
    rounded = (False,) * len(factors) if whole is None else tuple(whole)
    return Design(method=method, factors=tuple(factors), places=places, samples=samples, seed=seed, whole=rounded)


def size(method: Method, factors: int, samples: int) -> int:
    """Return how many variants a design has."""
    per_sample = {Method.TORNADO: 0, Method.MORRIS: factors + 1, Method.SOBOL: factors + 2}[method]
    return 2 * factors + 1 if method is Method.TORNADO else samples * per_sample


def problem(factors: int) -> dict[str, Any]:
    """Return what SALib calls a problem: so many factors, each from 0 to 1."""
    return {"num_vars": factors, "names": [str(n) for n in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def _one_at_a_time(factors: int, _samples: int, _seed: int) -> np.ndarray:
    places = np.full((2 * factors + 1, factors), np.nan)
    for factor in range(factors):
        places[2 * factor + 1, factor], places[2 * factor + 2, factor] = 0.0, 1.0
    return places


def _trajectories(factors: int, samples: int, seed: int) -> np.ndarray:
    if samples < 2:
        raise ValueError("a Morris design needs at least 2 trajectories")
    from SALib.sample import morris

    found: np.ndarray = morris.sample(problem(factors), samples, num_levels=LEVELS, seed=seed)
    return found


def _saltelli(factors: int, samples: int, seed: int) -> np.ndarray:
    if samples < 2 or samples & (samples - 1):
        raise ValueError("the base sample of a Sobol design is a power of two")
    from SALib.sample import sobol

    found: np.ndarray = sobol.sample(problem(factors), samples, calc_second_order=False, seed=seed)
    return found


def _value(factor: Factor, place: float, whole: bool) -> float | None:
    if np.isnan(place):
        return None
    value = factor.low + place * (factor.high - factor.low)
    return float(round(value)) if whole else float(f"{value:.{DIGITS}g}")
