"""What the kernels read and write: which arrays there are, and of what.

A *record* keeps the fields of one ticket, session or case side by side in memory, since they are needed together.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.domain.units import DeskRule

NOBODY = -1
"""An index of nothing."""
DESK_RULES = tuple(DeskRule)


def _record(*names: str) -> np.dtype[Any]:
    return np.dtype([(name, np.int64) for name in names])


TICKET_FIELDS = ("joined", "called", "started", "ended", "session", "outcome", "rank", "purpose")
TICKET = _record(*TICKET_FIELDS)
SPOT = np.dtype(
    [
        *(("ahead", np.int32), ("behind", np.int32)),
        *(("level", np.int16), ("dead", np.int8), ("back", np.int8)),
        *(("left", np.int64), ("leaves", np.int64)),
    ],
    align=True,
)
"""A ticket's spot in its line: neighbours, level (0: not in line), dead (过号), handed back, and wall time then left;
when its customer's patience ends."""
SESSION = np.dtype(
    [(name, np.int64) for name in ("end", "leaves_by", "own_ppm", "foreign_ppm", "service_ends", "idle_since")]
    + [(name, np.int64) for name in ("active_from", "left", "busy")]
    + [(name, np.int32) for name in ("window", "officer", "department", "first_link", "queues", "ticket")]
    + [(name, np.int8) for name in ("longest_wait", "stays", "ending")],
    align=True,
)
CHAIN = np.dtype([("session", np.int32), ("queue", np.int32), ("before", np.int32), ("after", np.int32)])
"""One queue of one session, as a link in the chain of those idle for that queue."""
QUEUE = _record("length", "waited", "first_idle")
LEVEL = np.dtype([("first", np.int32), ("last", np.int32)])
DESK = _record(
    *("end", "leaves_by", "pressing", "place", "officer", "station", "ppm", "following", "limit"),
    *("step", "work_ends", "active", "first_held", "last_held", "busy", "left"),
)
"""A session of a desk or, after all these, of an inspector."""
CASE_COLUMNS = ("opened", "accepted", "due", "statutory", "closed")
CASE = _record(
    *CASE_COLUMNS,
    *("done", "begun", "papers", "standing", "since", "statutory_standing", "statutory_since"),
)
"""`done` and `begun` are its steps, as bits; how many of them let each clock stand still, and since when it does."""
STEP_COLUMNS = ("began", "started", "ended", "worked")
STEP = _record(*STEP_COLUMNS, "left", "after")
"""`left` is the wall time left of work that stopped; `after` is the next of those that wait for the same session."""
STATION = _record("first_queue", "waiting", "first_idle", "idle")
"""Where a station's line of steps and its idle sessions stand among `keys`, and how many there are."""
MEETING = _record("first", "waiting")
"""Where its line stands among `keys`, and how many wait."""
PROJECT = _record("done", "closed")
PART = _record("after")
"""The next of the parts that are about to begin."""
KEY = _record("first", "second", "third")
ENTRY = _record("instant", "priority", "about")
NODE = _record("instant", "priority", "about", "after")
SESSION_COLUMNS = ("active_from", "left", "busy")
HELPERS = _record("free", "first", "last")
VISITOR = _record("helped", "after")
"""Whether a helper has helped, and the next in line for one."""
STOP = _record("case", "project")
"""The case, and the project, that a stop opens, or `NOBODY`."""
PLACE = _record("held")
OFFICER = _record("engaged")
BUCKET = _record("first")

_INT, _BOOL = np.dtype(np.int64), np.dtype(np.bool_)


def _numbers(*names: str) -> dict[str, np.dtype[Any]]:
    return dict.fromkeys(names, _INT)


def _truths(*names: str) -> dict[str, np.dtype[Any]]:
    return dict.fromkeys(names, _BOOL)


