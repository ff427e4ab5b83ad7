"""The command that makes a result again: rerun."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from reports.actions.options import Checker
from reports.actions.rerun import RerunResult
from reports.cli.acting import Result, carry_out, check_language
from reports.cli.console import new_console, new_table
from reports.cli.options import Json, Lang, Workers
from sim.progress import Watch
from sim.words import text


def rerun(
    folder: Annotated[Path, typer.Argument(metavar="RESULT", help="A folder that another command wrote by --out.")],
    workers: Workers = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Make a result again from what its folder holds, and compare byte by byte."""
    checker = Checker()
    count = checker.whole("--workers", workers, high=256)
    check_language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions.rerun import rerun as action

        return action(folder, workers=count, watch=watch)

    carry_out(checker, act, "repeating.show", as_json, lang)


def show(result: RerunResult, lang: str) -> None:
    """Print how many files came out the same, and what did not."""
    console = new_console()
    key = "same" if result.identical else "different"
    console.print(text(f"cli.rerun.{key}", lang, same=len(result.same), different=len(result.different)), markup=False)
    for name in result.different:
        console.print(f"  {name}", markup=False, highlight=False)
    if result.not_repeated:
        listed = text("list.comma", lang).join(result.not_repeated)
        console.print(text("cli.rerun.not_repeated", lang, files=listed), markup=False, highlight=False)
    if result.changed:
        table = new_table(text("cli.rerun.versions", lang))
        for column in ("what", "then", "now"):
            table.add_column(text(f"cli.rerun.{column}", lang))
        for name, (then, now) in result.changed.items():
            table.add_row(escape(name), escape(then), escape(now))
        console.print(table)
