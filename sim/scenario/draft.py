"""A scenario before it is validated: values as written with their places, and the faults and notes so far."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sim.errors import Fault, Place

Path = tuple[str | int, ...]
"""Keys from the top of a TOML file to a value."""


@dataclass(slots=True, kw_only=True)
class DraftRow:
    """A row as written. `moved` gives the place of cells that an overlay changed."""

    place: Place
    cells: dict[str, object]
    epoch: dt.date | None = None
    moved: dict[str, Place] = field(default_factory=dict)

    def where(self, column: str | None) -> Place:
        """Place of a cell of this row."""
        if column in self.moved:
            return self.moved[column]
        return Place(file=self.place.file, row=self.place.row, key=column)

    def where_path(self, path: Path) -> Place:
        """Place of a cell, or of an element of a list in it."""
        return self.where(str(path[0]) if path else None)


@dataclass(slots=True, kw_only=True)
class Draft:
    """Settings and tables as written.

    Attributes
    ----------
    file : str
        The file that was asked for, as messages name it.
    lines : dict
        File and line of each key of the settings.
    """

    file: str
    settings: dict[str, object] = field(default_factory=dict)
    lines: dict[Path, tuple[str, int | None]] = field(default_factory=dict)
    tables: dict[str, list[DraftRow]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Tables of which a file could not be read, so that their rows are unknown."""

    def where(self, path: Path) -> Place:
        """Place of a key of the settings; of the nearest key above it, if it is not written."""
        for length in range(len(path), 0, -1):
            found = self.lines.get(path[:length]) or self.lines.get((*path[:length], 0))
            if found:
                file, line = found
                return Place(file=file, row=line, key=dotted(path))
        return Place(file=self.file, key=dotted(path))

    def fault(self, code: str, place: Place, **values: object) -> None:
        """Add a fault."""
        self.faults.append(Fault(code=code, place=place, values=values))

    def note(self, code: str, place: Place, **values: object) -> None:
        """Add a note."""
        self.notes.append(Fault(code=code, place=place, values=values))


def dotted(path: Path) -> str:
    """Return a path as people write it: `customers.classes[1].share`.

    >>> dotted(("customers", "classes", 1, "share"))
    'customers.classes[1].share'
    """
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def nearest(word: str, known: Iterable[str]) -> Mapping[str, object]:
    """Return {"near": the known word most like this one}, or nothing if none is like it."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return {"near": close[0]} if close else {}
