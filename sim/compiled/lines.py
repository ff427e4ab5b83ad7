"""Who waits in a queue, in the order of rule 10: a chain of tickets for each rank, the lowest rank first."""

from __future__ import annotations

import numpy as np

from sim.compiled.events import ALWAYS
from sim.compiled.layout import NOBODY
from sim.compiled.leaving import end
from sim.compiled.memory import Book, levels, queues, ranks, spots, ticket_silent, tickets
from sim.jit import helper, kernel, part
from sim.log import Outcome

_ABANDONED = int(Outcome.ABANDONED)


@kernel
def distinct_ranks(drawn: np.ndarray, also: int) -> np.ndarray:
    """Return the ranks that occur, `also` and -1 (handed back), rising. There are few, and runs of the same."""
    found = np.empty(len(drawn) + 2, dtype=np.int64)
    found[0] = -1
    count = _include(found, 1, also)
    last = also
    for rank in drawn:
        if rank != last:
            last = rank
            count = _include(found, count, rank)
    return found[:count].copy()


@helper
def _include(found: np.ndarray, count: int, rank: int) -> int:
    """Put a rank among those found, unless it is there; return how many there are."""
    at = count
    while at > 0 and found[at - 1] > rank:
        at -= 1
    if at > 0 and found[at - 1] == rank:
        return count
    for place in range(count, at, -1):
        found[place] = found[place - 1]
    found[at] = rank
    return count + 1


@part
def _level_of(h: Book, rank: int) -> int:
    """Return the level of a rank."""
    level = 0
    while ranks(h, level) != rank:
        level += 1
    return level


@part
def join(h: Book, ticket: int, queue: int, rank: int, now: int) -> None:
    """Let a ticket wait from now on, with patience that never ends."""
    _insert(h, ticket, queue, rank)
    spots(h, ticket).leaves = ALWAYS
    line = queues(h, queue)
    line.length += 1
    line.waited -= now


@part
def _insert(h: Book, ticket: int, queue: int, rank: int) -> None:
    """Put a ticket into the chain of its rank, by (time of joining, ticket): nearly always at the end."""
    level = _level_of(h, rank)
    chain, place = levels(h, queue * h.level_count + level), spots(h, ticket)
    joined = tickets(h, ticket).joined
    ahead, behind = chain.last, NOBODY
    while ahead != NOBODY and (
        tickets(h, ahead).joined > joined or (tickets(h, ahead).joined == joined and ahead > ticket)
    ):
        behind, ahead = ahead, spots(h, ahead).ahead
    place.level, place.ahead, place.behind = level + 1, ahead, behind
    if ahead == NOBODY:
        chain.first = ticket
    else:
        spots(h, ahead).behind = ticket
    if behind == NOBODY:
        chain.last = ticket
    else:
        spots(h, behind).ahead = ticket


@part
def change_rank(h: Book, ticket: int, queue: int, rank: int) -> None:
    """Let a waiting ticket change its class, keeping its time of joining."""
    _unlink(h, ticket, queue)
    _insert(h, ticket, queue, rank)


@part
def remove(h: Book, ticket: int, queue: int, now: int) -> None:
    """Let a waiting ticket leave."""
    _unlink(h, ticket, queue)
    line = queues(h, queue)
    line.length -= 1
    line.waited += now


@part
def _unlink(h: Book, ticket: int, queue: int) -> None:
    place = spots(h, ticket)
    chain = levels(h, queue * h.level_count + place.level - 1)
    if place.ahead == NOBODY:
        chain.first = place.behind
    else:
        spots(h, place.ahead).behind = place.behind
    if place.behind == NOBODY:
        chain.last = place.ahead
    else:
        spots(h, place.behind).ahead = place.ahead
    place.level = 0


@part
def in_line(h: Book, ticket: int) -> bool:
    """Whether a ticket waits."""
    return spots(h, ticket).level > 0


@part
def first_waiting(h: Book, queue: int, until: int) -> int:
    """Return the first ticket of a queue, `NOBODY` if nobody waits; whoever's patience ended before `until` has gone.

    Nobody looks into a line between two events of its queue. So patience needs no event of its own: it is looked at
    when a ticket comes to the head, and the customer leaves then as of the instant at which it ended.
    """
    while queues(h, queue).length > 0:
        level = 0
        while levels(h, queue * h.level_count + level).first == NOBODY:
            level += 1
        ticket = levels(h, queue * h.level_count + level).first
        if spots(h, ticket).leaves >= until or not lose_patience(h, ticket, queue, spots(h, ticket).leaves):
            return ticket
    return NOBODY


@helper
def lose_patience(h: Book, ticket: int, queue: int, leaves: int) -> bool:
    """Let a customer leave; return whether the ticket leaves too: a silent one's keeps its place and dies (rule 7)."""
    silent = ticket_silent(h, ticket) != 0
    if silent:
        spots(h, ticket).dead = 1
        spots(h, ticket).leaves = ALWAYS
    else:
        remove(h, ticket, queue, leaves)
    end(h, ticket, _ABANDONED, leaves)
    return not silent


@helper
def length(h: Book, queue: int, until: int) -> int:
    """Return how many wait in a queue, when all have gone whose patience ended before `until`."""
    for level in range(h.level_count):
        ticket = levels(h, queue * h.level_count + level).first
        while ticket != NOBODY:
            behind = spots(h, ticket).behind
            if spots(h, ticket).leaves < until:
                lose_patience(h, ticket, queue, spots(h, ticket).leaves)
            ticket = behind
    return queues(h, queue).length
