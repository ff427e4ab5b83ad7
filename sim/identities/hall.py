"""Visits, tickets, lines and windows: all checks that need the tickets in order, in one kernel."""

from __future__ import annotations

import numpy as np

from sim.identities.found import ONE_BY_OFFICER, ONE_BY_WINDOW
from sim.identities.lines import check_little, follow, in_order_of_joining, put_in_order
from sim.identities.tickets import check_visits, read_tickets
from sim.identities.windows import check_places, check_sessions, check_times
from sim.jit import helper, kernel


@kernel
def check_hall(  # noqa: PLR0917  # a kernel reads arrays one by one
    found: np.ndarray,
    joined: np.ndarray,
    called: np.ndarray,
    started: np.ndarray,
    ended: np.ndarray,
    session: np.ndarray,
    outcome: np.ndarray,
    rank: np.ndarray,
    silent: np.ndarray,
    stop_visit: np.ndarray,
    stop_queue: np.ndarray,
    first_stop: np.ndarray,
    stops: np.ndarray,
    booked: np.ndarray,
    of_case: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    active_from: np.ndarray,
    left: np.ndarray,
    busy: np.ndarray,
    window: np.ndarray,
    officer: np.ndarray,
    first_queue: np.ndarray,
    queues: np.ndarray,
    queue: np.ndarray,
    line_waited: np.ndarray,
    end_of_day: np.ndarray,
    call_timeout: int,
    hand_back: bool,
) -> None:
    """Check what happened in front of the windows and at them.

    A log tells only the last officer of a ticket handed back, so that then the order of calls and what officers did
    is not checked.

    Parameters
    ----------
    joined … silent : by ticket row; `stop_visit` and `stop_queue` by stop, `first_stop` … `of_case` by visit; the
        last tells who comes only if the cases before are decided.
    start … queues : by session; `queue` holds their lists of queues.
    line_waited : by queue; `end_of_day` by open day.
    call_timeout : milliseconds.
    """
    issued, waited = np.zeros(len(line_waited), dtype=np.int64), np.zeros(len(line_waited), dtype=np.int64)
    calls = np.zeros(len(left), dtype=np.int64)
    rows = np.empty(len(joined), dtype=np.uint32)  # unsigned: no index can be one from the end, which takes time
    count, in_order = read_tickets(
        found, joined, called, started, ended, session, outcome, silent, stop_queue, end_of_day,
        rows, issued, waited, calls,
    )  # fmt: skip
    check_visits(found, joined, first_stop, stops, of_case)
    check_little(found, waited, line_waited, hand_back)
    check_times(found, start, end, active_from, left, busy)
    if hand_back:
        return
    rows = rows[:count] if in_order else in_order_of_joining(rows[:count], joined)
    first_wait, first_service = _first_of(issued), _first_of(calls)
    last_wait, last_service = first_wait.copy(), first_service.copy()
    wait_from, wait_until = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    services = np.empty((count, 2), dtype=np.int64)
    ordered = follow(
        found, rows, joined, called, ended, session, outcome, rank, silent, stop_visit, stop_queue, booked, end_of_day,
        call_timeout, wait_from, wait_until, first_wait, last_wait, services, first_service, last_service,
    )  # fmt: skip
    if not ordered:
        put_in_order(services, first_service, last_service)
    engaged = np.empty((len(left), 2), dtype=np.int64)
    check_sessions(
        found, active_from, left, busy, first_queue, queues, queue,
        wait_from, wait_until, first_wait, last_wait, services, first_service, last_service, engaged,
    )  # fmt: skip
    check_places(found, ONE_BY_WINDOW, window, engaged)
    check_places(found, ONE_BY_OFFICER, officer, engaged)


@helper
def _first_of(counts: np.ndarray) -> np.ndarray:
    """Return where each begins, of so many, if all stand one after the other."""
    first, total = np.empty_like(counts), 0
    for index in range(len(counts)):
        first[index] = total
        total += counts[index]
    return first
