"""A scenario with single values changed: one key set or multiplied, checked like a file.

`sim.scenario.keys` has the grammar of keys. Values are set as TOML writes them or as cells of a table; an empty text
empties a cell or leaves a setting out, which gives its default. To multiply takes numbers, also each number of a
list; whole numbers are rounded, halves up, and what is empty and has no default stays empty.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sim.domain.scenario_data import Scenario
from sim.errors import Fault, Place, ScenarioError
from sim.memo import once
from sim.scenario.checks import check
from sim.scenario.convert import canonical
from sim.scenario.draft import Draft, DraftRow, Path
from sim.scenario.edits import chosen_rows, factor_of, multiplied, multiply, put
from sim.scenario.keys import ColumnKey, SettingKey, UnknownKey, find
from sim.scenario.load import validated
from sim.scenario.save import cell, section_values
from sim.scenario.schema import TABLES, columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change: `key` gets `value`, or is multiplied by it."""

    key: str
    value: object
    multiply: bool = False


def vary(scenario: Scenario, edits: Sequence[Edit]) -> Scenario:
    """Return the scenario with the edits made, one after the other, validated as if it had been written so.

    It keeps the notes of the scenario, but for those of rules that it no longer calls for.

    Raises
    ------
    ScenarioError
        A key does not exist or a value breaks a rule; every fault at once, each named by its key.
    """
    base = _base(scenario)
    draft = Draft(file=scenario.settings.name, settings=copy.deepcopy(base.settings))
    draft.tables = {name: [row for row, _ in rows] for name, rows in base.rows.items()}
    touched: set[str] = set()
    for edit in edits:
        _make(edit, base, draft, touched)
    try:
        changed = validated(draft, {name: rows for name, rows in base.rows.items() if name not in touched})
    except ScenarioError as error:
        raise ScenarioError(_once(error.faults, {edit.key for edit in edits if edit.multiply})) from None
    return replace(changed, notes=_notes(scenario.notes, base.notes, changed.notes))


@dataclass(slots=True, kw_only=True)
class _Row(DraftRow):
    """A row of a scenario in memory: places name it by its id."""

    name: str

    def where(self, column: str | None) -> Place:
        """Place of a cell of this row."""
        key = self.name if column is None else f"{self.name}.{column}"
        return self.moved.get(column or "", Place(file=self.place.file, key=key))


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True)
class _Base:
    """A scenario as its files would have it, and the rows made from them; nothing here is ever changed.

    Attributes
    ----------
    cells : dict
        What the files have of a table, filled in when a table is first edited.
    notes : list of Fault
        What the rules note about it.
    """

    settings: dict[str, object]
    rows: dict[str, list[tuple[DraftRow, Any]]]
    notes: list[Fault]
    cells: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def written(self, table: str) -> list[DraftRow]:
        """Return the rows of a table as written, to be changed at will."""
        if table not in self.cells:
            self.cells[table] = [_cells(made, TABLES[table]) for _, made in self.rows[table]]
        blank = (row for row, _ in self.rows[table])
        return [replace(row, cells=dict(cells), moved={}) for row, cells in zip(blank, self.cells[table], strict=True)]


@once
def _base(scenario: Scenario) -> _Base:
    draft = Draft(file=scenario.settings.name)
    rows = {table: [(_row(table, made, draft.file), made) for made in getattr(scenario, table)] for table in TABLES}
    draft.tables = {table: [row for row, _ in found] for table, found in rows.items()}
    check(scenario.settings, rows, draft)
    return _Base(settings=section_values(scenario.settings), rows=rows, notes=draft.notes)


def _row(table: str, made: Any, file: str) -> DraftRow:  # noqa: ANN401
    return _Row(place=Place(file=file), cells={}, name=f"{table}[id={made.id}]")


def _cells(made: object, owner: type) -> dict[str, object]:
    written = ((name, cell(getattr(made, name), column)) for name, column in columns(owner).items())
    return {name: text for name, text in written if text}


def _make(edit: Edit, base: _Base, draft: Draft, touched: set[str]) -> None:
    """Make one edit in the draft; a table that is edited for the first time is taken from the base as written."""
    place = Place(file=draft.file, key=edit.key)
    try:
        key = find(edit.key, draft.settings)
    except UnknownKey as why:
        draft.fault(why.code, place, **why.values)
        return
    if isinstance(key, SettingKey):
        _make_setting(edit, key, place, draft)
        return
    if key.table not in touched:
        touched.add(key.table)
        draft.tables[key.table] = base.written(key.table)
    _make_cells(edit, key, place, draft)


def _make_cells(edit: Edit, key: ColumnKey, place: Place, draft: Draft) -> None:
    factor = factor_of(edit.value, key.column, place, draft) if edit.multiply else None
    for row in chosen_rows(key.table, key.where, place, draft):
        if factor is not None:
            multiply(row, key.column, factor, place)
        elif not edit.multiply:
            put(row, key.column.name, edit.value, place)


def _make_setting(edit: Edit, key: SettingKey, place: Place, draft: Draft) -> None:
    last = key.path[-1]
    holder = _holder(key.path, draft.settings)
    if not edit.multiply:
        if edit.value == "" and isinstance(last, str):
            holder.pop(last, None)
        else:
            holder[last] = edit.value
        return
    factor = factor_of(edit.value, key.column, place, draft)
    found = holder[last] if isinstance(last, int) else holder.get(last, key.column.default)
    one = replace(key.column, many=isinstance(found, list))
    product = None if factor is None or found is None else multiplied(canonical(found, one), factor, one)
    if product is not None:
        holder[last] = product


def _holder(path: Path, settings: dict[str, object]) -> Any:  # noqa: ANN401
    """Return the section or list that holds the last part of a path; a section left out is begun."""
    holder: Any = settings
    for part in path[:-1]:
        holder = holder[part] if isinstance(part, int) else holder.setdefault(part, {})
    return holder


def _once(faults: Sequence[Fault], multiplied_keys: Collection[str]) -> list[Fault]:
    """Return faults without those that an edit has in row after row: one rule broken by one value, or by one factor."""
    told: dict[tuple[object, ...], Fault] = {}
    for fault in faults:
        values = "" if fault.place.key in multiplied_keys else repr(sorted(fault.values.items()))
        told.setdefault((fault.code, fault.place, values), fault)
    return list(told.values())


def _notes(kept: Sequence[Fault], before: Sequence[Fault], after: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return notes without those of rules that are gone, and with those that are new."""
    gone = _known(before) - _known(after)
    new = _known(after) - _known(kept)
    return (
        *(note for note in kept if not _known([note]) & gone),
        *(note for note in after if _known([note]) & new),
    )


def _known(notes: Sequence[Fault]) -> set[tuple[str, str]]:
    """Return what tells notes apart, wherever they stand."""
    return {(note.code, repr(sorted(note.values.items()))) for note in notes}
