"""The geometry of a drawn graph: heights of its nodes and the ways of its arrows, in inches, downwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.figures.layers import END, START, Layering, Node, box

Point = tuple[float, float]
Link = tuple[Node, Node]
GAP_X, GAP_Y, SLOT_HEIGHT, GUTTER, TRACK, MARGIN = 0.42, 0.26, 0.06, 0.34, 0.09, 0.2
"""Between layers; between boxes of a layer; of an arrow passing a layer; around a way back; between such ways."""
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle: its left, its middle height, its width and height."""

    left: float
    middle: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right side."""
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Placing:
    """Boxes, the ways of arrows as points joined straight (two of a kind) or by a curve, and the extent."""

    spots: dict[str, Spot]
    ways: dict[tuple[str, str], list[list[Point]]]
    """Pieces of each arrow; a piece of two points is a curve, a longer one has right angles."""
    width: float
    height: float


def place(made: Layering, sizes: Mapping[str, tuple[float, float]]) -> Placing:
    """Place the nodes of a layering whose widths and heights are given."""
    spots: dict[Node, Spot] = {}
    crossing = [_crossing(made, band) for band in made.bands]
    most = max((len(tracks) for tracks in crossing), default=0)
    indent = most * TRACK + GUTTER / 2 if most else 0.0
    top = 0.0
    for band, tracks in zip(made.bands, crossing, strict=True):
        heights = _heights(made, band, sizes)
        low = min(y - _height(node, sizes) / 2 for node, y in heights.items())
        high = max(y + _height(node, sizes) / 2 for node, y in heights.items())
        left = MARGIN + indent
        for level in band:
            width = max(_width(node, sizes) for node in made.layers[level])
            for node in made.layers[level]:
                own = width if node[1] else _width(node, sizes)
                spots[node] = Spot(left + (width - own) / 2, top + heights[node] - low, own, _height(node, sizes))
            left += width + GAP_X
        top += high - low + 2 * GUTTER + max(0, len(tracks) - 1) * TRACK
    bottom = max(spot.middle + spot.height / 2 for spot in spots.values())
    right = max(spot.right for spot in spots.values()) + indent + MARGIN
    return Placing(
        {node[0]: s for node, s in spots.items() if not node[1]}, _ways(made, spots, crossing), right, bottom
    )


def _width(node: Node, sizes: Mapping[str, tuple[float, float]]) -> float:
    return 0.0 if node[1] else sizes[node[0]][0]


def _height(node: Node, sizes: Mapping[str, tuple[float, float]]) -> float:
    return SLOT_HEIGHT if node[1] else sizes[node[0]][1]


def _crossing(made: Layering, band: range) -> list[list[Link]]:
    """Return the links from a band to the next by the track they take, from the topmost on.

    Links to one node share a track, or, where that makes fewer, links from one node.
    """
    if band[-1] + 1 >= len(made.layers):
        return []
    rank = {node: place for place, node in enumerate(made.layers[band[-1] + 1])}
    links = [
        (node, target)
        for node in made.layers[band[-1]]
        for target in sorted(made.behind.get(node, ()), key=rank.__getitem__)
    ]
    sources = list(dict.fromkeys(source for source, _ in links))
    targets = sorted({target for _, target in links}, key=rank.__getitem__)
    if len(sources) < len(targets):
        return [[link for link in links if link[0] == source] for source in sources]
    return [[link for link in links if link[1] == target] for target in targets]


def _heights(made: Layering, band: range, sizes: Mapping[str, tuple[float, float]]) -> dict[Node, float]:
    """Give every node of a band a height, near those it is joined to and apart from those above and below.

    Each layer in turn is put where the weighted squares of its arrows' slants are least, the others standing still.
    """
    inside = {node for level in band for node in made.layers[level]}
    at = dict.fromkeys(inside, 0.0)
    for turn in range(ROUNDS):
        for level in band if turn % 2 == 0 else reversed(band):
            nodes = made.layers[level]
            wanted, weights = [], []
            for node in nodes:
                near = [n for n in (*made.before.get(node, ()), *made.behind.get(node, ())) if n in inside]
                pulls = [_pull(node, n) for n in near]
                weights.append(sum(pulls) or 1.0)
                drawn = sum(pull * at[n] for pull, n in zip(pulls, near, strict=True))
                wanted.append(drawn / weights[-1] if near else at[node])
            at |= zip(nodes, _apart(wanted, weights, [_height(node, sizes) for node in nodes]), strict=True)
    return at


def _pull(one: Node, other: Node) -> float:
    """Return how straight the arrow between two nodes shall be: most where it passes layers (Gansner et al. 1993)."""
    return (1.0, 2.0, 8.0)[bool(one[1]) + bool(other[1])]


def _apart(wanted: Sequence[float], weights: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return the heights nearest to those wanted (least squares) that keep the order and the gaps.

    Once the gaps are taken off, that is an isotonic regression: neighbours out of order are pooled.
    """
    offsets = [0.0]
    for upper, lower in pairwise(heights):
        offsets.append(offsets[-1] + (upper + lower) / 2 + GAP_Y)
    pools: list[list[float]] = []  # mean, weight, members
    for value, weight, offset in zip(wanted, weights, offsets, strict=True):
        pools.append([value - offset, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, heavy, count = pools.pop()
            total = pools[-1][1] + heavy
            pools[-1] = [(pools[-1][0] * pools[-1][1] + mean * heavy) / total, total, pools[-1][2] + count]
    flat = [mean for mean, _, count in pools for _ in range(int(count))]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]


def _ways(
    made: Layering, spots: Mapping[Node, Spot], crossing: list[list[list[Link]]]
) -> dict[tuple[str, str], list[list[Point]]]:
    """Return the pieces of each arrow, in order."""
    back = {
        link: _back(made, spots, number, link, (track, len(tracks)))
        for number, tracks in enumerate(crossing)
        for track, links in enumerate(tracks)
        for link in links
    }
    ways: dict[tuple[str, str], list[list[Point]]] = {}
    for source, target in made.links:  # the links of an arrow stand in order
        arrow = (source[0], target[1] or target[0])
        start, end = spots[source], spots[target]
        piece = back.get((source, target)) or [(start.right, start.middle), (end.left, end.middle)]
        ways.setdefault(arrow, []).append(piece)
    return ways


def _back(made: Layering, spots: Mapping[Node, Spot], number: int, link: Link, track: tuple[int, int]) -> list[Point]:
    """Return the way from the end of a band to the beginning of the next: right, down, left, down, right.

    `track` is its number and how many there are. The topmost arrow goes outermost on the right and innermost on the
    left, so that none crosses another.
    """
    start, end = spots[link[0]], spots[link[1]]
    inner, outer = track[0] * TRACK, (track[1] - 1 - track[0]) * TRACK
    band, following = made.bands[number], made.bands[number + 1]
    right = max(spots[node].right for node in made.layers[band[-1]]) + GUTTER / 2 + outer
    left = min(spots[node].left for node in made.layers[following[0]]) - GUTTER / 2 - 0.1 - inner
    floor = max(spots[node].middle + spots[node].height / 2 for level in band for node in made.layers[level])
    gutter = floor + GUTTER + outer
    return [
        (start.right, start.middle), (right, start.middle), (right, gutter),
        (left, gutter), (left, end.middle), (end.left, end.middle),
    ]  # fmt: skip


__all__ = ["END", "START", "Placing", "Spot", "box", "place"]
