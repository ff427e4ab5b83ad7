"""The linear relaxation of a CP-SAT model by SciPy's HiGHS: a bound of our own, and fractions to be made whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from optimiser.problem import Floats

_FAR = 2**62


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relaxed:
    """Optimum and values by index of variable."""

    objective: float
    values: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Arrays:
    """A model of linear constraints only, as arrays.

    `low` ≤ `matrix` x ≤ `high`, `least` ≤ x ≤ `most`, minimise `costs` x + `constant`.
    """

    costs: Floats
    constant: float
    matrix: csr_array
    low: Floats
    high: Floats
    least: Floats
    most: Floats


class Relaxation:
    """The relaxation of one model, solved again and again with some variables held up."""

    def __init__(self, model: cp_model.CpModel) -> None:
        a = self._model = _arrays(model)
        equal = a.low == a.high
        upper, lower = ~equal & np.isfinite(a.high), ~equal & np.isfinite(a.low)
        self._rows = _stacked([a.matrix[np.flatnonzero(upper)], -a.matrix[np.flatnonzero(lower)]])
        self._limits = np.concatenate((a.high[upper], -a.low[lower]))
        self._equal_rows = a.matrix[np.flatnonzero(equal)]
        self._equal = a.high[equal]

    def solve(self, seconds: float, at_least: Mapping[int, float] | None = None) -> Relaxed | None:
        """Return the optimum where variables have at least given values; None if there is none, or not in time."""
        a = self._model
        least = a.least.copy()
        for variable, value in (at_least or {}).items():
            least[variable] = value
        result = linprog(
            a.costs,
            self._rows,
            self._limits,
            self._equal_rows,
            self._equal,
            bounds=np.column_stack((least, a.most)),
            method="highs",
            options={"time_limit": max(0.01, seconds)},
        )
        if result.status != 0 or result.x is None:
            return None
        return Relaxed(objective=float(result.fun) + a.constant, values=np.asarray(result.x))


def relax(model: cp_model.CpModel, seconds: float) -> Relaxed | None:
    """Return the optimum of the relaxation; None if it is not found in time."""
    return Relaxation(model).solve(seconds)


def exact(model: cp_model.CpModel, seconds: float) -> Relaxed | None:
    """Return the integer optimum by HiGHS: a second opinion on small models."""
    a = _arrays(model)
    result = milp(
        a.costs,
        integrality=np.ones(len(a.costs)),
        bounds=Bounds(a.least, a.most),
        constraints=LinearConstraint(a.matrix, a.low, a.high),
        options={"time_limit": max(0.01, seconds), "mip_rel_gap": 0.0},
    )
    if result.status != 0 or result.x is None:
        return None
    return Relaxed(objective=float(result.fun) + a.constant, values=np.asarray(result.x))


def _stacked(parts: list[csr_array]) -> csr_array:
    from scipy.sparse import vstack

    return csr_array(vstack(parts))


def _arrays(model: cp_model.CpModel) -> _Arrays:
    proto = model.proto
    rows: list[int] = []
    columns: list[int] = []
    data: list[int] = []
    low, high = [], []
    for number, constraint in enumerate(proto.constraints):
        linear = constraint.linear
        rows += [number] * len(linear.vars)
        columns += list(linear.vars)
        data += list(linear.coeffs)
        low.append(_bound(linear.domain[0]))
        high.append(_bound(linear.domain[len(linear.domain) - 1]))
    count = len(proto.variables)
    costs = np.zeros(count)
    for variable, factor in zip(proto.objective.vars, proto.objective.coeffs, strict=True):
        costs[variable] += factor
    return _Arrays(
        costs=costs,
        constant=float(proto.objective.offset),
        matrix=csr_array((data, (rows, columns)), shape=(len(low), count), dtype=float),
        low=np.array(low),
        high=np.array(high),
        least=np.array([_bound(v.domain[0]) for v in proto.variables]),
        most=np.array([_bound(v.domain[len(v.domain) - 1]) for v in proto.variables]),
    )


def _bound(value: int) -> float:
    return float(value) if abs(value) < _FAR else float(np.copysign(np.inf, value))
