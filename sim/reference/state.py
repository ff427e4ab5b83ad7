"""What the parts of the reference engine share: the clock, the columns being filled, and who is engaged where."""

from __future__ import annotations

from array import array

import numpy as np

from sim.demand.columns import NEVER, Demand
from sim.log import UNOPENED, Columns
from sim.reference.clock import Clock
from sim.reference.lines import Line
from sim.timetable import Timetable


class State:
    """Columns of the log as plain lists (fast to index), the queues, and the places and officers that are engaged."""

    def __init__(self, table: Timetable, demand: Demand) -> None:
        self.table = table
        rows, visits = len(demand.tickets.service), len(demand.visits.day)
        self.now = int(
            min([0, *table.desks.start[:1], *table.inspectors.start[:1], *table.sittings.start[:1], *_backlog(demand)])
        )
        """The instant of the event being completed; every event sets it."""
        self.clock = Clock(self.now)
        self.stops_in_all = len(demand.stops.visit)
        self.lines = [Line() for _ in demand.scenario.queues]
        self._ticket_inputs(demand)
        self._visit_inputs(demand)
        # arrays, which become columns at once; all that is asked for more often than filled is a list
        self.joined, self.called, self.started, self.ended = (_filled(NEVER, rows) for _ in range(4))
        self.session, self.outcome, self.rank = _filled(NEVER, rows), _filled(NEVER, rows), _filled(0, rows)
        self.helped = [False] * visits
        self.active_from, self.left = ([NEVER] * len(table.sessions) for _ in range(2))
        self.busy = [0] * len(table.sessions)
        self._case_columns(table, demand)
        self.engaged_places: set[int] = set()
        self.engaged_officers: set[int] = set()

    def _case_columns(self, table: Timetable, demand: Demand) -> None:
        cases, steps = len(demand.cases.item), len(demand.cases.step_case)
        self.case_due: list[int]
        self.case_statutory: list[int]
        self.case_opened, self.case_accepted, self.case_closed = ([UNOPENED] * cases for _ in range(3))
        self.case_due, self.case_statutory = ([UNOPENED] * cases for _ in range(2))
        self.case_first_step: list[int]
        self.case_steps: list[int]
        self.case_first_step, self.case_steps = demand.cases.first_step.tolist(), demand.cases.steps.tolist()
        self.case_done = [0] * cases
        """By case, the steps that are done, as bits."""
        self.step_needs = demand.cases.step_needs.tolist()
        self.step_began, self.step_started, self.step_ended = ([UNOPENED] * steps for _ in range(3))
        self.step_worked = [0] * steps
        self.station_busy = [0] * (len(table.desks) + len(table.inspectors))
        self.station_left = [UNOPENED] * len(self.station_busy)
        """By session of a desk, then of an inspector."""
        self.project_closed = [UNOPENED] * len(demand.projects.project)

    def _ticket_inputs(self, demand: Demand) -> None:
        tickets, stops = demand.tickets, demand.stops
        self.service, self.patience = tickets.service.tolist(), tickets.patience.tolist()
        self.balk_limit, self.silent = tickets.balk_limit.tolist(), tickets.silent.tolist()
        self.papers, self.walk = tickets.papers.tolist(), tickets.walk.tolist()
        self.stop_visit, self.stop_queue = stops.visit.tolist(), stops.queue.tolist()
        # by ticket row, since these are asked for most often
        self.queue = np.tile(stops.queue, demand.attempts).tolist()
        self.department = np.tile(stops.department, demand.attempts).tolist()
        self.purpose = np.tile(stops.purpose, demand.attempts).tolist()
        self.dead: set[int] = set()
        """Tickets whose customer has silently left (过号)."""

    def _visit_inputs(self, demand: Demand) -> None:
        visits = demand.visits
        self.first_stop: list[int]
        self.visit_rank: list[int]
        self.first_stop, self.visit_stops = visits.first_stop.tolist(), visits.stops.tolist()
        self.slot: list[int]
        self.wrong, self.visit_rank = visits.wrong.tolist(), visits.rank.tolist()
        self.slot, self.asks, self.helper = visits.slot.tolist(), visits.asks.tolist(), visits.helper.tolist()
        self.of_project = visits.called.tolist()
        """Whether a visit comes only when cases before it are decided."""
        self.trip_begins, self.chance = visits.join.tolist(), visits.chance.tolist()

    def columns(self) -> Columns:
        """Return the filled columns."""
        self.line_waited = [line.waited for line in self.lines]
        desks = len(self.table.desks)
        self.desk_busy, self.inspector_busy = self.station_busy[:desks], self.station_busy[desks:]
        self.desk_left, self.inspector_left = self.station_left[:desks], self.station_left[desks:]
        names = Columns.__dataclass_fields__
        return Columns(**{name: np.array(getattr(self, name), dtype=np.int64) for name in names})


def _filled(value: int, count: int) -> array[int]:
    return array("q", [value]) * count


def _backlog(demand: Demand) -> list[int]:
    goes_on = demand.cases.goes_on[demand.cases.of_backlog]
    return [int(goes_on.min())] if len(goes_on) else []
