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
Action = Callable[[int], None]
Entry = tuple[int, int, int, Action, int]
"""Of an agenda: instant, priority, -1 (where events have their number), what to do, and with which number."""
Due = Callable[[int, Action, int], None]


class Event:
    """Whom to call back, and the whole numbers that tell when and about what."""

    __slots__ = ("about", "callback", "instant", "token")

    def __init__(self, callback: Callback, instant: int, about: int, token: int) -> None:
        self.callback = callback
        self.instant = instant
        self.about = about
        self.token = token


class _Environment(simpy.Environment):
    """SimPy's environment for events with one callback, which neither fail nor are waited for.

    What is known beforehand stands in an agenda beside the event list, which so stays short.
    """

    def __init__(self, start: int) -> None:
        super().__init__(initial_time=start)
        self.agenda: list[Entry] = []
        self.due: Due = _nothing_due

    def step(self) -> None:
        """Let the next event happen.

        Raises
        ------
        EmptySchedule
            Nothing is left to happen.
        """
        queue, agenda = self._queue, self.agenda
        # no key stands in both, so that what follows the keys is never compared
        if agenda and (not queue or agenda[-1] < queue[0]):  # type: ignore[operator]
            self._now, _, _, action, about = agenda.pop()
            self.due(self._now, action, about)
        elif queue:
            self._now, _, _, event = heappop(queue)
            event.callback(event)  # type: ignore[attr-defined]  # only events of ours are scheduled
        else:
            raise EmptySchedule


def _nothing_due(instant: int, action: Action, about: int) -> None:
    raise AssertionError(f"an agenda without anybody to follow it: {instant}, {action}, {about}")


class Clock:
    """Events to come, in whole milliseconds.

    Nothing is ever cancelled: whoever is called checks whether it still matters.
    """

    def __init__(self, start: int) -> None:
        self.environment = _Environment(start)
        self._schedule = self.environment.schedule

    def at(self, now: int, instant: int, priority: int, callback: Callback, about: int, token: int = 0) -> None:
        """Call `callback` at `instant` with an event `about` something.

        Ties are broken by `priority` (`sim.arithmetic.event_priority`). `now` must be the current instant: the caller
        has it at hand, and asking SimPy for it takes longer than all the rest.
        """
        assert instant >= now, f"an event {now - instant} ms in the past"
        event = Event(callback, instant, about, token)
        self._schedule(event, priority, instant - now)  # type: ignore[arg-type]  # as in `step`

    def run(self, agenda: list[Entry], due: Due) -> None:
        """Run until nothing is left to happen; `due` is told of each entry of the agenda when its time has come."""
        self.environment.agenda, self.environment.due = agenda, due
        self.environment.run()
