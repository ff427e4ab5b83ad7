"""The roster as a workbook for the people who work by it: officers × days, windows × half-hours, rotation, cases.

Every name is written as text: nothing that somebody is called becomes a formula or a link.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reports import case_sheets, sheets
from reports.formats import Formats
from reports.names import Names
from reports.record import Record
from sim.words import text

SHEET_NAME_LENGTH = 31
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "in_memory": True,
}


def write(record: Record, path: Path, lang: str = "en") -> Path:
    """Write the roster workbook."""
    from sim.files import write_atomically

    write_atomically(path, render(record, lang))
    return path


def render(record: Record, lang: str = "en") -> bytes:
    """Return the workbook's bytes; the same record gives the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        _fill(book, record, lang)
    return out.getvalue()


def sheet_name(wanted: str, taken: set[str]) -> str:
    r"""Return a name that Excel accepts: without `[]:*?/\`, at most 31 characters, not taken whatever the case."""
    safe = re.sub(r"_+", "_", re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", wanted)).strip("_' ")[:SHEET_NAME_LENGTH] or "_"
    name, number = safe, 2
    while name.casefold() in taken or name.casefold() == "history":
        name = f"{safe[: SHEET_NAME_LENGTH - len(str(number)) - 1]}_{number}"
        number += 1
    taken.add(name.casefold())
    return name


def _fill(book: xlsxwriter.Workbook, record: Record, lang: str) -> None:
    names = Names(record.scenario, lang)
    first = record.dates[0]
    book.set_properties({"title": text("excel.title", lang, scenario=names.title), "created": first})
    formats = Formats(book)
    taken: set[str] = set()

    def sheet(wanted: str) -> Worksheet:
        made = book.add_worksheet(sheet_name(wanted, taken))
        made.set_landscape()
        made.set_paper(8)  # A3
        made.fit_to_pages(1, 0)
        made.set_footer("&C&A  ·  &P/&N")
        made.hide_gridlines(2)
        return made

    sheets.summary(sheet(text("sheet.summary", lang)), record, names, formats)
    sheets.officers(sheet(text("sheet.officers", lang)), record, names, formats)
    sheets.rotation(sheet(text("sheet.rotation", lang)), record, names, formats)
    for day in sorted(record.plan.sessions.filter(pl.col("day") < len(record.dates))["day"].unique().to_list()):
        sheets.windows(sheet(f"{record.dates[day]:%m-%d}"), record, names, formats, day)
    if record.scenario.steps:
        case_sheets.cases(sheet(text("sheet.cases", lang)), record, names, formats)
    if record.warnings is not None:
        case_sheets.warnings(sheet(text("sheet.warnings", lang)), record.warnings, names, formats)
    sheets.notes(sheet(text("sheet.notes", lang)), record, names, formats)
