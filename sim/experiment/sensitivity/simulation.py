"""Variants simulated: a sweep for the scenario, and one for each scenario or plan with which it is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sim.domain.scenario_data import Scenario
from sim.errors import Fault, IdentityError, ResourceError, ScenarioError
from sim.experiment.blocks import Experiment
from sim.experiment.candidates import Stopped
from sim.experiment.factors import Factor, Variant
from sim.experiment.sensitivity.output import Output
from sim.experiment.sweep import PlanChoice, SweepResult, SweepSpec, sweep
from sim.experiment.sweep.trouble import Failure
from sim.plan.sessions import Plan
from sim.progress import Unwatched, Watch
from sim.scenario.vary import vary


@dataclass(frozen=True, eq=False, kw_only=True)
class Side:
    """A scenario whose numbers are varied, under a plan that stays; without one, under today's plan of each variant."""

    name: str
    scenario: Scenario
    plan: Plan | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Simulation:
    """Simulates variants of the first side, and of the others to be compared with it, on common demand.

    Attributes
    ----------
    folder : Path
        Each side has a sweep in a folder `0`, `1` … of its own, and goes on from what is there.
    on : str
        Where: as for `sim.experiment.sweep.sweep`.
    """

    sides: tuple[Side, ...]
    factors: tuple[Factor, ...]
    measures: tuple[str, ...]
    days: int
    replications: int
    seed: int
    folder: Path
    on: str
    workers: int | None = None
    watch: Watch = field(default_factory=Unwatched)

    def __call__(self, variants: Sequence[Variant]) -> dict[Output, np.ndarray]:
        """Return each measure, and each difference to another side, of shape (variants, replications).

        Raises
        ------
        Stopped
            The watch stopped it.
        ScenarioError
            A variant is no valid scenario.
        """
        own, *others = [self._simulated(position, variants) for position in range(len(self.sides))]
        found = {Output(measure=measure): values for measure, values in own.items()}
        for side, values in zip(self.sides[1:], others, strict=True):
            found |= {Output(measure=m, against=side.name): values[m] - own[m] for m in self.measures}
        return found

    def _simulated(self, position: int, variants: Sequence[Variant]) -> Mapping[str, np.ndarray]:
        side = self.sides[position]
        spec = SweepSpec(
            scenario=side.scenario,
            factors=self.factors,
            variants=tuple(variants),
            plans=(PlanChoice(label=side.name, plan=side.plan),),
            days=self.days,
            replications=self.replications,
            seed=self.seed,
            experiment=Experiment.SENSITIVITY,
        )
        folder = self.folder / str(position)
        result = sweep(spec, folder, on=self.on, workers=self.workers, watch=self.watch)
        if not result.complete:
            raise Stopped
        _refuse(result.failures)
        return _arrays(result, self.measures)


def check_factors(sides: Sequence[Side], factors: Sequence[Factor]) -> None:
    """Refuse a factor that has no place in a scenario, or that breaks a rule at an end of its range.

    Raises
    ------
    ScenarioError
        With the faults of all factors in all scenarios.
    """
    faults: list[Fault] = []
    for side in sides:
        for factor in factors:
            for end in (factor.low, factor.high):
                try:
                    vary(side.scenario, [factor.edit(end)])
                except ScenarioError as error:
                    faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise ScenarioError(faults)


def _arrays(result: SweepResult, measures: Sequence[str]) -> dict[str, np.ndarray]:
    ordered = result.values.sort("variant", "replication")
    shape = (len(result.spec.variants), result.spec.replications)
    return {name: ordered[name].cast(float).fill_null(float("nan")).to_numpy().reshape(shape) for name in measures}


def _refuse(failures: Sequence[Failure]) -> None:
    """Raise what went wrong in some variant: there is no analysis with holes."""
    faults: list[Fault] = []
    for failure in failures:
        faults += [fault for fault in failure.trouble.faults if fault not in faults]
    if faults:
        raise ScenarioError(faults)
    for failure in failures:
        if failure.trouble.kind == "identity":
            raise IdentityError("", failure.trouble.text)
        raise ResourceError(failure.trouble.text)
