"""The commands that draw what a scenario holds: show item, show project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reports.actions.options import Checker
from reports.cli.acting import Result, carry_out, check_language
from reports.cli.options import Figure, Json, Lang, OfScenario
from sim.progress import Watch

show = typer.Typer(rich_markup_mode=None)


@show.command("item")
def show_item(
    item: Annotated[str, typer.Argument(metavar="ID", help="The id of an item, as in the table items.")],
    scenario: OfScenario = "huaian",
    out: Figure = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Show the steps of an item: in order, and as a graph with --out."""
    _show("show_item", item, scenario, out, as_json=as_json, lang=lang)


@show.command("project")
def show_project(
    project: Annotated[str, typer.Argument(metavar="ID", help="The id of a project, as in the table projects.")],
    scenario: OfScenario = "huaian",
    out: Figure = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Show the cases of a project: in order, and as a graph with --out."""
    _show("show_project", project, scenario, out, as_json=as_json, lang=lang)


def _show(action: str, name: str, scenario: str, out: Path | None, *, as_json: bool, lang: str) -> None:
    from reports.actions import show as actions

    checker = Checker()
    file = actions.figure_file(checker, out)
    check_language(checker, lang)

    def act(_: Watch) -> Result:
        result: Result = getattr(actions, action)(name, scenario, file, lang)
        return result

    carry_out(checker, act, "show.chart", as_json, lang)
