"""Customers: trips begin, tickets are issued, people wait, leave, return and go on to the next stop.

These are rules 5, 7–10 and 14.
"""

from __future__ import annotations

from sim.arithmetic import Kind, event_priority
from sim.compiled.assignment import offer
from sim.compiled.cases import receive, settle
from sim.compiled.events import schedule
from sim.compiled.layout import NOBODY
from sim.compiled.leaving import come_again, end, next_trip
from sim.compiled.lines import change_rank, first_waiting, in_line, length, lose_patience, remove
from sim.compiled.lines import join as join_line
from sim.compiled.memory import (
    Book,
    comprehensive,
    end_of_day,
    helpers,
    last_ticket,
    open_day,
    queue_zone,
    queues,
    served_on,
    spots,
    stop_queue,
    stop_visit,
    stops,
    ticket_balk_limit,
    ticket_papers,
    ticket_patience,
    ticket_walk,
    tickets,
    visit_asks,
    visit_first_stop,
    visit_helper,
    visit_rank,
    visit_slot,
    visit_wrong,
    visitors,
    zone_helpers,
)
from sim.compiled.projects import begin as begin_project
from sim.compiled.rows import queue_of, stop_of
from sim.demand.columns import MS_PER_DAY, NEVER, Doubt, Purpose
from sim.jit import helper, part
from sim.log import Outcome

_ITEM, _HELP = int(Purpose.ITEM), int(Purpose.HELP)
_CERTAIN, _UNLESS_HELPED = int(Doubt.NEVER), int(Doubt.UNLESS_HELPED)
_ABANDONED, _BALKED, _UNSERVED, _TURNED_AWAY = range(Outcome.ABANDONED, Outcome.TURNED_AWAY + 1)
_WAITS = -2
"""In place of an outcome: the customer has been served at once, or waits."""
_HELPER_END = event_priority(Kind.HELPER_END, 0)
_CLASS_CHANGE = event_priority(Kind.CLASS_CHANGE, 0)
_PATIENCE_END = event_priority(Kind.PATIENCE_END, 0)
_ARRIVAL = event_priority(Kind.ARRIVAL, 0)

# ---------------------------------------------------------------- trips


@part
def begin_visit(h: Book, visit: int, now: int) -> None:
    """Let a customer arrive for the first time: who asks goes to a helper first (rule 9)."""
    if not visit_asks(h, visit) or zone_helpers(h, _zone(h, visit)) == 0:
        join(h, _first_ticket(h, visit), now, now + 1, first_of_trip=True)
        return
    staff = helpers(h, _zone(h, visit))
    if staff.free > 0:
        _help(h, visit, now)
        return
    visitors(h, visit).after = NOBODY
    if staff.first == NOBODY:
        staff.first = visit
    else:
        visitors(h, staff.last).after = visit
    staff.last = visit


@part
def _zone(h: Book, visit: int) -> int:
    """Return the zone of the first stop of a visit."""
    return queue_zone(h, stop_queue(h, visit_first_stop(h, visit)))


@part
def _first_ticket(h: Book, visit: int) -> int:
    """Return the first stop of the first trip: a wrong queue is left out if there is none, or a helper prevents it."""
    helped = visitors(h, visit).helped != 0
    return visit_first_stop(h, visit) + (1 if helped and visit_wrong(h, visit) == _UNLESS_HELPED else 0)


@part
def _help(h: Book, visit: int, now: int) -> None:
    helpers(h, _zone(h, visit)).free -= 1
    schedule(h, now + visit_helper(h, visit), _HELPER_END | visit, visit)


@part
def helper_end(h: Book, visit: int, now: int) -> None:
    """Send a helped customer to the queue; the helper turns to the next."""
    visitors(h, visit).helped = 1
    join(h, _first_ticket(h, visit), now, now, first_of_trip=True)
    staff = helpers(h, _zone(h, visit))
    staff.free += 1
    if staff.first != NOBODY:
        following = staff.first
        staff.first = visitors(h, following).after
        _help(h, following, now)


# ---------------------------------------------------------------- joining (rules 7, 13, 14)


