"""Small sweeps for tests, and how one is watched, killed and looked at from outside."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from pathlib import Path

import numpy as np

from sim.domain.scenario_data import Scenario
from sim.experiment.factors import Factor
from sim.experiment.sweep import Chunk, SweepSpec
from sim.experiment.sweep.design import variants
from sim.experiment.sweep.rows import Row
from sim.experiment.sweep.store import FILE, Store
from sim.experiment.sweep.work import Outcome, work
from sim.measures.customers import BINS
from sim.measures.registry import MEASURES
from sim.progress import Progress

SCALE = Factor(key="arrivals.scale", values=(0.9, 1.1, 1.3))
FILES = ("values.csv", "summary.csv", "sweep.json")
SPEC = """
scenario = "small"
days = {days}
replications = {replications}
chunk = {chunk}

[[vary]]
key = "arrivals.scale"
values = [0.9, 1.0, 1.1, 1.2]
"""
COMMAND = (sys.executable, "-m", "reports.cli", "sweep")


def small_sweep(
    scenario: Scenario, *, factor: Factor = SCALE, days: int = 2, replications: int = 4, chunk: int = 2
) -> SweepSpec:
    return SweepSpec(
        scenario=scenario,
        factors=(factor,),
        variants=variants([factor], None, 1),
        days=days,
        replications=replications,
        seed=7,
        chunk=chunk,
    )


def result(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def rows(folder: Path) -> int:
    """How many replications a store holds, asked as another program would."""
    if not (folder / FILE).exists():
        return 0
    connection = sqlite3.connect(folder / FILE, timeout=30)
    try:
        return int(connection.execute("SELECT count(*) FROM result").fetchone()[0])
    except sqlite3.OperationalError:  # its tables are still being made
        return 0
    finally:
        connection.close()


def children(parent: int) -> set[int]:
    """The living processes below a process, at any depth."""
    below: dict[int, set[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            below.setdefault(int(fields[1]), set()).add(int(stat.parent.name))
    found, new = set[int](), {parent}
    while new:
        new = set().union(*(below.get(one, set()) for one in new))
        found |= new
    return found


def workers(parent: int) -> set[int]:
    """Those of them that are joblib's workers."""
    return {child for child in children(parent) if b"--process-name" in _command(child) and b"Loky" in _command(child)}


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def alive(processes: set[int]) -> set[int]:
    found = set()
    for one in processes:
        try:
            state = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.add(one)
    return found


def wait_until(true: object, seconds: float = 60.0) -> None:
    """Wait until a function returns something true."""
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


class StopAfter:
    """A watch that stops a sweep when so many chunks are done."""

    def __init__(self, chunks: int) -> None:
        self._chunks = chunks
        self.done = 0.0

    def report(self, progress: Progress) -> None:
        self.done = progress.done

    def stopped(self) -> bool:
        return self.done >= self._chunks


def deadly(job: bytes, chunk: Chunk) -> Outcome:
    """Work as a worker that dies of variant 2."""
    if chunk.variant == 2:
        os._exit(1)
    return work(job, chunk)


def made_up(chunk: Chunk) -> list[Row]:
    """Rows for a chunk without simulating it."""
    values = {name: chunk.variant + n / 8 for n, name in enumerate(MEASURES)}
    waits = np.arange(BINS) % 7
    return [Row.of((chunk.variant, chunk.plan, number), values, waits) for number in chunk.replications]


def claim_all(folder: Path, spec: SweepSpec) -> list[Chunk]:
    """Take and do whatever can be had; return it."""
    store, mine = Store(folder, spec), []
    try:
        for chunk in spec.chunks():
            if store.claim(chunk):
                store.commit(chunk, made_up(chunk))
                mine.append(chunk)
    finally:
        store.close()
    return mine


def claim_all_at(gate: Path, folder: Path, spec: SweepSpec, out: Path) -> None:
    """Do so as soon as a file is there, and write down what was done; a process finds this function by its module."""
    wait_until(gate.exists)
    out.write_text("\n".join(chunk.key for chunk in claim_all(folder, spec)))
