"""The only place where random generators are made.

A stream is keyed by (seed, replication, purpose, id, day): never by the order of drawing and never by
arithmetic on seeds. So reordering rows changes nothing, an added department changes nothing else, and a
longer horizon leaves its beginning as it was (MODEL.md, rule 23).
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from functools import lru_cache

import numpy as np


class Purpose(IntEnum):
    """What random numbers are drawn for; the numbers are part of every key and never change."""

    ARRIVALS = 1
    DAY_FACTOR = 2
    VISIT = 3
    TRIP = 4
    CASE = 5
    BACKLOG = 6
    ILLNESS = 7
    COMMON_DAY_FACTOR = 8


@lru_cache(maxsize=65536)
def stream_id(identifier: str) -> int:
    """Return a permanent number for an id of a table: the first 48 bits of its SHA-256."""
    return int.from_bytes(hashlib.sha256(identifier.encode()).digest()[:6])


class Streams:
    """The random streams of one replication."""

    def __init__(self, seed: int, replication: int) -> None:
        self._bits = {purpose: _bit_generator(seed, replication, purpose) for purpose in Purpose}
        self._generators = {purpose: np.random.Generator(bits) for purpose, bits in self._bits.items()}

    def uniforms(
        self, purpose: Purpose, number: int, day: int, shape: int | tuple[int, ...], part: int = 0
    ) -> np.ndarray:
        """Draw uniforms in [0, 1) for the row with permanent number `number` on `day`.

        Days before the horizon are negative.
        A larger first dimension leaves the first rows as they were.
        """
        bits = self._bits[purpose]
        state = bits.state
        # moving the counter of one generator takes a fifth of the time of making another
        state["state"]["counter"] = np.array([0, part, day % (1 << 32), number], dtype=np.uint64)
        state["buffer_pos"] = _EMPTY_BUFFER
        bits.state = state
        return self._generators[purpose].random(shape)


_EMPTY_BUFFER = 4


def _bit_generator(seed: int, replication: int, purpose: Purpose) -> np.random.Philox:
    key = np.random.SeedSequence((seed, replication, int(purpose))).generate_state(2, np.uint64)
    return np.random.Philox(key=key, counter=0)
