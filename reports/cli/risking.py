"""The command that puts a plan under stress: risk."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from reports.actions.options import MAX_REPLICATIONS, Checker
from reports.cli.acting import Result, carry_out, check_language
from reports.cli.options import Days, Json, Lang, Most, Out, ScenarioName, Seed, Set, Workers
from sim.progress import Watch


def risk(
    scenario: ScenarioName,
    *,
    settings: Set = None,
    plan: Annotated[str | None, typer.Option("--plan", metavar="DIR", help="A plan's folder; today's if none.")] = None,
    days: Days = None,
    replications: Annotated[str, typer.Option("--replications", metavar="R")] = "20",
    max_replications: Most = str(MAX_REPLICATIONS),
    seed: Seed = None,
    target: Annotated[
        str, typer.Option("--target", metavar="SHARE", help="Of a half-hour's customers, to be served in time.")
    ] = "0.8",
    ill: Annotated[
        list[str] | None,
        typer.Option("--ill", metavar="SHARE", help="Of officers ill each day, 0.05 and 0.1 if not given; or none."),
    ] = None,
    surge: Annotated[
        list[str] | None,
        typer.Option("--surge", metavar="FACTOR", help="Of arrivals, 1.1 and 1.2 if not given; or none."),
    ] = None,
    outage: Annotated[
        list[str] | None,
        typer.Option(
            "--outage", metavar="TIMES", help="10:00-11:00 (the busiest day), 2026-07-06/10:00-11:00, or none."
        ),
    ] = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Put a plan under sick leave, surges and an outage: what it costs, and how often half-hours meet the target."""
    from reports.actions import risk_options as read
    from sim.experiment.stresses import ILL, OUTAGES, SURGE

    checker = Checker()
    options: dict[str, Any] = {
        "plan": plan,
        "days": checker.days(days),
        "replications": checker.replications(replications, max_replications),
        "seed": checker.seed(seed),
        "target": read.target(checker, target),
        "ill": read.ill(checker, ill, ILL),
        "surge": read.surge(checker, surge, SURGE),
        "outages": read.outages(checker, outage, OUTAGES),
        "workers": checker.whole("--workers", workers, high=256),
        "out": out,
        "lang": lang,
    }
    check_language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions.risk import risk as action

        return action(scenario, settings=settings or (), watch=watch, **options)

    carry_out(checker, act, "stressed.show", as_json, lang)
