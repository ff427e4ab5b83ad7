"""What a sweep is: variants of a scenario × plans × replications, and the chunks in which they are simulated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from sim.domain.scenario_data import Scenario
from sim.experiment.blocks import Experiment, block
from sim.experiment.factors import Factor, Variant
from sim.plan.sessions import Plan
from sim.versions import versions

CHUNK = 10
TODAY_LABEL = "today"
BASELINE = Variant(number=0, values=())
"""The scenario as it is."""


@dataclass(frozen=True, kw_only=True)
class PlanChoice:
    """A plan of a sweep: today's of each variant (no `plan`), or one that is the same for all."""

    label: str = TODAY_LABEL
    plan: Plan | None = None


@dataclass(frozen=True, slots=True, order=True)
class Chunk:
    """A run of replications of one variant under one plan: what a worker does at a time.

    `variant` is the variant's number, `plan` the plan's position in the sweep.
    """

    variant: int
    plan: int
    first: int
    count: int

    @property
    def replications(self) -> range:
        """The replications of the chunk."""
        return range(self.first, self.first + self.count)

    @property
    def key(self) -> str:
        """The name of the chunk in a store."""
        return f"{self.variant}/{self.plan}/{self.first}/{self.count}"


@dataclass(frozen=True, kw_only=True)
class SweepSpec:
    """A sweep.

    Attributes
    ----------
    factors, variants : tuples
        What is varied, and the values of each variant. Variant 0 without values is the baseline, with which the others
        are compared.
    replications : int
        Replications of each variant under each plan, the same for all: common random numbers.
    experiment : Experiment
        Whose replications they are.
    chunk : int
        Replications that a worker simulates at a time, at most.
    """

    scenario: Scenario
    factors: tuple[Factor, ...]
    variants: tuple[Variant, ...]
    plans: tuple[PlanChoice, ...] = (PlanChoice(),)
    days: int
    replications: int
    seed: int
    experiment: Experiment = Experiment.SWEEP
    chunk: int = CHUNK

    def __post_init__(self) -> None:
        for what, found in (("variants", [v.number for v in self.variants]), ("plans", [p.label for p in self.plans])):
            if not found or len(set(found)) < len(found):
                raise ValueError(f"a sweep has at least one of its {what}, and each once")
        if min(self.days, self.replications, self.chunk) < 1:
            raise ValueError("days, replications and chunks are whole numbers above 0")
        block(self.experiment, self.replications)

    @cached_property
    def numbers(self) -> range:
        """The numbers of the replications."""
        return block(self.experiment, self.replications)

    @cached_property
    def by_number(self) -> Mapping[int, Variant]:
        """The variants by their numbers."""
        return {variant.number: variant for variant in self.variants}

    @property
    def baseline(self) -> Variant | None:
        """The variant that is the scenario as it is, if there is one."""
        found = self.by_number.get(BASELINE.number)
        return found if found is not None and not found.values else None

    def chunks(self) -> Iterator[Chunk]:
        """Yield all chunks: what is to be done follows from the sweep alone and is kept nowhere."""
        for variant in self.variants:
            for plan in range(len(self.plans)):
                for first in self.numbers[:: self.chunk]:
                    count = min(self.chunk, self.numbers.stop - first)
                    yield Chunk(variant=variant.number, plan=plan, first=first, count=count)

    def json(self) -> dict[str, Any]:
        """Return the sweep as plain values; scenario and plans by name and hash."""
        return {
            "scenario": self.scenario.settings.name,
            "scenario_hash": self.scenario.hash,
            "plans": [{"label": p.label, "hash": None if p.plan is None else p.plan.hash} for p in self.plans],
            "days": self.days,
            "replications": self.replications,
            "seed": self.seed,
            "experiment": self.experiment.name,
            "chunk": self.chunk,
            "factors": [{**asdict(factor), "values": list(factor.values)} for factor in self.factors],
            "variants": [{"number": v.number, "values": list(v.values)} for v in self.variants],
        }

    def identity(self) -> dict[str, Any]:
        """Return all on which the results rest: two sweeps that agree in it may share a store."""
        return {**self.json(), "versions": versions()}


def from_json(values: Mapping[str, Any], scenario: Scenario, plans: Sequence[Plan | None]) -> SweepSpec:
    """Return the sweep of which `json` gave the values."""
    labels = [plan["label"] for plan in values["plans"]]
    return SweepSpec(
        scenario=scenario,
        factors=tuple(Factor(**{**factor, "values": tuple(factor["values"])}) for factor in values["factors"]),
        variants=tuple(Variant(number=v["number"], values=tuple(v["values"])) for v in values["variants"]),
        plans=tuple(PlanChoice(label=label, plan=plan) for label, plan in zip(labels, plans, strict=True)),
        days=values["days"],
        replications=values["replications"],
        seed=values["seed"],
        experiment=Experiment[values["experiment"]],
        chunk=values["chunk"],
    )
