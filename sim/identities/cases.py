"""Cases and desks: a case for each ticket served, its parts adding up, and desks within their hours."""

from __future__ import annotations

import numpy as np

from sim.demand.columns import NEVER, Purpose
from sim.identities.found import ACCEPTED_BEFORE_DECIDED, CASE_BY_TICKET, DESK_INSIDE_SESSION, PARTS_ADD_UP, note
from sim.jit import kernel, part
from sim.log import UNOPENED, Outcome

_SERVED, _ITEM = int(Outcome.SERVED), int(Purpose.ITEM)


@kernel
def check_cases(  # noqa: PLR0917  # a kernel reads arrays one by one
    found: np.ndarray,
    outcome: np.ndarray,
    purpose: np.ndarray,
    ended: np.ndarray,
    stops: int,
    stop: np.ndarray,
    opens: np.ndarray,
    goes_on: np.ndarray,
    opened: np.ndarray,
    closed: np.ndarray,
    desk_wait: np.ndarray,
    work: np.ndarray,
    wait: np.ndarray,
    transfer: np.ndarray,
) -> None:
    """Check cases one by one.

    A case is opened when its ticket has been served as an item, or it is of the backlog (rule 18). It is decided no
    earlier than accepted, and the parts of its time add up.

    Parameters
    ----------
    outcome, purpose, ended : columns of the log, by ticket row; there are `stops` of each trip.
    stop, opens, goes_on : columns of the demand, by case.
    opened … transfer : columns of the log, by case; instants, then milliseconds.
    """
    for case in range(len(stop)):
        backlog = stop[case] == NEVER
        accepted = opens[case] if backlog else _served_at(outcome, purpose, ended, stop[case], stops)
        if opened[case] != accepted:
            note(found, CASE_BY_TICKET, case)
        if closed[case] == UNOPENED:
            continue
        if opened[case] == UNOPENED or closed[case] < opened[case]:
            note(found, ACCEPTED_BEFORE_DECIDED, case)
        begun = goes_on[case] if backlog else opened[case]
        if desk_wait[case] + work[case] + wait[case] + transfer[case] != closed[case] - begun:
            note(found, PARTS_ADD_UP, case)


@part
def _served_at(outcome: np.ndarray, purpose: np.ndarray, ended: np.ndarray, stop: int, stops: int) -> int:
    """Return when a stop was served as an item, on whatever trip; `UNOPENED` if it was not."""
    served = UNOPENED
    for row in range(stop, len(outcome), stops):
        if outcome[row] == _SERVED and purpose[row] == _ITEM:
            served = ended[row]
    return served


@kernel
def check_desks(found: np.ndarray, busy: np.ndarray, start: np.ndarray, end: np.ndarray) -> None:
    """Check that no desk works longer than its session (columns by desk session)."""
    for desk in range(len(busy)):
        if busy[desk] > end[desk] - start[desk]:
            note(found, DESK_INSIDE_SESSION, desk)
