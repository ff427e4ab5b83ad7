"""The roster of one zone on one day as a Gantt: windows down, time across, coloured by department."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from reports.figures.canvas import DEPARTMENTS, INK, TINTS, Picture, day_axis, picture, short, style
from reports.names import Names
from sim.plan.sessions import Plan
from sim.words import text

DARK = {"#0072b2", "#009e73", "#d55e00", "#8a8f98"}
READABLE_MINUTES = 60
MARGIN_MINUTES = 15


def roster(names: Names, plan: Plan, zone: str, day: int) -> Picture:
    """Draw who sits where in `zone` on open day `day`; windows that nobody holds are left out."""
    windows = sorted(w.id for w in names.scenario.windows if w.zone == zone)
    held = plan.sessions.filter((pl.col("day") == day) & pl.col("window").is_in(windows)).sort("window", "start")
    shown = held["window"].unique().sort().to_list()
    departments = held["department"].unique(maintain_order=True).to_list()
    with style():
        figure = picture(9.2, 0.8 + 0.17 * max(3, len(shown)) + 0.2 * (-(-len(departments) // 4)))
        axes = figure.subplots()
        rows = {window: row for row, window in enumerate(shown)}
        for session in held.iter_rows(named=True):
            _bar(axes, session, rows[session["window"]], departments.index(session["department"]))
        axes.set_yticks(range(len(shown)), [str(window) for window in shown])
        axes.set_ylim(len(shown) - 0.4 if shown else 1, -0.6)
        axes.grid(axis="y", visible=False)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        if shown:
            start, end = held["start"].min(), held["end"].max()
            day_axis(axes, float(start) - MARGIN_MINUTES, float(end) + MARGIN_MINUTES, every=1)  # type: ignore[arg-type]
            handles = [_patch(index, short(names.department(d), 34)) for index, d in enumerate(departments)]
            figure.legend(handles=handles, loc="outside lower left", ncols=min(4, len(handles)), fontsize=7)
        else:
            axes.text(0.5, 0.5, text("figure.nothing", names.lang), ha="center", transform=axes.transAxes)
    return figure


def _bar(axes: Axes, session: dict[str, object], row: int, department: int) -> None:
    start, end = int(str(session["start"])), int(str(session["end"]))
    colour = _colour(department)
    axes.barh(row, end - start, left=start, height=0.82, color=colour, edgecolor="white", linewidth=0.6)
    officer = session["officer"]
    if officer and end - start >= READABLE_MINUTES:
        ink = "white" if colour in DARK else INK
        axes.text(
            (start + end) / 2,
            row,
            _tail(str(officer), (end - start) // 8),
            ha="center",
            va="center_baseline",
            fontsize=5.5,
            color=ink,
        )


def _tail(name: str, length: int) -> str:
    """Cut an id that has no room at its beginning: its end tells officers of a department apart."""
    line = " ".join(name.split())
    return line if len(line) <= length else "…" + line[len(line) - length + 1 :]


def _patch(department: int, label: str) -> Patch:
    return Patch(facecolor=_colour(department), edgecolor="white", label=label)


def _colour(department: int) -> str:
    """Return the colour of the n-th department of a zone: eight strong ones, then their pale tints, then again."""
    return (*DEPARTMENTS, *TINTS)[department % (len(DEPARTMENTS) + len(TINTS))]
