"""What `hall compare` prints: the answer, then the measures that people ask for first, and who loses."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from reports.actions.compare import CompareResult
from reports.cli.console import new_console, new_table
from reports.comparison import Compared
from reports.comparison_answer import answer
from reports.comparison_remarks import remarks
from reports.comparison_tables import Cell, Line, count_text, equity_lines, key_measures, measure_lines, ranking
from reports.notation import show as number
from reports.notation import unit_name
from reports.tables import measure_name
from sim.words import text

WIDTH = 100
COLOURS = {"better": "green", "worse": "red"}
BESIDE = ("compare.equity.longest", "compare.queues")
"""Who loses, beside the measure that decides."""
MOST_BESIDE = 3
"""Candidates that have room beside each other."""
NARROW = 14
"""Characters of a column that stands beside."""
LONGEST = 20
"""Characters of a name on one line of a heading."""


def show(result: CompareResult, lang: str) -> None:
    """Print a comparison."""
    compared, console = result.compared, new_console(WIDTH)
    console.print(f"[bold]{escape(answer(compared, lang))}[/bold]", highlight=False)
    for remark in remarks(compared, lang):
        console.print(remark, markup=False, highlight=False)
    console.print()
    title = text("compare.title", lang, days=compared.days, replications=compared.replications, first=compared.first)
    console.print(title, style="dim", markup=False, highlight=False)
    _tables(console, compared, lang)
    _last(console, result, lang)


def _tables(console: Console, compared: Compared, lang: str) -> None:
    if len(compared.names) > MOST_BESIDE:
        console.print(_ranking(compared, lang))
        return
    console.print(text("compare.each", lang), style="dim", markup=False, highlight=False)
    measures = measure_lines(compared, lang, key_measures(compared))
    console.print(_beside(text("cli.measure", lang), measures, compared.names))
    equity = text("compare.equity.title", lang, first=compared.first)
    console.print(_beside(equity, equity_lines(compared, lang, short=True), compared.names))


def _ranking(compared: Compared, lang: str) -> Table:
    unit = compared.comparison.levels[compared.first].unit
    named = text("compare.ranking", lang, measure=measure_name(compared.request.by, lang), unit=unit_name(unit, lang))
    table = new_table(named)
    left = ("compare.candidate", "cli.verdict")
    for key in ("compare.candidate", "cli.value", "compare.change", "cli.verdict", *BESIDE):
        table.add_column(
            text(key, lang),
            justify="left" if key in left else "right",
            no_wrap=key == "compare.change",
            overflow="fold",
            max_width=NARROW if key in BESIDE else None,
        )
    for name, cell in ranking(compared, lang):
        change = f"{cell.difference} ({cell.interval})" if cell.difference else ""
        longest = compared.measures["wait_longest_minutes"][name]
        queues = count_text(compared.equity[name].queues) if name in compared.equity else ""
        cells = (cell.value, change, _verdict(cell), number(longest.mean, longest.unit), queues)
        table.add_row(escape(_broken(name)), *cells)
    return table


def _beside(title: str, lines: Sequence[Line], names: Sequence[str]) -> Table:
    """Return a table with a column for each candidate: its value, and below it the difference from the first."""
    table = new_table("")
    table.title = None
    table.add_column(escape(title), overflow="fold")  # else Chinese lines end in …
    for name in names:
        table.add_column(escape(_broken(name)), justify="right", overflow="fold")
    for line in lines:
        table.add_row(escape(line.title), *(_cell(cell) for cell in line.cells))
    return table


def _cell(cell: Cell) -> str:
    if not cell.difference:
        return cell.value
    return f"{cell.value}\n[dim]{cell.difference} ({cell.interval})[/dim] {_verdict(cell)}"


def _broken(name: str) -> str:
    """Break a long name before its last part."""
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}\n{last}" if len(name) > LONGEST and last else name


def _verdict(cell: Cell) -> str:
    colour = COLOURS.get(cell.verdict, "dim")
    return f"[{colour}]{cell.verdict_short}[/{colour}]"


def _last(console: Console, result: CompareResult, lang: str) -> None:
    if result.folder is not None:
        console.print(text("cli.wrote", lang, path=result.folder), markup=False, highlight=False)
    else:
        said = text("compare.all_measures", lang, count=len(result.compared.measures))
        console.print(said, markup=False, highlight=False)
