"""Drawing: every column as a plain reading of the rules makes it; and what must not matter to it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from scipy.special import gamma, ndtri
from scipy.stats import chisquare, kstest

import halls
import random_halls
import sim.scenario
import sim.streams
from plain_cases import assert_cases_plainly_right
from plain_drawing import NEUTRAL, assert_plainly_right
from sim.demand import Demand, arrivals, cases, draw, tickets, visits
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER
from sim.domain.casework import Step
from sim.domain.policy import ArrivalSettings, CustomerSettings, HelperSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import Distribution, ItemKind, StepKind
from sim.plan.sessions import Plan
from sim.streams import Purpose as StreamPurpose
from sim.streams import Streams

SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
HALLS = random_halls.halls_and_plans()
TABLES = ("visits", "stops", "tickets", "cases", "projects")


def columns(demand: Demand) -> dict[str, np.ndarray]:
    """All columns of a demand, by table and name."""
    made = {f"{t}.{f.name}": getattr(getattr(demand, t), f.name) for t in TABLES for f in fields(getattr(demand, t))}
    return made | {"no_shows": demand.no_shows}


def assert_same(one: Demand, other: Demand) -> None:
    for (name, a), b in zip(columns(one).items(), columns(other).values(), strict=True):
        assert np.array_equal(a, b), name
    assert one.ill == other.ill


@SOME
@given(HALLS)
def test_small_halls_are_drawn_as_the_rules_say(hall: tuple[Scenario, Plan, int]) -> None:
    scenario, _, seed = hall
    assert_plainly_right(scenario, seed)
    assert_cases_plainly_right(scenario, seed)


@FEW
@given(random_halls.cases())
def test_random_halls_are_such_as_may_be_read(case: random_halls.Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sim.scenario.save(case.scenario, Path(folder) / "hall")
        assert sim.scenario.load(Path(folder) / "hall").steps == tuple(sorted(case.scenario.steps, key=lambda s: s.id))


def test_the_hall_of_every_table_is_drawn_as_the_rules_say(small_folder: Path) -> None:
    scenario = sim.scenario.load(small_folder)
    assert_plainly_right(scenario, 3)
    assert_cases_plainly_right(scenario, 3)


def test_a_part_of_the_shipped_hall_is_drawn_as_the_rules_say() -> None:
    whole = sim.scenario.load("huaian")
    scenario = replace(
        whole,
        arrivals=whole.arrivals[::9],
        settings=replace(
            whole.settings,
            horizon=replace(whole.settings.horizon, days=4),
            cases=replace(whole.settings.cases, warm_up_days=2, return_to_department=True),
            appointments=replace(whole.settings.appointments, share=0.3),
            customers=replace(whole.settings.customers, wrong_queue_share=0.2),
        ),
    )
    assert_plainly_right(scenario, 3)
    assert_cases_plainly_right(scenario, 3)


@pytest.mark.parametrize("distribution", Distribution)
def test_service_of_every_law_is_drawn_as_the_rules_say(distribution: Distribution) -> None:
    item = halls.item(distribution=distribution, mean_minutes=7.0, sd_minutes=3.0, values=(1.5, 2.25, 30.0))
    assert_plainly_right(halls.one_queue(1, per_minute=1.0, service=item), 3)


def test_who_only_errs_or_asks_is_drawn_as_the_rules_say() -> None:
    """No classes, no appointments, one item to a queue: the first draws of a visit decide nothing."""
    scenario = halls.one_queue(1, per_minute=1.0, service=halls.item())
    arrival, part = halls.all_day(500.0, "q2")
    scenario = replace(
        scenario,
        settings=replace(
            scenario.settings,
            customers=CustomerSettings(wrong_queue_share=0.4),
            helpers=HelperSettings(enabled=True, asked_share=0.3, wrong_queue_factor=0.5),
        ),
        queues=(*scenario.queues, halls.queue("q2")),
        items=(*scenario.items, halls.item("i2", queue="q2")),
        arrivals=(*scenario.arrivals, arrival),
        profiles=(*scenario.profiles, part),
    )
    assert_plainly_right(scenario, 3)


# ---------------------------------------------------------------- what must not matter


def busy_hall() -> Scenario:
    """A hall of two days with some thousands of customers, who come again and again."""
    customers = CustomerSettings(attempts=3, return_after_abandoning=0.5, return_delay_days=1.5)
    scenario = halls.one_queue(1, per_minute=1.5, service=halls.item(mean_minutes=3.0, kind=ItemKind.LICENCE), days=4)
    step = Step(
        id="s", item="i", position=1, kind=StepKind.DESK, name_en="s", name_zh="步", department="d", mean_minutes=9.0,
        sd_minutes=4.0, share=0.7, origin=halls.ORIGIN,
    )  # fmt: skip
    return replace(scenario, settings=replace(scenario.settings, customers=customers), steps=(step,))


@pytest.mark.parametrize("portion", [1, 7, 1_000])
def test_how_many_are_drawn_at_a_time_does_not_matter(portion: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = busy_hall()
    plain = draw(scenario, seed=4)
    for module in (visits, tickets, cases):
        monkeypatch.setattr(module, "PORTION", portion * 40)
    monkeypatch.setattr(arrivals, "_STRETCH", portion)
    assert_same(draw(scenario, seed=4), plain)


def test_arrivals_go_on_where_the_first_draws_do_not_suffice(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = draw(busy_hall(), seed=4)
    monkeypatch.setattr(arrivals, "_DEVIATIONS", -10.0)
    monkeypatch.setattr(arrivals, "_MORE", 1)
    assert_same(draw(busy_hall(), seed=4), plain)


@FEW
@given(HALLS)
def test_numpys_generator_draws_the_same(hall: tuple[Scenario, Plan, int]) -> None:
    scenario, _, seed = hall
    plain = draw(scenario, seed=seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.streams, "AVAILABLE", False)
        assert_same(draw(scenario, seed=seed), plain)


def test_without_numba_the_same_is_drawn(small_folder: Path) -> None:
    program = """
