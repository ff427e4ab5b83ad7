"""Each rule that ties the parts of a scenario together, met (the small hall) and broken."""

from __future__ import annotations

from pathlib import Path

import pytest

import breaking as b
from sim.errors import Fault, ScenarioError
from sim.scenario import load


def without_times(folder: Path) -> None:
    rows = b.table("outside_items")
    for column in ("mean_minutes", "sd_minutes"):
        rows[1][rows[0].index(column)] = ""
    b.write_csv(folder, "outside_items", rows)


BROKEN = [
    ("DUP_ID", "windows.csv", 9, "id", b.add_row("windows", "1,public,social,fixed,pensions,F7")),
    ("CONFUSABLE_ID", "queues.csv", 7, "id", b.add_row("queues", "Pensions,A,A,public,social,,,,,A1")),
    ("CONFUSABLE_ID", "queues.csv", 7, "id", b.add_row("queues", "ｐensions,A,A,public,social,,,,,A1")),
    ("UNKNOWN_REF", "queues.csv", 2, "zone", b.cell("queues", 2, "zone", "establishmnt")),
    ("UNKNOWN_REF", "queues.csv", 3, "department", b.cell("queues", 3, "department", "post")),
    ("UNKNOWN_REF", "windows.csv", 2, "zone", b.cell("windows", 2, "zone", "east")),
    ("UNKNOWN_REF", "windows.csv", 7, "queues", b.cell("windows", 7, "queues", "handled_together;pension")),
    ("UNKNOWN_REF", "seasons.csv", 2, "window", b.cell("seasons", 2, "window", "8")),
    ("UNKNOWN_REF", "desks.csv", 2, "department", b.cell("desks", 2, "department", "x")),
    ("UNKNOWN_REF", "items.csv", 2, "queue", b.cell("items", 2, "queue", "licence")),
    ("UNKNOWN_REF", "stops.csv", 2, "to_item", b.cell("stops", 2, "to_item", "x")),
    ("UNKNOWN_REF", "steps.csv", 2, "item", b.cell("steps", 2, "item", "x")),
    ("UNKNOWN_REF", "arrivals.csv", 2, "profile", b.cell("arrivals", 2, "profile", "unusual")),
    ("UNKNOWN_REF", "officers.csv", 2, "queues", b.cell("officers", 2, "queues", "x")),
    ("UNKNOWN_REF", "backlog.csv", 2, "item", b.cell("backlog", 2, "item", "x")),
    ("UNKNOWN_REF", "scenario.toml", 30, "windows.rotation[1]", b.toml('"culture"]', '"cultur"]')),
    ("TOO_MANY_WINDOWS", "windows.csv", 8, "id", b.toml("windows = 8", "windows = 6")),
    ("TOO_MANY_DESKS", "desks.csv", 4, "id", b.toml("desks = 3", "desks = 2")),
    ("WINDOW_NUMBER", "windows.csv", 4, "id", b.cell("windows", 4, "id", "302")),
    ("NO_CAPACITY", "queues.csv", 6, "id", b.cell("windows", 8, "queues", "pensions")),
    ("UNSERVED", "queues.csv", 3, "id", b.cell("windows", 4, "queues", "licences")),
    ("NO_OFFICER", "queues.csv", 6, "id", b.cell("officers", 10, "role", "desk")),
    ("NO_ITEM", "arrivals.csv", 5, "queue", b.cell("items", 7, "weight", "")),
    ("WINDOW_WITHOUT_DEPARTMENT", "windows.csv", 2, "department", b.cell("windows", 2, "department", "")),
    ("WINDOW_WITHOUT_QUEUE", "windows.csv", 3, "queues", b.cell("windows", 3, "queues", " ; ")),
    ("SEASON_NOT_MOBILE", "seasons.csv", 2, "window", b.cell("seasons", 2, "window", "6")),
    ("DATE_ORDER", "seasons.csv", 2, "to_date", b.cell("seasons", 2, "to_date", "2026-06-30")),
    ("OVERLAP", "seasons.csv", 3, "from_date", b.add_row("seasons", "b,7,2026-07-31,2026-08-31,F9")),
    ("OVERLAP", "profiles.csv", 3, "from_time", b.cell("profiles", 3, "from_time", "10:29")),
    ("DEPARTMENT_MISMATCH", "items.csv", 2, "department", b.cell("items", 2, "department", "social")),
    ("MISSING_PROMISE", "items.csv", 2, "promised_days", b.cell("items", 2, "promised_days", "")),
    ("MISSING_PROMISE", "items.csv", 3, "promised_days", b.cell("items", 3, "promised_days", "0")),
    ("PROMISE_WITHOUT_CASE", "items.csv", 4, "promised_days", b.cell("items", 4, "promised_days", "3")),
    ("STEP_WITHOUT_CASE", "steps.csv", 2, "item", b.cell("steps", 2, "item", "pension_query")),
    ("STEP_WITHOUT_CASE", "backlog.csv", 2, "item", b.cell("backlog", 2, "item", "pay")),
    ("DUP_POSITION", "stops.csv", 3, "position", b.add_row("stops", "pays_again,register,1,pay,0.1,A3")),
    ("NO_VALUES", "items.csv", 6, "values", b.cell("items", 6, "values", "")),
    ("SD_WITHOUT_MEAN", "items.csv", 2, "sd_minutes", b.cell("items", 2, "mean_minutes", "0")),
    ("SD_TOO_SMALL", "steps.csv", 2, "sd_minutes", b.cell("steps", 2, "sd_minutes", "1e-9")),
    ("STOP_TO_ITSELF", "stops.csv", 2, "to_item", b.cell("stops", 2, "to_item", "register")),
    ("OUT_OF_RANGE", "stops.csv", 2, "share", b.cell("stops", 2, "share", "1.01")),
    ("OUT_OF_RANGE", "officers.csv", 2, "speed", b.cell("officers", 2, "speed", "0")),
    ("BAD_CHOICE", "windows.csv", 2, "kind", b.cell("windows", 2, "kind", "fixd")),
    ("BAD_CHOICE", "scenario.toml", 33, "cases.backlog", b.append('[cases]\nbacklog = "gvien"')),
    ("MISSING_FIELD", "windows.csv", 2, "zone", b.cell("windows", 2, "zone", "")),
    ("MISSING_FIELD", "scenario.toml", 10, "horizon.start", b.toml("start = 2026-07-01\n", "")),
    ("TEXT_TOO_LONG", "zones.csv", 2, "id", b.cell("zones", 2, "id", "x" * 65)),
    (
        "LIST_LENGTH",
        "scenario.toml",
        20,
        "arrivals.weekday_factors",
        b.toml("day_shape = 25.0", "day_shape = 25.0\nweekday_factors = [1.0, 1.0]"),
    ),
    (
        "NOT_A_LIST",
        "scenario.toml",
        30,
        "windows.rotation",
        b.toml('rotation = ["sports", "culture"]', 'rotation = "sports"'),
    ),
    (
        "LAST_TICKET",
        "scenario.toml",
        17,
        "hours.last_ticket",
        b.toml('close = "17:30"', 'close = "17:30"\nlast_ticket = 18:00:00'),
    ),
    (
        "TIME_ORDER",
        "scenario.toml",
        17,
        "hours.noon_to",
        b.toml('close = "17:30"', 'close = "17:30"\nnoon_to = 11:00:00'),
    ),
    (
        "UNKNOWN_TIMEZONE",
        "scenario.toml",
        12,
        "horizon.timezone",
        b.toml("days = 5", 'timezone = "Asia/Huaian"'),
    ),
    (
        "UNKNOWN_TIMEZONE",
        "scenario.toml",
        12,
        "horizon.timezone",
        b.toml("days = 5", 'timezone = "../passwd"'),
    ),
    ("YEAR_RANGE", "scenario.toml", 11, "horizon.start", b.toml("start = 2026-07-01", "start = 9999-12-30")),
    ("YEAR_RANGE", "scenario.toml", 11, "horizon.start", b.toml("start = 2026-07-01", "start = 0001-01-01")),
    (
        "TYPE",
        "scenario.toml",
        6,
        "limits",
        b.toml("[limits]\nwindows = 8\ndesks = 3", "[[limits]]\nwindows = 8"),
    ),
    (
        "ZERO_SHIFT",
        "scenario.toml",
        35,
        "absence.outages[0].to_time",
        b.append("[[absence.outages]]\ndate = 2026-07-01\nfrom_time = 09:00:00\nto_time = 09:00:00\n"),
    ),
    (
        "UNKNOWN_REF",
        "scenario.toml",
        35,
        "absence.outages[0].departments",
        b.append(
            '[[absence.outages]]\ndate = 2026-07-01\nfrom_time = 09:00:00\ndepartments = ["x"]\nto_time = 10:00:00'
        ),
    ),
]

