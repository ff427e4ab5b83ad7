"""The whole story: from a scenario to a better plan with no more officer hours, within a time limit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from optimiser import build, casework, choice, evaluate, greedy, load, requirement, rotation, search, solver
from optimiser import days as days_of
from optimiser.check import Violation, check
from optimiser.parallel import MODEL_TIME, Clock, Options, searched
from optimiser.problem import Answer, Cluster, Problem
from optimiser.result import Result
from optimiser.sessions import Planner
from optimiser.staff import grid_of
from sim.domain.scenario_data import Scenario
from sim.domain.units import HoursPool, ServiceRule, WindowKind
from sim.opening import arrival_rates, open_days
from sim.plan.sessions import DESK_SCHEMA, SESSION_SCHEMA, DeskSession, Plan, Session
from sim.plan.today import todays_plan
from sim.progress import Progress, Unwatched, Watch

BOUND_OF = (
    "model objective: expected waiting, lost customers and overdue cases in yuan, all departments, given the duty rota "
    "and, for large departments, each day's hours and today's desk minutes"
)
_ROTA_SHARE, _ROTA_SECONDS = 0.1, 5.0
_CHOICE_SHARE = 0.4
"""Part of the limit kept for simulating candidates."""
_ROOM = 1.3
"""A candidate is simulated if there is this many times the time that the last one took."""
_LEAST_CANDIDATES = 2


def optimise(
    scenario: Scenario,
    *,
    days: int | None = None,
    time_limit: float = 60.0,
    seed: int | None = None,
    reproducible: bool = False,
    workers: int = 2,
    watch: Watch | None = None,
) -> Result:
    """Return a plan for the horizon (or its first `days`) that costs less than today's at no more officer hours.

    Parameters
    ----------
    time_limit : float
        Seconds of wall time for everything, building included.
    seed : int, optional
        Of the solver; the scenario's, if not given.
    reproducible : bool
        Whether the search is limited by deterministic time, so that the same input gives the same plan.
    workers : int
        Clusters searched at the same time.
    """
    clock = Clock(time_limit, Unwatched() if watch is None else watch)
    dates = open_days(scenario, days)
    today = todays_plan(scenario, len(dates))
    flows = load.expected(scenario, arrival_rates(scenario, len(dates)))
    options = Options(workers=workers, seed=scenario.settings.seed if seed is None else seed, reproducible=reproducible)
    rota = rotation.plan(scenario, dates, flows, today, options.limit(clock, *_rota_time(clock)))
    duties = rotation.todays_duties(scenario, today) if rota is None else rota.officers
    problem = build.build(scenario, dates, flows, today, duties)
    problem = _hours_shared(problem, clock) if _pooled(scenario) else problem
    apart = [days_of.apart(c) for c in problem.clusters]
    by_day = replace(problem, clusters=tuple(part for parts in apart for part in parts))
    clock.keep(_CHOICE_SHARE)
    found = _together(problem, apart, searched(by_day, clock, options))
    clock.watch.report(Progress(task="checking", done=0, total=1))
    work = casework.by_department(scenario, dates, flows, today)
    writer = _Writer(problem, Planner(problem=problem, load=flows, work=work, duties=duties))
    best, fallen = writer.checked([k.best for k in found])
    first, _ = writer.checked([_greedy(k) for k in found])
    clock.keep(0.0)
    chosen = _chosen(problem, (best, first), clock, options)
    return _result(problem, found, fallen, rota=rota, chosen=chosen, flows=flows, clock=clock)


def _greedy(known: search.Candidates) -> Answer | None:
    """Return the greedy answer where it beats today's plan."""
    return known.greedy if known.greedy is not None and known.greedy.cost < known.today else None


