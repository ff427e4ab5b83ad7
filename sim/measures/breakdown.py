"""Measures by zone, queue, half-hour, window and department, for reports."""

from __future__ import annotations

import numpy as np
import polars as pl

from sim.demand.columns import MS_PER_DAY, NEVER
from sim.domain.scenario_data import Scenario
from sim.log import Log
from sim.measures.cases import DueCases
from sim.measures.customers import HALF_HOUR, HALF_HOURS, TicketView
from sim.measures.equity import longest
from sim.measures.officers import MS_PER_HOUR, desk_in_horizon, desk_time
from sim.memo import once


def by_queue(log: Log, tickets: TicketView) -> pl.DataFrame:
    """Return one row per queue: zone, department, tickets, arrived, served, lost, wait_minutes, within_target_share.

    Also the longest wait, longest_minutes.
    """
    scenario = log.demand.scenario
    count = len(scenario.queues)
    # one count of all four kinds of tickets takes a third of the time of counting each
    kind = tickets.queue * 8 + tickets.issued * 4 + tickets.served * 2 + tickets.in_time
    number = np.bincount(kind, minlength=count * 8).reshape(count, 2, 2, 2).astype(float)
    arrived, issued = number.sum(axis=(1, 2, 3)), number[:, 1].sum(axis=(1, 2))
    served, in_time = number[:, :, 1].sum(axis=(1, 2)), number[..., 1].sum(axis=(1, 2))
    waited = np.bincount(tickets.queue, weights=tickets.wait * tickets.issued, minlength=count)
    with np.errstate(invalid="ignore"):
        frame = {
            "queue": [q.id for q in scenario.queues],
            "zone": [q.zone for q in scenario.queues],
            "department": [q.department for q in scenario.queues],
            "tickets": issued,
            "arrived": arrived,
            "served": served,
            "lost": arrived - served,
            "wait_minutes": waited / 60_000 / issued,
            "within_target_share": in_time / arrived,
            "longest_minutes": longest(tickets, tickets.queue, count),
        }
    return pl.DataFrame(frame)


def by_zone(log: Log, queues: pl.DataFrame) -> pl.DataFrame:
    """Return one row per zone: tickets, wait_minutes, within_target_share, lost.

    Officer_hours at its windows, utilisation of them.
    """
    tickets, arrived = pl.col("tickets"), pl.col("arrived")
    waits = pl.col("wait_minutes").fill_nan(0)
    customers = queues.group_by("zone").agg(
        tickets.sum(),
        arrived.sum(),
        pl.col("served").sum(),
        pl.col("lost").sum(),
        ((waits * tickets).sum() / tickets.sum()).alias("wait_minutes"),
        ((pl.col("within_target_share").fill_nan(0) * arrived).sum() / arrived.sum()).alias("within_target_share"),
    )
    staff = _staff_by_zone(log)
    joined = staff.select("zone").join(customers, on="zone", how="left", maintain_order="left")
    return joined.with_columns(pl.col("tickets", "arrived", "served", "lost").fill_null(0), *staff.drop("zone"))


def _staff_by_zone(log: Log) -> pl.DataFrame:
    """Return by zone the officer hours at its windows, and their utilisation (null where no session is planned)."""
    zones, of_session = log.demand.scenario.zones, _session_zone(log)
    staffed, busy = (
        np.bincount(of_session, weights=column, minlength=len(zones)) for column in (_staffed(log), log.columns.busy)
    )
    with np.errstate(invalid="ignore"):
        utilisation = busy / staffed
    planned = np.bincount(of_session, minlength=len(zones)) > 0
    return pl.DataFrame(
        {
            "zone": [z.id for z in zones],
            "officer_hours": staffed / MS_PER_HOUR,
            "utilisation": _only(planned, utilisation),
        }
    )


def _only(known: np.ndarray, values: np.ndarray) -> pl.Series:
    """Return values, null where there is nothing to be known."""
    return pl.Series(values).set(pl.Series(~known), None)


def _session_zone(log: Log) -> np.ndarray:
    """Return the zone of each window session."""
    return _zone_of_window(log.demand.scenario).take(log.timetable.sessions.window)


@once
def _zone_of_window(scenario: Scenario) -> np.ndarray:
    """Return the zone by number of the window."""
    zones = {z.id: i for i, z in enumerate(scenario.zones)}
    table = np.zeros(max([0, *(w.id for w in scenario.windows)]) + 1, dtype=np.int64)
    for window in scenario.windows:
        table[window.id] = zones[window.zone]
    return table


def _staffed(log: Log) -> np.ndarray:
    """Return the milliseconds of each window session, from its start to its end or the officer's leaving."""
    sessions = log.timetable.sessions
    return np.asarray(np.maximum(sessions.end, log.columns.left) - sessions.start)


