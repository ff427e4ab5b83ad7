"""What an answer costs by the model's objective: one evaluation for greedy, CP-SAT's answer and today's plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from optimiser import split, waiting
from optimiser.problem import Answer, Assignment, Cluster, Floats, Given


def supply_of(cluster: Cluster, assignments: Iterable[Assignment]) -> Floats:
    """Return officers at work, shape (classes, teams, intervals)."""
    supply = np.zeros((len(cluster.classes), len(cluster.teams), cluster.grid.count))
    number = {(team.group, team.post): n for n, team in enumerate(cluster.teams)}
    for a in assignments:
        for (start, end), post in zip(a.pattern.stretches, a.posts, strict=True):
            supply[a.day_class, number[a.group, post], start:end] += a.officers
    return supply


def shares_of(cluster: Cluster, supply: Floats) -> tuple[Given, ...]:
    """Return how shared officers are shared best, by class of days."""
    return tuple(split.shares(cluster, c, supply[n], n) for n, c in enumerate(cluster.classes))


def capacity_of(cluster: Cluster, supply: Floats, shares: Sequence[Given]) -> Floats:
    """Return the capacity of each pool, shape (classes, pools, intervals)."""
    return np.array([split.capacity(cluster, supply[n], given, n) for n, given in enumerate(shares)]).reshape(
        len(cluster.classes), len(cluster.pools), cluster.grid.count
    )


def cost_of(cluster: Cluster, capacity: Floats, desk_minutes: Mapping[str, int]) -> float:
    """Return the expected cost over the horizon, yuan: waiting and lost customers, overdue cases."""
    waiting_cost = sum(
        len(day_class.days) * float(waiting.cost(demand, capacity[c, q]))
        for c, day_class in enumerate(cluster.classes)
        for q, demand in enumerate(day_class.demand)
    )
    return waiting_cost + sum(curve.cost(desk_minutes[curve.department]) for curve in cluster.desks)


def answer(cluster: Cluster, assignments: Iterable[Assignment], desk_minutes: dict[str, int]) -> Answer:
    """Return assignments as an answer, with its capacity and cost worked out."""
    kept = tuple(assignments)
    desk_minutes = _filled(cluster, kept, desk_minutes)
    supply = supply_of(cluster, kept)
    shares = shares_of(cluster, supply)
    capacity = capacity_of(cluster, supply, shares)
    return Answer(
        assignments=kept,
        desk_minutes=desk_minutes,
        shares=shares,
        capacity=capacity,
        cost=cost_of(cluster, capacity, desk_minutes),
    )


def _filled(cluster: Cluster, assignments: tuple[Assignment, ...], desk_minutes: dict[str, int]) -> dict[str, int]:
    """Give hours that nobody uses back to the desks, up to today's: the model may think too well of fewer."""
    used = minutes_used(cluster, assignments, desk_minutes)
    filled = dict(desk_minutes)
    for curve in cluster.desks:
        spare = cluster.budget[curve.department] - used[curve.department]
        filled[curve.department] += max(0, min(spare, curve.today - filled[curve.department]))
    return filled


def todays_cost(cluster: Cluster) -> float:
    """Return the cost of today's plan by the same objective, its desks staffed on the days on which they are."""
    supply = np.array([c.today for c in cluster.classes]).reshape(
        len(cluster.classes), len(cluster.teams), cluster.grid.count
    )
    capacity = capacity_of(cluster, supply, shares_of(cluster, supply))
    uneven = sum(curve.uneven for curve in cluster.desks)
    return uneven + cost_of(cluster, capacity, {curve.department: curve.today for curve in cluster.desks})


def minutes_used(
    cluster: Cluster, assignments: Iterable[Assignment], desk_minutes: Mapping[str, int]
) -> dict[str, int]:
    """Return planned minutes by department, windows and desks together."""
    used = dict.fromkeys(cluster.departments, 0)
    for a in assignments:
        days = len(cluster.classes[a.day_class].days)
        used[cluster.groups[a.group].department] += a.officers * days * a.pattern.minutes
    for department, minutes in desk_minutes.items():
        used[department] += minutes
    return used
