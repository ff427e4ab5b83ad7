"""Stable ordering of whole numbers in linear time."""

from __future__ import annotations

import numpy as np

from sim.jit import helper

_MOST_BITS = 11
_HALF = (1 << 32) - 1


@helper
def stable_order(keys: np.ndarray) -> np.ndarray:
    """Return the positions of int64 `keys` in rising order; equal keys keep theirs.

    A radix sort, as the keys (instants, places) are many and of few digits.
    """
    if _rises(keys):
        return np.arange(len(keys))
    low, high = keys[0], keys[0]
    for key in keys:
        low, high = min(low, key), max(high, key)
    span = int(high) - int(low)  # negative if it overflows
    values = keys - low
    if 0 <= span < 1 << (63 - _bits_of(len(keys))):
        return _order_of(values, span)
    # a position does not fit beside such a key: first by one half of it, then by the other
    lower = _order_of(values & _HALF, _HALF)
    order: np.ndarray = lower[_order_of((values[lower] >> 32) & _HALF, _HALF)]
    return order


@helper
def _rises(keys: np.ndarray) -> bool:
    """Whether keys stand in order already, as they often do."""
    rises = True
    for at in range(len(keys) - 1):
        rises &= keys[at] <= keys[at + 1]
    return rises


@helper
def _bits_of(number: int) -> int:
    """Return with how many bits a number is written."""
    bits = 0
    while number >> bits > 0:
        bits += 1
    return bits


@helper
def _order_of(numbers: np.ndarray, most: int) -> np.ndarray:
    """Return the positions of numbers from 0 to `most` in rising order; a number and a position fit into 63 bits.

    The array is used up. A position stands in the lower bits of its number, so that each pass reads and writes one
    array.
    """
    count, beside = len(numbers), _bits_of(len(numbers))
    bits = min(beside, _MOST_BITS)
    mask = (1 << bits) - 1
    for position in range(count):
        numbers[position] = numbers[position] << beside | position
    others = np.empty_like(numbers)
    shift = beside
    while most >> (shift - beside) > 0:
        starts = np.zeros(mask + 2, dtype=np.int64)
        for number in numbers:
            starts[((number >> shift) & mask) + 1] += 1
        for digit in range(mask):
            starts[digit + 1] += starts[digit]
        for number in numbers:
            place = (number >> shift) & mask
            others[starts[place]] = number
            starts[place] += 1
        numbers, others = others, numbers
        shift += bits
    for at in range(count):
        numbers[at] &= (1 << beside) - 1
    return numbers
