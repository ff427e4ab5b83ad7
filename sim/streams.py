"""The only place where random generators are made.

A stream is keyed by (seed, replication, purpose, id, day): never by the order of drawing and never by
arithmetic on seeds. So reordering rows changes nothing, an added department changes nothing else, and a
longer horizon leaves its beginning as it was (MODEL.md, rule 23).

The generator is Philox4x64-10 (Salmon et al. 2011): block `k` of a stream, four numbers, is a function of the key
and a counter, so that any draw can be had without those before it. A kernel computes just the draws that are asked
for; without Numba, NumPy's own generator draws whole streams, of which the same bits are taken.
"""

from __future__ import annotations

import hashlib
import math
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.jit import AVAILABLE, helper, kernel, part


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


def generator(seed: int, name: str) -> np.random.Generator:
    """Return NumPy's generator for draws that are no customers: designs of experiments, resampling.

    It is keyed by the seed and by what the numbers are for; a third part of the key, larger than any purpose, keeps it
    apart from the streams of every replication.
    """
    return np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, stream_id(name), 1 << 16))))


class Lines(NamedTuple):
    """Many streams of one purpose: the permanent number and the day of each, as uint64 (days modulo 2³²)."""

    number: np.ndarray
    day: np.ndarray

    @classmethod
    def of(cls, numbers: np.ndarray | list[int], days: np.ndarray | list[int]) -> Lines:
        """Return the streams of rows (by their permanent numbers) on days; those before the horizon are negative."""
        return cls(np.array(numbers, dtype=np.uint64), np.array(days, dtype=np.int64).astype(np.uint64) & _WORD)


