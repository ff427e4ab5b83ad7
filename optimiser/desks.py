"""Back-office desks: how many officers on which day, so that work is done by its due date.

A fluid model: the work that a department has finished by the end of a day is a curve below what has been released and
as steep as its desks are staffed; work is late by as many minutes as the curve is short of it when it falls due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from optimiser.casework import Work
from optimiser.problem import DeskCurve, Floats
from sim.domain.policy import CostSettings

_POINTS = (0.4, 0.7, 0.85, 1.0, 1.15, 1.4)
"""Shares of today's desk minutes at which the curve is computed."""
_LOADS = (1.0, 1.1, 1.2)
"""The curve is the mean over these factors on the work.

A desk that is just enough on average is late in every busy week.
"""
_UNEVEN_YUAN = 1e-3
"""Price of a minute that a day has above or below the mean: among equally good answers, the even one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Backlog:
    """One department's desk work over the horizon, as `_Flow` needs it.

    `effect` is what a planned minute gets done (illness, speed); `after_daily` is the work done on a day after the
    horizon; `most` (days,) has the planned minutes that desks and officers allow.
    """

    department: str
    work: Sequence[Work]
    effect: float
    after_daily: float
    most: Floats
    people: float
    """Minutes that the officers who may sit at desks could work over the horizon, had they desks enough."""


def curve(backlog: Backlog, today: Sequence[float], costs: CostSettings) -> DeskCurve:
    """Return the expected overdue cost by planned minutes, given today's minutes on each day.

    Today's total need not be possible on every day.
    """
    total = int(sum(today))
    top = float(max(backlog.most.sum(), total))
    points = sorted({min(top, share * total) for share in _POINTS} | {top})
    loads = [replace(backlog, work=[_scaled(w, f) for w in backlog.work]) for f in _LOADS]
    yuan = [sum(schedule(b, minutes, costs)[1] for b in loads) / len(_LOADS) for minutes in points]
    found = DeskCurve(
        department=backlog.department,
        minutes=np.array(points),
        yuan=_convex(np.array(points), np.minimum.accumulate(np.array(yuan))),
        today=total,
        most=int(top),
        people=int(max(top, backlog.people)),
    )
    as_today = [replace(b, most=np.array(today, dtype=float)) for b in loads]
    todays_yuan = sum(schedule(b, float(total), costs)[1] for b in as_today) / len(_LOADS)
    return replace(found, uneven=max(0.0, todays_yuan - found.cost(total)))


def _convex(points: Floats, values: Floats) -> Floats:
    """Return the greatest convex function that lies nowhere above the values.

    The model takes the highest of the curve's straight pieces, which is the curve itself only if it is convex.
    """
    below = values.copy()
    for first in range(len(points)):
        for last in range(first + 2, len(points)):
            chord = np.interp(points[first : last + 1], points[[first, last]], values[[first, last]])
            below[first : last + 1] = np.minimum(below[first : last + 1], chord)
    return below


def _scaled(work: Work, factor: float) -> Work:
    return replace(work, minutes=work.minutes * factor)


def schedule(backlog: Backlog, minutes: float, costs: CostSettings) -> tuple[Floats, float]:
    """Return planned minutes by day, at most `minutes` in all, and the expected overdue cost in yuan."""
    days = len(backlog.most)
    late = _merged(backlog.work)
    if not late or days == 0:
        return _even(np.zeros(days), backlog.most, minutes), 0.0
    model = _Flow(backlog, minutes, costs, late)
    result = linprog(model.costs, model.matrix(), model.limits, bounds=model.bounds, method="highs")
    if result.x is None:
        return _even(np.zeros(days), backlog.most, minutes), model.nothing_done()
    planned = result.x[:days]
    overdue = float(np.dot(model.late_costs, result.x[model.first_late :]))
    return _even(planned, backlog.most, minutes), overdue


def halves(planned: Floats, most: Sequence[int], unit: float, minutes: float) -> list[int]:
    """Round planned minutes to half days of `unit` minutes, in all at most `minutes`.

    The sum up to each day stays close to what was planned up to it.
    """
    counts: list[int] = []
    owed, total = 0.0, 0
    left = int(minutes // unit) if unit > 0 else 0
    for wanted, limit in zip(planned, most, strict=True):
        owed += wanted / unit if unit > 0 else 0.0
        count = max(0, min(limit, round(owed - total), left - total))
        counts.append(count)
        total += count
    for day in np.argsort([c - m for c, m in zip(counts, most, strict=True)], kind="stable"):
        if total < left and counts[day] < most[day] and total < round(owed):
            counts[day] += 1
            total += 1
    return counts


def _even(planned: Floats, most: Floats, minutes: float) -> Floats:
    """Spread what is left of `minutes` over the days that have room."""
    result = np.minimum(planned, most)
    left = minutes - result.sum()
    room = most - result
    if left > 0 and room.sum() > 0:
        result = result + room * min(1.0, left / room.sum())
    return result


def _merged(work: Sequence[Work]) -> list[tuple[int, float, float]]:
    """Return (due day, work to be finished up to and including this, cases), in the order in which desks take it.

    Neighbours with the same days of release and due are put together.
    """
    merged: list[tuple[int, float, float]] = []
    total = 0.0
    last: tuple[int, int] | None = None
    for entry in work:
        total += entry.minutes
        key = (entry.release, entry.due)
        if merged and key == last:
            merged[-1] = (merged[-1][0], total, merged[-1][2] + entry.cases)
        else:
            merged.append((entry.due, total, entry.cases))
        last = key
    return merged


class _Flow:
    """The linear program: planned minutes by day, their unevenness, work done by day, lateness by piece of work."""

    def __init__(
        self, backlog: Backlog, minutes: float, costs: CostSettings, late: list[tuple[int, float, float]]
    ) -> None:
        self.days = days = len(backlog.most)
        self.first_late = 3 * days
        self.late = late
        daily = max(late[-1][1] / days, 1e-9)
        each = (costs.overdue_case + costs.overdue_day) / daily
        self.late_costs = [each * cases for _, _, cases in late]
        self.costs = [0.0] * days + [_UNEVEN_YUAN] * days + [0.0] * days + self.late_costs
        self.bounds: list[tuple[float, float | None]] = [(0.0, float(m)) for m in backlog.most]
        self.bounds += [(0.0, None)] * (2 * days + len(late))
        self.rows: list[list[tuple[int, float]]] = []
        self.limits: list[float] = []
        self._row([(d, 1.0) for d in range(days)], minutes)
        released = _released_by(backlog.work, days)
        mean = minutes / days
        for d in range(days):
            self._row([(d, 1.0), (days + d, -1.0)], mean)
            self._row([(d, -1.0), (days + d, -1.0)], -mean)
            self._row([(2 * days + d, 1.0), (d, -backlog.effect), *self._before(d)], 0.0)
            self._row([(2 * days + d, 1.0)], released[d])
        for n, (due, upto, _) in enumerate(late):
            day = min(max(due, 0), days - 1)
            beyond = max(0, due - days + 1) * backlog.after_daily
            self._row([(self.first_late + n, -1.0), (2 * days + day, -1.0)], beyond - upto)

    def matrix(self) -> coo_array:
        values = [(r, c, v) for r, row in enumerate(self.rows) for c, v in row]
        rows, columns, data = zip(*values, strict=True)
        return coo_array((data, (rows, columns)), shape=(len(self.rows), len(self.costs))).tocsr()

    def nothing_done(self) -> float:
        """Return the cost when no desk is ever staffed."""
        return float(sum(c * upto for c, (_, upto, _) in zip(self.late_costs, self.late, strict=True)))

    def _before(self, day: int) -> list[tuple[int, float]]:
        return [(2 * self.days + day - 1, -1.0)] if day else []

    def _row(self, terms: list[tuple[int, float]], limit: float) -> None:
        self.rows.append(terms)
        self.limits.append(float(limit))


def _released_by(work: Sequence[Work], days: int) -> Floats:
    released = np.zeros(days)
    for entry in work:
        if entry.release < days:
            released[max(entry.release, 0)] += entry.minutes
    return np.cumsum(released)