import sys
sys.modules["numba"] = None
import sim.jit, sim.scenario
from sim.demand import draw
assert not sim.jit.AVAILABLE
demand = draw(sim.scenario.load(sys.argv[1]), seed=5, days=2)
for column in (demand.visits.join, demand.stops.queue, demand.tickets.service, demand.cases.step_value):
    print(column.tolist())
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(small_folder)], check=True, capture_output=True, text=True
    )
    demand = draw(sim.scenario.load(small_folder), seed=5, days=2)
    expected = (demand.visits.join, demand.stops.queue, demand.tickets.service, demand.cases.step_value)
    assert done.stdout.splitlines() == [str(column.tolist()) for column in expected]


@FEW
@given(HALLS)
def test_the_order_of_rows_and_what_was_drawn_before_do_not_matter(hall: tuple[Scenario, Plan, int]) -> None:
    scenario, _, seed = hall
    plain = draw(scenario, seed=seed, replication=2)
    draw(scenario, seed=seed, replication=1)
    assert_same(draw(replace(scenario, arrivals=scenario.arrivals[::-1]), seed=seed, replication=2), plain)
    assert_same(draw(scenario, seed=seed, replication=2), plain)


def test_draws_in_threads_do_not_disturb_each_other() -> None:
    scenario = busy_hall()
    alone = [draw(scenario, seed=4, replication=n) for n in range(6)]
    with ThreadPoolExecutor(3) as pool:
        for one, other in zip(alone, pool.map(lambda n: draw(scenario, seed=4, replication=n), range(6)), strict=True):
            assert_same(one, other)


