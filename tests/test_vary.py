"""A scenario with single values changed is what its files, changed by hand, would give."""

from __future__ import annotations

import csv
import json
import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from reports.cli.application import execute
from sim.domain.scenario_data import Scenario
from sim.errors import Fault, ScenarioError
from sim.scenario import load, save
from sim.scenario.keys import assignment, setting_columns
from sim.scenario.numeric import NumericKey, numeric_keys
from sim.scenario.save import section_values
from sim.scenario.schema import FILES, TABLES, columns
from sim.scenario.vary import Edit, vary

Change = Callable[[dict[str, Any]], None]
ALL_QUEUES = "grants;handled_together;licences;payment;pensions"


@pytest.fixture(scope="module")
def huaian() -> Scenario:
    return load("huaian")


@pytest.fixture
def small(small_folder: Path) -> Scenario:
    return load(small_folder)


def to(key: str, value: object) -> Edit:
    return Edit(key=key, value=value)


def times(key: str, factor: object) -> Edit:
    return Edit(key=key, value=factor, multiply=True)


def by_hand(scenario: Scenario, folder: Path, file: str, change: Change) -> Scenario:
    """Save a scenario, change its settings or each row of a table as text, and load what stands there."""
    save(scenario, folder)
    path = folder / file
    if file == "scenario.toml":
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        change(values)
        path.write_text(tomli_w.dumps(values), encoding="utf-8")
        return load(folder)
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        change(row)
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return load(folder)


def setting(*path: str | int, value: object) -> Change:
    def change(values: Any) -> None:
        for part in path[:-1]:
            values = values[part]
        values[path[-1]] = value

    return change


def cell(column: str, value: str, where: Callable[[dict[str, str]], bool] = bool) -> Change:
    def change(row: dict[str, str]) -> None:
        if where(row):
            row[column] = value

    return change


def rows(*ids: str) -> Callable[[dict[str, str]], bool]:
    return lambda row: row["id"] in ids


def halves_of_promised_days(row: dict[str, str]) -> None:
    row["promised_days"] = {"5": "3", "3": "2", "10": "5", "7": "4", "": ""}[
        row["promised_days"]
    ]  # 2.5 is rounded to 3


def pensions_in_the_list(row: dict[str, str]) -> bool:
    return "pensions" in row["queues"].split(";")


