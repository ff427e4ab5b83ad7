"""Desk work that falls due, by hand: graphs of steps of every kind, papers, clocks, the way back, projects."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimiser import casework, course, load, projects
from optimiser.delays import Delays
from optimiser_halls import ORIGIN, START, arrival, department, item, one_department, profile, queue, settings
from reports.actions.loading import scenario_of
from sim.demand.casework import _masks
from sim.domain.casework import BacklogRow, Inspectors, Meeting, Project, ProjectPart, Step, in_order
from sim.domain.policy import CaseSettings, OpeningHours, ProjectSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import ClockRule, DataLink, MeetingKind, StepKind
from sim.opening import arrival_rates, open_days, rates_on
from sim.plan.today import todays_plan

MARGIN = casework._MARGIN
DISC = 0.25
"""Hours are 08:00 to 16:00 and the last disc goes at 14:00: a quarter of the cases wait for the next day."""


def step(name: str, position: int, kind: StepKind, of: str = "i", **fields: Any) -> Step:
    given: dict[str, Any] = {"name_en": name, "name_zh": name, "department": "a", "origin": ORIGIN}
    return Step(id=name, item=of, position=position, kind=kind, **(given | fields))


def meeting(name: str = "m", **fields: Any) -> Meeting:
    given: dict[str, Any] = {"kind": MeetingKind.DISCUSSION, "weekdays": (4,), "time": 960, "department": "a"}
    return Meeting(id=name, name_en=name, name_zh=name, origin=ORIGIN, **(given | fields))


def inspectors(**fields: Any) -> Inspectors:
    given: dict[str, Any] = {"department": "a", "number": 2, "per_day": 3, "from_time": 480, "to_time": 960}
    return Inspectors(id="team", name_en="team", name_zh="team", origin=ORIGIN, **(given | fields))


def hall(*steps: Step, promised: int = 20, days: int = 5, **fields: Any) -> Scenario:
    """Department a transfers by disc, b by hand and has no authority at its window; ten cases a day of item i."""
    cases = CaseSettings(disc_times=(600, 840), hand_days=2, **fields.pop("cases", {}))
    hours = OpeningHours(open=480, close=960, noon_from=720, noon_to=720)
    base = one_department()
    links = {"a": DataLink.DISC, "b": DataLink.HAND}
    departments = tuple(replace(department(name), link=link, authority=name == "a") for name, link in links.items())
    return replace(
        base,
        settings=settings(days=days, cases=cases, hours=hours, **fields.pop("sections", {})),
        departments=departments,
        queues=(queue("q", "a"),),
        items=(item("i", "a", "q", 10.0, promised=promised),),
        steps=steps,
        arrivals=(arrival("q", 10.0),),
        meetings=fields.pop("meetings", ()),
        inspectors=fields.pop("inspectors", ()),
        **fields,
    )


def released(scenario: Scenario, item_id: str = "i", cases: float = 10.0, day: int = 0) -> list[tuple[Any, ...]]:
    """Return department, days of release and due, minutes per case and cases of each piece of work."""
    one = next(i for i in scenario.items if i.id == item_id)
    entries = casework._entries(one, course.courses(scenario)[item_id], cases, day, day)
    return [(department, *shown(work, cases)) for department, work in entries]


def shown(work: casework.Work, cases: float) -> tuple[Any, ...]:
    return work.release, work.due, pytest.approx(work.minutes / MARGIN / cases), pytest.approx(work.cases)


def of_item(scenario: Scenario, name: str) -> float:
    return Delays(scenario).of(next(s for s in scenario.steps if s.id == name))


# ------------------------------------------------------------------ delays


def test_steps_without_desks_take_their_days() -> None:
    scenario = hall(
        step("wait", 1, StepKind.WAIT, days=4),
        step("disc", 1, StepKind.TRANSFER),
        step("hand", 1, StepKind.TRANSFER, department="b"),
        step("quick", 1, StepKind.TRANSFER, department="b", link=DataLink.REAL_TIME),
        step("up", 1, StepKind.FORWARD, department="b", days=5),
        step("site", 1, StepKind.INSPECTION, inspectors="team"),
        step("desk", 1, StepKind.DESK, mean_minutes=10),
        inspectors=(inspectors(),),
    )
    found = {s.id: of_item(scenario, s.id) for s in scenario.steps}
    assert found == pytest.approx({"wait": 4, "disc": DISC, "hand": 2, "quick": 0, "up": 7, "site": 1, "desk": 0})


def test_discs_of_one_weekday_take_the_mean_of_the_week() -> None:
    """Carried on Wednesdays at 10:00, a quarter of the day: from Monday on 2, 1, ¾ · 5, 4, 3 working days."""
    scenario = hall(step("disc", 1, StepKind.TRANSFER))
    cases = replace(scenario.settings.cases, disc_times=(600,), disc_weekdays=(3,))
    scenario = replace(scenario, settings=replace(scenario.settings, cases=cases))
    assert of_item(scenario, "disc") == pytest.approx((2 + 1 + 0.75 * 5 + 4 + 3) / 5, rel=0.01)


@pytest.mark.parametrize(
    ("held", "days"),
    [
        (meeting(), (3 + 2 + 1 + 0 + 4) / 5),  # Thursdays at closing: who comes that day is in time
        (meeting(time=480), (3 + 2 + 1 + 5 + 4) / 5),  # at opening: who comes that day is too late
        (meeting(weekdays=(1, 4)), (0 + 2 + 1 + 0 + 1) / 5),
        (meeting(every_weeks=2), sum(range(10)) / 10),
        (meeting(notice_days=3), 3 + (3 + 2 + 1 + 0 + 4) / 5),
        (meeting(notice_days=3, time=480), 3 + (3 + 2 + 1 + 0 + 4) / 5),  # the notice is over at opening
    ],
)
def test_meetings_are_waited_for(held: Meeting, days: float) -> None:
    scenario = hall(step("talk", 1, StepKind.MEETING, meeting="m"), meetings=(held,))
    assert of_item(scenario, "talk") == pytest.approx(days, rel=0.01)


def test_inspectors_who_go_out_once_a_week_are_waited_for() -> None:
    scenario = hall(step("site", 1, StepKind.INSPECTION, inspectors="team"), inspectors=(inspectors(weekdays=(4,)),))
    assert of_item(scenario, "site") == pytest.approx(2.0, rel=0.01)


# ------------------------------------------------------------------ graphs


def test_a_graph_of_all_kinds_by_hand() -> None:
    """Check; then side by side: an inspection (1 day), another department's opinion (by hand, 2 days there).

    Then a meeting (Thursdays, mean 2 days), publicity (3 days), the certificate. Promised 20 days.
    """
    scenario = hall(
        step("check", 1, StepKind.DESK, mean_minutes=10),
        step("site", 2, StepKind.INSPECTION, inspectors="team", mean_minutes=60),
        step("ask", 2, StepKind.TRANSFER, link=DataLink.HAND),
        step("opinion", 3, StepKind.DESK, department="b", mean_minutes=20, share=0.4, after=("ask",)),
        step("review", 4, StepKind.DESK, mean_minutes=40, rework_share=0.1, after=("site", "opinion")),
        step("talk", 5, StepKind.MEETING, meeting="m"),
        step("public", 6, StepKind.WAIT, days=3),
        step("certificate", 7, StepKind.DESK, mean_minutes=5),
        meetings=(meeting(),),
        inspectors=(inspectors(),),
    )
    review = 40 * 1.11
    whole = 10 + 0.4 * 20 + review + 5
    assert released(scenario) == [
        ("a", 0, 20 - 2 - 2 - 3, 10, 10 * 10 / whole),
        ("b", 2, 20 - 2 - 3, 0.4 * 20, 10 * 8 / whole),
        ("a", 2, 20 - 2 - 3, review, 10 * review / whole),
        ("a", 2 + 2 + 3, 20, 5, 10 * 5 / whole),
    ]


def test_cases_of_a_later_day_are_released_and_due_later() -> None:
    scenario = hall(step("desk", 1, StepKind.DESK, mean_minutes=10), promised=3)
    assert released(scenario, day=4) == [("a", 4, 7, 10, 10)]


def test_what_few_cases_need_is_not_waited_for_and_what_comes_too_late_is_due_at_once() -> None:
    scenario = hall(
        step("seldom", 1, StepKind.WAIT, days=9, share=0.4),
        step("first", 2, StepKind.DESK, mean_minutes=10),
        step("often", 3, StepKind.WAIT, days=9, share=0.6),
        step("last", 4, StepKind.DESK, mean_minutes=30),
        promised=5,
    )
    assert released(scenario) == [("a", 0, 0, 10, 2.5), ("a", 9, 9, 30, 7.5)]


def test_papers_delay_what_stands_behind_them_and_the_promise_by_their_share() -> None:
    """Half of the applicants take 5 days: 2.5 days later in the mean."""
    scenario = hall(
        step("check", 1, StepKind.DESK, mean_minutes=10),
        step("papers", 2, StepKind.PAPERS, days=5, share=0.5),
        step("review", 3, StepKind.DESK, mean_minutes=10),
        promised=7,
    )
    assert released(scenario) == [("a", 0, 7, 10, 5), ("a", 2, 9, 10, 5)]


def test_with_gaps_only_the_last_step_waits_for_papers_and_the_promise_runs_at_once() -> None:
    scenario = hall(
        step("papers", 1, StepKind.PAPERS, days=4),
        step("review", 2, StepKind.DESK, mean_minutes=10),
        step("certificate", 3, StepKind.DESK, mean_minutes=10),
        promised=7,
        cases={"accept_with_gaps": True},
    )
    assert released(scenario) == [("a", 0, 7, 10, 5), ("a", 4, 7, 10, 5)]


@pytest.mark.parametrize("gaps", [False, True])
def test_steps_wait_for_the_same_as_when_simulated(gaps: bool) -> None:
    full = scenario_of("huaian")
    cases = replace(full.settings.cases, accept_with_gaps=gaps)
    scenario = replace(full, settings=replace(full.settings, cases=cases))
    for steps in course.steps_by_item(scenario).values():
        found = course.waits(steps, gaps=gaps)
        ordered = in_order(steps)
        place = {one.id: n for n, one in enumerate(ordered)}
        masks = [sum(1 << place[name] for name in found[one.id]) for one in ordered]
        assert masks == _masks(scenario, ordered)


def test_a_clock_that_stands_still_lengthens_the_promise_once_for_steps_side_by_side() -> None:
    """Half of the cases need an expert's 6 days, all a hearing of 4 beside it: the longer in the mean, 4."""
    stops = {"clock": ClockRule.BOTH_STOP}
    scenario = hall(
        step("expert", 1, StepKind.WAIT, days=6, share=0.5, **stops),
        step("hearing", 1, StepKind.WAIT, days=4, **stops),
        step("review", 2, StepKind.DESK, mean_minutes=10),
        step("test", 3, StepKind.WAIT, days=3, share=0.5, **stops),
        step("letter", 4, StepKind.WAIT, days=2, clock=ClockRule.STATUTORY_STOPS),
        promised=10,
    )
    # 4 and half of 3 days more, 3 and 2 days behind: 10 + 5.5 − 5
    assert released(scenario) == [("a", 6, 10, 10, 10)]


