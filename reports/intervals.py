"""Confidence intervals for breakdowns (by zone, without some queues), over replications and in pairs."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from sim.experiment import mean_estimate
from sim.experiment.results import Estimate


def paired(before: np.ndarray, after: np.ndarray, unit: str) -> Estimate:
    """Return the mean of after − before, replication by replication, with its interval."""
    return mean_estimate(after - before, unit)


def chance_of_order(better: np.ndarray, other: np.ndarray, *, lower_is_better: bool) -> float:
    """Return the confidence that the first is better than the other, from a paired t-test (½ without evidence)."""
    difference = (other - better) if lower_is_better else (better - other)
    known = difference[np.isfinite(difference)]
    if len(known) < 2:
        return 0.5
    error = float(known.std(ddof=1)) / math.sqrt(len(known))
    mean = float(known.mean())
    if error == 0:
        return 1.0 if mean > 0 else 0.5 if mean == 0 else 0.0
    return float(stats.t.cdf(mean / error, len(known) - 1))
