"""A tornado: what each factor does to an output by itself, from one end of its range to the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.experiment.estimate import mean_estimate
from sim.experiment.results import Estimate
from sim.experiment.sensitivity.design import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One factor's bar.

    Attributes
    ----------
    factor : int
        Its place among the factors of the design.
    low, high : Estimate
        The output with the factor at either end.
    low_change, high_change : Estimate
        The same less the output of the scenario as it is, in pairs.
    within_noise : bool or None
        Whether neither change can be told from none; None with one replication.
    """

    factor: int
    low: Estimate
    high: Estimate
    low_change: Estimate
    high_change: Estimate
    within_noise: bool | None

    @property
    def base(self) -> float:
        """The mean of the scenario as it is, in the replications that both have."""
        return self.low.mean - self.low_change.mean

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest mean over the range, as far as the ends and the base tell."""
        means = (self.low.mean, self.high.mean, self.base)
        return min(means), max(means)

    @property
    def swing(self) -> float:
        """How far the output moves."""
        return self.ends[1] - self.ends[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tornado:
    """The output of the scenario as it is and a bar for each factor, the longest first."""

    base: Estimate
    bars: tuple[Bar, ...]


def analyse(design: Design, values: np.ndarray, unit: str) -> Tornado:
    """Return the tornado of an output of shape (variants, replications)."""
    bars = [_bar(factor, values, unit) for factor in range(len(design.factors))]
    bars.sort(key=lambda bar: (-bar.swing, bar.factor))
    return Tornado(base=mean_estimate(values[0], unit), bars=tuple(bars))


def _bar(factor: int, values: np.ndarray, unit: str) -> Bar:
    base, low, high = values[0], values[2 * factor + 1], values[2 * factor + 2]
    changes = [mean_estimate(end - base, unit) for end in (low, high)]
    return Bar(
        factor=factor,
        low=mean_estimate(low, unit),
        high=mean_estimate(high, unit),
        low_change=changes[0],
        high_change=changes[1],
        within_noise=_within_noise(changes),
    )


def _within_noise(changes: list[Estimate]) -> bool | None:
    bounds = [(change.low, change.high) for change in changes]
    if any(low is None or high is None for low, high in bounds):
        return None
    return all(low <= 0 <= high for low, high in bounds if low is not None and high is not None)
