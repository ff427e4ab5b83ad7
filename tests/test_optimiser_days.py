"""Large halls: clusters taken apart into days, and the search in processes."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from optimiser import build, days, desks, evaluate, greedy, load, parallel, relax, roster, rotation, search, solver
from optimiser.check import check
from optimiser.optimisation import optimise
from optimiser.problem import Cluster
from optimiser.search import Candidates
from optimiser_halls import large_hall, one_department, whole_hall
from sim.domain.scenario_data import Scenario
from sim.domain.units import Role
from sim.opening import arrival_rates, open_days
from sim.plan.today import todays_plan
from sim.progress import Progress


def clusters(scenario: Scenario) -> tuple[Cluster, ...]:
    today = todays_plan(scenario)
    flows = load.expected(scenario, arrival_rates(scenario))
    duties = rotation.todays_duties(scenario, today)
    return build.build(scenario, open_days(scenario), flows, today, duties).clusters


@cache
def cluster() -> Cluster:
    return clusters(one_department())[0]


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[Cluster]:
    monkeypatch.setattr(days, "_LARGE", 1)
    return days.apart(cluster())


# ------------------------------------------------------------------ days


def test_a_small_cluster_and_one_of_several_departments_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    assert days.apart(cluster()) == [cluster()]
    monkeypatch.setattr(days, "_LARGE", 1)
    shared = next(c for c in clusters(whole_hall()) if len(c.departments) == 3)
    assert days.apart(shared) == [shared]


def test_days_get_todays_minutes_at_windows_in_proportion_to_their_work(parts: list[Cluster]) -> None:
    budgets = [p.budget["a"] for p in parts]
    at_windows = cluster().budget["a"] - cluster().desks[0].today
    step = cluster().grid.step
    assert at_windows - step < sum(budgets) <= at_windows
    work = []
    for day_class in cluster().classes:
        a_day = 0.0
        for demand in day_class.demand:
            for weight, arriving, before in zip(demand.weights, demand.work, demand.before, strict=True):
                a_day += weight * (math.fsum(arriving) + before)
        work.append(len(day_class.days) * a_day)
    for budget, mine in zip(budgets, work, strict=True):
        assert budget % step == 0
        assert abs(budget - at_windows * mine / math.fsum(work)) < step


def test_days_partition_the_classes_and_the_overrun(parts: list[Cluster]) -> None:
    assert [p.classes for p in parts] == [(c,) for c in cluster().classes]
    assert sum(p.overrun_cap for p in parts) == pytest.approx(cluster().overrun_cap)
    assert all(p.desks == () for p in parts)
    assert [t.rate.tolist() for p in parts for t in p.teams] == [
        [t.rate[n]] for n in range(len(parts)) for t in cluster().teams
    ]


def solved(part: Cluster) -> Candidates:
    limit = solver.Limit(until=time.monotonic() + 10, seconds=10)
    return search.round_off(part, search.first(part, lambda: False), limit)


def test_what_days_found_is_laid_together_within_the_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "_LARGE", 1)
    whole = clusters(one_department(per_day=(90.0, 60.0)))[0]
    found = [solved(p) for p in days.apart(whole)]
    joined = days.together(whole, found)
    best = joined.best
    assert best is not None
    used = evaluate.minutes_used(whole, best.assignments, best.desk_minutes)["a"]
    assert used <= whole.budget["a"]
    assert best.desk_minutes["a"] >= whole.desks[0].today
    # the cost is that of its assignments, evaluated afresh
    capacity = evaluate.capacity_of(whole, evaluate.supply_of(whole, best.assignments), best.shares)
    assert joined.cost == pytest.approx(evaluate.cost_of(whole, capacity, best.desk_minutes))
    # and that of its days (the greedy roster, where today's plan is better) and of the desks
    of_days = [k.greedy if k.best is None else k.best for k in found]
    apart = math.fsum(a.cost for a in of_days if a is not None) + whole.desks[0].cost(whole.desks[0].today)
    assert joined.cost == pytest.approx(apart)
    assert joined.bound == pytest.approx(math.fsum(k.bound or 0.0 for k in found))  # desks cost nothing here
    assert joined.bound is not None
    assert joined.bound <= joined.cost < joined.today == evaluate.todays_cost(whole)


def test_days_of_which_one_has_nothing_keep_today(parts: list[Cluster]) -> None:
    found = [solved(p) for p in parts]
    found[0] = replace(found[0], greedy=None, best=None, bound=None)
    joined = days.together(cluster(), found)
    assert joined.best is None
    assert joined.greedy is None
    assert joined.bound is None
    assert joined.source == "today"
    assert joined.cost == evaluate.todays_cost(cluster())


# ------------------------------------------------------------------ desks and people


def test_the_convex_curve_is_the_lower_hull() -> None:
    """At 10 the chord from (0, 8) to (20, 0) passes 4, below 7; (30, 0) lies on the hull already."""
    found = desks._convex(np.array([0.0, 10.0, 20.0, 30.0]), np.array([8.0, 7.0, 0.0, 0.0]))
    assert found.tolist() == [8.0, 4.0, 0.0, 0.0]


def test_a_convex_curve_is_left_as_it_is() -> None:
    values = np.array([9.0, 4.0, 1.0, 0.0])
    assert desks._convex(np.array([0.0, 1.0, 2.0, 3.0]), values).tolist() == values.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_the_convex_curve_lies_below_and_is_convex(seed: int) -> None:
    points = np.cumsum([1 + (7 * n + seed) % 5 for n in range(8)]).astype(float)
    values = np.array([100 - 8 * n + (13 * n * (seed + 2)) % 23 for n in range(8)], dtype=float)
    found = desks._convex(points, values)
    assert (found <= values + 1e-9).all()
    assert (found[0], found[-1]) == (values[0], values[-1])
    assert (np.diff(np.diff(found) / np.diff(points)) >= -1e-9).all()


def one_desk_and_officers_for_both() -> Scenario:
    """Six officers who may do both and one desk: four sit at windows all day, which one desk must not forbid."""
    full = one_department()
    return replace(
        full,
        desks=full.desks[:1],
        officers=tuple(replace(o, role=Role.BOTH) for o in full.officers if o.id.startswith("o")),
    )


def test_officers_for_both_are_not_kept_from_windows_by_the_number_of_desks() -> None:
    whole = clusters(one_desk_and_officers_for_both())[0]
    curve = whole.desks[0]
    assert curve.people == 60 * 8 * (6 * 5 - 1)  # six officers, five days, one of them away once
    assert curve.most == 5 * 420  # one desk
    assert whole.budget["a"] > curve.most
    model = roster.Roster(whole)
    relaxed = relax.relax(model.model, 30)
    assert relaxed is not None
    assert model.in_yuan(relaxed.objective) <= evaluate.todays_cost(whole)
    found = greedy.solve(whole, lambda: False)
    used = evaluate.minutes_used(whole, found.assignments, found.desk_minutes)["a"]
    assert used - found.desk_minutes["a"] > curve.most  # windows get more than one desk's minutes


# ------------------------------------------------------------------ processes


@pytest.fixture
def in_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_LARGE", 0)


@pytest.mark.usefixtures("in_processes")
def test_processes_find_the_same_valid_plan_twice() -> None:
    scenario = one_department(days=2)
    first, second = (optimise(scenario, time_limit=2.0, reproducible=True) for _ in range(2))
    assert first.plan.hash == second.plan.hash
    assert first.objective == second.objective < float(str(first.notes["today_yuan"]))
    assert first.bound is not None
    assert check(scenario, first.plan) == []
    assert first.plan.officer_minutes() <= todays_plan(scenario).officer_minutes()


class Waiting:
    """Wants an end once it has been asked three times, whatever has been reported by then."""

    def __init__(self) -> None:
        self.asked = 0
        self.heard: list[Progress] = []

    def report(self, progress: Progress) -> None:
        self.heard.append(progress)

    def stopped(self) -> bool:
        self.asked += 1
        return self.asked > 3


@pytest.mark.usefixtures("in_processes")
def test_processes_end_soon_when_the_watch_says_so() -> None:
    scenario, watch = large_hall(departments=6, days=5), Waiting()
    start = time.monotonic()
    found = optimise(scenario, time_limit=60.0, watch=watch)
    assert time.monotonic() - start < 10
    assert check(scenario, found.plan) == []
    assert found.objective <= float(str(found.notes["today_yuan"]))
    assert math.isfinite(found.objective)
    assert found.plan.officer_minutes() <= todays_plan(scenario).officer_minutes()


def test_a_stopped_process_leaves_at_once_with_what_is_known(tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    stop.touch()
    options = parallel.Options(workers=2, seed=1, reproducible=False)
    number, known = parallel._search((4, cluster(), None, 0.0), time.monotonic() + 60, options, stop)
    assert number == 4
    assert known.today == evaluate.todays_cost(cluster())
    assert known.bound is None
    assert parallel._search((4, cluster(), known, 50.0), time.monotonic() + 60, options, stop) == (4, known)
