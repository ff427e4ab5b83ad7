"""The frames of a plan read as columns of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from sim.demand.columns import MS_PER_MINUTE, NEVER
from sim.domain.units import ServiceRule
from sim.layout.sessions import DeskSessions, WindowSessions

_PPM = 1_000_000


class Reader:
    """Reads the sessions of plans for one hall, whose queues and departments become indices.

    What has to be asked of polars is asked in one query for all columns: a query takes longer than its work.
    """

    def __init__(self, queues: Sequence[str], departments: Sequence[str], extension_ms: int) -> None:
        self._extension = extension_ms
        department = pl.col("department").cast(pl.Enum(departments)).to_physical()
        self._of_windows = (department, pl.col("queues").list.len())
        self._queues = pl.col("queues").explode().cast(pl.Enum(queues)).to_physical()
        self._of_desks = department

    def windows(self, frame: pl.DataFrame, officer: np.ndarray, midnights: np.ndarray) -> WindowSessions:
        """Return window sessions; `officer` is by session, `midnights` by day.

        Raises
        ------
        polars.exceptions.InvalidOperationError
            There is no such department or queue.
        """
        indices = frame.select_seq(*self._of_windows)
        queue = frame.select_seq(self._queues).to_series()
        day, stays = whole(frame["day"]), frame["stays"].to_numpy().copy()
        end = midnights[day] + whole(frame["end"]) * MS_PER_MINUTE
        queues = whole(indices["queues"])
        return WindowSessions(
            day=day,
            start=midnights[day] + whole(frame["start"]) * MS_PER_MINUTE,
            end=end,
            leaves_by=end + self._extension * stays,
            window=whole(frame["window"]),
            officer=officer,
            department=whole(indices["department"]),
            own_ppm=_ppm(frame["factor"]),
            foreign_ppm=_ppm(frame["foreign_factor"]),
            longest_wait=(frame["rule"] == ServiceRule.LONGEST_WAIT.value).to_numpy().copy(),
            stays=stays,
            first_queue=np.cumsum(queues) - queues,
            queues=queues,
            # a session without queues has one null in their place
            queue=whole(queue.drop_nulls() if queue.null_count() else queue),
        )

    def desks(self, frame: pl.DataFrame, midnights: np.ndarray) -> DeskSessions:
        """Return desk sessions of officers not known yet, of which none follows another (NEVER), without overtime.

        Raises
        ------
        polars.exceptions.InvalidOperationError
            There is no such department.
        """
        if frame.is_empty():
            return DeskSessions.none()
        midnight, unknown = midnights[whole(frame["day"])], np.full(len(frame), NEVER, dtype=np.int64)
        end = midnight + whole(frame["end"]) * MS_PER_MINUTE
        return DeskSessions(
            start=midnight + whole(frame["start"]) * MS_PER_MINUTE,
            end=end,
            leaves_by=end,
            pressing=unknown,
            desk=whole(frame["desk"]),
            officer=unknown,
            department=whole(frame.select_seq(self._of_desks).to_series()),
            ppm=_ppm(frame["factor"]),
            following=unknown,
        )


def numbers_of(ids: pl.Series) -> tuple[np.ndarray, list[str]]:
    """Return the numbers of ids in the order in which they occur, and the ids by number.

    Every null has a number of its own: `len(ids by number)` more than its position.
    """
    position = np.arange(len(ids))
    if ids.null_count() == len(ids):
        return position, []
    names = ids.drop_nulls().unique(maintain_order=True)
    number = ids.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(NEVER).to_numpy()
    return np.where(number == NEVER, position + len(names), number), names.to_list()


def whole(column: pl.Series) -> np.ndarray:
    """Return a column without nulls as int64, an array of its own."""
    return column.to_numpy().astype(np.int64)


def _ppm(factors: pl.Series) -> np.ndarray:
    return np.asarray(np.rint(factors.to_numpy() * _PPM).astype(np.int64))
