"""The sheets about cases: measures, where their time goes, what is late, and the warnings of all days."""

from __future__ import annotations

import io

import polars as pl
from xlsxwriter.worksheet import Worksheet

from reports import figures, supervision
from reports.formats import Formats
from reports.late import LateRow, late_departments, late_items, late_steps
from reports.names import Names
from reports.record import Record
from reports.sheets import measures
from reports.tables import case_rows
from sim.measures.warnings import OVERDUE
from sim.words import text

MOST_WARNINGS = 100_000
"""A workbook with more rows opens slowly."""
PICTURE_ROWS = 34
COLUMNS = ("date", "state", "about", "case", "item", "department", "due_date", "days_left", "held_by")


def cases(sheet: Worksheet, record: Record, names: Names, formats: Formats) -> None:
    """Write the measures of cases, where their time goes, and what is late."""
    lang = names.lang
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 6, 17)
    rows = case_rows(record.runs, record.before, lang)
    measures(sheet, 0, rows, formats, lang, paired=record.before is not None)
    top = len(rows) + 3
    sheet.write_string(top - 1, 0, text("figure.times", lang), formats.head_left)
    picture = io.BytesIO(figures.time_split(names, record.runs).png())
    sheet.insert_image(top, 0, "times.png", {"image_data": picture, "x_scale": 0.9, "y_scale": 0.9})
    top += PICTURE_ROWS
    sheet.write_string(top - 1, 0, text("report.note.late", lang), formats.quiet)
    tables = (
        ("late_departments", "column.department", late_departments(names, record.runs), False),
        ("late_items", "column.item", late_items(names, record.runs), False),
        ("late_steps", "column.step", late_steps(names, record.runs), True),
    )
    for key, name, late, hours in tables:
        sheet.write_string(top, 0, text(f"report.cases.{key}", lang), formats.title)
        top = _late(sheet, top + 1, text(name, lang), late, formats, lang, hours=hours)


def _late(
    sheet: Worksheet, top: int, name: str, rows: list[LateRow], formats: Formats, lang: str, *, hours: bool
) -> int:
    """Write what is late from a row on; return the row after it."""
    if not rows:
        sheet.write_string(top, 0, text("report.cases.none_late", lang), formats.quiet)
        return top + 2
    keys = ["fell_due", "share_late", "days_late", *(["waiting_hours", "elapsed_hours"] if hours else [])]
    for column, head in enumerate([name, *(text(f"column.{key}", lang) for key in keys)]):
        sheet.write_string(top, column, head, formats.head if column else formats.head_left)
    for number, row in enumerate(rows, start=top + 1):
        sheet.write_string(number, 0, f"{row.name} · {row.of}" if row.of else row.name, formats.name)
        cells = [row.due, row.share, row.days, *([row.waiting, row.elapsed] if hours else [])]
        for column, cell in enumerate(cells, start=1):
            sheet.write_string(number, column, cell, formats.number)
    return top + len(rows) + 2


def warnings(sheet: Worksheet, found: pl.DataFrame, names: Names, formats: Formats) -> None:
    """Write the warnings of all days, the most urgent of each first."""
    lang = names.lang
    for column, (key, width) in enumerate(zip(COLUMNS, (12, 10, 10, 9, 40, 30, 12, 10, 90), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, text(f"column.{key}", lang), formats.head_left)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    shown = supervision.urgent_first(found).head(MOST_WARNINGS)
    for number, row in enumerate(supervision.rows(names, shown), start=1):
        state = formats.overdue if row.state == OVERDUE else formats.name
        sheet.write_string(number, 0, str(row.date), formats.name)
        sheet.write_string(number, 1, row.state_text, state)
        sheet.write_string(number, 2, row.about, formats.name)
        sheet.write_number(number, 3, row.case, formats.label)
        sheet.write_string(number, 4, row.item, formats.name)
        sheet.write_string(number, 5, row.department, formats.name)
        sheet.write_string(number, 6, str(row.due), formats.name)
        sheet.write_number(number, 7, row.days_left, formats.label)
        sheet.write_string(number, 8, "; ".join(row.held_by), formats.name)
    if len(shown):
        sheet.autofilter(0, 0, len(shown), len(COLUMNS) - 1)
    if len(found) > len(shown):
        cut = text("excel.warnings.cut", lang, count=len(found) - len(shown))
        sheet.write_string(len(shown) + 1, 0, cut, formats.quiet)
