"""Binary heaps of keys (first, second, third) inside a larger array, which begins at an address, from `base` on."""

from __future__ import annotations

from sim.compiled.memory import key_at
from sim.jit import part


@part
def _before(keys: int, at: int, first: int, second: int, third: int) -> bool:
    """Whether the key at a place comes before another."""
    one = key_at(keys, at)
    if one.first != first:
        return one.first < first
    if one.second != second:
        return one.second < second
    return one.third < third


@part
def _copy(keys: int, source: int, target: int) -> None:
    one, other = key_at(keys, source), key_at(keys, target)
    other.first, other.second, other.third = one.first, one.second, one.third


@part
def push(keys: int, base: int, size: int, first: int, second: int, third: int) -> None:
    """Add a key to the heap of `size` keys."""
    at = size
    while at > 0:
        up = (at - 1) >> 1
        if _before(keys, base + up, first, second, third):
            break
        _copy(keys, base + up, base + at)
        at = up
    place = key_at(keys, base + at)
    place.first, place.second, place.third = first, second, third


@part
def pop(keys: int, base: int, size: int) -> None:
    """Remove the first key of the heap of `size` keys; it stands at `base` until then."""
    last = key_at(keys, base + size - 1)
    first, second, third = last.first, last.second, last.third
    count, at = size - 1, 0
    while 2 * at + 1 < count:
        down = 2 * at + 1
        if down + 1 < count:
            right = key_at(keys, base + down + 1)
            down += 0 if _before(keys, base + down, right.first, right.second, right.third) else 1
        if not _before(keys, base + down, first, second, third):
            break
        _copy(keys, base + down, base + at)
        at = down
    place = key_at(keys, base + at)
    place.first, place.second, place.third = first, second, third
