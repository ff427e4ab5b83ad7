"""CP-SAT's roster of one cluster: how many officers of a group work which pattern at which post, by class of days.

The model is that of FORMULATION.md; the numbers of its constraints stand beside the code. Costs and capacities are
scaled to integers here and nowhere else: `UNIT` parts of an average officer, `YUAN` parts of a yuan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from optimiser import evaluate, solver
from optimiser.problem import Answer, Assignment, Cluster, Demand, DeskCurve, Floats, Stretch

UNIT = 100
YUAN = 2000
DECAY = 256
DESK_MINUTES = 30
_OVERRUN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """An answer with what is known of its quality: objective and bound in yuan by the integer model."""

    answer: Answer | None
    objective: float | None
    bound: float | None
    proved: bool
    seconds: float


def search(model: Roster, limit: solver.Limit) -> Solved:
    """Search a model, from its hint on if one was given."""
    found = solver.minimise(model.model, model.asked, limit)
    answer = None if found.values is None else model.answer(found.values)
    return Solved(
        answer=answer,
        objective=None if found.objective is None else model.in_yuan(found.objective),
        bound=None if found.bound is None else model.in_yuan(found.bound),
        proved=found.proved,
        seconds=found.seconds,
    )


class Roster:
    """The model of one cluster, with its variables by name."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.model = cp_model.CpModel()
        self.officers: dict[tuple[int, int, int], cp_model.IntVar] = {}
        """Officers by class, group, number of pattern."""
        self.at: dict[tuple[int, int, Stretch], cp_model.IntVar] = {}
        """Officers by class, team, stretch, where a group has several posts."""
        self.part: dict[tuple[int, int, int, int], cp_model.IntVar] = {}
        """Capacity by class, team, pool, interval, where a team serves several pools."""
        self.capacity: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.yuan: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.backlog: dict[tuple[int, int, int, int], cp_model.IntVar] = {}
        self.desk: dict[str, cp_model.IntVar] = {}
        self.desk_yuan: dict[str, cp_model.IntVar] = {}
        self.terms: list[cp_model.LinearExpr | cp_model.IntVar] = []
        self.factors: list[int] = []
        self.teams_of = [[n for n, t in enumerate(cluster.teams) if t.group == g] for g in range(len(cluster.groups))]
        for c in range(len(cluster.classes)):
            self._people(c)
            self._windows(c)
            self._sharing(c)
            for q in range(len(cluster.pools)):
                self._chance(c, q)
                self._overload(c, q)
        for curve in cluster.desks:
            self._desks(curve)
        self._hours()
        self._overrun()
        self.constant = sum(
            len(c.days) * d.hold / 2 * float(d.before @ d.weights) for c in cluster.classes for d in c.demand
        )
        self.model.minimize(cp_model.LinearExpr.weighted_sum(self.terms, self.factors))

    @property
    def asked(self) -> list[cp_model.IntVar]:
        """The variables that an answer is read from."""
        return [*self.officers.values(), *self.at.values(), *self.desk.values()]

    def in_yuan(self, objective: float) -> float:
        """Return an objective of the integer model in yuan."""
        return objective / YUAN + self.constant

    def answer(self, values: tuple[int, ...]) -> Answer:
        """Read an answer from the values of `asked`."""
        officers = dict(zip(self.officers, values, strict=False))
        at = dict(zip(self.at, values[len(self.officers) :], strict=False))
        desk = dict(zip(self.desk, values[len(self.officers) + len(self.at) :], strict=True))
        assignments = []
        for (c, g, p), count in officers.items():
            pattern = self.cluster.groups[g].patterns[p]
            for _ in range(count):
                posts = tuple(self._post(c, g, stretch, at) for stretch in pattern.stretches)
                assignments.append(Assignment(day_class=c, group=g, pattern=pattern, posts=posts, officers=1))
        return evaluate.answer(self.cluster, assignments, {d: v * DESK_MINUTES for d, v in desk.items()})

    def _post(self, c: int, g: int, stretch: Stretch, at: dict[tuple[int, int, Stretch], int]) -> int:
        """Take a post for a stretch from those counted in `at`."""
        teams = self.teams_of[g]
        if len(teams) > 1:
            number = next(n for n in teams if at[c, n, stretch] > 0)
            at[c, number, stretch] -= 1
            return self.cluster.teams[number].post
        return self.cluster.teams[teams[0]].post

    def _people(self, c: int) -> None:
        """C1: no more officers than are present, all of those on duty. C3: each stretch of a pattern is at one post."""
        for g, group in enumerate(self.cluster.groups):
            present = int(self.cluster.classes[c].present[g])
            if present == 0 or not self.teams_of[g]:
                continue
            for p in range(len(group.patterns)):
                self.officers[c, g, p] = self.model.new_int_var(0, present, "")
            everyone = sum(self.officers[c, g, p] for p in range(len(group.patterns)))
            if group.duty:
                self.model.add(everyone == present)
            else:
                self.model.add(everyone <= present)
            if len(self.teams_of[g]) > 1:
                self._posts(c, g, present)

    def _posts(self, c: int, g: int, present: int) -> None:
        working = self._by_stretch(c, g)
        for stretch, officers in working.items():
            shares = []
            for n in self.teams_of[g]:
                self.at[c, n, stretch] = self.model.new_int_var(0, present, "")
                shares.append(self.at[c, n, stretch])
            self.model.add(sum(shares) == sum(officers))

    def _by_stretch(self, c: int, g: int) -> dict[Stretch, list[cp_model.IntVar]]:
        working: dict[Stretch, list[cp_model.IntVar]] = {}
        for p, pattern in enumerate(self.cluster.groups[g].patterns):
            for stretch in pattern.stretches:
                if (c, g, p) in self.officers:
                    working.setdefault(stretch, []).append(self.officers[c, g, p])
        return working

    def _stretches(self, c: int, team: int) -> dict[Stretch, list[cp_model.IntVar]]:
        """Return the variables that count a team's officers by stretch."""
        g = self.cluster.teams[team].group
        if len(self.teams_of[g]) == 1:
            return self._by_stretch(c, g)
        return {s: [v] for (k, n, s), v in self.at.items() if k == c and n == team}

    def _windows(self, c: int) -> None:
        """C2: no more officers at a post than it has windows."""
        self._at_work: dict[tuple[int, int], list[cp_model.IntVar]] = {}
        for n in range(len(self.cluster.teams)):
            for (start, end), officers in self._stretches(c, n).items():
                for t in range(start, end):
                    self._at_work.setdefault((n, t), []).extend(officers)
        for p in range(len(self.cluster.posts)):
            limit = int(self.cluster.classes[c].windows[p])
            teams = [n for n, team in enumerate(self.cluster.teams) if team.post == p]
            for t in range(self.cluster.grid.count):
                there = [v for n in teams for v in self._at_work.get((n, t), [])]
                if there:
                    self.model.add(sum(there) <= limit)

    def _sharing(self, c: int) -> None:
        """C7: the capacity of a pool is what its teams give it; a team gives no more than its officers."""
        cluster = self.cluster
        for t in range(cluster.grid.count):
            given: list[list[tuple[cp_model.IntVar, int]]] = [[] for _ in cluster.pools]
            for n, team in enumerate(cluster.teams):
                officers, rate = self._at_work.get((n, t), []), scaled_rate(team.rate[c])
                if not officers:
                    continue
                if len(team.pools) == 1:
                    given[team.pools[0]] += [(v, rate) for v in officers]
                    continue
                most = rate * int(cluster.classes[c].present[team.group])
                for q in team.pools:
                    self.part[c, n, q, t] = self.model.new_int_var(0, most, "")
                    given[q].append((self.part[c, n, q, t], 1))
                self.model.add(sum(self.part[c, n, q, t] for q in team.pools) <= rate * sum(officers))
            for q, terms in enumerate(given):
                self._capacity(c, q, t, terms)

    def _capacity(self, c: int, q: int, t: int, terms: list[tuple[cp_model.IntVar, int]]) -> None:
        most = sum(
            scaled_rate(team.rate[c]) * int(self.cluster.classes[c].present[team.group])
            for team in self.cluster.teams
            if q in team.pools
        )
        variable = self.model.new_int_var(0, most if terms else 0, "")
        self.model.add(variable == sum(v * factor for v, factor in terms))
        self.capacity[c, q, t] = variable

    def _charge(self, variable: cp_model.IntVar, factor: int) -> None:
        self.terms.append(variable)
        self.factors.append(factor)

    def _chance(self, c: int, q: int) -> None:
        """C9: the cost of chance lies above each piece of its convex curve."""
        demand = self.cluster.classes[c].demand[q]
        for t in range(self.cluster.grid.count):
            pieces = chance_pieces(demand, t)
            top = max(constant for _, constant in pieces)
            variable = self.model.new_int_var(0, max(0, top), "")
            for slope, constant in pieces:
                self.model.add(variable >= slope * self.capacity[c, q, t] + constant)
            self.yuan[c, q, t] = variable
            self._charge(variable, len(self.cluster.classes[c].days))

    def _overload(self, c: int, q: int) -> None:
        """C8: what is neither served nor given up waits on, in each load scenario."""
        demand = self.cluster.classes[c].demand[q]
        days = len(self.cluster.classes[c].days)
        prices = backlog_prices(demand, self.cluster.grid.count)
        for s in range(len(demand.weights)):
            work, before = scaled_work(demand, s)
            decay = round(DECAY * demand.decay)
            most = before
            for t in range(self.cluster.grid.count):
                most += work[t]
                variable = self.model.new_int_var(0, most, "")
                arrived = DECAY * work[t] - DECAY * self.capacity[c, q, t]
                last = self.backlog[c, q, s, t - 1] if t else before
                self.model.add(DECAY * variable >= decay * last + arrived)
                self.backlog[c, q, s, t] = variable
                self._charge(variable, days * int(prices[s, t]))

    def _desks(self, curve: DeskCurve) -> None:
        """C10: the expected overdue cost lies above each piece of its curve."""
        low = int(curve.minutes[0]) // DESK_MINUTES
        desk = self.model.new_int_var(min(low, curve.today // DESK_MINUTES), curve.most // DESK_MINUTES, "")
        pieces = desk_pieces(curve)
        yuan = self.model.new_int_var(0, max(0, *(constant for _, constant in pieces), 0), "")
        for slope, constant in pieces:
            self.model.add(yuan >= slope * desk + constant)
        self.desk[curve.department], self.desk_yuan[curve.department] = desk, yuan
        self._charge(yuan, 1)
        at_windows = [
            self.cluster.groups[g].patterns[p].minutes * len(self.cluster.classes[c].days) * v
            for (c, g, p), v in self.officers.items()
            if self.cluster.groups[g].desk and self.cluster.groups[g].department == curve.department
        ]
        if at_windows:
            self.model.add(DESK_MINUTES * desk + sum(at_windows) <= curve.people)

    def _hours(self) -> None:
        """C4: no department plans more minutes than today."""
        for department, budget in self.cluster.budget.items():
            used = [
                self.cluster.groups[g].patterns[p].minutes * len(self.cluster.classes[c].days) * v
                for (c, g, p), v in self.officers.items()
                if self.cluster.groups[g].department == department
            ]
            if department in self.desk:
                used.append(DESK_MINUTES * self.desk[department])
            if used:
                self.model.add(sum(used) <= budget)

    def _overrun(self) -> None:
        """C6: the expected overrun does not exceed that of today's plan."""
        cluster = self.cluster
        terms = [
            round(_OVERRUN * cluster.overrun_coefficient[n, stretch[1]]) * len(cluster.classes[c].days) * v
            for c in range(len(cluster.classes))
            for n in range(len(cluster.teams))
            for stretch, officers in self._stretches(c, n).items()
            for v in officers
        ]
        if terms:
            self.model.add(sum(terms) <= int(_OVERRUN * cluster.overrun_cap) + len(terms))


def scaled_rate(rate: float) -> int:
    """Return the capacity of an officer in units."""
    return max(1, round(UNIT * rate))


def scaled_work(demand: Demand, scenario: int) -> tuple[list[int], int]:
    """Return arriving work by interval, and before opening, in units of planned capacity (the ill do nothing)."""
    factor = UNIT / max(demand.attendance, 1e-3)
    return [round(factor * w) for w in demand.work[scenario]], round(factor * demand.before[scenario])


def backlog_prices(demand: Demand, intervals: int) -> Floats:
    """Return the price of a unit of backlog at the end of each interval, shape (scenarios, intervals)."""
    each = np.full((len(demand.weights), intervals), demand.hold)
    each[:, -1] = demand.hold / 2 + demand.left
    prices: Floats = np.rint(each * demand.weights[:, None] * (YUAN * demand.attendance / UNIT))
    return prices


def chance_pieces(demand: Demand, t: int) -> list[tuple[int, int]]:
    """Return slope per unit and constant of each piece of the curve of one interval."""
    curve = demand.stochastic[t]
    pieces = [(0, round(YUAN * float(curve[-1])))]
    for officers, slope in enumerate(np.diff(curve)):
        scaled = round(YUAN * float(slope) / UNIT)
        if scaled < 0 and scaled != pieces[-1][0]:
            constant = round(YUAN * float(curve[officers]) - scaled * UNIT * officers)
            pieces.append((scaled, constant))
    return pieces


def desk_pieces(curve: DeskCurve) -> list[tuple[int, int]]:
    """Return slope per half hour and constant of each piece of a desk curve."""
    pieces = [(0, round(YUAN * float(curve.yuan[-1])))]
    slopes = np.diff(curve.yuan) / np.maximum(np.diff(curve.minutes), 1e-9)
    for n, slope in enumerate(slopes):
        scaled = round(YUAN * float(slope) * DESK_MINUTES)
        constant = round(YUAN * float(curve.yuan[n]) - scaled * float(curve.minutes[n]) / DESK_MINUTES)
        pieces.append((scaled, constant))
    return pieces
