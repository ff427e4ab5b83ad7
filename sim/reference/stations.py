"""Desks and inspectors: who takes which step next, work over several sessions, overtime (rules 19, 20)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from heapq import heapify, heappop, heappush

import numpy as np

from sim.arithmetic import Kind, event_priority, service_ms
from sim.demand.casework import DESK
from sim.demand.columns import NEVER, Demand
from sim.domain.units import DeskRule
from sim.layout.meetings import NO_LIMIT
from sim.log import UNOPENED
from sim.reference.clock import Event
from sim.reference.places import Places
from sim.reference.state import State
from sim.timetable import DESK_ID_OFFSET, INSPECTOR_ID_OFFSET

_STEP_END = event_priority(Kind.STEP_END, 0)
_HEAD_OF_QUEUE, _BACKLOG = -(1 << 62), -(1 << 61)
"""Urgencies: of work that stopped, before all others; of the backlog, before all classes."""
_AT_AVERAGE = 1_000_000
StationKey = tuple[int, int, int]
"""Urgency, joined, step."""


class Stations:
    """Desks of departments, then teams of inspectors; the sessions of desks, then those of inspectors."""

    step_done: Callable[[int], None]

    def __init__(self, state: State, places: Places, demand: Demand) -> None:
        self.state, self.places = state, places
        desks, inspectors, departments = state.table.desks, state.table.inspectors, len(demand.scenario.departments)
        self.desks = len(desks)
        count = self.desks + len(inspectors)
        self.end: list[int]
        self.leaves_by: list[int]
        self.pressing: list[int]
        self.end = desks.end.tolist() + inspectors.end.tolist()
        self.leaves_by = desks.leaves_by.tolist() + inspectors.end.tolist()
        self.pressing = desks.pressing.tolist() + [NEVER] * len(inspectors)
        self.place = (desks.desk + DESK_ID_OFFSET).tolist() + (inspectors.inspector + INSPECTOR_ID_OFFSET).tolist()
        self.officer = desks.officer.tolist() + (len(state.table.officers) + inspectors.inspector).tolist()
        self.station = desks.department.tolist() + (departments + inspectors.team).tolist()
        self.ppm = desks.ppm.tolist() + [_AT_AVERAGE] * len(inspectors)
        self.following = desks.following.tolist() + [NEVER] * len(inspectors)
        self.limit = [NO_LIMIT] * self.desks + inspectors.limit.tolist()
        """Steps that may still begin in the session."""
        stations = departments + len(demand.scenario.inspectors)
        self.queues: list[list[StationKey]] = [[] for _ in range(stations)]
        self.idle: list[list[tuple[int, int, int]]] = [[] for _ in range(stations)]
        """(idle since, place, session) by station, as heaps."""
        self.step = [NEVER] * count
        self.work_ends = [NEVER] * count
        self.active = [False] * count
        self.held: list[deque[int]] = [deque() for _ in range(count)]
        """By session: the steps its officer goes on with, in the order in which they stopped."""
        self.wall_left: dict[int, int] = {}
        """Wall time left of work that stopped."""
        self.kind, self.value = demand.cases.step_kind.tolist(), demand.cases.step_value.tolist()
        self.case_of: list[int] = demand.cases.step_case.tolist()
        self.rank: list[int] = [
            _BACKLOG if s == NEVER else state.visit_rank[state.stop_visit[s]] for s in _opened_by(demand)
        ]
        places.start_desk = self.activate

    # ------------------------------------------------------------ lines (rule 20)

    def arrive(self, step: int, station: int) -> None:
        """Give a step to who is idle, or let it wait."""
        if not self._offer(step, station):
            heappush(self.queues[station], (self.urgency(step), self.state.now, step))

    def _offer(self, step: int, station: int) -> bool:
        """Give a step to the desk that has been idle longest; False if none is."""
        idle = self.idle[station]
        while idle:
            _, _, session = heappop(idle)
            if self.active[session] and self.step[session] == NEVER and self.end[session] > self.state.now:
                self._work(session, step)
                return True
        return False

    def urgency(self, step: int) -> int:
        """Return what the desk rule goes by; ties go to the step that came first, then to the lower number."""
        case = self.case_of[step]
        match self.state.table.desk_rule:
            case DeskRule.FIRST_COME:
                return 0
            case DeskRule.EARLIEST_DUE:
                return self.state.case_due[case]
            case DeskRule.LEAST_SLACK:
                return self.state.case_due[case] - self._work_left(case)
            case DeskRule.BY_CLASS:
                return self.rank[case]

    def _work_left(self, case: int) -> int:
        state = self.state
        first, done = state.case_first_step[case], state.case_done[case]
        steps = [first + place for place in range(state.case_steps[case]) if not done >> place & 1]
        return sum(self.value[step] for step in steps if self.kind[step] == DESK)

    # ------------------------------------------------------------ sessions

    def session_start(self, index: int) -> None:
        """Begin a session, unless its place or officer is still engaged."""
        self.places.start_or_block(self.place[index], self.officer[index], index)

    def activate(self, index: int) -> None:
        """Begin a session now; its officer goes on with the work held, or takes the next step."""
        if self.state.now >= self.end[index]:
            self._pass_on(index)
            return
        self.places.engage(self.place[index], self.officer[index])
        self.active[index] = True
        self._take_or_wait(index)

    def _take_or_wait(self, index: int) -> None:
        if self.limit[index] == 0:
            return
        station = self.station[index]
        if self.held[index]:
            self._work(index, self.held[index].popleft())
        elif self.queues[station]:
            self._work(index, heappop(self.queues[station])[2])
        else:
            heappush(self.idle[station], (self.state.now, self.place[index], index))

    def _finishes(self, index: int) -> bool:
        """Whether what has begun in a session is finished after its end: inspections are."""
        return index >= self.desks

    def _work(self, index: int, step: int) -> None:
        """Work on a step until it is done or the session ends.

        Interrupted work keeps its wall time, not rescaled.
        """
        state, now = self.state, self.state.now
        left = self.wall_left.pop(step, 0) or service_ms(self.value[step], self.ppm[index])
        if state.step_started[step] == UNOPENED:
            state.step_started[step] = now
        self.limit[index] -= 1
        self.step[index] = step
        self.work_ends[index] = now + left
        self._spend(index, now + left if self._finishes(index) else self._until(index))

    def _until(self, index: int) -> int:
        """Return when the officer stops working: at the end of the session or, once it is over, of the overtime."""
        return self.end[index] if self.state.now < self.end[index] else self.leaves_by[index]

    def _spend(self, index: int, until: int) -> None:
        """Count the work from now on, up to an instant; if it is done by then, the step ends."""
        state, now, step = self.state, self.state.now, self.step[index]
        spent = min(self.work_ends[index], until) - now
        state.station_busy[index] += spent
        state.step_worked[step] += spent
        if self.work_ends[index] <= until:
            state.clock.at(now, self.work_ends[index], _STEP_END | step, self._step_end, index)

    def _step_end(self, event: Event) -> None:
        """End a step: the case goes on, then the officer takes the next or leaves."""
        index, state = event.about, self.state
        state.now = event.instant
        step = self.step[index]
        self.step[index] = NEVER
        self.step_done(step)
        if state.now >= self.end[index]:
            self._stay_or_leave(index)
        elif self.step[index] == NEVER:
            self._take_or_wait(index)

    def session_end(self, index: int) -> None:
        """End a session.

        Work that presses goes on in overtime; else what is unfinished is held for the officer's next session, or goes
        back to the head of its queue.
        """
        now, step = self.state.now, self.step[index]
        self._pass_on(index)
        if not self.active[index]:
            return
        if step != NEVER:
            if self._finishes(index) or self.work_ends[index] == now:
                return
            if self.leaves_by[index] > now and self._presses(step, index):
                self._spend(index, self.leaves_by[index])
                return
            self._interrupt(index)
        self._stay_or_leave(index)

    def overtime_end(self, index: int) -> None:
        """End the overtime after a session."""
        if self.active[index] and self.work_ends[index] != self.state.now:
            self._interrupt(index)
            self._leave(index)

    def _stay_or_leave(self, index: int) -> None:
        """Let an officer whose session is over take a pressing step in overtime, or leave."""
        queue = self.queues[self.station[index]]
        if self.leaves_by[index] > self.state.now:
            pressing = [key for key in queue if self._presses(key[2], index)]
            if pressing:
                queue.remove(min(pressing))
                heapify(queue)
                self._work(index, min(pressing)[2])
                return
        self._leave(index)

    def _presses(self, step: int, index: int) -> bool:
        """Whether a step's case is warned or overdue on the day of a session."""
        return self.state.case_due[self.case_of[step]] <= self.pressing[index]

    def _interrupt(self, index: int) -> None:
        step = self.step[index]
        self.step[index] = NEVER
        self.wall_left[step] = self.work_ends[index] - self.state.now
        self._hold(index, step)

    def _pass_on(self, index: int) -> None:
        """Let work held for a session that is over go on to the next."""
        while self.held[index]:
            self._hold(index, self.held[index].popleft())

    def _hold(self, index: int, step: int) -> None:
        following, station = self.following[index], self.station[index]
        if following != NEVER:
            self.held[following].append(step)
        elif not self._offer(step, station):
            heappush(self.queues[station], (_HEAD_OF_QUEUE, self.state.now, step))

    def _leave(self, index: int) -> None:
        self.active[index] = False
        self.state.station_left[index] = self.state.now
        self.places.release(self.place[index], self.officer[index])


def _opened_by(demand: Demand) -> list[int]:
    """Return the stop that opens each case, that of the intake if it is of a project; NEVER for the backlog."""
    stop, part = demand.cases.stop.copy(), demand.cases.part
    of_intake = np.flatnonzero((stop == NEVER) & (part != NEVER))
    stop[of_intake] = demand.projects.intake[demand.projects.part_project[part[of_intake]]]
    return [int(one) for one in stop]