class Streams:
    """The random streams of one replication."""

    def __init__(self, seed: int, replication: int) -> None:
        self._seed, self._replication = seed, replication
        self._keys: dict[int, np.ndarray] = {}

    def _key(self, purpose: Purpose) -> np.ndarray:
        """Return the keys of all rounds for a purpose, shape (10, 2); the first is that of the generator."""
        number = int(purpose)  # the hash of a member of an enumeration is slow
        if number not in self._keys:
            entropy = np.random.SeedSequence((self._seed, self._replication, number))
            self._keys[number] = entropy.generate_state(2, np.uint64) + _WEYL
        return self._keys[number]

    def uniforms(
        self, purpose: Purpose, number: int, day: int, shape: int | tuple[int, ...], part: int = 0
    ) -> np.ndarray:
        """Draw uniforms in [0, 1) for the row with permanent number `number` on `day`.

        Days before the horizon are negative.
        A larger first dimension leaves the first rows as they were.
        """
        count = math.prod(shape) if isinstance(shape, tuple) else shape
        blocks = np.array([-(-count // BLOCK)])
        drawn = self.beginnings(purpose, Lines.of([number], [day]), blocks, part)
        return drawn.T.flatten()[:count].reshape(shape)

    def beginnings(self, purpose: Purpose, lines: Lines, blocks: np.ndarray, part: int = 0) -> np.ndarray:
        """Draw the first uniforms of each line `k`: four times `blocks[k]`.

        Returns
        -------
        array of shape (4, all blocks)
            Four draws that follow each other in each column; the columns of all lines are laid end to end.
        """
        line = np.repeat(np.arange(len(blocks)), blocks)
        return self.picked(purpose, lines, line, BLOCK * numbers_in_lines(blocks), BLOCK, part)

    def picked(
        self, purpose: Purpose, lines: Lines, line: np.ndarray, position: np.ndarray, count: int, part: int = 0
    ) -> np.ndarray:
        """Draw `count` uniforms from each of many places.

        Parameters
        ----------
        line, position : int64 arrays
            Draw number `position[i]`, counted from 0, of line `line[i]` is the first for `i`.

        Returns
        -------
        array of shape (count, places)
        """
        uniforms, keys = np.empty((count, len(line))), self._key(purpose)
        if not AVAILABLE:
            _fill_by_numpy(keys, part, lines, line, position, uniforms)
            return uniforms
        batch = Batch(np.empty(_ALL, np.uint64), np.empty(_ALL), np.empty(_BATCH, np.int64), keys)
        for row in range(0, count, _MOST):
            places = Places(lines.number, lines.day, line, position + row if row else position)
            _fill(np.uint64(part), places, batch, uniforms[row : row + _MOST])
        return uniforms


def numbers_in_lines(counts: np.ndarray) -> np.ndarray:
    """Return 0, 1, … for each line that holds so many things, end to end."""
    return np.asarray(np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts))


# ---------------------------------------------------------------- by a kernel

BLOCK = 4
"""Numbers that the generator makes at a time."""
_ROUNDS = 10
_BATCH = 128
"""So many blocks are computed side by side, in the wide registers of a processor."""
_ALL = BLOCK * _BATCH
_MOST = 100
"""So many draws of one place fit into a batch, wherever they begin."""
# np.uint64 throughout: Numba makes a float of a signed and an unsigned number
_WEYL = np.arange(_ROUNDS, dtype=np.uint64)[:, None] * np.array(
    [0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B], dtype=np.uint64
)
_HIGH_0, _LOW_0 = np.uint64(0xD2E7470E), np.uint64(0xE14C6C93)
_HIGH_1, _LOW_1 = np.uint64(0xCA5A8263), np.uint64(0x95121157)
"""The multipliers of both pairs of words, in halves."""
_WORD, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_ONE, _DROPPED = np.uint64(1), np.uint64(11)
_UNIT = 2.0**-53


@part
def _product(high: np.uint64, low: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Return the upper and the lower 64 of the 128 bits of a product with a number given in halves.

    They are put together from products of halves, which wide registers can do.
    """
    low_b, high_b = b & _WORD, b >> _HALF
    lowest, crossed = low * low_b, low * high_b
    middle = (lowest >> _HALF) + (crossed & _WORD) + high * low_b
    return high * high_b + (crossed >> _HALF) + (middle >> _HALF), (middle << _HALF) | (lowest & _WORD)


@part
def _mix(words: np.ndarray, keys: np.ndarray) -> None:
    """Turn the counters of a batch into random words, in place: Philox4x64-10.

    The first words of all blocks stand before all second ones, and so on.
    """
    for turn in range(_ROUNDS):
        key_0, key_1 = keys[turn, 0], keys[turn, 1]
        for i in range(_BATCH):
            high_0, low_0 = _product(_HIGH_0, _LOW_0, words[i])
            high_1, low_1 = _product(_HIGH_1, _LOW_1, words[i + 2 * _BATCH])
            words[i], words[i + _BATCH] = high_1 ^ words[i + _BATCH] ^ key_0, low_1
            words[i + 2 * _BATCH], words[i + 3 * _BATCH] = high_0 ^ words[i + 3 * _BATCH] ^ key_1, low_0


@part
def _count(words: np.ndarray, i: int, block: np.uint64, part: np.uint64, day: np.uint64, number: np.uint64) -> None:
    """Set the counter of block `i` of a batch."""
    # NumPy raises the counter before it draws, so its first block has the counter 1
    words[i], words[i + _BATCH], words[i + 2 * _BATCH], words[i + 3 * _BATCH] = block + _ONE, part, day, number


@helper
def _draw_batch(words: np.ndarray, keys: np.ndarray, uniforms: np.ndarray) -> None:
    """Turn the counters of a batch into uniforms in [0, 1) of 53 bits, as NumPy makes them, block after block."""
    _mix(words, keys)
    for i in range(_BATCH):
        for word in range(BLOCK):
            uniforms[BLOCK * i + word] = np.float64(words[i + word * _BATCH] >> _DROPPED) * _UNIT


@part
def _take(values: np.ndarray, at: np.ndarray, out: np.ndarray) -> None:
    """Fill `out` with the values at given places."""
    for i in range(len(out)):
        out[i] = values[at[i]]


class Places(NamedTuple):
    """Streams, and places on them: the line and the position of each."""

    number: np.ndarray
    day: np.ndarray
    line: np.ndarray
    position: np.ndarray


class Batch(NamedTuple):
    """Room for a batch: counters that become words, uniforms, where the draws of each place begin among these; keys."""

    words: np.ndarray
    uniforms: np.ndarray
    starts: np.ndarray
    keys: np.ndarray


@kernel
def _fill(part: np.uint64, places: Places, batch: Batch, out: np.ndarray) -> None:
    """Fill column `i` of `out` with the draws from a place on."""
    words, uniforms, starts = batch.words, batch.uniforms, batch.starts
    line, position = places.line, places.position
    count = len(out)
    most = (count + 2 * BLOCK - 2) // BLOCK
    waiting = first = 0
    for i in range(len(line)):
        day, number = places.day[line[i]], places.number[line[i]]
        block, skipped = np.uint64(position[i] // BLOCK), position[i] % BLOCK
        starts[i - first] = BLOCK * waiting + skipped
        for more in range(most):  # as many for all, since a jump that cannot be foreseen takes longer
            _count(words, waiting + more, block + np.uint64(more), part, day, number)
        waiting += (skipped + count + BLOCK - 1) // BLOCK
        if waiting + most > _BATCH or i + 1 == len(line):
            _draw_batch(words, batch.keys, uniforms)
            for row in range(count):
                _take(uniforms[row:], starts, out[row, first : i + 1])
            waiting, first = 0, i + 1


# ---------------------------------------------------------------- by NumPy


def _generator(keys: np.ndarray, part: int, lines: Lines, line: int) -> np.random.Generator:
    """Return NumPy's generator of one line."""
    counter = np.array([0, part, lines.day[line], lines.number[line]], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=keys[0], counter=counter))


def _fill_by_numpy(
    keys: np.ndarray, part: int, lines: Lines, line: np.ndarray, position: np.ndarray, out: np.ndarray
) -> None:
    """Do what the kernel does, by NumPy's own generator: draw each line as far as needed, and take from it."""
    order = np.argsort(line, kind="stable")
    bounds = np.flatnonzero(np.diff(line[order], prepend=-1, append=-1))
    for begin, end in pairwise(bounds.tolist()):
        at = order[begin:end]
        drawn = _generator(keys, part, lines, int(line[at[0]])).random(int(position[at].max()) + len(out))
        out[:, at] = drawn[position[at] + np.arange(len(out))[:, None]]
