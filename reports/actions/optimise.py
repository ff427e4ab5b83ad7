"""`hall optimise`: find a better plan, and show on fresh demand what it is worth beside today's and the greedy."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from reports.actions.loading import readme_of, scenario_of
from reports.actions.outcome import Interrupted, Stage
from reports.actions.run import write_logs
from reports.breakdown import Change, by_zone, without_worst
from reports.record import Record, refuse_foreign, save
from reports.tables import as_json, changes
from sim.domain.scenario_data import Scenario
from sim.experiment.blocks import Experiment, block
from sim.experiment.results import Runs
from sim.plan.sessions import Plan
from sim.progress import Unwatched, Watch

REPLICATIONS = 12
"""Replications from here on are never seen by a search."""
TIME_LIMIT = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimiseResult:
    """The record of a plan found, with the folder and files in which it was kept."""

    record: Record
    folder: Path | None = None
    files: tuple[Path, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        return dict(self.record.result)


def optimise(
    name: str,
    *,
    settings: Sequence[str] = (),
    days: int | None = None,
    time_limit: float = TIME_LIMIT,
    seed: int | None = None,
    replications: int = REPLICATIONS,
    reproducible: bool = False,
    workers: int | None = None,
    out: Path | None = None,
    lang: str = "en",
    watch: Watch | None = None,
) -> OptimiseResult:
    """Find a plan, check it, and simulate today's, the greedy and the plan found on the same fresh demand.

    Raises
    ------
    RosterRefused
        The checker refuses the plan found.
    Interrupted
        The user stopped it while plans were being simulated: the plan found is kept in `out`.
    """
    from optimiser.optimisation import optimise as solve
    from sim.experiment import replicate
    from sim.opening import open_days
    from sim.plan.today import todays_plan

    watch = Unwatched() if watch is None else watch
    refuse_foreign(out)
    scenario = scenario_of(name, settings)
    count = scenario.settings.horizon.days if days is None else days
    used = scenario.settings.seed if seed is None else seed
    solved = solve(
        scenario,
        days=count,
        time_limit=time_limit,
        seed=used,
        reproducible=reproducible,
        watch=Stage(watch, "optimising"),
    )
    _refuse_if_wrong(scenario, solved.plan)
    numbers = block(Experiment.CONFIRM, replications)
    simulated: dict[str, Runs] = {}
    for task, plan in (
        ("before", todays_plan(scenario, count)),
        ("greedy", solved.greedy_plan),
        ("after", solved.plan),
    ):
        stage = Stage(watch, f"simulating_{task}")
        simulated[task] = replicate(
            scenario, plan, seed=used, replications=numbers, days=count, workers=workers, watch=stage
        )
        if watch.stopped():
            raise Interrupted(folder=_keep_plan(scenario, solved.plan, out))
    effort = {
        "status": str(solved.status),
        "gap": solved.gap,
        "bound_of": solved.bound_of,
        "seconds": solved.seconds,
    }
    record = Record(
        scenario=scenario,
        plan=solved.plan,
        dates=open_days(scenario, count),
        runs=simulated["after"],
        before=simulated["before"],
        greedy=simulated["greedy"],
        greedy_plan=solved.greedy_plan,
        effort=effort,
        result=result_of(effort, simulated),
        command=_command(name, settings, count, used, replications, time_limit, reproducible=reproducible),
        assumptions=readme_of(name),
    )
    if out is None:
        return OptimiseResult(record=record)
    tables = {"requirement": solved.requirement, "decisions": solved.decisions, "rotation": solved.rotation}
    return OptimiseResult(record=record, folder=out, files=_keep(record, tables, out, lang))


def _refuse_if_wrong(scenario: Scenario, plan: Plan) -> None:
    from optimiser.check import check
    from sim.errors import RosterRefused

    violations = check(scenario, plan)
    if violations:
        raise RosterRefused([str(violation) for violation in violations])


def _keep(record: Record, tables: Mapping[str, pl.DataFrame], out: Path, lang: str) -> tuple[Path, ...]:
    """Write the plan, the values behind the report, the report and the workbook, all or nothing."""
    from reports import excel, html
    from sim.files import Staging

    with Staging(out) as folder:
        save(record, folder)
        write_logs(record.scenario, record.plan, record.runs.provenance, folder)
        for name, frame in tables.items():
            frame.write_parquet(folder / f"{name}.parquet")
        html.write(record, folder / "report.html", lang)
        excel.write(record, folder / "roster.xlsx", lang)
    return out / "report.html", out / "roster.xlsx"


def _keep_plan(scenario: Scenario, plan: Plan, out: Path | None) -> str | None:
    from sim.plan import folder as plan_folder

    if out is None:
        return None
    plan_folder.save(plan, out, {"scenario": scenario.settings.name, "scenario_hash": scenario.hash})
    return str(out)


def result_of(effort: Mapping[str, Any], simulated: Mapping[str, Runs]) -> dict[str, Any]:
    """Return the object of `hall optimise --json`."""
    before, greedy, after = simulated["before"], simulated["greedy"], simulated["after"]
    found = changes(after, before)
    made = after.provenance
    worst = without_worst(before, after)
    return {
        **effort,
        "scenario": made.scenario,
        "scenario_hash": made.scenario_hash,
        "plan_hash": made.plan_hash,
        "seed": made.seed,
        "replications": len(made.replications),
        "days": made.days,
        **{side: {n: _side(c, side) for n, c in found.items()} for side in ("before", "after", "difference")},
        "greedy": {n: _side(c, "before") for n, c in changes(after, greedy).items()},
        "greedy_difference": {n: _side(c, "difference") for n, c in changes(after, greedy).items()},
        "zones": {
            zone: {n: {side: _side(c, side) for side in ("before", "after", "difference")} for n, c in measures.items()}
            for zone, measures in by_zone(after, before).items()
        },
        "without_worst_queues": {
            "queues": [queue for queue, _, _ in worst.queues],
            "wait_minutes": {side: _side(worst.wait_minutes, side) for side in ("before", "after", "difference")},
        },
    }


def _side(change: Change, side: str) -> dict[str, Any]:
    estimate = {"before": change.before, "after": change.after, "difference": change.difference}[side]
    assert estimate is not None
    return as_json(estimate)


def _command(
    name: str,
    settings: Sequence[str],
    days: int,
    seed: int,
    replications: int,
    time_limit: float,
    *,
    reproducible: bool,
) -> str:
    parts = [
        "hall",
        "optimise",
        name,
        "--days",
        str(days),
        "--seed",
        str(seed),
        "--replications",
        str(replications),
    ]
    parts += ["--time-limit", f"{time_limit:g}", *(["--reproducible"] if reproducible else [])]
    parts += [part for option in settings for part in ("--set", option)]
    return shlex.join(parts)
