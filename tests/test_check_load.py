"""Load of casework that `hall check` prints, by hand: desks, inspectors, meetings, projects; what it prints."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimiser_halls import ORIGIN, item, one_department, settings
from reports.actions.check import CheckResult
from reports.cli.shows import check
from reports.load import HallLoad, hall_load
from sim.domain.casework import Inspectors, Meeting, Project, ProjectPart, Step
from sim.domain.policy import ProjectSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import ItemKind, MeetingKind, StepKind
from sim.plan.today import todays_plan

DAYS = 5


def step(name: str, kind: StepKind, minutes: float = 0.0, **fields: object) -> Step:
    given: dict[str, object] = {"position": 1, "department": "a"}
    return Step(
        id=name,
        item="i2",
        kind=kind,
        name_en=name,
        name_zh=name,
        mean_minutes=minutes,
        origin=ORIGIN,
        **(given | fields),  # type: ignore[arg-type]
    )


def meeting(name: str, kind: MeetingKind, weekdays: tuple[int, ...], capacity: int | None) -> Meeting:
    return Meeting(
        id=name,
        department="a",
        kind=kind,
        name_en=f"the {name}",
        name_zh=f"{name}会",
        weekdays=weekdays,
        time=840,
        capacity=capacity,
        origin=ORIGIN,
    )


def hall(*, one_intake: bool = False) -> Scenario:
    """Forty cases a day of item i2 in five days, and two projects a day of item i2, then i3, which has no steps."""
    base = one_department()
    even = replace(base.settings.arrivals, weekday_factors=(1.0,) * 7)
    plain = settings(arrivals=even, projects=ProjectSettings(one_intake=one_intake, delay_days=2))
    return replace(
        base,
        settings=plain,
        items=(*base.items, replace(item("i3", "a", "q2", 5.0, promised=4), weight=None, kind=ItemKind.LICENCE)),
        steps=(
            step("review", StepKind.DESK, 12.0, rework_share=0.1),
            step("second", StepKind.DESK, 30.0, share=0.5),
            step("site", StepKind.INSPECTION, 45.0, share=0.1, rework_share=0.2, inspectors="team"),
            step("talk", StepKind.MEETING, share=0.25, meeting="board"),
            step("letter", StepKind.SIGNATURE, meeting="signing"),
        ),
        inspectors=(
            Inspectors(
                id="team",
                department="a",
                name_en="the team",
                name_zh="勘察一组",
                number=2,
                per_day=4,
                from_time=510,
                to_time=990,
                weekdays=(1, 3),
                travel_minutes=15.0,
                origin=ORIGIN,
            ),
        ),
        meetings=(
            meeting("board", MeetingKind.DISCUSSION, (2, 4), 20),
            meeting("signing", MeetingKind.SIGNING, (1, 2, 3, 4, 5), None),
        ),
        projects=(
            Project(
                id="p",
                name_en="opening a shop",
                name_zh="开店",
                per_day=2.0,
                profile="day",
                intake="i1",
                promised_days=8,
                origin=ORIGIN,
            ),
        ),
        project_parts=(
            ProjectPart(id="p1", project="p", position=1, item="i2", origin=ORIGIN),
            ProjectPart(id="p2", project="p", position=2, item="i3", origin=ORIGIN),
        ),
    )


def load_of(scenario: Scenario) -> HallLoad:
    return hall_load(scenario, todays_plan(scenario, DAYS), DAYS)


CASES = 42.0
"""A day: forty of the queue's own and those of two projects."""


@pytest.mark.parametrize("one_intake", [False, True])
def test_desks_work_by_share_and_as_often_as_steps_are_done(one_intake: bool) -> None:
    (desk,) = load_of(hall(one_intake=one_intake)).desks
    assert desk.load_hours == pytest.approx(CASES * (12 * 1.11 + 0.5 * 30) / 60)
    assert desk.ratio == pytest.approx(desk.load_hours / desk.staffed_hours)


def test_inspectors_stand_against_their_inspections_and_hours() -> None:
    """42 · 0.1 · 1.24 inspections a day; two people on two of five days, four each, eight hours."""
    (team,) = load_of(hall()).inspectors
    inspections = CASES * 0.1 * 1.24
    assert team.inspections_per_day == pytest.approx(inspections)
    assert team.most_per_day == pytest.approx(2 * 2 / 5 * 4)
    assert team.load_hours == pytest.approx(inspections * (45 + 15) / 60)
    assert team.staffed_hours == pytest.approx(2 * 2 / 5 * 8)
    assert team.ratio == pytest.approx(inspections / 3.2)  # eight hours would be enough for eight


def test_long_inspections_are_short_of_hours_first() -> None:
    scenario = hall()
    steps = tuple(replace(s, mean_minutes=225.0) if s.id == "site" else s for s in scenario.steps)
    (team,) = load_of(replace(scenario, steps=steps)).inspectors
    assert team.ratio == pytest.approx(CASES * 0.1 * 1.24 * 4 / 6.4)


def test_meetings_stand_against_the_cases_that_they_take() -> None:
    board, signing = load_of(hall()).meetings
    assert board.cases == pytest.approx(5 * CASES * 0.25)
    assert (board.held, board.capacity) == (2, 40)
    assert board.ratio == pytest.approx(board.cases / 40)
    assert signing.cases == pytest.approx(5 * CASES)
    assert (signing.held, signing.capacity, signing.ratio) == (5, None, None)


def test_projects_take_the_longest_way_of_their_promises() -> None:
    """Item i2 is promised in 3 days, i3 in 4; without one intake a trip of 2 days lies between."""
    (project,) = load_of(hall()).projects
    assert (project.per_day, project.cases, project.longest_days, project.promised_days) == (2.0, 2, 9, 8)
    (together,) = load_of(hall(one_intake=True)).projects
    assert together.longest_days == 7


def test_items_of_projects_are_handled_where_their_applicants_come() -> None:
    """60 and 40 of the queues' own; a project's first visit on each day, its second after 3 + 2 days: never."""
    assert load_of(hall()).items == pytest.approx(5 * (60 + 40 + 2))
    assert load_of(hall(one_intake=True)).items == pytest.approx(5 * (60 + 40 + 2))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Inspections on site", "the team", "the board", "any", "opening a shop", "the signing")),
        ("zh", ("现场勘察", "勘察一组", "board会", "不限", "开店", "各部门后台工作")),
    ],
)
def test_what_is_printed_names_them_all(lang: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    scenario = hall()
    result = CheckResult(scenario=scenario, load=load_of(scenario))
    check(result, lang)
    printed = capsys.readouterr().out
    assert all(word in printed for word in words)
    assert {"inspectors", "meetings", "projects"} <= result.json().keys()


def test_a_hall_without_cases_prints_queues_only(capsys: pytest.CaptureFixture[str]) -> None:
    scenario = replace(one_department(), steps=(), desks=())
    check(CheckResult(scenario=scenario, load=load_of(scenario)), "en")
    assert "Desk work" not in capsys.readouterr().out
