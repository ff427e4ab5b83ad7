"""Mean and risk in one table: the mean wait, how long the unlucky ones wait, and what a bad day is like.

Two things are called percentiles and must not be mixed up. `median`, `p75`, `p90`, `p95` are percentiles of customers'
waits, those of all replications together: 90 of 100 customers wait less than `p90`. `day_p10`, `day_p50`, `day_p90`
are percentiles of daily means, each open day of each replication counting once: on one day in ten the customers of
that day wait longer on average than `day_p90`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import polars as pl
from scipy.stats import t as student

from sim.experiment.chances import korn_graubard
from sim.experiment.estimate import CONFIDENCE
from sim.experiment.results import Runs
from sim.measures import spread as histograms
from sim.measures.customers import HALF_HOURS, percentile

By = Literal["hall", "zone", "queue", "half_hour"]
QUANTILES = {"median": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95}
"""Of customers' waits."""
DAY_QUANTILES = {"day_p10": 0.1, "day_p50": 0.5, "day_p90": 0.9}
"""Of daily mean waits."""
HALL = "hall"

Interval = tuple[np.ndarray, np.ndarray, np.ndarray]
"""A value, its lower and its upper bound, each of shape (units,); NaN where there is none."""


def spread(runs: Runs, by: By = "hall") -> pl.DataFrame:
    """Return one row per unit, with 95 % intervals over replications.

    Intervals are t for means, and Woodruff's for percentiles, but for the hall's own percentiles of waits: those are
    jackknifed as in `estimates`, so that one number has one interval everywhere.

    Returns
    -------
    frame
        unit (`hall`, the id of a zone or queue, or the minute at which a half-hour begins), tickets (per replication),
        and in minutes mean, median, p75, p90, p95; for the hall and zones also day_p10, day_p50, day_p90. Each column
        X has X_low and X_high beside it, null for one replication. Waits are those of tickets issued, as in
        `wait_minutes`. Half-hours in which nobody takes a ticket are left out.
    """
    units, counts, means, quantile = _SOURCES[by](runs)
    columns: dict[str, Interval] = {"mean": _over_replications(means)}
    columns |= {name: quantile(value) for name, value in QUANTILES.items()}
    if by in {"hall", "zone"}:
        of_days = _days(daily_means(runs, by))
        columns |= {name: of_days(value) for name, value in DAY_QUANTILES.items()}
    frame = pl.DataFrame(
        {
            "unit": units,
            "tickets": counts.mean(axis=0),
            **{name + end: column for name, found in columns.items() for end, column in zip(_ENDS, found, strict=True)},
        }
    ).with_columns(pl.selectors.float().fill_nan(None))
    return frame.filter(pl.col("tickets") > 0) if by == "half_hour" else frame


def daily_means(runs: Runs, by: Literal["hall", "zone"] = "hall") -> np.ndarray:
    """Return the mean wait of each day's tickets, minutes, shape (replications, units, days); NaN on a day without."""
    made, frame = runs.provenance, runs.half_hours
    zones = _zones(runs) if by == "zone" else [HALL]
    of_zone = {zone: number for number, zone in enumerate(zones)}
    unit = _numbers(frame["zone"], of_zone) if by == "zone" else np.zeros(len(frame), dtype=np.int64)
    replication = _numbers(frame["replication"], {n: i for i, n in enumerate(made.replications)})
    shape = (len(made.replications), len(zones), made.days)
    place = np.ravel_multi_index((replication, unit, frame["day"].to_numpy()), shape)
    waited, tickets = (
        np.bincount(place, weights=frame[name].to_numpy(), minlength=int(np.prod(shape))).reshape(shape)
        for name in ("wait_sum_minutes", "tickets")
    )
    with np.errstate(invalid="ignore"):
        return np.asarray(waited / tickets)


_ENDS = ("", "_low", "_high")
Quantile = Callable[[float], Interval]
"""From a quantile to the percentiles of all replications together."""
Source = tuple[list[str] | list[int], np.ndarray, np.ndarray, Quantile]
"""Units; tickets and mean waits, shape (replications, units); percentiles."""


def _hall(runs: Runs) -> Source:
    waits = runs.waits[:, None, :]
    return [HALL], waits.sum(axis=-1), runs.values["wait_minutes"][:, None], _fine(waits)


def _by_zone(runs: Runs) -> Source:
    zones = _zones(runs)
    zone_of = _first(runs, runs.queues)["zone"].to_numpy()
    waits = np.stack([runs.waits_by_queue[:, zone_of == zone].sum(axis=1) for zone in zones], axis=1)
    return zones, waits.sum(axis=-1), _stacked(runs, runs.zones, "wait_minutes"), _coarse(waits)


def _by_queue(runs: Runs) -> Source:
    waits = runs.waits_by_queue
    queues = _first(runs, runs.queues)["queue"].to_list()
    return queues, waits.sum(axis=-1), _stacked(runs, runs.queues, "wait_minutes"), _coarse(waits)


def _by_half_hour(runs: Runs) -> Source:
    waits = runs.waits_by_half_hour
    tickets = waits.sum(axis=-1)
    shape = (len(waits), -1, HALF_HOURS)
    # the frame holds means per day of each zone, and the histograms hold counts
    waited = runs.intervals["wait_sum_minutes"].to_numpy().reshape(shape).sum(axis=1) * runs.provenance.days
    with np.errstate(invalid="ignore"):
        means = waited / tickets
    return [30 * n for n in range(HALF_HOURS)], tickets, means, _coarse(waits)


_SOURCES: dict[By, Callable[[Runs], Source]] = {
    "hall": _hall,
    "zone": _by_zone,
    "queue": _by_queue,
    "half_hour": _by_half_hour,
}


