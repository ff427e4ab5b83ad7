"""What of an effect may be the noise of the simulation.

All variants share their replications, so an effect is found once in each; how much it differs from one to the next says
how far the mean over replications may be off.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import t as student

from sim.experiment.estimate import CONFIDENCE


def squared_error(effects: np.ndarray) -> np.ndarray:
    """Return the squared standard error of the mean over the last axis, the replications; NaN for a single one."""
    count = effects.shape[-1]
    if count < 2:
        return np.full(effects.shape[:-1], np.nan)
    error: np.ndarray = effects.var(axis=-1, ddof=1) / count
    return error


def critical(replications: int) -> float:
    """Return how many standard errors an effect must exceed to be no noise; NaN for a single replication."""
    return float(student.ppf((1 + CONFIDENCE) / 2, replications - 1)) if replications > 1 else float("nan")


def within(effect: float, error: float, replications: int) -> bool | None:
    """Return whether an effect may be noise; None for a single replication, which cannot tell."""
    return None if replications < 2 else bool(abs(effect) <= critical(replications) * error)
