"""What `hall sensitivity` prints: a ranked table and a sentence for each output, or the keys of a scenario."""

from __future__ import annotations

from rich.markup import escape

from reports.actions.sensitivity import KeysResult, SensitivityResult
from reports.cli.console import new_console, new_table
from reports.names import Names
from reports.sensing import COLUMNS, output_name, rows, sentence
from sim.scenario.numeric import numeric_keys
from sim.words import text

LEFT = frozenset({"factor", "note"})


def study(result: SensitivityResult, lang: str) -> None:
    """Print what each output hangs on."""
    record, console = result.record, new_console()
    title = text(
        f"sensitivity.title.{record.design.method}",
        lang,
        scenario=Names(record.sides[0].scenario, lang).title,
        days=record.days,
        replications=record.replications,
        samples=record.design.samples,
    )
    console.print(title, style="bold", markup=False, highlight=False)
    for output, analysis in record.study.analyses.items():
        table = new_table(output_name(output, record.name, lang))
        for name in COLUMNS[type(analysis)]:
            table.add_column(text(f"sensitivity.column.{name}", lang), justify="left" if name in LEFT else "right")
        for cells in rows(record.study, output, lang):
            table.add_row(*map(escape, cells), style="dim" if cells[-1] else None)
        console.print(table)
        console.print(sentence(record.study, output, record.name, lang) + "\n", markup=False, highlight=False)
    for output in record.study.absent:
        name = output_name(output, record.name, lang, unit=False)
        console.print(text("sensitivity.absent", lang, output=name, days=record.days), markup=False, highlight=False)
    if result.folder is not None:
        console.print(text("cli.wrote", lang, path=result.folder), markup=False, highlight=False)


def keys(result: KeysResult, lang: str) -> None:
    """Print the keys that can be varied, with what the scenario has there."""
    table = new_table(text("sensitivity.keys.title", lang, scenario=Names(result.scenario, lang).title))
    for name in ("key", "value", "unit"):
        table.add_column(text(f"sensitivity.{name}", lang), justify="right" if name == "value" else "left")
    for found in numeric_keys(result.scenario):
        ends = dict.fromkeys(f"{end:g}".replace("-", "−") for end in (found.smallest, found.largest))
        table.add_row(escape(found.key), " … ".join(ends), found.unit)
    new_console().print(table)
