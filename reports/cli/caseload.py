"""Tables of `hall check` for casework: desks, inspectors, meetings, projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.markup import escape
from rich.table import Table

from reports.cli.console import new_table
from reports.load import HallLoad
from reports.names import Names
from reports.notation import MISSING, show
from sim.domain.casework import Inspectors, Meeting, Project
from sim.words import text

FULL = 1.0


def caseload(load: HallLoad, names: Names, lang: str) -> Iterator[Table]:
    """Yield a table for each kind of casework that the hall has."""
    for table in (_desks(load, names, lang), _inspectors(load, names, lang), _meetings(load, names, lang)):
        if table.row_count:
            yield table
    if load.projects:
        yield _projects(load, names, lang)


def _desks(load: HallLoad, names: Names, lang: str) -> Table:
    table = _table("desks", ("department", "desk_load", "desk_staffed", "ratio"), lang)
    for desk in load.desks:
        cells = [show(desk.load_hours), show(desk.staffed_hours), show(desk.ratio, decimals=2)]
        _row(table, [names.department(desk.department), *cells], desk.ratio)
    return table


def _inspectors(load: HallLoad, names: Names, lang: str) -> Table:
    keys = ("inspectors_name", "inspections", "inspections_most", "inspection_load", "inspection_staffed", "ratio")
    table = _table("inspectors", keys, lang)
    called = _names(names.scenario.inspectors, lang)
    for one in load.inspectors:
        cells = [one.inspections_per_day, one.most_per_day, one.load_hours, one.staffed_hours]
        _row(table, [called[one.inspectors], *map(show, cells), show(one.ratio, decimals=2)], one.ratio)
    return table


def _meetings(load: HallLoad, names: Names, lang: str) -> Table:
    keys = ("meeting", "held", "meeting_cases", "meeting_most", "ratio")
    table = _table("meetings", keys, lang, days=load.days)
    called = _names(names.scenario.meetings, lang)
    for one in load.meetings:
        most = text("cli.check.any", lang) if one.capacity is None else show(one.capacity, decimals=0)
        cells = [show(one.held, decimals=0), show(one.cases), most, show(one.ratio, decimals=2)]
        _row(table, [called[one.meeting], *cells], one.ratio)
    return table


def _projects(load: HallLoad, names: Names, lang: str) -> Table:
    keys = ("project", "projects_per_day", "project_cases", "project_longest", "project_promised")
    table = _table("projects", keys, lang)
    called = _names(names.scenario.projects, lang)
    for one in load.projects:
        promised = MISSING if one.promised_days is None else show(one.promised_days, decimals=0)
        cells = [show(one.per_day), show(one.cases, decimals=0), show(one.longest_days, decimals=0), promised]
        late = one.promised_days is not None and one.longest_days > one.promised_days
        _row(table, [called[one.project], *cells], FULL if late else None)
    return table


def _table(title: str, keys: Sequence[str], lang: str, **values: object) -> Table:
    table = new_table(text(f"cli.check.{title}", lang, **values))
    for number, key in enumerate(keys):
        table.add_column(text(f"cli.check.{key}", lang), justify="left" if number < 1 else "right")
    return table


def _row(table: Table, cells: Sequence[str], ratio: float | None) -> None:
    full = ratio is not None and ratio >= FULL
    table.add_row(*map(escape, cells), style="red" if full else None)


def _names(rows: Sequence[Inspectors | Meeting | Project], lang: str) -> dict[str, str]:
    return {row.id: row.name_zh if lang == "zh" else row.name_en for row in rows}
