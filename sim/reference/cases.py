"""Cases: steps in series at desks, in waiting days and in transfer, under the promised clock (rules 18–22)."""

from __future__ import annotations

from heapq import heappop, heappush

from sim.arithmetic import Kind, event_priority, service_ms
from sim.demand.cases import DESK, WAIT
from sim.demand.columns import NEVER, Demand
from sim.domain.units import DataLink, DeskRule
from sim.log import UNOPENED
from sim.reference.clock import Event
from sim.reference.places import Places
from sim.reference.state import State
from sim.timetable import DESK_ID_OFFSET, TRANSFER_LINKS

_STEP_END = event_priority(Kind.STEP_END, 0)
_TRANSFER_END = event_priority(Kind.TRANSFER_END, 0)
_HEAD_OF_QUEUE = -(1 << 62)
DeskKey = tuple[int, int, int]


class CaseWork:
    """Moves cases through their steps; desks of a department take the next by the desk rule."""

    def __init__(self, state: State, places: Places, demand: Demand) -> None:
        self.state, self.places = state, places
        desks, count = state.table.desks, len(state.table.desks)
        self.end, self.following = desks.end.tolist(), desks.following.tolist()
        self.officer, self.place = desks.officer.tolist(), (desks.desk + DESK_ID_OFFSET).tolist()
        self.desk_department, self.ppm = desks.department.tolist(), desks.ppm.tolist()
        self.link: list[DataLink] = [TRANSFER_LINKS[link] for link in state.table.transfer_link.tolist()]
        cases = demand.cases
        self.first_step, self.steps = cases.first_step.tolist(), cases.steps.tolist()
        self.kind, self.value = cases.step_kind.tolist(), cases.step_value.tolist()
        self.department, self.promised = cases.step_department.tolist(), cases.promised.tolist()
        self.case_of_stop = {stop: case for case, stop in enumerate(cases.stop.tolist()) if stop != NEVER}
        self.visit_rank = [
            state.visit_rank[state.stop_visit[s]] if s != NEVER else _HEAD_OF_QUEUE for s in cases.stop.tolist()
        ]
        self.opens = cases.opens.tolist()
        self.step = [0] * len(self.steps)
        self.step_began = [UNOPENED] * len(self.steps)
        self.wall_left: dict[int, int] = {}
        """Wall time left of work put back into its queue."""
        self.worked = [0] * len(self.steps)
        self.queues: list[list[DeskKey]] = [[] for _ in demand.scenario.departments]
        self.idle: list[list[tuple[int, int, int]]] = [[] for _ in demand.scenario.departments]
        """(idle since, place, session) by department, as heaps."""
        self.case = [NEVER] * count
        self.work_ends = [NEVER] * count
        self.active = [False] * count
        self.held: dict[int, tuple[int, int]] = {}
        """By desk session: the case its officer goes on with, and the wall time left."""
        places.start_desk = self.activate

    # ------------------------------------------------------------ steps

    def open_by_stop(self, stop: int) -> None:
        """Open the case of a stop just served, if its item has one."""
        case = self.case_of_stop.get(stop)
        if case is not None:
            self._open(case, self.state.now)

    def open_of_backlog(self, case: int) -> None:
        """Let a case go on that was accepted before the horizon."""
        self._open(case, self.opens[case])

    def _open(self, case: int, accepted: int) -> None:
        """Accept a case: the promised clock starts, the day of acceptance being day 0."""
        state = self.state
        state.case_opened[case] = accepted
        state.case_due[case] = state.table.clock.due(accepted, self.promised[case])
        self._go_on(case)

    def _go_on(self, case: int) -> None:
        """Begin the case's next step, or decide it."""
        state, now = self.state, self.state.now
        if self.step[case] == self.steps[case]:
            state.case_closed[case] = now
            return
        at = self.first_step[case] + self.step[case]
        self.step_began[case] = now
        if self.kind[at] == DESK:
            self._to_desk(case, self.department[at])
            return
        ends = state.table.clock.opening_after(now, self.value[at]) if self.kind[at] == WAIT else self._transferred(at)
        if ends < state.table.horizon_end:
            state.clock.at(now, ends, _TRANSFER_END | case, self._transfer_end, case)

    def _transferred(self, at: int) -> int:
        """Return when a transfer begun now arrives: in real time, with the next disc, or by hand."""
        table, now = self.state.table, self.state.now
        link: DataLink = self.link[self.department[at]]
        match link:
            case DataLink.REAL_TIME:
                return now + table.real_time_ms
            case DataLink.DISC:
                return table.clock.next_disc(now)
            case DataLink.HAND:
                return table.clock.opening_after(now, table.hand_days)

    def _transfer_end(self, event: Event) -> None:
        state, case = self.state, event.about
        state.now = event.instant
        at = self.first_step[case] + self.step[case]
        spent = state.case_wait if self.kind[at] == WAIT else state.case_transfer
        spent[case] += state.now - self.step_began[case]
        self.step[case] += 1
        self._go_on(case)

    # ------------------------------------------------------------ desks (rule 20)

    def _to_desk(self, case: int, department: int) -> None:
        if not self._offer(case, department):
            heappush(self.queues[department], self._key(case))

    def _offer(self, case: int, department: int) -> bool:
        """Give a case to the desk that has been idle longest; False if none is."""
        idle = self.idle[department]
        while idle:
            _, _, session = heappop(idle)
            if self.active[session] and self.case[session] == NEVER and self.end[session] > self.state.now:
                self._work(session, case)
                return True
        return False

    def _key(self, case: int) -> DeskKey:
        """Return the place of a case in its desk queue by the desk rule.

        Ties go to the case that came first, then to the lower case number.
        """
        return (self._urgency(case), self.state.now, case)

    def _urgency(self, case: int) -> int:
        rule = self.state.table.desk_rule
        match rule:
            case DeskRule.FIRST_COME:
                return 0
            case DeskRule.EARLIEST_DUE:
                return self.state.case_due[case]
            case DeskRule.LEAST_SLACK:
                return self.state.case_due[case] - self._work_left(case)
            case DeskRule.BY_CLASS:
                return self.visit_rank[case]

    def _work_left(self, case: int) -> int:
        first, last = self.first_step[case] + self.step[case], self.first_step[case] + self.steps[case]
        return sum(self.value[at] for at in range(first, last) if self.kind[at] == DESK)

    def session_start(self, index: int) -> None:
        """Begin a desk session, unless its desk or officer is still engaged."""
        self.places.start_or_block(self.place[index], self.officer[index], index)

    def activate(self, index: int) -> None:
        """Begin a desk session now; its officer goes on with the work held, or takes the next case."""
        if self.state.now >= self.end[index]:
            self._pass_on(index)
            return
        self.places.engage(self.place[index], self.officer[index])
        self.active[index] = True
        if index in self.held:
            case, left = self.held.pop(index)
            self._work(index, case, left)
        else:
            self._take_or_wait(index)

    def _take_or_wait(self, index: int) -> None:
        department = self.desk_department[index]
        queue = self.queues[department]
        if queue:
            self._work(index, heappop(queue)[2])
        else:
            heappush(self.idle[department], (self.state.now, self.place[index], index))

    def _work(self, index: int, case: int, left: int | None = None) -> None:
        """Work on a case until it is done or the session ends.

        Interrupted work keeps its wall time, not rescaled.
        """
        now, end = self.state.now, self.end[index]
        if left is None:
            base = self.value[self.first_step[case] + self.step[case]]
            left = self.wall_left.pop(case, 0) or service_ms(base, self.ppm[index])
        self.case[index] = case
        self.work_ends[index] = now + left
        spent = min(left, end - now)
        self.state.desk_busy[index] += spent
        self.worked[case] += spent
        if now + left <= end:
            self.state.clock.at(now, now + left, _STEP_END | case, self._step_end, index)

    def _step_end(self, event: Event) -> None:
        """End a desk step: the case goes on, then the officer takes the next or leaves."""
        index, state = event.about, self.state
        state.now = event.instant
        case = self.case[index]
        self.case[index] = NEVER
        state.case_work[case] += self.worked[case]
        state.case_desk_wait[case] += state.now - self.step_began[case] - self.worked[case]
        self.worked[case] = 0
        self.step[case] += 1
        self._go_on(case)
        if state.now >= self.end[index]:
            self._leave(index)
        elif self.case[index] == NEVER:
            self._take_or_wait(index)

    def session_end(self, index: int) -> None:
        """End a desk session.

        Unfinished work is held for the officer's next session, or goes back to the head of its queue.
        """
        now = self.state.now
        if not self.active[index]:
            self._pass_on(index)
            return
        case = self.case[index]
        if case != NEVER:
            if self.work_ends[index] == now:
                return
            self.case[index] = NEVER
            self._hold(index, case, self.work_ends[index] - now)
        self._leave(index)

    def _pass_on(self, index: int) -> None:
        """Let work held for a session that does not take place go on to the next."""
        if index in self.held:
            case, left = self.held.pop(index)
            self._hold(index, case, left)

    def _hold(self, index: int, case: int, left: int) -> None:
        following, department = self.following[index], self.desk_department[index]
        if following != NEVER:
            self.held[following] = (case, left)
            return
        self.wall_left[case] = left
        if not self._offer(case, department):
            heappush(self.queues[department], (_HEAD_OF_QUEUE, self.state.now, case))

    def _leave(self, index: int) -> None:
        self.active[index] = False
        self.places.release(self.place[index], self.officer[index])
