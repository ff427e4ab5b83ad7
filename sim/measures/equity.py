"""Who waits: by class of customers, and how the target is met half-hour by half-hour and day by day."""

from __future__ import annotations

import numpy as np
import polars as pl

from sim.demand.columns import MS_PER_DAY, day_starts
from sim.domain.scenario_data import Scenario
from sim.log import Log
from sim.measures.customers import HALF_HOUR, HALF_HOURS, MS_PER_MINUTE, TicketView

ORDINARY, BOOKED = "ordinary", "booked"


def class_keys(scenario: Scenario) -> tuple[str, ...]:
    """Return the classes of customers: `ordinary`, `booked`, then the position of each of `customers.classes`."""
    return (ORDINARY, BOOKED, *map(str, range(len(scenario.settings.customers.classes))))


def by_class(log: Log, tickets: TicketView) -> pl.DataFrame:
    """Return one row per class of customers: tickets, arrived, served, lost, and mean and longest wait.

    Classes of one rank cannot be told apart in a line, nor here: the first of them has all their customers.
    """
    keys = class_keys(log.demand.scenario)
    group, count = _class_of(log)[tickets.visit], len(keys)
    issued = tickets.issued
    number = np.bincount(group[issued], minlength=count)
    arrived, served = np.bincount(group, minlength=count), np.bincount(group[tickets.served], minlength=count)
    waited = np.bincount(group[issued], weights=tickets.wait[issued], minlength=count)
    in_time = np.bincount(group[tickets.in_time], minlength=count)
    with np.errstate(invalid="ignore"):
        return pl.DataFrame(
            {
                "customer_class": keys,
                "tickets": number.astype(float),
                "arrived": arrived.astype(float),
                "served": served.astype(float),
                "lost": (arrived - served).astype(float),
                "wait_minutes": waited / MS_PER_MINUTE / number,
                "within_target_share": in_time / arrived,
                "longest_minutes": longest(tickets, group, count),
            }
        )


def longest(tickets: TicketView, group: np.ndarray, groups: int) -> np.ndarray:
    """Return the longest wait of each group of tickets issued, minutes; NaN where there is none."""
    found = np.full(groups, -1, dtype=np.int64)
    np.maximum.at(found, group[tickets.issued], tickets.wait[tickets.issued])
    return np.where(found >= 0, found / MS_PER_MINUTE, np.nan)


def _class_of(log: Log) -> np.ndarray:
    """Return the class of each visit, by number."""
    settings = log.demand.scenario.settings.customers
    of_rank = {one.rank: 2 + n for n, one in reversed(list(enumerate(settings.classes)))}
    of_rank[settings.ordinary_rank] = 0
    ranks = log.demand.visits.rank
    table = np.zeros(int(ranks.max(initial=0)) + 1, dtype=np.int64)
    for rank, number in of_rank.items():
        if rank < len(table):
            table[rank] = number
    return np.where(log.demand.visits.booked, 1, table[ranks])


def by_half_hour_and_day(log: Log, tickets: TicketView) -> pl.DataFrame:
    """Return one row per zone, open day and half-hour in which anybody came.

    Its columns are zone, day (0 is the first), minute (of the half-hour's beginning), arrived, in_time (served within
    the target), tickets and wait_sum_minutes.
    """
    scenario, days = log.demand.scenario, max(1, len(log.demand.days))
    zone, zones = log.timetable.queue_zone[tickets.queue], len(scenario.zones)
    day = np.searchsorted(day_starts(log.demand.days), tickets.joined, side="right") - 1
    place = (zone * days + day) * HALF_HOURS + tickets.joined % MS_PER_DAY // HALF_HOUR
    size = zones * days * HALF_HOURS
    arrived = np.bincount(place, minlength=size)
    rows = np.flatnonzero(arrived)
    issued = tickets.issued
    waited = np.bincount(place[issued], weights=tickets.wait[issued], minlength=size)
    return pl.DataFrame(
        {
            "zone": np.array([z.id for z in scenario.zones])[rows // HALF_HOURS // days],
            "day": (rows // HALF_HOURS % days).astype(np.int32),
            "minute": (rows % HALF_HOURS * 30).astype(np.int32),
            "arrived": arrived[rows].astype(np.int32),
            "in_time": np.bincount(place[tickets.in_time], minlength=size)[rows].astype(np.int32),
            "tickets": np.bincount(place[issued], minlength=size)[rows].astype(np.int32),
            "wait_sum_minutes": waited[rows] / MS_PER_MINUTE,
        }
    )
