"""Measures of cases by hand: where their time goes, what is warned of when, trips, steps, overtime, projects."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

import halls
import random_halls
from handmade import HandPart, HandProject, HandStep, HandStop, HandVisit, demand, ms
from sim.demand.columns import Doubt
from sim.domain.casework import Inspectors, Meeting, Project, Step
from sim.domain.hall import Desk
from sim.domain.policy import CaseSettings, CustomerSettings, HelperSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import ClockRule, DataLink, ItemKind, MeetingKind, StepKind
from sim.engine import simulate
from sim.engines import ENGINES, Engine
from sim.log import UNOPENED, Log
from sim.measures import time_split as split
from sim.measures import warnings as supervision
from sim.measures.sample import Sample, measure
from sim.measures.working_days import working_time
from sim.plan.sessions import DeskSession, Plan, Session

OPEN, CLOSE = 540, 1020
MINUTE, HOUR = 60_000, 3_600_000
A, B, C, D = "a", "b", "c", "d"
"""Ids of the steps of the item's table; a letter stands for whatever kind a test needs."""


def step(name: str, kind: StepKind = StepKind.DESK, **fields: Any) -> Step:
    given: dict[str, Any] = {"item": "i", "position": 1, "name_en": name, "name_zh": name, "department": "d"}
    return Step(id=name, kind=kind, origin=halls.ORIGIN, **(given | fields))


def hall(days: int, steps: tuple[Step, ...] = (), **fields: Any) -> Scenario:
    """One window and two desks, open 09:00 to 17:00 on every day."""
    sections = {name: fields.pop(name) for name in ("cases", "customers", "helpers") if name in fields}
    scenario = Scenario(
        settings=halls.settings(days, open_at=OPEN, close=CLOSE, **sections),
        zones=(halls.zone(),), departments=(halls.department(),), queues=(halls.queue(),), windows=(halls.window(1),),
        desks=tuple(Desk(id=n, department="d", origin=halls.ORIGIN) for n in (1, 2)),
        items=(halls.item(kind=ItemKind.LICENCE, promised_days=1),), steps=steps,
        meetings=(
            Meeting(
                id="council", department="d", kind=MeetingKind.DISCUSSION, name_en="", name_zh="", time=960,
                weekdays=(1, 2, 3, 4, 5, 6, 7), minutes=30, notice_days=1, origin=halls.ORIGIN,
            ),
            Meeting(
                id="head", department="d", kind=MeetingKind.SIGNING, name_en="", name_zh="", time=900,
                weekdays=(1, 2, 3, 4, 5, 6, 7), origin=halls.ORIGIN,
            ),
        ),
        inspectors=(
            Inspectors(
                id="team", department="d", name_en="", name_zh="", number=2, per_day=2, from_time=600, to_time=720,
                origin=halls.ORIGIN,
            ),
        ),
    )  # fmt: skip
    return replace(scenario, **fields)


def at_desks(*sessions: tuple[int, int, int], officer: str = "K") -> tuple[DeskSession, ...]:
    """Return sessions (day, start, end) at desk 1."""
    return tuple(
        DeskSession(day=day, desk=1, officer=officer, department="d", start=start, end=end)
        for day, start, end in sessions
    )


def run(
    scenario: Scenario,
    visits: list[HandVisit],
    desks: tuple[DeskSession, ...] = (),
    *,
    engine: Engine,
    projects: tuple[HandProject, ...] = (),
) -> Log:
    """Simulate with an officer at the window all day, every day."""
    days = range(scenario.settings.horizon.days)
    window = (
        Session(day=day, window=1, officer="W", department="d", start=OPEN, end=CLOSE, queues=("q",)) for day in days
    )
    return simulate(demand(scenario, visits, projects=projects), Plan.of(window, desks), engine)


def visit(at: int, *steps: HandStep, **fields: Any) -> HandVisit:
    """A customer served for ten minutes, whose case needs these steps."""
    return HandVisit(at=at, stops=[HandStop(queue="q", service=10, steps=steps, **fields)])


def parts_of(found: split.Split, case: int) -> dict[str, float]:
    """Return the parts of a case's time that are not nought, in minutes."""
    return {name: time / MINUTE for name, time in zip(split.PARTS, found.parts[case].tolist(), strict=True) if time}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


# ------------------------------------------------------------ where the time goes


