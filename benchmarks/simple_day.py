"""The simple day: 60 queues, 301 windows, some 7,000 tickets over 8 hours, abandonment, 227 capacity changes.

In our SimPy engine and in idiomatic SimPy.

Both start from the same arrays, already drawn, and end in a full ticket frame. Times are process CPU time,
taken in turn within one run; the ratio is that of the medians.

    python -m benchmarks.simple_day [--runs 7]
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Callable, Generator
from typing import Any

import polars as pl
import simpy

from benchmarks.workload import Workload, build
from sim.engine import simulate


def ours(work: Workload) -> pl.DataFrame:
    """Simulate with our engine through its public function."""
    return simulate(work.demand, work.plan).tickets


def idiomatic(work: Workload) -> pl.DataFrame:
    """Simulate as SimPy's own examples do: a process per customer, a `Store` of windows per queue.

    The window of each ticket is in the frame, as in ours, so a plain `Resource`, without identities, will not do.
    A window that closes for a while is taken out of its store and put back.
    """
    environment = simpy.Environment()
    counters = [simpy.Store(environment) for _ in work.capacity]
    window = itertools.count(1)
    for counter, capacity in zip(counters, work.capacity, strict=True):
        counter.items = list(itertools.islice(window, int(capacity)))
    rows: list[tuple[int, int, int | None, float, float | None, float, str]] = []

    def customer(number: int) -> Generator[simpy.Event, Any, None]:
        queue = int(work.queue[number])
        yield environment.timeout(int(work.arrives[number]))
        joined = environment.now
        call = counters[queue].get()
        called = yield call | environment.timeout(int(work.patience[number]))
        if call in called:
            started = environment.now
            yield environment.timeout(int(work.service[number]))
            rows.append((number, queue, called[call], joined, started, environment.now, "served"))
            yield counters[queue].put(called[call])
        else:
            call.cancel()
            rows.append((number, queue, None, joined, None, environment.now, "abandoned"))

    def closure(queue: int, start: int, end: int) -> Generator[simpy.Event, Any, None]:
        yield environment.timeout(start)
        closed = yield counters[queue].get()
        yield environment.timeout(max(0, end - environment.now))
        yield counters[queue].put(closed)

    for number in range(len(work.arrives)):
        environment.process(customer(number))
    for queue, start, end in work.closures:
        environment.process(closure(queue, start, end))
    environment.run()
    names = ("ticket", "queue", "window", "joined", "started", "ended", "outcome")
    return pl.DataFrame(sorted(rows), schema=names, orient="row", infer_schema_length=None)


def measure(runs: int) -> dict[str, list[float]]:
    """Return CPU seconds by engine, taken in turn."""
    work = build()
    engines: dict[str, Callable[[Workload], pl.DataFrame]] = {"ours": ours, "idiomatic": idiomatic}
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for run in range(runs + 1):
        for name, engine in engines.items():
            start = time.process_time()
            frame = engine(work)
            if run:  # the first round warms up
                seconds[name].append(time.process_time() - start)
            served = frame.filter(pl.col("outcome") == "served")
            wait = served.select(_minutes(served)).mean().item()
            if run == 0:
                print(f"{name:>10}: {len(frame)} tickets, {len(served)} served, their mean wait {wait:.2f} min")
    return seconds


def _minutes(frame: pl.DataFrame) -> pl.Expr:
    wait = pl.col("started") - pl.col("joined")
    return wait.dt.total_milliseconds() / 60_000 if frame["joined"].dtype.is_temporal() else wait / 60_000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    seconds = measure(parser.parse_args().runs)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    for name, median in medians.items():
        low, high = min(seconds[name]) * 1000, max(seconds[name]) * 1000
        print(f"{name:>10}: median {median * 1000:7.1f} ms CPU   (min {low:.1f}, max {high:.1f})")
    print(f"ours / idiomatic = {medians['ours'] / medians['idiomatic']:.3f}")


if __name__ == "__main__":
    main()
