"""The given backlog: cases under way when the horizon begins, of which only the steps behind them are known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

import halls
from sim.demand import draw
from sim.domain.casework import BacklogRow, Step
from sim.domain.hall import Desk
from sim.domain.policy import CaseSettings, Horizon
from sim.domain.scenario_data import Scenario
from sim.domain.units import CalendarKind, DeskRule, ItemKind, StepKind
from sim.engine import simulate
from sim.engines import ENGINES, Engine
from sim.log import Log
from sim.plan.sessions import DeskSession, Plan

AFTER_THE_HOLIDAYS = dt.date(2026, 10, 8)
"""A Thursday; 28, 29 and 30 September are the working days before it, Saturday 10 October is one after it."""


def step(name: str, position: int, kind: StepKind, **fields: Any) -> Step:
    return Step(
        id=name,
        item="i",
        position=position,
        kind=kind,
        name_en=name,
        name_zh=name,
        department="d",
        origin=halls.ORIGIN,
        **fields,
    )


def row(name: str, *, age_days: int, position: int, count: int = 1) -> BacklogRow:
    return BacklogRow(id=name, item="i", age_days=age_days, position=position, count=count, origin=halls.ORIGIN)


def hall(*rows: BacklogRow, rule: DeskRule = DeskRule.FIRST_COME) -> Scenario:
    """Two branches, desk work and a wait of two working days, then a certificate at the desk."""
    settings = halls.settings(4, open_at=540, close=1020, cases=CaseSettings(backlog="given", desk_rule=rule))
    horizon = Horizon(start=AFTER_THE_HOLIDAYS, days=4, calendar=CalendarKind.CHINA)
    return Scenario(
        settings=replace(settings, horizon=horizon),
        zones=(halls.zone(),),
        departments=(halls.department(),),
        queues=(halls.queue(),),
        windows=(halls.window(1),),
        desks=(Desk(id=1, department="d", origin=halls.ORIGIN),),
        items=(halls.item(kind=ItemKind.LICENCE, promised_days=4, statutory_days=6),),
        steps=(
            step("review", 1, StepKind.DESK, mean_minutes=60),
            step("publicity", 1, StepKind.WAIT, days=2),
            step("certificate", 2, StepKind.DESK, mean_minutes=30),
        ),
        backlog=rows,
    )


def run(engine: Engine, *rows: BacklogRow) -> Log:
    desks = [DeskSession(day=day, desk=1, officer="K", department="d", start=540, end=720) for day in range(4)]
    return simulate(draw(hall(*rows)), Plan.of([], desks), engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_case_was_accepted_at_opening_so_many_working_days_ago_and_goes_on_at_the_first_opening(
    engine: Engine,
) -> None:
    log = run(engine, row("b", age_days=3, position=1))
    (case,) = log.cases.iter_rows(named=True)
    assert case["visit"] is None
    assert case["opened"] == case["accepted"] == dt.datetime(2026, 9, 28, 9)
    # 29 and 30 September, 8 and 9 October; then 10 (a make-up Saturday) and 12 October
    assert (case["due"], case["statutory_due"]) == (dt.date(2026, 10, 9), dt.date(2026, 10, 12))
    assert case["closed"] == dt.datetime(2026, 10, 10, 9, 30)
    assert (case["overdue"], case["statutory_overdue"], case["days_late"]) == (True, False, 1)
    opening = dt.datetime(2026, 10, 8, 9)
    assert log.steps.select("step", "began", "started", "ended").rows() == [
        ("publicity", opening, opening, dt.datetime(2026, 10, 10, 9)),
        ("review", opening, opening, dt.datetime(2026, 10, 8, 10)),
        ("certificate", *[dt.datetime(2026, 10, 10, 9)] * 2, dt.datetime(2026, 10, 10, 9, 30)),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_steps_behind_a_case_are_not_done_again(engine: Engine) -> None:
    log = run(engine, row("b", age_days=1, position=2, count=2))
    steps = log.steps
    assert steps["step"].to_list() == ["certificate"] * 2
    assert steps["ended"].to_list() == [dt.datetime(2026, 10, 8, 9, 30), dt.datetime(2026, 10, 8, 10)]
    assert log.cases["opened"].unique().to_list() == [dt.datetime(2026, 9, 30, 9)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_case_with_all_steps_behind_it_is_decided_when_the_hall_opens(engine: Engine) -> None:
    log = run(engine, row("b", age_days=5, position=3))
    assert log.steps.is_empty()
    assert log.cases["closed"].to_list() == [dt.datetime(2026, 10, 8, 9)]


@pytest.mark.parametrize("engine", ENGINES)
def test_cases_of_several_rows_go_on_in_the_order_of_their_ids(engine: Engine) -> None:
    log = run(engine, row("b", age_days=1, position=2), row("a", age_days=2, position=2))
    assert log.cases["opened"].to_list() == [dt.datetime(2026, 9, 29, 9), dt.datetime(2026, 9, 30, 9)]
    assert log.steps["started"].to_list() == [dt.datetime(2026, 10, 8, 9), dt.datetime(2026, 10, 8, 9, 30)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", list(DeskRule))
def test_work_that_stopped_goes_before_an_older_case_of_the_backlog(engine: Engine, rule: DeskRule) -> None:
    scenario = hall(row("a", age_days=1, position=1), row("b", age_days=1, position=1), rule=rule)
    hours = ((540, 570, "K"), (570, 720, "M"))  # K, who stops in the middle of the first, has no other session
    desks = [DeskSession(day=0, desk=1, officer=who, department="d", start=f, end=t) for f, t, who in hours]
    steps = simulate(draw(scenario), Plan.of([], desks), engine).steps.filter(step="review")
    nine, ten = dt.datetime(2026, 10, 8, 9), dt.datetime(2026, 10, 8, 10)
    assert steps.select("started", "ended").rows() == [(nine, ten), (ten, dt.datetime(2026, 10, 8, 11))]
