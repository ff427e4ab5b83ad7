"""What `hall show` prints for people: a head, and the steps of an item or the cases of a project in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rich.console import Console
from rich.markup import escape

from reports.actions.show import ItemResult, ProjectResult
from reports.casework import Casework
from reports.cli.console import new_console, new_table
from reports.notation import MISSING
from sim.domain.casework import Step, predecessors
from sim.domain.items import Item
from sim.words import text

RIGHT = frozenset({"position", "share"})
WIDTHS = {"name": 14, "way": 24, "also": 16, "department": 14, "kind": 8, "duration": 12}
"""Columns that are not made narrower than this on a wide console."""
WHOLE = frozenset({"id", "item", "after"})
"""Columns whose ids are broken nowhere on a wide console."""
WIDTH, WIDE, NARROW = 220, 210, 120
"""Without a terminal; from here on a console is wide; below this, narrow."""
KEPT = ("position", "id", "name", "after")
"""Columns that a narrow console has, too."""
ALWAYS = frozenset({"what", "position", "id", "name", "kind", "department", "duration", "share", "after"})
"""Columns of steps that are shown even if nothing stands in them."""


def chart(result: ItemResult | ProjectResult, lang: str) -> None:
    """Print an item with its steps, or a project with its cases, and where the picture is."""
    console = new_console(WIDTH)
    if isinstance(result, ItemResult):
        _item(console, result, lang)
    else:
        _project(console, result, lang)
    if result.file is not None:
        console.print(text("cli.wrote", lang, path=result.file), markup=False, highlight=False)


def _item(console: Console, result: ItemResult, lang: str) -> None:
    work, item = Casework(result.scenario, lang), result.item
    mean = sum(item.values) / len(item.values) if item.values else item.mean_minutes
    _head(
        console,
        lang,
        name=text("show.title", lang, name=work.name(item), id=item.id),
        department=work.names.department(item.department),
        queue=work.names.queue(item.queue),
        kind=work.kind(item.kind.value),
        promised=_days(work, item.promised_days),
        statutory=_days(work, item.statutory_days),
        service=work.minutes(mean, item.sd_minutes),
    )
    for note in work.differs(item):
        console.print(note, markup=False, highlight=False)
    steps = work.steps(item.id)
    if not steps:
        console.print(text("cli.show.no_steps", lang), markup=False, highlight=False)
        return
    before = predecessors(steps)
    rows = [_step(work, step, before[step.id]) for step in steps]
    _table(console, text("cli.show.steps", lang, count=len(rows)), rows, lang)


def _step(work: Casework, step: Step, after: Sequence[str]) -> dict[str, str]:
    return {
        "position": str(step.position),
        "id": step.id,
        "name": work.name(step),
        "kind": work.step_kind(step),
        "department": work.names.department(step.department),
        "duration": work.duration(step),
        "way": "\n".join([*_called(work, step), *work.way(step)]),
        "share": work.share(step.share),
        "after": "\n".join(after),
        "also": "\n".join(work.conditions(step)),
    }


def _called(work: Casework, step: Step) -> list[str]:
    """Return the name of the meeting or of the inspectors."""
    found = work.meetings.get(step.meeting or "") or work.inspectors.get(step.inspectors or "")
    return [] if found is None else [work.name(found)]


def _project(console: Console, result: ProjectResult, lang: str) -> None:
    work, project = Casework(result.scenario, lang), result.project
    settings = result.scenario.settings.projects
    intake = work.items.get(project.intake or "")
    _head(
        console,
        lang,
        name=text("show.title", lang, name=work.name(project), id=project.id),
        per_day=f"{project.per_day:g}",
        enterprises=work.share(project.enterprise_share),
        promised=_days(work, project.promised_days),
        intake=MISSING if intake is None else text("show.title", lang, name=work.name(intake), id=intake.id),
        one_intake=_yes(settings.one_intake, lang),
        in_parallel=_yes(settings.in_parallel, lang),
    )
    parts = work.parts(project.id)
    before = predecessors(parts)
    rows = [
        {"position": str(part.position), "id": part.id, **_case(work, part.item), "after": "\n".join(before[part.id])}
        for part in parts
    ]
    _table(console, text("cli.show.parts", lang, count=len(rows)), rows, lang)


def _case(work: Casework, item_id: str) -> dict[str, str]:
    item: Item | None = work.items.get(item_id)
    if item is None:
        return {"item": item_id, "name": "", "kind": "", "department": "", "promised": "", "statutory": ""}
    return {
        "item": item.id,
        "name": work.name(item),
        "kind": work.kind(item.kind.value),
        "department": work.names.department(item.department),
        "promised": _days(work, item.promised_days),
        "statutory": _days(work, item.statutory_days),
    }


def _head(console: Console, lang: str, *, name: str, **lines: str) -> None:
    console.print(f"[bold]{escape(name)}[/bold]", highlight=False)
    for key, value in lines.items():
        said = text("cli.show.line", lang, name=text(f"cli.show.{key}", lang), value=value)
        console.print(said, markup=False, highlight=False)


def _table(console: Console, title: str, rows: Sequence[dict[str, str]], lang: str) -> None:
    """Print a table without the columns in which nothing stands."""
    if console.width < NARROW:
        rows = [_stacked(row) for row in rows]
    columns = [key for key in (rows[0] if rows else ()) if key in ALWAYS or any(row[key] for row in rows)]
    table, wide = new_table(title), WIDTHS if console.width >= WIDE else {}
    for key in columns:
        justify: Literal["left", "right"] = "right" if key in RIGHT else "left"
        table.add_column(
            text(f"cli.show.{key}", lang),
            justify=justify,
            overflow="fold",
            min_width=wide.get(key),
            no_wrap=bool(wide) and key in WHOLE,
        )
    for row in rows:
        table.add_row(*(escape(row[key]) for key in columns))
    console.print(table)


def _stacked(row: dict[str, str]) -> dict[str, str]:
    """Put what has no room beside each other below each other."""
    what = [value for key, value in row.items() if key not in KEPT and value not in {"", MISSING}]
    return {**{key: row[key] for key in KEPT if key in row}, "what": "\n".join(what), "after": row["after"]}


def _days(work: Casework, days: int | None) -> str:
    return MISSING if days is None else work.days(days)


def _yes(value: bool, lang: str) -> str:
    return text("cli.show.yes" if value else "cli.show.no", lang)
