"""Mean and risk in one picture: how long customers wait, from the lucky to the unlucky, and what a bad day is like."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reports.figures.canvas import AFTER, BEFORE, INK, Picture, day_axis, picture, short, style
from reports.names import Names
from sim.experiment.results import Runs
from sim.experiment.spread import spread as spread_of
from sim.words import text

MARKS = {"mean": ("o", 5.0), "median": ("|", 8.0), "p90": ("D", 4.0), "p95": (">", 4.5)}
"""Of customers' waits: the mark and its size."""
DAY_MARKS = {"day_p10": ("<", 4.5), "day_p50": ("o", 5.0), "day_p90": (">", 4.5)}
Stroke = Literal["-", ":", "--", "-."]
Strokes = dict[str, tuple[Stroke, float]]
STROKES: Strokes = {"mean": ("-", 2.2), "median": (":", 1.6), "p90": ("--", 1.4), "p95": ("-.", 1.2)}
"""Of the lines over the day: the stroke and its width."""
FILLED = ("mean", "median", "day_p50")
WORST = 20
HALF_HOUR = 30
LONGEST = 44
FEWEST = 0.001
"""Half-hours with a smaller share of all tickets are stragglers and not shown."""
Drawn = tuple[pl.DataFrame, str, str]
"""A table of `sim.experiment.spread`, its colour, the key of its name."""


def spread(
    names: Names, after: Runs, before: Runs | None = None, by: Literal["hall", "zone", "queue"] = "zone"
) -> Picture:
    """One row for each unit: mean, median, 90 % and 95 % of the waits, and for hall and zones also those of days.

    Queues are the `WORST` in the mean wait (of the plan before, if there is one). Bars through the marks are 95 %
    intervals over replications.
    """
    plans = _plans(after, before, by)
    units = _units(names, plans[0][0], by)
    with style():
        height = 0.29 if len(plans) == 1 else 0.44
        figure = picture(9.2, 1.15 + height * max(1, len(units)))
        of_days = "day_p90" in plans[0][0].columns
        parts: list[Axes] = list(
            figure.subplots(1, 1 + of_days, squeeze=False, width_ratios=[2.2, 1][: 1 + of_days])[0]
        )
        for number, drawn in enumerate(plans):
            shift = 0.0 if len(plans) == 1 else (2 * number - 1) * 0.2
            for axes, marks in zip(parts, (MARKS, DAY_MARKS), strict=False):
                _draw(axes, drawn, units, marks, shift)
        for axes, key in zip(parts, ("customers", "days"), strict=False):
            axes.set_title(text(f"figure.spread.{key}", names.lang))
            axes.set_xlabel(text("figure.spread.minutes", names.lang))
            axes.set_ylim(max(1, len(units)) - 0.5, -0.5)
            axes.set_xlim(left=0)
            axes.grid(axis="y", visible=False)
            axes.grid(axis="x")
            axes.set_yticks(range(len(units)), [])
        parts[0].set_yticks(range(len(units)), [short(_name(names, unit, by), LONGEST) for unit in units])
        _legend(figure, plans, of_days, names.lang)
    return figure


def spread_of_day(names: Names, after: Runs, before: Runs | None = None) -> Picture:
    """The same by half-hour in which the ticket was taken, as lines over the day with bands for their intervals."""
    plans = _plans(after, before, "half_hour")
    with style():
        figure = picture(9.2, 3.9)
        axes = figure.subplots()
        shown = plans[0][0].filter(pl.col("tickets") >= FEWEST * pl.col("tickets").sum())
        if not len(shown):
            axes.set_axis_off()
            axes.text(0, 0.5, text("figure.nothing", names.lang), transform=axes.transAxes)
            return figure
        minutes = shown["unit"].to_list()
        strokes = {
            name: look for name, look in STROKES.items() if len(plans) == 1 or name != "p95"
        }  # or too many lines
        for frame, colour, _ in plans:
            _lines(axes, frame.filter(pl.col("unit").is_in(minutes)), colour, strokes)
        day_axis(axes, float(min(minutes)), float(max(minutes)) + HALF_HOUR, every=1)
        axes.set_ylim(bottom=0)
        axes.set_ylabel(text("figure.spread.minutes", names.lang))
        axes.set_xlabel(text("figure.spread.joined", names.lang))
        figure.legend(handles=_line_legend(plans, strokes, names.lang), loc="outside upper left", ncols=4, fontsize=7)
    return figure


