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
MS_PER_MINUTE = 60_000
HALF_HOUR = 30 * MS_PER_MINUTE
HALF_HOURS = 48
"""Of a day, each `HALF_HOUR` milliseconds long."""


@dataclass(frozen=True, eq=False, kw_only=True)
class TicketView:
    """The tickets of a log as arrays in ticket-row order, with what measures need of them.

    `issued`: a ticket was issued (not balked, not turned away). `wait`: milliseconds from joining to service,
    leaving or the end of the day.
    """

    rows: np.ndarray
    stop: np.ndarray
    visit: np.ndarray
    queue: np.ndarray
    joined: np.ndarray
    wait: np.ndarray
    outcome: np.ndarray
    issued: np.ndarray
    served: np.ndarray
    in_time: np.ndarray
    purpose: np.ndarray


def view(log: Log) -> TicketView:
    """Return the tickets of a log as arrays."""
    columns, stops = log.columns, log.demand.stops
    rows = np.flatnonzero(columns.joined >= 0)
    stop = log.stop_of(rows)
    outcome = columns.outcome.take(rows)
    joined = columns.joined.take(rows)
    served = outcome == Outcome.SERVED
    wait = np.where(served, columns.started.take(rows), columns.ended.take(rows)) - joined
    return TicketView(
        rows=rows,
        stop=stop,
        visit=stops.visit.take(stop),
        queue=stops.queue.take(stop),
        joined=joined,
        wait=wait,
        outcome=outcome,
        issued=(outcome != Outcome.BALKED) & (outcome != Outcome.TURNED_AWAY),
        served=served,
        in_time=served & (wait <= TARGET_MINUTES * MS_PER_MINUTE),
        purpose=columns.purpose.take(rows),
    )


def customer_measures(log: Log, tickets: TicketView) -> dict[str, float]:
    """Return the measures of customers."""
    counts = np.bincount(tickets.outcome, minlength=len(Outcome))
    items = tickets.served & (tickets.purpose == Purpose.ITEM)
    enterprise = log.demand.visits.enterprise.take(tickets.visit)
    measures = {outcome.name.lower(): float(counts[outcome]) for outcome in Outcome}
    return measures | {
        "visits": float(_arrived(log, tickets)),
        "tickets": float(np.count_nonzero(tickets.issued)),
        "items": float(np.count_nonzero(items)),
        "items_enterprise_share": ratio(np.count_nonzero(items & enterprise), np.count_nonzero(items)),
        "no_shows": float(log.demand.no_shows.sum()),
        "wait_minutes": ratio(tickets.wait[tickets.issued].sum() / MS_PER_MINUTE, np.count_nonzero(tickets.issued)),
        "wait_longest_minutes": _longest(tickets),
        "within_target_share": ratio(np.count_nonzero(tickets.in_time), len(tickets.rows)),
    }


def _longest(tickets: TicketView) -> float:
    waits = tickets.wait[tickets.issued]
    return float(waits.max()) / MS_PER_MINUTE if len(waits) else float("nan")


def _arrived(log: Log, tickets: TicketView) -> int:
    """Return how many visits have at least one ticket row."""
    arrived = np.zeros(len(log.demand.visits.day), dtype=bool)
    arrived[tickets.visit] = True
    return int(np.count_nonzero(arrived))


def wait_histogram(tickets: TicketView) -> np.ndarray:
    """Return how many tickets issued waited how long, in bins of `BIN_MINUTES`."""
    bins = np.minimum((tickets.wait[tickets.issued] / (MS_PER_MINUTE * BIN_MINUTES)).astype(np.int64), BINS - 1)
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
