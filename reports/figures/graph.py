"""An item's steps, or a project's parts, as a graph from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path

from reports.casework import Box, Casework, Chart
from reports.figures.canvas import DEPARTMENTS, INK, Picture, style
from reports.figures.layers import END, JOINT, START, layering
from reports.figures.lettering import height, inches, wrap
from reports.figures.placing import Placing, Point, Spot, place
from reports.names import Names
from sim.domain.units import ItemKind, StepKind
from sim.words import text

BLUE, ORANGE, GREEN, PINK, SKY, RED, YELLOW, GREY = DEPARTMENTS
HOURGLASS = Path([(-0.7, 1), (0.7, 1), (-0.7, -1), (0.7, -1), (-0.7, 1)], closed=True)
LOOKS: dict[str, tuple[str, str | Path]] = {
    StepKind.DESK.value: (BLUE, "s"),
    StepKind.WAIT.value: (GREY, HOURGLASS),
    StepKind.MEETING.value: (GREEN, "o"),
    StepKind.SIGNATURE.value: (PINK, "*"),
    StepKind.INSPECTION.value: (RED, "D"),
    StepKind.TRANSFER.value: (SKY, ">"),
    StepKind.PAPERS.value: (ORANGE, "p"),
    StepKind.FORWARD.value: (YELLOW, "^"),
    ItemKind.LICENCE.value: (BLUE, "s"),
    ItemKind.PRELIMINARY_REVIEW.value: (ORANGE, "^"),
    ItemKind.SERVICE.value: (GREEN, "o"),
}
"""Colour and symbol of each kind; whatever else there may be is grey with a cross."""
OTHER = (GREY, "X")
PALE = {ORANGE, SKY, YELLOW}
"""Colours on which the symbol is dark."""
QUIET, PAPER, LINE = "#5b6670", "#fbfcfd", "#6b7681"
WIDEST = 6
"""Layers beside each other; a longer graph goes on in another band."""
BOX, STRIP, PAD, DOT, SPECK = 1.86, 0.22, 0.08, 0.11, 0.035
HEADING, NAME, SMALL, TITLE, SUBTITLE = 6.2, 8.0, 6.6, 12.0, 8.5
NARROWEST = 6.4
ALONE = 1.3
"""Room for the words of beginning and end, where no box stands between."""
HINTING = 0.04
"""By which pixels may make a line wider than it is."""
MOST_NAME, MOST_SMALL = 4, 4
CORNER = 0.08


def item_graph(names: Names, item: str) -> Picture:
    """Draw the steps of an item of the scenario."""
    work = Casework(names.scenario, names.lang)
    return draw(work.item_chart(work.items[item]))


def project_graph(names: Names, project: str) -> Picture:
    """Draw the cases of a project of the scenario."""
    found = next(one for one in names.scenario.projects if one.id == project)
    return draw(Casework(names.scenario, names.lang).project_chart(found))


def draw(chart: Chart) -> Picture:
    """Draw a graph: a box for each step, arrows by what comes after what, a legend of the kinds there are.

    An arrow that others imply (from a step to one after the next) is left out.
    """
    texts = {box.id: list(_lines(box)) for box in chart.boxes}
    sizes = {name: (BOX, sum(height(line.size) for line in lines) + 2 * PAD) for name, lines in texts.items()}
    sizes |= dict.fromkeys((START, END), (2 * DOT if chart.boxes else ALONE, 2 * DOT))
    made = layering(chart.before, WIDEST)
    sizes |= {name: (2 * SPECK, 2 * SPECK) for layer in made.layers for name, _, _ in layer if name.startswith(JOINT)}
    placing = place(made, sizes)
    width = max(placing.width, NARROWEST)
    title, subtitle = wrap(chart.title, TITLE, width - 0.4), wrap(chart.subtitle, SUBTITLE, width - 0.4)
    keys = _legend_rows(chart, width - 0.4)
    head = 0.15 + len(title) * height(TITLE) + len(subtitle) * height(SUBTITLE) + 0.2
    below = max(0.0, _lowest_word(placing) - placing.height)
    whole = head + placing.height + below + 0.2 + 0.2 * len(keys) + 0.1
    with style():
        figure = Picture(figsize=(width, whole), facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, width), ylim=(whole, 0))
        axes.axis("off")
        _write(axes, 0.2, 0.15, [*_all(title, TITLE, INK), *_all(subtitle, SUBTITLE, QUIET)])
        left = (width - placing.width) / 2
        axes_shift = (left, head)
        for (_, target), way in placing.ways.items():
            _arrow(axes, way, axes_shift, head=not target.startswith(JOINT))
        for name, spot in placing.spots.items():
            if name.startswith(JOINT):
                axes.add_patch(Circle((left + spot.left + SPECK, head + spot.middle), SPECK, facecolor=LINE))
        for box in chart.boxes:
            _box(axes, box, _moved(placing.spots[box.id], axes_shift), texts[box.id])
        for name, word in ((START, chart.start), (END, chart.end)):
            _end(axes, _moved(placing.spots[name], axes_shift), word, filled=name == END)
        _legend(axes, keys, head + placing.height + below + 0.3)
    return figure


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a box."""

    text: str
    size: float
    colour: str


