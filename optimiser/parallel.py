"""Clusters searched side by side within one time limit; the watch is asked by the calling thread only."""

from __future__ import annotations

import math
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path

import joblib

from optimiser import search, solver
from optimiser.problem import Cluster, Problem
from sim.processes import parallel
from sim.progress import Progress, Watch

_END_SHARE, _END_SECONDS = 0.2, 4.0
"""Part of the limit kept for naming, colouring and checking, and its most."""
_END_PER_BEGINNING = 0.7
_POLL_SECONDS = 0.2
_LARGE = 100_000
"""Size of a hall from which processes pay."""
_WORTH_SECONDS = 0.3
"""Less is not worth building a model again."""
MODEL_TIME = 0.5
"""Part of a reproducible search's time that CP-SAT may use, the rest being for what has no deterministic clock."""
_UNKNOWN_GAP, _LEAST_GAP = 0.05, 1e-3
"""Relative gap where no bound is known, and the least that is reckoned with when time is dealt out."""


class Clock:
    """When the work must end, and who may end it before."""

    def __init__(self, limit: float, watch: Watch) -> None:
        self.start = time.monotonic()
        self.limit = limit
        self.end = self.start + limit
        self.search_end = self.end - min(_END_SHARE * limit, _END_SECONDS)
        self.watch = watch
        self.cancelled = threading.Event()

    def keep(self, share: float) -> None:
        """Keep a share of the limit for what comes after the search."""
        self.search_end = self.end - share * self.limit

    def keep_for_the_end(self) -> None:
        """Keep time for naming and checking in proportion to what beginning took: all grow with hall and load."""
        begun = time.monotonic() - self.start
        self.search_end -= min(_END_SHARE * self.limit, _END_PER_BEGINNING * begun)

    def left(self) -> float:
        """Return the seconds until the limit."""
        return self.end - time.monotonic()

    def over(self) -> bool:
        """Whether searching must end."""
        return self.cancelled.is_set() or time.monotonic() > self.search_end or self.watch.stopped()

    def cancelled_or_late(self) -> bool:
        """As `over`, for threads that must not ask the watch themselves."""
        return self.cancelled.is_set() or time.monotonic() > self.search_end


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How searches are run: clusters at the same time, seed, whether the result must be the same every time."""

    workers: int
    seed: int
    reproducible: bool

    def limit(self, clock: Clock, until: float, seconds: float) -> solver.Limit:
        """Return a limit for one search in one thread."""
        return solver.Limit(
            until=until,
            seconds=seconds,
            workers=1,
            seed=self.seed,
            reproducible=self.reproducible,
            stopped=clock.cancelled_or_late,
        )


def searched(problem: Problem, clock: Clock, options: Options) -> list[search.Candidates]:
    """Search all clusters: today's plan, greedy, relaxations rounded off, then CP-SAT where most may still be won.

    A large hall is searched in processes, since building models holds Python's lock.
    """
    if options.workers > 1 and sum(c.size for c in problem.clusters) > _LARGE:
        return _in_processes(problem, clock, options)
    started = [search.first(c, clock.over) for c in problem.clusters]
    clock.keep_for_the_end()
    return improved(problem, started, clock, options)


def improved(
    problem: Problem, started: Sequence[search.Candidates], clock: Clock, options: Options
) -> list[search.Candidates]:
    """Improve what was found first, in threads.

    Clusters with the smallest gaps come first, so that time they do not need goes to those with large ones.
    """
    count = len(problem.clusters)
    dearest = sorted(range(count), key=lambda n: -started[n].today)
    found = list(started)

    def round_off(n: int) -> search.Candidates:
        limit = options.limit(clock, clock.search_end, clock.limit)
        return search.round_off(problem.clusters[n], found[n], limit)

    with ThreadPoolExecutor(max(1, options.workers)) as pool:
        found = _all(pool, round_off, dearest, found, clock, "relaxing")
        gaps = [_gap(k) for k in found]
        left = _TimeShares(sum(gaps), clock, options)

        def improve(n: int) -> search.Candidates:
            return search.improve(found[n], left.limit(gaps[n]))

        order = sorted(range(count), key=lambda n: gaps[n])
        return _all(pool, improve, order, found, clock, "optimising")


def _in_processes(problem: Problem, clock: Clock, options: Options) -> list[search.Candidates]:
    """Round off every cluster, the busiest first; then search the rest of the time where most may still be won."""
    clusters = problem.clusters
    busiest = sorted(range(len(clusters)), key=lambda n: -_work(clusters[n]))
    nothing = [search.NOTHING] * len(clusters)
    found = _tasks(nothing, [(n, clusters[n], None, 0.0) for n in busiest], clock, options, "relaxing")
    if clock.watch.stopped():
        return found
    gaps = [_gap_of(k) for k in found]
    room = clock.limit / 4 if options.reproducible else max(0.0, clock.search_end - time.monotonic())
    each = options.workers * room / max(1e-9, sum(gaps))
    widest = sorted(range(len(clusters)), key=lambda n: -gaps[n])
    again = [(n, clusters[n], found[n], each * gaps[n]) for n in widest if each * gaps[n] > _WORTH_SECONDS]
    return _tasks(found, again, clock, options, "optimising")


Task = tuple[int, Cluster, search.Candidates | None, float]
"""Number of the cluster, the cluster, what is known of it, seconds for improving it."""


def _tasks(
    known: Sequence[search.Candidates], tasks: Sequence[Task], clock: Clock, options: Options, task: str
) -> list[search.Candidates]:
    """Do tasks in processes and report progress; when the watch says so, all end at once with what they have.

    A thread waits for the results, so that the watch is asked meanwhile; processes hear of a wish to stop by a file.
    """
    found = list(known)
    run = parallel(options.workers, return_as="generator_unordered")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as waiting:
        stop = Path(folder) / "stop"
        work = [joblib.delayed(_search)(one, clock.search_end, options, stop) for one in tasks]
        results = waiting.submit(run, work).result()
        for done in range(1, len(tasks) + 1):
            coming = waiting.submit(next, results)
            while not coming.done():
                wait([coming], _POLL_SECONDS)
                if clock.watch.stopped():
                    stop.touch()
            n, better = coming.result()
            found[n] = better
            clock.watch.report(Progress(task=task, done=done, total=len(tasks)))
        waiting.submit(next, results, None).result()  # it ends by itself: closed from without, joblib would complain
    return found


def _search(task: Task, until: float, options: Options, stop: Path) -> tuple[int, search.Candidates]:
    """Round off one cluster's relaxation, or improve what is known of it for `seconds`; models stay in the process."""
    number, cluster, known, seconds = task
    end = math.inf if options.reproducible else until

    def late() -> bool:
        return time.monotonic() > end or stop.exists()

    def limit(last: float) -> solver.Limit:
        reproducible = options.reproducible
        most = MODEL_TIME * seconds if reproducible else seconds
        return solver.Limit(
            until=last, seconds=most, workers=1, seed=options.seed, reproducible=reproducible, stopped=late
        )

    if known is None:
        known = search.first(cluster, late)
        return number, known if late() else replace(search.round_off(cluster, known, limit(end)), built=None)
    if late():
        return number, known
    known = search.round_off(cluster, known, limit(end))
    return number, replace(search.improve(known, limit(min(end, time.monotonic() + seconds))), built=None)


