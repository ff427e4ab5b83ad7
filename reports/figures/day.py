"""Pictures of the day: waits, queue lengths and officers, zone by zone, before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl
from matplotlib.axes import Axes

from reports.figures.canvas import AFTER, BEFORE, DEPARTMENTS, SHADE, Picture, day_axis, picture, short, style
from reports.names import Names
from sim.experiment.results import Runs, mean_intervals
from sim.words import text

COLUMNS = 3
HALF_HOUR = 30
STRAGGLERS = 0.03
LONGEST = 60
"""Characters of a candidate's name in the key."""
WIDEST = 110
"""Characters of the whole key on one line."""

Draw = Callable[[Axes, str], None]


def waits(names: Names, after: Runs, before: Runs | None = None) -> Picture:
    """Mean wait by half-hour of joining, one panel for each zone, all on one scale."""
    return _lines(names, after, before, "wait_minutes", one_scale=True)


def waits_of(names: Names, candidates: Mapping[str, Runs]) -> Picture:
    """Mean wait by half-hour of joining under each of several candidates, one panel for each zone, all on one scale."""
    first = next(iter(candidates.values()))
    lines = [(runs, colour, label) for (label, runs), colour in zip(candidates.items(), DEPARTMENTS, strict=False)]
    labels = {label: short(label, LONGEST) for label in candidates}
    return _panels(names, first, _draw(lines, "wait_minutes"), labels, one_scale=True)


def queue_lengths(names: Names, after: Runs, before: Runs | None = None) -> Picture:
    """Mean number waiting by half-hour, one panel for each zone, each on its own scale."""
    return _lines(names, after, before, "waiting", one_scale=False)


def coverage(names: Names, after: Runs, before: Runs | None = None, offered: pl.DataFrame | None = None) -> Picture:
    """Officers at windows (steps) over the officers that customers keep busy (shaded).

    `offered` (zone, minute, officers) is the expected load, drawn instead of the simulated number serving.
    """
    lines = ((before, BEFORE, "before"), (after, AFTER, "after"))
    found = [(mean_intervals(runs), colour, label) for runs, colour, label in lines if runs is not None]
    load, column = (found[-1][0], "serving") if offered is None else (offered, "officers")

    def draw(axes: Axes, zone: str) -> None:
        busy = _zone(load, zone)
        axes.fill_between(
            busy["minute"].to_numpy(),
            busy[column].to_numpy(),
            step="post",
            color=SHADE,
            linewidth=0,
            label="busy",
        )
        for intervals, colour, label in found:
            frame = _zone(intervals, zone)
            axes.step(frame["minute"].to_numpy(), frame["staffed"].to_numpy(), where="post", color=colour, label=label)

    labels = {"busy": text("figure.busy", names.lang), **_labels(before, names.lang)}
    return _panels(names, after, draw, labels, one_scale=False)


def _lines(names: Names, after: Runs, before: Runs | None, column: str, *, one_scale: bool) -> Picture:
    plans = ((before, BEFORE, "before"), (after, AFTER, "after"))
    draw = _draw([(runs, colour, label) for runs, colour, label in plans if runs is not None], column)
    return _panels(names, after, draw, _labels(before, names.lang), one_scale=one_scale)


def _draw(lines: Sequence[tuple[Runs, str, str]], column: str) -> Draw:
    """Return what draws one line for each run, with its colour and label, of a zone."""
    found = [(mean_intervals(runs), colour, label) for runs, colour, label in lines]

    def draw(axes: Axes, zone: str) -> None:
        for intervals, colour, label in found:
            frame = _zone(intervals, zone)
            middle = frame["minute"].cast(pl.Float64).to_numpy() + HALF_HOUR / 2
            axes.plot(middle, frame[column].to_numpy(), color=colour, label=label)

    return draw


def _panels(names: Names, runs: Runs, draw: Draw, labels: Mapping[str, str], *, one_scale: bool) -> Picture:
    present = set(runs.intervals["zone"])
    zones = [zone for zone in names.zones if zone in present]
    start, end = _open_hours(runs)
    with style():
        rows = max(1, -(-len(zones) // COLUMNS))
        figure = picture(9.2, 0.45 + 1.55 * rows)
        grid = figure.subplots(rows, min(COLUMNS, max(1, len(zones))), sharey=one_scale, squeeze=False)
        panels: list[Axes] = [axes for row in grid for axes in row]
        for axes, zone in zip(panels, zones, strict=False):
            draw(axes, zone)
            axes.set_title(short(names.zone(zone), 38))
            day_axis(axes, start, end)
        for axes in panels[: len(zones)]:  # only now: a limit set by hand ends the scaling
            axes.set_ylim(bottom=0)
        for axes in panels[len(zones) :]:
            axes.set_axis_off()
        _legend(figure, panels[0], labels)
    return figure


def _legend(figure: Picture, axes: Axes, labels: Mapping[str, str]) -> None:
    handles, found = axes.get_legend_handles_labels()
    known = [(h, labels[label]) for h, label in zip(handles, found, strict=True) if label in labels]
    if known:
        columns = len(known) if sum(len(words) for _, words in known) < WIDEST else 1
        figure.legend([h for h, _ in known], [t for _, t in known], loc="outside upper right", ncols=columns)


def _open_hours(runs: Runs) -> tuple[float, float]:
    """Return the first and last minute of the half-hours in which the hall lives; a last straggler is not shown."""
    hall = mean_intervals(runs).group_by("minute").agg(pl.col("staffed").sum(), pl.col("waiting").sum())
    most = hall.select(pl.col("staffed").max(), pl.col("waiting").max()).row(0)
    busy = (pl.col("staffed") > STRAGGLERS * (most[0] or 0)) | (pl.col("waiting") > STRAGGLERS * (most[1] or 0))
    alive = hall.filter(busy)["minute"].to_list()
    return (float(min(alive)), float(max(alive)) + HALF_HOUR) if alive else (0.0, 1440.0)


def _labels(before: Runs | None, lang: str) -> dict[str, str]:
    if before is None:
        return {"after": text("figure.plan", lang)}
    return {"before": text("figure.before", lang), "after": text("figure.after", lang)}


def _zone(frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    return frame.filter(pl.col("zone") == zone).sort("minute")
