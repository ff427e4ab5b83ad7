"""The tables of the report as frames, for notebooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from reports.breakdown import by_zone
from reports.names import Names
from reports.notation import clock, show, show_interval
from reports.tables import Row, hall_rows, zone_rows
from sim.domain.scenario_data import Scenario
from sim.experiment.chances import HALL
from sim.experiment.results import Runs
from sim.experiment.spread import DAY_QUANTILES, QUANTILES, By, spread
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


def spread_table(scenario: Scenario, runs: Runs, by: By = "zone", lang: str = "en") -> pl.DataFrame:
    """Return mean and risk by hall, zone, queue or half-hour, with intervals.

    Columns say whether they are percentiles of customers' waits or of the mean waits of days.
    """
    found, names = spread(runs, by), Names(scenario, lang)
    naming: dict[By, Callable[[Any], str]] = {"zone": names.zone, "queue": names.queue, "half_hour": clock}
    called: Callable[[Any], str] = naming.get(by, lambda _: names.title)
    return found.select(
        pl.Series(text(f"spread.unit.{by}", lang), [called(unit) for unit in found["unit"]], dtype=pl.String),
        pl.Series(text("spread.tickets", lang), [show(value, "count") for value in found["tickets"]], dtype=pl.String),
        *(
            pl.Series(text(f"spread.{name}", lang), _with_intervals(found, name), dtype=pl.String)
            for name in ("mean", *QUANTILES, *DAY_QUANTILES)
            if name in found.columns
        ),
    )


def chances_table(scenario: Scenario, frame: pl.DataFrame, lang: str = "en") -> pl.DataFrame:
    """Return the chances of half-hours (`sim.experiment.chances.chances`) that are judged, with names and times."""
    names, judged = Names(scenario, lang), frame.filter(pl.col("chance").is_not_null())
    zones = [text("figure.chances.hall", lang) if zone == HALL else names.zone(zone) for zone in judged["zone"]]
    return judged.select(
        pl.Series(text("column.zone", lang), zones, dtype=pl.String),
        pl.Series(text("cli.risk.half_hour", lang), [clock(m) for m in judged["minute"]], dtype=pl.String),
        pl.Series(text("cli.risk.arrived", lang), [show(v, decimals=0) for v in judged["arrived"]], dtype=pl.String),
        pl.Series(text("cli.risk.chance", lang), _with_intervals(judged, "chance", "share"), dtype=pl.String),
    )


def _with_intervals(frame: pl.DataFrame, name: str, unit: str = "min") -> list[str]:
    """Return a column as text, each value with its interval where it has one."""
    bounds = ("low", "high") if unit == "share" else (f"{name}_low", f"{name}_high")
    rows = frame.select(name, *bounds).iter_rows()
    return [
        show(value, unit) + ("" if low is None else f" ({show_interval(low, high, unit)})") for value, low, high in rows
    ]
