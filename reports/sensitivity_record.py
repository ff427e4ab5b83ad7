"""A sensitivity study with all that it takes to make it again, and what is written of it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reports.sensing import ranks, sentence
from sim.experiment.blocks import Experiment, block
from sim.experiment.sensitivity import Design, Output, Side, Simulation, Study, study
from sim.progress import Watch
from sim.versions import versions
from sim.words import LANGUAGES


@dataclass(frozen=True, eq=False, kw_only=True)
class StudyRecord:
    """A study: what is varied and watched, and, once simulated, what came out.

    Attributes
    ----------
    sides : tuple of Side
        The scenario, then those with which it is compared.
    """

    sides: tuple[Side, ...]
    design: Design
    measures: tuple[str, ...]
    days: int
    replications: int
    command: str = ""
    found: Study | None = None

    @property
    def name(self) -> str:
        """What the scenario is called."""
        return self.sides[0].name

    @property
    def study(self) -> Study:
        """What came out.

        Raises
        ------
        ValueError
            Nothing was simulated yet.
        """
        if self.found is None:
            raise ValueError("nothing was simulated yet")
        return self.found

    def simulated(self, folder: Path, on: str, workers: int | None, watch: Watch) -> StudyRecord:
        """Return the record with what came out; `folder` holds what was simulated."""
        simulation = Simulation(
            sides=self.sides,
            factors=self.design.factors,
            measures=self.measures,
            days=self.days,
            replications=self.replications,
            seed=self.design.seed,
            folder=folder,
            on=on,
            workers=workers,
            watch=watch,
        )
        return dataclasses.replace(self, found=study(self.design, simulation))

    def json(self) -> dict[str, Any]:
        """Return the study as plain values."""
        absent = [{"measure": output.measure, "against": output.against} for output in self.study.absent]
        outputs = [self._output(output) for output in self.study.analyses]
        return {**self.about(), "outputs": outputs, "absent": absent}

    def about(self) -> dict[str, Any]:
        """Return what was varied, how and over which replications."""
        design = self.design
        return {
            "scenario": self.name,
            "against": [side.name for side in self.sides[1:]],
            "method": str(design.method),
            "days": self.days,
            "replications": self.replications,
            "seed": design.seed,
            "samples": design.samples,
            "variants": len(design.places),
            "measures": list(self.measures),
            "factors": [
                {**asdict(factor), "values": list(factor.values), "whole": whole}
                for factor, whole in zip(design.factors, design.whole, strict=True)
            ],
        }

    def provenance(self) -> dict[str, Any]:
        """Return what the numbers rest on."""
        return {
            "scenario": self.name,
            "scenario_hashes": [side.scenario.hash for side in self.sides],
            "plan_hashes": [None if side.plan is None else side.plan.hash for side in self.sides],
            "seed": self.design.seed,
            "replications": list(block(Experiment.SENSITIVITY, self.replications)),
            "days": self.days,
            "versions": versions(),
            "command": self.command,
        }

    def effects(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table of effects: each output's factors, the one that matters most first."""
        for output in self.study.analyses:
            for place, rank in enumerate(ranks(self.study, output), start=1):
                factor = self.design.factors[rank.factor]
                head = {"measure": output.measure, "against": output.against, "unit": str(output.unit), "rank": place}
                span = {"key": factor.key, "low_value": factor.low, "high_value": factor.high}
                yield {**head, **span, "multiply": factor.multiply, **_flat(asdict(rank.effect))}

    def _output(self, output: Output) -> dict[str, Any]:
        analysis = self.study.analyses[output]
        plain = {name: value for name, value in asdict(analysis).items() if not isinstance(value, tuple)}
        effects = [
            {"key": self.design.factors[rank.factor].key, **_plain(asdict(rank.effect))}
            for rank in ranks(self.study, output)
        ]
        return {
            "measure": output.measure,
            "against": output.against,
            "unit": str(output.unit),
            **_plain(plain),
            "effects": effects,
            "sentence": {lang: sentence(self.study, output, self.name, lang) for lang in LANGUAGES},
        }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return values that JSON can hold: what is not a number is null; factors are named by their keys."""
    return {name: _one(value) for name, value in values.items() if name != "factor"}


def _one(value: Any) -> Any:  # noqa: ANN401 -- a field of an analysis
    if isinstance(value, dict):
        return _plain(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of estimates beside the others: `low_mean`, `low_low` …; units stand once."""
    flat: dict[str, Any] = {}
    for name, value in _plain(values).items():
        if isinstance(value, dict):
            flat |= {f"{name}_{part}": inner for part, inner in value.items() if part != "unit"}
        else:
            flat[name] = value
    return flat