BRANCHES = (
    HandStep(kind=StepKind.DESK, value=60, of=A),
    HandStep(kind=StepKind.WAIT, value=1, of=B, needs=(0,), clock=ClockRule.BOTH_STOP),
    HandStep(kind=StepKind.MEETING, station="council", of=C, needs=(0,), clock=ClockRule.STATUTORY_STOPS),
    HandStep(kind=StepKind.FORWARD, value=1, station=DataLink.DISC, of=D, needs=(1, 2)),
)
"""Side by side a wait, over at opening of the next day, and a meeting of the afternoon after."""
NAMED = (step(A), step(B), step(C), step(D))


def test_the_path_goes_back_through_the_branch_that_ended_last(engine: Engine) -> None:
    desks = at_desks((0, 600, 630), (0, 840, 1020))
    log = run(hall(4, NAMED), [visit(ms("09:00"), *BRANCHES)], desks, engine=engine)
    # desk work 10:00 to 10:30 and 14:00 to 14:30; notice until 09:00, the meeting 16:00 to 16:30 of the next day;
    # the disc at 10:00 of the day after, and a working day at the higher authority
    assert log.columns.case_closed[0] - log.columns.case_opened[0] == 3 * 24 * HOUR - 10 * MINUTE
    found = split.time_split(log)
    assert parts_of(found.elapsed, 0) == {
        "desk_work": 60,
        "desk_waiting": 260,
        "meeting": 30,
        "meeting_waiting": 26 * 60 - 30,
        "transfer": 17.5 * 60,
        "authority": 23 * 60,
    }
    # of the opening hours, eight a day: the afternoon, then until 16:30; half an hour and an hour; one day but an hour
    assert parts_of(found.working, 0) == {
        "desk_work": 60,
        "desk_waiting": 260,
        "meeting": 30,
        "meeting_waiting": 150 + 450 - 30,
        "transfer": 30 + 60,
        "authority": 420,
    }
    # the wait lies inside the time for the meeting, which stops the clock by law alone
    assert (found.elapsed.stood[0] / HOUR).tolist() == [18.5, 26]


def test_every_other_part(engine: Engine) -> None:
    steps = (
        HandStep(kind=StepKind.WAIT, value=1),
        HandStep(kind=StepKind.PAPERS, value=1, of=A),
        HandStep(kind=StepKind.TRANSFER, station=DataLink.HAND, of=B),
        HandStep(kind=StepKind.INSPECTION, value=90, of=C),
        HandStep(kind=StepKind.SIGNATURE, station="head", of=D),
        HandStep(kind=StepKind.WAIT, value=1, of=D),
    )
    log = run(hall(6, NAMED), [visit(ms("09:00"), *steps)], engine=engine)
    found = split.time_split(log)
    assert parts_of(found.elapsed, 0) == {
        "back_in_department": 24 * 60 - 10,  # the way back is no step of the scenario
        "applicant": 24 * 60,
        "transfer": 24 * 60,
        "inspectors_waiting": 60,  # from opening until they set out
        "on_site": 90,
        "meeting_waiting": 3.5 * 60,
        "meeting": 1 / MINUTE,  # a signature takes no time but a millisecond
        "waiting_days": 18 * 60 - 1 / MINUTE,
    }
    by_kind = split.by_kind(log, found)
    assert by_kind["hours"].sum() == pytest.approx(found.elapsed.parts.sum() / HOUR)
    waits = by_kind.filter(pl.col("kind") == "wait")
    assert dict(waits.select("part", "hours").iter_rows()) == pytest.approx(
        {"waiting_days": 18 - 1 / HOUR, "back_in_department": 24 - 1 / 6}
    )


def test_of_branches_that_end_together_the_first_counts(engine: Engine) -> None:
    steps = (
        HandStep(kind=StepKind.PAPERS, value=1, of=A, needs=()),
        HandStep(kind=StepKind.WAIT, value=1, of=B, needs=()),
    )
    log = run(hall(2, NAMED), [visit(ms("09:00"), *steps)], engine=engine)
    assert parts_of(split.time_split(log).elapsed, 0) == {"applicant": 24 * 60 - 10}


def test_work_in_overtime_is_no_part_of_the_opening_hours(engine: Engine) -> None:
    scenario = hall(2, NAMED, cases=CaseSettings(overtime_minutes=60))
    desks = at_desks((0, 1000, 1020))
    log = run(scenario, [visit(ms("16:30"), HandStep(kind=StepKind.DESK, value=50, of=A))], desks, engine=engine)
    assert log.columns.case_closed[0] == ms("17:30")
    found = split.time_split(log)
    assert parts_of(found.elapsed, 0) == {"desk_work": 50}
    assert parts_of(found.working, 0) == {"desk_work": 20}


