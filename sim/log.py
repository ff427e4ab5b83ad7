"""The log of a simulated hall: the columns that an engine fills, and the frames made of them.

Engines fill whole numbers; `Log` shows them as polars frames with ids and wall-clock timestamps (to the
millisecond).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
import polars as pl

from sim.demand.columns import Demand, Purpose
from sim.plan.sessions import Plan
from sim.timetable import Timetable


class Outcome(IntEnum):
    """How a ticket ended (rule 17)."""

    SERVED = 0
    ABANDONED = 1
    BALKED = 2
    UNSERVED = 3
    TURNED_AWAY = 4


OUTCOMES = [outcome.name.lower() for outcome in Outcome]
PURPOSES = [purpose.name.lower() for purpose in Purpose]


@dataclass(frozen=True, eq=False, kw_only=True)
class Columns:
    """What an engine fills. Ticket columns are by ticket row, `NEVER` (-1) where nothing happened.

    Attributes
    ----------
    joined, called, started, ended : instants by ticket row.
    session, outcome, rank, purpose : by ticket row; `session` indexes the timetable's sessions.
    active_from, left, busy : by window session; instants, and milliseconds of service and calls.
    case_opened, case_due, case_closed : instants by case.
    case_desk_wait, case_work, case_wait, case_transfer : milliseconds by case: waiting for a desk, at a desk,
    waiting days, transfer.
    desk_busy : by desk session.
    line_waited : by queue, milliseconds: the integral of the number waiting (dead and handed-back tickets
    included), as the engine counted it.
    """

    joined: np.ndarray
    called: np.ndarray
    started: np.ndarray
    ended: np.ndarray
    session: np.ndarray
    outcome: np.ndarray
    rank: np.ndarray
    purpose: np.ndarray
    active_from: np.ndarray
    left: np.ndarray
    busy: np.ndarray
    case_opened: np.ndarray
    case_due: np.ndarray
    case_closed: np.ndarray
    case_desk_wait: np.ndarray
    case_work: np.ndarray
    case_wait: np.ndarray
    case_transfer: np.ndarray
    desk_busy: np.ndarray
    line_waited: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Log:
    """What happened in one replication under one plan."""

    demand: Demand
    plan: Plan
    timetable: Timetable
    columns: Columns
    engine: str

    @cached_property
    def ticket_rows(self) -> np.ndarray:
        """Ticket rows that came about, in the order (visit, attempt, stop)."""
        rows = np.nonzero(self.columns.joined >= 0)[0]
        stops = len(self.demand.stops.visit)
        stop, attempt = rows % max(1, stops), rows // max(1, stops)
        return rows[np.lexsort((stop, attempt, self.demand.stops.visit[stop]))]

    @cached_property
    def tickets(self) -> pl.DataFrame:
        """One row per customer's record in a queue (rule 17).

        Columns: visit, stop, attempt, queue, item, purpose (item, payment, help), rank (of the class at
        leaving the queue), joined, called, started, ended (timestamps), window, officer, outcome, enterprise,
        day (open day of joining).
        """
        rows, columns, demand = self.ticket_rows, self.columns, self.demand
        stop = rows % max(1, len(demand.stops.visit))
        scenario = demand.scenario
        session = columns.session[rows]
        windows = np.array([s.window for s in self.timetable.sessions] or [0], dtype=np.int32)
        officers = np.array([s.officer for s in self.timetable.sessions] or [0], dtype=np.int64)
        seen = session >= 0
        return pl.DataFrame(
            {
                "visit": demand.stops.visit[stop],
                "stop": demand.stops.number[stop],
                "attempt": rows // max(1, len(demand.stops.visit)),
                "queue": _names([q.id for q in scenario.queues], demand.stops.queue[stop]),
                "item": _names([i.id for i in scenario.items], demand.stops.item[stop]),
                "purpose": _names(PURPOSES, columns.purpose[rows]),
                "rank": columns.rank[rows],
                "joined": self._stamps(columns.joined[rows]),
                "called": self._stamps(columns.called[rows]),
                "started": self._stamps(columns.started[rows]),
                "ended": self._stamps(columns.ended[rows]),
                "window": pl.Series(np.where(seen, windows[session], -1)).replace(-1, None),
                "officer": _names(self.timetable.officers, np.where(seen, officers[session], -1)),
                "outcome": _names(OUTCOMES, columns.outcome[rows]),
                "enterprise": demand.visits.enterprise[demand.stops.visit[stop]],
                "day": self.day_of(columns.joined[rows]),
            }
        )

    @cached_property
    def cases(self) -> pl.DataFrame:
        """One row per case accepted before the end of the horizon, the backlog included.

        Columns: case, visit (null for the backlog), item, department, opened, due (date), closed (null if
        open), overdue (not decided by the end of the due date, nor of the horizon), days_late
        (working days), and hours waiting for a desk, at a desk, waiting by rule, in transfer.
        """
        columns, cases, scenario = self.columns, self.demand.cases, self.demand.scenario
        rows = np.nonzero(columns.case_opened != UNOPENED)[0]
        stop = cases.stop[rows]
        visit = np.where(stop >= 0, self.demand.stops.visit[stop], -1) if len(self.demand.stops.visit) else stop
        owners = [item.department for item in scenario.items]
        late = self.days_late(rows)
        closed = columns.case_closed[rows]
        return pl.DataFrame(
            {
                "case": rows,
                "visit": pl.Series(visit, dtype=pl.Int64).replace(-1, None),
                "item": _names([i.id for i in scenario.items], cases.item[rows]),
                "department": pl.Series([owners[i] for i in cases.item[rows]], dtype=pl.String),
                "opened": self._stamps(columns.case_opened[rows], missing=UNOPENED),
                "due": self._stamps(columns.case_due[rows] - 1, missing=UNOPENED).dt.date(),
                "closed": self._stamps(closed, missing=UNOPENED),
                "overdue": self.overdue(rows),
                "days_late": late,
                "desk_wait_hours": columns.case_desk_wait[rows] / 3.6e6,
                "work_hours": columns.case_work[rows] / 3.6e6,
                "wait_hours": columns.case_wait[rows] / 3.6e6,
                "transfer_hours": columns.case_transfer[rows] / 3.6e6,
            }
        )

    @cached_property
    def sessions(self) -> pl.DataFrame:
        """One row per window session.

        Day, window, officer, department, start, end, active_from, left (null if skipped), busy_minutes.
        """
        sessions, columns = self.timetable.sessions, self.columns
        departments = [d.id for d in self.demand.scenario.departments]
        return pl.DataFrame(
            {
                "day": pl.Series([s.day for s in sessions], dtype=pl.Int32),
                "window": pl.Series([s.window for s in sessions], dtype=pl.Int32),
                "officer": pl.Series([self.timetable.officers[s.officer] for s in sessions], dtype=pl.String),
                "department": pl.Series([departments[s.department] for s in sessions], dtype=pl.String),
                "start": self._stamps(np.array([s.start for s in sessions], dtype=np.int64)),
                "end": self._stamps(np.array([s.end for s in sessions], dtype=np.int64)),
                "active_from": self._stamps(columns.active_from),
                "left": self._stamps(columns.left),
                "busy_minutes": columns.busy / 60_000,
            }
        )

    def days_late(self, rows: np.ndarray) -> np.ndarray:
        """Return by how many working days cases are late.

        Closed after the due date, or open past it at the end of the horizon.
        """
        columns, clock = self.columns, self.timetable.clock
        end = self.timetable.horizon_end - 1
        closed = columns.case_closed[rows]
        until = np.where(closed == UNOPENED, end, closed)
        midnights = np.array(clock.midnights)
        due = columns.case_due[rows]
        late = np.searchsorted(midnights, until, side="right") - np.searchsorted(midnights, due - 1, side="right")
        return np.where(until >= due, np.maximum(late, 0), 0)

    def overdue(self, rows: np.ndarray) -> np.ndarray:
        """Whether cases were not decided by the end of their due date.

        Open ones at the end of the horizon included.
        """
        closed = self.columns.case_closed[rows]
        until = np.where(closed == UNOPENED, self.timetable.horizon_end, closed)
        return np.asarray(until >= self.columns.case_due[rows])

    def day_of(self, instants: np.ndarray) -> np.ndarray:
        """Return the open day of instants: the last one begun, for what runs on past midnight."""
        return np.searchsorted(np.array(self.timetable.starts), instants, side="right") - 1

    def tickets_digest(self) -> str:
        """Return the SHA-256 of the ticket log.

        Its columns as little-endian int64, in the order (visit, attempt, stop).
        """
        columns, rows = self.columns, self.ticket_rows
        digest = hashlib.sha256()
        session = columns.session[rows]
        windows = np.array([s.window for s in self.timetable.sessions] or [0], dtype=np.int64)
        parts = [rows, columns.joined[rows], columns.called[rows], columns.started[rows], columns.ended[rows]]
        parts += [
            np.where(session >= 0, windows[session], -1),
            columns.outcome[rows],
            columns.rank[rows],
            columns.purpose[rows],
        ]
        for part in parts:
            digest.update(np.ascontiguousarray(part, dtype="<i8").tobytes())
        return digest.hexdigest()

    def cases_digest(self) -> str:
        """Return the SHA-256 of the case log: opened, due and closed of every case as little-endian int64."""
        digest = hashlib.sha256()
        for part in (self.columns.case_opened, self.columns.case_due, self.columns.case_closed):
            digest.update(np.ascontiguousarray(part, dtype="<i8").tobytes())
        return digest.hexdigest()

    def _stamps(self, instants: np.ndarray, missing: int = -1) -> pl.Series:
        """Turn instants into timestamps, null where nothing happened."""
        first = dt.datetime.combine(self.demand.days[0], dt.time())
        stamps = pl.Series(instants, dtype=pl.Int64)
        stamps = stamps.set(stamps == missing, None)
        return (stamps.cast(pl.Duration("ms")) + first).cast(pl.Datetime("ms"))


UNOPENED = -(1 << 62)
"""In the columns of cases, where instants before the horizon are negative: never."""


def _names(names: list[str], index: np.ndarray) -> pl.Series:
    """Return the names at indices, null at -1."""
    table = pl.Series([*names], dtype=pl.String)
    codes = pl.Series(index, dtype=pl.Int64)
    codes = codes.set(codes < 0, None)
    return table.gather(codes) if len(codes) else pl.Series([], dtype=pl.String)