def _together(
    problem: Problem, apart: Sequence[Sequence[Cluster]], found: Sequence[search.Candidates]
) -> list[search.Candidates]:
    """Lay the days of each cluster together again."""
    parts = iter(found)
    return [
        days_of.together(cluster, [next(parts) for _ in days])
        for cluster, days in zip(problem.clusters, apart, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Chosen:
    """The plan put together; by cluster, where its part comes from and what it costs when simulated."""

    plan: Plan
    greedy_plan: Plan
    sources: list[str]
    simulated: list[float | None]


def _chosen(problem: Problem, plans: tuple[Plan, Plan], clock: Clock, options: Options) -> _Chosen:
    """Let simulation choose between today's plan, the best, and two mixtures of them, cluster by cluster.

    Where hours move between departments, parts of different plans do not fit together: then the best is taken whole;
    so it is when there is no time to simulate.
    """
    best, first = plans
    clusters, nothing = problem.clusters, [None] * len(problem.clusters)
    whole = _Chosen(plan=best, greedy_plan=first, sources=["new"] * len(clusters), simulated=[*nothing])
    if _pooled(problem.scenario) or clock.watch.stopped():
        return whole
    today = problem.today
    candidates = [
        choice.Candidate(source="today", plan=today),
        choice.Candidate(source="new", plan=best),
        choice.Candidate(source="new_windows", plan=choice.mixed(best, today)),
        choice.Candidate(source="new_desks", plan=choice.mixed(today, best)),
    ]
    costs: list[Any] = []
    seconds = 0.0
    for candidate in candidates:
        started = time.monotonic()
        if costs and not options.reproducible and clock.left() < _ROOM * seconds:
            break
        costs.append(
            choice.simulated(
                problem.scenario,
                clusters,
                candidate.plan,
                seed=options.seed,
                days=len(problem.dates),
                workers=options.workers,
                watch=clock.watch,
            )
        )
        seconds = time.monotonic() - started
    if len(costs) < _LEAST_CANDIDATES:
        return whole
    broken = [_guilty_clusters(problem, c.plan) for c in candidates]

    def allowed(n: int, candidate: int) -> bool:
        fits = choice.minutes(candidates[candidate].plan, clusters[n]) <= sum(clusters[n].budget.values())
        return fits and n not in broken[candidate]

    taken, yuan = choice.choose(clusters, costs, allowed)
    return _Chosen(
        plan=choice.put_together(clusters, candidates, taken),
        greedy_plan=first,
        sources=[candidates[k].source for k in taken],
        simulated=[*yuan],
    )


def _guilty_clusters(problem: Problem, plan: Plan) -> set[int]:
    """Return the clusters in which a plan breaks a rule."""
    departments = {o.id: o.department for o in problem.scenario.officers}
    broken = [
        v.department or departments.get(v.officer or "") for v in check(problem.scenario, plan, reference=problem.today)
    ]
    return {n for n, c in enumerate(problem.clusters) for d in broken if d is None or d in c.departments}


def _rota_time(clock: Clock) -> tuple[float, float]:
    seconds = min(_ROTA_SHARE * clock.limit, _ROTA_SECONDS)
    return time.monotonic() + seconds, MODEL_TIME * seconds


def _pooled(scenario: Scenario) -> bool:
    return scenario.settings.roster.hours_pool is HoursPool.HALL


def _hours_shared(problem: Problem, clock: Clock) -> Problem:
    """Let hours move between departments first, greedily; then each cluster is solved within what it got."""
    budgets = greedy.share_hours(problem.clusters, clock.over)
    clusters = tuple(replace(c, budget=b) for c, b in zip(problem.clusters, budgets, strict=True))
    return Problem(problem.scenario, problem.dates, problem.today, clusters)


class _Writer:
    """Writes answers as plans and lets the checker judge them; what it refuses falls back to today's plan."""

    def __init__(self, problem: Problem, planner: Planner) -> None:
        self.problem, self.planner = problem, planner

    def checked(self, answers: Sequence[Answer | None]) -> tuple[Plan, list[int]]:
        """Return a plan that breaks no rule (that today's does not), and the clusters that fell back to today's."""
        planner = replace(self.planner, ledger=type(self.planner.ledger)())
        parts = [
            self._todays(c) if a is None else planner.plan(c, a)
            for c, a in zip(self.problem.clusters, answers, strict=True)
        ]
        fallen: list[int] = []
        while True:
            plan = Plan.from_frames(
                _frame([s for p, _ in parts for s in p], SESSION_SCHEMA),
                _frame([d for _, p in parts for d in p], DESK_SCHEMA),
            )
            broken = check(self.problem.scenario, plan, reference=self.problem.today)
            guilty = {n for v in broken for n in self._guilty(v)} - set(fallen)
            guilty = {n for n in guilty if answers[n] is not None}
            if not guilty:
                return plan, fallen
            for n in guilty:
                parts[n] = self._todays(self.problem.clusters[n])
            fallen += sorted(guilty)

    def _guilty(self, violation: Violation) -> list[int]:
        """Return the clusters that a violation lies in; all, if it names no department."""
        officers = {o.id: o.department for o in self.problem.scenario.officers}
        department = violation.department or officers.get(violation.officer or "")
        return [n for n, c in enumerate(self.problem.clusters) if department is None or department in c.departments]

    def _todays(self, cluster: Cluster) -> tuple[list[Session], list[DeskSession]]:
        today = self.problem.today
        mine = pl.col("department").is_in(cluster.departments)
        sessions = [Session(**_session_values(r)) for r in today.sessions.filter(mine).iter_rows(named=True)]
        desks = [DeskSession(**r) for r in today.desks.filter(mine).iter_rows(named=True)]
        return sessions, desks


def _frame(rows: Sequence[Session] | Sequence[DeskSession], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame({name: [getattr(row, name) for row in rows] for name in schema}, schema=schema)


def _session_values(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "queues": tuple(row["queues"]), "rule": ServiceRule(row["rule"])}


def _result(
    problem: Problem,
    found: Sequence[search.Candidates],
    fallen: Sequence[int],
    *,
    rota: rotation.Rota | None,
    chosen: _Chosen,
    flows: load.Load,
    clock: Clock,
) -> Result:
    kept = [n for n, source in enumerate(chosen.sources) if source in ("today", "new_desks")]
    fallen = sorted({*fallen, *kept})
    costs = [k.today if n in fallen else k.cost for n, k in enumerate(found)]
    bounds = [k.bound for k in found]
    bound = None if any(b is None for b in bounds) else sum(b for b in bounds if b is not None)
    objective = sum(costs)
    proved = all(k.proved for k in found) and not fallen and (rota is None or rota.proved)
    solved = any(k.source in ("solver", "rounded") for n, k in enumerate(found) if n not in fallen)
    status = "optimal" if proved else "feasible" if solved else "greedy"
    grid = grid_of(problem.scenario)
    return Result(
        plan=chosen.plan,
        greedy_plan=chosen.greedy_plan,
        status=status,
        gap=None if bound is None else solver.gap(objective, bound),
        bound_of=BOUND_OF,
        seconds=time.monotonic() - clock.start,
        objective=objective,
        bound=bound,
        decisions=_decisions(problem, found, costs, chosen),
        rotation=_rotation(problem, chosen.plan),
        requirement=requirement.frame(problem.scenario, problem.dates, flows, grid),
        notes={
            "today_yuan": round(sum(k.today for k in found)),
            "greedy_yuan": round(sum(k.today if (g := _greedy(k)) is None else g.cost for k in found)),
            "kept_today": sum(source == "today" for source in chosen.sources),
            "rota": None if rota is None else "optimal" if rota.proved else "feasible",
        },
    )


def _decisions(
    problem: Problem, found: Sequence[search.Candidates], costs: Sequence[float], chosen: _Chosen
) -> pl.DataFrame:
    rows = []
    for n, (cluster, k) in enumerate(zip(problem.clusters, found, strict=True)):
        planned = (
            cluster.budget
            if k.best is None
            else evaluate.minutes_used(cluster, k.best.assignments, k.best.desk_minutes)
        )
        rows.append(
            {
                "departments": list(cluster.departments),
                "source": k.source,
                "chosen": chosen.sources[n],
                "simulated_yuan": chosen.simulated[n],
                "today_yuan": k.today,
                "greedy_yuan": None if k.greedy is None else k.greedy.cost,
                "cost_yuan": costs[n],
                "bound_yuan": k.bound,
                "today_minutes": sum(cluster.budget.values()),
                "planned_minutes": sum(planned.values()),
                "desk_minutes_today": sum(d.today for d in cluster.desks),
                "desk_minutes": sum(
                    (
                        k.best.desk_minutes if k.best is not None else {d.department: d.today for d in cluster.desks}
                    ).values()
                ),
            }
        )
    return pl.DataFrame(rows)


def _rotation(problem: Problem, plan: Plan) -> pl.DataFrame:
    """Return who holds the comprehensive windows on which day."""
    shared = [w.id for w in problem.scenario.windows if w.kind is WindowKind.COMPREHENSIVE]
    dates = pl.DataFrame(
        {"day": range(len(problem.dates)), "date": problem.dates},
        schema={"day": pl.Int32(), "date": pl.Date()},
    )
    held = plan.sessions.filter(pl.col("window").is_in(shared)).join(dates, on="day")
    order = held.group_by("date", "window", "department", "officer").agg(pl.col("start").min())
    return order.sort("date", "window", "start").select("date", "window", "department", "officer")
