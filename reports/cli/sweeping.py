"""The command that sweeps assumptions and plans: sweep."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from reports import notation
from reports.actions.options import Checker
from reports.actions.sweep import Entry, SweepOutcome, command_of, default_folder
from reports.cli import messages
from reports.cli.acting import Result, carry_out, check_language, say
from reports.cli.console import new_console, new_table
from reports.cli.options import Json, Lang, Workers
from reports.notation import MISSING, show_difference, show_interval
from reports.tables import measure_name
from sim.experiment.factors import Factor
from sim.experiment.sweep.sweeping import PROCESSES
from sim.experiment.sweep.table import SUMMARY_FILE, VALUES_FILE
from sim.experiment.sweep.trouble import Failure
from sim.progress import Watch
from sim.words import text

SHOWN = ("wait_minutes", "wait_p90_minutes", "overdue_share")
MOST_ROWS, MOST_NAMED = 20, 3


def sweep(
    file: Annotated[Path, typer.Argument(metavar="SPEC", help="What is swept, a TOML file (see scenarios/README.md).")],
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for store and tables; runs/FOLDER-NAME if not given."),
    ] = None,
    on: Annotated[
        str,
        typer.Option("--on", metavar="WHERE", help="processes, here, dask:ADDRESS or ray:ADDRESS (or :local)."),
    ] = PROCESSES,
    workers: Workers = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Sweep assumptions and plans; ended at any moment, the same command goes on."""
    checker = Checker()
    count = checker.whole("--workers", workers, high=256)
    check_language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions.sweep import run_sweep

        try:
            return run_sweep(file, out=out, on=on, workers=count, watch=watch)
        finally:
            if watch.stopped():
                folder, command = default_folder(file) if out is None else out, command_of(file, out)
                say(text("cli.sweep.go_on", lang, folder=folder, command=command))

    carry_out(checker, act, "sweeping.show", as_json, lang)


def show(result: SweepOutcome, lang: str) -> None:
    """Print the best variants by their waits, where the tables are, and what failed."""
    console = new_console()
    console.print(_table(result, lang))
    sweep = result.sweep
    if len(result.entries) > MOST_ROWS:
        more = text("cli.sweep.more", lang, count=len(result.entries) - MOST_ROWS, file=sweep.folder / SUMMARY_FILE)
        console.print(more, markup=False, highlight=False)
    lines = [text("cli.sweep.wrote", lang, values=sweep.folder / VALUES_FILE, summary=sweep.folder / SUMMARY_FILE)]
    if sweep.taken_over:
        lines.append(text("cli.sweep.taken_over", lang, count=sweep.taken_over))
    for line in (*lines, *_damaged(result, lang), *_failed(result, lang)):
        console.print(line, markup=False, highlight=False)


def _table(result: SweepOutcome, lang: str) -> Table:
    spec = result.sweep.spec
    title = text(
        "cli.sweep.title",
        lang,
        scenario=spec.scenario.settings.title_zh if lang == "zh" else spec.scenario.settings.title_en,
        variants=len(spec.variants),
        plans=len(spec.plans),
        replications=spec.replications,
        days=spec.days,
    )
    table = new_table(title)
    table.add_column(text("cli.sweep.variant", lang), justify="right")
    for factor in spec.factors:
        table.add_column(escape(_name(factor, lang)), justify="right")
    if len(spec.plans) > 1:
        table.add_column(text("cli.sweep.plan", lang))
    for name in SHOWN:
        table.add_column(escape(measure_name(name, lang)), justify="right")
    for entry in result.best_first()[:MOST_ROWS]:
        table.add_row(*map(escape, _row(entry, result, lang)))
    return table


def _row(entry: Entry, result: SweepOutcome, lang: str) -> list[str]:
    factors = result.sweep.spec.factors
    given = [_value(value, factor, lang) for value, factor in zip(entry.values, factors, strict=True)]
    plan = [entry.plan] if len(result.sweep.spec.plans) > 1 else []
    return [str(entry.variant), *given, *plan, *(_measured(entry, name, lang) for name in SHOWN)]


def _measured(entry: Entry, name: str, lang: str) -> str:
    found, difference = entry.measures[name], entry.differences.get(name)
    shown = notation.show(found.mean, found.unit)
    if difference is None or shown == MISSING:
        return shown
    interval = show_interval(difference.low, difference.high, difference.unit)
    return f"{shown}\n({show_difference(difference, lang)}; {interval})"


def _name(factor: Factor, lang: str) -> str:
    return (factor.name_zh if lang == "zh" else factor.name_en) or factor.key


def _value(value: float | None, factor: Factor, lang: str) -> str:
    if value is None:
        return text("cli.sweep.as_is", lang)
    return f"×{value:g}" if factor.multiply else f"{value:g}"


def _damaged(result: SweepOutcome, lang: str) -> list[str]:
    damage, plans = result.sweep.damage, result.sweep.spec.plans
    if not damage.count:
        return []
    which = [
        text(
            "cli.sweep.damaged.one",
            lang,
            variant=variant,
            plan=plans[plan].label if 0 <= plan < len(plans) else plan,
            replication=replication,
        )
        for variant, plan, replication in damage.keys[:MOST_NAMED]
    ]
    more = ["…"] if damage.count > MOST_NAMED else []
    return [text("cli.sweep.damaged", lang, count=damage.count, which="; ".join([*which, *more]))]


def _failed(result: SweepOutcome, lang: str) -> list[str]:
    failures = result.sweep.failures
    if not failures:
        return []
    head = text("cli.sweep.failed", lang, count=len(failures), command=result.command)
    return [head, *(f"  {_failure(failure, lang)}" for failure in failures)]


def _failure(failure: Failure, lang: str) -> str:
    numbers = failure.chunk.replications
    trouble = failure.trouble
    told = "; ".join(messages.line(fault, lang) for fault in trouble.faults) or trouble.text
    return text(
        "cli.sweep.failed.one",
        lang,
        variant=failure.chunk.variant,
        plan=failure.plan,
        first=numbers[0],
        last=numbers[-1],
        text=told,
    )
