"""The commands that compare and vary: compare."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from reports.actions.options import MAX_REPLICATIONS, Checker
from reports.cli.acting import Result, carry_out, check_language
from reports.cli.options import Days, Json, Lang, Most, Seed, Set, Workers
from sim.progress import Watch


def compare(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="A B …", help="Scenarios, each perhaps with a plan: huaian@DIR.")
    ],
    *,
    settings: Set = None,
    days: Days = None,
    replications: Annotated[str, typer.Option("--replications", metavar="R")] = "10",
    max_replications: Most = str(MAX_REPLICATIONS),
    seed: Seed = None,
    by: Annotated[str, typer.Option("--by", metavar="MEASURE", help="The measure that decides.")] = "wait_minutes",
    workers: Workers = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Compare scenarios or plans in pairs: which is best, and with what confidence."""
    checker = Checker()
    options: dict[str, Any] = {
        "days": checker.days(days),
        "replications": checker.replications(replications, max_replications),
        "seed": checker.seed(seed),
        "workers": checker.whole("--workers", workers, high=256),
        "by": by,
        "lang": lang,
    }
    check_language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions.compare import compare as action

        return action(scenarios, settings=settings or (), watch=watch, **options)

    carry_out(checker, act, "shows.compare", as_json, lang)
