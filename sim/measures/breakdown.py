"""Measures by zone, queue, half-hour, window and department, for reports."""

from __future__ import annotations

import numpy as np
import polars as pl

from sim.demand.columns import MS_PER_DAY, NEVER
from sim.log import Log, Outcome
from sim.measures.cases import due_in_horizon
from sim.measures.customers import TicketView
from sim.measures.officers import MS_PER_HOUR, desk_in_horizon, officer_hours_by_department

HALF_HOUR = 30 * 60_000
HALF_HOURS = 48


def by_queue(log: Log, tickets: TicketView) -> pl.DataFrame:
    """Return one row per queue: zone, department, tickets, wait_minutes, arrived, within_target_share, lost.

    Served.
    """
    scenario = log.demand.scenario
    count = len(scenario.queues)

    def total(weights: np.ndarray) -> np.ndarray:
        return np.bincount(tickets.queue, weights=weights.astype(float), minlength=count)

    issued, arrived = total(tickets.issued), total(np.ones(len(tickets.rows)))
    served = total(tickets.outcome == Outcome.SERVED)
    with np.errstate(invalid="ignore"):
        frame = {
            "queue": [q.id for q in scenario.queues],
            "zone": [q.zone for q in scenario.queues],
            "department": [q.department for q in scenario.queues],
            "tickets": issued,
            "arrived": arrived,
            "served": served,
            "lost": arrived - served,
            "wait_minutes": total(tickets.wait * tickets.issued) / 60_000 / issued,
            "within_target_share": total(tickets.in_time) / arrived,
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
    zone_of_window = {w.id: w.zone for w in log.demand.scenario.windows}
    hours = pl.DataFrame(
        {
            "zone": [zone_of_window[s.window] for s in log.timetable.sessions],
            "officer_hours": _staffed(log) / MS_PER_HOUR,
            "busy": log.columns.busy / MS_PER_HOUR,
        },
        schema={"zone": pl.String, "officer_hours": pl.Float64, "busy": pl.Float64},
    )
    staffed = (
        hours.group_by("zone").agg(pl.all().sum()).with_columns(utilisation=pl.col("busy") / pl.col("officer_hours"))
    )
    zones = pl.DataFrame({"zone": [z.id for z in log.demand.scenario.zones]})
    joined = zones.join(customers, on="zone", how="left").join(staffed.drop("busy"), on="zone", how="left")
    return joined.with_columns(pl.col("tickets", "arrived", "served", "lost", "officer_hours").fill_null(0))


def _staffed(log: Log) -> np.ndarray:
    """Return the milliseconds of each window session, from its start to its end or the officer's leaving."""
    sessions = log.timetable.sessions
    starts, ends = (np.array([getattr(s, name) for s in sessions], dtype=np.int64) for name in ("start", "end"))
    return np.asarray(np.maximum(ends, log.columns.left) - starts)


def by_interval(log: Log, tickets: TicketView) -> pl.DataFrame:
    """Return one row per zone and half-hour.

    Its columns are the tickets joining in it and their mean wait, and the mean numbers of customers waiting, of
    customers being served and of officers at windows.
    """
    scenario, days = log.demand.scenario, max(1, len(log.demand.days))
    zones = {z.id: i for i, z in enumerate(scenario.zones)}
    zone_of_queue = np.array([zones[q.zone] for q in scenario.queues], dtype=np.int64)
    zone = zone_of_queue[tickets.queue]
    bins = zone * HALF_HOURS + (tickets.joined % MS_PER_DAY) // HALF_HOUR
    size = len(zones) * HALF_HOURS
    issued = tickets.issued
    count = np.bincount(bins[issued], minlength=size)
    waits = np.bincount(bins[issued], weights=tickets.wait[issued] / 60_000, minlength=size)
    seated = tickets.outcome == Outcome.SERVED
    started = log.columns.started[tickets.rows[seated]]
    ended = log.columns.ended[tickets.rows[seated]]
    at_window = log.columns.active_from != NEVER
    zone_of_window = {w.id: zones[w.zone] for w in scenario.windows}
    session_zone = np.array([zone_of_window[s.window] for s in log.timetable.sessions], dtype=np.int64)
    with np.errstate(invalid="ignore"):
        return pl.DataFrame(
            {
                "zone": np.repeat([z.id for z in scenario.zones], HALF_HOURS),
                "minute": np.tile(np.arange(HALF_HOURS) * 30, len(zones)),
                "tickets": count / days,
                "wait_sum_minutes": waits / days,
                "waiting": _mean_number(
                    zone[issued],
                    tickets.joined[issued],
                    (tickets.joined + tickets.wait)[issued],
                    len(zones),
                    days,
                ),
                "serving": _mean_number(zone[seated], started, ended, len(zones), days),
                "staffed": _mean_number(
                    session_zone[at_window],
                    log.columns.active_from[at_window],
                    log.columns.left[at_window],
                    len(zones),
                    days,
                ),
            }
        )


def _mean_number(group: np.ndarray, begins: np.ndarray, ends: np.ndarray, groups: int, days: int) -> np.ndarray:
    """Return the mean number of [begins, ends) in progress by group and half-hour of the day, shape (groups * 48,)."""
    edges = np.arange(HALF_HOURS + 1) * HALF_HOUR
    numbers = np.zeros((groups, HALF_HOURS))
    for index in range(groups):
        at = group == index
        start = begins[at] % MS_PER_DAY
        progress = _elapsed(start, edges) - _elapsed(start + (ends[at] - begins[at]), edges)
        numbers[index] = np.diff(progress) / HALF_HOUR / days
    return numbers.ravel()


def _elapsed(instants: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return at each edge the sum of the times since those instants that lie before it."""
    ordered = np.sort(instants)
    before = np.searchsorted(ordered, edges)
    sums = np.concatenate(([0], np.cumsum(ordered)))
    return np.asarray(before * edges - sums[before])


def by_window(log: Log) -> pl.DataFrame:
    """Return one row per window: staffed and busy hours per open day."""
    days = max(1, len(log.demand.days))
    number = np.array([s.window for s in log.timetable.sessions], dtype=np.int64)
    size = max([0, *(w.id for w in log.demand.scenario.windows)]) + 1
    windows = np.array([w.id for w in log.demand.scenario.windows], dtype=np.int64)
    staffed = np.bincount(number, weights=_staffed(log), minlength=size)[windows] / MS_PER_HOUR / days
    busy = np.bincount(number, weights=log.columns.busy, minlength=size)[windows] / MS_PER_HOUR / days
    return pl.DataFrame({"window": windows, "staffed_hours": staffed, "busy_hours": busy})


def by_department(log: Log) -> pl.DataFrame:
    """Return one row per department.

    Its columns are cases due and overdue, days late in all, officer hours, desk hours and busy desk hours.
    """
    scenario, cases = log.demand.scenario, log.demand.cases
    index = {d.id: i for i, d in enumerate(scenario.departments)}
    owner = np.array([index[i.department] for i in scenario.items], dtype=np.int64)
    due = due_in_horizon(log)
    late = log.days_late(due)
    department = owner[cases.item[due]]
    size = len(scenario.departments)
    inside = desk_in_horizon(log)
    desk_department = np.array([d.department for d in log.timetable.desks], dtype=np.int64)[inside]
    desk_time = np.array([d.end - d.start for d in log.timetable.desks], dtype=np.float64)[inside]
    return pl.DataFrame(
        {
            "department": [d.id for d in scenario.departments],
            "due": np.bincount(department, minlength=size),
            "overdue": np.bincount(department[log.overdue(due)], minlength=size),
            "tardiness_days": np.bincount(department, weights=late, minlength=size),
            "officer_hours": officer_hours_by_department(log),
            "desk_hours": np.bincount(desk_department, weights=desk_time, minlength=size) / MS_PER_HOUR,
            "desk_busy_hours": np.bincount(desk_department, weights=log.columns.desk_busy[inside], minlength=size)
            / MS_PER_HOUR,
        }
    )