def _work(cluster: Cluster) -> float:
    """Return the expected work of a cluster, officer-intervals."""
    return float(sum(len(c.days) * d.work.mean(axis=0).sum() for c in cluster.classes for d in c.demand))


def _gap_of(known: search.Candidates) -> float:
    """Return the yuan that may still be won, as far as is known."""
    if known.best is None and known.greedy is None:
        return 0.0
    return max(0.0, _UNKNOWN_GAP * known.cost if known.bound is None else known.cost - known.bound)


def _gap(known: search.Candidates) -> float:
    """Return the yuan that may still be won."""
    if known.built is None:
        return 0.0
    unknown = _UNKNOWN_GAP * known.cost
    return max(_LEAST_GAP * known.cost, unknown if known.bound is None else known.cost - known.bound)


def _all(
    pool: ThreadPoolExecutor,
    work: Callable[[int], search.Candidates],
    order: Sequence[int],
    known: Sequence[search.Candidates],
    clock: Clock,
    task: str,
) -> list[search.Candidates]:
    """Do the work of all clusters; report progress meanwhile."""
    futures = {pool.submit(work, n): n for n in order}
    _wait(futures, known, clock, task)
    found = list(known)
    for future, n in futures.items():
        found[n] = future.result()
    return found


def _wait(
    futures: dict[Future[search.Candidates], int],
    started: Sequence[search.Candidates],
    clock: Clock,
    task: str,
) -> None:
    """Report progress until all is done; pass a wish to stop on to the threads."""
    pending = set(futures)
    costs = [k.cost for k in started]
    while pending:
        done, pending = wait(pending, _POLL_SECONDS)
        for future in done:
            if future.exception() is None:
                costs[futures[future]] = future.result().cost
        finished = len(futures) - len(pending)
        clock.watch.report(Progress(task=task, done=finished, total=len(futures), best=sum(costs)))
        if clock.watch.stopped():
            clock.cancelled.set()


class _TimeShares:
    """Deals out the time that is left in proportion to what may be won."""

    def __init__(self, total: float, clock: Clock, options: Options) -> None:
        self.left = self.total = max(total, 1e-9)
        self.clock, self.options = clock, options
        self.lock = threading.Lock()

    def limit(self, gap: float) -> solver.Limit:
        """Return the limit of the next cluster."""
        with self.lock:
            if self.options.reproducible:  # what has been spent so far differs from run to run
                share = min(1.0, self.options.workers * gap / self.total)
                return self.options.limit(self.clock, self.clock.search_end, MODEL_TIME * self.clock.limit * share)
            now = time.monotonic()
            share = min(1.0, self.options.workers * gap / max(self.left, 1e-9))
            self.left -= gap
            seconds = (self.clock.search_end - now) * share
            return self.options.limit(self.clock, now + seconds, seconds)
