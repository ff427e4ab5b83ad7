"""The chance that a half-hour meets the target: the share of open days on which enough customers are served in time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.stats import beta
from scipy.stats import t as student

from sim.experiment.estimate import CONFIDENCE
from sim.experiment.results import Runs

TARGET = 0.8
"""Share of a half-hour's customers who must be served within the target time."""
FEWEST = 5.0
"""Customers per open day below which a half-hour is not judged: one who waits too long would decide."""
HALL = ""
"""Stands for the hall as a whole in the column of zones."""
_ROUNDING = 1e-9


def chances(
    runs: Runs, target: float = TARGET, *, among: pl.DataFrame | None = None, days: Sequence[int] | None = None
) -> pl.DataFrame:
    """Return the chance that the target is met, by zone and half-hour; the rows of the hall come first.

    A half-hour of a day meets the target if at least the share `target` of the customers who came in it were served
    within the target time; whoever left, or came in vain, was not. Days on which nobody came do not count. The interval
    is Korn and Graubard's (1998), a Clopper–Pearson interval for as many independent days as tell as much as those of
    the replications do, because the days of one replication depend on each other.

    Parameters
    ----------
    among : frame, optional
        The half-hours judged (`busy`), by default those of these runs; others have no chance (null).
    days : sequence of int, optional
        The open days judged (0 is the first), all if none are given.

    Returns
    -------
    frame
        zone (`HALL` for the hall), minute, arrived (per open day), days (on which anybody came, of all replications),
        chance, low, high; low and high are null for one replication.
    """
    judged = _judged(runs, target, days)
    open_days = len(runs.provenance.replications) * (runs.provenance.days if days is None else len(days))
    # in order, so that sums of floats are the same to the last bit each time
    by_replication = judged.group_by("zone", "minute", "replication", maintain_order=True).agg(
        pl.col("arrived").sum(), days=pl.len(), met=pl.col("met").sum()
    )
    whole = by_replication.group_by("zone", "minute", maintain_order=True).agg(
        pl.col("arrived").sum() / open_days,
        pl.col("days").sum(),
        chance=pl.col("met").sum() / pl.col("days").sum(),
        replications=pl.len(),
        spread=_spread(),
    )
    low, high = _bounds(whole, len(runs.provenance.replications))
    named = (busy(runs) if among is None else among).with_columns(judged=True)
    bounded = (
        whole.with_columns(low=low, high=high)
        .join(named, on=["zone", "minute"], how="left")
        .with_columns(pl.when(pl.col("judged")).then(pl.col("chance", "low", "high")))
    )
    return bounded.sort("zone", "minute").select("zone", "minute", "arrived", "days", "chance", "low", "high")


def busy(runs: Runs, *, fewest: float = FEWEST) -> pl.DataFrame:
    """Return the half-hours that are judged, zone (or `HALL`) and minute: those with `fewest` customers a day."""
    open_days = len(runs.provenance.replications) * runs.provenance.days
    zones = runs.half_hours.group_by("zone", "minute").agg(pl.col("arrived").sum() / open_days)
    hall = zones.group_by("minute").agg(pl.lit(HALL).first().alias("zone"), pl.col("arrived").sum())
    arrived = pl.concat([hall.select(zones.columns), zones])
    return arrived.filter(pl.col("arrived") >= fewest).select("zone", "minute").sort("zone", "minute")


def met_shares(
    runs: Runs, among: pl.DataFrame, target: float = TARGET, *, days: Sequence[int] | None = None
) -> np.ndarray:
    """Return by replication the share of the zones' half-hours that meet the target, shape (replications,).

    `among` names the half-hours judged (`busy`), so that two runs are judged by the same ones.
    """
    zones = among.filter(pl.col("zone") != HALL)
    judged = _judged(runs, target, days).join(zones, on=["zone", "minute"], how="semi")
    shares = dict(judged.group_by("replication").agg(pl.col("met").mean()).iter_rows())
    return np.array([shares.get(number, np.nan) for number in runs.provenance.replications], dtype=float)


def _judged(runs: Runs, target: float, days: Sequence[int] | None) -> pl.DataFrame:
    """Return every half-hour of every day, of zones and of the hall, and whether it met the target."""
    frame = runs.half_hours if days is None else runs.half_hours.filter(pl.col("day").is_in(list(days)))
    parts = frame.select("zone", "replication", "day", "minute", "arrived", "in_time")
    hall = parts.group_by("replication", "day", "minute", maintain_order=True).agg(pl.col("arrived", "in_time").sum())
    together = pl.concat([hall.select(pl.lit(HALL).alias("zone"), pl.all()).select(parts.columns), parts])
    return together.with_columns(met=pl.col("in_time") >= target * pl.col("arrived") - _ROUNDING)


def _spread() -> pl.Expr:
    """Return the sum of squares of the replications' contributions to the ratio of days met to days."""
    met, days = pl.col("met"), pl.col("days")
    return ((met - met.sum() / days.sum() * days) ** 2).sum() / days.sum() ** 2


def _bounds(frame: pl.DataFrame, replications: int) -> tuple[pl.Series, pl.Series]:
    chance, spread, days = (frame[name].to_numpy().astype(float) for name in ("chance", "spread", "days"))
    if replications < 2:
        nothing = pl.Series([None] * len(frame), dtype=pl.Float64)
        return nothing, nothing
    variance = spread * replications / (replications - 1)
    low, high = korn_graubard(chance, variance, days, replications)
    return pl.Series(low), pl.Series(high)


def korn_graubard(
    share: np.ndarray, variance: np.ndarray, number: np.ndarray, clusters: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return 95 % bounds of shares observed in clusters, each of the arrays' shape.

    Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data. Survey Methodology 24, 193–201.

    Parameters
    ----------
    share, variance : arrays
        The shares, and the variances of these estimates between clusters.
    number : array
        Observations in all.
    clusters : int
        At least 2.
    """
    tail = (1 - CONFIDENCE) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where(variance > 0, share * (1 - share) / variance, number)
    freedom = student.ppf(1 - tail, np.maximum(number - 1, 1)) / student.ppf(1 - tail, clusters - 1)
    effective = np.minimum(worth * freedom**2, number)
    hits = share * effective
    low = np.where(hits > 0, beta.ppf(tail, hits, effective - hits + 1), 0.0)
    high = np.where(hits < effective, beta.ppf(1 - tail, hits + 1, effective - hits), 1.0)
    return low, high
