"""CSV text to a table and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from sim.errors import Fault, InputError, Place
from sim.tables.decode import decode
from sim.tables.table import Row, Table, shown

LONGEST_FIELD = 4000
LONGEST_LINE = 400_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_LINES = 10 * MOST_ROWS
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", "'")
"""What a spreadsheet may take for a formula: text that begins so is written behind an apostrophe."""


def read_delimited(data: bytes, file: str) -> Table:
    """Read CSV: the first row names the columns, every row has as many cells, empty rows are skipped.

    Raises
    ------
    InputError
        Every row of a wrong width, and whatever stops the reading.
    """
    text, notes = decode(data, file)
    if text.count("\n") > MOST_LINES:
        raise InputError([too_large(file, text.count("\n"), 1)])
    records = _records(text, file)
    header = next(records, None)
    if header is None:
        raise InputError([Fault(code="EMPTY_FILE", place=Place(file=file))])
    columns = checked_columns(header[1], file)
    faults: list[Fault] = []
    rows: list[Row] = []
    for number, cells in records:
        if not any(cells):
            continue
        if len(rows) + len(faults) >= MOST_ROWS:
            raise InputError([too_large(file, text.count("\n"), len(columns))])
        if len(cells) != len(columns):
            values = {"value": len(cells), "expected": len(columns)}
            faults.append(Fault(code="ROW_WIDTH", place=Place(file=file, row=number), values=values))
            continue
        rows.append(
            Row(
                number=number,
                cells={c: _without_apostrophe(v) for c, v in zip(columns, cells, strict=True) if v.strip(" ")},
            )
        )
    if faults:
        raise InputError(faults)
    return Table(file=file, columns=columns, rows=tuple(rows), notes=tuple(notes))


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row, cells); `row` is the line on which the record begins."""
    lines = _lines(text, file)
    reader = csv.reader(lines, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_FIELD for cell in cells):
                raise InputError(
                    [
                        Fault(
                            code="FIELD_TOO_LONG",
                            place=Place(file=file, row=start),
                            values={"limit": LONGEST_FIELD},
                        )
                    ]
                )
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        code = "FIELD_TOO_LONG" if "field larger" in str(error) or "unexpected end" in str(error) else "CSV_QUOTES"
        values = {"limit": LONGEST_FIELD, "value": shown(error)}
        raise InputError([Fault(code=code, place=Place(file=file, row=start), values=values)]) from None


def _lines(text: str, file: str) -> Iterator[str]:
    """Yield the lines with their ends; one that no table can have is refused before it is split."""
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            values = {"limit": LONGEST_FIELD}
            raise InputError([Fault(code="FIELD_TOO_LONG", place=Place(file=file, row=number), values=values)])
        yield line + "\n"


def checked_columns(names: Sequence[object], file: str) -> tuple[str, ...]:
    """Return the column names of a header without trailing empty ones; none may be empty or twice.

    Raises
    ------
    InputError
        Every fault of the header.
    """
    columns = ["" if name is None else str(name).strip() for name in names]
    while columns and not columns[-1]:
        columns.pop()
    place = Place(file=file, row=1)
    if len(columns) > MOST_COLUMNS:
        raise InputError([too_large(file, 1, len(columns))])
    faults = []
    if not columns:
        faults.append(Fault(code="EMPTY_FILE", place=place))
    for index, column in enumerate(columns):
        at = Place(file=file, row=1, key=shown(column))
        if not column:
            faults.append(Fault(code="COLUMN_WITHOUT_NAME", place=place, values={"value": index + 1}))
        elif "，" in column:
            faults.append(Fault(code="FULLWIDTH_COMMA", place=at, values={"value": shown(column)}))
        elif column in columns[:index]:
            faults.append(Fault(code="DUP_KEY", place=at, values={"value": shown(column), "first": 1}))
    if faults:
        raise InputError(faults)
    return tuple(columns)


def too_large(file: str, rows: int, columns: int) -> Fault:
    """Make the fault of a table with too many rows or columns."""
    values = {"value": f"{rows}×{columns}", "limit": f"{MOST_ROWS}×{MOST_COLUMNS}"}
    return Fault(code="SHEET_TOO_LARGE", place=Place(file=file), values=values)


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell[0] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell


def write_delimited(columns: Sequence[str], rows: Iterable[Sequence[str]], guarded: Iterable[str] = ()) -> bytes:
    """Write CSV in UTF-8 with a byte-order mark, so that spreadsheets show Chinese.

    Text in the columns `guarded` that a spreadsheet would take for a formula gets an apostrophe in front,
    which reading takes off again.
    """
    guards = [column in set(guarded) for column in columns]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            [f"'{v}" if guard and v.startswith(FORMULA_STARTS) else v for v, guard in zip(row, guards, strict=True)]
        )
    return stream.getvalue().encode("utf-8-sig")
