"""What must change in a known way, or not at all, when something about a hall is changed: exact relations."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from heapq import heapify, heappop, heappush
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import halls
import random_halls
import sim.scenario
from handmade import HandStop, HandVisit, demand
from sim.demand import Demand, draw
from sim.demand.columns import MS_PER_MINUTE, NEVER
from sim.domain.casework import Step
from sim.domain.hall import Desk
from sim.domain.policy import AppointmentSettings, ArrivalSettings, CaseSettings, CustomerSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import Distribution, ItemKind, Role, ServiceRule, StepKind
from sim.engine import simulate
from sim.experiment import replicate
from sim.log import UNOPENED, Log, Outcome
from sim.plan.sessions import DeskSession, Plan, Session
from sim.streams import Purpose, Streams

MANY = hypothesis_settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
SOME = hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

CUSTOMERS = st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 2_000)), min_size=1, max_size=60)
"""Seconds at which customers come, and seconds of service: with many ties."""


def pool(customers: list[tuple[int, int]], servers: int) -> Log:
    """Simulate one queue before `servers` equal windows, open from midnight to midnight."""
    scenario = halls.one_queue(servers, per_minute=0, service=halls.item())
    visits = [
        HandVisit(at=at * 1000, stops=[HandStop(queue="q", service=service / 60)]) for at, service in sorted(customers)
    ]
    return simulate(demand(scenario, visits), halls.always_open(scenario))


@MANY
@given(CUSTOMERS, st.integers(1, 4))
def test_one_more_window_makes_no_one_wait_longer(customers: list[tuple[int, int]], servers: int) -> None:
    few, more = pool(customers, servers).columns, pool(customers, servers + 1).columns
    assert (more.started <= few.started)[few.started != NEVER].all()


@MANY
@given(CUSTOMERS, st.integers(1, 5))
def test_several_officers_follow_the_recursion_of_kiefer_and_wolfowitz(
    customers: list[tuple[int, int]], servers: int
) -> None:
    """Kiefer and Wolfowitz (1955): whoever comes next is served by the officer who is free first."""
    columns = pool(customers, servers).columns
    free = [0] * servers
    heapify(free)
    for ticket, (at, service) in enumerate(sorted(customers)):
        start = max(at * 1000, heappop(free))
        heappush(free, start + service * 1000)
        if start < 24 * 60 * MS_PER_MINUTE:
            assert columns.started[ticket] == start


# ------------------------------------------------------------ time has no unit


@st.composite
def two_hours(draw_from: st.DrawFn) -> tuple[list[HandVisit], list[tuple[int, int, int, bool, ServiceRule]]]:
    """Visits of one or two stops with patience, limits and classes, and sessions, in two hours of a day."""
    minute = st.integers(1, 20)
    visits = []
    for at in sorted(draw_from(st.lists(st.integers(0, 130), min_size=1, max_size=25))):
        stops = [
            HandStop(
                queue=draw_from(st.sampled_from(["q", "q2"])),
                service=draw_from(minute),
                patience=draw_from(st.one_of(st.none(), minute)),
                balk_limit=draw_from(st.one_of(st.none(), st.integers(1, 4))),
                silent=draw_from(st.booleans()),
                walk=draw_from(st.integers(0, 5)),
            )
            for _ in range(draw_from(st.integers(1, 2)))
        ]
        visits.append(HandVisit(at=at * MS_PER_MINUTE, stops=stops, rank=draw_from(st.sampled_from([1, 5]))))
    sessions = []
    for window in (1, 2, 3):
        cuts = sorted(draw_from(st.lists(st.integers(0, 120), min_size=2, max_size=4, unique=True)))
        for start, end in pairwise(cuts):
            rule = draw_from(st.sampled_from(ServiceRule))
            sessions.append((window, start, end, draw_from(st.booleans()), rule))
    return visits, sessions


def stretched(visits: list[HandVisit], sessions: list[tuple[int, int, int, bool, ServiceRule]], by: int) -> Log:
    """Simulate the two hours with every instant and duration multiplied."""
    customers = CustomerSettings(call_timeout_minutes=2.0 * by)
    settings = halls.settings(1, close=120 * by, customers=customers)
    scenario = Scenario(
        settings=replace(settings, hours=replace(settings.hours, extension_minutes=15.0 * by)),
        zones=(halls.zone(),), departments=(halls.department(),),
        queues=(halls.queue("q"), halls.queue("q2")),
        windows=tuple(halls.window(n, ("q", "q2")) for n in (1, 2, 3)), items=(halls.item(),),
    )  # fmt: skip
    plan = Plan.of(
        Session(
            day=0, window=window, officer=f"o{window}", department="d", start=start * by, end=end * by,
            queues=("q", "q2") if window < 3 else ("q2",), rule=rule, stays=stays, factor=1.5,
        )
        for window, start, end, stays, rule in sessions
    )  # fmt: skip
    made = demand(scenario, visits)
    columns = made.tickets
    patience = np.where(columns.patience == NEVER, NEVER, columns.patience * by)
    made = replace(
        made,
        visits=replace(made.visits, join=np.where(made.visits.join == NEVER, NEVER, made.visits.join * by)),
        tickets=replace(columns, service=columns.service * by, patience=patience, walk=columns.walk * by),
    )
    return simulate(made, plan)


@MANY
@given(two_hours())
def test_all_times_fourfold_make_all_waits_fourfold(case: tuple[list[HandVisit], list[Any]]) -> None:
    once, four = stretched(*case, by=1).columns, stretched(*case, by=4).columns
    assert np.array_equal(once.outcome, four.outcome)
    for name in ("joined", "called", "started", "ended", "active_from", "left"):
        one = getattr(once, name)
        assert np.array_equal(np.where(one == NEVER, NEVER, 4 * one), getattr(four, name)), name


# ------------------------------------------------------------ what does not matter


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_in_the_tables_changes_nothing(small_folder: Path, seed: int) -> None:
    plain = sim.scenario.load(small_folder)
    for number, file in enumerate(sorted(small_folder.glob("*.csv"))):
        header, *rows = file.read_text(encoding="utf-8").splitlines()
        keys = Streams(seed, 0).uniforms(Purpose.VISIT, number, 0, len(rows))
        shuffled = [rows[n] for n in np.argsort(keys)]
        file.write_text("\n".join([header, *shuffled]) + "\n", encoding="utf-8")
    other = sim.scenario.load(small_folder)
    assert other.hash == plain.hash
    one, two = simulate(draw(plain)), simulate(draw(other))
    assert one.tickets_digest() == two.tickets_digest()
    assert one.cases_digest() == two.cases_digest()


@SOME
@given(random_halls.halls_and_plans())
def test_an_unused_zone_department_queue_and_window_change_nothing_else(
    case: tuple[Scenario, Plan, int],
) -> None:
    scenario, plan, seed = case
    more = replace(
        scenario,
        # before all others, so that every index moves
        zones=(halls.zone("a"), *scenario.zones),
        departments=(halls.department("a"), *scenario.departments),
        queues=(halls.queue("a", zone="z0", department="a"), *scenario.queues),
        windows=(*scenario.windows, halls.window(99, ("a",), zone="a", department="a")),
        items=(halls.item("a", queue="a", department="a"), *scenario.items),
        desks=(*scenario.desks, Desk(id=99, department="a", origin=halls.ORIGIN)),
        officers=(halls.officer("a", ("a",), department="a"), *scenario.officers),
    )
    one, two = simulate(draw(scenario, seed=seed), plan), simulate(draw(more, seed=seed), plan)
    assert one.tickets.equals(two.tickets)
    assert one.cases_digest() == two.cases_digest()


@SOME
@given(random_halls.halls_and_plans())
def test_a_longer_horizon_leaves_its_beginning_unchanged(case: tuple[Scenario, Plan, int]) -> None:
    scenario, plan, seed = case
    first = plan.sessions.filter(pl.col("day") == 0)
    days = scenario.settings.horizon.days
    later = [first.with_columns(day=pl.lit(day, pl.Int32)) for day in range(days, days + 2)]
    longer = Plan.from_frames(pl.concat([plan.sessions, *later]), plan.desks)
    short = simulate(draw(scenario, seed=seed), plan)
    long = simulate(draw(scenario, seed=seed, days=days + 2), longer)
    columns = [name for name in short.tickets.columns if name != "officer"]  # the anonymous have no name of their own
    assert long.tickets.filter(pl.col("day") < days).select(columns).equals(short.tickets.select(columns))
    accepted = pl.col("visit").is_not_null() & (pl.col("opened") < dt.datetime(2026, 7, 6 + days))
    # what a desk leaves unfinished may go on differently, if there is a next day, and so move dates
    columns = ["visit", "opened"]
    one, two = (log.cases.filter(accepted).select(columns) for log in (short, long))
    assert one.equals(two)


def hall_with_backlog(days: int) -> Scenario:
    """A hall whose desk officers work at different speeds, with a backlog of four days of warm-up."""
    arrival, part = halls.all_day(300.0, start=540, end=1020)
    return Scenario(
        settings=halls.settings(
            days, open_at=540, close=1020,
            cases=CaseSettings(backlog="stationary", warm_up_days=4, today_open_share=0.5),
        ),
        zones=(halls.zone(),), departments=(halls.department(),), queues=(halls.queue(),),
        windows=(halls.window(1),), desks=(Desk(id=1, department="d", origin=halls.ORIGIN),),
        items=(halls.item(kind=ItemKind.LICENCE, promised_days=2, mean_minutes=1.0),),
        steps=(
            Step(
                id="t", item="i", position=1, kind=StepKind.DESK, name_en="t", name_zh="t", department="d",
                mean_minutes=1.5, sd_minutes=0.5, origin=halls.ORIGIN,
            ),
        ),
        arrivals=(arrival,), profiles=(part,),
        officers=(
            halls.officer("w"),
            *(halls.officer(f"k{n}", (), role=Role.DESK, speed=speed) for n, speed in enumerate((0.5, 2.0))),
        ),
    )  # fmt: skip


def test_the_backlog_does_not_depend_on_the_length_of_the_horizon() -> None:
    short, long = (simulate(draw(hall_with_backlog(days), seed=3)) for days in (1, 6))
    assert np.array_equal(_decided_before_the_horizon(short), _decided_before_the_horizon(long))


def _decided_before_the_horizon(log: Log) -> np.ndarray:
    closed = log.columns.case_closed[log.demand.cases.opens != NEVER]
    return np.where(closed < 0, closed, UNOPENED)


@SOME
@given(random_halls.halls_and_plans(), st.data())
def test_two_plans_meet_the_same_customers(case: tuple[Scenario, Plan, int], data: st.DataObject) -> None:
    scenario, plan, seed = case
    other = data.draw(random_halls.plans(scenario))
    assume(not scenario.settings.helpers.enabled)  # who waits for a helper joins no earlier, whatever the plan
    one, two = (simulate(draw(scenario, seed=seed), p) for p in (plan, other))
    visits = one.demand.visits
    firsts = visits.first_stop[~visits.called]  # others come when their cases are decided
    assert np.array_equal(one.columns.joined[firsts], two.columns.joined[firsts])
    assert np.array_equal(one.demand.tickets.service, two.demand.tickets.service)


# ------------------------------------------------------------ random numbers


def test_a_fifth_more_customers_are_the_same_customers_and_others() -> None:
    def hall(scale: float) -> Demand:
        scenario = halls.one_queue(1, per_minute=0.2, service=halls.item(mean_minutes=3.0), days=3)
        settings = replace(scenario.settings, arrivals=ArrivalSettings(scale=scale, day_shape=25.0))
        return draw(replace(scenario, settings=settings), seed=5)

    base, more = hall(1.0), hall(1.2)
    for day in range(3):
        of_base, of_more = base.visits.day == day, more.visits.day == day
        count = np.count_nonzero(of_base)
        assert count < np.count_nonzero(of_more)
        assert (more.visits.join[0, of_more][:count] <= base.visits.join[0, of_base]).all()
        assert np.array_equal(more.tickets.service[of_more][:count], base.tickets.service[of_base])


def test_streams_depend_on_their_key_and_not_on_the_order_of_drawing() -> None:
    keys = [(purpose, number, day) for purpose in Purpose for number in (3, 4) for day in (-2, 0, 1)]
    forwards, backwards = Streams(1, 2), Streams(1, 2)
    one = {key: forwards.uniforms(*key, 5) for key in keys}
    two = {key: backwards.uniforms(*key, 5) for key in reversed(keys)}
    assert all(np.array_equal(one[key], two[key]) for key in keys)
    assert len({values.tobytes() for values in one.values()}) == len(keys)


def test_more_rows_leave_the_first_rows_as_they_were() -> None:
    few = Streams(1, 2).uniforms(Purpose.VISIT, 7, 0, (3, 16))
    many = Streams(1, 2).uniforms(Purpose.VISIT, 7, 0, (300, 16))
    assert np.array_equal(few, many[:3])


@pytest.mark.parametrize("other", [(2, 2), (1, 3)])
def test_another_seed_or_replication_gives_other_numbers(other: tuple[int, int]) -> None:
    one = Streams(1, 2).uniforms(Purpose.VISIT, 7, 0, 1000)
    two = Streams(*other).uniforms(Purpose.VISIT, 7, 0, 1000)
    assert not np.isin(one, two).any()


def test_common_random_numbers_show_in_the_correlation_of_two_plans() -> None:
    scenario = halls.one_queue(3, per_minute=0.2, service=halls.item(mean_minutes=9.0), days=1)
    scenario = replace(scenario, settings=replace(scenario.settings, arrivals=ArrivalSettings(day_shape=25.0)))
    few = halls.always_open(replace(scenario, windows=scenario.windows[:2]))
    waits = [
        replicate(scenario, plan, seed=4, replications=40, workers=1).values["wait_minutes"]
        for plan in (few, halls.always_open(scenario))
    ]
    assert np.corrcoef(waits[0], waits[1])[0, 1] > 0.5
    apart = waits[0].var(ddof=1) + waits[1].var(ddof=1)
    assert apart / (waits[0] - waits[1]).var(ddof=1) > 1


def test_who_has_an_appointment_does_not_depend_on_other_settings() -> None:
    scenario = halls.one_queue(1, per_minute=0.2, service=halls.item(distribution=Distribution.FIXED), days=2)

    def booked(share: float) -> np.ndarray:
        settings = replace(scenario.settings, appointments=AppointmentSettings(share=share))
        return draw(replace(scenario, settings=settings), seed=5).visits.booked

    few, many = booked(0.2), booked(0.4)
    assert 0 < np.count_nonzero(few) < np.count_nonzero(many)
    assert (many | ~few).all()


def test_desks_work_the_same_whatever_the_windows() -> None:
    scenario = hall_with_backlog(2)
    desks = [DeskSession(day=day, desk=1, officer="k0", department="d", start=540, end=1020) for day in range(2)]
    log = simulate(draw(scenario, seed=3), Plan.of([], desks))
    assert set(log.tickets["outcome"]) == {Outcome.TURNED_AWAY.name.lower()}  # nobody serves, so nobody waits
    other = simulate(draw(scenario, seed=3), Plan.of([], desks))
    assert log.cases_digest() == other.cases_digest()
