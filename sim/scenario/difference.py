"""In what the input of two scenarios differs: settings by key, tables by row, much that changes alike said once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sim.domain.policy import Settings
from sim.domain.scenario_data import Scenario
from sim.scenario.draft import Path, dotted
from sim.scenario.save import plain_value
from sim.scenario.schema import TABLES, Column, columns

SETTINGS = "settings"
LABELS = frozenset({"name", "title_en", "title_zh", "question_en", "question_zh"})
"""Settings that say what a scenario is called and is for: no input."""
LISTED = 20
"""Changes of one column that are listed one by one; the others are counted."""
MANY = 3
"""Rows with different values that change alike are said once if there are so many."""
DIGITS = 10
"""To so many digits two factors are the same."""


class Change(StrEnum):
    """What happened to the rows or the setting of a difference."""

    CHANGED = "changed"
    """One value, or values of rows that change alike: by one factor or to one value."""
    REST = "rest"
    """Further rows of the same column, each in its own way."""
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputDifference:
    """One difference.

    Attributes
    ----------
    table : str
        The table, or `settings`.
    key : str
        The dotted key of a setting, or the column; empty for whole rows.
    rows : tuple of str
        Ids of the rows, in their order; empty for a setting.
    before, after : tuple
        The values that differ from one another, as TOML has them (None: no value), in the order of the rows: one value
        if all rows have the same. Empty for whole rows.
    factor : float or None
        What every number was multiplied by, if it was the same everywhere.
    """

    table: str
    key: str
    change: Change
    rows: tuple[str, ...] = ()
    before: tuple[Any, ...] = ()
    after: tuple[Any, ...] = ()
    factor: float | None = None
    unit: str = ""

    def plain(self) -> dict[str, object]:
        """Return it as a record for JSON or a frame, dates as text."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        written = {name: [_json(one) for one in values[name]] for name in ("rows", "before", "after")}
        return {**values, "change": str(self.change), **written, "number": len(self.rows)}


