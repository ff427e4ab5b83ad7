"""Replications: simulate a scenario under a plan again and again, on several processors.

Each replication has demand of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence

import joblib
import numpy as np
import polars as pl

from sim.demand import draw
from sim.domain.scenario_data import Scenario
from sim.engine import simulate
from sim.engines import DEFAULT_ENGINE, Engine
from sim.experiment.extend import joined, missing
from sim.experiment.results import Provenance, Runs
from sim.jit import is_warm
from sim.measures.registry import MEASURES
from sim.measures.sample import Sample, measure
from sim.plan.sessions import Plan
from sim.plan.today import todays_plan
from sim.processes import parallel
from sim.progress import Progress, Unwatched, Watch
from sim.versions import versions

Digests = tuple[str, str] | None
"""Of the logs of tickets and cases; of the first replication only, as they take long."""


def replicate(
    scenario: Scenario,
    plan: Plan | None = None,
    *,
    seed: int | None = None,
    replications: Sequence[int] | int = 10,
    days: int | None = None,
    engine: Engine = DEFAULT_ENGINE,
    workers: int | None = None,
    watch: Watch | None = None,
    earlier: Runs | None = None,
) -> Runs:
    """Simulate replications of a scenario under a plan (today's if none is given).

    Parameters
    ----------
    replications : int or sequence of int
        A number n stands for replications 0 … n - 1. The same replication number means the same demand for
        every plan.
    workers : int, optional
        Threads for the compiled engine, whose kernels run side by side, processes for SimPy's; as many as there
        are processors if none is given. The result does not depend on it.
    watch : Watch, optional
        Told of progress after each replication; if it stops, the result holds the replications done so far
        (at least one).
    earlier : Runs, optional
        The first of these replications, simulated before: only the others are simulated, and the whole is to the last
        bit what it would have been at once.

    Raises
    ------
    ValueError
        `earlier` is of another scenario, plan, seed, horizon or version, or its replications are not the first.
    """
    numbers = tuple(range(replications)) if isinstance(replications, int) else tuple(replications)
    watch = Unwatched() if watch is None else watch
    seed = scenario.settings.seed if seed is None else seed
    plan = todays_plan(scenario, days) if plan is None else plan
    to_do = missing(earlier, numbers)
    if earlier is not None and not to_do:
        return earlier
    workers = min(workers or os.cpu_count() or 1, len(to_do))
    done: list[tuple[Sample, Digests]] = []
    run = parallel(workers, return_as="generator", threads=engine == "compiled")
    one = joblib.delayed(_one)
    tasks = (one(scenario, plan, seed, number, days, engine, digest=number == numbers[0]) for number in to_do)
    cold = engine == "compiled" and not is_warm()
    watch.report(Progress(task="compiling" if cold else "simulating", done=0, total=len(to_do)))
    for result in run(tasks):
        done.append(result)
        watch.report(Progress(task="simulating", done=len(done), total=len(to_do)))
        if watch.stopped():
            break
    later = _gather(scenario, plan, seed, days, engine, done)
    return later if earlier is None else joined(earlier, later)


def _one(
    scenario: Scenario, plan: Plan, seed: int, replication: int, days: int | None, engine: Engine, *, digest: bool
) -> tuple[Sample, Digests]:
    if multiprocessing.current_process().name != "MainProcess":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which keeps what is done
    log = simulate(draw(scenario, seed=seed, replication=replication, days=days), plan, engine)
    return measure(log), (log.tickets_digest(), log.cases_digest()) if digest else None


def _gather(
    scenario: Scenario,
    plan: Plan,
    seed: int,
    days: int | None,
    engine: Engine,
    done: list[tuple[Sample, Digests]],
) -> Runs:
    samples = [sample for sample, _ in done]
    tickets_digest, cases_digest = done[0][1] or ("", "")
    provenance = Provenance(
        scenario=scenario.settings.name,
        scenario_hash=scenario.hash,
        plan_hash=plan.hash,
        engine=engine,
        seed=seed,
        replications=tuple(sample.replication for sample in samples),
        days=scenario.settings.horizon.days if days is None else days,
        versions=versions(),
        tickets_digest=tickets_digest,
        cases_digest=cases_digest,
    )
    return Runs(
        provenance=provenance,
        values={name: np.array([s.values[name] for s in samples]) for name in MEASURES},
        waits=np.stack([s.waits for s in samples]),
        waits_by_queue=np.stack([s.waits_by_queue for s in samples]),
        waits_by_half_hour=np.stack([s.waits_by_half_hour for s in samples]),
        zones=_stack(samples, "zones"),
        queues=_stack(samples, "queues"),
        classes=_stack(samples, "classes"),
        half_hours=_stack(samples, "half_hours"),
        intervals=_stack(samples, "intervals"),
        windows=_stack(samples, "windows"),
        departments=_stack(samples, "departments"),
        items=_stack(samples, "items"),
        steps=_stack(samples, "steps"),
        times=_stack(samples, "times"),
        kinds=_stack(samples, "kinds"),
    )


def _stack(samples: list[Sample], name: str) -> pl.DataFrame:
    frames: list[pl.DataFrame] = [getattr(s, name) for s in samples]
    numbered = zip(frames, samples, strict=True)
    return pl.concat([frame.with_columns(replication=pl.lit(s.replication)) for frame, s in numbered])