def _coarse(waits: np.ndarray) -> Quantile:
    """Return percentiles with Woodruff's (1952) intervals.

    A queue may have few customers, whose percentiles move in jumps, and a jackknife covers those too seldom. Instead
    the share of waits below the percentile gets its interval, by replications, as the waits of one depend on each
    other; the bounds are the percentiles at the bounds of that share.
    """
    whole, count = waits.sum(axis=0, dtype=np.int64), len(waits)
    total, upto = whole.sum(axis=-1), np.cumsum(waits, axis=-1, dtype=np.int64)
    cumulative = upto.sum(axis=0)

    def quantile(value: float) -> Interval:
        found = histograms.percentiles(whole, value)
        at = np.minimum((cumulative < value * total[:, None]).sum(axis=-1), whole.shape[-1] - 1)[:, None]
        inside = np.take_along_axis(whole, at, -1)[:, 0]
        part = (value * total - np.take_along_axis(cumulative, at, -1)[:, 0] + inside) / np.maximum(inside, 1)
        # of each replication, the waits below the percentile's bin and the same part of those in it
        own = np.take_along_axis(waits, at[None], -1)[..., 0]
        below = np.take_along_axis(upto, at[None], -1)[..., 0] - (1 - part) * own
        low, high = _share_bounds(value, below, upto[..., -1])
        return found, histograms.percentiles(whole, low), histograms.percentiles(whole, high)

    return _bounded(quantile, count)


def _fine(waits: np.ndarray) -> Quantile:
    """Take percentiles from the hall's own histogram, whose bins are narrower, with the jackknife of `estimates`."""
    whole = waits.sum(axis=0)

    def quantile(value: float) -> Interval:
        without = [[percentile(row, value) for row in rows] for rows in whole - waits]
        return _jackknife(np.array([percentile(row, value) for row in whole]), np.array(without))

    return _bounded(quantile, len(waits))


def _bounded(quantile: Quantile, count: int) -> Quantile:
    """Leave the bounds out where one replication tells nothing of others."""
    if count > 1:
        return quantile

    def alone(value: float) -> Interval:
        found = quantile(value)[0]
        return found, np.full(found.shape, np.nan), np.full(found.shape, np.nan)

    return alone


def _share_bounds(value: float, below: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return bounds of the share `value` of `number` observations, both by replication and unit."""
    count, total = len(number), np.maximum(number.sum(axis=0), 1)
    if count < 2:
        return np.zeros(total.shape), np.ones(total.shape)
    share = below.sum(axis=0) / total
    variance = count / (count - 1) * ((below - share * number) ** 2).sum(axis=0) / total**2
    return korn_graubard(np.full(total.shape, value), variance, total, count)


def _days(means: np.ndarray) -> Quantile:
    """Return percentiles of daily means, likewise: days are few."""

    def quantile(value: float) -> Interval:
        found = _quantiles(means, np.full(means.shape[1], value))
        below = np.count_nonzero(means <= found[:, None], axis=2)
        low, high = _share_bounds(value, below, np.count_nonzero(~np.isnan(means), axis=2))
        return found, _quantiles(means, low), _quantiles(means, high)

    return _bounded(quantile, len(means))


def _quantiles(means: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return a percentile over replications and days, one share for each unit, interpolated; NaN without any day."""
    pooled = np.sort(np.moveaxis(means, 1, 0).reshape(means.shape[1], -1), axis=1)  # NaN last
    last = np.maximum(np.count_nonzero(~np.isnan(pooled), axis=1) - 1, 0)
    at = shares * last
    low = np.floor(at).astype(np.int64)
    every = np.arange(len(pooled))
    below, above = pooled[every, low], pooled[every, np.minimum(low + 1, last)]
    return np.asarray(below + (at - low) * (above - below))


def _over_replications(values: np.ndarray) -> Interval:
    """Return the mean over replications with its t-interval, as `mean_estimate` does, for many units at once."""
    known = np.count_nonzero(~np.isnan(values), axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known > 0, np.nansum(values, axis=0) / known, np.nan)
        variance = np.where(known > 1, np.nansum((values - mean) ** 2, axis=0) / (known - 1), np.nan)
        half = student.ppf((1 + CONFIDENCE) / 2, np.maximum(known - 1, 1)) * np.sqrt(variance / known)
    return mean, np.maximum(mean - half, 0), mean + half


def _jackknife(value: np.ndarray, without: np.ndarray) -> Interval:
    """Return values with their jackknife intervals over replications (Efron 1982); no wait is less than nought."""
    count = len(without)
    pseudo = count * value - (count - 1) * without
    with np.errstate(invalid="ignore", divide="ignore"):
        half = student.ppf((1 + CONFIDENCE) / 2, count - 1) * pseudo.std(axis=0) / np.sqrt(count - 1)
    return value, np.maximum(value - half, 0), value + half


def _zones(runs: Runs) -> list[str]:
    return _first(runs, runs.zones)["zone"].to_list()


def _first(runs: Runs, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame's rows of the first replication: one per unit, in the scenario's order."""
    return frame.head(len(frame) // max(1, len(runs.provenance.replications)))


def _stacked(runs: Runs, frame: pl.DataFrame, column: str) -> np.ndarray:
    """Return a column by replication and unit; what is missing is NaN."""
    values = frame[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return values.reshape(len(runs.provenance.replications), -1)


def _numbers(column: pl.Series, of: dict[str, int] | dict[int, int]) -> np.ndarray:
    return column.replace_strict(of, return_dtype=pl.Int64).to_numpy()