CASES: list[tuple[Edit, str, Change]] = [
    (to("arrivals.scale", 1.2), "scenario.toml", setting("arrivals", "scale", value=1.2)),
    (to("hours.close", "18:00"), "scenario.toml", setting("hours", "close", value="18:00")),
    (to("hours.last_ticket", "17:00"), "scenario.toml", setting("hours", "last_ticket", value="17:00")),
    (to("customers.classes[0].share", 0.1), "scenario.toml", setting("customers", "classes", 0, "share", value=0.1)),
    (times("customers.classes[0].rank", 3), "scenario.toml", setting("customers", "classes", 0, "rank", value=9)),
    (to("arrivals.weekday_factors[6]", 2), "scenario.toml", setting("arrivals", "weekday_factors", 6, value=2)),
    (times("arrivals.weekday_factors", 1.5), "scenario.toml", setting("arrivals", "weekday_factors", value=[1.5] * 7)),
    (to("windows.rotation", ["culture"]), "scenario.toml", setting("windows", "rotation", value=["culture"])),
    (to("limits", {"windows": 20}), "scenario.toml", setting("limits", value={"windows": 20})),
    (times("limits.desks", 1.5), "scenario.toml", setting("limits", "desks", value=5)),  # 3 × 1.5: halves up
    (to("arrivals.day_shape", ""), "scenario.toml", lambda values: values["arrivals"].pop("day_shape")),
    (to("queues.patience_mean_minutes", 90), "queues.csv", cell("patience_mean_minutes", "90")),
    (to("queues.patience_mean_minutes", ""), "queues.csv", cell("patience_mean_minutes", "")),
    (to("windows.queues", ALL_QUEUES), "windows.csv", cell("queues", ALL_QUEUES)),
    (to("windows[id=4].queues", ["pensions", "grants"]), "windows.csv", cell("queues", "pensions;grants", rows("4"))),
    (to("windows[id=1|2].kind", "mobile"), "windows.csv", cell("kind", "mobile", rows("1", "2"))),
    (to("windows[department=].origin", "F1"), "windows.csv", cell("origin", "F1", lambda r: not r["department"])),
    (to("officers[queues=pensions].speed", 2), "officers.csv", cell("speed", "2", pensions_in_the_list)),
    (
        to("officers[ department = social , speed=1.1 ].days_off", "2026-07-01;2026-07-02"),
        "officers.csv",
        cell("days_off", "2026-07-01;2026-07-02", rows("202")),
    ),
    (
        to('items[name_en = "Change of a company" | "x, [y=z|]"].weight', 9),
        "items.csv",
        cell("weight", "9", rows("licence_change")),
    ),
    (to("bodies[id=bank].online", True), "bodies.csv", cell("online", "true")),
    (to("departments[id=bank].online", True), "bodies.csv", cell("online", "true")),
    (to("outside_items[kind=payment].sd_minutes", 0), "outside_items.csv", cell("sd_minutes", "0")),
    (times("items.promised_days", 0.5), "items.csv", halves_of_promised_days),
    (times("items.values", 2), "items.csv", lambda row: row.update(values="8;12;40" if row["values"] else "")),
    (times("queues.balk_mean", 0.5), "queues.csv", lambda row: row.update(balk_mean="20" if row["balk_mean"] else "")),
    (times("arrivals[queue=pensions].per_day", "0.1"), "arrivals.csv", cell("per_day", "11", rows("pensions"))),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "file", "change"), CASES, ids=[edit.key for edit, _, _ in CASES])
def test_a_variant_is_what_the_files_changed_by_hand_give(
    small: Scenario, tmp_path: Path, edit: Edit, file: str, change: Change
) -> None:
    wanted = by_hand(small, tmp_path / "saved", file, change)
    found = vary(small, [edit])
    assert found.hash == wanted.hash != small.hash
    assert replace(found, notes=()) == replace(wanted, notes=())
    assert {note.code for note in found.notes} == {note.code for note in wanted.notes} | {
        note.code for note in small.notes
    }


def test_edits_are_made_one_after_the_other(small: Scenario) -> None:
    found = vary(small, [to("arrivals.scale", 2), times("arrivals.scale", 1.5), times("officers.speed", 2),
                         to("officers[id=501].speed", 1), times("officers[department=science].speed", 3)])  # fmt: skip
    assert found.settings.arrivals.scale == 3
    assert {officer.id: officer.speed for officer in found.officers} == {
        officer.id: 3 if officer.id == "501" else officer.speed * 2 for officer in small.officers
    }


def test_a_variant_of_a_variant_is_that_of_both(huaian: Scenario) -> None:
    one, two = times("items[department=aic].mean_minutes", 1.2), to("cases.desk_rule", "earliest_due")
    assert vary(vary(huaian, [one]), [two]) == vary(huaian, [one, two])


def test_nothing_changed_is_the_scenario_itself_and_it_is_left_as_it_was(huaian: Scenario) -> None:
    before = huaian.hash
    everything = [times(known.key, 1) for known in numeric_keys(huaian)]
    assert vary(huaian, []) == huaian
    assert vary(huaian, everything) == huaian
    assert vary(huaian, [times("items.mean_minutes", 2)]) != huaian
    assert vary(huaian, []).hash == huaian.hash == before == load("huaian").hash


def test_an_id_may_change_and_rows_stay_in_the_order_of_ids(small: Scenario) -> None:
    found = vary(small, [to("desks[id=1].id", 4), to("limits.desks", 4)])
    assert [(desk.id, desk.department) for desk in found.desks] == [(2, "industry"), (3, "culture"), (4, "industry")]


