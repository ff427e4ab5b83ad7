"""The store of a sweep: claimed once, kept whole, damage noticed, another sweep refused."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import shutil
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.domain.scenario_data import Scenario
from sim.errors import ResourceError, UsageError
from sim.experiment.sweep import Chunk, SweepSpec, sweep
from sim.experiment.sweep.rows import Row
from sim.experiment.sweep.store import FILE, Store
from sim.experiment.sweep.who import Who, is_alive, this_process
from sim.measures.customers import BINS
from sim.scenario import load
from sim.streams import generator
from sim.versions import versions
from small_hall import write_small_hall
from sweeps import claim_all, claim_all_at, made_up, result, small_sweep


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load(write_small_hall(tmp_path_factory.mktemp("hall") / "small"))


@pytest.fixture(scope="module")
def finished(hall: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweeps") / "finished"
    sweep(small_sweep(hall), folder, on="here")
    return folder


def test_a_row_gives_back_what_it_was_made_of() -> None:
    values = {"wait_minutes": 0.1 + 0.2, "case_days": float("nan")}
    waits = np.array([0, 3, 0, 2**31, *[0] * (BINS - 4)])
    row = Row.of((1, 0, 60_000), values, waits)
    assert row.values()["wait_minutes"] == 0.1 + 0.2
    assert np.isnan(row.values()["case_days"])
    assert row.histogram().tolist() == waits.tolist()


def test_many_at_once_do_every_chunk_once(hall: Scenario, tmp_path: Path) -> None:
    spec, found, lock = small_sweep(hall, replications=20), Counter[Chunk](), threading.Lock()

    def part() -> None:
        mine = claim_all(tmp_path, spec)
        with lock:
            found.update(mine)

    threads = [threading.Thread(target=part) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == Counter(spec.chunks())


@pytest.mark.slow
def test_eight_processes_do_every_chunk_once(hall: Scenario, tmp_path: Path) -> None:
    spec, gate = small_sweep(hall, replications=200), tmp_path / "go"
    context = multiprocessing.get_context("spawn")
    parts = [context.Process(target=claim_all_at, args=(gate, tmp_path, spec, tmp_path / f"{n}.txt")) for n in range(8)]
    for part in parts:
        part.start()
    time.sleep(8)
    gate.touch()
    for part in parts:
        part.join()
    found = Counter(key for n in range(8) for key in (tmp_path / f"{n}.txt").read_text().split())
    assert found == Counter(chunk.key for chunk in spec.chunks())


def test_a_claim_holds_while_its_process_lives_and_no_longer(hall: Scenario, tmp_path: Path) -> None:
    spec = small_sweep(hall)
    one, other, chunk = Store(tmp_path, spec), Store(tmp_path, spec), next(spec.chunks())
    assert one.claim(chunk)
    assert not other.claim(chunk)
    with one.database.alone() as connection:  # as if a process with this number had begun before
        connection.execute("UPDATE claim SET started = ?", (b"1",))
    assert other.claim(chunk)
    for store in (one, other):
        store.close()


@pytest.mark.parametrize(("silent", "free"), [(5.0, False), (3600.0, True), (-3600.0, True)])
def test_a_claim_of_another_computer_holds_while_it_is_heard_of(
    hall: Scenario, tmp_path: Path, silent: float, free: bool
) -> None:
    spec = small_sweep(hall)
    one, other, chunk = Store(tmp_path, spec), Store(tmp_path, spec), next(spec.chunks())
    assert one.claim(chunk)
    with one.database.alone() as connection:
        connection.execute("UPDATE claim SET host = ?, heartbeat = ?", (b"elsewhere", time.time() - silent))
    assert other.claim(chunk) is free
    for store in (one, other):
        store.close()


def test_a_process_is_told_from_a_later_one_of_its_number() -> None:
    me = this_process()
    assert is_alive(me)
    assert is_alive(dataclasses.replace(me, started="0")) is False
    assert is_alive(Who(host="elsewhere", pid=os.getpid(), started=me.started)) is None


def test_what_is_there_is_never_changed(hall: Scenario, tmp_path: Path) -> None:
    spec = small_sweep(hall)
    store, chunk = Store(tmp_path, spec), next(spec.chunks())
    first = made_up(chunk)
    store.commit(chunk, first)
    store.commit(chunk, [dataclasses.replace(row, measures=b"{}") for row in first])
    assert store.rows(chunk.variant, chunk.plan) == first
    assert not store.claim(chunk)
    store.close()


def test_rows_of_another_chunk_are_refused(hall: Scenario, tmp_path: Path) -> None:
    spec = small_sweep(hall)
    store = Store(tmp_path, spec)
    one, other, *_ = spec.chunks()
    with pytest.raises(ValueError, match="rows of the chunk"):
        store.commit(one, made_up(other))
    assert store.keys() == set()
    store.close()


@pytest.mark.parametrize(
    ("change", "code", "differing"),
    [
        ({"seed": 8}, "SWEEP_OTHER", "seed"),
        ({"days": 3, "replications": 6}, "SWEEP_OTHER", "days, replications"),
    ],
)
def test_another_sweep_is_refused(
    hall: Scenario, finished: Path, change: dict[str, Any], code: str, differing: str
) -> None:
    before = result(finished)
    with pytest.raises(UsageError) as caught:
        sweep(dataclasses.replace(small_sweep(hall), **change), finished, on="here")
    assert [(fault.code, fault.values["value"]) for fault in caught.value.faults] == [(code, differing)]
    assert result(finished) == before


def test_results_of_another_version_are_refused(
    hall: Scenario, finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = versions()
    monkeypatch.setattr("sim.experiment.sweep.spec.versions", lambda: known | {"numpy": "0.1"})
    with pytest.raises(UsageError) as caught:
        sweep(small_sweep(hall), finished, on="here")
    assert [(f.code, f.values["value"]) for f in caught.value.faults] == [("SWEEP_OTHER_VERSION", "numpy")]


@pytest.mark.parametrize("place", ["measures", "waits"])
def test_a_bit_flipped_in_a_row_is_noticed_and_the_row_made_again(
    hall: Scenario, finished: Path, tmp_path: Path, place: str
) -> None:
    spec, folder = small_sweep(hall), tmp_path / "damaged"
    shutil.copytree(finished, folder)
    store = Store(folder, spec)
    row = store.rows(2, 0)[1]
    store.close()
    file = folder / FILE
    data = bytearray(file.read_bytes())
    stored: bytes = getattr(row, place)
    data[data.index(stored[:200]) + 40] ^= 4
    file.write_bytes(data)
    found = sweep(spec, folder, on="here")
    assert (found.damage.count, found.damage.keys) == (1, (row.key,))
    assert result(folder) == result(finished)
    assert sweep(spec, folder, on="here").damage.count == 0


def flipped(finished: Path, folder: Path, spec: SweepSpec, bit: int) -> str:
    """Flip a bit of a store and go on with the sweep; say what came of it."""
    shutil.copytree(finished, folder)
    file = folder / FILE
    data = bytearray(file.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    file.write_bytes(data)
    try:
        found = sweep(spec, folder, on="here")
    except ResourceError:
        return "refused"
    assert result(folder) == result(finished)
    return "noticed" if found.damage.count else "harmless"


def _flip_many(hall: Scenario, finished: Path, tmp_path: Path, count: int) -> Counter[str]:
    spec, bits = small_sweep(hall), 8 * (finished / FILE).stat().st_size
    drawn = generator(1, "bits").integers(bits, size=count).tolist()
    return Counter(flipped(finished, tmp_path / str(n), spec, bit) for n, bit in enumerate(drawn))


def test_wherever_a_bit_flips_the_table_is_the_same_or_refused(hall: Scenario, finished: Path, tmp_path: Path) -> None:
    found = _flip_many(hall, finished, tmp_path, 20)
    assert found.total() == 20
    assert found["noticed"]


@pytest.mark.slow
def test_wherever_a_bit_flips_the_table_is_the_same_or_refused_a_thousand_times(
    hall: Scenario, finished: Path, tmp_path: Path
) -> None:
    found = _flip_many(hall, finished, tmp_path, 1000)
    assert found.total() == 1000
    assert found["noticed"] > 100


def test_a_file_that_is_no_store_is_refused_with_its_remedy(hall: Scenario, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"anything else" * 1000)
    with pytest.raises(ResourceError, match="move it away"):
        sweep(small_sweep(hall), tmp_path, on="here")
