"""Windows and desks as places that one officer holds at a time.

A session waits while its place or its officer is engaged (rule 11).
"""

from __future__ import annotations

from sim.compiled import assignment, stations
from sim.compiled.memory import Book, blocked, desks, officers, places, sessions
from sim.jit import helper, part
from sim.timetable import DESK_ID_OFFSET, INSPECTOR_ID_OFFSET


@part
def start_or_block(h: Book, place: int, officer: int, index: int, now: int) -> None:
    """Start a session, or let it wait for its place and officer to be released."""
    if _free(h, place, officer):
        _start(h, place, index, now)
    else:
        _block(h, place, officer, index)


@part
def _free(h: Book, place: int, officer: int) -> bool:
    return places(h, _number(h, place)).held == 0 and officers(h, officer).engaged == 0


@part
def _number(h: Book, place: int) -> int:
    """Return where a place stands among `holders`."""
    if place < DESK_ID_OFFSET:
        return place
    if place < INSPECTOR_ID_OFFSET:
        return place - DESK_ID_OFFSET + h.first_desk
    return place - INSPECTOR_ID_OFFSET + h.inspectors_from


@part
def _block(h: Book, place: int, officer: int, index: int) -> None:
    """Put a session among the blocked, in the order of places."""
    at = h.blocked_count
    h.blocked_count += 1
    while at > 0 and (
        blocked(h, at - 1).first > place or (blocked(h, at - 1).first == place and blocked(h, at - 1).second > index)
    ):
        _copy(h, at - 1, at)
        at -= 1
    waiting = blocked(h, at)
    waiting.first, waiting.second, waiting.third = place, index, officer


@part
def _copy(h: Book, source: int, target: int) -> None:
    one, other = blocked(h, source), blocked(h, target)
    other.first, other.second, other.third = one.first, one.second, one.third


@part
def _engage(h: Book, place: int, officer: int) -> None:
    """Let an officer hold a place."""
    places(h, _number(h, place)).held = 1
    officers(h, officer).engaged = 1


@part
def release(h: Book, place: int, officer: int, now: int) -> None:
    """Let an officer leave a place; sessions that waited start in the order of places, each taking at once."""
    places(h, _number(h, place)).held = 0
    officers(h, officer).engaged = 0
    if h.blocked_count > 0:
        _start_blocked(h, now)


@helper
def _start_blocked(h: Book, now: int) -> None:
    kept = 0
    for at in range(h.blocked_count):
        waiting = blocked(h, at)
        if _free(h, waiting.first, waiting.third):
            _start(h, waiting.first, waiting.second, now)
        else:
            _copy(h, at, kept)
            kept += 1
    h.blocked_count = kept


@helper
def _start(h: Book, place: int, index: int, now: int) -> None:
    """Begin a session now, if anything is left of it."""
    if place < DESK_ID_OFFSET:
        _activate_window(h, index, now)
    else:
        _activate_desk(h, index, now)


@part
def _activate_window(h: Book, index: int, now: int) -> None:
    """Begin a window session: its officer takes a ticket at once."""
    session = sessions(h, index)
    if now >= session.end:
        return
    _engage(h, session.window, session.officer)
    session.active_from = now
    assignment.take_or_wait(h, index, now)


@part
def _activate_desk(h: Book, index: int, now: int) -> None:
    """Begin a desk session: its officer goes on with the work held, or takes the next step."""
    desk = desks(h, index)
    if now >= desk.end:
        stations.pass_on(h, index, now)
        return
    _engage(h, desk.place, desk.officer)
    desk.active = 1
    stations.take_or_wait(h, index, now)
