"""CSV and xlsx to rows that know their place."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sim.errors import InputError
from sim.tables import Reader, Unreadable, read_sheets, read_table, write_delimited
from sim.tables.delimited import read_delimited
from sim.tables.workbook import read_workbook

CELLS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20).filter(
    lambda s: s == "" or s.strip(" ") != ""
)


def codes(data: bytes) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        read_delimited(data, "t.csv")
    return [(f.code, f.place.row) for f in caught.value.faults]


def told(reading: Callable[[], object]) -> bool:
    """Whether it was read, or refused with at least one fault; anything else is raised."""
    try:
        reading()
    except InputError as error:
        return bool(error.faults)
    return True


def test_rows_know_their_number_and_empty_cells_are_left_out() -> None:
    table = read_delimited(b"a,b\n1,\n\n,2\n", "t.csv")
    assert table.columns == ("a", "b")
    assert [(r.number, dict(r.cells)) for r in table.rows] == [(2, {"a": "1"}), (4, {"b": "2"})]


def test_a_row_after_a_quoted_line_break_knows_its_line() -> None:
    table = read_delimited(b'a,b\n"x\ny",1\n2,3\n', "t.csv")
    assert [r.number for r in table.rows] == [2, 4]
    assert table.rows[0].cells["a"] == "x\ny"


@given(st.lists(st.tuples(CELLS, CELLS).filter(any), max_size=8))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    data = write_delimited(["a", "b"], rows, guarded=["a", "b"])
    read = read_delimited(data, "t.csv")
    assert [(r.cells.get("a", ""), r.cells.get("b", "")) for r in read.rows] == rows


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "'=1", "''"])
def test_no_cell_begins_as_a_formula(text: str) -> None:
    data = write_delimited(["a"], [[text]], guarded=["a"])
    assert data.decode("utf-8-sig").split("\n")[1].lstrip('"').startswith("'")
    assert read_delimited(data, "t.csv").rows[0].cells["a"] == text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [("EMPTY_FILE", 1)]),
        (b"\n", [("EMPTY_FILE", 1)]),
        (b"a,,b\n", [("COLUMN_WITHOUT_NAME", 1)]),
        (b"a,a\n", [("DUP_KEY", 1)]),
        (b"a,b\n1\n1,2\n1,2,3\n", [("ROW_WIDTH", 2), ("ROW_WIDTH", 4)]),
        (b'a,b\n1,"2\n', [("FIELD_TOO_LONG", 2)]),
        (b'a,b\n1,"2"x\n', [("CSV_QUOTES", 2)]),
        (b"a\n\x01\n", [("CONTROL_CHAR", 2)]),
        (b"a\n\xff\xff\n", [("ENC_BAD", 2)]),
        (b"a," * 300 + b"a\n", [("SHEET_TOO_LARGE", None)]),
        (b"," * 2_000_000, [("FIELD_TOO_LONG", 1)]),
        (b"a,b\n" + b"1\n" * 30_000, [("SHEET_TOO_LARGE", None)]),
    ],
)
def test_each_way_of_breaking_csv_has_its_code_and_row(data: bytes, expected: list[tuple[str, int | None]]) -> None:
    assert codes(data) == expected


def test_every_sheet_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "zones"
    first.append(["id", "when", "at"])
    first.append(["a", dt.datetime(2026, 7, 1), dt.time(8, 30)])
    book.create_sheet("desks").append(["id"])
    book.save(tmp_path / "tables.xlsx")
    tables = read_sheets(tmp_path / "tables.xlsx")
    assert list(tables) == ["zones", "desks"]
    assert tables["zones"].file == "tables.xlsx:zones"
    assert tables["zones"].rows[0].cells == {"id": "a", "when": dt.datetime(2026, 7, 1), "at": dt.time(8, 30)}
    assert read_table(tmp_path / "tables.xlsx").columns == ("id", "when", "at")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", b"\x00" * 1000])
def test_what_only_claims_to_be_a_workbook_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / "t.xlsx")
    assert [f.code for f in caught.value.faults] == ["BAD_WORKBOOK"]


def workbook() -> bytes:
    book, stream = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (["id", "department", "origin"], [1, "industry", "F3"], [2, "culture", dt.date(2026, 7, 1)]):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


WORKBOOK = workbook()


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_workbook_damaged_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    """Whole parts are damaged as well as the package: random bytes in the place of others."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        victim = data.draw(st.sampled_from(names))
        for name in names:
            content = bytearray(old.read(name))
            if name == victim:
                at = data.draw(st.integers(0, len(content) - 1))
                content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
            new.writestr(name, bytes(content))
    whole = bytearray(stream.getvalue())
    if data.draw(st.booleans()):
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= 0xFF
    assert told(lambda: read_workbook(bytes(whole), "t.xlsx", first_only=False))


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.csv", "NOT_FOUND"), (tmp_path, "NOT_A_FILE")):
        with pytest.raises(InputError) as caught:
            read_table(path)
        assert caught.value.faults[0].code == code


