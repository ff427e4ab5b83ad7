"""Values kept for an object: computed once, told apart by identity, forgotten with the object."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from weakref import ref

import pytest

from sim.memo import once


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Thing:
    number: int


def test_a_value_is_computed_once_for_each_object_even_if_two_are_equal() -> None:
    asked: list[int] = []

    @once
    def doubled(thing: Thing) -> list[int]:
        asked.append(thing.number)
        return [2 * thing.number]

    one, same = Thing(1), Thing(1)
    assert one == same
    assert doubled(one) is doubled(one)
    assert doubled(one) is not doubled(same)
    assert asked == [1, 1]


def test_a_value_is_forgotten_with_its_object() -> None:
    @once
    def companion(thing: Thing) -> Thing:
        return Thing(thing.number + 1)

    for number in range(100):  # objects follow each other at the same place in memory
        assert companion(Thing(number)).number == number + 1
    kept = companion(last := Thing(0))
    gone = ref(kept)
    del kept, last
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("dying", [0, 1])
def test_a_value_of_two_objects_is_forgotten_with_either(dying: int) -> None:
    @once
    def together(one: Thing, other: Thing) -> Thing:
        return Thing(10 * one.number + other.number)

    things = [Thing(1), Thing(2)]
    assert together(*things) is together(*things)
    assert together(*reversed(things)).number == 21
    kept = ref(together(*things))
    del things[dying]
    gc.collect()
    assert kept() is None


def test_what_cannot_be_computed_is_asked_for_again() -> None:
    @once
    def inverse(thing: Thing) -> float:
        return 1 / thing.number

    nought = Thing(0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            inverse(nought)
