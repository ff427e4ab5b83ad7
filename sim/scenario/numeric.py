"""The numbers of a scenario that an experiment may vary, by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.domain.scenario_data import Scenario
from sim.scenario.draft import dotted
from sim.scenario.keys import setting_columns
from sim.scenario.save import section_values
from sim.scenario.schema import REFERENCES, TABLES, Column, Kind, columns

NAMES = frozenset({"id", "seed", "version", "position", "weekdays", "disc_weekdays"})
"""Keys whose numbers name or order something, so that to multiply them means nothing; so do references."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericKey:
    """A key of `sim.scenario.keys` under which there are numbers.

    Attributes
    ----------
    unit : str
        Empty: a share, a factor or a count.
    number : int
        How many values there are, empty cells left out.
    smallest, largest : float
        Of the values.
    whole : bool
        Whether they are whole numbers.
    """

    key: str
    unit: str
    number: int
    smallest: float
    largest: float
    whole: bool


def numeric_keys(scenario: Scenario) -> list[NumericKey]:
    """Return every setting and column that holds numbers, in the order of the files; a list is one key."""
    return [*_settings(scenario), *_columns(scenario)]


def _settings(scenario: Scenario) -> Iterator[NumericKey]:
    values = section_values(scenario.settings)
    for path, column in setting_columns(values):
        element_of_list = isinstance(path[-1], int) and column.section is None
        if not element_of_list and _numeric(column):
            found: object = values
            for part in path:
                found = found[part] if isinstance(found, list) else found.get(part)  # type: ignore[index,attr-defined]
            yield from _key(dotted(path), column, [found])


def _columns(scenario: Scenario) -> Iterator[NumericKey]:
    references = {(table, column) for table, column, _ in REFERENCES}
    for table, owner in TABLES.items():
        for column in columns(owner).values():
            if _numeric(column) and (table, column.name) not in references:
                cells = [getattr(row, column.name) for row in getattr(scenario, table)]
                yield from _key(f"{table}.{column.name}", column, cells)


def _numeric(column: Column) -> bool:
    return column.kind in {Kind.NUMBER, Kind.INTEGER} and column.name not in NAMES


def _key(key: str, column: Column, cells: Iterable[object]) -> Iterator[NumericKey]:
    """Yield the key if there is a number in any cell."""
    parts = (part for cell in cells for part in (cell if isinstance(cell, list | tuple) else [cell]))
    numbers = [part for part in parts if isinstance(part, int | float)]
    if numbers:
        yield NumericKey(
            key=key,
            unit=column.unit or "",
            number=len(numbers),
            smallest=min(numbers),
            largest=max(numbers),
            whole=column.kind is Kind.INTEGER,
        )
