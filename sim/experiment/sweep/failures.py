"""Chunks that failed: how often, and why; after three tries the others go on without them."""

from __future__ import annotations

import sqlite3
from typing import Any

from sim.experiment.sweep.database import Database
from sim.experiment.sweep.spec import Chunk
from sim.files import sha256

TRIES = 3


class Failures:
    """What failed in a store; a row that is damaged counts for nothing."""

    def __init__(self, database: Database, identity: str) -> None:
        self._database = database
        self._identity = identity

    def forget_all(self) -> None:
        """Give every chunk its tries anew."""
        with self._database.alone() as connection:
            connection.execute("DELETE FROM failure")

    def forget(self, chunk: Chunk, connection: sqlite3.Connection) -> None:
        """Forget the failed tries of a chunk that succeeded."""
        connection.execute("DELETE FROM failure WHERE chunk = ?", (chunk.key.encode(),))

    def count(self, chunk: Chunk, text: str, connection: sqlite3.Connection, *, for_good: bool) -> bool:
        """Count one more failed try, and return whether there will be no other."""
        tries = TRIES if for_good else self._tries(chunk) + 1
        values = (chunk.key.encode(), tries, text.encode(), self._checksum(chunk.key.encode(), tries, text.encode()))
        connection.execute("INSERT OR REPLACE INTO failure VALUES (?, ?, ?, ?)", values)
        return tries >= TRIES

    def is_final(self, chunk: Chunk) -> bool:
        """Whether a chunk has failed for the last time."""
        return self._tries(chunk) >= TRIES

    def final(self) -> dict[str, str]:
        """Return the chunks that have failed for the last time, by key, each with the text of its last failure."""
        found = filter(self._sound, self._database.rows("SELECT chunk, tries, text, checksum FROM failure"))
        return {chunk.decode(): text.decode() for chunk, tries, text, _ in found if tries >= TRIES}

    def _tries(self, chunk: Chunk) -> int:
        query = "SELECT chunk, tries, text, checksum FROM failure WHERE chunk = ?"
        return next((row[1] for row in self._database.rows(query, (chunk.key.encode(),)) if self._sound(row)), 0)

    def _sound(self, row: tuple[Any, ...]) -> bool:
        chunk, tries, text, checksum = row
        plain = isinstance(chunk, bytes) and isinstance(tries, int) and isinstance(text, bytes)
        return plain and bool(self._checksum(chunk, tries, text) == checksum)

    def _checksum(self, chunk: bytes, tries: int, text: bytes) -> bytes:
        return sha256(b"%s %s %d " % (self._identity.encode(), chunk, tries) + text).encode()
