"""Means over replications with 95 % confidence intervals.

They are those of one plan, or of the difference of two plans on the same demand.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import t as student

from sim.experiment.results import Estimate, Runs
from sim.measures.customers import percentile
from sim.measures.registry import MEASURES, Measure

CONFIDENCE = 0.95


def mean_estimate(values: np.ndarray, unit: str) -> Estimate:
    """Return the mean of one value per replication and its t-interval.

    Replications without a value do not count.
    """
    values = values[~np.isnan(values)]
    if not len(values):
        return Estimate(mean=float("nan"), low=None, high=None, unit=unit)
    mean = float(values.mean())
    half = _half_width(values)
    return Estimate(
        mean=mean,
        low=None if half is None else mean - half,
        high=None if half is None else mean + half,
        unit=unit,
    )


def _half_width(values: np.ndarray) -> float | None:
    count = len(values)
    if count < 2:
        return None
    return float(student.ppf((1 + CONFIDENCE) / 2, count - 1) * values.std(ddof=1) / np.sqrt(count))


def estimates(runs: Runs) -> dict[str, Estimate]:
    """Return every measure with its interval over replications."""
    return {name: _estimate(measure, runs) for name, measure in MEASURES.items()}


def differences(before: Runs, after: Runs) -> dict[str, Estimate]:
    """Return after − before for every measure, in pairs on common demand.

    Raises
    ------
    ValueError
        The two are not runs of the same seed and replications.
    """
    one, other = before.provenance, after.provenance
    if (one.seed, one.replications, one.days) != (other.seed, other.replications, other.days):
        raise ValueError("a paired difference needs the same seed, replications and days on both sides")
    return {name: _difference(measure, before, after) for name, measure in MEASURES.items()}


def _estimate(measure: Measure, runs: Runs) -> Estimate:
    if measure.quantile is None:
        return mean_estimate(runs.values[measure.name], measure.unit)
    return _jackknife([runs.waits], measure)


def _difference(measure: Measure, before: Runs, after: Runs) -> Estimate:
    if measure.quantile is None:
        return mean_estimate(after.values[measure.name] - before.values[measure.name], measure.unit)
    return _jackknife([after.waits, before.waits], measure)


def _jackknife(waits: list[np.ndarray], measure: Measure) -> Estimate:
    """Return a percentile of the pooled waits, or the first's less the second's.

    The interval is a jackknife over replications (Efron 1982).

    The mean of daily percentiles would be another thing: its interval does not cover the percentile of all
    waits.
    """
    assert measure.quantile is not None
    quantile, count = measure.quantile, len(waits[0])

    def value(left_out: int | None) -> float:
        pooled = [w.sum(axis=0) - (0 if left_out is None else w[left_out]) for w in waits]
        found = [percentile(histogram, quantile) for histogram in pooled]
        return found[0] - found[1] if len(found) == 2 else found[0]

    centre = value(None)
    if count < 2 or np.isnan(centre):
        return Estimate(mean=centre, low=None, high=None, unit=measure.unit)
    pseudo = np.array([count * centre - (count - 1) * value(n) for n in range(count)])
    half = _half_width(pseudo)
    assert half is not None
    return Estimate(mean=centre, low=centre - half, high=centre + half, unit=measure.unit)
