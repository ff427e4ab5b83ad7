"""The tables of the report as frames, for notebooks."""

from __future__ import annotations

import polars as pl

from reports.breakdown import by_zone
from reports.names import Names
from reports.tables import Row, hall_rows, zone_rows
from sim.domain.scenario_data import Scenario
from sim.experiment.results import Runs
from sim.words import text


def measures(after: Runs, before: Runs | None = None, lang: str = "en") -> pl.DataFrame:
    """Return every measure with its interval; with `before`, the paired difference and the verdict."""
    rows = hall_rows(after, before, lang)
    return pl.DataFrame(
        [
            {
                text("column.measure", lang): row.name,
                "": row.unit,
                **_cells(row, lang, paired=before is not None),
            }
            for row in rows
        ]
    )


def zones(scenario: Scenario, after: Runs, before: Runs | None = None, lang: str = "en") -> pl.DataFrame:
    """Return the mean wait by zone, likewise."""
    found = zone_rows(by_zone(after, before), Names(scenario, lang))
    return pl.DataFrame(
        [
            {text("column.zone", lang): zone, **_cells(rows["wait_minutes"], lang, paired=before is not None)}
            for zone, rows in found
        ]
    )


def _cells(row: Row, lang: str, *, paired: bool) -> dict[str, str]:
    if not paired:
        return {text("column.value", lang): row.after, text("column.interval", lang): row.interval}
    return {
        text("column.before", lang): row.before,
        text("column.after", lang): row.after,
        text("column.difference", lang): row.difference,
        text("column.interval", lang): row.interval,
        text("column.verdict", lang): row.verdict_text,
    }
