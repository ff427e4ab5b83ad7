"""The roster workbook: names stay text, sheets have names that Excel accepts, nothing missing is shown as a number."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import polars as pl
import pytest
from openpyxl.workbook import Workbook

from report_records import DAYS, better_plan, named, single_run
from reports.excel import render, sheet_name
from sim.plan.sessions import Plan

FORMULAS = ["=1+1", '=HYPERLINK("http://x","点我")', "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "＝1+1", "a\n=1+1"]


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_is_text_and_never_a_formula(name: str) -> None:
    book = opened(render(named(better_plan(), name), "en"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert any(name in str(cell.value) for cell in cells)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("社保/医保:一号厅[A]*", "社保_医保_一号厅_A"),
        ("", "_"),
        ("x" * 40, "x" * 31),
        ("History", "History_2"),
        ("'quoted'", "quoted"),
    ],
)
def test_a_sheet_name_is_one_that_excel_accepts(wanted: str, given: str) -> None:
    assert sheet_name(wanted, set()) == given


def test_two_sheets_never_share_a_name() -> None:
    taken: set[str] = set()
    names = [sheet_name(wanted, taken) for wanted in ("A", "a", "A", "y" * 40, "y" * 41)]
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) <= 31


@pytest.mark.parametrize(
    ("lang", "sheets"), [("en", ["Summary", "Officers", "Rotation"]), ("zh", ["概要", "人员排班", "轮值"])]
)
def test_there_is_a_sheet_for_every_day(lang: str, sheets: list[str]) -> None:
    record = better_plan()
    names = opened(render(record, lang)).sheetnames
    assert names[:3] == sheets
    assert names[3:-2] == [f"{date:%m-%d}" for date in record.dates]


def test_the_officers_sheet_says_what_the_plan_says() -> None:
    record = better_plan()
    sheet = opened(render(record, "en"))["Officers"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert set(rows) == {officer.id for officer in record.scenario.officers}
    planned = pl.concat(
        [frame.select("officer", "start", "end") for frame in (record.plan.sessions, record.plan.desks)]
    ).drop_nulls()
    for officer, minutes in planned.group_by("officer").agg((pl.col("end") - pl.col("start")).sum()).iter_rows():
        assert rows[officer][2 + DAYS + 1].value == pytest.approx(minutes / 60, abs=0.05)


def test_a_plan_without_sessions_gives_a_workbook_all_the_same() -> None:
    record = single_run()
    empty = replace(record, plan=Plan.from_frames(record.plan.sessions.clear(), record.plan.desks.clear()))
    assert opened(render(empty, "en")).sheetnames == ["Summary", "Officers", "Rotation", "Cases", "Notes"]


def test_what_is_not_a_number_is_a_dash() -> None:
    record = single_run()
    values = {name: found * float("nan") for name, found in record.runs.values.items()}
    book = opened(render(replace(record, runs=replace(record.runs, values=values)), "en"))
    column = [row[1].value for row in book["Summary"].iter_rows(min_row=6)]
    assert "—" in column
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).lower() == "nan"]
