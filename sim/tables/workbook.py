"""Excel workbooks to tables: what they claim is checked on their XML before openpyxl reads a cell."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from sim.errors import Fault, InputError, Place
from sim.tables.delimited import LONGEST_FIELD, MOST_COLUMNS, MOST_ROWS, checked_columns, too_large
from sim.tables.table import Row, Table

_DAMAGED: tuple[type[Exception], ...] = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    OSError,
    RuntimeError,  # an encrypted member; an unknown compression is a NotImplementedError, which is one
)
"""What zipfile, the XML parser and openpyxl raise on files that are not what they claim to be."""
LARGEST_UNPACKED = 15_000_000
DEEPEST = 64
MOST_FAULTS = 100
CELL_REFERENCE = re.compile(rb'<(?:\w+:)?(?:c|row|dimension)\b[^>]*?\br(?:ef)?="(?:[A-Z]+\d+:)?([A-Z]*)(\d+)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="[A-Z]+(\d+)')
HIDDEN = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"')
FORMULA_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"[^>/]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?f\b.*?</(?:\w+:)?c>',
    re.DOTALL,
)
CACHED = re.compile(rb"<(?:\w+:)?v>[^<]")


def read_workbook(data: bytes, file: str, *, first_only: bool) -> dict[str, Table]:
    """Read the sheets of a workbook.

    Raises
    ------
    InputError
        Every fault found in the sheets, or the one for which it cannot be opened.
    """
    try:
        _check_package(data, file)
        with warnings.catch_warnings():
            # of parts that it leaves out; what is missing then shows in the sheets
            warnings.simplefilter("ignore", UserWarning)
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except InputError:
        raise
    except DefusedXmlException:
        raise InputError([Fault(code="XML_ENTITY", place=Place(file=file))]) from None
    except _DAMAGED:
        raise InputError([Fault(code="BAD_WORKBOOK", place=Place(file=file))]) from None
    faults: list[Fault] = []
    tables: dict[str, Table] = {}
    for sheet in book.worksheets[: 1 if first_only else None]:
        name = file if first_only else f"{file}:{sheet.title}"
        try:
            tables[sheet.title] = _sheet(sheet, name, book.epoch.date())
        except InputError as error:
            faults += error.faults
        except _DAMAGED:
            faults.append(Fault(code="BAD_WORKBOOK", place=Place(file=name)))
    if faults or not tables:
        raise InputError(faults or [Fault(code="EMPTY_FILE", place=Place(file=file))])
    return tables


def _check_package(data: bytes, file: str) -> None:
    """Refuse a package that unpacks to too much, declares XML entities or nests without end."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > LARGEST_UNPACKED:
            values = {"value": f"{unpacked / 1e6:.0f} MB", "limit": f"{LARGEST_UNPACKED / 1e6:.0f} MB"}
            raise InputError([Fault(code="TOO_LARGE", place=Place(file=file), values=values)])
        for part in package.infolist():
            if part.filename.endswith((".xml", ".rels")):
                _check_xml(package.read(part), file)


def _check_xml(markup: bytes, file: str) -> None:
    """Walk through one part without building anything: no document type, no deep nesting, well formed."""
    depth = 0

    def opened(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise InputError([Fault(code="BAD_WORKBOOK", place=Place(file=file))])

    def closed(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: object) -> None:
        raise InputError([Fault(code="XML_ENTITY", place=Place(file=file))])

    parser = expat.ParserCreate()
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(markup, True)
    except expat.ExpatError:
        raise InputError([Fault(code="BAD_WORKBOOK", place=Place(file=file))]) from None


def _sheet(sheet: Any, file: str, epoch: dt.date) -> Table:  # noqa: ANN401
    notes = _check_markup(sheet, file)
    rows = _cells(sheet)
    columns = checked_columns([cell.value for cell in next(rows, ())], file)
    found: list[Row] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        values = {index: cell.value for index, cell in enumerate(row) if cell.value not in (None, "")}
        for index, value in values.items():
            place = Place(file=file, row=number, key=columns[index] if index < len(columns) else None)
            if index >= len(columns):
                faults.append(
                    Fault(code="ROW_WIDTH", place=place, values={"value": index + 1, "expected": len(columns)})
                )
            elif isinstance(value, str) and len(value) > LONGEST_FIELD:
                faults.append(Fault(code="FIELD_TOO_LONG", place=place, values={"limit": LONGEST_FIELD}))
        if values and not faults:
            found.append(Row(number=number, cells={columns[i]: v for i, v in values.items()}))
    if faults:
        raise InputError(faults)
    return Table(file=file, columns=columns, rows=tuple(found), notes=tuple(notes), epoch=epoch)


def _cells(sheet: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1))


def _check_markup(sheet: Any, file: str) -> list[Fault]:  # noqa: ANN401
    """Look at the XML for the true extent, merged cells, formulas without a result and hidden rows."""
    with sheet._get_source() as stream:  # noqa: SLF001
        markup: bytes = stream.read()
    rows = columns = 0
    for found in CELL_REFERENCE.finditer(markup):
        rows = max(rows, int(found[2]))
        columns = max(columns, column_index_from_string(found[1].decode()) if found[1] else 0)
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise InputError([too_large(file, rows, columns)])
    faults = [
        Fault(code="MERGED", place=Place(file=file, row=int(found[1])))
        for found in islice(MERGED.finditer(markup), MOST_FAULTS)
    ]
    for found in FORMULA_CELL.finditer(markup):
        if not CACHED.search(found[0]) and len(faults) < MOST_FAULTS:
            cell = (found[1] + found[2]).decode()
            faults.append(
                Fault(
                    code="NO_CACHED_VALUE",
                    place=Place(file=file, row=int(found[2]), key=cell),
                    values={"value": cell},
                )
            )
    if faults:
        raise InputError(faults)
    return [Fault(code="HIDDEN_ROWS", place=Place(file=file))] if HIDDEN.search(markup) else []
