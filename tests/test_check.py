from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from optimiser.check import check
from optimiser_halls import (
    ORIGIN,
    START,
    officer,
    one_department,
    three_in_rotation,
    whole_hall,
)
from sim.domain.hall import Season
from sim.domain.scenario_data import Scenario
from sim.domain.units import HoursPool, Noon, Role, ServiceRule
from sim.plan.sessions import DeskSession, Plan, Session
from sim.plan.today import todays_plan

Parts = tuple[list[Session], list[DeskSession]]


@cache
def hall() -> Scenario:
    return whole_hall()


@cache
def today() -> Plan:
    return todays_plan(hall())


def parts(plan: Plan) -> Parts:
    windows = [
        Session(**{**row, "queues": tuple(row["queues"]), "rule": ServiceRule(row["rule"])})
        for row in plan.sessions.iter_rows(named=True)
    ]
    return windows, [DeskSession(**row) for row in plan.desks.iter_rows(named=True)]


def with_window(at: int, **changes: object) -> Plan:
    """Today's plan with one session changed."""
    windows, desks = parts(today())
    windows[at] = replace(windows[at], **changes)  # type: ignore[arg-type]
    return Plan.of(windows, desks)


def with_desk(at: int, **changes: object) -> Plan:
    windows, desks = parts(today())
    desks[at] = replace(desks[at], **changes)  # type: ignore[arg-type]
    return Plan.of(windows, desks)


def rules(plan: Plan, scenario: Scenario | None = None, reference: Plan | None = None) -> set[str]:
    found = check(hall() if scenario is None else scenario, plan, reference=today() if reference is None else reference)
    return {v.rule for v in found}


def sessions_where(of: Callable[[Session], bool]) -> list[int]:
    return [n for n, s in enumerate(parts(today())[0]) if of(s)]


def own(s: Session) -> bool:
    return s.department == "a"


def shared(s: Session) -> bool:
    return s.department != "a"


def first(of: Callable[[Session], bool], count: int = 6) -> list[int]:
    return sessions_where(of)[:count]


def mutants() -> Iterator[tuple[str, Plan, str]]:
    windows, desks = parts(today())
    for n in first(own):
        yield f"window {n}", with_window(n, window=999), "unknown_window"
        yield f"officer {n}", with_window(n, officer="nobody"), "unknown_officer"
        yield f"queue {n}", with_window(n, queues=("socail",)), "unknown_queue"
        yield f"department {n}", with_window(n, department="nowhere"), "unknown_department"
        yield f"no queue {n}", with_window(n, queues=()), "equipment"
        yield f"queue twice {n}", with_window(n, queues=windows[n].queues[:1] * 2), "equipment"
        yield f"other's queue {n}", with_window(n, queues=("qx",)), "equipment"
        yield f"other's skill {n}", with_window(n, queues=("qx",)), "skill"
        yield f"a minute early {n}", with_window(n, start=509), "opening_hours"
        yield f"a minute late {n}", with_window(n, end=1051), "opening_hours"
        yield f"no length {n}", with_window(n, start=600, end=600), "opening_hours"
        yield f"faster {n}", with_window(n, factor=0.9), "speed"
        yield f"other department {n}", with_window(n, department="x"), "own_department"
        yield f"horizon {n}", with_window(n, day=6), "horizon"
        yield f"desk officer {n}", with_window(n, officer="d1"), "role"
        yield f"long {n}", with_window(n, start=510, end=781), "longest_stretch"
    for n in first(lambda s: own(s) and s.end < 1050):
        yield f"stays {n}", with_window(n, stays=True), "stays"
    for n in first(lambda s: own(s) and s.end in (720, 780) and s.start == 510):
        yield f"overlaps the next {n}", with_window(n, end=windows[n].end + 61), "officer_overlap"
        yield f"no lunch {n}", with_window(n, end=windows[n].end + 1), "lunch"
    for n in first(shared):
        yield f"not in rotation {n}", with_window(n, officer="o3", department="a"), "rotation"
        yield f"foreign {n}", with_window(n, foreign_factor=1.0), "speed"
    for n in range(4):
        yield f"desk {n}", with_desk(n, desk=999), "unknown_desk"
        yield f"desk officer unknown {n}", with_desk(n, officer="nobody"), "unknown_officer"
        yield f"window officer at a desk {n}", with_desk(n, officer="o0", department="a"), "role"
        yield f"desk early {n}", with_desk(n, start=500), "opening_hours"
        yield f"desk of another {n}", with_desk(n, desk=11 if desks[n].desk < 10 else 1), "own_department"
        yield f"desk time twice {n}", Plan.of(windows, [*desks, desks[n]]), "desk_overlap"
        more = replace(desks[n], start=720, end=780)
        yield f"a minute more than today {n}", Plan.of(windows, [*desks, more]), "hours_of_today"
    for n in first(own, 4):
        yield f"window twice {n}", Plan.of([*windows, windows[n]], desks), "window_overlap"
        by_minute = replace(windows[n], start=windows[n].end - 1, end=windows[n].end, officer=None)
        yield f"a minute of two {n}", Plan.of([*windows, by_minute], desks), "window_overlap"


MUTANTS = list(mutants())


def test_there_are_at_least_a_hundred_mutants() -> None:
    assert len(MUTANTS) >= 100


