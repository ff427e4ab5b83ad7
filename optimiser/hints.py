"""A whole answer as a hint to CP-SAT: counts, and every variable that follows, or the solver would search for it."""

from __future__ import annotations

from ortools.sat.python import cp_model

from optimiser import evaluate
from optimiser.problem import Answer
from optimiser.roster import (
    DECAY,
    DESK_MINUTES,
    UNIT,
    Roster,
    chance_pieces,
    desk_pieces,
    scaled_rate,
    scaled_work,
)


class Hint:
    """Values of all variables that follow from an answer's counts."""

    def __init__(self, roster: Roster, answer: Answer) -> None:
        self.roster, self.answer, self.cluster = roster, answer, roster.cluster
        self.supply = evaluate.supply_of(self.cluster, answer.assignments)
        self.value: dict[int, int] = {}

    def give(self) -> None:
        """Add the hints to the model."""
        self._counts()
        for c in range(len(self.cluster.classes)):
            capacity = self._capacity(c)
            for q in range(len(self.cluster.pools)):
                self._costs(c, q, capacity[q])
        for name, variable in self.roster.desk.items():
            halves = self.answer.desk_minutes.get(name, 0) // DESK_MINUTES
            self._set(variable, halves)
            curve = next(k for k in self.cluster.desks if k.department == name)
            self._set(self.roster.desk_yuan[name], max(0, *(s * halves + k for s, k in desk_pieces(curve)), 0))

    def _set(self, variable: cp_model.IntVar, value: int) -> None:
        self.roster.model.add_hint(variable, value)

    def _counts(self) -> None:
        officers = dict.fromkeys(self.roster.officers, 0)
        at = dict.fromkeys(self.roster.at, 0)
        number = {(t.group, t.post): n for n, t in enumerate(self.cluster.teams)}
        for a in self.answer.assignments:
            p = self.cluster.groups[a.group].patterns.index(a.pattern)
            officers[a.day_class, a.group, p] += a.officers
            for stretch, post in zip(a.pattern.stretches, a.posts, strict=True):
                spot = (a.day_class, number[a.group, post], stretch)
                if spot in at:
                    at[spot] += a.officers
        for key, count in officers.items():
            self._set(self.roster.officers[key], count)
        for place, count in at.items():
            self._set(self.roster.at[place], count)

    def _capacity(self, c: int) -> list[list[int]]:
        """Return the capacity of each pool in units; officers are shared as the linear program says, rounded down."""
        cluster = self.cluster
        shares = self.answer.shares[c]
        capacity = [[0] * cluster.grid.count for _ in cluster.pools]
        for n, team in enumerate(cluster.teams):
            for t in range(cluster.grid.count):
                units = scaled_rate(team.rate[c]) * round(self.supply[c, n, t])
                for q in team.pools:
                    part = units if len(team.pools) == 1 else int(UNIT * shares.get((n, q, t), 0.0) + 1e-6)
                    part = min(part, units)
                    units -= part
                    capacity[q][t] += part
                    if (c, n, q, t) in self.roster.part:
                        self._set(self.roster.part[c, n, q, t], part)
        for q, row in enumerate(capacity):
            for t, units in enumerate(row):
                self._set(self.roster.capacity[c, q, t], units)
        return capacity

    def _costs(self, c: int, q: int, capacity: list[int]) -> None:
        demand = self.cluster.classes[c].demand[q]
        for t, units in enumerate(capacity):
            least = max(slope * units + constant for slope, constant in chance_pieces(demand, t))
            self._set(self.roster.yuan[c, q, t], max(0, least))
        decay = round(DECAY * demand.decay)
        for s in range(len(demand.weights)):
            work, last = scaled_work(demand, s)
            for t, units in enumerate(capacity):
                last = max(0, -(-(decay * last + DECAY * (work[t] - units)) // DECAY))
                self._set(self.roster.backlog[c, q, s, t], last)