def input_differences(one: Scenario, other: Scenario, listed: int = LISTED) -> tuple[InputDifference, ...]:
    """Return what differs in the other scenario, in the order of the files; names, titles and questions do not count.

    Rows are the same if their id is. In a column, rows that change by the same factor or to the same value are one
    difference; of the others, at most `listed` stand for themselves.
    """
    tables = (difference for table in TABLES for difference in _table(table, one, other, listed))
    return (*_section((), Settings, one.settings, other.settings), *tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A value that changed."""

    row: str
    before: Any
    after: Any

    @property
    def factor(self) -> float | None:
        """What the value, or each number of a list, was multiplied by, to `DIGITS` digits; None: nothing alike."""
        before, after = ([*value] if isinstance(value, list) else [value] for value in (self.before, self.after))
        if len(before) != len(after):
            return None
        found = {
            _ratio(first, second) for first, second in zip(before, after, strict=True) if first != 0 or second != 0
        }
        return found.pop() if len(found) == 1 else None


def _ratio(before: object, after: object) -> float | None:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (before, after))
    return float(f"{after / before:.{DIGITS}g}") if numbers and before else None  # type: ignore[operator]


def _section(path: Path, owner: type, one: Any, other: Any) -> Iterator[InputDifference]:  # noqa: ANN401
    """Yield what differs in a section, leaf by leaf."""
    for name, column in columns(owner).items():
        here = (*path, name)
        before, after = getattr(one, name), getattr(other, name)
        if before == after or (not path and name in LABELS):
            continue
        if column.section is None:
            yield _setting(here, column, before, after)
        elif column.many:
            yield from _sections(here, column, before, after)
        else:
            yield from _section(here, column.section, before, after)


def _sections(path: Path, column: Column, before: Sequence[Any], after: Sequence[Any]) -> Iterator[InputDifference]:
    """Yield what differs in a list of sections; one that only one scenario has is a value by itself."""
    common = min(len(before), len(after))
    if column.section is not None:
        for index in range(common):
            yield from _section((*path, index), column.section, before[index], after[index])
    for index in range(common, max(len(before), len(after))):
        ends = (held[index] if index < len(held) else None for held in (before, after))
        yield _setting((*path, index), column, *ends)


def _setting(path: Path, column: Column, before: object, after: object) -> InputDifference:
    return _alike(
        SETTINGS, dotted(path), column, [_Cell(row="", before=_plain(before, column), after=_plain(after, column))]
    )


def _plain(value: object, column: Column) -> Any:  # noqa: ANN401
    return None if value is None else plain_value(value, column)


def _table(table: str, one: Scenario, other: Scenario, listed: int) -> Iterator[InputDifference]:
    """Yield what differs in a table: rows removed, rows added, then column by column."""
    before, after = ({row.id: row for row in getattr(scenario, table)} for scenario in (one, other))
    for change, here, there in ((Change.REMOVED, before, after), (Change.ADDED, after, before)):
        rows = tuple(str(row) for row in here if row not in there)
        if rows:
            yield InputDifference(table=table, key="", change=change, rows=rows)
    changed = [(before[row], after[row]) for row in before if row in after and before[row] != after[row]]
    for name, column in columns(TABLES[table]).items() if changed else ():
        cells = [
            _Cell(row=str(old.id), before=_plain(getattr(old, name), column), after=_plain(getattr(new, name), column))
            for old, new in changed
            if getattr(old, name) != getattr(new, name)
        ]
        yield from _column(table, name, column, cells, listed)


def _column(table: str, name: str, column: Column, cells: list[_Cell], listed: int) -> Iterator[InputDifference]:
    """Yield the changes of a column: those of many rows first, then single rows, then the number of the rest."""
    left = cells
    while group := _largest(left):
        yield _alike(table, name, column, group)
        taken = {cell.row for cell in group}
        left = [cell for cell in left if cell.row not in taken]
    single, rest = (left, []) if len(left) <= listed else (left[:listed], left[listed:])
    for cell in single:
        yield _alike(table, name, column, [cell])
    if rest:
        yield _alike(table, name, column, rest, Change.REST)


def _largest(cells: Sequence[_Cell]) -> list[_Cell]:
    """Return the most cells that change to one value or, if these are more, by one factor; none if not many."""
    by_factor = _groups([cell for cell in cells if cell.factor is not None], lambda cell: cell.factor)
    groups = [*_groups(cells, lambda cell: repr(cell.after)), *by_factor]
    return max([group for group in groups if _many(group)], key=len, default=[])


def _many(group: Sequence[_Cell]) -> bool:
    """Whether to say a group once: it is large enough, or nothing is lost since all had the same value before."""
    return len(group) >= MANY or (len(group) > 1 and len(_distinct(cell.before for cell in group)) == 1)


def _groups(cells: Iterable[_Cell], key: Callable[[_Cell], object]) -> list[list[_Cell]]:
    groups: dict[object, list[_Cell]] = defaultdict(list)
    for cell in cells:
        groups[key(cell)].append(cell)
    return list(groups.values())


def _alike(
    table: str, key: str, column: Column, cells: Sequence[_Cell], change: Change = Change.CHANGED
) -> InputDifference:
    factors = {cell.factor for cell in cells}
    return InputDifference(
        table=table,
        key=key,
        change=change,
        rows=tuple(cell.row for cell in cells if cell.row),
        before=_distinct(cell.before for cell in cells),
        after=_distinct(cell.after for cell in cells),
        factor=factors.pop() if len(factors) == 1 else None,
        unit=column.unit or "",
    )


def _distinct(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({repr(value): value for value in values}.values())


def _json(value: Any) -> Any:  # noqa: ANN401
    """Return a value of TOML as one of JSON."""
    if isinstance(value, list):
        return [_json(part) for part in value]
    if isinstance(value, dict):
        return {name: _json(part) for name, part in value.items()}
    return value.isoformat() if isinstance(value, dt.date) else value
