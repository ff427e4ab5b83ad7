"""The command that says which assumptions matter: sensitivity."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reports.actions.options import Checker
from reports.cli.acting import Result, carry_out, check_language
from reports.cli.options import Days, Json, Lang, Out, Seed, Set, Workers
from sim.progress import Watch


def sensitivity(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="The scenario, perhaps with a plan: huaian or huaian@DIR.")
    ],
    *,
    method: Annotated[
        str,
        typer.Option(
            "--method",
            metavar="tornado|morris|sobol",
            help="One at a time; screening from many starting points; shares of variance.",
        ),
    ] = "tornado",
    factors: Annotated[
        Path | None,
        typer.Option(
            "--factors",
            metavar="FILE.toml",
            help="What is varied, [[vary]] as for a sweep; sensitivity.toml beside the scenario if not given.",
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="KEY=LOW..HIGH",
            help="Vary a key instead of what the file names; KEY*=LOW..HIGH multiplies what is there.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="KEY", help="Of all these, vary only the ones named.")
    ] = None,
    keys: Annotated[bool, typer.Option("--keys", help="List the numbers of the scenario that can be varied.")] = False,
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against",
            metavar="SCENARIO[@DIR]",
            help="Watch the difference that a what-if or a plan (@DIR) makes, too: both are varied alike.",
        ),
    ] = None,
    measures: Annotated[
        str | None, typer.Option("--measures", metavar="A,B", help="What is watched; waits and cases if not given.")
    ] = None,
    settings: Set = None,
    days: Days = None,
    replications: Annotated[
        str | None, typer.Option("--replications", metavar="R", help="Of each variant: 10, or 4 for morris and sobol.")
    ] = None,
    samples: Annotated[
        str | None,
        typer.Option("--samples", metavar="N", help="Trajectories (20) or points of Sobol's sample (64)."),
    ] = None,
    seed: Seed = None,
    out: Out = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="processes|dask:ADDRESS|ray:ADDRESS", help="Where it is simulated."),
    ] = None,
    workers: Workers = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Which assumptions matter: vary numbers of a scenario and rank them by what they do to the results."""
    from reports.actions.sensitivity_options import request_of

    checker = Checker()
    raw = {"method": method, "measures": measures, "days": days, "replications": replications, "samples": samples}
    request = request_of(
        checker,
        scenario,
        {**raw, "seed": seed},
        against=against or (),
        settings=settings or (),
        vary=vary or (),
        file=factors,
        only=only or (),
    )
    count = checker.whole("--workers", workers, high=256)
    check_language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions import sensitivity as action

        if keys:
            return action.keys(scenario, request.settings)
        return action.sensitivity(request, out=out, on=on, workers=count, lang=lang, watch=watch)

    carry_out(checker, act, "sensitivity.keys" if keys else "sensitivity.study", as_json, lang)
