"""Selecting the best of several candidates with a stated probability, dropping the worse on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.blocks import Experiment, block
from sim.experiment.candidates import Candidates
from sim.experiment.estimate import CONFIDENCE, mean_estimate
from sim.experiment.results import Estimate
from sim.measures.registry import MEASURES

Sample = Callable[[str, range], np.ndarray]
"""One value per replication (NaN: none) of a candidate; the same number means the same demand for all."""
START, STEP, MOST = 50, 10, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Who was selected, on what evidence.

    Attributes
    ----------
    indifference : float
        The least difference that matters, in the measure's unit.
    confidence : float
        If the best is better than every other by at least `indifference`, this is at least how probably it is selected.
    best : str or None
        Who was selected; None if several were left when the replications were used up.
    survivors : tuple of str
        Who was left, the best mean first.
    eliminated : dict of str to int
        After how many replications each other was dropped.
    replications : dict of str to int
        How many each has.
    enough : int or None
        After so many replications one at most is left, by the variances that the first replications show; None if these
        have no values.
    differences : dict of str to Estimate
        Every other less the leader, on the replications that both have; 95 % intervals unless `confidence` is another,
        all at once (Bonferroni), which hold approximately since the data themselves said when to stop.
    """

    indifference: float
    confidence: float
    best: str | None
    survivors: tuple[str, ...]
    eliminated: dict[str, int]
    replications: dict[str, int]
    enough: int | None
    differences: dict[str, Estimate]

    @property
    def leader(self) -> str:
        """Return who has the best mean of those left."""
        return self.survivors[0]

    @property
    def close(self) -> tuple[str, ...]:
        """Return the others whose difference from the leader may be nothing.

        The leader is then best or within `indifference` of the best, and no more is said.
        """
        return tuple(name for name, one in self.differences.items() if _may_be_nothing(one))


def select_best(
    sample: Sample,
    names: Sequence[str],
    *,
    indifference: float,
    lower_is_better: bool,
    confidence: float = CONFIDENCE,
    start: int = START,
    step: int = STEP,
    numbers: range = block(Experiment.SELECT, MOST),
    unit: str = "",
) -> Selection:
    """Select the candidate with the best mean by the fully sequential procedure of Kim and Nelson (2001).

    Parameters
    ----------
    sample : callable
        Asked for the next numbers of each candidate that is left; never twice for the same.
    start, step : int
        Replications before the first look, and between looks.
    numbers : range
        The replications to draw from, and so the most that are used.

    Raises
    ------
    ValueError
        There are fewer than two candidates, two of one name, no positive indifference, or too few numbers.

    Notes
    -----
    The first n replications give the variance S² of each difference. Then i is dropped after r replications when its
    mean is worse than that of some l by more than

        (δ / 2r) (h² S² / δ² - r) if positive, h² = (n - 1) ((2α / (k - 1))^(-2 / (n - 1)) - 1),

    that is their constant with c = 1; at r ≥ h² S² / δ² nothing is left of it. On normal data the probability holds
    with common demand and unequal variances. To look every `step` replications rather than after each keeps it: of a
    process that drifts the right way out of a symmetric region, no more paths leave on the wrong side if they are seen
    at fixed instants only (Jennison, Johnstone and Turnbull 1982). On the skewed means of days it is measured:
    docs/COVERAGE.md. If others lie within `indifference` of the best, the one selected should be the best or one of
    these; that is measured too, not proved.
    """
    _check(names, indifference, confidence, start, step, numbers)
    race = _Race(sample, names, numbers, better=1.0 if lower_is_better else -1.0)
    race.extend(start)
    bounds = _Bounds.of(race.signed(names), indifference, confidence)
    while True:
        race.drop(bounds)
        if len(race.left) == 1 or race.count == len(numbers) or not bounds.known:
            break
        race.extend(min(race.count + step, len(numbers)))
    return race.selection(bounds, indifference, confidence, unit)


def select_candidate(
    candidates: Candidates,
    by: str,
    *,
    indifference: float,
    confidence: float = CONFIDENCE,
    start: int = START,
    step: int = STEP,
    numbers: range = block(Experiment.SELECT, MOST),
) -> Selection:
    """Select the best of simulated candidates by a measure; `candidates.runs` keeps the replications of each.

    Raises
    ------
    Stopped
        The watch stopped.
    ValueError
        As for `select_best`; the measure has no better side, or is a percentile of all replications together, which no
        single one has a value of.
    """
    measure = MEASURES[by]
    if measure.lower_is_better is None or measure.quantile is not None:
        raise ValueError(f"{by} has no values by replication of which more or less is better")

    def sample(name: str, wanted: range) -> np.ndarray:
        runs = candidates.extend(name, numbers[: numbers.index(wanted[-1]) + 1])
        values: np.ndarray = runs.values[by][-len(wanted) :]
        return values

    return select_best(
        sample,
        candidates.names,
        indifference=indifference,
        lower_is_better=measure.lower_is_better,
        confidence=confidence,
        start=start,
        step=step,
        numbers=numbers,
        unit=measure.unit,
    )


