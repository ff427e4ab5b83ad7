from __future__ import annotations

import itertools
import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from ortools.sat.python import cp_model

from optimiser import (
    backoffice,
    build,
    casework,
    desks,
    diving,
    evaluate,
    greedy,
    hints,
    load,
    relax,
    requirement,
    roster,
    rotation,
    rounding,
    search,
    solver,
    waiting,
)
from optimiser.problem import Cluster, Grid, Problem
from optimiser.shifts import patterns
from optimiser.staff import grid_of
from optimiser_halls import START, one_department, settings, three_in_rotation
from sim.domain.policy import CostSettings, OpeningHours, RosterSettings
from sim.domain.scenario_data import Scenario
from sim.formulas import mmc
from sim.opening import arrival_rates, open_days
from sim.plan.today import todays_plan

NEVER = solver.Limit(until=float("inf"), seconds=60.0)
GRID = Grid(open=510, close=1050, step=30)


def soon(seconds: float) -> solver.Limit:
    return solver.Limit(until=time.monotonic() + seconds, seconds=seconds)


def problem(scenario: Scenario) -> Problem:
    dates = open_days(scenario)
    today = todays_plan(scenario)
    flows = load.expected(scenario, arrival_rates(scenario))
    return build.build(scenario, dates, flows, today, rotation.todays_duties(scenario, today))


def tiny() -> Scenario:
    """One day, three officers, one queue of the first two windows: small enough for two exact solvers."""
    full = one_department(days=1)
    return replace(
        full,
        settings=settings(days=1),
        queues=full.queues[:1],
        windows=tuple(replace(w, queues=("q1",)) for w in full.windows[:2]),
        items=full.items[:1],
        steps=(),
        desks=(),
        arrivals=(replace(full.arrivals[0], per_day=40.0),),
        officers=tuple(replace(o, queues=("q1",)) for o in full.officers[:3]),
    )


@cache
def tiny_cluster() -> Cluster:
    return problem(tiny()).clusters[0]


# ------------------------------------------------------------------ waiting


def test_waiting_at_light_load_is_erlang_c() -> None:
    service = waiting.Service(minutes=10.0, scv=1.0, giving_up=0.0)
    number = waiting.waiting_number(np.array([1.2]), 4, service)[0]
    for servers in (3, 4):
        assert number[servers] == pytest.approx(mmc(0.12, 0.1, servers).mean_queue, rel=0.02)


def test_waiting_is_finite_where_the_steady_state_is_not() -> None:
    service = waiting.Service(minutes=10.0, scv=1.0, giving_up=0.0)
    number = waiting.waiting_number(np.array([3.0]), 5, service)[0]
    assert np.isfinite(number).all()
    assert (np.diff(number) <= 1e-12).all()


def test_the_curve_of_chance_is_convex_and_falls() -> None:
    for demand in tiny_cluster().classes[0].demand:
        slopes = np.diff(demand.stochastic, axis=1)
        assert (slopes <= 1e-9).all()
        assert (np.diff(slopes, axis=1) >= -1e-9).all()


def test_a_convex_minorant_never_lies_above() -> None:
    curve = np.array([[10.0, 9.9, 9.0, 2.0, 1.0, 0.9]])
    below = waiting.convex(curve)
    assert (below <= curve + 1e-12).all()
    assert below[0, 0] == 10.0
    assert below[0, 3] == pytest.approx(2.0)  # the chord from 0 touches at 3 officers


def test_gains_are_differences_of_costs() -> None:
    demand = tiny_cluster().classes[0].demand[0]
    capacity = np.ones(18)
    more = capacity.copy()
    more[4] += 1
    saved = waiting.cost(demand, capacity) - waiting.cost(demand, more)
    assert waiting.gains(demand, capacity)[4] == pytest.approx(float(saved))


def test_a_backlog_without_officers_is_everything_that_came() -> None:
    """Nobody serves and nobody gives up: 2 officer-intervals of work arrive in each of 3 intervals."""
    demand = waiting.demand(
        load=np.zeros(3),
        work=np.full(3, 2.0),
        before=1.0,
        factors=(np.ones(1), np.ones(1)),
        service=waiting.Service(minutes=30.0, scv=0.0, giving_up=0.0),
        step=30.0,
        officers=2,
        attendance=1.0,
        costs=CostSettings(waiting_minute=1.0, lost_customer=60.0),
    )
    # backlog 1, 3, 5, 7 customers: mean of each pair of ends times 30 minutes, and 7 customers lost, weighted
    assert float(waiting.cost(demand, np.zeros(3))) == pytest.approx(30 * (2 + 4 + 6) + 7 * 60 * waiting._LEFT_WEIGHT)


