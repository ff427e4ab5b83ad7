"""Windows and officers: one customer at a time, inside the session, and nobody idle while somebody waits."""

from __future__ import annotations

import numpy as np

from sim.demand.columns import NEVER
from sim.identities.found import (
    BUSY_AT_MOST_STAFFED,
    BUSY_IS_SUM,
    INSIDE_SESSION,
    NOBODY_IDLE,
    ONE_BY_OFFICER,
    ONE_BY_WINDOW,
    SESSION_AS_PLANNED,
    note,
)
from sim.identities.tickets import LONG_AGO
from sim.jit import helper, part


@helper
def check_times(
    found: np.ndarray, start: np.ndarray, end: np.ndarray, active_from: np.ndarray, left: np.ndarray, busy: np.ndarray
) -> None:
    """Check that sessions begin and end no earlier than planned, and busy time is at most staffed time.

    Who begins does so before the planned end, and leaves then or later (rules 11, 14); else the session is skipped.
    """
    for index in range(len(start)):
        here, until = active_from[index], left[index]
        if here == NEVER and until == NEVER:
            continue
        if not start[index] <= here < end[index] <= until:
            note(found, SESSION_AS_PLANNED, index)
        if busy[index] > until - here:
            note(found, BUSY_AT_MOST_STAFFED, index)


@helper
def check_sessions(  # noqa: PLR0917  # a kernel reads arrays one by one
    found: np.ndarray,
    active_from: np.ndarray,
    left: np.ndarray,
    busy: np.ndarray,
    first_queue: np.ndarray,
    queues: np.ndarray,
    queue: np.ndarray,
    wait_from: np.ndarray,
    wait_until: np.ndarray,
    first_wait: np.ndarray,
    last_wait: np.ndarray,
    services: np.ndarray,
    first_service: np.ndarray,
    last_service: np.ndarray,
    engaged: np.ndarray,
) -> None:
    """Check sessions one by one.

    Services and calls do not overlap (rule 11: finish, then take another or leave), lie inside the session, and add up
    to its busy time. While its officer is idle, nobody waits in the queues it serves (rules 12, 13).

    Parameters
    ----------
    active_from, left, busy : columns of the log, by session; `first_queue`, `queues`, `queue` tell which it serves.
    wait_from, wait_until : from when until when somebody waits in a queue. Such times of queue q stand in order at
        `first_wait[q]` … `last_wait[q] - 1`.
    services : (tickets, 2), begins and ends of services and calls. Those of session s stand in the order of their
        begins at `first_service[s]` … `last_service[s] - 1`.
    engaged : (sessions, 2), to be filled: from when until when the session holds its window and its officer, what it
        does outside its time included; `NEVER` if it never began.
    """
    idle = np.empty((_longest(first_service, last_service) + 1, 2), dtype=np.int64)
    near = first_wait.copy()
    for index in range(len(left)):
        here, until, first, last = active_from[index], left[index], first_service[index], last_service[index]
        begun = services[first, 0] if first < last else here
        gaps, worked, free, overlaps = _look_into(services, first, last, here, until, idle)
        engaged[index, 0], engaged[index, 1] = begun if here == NEVER else min(begun, here), max(until, free)
        if overlaps:
            note(found, ONE_BY_WINDOW, index)
            note(found, ONE_BY_OFFICER, index)
        if begun < here or free > until:
            note(found, INSIDE_SESSION, index)
        if worked != busy[index]:
            note(found, BUSY_IS_SUM, index)
        if here == NEVER:
            continue
        for place in range(first_queue[index], first_queue[index] + queues[index]):
            line = queue[place]
            near[line] = _first_after(wait_until, near[line], first_wait[line], last_wait[line], here)
            if _meet(idle, gaps, wait_from, wait_until, near[line], last_wait[line]):
                note(found, NOBODY_IDLE, index)


@helper
def _longest(first: np.ndarray, last: np.ndarray) -> int:
    """Return the length of the longest of the ranges `first` … `last - 1`."""
    longest = 0
    for index in range(len(first)):
        longest = max(longest, last[index] - first[index])
    return longest


@part
def _look_into(
    services: np.ndarray, first: int, last: int, here: int, until: int, idle: np.ndarray
) -> tuple[int, int, int, bool]:
    """Go through a session's services, and fill `idle` with the stretches between them.

    Returns
    -------
    gaps : how many stretches there are, from the first instant `here` to the last, `until`.
    worked : milliseconds of all services.
    free : the instant from which the officer has no more customers.
    overlaps : whether some service begins before another has ended.
    """
    gaps, worked, free, overlaps = 0, 0, here, False
    for at in range(first, last):
        begin, end = services[at, 0], services[at, 1]
        # whether there is a stretch is a toss-up; so it is written in any case, and counted if it is one
        idle[gaps, 0], idle[gaps, 1] = free, begin
        gaps += begin > free
        overlaps |= (begin < free) & (at > first)
        free = max(free, end)
        worked += end - begin
    if until > free:
        idle[gaps, 0], idle[gaps, 1] = free, until
        gaps += 1
    return gaps, worked, free, overlaps


@part
def _first_after(wait_until: np.ndarray, near: int, first: int, last: int, instant: int) -> int:
    """Return the place of the first of a queue's waits that ends after an instant, looked for from one nearby on."""
    while near > first and wait_until[near - 1] > instant:
        near -= 1
    while near < last and wait_until[near] <= instant:
        near += 1
    return near


@part
def _meet(idle: np.ndarray, gaps: int, wait_from: np.ndarray, wait_until: np.ndarray, at: int, last: int) -> bool:
    """Whether somebody waits in some idle stretch, for longer than no time; both stand in order, waits from `at` on."""
    for gap in range(gaps):
        while at < last and wait_until[at] <= idle[gap, 0]:
            at += 1
        if at == last:
            return False
        if wait_from[at] < idle[gap, 1]:
            return True
    return False


@helper
def check_places(found: np.ndarray, identity: int, place: np.ndarray, engaged: np.ndarray) -> None:
    """Check that sessions of one place (a window or an officer, `place` by session) do not meet (rule 11).

    They stand in the order of their planned starts, so that who comes too early is seldom, and then compared with all.
    """
    most = NEVER
    for number in place:
        most = max(most, number)
    free = np.full(most + 1, LONG_AGO)
    for index in range(len(place)):
        number = place[index]
        if engaged[index, 0] == NEVER:
            continue
        if engaged[index, 0] < free[number] and _meets_earlier(index, place, engaged):
            note(found, identity, index)
        free[number] = max(free[number], engaged[index, 1])


@helper
def _meets_earlier(index: int, place: np.ndarray, engaged: np.ndarray) -> bool:
    """Whether a session meets one of the same place that stands before it."""
    for other in range(index):
        apart = engaged[other, 1] <= engaged[index, 0] or engaged[index, 1] <= engaged[other, 0]
        if place[other] == place[index] and engaged[other, 0] != NEVER and not apart:
            return True
    return False
