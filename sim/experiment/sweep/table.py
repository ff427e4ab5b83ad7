"""The tables of a sweep: every value, and the summary of each variant under each plan, from the store alone.

Neither the order in which chunks came, nor who simulated them, nor when, moves a byte.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from sim.experiment.estimate import difference, estimate
from sim.experiment.factors import Factor
from sim.experiment.results import Estimate
from sim.experiment.sweep.groups import Group, groups, in_pairs
from sim.experiment.sweep.spec import SweepSpec
from sim.experiment.sweep.store import Store
from sim.measures.registry import MEASURES
from sim.tables.delimited import write_delimited

VALUES_FILE, SUMMARY_FILE = "values.csv", "summary.csv"
PLAN = "plan"
DIFFERENCES = ("difference", "plan_difference")


@dataclass(frozen=True, eq=False, kw_only=True)
class Tables:
    """The tables of a sweep.

    Attributes
    ----------
    values : frame
        One row per variant, plan and replication: `variant`, the value of each factor (null: as in the scenario),
        `plan`, `replication` and every measure (null where there is none).
    summary : frame
        One row per variant, plan and measure: `variant`, the factors, `plan`, `measure`, `unit`, `replications`;
        `mean`, `low`, `high`; `difference…` to variant 0 under the same plan; `plan_difference…` to the first plan for
        the same variant. Differences are in pairs; intervals are of 95 %.
    """

    values: pl.DataFrame
    summary: pl.DataFrame


def tables(spec: SweepSpec, store: Store) -> Tables:
    """Return the tables of what a store holds."""
    values: list[tuple[object, ...]] = []
    summary: list[tuple[object, ...]] = []
    baselines: dict[int, Group] = {}
    first: Group | None = None
    for group in groups(spec, store):
        if group.plan == 0:
            first = group
        if spec.baseline is not None and group.variant == spec.baseline.number:
            baselines[group.plan] = group
        same_variant = first if first is not None and first.variant == group.variant else None
        values += _values(spec, group)
        summary += _summary(spec, group, baselines.get(group.plan), same_variant)
    return Tables(
        values=pl.DataFrame(values, schema=_values_schema(spec), orient="row"),
        summary=pl.DataFrame(summary, schema=_summary_schema(spec), orient="row"),
    )


def column(factor: Factor) -> str:
    """Return the name of a factor's column: its key, with a star if its values multiply."""
    return f"{factor.key}*" if factor.multiply else factor.key


def csv(frame: pl.DataFrame) -> bytes:
    """Return a table as CSV that spreadsheets open; floats by their shortest exact notation, null as nothing."""
    rows = ([_cell(value) for value in row] for row in frame.iter_rows())
    return write_delimited(frame.columns, rows, guarded=[PLAN])


def _cell(value: object) -> str:
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def _head(spec: SweepSpec, group: Group) -> tuple[object, ...]:
    values = spec.by_number[group.variant].values
    given = [None if value is None else float(value) for value in values]
    return (group.variant, *given, *[None] * (len(spec.factors) - len(given)), spec.plans[group.plan].label)


def _values(spec: SweepSpec, group: Group) -> Iterator[tuple[object, ...]]:
    head = _head(spec, group)
    for row, replication in enumerate(group.provenance.replications):
        yield (*head, replication, *(_number(group.values[name][row]) for name in MEASURES))


def _summary(
    spec: SweepSpec, group: Group, baseline: Group | None, first_plan: Group | None
) -> Iterator[tuple[object, ...]]:
    head, count = _head(spec, group), len(group.provenance.replications)
    others = [other if other is not group else None for other in (baseline, first_plan)]
    pairs = [None if other is None else in_pairs(other, group) for other in others]
    for name, measure in MEASURES.items():
        found = [estimate(group, name), *(_difference(pair, name) for pair in pairs)]
        yield (*head, name, str(measure.unit), count, *(v for one in found for v in _interval(one)))


def _difference(pair: tuple[Group, Group] | None, name: str) -> Estimate | None:
    if pair is None or not pair[0].provenance.replications:
        return None
    return difference(*pair, name)


def _interval(found: Estimate | None) -> tuple[float | None, ...]:
    return (None, None, None) if found is None else (_number(found.mean), found.low, found.high)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _head_schema(spec: SweepSpec) -> dict[str, type[pl.DataType]]:
    return {"variant": pl.Int64, **{column(factor): pl.Float64 for factor in spec.factors}, PLAN: pl.String}


def _values_schema(spec: SweepSpec) -> dict[str, type[pl.DataType]]:
    return {**_head_schema(spec), "replication": pl.Int64, **dict.fromkeys(MEASURES, pl.Float64)}


def _summary_schema(spec: SweepSpec) -> dict[str, type[pl.DataType]]:
    numbers = ["mean", "low", "high"]
    numbers += [f"{name}{end}" for name in DIFFERENCES for end in ("", "_low", "_high")]
    fixed: dict[str, type[pl.DataType]] = {"measure": pl.String, "unit": pl.String, "replications": pl.Int64}
    return {**_head_schema(spec), **fixed, **dict.fromkeys(numbers, pl.Float64)}
