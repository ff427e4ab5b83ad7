"""What a table is once it is read: rows of cells by column name, each row knowing where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import Fault

LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its number (the header is row 1) and its cells by column; empty cells are left out.

    Cells are text when they come from a text file; a sheet also gives numbers, truths, dates and times.
    """

    number: int
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, its file's name for messages, and what was read with a stated interpretation."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Fault, ...] = ()
    epoch: dt.date | None = None
    """Day 0 of a sheet's serial dates; None for a text file."""


def shown(value: object) -> str:
    """Return a value as messages show it: control characters escaped, at most 80 characters."""
    try:
        text = str(value)[: LONGEST_SHOWN * 4]
    except ValueError:  # a whole number of thousands of digits
        text = "…"
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in text)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