def read(kind: str, raw: object, epoch: dt.date | None = None) -> object:
    return getattr(Reader(epoch=epoch), kind)(raw)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("number", "１２．５", 12.5),
        ("number", " 3e2 ", 300.0),
        ("number", 4, 4.0),
        ("integer", "3.0", 3),
        ("integer", "-7", -7),
        ("integer", 2**63 - 1, 2**63 - 1),
        ("truth", "TRUE", True),
        ("truth", "false", False),
        ("minute_of_day", "08:30", 510),
        ("minute_of_day", "8:30:00", 510),
        ("minute_of_day", dt.timedelta(hours=24), 1440),
        ("minute_of_day", dt.time(8, 30), 510),
        ("date", "2026/7/1", dt.date(2026, 7, 1)),
        ("date", "2026-07-01 00:00:00", dt.date(2026, 7, 1)),
        ("date", "46204", dt.date(2026, 7, 1)),
        ("date", dt.datetime(2026, 7, 1), dt.date(2026, 7, 1)),
        ("identifier", 7, "7"),
        ("identifier", 7.0, "7"),
        ("identifier", " a ", " a "),
        ("text", "a\nb", "a\nb"),
    ],
)
def test_a_cell_is_read(kind: str, raw: object, value: object) -> None:
    assert read(kind, raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("number", "1_000", "NUM_FORMAT"),
        ("number", "1,000", "NUM_FORMAT"),
        ("number", "12,5", "NUM_FORMAT"),
        ("number", "50%", "NUM_FORMAT"),
        ("number", "0x10", "NUM_FORMAT"),
        ("number", "١٢", "NUM_FORMAT"),
        ("number", "½", "NUM_FORMAT"),
        ("number", "二十", "NUM_FORMAT"),
        ("number", "", "NUM_FORMAT"),
        ("number", "-inf", "NOT_FINITE"),
        ("number", float("nan"), "NOT_FINITE"),
        ("number", True, "TYPE"),
        ("number", None, "TYPE"),
        ("number", dt.time(12, 30), "DURATION_AMBIGUOUS"),
        ("number", 16**500, "NUM_TOO_LONG"),
        ("integer", "1e400", "NOT_FINITE"),
        ("integer", "2.5", "NOT_INTEGER"),
        ("truth", "是", "BOOLISH_STRING"),
        ("truth", "1", "TYPE"),
        ("minute_of_day", "24:01", "TIME_FORMAT"),
        ("minute_of_day", "8:60", "TIME_FORMAT"),
        ("minute_of_day", "510", "TIME_FORMAT"),
        ("minute_of_day", 510, "TIME_FORMAT"),
        ("minute_of_day", dt.time(8, 30, 15), "TIME_FORMAT"),
        ("date", "7/1/26", "DATE_AMBIGUOUS"),
        ("date", "2026-02-30", "BAD_DATE"),
        ("date", "tomorrow", "DATE_FORMAT"),
        ("date", dt.datetime(2026, 7, 1, 8), "DATE_FORMAT"),
        ("identifier", "a;b", "ID_FORMAT"),
        ("identifier", "a\nb", "CONTROL_CHAR"),
        ("identifier", 1e15, "ID_AS_NUMBER"),
        ("text", "a\x1bb", "CONTROL_CHAR"),
        ("text", True, "TYPE"),
    ],
)
def test_a_cell_is_refused_with_its_code(kind: str, raw: object, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(kind, raw)
    assert caught.value.code == code


@given(st.text(), st.sampled_from(["number", "integer", "truth", "minute_of_day", "date", "identifier", "text"]))
def test_no_text_at_all_breaks_a_reader(text: str, kind: str) -> None:
    value: object = ""
    try:
        read(kind, text)
    except Unreadable as why:
        value = why.values.get("value")
    assert len(str(value)) <= 80


@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reading_of_csv(data: bytes) -> None:
    assert told(lambda: read_delimited(data, "t.csv"))
