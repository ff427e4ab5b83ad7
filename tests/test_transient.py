"""A queue over a day that begins empty: against a larger chain, two customers, the long run, and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from benchmarks.known_queue import KnownQueue
from sim.experiment import replicate
from sim.formulas import mmc, mmc_wait_exceeds
from sim.measures.customers import percentile
from sim.streams import generator
from sim.transient import daily_mean_wait, mean_virtual_wait, time_by_number, virtual_wait_exceeds


def by_both_numbers(rate: float, service_rate: float, servers: int, day: float, most: int) -> float:
    """E[ΣW / N | N > 0] by the chain of (customers so far, customers present), integrated over the day."""
    so_far, present = np.meshgrid(np.arange(most + 1), np.arange(most + 1), indexing="ij")
    leaving = np.minimum(present, servers) * service_rate
    wait = np.maximum(present - servers + 1, 0) / (servers * service_rate)

    def flow(time: float, state: np.ndarray) -> np.ndarray:
        chance = state[:-1].reshape(most + 1, most + 1)
        change = -(rate + leaving) * chance
        change[1:, 1:] += rate * chance[:-1, :-1]
        change[:, :-1] += leaving[:, 1:] * chance[:, 1:]
        to_come = rate * (day - time)
        later = np.exp(-to_come) * np.cumprod(np.r_[1.0, to_come / np.arange(1, most + 1)])
        share = np.array([(later / (k + 1 + np.arange(most + 1))).sum() for k in range(most + 1)])
        gained = rate * (chance * wait * share[so_far]).sum()
        return np.asarray(np.r_[change.ravel(), gained])

    start = np.zeros((most + 1) ** 2 + 1)
    start[0] = 1.0
    found = solve_ivp(flow, (0, day), start, rtol=1e-9, atol=1e-13, method="DOP853")
    return float(found.y[-1, -1]) / -math.expm1(-rate * day)


@pytest.mark.parametrize(("rate", "service_rate", "servers"), [(0.4, 0.5, 1), (0.6, 0.25, 2)])
def test_the_daily_mean_is_that_of_the_chain_of_both_numbers(rate: float, service_rate: float, servers: int) -> None:
    day = 8.0
    expected = by_both_numbers(rate, service_rate, servers, day, most=26)
    assert daily_mean_wait(rate, service_rate, servers, day) == pytest.approx(expected, rel=1e-6)


def test_with_two_customers_at_most_only_the_second_waits() -> None:
    rate, service_rate, day = 1e-5, 0.25, 100.0

    def waits(gap: float) -> float:  # the gap between two uniform instants; the rest of an exponential service
        return 2 * (day - gap) / day**2 * math.exp(-service_rate * gap) / service_rate

    expected = quad(waits, 0, day)[0] / 2
    chance = (rate * day) ** 2 / 2 * math.exp(-rate * day) / -math.expm1(-rate * day)
    assert daily_mean_wait(rate, service_rate, 1, day) == pytest.approx(chance * expected, rel=2e-3)


def test_a_long_day_is_the_steady_state() -> None:
    steady = mmc(0.6, 0.25, 3)
    assert time_by_number(0.6, 0.25, 3, 4000).sum() == pytest.approx(1)
    assert mean_virtual_wait(0.6, 0.25, 3, 4000) == pytest.approx(steady.mean_wait, rel=0.02)
    expected = mmc_wait_exceeds(0.6, 0.25, 3, 4.0)
    assert virtual_wait_exceeds(0.6, 0.25, 3, 4000, 4.0) == pytest.approx(expected, rel=0.02)


def test_the_day_may_have_more_work_than_can_be_done() -> None:
    day, growth = 1000.0, 2.0 - 1.0  # customers a minute more than leave; so the line grows as a fluid
    assert mean_virtual_wait(2.0, 1.0, 1, day) == pytest.approx(growth * day / 2, rel=0.01)


def test_the_recursion_of_lindley_agrees() -> None:
    rate, mean, day, count = 0.25, 4.0, 120.0, 20_000
    draws = generator(1, "lindley")
    customers = draws.poisson(rate * day, count)
    most = int(customers.max())
    there = np.arange(most) < customers[:, None]
    arrives = np.sort(np.where(there, draws.random((count, most)), 1.0), axis=1) * day
    service = draws.exponential(mean, (count, most))
    wait, total = np.zeros(count), np.zeros(count)
    for n in range(1, most):
        wait = np.maximum(wait + service[:, n - 1] - (arrives[:, n] - arrives[:, n - 1]), 0)
        total += np.where(there[:, n], wait, 0)
    means = total[customers > 0] / customers[customers > 0]
    error = means.std(ddof=1) / math.sqrt(len(means))
    assert abs(means.mean() - daily_mean_wait(rate, 1 / mean, 1, day)) < 4 * error


@pytest.mark.parametrize("windows", [1, 3])
def test_the_hall_has_the_same_queue(windows: int) -> None:
    queue = KnownQueue(windows=windows, service_minutes=4.0 * windows)
    batches = [queue.days(n, 200) for n in range(25)]
    means = np.concatenate([batch.means() for batch in batches])
    assert abs(means.mean() - queue.truth()) < 4 * means.std(ddof=1) / math.sqrt(len(means))
    waits = sum(batch.histograms().sum(axis=0) for batch in batches)
    assert percentile(np.asarray(waits), 0.9) == pytest.approx(queue.p90(), rel=0.05)


def test_a_day_of_many_is_that_of_a_replication_of_one() -> None:
    queue = KnownQueue()
    runs = replicate(queue.scenario(), queue.plan(), seed=1, replications=[3, 4])
    firsts = [queue.days(n, 5).means()[0] for n in (3, 4)]
    assert runs.values["wait_minutes"].tolist() == firsts
    assert (runs.waits == np.stack([queue.days(n, 5).histograms()[0] for n in (3, 4)])).all()


def test_a_queue_is_slowed_until_its_mean_is_as_asked() -> None:
    assert KnownQueue(windows=4).at(20.0).truth() == pytest.approx(20.0, abs=1e-6)
