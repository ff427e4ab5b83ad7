"""Today's plan as the model sees it: officers at work by team and interval, minutes by department, overrun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from optimiser.problem import Floats, Grid, Group, Pattern, Team
from optimiser.staff import Link, Staff
from sim.plan.sessions import Plan

Row = dict[str, Any]
TodaysPattern = tuple[int, Pattern, tuple[int, ...]]


class Todays:
    """Reads today's plan once."""

    def __init__(self, plan: Plan, staff: Staff, grid: Grid, days: int) -> None:
        self.grid, self.days = grid, days
        self._minutes: dict[str, int] = defaultdict(int)
        self._desk_minutes: dict[str, list[int]] = defaultdict(lambda: [0] * days)
        self._sessions: dict[tuple[int, int], list[Row]] = defaultdict(list)
        post_of = {w: p for p, post in enumerate(staff.posts) for w in post.windows}
        group_of = {(o, g.duty): n for n, g in enumerate(staff.groups) for o in g.officers}
        for row in plan.sessions.iter_rows(named=True):
            self._minutes[row["department"]] += row["end"] - row["start"]
            post = post_of[row["window"]]
            group = group_of.get((row["officer"], staff.posts[post].department is None))
            if group is not None:
                self._sessions[group, post].append(row)
        for row in plan.desks.iter_rows(named=True):
            self._minutes[row["department"]] += row["end"] - row["start"]
            self._desk_minutes[row["department"]][row["day"]] += row["end"] - row["start"]

    def minutes(self, department: str) -> int:
        """Return planned minutes, windows and desks together."""
        return self._minutes[department]

    def desk_minutes(self, department: str) -> list[int]:
        """Return planned desk minutes by day."""
        return self._desk_minutes[department]

    def at_work(self, links: Sequence[Link]) -> Floats:
        """Return officers at work, shape (links, days, intervals)."""
        at_work = np.zeros((len(links), self.days, self.grid.count))
        edges = np.array(self.grid.edges, dtype=float)
        for n, row in self._rows(links):
            overlap = np.minimum(row["end"], edges[1:]) - np.maximum(row["start"], edges[:-1])
            at_work[n, row["day"]] += np.maximum(0.0, overlap) / np.diff(edges)
        return at_work

    def overrun(self, links: Sequence[Link], coefficient: Floats) -> float:
        """Return the expected overrun minutes of all sessions; `coefficient` by link and interval at which they end."""
        total = 0.0
        for n, row in self._rows(links):
            end = -(-(row["end"] - self.grid.open) // self.grid.step)
            total += float(coefficient[n, min(self.grid.count, end)])
        return total

    def patterns(
        self, links: Sequence[Link], teams: Sequence[Team], groups: Sequence[Group], day: int
    ) -> tuple[TodaysPattern, ...]:
        """Return group, pattern and teams of the officers whose day is one of their patterns."""
        worked: dict[tuple[int, str], list[tuple[int, int, int]]] = defaultdict(list)
        for n, row in self._rows(links):
            if row["day"] == day:
                worked[teams[n].group, row["officer"]].append((row["start"], row["end"], n))
        by_time = [
            {tuple((self.grid.minute(a), self.grid.minute(b)) for a, b in p.stretches): p for p in g.patterns}
            for g in groups
        ]
        found = []
        for (g, _), sessions in worked.items():
            sessions.sort()
            pattern = by_time[g].get(tuple((start, end) for start, end, _ in sessions))
            if pattern is not None:
                found.append((g, pattern, tuple(n for _, _, n in sessions)))
        return tuple(found)

    def _rows(self, links: Sequence[Link]) -> list[tuple[int, Row]]:
        return [(n, row) for n, k in enumerate(links) for row in self._sessions.get((k.group, k.post), ())]