def test_before_acceptance_no_clock_stands_still() -> None:
    scenario = hall(
        step("before", 1, StepKind.WAIT, days=4, clock=ClockRule.BOTH_STOP),
        step("papers", 2, StepKind.PAPERS, days=2, clock=ClockRule.BOTH_STOP),
        step("review", 3, StepKind.DESK, mean_minutes=10),
        promised=5,
    )
    assert released(scenario) == [("a", 6, 11, 10, 10)]


def test_cases_without_authority_are_back_in_their_department_first() -> None:
    steps = (step("review", 1, StepKind.DESK, mean_minutes=10), step("other", 1, StepKind.DESK, "j", mean_minutes=10))
    scenario = hall(*steps, promised=5, cases={"return_to_department": True, "no_authority_days": 2})
    scenario = replace(scenario, items=(*scenario.items, item("j", "b", "q", 10.0, promised=5)))
    assert released(scenario) == [("a", 0, 5, 10, 10)]
    assert released(scenario, "j") == [("a", 2, 5, 10, 10)]


# ------------------------------------------------------------------ backlog


def test_a_given_backlog_goes_on_at_its_position() -> None:
    """Twelve cases, 6 days old, promised 10: both steps of position 2 and what is behind them are left."""
    rows = (BacklogRow(id="old", item="i", age_days=6, position=2, count=12, origin=ORIGIN),)
    scenario = hall(
        step("check", 1, StepKind.DESK, mean_minutes=10),
        step("publicity", 2, StepKind.WAIT, days=3, after=("check",)),
        step("opinion", 2, StepKind.DESK, department="b", mean_minutes=20),
        step("certificate", 3, StepKind.DESK, mean_minutes=5),
        promised=10,
        cases={"backlog": "given"},
        backlog=rows,
    )
    found = {department: [shown(w, 12) for w in work] for department, work in casework._given(scenario).items()}
    assert found == {"b": [(0, 4, 20, 12 * 20 / 25)], "a": [(3, 4, 5, 12 * 5 / 25)]}


