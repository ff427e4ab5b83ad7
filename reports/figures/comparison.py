"""Pictures of a comparison: mean and risk of every candidate, and which queues gain and lose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reports.equity import counts, judged
from reports.figures.canvas import AFTER, BEFORE, DEPARTMENTS, INK, Picture, picture, short, style
from reports.figures.spread import DAY_MARKS, FILLED, MARKS
from sim.experiment.equity import GroupChange
from sim.experiment.results import Runs
from sim.experiment.spread import spread
from sim.words import text

LONGEST, LONGEST_ROW = 70, 36
"""Characters of a name over a panel, and beside a row."""
UNCLEAR = "#aab2b9"
COLOURS = {"better": AFTER, "worse": BEFORE}
VERDICTS = ("better", "worse", "unclear")


def queue_changes(changes: Mapping[str, Sequence[GroupChange]], first: str, lang: str) -> Picture:
    """Change of the mean wait of every queue, the largest gain on the left, one panel for each candidate."""
    with style():
        figure = picture(9.2, 0.4 + 1.9 * max(1, len(changes)))
        panels: list[Axes] = [row[0] for row in figure.subplots(max(1, len(changes)), 1, squeeze=False)]
        for axes, (name, queues) in zip(panels, changes.items(), strict=False):
            _draw(axes, queues)
            axes.set_title(text("figure.queue_changes.panel", lang, name=short(name, LONGEST), **counts(queues)))
            axes.set_ylabel(text("figure.queue_changes.axis", lang, first=short(first, 24)), fontsize=7)
        handles, labels = _key(panels, lang)
        if handles:
            figure.legend(handles, labels, loc="outside upper right", ncols=len(handles))
    return figure


def _draw(axes: Axes, queues: Sequence[GroupChange]) -> None:
    known = sorted((q for q in queues if np.isfinite(q.difference.mean)), key=lambda q: q.difference.mean)
    found = np.array([judged(q) for q in known])
    means = np.array([q.difference.mean for q in known])
    bounds = np.array([[q.difference.low, q.difference.high] for q in known], dtype=float).reshape(-1, 2)
    for kind in VERDICTS:
        rows = np.flatnonzero(found == kind) if kind in COLOURS else np.flatnonzero(~np.isin(found, list(COLOURS)))
        colour = COLOURS.get(kind, UNCLEAR)
        axes.vlines(rows, bounds[rows, 0], bounds[rows, 1], color=colour, linewidth=1.0)
        axes.plot(rows, means[rows], "o", color=colour, markersize=3, markeredgewidth=0, label=kind)
    axes.axhline(0, color="#5b6670", linewidth=0.7)
    axes.set_xticks([])
    axes.set_xlim(-1, len(known))


def _key(panels: Sequence[Axes], lang: str) -> tuple[list[Artist], list[str]]:
    handles, labels = panels[0].get_legend_handles_labels()
    return list(handles), [text(f"verdict.{label}", lang) for label in labels]


def mean_and_risk(candidates: Mapping[str, Runs], lang: str) -> Picture:
    """One row for each candidate: mean and percentiles of the waits, and what good and bad days are like."""
    frames = {name: spread(runs) for name, runs in candidates.items()}
    with style():
        figure = picture(9.2, 1.15 + 0.42 * len(frames))
        waits, days = figure.subplots(1, 2, width_ratios=[1.6, 1])
        for axes, marks, key in ((waits, MARKS, "customers"), (days, DAY_MARKS, "days")):
            for row, frame in enumerate(frames.values()):
                _row(axes, frame, row, marks, DEPARTMENTS[row % len(DEPARTMENTS)])
            axes.set_title(text(f"figure.spread.{key}", lang))
            axes.set_xlabel(text("figure.spread.minutes", lang))
            axes.set_ylim(len(frames) - 0.5, -0.5)
            axes.set_xlim(left=0)
            axes.grid(axis="y", visible=False)
            axes.grid(axis="x")
            axes.set_yticks(range(len(frames)), [])
        waits.set_yticks(range(len(frames)), [short(name, LONGEST_ROW) for name in frames])
        figure.legend(handles=_marks(lang), loc="outside upper left", ncols=len(MARKS) + 1, fontsize=7)
    return figure


def _row(axes: Axes, frame: pl.DataFrame, row: int, marks: Mapping[str, tuple[str, float]], colour: str) -> None:
    """Draw the values of one candidate on one line, each over its interval."""
    values = {name: [frame[name + end][0] for end in ("", "_low", "_high")] for name in marks}
    known = {name: found for name, found in values.items() if found[0] is not None}
    if not known:
        return
    ends = [found[0] for found in known.values()]
    axes.hlines(row, min(ends), max(ends), color=colour, linewidth=1.1, alpha=0.45)
    for name, (value, low, high) in known.items():
        mark, size = marks[name]
        if low is not None:
            axes.hlines(row, low, high, color=colour, linewidth=6, alpha=0.3)
        inside = colour if name in FILLED else "white"
        axes.plot(value, row, mark, color=colour, markersize=size, markerfacecolor=inside, markeredgewidth=1.2)


def _marks(lang: str) -> list[Line2D | Patch]:
    marks: list[Line2D | Patch] = [
        Line2D(
            [], [], linestyle="", marker=mark, markersize=size, color=INK, markeredgewidth=1.2,
            markerfacecolor=INK if name in FILLED else "white", label=text(f"figure.spread.{name}", lang),
        )
        for name, (mark, size) in MARKS.items()
    ]  # fmt: skip
    return [*marks, Patch(facecolor=INK, alpha=0.2, linewidth=0, label=text("figure.spread.interval", lang))]
