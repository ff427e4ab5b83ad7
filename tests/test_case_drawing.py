"""Cases as they are drawn: means and shares over many of them, and what leaves the draws of all others as they were."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from scipy.stats import chisquare

import halls
import random_halls
from sim.demand import Demand, draw
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER, Cases
from sim.domain.casework import Inspectors, Meeting, Project, ProjectPart, Step
from sim.domain.policy import CaseSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import ItemKind, MeetingKind, StepKind
from sim.plan.sessions import Plan

FEW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
HALLS = random_halls.halls_and_plans()
SIGMAS = 5
KINDS = tuple(StepKind)
BY_STEP = ("kind", "station", "value", "needs", "clock", "of", "visit")
BY_CASE = ("opens", "goes_on", "item", "promised", "statutory", "papers")


def step(name: str, position: int, kind: StepKind, **of_step: Any) -> Step:
    given: dict[str, Any] = {"item": "i", "department": "d", "origin": halls.ORIGIN}
    return Step(id=name, position=position, kind=kind, name_en=name, name_zh=name, **(given | of_step))


def team(name: str = "t", **of_team: Any) -> Inspectors:
    given: dict[str, Any] = {"department": "d", "number": 1, "per_day": 3, "from_time": 540, "to_time": 1020}
    return Inspectors(id=name, name_en=name, name_zh=name, origin=halls.ORIGIN, **(given | of_team))


WORKED_ON = (
    step("rare", 1, StepKind.DESK, mean_minutes=40.0, sd_minutes=15.0, share=0.3),
    step("papers", 2, StepKind.PAPERS, days=4, rework_share=0.25),
    step(
        "site", 3, StepKind.INSPECTION, mean_minutes=60.0, sd_minutes=20.0, inspectors="t", rework_share=0.4,
        visit_share=0.35,
    ),
    step("notice", 4, StepKind.WAIT, days=5, share=0.6, rework_share=0.5),
)  # fmt: skip


def office(**of_cases: Any) -> Scenario:
    """A department without authority, whose window opens some 60,000 cases in twenty days."""
    item = halls.item(kind=ItemKind.LICENCE, promised_days=5)
    scenario = halls.one_queue(1, per_minute=2.0, service=item, days=20)
    return replace(
        scenario,
        settings=replace(scenario.settings, cases=CaseSettings(**of_cases)),
        departments=(halls.department(authority=False),),
        steps=WORKED_ON,
        inspectors=(team(travel_minutes=30.0, travel_sd_minutes=15.0),),
    )


@pytest.fixture(scope="module")
def many() -> Demand:
    return draw(office(return_to_department=True, no_authority_visit_share=0.2), seed=5)


def times_of(demand: Demand, name: str) -> np.ndarray:
    """How often each case does a step."""
    names = [step.id for step in demand.scenario.steps]
    (at,) = [n for n, place in enumerate(demand.catalogue) if names[place] == name]
    return np.bincount(demand.cases.step_case[demand.cases.step_of == at], minlength=len(demand.cases.item))


def values_of(demand: Demand, kind: StepKind) -> np.ndarray:
    return np.asarray(demand.cases.step_value[demand.cases.step_kind == KINDS.index(kind)])


def assert_share(truths: np.ndarray, share: float) -> None:
    assert abs(truths.mean() - share) < SIGMAS * np.sqrt(share * (1 - share) / len(truths))


def assert_mean(values: np.ndarray, mean: float, sd: float) -> None:
    assert abs(values.mean() - mean) < SIGMAS * sd / np.sqrt(len(values))


def assert_unrelated(one: np.ndarray, other: np.ndarray) -> None:
    assert abs(np.corrcoef(one, other)[0, 1]) < SIGMAS / np.sqrt(len(one))


# ---------------------------------------------------------------- means and shares


def test_steps_are_needed_by_their_shares_each_by_itself(many: Demand) -> None:
    needed = {name: times_of(many, name) > 0 for name in ("rare", "papers", "site", "notice")}
    assert_share(needed["rare"], 0.3)
    assert_share(needed["notice"], 0.6)
    assert needed["papers"].all()
    assert needed["site"].all()
    assert_unrelated(needed["rare"], needed["notice"])
    assert_unrelated(needed["rare"][1:], needed["rare"][:-1])


@pytest.mark.parametrize(("name", "share"), [("papers", 0.25), ("site", 0.4), ("notice", 0.5)])
def test_steps_are_done_again_by_their_shares_at_most_twice(many: Demand, name: str, share: float) -> None:
    times = times_of(many, name)
    needed = times[times > 0]
    assert_share(needed > 1, share)
    assert_share(needed[needed > 1] > 2, share)
    assert needed.max() == 3


def test_what_has_no_rework_is_done_once(many: Demand) -> None:
    assert times_of(many, "rare").max() == 1


def test_applicants_take_geometric_days_for_papers_of_each_time(many: Demand) -> None:
    days = values_of(many, StepKind.PAPERS)
    assert_mean(days, 4, np.sqrt(12))
    expected = len(days) * 0.25 * 0.75 ** np.arange(30)
    expected[-1] *= 4
    assert chisquare(np.bincount(days.clip(max=30), minlength=31)[1:], expected).pvalue > 1e-6


def test_an_inspection_takes_its_time_on_site_and_that_of_the_way_each_time_anew(many: Demand) -> None:
    first, again, once_more = by_time(many, StepKind.INSPECTION)
    for minutes in (first, again[again > 0], once_more[once_more > 0]):
        assert_mean(minutes, 90, 25)
        assert minutes.std() == pytest.approx(25, rel=0.05)
    assert_unrelated(first[again > 0], again[again > 0])
    assert_unrelated(again[once_more > 0], once_more[once_more > 0])


def by_time(demand: Demand, kind: StepKind) -> np.ndarray:
    """Minutes of the only step of a kind, shape (3, cases): of each time, 0 if it is not done so often."""
    of_kind = np.flatnonzero(demand.cases.step_kind == KINDS.index(kind))
    case = demand.cases.step_case[of_kind]
    time = of_kind - np.maximum.accumulate(np.where(np.diff(case, prepend=-1) > 0, of_kind, 0))
    minutes = np.zeros((3, len(demand.cases.item)))
    minutes[time, case] = demand.cases.step_value[of_kind] / MS_PER_MINUTE
    return minutes


def test_work_at_desks_has_its_mean_and_spread(many: Demand) -> None:
    minutes = values_of(many, StepKind.DESK) / MS_PER_MINUTE
    assert_mean(minutes, 40, 15)
    assert minutes.std() == pytest.approx(15, rel=0.05)


def test_applicants_make_trips_by_shares_once_for_a_step(many: Demand) -> None:
    cases = many.cases
    sites = cases.step_kind == KINDS.index(StepKind.INSPECTION)
    first = np.diff(cases.step_case[sites], prepend=-1) > 0
    assert_share(cases.step_visit[sites][first], 0.35)
    assert not cases.step_visit[sites][~first].any()
    back = cases.step_of == NEVER
    assert np.count_nonzero(back) == len(cases.item)
    assert_share(cases.step_visit[back], 0.2)


def test_a_travel_of_nought_minutes_takes_no_time_with_rework_or_without() -> None:
    near = replace(office(), inspectors=(team(),))
    without = replace(near, steps=tuple(replace(one, rework_share=0.0, visit_share=0.0) for one in WORKED_ON))
    first, *_ = by_time(draw(near, seed=5, days=1), StepKind.INSPECTION)
    only, *_ = by_time(draw(without, seed=5, days=1), StepKind.INSPECTION)
    assert np.array_equal(first, only)


def test_applicants_come_for_further_parts_after_a_geometric_delay() -> None:
    demand = draw(with_projects(halls_of_projects(), delay_days=3.0), seed=5)
    called = demand.visits.called
    assert_mean(demand.visits.join[0, called] // MS_PER_DAY, 3, np.sqrt(6))
    assert np.count_nonzero(called) == 2 * len(demand.projects.project)


# ---------------------------------------------------------------- projects


def halls_of_projects() -> Scenario:
    """A project of three parts, of two items, which begins two hundred times a day."""
    scenario = office()
    items = (*scenario.items, halls.item("i2", kind=ItemKind.LICENCE, promised_days=9), halls.item("r"))
    steps = (*WORKED_ON, *(replace(one, id=f"{one.id}-2", item="i2", position=9 - one.position) for one in WORKED_ON))
    parts = [("a", 1, "i"), ("b", 1, "i2"), ("c", 2, "i")]
    arrival = replace(scenario.arrivals[0], per_day=50.0)
    return replace(
        scenario,
        arrivals=(arrival,),
        items=items,
        steps=steps,
        projects=(
            Project(
                id="j", name_en="j", name_zh="j", per_day=200.0, profile=arrival.profile, intake="r",
                origin=halls.ORIGIN,
            ),
        ),
        project_parts=tuple(
            ProjectPart(id=name, project="j", position=position, item=item, origin=halls.ORIGIN)
            for name, position, item in parts
        ),
    )  # fmt: skip


def with_projects(scenario: Scenario, **of_projects: Any) -> Scenario:
    return replace(
        scenario,
        settings=replace(scenario.settings, projects=replace(scenario.settings.projects, **of_projects)),
    )


def work_of(demand: Demand, cases: np.ndarray) -> list[tuple[tuple[int, ...], list[tuple[int, ...]]]]:
    """What is drawn about each of some cases, and about its steps."""
    by_case = list(zip(*(getattr(demand.cases, name)[cases].tolist() for name in BY_CASE), strict=True))
    steps = list(zip(*(getattr(demand.cases, f"step_{name}").tolist() for name in BY_STEP), strict=True))
    first, count = demand.cases.first_step[cases].tolist(), demand.cases.steps[cases].tolist()
    return [(case, steps[at : at + n]) for case, at, n in zip(by_case, first, count, strict=True)]


def assert_the_same_parts(one: Demand, other: Demand) -> None:
    assert np.array_equal(one.projects.begins, other.projects.begins)
    assert work_of(one, one.projects.part_case) == work_of(other, other.projects.part_case)


def test_parts_have_the_same_steps_with_one_intake_and_without() -> None:
    scenario = halls_of_projects()
    together, apart = (draw(with_projects(scenario, one_intake=one), seed=5) for one in (True, False))
    assert len(together.projects.part_case) > 10_000
    assert_the_same_parts(together, apart)
    assert (together.cases.stop[together.projects.part_case] == NEVER).all()
    assert (apart.cases.stop[apart.projects.part_case] != NEVER).all()


@FEW
@given(HALLS)
def test_parts_have_the_same_steps_with_one_intake_and_without_in_any_hall(hall: tuple[Scenario, Plan, int]) -> None:
    scenario, _, seed = hall
    projects = tuple(replace(project, intake="i2") for project in scenario.projects)
    scenario = replace(scenario, projects=projects, stops=())  # whose cases would be counted with those of the parts
    together, apart = (draw(with_projects(scenario, one_intake=one), seed=seed) for one in (True, False))
    assert_the_same_parts(together, apart)


@FEW
@given(HALLS)
def test_parts_side_by_side_or_not_are_drawn_the_same(hall: tuple[Scenario, Plan, int]) -> None:
    scenario, _, seed = hall
    one, other = (draw(with_projects(scenario, in_parallel=parallel), seed=seed) for parallel in (False, True))
    waits_too = one.visits.called == other.visits.called
    assert scenario.settings.projects.one_intake <= bool(waits_too.all())
    for table in ("visits", "stops", "tickets", "cases", "projects"):
        for field in fields(getattr(one, table)):
            a, b = (getattr(getattr(demand, table), field.name) for demand in (one, other))
            if field.name == "join":
                a, b = a[:, waits_too], b[:, waits_too]
            assert field.name in {"part_needs", "called"} or np.array_equal(a, b), field.name


# ---------------------------------------------------------------- what must not matter


@FEW
@given(HALLS)
def test_what_no_case_needs_changes_nothing(hall: tuple[Scenario, Plan, int]) -> None:
    """A department, an item, a meeting and inspectors, before all others: every index moves by one."""
    scenario, _, seed = hall
    more = replace(
        scenario,
        departments=(halls.department("a"), *scenario.departments),
        items=(halls.item("a", queue="q0", department="a", weight=None), *scenario.items),
        meetings=(replace(scenario.meetings[0], id="a", department="a"), *scenario.meetings),
        inspectors=(team("a", department="a"), *scenario.inspectors),
    )
    one, two = draw(scenario, seed=seed).cases, draw(more, seed=seed).cases
    assert np.array_equal(two.item, one.item + 1)
    linked = np.isin(one.step_kind, [KINDS.index(kind) for kind in (StepKind.TRANSFER, StepKind.FORWARD)])
    inspected = one.step_kind == KINDS.index(StepKind.INSPECTION)
    # inspectors are counted from the number of departments on
    assert np.array_equal(two.step_station, one.step_station + np.where(linked, 0, 1 + inspected))
    for field in fields(Cases):
        if field.name not in {"item", "step_station"}:
            assert np.array_equal(getattr(two, field.name), getattr(one, field.name)), field.name


def test_a_meeting_that_no_step_needs_changes_nothing(many: Demand) -> None:
    meeting = Meeting(
        id="m", department="d", kind=MeetingKind.HEARING, name_en="m", name_zh="m", weekdays=(1,), time=600,
        origin=halls.ORIGIN,
    )  # fmt: skip
    other = draw(replace(many.scenario, meetings=(meeting,)), seed=5)
    for field in fields(Cases):
        assert np.array_equal(getattr(other.cases, field.name), getattr(many.cases, field.name)), field.name


@FEW
@given(HALLS)
def test_the_order_of_steps_and_parts_in_their_tables_does_not_matter(hall: tuple[Scenario, Plan, int]) -> None:
    scenario, _, seed = hall
    other = replace(scenario, steps=scenario.steps[::-1], project_parts=scenario.project_parts[::-1])
    one, two = draw(scenario, seed=seed), draw(other, seed=seed)
    for table in ("cases", "projects"):
        for field in fields(getattr(one, table)):
            a, b = (getattr(getattr(demand, table), field.name) for demand in (one, two))
            assert np.array_equal(a, b), field.name
    assert [scenario.steps[n].id for n in one.catalogue] == [other.steps[n].id for n in two.catalogue]


@FEW
@given(HALLS)
def test_a_longer_horizon_leaves_the_cases_of_its_beginning_as_they_were(hall: tuple[Scenario, Plan, int]) -> None:
    scenario, _, seed = hall
    days = scenario.settings.horizon.days
    short, long = (draw(scenario, seed=seed, days=length) for length in (days, days + 2))
    for name in ("of_visits", "of_parts", "of_backlog"):
        early = work_of(long, _cases(long, name, days))
        assert early == work_of(short, _cases(short, name, days)), name
    begun = long.projects.begins < days * MS_PER_DAY
    for name in ("project", "begins", "promised", "parts"):
        assert np.array_equal(getattr(long.projects, name)[begun], getattr(short.projects, name)), name
    early_parts = begun[long.projects.part_project]
    assert np.array_equal(long.projects.part_needs[early_parts], short.projects.part_needs)


def _cases(demand: Demand, origin: str, days: int) -> np.ndarray:
    """The cases of visits, of parts that an intake begins, or of the backlog, that begin in the first days."""
    cases, projects = demand.cases, demand.projects
    if origin == "of_backlog":
        return np.flatnonzero(cases.of_backlog)
    if origin == "of_parts":
        begun = (projects.begins < days * MS_PER_DAY)[projects.part_project]
        return np.asarray(projects.part_case[begun])
    opened = np.flatnonzero(cases.stop != NEVER)
    return np.asarray(opened[demand.visits.day[demand.stops.visit[cases.stop[opened]]] < days])


def test_what_projects_draw_does_not_move_other_cases() -> None:
    scenario = halls_of_projects()
    without = draw(replace(scenario, projects=(), project_parts=()), seed=5)
    demand = draw(with_projects(scenario, one_intake=True), seed=5)
    others = np.flatnonzero(demand.cases.part == NEVER)
    assert work_of(demand, others) == work_of(without, np.arange(len(without.cases.item)))
