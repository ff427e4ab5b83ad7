"""Inverse distribution functions: from uniforms to minutes, so that a draw moves smoothly with its parameters.

Draws of many laws are sorted by law, turned into minutes by one call for each, and stored where they belong.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import gamma, gammaincinv, ndtri

from sim.demand.columns import MS_PER_MINUTE
from sim.demand.records import record, table
from sim.domain.items import Item
from sim.domain.units import Distribution
from sim.jit import kernel, part

_SURE, _LISTED, _EXPONENTIAL, _GAMMA, _LOGNORMAL, _KINDS = range(6)


class Law(NamedTuple):
    """One distribution of minutes: its kind and two parameters."""

    kind: int
    a: float
    b: float = 0.0
    values: tuple[float, ...] = ()

    @property
    def varies(self) -> bool:
        """Whether a draw is needed."""
        return self.kind != _SURE


class Laws(NamedTuple):
    """Laws as records of kind and parameters; `first` is the place of the values of a listed one among `values`."""

    table: np.ndarray
    values: np.ndarray


_LAW = record("kind first", "a b")


def laws_of(many: Sequence[Law]) -> Laws:
    """Lay laws out for kernels."""
    counts = np.array([len(law.values) for law in many], dtype=np.int64)
    return Laws(
        table=table(
            _LAW,
            kind=[law.kind for law in many],
            first=np.cumsum(counts) - counts,
            a=[law.a for law in many],
            b=[law.b for law in many],
        ),
        values=np.array([value for law in many for value in law.values], dtype=float),
    )


def service(item: Item) -> Law:
    """Return the law of an item's service time."""
    match item.distribution:
        case Distribution.FIXED:
            return Law(_SURE, item.mean_minutes)
        case Distribution.EXPONENTIAL:
            return exponential(item.mean_minutes)
        case Distribution.GAMMA:
            return gamma_law(item.mean_minutes, item.sd_minutes)
        case Distribution.EMPIRICAL:
            return Law(_LISTED, len(item.values), values=item.values)
        case Distribution.LOGNORMAL:
            return lognormal(item.mean_minutes, item.sd_minutes)


def sure(minutes: float) -> Law:
    """Return the law of what always takes so many minutes."""
    return Law(_SURE, minutes)


def exponential(mean: float) -> Law:
    """Return the exponential law."""
    return Law(_EXPONENTIAL, mean)


def lognormal(mean: float, sd: float) -> Law:
    """Return the log-normal law with the given mean and standard deviation (not those of the logarithm)."""
    if sd == 0 or mean == 0:
        return sure(mean)
    variance = math.log1p((sd / mean) ** 2)
    return Law(_LOGNORMAL, math.log(mean) - variance / 2, math.sqrt(variance))


def gamma_law(mean: float, sd: float) -> Law:
    """Return the Gamma law with the given mean and standard deviation."""
    if sd == 0 or mean == 0:
        return sure(mean)
    shape = (mean / sd) ** 2
    return Law(_GAMMA, shape, mean / shape)


def weibull_scale(mean: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Return the scales of Weibull laws with the given means and shapes."""
    return np.asarray(mean / gamma(1 + 1 / shape))


def exponentials(uniforms: np.ndarray) -> np.ndarray:
    """Turn uniforms into exponential variates of mean 1."""
    logs = np.negative(uniforms)
    np.log1p(logs, out=logs)
    return np.asarray(np.negative(logs, out=logs))


def days_passed(uniforms: np.ndarray, mean: float | np.ndarray) -> np.ndarray:
    """Turn uniforms into whole days from 1 on, geometric with the given means (at least 1)."""
    with np.errstate(divide="ignore"):
        unit = -np.log1p(-1 / np.maximum(1.0, mean))  # infinite where the mean is 1: never more than a day
    return np.asarray(1 + np.floor(exponentials(uniforms) / unit).astype(np.int64))


def gamma_of_mean_one(variance: float, uniforms: np.ndarray) -> np.ndarray:
    """Turn uniforms into Gamma variates of mean 1."""
    if variance <= 0:
        return np.ones_like(uniforms)
    return np.asarray(gammaincinv(1 / variance, uniforms) * variance)


def draw_ms(of: Laws, which: np.ndarray, uniforms: np.ndarray, row: np.ndarray, out: np.ndarray) -> None:
    """Draw a duration for each `i` by law `which[i]` from `uniforms[i]`; in `out[row[i]]`, as whole milliseconds."""
    bounds, to, drawn = np.zeros((2, _KINDS + 1), dtype=np.int64), np.empty_like(row), np.empty((3, len(row)))
    _sort_by_law(of, which, uniforms, row, (bounds, to, drawn))
    bound = bounds[0].tolist()
    for kind in range(_EXPONENTIAL, _KINDS):
        if bound[kind] < bound[kind + 1]:
            _to_minutes(kind, *drawn[:, bound[kind] : bound[kind + 1]])
    store_ms(drawn[0], to, out)


def lognormal_ms(law: Law, uniforms: np.ndarray, times: np.ndarray, row: np.ndarray, out: np.ndarray) -> None:
    """Draw log-normal durations, each times a number of its own; in `out[row[i]]`, as whole milliseconds."""
    _to_minutes(law.kind, uniforms, np.array(law.a), np.array(law.b))
    store_ms(np.multiply(uniforms, times, out=uniforms), row, out)


def _to_minutes(kind: int, x: np.ndarray, a: np.ndarray, b: np.ndarray) -> None:
    """Turn uniforms into minutes, in place.

    NumPy's and SciPy's own functions, since those of a compiler may differ in the last bit.
    """
    if kind == _EXPONENTIAL:
        np.multiply(exponentials(x), a, out=x)
    elif kind == _GAMMA:
        np.multiply(gammaincinv(a, x), b, out=x)
    else:
        ndtri(x, out=x)
        x *= b
        x += a
        np.exp(x, out=x)


@kernel
def _sort_by_law(
    of: Laws,
    which: np.ndarray,
    uniforms: np.ndarray,
    row: np.ndarray,
    out: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    """Fill in where each law's draws begin and end (zeros at first), and, law by law, rows, uniforms and parameters.

    What needs no draw, or is taken from a list, is minutes already.
    """
    laws, (bounds, to, drawn) = of.table, out
    for i in range(len(which)):
        bounds[0, laws[which[i]]["kind"]] += 1
    begin = 0
    for kind in range(_KINDS + 1):
        count = bounds[0, kind]
        bounds[0, kind] = bounds[1, kind] = begin
        begin += count
    for i in range(len(which)):
        law = laws[which[i]]
        at = bounds[1, law["kind"]]
        bounds[1, law["kind"]] += 1
        to[at], drawn[0, at], drawn[1, at], drawn[2, at] = row[i], uniforms[i], law["a"], law["b"]
        if law["kind"] == _SURE:
            drawn[0, at] = law["a"]
        elif law["kind"] == _LISTED:
            drawn[0, at] = of.values[law["first"] + min(int(uniforms[i] * law["a"]), int(law["a"]) - 1)]


@part
def to_ms(minutes: float) -> int:
    """Turn drawn minutes into whole milliseconds, at least 1 (rule 1)."""
    return max(1, int(np.rint(minutes * MS_PER_MINUTE)))


@kernel
def store_ms(minutes: np.ndarray, row: np.ndarray, out: np.ndarray) -> None:
    """Fill in durations, in `out[row[i]]`."""
    for i in range(len(row)):
        out[row[i]] = to_ms(minutes[i])
