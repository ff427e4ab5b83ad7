"""Memory that a run needs and no log keeps, used again by the next run of the same thread.

A month's records are some 70 MB; fetching them anew from the system, page by page, would take a fifth of the run.
"""

from __future__ import annotations

import threading

import numpy as np

from sim.compiled.layout import RECORDS


class _Workspace(threading.local):
    """Arrays by name, of one thread."""

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}


_WORKSPACE = _Workspace()


def unset(name: str, count: int) -> np.ndarray:
    """Return an array of `count` records with whatever the last run left in it."""
    kept = _WORKSPACE.arrays.get(name)
    if kept is None or len(kept) < count:
        kept = _WORKSPACE.arrays[name] = np.empty(count, dtype=RECORDS[name])
    return kept[:count]


def zeros(name: str, count: int) -> np.ndarray:
    """Return an array of `count` records of zeros."""
    array = unset(name, count)
    array.view(np.uint8)[:] = 0
    return array
