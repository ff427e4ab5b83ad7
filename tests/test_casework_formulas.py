"""Formulas of casework against closed forms, their own limits and each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import poisson

from sim.casework_formulas import bulk_queue, jackson, jackson_flows, poisson_chances
from sim.formulas import mg1, mmc

EXACT = 1e-8


def bailey(mean: float, capacity: int) -> float:
    """Return the mean number before a sitting, Poisson arrivals, by the roots of z to the capacity = exp(mean(z - 1)).

    Bailey (1954); in the form of Janssen and van Leeuwaarden (2005), eq. 11. The roots in the unit disc are found as
    fixed points.
    """
    by_roots = 0.0 + 0.0j
    for root in range(1, capacity):
        z, unit = 0.0 + 0.0j, np.exp(2j * np.pi * root / capacity)
        for _ in range(20_000):
            z = unit * np.exp(mean * (z - 1) / capacity)
        by_roots += 1 / (1 - z)
    return mean / (2 * (capacity - mean)) + mean / 2 - (capacity - 1) / 2 + float(by_roots.real)


def spitzer(mean: float, capacity: int) -> float:
    """Return the mean number left over, as a sum over sums: Spitzer (1956), theorem 4.1."""
    terms = range(1, 3000)
    return math.fsum(
        (
            mean * n * poisson.sf(n * capacity - 1, mean * n)
            - n * capacity * poisson.sf(n * capacity, mean * n)
        ) / n
        for n in terms
    )  # fmt: skip


@pytest.mark.parametrize(("mean", "capacity"), [(0.7, 1), (2.4, 3), (4.0, 5), (11.0, 12)])
def test_a_bulk_queue_is_that_of_bailey_and_of_spitzer(mean: float, capacity: int) -> None:
    found = bulk_queue(poisson_chances(mean), capacity)
    assert found.mean_before == pytest.approx(bailey(mean, capacity), rel=EXACT)
    assert found.mean_left == pytest.approx(spitzer(mean, capacity), rel=EXACT)
    assert found.mean_before == pytest.approx(found.mean_left + mean, rel=EXACT)
    assert found.mean_passed * mean == pytest.approx(found.mean_left, rel=EXACT)  # Little


def test_one_at_a_time_is_a_single_server_with_constant_service() -> None:
    # who comes within a period waits for its end: half of one more than where service begins at once
    found = bulk_queue(poisson_chances(0.8), 1)
    assert found.mean_passed + 0.5 == pytest.approx(mg1(0.8, 1.0, 0.0).mean_wait + 0.5, rel=EXACT)


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=9), st.integers(1, 8))
def test_most_who_are_passed_over_once_are_taken_next(weights: list[float], capacity: int) -> None:
    chances = np.array(weights) / sum(weights)
    assume(float(np.arange(len(chances)) @ chances) < 0.97 * capacity)
    found = bulk_queue(chances, capacity)
    assert 1 - found.p_at_once <= found.mean_passed + EXACT  # P(N >= 1) <= E[N]
    assert (found.mean_passed < EXACT) == (found.p_at_once > 1 - EXACT)


def test_what_never_exceeds_the_capacity_is_all_taken() -> None:
    found = bulk_queue([0.2, 0.5, 0.3], 2)
    assert found.mean_left == pytest.approx(0.0, abs=EXACT)
    assert found.p_at_once == pytest.approx(1.0)
    assert found.mean_before == pytest.approx(1.1)


def test_a_line_that_nobody_joins() -> None:
    found = bulk_queue(poisson_chances(0.0), 3)
    assert found.mean_before == pytest.approx(0.0, abs=EXACT)
    assert (found.mean_passed, found.p_at_once) == (0.0, 1.0)


def test_a_line_that_never_settles_waits_without_bound() -> None:
    assert bulk_queue(poisson_chances(5.0), 5).mean_passed == math.inf


def test_chances_of_poisson_are_those_of_scipy() -> None:
    found = poisson_chances(4.5)
    assert found == pytest.approx(poisson.pmf(np.arange(len(found)), 4.5), abs=1e-15)
    assert found.sum() == pytest.approx(1.0, abs=1e-12)


def test_stations_in_line_are_visited_by_all() -> None:
    assert jackson_flows([2.0, 0.0], [[0.0, 1.0], [0.0, 0.0]]) == pytest.approx([2.0, 2.0])


def test_who_comes_back_half_of_the_time_comes_twice() -> None:
    only = jackson([1.0], [[0.5]], [3.0], [1])[0]
    assert only == mmc(2.0, 3.0, 1)


def test_flows_balance_at_every_station() -> None:
    arrivals, routing = np.array([3.0, 0.0, 1.0]), np.array([[0.1, 0.5, 0.2], [0.0, 0.0, 1.0], [0.3, 0.0, 0.0]])
    flows = jackson_flows([3.0, 0.0, 1.0], routing)
    assert flows == pytest.approx(arrivals + flows @ routing)
    assert float(flows @ (1 - routing.sum(axis=1))) == pytest.approx(arrivals.sum())  # who comes leaves
