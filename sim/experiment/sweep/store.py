"""The results of a sweep, one row per replication, each with a checksum; a chunk is there whole or not at all.

What is there already is never changed. Rows whose checksum is wrong are dropped, counted and simulated again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Fault, Place, ResourceError, UsageError
from sim.experiment.sweep.claims import Claims
from sim.experiment.sweep.database import Database
from sim.experiment.sweep.failures import Failures
from sim.experiment.sweep.rows import Key, Row
from sim.experiment.sweep.spec import Chunk, SweepSpec
from sim.files import canonical_json, sha256

FILE = "sweep.sqlite"
_META = b"sweep"
_COLUMNS = "variant, plan, replication, measures, waits, checksum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Rows that were dropped because their checksum was wrong: how many, and the first of them."""

    count: int
    keys: tuple[Key, ...]


class Store:
    """The store of one sweep in a folder.

    Raises
    ------
    UsageError
        The folder holds the store of another sweep, or of another version of the program.
    ResourceError
        The file is damaged beyond single rows, or the disc refuses.
    """

    def __init__(self, folder: Path, spec: SweepSpec) -> None:
        content = canonical_json(spec.identity())
        self.identity = sha256(content)
        self.database = Database(folder / FILE)
        try:
            self._match(content)
        except BaseException:
            self.database.close()
            raise
        self.claims = Claims(self.database)
        self.failures = Failures(self.database, self.identity)

    def close(self) -> None:
        """End the use of the store; what this process had claimed is free again."""
        try:
            self.claims.release_all()
        finally:
            self.database.close()

    def _match(self, content: bytes) -> None:
        with self.database.alone() as connection:
            found = connection.execute("SELECT value, checksum FROM meta WHERE name = ?", (_META,)).fetchall()
            if not found:
                if connection.execute("SELECT 1 FROM result LIMIT 1").fetchall():
                    raise ResourceError(_no_identity(self.database.path))
                values = (_META, content, self.identity.encode())
                connection.execute("INSERT INTO meta VALUES (?, ?, ?)", values)
                return
        there, checksum = found[0]
        if not isinstance(there, bytes) or sha256(there).encode() != checksum:
            raise ResourceError(_no_identity(self.database.path))
        if there != content:
            raise UsageError([_another(self.database.path, json.loads(there), json.loads(content))])

    def claim(self, chunk: Chunk) -> bool:
        """Take a chunk for this process, unless it is done, has failed for good, or a living process has it."""
        with self.database.alone() as connection:
            done = connection.execute(
                "SELECT count(*) FROM result WHERE variant = ? AND plan = ? AND replication BETWEEN ? AND ?",
                (chunk.variant, chunk.plan, chunk.first, chunk.first + chunk.count - 1),
            ).fetchone()[0]
            if done == chunk.count or self.failures.is_final(chunk):
                return False
            return self.claims.take(chunk.key, connection)

    def commit(self, chunk: Chunk, rows: Sequence[Row]) -> None:
        """Keep the rows of a chunk and give up the claim to it, as one whole; rows that are there stay as they are."""
        if [row.key for row in rows] != [(chunk.variant, chunk.plan, n) for n in chunk.replications]:
            raise ValueError("these are not the rows of the chunk")
        with self.database.alone() as connection:
            connection.executemany("INSERT OR IGNORE INTO result VALUES (?, ?, ?, ?, ?, ?)", map(self._stored, rows))
            self.failures.forget(chunk, connection)
            self.claims.release(chunk.key, connection)

    def fail(self, chunk: Chunk, text: str, *, for_good: bool) -> bool:
        """Count a try of a chunk that failed, give up the claim to it, and return whether it was the last."""
        with self.database.alone() as connection:
            self.claims.release(chunk.key, connection)
            return self.failures.count(chunk, text, connection, for_good=for_good)

    def keys(self) -> set[Key]:
        """Return which replications are there."""
        return {(v, p, r) for v, p, r in self.database.rows("SELECT variant, plan, replication FROM result")}

    def rows(self, variant: int, plan: int) -> list[Row]:
        """Return the sound rows of a variant under a plan, by replication."""
        query = f"SELECT {_COLUMNS} FROM result WHERE variant = ? AND plan = ? ORDER BY replication"  # noqa: S608 -- a constant
        return [row for row in map(self._sound, self.database.rows(query, (variant, plan))) if row is not None]

    def repair(self) -> Damage:
        """Drop every row whose checksum is wrong; the others are written anew, since the tree may be out of order."""
        with self.database.alone() as connection:
            found = connection.execute(f"SELECT {_COLUMNS} FROM result")  # noqa: S608 -- a constant
            bad = [_shown(stored[:3]) for stored in found if self._sound(stored) is None]
            if bad:
                everything = connection.execute(f"SELECT {_COLUMNS} FROM result").fetchall()  # noqa: S608 -- a constant
                connection.execute("DELETE FROM result")
                sound = self._all_sound(everything)
                connection.executemany("INSERT OR IGNORE INTO result VALUES (?, ?, ?, ?, ?, ?)", sound)
        return Damage(count=len(bad), keys=tuple(bad))

    def _all_sound(self, stored: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        return (self._stored(row) for row in map(self._sound, stored) if row is not None)

    def _stored(self, row: Row) -> tuple[Any, ...]:
        return (*row.key, row.measures, row.waits, row.checksum(self.identity).encode())

    def _sound(self, stored: tuple[Any, ...]) -> Row | None:
        *key, measures, waits, checksum = stored
        if not all(isinstance(n, int) for n in key) or not isinstance(measures, bytes) or not isinstance(waits, bytes):
            return None
        row = Row(variant=key[0], plan=key[1], replication=key[2], measures=measures, waits=waits)
        return row if row.checksum(self.identity).encode() == checksum else None


def _shown(key: Sequence[Any]) -> Key:
    """Return a key that may be damaged, too."""
    variant, plan, replication = (n if isinstance(n, int) else -1 for n in key)
    return (variant, plan, replication)


def _no_identity(path: Path) -> str:
    return f"{path} is damaged (it does not say of which sweep it is): move it away and start the sweep again"


def _another(path: Path, there: dict[str, Any], wanted: dict[str, Any]) -> Fault:
    """Say in what the sweep of a store differs from the one asked for."""
    differing = [name for name in wanted if name != "versions" and there.get(name) != wanted[name]]
    then, now = there.get("versions", {}), wanted["versions"]
    differing += [name for name in now if then.get(name) != now[name]]
    code = "SWEEP_OTHER_VERSION" if set(differing) <= set(now) else "SWEEP_OTHER"
    return Fault(code=code, place=Place(file=str(path)), values={"value": ", ".join(differing)})
