"""CP-SAT without its traps (TRUST.md): own gap, nothing read where nothing was found, the limit includes building.

With `reproducible`, one worker and a limit in CP-SAT's deterministic time: the same answer on every machine,
as long as the wall clock does not end it first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

PROVED = 1e-6
"""Relative gap below which an answer is called optimal."""
_POLL_SECONDS = 0.1
_DETERMINISTIC_PER_SECOND = 0.15
"""Deterministic time that CP-SAT surely gets through in a second of one core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """When to stop and how to search: `until` is a time of `time.monotonic`, `seconds` what a search may take."""

    until: float
    seconds: float
    workers: int = 1
    seed: int = 1
    reproducible: bool = False
    stopped: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found: values of the variables asked for, objective, bound and own gap; None where unknown."""

    values: tuple[int, ...] | None
    objective: float | None
    bound: float | None
    gap: float | None
    impossible: bool
    seconds: float

    @property
    def proved(self) -> bool:
        """Whether the answer is optimal, by our own gap."""
        return self.gap is not None and self.gap <= PROVED


def gap(objective: float, bound: float) -> float:
    """Return the relative gap of a minimisation."""
    return max(0.0, objective - bound) / max(1.0, abs(objective))


def minimise(model: cp_model.CpModel, asked: Sequence[cp_model.IntVar], limit: Limit) -> Found:
    """Search for the least objective; always returns, with whatever is known."""
    start = time.monotonic()
    left = limit.until - start
    if left <= 0 or limit.stopped():
        return Found(values=None, objective=None, bound=None, gap=None, impossible=False, seconds=0.0)
    search = _search(limit, left)
    watcher = _Watcher(search, limit)
    try:
        status = search.solve(model)
    finally:
        watcher.end()
    return _read(search, status, asked, time.monotonic() - start)


def _search(limit: Limit, left: float) -> cp_model.CpSolver:
    search = cp_model.CpSolver()
    search.parameters.max_time_in_seconds = left
    # Ctrl-C is for the caller, who keeps what is done; CP-SAT's own handler would end the program
    search.parameters.catch_sigint_signal = False
    search.parameters.num_workers = 1 if limit.reproducible else max(1, limit.workers)
    search.parameters.random_seed = limit.seed % 2**31
    search.parameters.linearization_level = 2  # the relaxation of these models is nearly tight
    if limit.reproducible:
        search.parameters.max_deterministic_time = max(0.01, limit.seconds * _DETERMINISTIC_PER_SECOND)
    return search


def _read(
    search: cp_model.CpSolver,
    status: cp_model.CpSolverStatus,
    asked: Sequence[cp_model.IntVar],
    seconds: float,
) -> Found:
    """Read what a finished search knows; under UNKNOWN its objective would silently be 0."""
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        impossible = status == cp_model.INFEASIBLE
        return Found(values=None, objective=None, bound=None, gap=None, impossible=impossible, seconds=seconds)
    objective, bound = search.objective_value, search.best_objective_bound
    return Found(
        values=tuple(search.value(v) for v in asked),
        objective=objective,
        bound=bound,
        gap=gap(objective, bound),
        impossible=False,
        seconds=seconds,
    )


class _Watcher:
    """Ends a search when the caller has enough: CP-SAT itself asks nobody between solutions."""

    def __init__(self, search: cp_model.CpSolver, limit: Limit) -> None:
        self._search, self._limit = search, limit
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Let go of the search, which is over."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            if self._limit.stopped() or time.monotonic() > self._limit.until:
                self._search.stop_search()
