"""The last word is the simulator's: for each cluster, of several plans the one that costs least when simulated.

The model's costs are approximations; where they mislead, a department keeps today's plan, or one part of a new one.
Every plan is simulated on the same search replications, which no reported figure uses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from optimiser.problem import Cluster, Floats
from sim.domain.scenario_data import Scenario
from sim.experiment import replicate
from sim.experiment.results import Runs
from sim.plan.sessions import Plan
from sim.progress import Watch

REPLICATIONS = (1000, 1001, 1002, 1003)
"""Seen by the search only; reports use others."""
_SURE = 1.0
"""A plan replaces today's if it is better by this many standard errors of the difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A plan for the whole hall, and what it is called in the decisions."""

    source: str
    plan: Plan


def mixed(one: Plan, other: Plan) -> Plan:
    """Return the windows of one plan and the desks of another, less desk sessions of who sits at a window then."""
    at_windows = one.sessions.select("day", "officer").unique()
    desks = other.desks.join(at_windows, on=["day", "officer"], how="anti", nulls_equal=True)
    return Plan.from_frames(one.sessions, desks)


def simulated(
    scenario: Scenario,
    clusters: Sequence[Cluster],
    plan: Plan,
    *,
    seed: int,
    days: int,
    workers: int,
    watch: Watch,
) -> Floats:
    """Return the simulated cost of a plan in yuan, shape (clusters, replications)."""
    runs = replicate(scenario, plan, seed=seed, replications=REPLICATIONS, days=days, workers=workers, watch=watch)
    by_department = _costs(scenario, runs)
    return np.array(
        [[sum(by_department[d, r] for d in c.departments) for r in runs.provenance.replications] for c in clusters]
    )


def _costs(scenario: Scenario, runs: Runs) -> dict[tuple[str, int], float]:
    """Return waiting, lost customers and overdue cases in yuan by department and replication."""
    costs = scenario.settings.costs
    waiting = pl.col("wait_minutes").fill_nan(0) * pl.col("tickets")
    at_windows = runs.queues.group_by("department", "replication").agg(
        yuan=(waiting * costs.waiting_minute + pl.col("lost") * costs.lost_customer).sum()
    )
    late = pl.col("overdue") * costs.overdue_case + pl.col("tardiness_days") * costs.overdue_day
    at_desks = runs.departments.select("department", "replication", yuan=late)
    both = pl.concat([at_windows, at_desks], how="vertical_relaxed").group_by("department", "replication")
    return {(d, r): y for d, r, y in both.agg(pl.col("yuan").sum()).iter_rows()}


def choose(
    clusters: Sequence[Cluster], costs: Sequence[Floats], allowed: Callable[[int, int], bool]
) -> tuple[list[int], list[float]]:
    """Return for each cluster the candidate to take, and its mean simulated cost; candidate 0 is today's plan.

    Parameters
    ----------
    costs : by candidate, arrays of shape (clusters, replications)
    allowed : whether a candidate (second argument) keeps the hours of a cluster (first argument)
    """
    chosen, yuan = [], []
    for n in range(len(clusters)):
        best, least = 0, float(costs[0][n].mean())
        for candidate in range(1, len(costs)):
            difference = costs[candidate][n] - costs[0][n]
            error = difference.std(ddof=1) / np.sqrt(len(difference)) if len(difference) > 1 else 0.0
            mean = float(costs[candidate][n].mean())
            if mean < least and difference.mean() < -_SURE * error and allowed(n, candidate):
                best, least = candidate, mean
        chosen.append(best)
        yuan.append(least)
    return chosen, yuan


def put_together(clusters: Sequence[Cluster], candidates: Sequence[Candidate], chosen: Sequence[int]) -> Plan:
    """Return the plan that takes each cluster's part from the candidate chosen for it."""
    sessions, desks = [], []
    for cluster, candidate in zip(clusters, chosen, strict=True):
        plan, mine = candidates[candidate].plan, pl.col("department").is_in(cluster.departments)
        sessions.append(plan.sessions.filter(mine))
        desks.append(plan.desks.filter(mine))
    return Plan.from_frames(pl.concat(sessions), pl.concat(desks))


def minutes(plan: Plan, cluster: Cluster) -> int:
    """Return the planned minutes of a cluster."""
    mine = pl.col("department").is_in(cluster.departments)
    return sum(
        int(f.filter(mine).select(pl.col("end") - pl.col("start")).sum().item()) for f in (plan.sessions, plan.desks)
    )