def by_interval(log: Log, tickets: TicketView) -> pl.DataFrame:
    """Return one row per zone and half-hour.

    Its columns are the tickets joining in it and their mean wait, and the mean numbers of customers waiting, of
    customers being served and of officers at windows.
    """
    scenario, days = log.demand.scenario, max(1, len(log.demand.days))
    zones, columns = len(scenario.zones), log.columns
    zone = log.timetable.queue_zone[tickets.queue]
    issued, seated = np.flatnonzero(tickets.issued), np.flatnonzero(tickets.served)
    joined, wait, issued_in = tickets.joined[issued], tickets.wait[issued], zone[issued]
    bins = issued_in * HALF_HOURS + (joined % MS_PER_DAY) // HALF_HOUR
    rows = tickets.rows[seated]
    at_window = columns.active_from != NEVER
    present, left = columns.active_from[at_window], columns.left[at_window]
    return pl.DataFrame(
        {
            "zone": np.repeat([z.id for z in scenario.zones], HALF_HOURS),
            "minute": np.tile(np.arange(HALF_HOURS) * 30, zones),
            "tickets": np.bincount(bins, minlength=zones * HALF_HOURS) / days,
            "wait_sum_minutes": np.bincount(bins, weights=wait / 60_000, minlength=zones * HALF_HOURS) / days,
            "waiting": _mean_number(issued_in, joined, joined + wait, zones, days),
            "serving": _mean_number(zone[seated], columns.started[rows], columns.ended[rows], zones, days),
            "staffed": _mean_number(_session_zone(log)[at_window], present, left, zones, days),
        }
    )


def _mean_number(group: np.ndarray, begins: np.ndarray, ends: np.ndarray, groups: int, days: int) -> np.ndarray:
    """Return the mean number of [begins, ends) in progress by group and half-hour of the day, shape (groups * 48,)."""
    start = begins % MS_PER_DAY
    progress = _elapsed(group, start, groups) - _elapsed(group, start + (ends - begins), groups)
    return np.asarray((np.diff(progress) / HALF_HOUR / days).ravel())


def _elapsed(group: np.ndarray, instants: np.ndarray, groups: int) -> np.ndarray:
    """Return by group, at each edge of half-hours, the sum of the times since those instants that lie before it.

    Its shape is (groups, 49).
    """
    # the first edge after each instant; those beyond the last edge are put behind it
    first = np.minimum(instants // HALF_HOUR + 1, HALF_HOURS + 1)
    place, size = group * (HALF_HOURS + 2) + first, groups * (HALF_HOURS + 2)
    number = np.bincount(place, minlength=size).reshape(groups, -1)[:, :-1]
    total = np.bincount(place, weights=instants, minlength=size).reshape(groups, -1)[:, :-1]  # whole, so exact
    edges = np.arange(HALF_HOURS + 1) * HALF_HOUR
    return np.asarray(np.cumsum(number, axis=1) * edges - np.cumsum(total, axis=1))


def by_window(log: Log) -> pl.DataFrame:
    """Return one row per window: staffed and busy hours per open day."""
    days = max(1, len(log.demand.days))
    number = log.timetable.sessions.window
    windows = np.array([w.id for w in log.demand.scenario.windows], dtype=np.int64)
    size = int(windows.max(initial=0)) + 1
    staffed = np.bincount(number, weights=_staffed(log), minlength=size)[windows] / MS_PER_HOUR / days
    busy = np.bincount(number, weights=log.columns.busy, minlength=size)[windows] / MS_PER_HOUR / days
    return pl.DataFrame({"window": windows, "staffed_hours": staffed, "busy_hours": busy})


def by_department(log: Log, officer_hours: np.ndarray, due: DueCases) -> pl.DataFrame:
    """Return one row per department.

    Its columns are cases due and overdue, days late in all, officer hours, desk hours and busy desk hours.
    """
    scenario, desks = log.demand.scenario, log.timetable.desks
    size = len(scenario.departments)
    index = {d.id: i for i, d in enumerate(scenario.departments)}
    owner = np.array([index[i.department] for i in scenario.items], dtype=np.int64)
    department = owner[log.demand.cases.item[due.rows]]
    inside = desk_in_horizon(log)
    desk_department, staffed = desks.department[inside], desk_time(log)[inside]
    desk_busy = log.columns.desk_busy[inside]
    return pl.DataFrame(
        {
            "department": [d.id for d in scenario.departments],
            "due": np.bincount(department, minlength=size),
            "overdue": np.bincount(department[due.overdue], minlength=size),
            "tardiness_days": np.bincount(department, weights=due.late, minlength=size).astype(float),
            "officer_hours": officer_hours,
            "desk_hours": np.bincount(desk_department, weights=staffed, minlength=size) / MS_PER_HOUR,
            "desk_busy_hours": np.bincount(desk_department, weights=desk_busy, minlength=size) / MS_PER_HOUR,
        }
    )
