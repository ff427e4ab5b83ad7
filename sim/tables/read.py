"""A table from a file, CSV or Excel by its ending; sizes are checked before anything is read."""

from __future__ import annotations

from pathlib import Path

from sim.errors import Fault, InputError, Place, ResourceError
from sim.tables.delimited import read_delimited
from sim.tables.table import Table
from sim.tables.workbook import read_workbook

LARGEST_FILE = 20_000_000


def read_bytes(path: Path, file: str, limit: int = LARGEST_FILE) -> bytes:
    """Read a file that is not larger than `limit` bytes.

    Raises
    ------
    InputError
        NOT_FOUND, NOT_A_FILE or TOO_LARGE.
    ResourceError
        If the disc refuses.
    """
    place = Place(file=file)
    try:
        if not path.exists():
            raise InputError([Fault(code="NOT_FOUND", place=place, values={"value": file})])
        if not path.is_file():
            raise InputError([Fault(code="NOT_A_FILE", place=place, values={"value": file})])
        size = path.stat().st_size
        if size > limit:
            values = {"value": f"{size / 1e6:.0f} MB", "limit": f"{limit / 1e6:.0f} MB"}
            raise InputError([Fault(code="TOO_LARGE", place=place, values=values)])
        return path.read_bytes()
    except OSError as error:
        raise ResourceError(f"cannot read {file}: {error.strerror or error}") from error


def read_table(path: Path, file: str | None = None) -> Table:
    """Read the table of a CSV file, or of the first sheet of a workbook.

    Parameters
    ----------
    path : Path
        Where it lies.
    file : str, optional
        How messages name it; the file's own name if not given.

    Raises
    ------
    InputError
        Every fault found.
    """
    file = file or path.name
    data = read_bytes(path, file)
    if path.suffix.lower() == ".xlsx":
        return next(iter(read_workbook(data, file, first_only=True).values()))
    return read_delimited(data, file)


def read_sheets(path: Path, file: str | None = None) -> dict[str, Table]:
    """Read every sheet of a workbook, by the sheet's name.

    Raises
    ------
    InputError
        Every fault found.
    """
    file = file or path.name
    return read_workbook(read_bytes(path, file), file, first_only=False)
