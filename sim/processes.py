"""Work on several processors, through joblib: the one place where its settings stand."""

from __future__ import annotations

import warnings
from typing import Any

import joblib


def parallel(workers: int, *, return_as: str, threads: bool = False) -> Any:  # noqa: ANN401  # joblib ships no types
    """Return joblib's runner of tasks in `workers` processes, or threads.

    Threads start at once and share what they read, but only what leaves the interpreter alone (compiled kernels,
    NumPy, polars) runs side by side in them.
    joblib renews a worker process that has grown, between two tasks, and warns of it; nothing is lost, so nobody is
    told.
    """
    warnings.filterwarnings("ignore", message="A worker stopped while some jobs", category=UserWarning)
    backend = "threading" if threads else None
    return joblib.Parallel(n_jobs=workers, return_as=return_as, batch_size=1, backend=backend)
