"""The commands around one plan: check, run, optimise, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from reports.actions.options import MAX_REPLICATIONS, Checker
from reports.cli.acting import Result, carry_out, check_language
from reports.cli.options import AtMost, Days, Floor, Json, Lang, Most, Out, Precise, ScenarioName, Seed, Set, Workers
from sim.engines import ENGINES
from sim.progress import Watch


def check(
    scenario: ScenarioName, settings: Set = None, days: Days = None, as_json: Json = False, lang: Lang = "en"
) -> None:
    """Validate a scenario; offered load against capacity per queue."""
    checker = Checker()
    count = checker.days(days)
    check_language(checker, lang)

    def act(_: Watch) -> Result:
        from reports.actions.check import check as action

        return action(scenario, settings or (), count)

    carry_out(checker, act, "shows.check", as_json, lang)


def run(
    scenario: ScenarioName,
    *,
    settings: Set = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="DIR", help="A plan's folder; today's plan if not given.")
    ] = None,
    days: Days = None,
    replications: Annotated[
        str, typer.Option("--replications", metavar="R", help="How many; with --precision, how many at least.")
    ] = "50",
    max_replications: Most = str(MAX_REPLICATIONS),
    precision: Precise = None,
    floor: Floor = None,
    most: AtMost = None,
    by: Annotated[str, typer.Option("--by", metavar="MEASURE", help="The measure of --precision.")] = "wait_minutes",
    seed: Seed = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="compiled|simpy",
            help="Both give the same results; the compiled one, taken where Numba is installed, a good deal sooner.",
        ),
    ] = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Simulate a plan; measures with 95 % intervals."""
    from reports.actions.precision import asked_of

    checker = Checker()
    count = checker.replications(replications, max_replications)
    options: dict[str, Any] = {
        "plan": plan,
        "days": checker.days(days),
        "replications": count,
        "asked": asked_of(checker, by, precision, floor, count, most),
        "seed": checker.seed(seed),
        "engine": engine,
        "workers": checker.whole("--workers", workers, high=256),
        "out": out,
    }
    checker.one_of("--engine", engine or ENGINES[0], ENGINES)
    check_language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions.run import run as action

        return action(scenario, settings=settings or (), watch=watch, **options)

    carry_out(checker, act, "shows.run", as_json, lang)


def optimise(
    scenario: ScenarioName,
    *,
    settings: Set = None,
    days: Days = None,
    time_limit: Annotated[str, typer.Option("--time-limit", metavar="SECONDS", help="For the search.")] = "60",
    seed: Seed = None,
    replications: Annotated[
        str, typer.Option("--replications", metavar="R", help="For each plan, on fresh demand.")
    ] = "12",
    max_replications: Most = str(MAX_REPLICATIONS),
    reproducible: Annotated[bool, typer.Option("--reproducible", help="The same plan every time.")] = False,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Find a better plan with the same officers; before and after on fresh demand."""
    checker = Checker()
    options: dict[str, Any] = {
        "days": checker.days(days),
        "time_limit": checker.seconds("--time-limit", time_limit),
        "seed": checker.seed(seed),
        "replications": checker.replications(replications, max_replications),
        "workers": checker.whole("--workers", workers, high=256),
        "reproducible": reproducible,
        "out": out,
        "lang": lang,
    }
    check_language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions.optimise import optimise as action

        return action(scenario, settings=settings or (), watch=watch, **options)

    carry_out(checker, act, "shows.optimise", as_json, lang)


def report(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A folder written by `run --out` or `optimise --out`.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="The HTML file; the workbook stands beside it."),
    ] = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Write the HTML report and the roster workbook of a run."""
    checker = Checker()
    check_language(checker, lang)

    def act(_: Watch) -> Result:
        from reports.actions.report import report as action

        return action(folder, out, lang)

    carry_out(checker, act, "shows.report", as_json, lang)
