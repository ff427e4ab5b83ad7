"""What is known beforehand, in the order of events: sessions, first arrivals, ends of days, meetings, the backlog."""

from __future__ import annotations

import numpy as np

from sim.arithmetic import Kind, event_priority
from sim.compiled.memory import (
    Book,
    agenda,
    case_goes_on,
    case_part,
    case_stop,
    desk_end,
    desk_leaves_by,
    desk_place,
    desk_start,
    end_of_day,
    entries,
    sitting_meeting,
    sitting_start,
    visit_called,
    visit_first_stop,
    visit_join,
    window_end,
    window_leaves_by,
    window_start,
    window_window,
)
from sim.demand.columns import NEVER
from sim.jit import part
from sim.ordering import stable_order
from sim.timetable import MEETING_ID_OFFSET

_SESSION_END = event_priority(Kind.SESSION_END, 0)
_SESSION_START = event_priority(Kind.SESSION_START, 0)
_TRANSFER_END = event_priority(Kind.TRANSFER_END, 0)
_ARRIVAL = event_priority(Kind.ARRIVAL, 0)
_END_OF_DAY = event_priority(Kind.END_OF_DAY, 0)


@part
def lay_out(h: Book) -> None:
    """Fill the agenda.

    Entries are made by kind and number, so that a stable sort by instant leaves them in the order of events.
    """
    _session_ends(h)
    _session_starts(h)
    for number in range(h.case_count):
        if case_stop(h, number) == NEVER and case_part(h, number) == NEVER:
            _enter(h, case_goes_on(h, number), _TRANSFER_END | number, number)
    for number in range(h.sitting_count):
        id_of_meeting = MEETING_ID_OFFSET + sitting_meeting(h, number)
        _enter(h, sitting_start(h, number), _TRANSFER_END | id_of_meeting, number)
    for visit in range(h.visit_count):
        if not visit_called(h, visit):
            _enter(h, visit_join(h, visit), _ARRIVAL | visit_first_stop(h, visit), visit)
    for day in range(h.day_count):
        _enter(h, end_of_day(h, day), _END_OF_DAY | day, day)
    _sort(h)


@part
def _enter(h: Book, instant: int, priority: int, about: int) -> None:
    """Add an entry."""
    entry = entries(h, h.entry_count)
    entry.instant, entry.priority, entry.about = instant, priority, about
    h.entry_count += 1


@part
def _sort(h: Book) -> None:
    instants = np.empty(h.entry_count, dtype=np.int64)
    for at in range(h.entry_count):
        instants[at] = entries(h, at).instant
    order = stable_order(instants)
    for at in range(h.entry_count):
        entry, due = entries(h, order[at]), agenda(h, at)
        due.instant, due.priority, due.about = entry.instant, entry.priority, entry.about


@part
def _session_ends(h: Book) -> None:
    """Enter the ends of sessions, of extensions and of overtime, by place."""
    count = h.session_count
    places = np.empty(2 * count, dtype=np.int64)
    for index in range(count):
        places[index] = places[count + index] = window_window(h, index)
    for about in stable_order(places):
        index = about if about < count else about - count
        if about < count:
            _enter(h, window_end(h, index), _SESSION_END | places[about], about)
        elif window_leaves_by(h, index) > window_end(h, index):
            _enter(h, window_leaves_by(h, index), _SESSION_END | places[about], about)
    count = h.desk_count
    places = np.empty(2 * count, dtype=np.int64)
    for index in range(count):
        places[index] = places[count + index] = desk_place(h, index)
    for about in stable_order(places):
        index = about if about < count else about - count
        if about < count:
            _enter(h, desk_end(h, index), _SESSION_END | places[about], about)
        elif desk_leaves_by(h, index) > desk_end(h, index):
            _enter(h, desk_leaves_by(h, index), _SESSION_END | places[about], about)


@part
def _session_starts(h: Book) -> None:
    """Enter the starts of sessions, which stand in the order (start, place) already, inspectors after desks."""
    for index in range(h.session_count):
        _enter(h, window_start(h, index), _SESSION_START | window_window(h, index), index)
    for index in range(h.desk_count):
        _enter(h, desk_start(h, index), _SESSION_START | desk_place(h, index), index)
