"""Ways to break the small hall of `small_hall`: one fault at a time, in TOML, CSV or xlsx."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from small_hall import TABLES

Break = Callable[[Path], Path | None]
"""Breaks the hall in a folder; returns what is to be loaded, if not the folder."""


def toml(old: str, new: str) -> Break:
    """Replace a piece of `scenario.toml`."""

    def apply(folder: Path) -> None:
        file = folder / "scenario.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text, old
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return apply


def top(line: str) -> Break:
    """Put lines at the top of `scenario.toml`."""
    return toml('name = "small"', f'{line}\nname = "small"')


def append(text: str) -> Break:
    """Put lines at the end of `scenario.toml`."""
    return toml("foreign_factor = 1.2\n", f"foreign_factor = 1.2\n{text}\n")


def table(name: str) -> list[list[str]]:
    """Rows of a table of the small hall, header first."""
    return list(csv.reader(io.StringIO(TABLES[name].lstrip())))


def cell(name: str, row: int, column: str, value: str) -> Break:
    """Give one cell of a CSV table another value; the header is row 1."""

    def apply(folder: Path) -> None:
        rows = table(name)
        rows[row - 1][rows[0].index(column)] = value
        write_csv(folder, name, rows)

    return apply


def write_csv(folder: Path, name: str, rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    (folder / f"{name}.csv").write_text(stream.getvalue(), encoding="utf-8")


def add_row(name: str, line: str) -> Break:
    """Add a line to a CSV table."""

    def apply(folder: Path) -> None:
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    return apply


def drop_row(name: str, row: int) -> Break:
    """Drop a row of a CSV table."""

    def apply(folder: Path) -> None:
        rows = table(name)
        del rows[row - 1]
        write_csv(folder, name, rows)

    return apply


def raw(name: str, data: bytes) -> Break:
    """Write a file's bytes."""
    return lambda folder: _none((folder / name).write_bytes(data))


def recoded(name: str, recode: Callable[[str], bytes]) -> Break:
    """Write a file in other bytes."""

    def apply(folder: Path) -> None:
        file = folder / name
        file.write_bytes(recode(file.read_text(encoding="utf-8")))

    return apply


def whatif(text: str, name: str = "w") -> Break:
    """Write an overlay and load it."""

    def apply(folder: Path) -> Path:
        file = folder / "whatif" / f"{name}.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return apply


def together(*breaks: Break) -> Break:
    """Break in several ways; what the last says is loaded."""

    def apply(folder: Path) -> Path | None:
        found = None
        for one in breaks:
            found = one(folder)
        return found

    return apply


def sheet(
    name: str,
    change: Callable[[Any], None],
    after: Callable[[bytes], bytes] = lambda data: data,
    epoch: dt.datetime | None = None,
) -> Break:
    """Put a table into a workbook, not a CSV; `change` gets the openpyxl sheet, `after` the bytes."""

    def apply(folder: Path) -> None:
        book = Workbook()
        if epoch is not None:
            book.epoch = epoch
        page = book.active
        assert page is not None
        for line in table(name):
            page.append([_typed(value) for value in line])
        change(page)
        stream = io.BytesIO()
        book.save(stream)
        (folder / f"{name}.csv").unlink()
        (folder / f"{name}.xlsx").write_bytes(after(stream.getvalue()))

    return apply


def _typed(value: str) -> str | float | None:
    """As a spreadsheet would keep it: numbers as numbers, empty cells empty."""
    if value == "":
        return None
    if re.fullmatch(r"\d+(\.\d+)?", value) and not (value.startswith("0") and len(value) > 1 and value[1] != "."):
        return float(value) if "." in value else int(value)
    return value


def part(name: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Change one part of a zipped workbook."""

    def apply(data: bytes) -> bytes:
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(data)) as old,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for info in old.infolist():
                content = old.read(info)
                new.writestr(info.filename, change(content) if info.filename == name else content)
        return stream.getvalue()

    return apply


def _none(_: object) -> None:
    return None