def _lines(box: Box) -> Iterator[Line]:
    room = BOX - STRIP - 2 * PAD - HINTING
    yield from _all(wrap(box.heading, HEADING, room, 2), HEADING, QUIET)
    yield from _all(wrap(box.name, NAME, room, MOST_NAME), NAME, INK)
    for line in box.lines:
        yield from _all(wrap(line, SMALL, room, MOST_SMALL), SMALL, QUIET)


def _all(lines: Sequence[str], size: float, colour: str) -> list[Line]:
    return [Line(line, size, colour) for line in lines]


def _write(axes: Axes, x: float, y: float, lines: Sequence[Line]) -> None:
    """Write lines from (x, y) downwards."""
    for line in lines:
        y += height(line.size)
        base = y - 0.28 * height(line.size)
        axes.text(x, base, line.text, fontsize=line.size, color=line.colour, va="baseline", ha="left")


def _moved(spot: Spot, by: Point) -> Spot:
    return Spot(spot.left + by[0], spot.middle + by[1], spot.width, spot.height)


def _lowest_word(placing: Placing) -> float:
    """Return where the words below START and END end."""
    return max(placing.spots[name].middle for name in (START, END)) + DOT + height(SMALL) + 0.05


def _box(axes: Axes, box: Box, spot: Spot, lines: list[Line]) -> None:
    colour, symbol = LOOKS.get(box.kind, OTHER)
    top = spot.middle - spot.height / 2
    shape = FancyBboxPatch(
        (spot.left, top),
        spot.width,
        spot.height,
        boxstyle=f"round,pad=0,rounding_size={CORNER / 2}",
        facecolor=PAPER,
        edgecolor="none",
    )
    axes.add_patch(shape)
    strip = Rectangle((spot.left, top), STRIP, spot.height, facecolor=colour, edgecolor="none")
    axes.add_patch(strip)
    strip.set_clip_path(shape)
    axes.add_patch(
        FancyBboxPatch(
            (spot.left, top),
            spot.width,
            spot.height,
            boxstyle=f"round,pad=0,rounding_size={CORNER / 2}",
            facecolor="none",
            edgecolor=LINE,
            linewidth=1.0,
            linestyle=(0, (4, 2.5)) if box.optional else "solid",
        )
    )
    _symbol(axes, spot.left + STRIP / 2, top + PAD + height(HEADING) / 2 + 0.04, colour, symbol)
    _write(axes, spot.left + STRIP + PAD, top + PAD, lines)


def _symbol(axes: Axes, x: float, y: float, colour: str, symbol: str | Path) -> None:
    ink = INK if colour in PALE else "white"
    size = 8.0 if symbol == "*" else 5.6
    axes.plot([x], [y], linestyle="none", marker=symbol, markersize=size, color=ink, markeredgewidth=0)


