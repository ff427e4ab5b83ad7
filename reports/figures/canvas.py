"""What all pictures share: fonts that show Chinese, colours that all can tell apart, SVG with text as paths."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.fonts import FAMILY, FILE
from reports.notation import clock

BEFORE, AFTER, SHADE, INK, GRID = "#c0793a", "#0b5d8a", "#d5dee6", "#27313a", "#dfe3e7"
"""Today's plan is ochre, the new plan blue."""
DEPARTMENTS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#8a8f98")
"""Okabe and Ito (2008), told apart by the colour-blind, for up to eight departments."""
TINTS = ("#9fc9e6", "#f7d28a", "#8fd3bd", "#e8c3da", "#c5e4f7", "#f0b48f", "#f8f3a6", "#c9cdd2")
"""The same, pale, for eight more."""

SETTINGS: dict[str, object] = {
    "axes.edgecolor": "#9aa3ab",
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 9,
    "axes.unicode_minus": True,
    "font.family": [FAMILY, "DejaVu Sans"],
    "font.size": 8,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "hallflow",  # the same picture is the same file
    "text.color": INK,
    "text.parse_math": False,  # a name may hold dollar signs
    "xtick.color": "#5b6670",
    "ytick.color": "#5b6670",
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "xtick.major.width": 0.6,
    "ytick.major.size": 0,
}


class Picture(Figure):
    """A figure that notebooks show as SVG and reports embed."""

    def svg(self) -> str:
        """Return the picture as SVG without a date, text as paths."""
        return self._saved("svg", {"Date": None, "Creator": None}).decode()

    def png(self, dpi: int = 160) -> bytes:
        """Return the picture as PNG without a date."""
        return self._saved("png", {"Software": None}, dpi)

    def _saved(self, kind: str, metadata: dict[str, None], dpi: int | None = None) -> bytes:
        with style(), warnings.catch_warnings():
            # A rare character of a planner's own name may be missing from the font: it shows as a box.
            warnings.filterwarnings("ignore", message=r"Glyph \d+", category=UserWarning)
            out = io.BytesIO()
            self.savefig(out, format=kind, metadata=metadata, dpi="figure" if dpi is None else dpi)
        return out.getvalue()

    def _repr_svg_(self) -> str:
        return self.svg()


@contextmanager
def style() -> Iterator[None]:
    """Draw with our settings and fonts, leaving the caller's as they were."""
    if FAMILY not in {font.name for font in font_manager.fontManager.ttflist}:
        font_manager.fontManager.addfont(FILE)
    with mpl.rc_context(SETTINGS):  # type: ignore[arg-type]
        yield


def picture(width: float, height: float) -> Picture:
    """Return an empty picture, in inches, whose parts find their own room."""
    return Picture(figsize=(width, height), layout="constrained")


def day_axis(axes: Axes, start: float, end: float, every: int = 2) -> None:
    """Label the horizontal axis with the hours of the day."""
    first, last = int(start // 60), int(-(-end // 60))
    hours = range(first + first % every, last + 1, every)
    axes.set_xlim(start, end)
    axes.set_xticks(
        [60 * h for h in hours if start <= 60 * h <= end],
        [clock(60 * h) for h in hours if start <= 60 * h <= end],
    )


def short(text: str, length: int = 30) -> str:
    """Cut a name so that it fits a panel, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
