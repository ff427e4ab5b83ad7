"""A plan to a folder and back; every fault that an edited file may have."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sim.domain.scenario_data import Scenario
from sim.errors import PlanError
from sim.plan.folder import load, save
from sim.plan.sessions import DeskSession, Plan, Session
from sim.scenario import load as load_scenario

HEADER = "day,window,officer,department,start,end,queues\n"
DESKS = "day,desk,officer,department,start,end\n"
GOOD = "0,1,007,industry,08:30,12:00,licences\n"

PLAN = Plan.of(
    [
        Session(day=0, window=1, officer="007", department="industry", start=510, end=720, queues=("licences",)),
        Session(
            day=0,
            window=1,
            officer=None,
            department="industry",
            start=720,
            end=1050,
            queues=("licences",),
            stays=True,
            factor=1 / 3,
        ),
        Session(
            day=4,
            window=6,
            officer="401",
            department="culture",
            start=510,
            end=1050,
            queues=("handled_together", "pensions"),
        ),
    ],
    [DeskSession(day=1, desk=3, officer="401", department="culture", start=510, end=1050)],
)


@pytest.fixture
def hall(small_folder: Path) -> Scenario:
    return load_scenario(small_folder)


def test_a_saved_plan_is_loaded_again_exactly(hall: Scenario, tmp_path: Path) -> None:
    save(PLAN, tmp_path / "plan", {"scenario": "small", "seed": 7, "bound": None, "days": (1, 2)})
    again = load(tmp_path / "plan", hall)
    assert again.hash == PLAN.hash
    about = tomllib.loads((tmp_path / "plan" / "plan.toml").read_text())
    assert about == {"plan_hash": PLAN.hash, "scenario": "small", "seed": 7, "days": [1, 2]}


def written(folder: Path, sessions: str = GOOD, desks: str = "", header: str = HEADER) -> Path:
    folder.mkdir()
    (folder / "sessions.csv").write_text(header + sessions)
    if desks:
        (folder / "desks.csv").write_text(DESKS + desks)
    return folder


def test_columns_with_a_default_may_be_missing(hall: Scenario, tmp_path: Path) -> None:
    plan = load(written(tmp_path / "plan"), hall)
    assert plan.sessions["factor"].to_list() == [1.0]
    assert plan.sessions["rule"].to_list() == ["own_first"]


def test_sessions_that_touch_do_not_overlap(hall: Scenario, tmp_path: Path) -> None:
    rows = GOOD + "0,1,008,industry,12:00,17:30,licences\n0,2,007,industry,12:00,17:30,licences\n"
    assert load(written(tmp_path / "plan", rows), hall).sessions.height == 3


@pytest.mark.parametrize(
    ("sessions", "desks", "code", "file", "row", "key"),
    [
        ("0,9,007,industry,08:30,12:00,licences\n", "", "UNKNOWN_REF", "sessions.csv", 2, "window"),
        ("0,1,07,industry,08:30,12:00,licences\n", "", "UNKNOWN_REF", "sessions.csv", 2, "officer"),
        ("0,1,007,industri,08:30,12:00,licences\n", "", "UNKNOWN_REF", "sessions.csv", 2, "department"),
        ("0,1,007,industry,08:30,12:00,licence\n", "", "UNKNOWN_REF", "sessions.csv", 2, "queues"),
        (
            "0,1,007,industry,08:30,12:00,licences;pensions\n",
            "",
            "WINDOW_CANNOT_SERVE",
            "sessions.csv",
            2,
            "queues",
        ),
        ("5,1,007,industry,08:30,12:00,licences\n", "", "DAY_OUTSIDE", "sessions.csv", 2, "day"),
        ("-1,1,007,industry,08:30,12:00,licences\n", "", "DAY_OUTSIDE", "sessions.csv", 2, "day"),
        ("0,1,007,industry,12:00,12:00,licences\n", "", "ZERO_SHIFT", "sessions.csv", 2, "end"),
        ("0,1,007,industry,12:00,08:30,licences\n", "", "TIME_ORDER", "sessions.csv", 2, "end"),
        ("0,1,007,industry,8h,12:00,licences\n", "", "TIME_FORMAT", "sessions.csv", 2, "start"),
        ("0,1,007,industry,08:30,,licences\n", "", "MISSING_FIELD", "sessions.csv", 2, "end"),
        (GOOD + "0,1,008,industry,11:59,13:00,licences\n", "", "WINDOW_OVERLAP", "sessions.csv", 3, "start"),
        (GOOD + "0,2,007,industry,11:59,13:00,licences\n", "", "OFFICER_OVERLAP", "sessions.csv", 3, "start"),
        (GOOD, "0,1,007,industry,11:00,13:00\n", "OFFICER_OVERLAP", "desks.csv", 2, "start"),
        (
            GOOD,
            "0,1,008,industry,09:00,13:00\n0,1,009,industry,09:00,13:00\n",
            "DESK_OVERLAP",
            "desks.csv",
            3,
            "start",
        ),
        (GOOD, "0,4,009,industry,09:00,13:00\n", "UNKNOWN_REF", "desks.csv", 2, "desk"),
    ],
)
def test_each_fault_of_a_plan_is_told_with_its_place(  # noqa: PLR0917
    sessions: str, desks: str, code: str, file: str, row: int, key: str, hall: Scenario, tmp_path: Path
) -> None:
    with pytest.raises(PlanError) as caught:
        load(written(tmp_path / "plan", sessions, desks), hall)
    assert [(f.code, f.place.file, f.place.row, f.place.key) for f in caught.value.faults] == [
        (code, f"plan/{file}", row, key)
    ]


def test_columns_are_checked_by_name(hall: Scenario, tmp_path: Path) -> None:
    folder = written(
        tmp_path / "plan",
        "0,1,007,industry,08:30,licences\n",
        header="day,widow,officer,department,start,queues\n",
    )
    with pytest.raises(PlanError) as caught:
        load(folder, hall)
    assert {(f.code, f.place.key) for f in caught.value.faults} == {
        ("UNKNOWN_FIELD", "widow"),
        ("MISSING_COLUMN", "window"),
        ("MISSING_COLUMN", "end"),
    }


def test_a_folder_without_sessions_is_no_plan(hall: Scenario, tmp_path: Path) -> None:
    with pytest.raises(PlanError) as caught:
        load(tmp_path, hall)
    assert [f.code for f in caught.value.faults] == ["PLAN_WITHOUT_SESSIONS"]
