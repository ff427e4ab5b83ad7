"""The ticket frame in which every rival ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import polars as pl

from benchmarks.workload import FIRST_DAY, Workload

OUTCOMES = ("served", "abandoned", "unserved")
SERVED, ABANDONED, UNSERVED = range(3)
COLUMNS = ("ticket", "queue", "window", "joined", "started", "ended", "outcome")
_MIDNIGHT = dt.datetime.combine(FIRST_DAY, dt.time())
MIDNIGHT_MS = (_MIDNIGHT - dt.datetime(1970, 1, 1)) // dt.timedelta(milliseconds=1)
"""Midnight of the day, as polars counts: in milliseconds since 1970."""


class Record:
    """What became of each ticket, filled while simulating; None where nothing happened."""

    def __init__(self, work: Workload) -> None:
        tickets = len(work.arrives)
        self._leaves_in_time = (work.arrives + work.patience <= work.closes).tolist()
        self.window: list[int | None] = [None] * tickets
        self.started: list[float | None] = [None] * tickets
        self.ended: list[float | None] = [None] * tickets
        self.outcome = [UNSERVED] * tickets

    def served(self, ticket: int, window: int, started: float, ended: float) -> None:
        """Note a ticket that was served."""
        self.window[ticket], self.started[ticket], self.ended[ticket] = window, started, ended
        self.outcome[ticket] = SERVED

    def left(self, ticket: int, ended: float) -> None:
        """Note a ticket whose customer left unserved: out of patience, or because the hall closed."""
        self.ended[ticket] = ended
        self.outcome[ticket] = ABANDONED if self._leaves_in_time[ticket] else UNSERVED

    def frame(self, work: Workload) -> pl.DataFrame:
        """Return the frame."""
        return frame(work, self.window, _whole(self.started), _whole(self.ended), self.outcome)


def _whole(times: Sequence[float | None]) -> pl.Series:
    return pl.Series(times, dtype=pl.Float64, strict=False).cast(pl.Int64)


def frame(
    work: Workload,
    window: pl.Series | Sequence[int | None],
    started: pl.Series,
    ended: pl.Series,
    outcome: np.ndarray | Sequence[int],
) -> pl.DataFrame:
    """Return one row per ticket, with names for queues and outcomes and timestamps for milliseconds of the day."""
    return pl.DataFrame(
        {
            "ticket": np.arange(len(work.arrives)),
            "queue": _names(work.queue_names, pl.Series(work.queue)),
            "window": pl.Series(window, dtype=pl.Int32),
            "joined": stamps(pl.Series(work.arrives)),
            "started": stamps(started),
            "ended": stamps(ended),
            "outcome": _names(OUTCOMES, pl.Series(outcome)),
        }
    )


def _names(names: Sequence[str], index: pl.Series) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(index)


def stamps(instants: pl.Series) -> pl.Series:
    """Turn milliseconds of the day into timestamps; null stays null."""
    return (instants + MIDNIGHT_MS).cast(pl.Datetime("ms"))