def test_the_parts_add_up_exactly_in_random_halls(engine: Engine) -> None:
    def check(case: random_halls.Case) -> None:
        for one in case.demands():
            log = simulate(one, case.plan, engine)
            found, columns = split.time_split(log), log.columns
            begun = np.where(one.cases.of_backlog, one.cases.goes_on, columns.case_opened)
            rows = found.rows
            assert rows.tolist() == np.flatnonzero(columns.case_closed >= 0).tolist()
            assert found.elapsed.parts[rows].sum(axis=1).tolist() == (columns.case_closed - begun)[rows].tolist()
            closed, since = working_time(log, columns.case_closed[rows], begun[rows])
            assert found.working.parts[rows].sum(axis=1).tolist() == (closed - since).tolist()
            for part in (found.elapsed, found.working):
                assert (part.parts >= 0).all()
                assert (part.kinds.sum(axis=0) == part.parts.sum(axis=0)).all()
                assert (part.stood[:, 0] <= part.stood[:, 1]).all()

    random_halls.try_cases(25, 5000, check)


# ------------------------------------------------------------ warnings


def rows_of(found: pl.DataFrame, case: int, about: str = supervision.CASE) -> list[tuple[int, str, int]]:
    """Return (day, state, working days left) of what is said about a case."""
    chosen = found.filter((pl.col("case") == case) & (pl.col("about") == about))
    return list(chosen.select("day", "state", "days_left").iter_rows())


def supervised(engine: Engine) -> Log:
    """Three cases that a desk holds up, after a wait that stops both clocks, or for papers.

    Nobody is at the desk until 09:00 of 10 July, day 4; work is a whole day.
    """
    desk = HandStep(kind=StepKind.DESK, value=480, of=B)

    def stops(days: int) -> HandStep:
        return HandStep(kind=StepKind.WAIT, value=days, of=A, clock=ClockRule.BOTH_STOP)

    scenario = hall(6, (step(A, StepKind.WAIT), step(B, limit_days=2)), desks=(Desk(id=1, department="d", origin="t"),))
    visits = [
        visit(ms("09:00"), stops(1), desk, promised=3),
        visit(ms("09:10"), stops(3), desk, promised=1),
        visit(ms("09:20"), HandStep(kind=StepKind.PAPERS, value=2, of=A), desk, promised=1),
    ]
    return run(scenario, visits, at_desks((4, OPEN, 570)), engine=engine)


def test_a_case_is_warned_from_the_working_day_before_and_its_clock_counts_what_it_stood(engine: Engine) -> None:
    log = supervised(engine)
    found = supervision.warnings(log)
    # promised until day 3, but the clock stood still for one day
    assert rows_of(found, 0) == [(3, "warned", 1), (4, "warned", 0), (5, "overdue", -1)]
    # it would have been due on day 1, when the clock stood still: three days more, once it runs again
    assert rows_of(found, 1) == [(3, "warned", 1), (4, "warned", 0), (5, "overdue", -1)]
    # accepted on day 2, when the papers came
    assert rows_of(found, 2) == [(2, "warned", 1), (3, "warned", 0), (4, "overdue", -1), (5, "overdue", -2)]
    assert found.filter(about="case", case=2)["due"].unique().to_list() == [halls.MONDAY + dt.timedelta(days=3)]
    assert found.filter(about="case", day=5)["date"].unique().to_list() == [halls.MONDAY + dt.timedelta(days=5)]


def test_a_clock_that_stood_still_before_acceptance_counts_from_then_on(engine: Engine) -> None:
    steps = (
        HandStep(kind=StepKind.PAPERS, value=2, of=A, needs=()),
        HandStep(kind=StepKind.WAIT, value=3, of=B, needs=(), clock=ClockRule.BOTH_STOP),
        HandStep(kind=StepKind.WAIT, value=9, of=C, needs=(0, 1)),
    )
    log = run(hall(6, NAMED), [visit(ms("09:00"), *steps, promised=1)], engine=engine)
    # accepted on day 2, when the clock stands still until day 3, which is not counted: due on day 4
    assert rows_of(supervision.warnings(log), 0) == [(3, "warned", 1), (4, "warned", 0), (5, "overdue", -1)]
    assert log.cases["due"].to_list() == [halls.MONDAY + dt.timedelta(days=4)]


def test_a_step_is_warned_by_its_own_limit(engine: Engine) -> None:
    found = supervision.warnings(supervised(engine))
    about = supervision.STEP
    # the first begins on day 1 and has two days, the others begin on days 3 and 2
    assert rows_of(found, 0, about) == [(2, "warned", 1), (3, "warned", 0), (4, "overdue", -1), (5, "overdue", -2)]
    assert rows_of(found, 1, about) == [(4, "warned", 1), (5, "warned", 0)]
    assert rows_of(found, 2, about) == [(3, "warned", 1), (4, "warned", 0), (5, "overdue", -1)]


