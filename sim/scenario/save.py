"""A scenario back to a folder that a planner can edit: `scenario.toml` and one CSV per table."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tomli_w

from sim.domain.hall import Department
from sim.domain.items import Item
from sim.domain.scenario_data import Scenario
from sim.domain.units import ItemKind, Presence
from sim.files import Staging
from sim.scenario.schema import FILES, TABLES, Column, Kind, columns
from sim.scenario.source import MAIN
from sim.tables.delimited import write_delimited

CATALOGUE = {ItemKind.LICENCE, ItemKind.PRELIMINARY_REVIEW, ItemKind.SERVICE}


def save(scenario: Scenario, folder: str | Path) -> None:
    """Write a scenario to a folder; loading it again gives the same values and the same hash.

    Raises
    ------
    ResourceError
        If the disc refuses; the folder is then as it was.
    """
    with Staging(Path(folder)) as staged:
        (staged / MAIN).write_bytes(tomli_w.dumps(section_values(scenario.settings)).encode())
        for name in FILES:
            rows = _rows_of(scenario, name)
            if rows:
                (staged / f"{name}.csv").write_bytes(_table(TABLES[FILES[name]], rows))


def _rows_of(scenario: Scenario, name: str) -> list[Any]:
    """Return the rows of a file: bodies stand beside departments, outside items beside the catalogue."""
    return [row for row in getattr(scenario, FILES[name]) if _file_of(row, FILES[name]) == name]


def _file_of(row: object, table: str) -> str:
    if isinstance(row, Department) and row.presence is Presence.OUTSIDE:
        return "bodies"
    if isinstance(row, Item) and row.kind not in CATALOGUE:
        return "outside_items"
    return table


def _table(owner: type, rows: Iterable[Any]) -> bytes:
    known = list(columns(owner).values())
    guarded = [c.name for c in known if c.kind in {Kind.TEXT, Kind.IDENTIFIER} and not c.many]
    lines = [[cell(getattr(row, c.name), c) for c in known] for row in rows]
    return write_delimited([c.name for c in known], lines, guarded)


def cell(value: object, column: Column) -> str:
    """Write one value as a cell."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(cell(part, column) for part in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) else repr(value)
    if column.kind is Kind.TIME and isinstance(value, int):
        return clock(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def clock(minute: int) -> str:
    """Return minutes since midnight as `HH:MM`.

    >>> clock(510)
    '08:30'
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def section_values(section: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a section as values that TOML can write; keys without a value are left out."""
    owner: type = type(section)
    known = columns(owner)
    values = {f.name: getattr(section, f.name) for f in dataclasses.fields(section)}
    return {name: plain_value(value, known[name]) for name, value in values.items() if value is not None}


def plain_value(value: Any, column: Column) -> Any:  # noqa: ANN401
    """Return a value as TOML has it; lists and sections with what is in them."""
    if isinstance(value, tuple):
        return [plain_value(part, column) for part in value]
    if dataclasses.is_dataclass(value):
        return section_values(value)
    if column.kind is Kind.TIME:
        return clock(value)
    return str(value) if column.kind is Kind.CHOICE else value
