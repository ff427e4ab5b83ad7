"""A plan as a folder: `sessions.csv`, `desks.csv` and `plan.toml`, which says where it comes from.

The files are those that a manager edits, so reading checks them against the scenario and reports every fault
with its row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
import tomli_w

from sim.domain.scenario_data import Scenario
from sim.domain.units import ServiceRule
from sim.errors import Fault, InputError, Place, PlanError
from sim.files import Staging
from sim.plan.sessions import DESK_SCHEMA, SESSION_SCHEMA, DeskSession, Plan, Session
from sim.scenario.draft import nearest
from sim.scenario.save import clock
from sim.tables.delimited import write_delimited
from sim.tables.read import read_table
from sim.tables.table import Row, Table, shown
from sim.tables.values import Reader, Unreadable

SESSIONS, DESKS, PROVENANCE = "sessions", "desks", "plan.toml"
TIMES = frozenset({"start", "end"})
TEXTS = ("officer", "department")


def save(plan: Plan, folder: str | Path, provenance: Mapping[str, Any] | None = None) -> None:
    """Write a plan to a folder, whole or not at all.

    Raises
    ------
    ResourceError
        If the disc refuses; the folder is then as it was.
    """
    with Staging(Path(folder)) as staged:
        write(plan, staged, provenance)


def write(plan: Plan, folder: Path, provenance: Mapping[str, Any] | None = None) -> None:
    """Write the files of a plan into a folder that is being staged."""
    (folder / f"{SESSIONS}.csv").write_bytes(_written(plan.sessions, tuple(SESSION_SCHEMA)))
    (folder / f"{DESKS}.csv").write_bytes(_written(plan.desks, tuple(DESK_SCHEMA)))
    about = {"plan_hash": plan.hash, **_without_none(provenance or {})}
    (folder / PROVENANCE).write_bytes(tomli_w.dumps(about).encode())


def _without_none(value: Any) -> Any:  # noqa: ANN401
    """Leave out what TOML cannot say."""
    if isinstance(value, Mapping):
        return {str(k): _without_none(v) for k, v in value.items() if v is not None}
    if isinstance(value, list | tuple):
        return [_without_none(v) for v in value if v is not None]
    return value if isinstance(value, str | int | float | bool | dt.date | dt.time) else str(value)


def _written(frame: pl.DataFrame, columns: tuple[str, ...]) -> bytes:
    return write_delimited(
        columns,
        ([_cell(c, v) for c, v in zip(columns, row, strict=True)] for row in frame.iter_rows()),
        TEXTS,
    )


def _cell(column: str, value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if column in TIMES:
        return clock(value)
    if isinstance(value, list):
        return ";".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def load(folder: str | Path, scenario: Scenario) -> Plan:
    """Read a plan and check it against the scenario for which it is meant.

    Raises
    ------
    PlanError
        With every fault found, each with file, row and column.
    """
    folder = Path(folder)
    faults: list[Fault] = []
    sessions = _read(folder, SESSIONS, Session, faults)
    desks = _read(folder, DESKS, DeskSession, faults)
    if sessions is None and not faults:
        faults.append(Fault(code="PLAN_WITHOUT_SESSIONS", place=Place(file=folder.name)))
    found = _Found(scenario, sessions or [], desks or [], faults)
    found.check()
    if faults:
        raise PlanError(faults)
    return Plan.of((session for _, session in found.sessions), (desk for _, desk in found.desks))


def _read(folder: Path, name: str, owner: type, faults: list[Fault]) -> list[tuple[Place, Any]] | None:
    """Read one table of sessions; None if there is no such file."""
    path = next((p for ending in (".csv", ".xlsx") if (p := folder / f"{name}{ending}").is_file()), None)
    if path is None:
        return None
    try:
        table = read_table(path, f"{folder.resolve().name}/{path.name}")
    except InputError as error:
        faults += error.faults
        return []
    faults += _header(table, owner)
    return [pair for row in table.rows if (pair := _row(row, table, owner, faults)) is not None]


def _header(table: Table, owner: type) -> Iterator[Fault]:
    known = [f.name for f in fields(owner)]
    for column in table.columns:
        if column not in known and column != "note":
            values = {"value": shown(column), **nearest(column, known)}
            yield Fault(code="UNKNOWN_FIELD", place=Place(file=table.file, row=1, key=shown(column)), values=values)
    for column in _required(owner):
        if column not in table.columns:
            yield Fault(
                code="MISSING_COLUMN",
                place=Place(file=table.file, row=1, key=column),
                values={"value": column},
            )


def _required(owner: type) -> list[str]:
    optional = {"officer", "rule", "stays", "factor", "foreign_factor"}
    return [f.name for f in fields(owner) if f.name not in optional]


def _row(row: Row, table: Table, owner: type, faults: list[Fault]) -> tuple[Place, Any] | None:
    """Read one session; None after reporting every fault in it."""
    reader = Reader(epoch=table.epoch)
    values: dict[str, Any] = {"officer": None}
    sound = True
    for name in (f.name for f in fields(owner)):
        place = Place(file=table.file, row=row.number, key=name)
        if name not in row.cells:
            if name in _required(owner):
                sound = False
                if name in table.columns:
                    faults.append(Fault(code="MISSING_FIELD", place=place, values={"value": name}))
            continue
        try:
            values[name] = _reading(name, reader)(row.cells[name])
        except Unreadable as why:
            faults.append(Fault(code=why.code, place=place, values=why.values))
            sound = False
    return (Place(file=table.file, row=row.number), owner(**values)) if sound else None


def _reading(name: str, reader: Reader) -> Callable[[object], Any]:
    """Return how a column is read."""
    kinds: dict[str, Callable[[object], Any]] = {
        "day": reader.integer,
        "window": reader.integer,
        "desk": reader.integer,
        "start": reader.minute_of_day,
        "end": reader.minute_of_day,
        "stays": reader.truth,
        "factor": lambda raw: _factor(reader.number(raw)),
        "foreign_factor": lambda raw: _factor(reader.number(raw)),
        "queues": lambda raw: tuple(
            reader.identifier(p.strip()) for p in str(raw).replace("；", ";").split(";") if p.strip()
        ),
        "rule": _rule,
    }
    return kinds.get(name, reader.identifier)


def _factor(value: float) -> float:
    if not 0 < value <= 100:
        raise Unreadable("NEGATIVE" if value < 0 else "OUT_OF_RANGE", value=value, low="> 0", high=100)
    return value


def _rule(raw: object) -> ServiceRule:
    try:
        return ServiceRule(str(raw))
    except ValueError:
        choices = [str(rule) for rule in ServiceRule]
        raise Unreadable(
            "BAD_CHOICE", value=shown(raw), choices=", ".join(choices), **nearest(str(raw), choices)
        ) from None


class _Found:
    """The sessions of a plan with their places, and the rules that they must meet in a scenario."""

    def __init__(
        self,
        scenario: Scenario,
        sessions: list[tuple[Place, Session]],
        desks: list[tuple[Place, DeskSession]],
        faults: list[Fault],
    ) -> None:
        self.scenario = scenario
        self.sessions = sessions
        self.desks = desks
        self._faults = faults

    def check(self) -> None:
        """Apply every rule."""
        self._references()
        self._windows_allow_queues()
        self._times()
        self._one_place_at_a_time()
        self._one_officer_at_a_place()

    def _fault(self, code: str, at: Place, key: str, **values: object) -> None:
        self._faults.append(Fault(code=code, place=Place(file=at.file, row=at.row, key=key), values=values))

    def _all(self) -> list[tuple[Place, Session | DeskSession]]:
        return [*self.sessions, *self.desks]

    def _references(self) -> None:
        """Windows, desks, officers, departments and queues are those of the scenario."""
        known: dict[str, dict[Any, None]] = {
            table: dict.fromkeys(row.id for row in getattr(self.scenario, table))
            for table in ("windows", "desks", "officers", "departments", "queues")
        }
        for place, session in self._all():
            table, number = ("windows", session.window) if isinstance(session, Session) else ("desks", session.desk)
            wanted: list[tuple[str, str, object]] = [
                (table[:-1], table, number),
                ("department", "departments", session.department),
            ]
            if session.officer is not None:
                wanted.append(("officer", "officers", session.officer))
            if isinstance(session, Session):
                wanted += [("queues", "queues", queue) for queue in session.queues]
            for key, target, value in wanted:
                if value not in known[target]:
                    near = (
                        nearest(value, [k for k in known[target] if isinstance(k, str)])
                        if isinstance(value, str)
                        else {}
                    )
                    self._fault("UNKNOWN_REF", place, key, value=shown(value), table=target, **near)

    def _windows_allow_queues(self) -> None:
        """A window serves only the queues that its equipment allows."""
        windows = {window.id: window.queues for window in self.scenario.windows}
        queues = {queue.id for queue in self.scenario.queues}
        for place, session in self.sessions:
            for queue in session.queues:
                if queue in queues and queue not in windows.get(session.window, (queue,)):
                    self._fault("WINDOW_CANNOT_SERVE", place, "queues", value=queue, window=session.window)

    def _times(self) -> None:
        """Sessions end after they begin, on an open day of the horizon."""
        days = self.scenario.settings.horizon.days
        for place, session in self._all():
            if not 0 <= session.day < days:
                self._fault("DAY_OUTSIDE", place, "day", value=session.day, limit=days - 1)
            if session.start == session.end:
                self._fault("ZERO_SHIFT", place, "end", value=clock(session.end))
            elif session.start > session.end:
                self._fault("TIME_ORDER", place, "end", value=clock(session.end), first=clock(session.start))

    def _one_place_at_a_time(self) -> None:
        """No officer is at two places at once."""
        for place, session, other in _overlaps(
            self._all(), lambda s: (s.day, s.officer) if s.officer is not None else None
        ):
            self._fault(
                "OFFICER_OVERLAP",
                place,
                "start",
                value=session.officer,
                day=session.day,
                own=_span(session),
                other=_span(other),
            )

    def _one_officer_at_a_place(self) -> None:
        """No window and no desk is held by two at once."""
        windows = _overlaps(self.sessions, lambda s: (s.day, s.window))
        desks = _overlaps(self.desks, lambda s: (s.day, s.desk))
        for code, name, found in (("WINDOW_OVERLAP", "window", windows), ("DESK_OVERLAP", "desk", desks)):
            for place, session, other in found:
                number = getattr(session, name)
                self._fault(
                    code,
                    place,
                    "start",
                    value=number,
                    day=session.day,
                    own=_span(session),
                    other=_span(other),
                )


def _span(session: Session | DeskSession) -> str:
    return f"{clock(session.start)}–{clock(session.end)}"


def _overlaps(sessions: list[tuple[Place, Any]], key: Callable[[Any], Any]) -> Iterator[tuple[Place, Any, Any]]:
    """Yield (place, session, the earlier session that it overlaps) within each group of a key.

    Sessions without a key are passed over.
    """
    keyed = [
        (key(session), session.start, session.end, index)
        for index, (_, session) in enumerate(sessions)
        if key(session) is not None
    ]
    keyed = [entry for entry in keyed if entry[1] < entry[2]]
    for _, group in groupby(sorted(keyed), key=lambda entry: entry[0]):
        latest: tuple[Any, int, int, int] | None = None
        for entry in group:
            if latest is not None and entry[1] < latest[2]:
                place, session = sessions[entry[3]]
                yield place, session, sessions[latest[3]][1]
            if latest is None or entry[2] > latest[2]:
                latest = entry
