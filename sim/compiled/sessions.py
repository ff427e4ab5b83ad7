"""Officers at windows and desks, inspectors: sessions begin and end, services and steps end (rules 11, 14, 20)."""

from __future__ import annotations

from sim.compiled import assignment, stations
from sim.compiled.cases import step_done
from sim.compiled.customers import served
from sim.compiled.lines import join
from sim.compiled.memory import Book, desks, sessions, spots, tickets
from sim.compiled.places import release
from sim.compiled.rows import queue_of
from sim.demand.columns import NEVER
from sim.jit import helper, part
from sim.log import Outcome

_SERVED = int(Outcome.SERVED)
_HANDED_BACK_RANK = -1

# ---------------------------------------------------------------- windows


@part
def window_end(h: Book, index: int, now: int) -> None:
    """End a session at its `to`: an idle officer leaves.

    A busy one finishes, hands back, or stays (rules 11, 14).
    """
    session = sessions(h, index)
    if not _holds_window(h, index):
        return
    if session.stays and now < session.leaves_by:
        if session.ticket == NEVER:  # idle, so nobody waits
            assignment.no_longer_idle(h, index)
            leave_window(h, index, now)
        return
    end_for_good(h, index, now)


@part
def extension_end(h: Book, index: int, now: int) -> None:
    """End the extension of a session that stayed."""
    if _holds_window(h, index):
        end_for_good(h, index, now)


@part
def _holds_window(h: Book, index: int) -> bool:
    return sessions(h, index).active_from != NEVER and sessions(h, index).left == NEVER


@helper
def end_for_good(h: Book, index: int, now: int) -> None:
    """Let an idle officer leave, and a busy one once free, or hand back."""
    session = sessions(h, index)
    if session.ticket == NEVER:
        assignment.no_longer_idle(h, index)
        leave_window(h, index, now)
        return
    session.ending = 1
    if h.hand_back and session.service_ends != now:
        _hand_back(h, index, now)


@helper
def leave_window(h: Book, index: int, now: int) -> None:
    """Let an officer leave who is no longer idle; sessions that waited for the window or the officer begin."""
    session = sessions(h, index)
    session.left = now
    release(h, session.window, session.officer, now)


@part
def _hand_back(h: Book, index: int, now: int) -> None:
    """Give the unfinished ticket to another officer or back to its queue.

    A call to a dead ticket is dropped.
    """
    session = sessions(h, index)
    number = session.ticket
    left = session.service_ends - now
    session.busy -= left
    session.ticket = NEVER
    place = spots(h, number)
    if not place.dead:
        spots(h, number).left = left
        place.back = 1
        queue = queue_of(h, number)
        if not assignment.offer(h, number, queue, now, now):
            tickets(h, number).rank = _HANDED_BACK_RANK
            join(h, number, queue, _HANDED_BACK_RANK, now)
    leave_window(h, index, now)


@part
def service_end(h: Book, index: int, now: int) -> None:
    """End a service or a call: go on with the customer, then the officer, then sessions that waited."""
    session = sessions(h, index)
    number = session.ticket
    if number == NEVER or session.service_ends != now:
        return  # the ticket was handed back meanwhile
    session.ticket = NEVER
    if not spots(h, number).dead:
        ticket = tickets(h, number)
        ticket.ended = now
        ticket.outcome = _SERVED
        served(h, number, now)
    if now >= session.end and _leaves(h, index, now):
        leave_window(h, index, now)
    else:
        assignment.take_or_wait(h, index, now)


@part
def _leaves(h: Book, index: int, now: int) -> bool:
    """Whether an officer free at or after the end leaves: always, unless the session stays and somebody waits."""
    session = sessions(h, index)
    if session.ending or not session.stays or now >= session.leaves_by:
        return True
    return assignment.next_ticket(h, index, now) == NEVER


# ---------------------------------------------------------------- desks and inspectors


@part
def desk_end(h: Book, index: int, now: int) -> None:
    """End a session.

    Work that presses goes on in overtime; else what is unfinished is held for the officer's next session, or goes back
    to the head of its line. Inspections are finished.
    """
    desk = desks(h, index)
    stations.pass_on(h, index, now)
    if not desk.active:
        return
    if desk.step != NEVER:
        if index >= h.first_inspector or desk.work_ends == now:
            return
        if desk.leaves_by > now and stations.presses(h, desk.step, index):
            stations.spend(h, index, desk.leaves_by, now)
            return
        stations.interrupt(h, index, now)
    _stay_or_leave(h, index, now)


@part
def overtime_end(h: Book, index: int, now: int) -> None:
    """End the overtime after a session."""
    desk = desks(h, index)
    if desk.active and desk.work_ends != now:
        stations.interrupt(h, index, now)
        _leave_desk(h, index, now)


@part
def step_end(h: Book, index: int, now: int) -> None:
    """End a step: the case goes on, then the officer takes the next or leaves."""
    desk = desks(h, index)
    step = desk.step
    desk.step = NEVER
    step_done(h, step, now)
    if now >= desk.end:
        _stay_or_leave(h, index, now)
    elif desk.step == NEVER:
        stations.take_or_wait(h, index, now)


@helper
def _stay_or_leave(h: Book, index: int, now: int) -> None:
    """Let an officer whose session is over take a pressing step in overtime, or leave."""
    if desks(h, index).leaves_by <= now or not stations.take_pressing(h, index, now):
        _leave_desk(h, index, now)


@part
def _leave_desk(h: Book, index: int, now: int) -> None:
    desk = desks(h, index)
    desk.active = 0
    desk.left = now
    release(h, desk.place, desk.officer, now)
