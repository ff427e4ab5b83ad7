"""Where the boxes of a drawn graph lie: in layers from left to right, with few crossings, in bands below each other.

After Sugiyama, Tagawa and Toda (1981): the layer of a node is its longest path from the start; an arrow that passes
layers goes through a slot of its own in each; layers are ordered by barycentres. A graph with more layers than
fit beside each other goes on in another band, as a text goes on in another line.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter

Node = tuple[str, str, int]
"""A box (id, "", 0), or the slot of an arrow in a layer that it passes (source, target, layer)."""
START, END, JOINT = "\0start", "\0end", "\0joint"
"""Ids of the two nodes that every graph has besides its boxes; how those of joints begin."""
SWEEPS = 12
NARROW = 0.25
"""Room of a layer without boxes, in layers."""


@dataclass(frozen=True, slots=True)
class Layering:
    """Nodes by layer, from top to bottom, and the arrows between neighbouring layers.

    Attributes
    ----------
    layers : list of lists
        The first holds START only, the last END only.
    links : list of pairs
        Pieces of arrows, each from a node to one in the next layer.
    bands : list of ranges
        The layers of each band.
    """

    layers: list[list[Node]]
    links: list[tuple[Node, Node]]
    bands: list[range]
    before: dict[Node, list[Node]] = field(init=False, default_factory=dict)
    behind: dict[Node, list[Node]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for source, target in self.links:
            self.behind.setdefault(source, []).append(target)
            self.before.setdefault(target, []).append(source)


def box(name: str) -> Node:
    """Return the node of a box."""
    return (name, "", 0)


def with_ends(before: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Let START come before whatever follows nothing, and END after whatever nothing follows."""
    followed = {name for names in before.values() for name in names}
    last = tuple(name for name in before if name not in followed) or (START,)
    return {START: (), **{name: tuple(names) or (START,) for name, names in before.items()}, END: last}


def without_implied(before: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Leave out predecessors that come before another predecessor anyway (transitive reduction)."""
    earlier: dict[str, set[str]] = {}
    for name in TopologicalSorter(before).static_order():
        earlier[name] = {one for near in before[name] for one in (near, *earlier[near])}
    return {
        name: tuple(one for one in near if not any(one in earlier[other] for other in near))
        for name, near in before.items()
    }


def with_joints(before: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Let arrows from several nodes to the same several nodes meet in a joint, instead of crossing each other."""
    followers: dict[tuple[str, ...], list[str]] = {}
    for name, near in before.items():
        followers.setdefault(tuple(near), []).append(name)
    joined = [near for near, names in followers.items() if len(near) > 1 and len(names) > 1]
    joints = {near: f"{JOINT}{number}" for number, near in enumerate(joined)}
    whole = {name: (joints[near],) if (near := tuple(names)) in joints else near for name, names in before.items()}
    return {**whole, **{joint: near for near, joint in joints.items()}}


def layering(before: Mapping[str, Sequence[str]], widest: int) -> Layering:
    """Put the nodes of a graph into layers, bands of at most `widest` layers (START and END not counted).

    `before` gives the predecessors of each box, and boxes in the order in which equals shall stand; no box may
    come after itself.
    """
    whole = with_joints(without_implied(with_ends(before)))
    depth: dict[str, int] = {}
    for name in TopologicalSorter(whole).static_order():
        depth[name] = max((depth[one] + 1 for one in whole[name]), default=0)
    layers: list[list[Node]] = [[] for _ in range(depth[END] + 1)]
    for name in whole:
        layers[depth[name]].append(box(name))
    links: list[tuple[Node, Node]] = []
    for target, sources in whole.items():
        for source in sources:
            slots = [(source, target, level) for level in range(depth[source] + 1, depth[target])]
            for slot in slots:
                layers[slot[2]].append(slot)
            links += zip([box(source), *slots], [*slots, box(target)], strict=True)
    made = Layering(layers, links, _bands(layers, links, widest))
    _order(made)
    return made


def _order(made: Layering) -> None:
    """Order the layers by barycentres, down and up in turn; keep the order with the fewest crossings."""
    best, fewest = [list(layer) for layer in made.layers], _crossings(made)
    for sweep in range(SWEEPS):
        levels = range(1, len(made.layers)) if sweep % 2 == 0 else range(len(made.layers) - 2, -1, -1)
        side, step = (made.before, -1) if sweep % 2 == 0 else (made.behind, 1)
        for level in levels:
            rank = {node: place for place, node in enumerate(made.layers[level + step])}
            own = {node: place for place, node in enumerate(made.layers[level])}
            centre = {
                node: sum(rank[n] for n in side[node]) / len(side[node]) if node in side else float(own[node])
                for node in made.layers[level]
            }
            made.layers[level].sort(key=lambda node, at=centre, was=own: (at[node], was[node]))  # type: ignore[misc]
        crossings = _crossings(made)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in made.layers], crossings
    made.layers[:] = best


def _crossings(made: Layering) -> int:
    count = 0
    for level in range(len(made.layers) - 1):
        rank = {node: place for place, node in enumerate(made.layers[level + 1])}
        ends = [[rank[n] for n in made.behind.get(node, ())] for node in made.layers[level]]
        for upper in range(len(ends)):
            count += sum(a > b for lower in ends[upper + 1 :] for b in lower for a in ends[upper])
    return count


def _bands(layers: list[list[Node]], links: list[tuple[Node, Node]], widest: int) -> list[range]:
    """Cut the layers into as few bands as fit, where few arrows have to go from one band to the next."""
    last_layer = len(layers) - 2
    before = [0.0, 0.0]  # room taken by the layers before each; START takes none
    for layer in layers[1:-1]:
        before.append(before[-1] + (1.0 if any(_is_box(node) for node in layer) else NARROW))
    level = {node: number for number, layer in enumerate(layers) for node in layer}
    sides: list[tuple[set[Node], set[Node]]] = [(set(), set()) for _ in layers]
    for source, target in links:
        sides[level[source]][0].add(source)
        sides[level[source]][1].add(target)
    cut = [min(len(sources), len(targets)) for sources, targets in sides]  # arrows to or from one node go together

    def cost_of(first: int, last: int, even: float) -> float:
        room = before[last + 1] - before[first]
        return (room - even) ** 2 if room <= widest else math.inf

    @cache
    def best(first: int, left: int, even: float) -> tuple[float, tuple[int, ...]]:
        """Return the cost and the last layers of `left` bands over the layers from `first` on."""
        if left == 1:
            return cost_of(first, last_layer, even), (last_layer,)
        found: tuple[float, tuple[int, ...]] = (math.inf, (last_layer,))
        for last in range(first, last_layer):
            cost, rest = best(last + 1, left - 1, even)
            found = min(found, (cost + cost_of(first, last, even) + 2 * cut[last], (last, *rest)))
        return found

    room = before[last_layer + 1]
    fewest = max(1, math.ceil(room / widest))
    choices = (best(1, count, room / count) for count in range(fewest, max(fewest, last_layer) + 1))
    ends = next(ends for cost, ends in choices if cost < math.inf)
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [range(a, b + 1) for a, b in zip(starts, [*ends[:-1], len(layers) - 1], strict=True)]


def _is_box(node: Node) -> bool:
    return not node[1] and not node[0].startswith(JOINT)
