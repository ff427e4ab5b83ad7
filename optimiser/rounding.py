"""From fractions to whole officers: rounded down first, then the largest fractions that still fit, then greedily."""

from __future__ import annotations

from collections.abc import Callable

from optimiser.greedy import Builder
from optimiser.problem import Answer, Cluster, Floats, Pattern, Stretch
from optimiser.roster import DESK_MINUTES, Roster

_HARDLY = 0.02
"""Smaller fractions are left to the greedy end."""


def answer(roster: Roster, values: Floats, stopped: Callable[[], bool]) -> Answer:
    """Return whole officers near the fractional `values` of a roster's variables."""
    cluster = roster.cluster
    at = {key: float(values[v.index]) for key, v in roster.at.items()}
    officers = {key: float(values[v.index]) for key, v in roster.officers.items()}
    builder = Builder(cluster, None)
    builder.desks({name: int(values[v.index]) * DESK_MINUTES for name, v in roster.desk.items()})
    for key, value in officers.items():
        for _ in range(int(value + 1e-6)):
            _place(builder, cluster, key, at)
    rest = {key: value - int(value + 1e-6) for key, value in officers.items()}
    for key in sorted((k for k in rest if rest[k] > _HARDLY), key=lambda k: -rest[k]):
        _place(builder, cluster, key, at)
    builder.refresh()
    builder.oblige()
    while not stopped() and builder.step():
        pass
    return builder.answer()


def _place(
    builder: Builder,
    cluster: Cluster,
    key: tuple[int, int, int],
    at: dict[tuple[int, int, Stretch], float],
) -> None:
    """Place an officer of a pattern at the posts to which the fractions give most of each stretch."""
    c, g, p = key
    pattern: Pattern = cluster.groups[g].patterns[p]
    teams = []
    for stretch in pattern.stretches:
        able = [n for n, team in enumerate(cluster.teams) if team.group == g]
        best = max(able, key=lambda n: at.get((c, n, stretch), 0.0))
        teams.append(best)
    if builder.place(c, g, pattern, tuple(teams)):
        for stretch, n in zip(pattern.stretches, teams, strict=True):
            if (c, n, stretch) in at:
                at[c, n, stretch] -= 1.0