def _check(names: Sequence[str], indifference: float, confidence: float, start: int, step: int, numbers: range) -> None:
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError("at least two candidates are needed, each with a name of its own")
    if indifference <= 0 or not 0 < confidence < 1:
        raise ValueError("the least difference that matters is above 0, a confidence between 0 and 1")
    if not 2 <= start <= len(numbers) or step < 1:
        raise ValueError(f"{start} replications before the first look do not fit into {len(numbers)}")


def _may_be_nothing(one: Estimate) -> bool:
    return one.low is None or one.high is None or one.low <= 0 <= one.high


@dataclass(frozen=True, slots=True)
class _Bounds:
    """How much worse a candidate's sum may be than another's, h² S² / 2δ, less δ / 2 for each replication."""

    reach: np.ndarray
    """h² S² / δ², for each two candidates: the replications after which nothing is allowed."""
    indifference: float

    @property
    def known(self) -> bool:
        """Whether the first replications had values at all."""
        return bool(np.isfinite(self.reach).all())

    @classmethod
    def of(cls, values: np.ndarray, indifference: float, confidence: float) -> _Bounds:
        """Take the variances from the first replications, of shape (candidates, replications)."""
        values = values[:, ~np.isnan(values).any(axis=0)]
        candidates, count = values.shape
        if count < 2:
            return cls(np.full((candidates, candidates), np.inf), indifference)
        chance = 2 * (1 - confidence) / (candidates - 1)
        h2 = (count - 1) * (chance ** (-2 / (count - 1)) - 1)
        apart = (values[:, None, :] - values[None, :, :]).var(axis=2, ddof=1)
        return cls(h2 * apart / indifference**2, indifference)

    def allowed(self, at: np.ndarray, count: int) -> np.ndarray:
        """Return by how much the mean of each of those left may be worse than that of each other."""
        ahead: np.ndarray = np.maximum(self.reach[np.ix_(at, at)] - count, 0)
        return self.indifference / (2 * count) * ahead


class _Race:
    """Candidates with their values so far; those that are left have all the same number."""

    def __init__(self, sample: Sample, names: Sequence[str], numbers: range, *, better: float) -> None:
        self._sample, self._numbers, self._better = sample, numbers, better
        self._order = {name: n for n, name in enumerate(names)}
        self.values = {name: np.empty(0) for name in names}
        self.left = list(names)
        self.eliminated: dict[str, int] = {}
        self.count = 0

    def extend(self, count: int) -> None:
        """Sample the next replications of those left."""
        for name in self.left:
            new = self._sample(name, self._numbers[self.count : count])
            self.values[name] = np.concatenate([self.values[name], new])
        self.count = count

    def signed(self, names: Sequence[str]) -> np.ndarray:
        """Return values of which less is better, of shape (names, replications)."""
        return self._better * np.stack([self.values[name] for name in names])

    def drop(self, bounds: _Bounds) -> None:
        """Drop who is too much worse than someone; all but the best once nothing is allowed."""
        values = self.signed(self.left)
        values = values[:, ~np.isnan(values).any(axis=0)]  # a replication counts for all or for none
        if not values.shape[1]:
            return
        means = values.mean(axis=1)
        allowed = bounds.allowed(np.array([self._order[name] for name in self.left]), values.shape[1])
        staying = ~(means[:, None] - means[None, :] > allowed).any(axis=1)
        if not allowed.any():
            staying = np.arange(len(means)) == means.argmin()
        self.eliminated |= {name: self.count for name, stays in zip(self.left, staying, strict=True) if not stays}
        kept = sorted(np.flatnonzero(staying), key=lambda n: means[n])
        self.left = [self.left[n] for n in kept]

    def selection(self, bounds: _Bounds, indifference: float, confidence: float, unit: str) -> Selection:
        """Return the verdict."""
        leader = self.left[0]
        each = 1 - (1 - confidence) / (len(self.values) - 1)
        return Selection(
            indifference=indifference,
            confidence=confidence,
            best=leader if len(self.left) == 1 else None,
            survivors=tuple(self.left),
            eliminated=self.eliminated,
            replications={name: len(values) for name, values in self.values.items()},
            enough=int(np.ceil(bounds.reach.max())) if bounds.known else None,
            differences={
                name: mean_estimate(values - self.values[leader][: len(values)], unit, each)
                for name, values in self.values.items()
                if name != leader
            },
        )
