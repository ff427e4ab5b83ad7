"""The SQLite file of a sweep: opened, its tables made, and every way in which it fails put into words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.errors import ResourceError

BUSY_SECONDS = 60
TABLES = (
    "CREATE TABLE IF NOT EXISTS meta (name BLOB PRIMARY KEY, value BLOB, checksum BLOB) WITHOUT ROWID",
    (
        "CREATE TABLE IF NOT EXISTS result (variant INTEGER, plan INTEGER, replication INTEGER,"
        " measures BLOB, waits BLOB, checksum BLOB, PRIMARY KEY (variant, plan, replication)) WITHOUT ROWID"
    ),
    (
        "CREATE TABLE IF NOT EXISTS claim (chunk BLOB PRIMARY KEY, owner BLOB, host BLOB, pid INTEGER, started BLOB,"
        " heartbeat REAL) WITHOUT ROWID"
    ),
    (
        "CREATE TABLE IF NOT EXISTS failure (chunk BLOB PRIMARY KEY, tries INTEGER, text BLOB, checksum BLOB)"
        " WITHOUT ROWID"
    ),
)
"""One tree for each table: an index beside it could be damaged alone and contradict it."""


class Database:
    """A connection that several threads share, one at a time.

    Writing is by SQLite's rollback journal and not by its write-ahead log: it is the one that network discs can hold,
    and a store at rest is a single file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        with self._told():
            self._connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self) -> None:
        self._connection.text_factory = bytes  # damaged text is noticed by its checksum, not by its notation
        self._connection.execute("PRAGMA synchronous = FULL")
        for table in TABLES:
            self._connection.execute(table)
        found = self._connection.execute("PRAGMA integrity_check(1)").fetchall()
        if found != [(b"ok",)]:
            raise sqlite3.DatabaseError(found[0][0].decode(errors="replace"))

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            self._connection.close()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self._lock, self._told():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """Write as one whole, while nobody else does."""
        with self._lock, self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ResourceError(self._trouble(error)) from error

    def _trouble(self, error: sqlite3.Error) -> str:
        code = getattr(error, "sqlite_errorname", "")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return f"{self.path} is held by another process for more than {BUSY_SECONDS} s; try again"
        if isinstance(error, sqlite3.OperationalError) and not code.startswith(("SQLITE_CORRUPT", "SQLITE_ERROR")):
            return f"cannot write {self.path}: {error}"
        return f"{self.path} is damaged ({error}): move it away and start the sweep again"
