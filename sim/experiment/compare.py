"""Several candidates on common demand: which is best by one measure, as far as they can be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.stats import t as student

from sim.experiment.estimate import CONFIDENCE, by_replication, estimate
from sim.experiment.results import Estimate, Runs
from sim.measures.registry import MEASURES, Measure

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """What common demand was worth for two candidates; None where nothing varies or there are fewer than three values.

    Attributes
    ----------
    correlation : float or None
        Between both, over replications.
    variance_ratio : float or None
        (var A + var B) / var(A - B): without common demand, so many times the replications would be needed for as
        narrow an interval of the difference.
    """

    correlation: float | None
    variance_ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Candidates compared in pairs by one measure.

    The intervals of all pairs hold at once with `confidence`, and everything else said here follows from them.

    Attributes
    ----------
    levels : dict of str to Estimate
        Each candidate's own measure; these intervals hold each for itself.
    leader : str
        Who has the best estimate.
    best : str or None
        The leader, if every other is shown to be worse than someone; else None.
    inseparable : tuple of str
        Who may be best as well as the leader: nobody is shown to be better. Empty if the best is told.
    attained : float or None
        The highest confidence with which every pair that includes the leader could be told apart; None for one
        replication.
    regret : float or None
        The leader is best, or worse than the best by at most this.
    pairs : dict of (str, str) to Estimate
        The second less the first, for every pair in the order of `names`.
    pairing : dict of str to Pairing
        Of each candidate but the first, with the first.
    """

    by: str
    names: tuple[str, ...]
    lower_is_better: bool
    confidence: float
    levels: dict[str, Estimate]
    leader: str
    best: str | None
    inseparable: tuple[str, ...]
    attained: float | None
    regret: float | None
    pairs: dict[Pair, Estimate]
    pairing: dict[str, Pairing]

    def difference(self, one: str, other: str) -> Estimate:
        """Return the second less the first; the interval is one of those that hold at once."""
        return _between(self.pairs, one, other)

    @property
    def to_first(self) -> dict[str, Estimate]:
        """Return each candidate but the first, less the first."""
        return {name: self.difference(self.names[0], name) for name in self.names[1:]}


def comparison(runs: Mapping[str, Runs], by: str, confidence: float = CONFIDENCE) -> Comparison:
    """Compare candidates by one measure, in pairs on common demand.

    Replications in which a candidate has no value do not count for any pair.

    Raises
    ------
    ValueError
        There are fewer than two, they are not runs of the same seed, replications and days, or the measure has no
        better side.

    Notes
    -----
    Each of m = k(k - 1)/2 pairs has a paired t-interval of confidence 1 - (1 - c)/m, so that all hold at once with c
    (Bonferroni's inequality; Law and Kelton 2000, section 10.3.2), however the candidates are correlated and however
    much their variances differ. Which one leads, and that all rivals are looked at, needs no further allowance.
    Comparisons with the best only (Hsu 1984) would make do with k - 1 pairs and tell a best a little earlier, but then
    the differences between the others, and those with the first, would not be covered by the same statement.
    For pooled percentiles the pairs are those of the jackknife's pseudo-values.
    """
    measure = _checked(runs, by)
    levels = {name: estimate(r, by, confidence) for name, r in runs.items()}
    values = _paired_values(runs, measure)
    found = {pair: _difference(values, pair, levels, measure) for pair in combinations(runs, 2)}
    share = (1 - confidence) / len(found)
    pairs = {pair: one.interval(1 - share, measure.unit) for pair, one in found.items()}
    leader = _leader(values, levels, measure)
    possible = [name for name in runs if not _beaten(name, runs, pairs, measure)]
    alone = possible == [leader]
    return Comparison(
        by=by,
        names=tuple(runs),
        lower_is_better=measure.lower_is_better is True,
        confidence=confidence,
        levels=levels,
        leader=leader,
        best=leader if alone else None,
        inseparable=tuple(name for name in possible if name != leader),
        attained=_attained(leader, found),
        regret=0.0 if alone else _regret(leader, pairs, measure),
        pairs=pairs,
        pairing={name: pairing(values[next(iter(runs))], values[name]) for name in list(runs)[1:]},
    )


def pairing(one: np.ndarray, other: np.ndarray) -> Pairing:
    """Return what common demand was worth for two candidates, from one value of each per replication."""
    known = ~(np.isnan(one) | np.isnan(other))
    one, other = one[known], other[known]
    if len(one) < 3:
        return Pairing(correlation=None, variance_ratio=None)
    apart, varies = (one - other).var(), min(one.var(), other.var()) > 0
    return Pairing(
        correlation=float(np.corrcoef(one, other)[0, 1]) if varies else None,
        variance_ratio=float((one.var() + other.var()) / apart) if apart > 0 else None,
    )


