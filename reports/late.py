"""What is late: the departments, items and steps with the largest shares, pooled over replications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from reports.names import Names
from reports.notation import show
from sim.experiment.results import Runs

MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRow:
    """One line, as text.

    Attributes
    ----------
    name, of : what it is, and whose.
    due, share, days : how many fell due (mean of replications), which share of them was late, and mean days late.
    waiting, elapsed : mean hours of a step, nights included; empty for cases.
    """

    name: str
    of: str
    due: str
    share: str
    days: str
    waiting: str = ""
    elapsed: str = ""


def late_departments(names: Names, runs: Runs) -> list[LateRow]:
    """Return the departments with the largest share of overdue cases."""
    found = _worst(runs.departments, ["department"], late="overdue", days="tardiness_days")
    return [_row(names.department(row["department"]), "", row) for row in found]


def late_items(names: Names, runs: Runs) -> list[LateRow]:
    """Return the items with the largest share of overdue cases."""
    found = _worst(runs.items, ["item", "department"], late="overdue", days="tardiness_days")
    return [_row(names.item(row["item"]), names.department(row["department"]), row) for row in found]


def late_steps(names: Names, runs: Runs) -> list[LateRow]:
    """Return the steps that most often run past the time allowed to them."""
    found = _worst(runs.steps, ["step", "item", "department"], late="late", days="days_late")
    whose = [f"{names.item(row['item'])} · {names.department(row['department'])}" for row in found]
    return [_row(names.step(row["step"]), of, row) for row, of in zip(found, whose, strict=True)]


def _worst(frame: pl.DataFrame, keys: list[str], *, late: str, days: str) -> list[dict[str, Any]]:
    """Return the rows with the largest share of late ones, of equal shares those with more of them first."""
    replications = max(1, frame["replication"].n_unique())
    hours = [name for name in ("waiting_hours", "elapsed_hours") if name in frame.columns]
    found = (
        frame.group_by(keys, maintain_order=True)
        .agg(pl.col("due", late, days, *hours, *(["done"] if hours else [])).sum())
        .filter(pl.col(late) > 0)
        .with_columns(share=pl.col(late) / pl.col("due"))
        .sort("share", late, *keys, descending=[True, True, *(False for _ in keys)])
        .head(MOST)
    )
    return found.with_columns(
        *(pl.col(h) / pl.col("done") for h in hours),
        due=pl.col("due") / replications,
        days=pl.col(days) / pl.col("due"),
    ).to_dicts()


def _row(name: str, of: str, row: dict[str, Any]) -> LateRow:
    return LateRow(
        name=name,
        of=of,
        due=show(row["due"], "count"),
        share=show(row["share"], "share"),
        days=show(row["days"], "working days"),
        waiting=show(row.get("waiting_hours"), "h"),
        elapsed=show(row.get("elapsed_hours"), "h"),
    )
