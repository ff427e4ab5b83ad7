"""The choice by simulation, and who sits at the desks."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from optimiser import backoffice, build, casework, choice, load, optimisation, rotation, sessions
from optimiser.check import check
from optimiser.problem import Cluster, Problem
from optimiser_halls import START, one_department, whole_hall
from sim.domain.policy import CostSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import Role
from sim.experiment import replicate
from sim.opening import arrival_rates, open_days
from sim.plan.sessions import DeskSession, Plan, Session
from sim.plan.today import todays_plan
from sim.progress import Progress, Unwatched
from sim.words import texts


def problem(scenario: Scenario) -> Problem:
    today = todays_plan(scenario)
    flows = load.expected(scenario, arrival_rates(scenario))
    return build.build(scenario, open_days(scenario), flows, today, rotation.todays_duties(scenario, today))


# ------------------------------------------------------------------ choose

ONE = (SimpleNamespace(),)


def chosen(*costs: list[float], barred: tuple[int, ...] = ()) -> tuple[int, float]:
    """Return what is taken of candidates for one cluster, and its mean."""
    arrays = [np.array([c]) for c in costs]
    taken, yuan = choice.choose(ONE, arrays, lambda _, k: k not in barred)  # type: ignore[arg-type]
    return taken[0], yuan[0]


def test_the_cheapest_of_those_surely_better_is_taken() -> None:
    today = [100.0, 110.0, 90.0, 100.0]
    assert chosen(today, [90.0, 100.0, 80.0, 90.0], [80.0, 90.0, 70.0, 80.0]) == (2, 80.0)


def test_a_gain_must_exceed_one_standard_error() -> None:
    """Differences -8, 0, 0, 0: mean -2, deviation 4, standard error 4 / √4 = 2, which -2 does not exceed."""
    today = [100.0] * 4
    assert chosen(today, [92.0, 100.0, 100.0, 100.0]) == (0, 100.0)
    # -9, -1, -1, -1: mean -3, deviation and standard error as before
    assert chosen(today, [91.0, 99.0, 99.0, 99.0]) == (1, 97.0)


def test_an_unsure_gain_does_not_stand_in_the_way_of_a_smaller_sure_one() -> None:
    assert chosen([100.0] * 4, [60.0, 100.0, 100.0, 100.0], [99.0] * 4) == (2, 99.0)


def test_what_is_not_allowed_is_never_taken() -> None:
    today, better, best = [100.0] * 4, [90.0] * 4, [50.0] * 4
    assert chosen(today, better, best, barred=(2,)) == (1, 90.0)
    assert chosen(today, better, best, barred=(1, 2)) == (0, 100.0)


def test_nothing_is_gained_by_what_costs_the_same() -> None:
    assert chosen([100.0] * 4, [100.0] * 4) == (0, 100.0)


def test_one_replication_decides_by_itself() -> None:
    assert chosen([100.0], [99.0]) == (1, 99.0)


def test_each_cluster_chooses_for_itself() -> None:
    today, new = np.array([[10.0, 10.0], [10.0, 10.0]]), np.array([[5.0, 5.0], [20.0, 20.0]])
    two = (SimpleNamespace(), SimpleNamespace())
    assert choice.choose(two, [today, new], lambda n, k: True) == ([1, 0], [5.0, 10.0])  # type: ignore[arg-type] # noqa: ARG005


# ------------------------------------------------------------------ mixed


def at_window(officer: str | None, day: int, start: int, end: int, owner: str = "a") -> Session:
    return Session(day=day, window=1, officer=officer, department=owner, start=start, end=end, queues=("q1",))


def at_desk(officer: str | None, day: int, start: int, end: int, owner: str = "a") -> DeskSession:
    return DeskSession(day=day, desk=1, officer=officer, department=owner, start=start, end=end, factor=1.0)


def test_a_mixture_has_the_windows_of_one_and_the_desks_of_the_other() -> None:
    one = Plan.of([at_window("o1", 0, 510, 720)], [at_desk("d1", 0, 510, 720)])
    other = Plan.of([at_window("o2", 1, 510, 720)], [at_desk("d2", 0, 780, 1050), at_desk("o1", 1, 510, 720)])
    found = choice.mixed(one, other)
    assert found.sessions.equals(one.sessions)
    assert found.desks["officer"].to_list() == ["d2", "o1"]  # o1 is at a window on day 0 only


def test_nobody_is_at_a_window_and_a_desk_on_one_day() -> None:
    one = Plan.of([at_window("o1", 0, 510, 600)], [])
    other = Plan.of([], [at_desk("o1", 0, 780, 1050), at_desk("o1", 1, 780, 1050)])
    assert choice.mixed(one, other).desks["day"].to_list() == [1]


def test_the_minutes_of_a_cluster_are_those_of_its_departments() -> None:
    plan = Plan.of(
        [at_window("o1", 0, 510, 720), at_window("x1", 0, 510, 1050, "x")],
        [at_desk("d1", 0, 780, 1050), at_desk("y1", 0, 510, 515, "y")],
    )
    mine: Cluster = SimpleNamespace(departments=("a", "y"))  # type: ignore[assignment]
    assert choice.minutes(plan, mine) == 210 + 270 + 5


def test_each_cluster_takes_its_part_from_what_was_chosen_for_it() -> None:
    one = Plan.of([at_window("o1", 0, 510, 720), at_window("x1", 0, 510, 720, "x")], [at_desk("d1", 0, 510, 720)])
    two = Plan.of([at_window("o2", 0, 510, 720), at_window("x2", 0, 510, 720, "x")], [at_desk("d2", 0, 510, 720)])
    both = [choice.Candidate(source="today", plan=one), choice.Candidate(source="new", plan=two)]
    of = (SimpleNamespace(departments=("a",)), SimpleNamespace(departments=("x",)))
    found = choice.put_together(of, both, [1, 0])  # type: ignore[arg-type]
    assert sorted(found.sessions["officer"]) == ["o2", "x1"]
    assert found.desks["officer"].to_list() == ["d2"]


# ------------------------------------------------------------------ simulated


def test_simulated_costs_are_those_of_the_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "REPLICATIONS", (1000, 1001))
    base = whole_hall()
    prices = CostSettings(waiting_minute=2.0, lost_customer=30.0, overdue_case=100.0, overdue_day=7.0)
    scenario = replace(base, settings=replace(base.settings, costs=prices))
    clusters, plan = problem(scenario).clusters, todays_plan(scenario)
    found = choice.simulated(scenario, clusters, plan, seed=3, days=6, workers=1, watch=Unwatched())
    runs = replicate(scenario, plan, seed=3, replications=(1000, 1001), workers=1)
    assert found.shape == (2, 2)
    for n, cluster in enumerate(clusters):
        for r, replication in enumerate((1000, 1001)):
            yuan = 0.0
            for row in runs.queues.iter_rows(named=True):
                if row["department"] in cluster.departments and row["replication"] == replication:
                    waited = row["wait_minutes"] * row["tickets"] if row["tickets"] else 0.0
                    yuan += 2.0 * waited + 30.0 * row["lost"]
            for row in runs.departments.iter_rows(named=True):
                if row["department"] in cluster.departments and row["replication"] == replication:
                    yuan += 100.0 * row["overdue"] + 7.0 * row["tardiness_days"]
            assert yuan > 0
            assert found[n, r] == pytest.approx(yuan)


def test_the_search_uses_other_replications_than_reports() -> None:
    assert min(choice.REPLICATIONS) >= 1000


def test_a_plan_is_chosen_for_each_cluster_and_keeps_to_the_hours() -> None:
    found = optimisation.optimise(whole_hall(), time_limit=1.0, reproducible=True, workers=1)
    assert set(found.decisions["chosen"]) <= {"today", "new", "new_windows", "new_desks"}
    assert found.decisions["simulated_yuan"].null_count() == 0
    kept = {d for row in found.decisions.iter_rows(named=True) if row["chosen"] == "today" for d in row["departments"]}
    today, mine = todays_plan(whole_hall()), pl.col("department").is_in(sorted(kept))
    assert found.plan.sessions.filter(mine).height == today.sessions.filter(mine).height
    assert check(whole_hall(), found.plan) == []


# ------------------------------------------------------------------ pressed desks


def desk_officers(*, pressed: bool) -> list[set[str]]:
    """Return who sits by day: one desk, officers of speeds 1.2, 0.8 and 1.0, of whom d2 (0.8) is away on day 0."""
    base = one_department(days=3)
    speeds = {"d1": 1.2, "d2": 0.8, "d3": 1.0}
    people = [replace(base.officers[-1], id=name, speed=s, role=Role.DESK) for name, s in speeds.items()]
    people[1] = replace(people[1], days_off=(START,))
    scenario = replace(base, desks=base.desks[:1], officers=(*base.officers[:6], *people))
    asked, dates, today = problem(scenario), open_days(scenario), todays_plan(scenario)
    flows = load.expected(scenario, arrival_rates(scenario))
    work = casework.by_department(scenario, dates, flows, today)
    planner = sessions.Planner(problem=asked, load=flows, work=work, duties={})
    busy: list[set[str]] = [set() for _ in dates]
    a_day = sum(end - start for start, end in backoffice.spans(scenario))
    found = planner._desks("a", 3 * max(540, a_day), busy, pressed=pressed)
    return [{str(s.officer) for s in found if s.day == day} for day in range(3)]


def test_the_quickest_sit_where_a_back_office_is_pressed() -> None:
    """A factor below 1 is quicker: d2 whenever there, else d3."""
    assert desk_officers(pressed=True) == [{"d3"}, {"d2"}, {"d2"}]


def test_officers_take_turns_where_it_is_not() -> None:
    assert desk_officers(pressed=False) == [{"d1"}, {"d2"}, {"d3"}]


# ------------------------------------------------------------------ words


class Listening(Unwatched):
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.tasks: set[str] = set()

    def report(self, progress: Progress) -> None:
        self.tasks.add(progress.task)


def test_every_task_and_what_the_gap_refers_to_have_words() -> None:
    watch = Listening()
    found = optimisation.optimise(one_department(days=1), time_limit=2.0, watch=watch)
    assert {"relaxing", "optimising", "checking", "simulating"} <= watch.tasks
    assert {f"task.{task}" for task in watch.tasks} <= texts().keys()
    english, chinese = texts()[f"bound_of.{found.bound_of}"]
    assert english == found.bound_of
    assert chinese
