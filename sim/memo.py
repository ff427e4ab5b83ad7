"""Values that are computed once for an object and forgotten with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple
from weakref import ref

_Objects = TypeVarTuple("_Objects")
_Value = TypeVar("_Value")


def once(compute: Callable[[*_Objects], _Value]) -> Callable[[*_Objects], _Value]:
    """Let a function of one or more objects compute its value only once for each, or for each combination.

    Objects are told apart by identity: to compare two scenarios by value takes longer than what is saved. Their class
    must admit weak references, and the value must not refer to any of them, or all would stay for ever.
    """
    known: dict[tuple[int, ...], tuple[list[ref[object]], _Value]] = {}

    @wraps(compute)
    def kept(*objects: *_Objects) -> _Value:
        key = tuple(map(id, objects))
        if key not in known:
            # the references tell when an object is gone, before another can have its place in memory
            known[key] = [ref(of, lambda _: known.pop(key, None)) for of in objects], compute(*objects)
        return known[key][1]

    return kept
