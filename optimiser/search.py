"""One cluster from first to last: today's plan, greedy, the rounded relaxation, CP-SAT from the best of them on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from optimiser import diving, evaluate, greedy, relax, roster, rounding, solver
from optimiser.hints import Hint
from optimiser.problem import Answer, Cluster

_DIVING_SHARE = 0.5
_LITTLE = 0.002
"""Relative gap below which diving wins nothing that counts."""
_MODEL_SECONDS = 0.05
"""Less time than this is not worth a model."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Built:
    """A cluster's model, its relaxation, and the relaxation's optimum if it was found."""

    model: roster.Roster
    relaxation: relax.Relaxation
    relaxed: relax.Relaxed | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """What is known of one cluster.

    Attributes
    ----------
    today : float
        Cost of today's plan, yuan.
    greedy, best : Answer or None
        None where today's plan is better than anything found (`best`) or nothing was built in time
        (`greedy`).
    bound : float or None
        Yuan; the higher of CP-SAT's and the relaxation's.
    proved : bool
        Whether CP-SAT's answer is optimal and is the best.
    source : str
        Where the best comes from: `today`, `greedy`, `rounded`, `solver`.
    built : Built or None
        CP-SAT's model and its relaxation, once built.
    """

    today: float
    greedy: Answer | None
    best: Answer | None
    bound: float | None
    proved: bool
    source: str
    built: Built | None = None

    @property
    def cost(self) -> float:
        """Cost of the best, yuan."""
        return self.today if self.best is None else self.best.cost


NOTHING = Candidates(today=math.inf, greedy=None, best=None, bound=None, proved=False, source="today")
"""Of a cluster that there was no time to look at."""


def first(cluster: Cluster, stopped: Callable[[], bool]) -> Candidates:
    """Return today's plan and the greedy roster."""
    today = evaluate.todays_cost(cluster)
    if not cluster.teams:
        return _desks_only(cluster, today)
    if stopped():
        return Candidates(today=today, greedy=None, best=None, bound=None, proved=False, source="today")
    found = greedy.solve(cluster, stopped)
    better = found if found.cost < today else None
    return Candidates(
        today=today,
        greedy=found,
        best=better,
        bound=None,
        proved=False,
        source="today" if better is None else "greedy",
    )


def round_off(cluster: Cluster, start: Candidates, limit: solver.Limit) -> Candidates:
    """Build the model, solve its relaxation, and make its fractions whole officers."""
    if start.greedy is None or not cluster.teams or limit.until - time.monotonic() < _MODEL_SECONDS:
        return start
    model = roster.Roster(cluster)
    relaxation = relax.Relaxation(model.model)
    relaxed = relaxation.solve(limit.until - time.monotonic())
    if relaxed is None:
        return replace(start, built=Built(model=model, relaxation=relaxation, relaxed=None))
    bound = model.in_yuan(relaxed.objective)
    found = rounding.answer(model, relaxed.values, limit.stopped)
    built = Built(model=model, relaxation=relaxation, relaxed=relaxed)
    return replace(_better(start, found, "rounded"), built=built, bound=bound)


def improve(start: Candidates, limit: solver.Limit) -> Candidates:
    """Dive for a better answer, then let CP-SAT search from the best on."""
    if start.built is None or start.greedy is None or limit.until - time.monotonic() < _MODEL_SECONDS:
        return start
    built = start.built
    start = _dived(start, built, limit)
    hint = start.best if start.best is not None else start.greedy
    if hint is None:
        return start
    Hint(built.model, hint).give()
    found = roster.search(built.model, limit)
    if found.answer is None or found.bound is None:
        return start
    bound = found.bound if start.bound is None else max(found.bound, start.bound)
    better = _better(start, found.answer, "solver")
    proved = found.proved and better.best is not None
    if proved and better.source != "solver":  # the hint was optimal already
        better = replace(better, source="solver")
    return replace(better, bound=bound, proved=proved)


def _dived(start: Candidates, built: Built, limit: solver.Limit) -> Candidates:
    """Return the best of some dives, which may take a part of the time; none where little is to be won."""
    if built.relaxed is None or start.bound is None:
        return start
    now = time.monotonic()
    until = limit.until if limit.reproducible else now + _DIVING_SHARE * (limit.until - now)
    for part in diving.PARTS:
        known = start.best if start.best is not None else start.greedy
        little = known is not None and known.cost - start.bound <= _LITTLE * abs(start.bound)
        if little or limit.stopped() or time.monotonic() > until:
            break
        reached = diving.dive(built.model, built.relaxation, built.relaxed, part, replace(limit, until=until))
        found = rounding.answer(built.model, reached.values, limit.stopped)
        start = _better(start, found, "rounded")
    return start


def _better(known: Candidates, found: Answer, source: str) -> Candidates:
    return replace(known, best=found, source=source) if found.cost < known.cost else known


def _desks_only(cluster: Cluster, today: float) -> Candidates:
    """Plan a department that has nothing but desks: all its hours go there."""
    minutes = {c.department: min(c.most, cluster.budget[c.department]) for c in cluster.desks}
    found = evaluate.answer(cluster, (), minutes)
    return Candidates(today=today, greedy=found, best=found, bound=found.cost, proved=True, source="solver")