@helper
def join(h: Book, number: int, now: int, until: int, first_of_trip: bool) -> None:
    """Issue a ticket, or turn the customer away; then service, waiting, or balking.

    Whoever's patience ended before `until` has left: an arrival comes after the ends of patience of its millisecond.
    """
    stop = stop_of(h, number)
    visit, queue, ticket = stop_visit(h, stop), stop_queue(h, stop), tickets(h, number)
    ticket.joined = now
    ticket.rank = _rank(h, number, visit, now)
    # a later stop belongs to the day of its trip, even if a service went on beyond midnight
    begun = now if first_of_trip else tickets(h, number - 1).joined
    day = open_day(h, begun // MS_PER_DAY) if 0 <= begun < h.horizon_end else -1
    late = day < 0 or now > end_of_day(h, day) or (first_of_trip and now >= last_ticket(h, day))
    outcome = _TURNED_AWAY if late else _issue(h, number, queue, day, now, until)
    if outcome == _WAITS:
        join_line(h, number, queue, ticket.rank, now)
        _wait(h, number, visit, day, now)
    elif outcome >= 0:
        end(h, number, outcome, now)


@part
def _issue(h: Book, number: int, queue: int, day: int, now: int, until: int) -> int:
    """Return the outcome of who gets no ticket or will not wait, NEVER for who is served at once, or `_WAITS`."""
    if not served_on(h, day * h.queue_count + queue):
        return _BALKED if h.not_served_balks and comprehensive(h, queue) else _TURNED_AWAY
    if offer(h, number, queue, now, -1):
        return NEVER
    limit = ticket_balk_limit(h, number)
    balks = limit != NEVER and queues(h, queue).length >= limit and length(h, queue, until) >= limit
    return _BALKED if balks else _WAITS


@part
def _booked_for(h: Book, number: int, visit: int) -> int:
    """Return the instant of a ticket's appointment: that of the first stop on the first trip, else NEVER."""
    slot = visit_slot(h, visit)
    return slot if slot != NEVER and number == visit_first_stop(h, visit) else NEVER


@part
def _rank(h: Book, number: int, visit: int, now: int) -> int:
    """Return the rank of the customer's class.

    From the slot on it is the better of its own and that of appointments (rule 5).
    """
    rank, slot = visit_rank(h, visit), _booked_for(h, number, visit)
    return min(rank, h.appointment_rank) if slot != NEVER and now >= slot else rank


@part
def _wait(h: Book, number: int, visit: int, day: int, now: int) -> None:
    """Let patience run, and the class change at the slot. What lies after the end of the day changes nothing."""
    slot, day_ends = _booked_for(h, number, visit), end_of_day(h, day)
    if now < slot <= day_ends and h.appointment_rank < tickets(h, number).rank:
        schedule(h, slot, _CLASS_CHANGE | number, number)
    if ticket_patience(h, number) != NEVER:
        leaves = max(now, slot) + ticket_patience(h, number)
        # as an event only if the customer may be back before the line is looked at for the last time
        if NEVER < next_trip(h, number, visit, leaves) <= day_ends:
            schedule(h, leaves, _PATIENCE_END | number, number)
        else:
            spots(h, number).leaves = leaves


@part
def class_change(h: Book, number: int, now: int) -> None:
    """Let a customer's appointment begin."""
    ticket, spot = tickets(h, number), spots(h, number)
    if in_line(h, number) and not spot.dead and spot.leaves >= now and ticket.started == NEVER:
        ticket.rank = h.appointment_rank
        change_rank(h, number, queue_of(h, number), ticket.rank)


@part
def patience_end(h: Book, number: int, now: int) -> None:
    """Let a customer leave who still waits and has not been served in part."""
    if in_line(h, number) and tickets(h, number).started == NEVER:
        lose_patience(h, number, queue_of(h, number), now)


# ---------------------------------------------------------------- what follows


@part
def served(h: Book, number: int, now: int) -> None:
    """Let a served customer go on.

    Missing papers end the trip, an item may open a case, the next stop follows.
    """
    stop = stop_of(h, number)
    visit, ticket, doubt = stop_visit(h, stop), tickets(h, number), ticket_papers(h, number)
    if doubt != _CERTAIN and not (doubt == _UNLESS_HELPED and visitors(h, visit).helped != 0):
        ticket.purpose = _HELP
        come_again(h, number, visit, now)
        return
    if ticket.purpose == _ITEM and h.case_count > 0:
        _open(h, stop, now)
    if stop + 1 < h.stop_count and stop_visit(h, stop + 1) == visit:
        schedule(h, now + ticket_walk(h, number), _ARRIVAL | (number + 1), number + 1)


@part
def _open(h: Book, stop: int, now: int) -> None:
    """Open the case of a stop just served, if its item has one, or the project that it registers."""
    opened = stops(h, stop)
    if opened.case != NOBODY:
        receive(h, opened.case, now, now)
    if opened.project != NOBODY:
        begin_project(h, opened.project)
        settle(h, now)


@part
def arrival(h: Book, number: int, now: int) -> None:
    """Let a customer arrive at a later stop, or on a later trip, which begins with the stop that failed."""
    stop = stop_of(h, number)
    later_stop = stop > visit_first_stop(h, stop_visit(h, stop)) and tickets(h, number - 1).joined != NEVER
    join(h, number, now, now + 1, first_of_trip=not later_stop)


@part
def close_day(h: Book, now: int) -> None:
    """Let every waiting ticket become unserved and remove dead ones; who still waits for a helper goes home."""
    for queue in range(h.queue_count):
        number = first_waiting(h, queue, now + 1)
        while number != NOBODY:
            remove(h, number, queue, now)
            if not spots(h, number).dead:
                end(h, number, _UNSERVED, now)
            number = first_waiting(h, queue, now + 1)
    for zone in range(h.zone_count):
        staff = helpers(h, zone)
        while staff.first != NOBODY:
            visit = staff.first
            staff.first = visitors(h, visit).after
            number = _first_ticket(h, visit)
            tickets(h, number).joined = now
            tickets(h, number).rank = visit_rank(h, visit)
            end(h, number, _TURNED_AWAY, now)
