"""Options that several commands share, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A folder, a TOML file, or the name of a shipped scenario.")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Override a setting, or a column of a table (items[kind=licence].promised_days); KEY*=FACTOR multiplies.",
    ),
]
Days = Annotated[
    str | None,
    typer.Option("--days", metavar="N", help="Open days simulated; the scenario's horizon if not given."),
]
Seed = Annotated[
    str | None,
    typer.Option("--seed", metavar="S", help="Seed of all random numbers; the scenario's if not given."),
]
Workers = Annotated[
    str | None, typer.Option("--workers", metavar="N", help="Processes; as many as processors if not given.")
]
Most = Annotated[str, typer.Option("--max-replications", metavar="R", help="Refuse more replications than this.")]
Json = Annotated[bool, typer.Option("--json", help="Standard output is one JSON object and nothing else.")]
Lang = Annotated[str, typer.Option("--lang", metavar="en|zh", envvar="HALL_LANG", help="Language of what people read.")]
OfScenario = Annotated[
    str,
    typer.Option(
        "--scenario", metavar="NAME_OR_PATH", help="A folder, a TOML file, or the name of a shipped scenario."
    ),
]
Figure = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Draw the graph into this file, .png or .svg."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for the results, written whole or not at all."),
]
Precise = Annotated[
    str | None,
    typer.Option("--precision", metavar="2%", help="Until the interval is ± this share of the value."),
]
Floor = Annotated[
    str | None,
    typer.Option("--floor", metavar="X", help="± this is always narrow enough, in the measure's unit."),
]
AtMost = Annotated[
    str | None, typer.Option("--most", metavar="N", help="Replications at most, if that is not reached.")
]
