"""Tables of records: the fields of one thing side by side, since they are needed together.

A kernel that looks things up in one table is quicker than one that holds an array for each field.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


def record(whole: str, real: str = "") -> np.dtype[Any]:
    """Return the type of a record: the names of its whole and of its real numbers."""
    return np.dtype([*((name, np.int64) for name in whole.split()), *((name, np.float64) for name in real.split())])


def table(of: np.dtype[Any], **columns: Iterable[float]) -> np.ndarray:
    """Return records made of columns, all of one length."""
    values = {name: np.array(list(column), dtype=of[name]) for name, column in columns.items()}
    made = np.empty(len(next(iter(values.values()))), dtype=of)
    for name, column in values.items():
        made[name] = column
    return made
