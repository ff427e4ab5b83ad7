"""Cases and their steps: one for each ticket served, steps in their turn, work within the hours there are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.demand.casework import DESK, INSPECTION, MEETING, PAPERS, SIGNATURE
from sim.demand.columns import NEVER, Purpose
from sim.identities.found import (
    ACCEPTED_BEFORE_DECIDED,
    CASE_BY_TICKET,
    DECIDED_WITH_LAST_STEP,
    INSIDE_HOURS,
    STEP_IN_ORDER,
    STEP_IN_TURN,
    WORK_ADDS_UP,
    note,
)
from sim.jit import kernel, part
from sim.log import UNOPENED, Outcome

_SERVED, _ITEM = int(Outcome.SERVED), int(Purpose.ITEM)


class TicketColumns(NamedTuple):
    """Columns of the log by ticket row; there are `stops` of each trip."""

    outcome: np.ndarray
    purpose: np.ndarray
    ended: np.ndarray
    stops: int


class CaseColumns(NamedTuple):
    """By case, columns of the demand, then of the log."""

    stop: np.ndarray
    opens: np.ndarray
    goes_on: np.ndarray
    part: np.ndarray
    papers: np.ndarray
    first_step: np.ndarray
    steps: np.ndarray
    opened: np.ndarray
    accepted: np.ndarray
    closed: np.ndarray


class StepColumns(NamedTuple):
    """By step, columns of the demand, then of the log."""

    kind: np.ndarray
    needs: np.ndarray
    began: np.ndarray
    started: np.ndarray
    ended: np.ndarray
    worked: np.ndarray


@kernel
def check_cases(
    found: np.ndarray, tickets: TicketColumns, cases: CaseColumns, steps: StepColumns, station_busy: int
) -> None:
    """Check cases one by one, and that their work is that of all desks and inspectors together.

    A case is opened when its ticket has been served as an item, or it is of the backlog, or of a project (rule 18). It
    is accepted when received, or when the last of its papers have come (rule 21), and decided with its last step.
    """
    worked = 0
    for case in range(len(cases.stop)):
        backlog = cases.stop[case] == NEVER and cases.part[case] == NEVER
        opened = cases.opened[case]
        if backlog and opened != cases.opens[case]:
            note(found, CASE_BY_TICKET, case)
        if cases.stop[case] != NEVER and opened != served_at(tickets, cases.stop[case]):
            note(found, CASE_BY_TICKET, case)
        first, last = cases.first_step[case], cases.first_step[case] + cases.steps[case]
        begun = cases.goes_on[case] if backlog else opened
        worked += _check_steps(found, steps, first, last, begun)
        ended = _last_end(steps, first, last, begun)
        if cases.closed[case] != ended:
            note(found, DECIDED_WITH_LAST_STEP, case)
        accepted = opened if cases.papers[case] == 0 or opened == UNOPENED else _papers_come(steps, first, last)
        if cases.accepted[case] != accepted or (ended != UNOPENED and not opened <= accepted <= ended):
            note(found, ACCEPTED_BEFORE_DECIDED, case)
    if worked != station_busy:
        note(found, WORK_ADDS_UP, 0)


@part
def served_at(tickets: TicketColumns, stop: int) -> int:
    """Return when a stop was served as an item, on whatever trip; `UNOPENED` if it was not."""
    served = UNOPENED
    for row in range(stop, len(tickets.outcome), tickets.stops):
        if tickets.outcome[row] == _SERVED and tickets.purpose[row] == _ITEM:
            served = tickets.ended[row]
    return served


@part
def _check_steps(found: np.ndarray, steps: StepColumns, first: int, last: int, begun: int) -> int:
    """Check the steps of a case that began at an instant; return the work in them."""
    worked = 0
    for step in range(first, last):
        if steps.began[step] != _turn(steps, first, step, begun):
            note(found, STEP_IN_TURN, step)
        if not _in_order(steps, step):
            note(found, STEP_IN_ORDER, step)
        worked += steps.worked[step]
    return worked


@part
def _turn(steps: StepColumns, first: int, step: int, begun: int) -> int:
    """Return when the last of the steps before one ended, `UNOPENED` if it has not."""
    turn, needs, before = begun, steps.needs[step], first
    while needs and turn != UNOPENED:
        if needs & 1:
            ended = steps.ended[before]
            turn = UNOPENED if ended == UNOPENED else max(turn, ended)
        needs >>= 1
        before += 1
    return turn


@part
def _in_order(steps: StepColumns, step: int) -> bool:
    """Whether a step began, was started and ended in this order, with no more work than there was time."""
    kind, began, started = steps.kind[step], steps.began[step], steps.started[step]
    ended, worked = steps.ended[step], steps.worked[step]
    if started == UNOPENED:
        return bool(ended == UNOPENED and worked == 0)
    if began == UNOPENED or started < began or (ended != UNOPENED and ended < started):
        return False
    if kind == DESK:
        return bool(ended == UNOPENED or 0 < worked <= ended - started)
    if kind == INSPECTION:  # counted when it begins
        return bool(worked > 0 and (ended == UNOPENED or worked == ended - started))
    return bool(worked == 0 and (started == began or kind in (MEETING, SIGNATURE)))


@part
def _last_end(steps: StepColumns, first: int, last: int, begun: int) -> int:
    """Return when the last step of a case ended, `UNOPENED` if one has not."""
    latest = begun
    for step in range(first, last):
        if steps.ended[step] == UNOPENED:
            return UNOPENED
        latest = max(latest, steps.ended[step])
    return latest


@part
def _papers_come(steps: StepColumns, first: int, last: int) -> int:
    """Return when the last papers came that a case waits for, `UNOPENED` if they have not."""
    latest = UNOPENED
    for step in range(first, last):
        if steps.kind[step] == PAPERS:
            if steps.ended[step] == UNOPENED:
                return UNOPENED
            latest = max(latest, steps.ended[step])
    return latest


@kernel
def check_hours(
    found: np.ndarray,
    hours: tuple[np.ndarray, np.ndarray, np.ndarray],
    left: np.ndarray,
    busy: np.ndarray,
    first: int,
) -> None:
    """Check that nobody works longer than they are there, leaves before the end, nor stays longer than may be.

    By session of desks, or of inspectors, whose places are counted from `first` on; these stay as long as it takes.
    The hours: when sessions start and end, and by when whoever stays leaves.
    """
    start, end, leaves_by = hours
    for session in range(len(busy)):
        if left[session] == UNOPENED:
            if busy[session] != 0:
                note(found, INSIDE_HOURS, first + session)
        elif busy[session] > left[session] - start[session] or not end[session] <= left[session] <= leaves_by[session]:
            note(found, INSIDE_HOURS, first + session)
