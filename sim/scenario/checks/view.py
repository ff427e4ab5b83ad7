"""What the rules look at: rows valid by themselves, each with its place, and where to report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.domain.policy import Settings
from sim.errors import Place
from sim.scenario.draft import Draft, DraftRow, Path


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A scenario in the making. `settings` is None if the settings have faults of their own."""

    settings: Settings | None
    rows: Mapping[str, Sequence[tuple[DraftRow, Any]]]
    draft: Draft

    def each(self, table: str) -> Iterator[tuple[DraftRow, Any]]:
        """Yield (row as written, object) of a table."""
        yield from self.rows[table]

    def all(self, table: str) -> list[Any]:
        """Return the objects of a table."""
        return [made for _, made in self.rows[table]]

    def whole(self, *tables: str) -> bool:
        """Whether every row of these tables is valid by itself, so that what is missing is truly missing."""
        return self.draft.unread.isdisjoint(tables) and all(
            len(self.rows[t]) == len(self.draft.tables.get(t, [])) for t in tables
        )

    def fault(self, code: str, row: DraftRow, column: str | None, **values: object) -> None:
        """Report a fault in a row."""
        self.draft.fault(code, row.where(column), **values)

    def note(self, code: str, row: DraftRow, column: str | None, **values: object) -> None:
        """Leave a note on a row."""
        self.draft.note(code, row.where(column), **values)

    def setting(self, path: Path) -> Place:
        """Place of a setting."""
        return self.draft.where(path)
