"""Who works on what: a chunk is claimed by one process at a time, and is free again when that has died."""

from __future__ import annotations

import sqlite3
import time
import uuid
from typing import Any

from sim.experiment.sweep.database import Database
from sim.experiment.sweep.who import Who, is_alive, this_process

BEAT_SECONDS = 10.0
SILENT_SECONDS = 60.0
"""A process of another machine that has not been heard of for so long is taken for dead."""


class Claims:
    """The claims of one sweep in one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owner = uuid.uuid4().bytes
        self._who = this_process()
        self._beat = time.monotonic()

    def take(self, chunk: str, connection: sqlite3.Connection) -> bool:
        """Claim a chunk within a transaction; false if a living process has it."""
        query = "SELECT owner, host, pid, started, heartbeat FROM claim WHERE chunk = ?"
        found = connection.execute(query, (chunk.encode(),)).fetchone()
        if found is not None and found[0] != self._owner and _holds(found):
            return False
        who = self._who
        values = (chunk.encode(), self._owner, who.host.encode(), who.pid, who.started.encode(), time.time())
        connection.execute("INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, ?, ?)", values)
        return True

    def release(self, chunk: str, connection: sqlite3.Connection) -> None:
        """Give up the claim to a chunk within a transaction, if it is ours."""
        connection.execute("DELETE FROM claim WHERE chunk = ? AND owner = ?", (chunk.encode(), self._owner))

    def release_all(self) -> None:
        """Give up every claim of ours."""
        with self._database.alone() as connection:
            connection.execute("DELETE FROM claim WHERE owner = ?", (self._owner,))

    def beat(self) -> None:
        """Show, now and then, that this process is alive."""
        if time.monotonic() - self._beat < BEAT_SECONDS:
            return
        self._beat = time.monotonic()
        with self._database.alone() as connection:
            connection.execute("UPDATE claim SET heartbeat = ? WHERE owner = ?", (time.time(), self._owner))


def _holds(claim: tuple[Any, ...]) -> bool:
    """Whether the process that made a claim is at work; a claim that cannot be read holds nothing."""
    _, host, pid, started, heartbeat = claim
    if not (isinstance(host, bytes) and isinstance(pid, int) and isinstance(started, bytes)):
        return False
    alive = is_alive(
        Who(host=host.decode(errors="replace"), pid=pid, started=started.decode(errors="replace")),
    )
    if alive is not None:
        return alive
    return isinstance(heartbeat, float) and abs(time.time() - heartbeat) < SILENT_SECONDS
