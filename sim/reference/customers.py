"""Customers: trips begin, tickets are issued, people wait, leave, return and go on to the next stop.

These are rules 5, 7–10 and 14.
"""

from __future__ import annotations

from collections import deque

from sim.arithmetic import Kind, event_priority
from sim.demand.columns import MS_PER_DAY, NEVER, Doubt, Purpose
from sim.log import Outcome
from sim.reference.cases import CaseWork
from sim.reference.clock import Event
from sim.reference.state import State
from sim.reference.windows import Windows

# plain numbers, since looking up a member of an enumeration takes longer than what is done with it
_ITEM, _HELP = int(Purpose.ITEM), int(Purpose.HELP)
_NEVER, _UNLESS_HELPED = int(Doubt.NEVER), int(Doubt.UNLESS_HELPED)
_HELPER_END = event_priority(Kind.HELPER_END, 0)
_CLASS_CHANGE = event_priority(Kind.CLASS_CHANGE, 0)
_PATIENCE_END = event_priority(Kind.PATIENCE_END, 0)
_ARRIVAL = event_priority(Kind.ARRIVAL, 0)


class CustomerFlow:
    """Moves visits through their trips. A ticket's row is `attempt * stops_in_all + stop`."""

    def __init__(self, state: State, windows: Windows, cases: CaseWork) -> None:
        self.state, self.windows, self.cases = state, windows, cases
        windows.customers = self
        table = state.table
        self.zone, self.open_day = table.queue_zone.tolist(), table.open_day.tolist()
        self.last_ticket, self.ends = table.last_ticket.tolist(), table.end_of_day.tolist()
        self.is_served: list[list[bool]] = table.served.tolist()
        self.balks = (table.comprehensive_queues & table.not_served_balks).tolist()
        self.return_ppm = table.return_ppm.tolist()
        self.helpers = state.table.zone_helpers.tolist()
        self.helpers_free = state.table.zone_helpers.tolist()
        self.helper_lines: list[deque[int]] = [deque() for _ in self.helpers]

    # ------------------------------------------------------------ trips

    def begin_visit(self, visit: int) -> None:
        """Let a customer arrive for the first time: who asks goes to a helper first (rule 9)."""
        state = self.state
        zone = self.zone[state.stop_queue[state.first_stop[visit]]]
        if not state.asks[visit] or self.helpers[zone] == 0:
            self._join(self._first_ticket(visit), first_of_trip=True)
            return
        if self.helpers_free[zone] > 0:
            self._help(visit, zone)
        else:
            self.helper_lines[zone].append(visit)

    def call(self, visit: int) -> None:
        """Let the applicant of a project come for its next part, on a later open day (rule 23)."""
        state = self.state
        begins = state.table.clock.on_later_day(state.now, state.trip_begins[0][visit])
        if begins < state.table.horizon_end:
            first = state.first_stop[visit]
            state.clock.at(state.now, begins, _ARRIVAL | first, self._arrival, first, 1)

    def _first_ticket(self, visit: int) -> int:
        """Return the first stop of the first trip.

        A wrong queue is left out if there is none, or a helper prevents it.
        """
        state = self.state
        skips = state.wrong[visit] == _UNLESS_HELPED and state.helped[visit]
        return state.first_stop[visit] + skips

    def _help(self, visit: int, zone: int) -> None:
        state = self.state
        self.helpers_free[zone] -= 1
        state.clock.at(state.now, state.now + state.helper[visit], _HELPER_END | visit, self._helper_end, visit)

    def _helper_end(self, event: Event) -> None:
        """Send a helped customer to the queue; the helper turns to the next."""
        state, visit = self.state, event.about
        state.now = event.instant
        zone = self.zone[state.stop_queue[state.first_stop[visit]]]
        state.helped[visit] = True
        self._join(self._first_ticket(visit), first_of_trip=True)
        self.helpers_free[zone] += 1
        if self.helper_lines[zone]:
            self._help(self.helper_lines[zone].popleft(), zone)

    def _arrival(self, event: Event) -> None:
        """Let a customer arrive at a later stop, or on a later trip."""
        self.state.now = event.instant
        self._join(event.about, first_of_trip=bool(event.token))

    # ------------------------------------------------------------ joining (rules 7, 13, 14)

    def _join(self, ticket: int, *, first_of_trip: bool) -> None:
        """Issue a ticket, or turn the customer away; then service, waiting, or balking."""
        state, table = self.state, self.state.table
        now, queue = state.now, state.queue[ticket]
        visit = state.stop_visit[ticket % state.stops_in_all]
        state.joined[ticket] = now
        rank = state.visit_rank[visit] if state.slot[visit] == NEVER else self._rank(ticket, visit, now)
        state.rank[ticket] = rank
        # a later stop belongs to the day of its trip, even if a service went on beyond midnight
        begun = now if first_of_trip else state.joined[ticket - 1]
        day = self.open_day[begun // MS_PER_DAY] if 0 <= begun < table.horizon_end else -1
        if day < 0 or now > self.ends[day] or (first_of_trip and now >= self.last_ticket[day]):
            self._end(ticket, Outcome.TURNED_AWAY)
        elif not self.is_served[day][queue]:
            self._end(ticket, Outcome.BALKED if self.balks[queue] else Outcome.TURNED_AWAY)
        elif not self.windows.offer(ticket):
            line, limit = state.lines[queue], state.balk_limit[ticket]
            if limit != NEVER and line.length >= limit:
                self._end(ticket, Outcome.BALKED)
            else:
                line.join(ticket, rank, now, now)
                self._wait(ticket, visit, now, self.ends[day])

    def _booked_for(self, ticket: int, visit: int) -> int:
        """Return the instant of a ticket's appointment: that of the first stop on the first trip, else NEVER."""
        slot = self.state.slot[visit]
        return slot if slot != NEVER and ticket == self.state.first_stop[visit] else NEVER

    def _rank(self, ticket: int, visit: int, now: int) -> int:
        """Return the rank of the customer's class.

        From the slot on it is the better of its own and that of appointments (rule 5).
        """
        rank, slot = self.state.visit_rank[visit], self._booked_for(ticket, visit)
        return min(rank, self.state.table.appointment_rank) if slot != NEVER and now >= slot else rank

    def _wait(self, ticket: int, visit: int, now: int, day_ends: int) -> None:
        """Let patience run, and the class change at the slot; after the end of the day nobody waits."""
        state, slot = self.state, self._booked_for(ticket, visit)
        if slot > now and state.table.appointment_rank < state.rank[ticket]:
            state.clock.at(now, slot, _CLASS_CHANGE | ticket, self._class_change, ticket)
        if state.patience[ticket] != NEVER:
            leaves = max(now, slot) + state.patience[ticket]
            if leaves > day_ends:
                return
            state.clock.at(now, leaves, _PATIENCE_END | ticket, self._patience_end, ticket)

    def _class_change(self, event: Event) -> None:
        state, ticket = self.state, event.about
        state.now = event.instant
        line = state.lines[state.queue[ticket]]
        if ticket in line and ticket not in self.state.dead and state.started[ticket] == NEVER:
            state.rank[ticket] = state.table.appointment_rank
            line.change_rank(ticket, state.rank[ticket], state.joined[ticket])

    def _patience_end(self, event: Event) -> None:
        """Let a customer leave; a silent one's ticket keeps its place and dies (rule 7)."""
        state, ticket = self.state, event.about
        state.now = event.instant
        line = state.lines[state.queue[ticket]]
        if ticket not in line or state.started[ticket] != NEVER:
            return
        if state.silent[ticket]:
            self.state.dead.add(ticket)
        else:
            line.remove(ticket, state.now)
        self._end(ticket, Outcome.ABANDONED)

    # ------------------------------------------------------------ what follows

    def served(self, ticket: int) -> None:
        """Let a served customer go on.

        Missing papers end the trip, an item may open a case, the next stop follows.
        """
        state = self.state
        stop = ticket % state.stops_in_all
        visit = state.stop_visit[stop]
        doubt = state.papers[ticket]
        if doubt != _NEVER and not (doubt == _UNLESS_HELPED and state.helped[visit]):
            state.purpose[ticket] = _HELP
            self._come_again(ticket, visit)
            return
        if state.purpose[ticket] == _ITEM:
            self.cases.open_by_stop(stop)
        if stop + 1 < state.first_stop[visit] + state.visit_stops[visit]:
            following = ticket + 1
            state.clock.at(state.now, state.now + state.walk[ticket], _ARRIVAL | following, self._arrival, following, 0)

    def _end(self, ticket: int, outcome: Outcome) -> None:
        """End a ticket and its trip without service; the customer may come again on a later day (rule 8)."""
        state = self.state
        state.ended[ticket] = state.now
        state.outcome[ticket] = int(outcome)
        visit = state.stop_visit[ticket % state.stops_in_all]
        attempt = ticket // state.stops_in_all
        if state.chance[attempt][visit] < self.return_ppm[outcome]:
            self._come_again(ticket, visit)

    def _come_again(self, ticket: int, visit: int) -> None:
        """Let the next trip begin at the stop that failed, if there is a next trip within the horizon."""
        state = self.state
        attempt = ticket // state.stops_in_all + 1
        if attempt < len(state.trip_begins) and state.trip_begins[attempt][visit] != NEVER:
            again, begins = ticket + state.stops_in_all, state.trip_begins[attempt][visit]
            if state.of_project[visit]:
                begins = state.table.clock.on_later_day(state.now, begins)
                if begins >= state.table.horizon_end:
                    return
            # a service may run on past midnight, beyond the time at which the next trip would begin
            begins = max(state.now, begins)
            state.clock.at(state.now, begins, _ARRIVAL | again, self._arrival, again, 1)

    def end_of_day(self, _: int) -> None:
        """Let every waiting ticket become unserved and remove dead ones.

        Who still waits for a helper goes home.
        """
        for line in self.state.lines:
            for ticket in line.clear(self.state.now):
                if ticket not in self.state.dead:
                    self._end(ticket, Outcome.UNSERVED)
        for waiting in self.helper_lines:
            while waiting:
                ticket = self._first_ticket(waiting.popleft())
                visit = self.state.stop_visit[ticket % self.state.stops_in_all]
                self.state.joined[ticket] = self.state.now
                self.state.rank[ticket] = self.state.visit_rank[visit]
                self._end(ticket, Outcome.TURNED_AWAY)
