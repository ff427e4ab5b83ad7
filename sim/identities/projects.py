"""Meetings take whom they may, and the parts of projects come in their turn."""

from __future__ import annotations

import numpy as np

from sim.demand.casework import MEETING, SIGNATURE
from sim.demand.columns import NEVER
from sim.identities.cases import TicketColumns, served_at
from sim.identities.found import MEETING_AS_HELD, PART_IN_TURN, note
from sim.log import UNOPENED, Log


def check_meetings(found: np.ndarray, log: Log) -> None:
    """Check that meetings are held as planned, each for at most as many cases as it takes."""
    held, cases, columns = log.timetable.sittings, log.demand.cases, log.columns
    if not len(log.demand.scenario.meetings):
        return
    steps = np.flatnonzero(np.isin(cases.step_kind, (MEETING, SIGNATURE)) & (columns.step_started != UNOPENED))
    if not steps.size:
        return
    by_meeting = {pair: n for n, pair in enumerate(zip(held.meeting.tolist(), held.start.tolist(), strict=True))}
    taken = np.zeros(len(held), dtype=np.int64)
    pairs = zip(cases.step_station[steps].tolist(), columns.step_started[steps].tolist(), strict=True)
    for step, pair in zip(steps.tolist(), pairs, strict=True):
        sitting = by_meeting.get(pair, NEVER)
        if sitting == NEVER or columns.step_ended[step] not in {UNOPENED, int(held.end[sitting])}:
            note(found, MEETING_AS_HELD, step)
        else:
            taken[sitting] += 1
            if taken[sitting] > held.capacity[sitting]:
                note(found, MEETING_AS_HELD, step)


def check_projects(found: np.ndarray, log: Log, tickets: TicketColumns) -> None:
    """Check that the parts of projects come when those before them are decided, and projects end with the last."""
    projects, columns, visits = log.demand.projects, log.columns, log.demand.visits
    if not len(projects.project):
        return
    closed = columns.case_closed[projects.part_case]
    for project, first in enumerate(projects.first_part.tolist()):
        parts = range(first, first + int(projects.parts[project]))
        intake = int(projects.intake[project])
        for part in parts:
            before = [int(closed[first + n]) for n in range(len(parts)) if projects.part_needs[part] >> n & 1]
            turn = UNOPENED if UNOPENED in before else max(before, default=0)
            if intake != NEVER:
                turn = int(served_at(tickets, intake)) if not before else turn
                right = columns.case_opened[projects.part_case[part]] == turn
            else:
                joined = columns.joined[visits.first_stop[projects.part_visit[part]]]
                right = joined == NEVER or (turn != UNOPENED and joined >= turn)
            if not right:
                note(found, PART_IN_TURN, part)
        ends = closed[parts.start : parts.stop]
        if columns.project_closed[project] != (UNOPENED if (ends == UNOPENED).any() else ends.max()):
            note(found, PART_IN_TURN, first)
