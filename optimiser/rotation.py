"""The duty rota of the comprehensive windows (F8): which department sends an officer on which day, and whom.

Fair turns come first (all departments within one of each other, the turns of the months before included),
then turns that are spaced, then days on which a department's own customers come most, since its officer is faster with
them. Nobody is on duty more than the department's hours of today allow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from optimiser import solver
from optimiser.load import Load
from optimiser.staff import at_windows
from sim.domain.scenario_data import Scenario
from sim.domain.units import HoursPool, WindowKind
from sim.plan.sessions import Plan

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Turns:
    """What the rota is decided from.

    Attributes
    ----------
    departments : tuple of str
    needed : array of shape (days,)
        Officers on duty.
    present : array of shape (days, departments)
        Officers whom each department could send.
    before : array of shape (departments,)
        Turns of the months before, the least of them taken as 0.
    most : array of shape (departments,)
        Turns that the department's hours allow.
    worth : array of shape (days, departments)
        What a turn is worth against that of another department: minutes of service saved, rounded.
    spacing : int
        Days within which a department has at most one turn (0: no such wish).
    """

    departments: tuple[str, ...]
    needed: Ints
    present: Ints
    before: Ints
    most: Ints
    worth: Ints
    spacing: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rota:
    """Turns by day and department, shape (days, departments), and the officers on duty by day."""

    turns: Ints
    officers: dict[int, list[str]]
    objective: float | None
    bound: float | None
    proved: bool


def plan(scenario: Scenario, dates: tuple[dt.date, ...], load: Load, today: Plan, limit: solver.Limit) -> Rota | None:
    """Return the rota of a scenario; None where no department shares a window."""
    turns = turns_of(scenario, dates, load, today)
    if turns is None:
        return None
    return _named(scenario, dates, turns, solve(turns, limit))


def turns_of(scenario: Scenario, dates: tuple[dt.date, ...], load: Load, today: Plan) -> Turns | None:
    """Return what the rota of a scenario is decided from."""
    windows = [w for w in scenario.windows if w.kind is WindowKind.COMPREHENSIVE]
    departments = scenario.settings.windows.rotation
    if not windows or not departments or not dates:
        return None
    on_duty = todays_duties(scenario, today)
    needed = np.array([len(on_duty.get(day, ())) for day in range(len(dates))])
    officers = {d: [o for o in scenario.officers if o.department == d and at_windows(o)] for d in departments}
    present = np.array([[sum(date not in o.days_off for o in officers[d]) for d in departments] for date in dates])
    before = np.array([sum(o.duties_before for o in officers[d]) for d in departments])
    ratio = len(departments) / max(1, int(needed.max()))
    return Turns(
        departments=departments,
        needed=np.minimum(needed, present.sum(axis=1)),
        present=present,
        before=before - before.min(),
        most=_most(scenario, departments, today, len(dates)),
        worth=_worth(scenario, departments, windows[0].queues, load),
        spacing=max(2, int(ratio / 2)) if ratio >= 2 else 0,
    )


def todays_duties(scenario: Scenario, today: Plan) -> dict[int, list[str]]:
    """Return the officers at the comprehensive windows by day under today's plan."""
    shared = {w.id for w in scenario.windows if w.kind is WindowKind.COMPREHENSIVE}
    duties: dict[int, set[str]] = {}
    for row in today.sessions.iter_rows(named=True):
        if row["window"] in shared and row["officer"] is not None:
            duties.setdefault(row["day"], set()).add(row["officer"])
    return {day: sorted(officers) for day, officers in duties.items()}


def solve(turns: Turns, limit: solver.Limit) -> Solution:
    """Search the turns by CP-SAT; without an answer, the departments simply follow each other."""
    model = _Model(turns)
    found = solver.minimise(model.model, list(model.turn.values()), limit)
    if found.values is None:
        return Solution(turns=in_order(turns), objective=None, bound=None, proved=False)
    values = np.zeros_like(turns.present)
    for (day, k), value in zip(model.turn, found.values, strict=True):
        values[day, k] = value
    return Solution(turns=values, objective=found.objective, bound=found.bound, proved=found.proved)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """Turns with what is known of their quality."""

    turns: Ints
    objective: float | None
    bound: float | None
    proved: bool


def weights(turns: Turns) -> tuple[int, int]:
    """Return the prices of a turn of unfairness and of one too close: fairness outweighs spacing, spacing worth."""
    close = 2 * int(np.abs(turns.worth).max(initial=0)) + 1  # more than a swap of two turns can win
    return close * (int(turns.needed.sum()) + 1), close


def cost(turns: Turns, chosen: Ints) -> int:
    """Return the objective of given turns: unfairness beyond one, turns too close, less what they are worth."""
    unfair_price, close_price = weights(turns)
    totals = turns.before + chosen.sum(axis=0)
    unfair = max(0, int(totals.max() - totals.min()) - 1)
    close = 0
    for start in range(len(chosen) - turns.spacing + 1) if turns.spacing > 1 else ():
        close += int(np.maximum(0, chosen[start : start + turns.spacing].sum(axis=0) - 1).sum())
    return unfair_price * unfair + close_price * close - int((turns.worth * chosen).sum())