SAID_ALOUD = [
    ("NO_SEASON", "windows.csv", b.raw("seasons.csv", b"id,window,from_date,to_date,origin\n")),
    ("NO_OFFICERS", "scenario.toml", lambda folder: (folder / "officers.csv").unlink()),
    ("NO_ROTATION", "windows.csv", b.toml('rotation = ["sports", "culture"]\n', "")),
    ("PROFILE_AFTER_CLOSE", "profiles.csv", b.toml('close = "17:30"', 'close = "17:00"')),
    (
        "ZERO_SERVICE",
        "outside_items.csv",
        b.together(b.cell("outside_items", 2, "mean_minutes", ""), without_times),
    ),
    (
        "HIDDEN_ROWS",
        "desks.xlsx",
        b.sheet("desks", lambda page: setattr(page.row_dimensions[2], "hidden", True)),
    ),
    ("FULLWIDTH_NUMBER", "arrivals.csv", b.cell("arrivals", 2, "per_day", "６０")),
    ("FULLWIDTH_SEPARATOR", "windows.csv", b.cell("windows", 7, "queues", "handled_together；pensions")),
]


def found(folder: Path) -> list[Fault]:
    with pytest.raises(ScenarioError) as caught:
        load(folder)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("code", "file", "row", "key", "apply"), BROKEN, ids=[f"{n}-{case[0]}" for n, case in enumerate(BROKEN)]
)
def test_a_broken_rule_is_told_with_its_place(
    code: str, file: str, row: int, key: str, apply: b.Break, small_folder: Path
) -> None:
    apply(small_folder)
    faults = found(small_folder)
    assert (code, f"small/{file}", row, key) in {(f.code, f.place.file, f.place.row, f.place.key) for f in faults}


@pytest.mark.parametrize(("code", "file", "apply"), SAID_ALOUD, ids=[case[0] for case in SAID_ALOUD])
def test_what_is_odd_but_usable_is_said_aloud(code: str, file: str, apply: b.Break, small_folder: Path) -> None:
    apply(small_folder)
    assert (code, f"small/{file}") in {(note.code, note.place.file) for note in load(small_folder).notes}


def test_the_nearest_known_word_is_offered(small_folder: Path) -> None:
    b.cell("windows", 2, "queues", "licenses")(small_folder)
    (fault,) = found(small_folder)
    assert fault.values["near"] == "licences"


def test_one_fault_is_told_once_and_draws_no_others_after_it(small_folder: Path) -> None:
    b.cell("queues", 2, "patience_shape", "-1")(small_folder)
    assert [(f.code, f.place.key) for f in found(small_folder)] == [("NEGATIVE", "patience_shape")]


def test_an_item_may_stand_in_another_departments_queue_if_its_own_officers_serve_there(
    small_folder: Path,
) -> None:
    b.cell("items", 4, "department", "culture")(small_folder)
    assert "culture" in {item.department for item in load(small_folder).items if item.queue == "pensions"}