# ------------------------------------------------------------------ shifts


@pytest.mark.parametrize("closed", [False, True])
def test_patterns_keep_the_rules_of_rosters(closed: bool) -> None:
    rules, hours = RosterSettings(), OpeningHours()
    found = patterns(GRID, rules, hours, day_minutes=480, closed_at_noon=closed)
    assert found
    for pattern in found:
        spans = [(GRID.minute(a), GRID.minute(b)) for a, b in pattern.stretches]
        assert pattern.minutes == sum(b - a for a, b in spans) <= 480
        assert all(120 <= b - a <= 270 for a, b in spans)
        if spans[0][0] < 660 and spans[-1][1] > 840:
            assert min(spans[1][0], 840) - max(spans[0][1], 660) >= 60
        if closed:
            assert all(b <= 720 or a >= 840 for a, b in spans)


def test_todays_days_are_among_the_patterns() -> None:
    found = patterns(GRID, RosterSettings(), OpeningHours(), day_minutes=480, closed_at_noon=False)
    days = {tuple((GRID.minute(a), GRID.minute(b)) for a, b in p.stretches) for p in found}
    assert ((510, 720), (780, 1050)) in days
    assert ((510, 780), (840, 1050)) in days


# ------------------------------------------------------------------ the solver and a second opinion


def test_cp_sat_and_highs_find_the_same_optimum() -> None:
    model = roster.Roster(tiny_cluster())
    hints.Hint(model, greedy.solve(tiny_cluster(), lambda: False)).give()
    found = solver.minimise(model.model, model.asked, soon(20))
    second = relax.exact(model.model, 30)
    assert found.proved
    assert second is not None
    assert found.objective == pytest.approx(second.objective, rel=1e-6)


def test_the_relaxation_is_a_lower_bound_and_rounding_an_answer() -> None:
    cluster = problem(one_department()).clusters[0]
    model = roster.Roster(cluster)
    relaxed = relax.relax(model.model, 30)
    assert relaxed is not None
    rounded = rounding.answer(model, relaxed.values, lambda: False)
    assert model.in_yuan(relaxed.objective) <= rounded.cost * 1.01
    used = evaluate.minutes_used(cluster, rounded.assignments, rounded.desk_minutes)
    assert all(used[d] <= cluster.budget[d] for d in cluster.departments)


def test_diving_ends_nearly_whole_and_above_the_bound() -> None:
    model = roster.Roster(problem(one_department()).clusters[0])
    relaxation = relax.Relaxation(model.model)
    start = relaxation.solve(30)
    assert start is not None
    end = diving.dive(model, relaxation, start, diving.PARTS[0], soon(20))
    assert end.objective >= start.objective - 1e-6 * start.objective
    counts = [v.index for v in model.officers.values()]
    unrounded = [np.abs(x.values[counts] - np.rint(x.values[counts])).sum() for x in (start, end)]
    assert unrounded[1] < unrounded[0]


def test_a_search_is_never_worse_than_today() -> None:
    cluster = problem(one_department()).clusters[0]
    begun = search.round_off(cluster, search.first(cluster, lambda: False), soon(10))
    ended = search.improve(begun, soon(3))
    assert ended.cost <= begun.cost <= begun.today
    assert ended.bound is not None
    assert ended.bound <= ended.cost * 1.01


