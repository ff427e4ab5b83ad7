"""Pictures of the chance that each half-hour meets the target: zones by half-hours, for one stress or for all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from reports.figures.canvas import INK, Picture, picture, short, style
from reports.names import Names
from reports.notation import clock, show
from sim.experiment.chances import FEWEST, HALL, TARGET
from sim.measures.registry import TARGET_MINUTES
from sim.words import text

COLOURS = ("#7a3e0c", "#c0793a", "#efd9bf", "#f7f6f3", "#b9d6e6", "#4b93bd", "#0b5d8a")
"""From never to always; ochre and blue are told apart by the colour-blind, and both ends are dark in print."""
FEW = "#e4e7ea"
HALF_HOUR = 30
COLUMNS = 2
LONGEST = 30
PALE_FROM, PALE_TO = 0.24, 0.8
"""Between these chances a cell is pale enough for dark figures."""


def chances(
    names: Names, frame: pl.DataFrame, target: float = TARGET, fewest: float = FEWEST, *, title: str = ""
) -> Picture:
    """Draw one stress, with the chance in per cent in each cell; `frame` is `sim.experiment.chances.chances`."""
    minutes, zones = _columns([frame]), _rows(names, [frame])
    with style():
        figure = picture(9.2, 1.25 + 0.3 * max(1, len(zones)))
        axes = figure.subplots()
        if not zones:
            return _nothing(figure, axes, names.lang)
        mesh, cells = _draw(axes, frame, zones, minutes)
        for (row, column), value in np.ndenumerate(cells):
            if np.isfinite(value):
                colour = INK if PALE_FROM < value < PALE_TO else "white"
                axes.text(
                    column + 0.5, row + 0.5, f"{100 * value:.0f}", ha="center", va="center", fontsize=6.5, color=colour
                )
        axes.set_title(short(title, 90))
        _name_rows(axes, names, zones, 46)
        axes.set_xlabel(text("figure.chances.axis", names.lang))
        _finish(figure, [axes], mesh, names.lang, target, fewest)
    return figure


def chances_under(
    names: Names, frames: Mapping[str, pl.DataFrame], target: float = TARGET, fewest: float = FEWEST
) -> Picture:
    """Draw a small picture for each stress (title → frame), all with the same rows, columns and colours."""
    minutes, zones = _columns(list(frames.values())), _rows(names, list(frames.values()))
    with style():
        rows = max(1, -(-len(frames) // COLUMNS))
        figure = picture(9.2, 0.9 + rows * (0.45 + 0.17 * max(1, len(zones))))
        grid = figure.subplots(rows, COLUMNS, squeeze=False)
        panels: list[Axes] = [axes for line in grid for axes in line]
        if not zones:
            return _nothing(figure, panels[0], names.lang)
        mesh = None
        for number, (axes, (title, frame)) in enumerate(zip(panels, frames.items(), strict=False)):
            mesh, _ = _draw(axes, frame, zones, minutes)
            axes.set_title(short(title, 60))
            _name_rows(axes, names, zones, LONGEST)
            if number % COLUMNS:
                axes.set_yticklabels([])
        for axes in panels[len(frames) :]:
            axes.set_axis_off()
        assert mesh is not None
        _finish(figure, panels, mesh, names.lang, target, fewest)
    return figure


def _columns(frames: list[pl.DataFrame]) -> list[int]:
    """Return every half-hour between the first and the last that is judged anywhere."""
    judged = [m for frame in frames for m in frame.filter(pl.col("chance").is_not_null())["minute"].to_list()]
    return list(range(min(judged), max(judged) + 1, HALF_HOUR)) if judged else []


def _rows(names: Names, frames: list[pl.DataFrame]) -> list[str]:
    """Return the hall, then every zone with a half-hour that is judged."""
    there = {z for frame in frames for z in frame.filter(pl.col("chance").is_not_null())["zone"].to_list()}
    return [zone for zone in (HALL, *names.zones) if zone in there]


def _draw(axes: Axes, frame: pl.DataFrame, zones: list[str], minutes: list[int]) -> tuple[QuadMesh, np.ndarray]:
    cells, few = np.full((len(zones), len(minutes)), np.nan), np.full((len(zones), len(minutes)), np.nan)
    place = {(zone, minute): (i, j) for i, zone in enumerate(zones) for j, minute in enumerate(minutes)}
    for zone, minute, chance in frame.select("zone", "minute", "chance").iter_rows():
        if (zone, minute) in place:
            (few if chance is None else cells)[place[zone, minute]] = 0 if chance is None else chance
    few_colours = LinearSegmentedColormap.from_list("few", (FEW, FEW))
    axes.pcolormesh(few, cmap=few_colours, vmin=0, vmax=1, edgecolor="white", linewidth=0.8)
    colours = LinearSegmentedColormap.from_list("chance", COLOURS)
    mesh = axes.pcolormesh(cells, cmap=colours, vmin=0, vmax=1, edgecolor="white", linewidth=0.8)
    if zones[0] == HALL:
        axes.axhline(1, color=INK, linewidth=1)
    hours = [minute for minute in minutes if minute % 60 == 0]
    axes.set_xticks([(hour - minutes[0]) / HALF_HOUR for hour in hours], [clock(hour) for hour in hours])
    axes.set_ylim(len(zones), 0)
    axes.grid(visible=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return mesh, cells


def _name_rows(axes: Axes, names: Names, zones: list[str], length: int) -> None:
    called = [text("figure.chances.hall", names.lang) if zone == HALL else names.zone(zone) for zone in zones]
    axes.set_yticks([n + 0.5 for n in range(len(zones))], [short(name, length) for name in called])


def _finish(figure: Picture, axes: list[Axes], mesh: QuadMesh, lang: str, target: float, fewest: float) -> None:
    bar = figure.colorbar(
        mesh,
        ax=axes,
        location="top",
        aspect=60,
        shrink=0.6,
        anchor=(0.0, 0.5),
        format=PercentFormatter(1.0, decimals=0),
    )
    bar.outline.set_visible(False)
    label = text("figure.chances.bar", lang, target=show(target, "share", 0), minutes=TARGET_MINUTES)
    bar.set_label(label, loc="left")
    few = Patch(facecolor=FEW, label=text("figure.chances.few", lang, fewest=f"{fewest:g}"))
    figure.legend(handles=[few], loc="outside lower right")


def _nothing(figure: Picture, axes: Axes, lang: str) -> Picture:
    axes.set_axis_off()
    axes.text(0, 0.5, text("figure.nothing", lang), transform=axes.transAxes)
    return figure
