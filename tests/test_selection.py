"""Selecting the best: a race by hand, what is sampled and what is not, and how often the best is selected."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, t

import halls
from benchmarks.coverage import everywhere
from benchmarks.selecting import CONFIGURATIONS, Configuration, race
from sim.domain.scenario_data import Scenario
from sim.experiment import replicate
from sim.experiment.blocks import Experiment, block
from sim.experiment.candidates import Candidate, Candidates, Stopped
from sim.experiment.selection import Selection, select_best, select_candidate
from sim.progress import Unwatched
from sim.streams import generator


class Asked:
    """Gives the values of arrays by name, and notes what it was asked for."""

    def __init__(self, values: dict[str, np.ndarray]) -> None:
        self.values = values
        self.numbers: dict[str, list[int]] = {name: [] for name in values}

    def __call__(self, name: str, numbers: range) -> np.ndarray:
        self.numbers[name] += numbers
        return self.values[name][numbers.start : numbers.stop]


def by_hand(step: int = 1, most: int = 60, sign: float = 1.0, indifference: float = 1.0) -> Selection:
    """A less B is 1, −1, 0, of variance 1, and then 4; with three replications first, h² = 2 (0.1⁻¹ − 1) = 18.

    After r replications A may be worse by (18 − r) / 2r. After three that is 2.5, and it is by 0; after four 1.75, and
    it is by 1; after five 1.3, and it is by 1.6.
    """
    b = generator(1, "any values").normal(10, 3, most)
    a = b + sign * np.array([1.0, -1.0, 0.0] + [4.0] * (most - 3))
    sample = Asked({"a": a, "b": b})
    return select_best(
        sample, ["a", "b"], indifference=indifference, lower_is_better=sign > 0, start=3, step=step, numbers=range(most)
    )


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_race_by_hand(sign: float) -> None:
    found = by_hand(sign=sign)
    assert (found.best, found.survivors, found.leader) == ("b", ("b",), "b")
    assert found.eliminated == {"a": 5}
    assert found.replications == {"a": 5, "b": 5}
    assert found.enough == 18


@pytest.mark.parametrize(("step", "at"), [(2, 5), (3, 6), (10, 13)])
def test_a_look_every_few_replications_drops_at_the_next_look(step: int, at: int) -> None:
    assert by_hand(step=step).eliminated == {"a": at}


def test_used_up_replications_leave_several() -> None:
    found = by_hand(most=4)
    assert (found.best, found.survivors, found.eliminated) == (None, ("b", "a"), {})
    assert found.replications == {"a": 4, "b": 4}
    assert found.enough == 18


def test_twice_the_indifference_takes_a_quarter() -> None:
    assert by_hand(indifference=2.0).enough == 5  # 18 / 4, rounded up
    assert by_hand(indifference=0.5).enough == 72


def test_equals_are_selected_when_nothing_more_is_allowed() -> None:
    a = generator(1, "equals").normal(10, 3, 60)
    swing = np.array([1.0, -1.0] + [0.0] * 58)
    found = select_best(
        Asked({"a": a, "b": a - swing}), ["a", "b"], indifference=1.0, lower_is_better=True, start=3, step=1,
        numbers=range(60),
    )  # fmt: skip
    assert found.best is not None
    assert list(found.eliminated.values()) == [18]
    assert found.close == tuple(found.eliminated)  # the best, or within the indifference of it


def test_the_same_candidate_twice_is_one_as_good_as_the_other() -> None:
    a = generator(1, "twins").normal(10, 3, 60)
    found = select_best(Asked({"a": a, "b": a}), ["a", "b"], indifference=0.1, lower_is_better=True, numbers=range(60))
    assert (found.best, found.replications, found.close) == ("a", {"a": 50, "b": 50}, ("b",))


@given(st.integers(0, 50), st.integers(2, 6), st.integers(1, 40), st.floats(0.2, 2))
def test_what_is_dropped_is_sampled_no_more_and_nothing_twice(
    number: int, candidates: int, step: int, indifference: float
) -> None:
    names = [f"c{n}" for n in range(candidates)]
    drawn = generator(number, "race").normal(size=(candidates, 300)) + np.arange(candidates)[:, None] / 2
    sample = Asked(dict(zip(names, drawn, strict=True)))
    found = select_best(
        sample, names, indifference=indifference, lower_is_better=True, start=10, step=step, numbers=range(300)
    )
    assert {name: list(range(count)) for name, count in found.replications.items()} == sample.numbers
    assert {name: found.replications[name] for name in found.eliminated} == found.eliminated
    assert sorted([*found.survivors, *found.eliminated]) == names
    assert (found.best is None) == (len(found.survivors) > 1)
    assert set(found.differences) == set(names) - {found.leader}
    longest = max(found.replications.values())
    assert all(found.replications[name] == longest for name in found.survivors)


def test_the_verdict_has_simultaneous_intervals_on_common_replications() -> None:
    found = by_hand(step=3)
    apart = np.array([1.0, -1.0, 0.0, 4.0, 4.0, 4.0])
    half = t.ppf(0.975, 5) * apart.std(ddof=1) / np.sqrt(6)
    difference = found.differences["a"]
    assert (difference.mean, difference.low, difference.high) == pytest.approx((2.0, 2.0 - half, 2.0 + half))
    assert found.close == ("a",)  # 2 less 2.5


def test_a_replication_without_a_value_for_one_counts_for_none() -> None:
    whole = {name: generator(1, name).normal(n, 1, 200) for n, name in enumerate("abc")}
    holes = {name: np.insert(values, [0, 7, 40], np.nan) for name, values in whole.items()}
    holes["a"][[0, 8]] = 99.0
    holes["b"][[8, 42]] = -99.0
    options = {"names": list("abc"), "indifference": 0.3, "lower_is_better": True, "step": 1}
    plain = select_best(Asked(whole), start=20, numbers=range(200), **options)  # type: ignore[arg-type]
    found = select_best(Asked(holes), start=22, numbers=range(203), **options)  # type: ignore[arg-type]
    assert (found.best, found.enough) == (plain.best, plain.enough)


def test_without_any_value_nothing_more_is_simulated() -> None:
    sample = Asked({name: np.full(1000, np.nan) for name in "ab"})
    found = select_best(sample, ["a", "b"], indifference=1.0, lower_is_better=True, numbers=range(1000))
    assert (found.best, found.survivors, found.enough) == (None, ("a", "b"), None)
    assert found.replications == {"a": 50, "b": 50}


@pytest.mark.parametrize(
    "wrong",
    [{"names": ["a"]}, {"names": ["a", "a"]}, {"indifference": 0.0}, {"confidence": 1.0}, {"start": 1}, {"step": 0},
     {"numbers": range(10)}],
    ids=str,
)  # fmt: skip
def test_races_that_mean_nothing_are_refused(wrong: dict[str, object]) -> None:
    sample = Asked({"a": np.zeros(100), "b": np.ones(100)})
    given = {"names": ["a", "b"], "indifference": 1.0, "numbers": range(100)} | wrong
    with pytest.raises(ValueError):
        select_best(sample, lower_is_better=True, **given)  # type: ignore[arg-type]


# ---------------------------------------------------------------- halls


@pytest.fixture(scope="module")
def hall() -> Scenario:
    return halls.one_queue(1, per_minute=0.2, service=halls.item(mean_minutes=4.0))


def paces(hall: Scenario, **options: object) -> Candidates:
    plans = {f"{factor:.0%}": halls.always_open(hall, factor=factor) for factor in (1.0, 0.7, 0.9)}
    return Candidates(
        [Candidate(name=name, scenario=hall, plan=plan) for name, plan in plans.items()],
        **options,  # type: ignore[arg-type]
    )


def test_the_fastest_officer_is_selected_on_replications_of_its_own_block(hall: Scenario) -> None:
    candidates = paces(hall, seed=4)
    found = select_candidate(candidates, "wait_minutes", indifference=1.0, start=10)
    assert found.best == "70%"
    for name, count in found.replications.items():
        assert candidates.runs[name].provenance.replications == tuple(block(Experiment.SELECT, count))
    slowest = halls.always_open(hall, factor=1.0)
    at_once = replicate(hall, slowest, seed=4, replications=block(Experiment.SELECT, found.replications["100%"]))
    assert (candidates.runs["100%"].values["wait_minutes"] == at_once.values["wait_minutes"]).all()


def test_more_is_better_where_it_is(hall: Scenario) -> None:
    found = select_candidate(paces(hall), "within_target_share", indifference=0.05, start=10)
    assert found.best == "70%"


@pytest.mark.parametrize("measure", ["wait_p90_minutes", "tickets"])
def test_measures_without_values_or_a_better_side_are_refused(hall: Scenario, measure: str) -> None:
    with pytest.raises(ValueError):
        select_candidate(paces(hall), measure, indifference=1.0)


class StopsAtOnce(Unwatched):
    def stopped(self) -> bool:
        return True


def test_who_is_stopped_selects_nothing(hall: Scenario) -> None:
    with pytest.raises(Stopped):
        select_candidate(paces(hall, watch=StopsAtOnce()), "wait_minutes", indifference=1.0)


# ---------------------------------------------------------------- how often the best is selected


def named(configuration: Configuration) -> str:
    return f"{configuration.words}, {configuration.candidates}"


@pytest.mark.parametrize("configuration", [c for c in CONFIGURATIONS if c.values.__name__ == "normal"], ids=named)
def test_the_best_is_selected_in_the_least_favourable_case(configuration: Configuration) -> None:
    races = 60
    assert sum(race((configuration, number)).right for number in range(races)) >= binom.ppf(1e-4, races, 0.95)


@pytest.mark.slow
@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=named)
def test_the_best_is_selected_in_five_hundred_races(configuration: Configuration) -> None:
    found = everywhere(race, [(configuration, number) for number in range(500)])
    assert sum(one.right for one in found) >= 459