@dataclass(frozen=True, slots=True)
class _Difference:
    """A mean difference with its standard error, from so many pairs of values."""

    mean: float
    error: float
    count: int

    def interval(self, confidence: float, unit: str) -> Estimate:
        if self.count < 2:
            return Estimate(mean=self.mean, low=None, high=None, unit=unit)
        half = float(student.ppf((1 + confidence) / 2, self.count - 1)) * self.error
        return Estimate(mean=self.mean, low=self.mean - half, high=self.mean + half, unit=unit)

    def chance(self) -> float:
        """Return how likely so large a difference is if there is none (two-sided)."""
        if self.error == 0:
            return float(self.mean == 0)
        return float(2 * student.sf(abs(self.mean) / self.error, self.count - 1))


def _checked(runs: Mapping[str, Runs], by: str) -> Measure:
    of = {(r.provenance.seed, r.provenance.replications, r.provenance.days) for r in runs.values()}
    if len(runs) < 2:
        raise ValueError("a comparison needs at least two candidates")
    if len(of) > 1:
        raise ValueError("a comparison needs the same seed, replications and days for all")
    measure = MEASURES.get(by)
    if measure is None or measure.lower_is_better is None:
        raise ValueError(f"{by} is no measure of which more or less is better")
    return measure


def _paired_values(runs: Mapping[str, Runs], measure: Measure) -> dict[str, np.ndarray]:
    """Return one number per candidate and replication, NaN for all where one of them has none."""
    if measure.quantile is not None and len(next(iter(runs.values())).waits) < 2:
        return {name: np.empty(0) for name in runs}
    values = {name: by_replication(r, measure.name) for name, r in runs.items()}
    unknown = np.isnan(np.stack(list(values.values()))).any(axis=0)
    return {name: np.where(unknown, np.nan, v) for name, v in values.items()}


def _difference(
    values: Mapping[str, np.ndarray], pair: Pair, levels: Mapping[str, Estimate], measure: Measure
) -> _Difference:
    one, other = pair
    apart = values[other] - values[one]
    apart = apart[~np.isnan(apart)]
    error = float(apart.std(ddof=1) / np.sqrt(len(apart))) if len(apart) > 1 else float("nan")
    if measure.quantile is not None:  # the percentile itself rather than the mean of its pseudo-values
        mean = levels[other].mean - levels[one].mean
    else:
        mean = float(apart.mean()) if len(apart) else float("nan")
    return _Difference(mean, error, len(apart))


def _leader(values: Mapping[str, np.ndarray], levels: Mapping[str, Estimate], measure: Measure) -> str:
    """Return who has the best estimate, the first of several; the first of all where nobody has one."""

    def rank(name: str) -> float:
        known = values[name][~np.isnan(values[name])]
        mean = levels[name].mean if measure.quantile is not None or not len(known) else float(known.mean())
        if np.isnan(mean):
            return float("inf")
        return mean if measure.lower_is_better else -mean

    return min(values, key=rank)


def _between(pairs: Mapping[Pair, Estimate], one: str, other: str) -> Estimate:
    """Return the second less the first, whichever of the two stands first in the table."""
    if (one, other) in pairs:
        return pairs[one, other]
    turned = pairs[other, one]
    return Estimate(
        mean=-turned.mean,
        low=None if turned.high is None else -turned.high,
        high=None if turned.low is None else -turned.low,
        unit=turned.unit,
    )


def _worse_by(name: str, than: str, pairs: Mapping[Pair, Estimate], measure: Measure) -> tuple[float, float]:
    """Return by how much a candidate is worse than another, at least and at most."""
    apart = _between(pairs, than, name) if measure.lower_is_better else _between(pairs, name, than)
    if apart.low is None or apart.high is None:
        return float("-inf"), float("inf")
    return apart.low, apart.high


def _beaten(name: str, names: Mapping[str, Runs], pairs: Mapping[Pair, Estimate], measure: Measure) -> bool:
    """Whether someone is shown to be better."""
    return any(_worse_by(name, other, pairs, measure)[0] > 0 for other in names if other != name)


def _regret(leader: str, pairs: Mapping[Pair, Estimate], measure: Measure) -> float | None:
    others = {name for pair in pairs for name in pair if name != leader}
    most = max(_worse_by(leader, other, pairs, measure)[1] for other in others)
    return max(0.0, most) if np.isfinite(most) else None


def _attained(leader: str, found: Mapping[Pair, _Difference]) -> float | None:
    rivals = [one for pair, one in found.items() if leader in pair]
    if min(one.count for one in rivals) < 2:
        return None
    return max(0.0, 1 - len(found) * max(one.chance() for one in rivals))