def test_a_hint_is_a_whole_answer() -> None:
    """With every variable fixed to its hint the model is still feasible."""
    cluster = problem(one_department()).clusters[0]
    model = roster.Roster(cluster)
    hints.Hint(model, greedy.solve(cluster, lambda: False)).give()
    search = cp_model.CpSolver()
    search.parameters.fix_variables_to_their_hinted_value = True
    assert search.solve(model.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def test_shared_officers_are_shared_at_least_as_well_as_by_any_grid_of_shares() -> None:
    cluster = problem(one_department(days=1)).clusters[0]
    answer = greedy.solve(cluster, lambda: False)
    supply = evaluate.supply_of(cluster, answer.assignments)
    for part in np.linspace(0, 1, 5):
        shares = tuple(
            {
                (n, q, t): supply[c, n, t] * team.rate[c] * (part if k == 0 else 1 - part)
                for n, team in enumerate(cluster.teams)
                if len(team.pools) == 2
                for k, q in enumerate(team.pools)
                for t in range(cluster.grid.count)
            }
            for c in range(len(cluster.classes))
        )
        capacity = evaluate.capacity_of(cluster, supply, shares)
        assert answer.cost <= evaluate.cost_of(cluster, capacity, answer.desk_minutes) + 1e-6


def test_nothing_is_read_from_a_search_that_found_nothing() -> None:
    model = cp_model.CpModel()
    x = model.new_int_var(0, 1, "")
    model.add(x >= 1)
    model.add(x <= 0)
    model.minimize(x)
    found = solver.minimise(model, [x], soon(5))
    assert found.impossible
    assert (found.values, found.objective, found.bound, found.gap) == (None, None, None, None)


def test_no_time_is_no_answer() -> None:
    model = cp_model.CpModel()
    x = model.new_int_var(0, 1, "")
    model.minimize(x)
    assert solver.minimise(model, [x], soon(-1)).values is None


def test_the_gap_is_relative_and_never_negative() -> None:
    assert solver.gap(100.0, 95.0) == pytest.approx(0.05)
    assert solver.gap(100.0, 101.0) == 0.0


# ------------------------------------------------------------------ rotation


def turns(worth: list[list[int]], *, before: tuple[int, ...] = (0, 0, 0), spacing: int = 2) -> rotation.Turns:
    days = len(worth)
    return rotation.Turns(
        departments=("x", "y", "z"),
        needed=np.ones(days, dtype=np.int64),
        present=np.ones((days, 3), dtype=np.int64),
        before=np.array(before),
        most=np.full(3, days),
        worth=np.array(worth),
        spacing=spacing,
    )


@pytest.mark.parametrize("before", [(0, 0, 0), (2, 0, 1)])
@pytest.mark.parametrize("seed", range(3))
def test_the_rota_is_the_best_of_all(before: tuple[int, int, int], seed: int) -> None:
    worth = [[(7 * d + 3 * k + seed * (d + 1) * (k + 2)) % 11 for k in range(3)] for d in range(6)]
    asked = turns(worth, before=before)
    found = rotation.solve(asked, soon(20))
    best = min(
        rotation.cost(asked, np.eye(3, dtype=np.int64)[list(choice)])
        for choice in itertools.product(range(3), repeat=6)
    )
    assert found.proved
    assert rotation.cost(asked, found.turns) == best


def test_turns_are_fair_spaced_and_on_the_busy_day() -> None:
    """Each department has one busy day; two turns each, never on consecutive days."""
    worth = [[9, 0, 0], [0, 9, 0], [0, 0, 9], [0, 0, 9], [9, 0, 0], [0, 9, 0]]
    found = rotation.solve(turns(worth), soon(20)).turns
    assert found.sum(axis=0).tolist() == [2, 2, 2]
    assert (found[:-1] + found[1:] <= 1).all()
    assert found[0].tolist() == [1, 0, 0]


def test_turns_of_the_months_before_count() -> None:
    found = rotation.solve(turns([[1, 1, 1]] * 3, before=(3, 0, 0), spacing=0), soon(20)).turns
    assert found.sum(axis=0).tolist()[0] == 0


def test_the_rota_names_officers_who_are_there_and_takes_them_in_turn() -> None:
    scenario = three_in_rotation()
    away = replace(scenario.officers[0], days_off=(START,))
    scenario = replace(scenario, officers=(away, *scenario.officers[1:]))
    dates = open_days(scenario)
    flows = load.expected(scenario, arrival_rates(scenario))
    rota = rotation.plan(scenario, dates, flows, todays_plan(scenario), soon(20))
    assert rota is not None
    assert all(len(names) == 1 for names in rota.officers.values())
    assert away.id not in rota.officers[0]
    names = [n for day in rota.officers.values() for n in day]
    assert max(names.count(n) for n in names) == 1  # nine officers, six days


# ------------------------------------------------------------------ desks


def backlog(*, minutes: float, days: int = 6, officers: int = 2) -> desks.Backlog:
    """Ten cases a day, due two days later."""
    work = [casework.Work(release=d, due=d + 2, minutes=minutes, cases=10.0) for d in range(days)]
    return desks.Backlog(
        department="a",
        work=work,
        effect=1.0,
        after_daily=minutes,
        most=np.full(days, 420.0 * officers),
        people=days * 480.0 * officers,
    )


def test_with_enough_desk_time_nothing_is_late() -> None:
    _, yuan = desks.schedule(backlog(minutes=400.0), 6 * 420.0, CostSettings())
    assert yuan == pytest.approx(0.0, abs=1e-6)


def test_work_is_late_by_what_is_missing_when_it_falls_due() -> None:
    """Nobody works, so at its due day the work up to then is missing: 1, 2, 3, 4 days of it within the horizon."""
    costs = CostSettings(overdue_case=200.0, overdue_day=50.0)
    _, yuan = desks.schedule(backlog(minutes=400.0), 0.0, costs)
    after = [5 - 1, 6 - 2]  # due one and two days after the horizon, when a day of work is done each day
    assert yuan == pytest.approx(10 * 250.0 * (1 + 2 + 3 + 4 + sum(after)))


def test_the_desk_curve_falls_and_is_convex() -> None:
    curve = desks.curve(backlog(minutes=700.0), [840] * 6, CostSettings())
    slopes = np.diff(curve.yuan) / np.diff(curve.minutes)
    assert (slopes <= 1e-9).all()
    assert (np.diff(slopes) >= -1e-6).all()
    assert curve.today == 6 * 840
    assert curve.uneven == pytest.approx(0.0, abs=1e-6)


def test_days_on_which_nobody_sits_at_the_desks_count_against_todays_plan() -> None:
    """Work of 300 minutes a day is due two days later, but nobody is there on the first three days of six."""
    asked, costs = backlog(minutes=300.0), CostSettings(overdue_case=200.0, overdue_day=50.0)
    todays = [0, 0, 0, 600, 600, 600]
    curve = desks.curve(asked, todays, costs)
    # spread over the days, 1800 minutes do it all in time; as they are, all the work of day 0 is late (ten cases), and
    # of that of day 1, due on day 3, what exceeds 600 minutes together: 0, 60 or 120 minutes by the load
    each = [300 / 300, (330 + 60) / 330, (360 + 120) / 360]
    assert curve.uneven == pytest.approx(10 * 250.0 * sum(each) / 3)
    cluster = problem(one_department()).clusters[0]
    worse = replace(cluster, desks=tuple(replace(c, uneven=c.uneven + 1000.0) for c in cluster.desks))
    assert evaluate.todays_cost(worse) == pytest.approx(evaluate.todays_cost(cluster) + 1000.0)


def test_half_days_keep_to_the_minutes() -> None:
    counts = desks.halves(np.array([300.0, 300.0, 300.0, 0.0]), [4, 4, 4, 4], 210.0, 900.0)
    assert sum(counts) == 4
    assert max(counts) - min(counts[:3]) <= 1


def test_a_backlog_before_the_horizon_is_what_todays_desks_leave() -> None:
    scenario = one_department()
    dates = open_days(scenario)
    flows = load.expected(scenario, arrival_rates(scenario))
    work = casework.by_department(scenario, dates, flows, todays_plan(scenario))["a"]
    asked = backoffice.backlog(scenario, dates, todays_plan(scenario), "a", work, [])
    assert sum(w.minutes for w in work) == pytest.approx(casework._MARGIN * 12.0 * flows.items["i2"].sum(), rel=0.05)
    assert asked.most.tolist() == [840.0] * 5


# ------------------------------------------------------------------ load and requirement


def test_load_scenarios_have_mean_one_and_spread_with_chance() -> None:
    values, weights = load.scenarios(one_department())
    wide, _ = load.scenarios(one_department(), 0.05)
    assert float(values @ weights) == pytest.approx(1.0)
    assert float(wide @ weights) == pytest.approx(1.0)
    assert wide.max() > values.max() > 1 > values.min() > wide.min()


def test_the_requirement_follows_the_load() -> None:
    scenario = one_department()
    flows = load.expected(scenario, arrival_rates(scenario))
    frame = requirement.frame(scenario, open_days(scenario), flows, grid_of(scenario))
    assert frame.columns == list(requirement.SCHEMA)
    assert len(frame) == 2 * 5 * 18
    assert (frame["officers"] >= frame["offered_load"]).all()
    monday = frame.filter((frame["queue"] == "q1") & (frame["day"] == 0))
    work = float(flows.tickets["q1"][0].sum()) * 12.0
    assert float(monday["offered_load"].sum()) * 30 == pytest.approx(work, rel=0.1)


def test_all_expected_tickets_reach_the_model() -> None:
    scenario = three_in_rotation()
    flows = load.expected(scenario, arrival_rates(scenario))
    assert sum(t.sum() for t in flows.tickets.values()) == pytest.approx(arrival_rates(scenario).visits.sum())
