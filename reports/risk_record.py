"""What `hall risk --out` leaves behind, and what it takes to make it again.

FOLDER/
  risk.json            the --json object: options, stresses, measures with intervals, chances
  provenance.json      of the plan as it is: hashes, seed, replications, versions, command
  scenario/            the scenario as it is, and its README as assumptions.md
  sessions … desks …   the plan, as `hall run --plan FOLDER` reads it (sim.plan.folder)
  stresses/NAME/       the simulated values under each stress (reports.record.save_runs)
  tables/*.csv         measures, chances and the spread of waits, each with a column `stress`
  figures/*.png        the pictures, in one language
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import polars as pl
import polars.selectors as cs

from reports.notation import clock
from reports.record import ASSUMPTIONS_FILE, PROVENANCE_FILE, save_runs
from reports.tables import as_json
from sim.domain.policy import Outage
from sim.domain.scenario_data import Scenario
from sim.experiment.chances import FEWEST, HALL
from sim.experiment.risk import Effect, Outcome, Risk
from sim.experiment.spread import By, spread
from sim.experiment.stresses import Stress, StressKind
from sim.measures.registry import TARGET_MINUTES
from sim.plan.sessions import Plan

RISK_FILE = "risk.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A risk, the command that found it, and the README of the scenario's folder."""

    risk: Risk
    command: str
    assumptions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What it takes to find a risk again."""

    scenario: Scenario
    plan: Plan
    stresses: tuple[Stress, ...]
    target: float
    days: int
    replications: int
    seed: int
    command: str
    assumptions: str


def as_object(risk: Risk) -> dict[str, Any]:
    """Return the `--json` object."""
    made = risk.as_is.runs.provenance
    return {
        "scenario": made.scenario,
        "scenario_hash": made.scenario_hash,
        "plan_hash": made.plan_hash,
        "seed": made.seed,
        "replications": len(made.replications),
        "days": made.days,
        "target": risk.target,
        "target_minutes": TARGET_MINUTES,
        "fewest_customers": FEWEST,
        "anonymous_share": risk.anonymous_share,
        "stresses": [_stress_object(outcome) for outcome in risk.outcomes],
    }


def save(kept: Kept, folder: Path) -> None:
    """Write a risk into a folder that exists; the caller stages it."""
    from sim.plan import folder as plan_folder
    from sim.scenario import save as save_scenario

    as_is = kept.risk.as_is
    provenance = {**asdict(as_is.runs.provenance), "command": kept.command}
    plan_folder.write(kept.risk.plan, folder, provenance)
    (folder / PROVENANCE_FILE).write_text(_text(provenance), encoding="utf-8")
    (folder / RISK_FILE).write_text(_text(as_object(kept.risk)), encoding="utf-8")
    save_scenario(as_is.scenario, folder / "scenario")
    (folder / ASSUMPTIONS_FILE).write_text(kept.assumptions, encoding="utf-8")
    for outcome in kept.risk.outcomes:
        save_runs(outcome.runs, folder / "stresses" / outcome.stress.name)
    (folder / "tables").mkdir()
    for name, table in tables(kept.risk).items():
        table.write_csv(folder / "tables" / f"{name}.csv")


def load(folder: Path) -> Again:
    """Read what it takes to find a risk again."""
    from sim.plan import folder as plan_folder
    from sim.scenario import load as load_scenario

    found = json.loads((folder / RISK_FILE).read_text(encoding="utf-8"))
    provenance = json.loads((folder / PROVENANCE_FILE).read_text(encoding="utf-8"))
    scenario = load_scenario(folder / "scenario")
    return Again(
        scenario=scenario,
        plan=plan_folder.load(folder, scenario),
        stresses=tuple(_stress(one) for one in found["stresses"]),
        **{name: found[name] for name in ("target", "days", "replications", "seed")},
        command=provenance["command"],
        assumptions=(folder / ASSUMPTIONS_FILE).read_text(encoding="utf-8"),
    )


def tables(risk: Risk) -> dict[str, pl.DataFrame]:
    """Return every table by name: measures, half_hours, and spread_… by hall, zone, queue and half-hour."""
    found = {"measures": measures(risk), "half_hours": half_hours(risk)}
    for by in get_args(By):
        parts = [spread(outcome.runs, by).select(_named(outcome), pl.all()) for outcome in risk.outcomes]
        found[f"spread_{by}"] = pl.concat(parts)
    return found


def measures(risk: Risk) -> pl.DataFrame:
    """Return one row for each stress and measure: as it is, under the stress, and the difference in pairs.

    The column `on` is `horizon`, or the date of an outage where a row is about that day alone.
    """
    rows = [
        {
            "stress": outcome.stress.name,
            "on": on,
            "measure": name,
            "unit": str(effect.after.unit),
            **{
                what + end: getattr(getattr(effect, what), bound)
                for what in ("before", "after", "difference")
                for end, bound in (("", "mean"), ("_low", "low"), ("_high", "high"))
            },
        }
        for outcome in risk.outcomes
        for on, effects in _told(outcome)
        for name, effect in effects.items()
    ]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(cs.float().fill_nan(None))


def half_hours(risk: Risk) -> pl.DataFrame:
    """Return the chances under every stress; the zone `*` is the hall, and times are written `HH:MM`."""
    parts = [outcome.chances.select(_named(outcome), pl.all()) for outcome in risk.outcomes]
    return pl.concat(parts).with_columns(
        zone=pl.when(pl.col("zone") == HALL).then(pl.lit("*")).otherwise(pl.col("zone")),
        minute=pl.col("minute").map_elements(clock, return_dtype=pl.String),
    )


def _named(outcome: Outcome) -> pl.Expr:
    return pl.lit(outcome.stress.name).alias("stress")


def _told(outcome: Outcome) -> Iterator[tuple[str, dict[str, Effect]]]:
    yield "horizon", outcome.effects
    if outcome.stress.outage is not None:
        yield outcome.stress.outage.date.isoformat(), outcome.on_day


def _stress_object(outcome: Outcome) -> dict[str, Any]:
    stress = outcome.stress
    judged = outcome.chances.filter(pl.col("chance").is_not_null())
    return {
        "name": stress.name,
        "kind": str(stress.kind),
        "value": stress.value,
        "outage": None if stress.outage is None else _outage_object(stress.outage),
        "day": stress.day,
        "scenario_hash": outcome.runs.provenance.scenario_hash,
        "measures": {name: _effect_object(effect) for name, effect in outcome.effects.items()},
        "on_day": {name: _effect_object(effect) for name, effect in outcome.on_day.items()},
        "chances": [
            {**row, "zone": row["zone"] or None, "minute": clock(row["minute"])} for row in judged.iter_rows(named=True)
        ],
    }


def _outage_object(outage: Outage) -> dict[str, str]:
    return {"date": outage.date.isoformat(), "from": clock(outage.from_time), "to": clock(outage.to_time)}


def _effect_object(effect: Effect) -> dict[str, Any]:
    return {name: as_json(getattr(effect, name)) for name in ("before", "after", "difference")}


def _stress(found: dict[str, Any]) -> Stress:
    outage = found["outage"]
    return Stress(
        kind=StressKind(found["kind"]),
        value=found["value"],
        outage=None
        if outage is None
        else Outage(
            date=dt.date.fromisoformat(outage["date"]), from_time=_minute(outage["from"]), to_time=_minute(outage["to"])
        ),
        day=found["day"],
    )


def _minute(written: str) -> int:
    hours, minutes = written.split(":")
    return 60 * int(hours) + int(minutes)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
