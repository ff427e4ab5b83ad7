"""Offered load against today's capacity, queue by queue and desk by desk: the first test of a scenario's believability.

Load is expected tickets times mean service time; capacity is the time of the sessions of today's plan,
each officer at the officer's own speed. Queues
that share windows form a group, whose load stands against the time of all its windows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from optimiser.load import Load, expected
from reports.caseload import (
    DeskLoad,
    InspectorLoad,
    MeetingLoad,
    ProjectLoad,
    desk_loads,
    inspector_loads,
    meeting_loads,
    project_loads,
    ratio_of,
)
from sim.domain.scenario_data import Scenario
from sim.domain.units import ItemKind
from sim.opening import INTERVAL_MINUTES, arrival_rates
from sim.plan.sessions import Plan

HALF_HOUR = 30
NOT_HANDLED = {ItemKind.PAYMENT, ItemKind.HELP}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLoad:
    """One queue on an average day: hours of work that come, hours at windows that serve it, and its group."""

    queue: str
    zone: str
    department: str
    tickets_per_day: float
    service_minutes: float
    load_hours: float
    staffed_hours: float
    ratio: float | None
    group: tuple[str, ...]
    group_ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HallLoad:
    """The whole hall: expected handled items of the horizon, their enterprise share, load by queue and of casework."""

    days: int
    items: float
    items_enterprise_share: float | None
    ratio: float | None
    queues: tuple[QueueLoad, ...]
    desks: tuple[DeskLoad, ...]
    inspectors: tuple[InspectorLoad, ...]
    meetings: tuple[MeetingLoad, ...]
    projects: tuple[ProjectLoad, ...]


def hall_load(scenario: Scenario, plan: Plan, days: int) -> HallLoad:
    """Set the expected load of the first `days` open days against a plan."""
    rates = arrival_rates(scenario, days)
    load = expected(scenario, rates)
    queues = _queues(scenario, plan, load, days)
    handled = {
        i.id: float(load.items[i.id].sum()) for i in scenario.items if i.id in load.items and i.kind not in NOT_HANDLED
    }
    visits = rates.visits.sum(axis=(1, 2))
    enterprise = np.array([row.enterprise_share for row in rates.rows])
    work = sum(q.load_hours for q in queues)
    return HallLoad(
        days=days,
        items=sum(handled.values()),
        items_enterprise_share=float((visits * enterprise).sum() / visits.sum()) if visits.sum() else None,
        ratio=ratio_of(work, _capacity(plan.sessions) / 60 / days),
        queues=queues,
        desks=desk_loads(scenario, plan, load, days),
        inspectors=inspector_loads(scenario, rates.days, load),
        meetings=meeting_loads(scenario, rates.days, load),
        projects=project_loads(scenario, rates.days),
    )


def offered_by_zone(scenario: Scenario, days: int) -> pl.DataFrame:
    """Return the officers kept busy if all were served at once: zone, minute (half-hours), officers; mean of days."""
    load = expected(scenario, arrival_rates(scenario, days))
    zones: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(24 * 60 // HALF_HOUR))
    for queue in scenario.queues:
        if queue.id in load.tickets and queue.id in load.mean:
            quarters = load.tickets[queue.id].mean(axis=0)
            zones[queue.zone] += (
                quarters.reshape(-1, HALF_HOUR // INTERVAL_MINUTES).sum(axis=1) * load.mean[queue.id] / HALF_HOUR
            )
    rows = [(zone, n * HALF_HOUR, float(officers)) for zone, day in zones.items() for n, officers in enumerate(day)]
    return pl.DataFrame(rows, schema={"zone": pl.String, "minute": pl.Int64, "officers": pl.Float64}, orient="row")


def _queues(scenario: Scenario, plan: Plan, load: Load, days: int) -> tuple[QueueLoad, ...]:
    work = {q.id: _hours_a_day(load, q.id, days) for q in scenario.queues}
    served = plan.sessions.group_by("queues").agg(minutes=((pl.col("end") - pl.col("start")) / pl.col("factor")).sum())
    sets = [(tuple(queues), float(minutes) / 60 / days) for queues, minutes in served.iter_rows()]
    groups = _groups([queues for queues, _ in sets], work)
    staffed = {q: sum(hours for queues, hours in sets if q in queues) for q in work}
    found = []
    for queue in scenario.queues:
        group = groups[queue.id]
        hours = sum(h for queues, h in sets if set(queues) & set(group))
        found.append(
            QueueLoad(
                queue=queue.id,
                zone=queue.zone,
                department=queue.department,
                tickets_per_day=float(load.tickets[queue.id].sum() / days) if queue.id in load.tickets else 0.0,
                service_minutes=load.mean.get(queue.id, 0.0),
                load_hours=work[queue.id],
                staffed_hours=staffed[queue.id],
                ratio=ratio_of(work[queue.id], staffed[queue.id]),
                group=group,
                group_ratio=ratio_of(sum(work[q] for q in group), hours),
            )
        )
    return tuple(found)


def _hours_a_day(load: Load, queue: str, days: int) -> float:
    if queue not in load.tickets or queue not in load.mean:
        return 0.0
    return float(load.tickets[queue].sum()) * load.mean[queue] / 60 / days


def _capacity(sessions: pl.DataFrame) -> float:
    """Return the minutes of work that sessions can do."""
    return float(sessions.select(((pl.col("end") - pl.col("start")) / pl.col("factor")).sum()).item())


def _groups(sets: Iterable[tuple[str, ...]], queues: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    """Return for each queue those tied to it by shared windows, directly or through others."""
    group = {queue: {queue} for queue in queues}
    for together in sets:
        known = [q for q in together if q in group]
        merged = set().union(*(group[q] for q in known))
        for queue in merged:
            group[queue] = merged
    return {queue: tuple(sorted(members)) for queue, members in group.items()}
