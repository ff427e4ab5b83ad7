"""Where chunks are simulated: in this process, or in processes beside it, each of which may die alone."""

from __future__ import annotations

import os
import queue
import signal
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from contextlib import suppress
from multiprocessing import resource_tracker

import joblib
from joblib.externals.loky import ProcessPoolExecutor
from joblib.externals.loky.backend import resource_tracker as loky_tracker

from sim.experiment.sweep.spec import Chunk
from sim.experiment.sweep.work import Outcome, Trouble, begin_worker, work
from sim.processes import parallel

TICK_SECONDS = 0.1
ALONE = {f"{name}_NUM_THREADS": "1" for name in ("NUMBA", "OMP", "OPENBLAS", "MKL")} | {"POLARS_MAX_THREADS": "1"}
"""Each worker has one processor; without these every one would start a thread for each."""


class Pool(ABC):
    """Simulates chunks in an order of its own."""

    def outcomes(self, chunks: Iterator[Chunk]) -> Iterator[Outcome | None]:
        """Yield what becomes of each chunk, as it comes, and None whenever nothing has come for a moment.

        Chunks are asked for in a thread of the pool, and when there is room for them.
        """
        found: queue.SimpleQueue[Outcome | BaseException | None] = queue.SimpleQueue()

        def feed() -> None:
            try:
                for outcome in self.run(chunks):
                    found.put(outcome)
                found.put(None)
            except BaseException as error:  # noqa: BLE001 -- raised again where outcomes are awaited
                found.put(error)

        threading.Thread(target=feed, daemon=True).start()
        while True:
            try:
                outcome = found.get(timeout=TICK_SECONDS)
            except queue.Empty:
                yield None
                continue
            if outcome is None:
                return
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome

    @abstractmethod
    def run(self, chunks: Iterator[Chunk]) -> Iterator[Outcome]:
        """Yield what becomes of each chunk, as it comes."""

    @abstractmethod
    def close(self) -> None:
        """End at once whatever still runs; no process stays behind."""


class Here(Pool):
    """The process itself: nothing to start, nothing side by side. Stopping waits for the chunk at work."""

    def __init__(self, job: bytes) -> None:
        self._job = job
        self._closed = False

    def run(self, chunks: Iterator[Chunk]) -> Iterator[Outcome]:
        """Simulate one chunk after the other."""
        for chunk in chunks:
            if self._closed:
                return
            yield work(self._job, chunk)

    def close(self) -> None:
        """Begin no other chunk."""
        self._closed = True


class HandedOut(Pool):
    """Workers elsewhere: joblib's threads hand chunks out, and each waits for one.

    So a worker that dies costs the chunk it was at. joblib's own pools, of processes and of clusters, end as a whole
    when one of their workers is lost, and with it goes what the others were at.
    """

    def __init__(self, job: bytes, workers: int) -> None:
        self._job = job
        self._workers = workers

    def run(self, chunks: Iterator[Chunk]) -> Iterator[Outcome]:
        """Simulate as many chunks at a time as there are workers."""
        threads = parallel(self._workers, return_as="generator_unordered", threads=True)
        yield from threads(joblib.delayed(self.one)(chunk) for chunk in chunks)

    @abstractmethod
    def one(self, chunk: Chunk) -> Outcome:
        """Have a chunk simulated; whatever happens to its worker is an outcome, too."""


class Processes(HandedOut):
    """Processes of this computer, each in an executor of its own: one that dies would break those beside it."""

    def __init__(self, job: bytes, workers: int | None = None) -> None:
        super().__init__(job, workers or os.cpu_count() or 1)
        self._idle: list[Executor] = []
        self._all: set[Executor] = set()
        self._lock = threading.Lock()
        self._closed = False
        _start_trackers()

    def one(self, chunk: Chunk) -> Outcome:
        """Have a chunk simulated by a process that is idle, or a new one."""
        executor = self._taken()
        if executor is None:
            return lost(chunk)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a process begun by this thread inherits it
        try:
            outcome: Outcome = executor.submit(work, self._job, chunk).result()
        except (BrokenExecutor, CancelledError, RuntimeError):  # its process died, or was ended by `close`
            self._given_up(executor)
            return lost(chunk)
        with self._lock:
            self._idle.append(executor)
        return outcome

    def _taken(self) -> Executor | None:
        """Return an executor that is idle, or a new one; none when all is over."""
        with self._lock:
            if self._closed:
                return None
            if self._idle:
                return self._idle.pop()
            executor: Executor = ProcessPoolExecutor(1, initializer=begin_worker, initargs=(os.getpid(),), env=ALONE)
            self._all.add(executor)
            return executor

    def _given_up(self, executor: Executor) -> None:
        with self._lock:
            self._all.discard(executor)
        _kill(executor)

    def close(self) -> None:
        """Kill the workers."""
        with self._lock:
            self._closed = True
            executors, self._all = self._all, set()
        for executor in executors:
            _kill(executor)


def _start_trackers() -> None:
    """Start what keeps the books of shared resources, in a thread of its own.

    Whichever thread needs it first has SIGINT unblocked afterwards, and so would the workers that it begins: Ctrl-C
    would reach them before they could learn to leave it to their parent.
    """

    def start() -> None:
        resource_tracker.ensure_running()
        loky_tracker.ensure_running()

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()


def lost(chunk: Chunk, text: str = "the worker died") -> Outcome:
    """Return the outcome of a chunk whose worker is gone."""
    return Outcome(chunk=chunk, trouble=Trouble(kind="lost", text=text))


def _kill(executor: Executor) -> None:
    with suppress(OSError, RuntimeError):
        executor.shutdown(wait=True, kill_workers=True)  # type: ignore[call-arg]  # loky's own
