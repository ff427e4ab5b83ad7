"""Meetings and signing hours: who waits for them, and whom they take (rule 19)."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from sim.arithmetic import Kind, event_priority
from sim.reference.clock import Event
from sim.reference.state import State

_MEETING_END = event_priority(Kind.TRANSFER_END, 0)


class Meetings:
    """The lines of steps that wait for a meeting, in the order of the desk rule."""

    step_done: Callable[[int], None]

    def __init__(self, state: State, urgency: Callable[[int], int]) -> None:
        self.state, self.urgency = state, urgency
        sittings = state.table.sittings
        self.meeting, self.ends = sittings.meeting.tolist(), sittings.end.tolist()
        self.capacity, self.notice = sittings.capacity.tolist(), sittings.notice.tolist()
        self.lines: list[list[tuple[int, int, int]]] = [[] for _ in self.notice]
        """By meeting: (urgency, joined, step), as heaps."""
        self.meeting_of: dict[int, int] = {}
        """Of steps whose notice runs."""

    def arrive(self, step: int, meeting: int) -> None:
        """Let a step join a meeting's line once its notice is over."""
        state = self.state
        if self.notice[meeting] == 0:
            self._join(step, meeting)
            return
        joins = state.table.clock.opening_after(state.now, self.notice[meeting])
        if joins < state.table.horizon_end:
            self.meeting_of[step] = meeting
            state.clock.at(state.now, joins, _MEETING_END | step, self._notice_end, step)

    def _notice_end(self, event: Event) -> None:
        self.state.now = event.instant
        self._join(event.about, self.meeting_of.pop(event.about))

    def _join(self, step: int, meeting: int) -> None:
        heappush(self.lines[meeting], (self.urgency(step), self.state.now, step))

    def hold(self, sitting: int) -> None:
        """Hold a meeting: it takes as many as it can, who go on when it ends."""
        state, line = self.state, self.lines[self.meeting[sitting]]
        for _ in range(min(self.capacity[sitting], len(line))):
            step = heappop(line)[2]
            state.step_started[step] = state.now
            if self.ends[sitting] < state.table.horizon_end:
                state.clock.at(state.now, self.ends[sitting], _MEETING_END | step, self._end, step)

    def _end(self, event: Event) -> None:
        self.state.now = event.instant
        self.step_done(event.about)
