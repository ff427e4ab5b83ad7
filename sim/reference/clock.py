"""SimPy as an exact clock: events in the order (ms, kind, id), each completed before the next (rule 2).

The model uses nothing of SimPy but its environment and one slim event class: `Timeout`, `Process` and
`Resource` schedule with priorities of their own and would bypass the key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simpy

Callback = Callable[[Any], None]


class Event:
    """What SimPy needs to call back, and the whole numbers that tell when and about what."""

    __slots__ = ("about", "callbacks", "instant", "token")
    _ok = True

    def __init__(self, callback: Callback, instant: int, about: int, token: int) -> None:
        self.callbacks: list[Callback] | None = [callback]
        self.instant = instant
        self.about = about
        self.token = token


class Clock:
    """Events to come, in whole milliseconds.

    Nothing is ever cancelled: whoever is called checks whether it still matters.
    """

    def __init__(self, start: int) -> None:
        self.environment = simpy.Environment(initial_time=start)
        self._schedule = self.environment.schedule

    def at(self, now: int, instant: int, priority: int, callback: Callback, about: int, token: int = 0) -> None:
        """Call `callback` at `instant` with an event `about` something.

        Ties are broken by `priority` (`sim.arithmetic.event_priority`).

        `now` must be the current instant: the caller has it at hand, and asking SimPy for it takes longer
        than all the rest.
        """
        assert instant >= now, f"an event {now - instant} ms in the past"
        event = Event(callback, instant, about, token)
        self._schedule(event, priority, instant - now)  # type: ignore[arg-type]  # all SimPy asks of an event

    def again(self, event: Event, now: int, instant: int, priority: int, callbacks: list[Callback]) -> None:
        """Schedule an event that has happened once more, later."""
        assert instant >= now, f"an event {now - instant} ms in the past"
        event.instant = instant
        event.callbacks = callbacks
        self._schedule(event, priority, instant - now)  # type: ignore[arg-type]  # as above

    def run(self) -> None:
        """Run until nothing is left to happen."""
        self.environment.run()
