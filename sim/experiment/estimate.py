"""Means over replications with confidence intervals, of 95 % unless another confidence is asked for.

They are those of one plan, or of the difference of two plans on the same demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from scipy.stats import t as student

from sim.experiment.results import Estimate, Provenance, Runs
from sim.measures.customers import percentile
from sim.measures.registry import MEASURES, Measure

CONFIDENCE = 0.95


class Replicated(Protocol):
    """What estimates need of replications: values and histograms of waits by replication (as in `Runs`)."""

    @property
    def values(self) -> Mapping[str, np.ndarray]:
        """Value of each measure by replication."""

    @property
    def waits(self) -> np.ndarray:
        """Histogram of the waits by replication."""

    @property
    def provenance(self) -> Provenance:
        """Which replications they are."""


def mean_estimate(values: np.ndarray, unit: str, confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean of one value per replication and its t-interval.

    Replications without a value do not count.
    """
    values = values[~np.isnan(values)]
    if not len(values):
        return Estimate(mean=float("nan"), low=None, high=None, unit=unit)
    return _around(float(values.mean()), _half_width(values, confidence), unit)


def half_width(estimate: Estimate) -> float:
    """Return half the width of an interval; infinite if there is none."""
    if estimate.low is None or estimate.high is None:
        return float("inf")
    return (estimate.high - estimate.low) / 2


def _around(mean: float, half: float | None, unit: str) -> Estimate:
    if half is None:
        return Estimate(mean=mean, low=None, high=None, unit=unit)
    return Estimate(mean=mean, low=mean - half, high=mean + half, unit=unit)


def _half_width(values: np.ndarray, confidence: float) -> float | None:
    count = len(values)
    if count < 2:
        return None
    return float(student.ppf((1 + confidence) / 2, count - 1) * values.std(ddof=1) / np.sqrt(count))


def estimates(runs: Runs) -> dict[str, Estimate]:
    """Return every measure with its interval over replications."""
    return {name: estimate(runs, name) for name in MEASURES}


def estimate(runs: Replicated, name: str, confidence: float = CONFIDENCE) -> Estimate:
    """Return one measure with its interval over replications."""
    measure = MEASURES[name]
    if measure.quantile is None:
        return mean_estimate(runs.values[name], measure.unit, confidence)
    return percentile_estimate(runs.waits, measure, confidence)


def percentile_estimate(waits: np.ndarray, measure: Measure, confidence: float = CONFIDENCE) -> Estimate:
    """Return a percentile of the waits of all replications together; histograms as in `Runs.waits`."""
    return _jackknife([waits], measure, confidence)


def differences(before: Runs, after: Runs) -> dict[str, Estimate]:
    """Return after − before for every measure, in pairs on common demand.

    Raises
    ------
    ValueError
        The two are not runs of the same seed and replications.
    """
    return {name: difference(before, after, name) for name in MEASURES}


def difference(before: Replicated, after: Replicated, name: str, confidence: float = CONFIDENCE) -> Estimate:
    """Return after − before for one measure, in pairs on common demand.

    Raises
    ------
    ValueError
        The two are not runs of the same seed and replications.
    """
    one, other = before.provenance, after.provenance
    if (one.seed, one.replications, one.days) != (other.seed, other.replications, other.days):
        raise ValueError("a paired difference needs the same seed, replications and days on both sides")
    measure = MEASURES[name]
    if measure.quantile is None:
        return mean_estimate(after.values[name] - before.values[name], measure.unit, confidence)
    return _jackknife([after.waits, before.waits], measure, confidence)


def by_replication(runs: Runs, name: str) -> np.ndarray:
    """Return one number per replication whose mean is a measure: its value, or the jackknife's pseudo-value.

    Raises
    ------
    ValueError
        A pooled percentile of a single replication has no pseudo-value.
    """
    measure = MEASURES[name]
    if measure.quantile is None:
        return runs.values[name]
    if len(runs.waits) < 2:
        raise ValueError("pseudo-values need at least two replications")
    return _pseudo_values([runs.waits], measure.quantile)[1]


def _jackknife(waits: list[np.ndarray], measure: Measure, confidence: float = CONFIDENCE) -> Estimate:
    """Return a percentile of the pooled waits, or the first's less the second's.

    The interval is a jackknife over replications (Efron 1982).

    The mean of daily percentiles would be another thing: its interval does not cover the percentile of all
    waits.
    """
    assert measure.quantile is not None
    centre, pseudo = _pseudo_values(waits, measure.quantile)
    if np.isnan(centre):
        return _around(centre, None, measure.unit)
    return _around(centre, _half_width(pseudo, confidence), measure.unit)


def _pseudo_values(waits: list[np.ndarray], quantile: float) -> tuple[float, np.ndarray]:
    """Return a percentile, or a difference of two, and its pseudo-values by replication (none for a single one)."""
    count, pooled = len(waits[0]), [w.sum(axis=0) for w in waits]

    def value(histograms: list[np.ndarray]) -> float:
        found = [percentile(histogram, quantile) for histogram in histograms]
        return found[0] - found[1] if len(found) == 2 else found[0]

    centre = value(pooled)
    if count < 2:
        return centre, np.empty(0)
    without = [value([p - w[n] for p, w in zip(pooled, waits, strict=True)]) for n in range(count)]
    return centre, count * centre - (count - 1) * np.array(without)