def test_papers_of_a_given_backlog_count_from_the_beginning_of_the_horizon() -> None:
    """Received 6 days ago; papers come after 2 days of the horizon: accepted on day 2, due 3 days later."""
    scenario = hall(
        step("papers", 1, StepKind.PAPERS, days=2),
        step("review", 2, StepKind.DESK, mean_minutes=10),
        promised=3,
        cases={"backlog": "given"},
        backlog=(BacklogRow(id="old", item="i", age_days=6, position=1, count=1, origin=ORIGIN),),
    )
    (only,) = casework._given(scenario)["a"]
    assert (only.release, only.due) == (2, 5)


# ------------------------------------------------------------------ projects


def with_project(*, one_intake: bool = False, in_parallel: bool = True) -> Scenario:
    """Two projects a day, on all days alike: items x (4 days) and y (2) first, z (3) behind both; the intake is i."""
    names = {"x": 4, "y": 2, "z": 3}
    parts = [("x", 1, ()), ("y", 1, ()), ("z", 2, ())]
    scenario = hall(
        *(step(f"desk_{name}", 1, StepKind.DESK, name, mean_minutes=30) for name in names),
        days=10,
        sections={"projects": ProjectSettings(one_intake=one_intake, in_parallel=in_parallel, delay_days=1.4)},
        projects=(Project(id="p", name_en="p", name_zh="p", per_day=2, profile="day", intake="i", origin=ORIGIN),),
        project_parts=tuple(
            ProjectPart(id=f"p_{name}", project="p", position=position, item=name, after=after, origin=ORIGIN)
            for name, position, after in parts
        ),
    )
    even = replace(scenario.settings.arrivals, weekday_factors=(1.0,) * 7, scale=1.5)
    further = tuple(
        replace(item(name, "a", "q", 10.0, promised=days), weight=None, papers_missing_share=0.2)
        for name, days in names.items()
    )
    return replace(
        scenario,
        settings=replace(
            scenario.settings,
            arrivals=even,
            customers=replace(scenario.settings.customers, attempts=2),
        ),
        items=(*scenario.items, *further),
        profiles=profile(),
    )


