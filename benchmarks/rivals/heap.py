"""A binary heap of whole numbers in an array, for kernels: the least key on top.

Both sifts move a hole instead of swapping. On the way down the hole goes to the bottom first and the key then rises a
little: a key taken from the end of the heap is nearly always a late one, so this saves half of the comparisons.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np

from sim.jit import cache_directory

_F = TypeVar("_F", bound=Callable[..., Any])


def kernel(function: _F) -> _F:
    """Compile a function over arrays that others have made, and keep it on disc."""
    numba.config.CACHE_DIR = _DIRECTORY  # type: ignore[attr-defined,unused-ignore]
    return _compile(function, cache=bool(_DIRECTORY))


def part(function: _F) -> _F:
    """Compile a function of which kernels are made."""
    return _compile(function, forceinline=True)


def _compile(function: _F, **options: bool) -> _F:
    """Compile without counting references to arrays, which no kernel makes here: the count costs more than a run."""
    settings: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False, **options}
    compiled: _F = numba.njit(**settings)(function)
    return compiled


def _directory() -> str:
    """Return where machine code is kept, by hash of all sources: Numba notices edits of the kernel's own file only."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))
    directory = cache_directory().with_name(f"rivals-{digest.hexdigest()[:16]}")
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError:  # compiled anew by each process
        return ""
    return str(directory)


_DIRECTORY = _directory()


@part
def push(heap: np.ndarray, size: int, key: int) -> int:
    """Add a key; return the new size."""
    hole = size
    while hole > 0:
        parent = (hole - 1) >> 1
        above = heap[parent]
        if above <= key:
            break
        heap[hole] = above
        hole = parent
    heap[hole] = key
    return size + 1


@part
def replace(heap: np.ndarray, size: int, key: int) -> None:
    """Take the least key away and add another one."""
    hole, child = 0, 1
    while child + 1 < size:
        child += heap[child + 1] < heap[child]  # a sum, not a branch, which could not be predicted
        heap[hole] = heap[child]
        hole = child
        child = 2 * hole + 1
    if child < size:
        heap[hole] = heap[child]
        hole = child
    while hole > 0:
        parent = (hole - 1) >> 1
        above = heap[parent]
        if above <= key:
            break
        heap[hole] = above
        hole = parent
    heap[hole] = key


@part
def pop(heap: np.ndarray, size: int) -> int:
    """Take the least key away; return the new size."""
    size -= 1
    if size > 0:
        replace(heap, size, heap[size])
    return size
