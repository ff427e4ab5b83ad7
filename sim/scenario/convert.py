"""Values as written to plain values in the domain's units, ready for validation."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sim.errors import Place
from sim.scenario.draft import Draft, DraftRow, Path, nearest
from sim.scenario.schema import TABLES, Column, Kind, columns
from sim.scenario.source import MISSING
from sim.tables.table import shown
from sim.tables.values import Reader, Unreadable

SEPARATOR = re.compile("[;；]")
COMMAS = re.compile("[,，、]")
"""What else people put between the values of a list; none can stand in a whole number."""


@dataclass(slots=True)
class Plain:
    """Plain values, and the places where nothing could be read (validation passes over these)."""

    value: dict[str, object]
    unreadable: set[Path] = field(default_factory=set)


def readers(reader: Reader) -> Mapping[Kind, Callable[[object], object]]:
    """Return how each kind of value is read."""
    return {
        Kind.TEXT: reader.text,
        Kind.IDENTIFIER: reader.identifier,
        Kind.CHOICE: reader.text,
        Kind.INTEGER: reader.integer,
        Kind.NUMBER: reader.number,
        Kind.TRUTH: reader.truth,
        Kind.TIME: reader.minute_of_day,
        Kind.DATE: lambda raw: reader.date(raw).isoformat(),
    }


def plain_row(row: DraftRow, owner: type, draft: Draft) -> Plain:
    """Convert one row of a table; faults and notes go into the draft."""
    reader = Reader(epoch=row.epoch)
    by_kind = readers(reader)
    known = columns(owner)
    plain = Plain({name: None for name, column in known.items() if column.required and column.optional})
    for name, raw in row.cells.items():
        column = known.get(name)
        if column is None:
            draft.fault("UNKNOWN_FIELD", row.where(name), value=shown(name), **nearest(name, known))
        elif raw is MISSING:
            plain.unreadable.add((name,))
        else:
            try:
                plain.value[name] = _cell(raw, column, by_kind[column.kind], reader)
            except Unreadable as why:
                plain.unreadable.add((name,))
                _report(why, column, row.where(name), draft)
        if reader.notes:
            _take_notes(reader, row.where(name), draft)
    return plain


def canonical(raw: object, column: Column, epoch: dt.date | None = None) -> object:
    """Read one value for comparison; None if it cannot be read."""
    reader = Reader(epoch=epoch)
    try:
        return _cell(raw, column, readers(reader)[column.kind], reader)
    except Unreadable:
        return None


def _cell(raw: object, column: Column, read: Callable[[object], object], reader: Reader) -> object:
    if not column.many:
        if isinstance(raw, list | dict):
            raise Unreadable("TYPE", value=shown(raw), wanted=str(column.kind))
        return read(raw)
    return [_element(part, index, read) for index, part in enumerate(_parts(raw, column, reader))]


def _parts(raw: object, column: Column, reader: Reader) -> list[object]:
    """Split a list cell at semicolons."""
    if isinstance(raw, list):
        return raw
    if not isinstance(raw, str):
        return [raw]
    parts = [part.strip() for part in SEPARATOR.split(raw)]
    if "；" in raw:
        reader.note("FULLWIDTH_SEPARATOR", raw, raw.replace("；", ";"))
    if column.kind is Kind.IDENTIFIER and "，" in raw:
        raise Unreadable("FULLWIDTH_COMMA", value=shown(raw))
    if column.kind is Kind.INTEGER and COMMAS.search(raw):
        raise Unreadable("LIST_SEPARATOR", value=shown(raw), near=COMMAS.sub(";", raw))
    return [part for part in parts if part]


def _element(raw: object, index: int, read: Callable[[object], object]) -> object:
    try:
        return read(raw)
    except Unreadable as why:
        why.values["position"] = index + 1
        raise


def _report(why: Unreadable, column: Column, place: Place, draft: Draft) -> None:
    """Add what could not be read as a fault."""
    values = dict(why.values)
    wanted = values.get("wanted")
    if wanted == "number" and column.kind is Kind.INTEGER:
        values["wanted"] = "whole number"
    elif "wanted" in values:
        values["wanted"] = str(column.kind)
    draft.fault("SEED_RANGE" if column.name == "seed" else why.code, place, **values)


def _take_notes(reader: Reader, place: Place, draft: Draft) -> None:
    for code, values in reader.notes:
        draft.note(code, place, **values)
    reader.notes.clear()


def plain_settings(draft: Draft, owner: type) -> Plain:
    """Convert the settings, section by section."""
    plain = Plain({})
    plain.value = _section(draft.settings, (), owner, plain, draft)
    return plain


def _section(written: Mapping[str, object], path: Path, owner: type, plain: Plain, draft: Draft) -> dict[str, object]:
    known = columns(owner)
    reader = Reader()
    by_kind = readers(reader)
    values: dict[str, object] = {}
    for name, raw in written.items():
        here = (*path, name)
        column = known.get(name)
        if column is None:
            near = nearest(name, [*known, *(TABLES if not path else ())])
            draft.fault("UNKNOWN_FIELD", draft.where(here), value=shown(name), **near)
            continue
        try:
            if column.section is not None:
                values[name] = _subsections(raw, here, column, plain, draft)
            else:
                values[name] = _value(raw, column, by_kind[column.kind], reader)
        except Unreadable as why:
            plain.unreadable.add(here)
            _report(why, column, draft.where(here), draft)
        _take_notes(reader, draft.where(here), draft)
    return values


def _value(raw: object, column: Column, read: Callable[[object], object], reader: Reader) -> object:
    if column.many and not isinstance(raw, list):
        raise Unreadable("NOT_A_LIST", value=shown(raw))
    return _cell(raw, column, read, reader)


def _subsections(raw: object, path: Path, column: Column, plain: Plain, draft: Draft) -> object:
    section = column.section
    if section is None:
        raise Unreadable("TYPE", value=shown(raw), wanted="section")
    if column.many:
        if not isinstance(raw, list) or not all(isinstance(part, dict) for part in raw):
            raise Unreadable("TYPE", value=shown(raw), wanted="section")
        return [_section(part, (*path, index), section, plain, draft) for index, part in enumerate(raw)]
    if not isinstance(raw, dict):
        raise Unreadable("TYPE", value=shown(raw), wanted="section")
    return _section(raw, path, section, plain, draft)
