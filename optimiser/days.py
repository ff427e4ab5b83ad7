"""A cluster taken apart into its days, so that large departments are solved well within the time.

What ties the days of a department together is its hours alone. They are dealt out beforehand: desks keep today's, the
windows' hours go to the days in proportion to the work that comes, and each class of days is then a cluster by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from optimiser import evaluate
from optimiser.problem import Answer, Assignment, Cluster, DayClass, Floats
from optimiser.search import Candidates

_LARGE = 20_000
"""Smaller clusters are solved whole: their days compete for the hours."""


def apart(cluster: Cluster) -> list[Cluster]:
    """Return one cluster per class of days; the cluster itself where departments share windows or nothing is won.

    Departments that share the comprehensive window are tied by its duty rota, which differs from today's.
    """
    if len(cluster.departments) > 1 or len(cluster.classes) < 2 or cluster.size < _LARGE:
        return [cluster]
    minutes = _dealt_out(cluster)
    horizon = sum(len(c.days) for c in cluster.classes)
    return [
        replace(
            cluster,
            classes=(day_class,),
            desks=(),
            budget={cluster.departments[0]: int(minutes[n])},
            overrun_cap=cluster.overrun_cap * len(day_class.days) / horizon,
            teams=tuple(replace(t, rate=t.rate[n : n + 1]) for t in cluster.teams),
        )
        for n, day_class in enumerate(cluster.classes)
    ]


def _dealt_out(cluster: Cluster) -> Floats:
    """Return the minutes at windows of each class of days, as whole intervals, in all at most today's."""
    today = sum(cluster.budget.values()) - sum(curve.today for curve in cluster.desks)
    work = np.array([len(c.days) * _work(c) for c in cluster.classes])
    share = work / work.sum() if work.sum() > 0 else np.full(len(work), 1 / len(work))
    step = cluster.grid.step
    wanted = max(0, today) * share / step
    whole = np.floor(wanted)
    # what rounding leaves goes where it is missed most
    missed = np.argsort(whole - wanted, kind="stable")[: int(max(0, today) // step - whole.sum())]
    whole[missed] += 1
    return np.asarray(whole * step)


def _work(day_class: DayClass) -> float:
    """Return the expected work that comes on a day, officer-intervals."""
    return math.fsum(float(np.dot(d.weights, d.work.sum(axis=1) + d.before)) for d in day_class.demand)


def together(cluster: Cluster, found: Sequence[Candidates]) -> Candidates:
    """Return what is known of a cluster from what was found for its days."""
    if len(found) == 1:
        return found[0]
    today = evaluate.todays_cost(cluster)
    best, first = (_joined(cluster, [_answer(k, first=f) for k in found]) for f in (False, True))
    desks = sum(curve.cost(curve.today) for curve in cluster.desks)
    bounds = [k.bound for k in found]
    bound = None if any(b is None for b in bounds) else desks + sum(b for b in bounds if b is not None)
    better = best if best is not None and best.cost < today else None
    return Candidates(
        today=today,
        greedy=first,
        best=better,
        bound=bound,
        proved=better is not None and all(k.proved for k in found),
        source="today" if better is None else _source(found),
    )


def _source(found: Sequence[Candidates]) -> str:
    """Return the strongest of the days' sources."""
    sources = {k.source for k in found}
    return next(s for s in ("solver", "rounded", "greedy", "today") if s in sources)


def _answer(known: Candidates, *, first: bool) -> Answer | None:
    """Return the best answer of a day, or the greedy one; where today's is better, the greedy one stands in."""
    return known.greedy if first or known.best is None else known.best


def _joined(cluster: Cluster, answers: Sequence[Answer | None]) -> Answer | None:
    """Lay the days' answers together; None if one is missing."""
    assignments: list[Assignment] = []
    for n, found in enumerate(answers):
        if found is None:
            return None
        assignments += [replace(a, day_class=n) for a in found.assignments]
    return evaluate.answer(cluster, assignments, {curve.department: curve.today for curve in cluster.desks})
