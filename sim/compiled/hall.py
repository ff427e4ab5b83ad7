"""The main loop: what is known beforehand and what comes up, in the order of events (rule 2)."""

from __future__ import annotations

import numpy as np

from sim.arithmetic import Kind, event_priority
from sim.compiled import cases, customers, events, meetings, sessions
from sim.compiled.agenda import lay_out
from sim.compiled.memory import Book, agenda, case_opens, desks, near, window_officer
from sim.compiled.places import start_or_block
from sim.compiled.reset import reset
from sim.jit import kernel, part
from sim.timetable import DESK_ID_OFFSET, MEETING_ID_OFFSET

_KIND_BITS = 40
_SESSION_END = event_priority(Kind.SESSION_END, 0)
_SESSION_START = event_priority(Kind.SESSION_START, 0)
_TRANSFER_END = event_priority(Kind.TRANSFER_END, 0)
_ARRIVAL = event_priority(Kind.ARRIVAL, 0)
_END_OF_DAY = event_priority(Kind.END_OF_DAY, 0)
_OF_SESSION_END, _OF_SESSION_START, _OF_SERVICE_END, _OF_HELPER_END, _OF_STEP_END = range(1, 6)
_OF_TRANSFER_END, _OF_CLASS_CHANGE, _OF_PATIENCE_END, _OF_ARRIVAL = range(6, 10)
"""Kinds as they stand in the upper bits of a priority."""


@kernel
def play(book: np.ndarray) -> None:
    """Simulate: fill the records of tickets, sessions, cases and desks."""
    h = book[0]
    reset(h)
    lay_out(h)
    at = 0
    while True:
        due, due_priority = events.ALWAYS, 0
        if at < h.entry_count:
            due, due_priority = agenda(h, at).instant, agenda(h, at).priority
        if h.near_count == 0:
            events.advance(h, due)
        if h.near_count > 0 and _sooner(h, due, due_priority):
            now, priority, about = near(h, 0).first, near(h, 0).second, near(h, 0).third
            events.drop_first(h)
            _happen(h, priority >> _KIND_BITS, about, now)
        elif at < h.entry_count:
            at += 1
            _take_place(h, due_priority, agenda(h, at - 1).about, due)
        else:
            break
    cases.end_of_horizon(h)


@part
def _sooner(h: Book, due: int, due_priority: int) -> bool:
    """Whether the first event that came up comes before the next of the agenda."""
    first = near(h, 0)
    return first.first < due or (first.first == due and first.second < due_priority)


@part
def _happen(h: Book, kind: int, about: int, now: int) -> None:
    """Let an event happen that came up during the run."""
    if kind == _OF_SERVICE_END:
        sessions.service_end(h, about, now)
    elif kind == _OF_PATIENCE_END:
        customers.patience_end(h, about, now)
    elif kind == _OF_ARRIVAL:
        customers.arrival(h, about, now)
    elif kind == _OF_STEP_END:
        sessions.step_end(h, about, now)
    elif kind == _OF_TRANSFER_END:
        cases.wait_end(h, about, now)
    elif kind == _OF_HELPER_END:
        customers.helper_end(h, about, now)
    else:
        customers.class_change(h, about, now)


@part
def _take_place(h: Book, priority: int, about: int, now: int) -> None:
    """Let an event of the agenda happen."""
    kind = priority >> _KIND_BITS
    if kind == _OF_ARRIVAL:
        customers.begin_visit(h, about, now)
    elif kind <= _OF_SESSION_START:
        _of_session(h, kind, priority & (_SESSION_END - 1), about, now)
    elif kind == _OF_TRANSFER_END:
        if priority & MEETING_ID_OFFSET:
            meetings.hold(h, about, now)
        else:
            cases.receive(h, about, case_opens(h, about), now)
    else:
        customers.close_day(h, now)


@part
def _of_session(h: Book, kind: int, place: int, about: int, now: int) -> None:
    """Let a session start or end at a window, or at a desk, which come after all windows."""
    count = h.session_count
    if kind == _OF_SESSION_START:
        officer = desks(h, about).officer if place >= DESK_ID_OFFSET else window_officer(h, about)
        start_or_block(h, place, officer, about, now)
    elif place >= DESK_ID_OFFSET:
        if about < h.desk_count:
            sessions.desk_end(h, about, now)
        else:
            sessions.overtime_end(h, about - h.desk_count, now)
    elif about < count:
        sessions.window_end(h, about, now)
    else:
        sessions.extension_end(h, about - count, now)
