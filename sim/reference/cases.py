"""Cases: acceptance, steps side by side or one after the other, two clocks (rules 18, 19, 21, 22)."""

from __future__ import annotations

from sim.arithmetic import Kind, event_priority
from sim.demand.casework import CLOCK_RULES, DESK, FORWARD, INSPECTION, LINKS, MEETING, PAPERS, SIGNATURE, TRANSFER
from sim.demand.columns import NEVER, Demand
from sim.domain.units import ClockRule, DataLink
from sim.log import UNOPENED
from sim.reference.clock import Event
from sim.reference.meetings import Meetings
from sim.reference.projects import ProjectWork
from sim.reference.state import State
from sim.reference.stations import Stations

_TRANSFER_END = event_priority(Kind.TRANSFER_END, 0)
_AT_STATION, _AT_MEETING = (DESK, INSPECTION), (MEETING, SIGNATURE)
_STATUTORY_STOPS, _BOTH_STOP = CLOCK_RULES.index(ClockRule.STATUTORY_STOPS), CLOCK_RULES.index(ClockRule.BOTH_STOP)


class CaseWork:
    """Moves cases through their steps."""

    def __init__(
        self, state: State, stations: Stations, meetings: Meetings, projects: ProjectWork, demand: Demand
    ) -> None:
        self.state, self.stations, self.meetings, self.projects = state, stations, meetings, projects
        stations.step_done = meetings.step_done = self._step_done
        projects.receive = self._receive
        cases, count = demand.cases, len(demand.cases.item)
        self.promised, self.statutory = cases.promised.tolist(), cases.statutory.tolist()
        self.papers_due, self.opens = cases.papers.tolist(), cases.opens.tolist()
        self.case_of, self.kind = cases.step_case.tolist(), cases.step_kind.tolist()
        self.value, self.station = cases.step_value.tolist(), cases.step_station.tolist()
        self.clock_rule = cases.step_clock.tolist()
        self.case_of_stop = {stop: case for case, stop in enumerate(cases.stop.tolist()) if stop != NEVER}
        self.begun = [0] * count
        """By case, the steps that have begun, as bits."""
        self.standing = [[0, 0] for _ in range(count)]
        """By case, how many of its steps let the promised, and the statutory, clock stand still;"""
        self.since = [[UNOPENED, UNOPENED] for _ in range(count)]
        """and since when it does."""

    # ------------------------------------------------------------ acceptance (rules 18, 21)

    def open_by_stop(self, stop: int) -> None:
        """Open the case of a stop just served, if its item has one, or the project that it registers."""
        case = self.case_of_stop.get(stop)
        if case is not None:
            self._receive(case, self.state.now)
        self.projects.open_by_stop(stop)

    def open_of_backlog(self, case: int) -> None:
        """Let a case go on that was received before the horizon."""
        self._receive(case, self.opens[case])

    def _receive(self, case: int, received: int) -> None:
        """Receive a case; it is accepted at once, unless papers are missing."""
        state = self.state
        state.case_opened[case] = received
        self._start_clocks(case, received)
        if self.papers_due[case] == 0:
            state.case_accepted[case] = received
        if state.case_steps[case] == 0:
            self._decide(case)
        else:
            self._begin_ready(case)

    def _start_clocks(self, case: int, accepted: int) -> None:
        """Set both due dates; the day of acceptance is day 0."""
        state, clock = self.state, self.state.table.clock
        state.case_due[case] = clock.due(accepted, self.promised[case])
        if self.statutory[case]:
            state.case_statutory[case] = clock.due(accepted, self.statutory[case])
        self.since[case] = [state.now, state.now]  # what stood still before does not count

    def _decide(self, case: int) -> None:
        self.state.case_closed[case] = self.state.now
        self.projects.decided(case)

    # ------------------------------------------------------------ steps (rule 19)

    def _begin_ready(self, case: int) -> None:
        """Begin all steps that wait for no other any more, in their order."""
        state = self.state
        first, done = state.case_first_step[case], state.case_done[case]
        for place in range(state.case_steps[case]):
            if not self.begun[case] >> place & 1 and not state.step_needs[first + place] & ~done:
                self.begun[case] |= 1 << place
                self._begin(case, first + place)

    def _begin(self, case: int, step: int) -> None:
        state, now, kind = self.state, self.state.now, self.kind[step]
        state.step_began[step] = now
        self._stop_clocks(case, step)
        if kind in _AT_STATION:
            self.stations.arrive(step, self.station[step])
        elif kind in _AT_MEETING:
            self.meetings.arrive(step, self.station[step])
        else:
            state.step_started[step] = now
            ends = self._ends(kind, step)
            if ends < state.table.horizon_end:
                state.clock.at(now, ends, _TRANSFER_END | step, self._wait_end, step)

    def _ends(self, kind: int, step: int) -> int:
        """Return when a step ends that nobody works on: a transfer, or days that pass, or both."""
        arrives = self._transferred(LINKS[self.station[step]]) if kind in {TRANSFER, FORWARD} else self.state.now
        if kind == TRANSFER:
            return arrives
        return self.state.table.clock.opening_after(arrives, self.value[step])

    def _transferred(self, link: DataLink) -> int:
        """Return when a transfer begun now arrives: in real time, with the next disc, or by hand."""
        table, now = self.state.table, self.state.now
        match link:
            case DataLink.REAL_TIME:
                return now + table.real_time_ms
            case DataLink.DISC:
                return table.clock.next_disc(now)
            case DataLink.HAND:
                return table.clock.opening_after(now, table.hand_days)

    def _wait_end(self, event: Event) -> None:
        self.state.now = event.instant
        self._step_done(event.about)

    def _step_done(self, step: int) -> None:
        """End a step: its case goes on, or is decided."""
        state, case = self.state, self.case_of[step]
        state.step_ended[step] = state.now
        state.case_done[case] |= 1 << (step - state.case_first_step[case])
        self._resume_clocks(case, step)
        if self.kind[step] == PAPERS and self.papers_due[case]:
            self.papers_due[case] -= 1
            if self.papers_due[case] == 0:
                state.case_accepted[case] = state.now
                self._start_clocks(case, state.now)
        if state.case_done[case] == (1 << state.case_steps[case]) - 1:
            self._decide(case)
        else:
            self._begin_ready(case)

    # ------------------------------------------------------------ clocks (rule 21)

    def _stopped_by(self, step: int) -> range:
        """Return which clocks stand still during a step: 0 promised, 1 statutory."""
        rule = self.clock_rule[step]
        return range(0 if rule == _BOTH_STOP else 1, 2) if rule in {_BOTH_STOP, _STATUTORY_STOPS} else range(0)

    def _stop_clocks(self, case: int, step: int) -> None:
        for clock in self._stopped_by(step):
            self.standing[case][clock] += 1
            if self.standing[case][clock] == 1:
                self.since[case][clock] = self.state.now

    def _resume_clocks(self, case: int, step: int) -> None:
        for clock in self._stopped_by(step):
            self.standing[case][clock] -= 1
            if self.standing[case][clock] == 0:
                self._move_due(case, clock, min(self.state.now, self.state.table.horizon_end - 1))

    def _move_due(self, case: int, clock: int, until: int) -> None:
        """Move a due date by the working days for which its clock stood still."""
        due = self.state.case_statutory if clock else self.state.case_due
        if due[case] != UNOPENED:
            due[case] = self.state.table.clock.extended(due[case], self.since[case][clock], until)

    def end_of_horizon(self) -> None:
        """Take the clocks that stand still as stopped until the end."""
        end = self.state.table.horizon_end - 1
        for case, standing in enumerate(self.standing):
            for clock in range(2):
                if standing[clock]:
                    self._move_due(case, clock, end)