def faults_of(scenario: Scenario, *edits: Edit) -> list[Fault]:
    with pytest.raises(ScenarioError) as caught:
        vary(scenario, edits)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("edit", "code", "near"),
    [
        (to("arivals.scale", 2), "UNKNOWN_FIELD", "arrivals.scale"),
        (to("hours.opn", "09:00"), "UNKNOWN_FIELD", "hours.open"),
        (to("customers.classes[1].share", 0.1), "UNKNOWN_FIELD", "customers.classes[0].share"),
        (to("arrivals.weekday_factors[7]", 1), "UNKNOWN_FIELD", "arrivals.weekday_factors[6]"),
        (to("items.mean_minuts", 2), "UNKNOWN_FIELD", "items.mean_minutes"),
        (to("item[id=pay].mean_minuts", 2), "UNKNOWN_FIELD", "items[id=pay].mean_minutes"),
        (to("items[departmnt=bank,id=pay].weight", 2), "UNKNOWN_FIELD", "items[department=bank,id=pay].weight"),
        (to("xyzzy", 2), "UNKNOWN_FIELD", None),
        (to("arrivals..scale", 2), "KEY_FORMAT", None),
        (to("items[3].weight", 2), "UNKNOWN_FIELD", "items.weight"),
        (to("items[=3].weight", 2), "KEY_FORMAT", None),
        (to("items[id=pay,id=grant].weight", 2), "KEY_FORMAT", None),
        (to("", 2), "KEY_FORMAT", None),
        (to("items[id=none].weight", 2), "NO_MATCH", None),
        (to("windows[id=first].queues", "pensions"), "INVALID", None),
        (times("items.kind", 2), "NOT_A_NUMBER_COLUMN", None),
        (times("hours.open", 2), "NOT_A_NUMBER_COLUMN", None),
        (times("arrivals", 2), "NOT_A_NUMBER_COLUMN", None),
        (times("arrivals.scale", "twice"), "TYPE", None),
        (times("items.weight", True), "TYPE", None),
        (times("items.weight", float("nan")), "NOT_FINITE", None),
        (times("items.mean_minutes", -1), "NEGATIVE", None),
        (times("limits.desks", 1e308), "NOT_FINITE", None),
        (times("stops.share", 2), "OUT_OF_RANGE", None),
        (to("arrivals.scale", 0), "OUT_OF_RANGE", None),
        (to("arrivals.scale", ["1"]), "TYPE", None),
        (to("queues[id=grants].zone", "publick"), "UNKNOWN_REF", "public"),
        (to("name", ""), "MISSING_FIELD", None),
    ],
)  # fmt: skip
def test_a_faulty_edit_is_one_fault_that_names_its_key(
    small: Scenario, edit: Edit, code: str, near: str | None
) -> None:
    (fault,) = faults_of(small, edit)
    assert (fault.code, fault.place.key, fault.values.get("near")) == (code, edit.key, near)


def test_every_fault_is_told_at_once(small: Scenario) -> None:
    found = faults_of(
        small, to("arrivals.scal", 2), to("windows[id=9].queues", "x"), times("zones.side", 2), to("seed", -1),
        to("hours.open", "18:00"), to("items[id=grant].mean_minutes", ""), to("desks[id=2].department", "sport"),
    )  # fmt: skip
    assert {(fault.code, fault.place.key) for fault in found} >= {
        ("UNKNOWN_FIELD", "arrivals.scal"), ("NO_MATCH", "windows[id=9].queues"), ("NOT_A_NUMBER_COLUMN", "zones.side"),
        ("SEED_RANGE", "seed"), ("UNKNOWN_REF", "desks[id=2].department"),
    }  # fmt: skip


def test_rules_between_tables_are_held_where_no_edit_was_made(small: Scenario) -> None:
    (fault,) = faults_of(small, to("queues[id=payment].id", "till"))[:1]
    assert fault.code == "UNKNOWN_REF"
    assert fault.place.key == "windows[id=3].queues"


