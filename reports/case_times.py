"""Where the time of decided cases goes, in working days per case, pooled over replications."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.names import Names
from sim.domain.units import ItemKind
from sim.experiment.results import Runs
from sim.measures.time_split import PARTS
from sim.words import text

MOST_DEPARTMENTS = 15
KINDS = (ItemKind.LICENCE, ItemKind.PRELIMINARY_REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The mean time of some cases by part, and their mean promise (0 if none), in working days."""

    name: str
    days: dict[str, float]
    promised: float
    of_department: bool


def bars(names: Names, runs: Runs) -> list[Bar]:
    """Return all cases, those of each class of item, and of the departments whose cases took most time in all.

    Departments in the order of the mean time of a case, the longest first. Groups without a decided case are left out.
    """
    times, cases = _times(names, runs), _cases(names, runs)
    found = [_bar(text("report.cases.all", names.lang), times, cases, of_department=False)]
    for kind in KINDS:
        chosen = pl.col("kind") == str(kind)
        found.append(_bar(text(f"figure.kind.{kind}", names.lang), times.filter(chosen), cases.filter(chosen)))
    most = times.group_by("department").agg(pl.col("working_days").sum()).sort("working_days", "department")
    departments = [
        _bar(names.department(d), times.filter(department=d), cases.filter(department=d), of_department=True)
        for d in most["department"].to_list()[::-1][:MOST_DEPARTMENTS]
    ]
    departments.sort(key=lambda bar: -sum(bar.days.values()))
    return [bar for bar in (*found, *departments) if sum(bar.days.values()) > 0]


def _times(names: Names, runs: Runs) -> pl.DataFrame:
    return runs.times.filter(pl.col("part").is_in(PARTS)).join(_of_items(names), on="item")


def _cases(names: Names, runs: Runs) -> pl.DataFrame:
    """Return decided cases by item, all replications together, and the promises made to them in all."""
    decided = runs.items.group_by("item", "department", maintain_order=True).agg(pl.col("closed").sum())
    return decided.join(_of_items(names), on="item").with_columns(promise=pl.col("closed") * pl.col("promised"))


def _of_items(names: Names) -> pl.DataFrame:
    items = names.scenario.items
    return pl.DataFrame(
        {
            "item": pl.Series([item.id for item in items], dtype=pl.String),
            "kind": pl.Series([str(item.kind) for item in items], dtype=pl.String),
            "promised": pl.Series([item.promised_days or 0 for item in items], dtype=pl.Float64),
        }
    )


def _bar(name: str, times: pl.DataFrame, cases: pl.DataFrame, *, of_department: bool = False) -> Bar:
    closed = float(cases["closed"].sum()) or float("nan")
    spent = dict(times.group_by("part").agg(pl.col("working_days").sum()).iter_rows())
    return Bar(
        name=name,
        days={part: spent.get(part, 0.0) / closed for part in PARTS},
        promised=float(cases["promise"].sum()) / closed,
        of_department=of_department,
    )
