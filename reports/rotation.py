"""Who holds the windows that several departments share in turn (F8), read from the plan itself."""

from __future__ import annotations

import datetime as dt

import polars as pl

from sim.domain.scenario_data import Scenario
from sim.domain.units import WindowKind
from sim.plan.sessions import Plan


def duties(scenario: Scenario, plan: Plan, dates: tuple[dt.date, ...]) -> pl.DataFrame:
    """Return one row per day and shared window: day, date, window, departments and officers (lists, by start)."""
    shared = [w.id for w in scenario.windows if w.kind is WindowKind.COMPREHENSIVE]
    held = plan.sessions.filter(pl.col("window").is_in(shared) & (pl.col("day") < len(dates))).sort(
        "day", "window", "start"
    )
    return (
        held.group_by("day", "window", maintain_order=True)
        .agg(
            departments=pl.col("department").unique(maintain_order=True),
            officers=pl.col("officer").drop_nulls().unique(maintain_order=True),
        )
        .with_columns(date=pl.col("day").map_elements(lambda d: dates[d], return_dtype=pl.Date))
        .select("day", "date", "window", "departments", "officers")
    )


def turns(rota: pl.DataFrame) -> dict[str, int]:
    """Return how many window-days each department holds, most first."""
    counts = (
        rota.explode("departments").group_by("departments").len().sort("len", "departments", descending=[True, False])
    )
    return {str(department): int(count) for department, count in counts.iter_rows() if department is not None}
