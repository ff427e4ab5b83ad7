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
    push_from(keys, base, size, first, second, third)


@part
def push_from(keys: int, base: int, at: int, first: int, second: int, third: int) -> None:
    """Put a key at an empty place of a heap, or above it."""
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
    _sink(keys, base, size - 1, 0, (last.first, last.second, last.third))


@part
def remove(keys: int, base: int, size: int, at: int) -> None:
    """Remove the key at place `at` of the heap of `size` keys."""
    last = key_at(keys, base + size - 1)
    first, second, third = last.first, last.second, last.third
    if at == size - 1:
        return
    up = (at - 1) >> 1
    if at > 0 and not _before(keys, base + up, first, second, third):
        push_from(keys, base, at, first, second, third)
    else:
        _sink(keys, base, size - 1, at, (first, second, third))


@part
def sooner(keys: int, one: int, other: int) -> bool:
    """Whether the key at one place comes before that at another."""
    than = key_at(keys, other)
    return _before(keys, one, than.first, than.second, than.third)


@part
def _sink(keys: int, base: int, count: int, at: int, key: tuple[int, int, int]) -> None:
    """Put a key at an empty place of a heap of `count` keys, or below it."""
    first, second, third = key
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
