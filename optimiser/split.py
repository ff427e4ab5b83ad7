"""How officers who serve several pools are best shared among them: a linear program, exact for given officers.

Solved by SciPy's HiGHS, not by the solver of `roster`: so the two check each other.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from optimiser.problem import Cluster, DayClass, Demand, Floats, Given


def capacity(cluster: Cluster, supply: Floats, given: Given, index: int) -> Floats:
    """Return capacity by pool, shape (pools, intervals), of class `index`.

    `supply` has the officers at work, shape (teams, intervals).
    """
    total = _fixed(cluster, supply, index)
    for (_, pool, t), part in given.items():
        total[pool, t] += part
    return total


def shares(cluster: Cluster, day_class: DayClass, supply: Floats, index: int) -> Given:
    """Return what each team that serves several pools should give to each of them."""
    teams = [n for n, t in enumerate(cluster.teams) if len(t.pools) > 1 and supply[n].any()]
    return _Sharing(cluster, day_class, supply, index, teams).solve() if teams else {}


def _fixed(cluster: Cluster, supply: Floats, index: int) -> Floats:
    """Return the capacity of the teams that serve one pool only."""
    capacity = np.zeros((len(cluster.pools), supply.shape[1]))
    for number, team in enumerate(cluster.teams):
        if len(team.pools) == 1:
            capacity[team.pools[0]] += supply[number] * team.rate[index]
    return capacity


class _Sharing:
    """The linear program of one class of days."""

    def __init__(self, cluster: Cluster, day_class: DayClass, supply: Floats, index: int, teams: list[int]) -> None:
        self.cluster, self.day_class, self.supply, self.index = cluster, day_class, supply, index
        self.fixed = _fixed(cluster, supply, index)
        self.teams = teams
        self.pools = sorted({pool for n in teams for pool in cluster.teams[n].pools})
        self.rates = [float(team.rate[index]) for team in cluster.teams]
        self.steps = supply.shape[1]
        self.costs: list[float] = []
        self.bounds: list[tuple[float, float | None]] = []
        self.rows: list[list[tuple[int, float]]] = []
        self.limits: list[float] = []

    def solve(self) -> Given:
        """Return the best shares."""
        given = self._variables()
        for pool in self.pools:
            for t in range(self.steps):
                self._chance(pool, t, given)
            self._backlog(pool, given)
        values = [(r, c, v) for r, row in enumerate(self.rows) for c, v in row]
        rows, columns, data = zip(*values, strict=True)
        matrix = coo_array((data, (rows, columns)), shape=(len(self.rows), len(self.costs)))
        result = linprog(self.costs, matrix.tocsr(), self.limits, bounds=self.bounds, method="highs")
        return {key: max(0.0, float(result.x[variable])) for key, variable in given.items()}

    def _variable(self, cost: float = 0.0, low: float = 0.0) -> int:
        self.costs.append(cost)
        self.bounds.append((low, None))
        return len(self.costs) - 1

    def _row(self, terms: list[tuple[int, float]], limit: float) -> None:
        self.rows.append(terms)
        self.limits.append(limit)

    def _variables(self) -> dict[tuple[int, int, int], int]:
        """Make the shares of each team in each interval, which add up to its officers."""
        given: dict[tuple[int, int, int], int] = {}
        for number in self.teams:
            team = self.cluster.teams[number]
            for t in range(self.steps):
                parts = {pool: self._variable() for pool in team.pools}
                given.update({(number, pool, t): part for pool, part in parts.items()})
                limit = float(self.supply[number, t] * team.rate[self.index])
                self._row([(part, 1.0) for part in parts.values()], limit)
        return given

    def _officers(
        self, pool: int, t: int, given: dict[tuple[int, int, int], int], factor: float
    ) -> list[tuple[int, float]]:
        return [(given[n, pool, t], factor) for n in self.teams if (n, pool, t) in given]

    def _chance(self, pool: int, t: int, given: dict[tuple[int, int, int], int]) -> None:
        """Keep a cost variable above each piece of the convex curve."""
        curve = self.day_class.demand[pool].stochastic[t]
        yuan = self._variable(1.0, float(curve[-1]))
        least = int(self.fixed[pool, t])
        most = self.fixed[pool, t] + sum(self.supply[n, t] * self.rates[n] for n in self.teams)
        for c, slope in enumerate(np.diff(curve)):
            if slope < 0 and least <= c <= most:
                terms = [(yuan, -1.0), *self._officers(pool, t, given, float(slope))]
                self._row(terms, float(slope * (c - self.fixed[pool, t]) - curve[c]))

    def _backlog(self, pool: int, given: dict[tuple[int, int, int], int]) -> None:
        demand: Demand = self.day_class.demand[pool]
        for scenario, weight in enumerate(demand.weights):
            previous: int | None = None
            for t in range(self.steps):
                last = t == self.steps - 1
                price = weight * (demand.hold / 2 + demand.left if last else demand.hold)
                after = self._variable(float(price))
                limit = demand.attendance * self.fixed[pool, t] - demand.work[scenario, t]
                terms = [(after, -1.0), *self._officers(pool, t, given, -demand.attendance)]
                if previous is None:
                    limit -= demand.decay * demand.before[scenario]
                else:
                    terms.append((previous, demand.decay))
                self._row(terms, float(limit))
                previous = after
