"""Officers at windows: sessions begin and end, officers take tickets, tickets find officers (rules 11–15)."""

from __future__ import annotations

from typing import Protocol

from sim.arithmetic import PPM, Kind, event_priority, service_ms
from sim.demand.columns import NEVER, Purpose
from sim.log import Outcome
from sim.reference.clock import Event
from sim.reference.places import Places
from sim.reference.state import State

_SERVICE_END = event_priority(Kind.SERVICE_END, 0)
_HANDED_BACK_RANK = -1
# plain numbers, since looking up a member of an enumeration takes longer than what is done with it
_ITEM = int(Purpose.ITEM)
_SERVED = int(Outcome.SERVED)


class Customers(Protocol):
    """What follows for a customer who has been served."""

    def served(self, ticket: int) -> None:
        """Go on from a ticket just served."""


class Windows:
    """All window sessions. A session is *idle* when its officer is at the window and serves nobody."""

    customers: Customers

    def __init__(self, state: State, places: Places) -> None:
        self.state, self.places = state, places
        self._at = state.clock.at
        sessions = state.table.sessions
        count = len(sessions)
        self.window, self.officer = sessions.window.tolist(), sessions.officer.tolist()
        self.end, self.leaves_by = sessions.end.tolist(), sessions.leaves_by.tolist()
        self.stays, self.longest_wait = sessions.stays.tolist(), sessions.longest_wait.tolist()
        self.department, self.queues = sessions.department.tolist(), sessions.queue_lists()
        self.own_ppm, self.foreign_ppm = sessions.own_ppm.tolist(), sessions.foreign_ppm.tolist()
        self.ticket = [NEVER] * count
        """Being served or called in each session."""
        self.service_ends = [NEVER] * count
        self.token = [0] * count
        """Tells a service end that still matters from one whose ticket was handed back."""
        self.ending = [False] * count
        """The officer leaves once free."""
        served = sessions.queues.tolist()
        self.preference = [(served[index], 0, self.window[index], index) for index in range(count)]
        """Order among idle officers (rule 13): fewest queues, longest idle, lowest window."""
        self.idle: list[dict[int, tuple[int, int, int, int]]] = [{} for _ in state.lines]
        """By queue, the idle sessions that serve it, with their preference."""
        self.helped_ppm = state.table.helped_ppm
        """Factor on the services of customers whom a helper has helped."""
        self.remaining: dict[int, int] = {}
        """Wall time left of tickets handed back."""
        places.start_window = self.activate

    # ------------------------------------------------------------ sessions (rule 11)

    def session_start(self, index: int) -> None:
        """Begin a session, unless its window or officer is still engaged elsewhere."""
        self.places.start_or_block(self.window[index], self.officer[index], index)

    def activate(self, index: int) -> None:
        """Begin a session now, if anything is left of it; the officer takes a ticket at once."""
        now = self.state.now
        if now >= self.end[index]:
            return
        self.places.engage(self.window[index], self.officer[index])
        self.state.active_from[index] = now
        self._take_or_wait(index)

    def session_end(self, index: int) -> None:
        """End a session at its `to`: an idle officer leaves.

        A busy one finishes, hands back, or stays (rules 11, 14).
        """
        if not self._holds_window(index):
            return
        if self.stays[index] and self.state.now < self.leaves_by[index]:
            if self.ticket[index] == NEVER:  # idle, so nobody waits
                self._leave(index)
            return
        self._end_for_good(index)

    def extension_end(self, index: int) -> None:
        """End the extension of a session that stayed."""
        if self._holds_window(index):
            self._end_for_good(index)

    def _holds_window(self, index: int) -> bool:
        return self.state.active_from[index] != NEVER and self.state.left[index] == NEVER

    def _end_for_good(self, index: int) -> None:
        if self.ticket[index] == NEVER:
            self._leave(index)
            return
        self.ending[index] = True
        if self.state.table.hand_back and self.service_ends[index] != self.state.now:
            self._hand_back(index)

    def _leave(self, index: int) -> None:
        """Let the officer leave; sessions that waited for the window or the officer begin."""
        self._no_longer_idle(index)
        self.state.left[index] = self.state.now
        self.places.release(self.window[index], self.officer[index])

    def _hand_back(self, index: int) -> None:
        """Give the unfinished ticket to another officer or back to its queue.

        A call to a dead ticket is dropped.
        """
        state, ticket = self.state, self.ticket[index]
        left = self.service_ends[index] - state.now
        state.busy[index] -= left
        self.token[index] += 1
        self.ticket[index] = NEVER
        if ticket not in state.dead:
            self.remaining[ticket] = left
            if not self._offer_to_who_stays(ticket):
                state.rank[ticket] = _HANDED_BACK_RANK
                line = state.lines[state.queue[ticket]]
                line.join(ticket, _HANDED_BACK_RANK, state.joined[ticket], state.now)
        self._leave(index)

    # ------------------------------------------------------------ assignment (rules 12, 13)

    def _take_or_wait(self, index: int) -> None:
        """Let a free officer take the next ticket by the session's rule, or become idle."""
        queue = self._next_queue(index)
        if queue != NEVER:
            self._call(index, self.state.lines[queue].take(self.state.now))
            return
        queues, _, window, _ = self.preference[index]
        preference = self.preference[index] = (queues, self.state.now, window, index)
        for served in self.queues[index]:
            self.idle[served][index] = preference

    def _next_queue(self, index: int) -> int:
        """Return the queue to take from.

        It is the first with a ticket (own first), or that of the least key over all heads (longest wait).
        """
        queues, lines = self.queues[index], self.state.lines
        if not self.longest_wait[index]:
            for queue in queues:
                if lines[queue].length:
                    return queue
            return NEVER
        heads = [(lines[queue].head(), queue) for queue in queues if lines[queue].length]
        return min(heads)[1] if heads else NEVER

    def offer(self, ticket: int) -> bool:
        """Give a ticket to an idle officer; False if none is idle.

        The officer with the fewest queues is preferred, then the longest idle, then the lowest window.
        """
        idle = self.idle[self.state.queue[ticket]]
        if not idle:
            return False
        index = min(idle.values())[3]
        self._no_longer_idle(index)
        self._call(index, ticket)
        return True

    def _offer_to_who_stays(self, ticket: int) -> bool:
        """Give a ticket handed back to an idle officer whose session does not end at this millisecond."""
        now = self.state.now
        staying = [p for i, p in self.idle[self.state.queue[ticket]].items() if now < self.leaves_by[i]]
        if staying:
            self._no_longer_idle(index := min(staying)[3])
            self._call(index, ticket)
        return bool(staying)

    def _no_longer_idle(self, index: int) -> None:
        for queue in self.queues[index]:
            self.idle[queue].pop(index, None)

    # ------------------------------------------------------------ service

    def _call(self, index: int, ticket: int) -> None:
        """Call a ticket: serve it, or lose the call time-out if its customer has silently left (rule 7)."""
        state = self.state
        now = state.now
        if state.called[ticket] == NEVER:
            state.called[ticket] = now
        state.session[ticket] = index
        if ticket in state.dead:
            duration = state.table.call_timeout_ms
        elif ticket in self.remaining:
            duration = self.remaining.pop(ticket)
        else:
            state.started[ticket] = now
            item = state.purpose[ticket] == _ITEM
            own = state.department[ticket] == self.department[index] or not item
            ppm = self.own_ppm[index] if own else self.foreign_ppm[index]
            base = state.service[ticket]
            if self.helped_ppm != PPM and item and state.helped[state.stop_visit[ticket % state.stops_in_all]]:
                base = service_ms(base, self.helped_ppm)
            duration = base if ppm == PPM else service_ms(base, ppm)
        self.ticket[index] = ticket
        ends = self.service_ends[index] = now + duration
        state.busy[index] += duration
        self._at(now, ends, _SERVICE_END | self.window[index], self._service_end, index, self.token[index])

    def _service_end(self, event: Event) -> None:
        """End a service or a call: go on with the customer, then the officer, then sessions that waited."""
        index = event.about
        if event.token != self.token[index]:
            return
        state = self.state
        now = state.now = event.instant
        ticket = self.ticket[index]
        self.ticket[index] = NEVER
        if ticket not in state.dead:
            state.ended[ticket] = now
            state.outcome[ticket] = _SERVED
            self.customers.served(ticket)
        if now >= self.end[index] and self._leaves(index, now):
            self._leave(index)
        else:
            self._take_or_wait(index)

    def _leaves(self, index: int, now: int) -> bool:
        """Whether an officer free at or after the end leaves: always, unless the session stays and somebody waits."""
        if self.ending[index] or not self.stays[index] or now >= self.leaves_by[index]:
            return True
        return self._next_queue(index) == NEVER