def test_notes_of_the_base_are_kept_and_those_of_rules_follow_the_values(small_folder: Path) -> None:
    read = (small_folder / "items.csv").read_text(encoding="utf-8")
    (small_folder / "items.csv").write_text(read.replace(",12,9.6,", ",１２,9.6,"), encoding="utf-8")
    small = load(small_folder)
    (as_read,) = [note for note in small.notes if note.code == "FULLWIDTH_NUMBER"]
    assert "NO_ROTATION" not in {note.code for note in small.notes}
    lonely = vary(small, [to("windows.rotation", [])])
    assert as_read in lonely.notes
    assert "NO_ROTATION" in {note.code for note in lonely.notes}
    again = vary(lonely, [to("windows.rotation", ["sports", "culture"])])
    assert set(map(str, again.notes)) == set(map(str, small.notes))


def test_no_key_is_both_a_setting_and_a_column(huaian: Scenario) -> None:
    settings = {path[:2] for path, _ in setting_columns(section_values(huaian.settings))}
    assert not settings & {(table, column) for table, name in FILES.items() for column in columns(TABLES[name])}


def test_a_variant_of_the_whole_hall_takes_less_than_a_tenth_of_a_second(huaian: Scenario) -> None:
    edits = [times("items.mean_minutes", 1.1), times("steps[kind=desk].mean_minutes", 1.1), to("arrivals.scale", 1.1)]
    vary(huaian, [])

    def seconds() -> float:
        start = time.process_time()
        vary(huaian, edits)
        return time.process_time() - start

    assert min(seconds() for _ in range(5)) < 0.1


def test_numeric_keys_have_the_values_of_the_files_and_none_that_only_names(small: Scenario) -> None:
    found = {known.key: known for known in numeric_keys(small)}
    assert found["arrivals.weekday_factors"] == NumericKey(
        key="arrivals.weekday_factors", unit="", number=7, smallest=1, largest=1, whole=False
    )
    assert found["queues.patience_mean_minutes"] == NumericKey(
        key="queues.patience_mean_minutes", unit="min", number=2, smallest=45, largest=60, whole=False
    )
    assert found["items.values"] == NumericKey(
        key="items.values", unit="min", number=3, smallest=4, largest=20, whole=False
    )
    assert found["customers.classes[0].rank"] == NumericKey(
        key="customers.classes[0].rank", unit="", number=1, smallest=3, largest=3, whole=True
    )
    absent = {"windows.id", "seasons.window", "seed", "version", "hours.open", "helpers.enabled", "helpers.number"}
    assert not absent & found.keys()


@pytest.mark.parametrize(
    ("option", "wanted"),
    [
        ("arrivals.scale=1.2", ("arrivals.scale", False, "1.2")),
        ("arrivals.scale *= 1.2", ("arrivals.scale", True, "1.2")),
        ("items[id=A|B, kind=licence].weight*=2", ("items[id=A|B, kind=licence].weight", True, "2")),
        ('items[name_en="a=b]"].weight=2', ('items[name_en="a=b]"].weight', False, "2")),
        ("windows[department=].kind=", ("windows[department=].kind", False, "")),
        ("arrivals.scale", None),
        ("=3", None),
        ("items[id=3", None),
    ],
)
def test_an_option_is_a_key_and_a_value(option: str, wanted: tuple[str, bool, str] | None) -> None:
    assert assignment(option) == wanted


def test_the_command_line_sets_and_multiplies_settings_and_columns(
    small_folder: Path, small: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    written = ["hours.close=18:00", "arrivals[queue=pensions].per_day*=2", "desks[id=3].department=social"]
    options = [part for one in written for part in ("--set", one)]
    assert execute(["check", str(small_folder), *options, "--json"]) == 0
    doubled = times("arrivals[queue=pensions].per_day", 2)
    edits = [to("hours.close", "18:00"), doubled, to("desks[id=3].department", "social")]
    assert json.loads(capsys.readouterr().out)["scenario_hash"] == vary(small, edits).hash


def test_an_unknown_key_of_the_command_line_says_the_nearest(
    small_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert execute(["check", str(small_folder), "--set", "item.weigt=2", "--set", "hours.opn=09:00"]) == 2
    told = capsys.readouterr().err
    assert 'did you mean "items.weight"' in told
    assert 'did you mean "hours.open"' in told
