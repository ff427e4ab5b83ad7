"""Sessions: the one interface between the simulator and the optimiser.

A plan says which officer is at which window (or back-office desk) from when to when, and which queues are
served there in order of preference. Anonymous plans, named rosters and today's plan are all plans. A
comprehensive window in rotation is simply a window whose sessions belong to officers of different
departments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from sim.domain.units import ServiceRule

SESSION_SCHEMA: dict[str, pl.DataType] = {
    "day": pl.Int32(),
    "window": pl.Int32(),
    "officer": pl.String(),
    "department": pl.String(),
    "start": pl.Int32(),
    "end": pl.Int32(),
    "queues": pl.List(pl.String()),
    "rule": pl.String(),
    "stays": pl.Boolean(),
    "factor": pl.Float64(),
    "foreign_factor": pl.Float64(),
}
DESK_SCHEMA: dict[str, pl.DataType] = {
    "day": pl.Int32(),
    "desk": pl.Int32(),
    "officer": pl.String(),
    "department": pl.String(),
    "start": pl.Int32(),
    "end": pl.Int32(),
    "factor": pl.Float64(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An officer at a window on one open day of the horizon.

    Attributes
    ----------
    day : int
        Index of the open day, from 0.
    window : int
        Number of the window.
    officer : str or None
        None in an anonymous plan: then nobody is ill and no roster rule applies.
    department : str
        The officer's department: its items take `factor`, all others `foreign_factor` times the average.
    start, end : int
        Minutes since midnight, `start` < `end`.
    queues : tuple of str
        Queues served, in order of preference.
    stays : bool
        Whether a session that ends at closing stays for the queue (rule 14).
    """

    day: int
    window: int
    officer: str | None
    department: str
    start: int
    end: int
    queues: tuple[str, ...]
    rule: ServiceRule = ServiceRule.OWN_FIRST
    stays: bool = False
    factor: float = 1.0
    foreign_factor: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSession:
    """An officer at a back-office desk on one open day of the horizon.

    The desk works on the cases of `department`.
    """

    day: int
    desk: int
    officer: str | None
    department: str
    start: int
    end: int
    factor: float = 1.0


@dataclass(frozen=True, eq=False)
class Plan:
    """Sessions at windows and desks, in canonical order.

    They are frames with the columns of `SESSION_SCHEMA` and `DESK_SCHEMA`.
    """

    sessions: pl.DataFrame
    desks: pl.DataFrame

    @classmethod
    def of(cls, sessions: Iterable[Session], desks: Iterable[DeskSession] = ()) -> Plan:
        """Make a plan from single sessions, in any order."""
        return cls.from_frames(
            _frame(list(sessions), SESSION_SCHEMA),
            _frame(list(desks), DESK_SCHEMA),
        )

    @classmethod
    def from_frames(cls, sessions: pl.DataFrame, desks: pl.DataFrame) -> Plan:
        """Make a plan from frames, put into canonical order."""
        return cls(
            sessions.select(list(SESSION_SCHEMA)).sort("day", "window", "start"),
            desks.select(list(DESK_SCHEMA)).sort("day", "desk", "start"),
        )

    @property
    def hash(self) -> str:
        """SHA-256 over all values, which names the plan in results."""
        digest = hashlib.sha256()
        for frame in (self.sessions, self.desks):
            digest.update(frame.write_json().encode())
        return digest.hexdigest()

    def officer_minutes(self) -> int:
        """Minutes planned at windows and desks together (no two sessions of an officer overlap)."""
        return sum(int((frame["end"] - frame["start"]).sum()) for frame in (self.sessions, self.desks))


def _frame(sessions: Sequence[Session | DeskSession], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return sessions as a frame, made column by column, which is quicker than from a dictionary for each."""
    return pl.DataFrame({name: [getattr(session, name) for session in sessions] for name in schema}, schema=schema)
