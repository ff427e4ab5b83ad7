"""The day in a kernel written for it alone: the yardstick of what a compiled engine may cost.

One binary heap of packed keys (instant, kind, id) holds all that is to come; of what is known beforehand (arrivals,
openings and closings) only the next. Waiting tickets and idle windows stand in doubly linked lists inside arrays, so
that whoever runs out of patience leaves at that instant, and a window that closes is no longer idle. It knows queues
of one class in order of arrival, windows of one queue, and whole milliseconds; nothing else of the model.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from benchmarks.rivals.frames import ABANDONED, SERVED, UNSERVED, frame
from benchmarks.rivals.heap import kernel, part, pop, push, replace
from benchmarks.workload import Workload

ID_BITS, KIND_BITS = 24, 3
SHIFT = ID_BITS + KIND_BITS
CLOSING, OPENING, SERVICE_END, PATIENCE_END, ARRIVAL = range(5)
"""Kinds of events, in the order within a millisecond of the model's rule 2."""
_ID = (1 << ID_BITS) - 1
_KIND = (1 << KIND_BITS) - 1
NONE = -1


def simulate(work: Workload) -> pl.DataFrame:
    """Simulate the day and return its ticket frame."""
    hall = prepare(work)
    run(hall, agenda(work), work.opens, work.closes)
    return frame(work, missing(hall.window), missing(hall.started), pl.Series(hall.ended), hall.outcome)


def missing(column: np.ndarray) -> pl.Series:
    """Return a column with nulls where it has -1."""
    series = pl.Series(column)
    return series.set(series == NONE, None)


def agenda(work: Workload) -> np.ndarray:
    """Return the keys of all that is known beforehand, in order."""
    tickets = (work.arrives << SHIFT) + (ARRIVAL << ID_BITS) + np.arange(len(work.arrives))
    closures = np.array([(c.window, c.start, c.end) for c in work.closures], dtype=np.int64)
    window, start, end = closures.reshape(-1, 3).T
    closings = (start << SHIFT) + (CLOSING << ID_BITS) + window
    openings = (end << SHIFT) + (OPENING << ID_BITS) + window
    return np.sort(np.concatenate([tickets, closings, openings[end < work.closes]]))


class Hall(NamedTuple):
    """What a run reads and fills.

    Waiting tickets and idle windows stand in rings, one by queue, that begin and end with an element of the queue's
    own behind all tickets, or all windows.
    """

    queue: np.ndarray
    service: np.ndarray
    patience: np.ndarray
    owner: np.ndarray
    window: np.ndarray
    started: np.ndarray
    ended: np.ndarray
    outcome: np.ndarray
    ahead: np.ndarray
    behind: np.ndarray
    longer_idle: np.ndarray
    shorter_idle: np.ndarray
    idle_since: np.ndarray
    on_duty: np.ndarray
    busy: np.ndarray
    heap: np.ndarray


def prepare(work: Workload) -> Hall:
    """Return a hall in which nobody has come; whoever comes is unserved at closing, unless something else happens."""
    tickets, queues, windows = len(work.queue), len(work.windows), 1 + sum(len(w) for w in work.windows)
    return Hall(
        queue=work.queue,
        service=work.service,
        patience=work.patience,
        owner=np.concatenate([[NONE], np.repeat(np.arange(queues), [len(w) for w in work.windows])]),
        window=np.full(tickets, NONE, np.int32),
        started=np.full(tickets, NONE, np.int64),
        ended=np.full(tickets, work.closes, np.int64),
        outcome=np.full(tickets, UNSERVED, np.int64),
        ahead=np.arange(tickets + queues),
        behind=np.arange(tickets + queues),
        longer_idle=np.arange(windows + queues),
        shorter_idle=np.arange(windows + queues),
        idle_since=np.full(windows + queues, NONE, np.int64),
        on_duty=np.ones(windows, np.bool_),
        busy=np.zeros(windows, np.bool_),
        heap=np.empty(tickets + windows + 1, np.int64),
    )


