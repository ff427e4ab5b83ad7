"""What each command prints for people."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from reports.actions.check import CheckResult
from reports.actions.optimise import OptimiseResult
from reports.actions.report import ReportResult
from reports.actions.run import RunResult
from reports.breakdown import by_zone
from reports.cli import messages
from reports.cli.caseload import caseload
from reports.cli.console import new_console, new_table
from reports.html import effort_line, worst_rows
from reports.names import Names
from reports.notation import MISSING, show
from reports.tables import Row, hall_rows, measure_name, versus_rows, zone_rows
from sim.words import text

__all__ = ["check", "optimise", "report", "run"]
COLOURS = {"better": "green", "worse": "red"}
MOST_NOTES = 20
FULL = 1.0


def check(result: CheckResult, lang: str) -> None:
    """Print the load of every queue, that of casework, and the notes."""
    names, load = Names(result.scenario, lang), result.load
    table = new_table(text("cli.check.title", lang, scenario=names.title, days=load.days))
    keys = ("queue", "department", "per_day", "service", "load", "staffed", "ratio", "group")
    for number, key in enumerate(keys):
        table.add_column(text(f"cli.check.{key}", lang), justify="left" if number < 2 else "right")
    hours = (result.scenario.settings.hours.close - result.scenario.settings.hours.open) / 60
    for queue in load.queues:
        cells = [
            names.queue(queue.queue),
            names.department(queue.department),
            show(queue.tickets_per_day),
            show(queue.service_minutes, "min"),
        ]
        cells += [show(queue.load_hours / hours, decimals=2), show(queue.staffed_hours / hours, decimals=2)]
        cells += [
            show(queue.ratio, decimals=2),
            show(queue.group_ratio, decimals=2) if len(queue.group) > 1 else MISSING,
        ]
        full = queue.group_ratio is not None and queue.group_ratio >= FULL
        table.add_row(*map(escape, cells), style="red" if full else None)
    console = new_console()
    console.print(table)
    for one in caseload(load, names, lang):
        console.print(one)
    share = show(load.items_enterprise_share, "share")
    ratio = show(load.ratio, decimals=2)
    console.print(
        text(
            "cli.check.summary",
            lang,
            items=show(load.items, decimals=0),
            days=load.days,
            share=share,
            ratio=ratio,
        ),
        highlight=False,
    )
    _notes(console, result, lang)


def run(result: RunResult, lang: str) -> None:
    """Print every measure with its interval."""
    record = result.record
    made = record.runs.provenance
    names = Names(record.scenario, lang)
    count = len(made.replications)
    title = text(
        "cli.run.title",
        lang,
        scenario=names.title,
        days=made.days,
        replications=count,
        seed=made.seed,
        engine=made.engine,
    )
    table = new_table(title)
    for number, key in enumerate(("measure", "value", "interval")):
        table.add_column(text(f"cli.{key}", lang), justify="left" if number == 0 else "right")
    for row in hall_rows(record.runs, None, lang):
        table.add_row(escape(_named(row)), row.after, row.interval)
    console = new_console()
    console.print(table)
    _precision(console, result, lang)
    if result.taken_over:
        console.print(text("cli.run.taken_over", lang, count=result.taken_over), markup=False, highlight=False)
    if result.folder is not None:
        console.print(text("cli.wrote", lang, path=result.folder), markup=False, highlight=False)


def _precision(console: Console, result: RunResult, lang: str) -> None:
    """Say whether the interval is as narrow as was asked."""
    asked = result.record.result.get("precision")
    if asked is None:
        return
    found = result.record.result["measures"][asked["measure"]]
    half = None if found["low"] is None else (found["high"] - found["low"]) / 2
    target = max(asked["relative"] * abs(found["mean"] or 0), asked["floor"])
    words = text(
        f"cli.run.{'reached' if asked['reached'] else 'not_reached'}",
        lang,
        measure=measure_name(asked["measure"], lang),
        half=show(half, found["unit"], decimals=3),
        target=show(target, found["unit"], decimals=3),
        count=result.record.result["replications"],
    )
    console.print(words, markup=False, highlight=False)


def optimise(result: OptimiseResult, lang: str) -> None:
    """Print the hall and its zones before and after, all but the worst queues, and the greedy plan."""
    record = result.record
    assert record.before is not None
    assert record.greedy is not None
    names = Names(record.scenario, lang)
    made = record.runs.provenance
    console = new_console()
    title = text("cli.optimise.title", lang, scenario=names.title, days=made.days, replications=len(made.replications))
    console.print(_versus(title, hall_rows(record.runs, record.before, lang), "cli.before", lang))
    zones = new_table(text("cli.optimise.zones", lang))
    for key in ("cli.zone", "cli.before", "cli.after", "cli.difference", "cli.verdict", "cli.lost"):
        zones.add_column(text(key, lang), justify="left" if key in {"cli.zone", "cli.verdict"} else "right")
    for zone, rows in zone_rows(by_zone(record.runs, record.before), names):
        wait, lost = rows["wait_minutes"], rows["lost"]
        zones.add_row(escape(zone), wait.before, wait.after, _with_interval(wait), _verdict(wait), _with_interval(lost))
    console.print(zones)
    queues, rest = worst_rows(record, names)
    listed = text("list.comma", lang).join(name for name, _, _ in queues)
    console.print(_versus(f"{text('report.section.worst', lang)} ({listed})", [rest], "cli.before", lang))
    console.print(
        _versus(
            text("cli.optimise.greedy", lang),
            versus_rows(record.greedy, record.runs, lang),
            "cli.optimise.greedy.column",
            lang,
        )
    )
    console.print(effort_line(record.effort, lang), markup=False, highlight=False)
    for path in (result.folder, *result.files):
        if path is not None:
            console.print(text("cli.wrote", lang, path=path), markup=False, highlight=False)


def report(result: ReportResult, lang: str) -> None:
    """Print where the files are."""
    for path in (result.html, result.excel):
        new_console().print(text("cli.wrote", lang, path=path), markup=False, highlight=False)


def _versus(title: str, rows: list[Row], before: str, lang: str) -> Table:
    table = new_table(title)
    for key in ("cli.measure", before, "cli.after", "cli.difference", "cli.verdict"):
        table.add_column(text(key, lang), justify="left" if key in {"cli.measure", "cli.verdict"} else "right")
    for row in rows:
        table.add_row(escape(_named(row)), row.before, row.after, _with_interval(row), _verdict(row))
    return table


def _named(row: Row) -> str:
    return f"{row.name} ({row.unit})" if row.unit and row.unit != "%" else row.name


def _unit(unit: str, lang: str) -> str:
    words = text(f"unit.{unit}", lang)
    return f" ({words})" if words and words != "%" else ""


def _with_interval(row: Row) -> str:
    return row.difference if row.interval == MISSING else f"{row.difference} ({row.interval})"


def _verdict(row: Row) -> str:
    colour = COLOURS.get(row.verdict)
    return f"[{colour}]{row.verdict_text}[/{colour}]" if colour else f"[dim]{row.verdict_text}[/dim]"


def _notes(console: Console, result: CheckResult, lang: str) -> None:
    if result.notes:
        console.print(f"{text('cli.notes', lang)}:", markup=False)
    for note in result.notes[:MOST_NOTES]:
        console.print(f"  {messages.line(note, lang)}", markup=False, highlight=False)
    if len(result.notes) > MOST_NOTES:
        console.print("  " + text("cli.more", lang, count=len(result.notes) - MOST_NOTES), markup=False)
    names = Names(result.scenario, lang)
    for queue in result.load.queues:
        if queue.group_ratio is not None and queue.group_ratio >= FULL:
            ratio = show(queue.group_ratio, decimals=2)
            console.print(
                "  " + text("cli.check.overloaded", lang, queue=names.queue(queue.queue), ratio=ratio),
                markup=False,
                highlight=False,
            )
    console.print(text("cli.check.fine", lang), markup=False)
