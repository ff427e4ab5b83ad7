"""Check a log: hand its columns to the kernels, and say what they found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.errors import IdentityError
from sim.identities import found as numbers
from sim.identities.cases import CaseColumns, StepColumns, TicketColumns, check_cases, check_hours
from sim.identities.hall import check_hall
from sim.identities.projects import check_meetings, check_projects
from sim.log import Log

_FOR_EVER = 1 << 62
IDENTITIES = {
    numbers.TICKET_ENDS: ("every ticket ends", "row"),
    numbers.NOBODY_ENDS_UNJOINED: ("nobody ends without having joined", "row"),
    numbers.LEAVES_AT_ONCE: ("who gets no ticket leaves at once", "row"),
    numbers.ONLY_WAITING_CALLED: ("only who would wait is called", "row"),
    numbers.CALL_OF_SESSION: ("each call is of a session", "row"),
    numbers.VISIT_ARRIVES: ("every visit arrives", "visit"),
    numbers.JOINED_BEFORE_CALLED: ("joined before called", "row"),
    numbers.SERVED_IN_ORDER: ("called, started, ended in order", "row"),
    numbers.JOINED_BEFORE_ENDED: ("joined before ended", "row"),
    numbers.LITTLE: ("Little's law on the sample path", "queue"),
    numbers.SESSION_AS_PLANNED: ("sessions begin and end no earlier than planned", "session"),
    numbers.BUSY_AT_MOST_STAFFED: ("busy at most staffed", "session"),
    numbers.ONE_BY_WINDOW: ("one customer at a time by window", "session"),
    numbers.ONE_BY_OFFICER: ("one customer at a time by officer", "session"),
    numbers.INSIDE_SESSION: ("service inside the session", "session"),
    numbers.BUSY_IS_SUM: ("busy time is the sum of services and calls", "session"),
    numbers.FIRST_COME: ("first come, first served", "row"),
    numbers.NOBODY_IDLE: ("nobody idle while someone waits", "session"),
    numbers.CASE_BY_TICKET: ("a case for each served ticket of its item", "case"),
    numbers.ACCEPTED_BEFORE_DECIDED: ("received, accepted, decided in order", "case"),
    numbers.STEP_IN_TURN: ("each step begins when the last before it ends", "step"),
    numbers.STEP_IN_ORDER: ("began, started, ended in order, work within", "step"),
    numbers.DECIDED_WITH_LAST_STEP: ("decided when the last step ends", "case"),
    numbers.WORK_ADDS_UP: ("the work of steps is that of desks and inspectors", "step"),
    numbers.INSIDE_HOURS: ("work at desks and on site inside the hours", "session"),
    numbers.MEETING_AS_HELD: ("meetings as they are held", "step"),
    numbers.PART_IN_TURN: ("parts of a project in their turn", "part"),
}
"""Each identity and what its places count, in the order in which breaches are told."""


@dataclass(frozen=True, slots=True)
class Breach:
    """An identity that a log breaks: where first, and how often."""

    identity: str
    counts: str
    count: int
    place: int

    def __str__(self) -> str:
        return f"at {self.counts} {self.place} ({self.count} in all)"


def verify(log: Log) -> None:
    """Check every identity of a log.

    Raises
    ------
    IdentityError
        Naming the first identity broken, the first place where it fails, and seed and replication, with which the run
        can be repeated.
    """
    if broken := breaches(log):
        raise IdentityError(broken[0].identity, str(broken[0]), _replay(log))


def breaches(log: Log) -> list[Breach]:
    """Return the identities that a log breaks."""
    found = np.zeros((len(IDENTITIES), 2), dtype=np.int64)
    _check_hall(found, log)
    _check_back_office(found, log)
    if not found.any():
        return []
    counted = found.tolist()
    return [Breach(*told, *counted[number]) for number, told in IDENTITIES.items() if counted[number][0]]


def _check_hall(found: np.ndarray, log: Log) -> None:
    columns, demand, table = log.columns, log.demand, log.timetable
    stops, visits, sessions = demand.stops, demand.visits, table.sessions
    check_hall(
        found,
        columns.joined,
        columns.called,
        columns.started,
        columns.ended,
        columns.session,
        columns.outcome,
        columns.rank,
        demand.tickets.silent,
        stops.visit,
        stops.queue,
        visits.first_stop,
        visits.stops,
        visits.booked,
        visits.called,
        sessions.start,
        sessions.end,
        columns.active_from,
        columns.left,
        columns.busy,
        sessions.window,
        sessions.officer,
        sessions.first_queue,
        sessions.queues,
        sessions.queue,
        columns.line_waited,
        table.end_of_day,
        table.call_timeout_ms,
        table.hand_back,
    )


def _check_back_office(found: np.ndarray, log: Log) -> None:
    columns, cases, table = log.columns, log.demand.cases, log.timetable
    tickets = TicketColumns(columns.outcome, columns.purpose, columns.ended, len(log.demand.stops.visit))
    of_cases = CaseColumns(
        cases.stop,
        cases.opens,
        cases.goes_on,
        cases.part,
        cases.papers,
        cases.first_step,
        cases.steps,
        columns.case_opened,
        columns.case_accepted,
        columns.case_closed,
    )
    of_steps = StepColumns(
        cases.step_kind,
        cases.step_needs,
        columns.step_began,
        columns.step_started,
        columns.step_ended,
        columns.step_worked,
    )
    check_cases(found, tickets, of_cases, of_steps, int(columns.desk_busy.sum() + columns.inspector_busy.sum()))
    desks, inspectors = table.desks, table.inspectors
    hours = desks.start, desks.end, desks.leaves_by
    check_hours(found, hours, columns.desk_left, columns.desk_busy, 0)
    hours = inspectors.start, inspectors.end, np.full(len(inspectors), _FOR_EVER)
    check_hours(found, hours, columns.inspector_left, columns.inspector_busy, len(desks))
    check_meetings(found, log)
    check_projects(found, log, tickets)


def _replay(log: Log) -> dict[str, object]:
    """Return what repeats the run."""
    demand = log.demand
    return {
        "scenario": demand.scenario.settings.name,
        "scenario_hash": demand.scenario.hash,
        "plan_hash": log.plan.hash,
        "seed": demand.seed,
        "replication": demand.replication,
        "days": len(demand.days),
        "engine": log.engine,
    }
