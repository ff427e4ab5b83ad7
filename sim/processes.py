"""Work in several processes, through joblib: the one place where its settings stand."""

from __future__ import annotations

import warnings
from typing import Any

import joblib


def parallel(workers: int, *, return_as: str) -> Any:  # noqa: ANN401  # joblib ships no types
    """Return joblib's runner of tasks in `workers` processes.

    joblib renews a worker that has grown, between two tasks, and warns of it; nothing is lost, so nobody is told.
    """
    warnings.filterwarnings("ignore", message="A worker stopped while some jobs", category=UserWarning)
    return joblib.Parallel(n_jobs=workers, return_as=return_as, batch_size=1)
