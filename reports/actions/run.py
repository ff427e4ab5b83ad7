"""`hall run`: simulate a plan and measure it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.actions.loading import plan_of, readme_of, scenario_of
from reports.actions.outcome import Interrupted
from reports.actions.precision import Asked
from reports.record import WARNINGS_FILE, Record, part_of, refuse_foreign, refuse_loss, save
from reports.tables import as_json
from sim.domain.scenario_data import Scenario
from sim.engines import DEFAULT_ENGINE, Engine
from sim.experiment.blocks import Experiment, block
from sim.experiment.results import Provenance, Runs
from sim.plan.sessions import Plan
from sim.progress import Unwatched, Watch
from sim.versions import versions

REPLICATIONS = 50
"""Fewer give intervals of skewed measures that promise too much (docs/COVERAGE.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A plan simulated; `partial` if the user stopped it before all replications were done."""

    record: Record
    folder: Path | None = None
    taken_over: int = 0
    """Replications that the folder held already."""

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        return dict(self.record.result)


def run(
    name: str,
    *,
    settings: Sequence[str] = (),
    plan: str | None = None,
    days: int | None = None,
    replications: int = REPLICATIONS,
    asked: Asked | None = None,
    seed: int | None = None,
    engine: Engine | None = None,
    workers: int | None = None,
    out: Path | None = None,
    watch: Watch | None = None,
) -> RunResult:
    """Simulate a scenario under a plan (today's, if none is given), and keep the result in `out`.

    What `out` holds of just these replications is not simulated again.

    Parameters
    ----------
    asked : Asked, optional
        Simulate, instead of so many replications, until the interval of a measure is as narrow as asked.

    Raises
    ------
    Interrupted
        The user stopped it; what was simulated until then is in it, and in `out`.
    """
    from sim.opening import open_days

    watch = Unwatched() if watch is None else watch
    refuse_foreign(out)
    scenario = scenario_of(name, settings)
    planned, count = plan_of(plan, scenario, days)
    most = replications if asked is None else asked.precision.most
    wanted = _wanted(scenario, planned, count, seed, engine, most)
    if out is not None:
        refuse_loss(wanted, out)
    earlier = None if out is None else part_of(wanted, out)
    runs, reached = _simulated(scenario, planned, wanted, asked, workers=workers, watch=watch, earlier=earlier)
    made = runs.provenance
    record = Record(
        scenario=scenario,
        plan=planned,
        dates=open_days(scenario, count),
        runs=runs,
        result={**result_of(runs), **({} if asked is None else {"precision": asked.json(reached=reached)})},
        command=_command(name, settings, plan, made, replications, asked),
        assumptions=readme_of(name),
    )
    if out is not None:
        keep(record, out)
    there = 0 if earlier is None else len(earlier.provenance.replications)
    result = RunResult(record=record, folder=out, taken_over=there)
    if len(made.replications) < most and watch.stopped():
        raise Interrupted(result, None if out is None else str(out))
    return result


def _wanted(
    scenario: Scenario, plan: Plan, days: int, seed: int | None, engine: Engine | None, replications: int
) -> Provenance:
    return Provenance(
        scenario=scenario.settings.name,
        scenario_hash=scenario.hash,
        plan_hash=plan.hash,
        engine=engine or DEFAULT_ENGINE,
        seed=scenario.settings.seed if seed is None else seed,
        replications=tuple(block(Experiment.RUN, replications)),
        days=days,
        versions=versions(),
    )


def _simulated(
    scenario: Scenario,
    plan: Plan,
    wanted: Provenance,
    asked: Asked | None,
    **options: Any,  # noqa: ANN401  # those of `replicate`
) -> tuple[Runs, bool]:
    """Return the runs, and whether the precision asked for was reached."""
    from sim.experiment import replicate
    from sim.experiment.precision import replicate_until

    options |= {"seed": wanted.seed, "days": wanted.days, "engine": wanted.engine}
    if asked is None:
        return replicate(scenario, plan, replications=wanted.replications, **options), True
    found = replicate_until(scenario, plan, asked.precision, asked.by, **options)
    return found.runs, found.reached


def result_of(runs: Runs) -> dict[str, Any]:
    """Return the object of `hall run --json`."""
    from sim.experiment import estimates

    made = runs.provenance
    return {
        "scenario": made.scenario,
        "scenario_hash": made.scenario_hash,
        "plan_hash": made.plan_hash,
        "engine": made.engine,
        "seed": made.seed,
        "replications": len(made.replications),
        "days": made.days,
        "tickets_digest": made.tickets_digest,
        "cases_digest": made.cases_digest,
        "measures": {measure: as_json(estimate) for measure, estimate in estimates(runs).items()},
    }


def keep(record: Record, out: Path) -> None:
    """Write a record and the logs of its first replication, whole or not at all."""
    from sim.files import Staging

    with Staging(out) as folder:
        save(record, folder)
        write_logs(record.scenario, record.plan, record.runs.provenance, folder)


def write_logs(scenario: Scenario, plan: Plan, made: Provenance, folder: Path) -> None:
    """Simulate the first replication once more and write its tickets, cases and steps, and what was warned of."""
    from sim.demand import draw
    from sim.engine import simulate
    from sim.measures.warnings import warnings

    demand = draw(scenario, seed=made.seed, replication=made.replications[0], days=made.days)
    log = simulate(demand, plan, made.engine)
    log.tickets.write_parquet(folder / "tickets.parquet")
    log.cases.write_parquet(folder / "cases.parquet")
    log.steps.write_parquet(folder / "steps.parquet")
    warnings(log).write_parquet(folder / WARNINGS_FILE)


def _command(
    name: str,
    settings: Sequence[str],
    plan: str | None,
    made: Provenance,
    replications: int,
    asked: Asked | None,
) -> str:
    parts = ["hall", "run", name, "--days", made.days, "--replications", replications]
    parts += [] if asked is None else asked.options()
    parts += ["--seed", made.seed, "--engine", made.engine]
    parts += [part for option in settings for part in ("--set", option)]
    parts += [] if plan is None else ["--plan", plan]
    return shlex.join(map(str, parts))
