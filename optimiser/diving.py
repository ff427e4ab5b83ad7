"""Diving: the relaxation again and again, each time with more officers held up to whole numbers."""

from __future__ import annotations

import math
import time

from optimiser.problem import Floats
from optimiser.relax import Relaxation, Relaxed
from optimiser.roster import Roster
from optimiser.solver import Limit

PARTS = (0.4, 0.15, 0.25)
"""Part of the fractions that is rounded up in each round: every one of them is best somewhere."""
_ROUNDS = 16
_WHOLE = 1e-4


def dive(model: Roster, relaxation: Relaxation, start: Relaxed, part: float, limit: Limit) -> Relaxed:
    """Return a relaxation whose counts are nearly whole; the last that was possible, in time."""
    counts = [variable.index for variable in model.officers.values()]
    reached, held = start, dict[int, float]()
    for _ in range(_ROUNDS):
        fractions = _fractions(reached.values, counts)
        if not fractions or limit.stopped() or time.monotonic() > limit.until:
            break
        held.update({n: whole for n in counts if (whole := math.floor(reached.values[n] + _WHOLE)) > 0})
        found = _further(relaxation, reached, held, fractions, part, limit)
        if found is None:
            break
        held, reached = found
    return reached


def _fractions(values: Floats, counts: list[int]) -> list[int]:
    """Return the variables that are not whole, the largest fractions first."""
    fraction = {n: values[n] - math.floor(values[n] + _WHOLE) for n in counts}
    return sorted((n for n in counts if fraction[n] > _WHOLE), key=lambda n: (-fraction[n], n))


def _further(
    relaxation: Relaxation,
    reached: Relaxed,
    held: dict[int, float],
    fractions: list[int],
    part: float,
    limit: Limit,
) -> tuple[dict[int, float], Relaxed] | None:
    """Round up a part of the fractions, or fewer where hours or windows do not allow that many."""
    count = max(1, int(part * len(fractions)))
    while True:
        trial = {**held, **{n: float(math.ceil(reached.values[n])) for n in fractions[:count]}}
        found = relaxation.solve(limit.until - time.monotonic(), trial)
        if found is not None:
            return trial, found
        if count == 1 or limit.stopped() or time.monotonic() > limit.until:
            return None
        count = max(1, count // 3)
