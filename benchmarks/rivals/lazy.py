"""The limit: two streams, and nobody leaves at the end of patience.

Who has left is passed over when a window takes the next ticket, so the heap holds ends of services only. That is right
only while nobody asks how many wait: it is no engine for halls, but shows what a kernel could do at best.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.rivals.frames import ABANDONED, frame
from benchmarks.rivals.heap import kernel, part, pop, push, replace
from benchmarks.rivals.one_heap import (
    ARRIVAL,
    NONE,
    OPENING,
    Hall,
    agenda,
    all_idle,
    become_idle,
    close_window,
    join,
    leave,
    missing,
    prepare,
    serve,
    unpack,
)
from benchmarks.workload import Workload


def simulate(work: Workload) -> pl.DataFrame:
    """Simulate the day and return its ticket frame."""
    hall = prepare(work)
    run(hall, work.arrives + work.patience, agenda(work), work.opens, work.closes)
    _abandon(work, hall)
    return frame(work, missing(hall.window), missing(hall.started), pl.Series(hall.ended), hall.outcome)


def _abandon(work: Workload, hall: Hall) -> None:
    """Let those never served leave when their patience ends, if that is before closing."""
    never = np.nonzero(hall.started == NONE)[0]
    leaves = work.arrives[never] + work.patience[never]
    gone = leaves <= work.closes
    hall.ended[never[gone]] = leaves[gone]
    hall.outcome[never[gone]] = ABANDONED


@kernel
def run(hall: Hall, leaves: np.ndarray, agenda: np.ndarray, opens: int, closes: int) -> None:
    """Let the day pass, but leave those unserved who never began."""
    all_idle(hall, opens)
    heap, size, position = hall.heap, 0, 0
    while size > 0 or position < len(agenda):
        following = NONE
        if size > 0 and (position == len(agenda) or heap[0] < agenda[position]):
            now, _, window = unpack(heap[0])
            following = next_service(hall, leaves, window, now, closes)
            if following != NONE:
                replace(heap, size, following)
            else:
                size = pop(heap, size)
            continue
        now, kind, about = unpack(agenda[position])
        position += 1
        if kind == ARRIVAL:
            following = arrive(hall, about, now)
        elif kind == OPENING:
            following = open_window(hall, leaves, about, now, closes)
        else:
            close_window(hall, about)
        if following != NONE:
            size = push(heap, size, following)


@part
def arrive(hall: Hall, ticket: int, now: int) -> int:
    """Be served by the window that has been idle longest, or wait; return the service's end, if any."""
    end = len(hall.owner) + hall.queue[ticket]
    window = hall.shorter_idle[end]
    if window != end:
        leave(hall.longer_idle, hall.shorter_idle, window)
        return serve(hall, ticket, window, now)
    join(hall.ahead, hall.behind, hall.ahead[len(hall.queue) + hall.queue[ticket]], ticket)
    return NONE


@part
def open_window(hall: Hall, leaves: np.ndarray, window: int, now: int, closes: int) -> int:
    """Open again; who is still serving since before closing goes on when that is done."""
    hall.on_duty[window] = True
    return NONE if hall.busy[window] else next_service(hall, leaves, window, now, closes)


@part
def next_service(hall: Hall, leaves: np.ndarray, window: int, now: int, closes: int) -> int:
    """Take the next ticket whose customer is still there, become idle, or close; return the service's end, if any."""
    hall.busy[window] = False
    if not hall.on_duty[window] or now >= closes:
        return NONE
    line = len(hall.queue) + hall.owner[window]
    ticket = hall.behind[line]
    while ticket != line:
        leave(hall.ahead, hall.behind, ticket)
        if leaves[ticket] >= now:
            return serve(hall, ticket, window, now)
        ticket = hall.behind[line]
    become_idle(hall, window, now)
    return NONE
