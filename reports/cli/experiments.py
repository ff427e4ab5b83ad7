"""The commands that compare and vary: compare."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from reports.actions.options import MAX_REPLICATIONS, Checker
from reports.cli.acting import Result, carry_out, check_language
from reports.cli.options import AtMost, Days, Floor, Json, Lang, Most, Out, Precise, Seed, Set, Workers
from sim.progress import Watch


def compare(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="A B …", help="Scenarios, each perhaps with a plan: huaian@DIR.")
    ],
    *,
    settings: Set = None,
    days: Days = None,
    replications: Annotated[
        str | None,
        typer.Option("--replications", metavar="R", help="50 if not given; with --precision or --matters, at least."),
    ] = None,
    precision: Precise = None,
    floor: Floor = None,
    most: AtMost = None,
    matters: Annotated[
        str | None,
        typer.Option(
            "--matters",
            metavar="D",
            help="Select the best, where D is the least difference that matters; others are dropped early.",
        ),
    ] = None,
    max_replications: Most = str(MAX_REPLICATIONS),
    seed: Seed = None,
    by: Annotated[str, typer.Option("--by", metavar="MEASURE", help="The measure that decides.")] = "wait_minutes",
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Compare scenarios or plans in pairs: which is best, by how much, and how sure that is."""
    from reports.actions import compare_options

    checker = Checker()
    typed = {
        "days": days,
        "replications": replications,
        "precision": precision,
        "floor": floor,
        "most": most,
        "matters": matters,
        "seed": seed,
        "by": by,
    }
    read = compare_options.request_of(checker, scenarios, typed, max_replications)
    request = dataclasses.replace(read, settings=tuple(settings or ()), lang=lang)
    compare_options.check(checker, request)
    count = checker.whole("--workers", workers, high=256)
    check_language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions.compare import compare as action

        return action(request, workers=count, out=out, watch=watch)

    carry_out(checker, act, "comparison.show", as_json, lang)
