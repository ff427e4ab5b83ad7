"""Confidence intervals for breakdowns (by zone, without some queues), over replications and in pairs."""

from __future__ import annotations

import numpy as np

from sim.experiment import mean_estimate
from sim.experiment.results import Estimate


def paired(before: np.ndarray, after: np.ndarray, unit: str) -> Estimate:
    """Return the mean of after − before, replication by replication, with its interval."""
    return mean_estimate(after - before, unit)
