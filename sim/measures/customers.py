"""Measures of customers: who came, how long they waited, who was lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.demand.columns import Purpose
from sim.log import Log, Outcome
from sim.measures.registry import TARGET_MINUTES

BIN_MINUTES = 0.1
BINS = 6001
"""Waits of ten hours and more share the last bin."""
_MS_PER_MINUTE = 60_000


@dataclass(frozen=True, eq=False, kw_only=True)
class TicketView:
    """The tickets of a log as arrays in ticket-row order, with what measures need of them.

    `issued`: a ticket was issued (not balked, not turned away). `wait`: milliseconds from joining to service,
    leaving or the end of the day.
    """

    rows: np.ndarray
    stop: np.ndarray
    queue: np.ndarray
    joined: np.ndarray
    wait: np.ndarray
    outcome: np.ndarray
    issued: np.ndarray
    in_time: np.ndarray
    purpose: np.ndarray


def view(log: Log) -> TicketView:
    """Return the tickets of a log as arrays."""
    columns = log.columns
    rows = np.nonzero(columns.joined >= 0)[0]
    stop = rows % max(1, len(log.demand.stops.visit))
    outcome = columns.outcome[rows]
    joined = columns.joined[rows]
    served = outcome == Outcome.SERVED
    wait = np.where(served, columns.started[rows], columns.ended[rows]) - joined
    return TicketView(
        rows=rows,
        stop=stop,
        queue=log.demand.stops.queue[stop],
        joined=joined,
        wait=wait,
        outcome=outcome,
        issued=(outcome != Outcome.BALKED) & (outcome != Outcome.TURNED_AWAY),
        in_time=served & (wait <= TARGET_MINUTES * _MS_PER_MINUTE),
        purpose=columns.purpose[rows],
    )


def customer_measures(log: Log, tickets: TicketView) -> dict[str, float]:
    """Return the measures of customers."""
    counts = np.bincount(tickets.outcome, minlength=len(Outcome))
    items = (tickets.outcome == Outcome.SERVED) & (tickets.purpose == Purpose.ITEM)
    enterprise = log.demand.visits.enterprise[log.demand.stops.visit[tickets.stop]]
    measures = {outcome.name.lower(): float(counts[outcome]) for outcome in Outcome}
    return measures | {
        "visits": float(np.count_nonzero(_arrived(log))),
        "tickets": float(np.count_nonzero(tickets.issued)),
        "items": float(np.count_nonzero(items)),
        "items_enterprise_share": ratio(np.count_nonzero(items & enterprise), np.count_nonzero(items)),
        "no_shows": float(log.demand.no_shows.sum()),
        "wait_minutes": ratio(tickets.wait[tickets.issued].sum() / _MS_PER_MINUTE, np.count_nonzero(tickets.issued)),
        "within_target_share": ratio(np.count_nonzero(tickets.in_time), len(tickets.rows)),
    }


def _arrived(log: Log) -> np.ndarray:
    """Whether each visit has at least one ticket row."""
    arrived = np.zeros(len(log.demand.visits.day), dtype=bool)
    rows = np.nonzero(log.columns.joined >= 0)[0]
    arrived[log.demand.stops.visit[rows % max(1, len(log.demand.stops.visit))]] = True
    return arrived


def wait_histogram(tickets: TicketView) -> np.ndarray:
    """Return how many tickets issued waited how long, in bins of `BIN_MINUTES`."""
    bins = np.minimum((tickets.wait[tickets.issued] / (_MS_PER_MINUTE * BIN_MINUTES)).astype(np.int64), BINS - 1)
    return np.bincount(bins, minlength=BINS)


def percentile(histogram: np.ndarray, quantile: float) -> float:
    """Return a percentile of the waits in minutes.

    It is interpolated inside the bin where the cumulated share reaches it.
    """
    cumulative = np.cumsum(histogram)
    if cumulative[-1] == 0:
        return float("nan")
    target = quantile * cumulative[-1]
    at = int(np.searchsorted(cumulative, target))
    before = cumulative[at - 1] if at else 0
    inside = (target - before) / histogram[at]
    # customers who wait not at all fill the first bin; their percentile is 0, not a part of a bin
    return float((at + inside) * BIN_MINUTES) if at else 0.0


def ratio(part: float | np.integer, whole: float | np.integer) -> float:
    """Return a share, NaN where there is nothing to share."""
    return float(part) / float(whole) if whole else float("nan")
