"""Tickets one by one: each ends once, its times never fall, and every visit has one.

Functions used for each ticket take and return plain numbers: arrays handed on so often would be counted as references
each time, which takes longer than the checks.
"""

from __future__ import annotations

import numpy as np

from sim.demand.columns import NEVER
from sim.identities.found import (
    CALL_OF_SESSION,
    HOLDS,
    JOINED_BEFORE_CALLED,
    JOINED_BEFORE_ENDED,
    LEAVES_AT_ONCE,
    NOBODY_ENDS_UNJOINED,
    ONLY_WAITING_CALLED,
    SERVED_IN_ORDER,
    TICKET_ENDS,
    VISIT_ARRIVES,
    note,
)
from sim.jit import helper, part
from sim.log import Outcome

_SERVED, _ABANDONED, _BALKED = int(Outcome.SERVED), int(Outcome.ABANDONED), int(Outcome.BALKED)
_TURNED_AWAY = int(Outcome.TURNED_AWAY)
_UNKNOWN = -2
"""In place of a session that is none."""
LONG_AGO = -(1 << 62)
"""An instant before all others."""


@helper
def read_tickets(  # noqa: PLR0917  # a kernel reads arrays one by one
    found: np.ndarray,
    joined: np.ndarray,
    called: np.ndarray,
    started: np.ndarray,
    ended: np.ndarray,
    session: np.ndarray,
    outcome: np.ndarray,
    silent: np.ndarray,
    queue: np.ndarray,
    end_of_day: np.ndarray,
    rows: np.ndarray,
    issued: np.ndarray,
    waited: np.ndarray,
    calls: np.ndarray,
) -> tuple[int, bool]:
    """Check each ticket by itself; list those issued, and add up by queue and by session.

    Parameters
    ----------
    joined … outcome, silent : columns of the log and the demand, by ticket row.
    queue : by stop.
    end_of_day : instants by open day.
    rows : as long as the columns; it is filled from the front with the rows of tickets issued, rising.
    issued, waited : zeros by queue, to which tickets issued and the milliseconds they waited are added.
    calls : zeros by session, to which the tickets called are added.

    Returns
    -------
    count : how many tickets were issued.
    in_order : whether those of each queue stand in the order of joining.
    """
    latest = np.full(len(issued), LONG_AGO)
    count, in_order, stops = 0, True, len(queue)
    for row in range(len(joined)):
        came, call, how = joined[row], called[row], outcome[row]
        index = session[row] if session[row] < len(calls) else _UNKNOWN
        if came < 0:
            if (how & call & index) != NEVER:  # all of whose bits are set
                note(found, NOBODY_ENDS_UNJOINED if how != NEVER else ONLY_WAITING_CALLED, row)
            continue
        left = ended[row]
        fault = _fault_of(how, came, call, started[row], left, index)
        if fault != HOLDS:
            note(found, fault, row)
        if call != NEVER:
            left = call
        elif how in (_BALKED, _TURNED_AWAY):
            continue
        elif how == _ABANDONED and silent[row]:
            left = closing(end_of_day, left)
        if index >= 0:
            calls[index] += 1
        line = queue[row if row < stops else row % stops]
        in_order &= latest[line] <= came
        latest[line] = came
        issued[line] += 1
        waited[line] += left - came
        rows[count] = row
        count += 1
    return count, in_order


@part
def _fault_of(how: int, came: int, call: int, begun: int, end: int, index: int) -> int:
    """Return the identity that a ticket breaks by its times; the other rules stand in `_fault_of_call`.

    It ends, and once; joined ≤ called ≤ started < ended, where they happened.
    """
    if how == _SERVED and came <= call <= begun < end and index >= 0:
        return HOLDS  # most of all tickets need no further look
    if not _SERVED <= how <= _TURNED_AWAY or end == NEVER:
        return TICKET_ENDS
    if call != NEVER and call < came:
        return JOINED_BEFORE_CALLED
    if how == _SERVED and not came <= call <= begun < end:
        return SERVED_IN_ORDER
    return JOINED_BEFORE_ENDED if end < came else _fault_of_call(how, came, call, end, index)


@part
def _fault_of_call(how: int, came: int, call: int, end: int, index: int) -> int:
    """Return the identity that a ticket breaks by being called or not.

    Who balks or is turned away leaves at once, and is not called (rules 7, 14). Whoever is called is so in a session.
    """
    uncalled = call == NEVER and index == NEVER
    if how in (_BALKED, _TURNED_AWAY):
        if end != came:
            return LEAVES_AT_ONCE
        return HOLDS if uncalled else ONLY_WAITING_CALLED
    return HOLDS if uncalled or (call != NEVER and index >= 0) else CALL_OF_SESSION


@part
def closing(end_of_day: np.ndarray, left: int) -> int:
    """Return the end of day that clears a dead ticket away: its customer has left silently, and nobody called it.

    For one who left after all days it is the last, so that Little's law does not hold.
    """
    day = min(int(np.searchsorted(end_of_day, left)), len(end_of_day) - 1)
    closes: int = end_of_day[day]
    return closes


@helper
def check_visits(
    found: np.ndarray, joined: np.ndarray, first_stop: np.ndarray, stops: np.ndarray, of_case: np.ndarray
) -> None:
    """Check that each visit drawn has a ticket row of its first trip. The last three columns are by visit.

    Who comes only when cases before are decided may not come at all.
    """
    for visit in range(len(first_stop)):
        stop, end = first_stop[visit], first_stop[visit] + stops[visit]
        while stop < end and joined[stop] < 0:
            stop += 1
        if stop == end and not of_case[visit]:
            note(found, VISIT_ARRIVES, visit)
