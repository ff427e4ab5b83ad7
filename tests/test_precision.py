"""The stopping rule: never a number twice, no more than needed, and intervals that hold as often as they say."""

from __future__ import annotations

import importlib
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

import halls
from benchmarks.coverage import ASKED, QUEUE, days, everywhere, fixed, hit, stopping
from sim.demand import draw
from sim.domain.scenario_data import Scenario
from sim.experiment import differences, estimates, mean_estimate, replicate
from sim.experiment.blocks import Experiment, block
from sim.experiment.candidates import Candidate, Candidates, Stopped
from sim.experiment.estimate import half_width
from sim.experiment.precision import Precision, compare_until, replicate_until, until_precise
from sim.progress import Unwatched
from sim.streams import generator


class Asked:
    """Gives the values of an array, and notes what it was asked for."""

    def __init__(self, values: np.ndarray) -> None:
        self.values, self.ranges = values, list[range]()

    def __call__(self, numbers: range) -> np.ndarray:
        self.ranges.append(numbers)
        return self.values[numbers.start : numbers.stop]


@pytest.fixture(scope="module")
def hall() -> Scenario:
    return halls.one_queue(1, per_minute=0.2, service=halls.item(mean_minutes=4.0))


def skewed(name: str = "skewed") -> np.ndarray:
    return generator(1, name).exponential(10.0, 5000)


@given(st.floats(0.03, 0.3), st.integers(2, 60))
def test_no_number_is_asked_for_twice_and_none_is_left_out(relative: float, start: int) -> None:
    sample = Asked(skewed())
    found = until_precise(sample, Precision(relative=relative, start=start, most=5000))
    assert sample.ranges[0] == range(start)
    assert [n for numbers in sample.ranges for n in numbers] == list(range(len(found.values)))
    assert (found.values == skewed()[: len(found.values)]).all()


@given(st.floats(0.05, 0.3))
def test_it_stops_at_the_first_look_that_is_narrow_enough(relative: float) -> None:
    sample, values = Asked(skewed()), skewed()
    found = until_precise(sample, Precision(relative=relative, start=20, most=5000), "min")
    looks = [mean_estimate(values[: numbers.stop], "min") for numbers in sample.ranges]
    assert [half_width(look) <= relative * look.mean for look in looks] == [False] * (len(looks) - 1) + [True]
    assert found.reached
    assert found.estimate == looks[-1]
    assert found.target == pytest.approx(relative * found.estimate.mean)


@given(st.integers(2, 900), st.floats(1.001, 50))
def test_it_goes_on_to_what_is_needed_but_at_most_to_twice_as_many(count: int, excess: float) -> None:
    found = Precision(most=1000).next_count(count, excess)
    assert count < found <= min(max(count + 1, math.ceil(count * excess**2)), 2 * count, 1000)
    if count * excess**2 <= min(2 * count, 1000):
        assert found >= count * excess**2


def test_a_floor_is_enough_where_a_mean_is_near_to_nothing() -> None:
    values = generator(1, "near nothing").normal(0.0, 1.0, 5000)
    assert not until_precise(Asked(values), Precision(relative=0.05, most=400)).reached
    found = until_precise(Asked(values), Precision(relative=0.05, floor=0.1, most=1000))
    assert found.reached
    assert half_width(found.estimate) <= found.target == 0.1


def test_what_is_not_reached_is_said() -> None:
    found = until_precise(Asked(skewed()), Precision(relative=0.001, most=70))
    assert (found.reached, len(found.values)) == (False, 70)


def test_what_never_varies_is_known_at_the_first_look() -> None:
    found = until_precise(Asked(np.zeros(100)), Precision())
    assert (found.reached, len(found.values), found.estimate.mean) == (True, 50, 0.0)


def test_replications_without_a_value_do_not_count() -> None:
    values = skewed().copy()
    values[::2] = np.nan
    found = until_precise(Asked(values), Precision(relative=0.2, most=2000), "min")
    assert found.reached
    assert found.estimate == mean_estimate(found.values[1::2], "min")


def test_without_any_value_nothing_more_is_simulated() -> None:
    found = until_precise(Asked(np.full(1000, np.nan)), Precision())
    assert (found.reached, len(found.values)) == (False, 50)


