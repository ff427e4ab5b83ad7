"""The same kernel with two streams: what is known beforehand is read from its sorted array, beside the heap.

The heap so holds ends of services and of patience only, and an arrival costs one sift at most.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.rivals.frames import frame
from benchmarks.rivals.heap import kernel, pop, push, replace
from benchmarks.rivals.one_heap import (
    ARRIVAL,
    NONE,
    OPENING,
    SERVICE_END,
    Hall,
    abandon,
    agenda,
    all_idle,
    arrive,
    close_window,
    missing,
    next_service,
    open_window,
    prepare,
    unpack,
)
from benchmarks.workload import Workload


def simulate(work: Workload) -> pl.DataFrame:
    """Simulate the day and return its ticket frame."""
    hall = prepare(work)
    run(hall, agenda(work), work.opens, work.closes)
    return frame(work, missing(hall.window), missing(hall.started), pl.Series(hall.ended), hall.outcome)


@kernel
def run(hall: Hall, agenda: np.ndarray, opens: int, closes: int) -> None:
    """Let the day pass, from all windows idle to the last service's end."""
    all_idle(hall, opens)
    heap, size, position = hall.heap, 0, 0
    while size > 0 or position < len(agenda):
        following = NONE
        if size > 0 and (position == len(agenda) or heap[0] < agenda[position]):
            now, kind, about = unpack(heap[0])
            if kind == SERVICE_END:
                following = next_service(hall, about, now, closes)
            else:
                abandon(hall, about, now)
            if following != NONE:
                replace(heap, size, following)
            else:
                size = pop(heap, size)
            continue
        now, kind, about = unpack(agenda[position])
        position += 1
        if kind == ARRIVAL:
            following = arrive(hall, about, now, closes)
        elif kind == OPENING:
            following = open_window(hall, about, now, closes)
        else:
            close_window(hall, about)
        if following != NONE:
            size = push(heap, size, following)
