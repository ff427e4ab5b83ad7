"""Where the time of decided cases goes: stacked bars by class of item and by department."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reports.case_times import Bar, bars
from reports.figures.canvas import DEPARTMENTS, INK, TINTS, Picture, picture, short, style
from reports.names import Names
from reports.notation import show
from sim.experiment.results import Runs
from sim.measures.time_split import PARTS
from sim.words import text

LONGEST = 40
BLUE, ORANGE, GREEN, PINK, SKY, RED, YELLOW, GREY = DEPARTMENTS
LOOKS: dict[str, tuple[str, str | None]] = {
    "desk_work": (BLUE, None),
    "desk_waiting": (TINTS[0], BLUE),
    "on_site": (RED, None),
    "inspectors_waiting": (TINTS[5], RED),
    "meeting": (GREEN, None),
    "meeting_waiting": (TINTS[2], GREEN),
    "waiting_days": (GREY, None),
    "transfer": (SKY, None),
    "applicant": (ORANGE, None),
    "authority": (YELLOW, None),
    "back_in_department": (PINK, None),
}
"""Colours as of kinds of steps in `graph`; to wait for somebody is a hatched tint of their work."""
GAP = 0.55


def time_split(names: Names, runs: Runs) -> Picture:
    """Mean working days of decided cases: of all, by class of item, and of departments; a diamond is their promise."""
    found = bars(names, runs)
    with style():
        figure = picture(9.2, 1.25 + 0.29 * max(1, len(found)))
        axes = figure.subplots()
        if not found:
            axes.set_axis_off()
            axes.text(0, 0.5, text("figure.nothing", names.lang), transform=axes.transAxes)
            return figure
        heights = [row + GAP * bar.of_department for row, bar in enumerate(found)]
        shown = [part for part in PARTS if any(bar.days[part] > 0 for bar in found)]
        for height, bar in zip(heights, found, strict=True):
            _draw(axes, height, bar, shown)
        axes.set_yticks(heights, [short(bar.name, LONGEST) for bar in found])
        axes.set_ylim(heights[-1] + 0.6, -0.6)
        axes.set_xlim(0, 1.06 * max(max(sum(bar.days.values()), bar.promised) for bar in found))
        axes.set_xlabel(text("figure.times.axis", names.lang))
        axes.grid(axis="y", visible=False)
        axes.grid(axis="x")
        figure.legend(handles=_legend(shown, names.lang), loc="outside upper left", ncols=4, fontsize=7)
    return figure


def _draw(axes: Axes, height: float, bar: Bar, shown: list[str]) -> None:
    """Draw the parts of a bar one after the other, then its length and its promise."""
    left = 0.0
    for part in shown:
        colour, hatch = LOOKS[part]
        axes.barh(
            height,
            bar.days[part],
            0.72,
            left=left,
            color=colour,
            edgecolor=hatch or colour,
            hatch="/////" if hatch else None,
            linewidth=0,
        )
        left += bar.days[part]
    if bar.promised:
        axes.plot(bar.promised, height, "D", color=INK, markersize=4, markeredgecolor="white", markeredgewidth=0.8)
    axes.annotate(
        show(left, decimals=1), (left, height), xytext=(4, 0), textcoords="offset points", va="center", fontsize=7
    )


def _legend(shown: list[str], lang: str) -> list[Patch | Line2D]:
    patches: list[Patch | Line2D] = [
        Patch(
            facecolor=LOOKS[part][0],
            edgecolor=LOOKS[part][1] or LOOKS[part][0],
            hatch="/////" if LOOKS[part][1] else None,
            linewidth=0,
            label=text(f"part.{part}", lang),
        )
        for part in shown
    ]
    promise = Line2D([], [], marker="D", linestyle="", color=INK, markersize=4, label=text("figure.promised", lang))
    return [*patches, promise]