@kernel
def run(hall: Hall, agenda: np.ndarray, opens: int, closes: int) -> None:
    """Let the day pass, from all windows idle to the last service's end."""
    all_idle(hall, opens)
    heap = hall.heap
    size, announced = push(heap, 0, agenda[0]), 1
    while size > 0:
        now, kind, about = unpack(heap[0])
        if kind == SERVICE_END:
            following = next_service(hall, about, now, closes)
            if following != NONE:
                replace(heap, size, following)
            else:
                size = pop(heap, size)
            continue
        if kind == PATIENCE_END:
            abandon(hall, about, now)
            size = pop(heap, size)
            continue
        if announced < len(agenda):
            replace(heap, size, agenda[announced])
            announced += 1
        else:
            size = pop(heap, size)
        following = NONE
        if kind == ARRIVAL:
            following = arrive(hall, about, now, closes)
        elif kind == OPENING:
            following = open_window(hall, about, now, closes)
        else:
            close_window(hall, about)
        if following != NONE:
            size = push(heap, size, following)


@part
def key_of(instant: int, kind: int, about: int) -> int:
    """Pack an event."""
    return (instant << SHIFT) + (kind << ID_BITS) + about


@part
def unpack(key: int) -> tuple[int, int, int]:
    """Return instant, kind and whom it is about."""
    return key >> SHIFT, (key >> ID_BITS) & _KIND, key & _ID


@part
def all_idle(hall: Hall, opens: int) -> None:
    """Open all windows, in order."""
    for window in range(1, len(hall.owner)):
        become_idle(hall, window, opens)


@part
def join(ahead: np.ndarray, behind: np.ndarray, place: int, new: int) -> None:
    """Put an element into a ring behind another."""
    following = behind[place]
    ahead[new], behind[new] = place, following
    behind[place] = ahead[following] = new


@part
def leave(ahead: np.ndarray, behind: np.ndarray, element: int) -> None:
    """Take an element out of its ring."""
    before, after = ahead[element], behind[element]
    behind[before], ahead[after] = after, before


@part
def arrive(hall: Hall, ticket: int, now: int, closes: int) -> int:
    """Be served by the window that has been idle longest, or wait; return the event to come, if any."""
    end = len(hall.owner) + hall.queue[ticket]
    window = hall.shorter_idle[end]
    if window != end:
        leave(hall.longer_idle, hall.shorter_idle, window)
        return serve(hall, ticket, window, now)
    line = len(hall.queue) + hall.queue[ticket]
    join(hall.ahead, hall.behind, hall.ahead[line], ticket)
    leaves = now + hall.patience[ticket]
    return key_of(leaves, PATIENCE_END, ticket) if leaves <= closes else NONE


@part
def serve(hall: Hall, ticket: int, window: int, now: int) -> int:
    """Begin a service, and write down how it will end; return its end."""
    ends = now + hall.service[ticket]
    hall.busy[window] = True
    hall.window[ticket], hall.started[ticket], hall.ended[ticket] = window, now, ends
    hall.outcome[ticket] = SERVED
    return key_of(ends, SERVICE_END, window)


@part
def abandon(hall: Hall, ticket: int, now: int) -> None:
    """Leave, unless called in the meantime."""
    if hall.started[ticket] == NONE:
        leave(hall.ahead, hall.behind, ticket)
        hall.ended[ticket], hall.outcome[ticket] = now, ABANDONED


@part
def next_service(hall: Hall, window: int, now: int, closes: int) -> int:
    """Let a window that is free take the next ticket, or become idle, or close; return the service's end, if any."""
    hall.busy[window] = False
    if not hall.on_duty[window] or now >= closes:
        return NONE
    line = len(hall.queue) + hall.owner[window]
    ticket = hall.behind[line]
    if ticket == line:
        become_idle(hall, window, now)
        return NONE
    leave(hall.ahead, hall.behind, ticket)
    return serve(hall, ticket, window, now)


@part
def become_idle(hall: Hall, window: int, now: int) -> None:
    """Join the idle windows after who has been idle longer, or as long with a lower number."""
    hall.idle_since[window] = now
    place = hall.longer_idle[len(hall.owner) + hall.owner[window]]
    while hall.idle_since[place] == now and place > window:
        place = hall.longer_idle[place]
    join(hall.longer_idle, hall.shorter_idle, place, window)


@part
def open_window(hall: Hall, window: int, now: int, closes: int) -> int:
    """Open again; who is still serving since before closing goes on when that is done."""
    hall.on_duty[window] = True
    return NONE if hall.busy[window] else next_service(hall, window, now, closes)


@part
def close_window(hall: Hall, window: int) -> None:
    """Close at once, or after the service."""
    hall.on_duty[window] = False
    if not hall.busy[window]:
        leave(hall.longer_idle, hall.shorter_idle, window)