@pytest.mark.parametrize(
    ("changes", "begins"),
    [
        ({"one_intake": True}, {"x": 0, "y": 0, "z": 4}),
        ({}, {"x": 0, "y": 0, "z": 5}),  # a trip the next day
        ({"one_intake": True, "in_parallel": False}, {"x": 0, "y": 4, "z": 6}),
        ({"in_parallel": False}, {"x": 0, "y": 5, "z": 8}),
    ],
)
def test_parts_of_projects_begin_after_the_longest_path(changes: dict[str, bool], begins: dict[str, int]) -> None:
    scenario = with_project(**changes)
    found = load.expected(scenario, arrival_rates(scenario))
    for name, day in begins.items():
        expected = [0.0] * day + [2 * 1.5] * (10 - day)
        assert found.cases[name].tolist() == pytest.approx(expected), name
        assert (name in found.items) == ("one_intake" not in changes)
    own = 10 * 1.5
    assert found.items["i"].tolist() == pytest.approx([own + 3.0 * ("one_intake" in changes)] * 10)
    assert projects.longest(scenario, scenario.projects[0]) == begins["z"] + 3


def test_visits_of_projects_make_tickets_and_second_trips() -> None:
    """A day's tickets: 15 of the queue's own; 3 for each of x and y, a fifth of which come once more."""
    scenario = with_project()
    found = load.expected(scenario, arrival_rates(scenario))
    assert float(found.tickets["q"][0].sum()) == pytest.approx(15 + 6 * 1.2)
    assert float(found.tickets["q"][9].sum()) == pytest.approx(15 + 9 * 1.2)


def test_no_project_has_begun_before_the_horizon() -> None:
    scenario = with_project()
    before = rates_on(scenario, (START - dt.timedelta(days=3),))
    assert "x" not in load.expected(scenario, before, projects=False).cases


def test_work_of_projects_reaches_the_desks() -> None:
    scenario = with_project(one_intake=True)
    dates = open_days(scenario)
    flows = load.expected(scenario, arrival_rates(scenario))
    work = casework.by_department(scenario, dates, flows, todays_plan(scenario))["a"]
    # x and y on ten days, z from day 4 on, three of each a day, half an hour each
    assert sum(w.minutes for w in work) == pytest.approx(MARGIN * 30 * 3 * (10 + 10 + 6))
    assert sum(w.cases for w in work) == pytest.approx(3 * 26)
    assert np.all(np.diff([w.release for w in work]) >= 0)
