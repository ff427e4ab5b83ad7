"""What an overlay does to tables: `[[edit]]`, `[[add]]`, `[[remove]]`, in this order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import Place
from sim.scenario.convert import canonical
from sim.scenario.draft import Draft, DraftRow, nearest
from sim.scenario.schema import FILES, IGNORED_COLUMN, TABLES, Column, Kind, columns
from sim.tables.table import shown
from sim.tables.values import Reader, Unreadable

OPERATIONS: Mapping[str, frozenset[str]] = {
    "edit": frozenset({"table", "where", "set", "multiply", IGNORED_COLUMN}),
    "add": frozenset({"table", "row", IGNORED_COLUMN}),
    "remove": frozenset({"table", "where", IGNORED_COLUMN}),
}
"""The operations and the keys of each."""


def apply_edits(operations: Mapping[str, object], own: Draft, base: Draft) -> None:
    """Apply an overlay's operations to the tables of its base; faults go into the base's draft."""
    for name, known in OPERATIONS.items():
        written = operations.get(name, [])
        if not isinstance(written, list) or not all(isinstance(one, dict) for one in written):
            base.fault("TYPE", own.where((name,)), value=shown(written), wanted="table")
            continue
        for index, one in enumerate(written):
            place = own.where((name, index))
            unknown = [key for key in one if key not in known]
            for key in unknown:
                base.fault("UNKNOWN_FIELD", own.where((name, index, key)), value=shown(key), **nearest(key, known))
            table = one.get("table")
            if not isinstance(table, str) or table not in FILES:
                base.fault("UNKNOWN_TABLE", place, value=shown(table), **nearest(str(table), FILES))
            elif not unknown:
                _apply(name, one, FILES[table], place, base)


def _apply(name: str, one: dict[str, Any], table: str, place: Place, base: Draft) -> None:
    parts = {key: one.get(key, {}) for key in ("where", "set", "multiply", "row")}
    known = columns(TABLES[table])
    for key, part in parts.items():
        if not isinstance(part, dict):
            base.fault("TYPE", _at(place, f"{name}.{key}"), value=shown(part), wanted="section")
            return
        unknown = [column for column in part if column not in known and column != IGNORED_COLUMN]
        for column in unknown:
            base.fault(
                "UNKNOWN_FIELD",
                _at(place, f"{name}.{key}.{column}"),
                value=shown(column),
                **nearest(column, known),
            )
        if unknown:
            return
    if name == "add":
        rows = base.tables.setdefault(table, [])
        rows.append(
            DraftRow(
                place=Place(file=place.file, row=place.row),
                cells={c: v for c, v in parts["row"].items() if c != IGNORED_COLUMN},
            )
        )
        return
    chosen = chosen_rows(table, parts["where"], _at(place, f"{name}.where"), base)
    if name == "remove":
        gone = {id(row) for row in chosen}
        base.tables[table] = [row for row in base.tables.get(table, []) if id(row) not in gone]
    elif chosen:
        _set(chosen, parts["set"], place)
        _multiply(chosen, parts["multiply"], known, place, base)


def chosen_rows(table: str, where: Mapping[str, object], place: Place, base: Draft) -> list[DraftRow]:
    """Return the rows with the values named, each column's one or a list of those allowed; none is a fault."""
    known = columns(TABLES[table])
    wanted = _wanted(where, known, place, base)
    if wanted is None:
        return []
    chosen = [row for row in base.tables.get(table, []) if _matches(row, wanted, known)]
    if not chosen:
        base.fault("NO_MATCH", place, value=shown(where), table=table)
    return chosen


def _at(place: Place, key: str) -> Place:
    return Place(file=place.file, row=place.row, key=key)


def _wanted(
    where: Mapping[str, object], known: Mapping[str, Column], place: Place, base: Draft
) -> dict[str, list[object]] | None:
    """Return the values allowed in each column (an empty text: an empty cell), None if one is unreadable."""
    wanted: dict[str, list[object]] = {}
    for name, written in where.items():
        wanted[name] = []
        for one in written if isinstance(written, list) else [written]:
            value = canonical(one, known[name])
            value = value[0] if isinstance(value, list) and value else value
            if value is None and one != "":
                base.fault("INVALID", place, value=shown(one), reason=f"{name}: {known[name].kind}")
                return None
            wanted[name].append(None if one == "" else value)
    return wanted


def _matches(row: DraftRow, wanted: Mapping[str, list[object]], known: Mapping[str, Column]) -> bool:
    """Whether every named column has one of the values named; a list column, whether it holds one of them."""
    for name, allowed in wanted.items():
        column = known[name]
        found = canonical(row.cells[name], column, row.epoch) if name in row.cells else _default(column)
        held = found if isinstance(found, list) else [found]
        if not any(value in allowed for value in held or [None]):
            return False
    return True


def _default(column: Column) -> object:
    return list(column.default) if isinstance(column.default, tuple) else column.default


def _set(rows: Sequence[DraftRow], values: Mapping[str, object], place: Place) -> None:
    for column, value in values.items():
        if column != IGNORED_COLUMN:
            for row in rows:
                put(row, column, value, _at(place, f"edit.set.{column}"))


def put(row: DraftRow, column: str, value: object, place: Place) -> None:
    """Give a cell a new value; an empty text empties it."""
    row.moved[column] = place
    if value == "":
        row.cells.pop(column, None)
    else:
        row.cells[column] = value


def _multiply(
    rows: Sequence[DraftRow], factors: Mapping[str, object], known: Mapping[str, Column], place: Place, base: Draft
) -> None:
    for name, raw in factors.items():
        at = _at(place, f"edit.multiply.{name}")
        factor = factor_of(raw, known[name], at, base)
        if factor is not None:
            for row in rows:
                multiply(row, known[name], factor, at)


def factor_of(raw: object, column: Column, place: Place, base: Draft) -> float | None:
    """Return the factor for a column; None, after a fault, if it is no number or the column holds none."""
    if column.kind not in {Kind.NUMBER, Kind.INTEGER}:
        base.fault("NOT_A_NUMBER_COLUMN", place, value=column.name)
        return None
    try:
        return Reader().number(raw)
    except Unreadable as why:
        base.fault(why.code, place, **why.values)
        return None


def multiply(row: DraftRow, column: Column, factor: float, place: Place) -> None:
    """Multiply a cell; an empty one without a default stays empty."""
    found = row.cells.get(column.name, _default(column))
    product = None if found is None else multiplied(canonical(found, column, row.epoch), factor, column)
    if product is not None:
        put(row, column.name, product, place)


def multiplied(value: object, factor: float, column: Column) -> object:
    """Return a number, or each of a list, times a factor; whole ones are rounded, halves up. None: no number."""
    if isinstance(value, list | tuple):
        return [multiplied(one, factor, column) for one in value]
    if not isinstance(value, int | float):
        return None
    product = value * factor
    # too large a product is left as it is, for the validation to refuse
    return math.floor(product + 0.5) if column.kind is Kind.INTEGER and math.isfinite(product) else product
