"""Both engines give the same log, value by value: SimPy's is the definition, the compiled one must follow."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, replace
from heapq import heapify, heapreplace
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase

import halls
import random_halls
import scenarios
import sim.scenario
import test_worked_day
from optimiser.optimisation import optimise
from sim.demand import Demand, draw
from sim.demand.columns import NEVER
from sim.domain.scenario_data import Scenario
from sim.domain.units import Distribution
from sim.engine import simulate
from sim.engines import ENGINES, Engine
from sim.log import Columns, Log
from sim.plan.sessions import Plan

# a kernel that never ends cannot be interrupted, only left
pytestmark = pytest.mark.timeout(method="thread")

WHATIFS = sorted(Path(scenarios.__file__).parent.glob("huaian/whatif/*.toml"))
SHIPPED = ["huaian", *(f"huaian/whatif/{path.stem}" for path in WHATIFS)]


def agreed(demand: Demand, plan: Plan | None = None, engine: Engine = "compiled") -> Log:
    """Simulate with every engine, assert that the logs are equal, and return that of one."""
    logs = {name: simulate(demand, plan, name) for name in ENGINES}
    assert_equal(logs["compiled"], logs["simpy"])
    return logs[engine]


def assert_equal(one: Log, other: Log) -> None:
    for field in fields(Columns):
        found, expected = getattr(one.columns, field.name), getattr(other.columns, field.name)
        assert np.array_equal(found, expected), field.name
        assert found.dtype == expected.dtype, field.name
    assert one.tickets_digest() == other.tickets_digest()
    assert one.cases_digest() == other.cases_digest()
    for frame in ("tickets", "cases", "sessions"):
        assert getattr(one, frame).equals(getattr(other, frame)), frame


# ---------------------------------------------------------------- small halls with every feature


def try_random_halls(count: int, seed: int, check: Callable[[random_halls.Case], Any]) -> None:
    """Check random halls: those of a seed if every run is to try the same ones, else new ones."""

    def of_case(case: random_halls.Case) -> None:
        check(case)

    test = hypothesis.given(random_halls.cases())(of_case)
    if hypothesis.settings().derandomize:
        test = hypothesis.seed(seed)(test)
    without_explaining = tuple(phase for phase in Phase if phase is not Phase.explain)
    hypothesis.settings(
        max_examples=count,
        derandomize=False,
        database=None,
        print_blob=True,
        phases=without_explaining,
        suppress_health_check=list(HealthCheck),
    )(test)()


@pytest.mark.parametrize("seed", range(10))
def test_the_engines_agree_on_random_halls(seed: int) -> None:
    try_random_halls(50, seed, lambda case: agreed(case.demand(), case.plan))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_the_engines_agree_on_many_random_halls(seed: int) -> None:
    try_random_halls(500, seed, lambda case: agreed(case.demand(), case.plan))


def test_what_memory_held_before_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(case: random_halls.Case) -> None:
        demand = case.demand()
        clean = simulate(demand, case.plan, "compiled")
        with monkeypatch.context() as patch:
            patch.setattr(np, "empty", _full_of_garbage)
            assert_equal(simulate(demand, case.plan, "compiled"), clean)

    try_random_halls(40, 0, check)


def _full_of_garbage(shape: Any, dtype: Any = float) -> np.ndarray:
    return np.frombuffer(b"\x5a" * np.zeros(shape, dtype).nbytes, dtype=dtype).reshape(shape).copy()


# ---------------------------------------------------------------- days by hand


def worked_days() -> list[Any]:
    """Return every test of the worked day with its arguments."""
    days = []
    for name, test in inspect.getmembers(test_worked_day, inspect.isfunction):
        if name.startswith("test_"):
            marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
            for number, values in enumerate(marks[0].args[1] if marks else [()]):
                arguments = values if isinstance(values, tuple) else (values,)
                days.append(pytest.param(test, arguments, id=f"{name.removeprefix('test_')}-{number}"))
    return days


@pytest.mark.parametrize(("test", "arguments"), worked_days())
@pytest.mark.parametrize("engine", ENGINES)
def test_the_worked_day_holds_for_both_engines(
    test: Callable[..., None], arguments: tuple[Any, ...], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_worked_day, "simulate", lambda demand, plan: agreed(demand, plan, engine))
    test(*arguments)


# ---------------------------------------------------------------- the hall of Huai'an


@pytest.mark.parametrize("name", SHIPPED)
def test_the_engines_agree_on_two_days_of_every_shipped_scenario(name: str) -> None:
    agreed(draw(sim.scenario.load(name), days=2))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_engines_agree_on_the_month_of_every_shipped_scenario(name: str, seed: int) -> None:
    agreed(draw(sim.scenario.load(name), seed=seed))


@pytest.mark.slow
@pytest.mark.timeout(900, method="thread")
@pytest.mark.parametrize("name", ["huaian", "huaian/whatif/noon_open", "huaian/whatif/tenth_ill"])
def test_the_engines_agree_on_a_plan_of_the_optimiser(name: str) -> None:
    scenario = sim.scenario.load(name)
    plan = optimise(scenario, days=5, time_limit=30).plan
    for seed in (1, 2, 3):
        agreed(draw(scenario, seed=seed, days=5), plan)


# ---------------------------------------------------------------- a third opinion on single queues


@pytest.mark.parametrize("servers", [1, 2, 7])
@pytest.mark.parametrize("law", [Distribution.FIXED, Distribution.EXPONENTIAL, Distribution.LOGNORMAL])
def test_single_queues_follow_the_recursion_of_kiefer_and_wolfowitz(servers: int, law: Distribution) -> None:
    scenario = single_queue(servers, law)
    demand = draw(scenario, seed=servers)
    log = agreed(demand, halls.always_open(scenario))
    started = recursion(demand.visits.join[0].tolist(), demand.tickets.service.tolist(), servers)
    within = started < log.timetable.end_of_day[0]
    assert np.count_nonzero(within) > 1000
    assert np.array_equal(np.where(within, started, NEVER), log.columns.started)


def single_queue(servers: int, law: Distribution) -> Scenario:
    """One queue in which all officers together are busy nine tenths of the time."""
    service = halls.item(distribution=law, mean_minutes=0.9 * servers, sd_minutes=1.0)
    return replace(halls.one_queue(servers, per_minute=1.0, service=service))


def recursion(joined: list[int], service: list[int], servers: int) -> np.ndarray:
    """Return when services start if whoever comes next is served by the officer who is free first."""
    free, started = [0] * servers, []
    heapify(free)
    for at, takes in zip(joined, service, strict=True):
        started.append(max(at, free[0]))
        heapreplace(free, started[-1] + takes)
    return np.array(started)
