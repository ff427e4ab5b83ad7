"""The replications of one variant under one plan, out of a store, as estimates take them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.engines import DEFAULT_ENGINE
from sim.experiment.results import Provenance
from sim.experiment.sweep.rows import Row
from sim.experiment.sweep.spec import SweepSpec
from sim.experiment.sweep.store import Store
from sim.measures.registry import MEASURES


@dataclass(frozen=True, eq=False, kw_only=True)
class Group:
    """One variant under one plan; the arrays are by replication, in order."""

    variant: int
    plan: int
    provenance: Provenance
    values: dict[str, np.ndarray]
    waits: np.ndarray

    def at(self, replications: Sequence[int]) -> Group:
        """Return the part with the given replications, all of which must be there."""
        if tuple(replications) == self.provenance.replications:
            return self
        rows = np.searchsorted(self.provenance.replications, replications)
        return Group(
            variant=self.variant,
            plan=self.plan,
            provenance=replace(self.provenance, replications=tuple(replications)),
            values={name: found[rows] for name, found in self.values.items()},
            waits=self.waits[rows],
        )


def groups(spec: SweepSpec, store: Store) -> Iterator[Group]:
    """Yield the groups of a sweep, variant by variant and plan by plan; those without any replication are left out."""
    for variant in spec.variants:
        for plan in range(len(spec.plans)):
            rows = store.rows(variant.number, plan)
            if rows:
                yield _group(spec, variant.number, plan, rows)


def in_pairs(one: Group, other: Group) -> tuple[Group, Group]:
    """Return both with the replications that both have; chunks that failed are missing in one of them."""
    common = sorted(set(one.provenance.replications) & set(other.provenance.replications))
    return one.at(common), other.at(common)


def _group(spec: SweepSpec, variant: int, plan: int, rows: Sequence[Row]) -> Group:
    values = [row.values() for row in rows]
    made = Provenance(
        scenario=spec.scenario.settings.name,
        scenario_hash=spec.scenario.hash,
        plan_hash="",
        engine=DEFAULT_ENGINE,
        seed=spec.seed,
        replications=tuple(row.replication for row in rows),
        days=spec.days,
        versions={},
    )
    return Group(
        variant=variant,
        plan=plan,
        provenance=made,
        values={name: np.array([found[name] for found in values]) for name in MEASURES},
        waits=np.stack([row.histogram() for row in rows]),
    )
