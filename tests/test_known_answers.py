"""Queues with known answers, simulated by the engine (known_answers.json: each computed twice, independently).

The truth must lie inside an interval computed from independent replications (days that start empty, with
the beginning of the day left out), and that interval must be narrow: the standard error is at most the
stated part of the truth. Seeds are fixed and nothing is repeated until it passes. Intervals have a level of
99.9 %: with some forty comparisons, intervals of 95 % would miss two of them in a program without fault.

The fast runs state their precision (mostly 1 to 3 %), the slow ones reach 1 %.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import halls
from handmade import HandStop, HandVisit, demand, ms
from judging import agrees
from sim.demand import Demand, draw
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE
from sim.domain.items import ProfilePart, Stop
from sim.domain.policy import CustomerClass, CustomerSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import Distribution
from sim.engine import simulate
from sim.log import Log, Outcome
from sim.measures.customers import TicketView, view
from sim.plan.sessions import Plan, Session

KNOWN = {
    case["id"]: case
    for case in json.loads(Path(__file__).with_name("known_answers.json").read_text(encoding="utf-8"))["cases"]
}
SEED = 20260701
MINUTES_A_DAY = 1440


def fast_and_slow(fast: float, slow_demands: int, slow: float = 0.01) -> pytest.MarkDecorator:
    """Run with one demand at the precision `fast`, and (slow) with several at 1 %."""
    return pytest.mark.parametrize(
        ("demands", "precision"),
        [
            pytest.param(1, fast, id=f"se-{fast:.1%}"),
            pytest.param(slow_demands, slow, id=f"se-{slow:.1%}", marks=pytest.mark.slow),
        ],
    )


class Days:
    """Tickets of many days, each a replication, in mean service times; early and late in the day left out."""

    def __init__(self, logs: Iterator[Log], unit_minutes: float, *, skip: float, queue: int | None = None) -> None:
        parts = [(log, view(log)) for log in logs]
        self.unit = unit_minutes * MS_PER_MINUTE
        self.day, self.wait, self.outcome, self.rank = (
            np.concatenate(list(columns))
            for columns in zip(*(self._kept(n, log, v, skip, queue) for n, (log, v) in enumerate(parts)), strict=True)
        )
        self.count = sum(len(log.demand.days) for log, _ in parts)

    def _kept(
        self, number: int, log: Log, tickets: TicketView, skip: float, queue: int | None
    ) -> tuple[np.ndarray, ...]:
        since = tickets.joined % MS_PER_DAY
        kept = (since > skip * self.unit) & (since < MS_PER_DAY - skip * self.unit / 4)
        if queue is not None:
            kept &= tickets.queue == queue
        day = tickets.joined[kept] // MS_PER_DAY + number * len(log.demand.days)
        return (
            day,
            tickets.wait[kept] / self.unit,
            tickets.outcome[kept],
            log.columns.rank[tickets.rows[kept]],
        )

    def total(self, values: np.ndarray, of: np.ndarray | None = None) -> np.ndarray:
        """Return the totals by day (of some tickets)."""
        chosen = slice(None) if of is None else of
        return np.bincount(self.day[chosen], weights=values[chosen].astype(float), minlength=self.count)

    def mean(self, truth: float, values: np.ndarray, precision: float, of: np.ndarray | None = None) -> None:
        agrees(truth, self.total(values, of), self.total(np.ones(len(values)), of), precision)


def simulated(scenario: Scenario, demands: int, change: Any = None) -> Iterator[Log]:
    plan = halls.always_open(scenario)
    for number in range(demands):
        drawn = draw(scenario, seed=SEED, replication=number)
        yield simulate(drawn if change is None else change(drawn), plan)


def one_queue(
    servers: int, rate: float, per_day: int, days: int, unit: dict[str, Any] | None = None, **queue: Any
) -> tuple[Scenario, float]:
    """Return a hall with one queue whose day holds `per_day` mean service times, and that mean in minutes."""
    mean = MINUTES_A_DAY / per_day
    law = {"distribution": Distribution.EXPONENTIAL} | (unit or {})
    sd = law.pop("cv", 0.0) * mean
    item = halls.item(mean_minutes=mean, sd_minutes=sd, **law)
    return halls.one_queue(servers, per_minute=rate / mean, service=item, days=days, **queue), mean


def limited(limit: int) -> Any:
    """Return a change that lets everyone balk when nobody is idle and `limit` wait: so many places to wait."""

    def change(drawn: Demand) -> Demand:
        limits = np.full_like(drawn.tickets.balk_limit, limit)
        return replace(drawn, tickets=replace(drawn.tickets, balk_limit=limits))

    return change


@pytest.mark.parametrize(
    ("name", "demands", "precision"),
    [
        pytest.param("mmc_5_8_1", 1, 0.025),
        pytest.param("mmc_1_1.25_1", 1, 0.03),
        pytest.param("mmc_1_1.25_3", 1, 0.03),
        pytest.param("mmc_5_8_1", 6, 0.01, marks=pytest.mark.slow),
        pytest.param("mmc_1_1.25_1", 12, 0.01, marks=pytest.mark.slow),
        pytest.param("mmc_1_1.25_3", 12, 0.01, marks=pytest.mark.slow),
    ],
)
def test_exponential_queue(name: str, demands: int, precision: float) -> None:
    params, expected = KNOWN[name]["params"], KNOWN[name]["expected"]
    scenario, mean = one_queue(params["c"], params["lam"] / params["mu"], 12_000, 25)
    days = Days(simulated(scenario, demands), mean, skip=1000)
    days.mean(expected["Wq"] * params["mu"], days.wait, precision)
    days.mean(expected["P_wait"], days.wait > 0, precision)


@pytest.mark.parametrize("law", [Distribution.EXPONENTIAL, Distribution.LOGNORMAL])
@fast_and_slow(0.035, 12)
def test_loss_is_erlang_b_whatever_the_law_of_service(law: Distribution, demands: int, precision: float) -> None:
    case = KNOWN["erlangB_10_15"]
    scenario, mean = one_queue(
        case["params"]["c"], case["params"]["offered"], 500, 25, {"distribution": law, "cv": 0.8}
    )
    days = Days(simulated(scenario, demands, limited(0)), mean, skip=20)
    days.mean(case["expected"]["P_block"], days.outcome == Outcome.BALKED, precision)


@fast_and_slow(0.02, 15)
def test_exponential_queue_with_a_last_place(demands: int, precision: float) -> None:
    case = KNOWN["mmck_3_4_2_3"]
    params, expected = case["params"], case["expected"]
    scenario, mean = one_queue(params["c"], params["lam"] / params["mu"], 7_000, 25)
    days = Days(simulated(scenario, demands, limited(params["K"] - params["c"])), mean, skip=100)
    joined = days.outcome != Outcome.BALKED
    days.mean(expected["P_block"], ~joined, precision)
    days.mean(expected["Wq"] * params["mu"], days.wait, precision, joined)


@pytest.mark.parametrize("name", ["erlangA_10_1_9_1", "erlangA_6_1_4_0p25"])
@fast_and_slow(0.015, 4)
def test_impatient_queue_is_erlang_a(name: str, demands: int, precision: float) -> None:
    params, expected = KNOWN[name]["params"], KNOWN[name]["expected"]
    per_day = 1_000
    scenario, mean = one_queue(
        params["c"],
        params["lam"],
        per_day,
        12,
        patience_mean_minutes=MINUTES_A_DAY / per_day / params["theta"],
    )
    days = Days(simulated(scenario, demands), mean, skip=50)
    days.mean(expected["P_ab"], days.outcome == Outcome.ABANDONED, precision)
    days.mean(expected["Wq_all"], days.wait, precision)
    days.mean(expected["P_wait"], days.wait > 0, precision)


@pytest.mark.parametrize(
    ("name", "law", "cv"), [("mg1_md1", Distribution.FIXED, 0.0), ("mg1_mlogn1", Distribution.LOGNORMAL, 0.8)]
)
@fast_and_slow(0.03, 8)
def test_one_server_is_pollaczek_khinchine(
    name: str, law: Distribution, cv: float, demands: int, precision: float
) -> None:
    params, expected = KNOWN[name]["params"], KNOWN[name]["expected"]
    scenario, mean = one_queue(1, params["lam"], 10_000, 25, {"distribution": law, "cv": cv})
    days = Days(simulated(scenario, demands), mean, skip=1000)
    days.mean(expected["Wq"], days.wait, precision)


@fast_and_slow(0.025, 7)
def test_two_classes_are_served_by_cobhams_formula(demands: int, precision: float) -> None:
    case = KNOWN["prio_np_mm3"]
    first, second = case["params"]["lam"]
    scenario, mean = one_queue(case["params"]["c"], first + second, 4_000, 25)
    classes = CustomerSettings(
        classes=(CustomerClass(name_en="first", name_zh="先", share=first / (first + second), rank=1),)
    )
    scenario = replace(scenario, settings=replace(scenario.settings, customers=classes))
    days = Days(simulated(scenario, demands), mean, skip=200)
    days.mean(case["expected"]["Wq_class1"], days.wait, precision, days.rank == 1)
    days.mean(case["expected"]["Wq_class2"], days.wait, precision, days.rank == 5)


@fast_and_slow(0.025, 8)
def test_tandem_is_burkes_theorem(demands: int, precision: float) -> None:
    case = KNOWN["tandem"]
    (mu_1, mu_2), (one, two) = case["params"]["mu"], case["params"]["c"]
    unit = 0.1  # minutes
    arrival, part = halls.all_day(case["params"]["lam"] / unit * MINUTES_A_DAY)
    days_in_all = 6
    scenario = Scenario(
        settings=halls.settings(days_in_all), zones=(halls.zone(),), departments=(halls.department(),),
        queues=(halls.queue("q"), halls.queue("q2")),
        windows=tuple(halls.window(n + 1, ("q",) if n < one else ("q2",)) for n in range(one + two)),
        items=(
            halls.item("i", mean_minutes=unit / mu_1),
            halls.item("j", queue="q2", weight=None, mean_minutes=unit / mu_2),
        ),
        stops=(Stop(id="s", item="i", position=1, to_item="j", share=1, origin=halls.ORIGIN),),
        arrivals=(arrival,), profiles=(part,),
    )  # fmt: skip
    logs = list(simulated(scenario, demands))
    for queue, wait in ((0, case["expected"]["Wq1"]), (1, case["expected"]["Wq2"])):
        days = Days(iter(logs), unit, skip=500, queue=queue)
        days.mean(wait, days.wait, precision)


def _count(holds: np.ndarray) -> float:
    return float(np.count_nonzero(holds))


def in_system(log: Log, instant: float, spacing: int = MS_PER_DAY) -> np.ndarray:
    """Return by day how many customers are in the hall so long after midnight."""
    tickets = view(log)
    since, until = (
        tickets.joined % spacing,
        log.columns.ended[tickets.rows] - tickets.joined // spacing * spacing,
    )
    there = (since <= instant) & (until > instant)
    return np.bincount(tickets.joined[there] // spacing, minlength=len(log.demand.days))


@fast_and_slow(0.04, 14)
def test_a_queue_fills_from_empty_as_the_differential_equations_say(demands: int, precision: float) -> None:
    case = KNOWN["mm1_transient"]
    arrival, part = halls.all_day(case["params"]["lam"] * 120, start=0, end=120)  # the unit is a minute
    scenario = replace(
        halls.one_queue(1, per_minute=1, service=halls.item(mean_minutes=1.0), days=1500),
        arrivals=(arrival,),
        profiles=(part,),
    )
    logs = list(simulated(scenario, demands))
    for time in (1, 5, 20, 100):
        numbers = np.concatenate([in_system(log, time * MS_PER_MINUTE) for log in logs]).astype(float)
        agrees(case["expected"][f"L({time})"], numbers, np.ones_like(numbers), precision)


@fast_and_slow(0.04, 20)
def test_a_varying_load_with_impatient_customers_follows_the_differential_equations(
    demands: int, precision: float
) -> None:
    case = KNOWN["mtms_M_const"]
    params, expected = case["params"], case["expected"]
    unit = 120  # minutes, so that a day holds t = 0 … 12 and a quarter of an hour an eighth of the unit
    edges = np.arange(97) / 8
    customers = np.diff(30 * edges - 6 * np.cos(edges))
    parts = tuple(
        ProfilePart(
            id=f"p{n}", profile="p-q", from_time=n * 15, to_time=n * 15 + 15, weight=weight, origin=halls.ORIGIN
        )
        for n, weight in enumerate(customers.tolist())
    )  # fmt: skip
    arrival, _ = halls.all_day(customers.sum())
    scenario = replace(
        halls.one_queue(
            params["s"], per_minute=1, service=halls.item(mean_minutes=float(unit)), days=600,
            patience_mean_minutes=unit / params["theta"],
        ),
        arrivals=(arrival,), profiles=parts,
    )  # fmt: skip
    # services run on past midnight and would keep officers from the next day: each day by itself
    scenario = replace(
        scenario, settings=replace(scenario.settings, horizon=replace(scenario.settings.horizon, days=1))
    )
    found: dict[str, list[float]] = {
        name: []
        for name in (
            "arrivals_total",
            "reneged_total",
            "delayed_total",
            "int_EQ_dt",
            "EQ(2)",
            "EB(2)",
            "EB(6)",
            "EB(12)",
        )
    }
    for log in simulated(scenario, 600 * demands):
        tickets = view(log)
        starts = np.where(tickets.outcome == Outcome.SERVED, tickets.joined + tickets.wait, MS_PER_DAY * 9)
        ends = log.columns.ended[tickets.rows]
        found["arrivals_total"].append(len(tickets.rows))
        found["reneged_total"].append(_count(tickets.outcome == Outcome.ABANDONED))
        found["delayed_total"].append(_count(tickets.wait > 0))
        found["int_EQ_dt"].append(tickets.wait.sum() / (unit * MS_PER_MINUTE))
        for time in (2, 6, 12):
            at = time * unit * MS_PER_MINUTE
            serving = _count((starts <= at) & (ends > at))
            found[f"EB({time})"].append(serving)
            if time == 2:
                found["EQ(2)"].append(_count((tickets.joined <= at) & (tickets.joined + tickets.wait > at)))
    for name, values in found.items():
        agrees(
            expected[name],
            np.array(values, dtype=float),
            np.ones(len(values)),
            precision if name in {"arrivals_total", "delayed_total", "EB(2)", "EB(6)", "EB(12)"} else 3 * precision,
        )


def few(servers: int, close: int, visits: list[HandVisit]) -> Log:
    """Simulate visits at windows open for `close` minutes from midnight; tickets are issued a minute longer."""
    scenario = halls.one_queue(servers, per_minute=0, service=halls.item())
    scenario = replace(scenario, settings=halls.settings(1, close=close + 1))
    plan = Plan.of(
        Session(day=0, window=n + 1, officer=None, department="d", start=0, end=close, queues=("q",))
        for n in range(servers)
    )
    return simulate(demand(scenario, visits), plan)


def test_a_place_given_free_at_a_millisecond_is_free_for_who_arrives_in_it() -> None:
    case = KNOWN["tie_release_before_seize"]
    arrivals = case["params"]["arrivals"]
    log = few(
        1,
        60,
        [HandVisit(at=ms(f"00:{t:02d}"), stops=[HandStop(queue="q", service=1, balk_limit=0)]) for t in arrivals],
    )
    outcomes = log.tickets["outcome"].to_list()
    assert outcomes.count("served") == case["expected"]["served"]
    assert outcomes.count("balked") == case["expected"]["lost"]


def test_events_at_the_very_end_of_the_horizon_belong_to_it() -> None:
    case = KNOWN["ciw_issue_260"]
    end = case["params"]["T"]
    log = few(
        1,
        end,
        [HandVisit(at=ms(f"00:{t:02d}"), stops=[HandStop(queue="q", service=1)]) for t in range(1, end + 1)],
    )
    assert len(log.tickets) == case["expected"]["arrivals_by_T"]
    assert log.tickets["outcome"].to_list().count("served") == case["expected"]["completed_by_T"]
    assert log.columns.ended[log.columns.outcome == Outcome.SERVED].max() == end * MS_PER_MINUTE
