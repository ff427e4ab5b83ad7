"""Enough replications, and no more: simulate until an interval is as narrow as asked."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.domain.scenario_data import Scenario
from sim.engines import DEFAULT_ENGINE, Engine
from sim.experiment.blocks import Experiment, block
from sim.experiment.candidates import Candidates
from sim.experiment.compare import Comparison, comparison
from sim.experiment.estimate import CONFIDENCE, estimate, half_width, mean_estimate
from sim.experiment.replicate import replicate
from sim.experiment.results import Estimate, Runs
from sim.plan.sessions import Plan
from sim.progress import Unwatched, Watch

_ENOUGH, _HOPELESS = 1.0, math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How narrow an interval has to be, and how many replications that may take.

    Attributes
    ----------
    relative : float
        Half of the width is at most this share of the mean …
    floor : float
        … or at most this, in the measure's unit: what is so near to nothing need not be known better.
    start, most : int
        Replications before the first look (at least 2), and at most.
    """

    relative: float = 0.05
    floor: float = 0.0
    start: int = 50
    most: int = 1000
    confidence: float = CONFIDENCE

    def __post_init__(self) -> None:
        if min(self.relative, self.floor) < 0 or self.relative + self.floor <= 0:
            raise ValueError("a precision needs a relative or an absolute half-width above 0")
        if not 2 <= self.start <= self.most:
            raise ValueError("at least 2 replications come before the first look, and at most all")

    def target(self, level: float) -> float:
        """Return the half-width that is narrow enough where a measure is about `level`."""
        return max(self.relative * abs(level), self.floor)

    def excess(self, half: float, target: float) -> float:
        """Return how many times too wide an interval is; 1 or less is enough, infinite if there is none yet."""
        if half == 0:
            return 0.0
        return half / target if target > 0 else math.inf

    def next_count(self, count: int, excess: float) -> int:
        """Return how many replications to have at the next look.

        As many as would do if the variance is what it seems to be, but at most twice as many as there are: an early
        guess of a skewed measure's variance is poor, so that a single leap would often go too far. Every look is a
        chance to stop when the variance only seems small; leaps of this size need few looks (docs/COVERAGE.md has what
        that does to the intervals).
        """
        needed = math.ceil(count * min(excess * excess, 2.0))
        return min(max(count + 1, needed), self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precise:
    """Values by replication, their mean, the half-width asked for, and whether it is that narrow."""

    values: np.ndarray
    estimate: Estimate
    target: float
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreciseRuns:
    """As `Precise`, of a simulated scenario."""

    runs: Runs
    estimate: Estimate
    target: float
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreciseComparison:
    """Runs of all candidates, their comparison, the half-width asked of its pairs, and whether all are that narrow."""

    runs: dict[str, Runs]
    comparison: Comparison
    target: float
    reached: bool


def until_precise(sample: Callable[[range], np.ndarray], precision: Precision, unit: str = "") -> Precise:
    """Sample until the interval of the mean is narrow enough.

    Parameters
    ----------
    sample : callable
        Gives one value per replication for numbers counted from 0 (NaN: none); never asked for the same one twice.
    """
    values = np.empty(0)
    found = mean_estimate(values, unit)

    def look(count: int) -> float:
        nonlocal values, found
        values = np.concatenate([values, sample(range(len(values), count))])
        found = mean_estimate(values, unit, precision.confidence)
        return _excess(found, precision)

    reached = _look_until(look, precision, precision.start)
    return Precise(values=values, estimate=found, target=precision.target(found.mean), reached=reached)


def replicate_until(
    scenario: Scenario,
    plan: Plan | None,
    precision: Precision,
    measure: str,
    *,
    numbers: range | None = None,
    seed: int | None = None,
    days: int | None = None,
    engine: Engine = DEFAULT_ENGINE,
    workers: int | None = None,
    watch: Watch | None = None,
    earlier: Runs | None = None,
) -> PreciseRuns:
    """Simulate a scenario under a plan until one of its measures (pooled percentiles too) is known well enough.

    Parameters
    ----------
    numbers : range, optional
        The replications to draw from, in their order; those of a plain run if none are given.
    earlier : Runs, optional
        The first of these replications, simulated before.
    watch : Watch, optional
        If it stops, the result holds the replications done so far, and the precision is not reached.

    Raises
    ------
    ValueError
        There are fewer numbers than the precision may take, or as for `replicate`.
    """
    there = 0 if earlier is None else len(earlier.provenance.replications)
    numbers = _enough(numbers, Experiment.RUN, precision, there)
    watch = Unwatched() if watch is None else watch
    runs, found = earlier, mean_estimate(np.empty(0), "")

    def look(count: int) -> float:
        nonlocal runs, found
        runs = replicate(
            scenario,
            plan,
            seed=seed,
            replications=numbers[:count],
            days=days,
            engine=engine,
            workers=workers,
            watch=watch,
            earlier=runs,
        )
        found = estimate(runs, measure, precision.confidence)
        return _HOPELESS if watch.stopped() else _excess(found, precision)

    reached = _look_until(look, precision, max(precision.start, there))
    assert runs is not None
    return PreciseRuns(runs=runs, estimate=found, target=precision.target(found.mean), reached=reached)


def compare_until(
    candidates: Candidates, precision: Precision, by: str, *, numbers: range | None = None
) -> PreciseComparison:
    """Simulate candidates until all their differences in one measure are known well enough at once.

    What is narrow enough is a share of the first candidate's level, not of the differences, which may be nothing.

    Raises
    ------
    Stopped
        The watch stopped.
    ValueError
        There are fewer numbers than the precision may take, or as for `comparison`.
    """
    there = max((len(runs.provenance.replications) for runs in candidates.runs.values()), default=0)
    numbers = _enough(numbers, Experiment.COMPARE, precision, there)
    runs: dict[str, Runs] = {}
    found: Comparison | None = None
    target = math.nan

    def look(count: int) -> float:
        nonlocal runs, found, target
        runs = candidates.extend_all(numbers[:count])
        found = comparison(runs, by, precision.confidence)
        target = precision.target(found.levels[found.names[0]].mean)
        if any(math.isnan(pair.mean) for pair in found.pairs.values()):
            return _HOPELESS
        return max(precision.excess(half_width(pair), target) for pair in found.pairs.values())

    reached = _look_until(look, precision, max(precision.start, there))
    assert found is not None
    return PreciseComparison(runs=runs, comparison=found, target=target, reached=reached)


def _look_until(look: Callable[[int], float], precision: Precision, count: int) -> bool:
    """Extend and look until an interval is narrow enough, hope is lost, or there are as many as allowed."""
    while True:
        excess = look(count)
        if math.isnan(excess):
            return False
        if excess <= _ENOUGH or count >= precision.most:
            return excess <= _ENOUGH
        count = precision.next_count(count, excess)


def _excess(found: Estimate, precision: Precision) -> float:
    """Return how many times too wide an interval is; hopeless if not one of the replications has a value."""
    if math.isnan(found.mean):
        return _HOPELESS
    return precision.excess(half_width(found), precision.target(found.mean))


def _enough(numbers: range | None, experiment: Experiment, precision: Precision, there: int) -> range:
    """Return the replications to draw from: those given, or an experiment's own."""
    if numbers is None:
        return block(experiment, max(precision.most, there))
    if len(numbers) < precision.most:
        raise ValueError(f"up to {precision.most} replications need as many numbers, not {len(numbers)}")
    return numbers