def test_a_warning_names_the_steps_that_hold_the_case(engine: Engine) -> None:
    found = supervision.warnings(supervised(engine)).filter(about="case", case=0)
    since = dt.datetime(2026, 7, 7, 9)
    held = [steps for (steps,) in found.select("steps").iter_rows()]
    waiting = {"step": B, "kind": "desk", "department": "d", "since": since, "in_work": False}
    # taken up in the very millisecond of day 4's opening, interrupted at 09:30
    assert held == [[waiting], [waiting | {"in_work": True}], [waiting | {"in_work": True}]]


def test_warnings_are_counted_by_day(engine: Engine) -> None:
    counts = supervision.counts_by_day(supervision.warnings(supervised(engine)))
    assert counts.filter(day=4).row(0) == (4, dt.date(2026, 7, 10), 2, 1, 2, 1)
    assert counts.columns[2:] == ["cases_warned", "cases_overdue", "steps_warned", "steps_overdue"]


def test_nothing_is_warned_of_where_there_are_no_cases() -> None:
    found = supervision.warnings(run(hall(1), [HandVisit(at=ms("09:00"), stops=[HandStop(queue="q", service=1)])],
                                     engine="simpy"))  # fmt: skip
    assert found.is_empty()
    assert found.schema == supervision.SCHEMA
    assert supervision.counts_by_day(found).is_empty()


def test_due_dates_come_out_of_the_step_log_as_the_engine_moved_them(engine: Engine) -> None:
    """At the end of time; an engine takes a clock that stands still then as stopped until then, so it is left out."""

    def check(case: random_halls.Case) -> None:
        for one in case.demands():
            log = simulate(one, case.plan, engine)
            rows = np.flatnonzero(log.columns.case_accepted != UNOPENED)
            due = supervision.due_at(log, rows, 1 << 60)
            known = due != UNOPENED
            assert due[known].tolist() == log.columns.case_due[rows[known]].tolist()

    random_halls.try_cases(25, 6000, check)


# ------------------------------------------------------------ measures


def test_days_from_receipt_to_decision_and_what_is_late_by_law(engine: Engine) -> None:
    def case(days: int, statutory: int) -> HandVisit:
        waits = HandStep(kind=StepKind.WAIT, value=days, of=A)
        return visit(ms("09:00"), waits, promised=1, statutory=statutory)

    log = run(hall(4, NAMED), [case(1, 2), case(3, 2), case(9, 3), case(2, 0)], engine=engine)
    values = measure(log).values
    assert (values["cases_accepted"], values["cases_closed"]) == (4, 3)
    assert values["case_days"] == 2
    # the second is decided on day 3, a day late; the third, due on the last day, is open at its end
    assert values["statutory_overdue_share"] == pytest.approx(2 / 3)
    assert values["overdue_share"] == pytest.approx(3 / 4)


def test_trips_count_to_the_hall_until_served_and_to_departments(engine: Engine) -> None:
    """One comes twice, as papers are missing, and must go to the department; another comes once."""
    scenario = hall(3, NAMED, customers=CustomerSettings(attempts=2))
    goes = HandStep(kind=StepKind.WAIT, value=1, of=A, trip=True)
    later = HandStep(kind=StepKind.WAIT, value=1, of=B, trip=True)  # begins beyond the horizon
    long = HandStep(kind=StepKind.WAIT, value=5, of=A)
    twice = replace(visit(ms("09:00"), goes, papers=Doubt.ALWAYS), again=[ms("09:00", 1)])
    log = run(scenario, [twice, visit(ms("09:00"), long, later)], engine=engine)
    assert measure(log).values["trips_per_case"] == pytest.approx((3 + 1) / 2)


def test_a_case_that_nobody_came_for_makes_no_trips(engine: Engine) -> None:
    assert np.isnan(measure(run(hall(1), [visit(ms("18:00"))], engine=engine)).values["trips_per_case"])


def project_of_two_parts(engine: Engine, promised: int) -> Sample:
    """The second part's visit follows a day after the first part is decided, which needs a trip to the department."""
    project = Project(id="p", name_en="", name_zh="", per_day=1, profile="x", origin=halls.ORIGIN)
    waits = HandStep(kind=StepKind.WAIT, value=1, of=A, trip=True)
    first = visit(ms("09:00"), waits)
    second = replace(visit(ms("10:00", 1), replace(waits, trip=False)), called=True)
    parts = (HandPart(visit=0), HandPart(visit=1, needs=(0,)))
    scenario = hall(4, NAMED, projects=(project,))
    log = run(scenario, [first, second], engine=engine, projects=(HandProject(parts=parts, promised=promised),))
    return measure(log)


