"""Both engines give the same log, value by value: SimPy's is the definition, the compiled one must follow."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from heapq import heapify, heapreplace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import halls
import handmade
import random_halls
import scenarios
import sim.compiled
import sim.scenario
import test_worked_day
from handmade import HandStop, HandVisit
from sim.compiled import engine, hall, memory, workspace
from sim.compiled.layout import ARRAYS, COLUMNS, COUNTS, NUMBERS, RECORDS
from sim.demand import Demand, draw
from sim.demand.columns import MS_PER_MINUTE, NEVER
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


def agreed(demand: Demand, plan: Plan | None = None, of: Engine = "compiled") -> Log:
    """Simulate with every engine, assert that the logs are equal, and return that of one."""
    logs = {name: simulate(demand, plan, name) for name in ENGINES}
    assert_equal(logs["compiled"], logs["simpy"])
    return logs[of]


def assert_equal(one: Log, other: Log) -> None:
    for field in fields(Columns):
        found, expected = getattr(one.columns, field.name), getattr(other.columns, field.name)
        assert np.array_equal(found, expected), field.name
        assert found.dtype == expected.dtype, field.name
    assert one.tickets_digest() == other.tickets_digest()
    assert one.cases_digest() == other.cases_digest()
    for frame in ("tickets", "cases", "steps", "projects", "sessions"):
        assert getattr(one, frame).equals(getattr(other, frame)), frame


# ---------------------------------------------------------------- small halls with every feature


def check_case(case: random_halls.Case) -> None:
    for demand in case.demands():
        agreed(demand, case.plan)


@pytest.mark.parametrize("seed", range(10))
def test_the_engines_agree_on_random_halls(seed: int) -> None:
    random_halls.try_cases(50, seed, check_case)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 150))
def test_the_engines_agree_on_many_random_halls(seed: int) -> None:
    random_halls.try_cases(400, seed, check_case)


# ---------------------------------------------------------------- memory


def test_what_memory_held_before_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "unset", full_of_garbage)
    random_halls.try_cases(20, 0, check_case)


def full_of_garbage(name: str, count: int) -> np.ndarray:
    garbage = np.frombuffer(b"\x5a" * count * RECORDS[name].itemsize, dtype=RECORDS[name])
    return garbage.copy()


def test_in_plain_python_no_index_lies_outside_and_nothing_is_read_that_was_not_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_in_plain_python(monkeypatch)
    random_halls.try_cases(20, 0, check_case)


def run_in_plain_python(patch: pytest.MonkeyPatch) -> None:
    """Put the Python functions in the place of all kernels, and lists that check their indices in that of memory."""
    names = [module.name for module in pkgutil.iter_modules(sim.compiled.__path__)]
    plain = {id(getattr(memory, name)): partial(element_of, name) for name in ARRAYS} | {id(memory.key_at): checked}
    for module in [importlib.import_module(f"sim.compiled.{name}") for name in names]:
        for name, value in list(vars(module).items()):
            if id(value) in plain or hasattr(value, "py_func"):
                patch.setattr(module, name, plain.get(id(value)) or value.py_func)
    patch.setattr(workspace, "zeros", lambda name, count: np.zeros(count, dtype=RECORDS[name]))
    patch.setattr(workspace, "unset", lambda name, count: np.empty(count, dtype=RECORDS[name]).view(Empty))
    patch.setattr(engine, "book_of", plain_book)
    patch.setattr(engine, "play", play_and_write_back)


class Empty(np.ndarray):
    """An array that has not been written yet."""


def refuse(*_: object) -> bool:
    raise AssertionError("read, but never written")


class Unset:
    """The value of what has not been written."""

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __index__ = refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __or__ = __ror__ = __rshift__ = __hash__ = refuse


UNSET = Unset()


def plain_book(arrays: dict[str, np.ndarray], numbers: dict[str, int]) -> list[SimpleNamespace]:
    """Return a book of lists and of objects."""
    columns = {name: arrays[name].ravel().tolist() for name in COLUMNS}
    records = {name: objects_of(arrays[name]) for name in RECORDS}
    counts = dict.fromkeys(NUMBERS, 0) | {name: len(arrays[of]) for name, of in COUNTS.items()} | numbers
    return [SimpleNamespace(arrays=arrays, **columns, **records, **counts)]


def objects_of(records: np.ndarray) -> list[SimpleNamespace]:
    names = records.dtype.names or ()
    if isinstance(records, Empty):
        return [SimpleNamespace(**dict.fromkeys(names, UNSET)) for _ in range(len(records))]
    return [SimpleNamespace(**dict(zip(names, values, strict=True))) for values in records.tolist()]


def play_and_write_back(book: Any) -> None:
    """Simulate, and write what the objects hold into the arrays that they stand for."""
    hall.play(book)
    for name, dtype in RECORDS.items():
        for field in dtype.names or ():
            values = [getattr(record, field) for record in getattr(book[0], name)]
            book[0].arrays[name][field] = [77 if value is UNSET else value for value in values]


def element_of(name: str, book: SimpleNamespace, index: int) -> Any:
    return checked(getattr(book, name), index)


def checked(elements: list[Any], index: int) -> Any:
    assert 0 <= index < len(elements)
    return elements[index]


@pytest.mark.parametrize("customers", [1, 3])
def test_a_log_is_not_changed_by_the_next_run(customers: int) -> None:
    scenario = halls.one_queue(1, per_minute=0, service=halls.item())

    def run(service: float) -> Log:
        stop = HandStop(queue="q", service=service)
        visits = [HandVisit(at=0, stops=[stop]) for _ in range(customers)]
        return simulate(handmade.demand(scenario, visits), halls.always_open(scenario), "compiled")

    first, again = run(1), run(1)
    run(2)
    assert_equal(first, again)
    assert first.columns.busy.tolist() == [customers * MS_PER_MINUTE]


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
    from optimiser.optimisation import optimise

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