def in_order(turns: Turns) -> Ints:
    """Return turns given day by day to those who had fewest."""
    chosen = np.zeros_like(turns.present)
    totals = turns.before.copy()
    for day, needed in enumerate(turns.needed):
        for _ in range(int(needed)):
            may = np.flatnonzero((chosen[day] < turns.present[day]) & (chosen.sum(axis=0) < turns.most))
            if len(may):
                k = may[np.argmin(totals[may])]
                chosen[day, k] += 1
                totals[k] += 1
    return chosen


class _Model:
    """R1–R4 of FORMULATION.md."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.model = cp_model.CpModel()
        days, count = turns.present.shape
        self.turn = {
            (day, k): self.model.new_int_var(0, int(turns.present[day, k]), "")
            for day in range(days)
            for k in range(count)
        }
        start = in_order(turns)
        for (day, k), variable in self.turn.items():
            self.model.add_hint(variable, int(start[day, k]))
        for day in range(days):  # R1: each day, as many as needed, or as hours allow
            self.model.add(sum(self.turn[day, k] for k in range(count)) == int(start[day].sum()))
        for k in range(count):  # R2: hours
            self.model.add(sum(self.turn[day, k] for day in range(days)) <= int(turns.most[k]))
        unfair_price, close_price = weights(turns)
        close = self._close(days, count)
        worth = sum(int(turns.worth[key]) * v for key, v in self.turn.items())
        self.model.minimize(unfair_price * self._unfair(days, count) + close_price * sum(close) - worth)

    def _unfair(self, days: int, count: int) -> cp_model.IntVar:
        """R3: turns, those before included, within one of each other."""
        top = int(self.turns.before.max() + self.turns.needed.sum())
        least, most = (self.model.new_int_var(0, top, "") for _ in range(2))
        unfair = self.model.new_int_var(0, top, "")
        for k in range(count):
            total = int(self.turns.before[k]) + sum(self.turn[day, k] for day in range(days))
            self.model.add(least <= total)
            self.model.add(total <= most)
        self.model.add(unfair >= most - least - 1)
        return unfair

    def _close(self, days: int, count: int) -> list[cp_model.IntVar]:
        """R4: at most one turn within `spacing` days."""
        close: list[cp_model.IntVar] = []
        spacing = self.turns.spacing
        for start in range(days - spacing + 1) if spacing > 1 else ():
            for k in range(count):
                over = self.model.new_int_var(0, spacing * int(self.turns.present[:, k].max(initial=0)), "")
                window = sum(self.turn[day, k] for day in range(start, start + spacing))
                self.model.add(over >= window - 1)
                close.append(over)
        return close


def _most(scenario: Scenario, departments: Sequence[str], today: Plan, days: int) -> Ints:
    """Return how many turns each department's hours of today allow, where hours stay within departments."""
    hours = scenario.settings.hours
    noon = hours.noon_to - hours.noon_from if hours.open < hours.noon_from < hours.noon_to < hours.close else 0
    minutes = hours.close - hours.open - noon
    officers = {o.id for d in departments for o in scenario.officers if o.department == d}
    if scenario.settings.roster.hours_pool is HoursPool.HALL:
        return np.full(len(departments), days * len(officers))
    planned: dict[str, int] = dict.fromkeys(departments, 0)
    for row in today.sessions.iter_rows(named=True):
        if row["department"] in planned:
            planned[row["department"]] += row["end"] - row["start"]
    return np.array([planned[d] // minutes for d in departments])


def _worth(scenario: Scenario, departments: Sequence[str], queues: Sequence[str], load: Load) -> Ints:
    """Return the minutes that a department's own officer saves on its customers of a day, by day and department."""
    owner = {q.id: q.department for q in scenario.queues}
    extra = scenario.settings.windows.foreign_factor - 1
    saved = []
    for d in departments:
        own = [q for q in queues if owner[q] == d and q in load.mean]
        saved.append(sum((load.tickets[q].sum(axis=1) * load.mean[q] for q in own), np.zeros(_days(load))))
    return np.rint(np.array(saved).T * extra).astype(np.int64)


def _days(load: Load) -> int:
    return next(iter(load.tickets.values())).shape[0] if load.tickets else 0


def _named(scenario: Scenario, dates: tuple[dt.date, ...], turns: Turns, solution: Solution) -> Rota:
    """Name the officers: of those present, who has had fewest turns and waited longest."""
    had: dict[str, int] = {o.id: o.duties_before for o in scenario.officers}
    last: dict[str, int] = {o.id: -1 for o in scenario.officers}
    officers: dict[int, list[str]] = {}
    for day, date in enumerate(dates):
        officers[day] = []
        for k, department in enumerate(turns.departments):
            there = [
                o.id
                for o in scenario.officers
                if o.department == department and at_windows(o) and date not in o.days_off
            ]
            for name in sorted(there, key=lambda o: (had[o], last[o], o))[: int(solution.turns[day, k])]:
                officers[day].append(name)
                had[name] += 1
                last[name] = day
    return Rota(
        turns=solution.turns,
        officers=officers,
        objective=solution.objective,
        bound=solution.bound,
        proved=solution.proved,
    )
