"""What a comparison was asked and what it found: all that its sentence, tables, page and files are made of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from reports.breakdown import lost
from reports.comparison_request import Request
from reports.equity import Equity
from reports.tables import IF_ANY, ORDER
from sim.domain.scenario_data import Scenario
from sim.experiment.candidates import Candidate
from sim.experiment.compare import Comparison
from sim.experiment.estimate import CONFIDENCE, difference, estimate, mean_estimate
from sim.experiment.results import Estimate, Runs
from sim.experiment.selection import Selection
from sim.measures.registry import LOST as OUTCOMES
from sim.measures.registry import MEASURES
from sim.plan.sessions import Plan
from sim.plan.today import todays_plan

LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How narrow the intervals should be (half-width, in the measure's unit), and whether they are."""

    target: float
    reached: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Compared:
    """A comparison made.

    Attributes
    ----------
    candidates : tuple of Candidate
        All of them, those dropped by a selection included.
    runs : mapping of str to Runs
        Of those compared in the end: all, or after a selection the first and the survivors.
    selected : mapping of str to Runs
        The runs of the selection, empty without one; other replications than those of `runs`.
    measures : mapping
        Each measure that this hall has, in the order in which people ask: its estimate by candidate.
    differences : mapping
        Each candidate's less the first's, in pairs; every interval for itself.
    equity : mapping of str to Equity
        Who gains and loses under each candidate against the first.
    """

    request: Request
    candidates: tuple[Candidate, ...]
    days: int
    seed: int
    runs: Mapping[str, Runs]
    comparison: Comparison
    precision: Asked | None
    selection: Selection | None
    selected: Mapping[str, Runs]
    measures: Mapping[str, Mapping[str, Estimate]]
    differences: Mapping[str, Mapping[str, Estimate]]
    equity: Mapping[str, Equity]

    @property
    def names(self) -> tuple[str, ...]:
        """Those compared in the end, the first first."""
        return self.comparison.names

    @property
    def first(self) -> str:
        """The candidate against which the others are held."""
        return self.names[0]

    @property
    def best(self) -> str | None:
        """The best; None if it cannot be told, or if the selection chose another."""
        best = self.comparison.best
        return best if self.selection is None or self.selection.best in {None, best} else None

    @property
    def replications(self) -> int:
        """How many replications the comparison rests on."""
        return len(self.runs[self.first].provenance.replications)

    @property
    def command(self) -> str:
        """The command line that gives the same."""
        return self.request.command(self.days, self.seed)

    def scenario(self, name: str) -> Scenario:
        """Return the scenario of a candidate."""
        return self._candidate(name).scenario

    def plan(self, name: str) -> Plan:
        """Return the plan of a candidate, today's if it has none of its own."""
        one = self._candidate(name)
        return todays_plan(one.scenario, self.days) if one.plan is None else one.plan

    def _candidate(self, name: str) -> Candidate:
        return next(one for one in self.candidates if one.name == name)


def measures_of(runs: Mapping[str, Runs]) -> dict[str, dict[str, Estimate]]:
    """Return every measure by candidate, those first for which people ask first; without what no hall here has."""
    found = {measure: {name: estimate(r, measure) for name, r in runs.items()} for measure in MEASURES}
    found[LOST] = {name: lost(r).after for name, r in runs.items()}
    there = [measure for measure in found if measure not in IF_ANY or any(map(_is_any, found[measure].values()))]
    return {measure: found[measure] for measure in sorted(there, key=ORDER.index)}


def differences_of(runs: Mapping[str, Runs], measures: Iterable[str]) -> dict[str, dict[str, Estimate]]:
    """Return, for these measures, the difference of each candidate but the first from it."""
    first, *others = runs
    return {measure: {name: apart(runs[first], runs[name], measure) for name in others} for measure in measures}


def apart(before: Runs, after: Runs, measure: str, confidence: float = CONFIDENCE) -> Estimate:
    """Return after − before in pairs, for a measure of the registry or `lost`."""
    if measure != LOST:
        return difference(before, after, measure, confidence)
    gone = [sum(runs.values[outcome] for outcome in OUTCOMES) for runs in (before, after)]
    return mean_estimate(np.asarray(gone[1] - gone[0]), "count", confidence)


def _is_any(found: Estimate) -> bool:
    return math.isfinite(found.mean) and found.mean != 0
