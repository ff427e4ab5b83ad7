"""Pictures of windows and departments: how busy each window is, and who is overdue."""

from __future__ import annotations

import polars as pl
from matplotlib.ticker import PercentFormatter

from reports.figures.canvas import AFTER, BEFORE, Picture, picture, short, style
from reports.names import Names
from sim.experiment.results import Runs, mean_windows
from sim.words import text

MOST_OVERDUE = 15
OFFSET = 0.19
LONGEST = 58


def utilisation(names: Names, after: Runs, before: Runs | None = None) -> Picture:
    """One dot for each window, a strip for each zone, with the zone's mean as a bar."""
    zone_of = {window.id: window.zone for window in names.scenario.windows}
    zones = [zone for zone in names.zones if zone in zone_of.values()]
    plans = [(runs, colour, key) for runs, colour, key in _plans(after, before) if runs is not None]
    with style():
        figure = picture(9.2, 0.9 + 0.42 * len(zones))
        axes = figure.subplots()
        for index, (runs, colour, key) in enumerate(plans):
            shift = 0.0 if len(plans) == 1 else (2 * index - 1) * OFFSET
            busy = _busy_shares(runs, zone_of)
            for row, zone in enumerate(zones):
                strip = busy.filter(pl.col("zone") == zone)
                shares = strip["share"].to_numpy()
                label = text(key, names.lang) if row == 0 else None
                axes.plot(
                    shares,
                    [row + shift] * len(shares),
                    "o",
                    color=colour,
                    alpha=0.5,
                    markersize=4,
                    markeredgewidth=0,
                    label=label,
                )
                if len(shares):
                    mean = float(strip["busy_hours"].to_numpy().sum() / strip["staffed_hours"].to_numpy().sum())
                    axes.plot([mean, mean], [row + shift - 0.16, row + shift + 0.16], color=colour, linewidth=2.4)
        axes.set_yticks(range(len(zones)), [short(names.zone(zone), LONGEST) for zone in zones])
        axes.invert_yaxis()
        axes.set_xlim(0, 1.02)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.grid(axis="x")
        if zones:
            figure.legend(loc="outside upper right", ncols=2)
    return figure


def overdue(names: Names, after: Runs, before: Runs | None = None) -> Picture:
    """Share of overdue cases of the departments that have most overdue cases, those with most of them first."""
    first = before or after
    ranking = _overdue(first).filter(pl.col("overdue") > 0).sort("overdue", descending=True).head(MOST_OVERDUE)
    departments = ranking["department"].to_list()
    plans = [(runs, colour, key) for runs, colour, key in _plans(after, before) if runs is not None]
    with style():
        figure = picture(9.2, 0.9 + 0.34 * max(1, len(departments)))
        axes = figure.subplots()
        height = 0.76 / len(plans)
        for index, (runs, colour, key) in enumerate(plans):
            shares = dict(_overdue(runs).select("department", "share").iter_rows())
            rows = [row + (index - (len(plans) - 1) / 2) * height for row in range(len(departments))]
            axes.barh(
                rows,
                [shares.get(d) or 0.0 for d in departments],
                height * 0.92,
                color=colour,
                label=text(key, names.lang),
            )
        axes.set_yticks(range(len(departments)), [short(names.department(d), LONGEST) for d in departments])
        axes.invert_yaxis()
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.grid(axis="y", visible=False)
        axes.grid(axis="x")
        if departments:
            figure.legend(loc="outside upper right", ncols=2)
        else:
            axes.set_axis_off()
            axes.text(0, 0.5, text("figure.nothing", names.lang), transform=axes.transAxes)
    return figure


def _plans(after: Runs, before: Runs | None) -> tuple[tuple[Runs | None, str, str], ...]:
    if before is None:
        return ((after, AFTER, "figure.plan"),)
    return ((before, BEFORE, "figure.before"), (after, AFTER, "figure.after"))


def _busy_shares(runs: Runs, zone_of: dict[int, str]) -> pl.DataFrame:
    staffed = mean_windows(runs).filter(pl.col("staffed_hours") > 0)
    zones = [zone_of.get(window, "") for window in staffed["window"]]
    return staffed.with_columns(
        zone=pl.Series(zones, dtype=pl.String), share=pl.col("busy_hours") / pl.col("staffed_hours")
    )


def _overdue(runs: Runs) -> pl.DataFrame:
    return (
        runs.departments.group_by("department")
        .agg(pl.col("due").sum(), pl.col("overdue").sum())
        .with_columns(share=pl.when(pl.col("due") > 0).then(pl.col("overdue") / pl.col("due")))
        .sort("department")
    )
