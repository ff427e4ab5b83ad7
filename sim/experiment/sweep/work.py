"""What a worker does: simulate one chunk. Whatever goes wrong comes back as a value, so that nothing else is lost."""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim.demand import draw
from sim.domain.scenario_data import Scenario
from sim.engine import simulate
from sim.errors import Fault, IdentityError, InputError, ResourceError
from sim.experiment.sweep.rows import Row
from sim.experiment.sweep.spec import Chunk, SweepSpec
from sim.measures.sample import measure
from sim.plan import folder as plan_folder
from sim.plan.sessions import Plan
from sim.plan.today import todays_plan
from sim.scenario.vary import vary
from sim.versions import versions

WATCH_SECONDS = 0.5
PLACES = ("windows", "desks", "officers", "departments", "queues")
"""The tables against which a plan is checked."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why a chunk has no rows.

    Attributes
    ----------
    kind : str
        `input` (the variant is no valid scenario, or the plan does not fit it), `identity`, `lost` (the worker died),
        or `error`.
    for_good : bool
        Whether it would be the same another time.
    """

    kind: str
    text: str
    faults: tuple[Fault, ...] = ()

    @property
    def for_good(self) -> bool:
        """Whether it would be the same another time."""
        return self.kind in {"input", "identity"}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a chunk: its rows, or why there are none."""

    chunk: Chunk
    rows: tuple[Row, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class _Job:
    """A sweep as a worker has it; told apart by identity, which is quick."""

    spec: SweepSpec


def packed(spec: SweepSpec) -> bytes:
    """Return a sweep as bytes, which every kind of worker takes as they are."""
    return zlib.compress(pickle.dumps((spec, versions())))


def work(job: bytes, chunk: Chunk) -> Outcome:
    """Simulate a chunk of a packed sweep."""
    try:
        return Outcome(chunk=chunk, rows=tuple(_rows(_job(job), chunk)))
    except InputError as error:
        return _troubled(chunk, "input", error, error.faults)
    except IdentityError as error:
        return _troubled(chunk, "identity", error)
    except Exception as error:  # noqa: BLE001 -- named at the end of the sweep, while the others finish
        return _troubled(chunk, "error", error)


def _troubled(chunk: Chunk, kind: str, error: Exception, faults: tuple[Fault, ...] = ()) -> Outcome:
    text = str(error) if kind == "identity" else f"{type(error).__name__}: {error}"
    return Outcome(chunk=chunk, trouble=Trouble(kind=kind, text=text, faults=faults))


def _rows(job: _Job, chunk: Chunk) -> Iterator[Row]:
    spec = job.spec
    scenario = _varied(job, chunk.variant)
    plan = _planned(job, chunk.variant, chunk.plan)
    for number in chunk.replications:
        demand = draw(scenario, seed=spec.seed, replication=number, days=spec.days)
        sample = measure(simulate(demand, plan))
        yield Row.of((chunk.variant, chunk.plan, number), sample.values, sample.waits)


@lru_cache(maxsize=1)
def _job(job: bytes) -> _Job:
    spec, then = pickle.loads(zlib.decompress(job))  # noqa: S301 -- made by `packed` of the process that started this one
    now = versions()
    differing = [name for name in then if now.get(name) != then[name]]
    if differing:
        raise ResourceError(f"this worker has other versions of {', '.join(differing)} than the sweep")
    return _Job(spec=spec)


@lru_cache(maxsize=1)
def _varied(job: _Job, variant: int) -> Scenario:
    edits = job.spec.by_number[variant].edits(job.spec.factors)
    return vary(job.spec.scenario, edits) if edits else job.spec.scenario


@lru_cache(maxsize=2)
def _planned(job: _Job, variant: int, position: int) -> Plan:
    scenario, plan = _varied(job, variant), job.spec.plans[position].plan
    if plan is None:
        return todays_plan(scenario, job.spec.days)
    return plan if _as_before(job.spec.scenario, scenario) else _checked(plan, scenario)


def _as_before(base: Scenario, varied: Scenario) -> bool:
    """Whether all that a plan is checked against is as in the scenario with which it was loaded."""
    days = base.settings.horizon.days == varied.settings.horizon.days
    return days and all(getattr(base, table) == getattr(varied, table) for table in PLACES)


def _checked(plan: Plan, scenario: Scenario) -> Plan:
    """Check a plan against a varied scenario, by the way of every plan: from its folder."""
    with tempfile.TemporaryDirectory(prefix="hall-plan-") as folder:
        plan_folder.write(plan, Path(folder))
        return plan_folder.load(folder, scenario)


def begin_worker(parent: int) -> None:
    """Prepare a process of our own: Ctrl-C is for its parent, and it ends when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(1)
