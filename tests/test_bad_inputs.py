"""Every case of `bad_inputs.yaml` that concerns a scenario is refused, or read, as that list says."""

from __future__ import annotations

from pathlib import Path

import pytest

import breaking as b
from bad_cases import CASES, LEFT, LISTED, Case
from sim.errors import Fault, ScenarioError
from sim.files import safe_name
from sim.scenario import load, save
from sim.words import text


def case_id(case: Case) -> str:
    return f"{case.id}-{CASES.index(case)}"


def the_one(found: tuple[Fault, ...], case: Case) -> Fault:
    """The fault or note of the expected code at the expected place."""
    for fault in found:
        place = fault.place
        if (
            fault.code == case.code
            and place.file == f"small/{case.file}"
            and (case.row is None or place.row == case.row)
        ):
            assert case.key is None or place.key == case.key, fault
            return fault
    raise AssertionError(f"no {case.code} at {case.file}, row {case.row}, among {found}")


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_a_listed_case_is_read_or_refused_as_the_list_says(case: Case, small_folder: Path) -> None:
    target = case.apply(small_folder) or small_folder
    if case.reject:
        with pytest.raises(ScenarioError) as caught:
            load(target)
        found = caught.value.faults
    else:
        found = load(target).notes
        assert case.code or not {f.code for f in found} - {"CURLY_QUOTE", "PROFILE_AFTER_CLOSE"}
    if case.code:
        fault = the_one(found, case)
        assert case.zh in text(fault.code, "zh", **fault.values)
        for language in ("en", "zh"):
            words = text(fault.code, language, **fault.values)
            assert "{" not in words.replace(str(fault.values.get("value")), ""), words


def test_every_listed_case_is_tested_or_left_with_a_reason() -> None:
    assert {case.id for case in CASES} | {"O03"} | LEFT.keys() == LISTED.keys()
    assert not LEFT.keys() & {case.id for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_the_codes_are_those_of_the_list(case: Case) -> None:
    also = {
        "CURLY_QUOTE_BARE",
        "LEADING_ZERO_TOML",
        "SHEET_TOO_LARGE",
        "DATE_NORMALISED",
        "DATE_SERIAL",
        "TIME_FRACTION",
        "ENC_GBK",
        "BAD_DATE",
    }
    assert case.code in {None, LISTED[case.id]["expect"]["code"], *also}


@pytest.mark.parametrize("id_", [i for i in LISTED if i[0] in "FH"])
def test_a_name_that_a_spreadsheet_or_a_page_might_run_survives_saving_and_loading(
    id_: str, small_folder: Path, tmp_path: Path
) -> None:
    name = LISTED[id_]["input"]
    rows = b.table("queues")
    rows[1][2] = f"'{name}" if name.startswith(("=", "+", "-", "\t", "＝", "'")) else name
    b.write_csv(small_folder, "queues", rows)
    scenario = load(small_folder)
    assert name in {queue.name_zh for queue in scenario.queues}
    save(scenario, tmp_path / "copy")
    written = (tmp_path / "copy" / "queues.csv").read_text(encoding="utf-8-sig")
    assert ",=" not in written
    assert ',"=' not in written
    assert load(tmp_path / "copy").hash == scenario.hash


@pytest.mark.parametrize("name", ["CON", "nul.txt", "a:b", "名称?", "汉" * 300, "../x", "", " .", "a/b"])
def test_any_name_becomes_a_file_name_that_every_system_takes(name: str, tmp_path: Path) -> None:
    safe = safe_name(name)
    assert safe != name
    assert len(safe.encode()) < 255
    assert Path(safe).name == safe
    (tmp_path / safe).write_text("x")


def test_all_faults_are_told_at_once(small_folder: Path) -> None:
    b.together(
        b.toml("windows = 8", "wndows = 8"),
        b.toml("seed = 7", "seed = -1"),
        b.cell("queues", 3, "zone", "nowhere"),
        b.cell("items", 2, "mean_minutes", "-1"),
        b.cell("arrivals", 3, "per_day", "many"),
        b.raw("steps.csv", b"id,item\n1\n"),
    )(small_folder)
    with pytest.raises(ScenarioError) as caught:
        load(small_folder)
    found = {(f.code, f.place.file.split("/")[1]) for f in caught.value.faults}
    assert found == {
        ("UNKNOWN_FIELD", "scenario.toml"),
        ("SEED_RANGE", "scenario.toml"),
        ("UNKNOWN_REF", "queues.csv"),
        ("NEGATIVE", "items.csv"),
        ("TYPE", "arrivals.csv"),
        ("ROW_WIDTH", "steps.csv"),
    }


def test_a_value_is_shown_escaped_and_cut(small_folder: Path) -> None:
    b.append(f'[helpers]\nenabled = "\\u001b[31m{"x" * 500}"')(small_folder)
    with pytest.raises(ScenarioError) as caught:
        load(small_folder)
    shown = str(caught.value.faults[0].values["value"])
    assert "\x1b" not in shown
    assert len(shown) <= 80


def test_nothing_is_written_when_a_scenario_is_refused(small_folder: Path) -> None:
    b.toml("seed = 7", "seed = -1")(small_folder)
    before = sorted(small_folder.rglob("*"))
    with pytest.raises(ScenarioError):
        load(small_folder)
    assert sorted(small_folder.rglob("*")) == before
