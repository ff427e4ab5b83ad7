"""`hall run`: simulate a plan and measure it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.actions.loading import plan_of, readme_of, scenario_of
from reports.actions.outcome import Interrupted
from reports.record import WARNINGS_FILE, Record, part_of, refuse_foreign, save
from reports.tables import as_json
from sim.domain.scenario_data import Scenario
from sim.engines import DEFAULT_ENGINE, Engine
from sim.experiment.blocks import Experiment, block
from sim.experiment.results import Provenance, Runs
from sim.plan.sessions import Plan
from sim.progress import Unwatched, Watch
from sim.versions import versions

REPLICATIONS = 10


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
    seed: int | None = None,
    engine: Engine | None = None,
    workers: int | None = None,
    out: Path | None = None,
    watch: Watch | None = None,
) -> RunResult:
    """Simulate a scenario under a plan (today's, if none is given), and keep the result in `out`.

    What `out` holds of just these replications is not simulated again.

    Raises
    ------
    Interrupted
        The user stopped it; what was simulated until then is in it, and in `out`.
    """
    from sim.experiment import replicate
    from sim.opening import open_days

    watch = Unwatched() if watch is None else watch
    refuse_foreign(out)
    scenario = scenario_of(name, settings)
    planned, count = plan_of(plan, scenario, days)
    used = scenario.settings.seed if seed is None else seed
    numbers = block(Experiment.RUN, replications)
    wanted = Provenance(
        scenario=scenario.settings.name,
        scenario_hash=scenario.hash,
        plan_hash=planned.hash,
        engine=engine or DEFAULT_ENGINE,
        seed=used,
        replications=tuple(numbers),
        days=count,
        versions=versions(),
    )
    earlier = None if out is None else part_of(wanted, out)
    runs = replicate(
        scenario,
        planned,
        seed=used,
        replications=numbers,
        days=count,
        engine=engine or DEFAULT_ENGINE,
        workers=workers,
        watch=watch,
        earlier=earlier,
    )
    if not runs.provenance.replications:
        raise Interrupted
    record = Record(
        scenario=scenario,
        plan=planned,
        dates=open_days(scenario, count),
        runs=runs,
        result=result_of(runs),
        command=_command(name, settings, plan, runs.provenance, replications),
        assumptions=readme_of(name),
    )
    if out is not None:
        keep(record, out)
    result = RunResult(
        record=record, folder=out, taken_over=0 if earlier is None else len(earlier.provenance.replications)
    )
    if len(runs.provenance.replications) < replications:
        raise Interrupted(result, None if out is None else str(out))
    return result


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


def _command(name: str, settings: Sequence[str], plan: str | None, made: Provenance, replications: int) -> str:
    parts = [
        "hall",
        "run",
        name,
        "--days",
        str(made.days),
        "--replications",
        str(replications),
        "--seed",
        str(made.seed),
        "--engine",
        made.engine,
    ]
    parts += [part for option in settings for part in ("--set", option)]
    if plan is not None:
        parts += ["--plan", plan]
    return shlex.join(parts)
