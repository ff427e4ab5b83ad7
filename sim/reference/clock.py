"""SimPy as an exact clock: events in the order (ms, kind, id), each completed before the next (rule 2).

The model uses nothing of SimPy but its environment, with a step that calls back at once, and one slim event class:
`Timeout`, `Process` and `Resource` schedule with priorities of their own and would bypass the key.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop
from typing import Any

import simpy
from simpy.core import EmptySchedule

Callback = Callable[[Any], None]


class Event:
    """Whom to call back, and the whole numbers that tell when and about what."""

    __slots__ = ("about", "callback", "instant", "token")

    def __init__(self, callback: Callback, instant: int, about: int, token: int) -> None:
        self.callback = callback
        self.instant = instant
        self.about = about
        self.token = token


class _Environment(simpy.Environment):
    """SimPy's environment for events with one callback, which neither fail nor are waited for."""

    def step(self) -> None:
        """Let the next event happen.

        Raises
        ------
        EmptySchedule
            Nothing is left to happen.
        """
        if not self._queue:
            raise EmptySchedule
        self._now, _, _, event = heappop(self._queue)
        event.callback(event)  # type: ignore[attr-defined]  # only events of ours are scheduled


class Clock:
    """Events to come, in whole milliseconds.

    Nothing is ever cancelled: whoever is called checks whether it still matters.
    """

    def __init__(self, start: int) -> None:
        self.environment = _Environment(initial_time=start)
        self._schedule = self.environment.schedule

    def at(self, now: int, instant: int, priority: int, callback: Callback, about: int, token: int = 0) -> None:
        """Call `callback` at `instant` with an event `about` something.

        Ties are broken by `priority` (`sim.arithmetic.event_priority`). `now` must be the current instant: the caller
        has it at hand, and asking SimPy for it takes longer than all the rest.
        """
        assert instant >= now, f"an event {now - instant} ms in the past"
        event = Event(callback, instant, about, token)
        self._schedule(event, priority, instant - now)  # type: ignore[arg-type]  # as in `step`

    def again(self, event: Event, now: int, instant: int, priority: int) -> None:
        """Schedule an event that has happened once more, later."""
        assert instant >= now, f"an event {now - instant} ms in the past"
        event.instant = instant
        self._schedule(event, priority, instant - now)  # type: ignore[arg-type]  # as in `step`

    def run(self) -> None:
        """Run until nothing is left to happen."""
        self.environment.run()
