"""Windows and desks as places that one officer holds at a time.

A session waits while its place or its officer is engaged (rule 11).
"""

from __future__ import annotations

from collections.abc import Callable

from sim.reference.state import State
from sim.timetable import DESK_ID_OFFSET


class Places:
    """Who is engaged, and the sessions that wait for a place or an officer."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.blocked: list[tuple[int, int, int]] = []
        """(place, session, officer)."""
        self.start_window: Callable[[int], None] | None = None
        self.start_desk: Callable[[int], None] | None = None

    def start_or_block(self, place: int, officer: int, session: int) -> None:
        """Start a session, or let it wait for its place and officer to be released."""
        if self._free(place, officer):
            self._start(place, session)
        else:
            self.blocked.append((place, session, officer))

    def engage(self, place: int, officer: int) -> None:
        """Let an officer hold a place."""
        self.state.engaged_places.add(place)
        self.state.engaged_officers.add(officer)

    def release(self, place: int, officer: int) -> None:
        """Let an officer leave a place.

        Sessions that waited start in the order of places, each taking at once.
        """
        self.state.engaged_places.discard(place)
        self.state.engaged_officers.discard(officer)
        for waiting in sorted(self.blocked):
            if waiting in self.blocked and self._free(waiting[0], waiting[2]):
                self.blocked.remove(waiting)
                self._start(waiting[0], waiting[1])

    def _free(self, place: int, officer: int) -> bool:
        return place not in self.state.engaged_places and officer not in self.state.engaged_officers

    def _start(self, place: int, session: int) -> None:
        start = self.start_window if place < DESK_ID_OFFSET else self.start_desk
        assert start is not None
        start(session)
