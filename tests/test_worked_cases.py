"""The cases worked by hand in sim/MODEL.md, appendices D to G: demand and expected rows are read from its tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import polars as pl
import pytest

import halls
from handmade import HandCase, HandPart, HandProject, HandStep, HandStop, HandVisit, demand, ms
from sim.demand.columns import MS_PER_DAY, Demand
from sim.domain.casework import EVERY_DAY, Inspectors, Meeting, Project
from sim.domain.hall import Desk
from sim.domain.policy import CaseSettings, Horizon, ProjectSettings, Settings
from sim.domain.scenario_data import Scenario
from sim.domain.units import CalendarKind, ClockRule, DeskRule, ItemKind, MeetingKind, StepKind
from sim.engine import simulate
from sim.engines import DEFAULT_ENGINE, ENGINES, Engine
from sim.log import UNOPENED, Log
from sim.measures.projects import project_measures
from sim.measures.warnings import warnings
from sim.plan.sessions import DeskSession, Plan, Session
from test_worked_day import NOTHING, compare, table

Row = dict[str, str]
Hours = tuple[tuple[int, int], ...]
DeskDay = tuple[int, str, str, Hours]
"""A desk, its officer and department, and their sessions of a day."""
MORNING, AFTERNOON = (540, 720), (840, 1020)
JULY = dt.date(2026, 7, 6)
"""A Monday, in a month without holidays."""


# ---------------------------------------------------------------- reading the tables


def instant(text: str, start: dt.date) -> int:
    """Return the instant of a date and a time of day."""
    date, time = text.split()
    month, day = map(int, date.split("-"))
    return ms(time, (dt.date(start.year, month, day) - start).days)


def stamp(at: dt.datetime | None) -> str:
    """Write a date and a time of day, without what is zero."""
    if at is None:
        return NOTHING
    text = at.strftime("%m-%d %H:%M")
    return text + (at.strftime(":%S.%f")[:-3] if at.second or at.microsecond else "")


def date_of(at: dt.date | None) -> str:
    return NOTHING if at is None else at.strftime("%m-%d")


def number(text: str) -> int:
    return 0 if text == NOTHING else int(text)


def hand_step(row: Row) -> HandStep:
    """Return a step as its row gives it."""
    kind = StepKind(row["kind"])
    needs = () if row["after"] == NOTHING else tuple(int(place) for place in row["after"].split(","))
    return HandStep(
        kind=kind, value=number(row["takes"]), station=row["at"], needs=needs, clock=ClockRule(row["clock"])
    )


def steps_in(name: str) -> list[tuple[HandStep, ...]]:
    """Return the steps of each case of a table."""
    cases: dict[int, list[HandStep]] = {}
    for row in table(f"{name}: steps"):
        of_case = cases.setdefault(int(row["case"]), [])
        assert int(row["step"]) == len(of_case)
        of_case.append(hand_step(row))
    return [tuple(cases[case]) for case in range(len(cases))]


def stops_in(name: str, service: float) -> list[HandStop]:
    """Return the stops that open the cases of a table."""
    return [
        HandStop(
            queue="q", service=service, promised=int(row["promised"]), statutory=number(row["by law"]), steps=steps
        )
        for row, steps in zip(table(f"{name}: cases"), steps_in(name), strict=True)
    ]


def received_as(name: str, scenario: Scenario) -> Demand:
    """Return the demand in which the cases of a table are received as it says, after two minutes at the window."""
    start = scenario.settings.horizon.start
    received = [instant(row["received"], start) for row in table(f"{name}: cases")]
    stops = stops_in(name, service=2)
    visits = [HandVisit(at=at - ms("00:02"), stops=[stop]) for at, stop in zip(received, stops, strict=True)]
    return demand(scenario, visits)


# ---------------------------------------------------------------- halls


def office(
    start: dt.date, days: int, *, projects: Sequence[Project] = (), one_intake: bool = False, **given: Any
) -> Scenario:
    """A hall of the Chinese calendar with two departments, a desk each, meetings, inspectors, and casework settings."""
    tables = {name: given.pop(name) for name in ("meetings", "inspectors") if name in given}
    settings = Settings(
        name="worked",
        title_en="Worked cases",
        title_zh="手算办件",
        horizon=Horizon(start=start, days=days, calendar=CalendarKind.CHINA),
        hours=halls.settings(open_at=540, close=1020).hours,
        cases=CaseSettings(**given),
        projects=ProjectSettings(one_intake=one_intake, in_parallel=True),
    )
    licence: dict[str, Any] = {"department": "lead", "kind": ItemKind.LICENCE, "promised_days": 1}
    return Scenario(
        settings=settings,
        zones=(halls.zone(),),
        departments=(halls.department("lead"), halls.department("other")),
        queues=(halls.queue(department="lead"),),
        windows=(halls.window(1, department="lead"),),
        desks=tuple(Desk(id=n + 1, department=of, origin=halls.ORIGIN) for n, of in enumerate(("lead", "other"))),
        items=(halls.item(**licence), halls.item("intake", department="lead")),
        projects=tuple(projects),
        **tables,
    )


def a_meeting(name: str, kind: MeetingKind, weekdays: tuple[int, ...], time: int, **given: Any) -> Meeting:
    return Meeting(
        id=name,
        department="lead",
        kind=kind,
        name_en=name,
        name_zh=name,
        weekdays=weekdays,
        time=time,
        origin="x",
        **given,
    )


def plan_of(scenario: Scenario, *desks: DeskDay, days: Iterable[int] | None = None) -> Plan:
    """Return the plan of one window all day, and of desks on the open days given (all, if none are)."""
    every = range(scenario.settings.horizon.days)
    window: dict[str, Any] = {"window": 1, "officer": "W", "department": "lead", "queues": ("q",)}
    return Plan.of(
        [Session(day=day, start=540, end=1020, **window) for day in every],
        [
            DeskSession(day=day, desk=desk, officer=officer, department=department, start=start, end=end)
            for day in (every if days is None else days)
            for desk, officer, department, hours in desks
            for start, end in hours
        ],
    )


# ---------------------------------------------------------------- what is found


def case_rows(log: Log) -> list[Row]:
    made = log.demand.cases
    return [
        {
            "case": str(row["case"]),
            "received": stamp(row["opened"]),
            "promised": str(made.promised[row["case"]]),
            "by law": str(made.statutory[row["case"]] or NOTHING),
            "accepted": stamp(row["accepted"]),
            "due": date_of(row["due"]),
            "due by law": date_of(row["statutory_due"]),
            "closed": stamp(row["closed"]),
            "days late": str(row["days_late"]),
            "overdue": ", ".join(["promised"] * row["overdue"] + ["by law"] * row["statutory_overdue"]) or NOTHING,
        }
        for row in log.cases.iter_rows(named=True)
    ]


def step_rows(log: Log) -> list[Row]:
    """Return the steps that began by case and number, with when they began, were started and ended, and the work."""
    of_case = pl.int_range(pl.len()).over("case").alias("step_number")
    return [
        {
            "case": str(row["case"]),
            "step": str(row["step_number"]),
            "kind": row["kind"],
            **{name: stamp(row[name]) for name in ("began", "started", "ended")},
            "worked": f"{row['worked_minutes']:g}",
        }
        for row in log.steps.with_columns(of_case).iter_rows(named=True)
    ]


def asserted(log: Log, name: str) -> None:
    """Assert that cases and steps are those of the tables."""
    compare(case_rows(log), f"{name}: cases")
    given = {"at", "after", "clock", "takes", "why"}
    expected = [{key: row[key] for key in row.keys() - given} for row in table(f"{name}: steps")]
    for want, have in zip(expected, step_rows(log), strict=True):
        assert have == want


def sessions_found(left: Sequence[int], busy: Sequence[int], first: dt.date) -> list[Row]:
    """Return sessions from the first day on by date: when who held them left, and for how long they were busy."""
    return [
        {
            "date": (first + dt.timedelta(days=leaves // MS_PER_DAY)).strftime("%m-%d"),
            "left": (dt.datetime.combine(first, dt.time()) + dt.timedelta(milliseconds=leaves)).strftime("%H:%M"),
            "busy min": f"{worked / 60_000:g}",
        }
        for leaves, worked in zip(left, busy, strict=True)
        if leaves >= 0
    ]


# ---------------------------------------------------------------- D


def national_day(engine: Engine = DEFAULT_ENGINE, rule: DeskRule = DeskRule.FIRST_COME) -> Log:
    scenario = office(
        dt.date(2026, 9, 28),
        13,
        desk_rule=rule,
        disc_times=(600, 900),
        disc_weekdays=(1, 4),
        meetings=(
            a_meeting("council", MeetingKind.DISCUSSION, (5,), 600, minutes=60, capacity=1),
            a_meeting("head", MeetingKind.SIGNING, (1, 2, 4), 960),
        ),
    )
    plan = plan_of(scenario, (1, "K", "lead", (MORNING, AFTERNOON)), (2, "M", "other", (AFTERNOON,)))
    return simulate(received_as("D", scenario), plan, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_papers_branches_and_a_meeting_over_the_national_day(engine: Engine) -> None:
    log = national_day(engine)
    days = "09-28 09-29 09-30 10-08 10-09 10-10 10-12 10-13 10-14 10-15 10-16 10-19 10-20"
    assert [date_of(day) for day in log.demand.days] == days.split()
    asserted(log, "D")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", list(DeskRule))
def test_which_case_a_meeting_takes_next(rule: DeskRule, engine: Engine) -> None:
    taken = national_day(engine, rule).steps.filter((pl.col("kind") == "meeting") & pl.col("started").is_not_null())
    found = {date_of(started): str(case) for started, case in taken.select("started", "case").rows()}
    (expected,) = (row for row in table("D: council") if row["rule"] == rule)
    assert found == {key: value for key, value in expected.items() if key not in {"rule", "why"}}


# ---------------------------------------------------------------- E


def spring_festival(engine: Engine = DEFAULT_ENGINE) -> Log:
    scenario = office(
        dt.date(2026, 2, 2),
        21,
        disc_times=(600, 900),
        disc_weekdays=EVERY_DAY,
        meetings=(
            a_meeting("hearing", MeetingKind.HEARING, (4,), 870, minutes=120, every_weeks=2, notice_days=7),
            a_meeting("experts", MeetingKind.EXPERT_REVIEW, (2,), 600, minutes=60),
        ),
    )
    return simulate(received_as("E", scenario), plan_of(scenario, (1, "K", "lead", (MORNING, AFTERNOON))), engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_clocks_that_stand_still_over_the_spring_festival(engine: Engine) -> None:
    log = spring_festival(engine)
    february = (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 24, 25, 26, 27, 28)
    days = [*(dt.date(2026, 2, day) for day in february), *(dt.date(2026, 3, day) for day in range(2, 7))]
    assert list(log.demand.days) == days
    asserted(log, "E")


def test_what_is_warned_and_overdue_over_the_spring_festival() -> None:
    found = [
        {
            "date": date_of(row["date"]),
            "case": str(row["case"]),
            "state": row["state"],
            "due": date_of(row["due"]),
            "days left": str(row["days_left"]),
        }
        for row in warnings(spring_festival()).iter_rows(named=True)
    ]
    compare(found, "E: warnings")


# ---------------------------------------------------------------- F


def overtime(engine: Engine = DEFAULT_ENGINE) -> Log:
    scenario = office(JULY, 5, overtime_minutes=60, warn_days=1)
    return simulate(received_as("F overtime", scenario), plan_of(scenario, (1, "K", "lead", ((540, 660),))), engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_interrupted_work_and_overtime(engine: Engine) -> None:
    log = overtime(engine)
    asserted(log, "F overtime")
    found = sessions_found(log.columns.desk_left.tolist(), log.columns.desk_busy.tolist(), JULY)
    compare(found, "F overtime: desks")


def ruled(rule: DeskRule, engine: Engine) -> Log:
    """Return the log of one morning in which a desk takes the next case by a rule."""
    scenario = office(JULY, 1, desk_rule=rule, real_time_minutes=60)
    visits, backlog = [], []
    for row in table("F: rules"):
        steps: tuple[HandStep, ...] = (HandStep(kind=StepKind.DESK, value=int(row["desk min"]), station="lead"),)
        if row["elsewhere min"] != "0":
            steps += (HandStep(kind=StepKind.DESK, value=int(row["elsewhere min"]), station="other"),)
        promised = int(row["promised"])
        if row["received"] == NOTHING:
            transfer = HandStep(kind=StepKind.TRANSFER, station="real_time")
            friday, opening = ms("09:00", -3), ms("09:00")
            backlog.append(HandCase(steps=(transfer, *steps), promised=promised, opens=friday, goes_on=opening))
            continue
        stop = HandStop(queue="q", service=2, promised=promised, steps=steps)
        visits.append(HandVisit(at=ms(row["received"]) - ms("00:02"), stops=[stop], rank=int(row["rank"])))
    return simulate(demand(scenario, visits, backlog=backlog), plan_of(scenario, (1, "K", "lead", (MORNING,))), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", list(DeskRule))
def test_which_case_a_desk_takes_next(rule: DeskRule, engine: Engine) -> None:
    log = ruled(rule, engine)
    first = log.steps.filter((pl.col("kind") == "desk") & (pl.col("worked_minutes") > 0)).sort("case")
    found = [f"{a:%H:%M}–{b:%H:%M}" for a, b in first.select("started", "ended").rows()]
    assert found == [row[rule.value] for row in table("F: rules")]


def inspections(engine: Engine = DEFAULT_ENGINE) -> Log:
    fire = Inspectors(
        id="fire",
        department="lead",
        name_en="Fire",
        name_zh="消防",
        number=1,
        per_day=2,
        from_time=540,
        to_time=840,
        weekdays=(1, 3, 5),
        origin="x",
    )
    scenario = office(JULY, 5, inspectors=(fire,))
    plan = plan_of(scenario, (1, "K", "lead", (MORNING,)), days=[0])
    return simulate(received_as("F inspections", scenario), plan, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_inspections_and_rework(engine: Engine) -> None:
    log = inspections(engine)
    asserted(log, "F inspections")
    within = log.timetable.inspectors.start >= 0
    left, busy = (column[within].tolist() for column in (log.columns.inspector_left, log.columns.inspector_busy))
    compare(sessions_found(left, busy, JULY), "F inspections: inspectors")


# ---------------------------------------------------------------- G

NEEDS = ((), (), (0,), (1, 2))
"""After which parts of the project each comes."""
PROJECT = Project(
    id="p", name_en="A project", name_zh="项目", per_day=1, profile="x", intake="intake", promised_days=3, origin="x"
)


def hall_of_project(*, one_intake: bool) -> Scenario:
    return office(JULY, 6, projects=(PROJECT,), one_intake=one_intake)


def one_intake(engine: Engine = DEFAULT_ENGINE) -> Log:
    scenario, name = hall_of_project(one_intake=True), "G one intake"
    promised = [int(row["promised"]) for row in table(f"{name}: cases")]
    cases = [HandCase(steps=steps, promised=days) for steps, days in zip(steps_in(name), promised, strict=True)]
    parts = tuple(HandPart(needs=needs, case=case) for needs, case in zip(NEEDS, cases, strict=True))
    visit = HandVisit(at=ms("09:20"), stops=[HandStop(queue="q", item="intake", service=10)])
    project = HandProject(parts=parts, intake=True, promised=3)
    plan = plan_of(scenario, (1, "K", "lead", (MORNING, AFTERNOON)))
    return simulate(demand(scenario, [visit], projects=[project]), plan, engine)


def separate_visits(engine: Engine = DEFAULT_ENGINE) -> Log:
    scenario = hall_of_project(one_intake=False)
    visits = [
        HandVisit(at=ms("09:20", int(called)), stops=[stop], called=called)
        for stop, called in zip(stops_in("G separate visits", service=10), map(bool, NEEDS), strict=True)
    ]
    parts = tuple(HandPart(needs=needs, visit=part) for part, needs in enumerate(NEEDS))
    plan = plan_of(scenario, (1, "K", "lead", (MORNING, AFTERNOON)))
    made = demand(scenario, visits, projects=[HandProject(parts=parts, promised=3)])
    return simulate(made, plan, engine)


WAYS: dict[str, Callable[[Engine], Log]] = {"one intake": one_intake, "separate visits": separate_visits}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("way", WAYS)
def test_a_project_of_two_branches_that_join(way: str, engine: Engine) -> None:
    log = WAYS[way](engine)
    asserted(log, f"G {way}")
    (row,) = log.projects.iter_rows(named=True)
    measured = project_measures(log)
    found = {
        "way": way,
        "begins": stamp(row["begins"]),
        "closed": stamp(row["closed"]),
        "decided": str(row["decided"]),
        "working days": f"{measured['project_days']:g}",
        "trips": f"{measured['trips_per_project']:g}",
        "overdue": {0: "no", 1: "yes"}[int(measured["projects_overdue_share"])],
    }
    (expected,) = (row for row in table("G: projects") if row["way"] == way)
    assert found == {key: value for key, value in expected.items() if key != "why"}
    assert (log.columns.project_closed != UNOPENED).all()
