"""Replications: simulate a scenario under a plan again and again, on several processors.

Each replication has demand of its own.
"""

from __future__ import annotations

import importlib.metadata
import multiprocessing
import os
import platform
import signal
from collections.abc import Sequence
from contextlib import suppress

import joblib
import numpy as np
import polars as pl

from sim.demand import draw
from sim.domain.scenario_data import Scenario
from sim.engine import simulate
from sim.engines import DEFAULT_ENGINE, Engine
from sim.experiment.results import Provenance, Runs
from sim.jit import is_warm
from sim.measures.registry import MEASURES
from sim.measures.sample import Sample, measure
from sim.plan.sessions import Plan
from sim.plan.today import todays_plan
from sim.processes import parallel
from sim.progress import Progress, Unwatched, Watch

Digests = tuple[str, str] | None
"""Of the logs of tickets and cases; of the first replication only, as they take long."""
PACKAGES = ("simpy", "numba", "numpy", "scipy", "polars", "ortools", "holidays")


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
    """
    numbers = tuple(range(replications)) if isinstance(replications, int) else tuple(replications)
    watch = Unwatched() if watch is None else watch
    seed = scenario.settings.seed if seed is None else seed
    plan = todays_plan(scenario, days) if plan is None else plan
    workers = min(workers or os.cpu_count() or 1, len(numbers))
    done: list[tuple[Sample, Digests]] = []
    run = parallel(workers, return_as="generator", threads=engine == "compiled")
    one = joblib.delayed(_one)
    tasks = (one(scenario, plan, seed, number, days, engine, digest=number == numbers[0]) for number in numbers)
    cold = engine == "compiled" and not is_warm()
    watch.report(Progress(task="compiling" if cold else "simulating", done=0, total=len(numbers)))
    for result in run(tasks):
        done.append(result)
        watch.report(Progress(task="simulating", done=len(done), total=len(numbers)))
        if watch.stopped():
            break
    return _gather(scenario, plan, seed, days, engine, done)


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
        versions=_versions(),
        tickets_digest=tickets_digest,
        cases_digest=cases_digest,
    )
    return Runs(
        provenance=provenance,
        values={name: np.array([s.values[name] for s in samples]) for name in MEASURES},
        waits=np.stack([s.waits for s in samples]),
        zones=_stack(samples, "zones"),
        queues=_stack(samples, "queues"),
        intervals=_mean_intervals(_stack(samples, "intervals")),
        windows=_stack(samples, "windows")
        .group_by("window", maintain_order=True)
        .agg(pl.exclude("replication").mean()),
        departments=_stack(samples, "departments"),
        items=_stack(samples, "items"),
        steps=_stack(samples, "steps"),
        times=_stack(samples, "times"),
        kinds=_stack(samples, "kinds"),
    )


def _versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results rest on, of those installed."""
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        with suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    return versions


def _stack(samples: list[Sample], name: str) -> pl.DataFrame:
    frames: list[pl.DataFrame] = [getattr(s, name) for s in samples]
    numbered = zip(frames, samples, strict=True)
    return pl.concat([frame.with_columns(replication=pl.lit(s.replication)) for frame, s in numbered])


def _mean_intervals(stacked: pl.DataFrame) -> pl.DataFrame:
    """Return means over replications; the wait is that of all tickets together."""
    means = stacked.group_by("zone", "minute", maintain_order=True).agg(pl.exclude("replication").mean())
    return means.with_columns(wait_minutes=pl.col("wait_sum_minutes") / pl.col("tickets")).drop("wait_sum_minutes")