def test_a_longer_horizon_keeps_its_beginning() -> None:
    short, long = draw(busy_hall(), seed=4, days=2), draw(busy_hall(), seed=4, days=4)
    count, stops = len(short.visits.day), len(short.stops.visit)
    assert np.array_equal(long.visits.join[0, :count], short.visits.join[0])
    assert (long.visits.day[count:] >= 2).all()
    for name in NEUTRAL:
        assert np.array_equal(getattr(long.tickets, name)[:stops], getattr(short.tickets, name)[:stops]), name
    again = short.visits.join[1] != NEVER  # who comes again within the shorter horizon does so in the longer one
    assert np.array_equal(long.visits.join[1, :count][again] // MS_PER_DAY, short.visits.join[1][again] // MS_PER_DAY)


def test_columns_are_contiguous_writable_whole_numbers_or_truths() -> None:
    demand = draw(busy_hall(), seed=4)
    for name, column in columns(demand).items():
        assert column.dtype in (np.int64, np.bool_), name
        assert column.flags.c_contiguous, name
        assert column.flags.writeable, name


def test_no_draw_shares_memory_with_another() -> None:
    scenario = busy_hall()
    one, other = (list(columns(draw(scenario, seed=4)).values()) for _ in range(2))
    assert not any(np.shares_memory(a, b) for a in one for b in other)
    for n, column in enumerate(one):
        assert not any(np.shares_memory(column, b) for b in one[n + 1 :])


@pytest.mark.parametrize("function", [np.log1p, np.exp, ndtri])
def test_a_function_of_numpy_gives_the_same_bits_wherever_a_number_stands(function: np.ufunc) -> None:
    drawn = Streams(1, 2).uniforms(StreamPurpose.VISIT, 1, 0, 20_000) - (function is np.log1p)
    whole = function(drawn)
    for begin in range(1, 40):
        assert np.array_equal(function(drawn[begin : 10 * begin]), whole[begin : 10 * begin])
    assert np.array_equal(function(drawn[::3]), whole[::3])
    assert np.array_equal(function(drawn, out=drawn), whole)


# ---------------------------------------------------------------- statistics


def test_arrivals_are_poisson_with_the_profile_of_their_row() -> None:
    scenario = halls.one_queue(1, per_minute=2.0, service=halls.item(), days=40)
    demand = draw(scenario, seed=11)
    counts = np.bincount(demand.visits.day, minlength=40)
    assert abs(counts.mean() - 2_880) < 4 * np.sqrt(2_880 / 40)
    assert 0.4 < counts.var(ddof=1) / 2_880 < 1.9
    times = demand.visits.join[0] % MS_PER_DAY / MS_PER_DAY
    assert kstest(times, "uniform").pvalue > 0.001


def test_day_factors_have_the_variance_of_their_shape() -> None:
    scenario = halls.one_queue(1, per_minute=2.0, service=halls.item(), days=400)
    settings_ = replace(scenario.settings, arrivals=ArrivalSettings(day_shape=10.0, common_share=0.4))
    counts = np.bincount(draw(replace(scenario, settings=settings_), seed=11).visits.day, minlength=400)
    assert abs(counts.mean() / 2_880 - 1) < 4 * np.sqrt(0.1 / 400)
    assert (counts / 2_880).var() == pytest.approx(0.1, rel=0.3)


def test_who_comes_again_does_so_after_a_geometric_delay() -> None:
    scenario = busy_hall()
    customers = CustomerSettings(attempts=2, return_after_abandoning=1.0, return_delay_days=2.0)
    scenario = replace(scenario, settings=replace(scenario.settings, customers=customers))
    demand = draw(scenario, seed=12, days=25)
    first = demand.visits.day < 10  # whose delays of up to 15 days are seen
    again = demand.visits.join[1][first]
    delays = again[again != NEVER] // MS_PER_DAY - demand.visits.day[first][again != NEVER]
    expected = len(delays) * 0.5 ** np.arange(1, 11)
    expected[-1] *= 2
    assert chisquare(np.bincount(delays.clip(max=10), minlength=11)[1:], expected).pvalue > 0.001
    assert np.count_nonzero(again == NEVER) < 10


def test_services_and_patience_have_their_means() -> None:
    law: dict[str, Any] = {"distribution": Distribution.LOGNORMAL, "mean_minutes": 7.0, "sd_minutes": 3.0}
    scenario = halls.one_queue(1, per_minute=2.0, service=halls.item(**law), days=30)
    queues = (replace(scenario.queues[0], patience_mean_minutes=20.0, patience_shape=2.0, silent_share=0.3),)
    columns_ = draw(replace(scenario, queues=queues), seed=13).tickets
    count = len(columns_.service)
    minutes = columns_.service / MS_PER_MINUTE
    assert abs(minutes.mean() - 7) < 4 * 3 / np.sqrt(count)
    assert minutes.std() == pytest.approx(3, rel=0.05)
    sd = 20 * np.sqrt(gamma(2) / gamma(1.5) ** 2 - 1)
    assert abs(columns_.patience.mean() / MS_PER_MINUTE - 20) < 4 * sd / np.sqrt(count)
    assert abs(columns_.silent.mean() - 0.3) < 4 * np.sqrt(0.21 / count)
