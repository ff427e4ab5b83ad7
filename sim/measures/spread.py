"""How waits are spread: histograms by queue and by half-hour of joining, in bins that widen with the wait."""

from __future__ import annotations

import numpy as np

from sim.demand.columns import MS_PER_DAY
from sim.log import Log
from sim.measures.customers import HALF_HOUR, HALF_HOURS, TicketView

HALF_MINUTE = 30_000
_LONGEST = 20 * 60
"""Half-minutes; longer waits share the last bin."""
EDGES = np.concatenate([np.arange(0, 30, 0.5), np.arange(30, 120, 1), np.arange(120, 605, 5)])
"""Edges of the bins, minutes: bin k holds the waits of `EDGES[k]` and more, but less than `EDGES[k + 1]`."""
BINS = len(EDGES) - 1
_BIN_OF = np.minimum(np.searchsorted(EDGES, np.arange(_LONGEST + 1) / 2, side="right") - 1, BINS - 1)


def by_queue(log: Log, tickets: TicketView) -> np.ndarray:
    """Return how many tickets issued waited how long, shape (queues, bins), int32."""
    return _histograms(tickets, tickets.queue, len(log.demand.scenario.queues))


def by_half_hour(tickets: TicketView) -> np.ndarray:
    """Return the same by half-hour of the day in which a ticket was taken, shape (48, bins), int32."""
    return _histograms(tickets, tickets.joined % MS_PER_DAY // HALF_HOUR, HALF_HOURS)


def _histograms(tickets: TicketView, group: np.ndarray, groups: int) -> np.ndarray:
    bins = _BIN_OF.take(np.minimum(tickets.wait[tickets.issued] // HALF_MINUTE, _LONGEST))
    place = group[tickets.issued] * BINS + bins
    return np.bincount(place, minlength=groups * BINS).reshape(groups, BINS).astype(np.int32)


def percentiles(histograms: np.ndarray, quantile: float | np.ndarray) -> np.ndarray:
    """Return a percentile of each of many histograms, minutes, interpolated inside its bin; NaN where one is empty.

    A percentile in the first bin is 0: customers who wait not at all fill it.

    Parameters
    ----------
    histograms : array of shape (…, bins)
    quantile : float or array of shape (…,)
        One for all, or one for each.
    """
    cumulative = np.cumsum(histograms, axis=-1, dtype=np.float64)
    total = cumulative[..., -1]
    target = quantile * total
    at = np.minimum((cumulative < target[..., None]).sum(axis=-1), BINS - 1)
    before = np.where(at > 0, np.take_along_axis(cumulative, np.maximum(at - 1, 0)[..., None], -1)[..., 0], 0.0)
    inside = np.take_along_axis(cumulative, at[..., None], -1)[..., 0] - before
    with np.errstate(invalid="ignore", divide="ignore"):
        value = EDGES[at] + (EDGES[at + 1] - EDGES[at]) * (target - before) / inside
    return np.where(total > 0, np.where(at > 0, value, 0.0), np.nan)
