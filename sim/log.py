"""The log of a simulated hall: the columns that an engine fills, and the frames made of them.

Engines fill whole numbers; `Log` shows them as polars frames with ids and wall-clock timestamps (to the
millisecond).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
import polars as pl

from sim.demand.columns import MS_PER_DAY, NEVER, Demand, Purpose
from sim.domain.scenario_data import Scenario
from sim.domain.units import StepKind
from sim.memo import once
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
UNOPENED = -(1 << 62)
"""In the columns of cases, where instants before the horizon are negative: never."""
_STAMP = pl.Datetime("ms")
_EPOCH = dt.date(1970, 1, 1)
_MS_PER_HOUR = 3_600_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Columns:
    """What an engine fills. Ticket columns are by ticket row, `NEVER` (-1) where nothing happened.

    Attributes
    ----------
    joined, called, started, ended : instants by ticket row.
    session, outcome, rank, purpose : by ticket row; `session` indexes the timetable's sessions.
    active_from, left, busy : by window session; instants, and milliseconds of service and calls.
    case_opened, case_accepted, case_due, case_statutory, case_closed : instants by case: received at the window;
    accepted, once papers are complete; the ends of the promised and of the statutory time (`UNOPENED` if there is
    none), moved by what let their clocks stand still; decided.
    step_began, step_started, step_ended : instants by step: all before it done; work, meeting, or wait begun; done.
    step_worked : milliseconds by step at desks or on site.
    desk_busy, desk_left : by desk session; milliseconds, and when the officer left, overtime included.
    inspector_busy, inspector_left : the same by session of an inspector.
    project_closed : by project that begins, when its last part was decided.
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
    case_accepted: np.ndarray
    case_due: np.ndarray
    case_statutory: np.ndarray
    case_closed: np.ndarray
    step_began: np.ndarray
    step_started: np.ndarray
    step_ended: np.ndarray
    step_worked: np.ndarray
    desk_busy: np.ndarray
    desk_left: np.ndarray
    inspector_busy: np.ndarray
    inspector_left: np.ndarray
    project_closed: np.ndarray
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
        rows = np.flatnonzero(self.columns.joined >= 0)
        if self.demand.attempts == 1:
            return rows
        # by trip, visits are in order: a stable sort only merges the trips, in linear time
        return rows[np.argsort(self.demand.stops.visit.take(self.stop_of(rows)), kind="stable")]

    def stop_of(self, rows: np.ndarray) -> np.ndarray:
        """Return the stops of ticket rows."""
        return rows if self.demand.attempts == 1 else rows % max(1, len(self.demand.stops.visit))

    @cached_property
    def tickets(self) -> pl.DataFrame:
        """One row per customer's record in a queue (rule 17).

        Columns: visit, stop, attempt, queue, item, purpose (item, payment, help), rank (of the class at
        leaving the queue), joined, called, started, ended (timestamps), window, officer, outcome, enterprise,
        day (open day of joining).
        """
        columns, stops, names = self.columns, self.demand.stops, _names(self.demand.scenario)
        rows = self.ticket_rows
        of_row, of_stop = _taker(rows), _taker(self.stop_of(rows))
        if self.demand.attempts == 1 and len(rows) == len(columns.joined):
            of_row = of_stop = _as_it_is
        visit, joined = of_stop(stops.visit), of_row(columns.joined)
        return pl.DataFrame(
            [
                pl.Series("visit", visit),
                pl.Series("stop", of_stop(stops.number)),
                pl.Series("attempt", rows // max(1, len(stops.visit))),
                _named(names.queue, of_stop(stops.queue)),
                _named(names.item, of_stop(stops.item)),
                _named(_PURPOSE, of_row(columns.purpose)),
                pl.Series("rank", of_row(columns.rank)),
                self._stamps("joined", joined),
                self._stamps("called", of_row(columns.called), missing=NEVER),
                self._stamps("started", of_row(columns.started), missing=NEVER),
                self._stamps("ended", of_row(columns.ended)),
                *self._places(of_row(columns.session)),
                _named(_OUTCOME, of_row(columns.outcome)),
                pl.Series("enterprise", self.demand.visits.enterprise.take(visit)),
                pl.Series("day", self.day_of(joined)),
            ]
        )

    def _places(self, session: np.ndarray) -> tuple[pl.Series, pl.Series]:
        """Return window and officer of sessions, null for NEVER, which finds what stands last."""
        sessions, officers = self.timetable.sessions, self.timetable.officers
        window = np.append(sessions.window, 0).astype(np.int32).take(session)
        officer = np.append(sessions.officer, len(officers)).take(session)
        return _unless("window", window, session == NEVER), _named(officers.column, officer)

    @cached_property
    def cases(self) -> pl.DataFrame:
        """One row per case received before the end of the horizon, the backlog included.

        Columns: case, visit (null for the backlog and where one intake opens it), item, department, opened (received),
        accepted (null while papers are missing), due, statutory_due (dates), closed (null if open), overdue (not
        decided by the end of the due date, nor of the horizon), statutory_overdue, days_late (working days after the
        promised date).
        """
        columns, cases, names = self.columns, self.demand.cases, _names(self.demand.scenario)
        rows = self.case_rows
        item, stop = cases.item.take(rows), cases.stop.take(rows)
        # the backlog has no stop: NEVER finds what stands last
        visit = np.append(self.demand.stops.visit, NEVER).take(stop)
        return pl.DataFrame(
            [
                pl.Series("case", rows),
                _unless("visit", visit, stop == NEVER),
                _named(names.item, item),
                _named(names.item_department, item),
                self._stamps("opened", columns.case_opened.take(rows)),
                self._stamps("accepted", columns.case_accepted.take(rows), missing=UNOPENED),
                self._dates("due", columns.case_due.take(rows)),
                self._dates("statutory_due", columns.case_statutory.take(rows)),
                self._stamps("closed", columns.case_closed.take(rows), missing=UNOPENED),
                pl.Series("overdue", self.overdue(rows)),
                pl.Series("statutory_overdue", self.statutory_overdue(rows)),
                pl.Series("days_late", self.days_late(rows)),
            ]
        )

    @cached_property
    def case_rows(self) -> np.ndarray:
        """Cases received before the end of the horizon."""
        return np.flatnonzero(self.columns.case_opened != UNOPENED)

    @cached_property
    def steps(self) -> pl.DataFrame:
        """One row per step that began, as a supervision system would log it (F23), by case and place.

        Columns: case, step (id; null for the way back to a department without authority), kind, department, began (all
        before it done), started (work, meeting or wait begun; null if not yet), ended (null if open), worked_minutes
        (at a desk or on site), trip (whether the applicant went to the department for it).
        """
        columns, cases, scenario = self.columns, self.demand.cases, self.demand.scenario
        rows = np.flatnonzero(columns.step_began != UNOPENED)
        of_step, own = cases.step_of.take(rows), self.demand.catalogue
        place = np.append(own, len(scenario.steps)).take(of_step)
        names = _names(scenario)
        of_item = len(scenario.steps) + cases.item.take(cases.step_case.take(rows))
        department = np.where(of_step == NEVER, of_item, place)
        return pl.DataFrame(
            [
                pl.Series("case", cases.step_case.take(rows)),
                _named(names.step, place),
                _named(_KIND, cases.step_kind.take(rows)),
                _named(names.step_department, department),
                self._stamps("began", columns.step_began.take(rows)),
                self._stamps("started", columns.step_started.take(rows), missing=UNOPENED),
                self._stamps("ended", columns.step_ended.take(rows), missing=UNOPENED),
                pl.Series("worked_minutes", columns.step_worked.take(rows) / 60_000),
                pl.Series("trip", cases.step_visit.take(rows) == 1),
            ]
        )

    @cached_property
    def projects(self) -> pl.DataFrame:
        """One row per project that began: project (id), begins, closed (null if open), and its cases decided so far."""
        columns, projects = self.columns, self.demand.projects
        decided = columns.case_closed.take(projects.part_case) != UNOPENED
        ids = _ids("project", [project.id for project in self.demand.scenario.projects])
        return pl.DataFrame(
            [
                _named(ids, projects.project),
                self._stamps("begins", projects.begins),
                self._stamps("closed", columns.project_closed, missing=UNOPENED),
                pl.Series(
                    "decided", np.bincount(projects.part_project, decided, len(projects.project)).astype(np.int64)
                ),
                pl.Series("parts", projects.parts),
            ]
        )

    @cached_property
    def sessions(self) -> pl.DataFrame:
        """One row per window session.

        Day, window, officer, department, start, end, active_from, left (null if skipped), busy_minutes.
        """
        sessions, columns = self.timetable.sessions, self.columns
        return pl.DataFrame(
            [
                pl.Series("day", sessions.day.astype(np.int32)),
                pl.Series("window", sessions.window.astype(np.int32)),
                _named(self.timetable.officers.column, sessions.officer),
                _named(_names(self.demand.scenario).department, sessions.department),
                self._stamps("start", sessions.start),
                self._stamps("end", sessions.end),
                self._stamps("active_from", columns.active_from, missing=NEVER),
                self._stamps("left", columns.left, missing=NEVER),
                pl.Series("busy_minutes", columns.busy / 60_000),
            ]
        )

    def days_late(self, rows: np.ndarray) -> np.ndarray:
        """Return by how many working days cases are late.

        Closed after the due date, or open past it at the end of the horizon.
        """
        closed = self.columns.case_closed[rows]
        until = np.where(closed == UNOPENED, self.timetable.horizon_end - 1, closed)
        late = self.timetable.clock.days_late(self.columns.case_due[rows], until)
        return np.where(self._accepted(rows), late, 0)

    def overdue(self, rows: np.ndarray) -> np.ndarray:
        """Whether cases were not decided by the end of their due date.

        Open ones at the end of the horizon included; a case not yet accepted is not overdue.
        """
        return self._past(rows, self.columns.case_due[rows])

    def statutory_overdue(self, rows: np.ndarray) -> np.ndarray:
        """Whether cases were not decided within the time set by law, if there is one."""
        due = self.columns.case_statutory[rows]
        return np.asarray(self._past(rows, due) & (due != UNOPENED))

    def _past(self, rows: np.ndarray, due: np.ndarray) -> np.ndarray:
        closed = self.columns.case_closed[rows]
        until = np.where(closed == UNOPENED, self.timetable.horizon_end, closed)
        return np.asarray((until >= due) & self._accepted(rows))

    def _accepted(self, rows: np.ndarray) -> np.ndarray:
        return np.asarray(self.columns.case_accepted[rows] != UNOPENED)

    def day_of(self, instants: np.ndarray) -> np.ndarray:
        """Return the open day of instants from the first midnight on: the last one begun, past midnight too."""
        begun = np.maximum.accumulate(self.timetable.open_day)
        return np.asarray(begun.take(np.minimum(instants // MS_PER_DAY, len(begun) - 1)))

    def tickets_digest(self) -> str:
        """Return the SHA-256 of the ticket log.

        Its columns as little-endian int64, in the order (visit, attempt, stop).
        """
        columns, rows = self.columns, self.ticket_rows
        digest = hashlib.sha256()
        window = np.append(self.timetable.sessions.window, NEVER)
        parts = [rows, columns.joined[rows], columns.called[rows], columns.started[rows], columns.ended[rows]]
        parts += [window[columns.session[rows]], columns.outcome[rows], columns.rank[rows], columns.purpose[rows]]
        for part in parts:
            digest.update(np.ascontiguousarray(part, dtype="<i8").data)
        return digest.hexdigest()

    def cases_digest(self) -> str:
        """Return the SHA-256 of the case log: all instants of cases, steps and projects as little-endian int64."""
        digest, columns = hashlib.sha256(), self.columns
        parts = [columns.case_opened, columns.case_accepted, columns.case_due, columns.case_statutory]
        parts += [columns.case_closed, columns.step_began, columns.step_started, columns.step_ended]
        for part in (*parts, columns.project_closed):
            digest.update(np.ascontiguousarray(part, dtype="<i8").data)
        return digest.hexdigest()

    def _dates(self, name: str, ends: np.ndarray) -> pl.Series:
        """Turn the ends of days into dates, null where there is none."""
        date = (ends - 1) // MS_PER_DAY + (self.demand.days[0] - _EPOCH).days
        return _unless(name, np.where(ends == UNOPENED, 0, date).astype(np.int32), ends == UNOPENED).cast(pl.Date)

    def _stamps(self, name: str, instants: np.ndarray, missing: int | None = None) -> pl.Series:
        """Turn instants into timestamps, null where they are `missing`."""
        since_epoch = instants + (self.demand.days[0] - _EPOCH).days * MS_PER_DAY
        if missing is None:
            return pl.Series(name, since_epoch).cast(_STAMP)
        return _unless(name, since_epoch, instants == missing).cast(_STAMP)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Ids of a scenario by index, as columns of the frames are named."""

    queue: pl.Series
    item: pl.Series
    department: pl.Series
    item_department: pl.Series
    step: pl.Series
    step_department: pl.Series


@once
def _names(scenario: Scenario) -> _Names:
    return _Names(
        queue=_ids("queue", [q.id for q in scenario.queues]),
        item=_ids("item", [i.id for i in scenario.items]),
        department=_ids("department", [d.id for d in scenario.departments]),
        item_department=_ids("department", [i.department for i in scenario.items]),
        step=pl.Series("step", [*(s.id for s in scenario.steps), None], dtype=pl.String),
        step_department=_ids(
            "department", [s.department for s in scenario.steps] + [i.department for i in scenario.items]
        ),
    )


def _ids(name: str, ids: list[str]) -> pl.Series:
    return pl.Series(name, ids, dtype=pl.String)


_KIND = _ids("kind", [str(kind) for kind in StepKind])
_PURPOSE, _OUTCOME = _ids("purpose", PURPOSES), _ids("outcome", OUTCOMES)


def _taker(rows: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return what takes rows of a column."""
    return lambda column: column.take(rows)


def _as_it_is(column: np.ndarray) -> np.ndarray:
    """Return a column of which all rows are wanted in their order."""
    return column


def _named(ids: pl.Series, index: np.ndarray) -> pl.Series:
    """Return ids by index; as whole numbers of polars' own kind they are taken at once."""
    return ids[pl.Series(index.astype(np.uint32))]


def _unless(name: str, values: np.ndarray, missing: np.ndarray) -> pl.Series:
    """Return whole numbers, null where they are missing."""
    column = pl.Series(name, values)
    return column.zip_with(pl.Series(~missing), pl.Series([None], dtype=column.dtype))