DRAWN: dict[str, dict[str, np.dtype[Any]]] = {
    "ticket": _numbers("service", "patience", "balk_limit", "papers", "walk") | _truths("silent"),
    "stop": _numbers("visit", "queue", "purpose", "department"),
    "visit": _numbers("first_stop", "stops", "wrong", "rank", "slot", "helper", "join", "chance")
    | _truths("asks", "called"),
    "case": _numbers("stop", "opens", "goes_on", "promised", "statutory", "first_step", "steps", "papers", "part"),
    "step": _numbers("case", "kind", "station", "value", "needs", "clock"),
    "project": _numbers("first_part", "parts", "intake"),
    "part": _numbers("project", "needs", "case", "visit"),
    "window": _numbers("start", "end", "leaves_by", "window", "officer", "department", "own_ppm", "foreign_ppm")
    | _numbers("first_queue", "queues", "queue")
    | _truths("longest_wait", "stays"),
    "desk": _numbers(
        "start", "end", "leaves_by", "pressing", "place", "officer", "station", "ppm", "following", "limit"
    ),
    "sitting": _numbers("meeting", "start", "end", "capacity"),
}
"""Columns of the demand (by ticket row, stop, visit, case, step, project, part) and of the timetable (by window
session, by session of a desk or an inspector, by meeting held).

`visit_join` and `visit_chance` are by attempt, then visit.
"""
CALENDAR = (
    _numbers("last_ticket", "end_of_day", "open_day", "queue_zone", "zone_helpers", "notice", "return_ppm")
    | _numbers("midnights", "discs", "ranks")
    | _truths("served_on", "comprehensive")
)
"""Of the timetable; `served_on` is by open day, then queue; `ranks` are those that occur, -1 first: a line's levels."""
COLUMNS: dict[str, np.dtype[Any]] = {
    **{f"{of}_{name}": dtype for of, columns in DRAWN.items() for name, dtype in columns.items()},
    **CALENDAR,
}
RECORDS: dict[str, np.dtype[Any]] = {
    "tickets": TICKET,
    "spots": SPOT,  # by ticket row
    "stops": STOP,
    "visitors": VISITOR,
    "queues": QUEUE,
    "levels": LEVEL,  # by queue, then level
    "sessions": SESSION,
    "chains": CHAIN,  # by session and queue
    "places": PLACE,  # by window number, then by desk number
    "officers": OFFICER,
    "blocked": KEY,  # (place, session, officer) of sessions that wait, in order
    "helpers": HELPERS,  # by zone
    "cases": CASE,
    "steps": STEP,
    "desks": DESK,
    "stations": STATION,
    "meetings": MEETING,
    "projects": PROJECT,
    "parts": PART,
    "keys": KEY,
    "entries": ENTRY,  # of the agenda, as they are made
    "agenda": ENTRY,  # in the order of events
    "nodes": NODE,
    "buckets": BUCKET,
    "near": KEY,
}
ARRAYS = COLUMNS | RECORDS
RULES = (
    *("opening", "horizon_end", "not_served_balks", "hand_back", "call_timeout_ms", "helped_ppm"),
    *("appointment_rank", "real_time_ms", "hand_days", "desk_rule", "attempt_count"),
)
COUNTS = {
    "stop_count": "stops",
    "visit_count": "visitors",
    "queue_count": "queues",
    "level_count": "ranks",
    "session_count": "sessions",
    "zone_count": "helpers",
    "case_count": "cases",
    "step_count": "steps",
    "desk_count": "desks",
    "station_count": "stations",
    "meeting_count": "meetings",
    "sitting_count": "sitting_start",
    "project_count": "projects",
    "ticket_count": "tickets",
    "bucket_count": "buckets",
    "day_count": "end_of_day",
    "midnight_count": "midnights",
    "disc_count": "discs",
}
"""Numbers that tell how long an array is."""
COUNTERS = (
    "blocked_count",
    "entry_count",
    "first_desk",
    "first_inspector",
    "inspectors_from",
    "first_ready",
    "until",
    "current",
    "shift",
    "linked",
    "near_count",
    "free_node",
    "nodes_used",
)
NUMBERS = (*RULES, *COUNTS, *COUNTERS)
"""What stands in the book beside addresses: settings, lengths, and what is counted on the way."""
BOOK = _record(*ARRAYS, *NUMBERS)
"""Where each array begins, and the numbers."""
