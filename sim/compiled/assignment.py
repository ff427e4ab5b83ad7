"""Officers take tickets, tickets find officers (rules 12, 13).

A session is *idle* when its officer is at the window and serves nobody.
"""

from __future__ import annotations

from sim.arithmetic import PPM, Kind, event_priority
from sim.arithmetic import service_ms as plain_service_ms
from sim.compiled.events import schedule
from sim.compiled.layout import NOBODY
from sim.compiled.lines import first_waiting, remove
from sim.compiled.memory import (
    Book,
    chains,
    queues,
    sessions,
    spots,
    stop_department,
    stop_visit,
    ticket_service,
    tickets,
    visitors,
)
from sim.compiled.rows import queue_of, stop_of
from sim.demand.columns import NEVER, Purpose
from sim.jit import part

service_ms = part(plain_service_ms)
_SERVICE_END = event_priority(Kind.SERVICE_END, 0)
_ITEM = int(Purpose.ITEM)


@part
def take_or_wait(h: Book, index: int, now: int) -> None:
    """Let a free officer take the next ticket by the session's rule, or become idle."""
    number = next_ticket(h, index, now)
    if number != NOBODY:
        remove(h, number, queue_of(h, number), now)
        call(h, index, number, now)
        return
    session = sessions(h, index)
    session.idle_since = now
    for number in range(session.first_link, session.first_link + session.queues):
        link = chains(h, number)
        line = queues(h, link.queue)
        link.before, link.after = NOBODY, line.first_idle
        if link.after != NOBODY:
            chains(h, link.after).before = number
        line.first_idle = number


@part
def next_ticket(h: Book, index: int, now: int) -> int:
    """Return the ticket to take, `NOBODY` if nobody waits in the queues of the session.

    It is that of the first queue with a ticket (own first), or of the least key over all heads (longest wait).
    """
    session, best = sessions(h, index), NOBODY
    for number in range(session.first_link, session.first_link + session.queues):
        ticket = first_waiting(h, chains(h, number).queue, now)
        if ticket == NOBODY:
            continue
        if not session.longest_wait:
            return ticket
        if best == NOBODY or _comes_first(h, ticket, best):
            best = ticket
    return best


@part
def _comes_first(h: Book, ticket: int, other: int) -> bool:
    """Whether a ticket comes before another by rule 10."""
    one, two = tickets(h, ticket), tickets(h, other)
    if one.rank != two.rank:
        return one.rank < two.rank
    if one.joined != two.joined:
        return one.joined < two.joined
    return ticket < other


@part
def offer(h: Book, ticket: int, queue: int, now: int, beyond: int) -> bool:
    """Give a ticket to an idle officer who may stay beyond an instant; False if none is idle.

    The officer with the fewest queues is preferred, then the longest idle, then the lowest window.
    """
    number, best = queues(h, queue).first_idle, NOBODY
    while number != NOBODY:
        link = chains(h, number)
        if sessions(h, link.session).leaves_by > beyond and (best == NOBODY or _preferred(h, link.session, best)):
            best = link.session
        number = link.after
    if best == NOBODY:
        return False
    no_longer_idle(h, best)
    call(h, best, ticket, now)
    return True


@part
def _preferred(h: Book, index: int, other: int) -> bool:
    one, two = sessions(h, index), sessions(h, other)
    if one.queues != two.queues:
        return one.queues < two.queues
    if one.idle_since != two.idle_since:
        return one.idle_since < two.idle_since
    return one.window < two.window


@part
def no_longer_idle(h: Book, index: int) -> None:
    """Take an idle session out of the chains of its queues."""
    session = sessions(h, index)
    for number in range(session.first_link, session.first_link + session.queues):
        link = chains(h, number)
        if link.before == NOBODY:
            queues(h, link.queue).first_idle = link.after
        else:
            chains(h, link.before).after = link.after
        if link.after != NOBODY:
            chains(h, link.after).before = link.before


@part
def call(h: Book, index: int, number: int, now: int) -> None:
    """Call a ticket: serve it, or lose the call time-out if its customer has silently left (rule 7)."""
    session, ticket = sessions(h, index), tickets(h, number)
    if ticket.called == NEVER:
        ticket.called = now
    ticket.session = index
    duration = _duration(h, index, number, now)
    session.ticket = number
    session.service_ends = now + duration
    session.busy += duration
    schedule(h, now + duration, _SERVICE_END | session.window, index)


@part
def _duration(h: Book, index: int, number: int, now: int) -> int:
    """Return how long a call takes, and note the start of service."""
    session, ticket, place = sessions(h, index), tickets(h, number), spots(h, number)
    if place.dead:
        return h.call_timeout_ms
    if place.back:
        place.back = 0
        return spots(h, number).left
    ticket.started = now
    ppm, base = session.own_ppm, ticket_service(h, number)
    if session.foreign_ppm != ppm and ticket.purpose == _ITEM:
        own = stop_department(h, stop_of(h, number)) == session.department
        ppm = ppm if own else session.foreign_ppm
    if h.helped_ppm != PPM and ticket.purpose == _ITEM and visitors(h, stop_visit(h, stop_of(h, number))).helped != 0:
        base = service_ms(base, h.helped_ppm)
    return base if ppm == PPM else service_ms(base, ppm)
