"""The reference engine: a hall in SimPy, readable, the definition of what happens (MODEL.md).

What is known beforehand (sessions, first arrivals, ends of days, the backlog) stands in one agenda in the
order of events; each entry, when it happens, lets SimPy know of the next, so that the event list stays short.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence

import numpy as np

from sim.arithmetic import Kind, event_priority
from sim.demand.columns import NEVER, Demand
from sim.log import Columns
from sim.reference.cases import CaseWork
from sim.reference.clock import Event
from sim.reference.customers import CustomerFlow
from sim.reference.places import Places
from sim.reference.state import State
from sim.reference.windows import Windows
from sim.timetable import DESK_ID_OFFSET, Timetable

Action = Callable[[int], None]


def run(table: Timetable, demand: Demand) -> Columns:
    """Simulate a demand under a plan laid out as a timetable."""
    hall = _Hall(table, demand)
    collecting = gc.isenabled()
    gc.disable()  # events are freed by counting; the collector's searches would double the time of a month
    try:
        hall.run()
    finally:
        if collecting:
            gc.enable()
    return hall.state.columns()


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
        instants: Sequence[int],
        ids: Sequence[int],
        action: Action,
        about: Sequence[int] | None = None,
    ) -> None:
        """Add events of one kind: when, their ids, what to do, and with which numbers.

        If no numbers are given, they count from 0 on.
        """
        self.instants.append(np.asarray(instants, dtype=np.int64))
        self.priorities.append(np.asarray(ids, dtype=np.int64) + event_priority(kind, 0))
        self.about.append(np.arange(len(instants)) if about is None else np.asarray(about, dtype=np.int64))
        self.actions.append((action, len(instants)))

    def latest_first(self) -> list[tuple[int, int, Action, int]]:
        """Return (instant, priority, action, about), the last event first."""
        instants, priorities = np.concatenate(self.instants), np.concatenate(self.priorities)
        order = np.lexsort((priorities, instants))[::-1]
        actions = [action for action, count in self.actions for _ in range(count)]
        return list(
            zip(
                instants[order].tolist(),
                priorities[order].tolist(),
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
        self.cases = CaseWork(self.state, places, demand)
        self.customers = CustomerFlow(self.state, self.windows, self.cases)
        self.agenda = self._agenda()

    def run(self) -> None:
        """Start the agenda and let the clock run."""
        if self.agenda:
            instant, priority, _, _ = self.agenda[-1]
            self.state.clock.at(self.state.now, instant, priority, self._next, 0)
        self.state.clock.run()

    def _agenda(self) -> list[tuple[int, int, Action, int]]:
        agenda, sessions, desks = _Agenda(), self.table.sessions, self.table.desks
        windows = [s.window for s in sessions]
        agenda.add(Kind.SESSION_START, [s.start for s in sessions], windows, self.windows.session_start)
        agenda.add(Kind.SESSION_END, [s.end for s in sessions], windows, self.windows.session_end)
        extended = [i for i, s in enumerate(sessions) if s.leaves_by > s.end]
        leaving = [sessions[i].leaves_by for i in extended]
        agenda.add(Kind.SESSION_END, leaving, [windows[i] for i in extended], self.windows.extension_end, extended)
        places = [DESK_ID_OFFSET + d.desk for d in desks]
        agenda.add(Kind.SESSION_START, [d.start for d in desks], places, self.cases.session_start)
        agenda.add(Kind.SESSION_END, [d.end for d in desks], places, self.cases.session_end)
        backlog = np.nonzero(self.demand.cases.stop == NEVER)[0].tolist()
        goes_on = self.demand.cases.goes_on[backlog].tolist()
        agenda.add(Kind.TRANSFER_END, goes_on, backlog, self.cases.open_of_backlog, backlog)
        agenda.add(Kind.ARRIVAL, self.state.trip_begins[0], self.state.first_stop, self.customers.begin_visit)
        days = range(len(self.table.end_of_day))
        agenda.add(Kind.END_OF_DAY, self.table.end_of_day, days, self.customers.end_of_day)
        return agenda.latest_first()

    def _next(self, event: Event) -> None:
        """Do what the agenda says is due, having announced what comes after it."""
        state, agenda = self.state, self.agenda
        now = state.now = event.instant
        _, _, action, about = agenda.pop()
        if agenda:
            instant, priority, _, _ = agenda[-1]
            state.clock.again(event, now, instant, priority)
        action(about)
