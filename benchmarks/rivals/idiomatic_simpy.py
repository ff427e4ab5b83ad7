"""The day in SimPy, written as SimPy's own examples are: a process per customer, a `Store` of windows per queue.

The window of each ticket is in the frame, so a plain `Resource`, whose units have no identity, will not do.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import polars as pl
import simpy

from benchmarks.rivals.frames import Record
from benchmarks.workload import Closure, Workload

Process = Generator[simpy.Event, Any, None]


def simulate(work: Workload) -> pl.DataFrame:
    """Simulate the day and return its ticket frame."""
    environment = simpy.Environment()
    hall = _Hall(environment, work)
    environment.process(hall.source())
    for closure in work.closures:
        environment.process(hall.closure(closure))
    environment.run()
    return hall.record.frame(work)


class _Hall:
    def __init__(self, environment: simpy.Environment, work: Workload) -> None:
        self.environment, self.work = environment, work
        self.record = Record(work)
        self.idle = [simpy.Store(environment) for _ in work.windows]
        for store, windows in zip(self.idle, work.windows, strict=True):
            store.items.extend(windows)
        self.closed: set[int] = set()
        self.serving: set[int] = set()
        # Lists of Python's own numbers, since single elements of NumPy's arrays are slow.
        self.queue, self.arrives = work.queue.tolist(), work.arrives.tolist()
        self.service, self.patience = work.service.tolist(), work.patience.tolist()

    def source(self) -> Process:
        """Let the customers come."""
        environment = self.environment
        for ticket in np.argsort(self.work.arrives, kind="stable").tolist():
            yield environment.timeout(self.arrives[ticket] - environment.now)
            environment.process(self.customer(ticket))

    def customer(self, ticket: int) -> Process:
        """Join, wait for a window of the queue until patience ends or the hall closes, be served, go."""
        environment, idle = self.environment, self.idle[self.queue[ticket]]
        call = idle.get()
        called = yield call | environment.timeout(min(self.patience[ticket], self.work.closes - environment.now))
        if call not in called:
            call.cancel()
            self.record.left(ticket, environment.now)
            return
        window, started = called[call], environment.now
        self.serving.add(window)
        yield environment.timeout(self.service[ticket])
        self.serving.remove(window)
        self.record.served(ticket, window, started, environment.now)
        if window not in self.closed:
            yield idle.put(window)

    def closure(self, closure: Closure) -> Process:
        """Take a window away, when it has finished if it is serving, and put it back."""
        environment, idle = self.environment, self.idle[closure.queue]
        yield environment.timeout(closure.start)
        self.closed.add(closure.window)
        if closure.window not in self.serving:
            idle.items.remove(closure.window)
        yield environment.timeout(closure.end - closure.start)
        self.closed.remove(closure.window)
        if closure.window not in self.serving:
            yield idle.put(closure.window)
