"""What `hall risk` prints: measures under every stress, an outage's day, the worst half-hours, and sentences."""

from __future__ import annotations

import polars as pl
from rich.markup import escape
from rich.table import Table

from reports.actions.risk import RiskResult
from reports.cli.console import new_console, new_table
from reports.names import Names
from reports.notation import MISSING, clock, show_difference, show_interval, unit_name, verdict
from reports.notation import show as shown
from reports.stresses import panel_name, sentences, stress_name
from reports.tables import lower_is_better, measure_name
from sim.experiment.chances import FEWEST, HALL
from sim.experiment.risk import MET, OF_HORIZON, Effect, Outcome, Risk
from sim.measures.registry import TARGET_MINUTES
from sim.words import text

COLOURS = {"better": "green", "worse": "red"}
WORST = 10


def show(result: RiskResult, lang: str) -> None:
    """Print what a plan suffers under every stress."""
    console, risk = new_console(), result.risk
    console.print(_measures(risk, lang))
    if any(outcome.on_day for outcome in risk.outcomes):
        console.print(_day(risk, lang))
    console.print(_worst(risk, lang))
    for sentence in sentences(risk, lang):
        console.print(f"• {sentence}", markup=False, highlight=False)
    target = shown(risk.target, "share", 0)
    note = text("cli.risk.target", lang, target=target, minutes=TARGET_MINUTES, fewest=f"{FEWEST:g}")
    console.print(note, markup=False, highlight=False)
    if risk.anonymous_share > 0:
        share = shown(risk.anonymous_share, "share")
        console.print(text("cli.risk.anonymous", lang, share=share), markup=False, highlight=False)
    if result.folder is not None:
        console.print(text("cli.wrote", lang, path=result.folder), markup=False, highlight=False)


def _measures(risk: Risk, lang: str) -> Table:
    """Every measure over all days: as it is, and under each stress with the difference in pairs."""
    made = risk.as_is.runs.provenance
    numbers = {"days": made.days, "replications": len(made.replications), "seed": made.seed}
    table = new_table(text("cli.risk.title", lang, scenario=Names(risk.as_is.scenario, lang).title, **numbers))
    table.add_column(text("cli.measure", lang))
    for outcome in risk.outcomes:
        table.add_column(escape(stress_name(outcome.stress, lang)), justify="right")
    for name in OF_HORIZON:
        effects = [outcome.effects[name] for outcome in risk.outcomes]
        cells = [_value(effects[0]), *(_cell(name, effect, lang) for effect in effects[1:])]
        table.add_row(escape(_title(name, effects[0], lang)), *cells)
    return table


def _day(risk: Risk, lang: str) -> Table:
    """What an outage does on its day."""
    table = new_table(text("cli.risk.day", lang))
    for key in ("cli.risk.stress", "cli.measure", "stress.as_is", "cli.risk.under"):
        table.add_column(text(key, lang), justify="left" if key in {"cli.risk.stress", "cli.measure"} else "right")
    for outcome in risk.outcomes:
        stress = escape(stress_name(outcome.stress, lang))
        for name, effect in outcome.on_day.items():
            table.add_row(stress, escape(_title(name, effect, lang)), _value(effect), _cell(name, effect, lang))
    return table


def _worst(risk: Risk, lang: str) -> Table:
    """The half-hours of zones with the least chance, as it is, and their chances under each stress.

    Those before the hall opens are left out: whoever comes then has to wait for that under any plan.
    """
    names, opens = Names(risk.as_is.scenario, lang), risk.as_is.scenario.settings.hours.open
    table = new_table(text("cli.risk.worst", lang))
    for key in ("cli.zone", "cli.risk.half_hour", "cli.risk.arrived"):
        table.add_column(text(key, lang), justify="left" if key == "cli.zone" else "right")
    for outcome in risk.outcomes:
        table.add_column(escape(panel_name(outcome.stress, lang)), justify="right")
    by_place = [_by_place(outcome) for outcome in risk.outcomes]
    judged = (pl.col("zone") != HALL) & pl.col("chance").is_not_null() & (pl.col("minute") >= opens)
    zones = risk.as_is.chances.filter(judged)
    ordered = zones.sort("chance", "arrived", "zone", "minute", descending=[False, True, False, False])
    for zone, minute, arrived in ordered.head(WORST)["zone", "minute", "arrived"].rows():
        cells = [found.get((zone, minute), MISSING) for found in by_place]
        table.add_row(escape(names.zone(zone)), clock(minute), shown(arrived, decimals=0), *cells)
    return table


def _by_place(outcome: Outcome) -> dict[tuple[str, int], str]:
    """Return the chance of each zone and half-hour, with its interval, as text."""
    return {
        (zone, minute): f"{shown(chance, 'share', 0)} [dim]({show_interval(low, high, 'share', 0)})[/dim]"
        for zone, minute, chance, low, high in outcome.chances["zone", "minute", "chance", "low", "high"].rows()
    }


def _title(name: str, effect: Effect, lang: str) -> str:
    unit = unit_name(effect.after.unit, lang)
    return measure_name(name, lang) + (f" ({unit})" if unit and unit != "%" else "")


def _value(effect: Effect) -> str:
    return shown(effect.before.mean, effect.before.unit)


def _cell(name: str, effect: Effect, lang: str) -> str:
    """Return the value under the stress, and beneath it the difference with its interval."""
    difference = effect.difference
    colour = COLOURS.get(verdict(difference, {**lower_is_better(), "lost": True, MET: False}[name]), "dim")
    interval = show_interval(difference.low, difference.high, difference.unit)
    between = "" if interval == MISSING else f"\n[dim]({interval})[/dim]"
    value = shown(effect.after.mean, effect.after.unit)
    return f"{value}\n[{colour}]{show_difference(difference, lang)}[/{colour}]{between}"
