"""The day in salabim: a component per customer, a `Store` of windows per queue, requests that fail after the patience.

Generators (`yieldless=False`) rather than greenlets, and monitors off, since both make salabim faster.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import polars as pl
import salabim

from benchmarks.rivals.frames import Record
from benchmarks.workload import Closure, Workload

Process = Generator[Any, Any, None]


def simulate(work: Workload) -> pl.DataFrame:
    """Simulate the day and return its ticket frame."""
    environment = salabim.Environment(yieldless=False, trace=False, time_unit="milliseconds")
    hall = _Hall(environment, work)
    _Source(hall=hall, work=work)
    for closure in work.closures:
        _Closing(hall=hall, closure=closure, at=closure.start)
    environment.run()
    return hall.record.frame(work)


class _Hall:
    def __init__(self, environment: salabim.Environment, work: Workload) -> None:
        self.environment, self.closes = environment, work.closes
        self.record = Record(work)
        self.idle = [salabim.Store(f"queue {n}", monitor=False) for n in range(len(work.windows))]
        self.windows: dict[int, _Window] = {}
        for store, numbers in zip(self.idle, work.windows, strict=True):
            store.from_store_requesters().monitor(value=False)
            store.to_store_requesters().monitor(value=False)
            for number in numbers:
                self.windows[number] = window = _Window(number=number)
                window.enter(store)


class _Window(salabim.Component):  # type: ignore[misc,unused-ignore]  # salabim has no types
    def setup(self, number: int) -> None:
        self.number = number
        self.closed = self.serving = False


class _Source(salabim.Component):  # type: ignore[misc,unused-ignore]
    def setup(self, hall: _Hall, work: Workload) -> None:
        self.hall, self.work = hall, work

    def process(self) -> Process:
        """Let the customers come."""
        columns = (self.work.arrives, self.work.queue, self.work.service, self.work.patience)
        arrives, queue, service, patience = (column.tolist() for column in columns)
        for n in np.argsort(self.work.arrives, kind="stable").tolist():
            yield self.hold(till=arrives[n])
            _Customer(hall=self.hall, ticket=n, queue=queue[n], service=service[n], patience=patience[n])


class _Customer(salabim.Component):  # type: ignore[misc,unused-ignore]
    def setup(self, hall: _Hall, ticket: int, queue: int, service: int, patience: int) -> None:
        self.hall, self.ticket, self.queue, self.service, self.patience = hall, ticket, queue, service, patience

    def process(self) -> Process:
        """Join, wait for a window of the queue until patience ends or the hall closes, be served, go."""
        hall, now = self.hall, self.hall.environment.now
        idle = hall.idle[self.queue]
        window = yield self.from_store(idle, fail_at=min(now() + self.patience, hall.closes))
        if self.failed():
            hall.record.left(self.ticket, now())
            return
        started, window.serving = now(), True
        yield self.hold(self.service)
        window.serving = False
        hall.record.served(self.ticket, window.number, started, now())
        if not window.closed:
            yield self.to_store(idle, window)


class _Closing(salabim.Component):  # type: ignore[misc,unused-ignore]
    def setup(self, hall: _Hall, closure: Closure) -> None:
        self.hall, self.closure = hall, closure

    def process(self) -> Process:
        """Take a window away, when it has finished if it is serving, and put it back."""
        idle, window = self.hall.idle[self.closure.queue], self.hall.windows[self.closure.window]
        window.closed = True
        if not window.serving:
            window.leave(idle)
        yield self.hold(till=self.closure.end)
        window.closed = False
        if not window.serving:
            yield self.to_store(idle, window)
