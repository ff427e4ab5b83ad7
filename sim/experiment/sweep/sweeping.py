"""A sweep from its specification to its tables, in a folder from which it goes on and can be made again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sim.errors import ResourceError, UsageError
from sim.experiment.sweep.clusters import cluster, faults
from sim.experiment.sweep.pools import Here, Pool, Processes
from sim.experiment.sweep.runner import Runner
from sim.experiment.sweep.spec import SweepSpec, from_json
from sim.experiment.sweep.store import FILE, Damage, Store
from sim.experiment.sweep.table import SUMMARY_FILE, VALUES_FILE, Tables, csv, tables
from sim.experiment.sweep.trouble import Failure, decoded
from sim.experiment.sweep.work import packed
from sim.files import Staging, sha256, write_atomically
from sim.plan import folder as plan_folder
from sim.progress import Unwatched, Watch
from sim.scenario import load, save
from sim.versions import versions

SWEEP_FILE, PROVENANCE_FILE = "sweep.json", "provenance.json"
INPUTS = "inputs"
PROCESSES, HERE = "processes", "here"
_DAMAGED_AGAIN = 3


@dataclass(frozen=True, eq=False, kw_only=True)
class SweepResult:
    """What a sweep gave.

    Attributes
    ----------
    values, summary : frame
        See `sim.experiment.sweep.table.Tables`; if the sweep was stopped, of what was done until then.
    failures : tuple of Failure
        Chunks that failed for good.
    damage : Damage
        Rows of the store that were found damaged; they were simulated again.
    complete : bool
        Whether nothing is left to do; only then are the tables in the folder.
    taken_over : int
        Replications that the folder held already.
    """

    spec: SweepSpec
    folder: Path
    values: pl.DataFrame
    summary: pl.DataFrame
    failures: tuple[Failure, ...]
    damage: Damage
    complete: bool
    taken_over: int


def sweep(
    spec: SweepSpec,
    folder: str | Path,
    *,
    on: str = PROCESSES,
    workers: int | None = None,
    watch: Watch | None = None,
    command: str = "",
) -> SweepResult:
    """Simulate what a sweep lacks in its folder, and write its tables there.

    Ended at any moment and begun again, it goes on where it was; several processes may work on one folder.

    Parameters
    ----------
    on : str
        `processes` of this computer; `here`, in this process; `dask:ADDRESS` or `ray:ADDRESS`, where `local` in place
        of an address starts workers on this computer.
    workers : int, optional
        How many processes; as many as processors if none is given. On a cluster: what it has.
    command : str
        What repeats the sweep, for its provenance.

    Raises
    ------
    UsageError
        The folder holds another sweep, or one of another version of the program.
    ResourceError
        The store is damaged, the disc refuses, or the cluster does not answer.
    """
    watch = Unwatched() if watch is None else watch
    folder = Path(folder)
    if on not in {HERE, PROCESSES} and (wrong := faults(on)):
        raise UsageError(wrong)
    _make(folder)
    store = Store(folder, spec)
    try:
        damage, there = store.repair(), len(store.keys())
        store.failures.forget_all()
        complete = _worked(spec, store, watch, on, workers)
        found = tables(spec, store)
        failures = _failures(spec, store)
        if complete:
            _refuse_gaps(spec, store, found, failures)
            _publish(spec, store, folder, found, failures, command)
    finally:
        store.close()
    return SweepResult(
        spec=spec,
        folder=folder,
        values=found.values,
        summary=found.summary,
        failures=failures,
        damage=damage,
        complete=complete,
        taken_over=there,
    )


def saved_spec(folder: Path) -> tuple[SweepSpec, Mapping[str, Any]]:
    """Return the sweep that a folder is the result of, from what it holds, and its provenance."""
    values = json.loads((folder / SWEEP_FILE).read_text(encoding="utf-8"))["spec"]
    provenance = json.loads((folder / PROVENANCE_FILE).read_text(encoding="utf-8"))
    scenario = load(folder / INPUTS / "scenario")
    plans = [
        None if plan["hash"] is None else plan_folder.load(_plan_folder(folder / INPUTS, position), scenario)
        for position, plan in enumerate(values["plans"])
    ]
    return from_json(values, scenario, plans), provenance


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResourceError(f"cannot write {folder}: {error.strerror or error}") from error


def _worked(spec: SweepSpec, store: Store, watch: Watch, on: str, workers: int | None) -> bool:
    """Do what is to be done, until all of it is there and sound; false if the watch stopped it."""
    for _ in range(_DAMAGED_AGAIN):
        pool = _pool(spec, on, workers)
        try:
            if not Runner(spec, store, pool, watch).run():
                return False
        finally:
            pool.close()
        if not store.repair().count:
            return True
    raise ResourceError(f"rows of {store.database.path} are damaged again and again: the disc is not to be trusted")


def _pool(spec: SweepSpec, on: str, workers: int | None) -> Pool:
    if on == HERE:
        return Here(packed(spec))
    if on == PROCESSES:
        return Processes(packed(spec), workers)
    return cluster(on, packed(spec), workers)


def _failures(spec: SweepSpec, store: Store) -> tuple[Failure, ...]:
    found = store.failures.final()
    failed = [chunk for chunk in spec.chunks() if chunk.key in found]
    return tuple(
        Failure(chunk=chunk, plan=spec.plans[chunk.plan].label, trouble=decoded(found[chunk.key])) for chunk in failed
    )


def _refuse_gaps(spec: SweepSpec, store: Store, found: Tables, failures: tuple[Failure, ...]) -> None:
    """A table has every replication, but for those of chunks that failed."""
    wanted = len(spec.variants) * len(spec.plans) * spec.replications - sum(f.chunk.count for f in failures)
    if len(found.values) != wanted:
        raise ResourceError(f"rows of {store.database.path} were damaged meanwhile: start the same sweep again")


def _publish(
    spec: SweepSpec, store: Store, folder: Path, found: Tables, failures: tuple[Failure, ...], command: str
) -> None:
    """Write tables, inputs and provenance, while no other process does."""
    values, summary = csv(found.values), csv(found.summary)
    about = {
        "spec": spec.json(),
        "simulations": len(found.values),
        "failures": [failure.json() for failure in failures],
        "files": {VALUES_FILE: sha256(values), SUMMARY_FILE: sha256(summary)},
    }
    with store.database.alone():
        _sweep_up(folder)
        _save_inputs(spec, folder / INPUTS)
        write_atomically(folder / VALUES_FILE, values)
        write_atomically(folder / SUMMARY_FILE, summary)
        write_atomically(folder / PROVENANCE_FILE, _json(_provenance(spec, command)))
        write_atomically(folder / SWEEP_FILE, _json(about))


def _sweep_up(folder: Path) -> None:
    """Remove what a process that was killed while writing left behind."""
    for path in (*folder.glob(".*.part"), *folder.glob(".*.old")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _save_inputs(spec: SweepSpec, folder: Path) -> None:
    if folder.exists():  # written whole, and of this sweep, or the store would have been refused
        return
    with Staging(folder) as staged:
        save(spec.scenario, staged / "scenario")
        for position, choice in enumerate(spec.plans):
            if choice.plan is not None:
                into = _plan_folder(staged, position)
                into.mkdir(parents=True)
                plan_folder.write(choice.plan, into)


def _plan_folder(inputs: Path, position: int) -> Path:
    return inputs / "plans" / str(position + 1)


def _provenance(spec: SweepSpec, command: str) -> dict[str, Any]:
    return {
        "scenario": spec.scenario.settings.name,
        "scenario_hash": spec.scenario.hash,
        "plan_hashes": [None if choice.plan is None else choice.plan.hash for choice in spec.plans],
        "seed": spec.seed,
        "replications": list(spec.numbers),
        "days": spec.days,
        "versions": versions(),
        "command": command,
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


__all__ = ["FILE", "SweepResult", "saved_spec", "sweep"]
