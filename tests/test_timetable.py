"""The timetable against the same rules applied session by session, and the form in which engines read it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import halls
import random_halls
from sim.demand import draw
from sim.demand.columns import MS_PER_MINUTE, NEVER, Demand
from sim.domain.policy import AbsenceSettings, Outage
from sim.domain.scenario_data import Scenario
from sim.domain.units import DataLink
from sim.log import Outcome
from sim.plan.sessions import DeskSession, Plan, Session
from sim.plan.today import todays_desks
from sim.timetable import DESK_ID_OFFSET, TRANSFER_LINKS, Timetable, duties, timetable

Row = dict[str, Any]
MOST = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def cases(draw_: st.DrawFn) -> tuple[Plan, Demand]:
    """A plan, and a demand in which officers are ill and systems fail on some days."""
    scenario, plan, seed = draw_(random_halls.halls_and_plans())
    made = draw(scenario, seed=seed)
    hours = scenario.settings.hours
    time = st.integers(hours.open - 20, min(hours.close + 20, 1440))
    outages = []
    for _ in range(draw_(st.integers(0, 3))):
        start, end = sorted((draw_(time), draw_(time)))
        departments = draw_(st.lists(st.sampled_from([d.id for d in scenario.departments]), unique=True))
        date = draw_(st.sampled_from(made.days))
        outages.append(Outage(date=date, from_time=start, to_time=end, departments=tuple(departments)))
    absence = replace(scenario.settings.absence, outages=tuple(outages))
    hours = replace(hours, extension_minutes=draw_(st.sampled_from([0.0, 7.5])))
    scenario = replace(scenario, settings=replace(scenario.settings, absence=absence, hours=hours))
    officers = st.sampled_from([*(officer.id for officer in scenario.officers), "nobody"])
    ill = draw_(st.frozensets(st.tuples(officers, st.integers(0, len(made.days) - 1)), max_size=4))
    return plan, replace(made, scenario=scenario, ill=ill)


# ---------------------------------------------------------------- the rules, session by session


def without_outages(session: Session, demand: Demand) -> list[tuple[int, int]]:
    parts = [(session.start, session.end)]
    for outage in demand.scenario.settings.absence.outages:
        concerned = not outage.departments or session.department in outage.departments
        if concerned and outage.date == demand.days[session.day]:
            halves = [((a, min(b, outage.from_time)), (max(a, outage.to_time), b)) for a, b in parts]
            parts = [(a, b) for pair in halves for a, b in pair if a < b]
    return parts


def midnight(demand: Demand, day: int) -> int:
    return (demand.days[day] - demand.days[0]).days * 24 * 60 * MS_PER_MINUTE


def name(officer: str | None, day: int, place: int, start: int) -> str:
    return f"?{day}/{place}/{start}" if officer is None else officer


def expected_windows(plan: Plan, demand: Demand) -> list[Row]:
    extension = round(demand.scenario.settings.hours.extension_minutes * MS_PER_MINUTE)
    queues = [q.id for q in demand.scenario.queues]
    departments = [d.id for d in demand.scenario.departments]
    rows = []
    for session in (Session(**row) for row in plan.sessions.iter_rows(named=True)):
        if session.day >= len(demand.days) or (session.officer, session.day) in demand.ill:
            continue
        for start, end in without_outages(session, demand):
            from_ms, to_ms = (midnight(demand, session.day) + time * MS_PER_MINUTE for time in (start, end))
            stays = session.stays and end == session.end
            rows.append(
                {
                    "day": session.day,
                    "start": from_ms,
                    "end": to_ms,
                    "leaves_by": to_ms + extension * stays,
                    "window": session.window,
                    "officer": name(session.officer, session.day, session.window, session.start),
                    "department": departments.index(session.department),
                    "queues": [queues.index(q) for q in session.queues],
                    "longest_wait": session.rule == "longest_wait",
                    "stays": stays,
                    "own_ppm": round(session.factor * 1_000_000),
                    "foreign_ppm": round(session.foreign_factor * 1_000_000),
                }
            )
    return sorted(rows, key=lambda row: (row["start"], row["window"]))


def expected_desks(plan: Plan, demand: Demand, clock_days: list[int]) -> list[Row]:
    departments = [d.id for d in demand.scenario.departments]

    def row(session: DeskSession, day_starts: int) -> Row:
        return {
            "start": day_starts + session.start * MS_PER_MINUTE,
            "end": day_starts + session.end * MS_PER_MINUTE,
            "desk": session.desk,
            "officer": name(session.officer, session.day, DESK_ID_OFFSET + session.desk, session.start),
            "department": departments.index(session.department),
            "ppm": round(session.factor * 1_000_000),
        }

    case_settings = demand.scenario.settings.cases
    before = case_settings.warm_up_days if case_settings.backlog == "stationary" else 0
    rows = [row(s, clock_days[s.day]) for s in todays_desks(demand.scenario, before)] if before else []
    rows += [
        row(session, midnight(demand, session.day))
        for session in (DeskSession(**r) for r in plan.desks.iter_rows(named=True))
        if session.day < len(demand.days) and (session.officer, session.day) not in demand.ill
    ]
    rows.sort(key=lambda r: (r["start"], r["desk"]))
    for index, this in enumerate(rows):
        later = (n for n in range(index + 1, len(rows)) if rows[n]["officer"] == this["officer"])
        this["following"] = next(later, NEVER)
    return rows


# ---------------------------------------------------------------- what is found


def found_windows(table: Timetable) -> list[Row]:
    sessions = table.sessions
    names = [f.name for f in fields(sessions) if f.name not in {"queue", "queues", "first_queue", "officer"}]
    return [
        {name: getattr(sessions, name)[n].item() for name in names}
        | {
            "officer": table.officers[sessions.officer[n]],
            "queues": sessions.queue[sessions.first_queue[n] : sessions.first_queue[n] + sessions.queues[n]].tolist(),
        }
        for n in range(len(sessions))
    ]


def found_desks(table: Timetable) -> list[Row]:
    desks = table.desks
    return [
        {f.name: getattr(desks, f.name)[n].item() for f in fields(desks)}
        | {"officer": table.officers[desks.officer[n]]}
        for n in range(len(desks))
    ]


@MOST
@given(cases())
def test_sessions_are_laid_out_by_the_rules(case: tuple[Plan, Demand]) -> None:
    plan, demand = case
    table = timetable(plan, demand)
    windows = expected_windows(plan, demand)
    assert found_windows(table) == windows
    assert found_desks(table) == expected_desks(plan, demand, table.clock.midnights.tolist())
    served = [[False] * len(demand.scenario.queues) for _ in demand.days]
    for row in windows:
        for queue in row["queues"]:
            served[row["day"]][queue] = True
    assert table.served.tolist() == served
    for day, ends in enumerate(table.end_of_day.tolist()):
        assert ends == max([table.last_ticket[day], *(row["leaves_by"] for row in windows if row["day"] == day)])


@MOST
@given(cases())
def test_officers_are_numbered_without_gaps_and_each_has_one_name(case: tuple[Plan, Demand]) -> None:
    table = timetable(*case)
    numbers = set(table.sessions.officer.tolist()) | set(table.desks.officer.tolist())
    assert numbers <= set(range(len(table.officers)))
    assert len(set(table.officers)) == len([*table.officers]) == len(table.officers)


@MOST
@given(cases())
def test_duties_are_the_plan_of_those_who_came(case: tuple[Plan, Demand]) -> None:
    plan, demand = case
    table, found = timetable(plan, demand), duties(plan, demand)
    departments = [d.id for d in demand.scenario.departments]
    expected = [
        (
            midnight(demand, row["day"]) + row["start"] * MS_PER_MINUTE,
            midnight(demand, row["day"]) + row["end"] * MS_PER_MINUTE,
            name(row["officer"], row["day"], offset + row[place], row["start"]),
            departments.index(row["department"]),
        )
        for frame, place, offset in ((plan.sessions, "window", 0), (plan.desks, "desk", DESK_ID_OFFSET))
        for row in frame.iter_rows(named=True)
        if row["day"] < len(demand.days) and (row["officer"], row["day"]) not in demand.ill
    ]
    officers = [table.officers[n] for n in found.officer.tolist()]
    times = zip(found.start.tolist(), found.end.tolist(), officers, found.department.tolist(), strict=True)
    assert list(times) == expected


@MOST
@given(cases())
def test_columns_are_as_compiled_code_reads_them(case: tuple[Plan, Demand]) -> None:
    table = timetable(*case)
    bools = {"served", "comprehensive_queues", "longest_wait", "stays"}
    for part in (table, table.sessions, table.desks, table.clock):
        arrays = {k: v for k, v in vars(part).items() if isinstance(v, np.ndarray)}
        assert arrays
        for key, array in arrays.items():
            assert array.dtype == (np.bool_ if key in bools else np.int64), key
            assert array.flags.c_contiguous, key
            assert array.flags.writeable, key


# ---------------------------------------------------------------- what is kept


def one_window(days: int = 1, **fields_of_scenario: Any) -> Scenario:
    return replace(halls.one_queue(1, per_minute=0, service=halls.item(), days=days), **fields_of_scenario)


def test_a_plan_longer_than_the_demand_is_cut() -> None:
    scenario = one_window(days=3)
    plan = halls.always_open(scenario)
    assert timetable(plan, draw(scenario, seed=0, days=2)).sessions.day.tolist() == [0, 1]
    assert timetable(plan, draw(scenario, seed=0)).sessions.day.tolist() == [0, 1, 2]


def test_the_same_plan_in_another_hall_is_laid_out_anew() -> None:
    scenario, plan = one_window(), halls.always_open(one_window())
    first = timetable(plan, draw(scenario, seed=0))
    assert timetable(plan, draw(scenario, seed=1)) is first
    start = scenario.settings.horizon.start
    absence = AbsenceSettings(outages=(Outage(date=start, from_time=600, to_time=660),))
    failing = replace(scenario, settings=replace(scenario.settings, absence=absence))
    assert len(timetable(plan, draw(failing, seed=0)).sessions) == 2
    assert timetable(plan, draw(scenario, seed=0)) is first


def test_who_is_ill_is_asked_for_every_demand() -> None:
    scenario = one_window()
    plan = Plan.of([Session(day=0, window=1, officer="a", department="d", start=540, end=600, queues=("q",))])
    demand = draw(scenario, seed=0)
    nobody: frozenset[tuple[str, int]] = frozenset()
    found = [len(timetable(plan, replace(demand, ill=ill)).sessions) for ill in (nobody, frozenset({("a", 0)}), nobody)]
    assert found == [1, 0, 1]


def test_a_queue_unknown_to_the_hall_is_refused() -> None:
    plan = Plan.of([Session(day=0, window=1, officer=None, department="d", start=540, end=600, queues=("nowhere",))])
    with pytest.raises(pl.exceptions.InvalidOperationError):
        timetable(plan, draw(one_window(), seed=0))


def test_a_session_without_queues_serves_none() -> None:
    sessions = [
        Session(day=0, window=w, officer=None, department="d", start=540, end=600, queues=("q",) if w == 2 else ())
        for w in (1, 2, 3)
    ]
    table = timetable(Plan.of(sessions), draw(one_window(), seed=0))
    assert table.sessions.queue_lists() == [(), (0,), ()]
    assert [part.tolist() for part in table.sessions.lines()] == [[1], [0]]


def test_chances_and_links_stand_in_the_order_of_their_enumerations() -> None:
    scenario = one_window()
    customers = replace(
        scenario.settings.customers,
        return_after_abandoning=0.1,
        return_after_balking=0.2,
        return_after_unserved=0.3,
        return_after_turned_away=0.4,
    )
    departments = tuple(halls.department(f"d{n}", link=link) for n, link in enumerate(DataLink))
    scenario = replace(
        scenario,
        settings=replace(scenario.settings, customers=customers),
        departments=(*scenario.departments, *departments),
    )
    table = timetable(Plan.of([]), draw(scenario, seed=0))
    chances = {outcome: table.return_ppm[outcome].item() for outcome in Outcome}
    assert chances == {
        Outcome.SERVED: 0,
        Outcome.ABANDONED: 100_000,
        Outcome.BALKED: 200_000,
        Outcome.UNSERVED: 300_000,
        Outcome.TURNED_AWAY: 400_000,
    }
    assert [TRANSFER_LINKS[link] for link in table.transfer_link[1:]] == list(DataLink)