@pytest.mark.parametrize(("promised", "overdue"), [(2, 1.0), (3, 0.0), (0, float("nan"))])
def test_projects(engine: Engine, promised: int, overdue: float) -> None:
    values = project_of_two_parts(engine, promised).values
    assert values["projects_closed"] == 1
    assert values["project_days"] == 3  # decided on days 1 and 3, the second visit on day 2
    assert values["trips_per_project"] == 3
    assert values["projects_overdue_share"] == pytest.approx(overdue, nan_ok=True)


def test_overtime_and_helpers_count_and_cost(engine: Engine) -> None:
    helpers = HelperSettings(enabled=True, per_zone=2)
    scenario = hall(1, NAMED, cases=CaseSettings(overtime_minutes=60), helpers=helpers)
    log = run(
        scenario,
        [visit(ms("09:00"), HandStep(kind=StepKind.DESK, value=50, of=A))],
        at_desks((0, 550, 580)),
        engine=engine,
    )
    values = measure(log).values
    assert values["overtime_hours"] == pytest.approx(20 / 60)
    assert values["overtime_cost"] == pytest.approx(20)
    assert values["officer_hours"] == pytest.approx(8 + 50 / 60)
    assert values["desk_utilisation"] == 1
    assert values["utilisation"] == pytest.approx(60 / (8 * 60 + 50))
    assert (values["helper_hours"], values["helper_cost"]) == (16, 640)
    assert measure(log).departments["desk_hours"].to_list() == pytest.approx([50 / 60])


def test_inspectors_are_busy_on_the_way_and_on_site_also_past_their_time(engine: Engine) -> None:
    inspection = HandStep(kind=StepKind.INSPECTION, value=90, of=A)
    visits = [visit(ms("09:00"), inspection), visit(ms("11:20"), inspection)]
    values = measure(run(hall(1, NAMED), visits, engine=engine)).values
    # 10:00 to 11:30, and the other one 11:30 to 13:00, an hour beyond 12:00
    assert values["inspector_utilisation"] == pytest.approx(180 / (120 + 120 + 60))


def test_steps_that_run_late(engine: Engine) -> None:
    row = measure(supervised(engine)).steps.filter(step=B).row(0, named=True)
    # due on days 3, 5 and 4 of 0 to 5; all open at the end
    assert (row["due"], row["late"], row["days_late"], row["done"]) == (3, 3, 2 + 0 + 1, 0)
    waits = measure(supervised(engine)).steps.filter(step=A).row(0, named=True)
    assert (waits["done"], waits["due"], waits["waiting_hours"]) == (3, 0, 0)
    assert waits["elapsed_hours"] == pytest.approx(24 * 6 - (10 + 20 + 30) / 60)


def test_a_step_of_a_station_waits_for_all_time_without_work(engine: Engine) -> None:
    log = run(hall(4, NAMED), [visit(ms("09:00"), *BRANCHES)], at_desks((0, 600, 630), (0, 840, 1020)), engine=engine)
    steps = {row["step"]: row for row in measure(log).steps.iter_rows(named=True)}
    assert steps[A]["waiting_hours"] == pytest.approx(260 / 60)
    assert steps[C]["waiting_hours"] == pytest.approx(25.5)
    assert steps[D]["waiting_hours"] == 0


def test_frames_by_item_and_department_agree_with_the_measures(engine: Engine) -> None:
    sample = measure(supervised(engine))
    assert sample.items.select("due", "overdue", "tardiness_days", "closed").row(0) == (3, 3, 1 + 1 + 2, 0)
    assert sample.departments.select("due", "overdue", "tardiness_days").row(0) == (3, 3, 4)
    of_item = sample.times.group_by("part").agg(pl.col("hours").sum()).sort("part")
    of_department = split.by_department(sample.times).select("part", "hours").sort("part")
    assert of_item.equals(of_department)


def test_without_overtime_nobody_stays(engine: Engine) -> None:
    desk = HandStep(kind=StepKind.DESK, value=50, of=A)
    values = measure(run(hall(1, NAMED), [visit(ms("09:00"), desk)], at_desks((0, 550, 580)), engine=engine)).values
    assert (values["overtime_hours"], values["officer_hours"]) == (0, 8.5)
