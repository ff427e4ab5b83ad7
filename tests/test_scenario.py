"""From files to a scenario and back."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

import breaking as b
from sim.domain.units import CalendarKind, ItemKind, Presence, WindowKind
from sim.errors import InputError, ScenarioError
from sim.scenario import load, save, shipped
from sim.scenario.describe import fields_with_words, meaning, reference
from sim.scenario.source import shipped_folder
from sim.scenario.toml_file import parse
from small_hall import SETTINGS, TABLES

NUMBERS = {"windows.id", "desks.id", "seasons.window"}


def told(reading: Callable[[], object]) -> bool:
    """Whether it was read, or refused with faults that have a place; anything else is raised."""
    try:
        reading()
    except InputError as error:
        return all(fault.place.file for fault in error.faults)
    return True


def refused(path: str | Path) -> set[str]:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return {fault.code for fault in caught.value.faults}


def test_a_folder_is_read_in_the_domains_units(small_folder: Path) -> None:
    hall = load(small_folder)
    assert hall.settings.hours.open == 510
    assert hall.settings.hours.close == 1050
    assert hall.settings.horizon.calendar is CalendarKind.CHINA
    assert hall.settings.customers.classes[0].share == 0.05
    assert hall.windows[5].kind is WindowKind.COMPREHENSIVE
    assert hall.windows[5].department is None
    assert hall.windows[5].queues == ("handled_together", "pensions")
    assert [o.id for o in hall.officers[:3]] == ["007", "008", "009"]
    assert hall.queues[0].patience_mean_minutes is None
    assert not hall.notes


def test_bodies_stand_among_the_departments_and_outside_items_among_the_items(small_folder: Path) -> None:
    hall = load(small_folder)
    assert [d.id for d in hall.departments if d.presence is Presence.OUTSIDE] == ["bank"]
    assert [i.id for i in hall.items if i.kind is ItemKind.PAYMENT] == ["pay"]


def test_what_is_saved_is_loaded_again_with_the_same_hash(small_folder: Path, tmp_path: Path) -> None:
    hall = load(small_folder)
    save(hall, tmp_path / "copy")
    assert load(tmp_path / "copy") == hall
    assert {"bodies.csv", "outside_items.csv", "scenario.toml"} <= {p.name for p in (tmp_path / "copy").iterdir()}


def test_the_order_of_rows_and_columns_changes_nothing(small_folder: Path) -> None:
    hall = load(small_folder)
    for name in TABLES:
        header, *rows = b.table(name)
        backwards = [header[::-1], *(row[::-1] for row in reversed(rows))]
        b.write_csv(small_folder, name, backwards)
    again = load(small_folder)
    assert again.hash == hall.hash
    assert again.windows == hall.windows


@pytest.mark.parametrize(
    "change",
    [
        b.toml("seed = 7", "seed = 8"),
        b.cell("items", 2, "mean_minutes", "12.000000001"),
        b.cell("officers", 3, "days_off", "2026-07-02"),
        b.drop_row("stops", 2),
    ],
)
def test_every_value_is_in_the_hash(change: b.Break, small_folder: Path) -> None:
    before = load(small_folder).hash
    change(small_folder)
    assert load(small_folder).hash != before


@pytest.mark.parametrize(
    "change",
    [
        b.cell("items", 2, "mean_minutes", "12.0"),
        b.toml('close = "17:30"', "close = 17:30:00"),
        b.toml("day_shape = 25.0", "day_shape = 25"),
        b.recoded("items.csv", lambda text: text.encode("gb18030")),
    ],
)
def test_the_notation_is_not_in_the_hash(change: b.Break, small_folder: Path) -> None:
    before = load(small_folder).hash
    change(small_folder)
    assert load(small_folder).hash == before


def typed(name: str, column: str, value: str) -> object:
    return int(value) if f"{name}.{column}" in NUMBERS else value


def test_a_hall_may_stand_in_one_toml_file(small_folder: Path, tmp_path: Path) -> None:
    import tomli_w

    tables = {
        name: [
            {k: typed(name, k, v) for k, v in row.items() if v} for row in csv.DictReader(io.StringIO(text.lstrip()))
        ]
        for name, text in TABLES.items()
    }
    for rows in tables.values():
        for row in rows:
            for column, value in row.items():
                if column in {"queues", "days_off", "values"} and isinstance(value, str):
                    row[column] = value.split(";")
    file = tmp_path / "hall.toml"
    file.write_text(SETTINGS + tomli_w.dumps({"tables": tables}), encoding="utf-8")
    assert load(file).hash == load(small_folder).hash


def test_a_table_in_toml_may_stand_without_the_word_tables(small_folder: Path) -> None:
    (small_folder / "desks.csv").unlink()
    b.append('[[desks]]\nid = 1\ndepartment = "industry"\norigin = "F3"\nnote = "x"')(small_folder)
    assert [desk.id for desk in load(small_folder).desks] == [1]


def test_all_tables_may_stand_in_one_workbook(small_folder: Path) -> None:
    before = load(small_folder).hash
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name in TABLES:
        page = book.create_sheet(name)
        for row in b.table(name):
            page.append(row)
        (small_folder / f"{name}.csv").unlink()
    book.create_sheet("remarks").append(["what nobody reads"])
    book.save(small_folder / "tables.xlsx")
    hall = load(small_folder)
    assert hall.hash == before
    assert [(note.code, note.place.file) for note in hall.notes] == [("UNUSED_TABLE", "small/tables.xlsx:remarks")]


def test_a_misspelt_table_is_a_fault_and_a_foreign_file_a_note(small_folder: Path) -> None:
    (small_folder / "sources.csv").write_text("a\n1\n")
    assert [note.code for note in load(small_folder).notes] == ["UNUSED_TABLE"]
    (small_folder / "stops.csv").rename(small_folder / "stop.csv")
    assert refused(small_folder) == {"UNKNOWN_TABLE"}


def test_a_table_given_twice_is_refused(small_folder: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["id", "department", "origin"])
    book.save(small_folder / "desks.xlsx")
    assert refused(small_folder) == {"TABLE_TWICE"}


def test_a_missing_table_or_column_is_told_once(small_folder: Path) -> None:
    (small_folder / "zones.csv").unlink()
    rows = b.table("desks")
    b.write_csv(small_folder, "desks", [[row[0], row[2]] for row in rows])
    with pytest.raises(ScenarioError) as caught:
        load(small_folder)
    found = [(f.code, f.values.get("value")) for f in caught.value.faults if f.code.startswith("MISSING")]
    assert found == [("MISSING_COLUMN", "department"), ("MISSING_TABLE", "zones")]


@pytest.mark.parametrize("name", ["no-such", "huaian/whatif/none", "", "a" * 5000, "a\x00b", "."])
def test_a_name_of_nothing_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(name) <= {"NO_SUCH_SCENARIO", "NO_SCENARIO_TOML"}


def test_every_shipped_scenario_loads_in_half_a_second() -> None:
    assert "huaian" in shipped()
    for name in shipped():
        # the best of a few: what the collector does meanwhile is not loading
        assert any(_seconds_to_load(name) < 0.5 for _ in range(3))


def _seconds_to_load(name: str) -> float:
    start = time.process_time()
    hall = load(name)
    spent = time.process_time() - start
    assert hall.settings.name.startswith(name.split("/", maxsplit=1)[0])
    return spent


def test_the_reference_is_what_the_classes_say() -> None:
    written = (shipped_folder() / "README.md").read_text(encoding="utf-8")
    assert written == reference(), "write it anew: python -m sim.scenario.describe"


def test_every_key_and_column_has_a_meaning_in_both_languages() -> None:
    for owner, name in fields_with_words():
        assert meaning(owner, name, "en")
        assert meaning(owner, name, "zh")


@given(st.text(max_size=200))
def test_no_text_at_all_breaks_the_reading_of_toml(text: str) -> None:
    assert told(lambda: parse(text.encode(errors="surrogatepass"), "t.toml"))


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a." * 100_000 + "b = 1",
        "a = 0x" + "f" * 100_000,
        "[" + " " * 100_000,
        "a = '''" + "x\n" * 100_000,
        "[[a" * 9999,
    ],
)
def test_malice_in_toml_costs_no_time(text: str) -> None:
    start = time.process_time()
    assert told(lambda: parse(text.encode(), "t.toml"))
    assert time.process_time() - start < 2


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_cell_of_anything_is_read_or_refused_but_breaks_nothing(data: st.DataObject, small_folder: Path) -> None:
    name = data.draw(st.sampled_from(sorted(TABLES)))
    rows = b.table(name)
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    odd = st.sampled_from(
        ["-1", "1e999", "24:00", "nan", "true", "0", "99999999999", "2026-02-30", ";", "；", "'", "\t", "１"]
    )
    rows[row][column] = data.draw(st.text(max_size=12) | odd)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    (small_folder / f"{name}.csv").write_bytes(stream.getvalue().encode(errors="surrogatepass"))
    assert told(lambda: load(small_folder))
    (small_folder / f"{name}.csv").write_text(TABLES[name].lstrip(), encoding="utf-8")