def _lines(axes: Axes, frame: pl.DataFrame, colour: str, strokes: Strokes) -> None:
    middle = frame["unit"].to_numpy() + HALF_HOUR / 2
    for name, (stroke, width) in strokes.items():
        value, low, high = _interval(frame, name)
        axes.fill_between(middle, low, high, color=colour, alpha=0.14, linewidth=0)
        axes.plot(middle, value, stroke, color=colour, linewidth=width)


def _line_legend(plans: list[Drawn], strokes: Strokes, lang: str) -> list[Line2D | Patch]:
    lines: list[Line2D | Patch] = [
        Line2D([], [], linestyle=stroke, linewidth=width, color=INK, label=text(f"figure.spread.{name}", lang))
        for name, (stroke, width) in strokes.items()
    ]
    return [*lines, _band(lang), *_colours(plans, lang)]


def _plans(after: Runs, before: Runs | None, by: Literal["hall", "zone", "queue", "half_hour"]) -> list[Drawn]:
    if before is None:
        return [(spread_of(after, by), AFTER, "figure.plan")]
    return [(spread_of(before, by), BEFORE, "figure.before"), (spread_of(after, by), AFTER, "figure.after")]


def _units(names: Names, frame: pl.DataFrame, by: str) -> list[str]:
    there: list[str] = frame.filter(pl.col("tickets") > 0)["unit"].to_list()
    if by == "zone":
        return [zone for zone in names.zones if zone in there]
    if by == "queue":
        waiting = frame.filter(pl.col("mean").is_not_null()).sort("mean", "unit", descending=[True, False])
        return waiting["unit"].head(WORST).to_list()
    return there


def _name(names: Names, unit: str, by: str) -> str:
    return {"zone": names.zone, "queue": names.queue}[by](unit) if by != "hall" else names.title


def _draw(axes: Axes, drawn: Drawn, units: list[str], marks: dict[str, tuple[str, float]], shift: float) -> None:
    frame, colour, _ = drawn
    place = {unit: row + shift for row, unit in enumerate(units)}
    rows = frame.filter(pl.col("unit").is_in(units))
    heights = np.array([place[unit] for unit in rows["unit"]])
    ends = [_interval(rows, name)[0] for name in marks]
    first, last = np.min(ends, axis=0), np.max(ends, axis=0)
    axes.hlines(heights, first, last, color=colour, linewidth=1.1, alpha=0.45)
    for name, (mark, size) in marks.items():
        value, low, high = _interval(rows, name)
        axes.hlines(heights, low, high, color=colour, linewidth=5, alpha=0.25)
        filled = colour if name in FILLED else "white"
        axes.plot(
            value,
            heights,
            mark,
            color=colour,
            markersize=size,
            markerfacecolor=filled,
            markeredgewidth=1.2,
            clip_on=False,
        )


def _interval(frame: pl.DataFrame, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a column and its bounds; where there is no interval, both are the value."""
    value, low, high = (
        frame[name + end].cast(pl.Float64).fill_null(float("nan")).to_numpy() for end in ("", "_low", "_high")
    )
    return value, np.where(np.isnan(low), value, low), np.where(np.isnan(high), value, high)


def _legend(figure: Picture, plans: list[Drawn], of_days: bool, lang: str) -> None:
    """Place a legend over the picture; the three marks of days stand together, as one line says what they are."""
    colours = _colours(plans, lang)
    handles: list[Any] = [*(_mark(*look, filled=name in FILLED) for name, look in MARKS.items()), _band(lang), *colours]
    labels = [text(f"figure.spread.{name}", lang) for name in (*MARKS, "interval")]
    labels += [text(key, lang) for _, _, key in plans[: len(colours)]]
    if of_days:
        handles.append(tuple(_mark(*look, filled=name in FILLED) for name, look in DAY_MARKS.items()))
        labels.append(text("figure.spread.day", lang))
    figure.legend(
        handles,
        labels,
        loc="outside upper left",
        ncols=4,
        fontsize=7,
        handler_map={tuple: HandlerTuple(ndivide=None, pad=0.6)},
    )


def _mark(mark: str, size: float, *, filled: bool) -> Line2D:
    return Line2D(
        [],
        [],
        linestyle="",
        marker=mark,
        markersize=size,
        color=INK,
        markerfacecolor=INK if filled else "white",
        markeredgewidth=1.2,
    )


def _band(lang: str) -> Patch:
    return Patch(facecolor=INK, alpha=0.2, linewidth=0, label=text("figure.spread.interval", lang))


def _colours(plans: list[Drawn], lang: str) -> list[Patch]:
    return [] if len(plans) == 1 else [Patch(facecolor=colour, label=text(key, lang)) for _, colour, key in plans]