def _end(axes: Axes, spot: Spot, word: str, *, filled: bool) -> None:
    """Draw the node at which all begins or ends, with a word below."""
    middle = spot.left + spot.width / 2
    axes.add_patch(
        Circle((middle, spot.middle), DOT, facecolor=INK if filled else "white", edgecolor=INK, linewidth=1.4, zorder=3)
    )
    base = spot.middle + DOT + height(SMALL)
    axes.text(middle, base, word, fontsize=SMALL, color=QUIET, ha="center", va="baseline")


def _arrow(axes: Axes, way: list[list[Point]], by: Point, *, head: bool) -> None:
    points: list[Point] = []
    codes: list[int] = []
    for piece in way:
        moved = [(x + by[0], y + by[1]) for x, y in piece]
        points.append(moved[0])
        codes.append(int(Path.LINETO if codes else Path.MOVETO))
        more = _curve(moved) if len(moved) == 2 else _corners(moved)
        for point, code in more:
            points.append(point)
            codes.append(code)
    arrow = FancyArrowPatch(
        path=Path(points, codes),
        arrowstyle="-|>,head_length=4.5,head_width=2.2" if head else "-",
        mutation_scale=1,
        color=LINE,
        linewidth=1.0,
        shrinkA=0,
        shrinkB=0,
        zorder=0.5,
    )
    axes.add_patch(arrow)


def _curve(ends: Sequence[Point]) -> list[tuple[Point, int]]:
    """Return a curve that leaves and comes in level; a straight line where both ends are as high."""
    (x, y), (to_x, to_y) = ends
    code = int(Path.CURVE4)
    half = (to_x - x) / 2
    return [((x + half, y), code), ((to_x - half, to_y), code), ((to_x, to_y), code)]


def _corners(points: Sequence[Point]) -> list[tuple[Point, int]]:
    """Return a way with right angles, its corners rounded."""
    found: list[tuple[Point, int]] = []
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        found.append((_towards(corner, before), int(Path.LINETO)))
        found += [(corner, int(Path.CURVE3)), (_towards(corner, after), int(Path.CURVE3))]
    return [*found, (points[-1], int(Path.LINETO))]


def _towards(start: Point, end: Point) -> Point:
    """Return the point a corner's radius (at most half the way) from `start` towards `end`."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    part = min(CORNER, length / 2) / length if length else 0.0
    return (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))


Key = tuple[str | None, str]


def _legend_rows(chart: Chart, width: float) -> list[list[tuple[float, Key]]]:
    """Return the rows of the legend: for each entry its left side, kind (None: optional) and words."""
    kinds = list(dict.fromkeys([kind for kind in LOOKS if any(box.kind == kind for box in chart.boxes)]))
    keys: list[Key] = [(kind, text(f"show.kind.{kind}", chart.lang)) for kind in kinds]
    if any(box.optional for box in chart.boxes):
        keys.append((None, text("show.legend.optional", chart.lang)))
    rows: list[list[tuple[float, Key]]] = [[]] if keys else []
    x = 0.0
    for key in keys:
        need = STRIP + 0.07 + inches(key[1], SMALL) + 0.22
        if rows[-1] and x + need > width:
            rows.append([])
            x = 0.0
        rows[-1].append((x, key))
        x += need
    return rows


def _legend(axes: Axes, rows: list[list[tuple[float, Key]]], top: float) -> None:
    for number, row in enumerate(rows):
        middle = top + 0.2 * number
        for x, (kind, words) in row:
            left = 0.2 + x
            colour, symbol = (PAPER, "") if kind is None else LOOKS[kind]
            axes.add_patch(
                Rectangle(
                    (left, middle - 0.07),
                    STRIP,
                    0.14,
                    facecolor=colour,
                    edgecolor=LINE if kind is None else "none",
                    linestyle=(0, (4, 2.5)) if kind is None else "solid",
                    linewidth=0.9,
                )
            )
            if kind is not None:
                _symbol(axes, left + STRIP / 2, middle, colour, symbol)
            axes.text(
                left + STRIP + 0.07, middle + 0.3 * height(SMALL), words, fontsize=SMALL, color=QUIET, va="baseline"
            )


__all__ = ["draw", "item_graph", "project_graph"]
