"""Formulas against the known answers, their own limits and each other."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import lognorm

from sim.formulas import (
    Steady,
    birth_death,
    erlang_a,
    erlang_b,
    erlang_c,
    finite_source,
    halfin_whitt,
    load_over_time,
    mg1,
    mmc,
    mmc_wait_exceeds,
    mmck,
    offered_load,
    priority_waits,
    servers_for,
    sinusoidal_load,
    square_root_staffing,
)

EXACT = 1e-9
CASES = {case["id"]: case for case in json.loads((Path(__file__).parent / "known_answers.json").read_text())["cases"]}
Answers = Mapping[str, float]
Params = Mapping[str, Any]

OF_ENGINES = {"mm1_transient", "mtms_M_const", "tie_release_before_seize", "ciw_issue_260"}
"""Cases without a closed form: transients and conventions, on which only an engine can be judged."""


def _named(steady: Steady) -> dict[str, float]:
    return {
        "P_wait": steady.p_wait,
        "Wq": steady.mean_wait,
        "Wq_all": steady.mean_wait,
        "Lq": steady.mean_queue,
        "W": steady.mean_time,
        "L": steady.mean_number,
        "util": steady.utilisation,
        "P_block": steady.p_lost,
        "P_ab": steady.p_lost,
    }


def _mmc(p: Params) -> Answers:
    late = mmc_wait_exceeds(p["lam"], p["mu"], p["c"], 1.0)
    return {**_named(mmc(p["lam"], p["mu"], p["c"])), "P_wait_gt_1": late}


def _loss(p: Params) -> Answers:
    blocked = erlang_b(p["offered"], p["c"])
    return {"P_block": blocked, "L": p["offered"] * (1 - blocked)}


def _mmck(p: Params) -> Answers:
    births, deaths = [p["lam"]] * p["K"], [min(n, p["c"]) * p["mu"] for n in range(1, p["K"] + 1)]
    return {**_named(mmck(p["lam"], p["mu"], p["c"], p["K"])), "P0": float(birth_death(births, deaths)[0])}


def _erlang_a(p: Params) -> Answers:
    return _named(erlang_a(p["lam"], p["mu"], p["c"], p["theta"]))


def _repair(p: Params) -> Answers:
    births = [(p["N"] - n) * p["lam_each"] for n in range(p["N"])]
    empty = birth_death(births, [min(n, p["c"]) * p["mu"] for n in range(1, p["N"] + 1)])[0]
    steady = finite_source(p["N"], p["lam_each"], p["mu"], p["c"])
    return {**_named(steady), "P0": float(empty), "thr": steady.utilisation * p["c"] * p["mu"]}


def _mg1(p: Params) -> Answers:
    return _named(mg1(p["lam"], p["mean_service"], p["cv2"]))


def _priority(p: Params) -> Answers:
    first, second = priority_waits(p["lam"], p["mu"], p["c"])
    overall = np.average([first, second], weights=p["lam"])
    return {"Wq_class1": first, "Wq_class2": second, "Wq_all": float(overall)}


def _tandem(p: Params) -> Answers:
    first, second = (mmc(p["lam"], mu, c) for mu, c in zip(p["mu"], p["c"], strict=True))
    total = first.mean_time + second.mean_time
    return {"Wq1": first.mean_wait, "Wq2": second.mean_wait, "T_total": total}


def _sinusoidal(p: Params) -> Answers:
    def load(time: float) -> float:
        return sinusoidal_load(
            time, mean_rate=p["lbar"], amplitude=p["amp"], frequency=p["gamma"], service_rate=p["mu"]
        )

    return {f"m({time})": load(time) for time in (0.0, 0.25, 0.5, 1.0)}


FORMULA: dict[str, Callable[[Params], Answers]] = {
    "mmc_5_8_1": _mmc,
    "mmc_1_1.25_1": _mmc,
    "mmc_1_1.25_3": _mmc,
    "erlangB_10_15": _loss,
    "mmck_3_4_2_3": _mmck,
    "mtminf_sin": _sinusoidal,
    "erlangA_10_1_9_1": _erlang_a,
    "erlangA_6_1_4_0p25": _erlang_a,
    "repair_8_2": _repair,
    "mg1_md1": _mg1,
    "mg1_mlogn1": _mg1,
    "prio_np_mm3": _priority,
    "tandem": _tandem,
}


def test_every_known_answer_has_a_formula_or_is_left_to_the_engines() -> None:
    assert set(FORMULA) | OF_ENGINES == set(CASES)
    assert not set(FORMULA) & OF_ENGINES


@pytest.mark.parametrize("name", FORMULA)
def test_formulas_give_the_known_answers(name: str) -> None:
    case = CASES[name]
    found = FORMULA[name](case["params"])
    for quantity, expected in case["expected"].items():
        assert found[quantity] == pytest.approx(expected, rel=EXACT, abs=EXACT), quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class _Overload:
    steady: Steady
    load_per_server: float


@pytest.mark.parametrize(
    "queue",
    [
        _Overload(steady=mmc(10.0, 1.0, 10), load_per_server=1.0),
        _Overload(steady=mg1(1.5, 1.0, 0.5), load_per_server=1.5),
        _Overload(steady=erlang_a(12.0, 1.0, 10, 0.0), load_per_server=1.2),
    ],
)
def test_a_queue_that_never_settles_waits_without_bound(queue: _Overload) -> None:
    assert queue.steady.p_wait == 1.0
    assert queue.steady.mean_wait == math.inf
    assert queue.steady.mean_number == math.inf
    assert queue.steady.utilisation == pytest.approx(queue.load_per_server)


def test_under_overload_the_first_class_still_has_a_finite_wait() -> None:
    first, second = priority_waits([1.0, 3.0], 1.0, 3)
    assert first == pytest.approx(1 / 3 / (1 - 1 / 3))
    assert second == math.inf


def test_one_priority_class_is_no_priority() -> None:
    assert priority_waits([2.0], 1.0, 3) == pytest.approx([mmc(2.0, 1.0, 3).mean_wait])


@given(st.floats(0.1, 20), st.integers(1, 30))
def test_the_wait_over_all_classes_is_that_without_priority(load: float, servers: int) -> None:
    # Conservation: with a common service law the order of calling moves waits between classes only.
    rates = [load * share for share in (0.2, 0.3, 0.5)]
    mean = mmc(load, 1.0, servers).mean_wait
    if load < 0.99 * servers:
        waits = priority_waits(rates, 1.0, servers)
        assert np.average(waits, weights=rates) == pytest.approx(mean, rel=1e-7)


@given(st.floats(0.1, 200), st.integers(1, 220), st.floats(0.01, 5))
def test_erlang_a_balances_its_flows(load: float, servers: int, abandon_rate: float) -> None:
    steady = erlang_a(load, 1.0, servers, abandon_rate)
    assert 0 <= steady.p_lost <= steady.p_wait <= 1
    assert load * steady.p_lost == pytest.approx(abandon_rate * steady.mean_queue)  # those who give up
    assert load * (1 - steady.p_lost) == pytest.approx(servers * steady.utilisation)  # those who are served
    assert steady.mean_number == pytest.approx(load * steady.mean_time)  # Little


@pytest.mark.parametrize(("rate", "servers", "abandon_rate"), [(30.0, 34, 0.2), (300.0, 250, 0.01), (5.0, 1, 3.0)])
def test_erlang_a_is_the_birth_death_chain_it_claims_to_be(rate: float, servers: int, abandon_rate: float) -> None:
    states = 20_000
    deaths = [min(n, servers) + max(n - servers, 0) * abandon_rate for n in range(1, states)]
    chance = birth_death([rate] * (states - 1), deaths)
    steady = erlang_a(rate, 1.0, servers, abandon_rate)
    queue = np.maximum(np.arange(states) - servers, 0)
    assert steady.p_wait == pytest.approx(float(chance[servers:].sum()), rel=EXACT)
    assert steady.mean_queue == pytest.approx(float(queue @ chance), rel=EXACT)


def test_erlang_a_survives_a_load_beyond_the_range_of_a_float() -> None:
    steady = erlang_a(2000.0, 1.0, 500, 1e-3)
    assert steady.p_wait == 1.0
    assert steady.p_lost == pytest.approx(0.75)


def test_hardly_anyone_giving_up_is_nearly_erlang_c() -> None:
    assert erlang_a(8.0, 1.0, 10, 1e-9).mean_wait == pytest.approx(mmc(8.0, 1.0, 10).mean_wait, rel=1e-5)


def test_without_arrivals_no_one_waits() -> None:
    assert erlang_a(0.0, 1.0, 3, 0.1).mean_wait == 0
    assert mmc(0.0, 1.0, 3).p_wait == 0


@given(st.floats(0.1, 100), st.integers(1, 150))
def test_erlang_b_and_c_fall_as_servers_are_added(load: float, servers: int) -> None:
    assert erlang_b(load, servers + 1) <= erlang_b(load, servers)  # equal where both underflow
    assert erlang_c(load, servers + 1) <= erlang_c(load, servers)
    assert erlang_b(load, servers) <= erlang_c(load, servers) <= 1


def test_many_places_turn_mmck_into_mmc() -> None:
    many, unlimited = mmck(2.0, 1.0, 3, 400), mmc(2.0, 1.0, 3)
    assert many.p_wait == pytest.approx(unlimited.p_wait, rel=EXACT)
    assert many.mean_wait == pytest.approx(unlimited.mean_wait, rel=EXACT)


def test_as_many_places_as_servers_is_erlang_b_and_no_wait() -> None:
    steady = mmck(10.0, 1.0, 15, 15)
    assert steady.p_lost == pytest.approx(erlang_b(10.0, 15), rel=EXACT)
    assert steady.p_wait == steady.mean_wait == 0


def test_load_over_time_grows_to_the_offered_load() -> None:
    # Thirty an hour for ten hours, a quarter of an hour each: 7.5 busy, once the first quarters are over.
    found = load_over_time([0.0, 10.0, 30.0], [0.0, 10.0], [30.0], mean_service=0.25)
    assert found == pytest.approx([0.0, offered_load(30.0, 0.25), 0.0], abs=1e-12)


def test_load_of_constant_service_counts_the_arrivals_of_the_last_service_time() -> None:
    found = load_over_time([1.0, 2.5, 3.5], [0.0, 1.0, 2.0, 3.0], [10.0, 20.0, 0.0], mean_service=1.5, sigma=0.0)
    assert found == pytest.approx([10.0, 20.0, 0.0])


@pytest.mark.parametrize("sigma", [None, 0.3, 0.8])
def test_load_over_time_is_the_integral_of_eick_massey_and_whitt(sigma: float | None) -> None:
    edges, rates, mean = np.array([8.0, 9.0, 10.5, 13.0]), np.array([40.0, 70.0, 15.0]), 0.4

    def still_served(age: float) -> float:
        if sigma is None:
            return math.exp(-age / mean)
        return float(lognorm.sf(age, sigma, scale=mean * math.exp(-(sigma**2) / 2)))

    for time in (8.2, 9.0, 11.0, 14.0):
        expected = sum(
            rate * quad(still_served, max(time - end, 0), max(time - start, 0), epsabs=1e-12)[0]
            for start, end, rate in zip(edges, edges[1:], rates, strict=False)
        )
        found = load_over_time([time], edges, rates, mean_service=mean, sigma=sigma)
        assert found == pytest.approx([expected], rel=EXACT)


def test_fine_steps_of_a_sine_give_the_sinusoidal_load() -> None:
    edges = np.linspace(-30.0, 1.0, 31_001)
    rates = 30 + 20 * np.sin(5 * (edges[1:] + edges[:-1]) / 2)
    times = [0.0, 0.25, 0.5, 1.0]
    expected = [sinusoidal_load(time, mean_rate=30, amplitude=20, frequency=5, service_rate=1) for time in times]
    assert load_over_time(times, edges, rates, mean_service=1.0) == pytest.approx(expected, rel=1e-5)


def test_square_root_staffing_comes_within_one_of_the_exact_number() -> None:
    for load in (5.0, 20.0, 100.0, 1000.0):
        for p_wait in (0.05, 0.2, 0.5):
            assert abs(square_root_staffing(load, p_wait) - servers_for(load, p_wait)) <= 1


@given(st.floats(0.1, 300), st.floats(0.001, 0.999))
def test_servers_for_is_the_fewest(load: float, p_wait: float) -> None:
    servers = servers_for(load, p_wait)
    assert servers > load
    assert erlang_c(load, servers) <= p_wait
    assert servers - 1 <= load or erlang_c(load, servers - 1) > p_wait


def test_halfin_whitt_at_a_quality_parameter_of_one_half() -> None:
    # φ(½) = 0.352065, Φ(½) = 0.691462: 0.352065 / (0.352065 + 0.345731).
    assert halfin_whitt(0.5) == pytest.approx(0.504538, abs=1e-6)


@pytest.mark.parametrize("p_wait", [0.0, 1.0, -0.1, math.nan])
def test_a_share_outside_its_range_is_refused(p_wait: float) -> None:
    with pytest.raises(ValueError, match="p_wait"):
        square_root_staffing(10.0, p_wait)


def test_servers_for_refuses_a_share_of_nought() -> None:
    with pytest.raises(ValueError, match="must be positive"):
        servers_for(10.0, 0.0)