@pytest.mark.parametrize(
    "wrong",
    [{"relative": 0.0}, {"relative": -0.1}, {"floor": -1.0}, {"start": 1}, {"start": 20, "most": 19}],
    ids=str,
)
def test_a_precision_that_asks_for_nothing_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        Precision(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("measure", ["wait_minutes", "wait_p90_minutes"])
def test_a_simulated_run_is_as_if_run_at_once(hall: Scenario, measure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def noted(scenario: Scenario, *, seed: int, replication: int, days: int | None) -> object:
        drawn.append(replication)
        return draw(scenario, seed=seed, replication=replication, days=days)

    monkeypatch.setattr(importlib.import_module("sim.experiment.replicate"), "draw", noted)
    precision = Precision(relative=0.15, start=5, most=100)
    earlier = replicate(hall, seed=3, replications=8, workers=1)
    found = replicate_until(hall, None, precision, measure, seed=3, workers=1, earlier=earlier)
    assert drawn == list(found.runs.provenance.replications) == list(range(len(drawn)))
    assert 8 < len(drawn) <= 100
    at_once = replicate(hall, seed=3, replications=len(drawn))
    assert found.reached
    assert found.estimate == estimates(at_once)[measure]
    assert half_width(found.estimate) <= found.target == 0.15 * found.estimate.mean


def test_a_longer_earlier_run_is_looked_at_first(hall: Scenario) -> None:
    earlier = replicate(hall, replications=12)
    precision = Precision(relative=10.0, start=2, most=5)
    assert replicate_until(hall, None, precision, "wait_minutes", earlier=earlier).runs is earlier


class StopsAtOnce(Unwatched):
    def stopped(self) -> bool:
        return True


def test_who_is_stopped_keeps_what_is_done_and_has_not_reached_it(hall: Scenario) -> None:
    found = replicate_until(hall, None, Precision(relative=10.0), "wait_minutes", workers=1, watch=StopsAtOnce())
    assert not found.reached
    assert 1 <= len(found.runs.provenance.replications) < 50


def pair(hall: Scenario, **options: object) -> Candidates:
    plans = (None, halls.always_open(hall, factor=0.9))
    named = [Candidate(name=n, scenario=hall, plan=plan) for n, plan in zip("ab", plans, strict=True)]
    return Candidates(named, **options)  # type: ignore[arg-type]


def test_candidates_go_on_together_until_their_difference_is_known(hall: Scenario) -> None:
    precision = Precision(relative=0.1, start=5, most=200)
    found = compare_until(pair(hall), precision, "wait_minutes")
    both = {runs.provenance.replications for runs in found.runs.values()}
    (numbers,) = both
    assert numbers == tuple(block(Experiment.COMPARE, len(numbers)))
    assert found.reached
    difference = found.comparison.difference("a", "b")
    assert difference == differences(found.runs["a"], found.runs["b"])["wait_minutes"]
    assert half_width(difference) <= found.target == 0.1 * found.comparison.levels["a"].mean


def test_a_comparison_without_values_ends_at_the_first_look(hall: Scenario) -> None:
    found = compare_until(pair(hall), Precision(start=3), "project_days")
    assert not found.reached
    assert len(found.runs["a"].provenance.replications) == 3


def test_a_comparison_that_is_stopped_says_nothing(hall: Scenario) -> None:
    with pytest.raises(Stopped):
        compare_until(pair(hall, watch=StopsAtOnce()), Precision(), "wait_minutes")


def test_candidates_need_names_of_their_own(hall: Scenario) -> None:
    with pytest.raises(ValueError):
        Candidates([Candidate(name="a", scenario=hall)] * 2)
    with pytest.raises(ValueError):
        Candidates([Candidate(name="a", scenario=hall)])


def test_fewer_numbers_than_may_be_needed_are_refused(hall: Scenario) -> None:
    with pytest.raises(ValueError):
        replicate_until(hall, None, Precision(), "wait_minutes", numbers=range(999))


# ---------------------------------------------------------------- how often the intervals hold

LEAST, EXPERIMENTS = 921, 1000
"""Of 1000 intervals of 95 % as many hold, or more, with a probability of 0.9999; and at most 975."""


def test_intervals_of_fifty_skewed_days_hold_the_truth() -> None:
    few = 200
    hits = sum(hit(mean_estimate(days(experiment, range(50)), "min"), QUEUE.truth()) for experiment in range(few))
    assert binom.ppf(1e-4, few, 0.95) <= hits <= binom.isf(1e-4, few, 0.95)


@pytest.mark.slow
def test_a_thousand_intervals_of_fifty_skewed_days_hold_the_truth() -> None:
    assert LEAST <= sum(found[50] for found in everywhere(fixed, list(range(EXPERIMENTS)))) <= 975


@pytest.mark.slow
def test_a_thousand_intervals_that_the_data_ended_hold_the_truth() -> None:
    found = everywhere(stopping, list(range(EXPERIMENTS)))
    hits = {relative: sum(one[relative].hit for one in found) for relative in ASKED}
    assert all(LEAST <= count <= 975 for count in hits.values()), hits
    assert all(one[relative].reached for one in found for relative in ASKED)
