"""The frames of a log against its columns, read row by row."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings

import halls
import random_halls
from handmade import HandStop, HandVisit, demand, ms
from sim.demand import draw
from sim.demand.columns import MS_PER_DAY, NEVER, Purpose
from sim.domain.policy import CustomerSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import CalendarKind
from sim.engine import simulate
from sim.log import UNOPENED, Log, Outcome
from sim.plan.sessions import Plan

SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
Row = dict[str, Any]


def stamp(log: Log, instant: int, never: int = NEVER) -> dt.datetime | None:
    start = dt.datetime.combine(log.demand.days[0], dt.time())
    return None if instant == never else start + dt.timedelta(milliseconds=instant)


def ticket(log: Log, row: int) -> Row:
    """Return a row of the ticket log, from the columns."""
    made, columns, table = log.demand, log.columns, log.timetable
    attempt, stop = divmod(row, len(made.stops.visit))
    visit, session = int(made.stops.visit[stop]), int(columns.session[row])
    scenario = made.scenario
    return {
        "visit": visit,
        "stop": made.stops.number[stop].item(),
        "attempt": attempt,
        "queue": scenario.queues[made.stops.queue[stop]].id,
        "item": scenario.items[made.stops.item[stop]].id,
        "purpose": Purpose(columns.purpose[row]).name.lower(),
        "rank": columns.rank[row].item(),
        **{name: stamp(log, getattr(columns, name)[row].item()) for name in ("joined", "called", "started", "ended")},
        "window": None if session == NEVER else table.sessions.window[session].item(),
        "officer": None if session == NEVER else table.officers[table.sessions.officer[session]],
        "outcome": Outcome(columns.outcome[row]).name.lower(),
        "enterprise": made.visits.enterprise[visit].item(),
        "day": max(n for n, start in enumerate(table.starts.tolist()) if start <= columns.joined[row]),
    }


@SOME
@given(random_halls.halls_and_plans())
def test_tickets_are_those_that_came_about_in_the_order_visit_attempt_stop(case: tuple[Scenario, Plan, int]) -> None:
    scenario, plan, seed = case
    log = simulate(draw(scenario, seed=seed), plan, "simpy")
    rows = np.flatnonzero(log.columns.joined != NEVER).tolist()
    expected = sorted((ticket(log, row) for row in rows), key=lambda r: (r["visit"], r["attempt"], r["stop"]))
    assert log.tickets.to_dicts() == expected
    stops = max(1, len(log.demand.stops.visit))
    assert [(v, a) for v, a in zip(log.tickets["visit"], log.tickets["attempt"], strict=True)] == [
        (log.demand.stops.visit[row % stops], row // stops) for row in log.ticket_rows.tolist()
    ]


@SOME
@given(random_halls.halls_and_plans())
def test_sessions_and_cases_are_those_of_the_columns(case: tuple[Scenario, Plan, int]) -> None:
    scenario, plan, seed = case
    log = simulate(draw(scenario, seed=seed), plan, "simpy")
    columns, sessions, cases = log.columns, log.timetable.sessions, log.demand.cases
    assert log.sessions.to_dicts() == [
        {
            "day": sessions.day[n],
            "window": sessions.window[n],
            "officer": log.timetable.officers[sessions.officer[n]],
            "department": scenario.departments[sessions.department[n]].id,
            "start": stamp(log, sessions.start[n].item()),
            "end": stamp(log, sessions.end[n].item()),
            "active_from": stamp(log, columns.active_from[n].item()),
            "left": stamp(log, columns.left[n].item()),
            "busy_minutes": columns.busy[n] / 60_000,
        }
        for n in range(len(sessions))
    ]
    opened = np.flatnonzero(columns.case_opened != UNOPENED).tolist()
    names = ["case", "visit", "item", "department", "opened", "due", "closed"]
    items = [scenario.items[n] for n in cases.item[opened].tolist()]
    last_of_due = [stamp(log, columns.case_due[n].item() - 1, UNOPENED) for n in opened]
    assert log.cases.select(names).rows() == [
        (
            case,
            None if cases.stop[case] == NEVER else log.demand.stops.visit[cases.stop[case]],
            item.id,
            item.department,
            stamp(log, columns.case_opened[case].item(), UNOPENED),
            None if last is None else last.date(),
            stamp(log, columns.case_closed[case].item(), UNOPENED),
        )
        for case, item, last in zip(opened, items, last_of_due, strict=True)
    ]


def test_later_trips_follow_the_first_even_if_every_trip_came_about() -> None:
    customers = CustomerSettings(attempts=2, return_after_turned_away=1.0)
    scenario = halls.one_queue(1, per_minute=0, service=halls.item(), days=2)
    scenario = replace(scenario, settings=halls.settings(2, customers=customers))
    stop = HandStop(queue="q", service=1)
    visits = [HandVisit(at=ms(f"09:0{n}"), stops=[stop], again=[ms(f"10:0{n}", 1)]) for n in (0, 5)]
    log = simulate(demand(scenario, visits), Plan.of([]), "simpy")
    assert log.ticket_rows.tolist() == [0, 2, 1, 3]
    assert log.tickets["joined"].dt.strftime("%H:%M").to_list() == ["09:00", "10:00", "09:05", "10:05"]


def test_what_runs_on_past_midnight_belongs_to_the_last_day_begun() -> None:
    scenario = halls.one_queue(1, per_minute=0, service=halls.item(), days=8)
    horizon = replace(scenario.settings.horizon, calendar=CalendarKind.WEEKDAYS)
    scenario = replace(scenario, settings=replace(scenario.settings, horizon=horizon))
    log = simulate(draw(scenario, seed=0), Plan.of([]), "simpy")
    starts = log.timetable.starts
    half = MS_PER_DAY // 2
    instants = np.array([n * half + shift for n in range(40) for shift in (0, 1, half - 1)])
    assert log.day_of(instants).tolist() == [int((starts <= instant).sum()) - 1 for instant in instants]


def test_a_log_without_anything_has_the_same_columns() -> None:
    scenario = halls.one_queue(1, per_minute=0, service=halls.item())
    empty = simulate(draw(scenario, seed=0), Plan.of([]), "simpy")
    busy = halls.one_queue(1, per_minute=1, service=halls.item())
    full = simulate(draw(busy, seed=0), halls.always_open(busy), "simpy")
    for name in ("tickets", "cases", "sessions"):
        assert getattr(empty, name).schema == getattr(full, name).schema
        assert getattr(empty, name).is_empty()
    assert full.tickets.filter(pl.col("outcome") == "served").height > 0
