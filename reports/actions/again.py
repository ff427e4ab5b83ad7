"""A run or an optimisation once more, from what its folder holds: scenario, plans, seed, replications.

The search of an optimisation is not repeated (it works against the clock); its plans are simulated again.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from reports.actions import optimise, run
from reports.actions.outcome import Interrupted
from reports.record import Record, load, save
from sim.experiment.results import Runs
from sim.plan.sessions import Plan
from sim.plan.today import todays_plan
from sim.progress import Watch


def again(folder: Path, into: Path, workers: int | None, watch: Watch) -> None:
    """Simulate the plans of a folder again and write what the command wrote from them.

    Raises
    ------
    Interrupted
        The user stopped it.
    """
    old = load(folder)
    new = _resimulated(old, workers, watch)
    save(new, into)
    run.write_logs(new.scenario, new.plan, new.runs.provenance, into)


def _resimulated(old: Record, workers: int | None, watch: Watch) -> Record:
    runs = _runs(old, old.plan, old.runs, workers, watch)
    if old.before is None or old.greedy is None or old.greedy_plan is None:
        asked = {key: old.result[key] for key in ("precision",) if key in old.result}
        return dataclasses.replace(old, runs=runs, result={**run.result_of(runs), **asked})
    today = todays_plan(old.scenario, old.before.provenance.days)
    before = _runs(old, today, old.before, workers, watch)
    greedy = _runs(old, old.greedy_plan, old.greedy, workers, watch)
    result = optimise.result_of(old.effort, {"before": before, "greedy": greedy, "after": runs})
    return dataclasses.replace(old, runs=runs, before=before, greedy=greedy, result=result)


def _runs(old: Record, plan: Plan, former: Runs, workers: int | None, watch: Watch) -> Runs:
    from sim.experiment import replicate

    made = former.provenance
    runs = replicate(
        old.scenario,
        plan,
        seed=made.seed,
        replications=made.replications,
        days=made.days,
        engine=made.engine,
        workers=workers,
        watch=watch,
    )
    if watch.stopped():
        raise Interrupted
    return runs
