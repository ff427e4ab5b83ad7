"""The reference engine: a hall in SimPy, readable, the definition of what happens (MODEL.md).

What is known beforehand (sessions, first arrivals, ends of days, the backlog) stands in one agenda in the
order of events, beside the event list, which so stays short.
"""

from __future__ import annotations

import gc
from itertools import repeat

import numpy as np

from sim.arithmetic import Kind, event_priority
from sim.demand.columns import Demand
from sim.log import Columns
from sim.reference.cases import CaseWork
from sim.reference.clock import Action, Entry
from sim.reference.customers import CustomerFlow
from sim.reference.meetings import Meetings
from sim.reference.places import Places
from sim.reference.projects import ProjectWork
from sim.reference.state import State
from sim.reference.stations import Stations
from sim.reference.windows import Windows
from sim.timetable import DESK_ID_OFFSET, INSPECTOR_ID_OFFSET, MEETING_ID_OFFSET, Timetable


def run(table: Timetable, demand: Demand) -> Columns:
    """Simulate a demand under a plan laid out as a timetable."""
    collecting = gc.isenabled()
    gc.disable()  # events and entries are freed by counting; the collector's searches would double the time of a month
    try:
        hall = _Hall(table, demand)
        hall.run()
        return hall.state.columns()
    finally:
        if collecting:
            gc.enable()


class _Agenda:
    """What is known beforehand, to be put into the order of events."""

    def __init__(self) -> None:
        self.instants: list[np.ndarray] = []
        self.priorities: list[np.ndarray] = []
        self.about: list[np.ndarray] = []
        self.actions: list[tuple[Action, int]] = []

    def add(
        self,
        kind: Kind,
        instants: np.ndarray,
        ids: np.ndarray,
        action: Action,
        about: np.ndarray | None = None,
    ) -> None:
        """Add events of one kind: when, their ids, what to do, and with which numbers.

        If no numbers are given, they count from 0 on.
        """
        self.instants.append(instants)
        self.priorities.append(ids + event_priority(kind, 0))
        self.about.append(np.arange(len(instants)) if about is None else about)
        self.actions.append((action, len(instants)))

    def latest_first(self) -> list[Entry]:
        """Return the entries, the last event first."""
        instants, priorities = np.concatenate(self.instants), np.concatenate(self.priorities)
        order = np.lexsort((priorities, instants))[::-1]
        actions = [action for action, count in self.actions for _ in range(count)]
        return list(
            zip(
                instants[order].tolist(),
                priorities[order].tolist(),
                repeat(-1, len(order)),
                [actions[i] for i in order.tolist()],
                np.concatenate(self.about)[order].tolist(),
                strict=True,
            )
        )


class _Hall:
    def __init__(self, table: Timetable, demand: Demand) -> None:
        self.table, self.demand = table, demand
        self.state = State(table, demand)
        places = Places(self.state)
        self.windows = Windows(self.state, places)
        self.stations = Stations(self.state, places, demand)
        self.meetings = Meetings(self.state, self.stations.urgency)
        projects = ProjectWork(self.state, demand)
        self.cases = CaseWork(self.state, self.stations, self.meetings, projects, demand)
        self.customers = CustomerFlow(self.state, self.windows, self.cases)
        projects.call = self.customers.call
        self.agenda = self._agenda()

    def run(self) -> None:
        """Let the clock run through the agenda and whatever comes up."""
        self.state.clock.run(self.agenda, self._due)
        self.cases.end_of_horizon()

    def _agenda(self) -> list[Entry]:
        agenda, sessions = _Agenda(), self.table.sessions
        agenda.add(Kind.SESSION_START, sessions.start, sessions.window, self.windows.session_start)
        agenda.add(Kind.SESSION_END, sessions.end, sessions.window, self.windows.session_end)
        extended = np.flatnonzero(sessions.leaves_by > sessions.end)
        leaving, windows = sessions.leaves_by[extended], sessions.window[extended]
        agenda.add(Kind.SESSION_END, leaving, windows, self.windows.extension_end, extended)
        self._add_casework(agenda)
        visits, ends = self.demand.visits, self.table.end_of_day
        comes = np.flatnonzero(~visits.called)
        join, first_stop = visits.join[0, comes], visits.first_stop[comes]
        agenda.add(Kind.ARRIVAL, join, first_stop, self.customers.begin_visit, comes)
        agenda.add(Kind.END_OF_DAY, ends, np.arange(len(ends)), self.customers.end_of_day)
        return agenda.latest_first()

    def _add_casework(self, agenda: _Agenda) -> None:
        """Add sessions of desks and inspectors, meetings, and the cases under way."""
        desks, inspectors, sittings = self.table.desks, self.table.inspectors, self.table.sittings
        places = DESK_ID_OFFSET + desks.desk
        agenda.add(Kind.SESSION_START, desks.start, places, self.stations.session_start)
        agenda.add(Kind.SESSION_END, desks.end, places, self.stations.session_end)
        overtime = np.flatnonzero(desks.leaves_by > desks.end)
        agenda.add(Kind.SESSION_END, desks.leaves_by[overtime], places[overtime], self.stations.overtime_end, overtime)
        places, numbers = INSPECTOR_ID_OFFSET + inspectors.inspector, len(desks) + np.arange(len(inspectors))
        agenda.add(Kind.SESSION_START, inspectors.start, places, self.stations.session_start, numbers)
        agenda.add(Kind.SESSION_END, inspectors.end, places, self.stations.session_end, numbers)
        agenda.add(Kind.TRANSFER_END, sittings.start, MEETING_ID_OFFSET + sittings.meeting, self.meetings.hold)
        backlog = np.flatnonzero(self.demand.cases.of_backlog)
        goes_on = self.demand.cases.goes_on[backlog]
        agenda.add(Kind.TRANSFER_END, goes_on, backlog, self.cases.open_of_backlog, backlog)

    def _due(self, instant: int, action: Action, about: int) -> None:
        """Do what the agenda says is due."""
        self.state.now = instant
        action(about)