@pytest.mark.parametrize(("plan", "rule"), [m[1:] for m in MUTANTS], ids=[m[0] for m in MUTANTS])
def test_a_mutant_is_caught_by_its_rule(plan: Plan, rule: str) -> None:
    assert rule in rules(plan)


@pytest.mark.parametrize("scenario", [one_department(), three_in_rotation(), three_in_rotation(windows=3)])
def test_todays_plan_passes(scenario: Scenario) -> None:
    assert check(scenario, todays_plan(scenario)) == []


def test_a_department_that_closes_at_noon_passes_and_is_refused_at_noon() -> None:
    scenario = one_department(noon=Noon.CLOSED)
    plan = todays_plan(scenario)
    assert check(scenario, plan) == []
    windows, desks = parts(plan)
    windows[0] = replace(windows[0], end=721)
    assert "noon_closed" in rules(Plan.of(windows, desks), scenario, plan)


def changed_officer(name: str, **changes: object) -> Scenario:
    officers = tuple(replace(o, **changes) if o.id == name else o for o in hall().officers)  # type: ignore[arg-type]
    return replace(hall(), officers=officers)


def someone() -> Session:
    return parts(today())[0][0]


def test_a_day_off_is_a_day_off() -> None:
    scenario = changed_officer(str(someone().officer), days_off=(START,))
    assert "day_off" in rules(today(), scenario)


def test_hours_of_a_day_and_of_a_week_hold() -> None:
    name = str(someone().officer)
    assert "day_hours" in rules(today(), changed_officer(name, hours_per_day=7.9))
    assert "week_hours" in rules(today(), changed_officer(name, hours_per_week=7.9))


def test_mobile_windows_are_held_in_season_only() -> None:
    late = Season(id="s", window=someone().window, from_date=START + dt.timedelta(days=1), to_date=START, origin=ORIGIN)
    scenario = replace(hall(), seasons=(late,))
    assert "season" in rules(today(), scenario)


def test_no_more_windows_and_desks_than_the_hall_has() -> None:
    tight = replace(hall().settings, limits=replace(hall().settings.limits, windows=3, desks=7))
    found = rules(today(), replace(hall(), settings=tight))
    assert {"window_limit", "desk_limit"} <= found


def test_three_stretches_are_one_too_many() -> None:
    """Someone's day in three parts."""
    name = next(s.officer for s in parts(today())[0] if own(s) and s.start == 510)
    windows, desks = parts(today())
    n = next(n for n, s in enumerate(windows) if s.officer == name and s.day == 0 and s.start == 510)
    later = replace(windows[n], start=windows[n].start + 90)
    windows[n] = replace(windows[n], end=windows[n].start + 60)
    assert "two_stretches" in rules(Plan.of([*windows, later], desks))


def test_hours_may_move_between_departments_only_if_the_pool_is_the_hall() -> None:
    windows, desks = parts(today())
    kept = [d for d in desks if d.department != "x"]
    idle = replace(kept[0], start=720, end=780)
    plan = Plan.of(windows, [*kept, idle])
    assert "hours_of_today" in rules(plan)
    roster = replace(hall().settings.roster, hours_pool=HoursPool.HALL)
    scenario = replace(hall(), settings=replace(hall().settings, roster=roster))
    assert "hours_of_today" not in rules(plan, scenario)


def odd_but_valid() -> Iterator[tuple[str, Plan]]:
    windows, desks = parts(today())
    for n in first(own, 8):
        yield f"without session {n}", Plan.of(windows[:n] + windows[n + 1 :], desks)
        yield f"shorter {n}", with_window(n, end=windows[n].start + 1)
        yield f"anonymous {n}", with_window(n, officer=None)
        yield f"queues turned round {n}", with_window(n, queues=windows[n].queues[::-1])
    yield "nothing at all", Plan.of([])
    yield "no desks", Plan.of(windows)
    yield "no windows", Plan.of([], desks)
    yield "handover in the middle of a session", Plan.of(list(handed_over(windows)), desks)


def handed_over(windows: list[Session]) -> Iterator[Session]:
    """Cut each session into two that follow each other at once: no stretch ends there."""
    for s in windows:
        middle = (s.start + s.end) // 2
        yield replace(s, end=middle)
        yield replace(s, start=middle)


ODD = list(odd_but_valid())


def test_there_are_at_least_thirty_odd_plans() -> None:
    assert len(ODD) >= 30


@pytest.mark.parametrize("plan", [p for _, p in ODD], ids=[name for name, _ in ODD])
def test_an_odd_but_valid_plan_passes(plan: Plan) -> None:
    assert check(hall(), plan, reference=today()) == []


def test_an_officer_of_both_roles_may_sit_at_both() -> None:
    scenario = replace(hall(), officers=(*hall().officers, officer("both", "a", "q1", role=Role.BOTH)))
    windows, desks = parts(today())
    n = next(n for n, s in enumerate(windows) if own(s) and s.queues[0] == "q1" and s.window == 3)
    windows[n] = replace(windows[n], officer="both", queues=("q1",))
    assert check(scenario, Plan.of(windows, desks), reference=today()) == []


def test_a_violation_says_where_and_what() -> None:
    found = check(hall(), with_window(0, end=1051), reference=today())
    text = str(next(v for v in found if v.rule == "opening_hours"))
    assert "day 0" in text
    assert "1051" in text
