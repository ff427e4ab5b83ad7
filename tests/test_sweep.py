"""Sweeps: the same table whoever does them and however they are ended; what fails is named while the others finish."""

from __future__ import annotations

import csv
import dataclasses
import json
import os
import shutil
import signal
import threading
from pathlib import Path

import numpy as np
import pytest

from reports.actions.sweep import again
from sim.domain.scenario_data import Scenario
from sim.errors import IdentityError, UsageError
from sim.experiment import differences, estimates, replicate
from sim.experiment.blocks import Experiment, block
from sim.experiment.factors import Factor, Variant
from sim.experiment.sweep import PlanChoice, SweepSpec, sweep
from sim.experiment.sweep import pools as sweep_pools
from sim.experiment.sweep import work as sweep_work
from sim.experiment.sweep.spec import BASELINE, Chunk
from sim.experiment.sweep.store import FILE
from sim.log import Log
from sim.measures.registry import MEASURES
from sim.measures.sample import Sample, measure
from sim.plan.today import todays_plan
from sim.progress import Unwatched
from sim.scenario import load
from sim.scenario.vary import vary
from small_hall import write_small_hall
from sweeps import SCALE, StopAfter, deadly, result, rows, small_sweep, wait_until, workers


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load(write_small_hall(tmp_path_factory.mktemp("hall") / "small"))


@pytest.fixture(scope="module")
def finished(hall: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweeps") / "finished"
    sweep(small_sweep(hall), folder, on="here")
    return folder


def test_a_sweep_says_of_each_variant_what_a_run_of_it_says(hall: Scenario, finished: Path) -> None:
    """Means, pooled percentiles and paired differences are those of `replicate` on the scenario varied by hand."""
    numbers = block(Experiment.SWEEP, 4)
    found = sweep(small_sweep(hall), finished, on="here").summary
    base = replicate(hall, replications=numbers, days=2, seed=7, workers=1)
    for number, value in enumerate((None, 0.9, 1.1, 1.3)):
        varied = hall if value is None else vary(hall, [SCALE.edit(value)])
        runs = replicate(varied, replications=numbers, days=2, seed=7, workers=1)
        wanted, changes = estimates(runs), differences(base, runs)
        for row in found.filter(found["variant"] == number).iter_rows(named=True):
            name = row["measure"]
            assert row["arrivals.scale"] == value
            assert row["mean"] is None or row["mean"] == wanted[name].mean
            assert (row["low"], row["high"]) == (wanted[name].low, wanted[name].high)
            if value is None:
                assert row["difference"] is None
            elif row["difference"] is not None:
                assert row["difference"] == changes[name].mean
                assert (row["difference_low"], row["difference_high"]) == (changes[name].low, changes[name].high)


def test_the_table_has_every_value_once_and_exactly(hall: Scenario, finished: Path) -> None:
    with (finished / "values.csv").open(encoding="utf-8-sig", newline="") as stream:
        written = list(csv.DictReader(stream))
    runs = replicate(vary(hall, [SCALE.edit(1.3)]), replications=[60_002], days=2, seed=7, workers=1)
    assert [(row["variant"], row["replication"]) for row in written] == [
        (str(variant), str(number)) for variant in range(4) for number in block(Experiment.SWEEP, 4)
    ]
    (row,) = [row for row in written if (row["variant"], row["replication"]) == ("3", "60002")]
    for name in MEASURES:
        assert (float(row[name]) if row[name] else None) == (
            None if np.isnan(runs.values[name][0]) else runs.values[name][0]
        )


def test_plans_are_compared_on_the_same_customers(hall: Scenario, tmp_path: Path) -> None:
    plan = todays_plan(hall, 2)
    spec = dataclasses.replace(small_sweep(hall), plans=(PlanChoice(), PlanChoice(label="=same", plan=plan)))
    found = sweep(spec, tmp_path / "out", on="here").summary
    second = found.filter(found["plan"] == "=same")
    assert set(second["plan_difference"].drop_nulls()) == {0.0}
    assert found.filter(found["plan"] == "today")["plan_difference"].null_count() == len(second)
    assert b",'=same," in (tmp_path / "out" / "values.csv").read_bytes()  # no formula for a spreadsheet


def test_a_sweep_ended_and_begun_again_has_the_same_bytes(hall: Scenario, finished: Path, tmp_path: Path) -> None:
    spec, folder = small_sweep(hall), tmp_path / "out"
    for number in range(3):
        part = sweep(spec, folder, on="here", watch=StopAfter(2 * number + 1))
        assert not part.complete
        assert not (folder / "values.csv").exists()
    last = sweep(spec, folder, on="here")
    assert last.complete
    assert last.taken_over == rows(folder) - 2 * 3
    assert result(folder) == result(finished)


def test_two_at_once_share_the_work_and_spoil_nothing(
    hall: Scenario, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, folder = small_sweep(hall), tmp_path / "out"
    done: list[Chunk] = []

    def noted(job: bytes, chunk: Chunk) -> sweep_work.Outcome:
        done.append(chunk)
        return sweep_work.work(job, chunk)

    monkeypatch.setattr(sweep_pools, "work", noted)
    threads = [threading.Thread(target=sweep, args=(spec, folder), kwargs={"on": "here"}) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == sorted(spec.chunks())
    assert result(folder) == result(finished)


def test_a_worker_that_is_killed_costs_only_its_chunk(hall: Scenario, finished: Path, tmp_path: Path) -> None:
    spec, folder = small_sweep(hall), tmp_path / "out"
    killed = set[int]()

    def kill_one() -> None:
        wait_until(lambda: workers(os.getpid()))
        killed.update(workers(os.getpid()))
        for one in killed:
            os.kill(one, signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    found = sweep(spec, folder, workers=1)
    killer.join()
    assert killed
    assert not found.failures
    assert result(folder) == result(finished)
    assert not workers(os.getpid())


def test_a_chunk_that_always_fails_is_named_after_three_tries_while_the_others_finish(
    hall: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def failing(log: Log) -> Sample:
        if log.demand.replication == 60_002 and log.demand.scenario.settings.arrivals.scale == 1.1:
            tries.append(log.demand.replication)
            raise RuntimeError("no memory")
        return measure(log)

    monkeypatch.setattr(sweep_work, "measure", failing)
    spec = small_sweep(hall)
    found = sweep(spec, tmp_path / "out", on="here")
    assert tries == [60_002] * 3
    (failure,) = found.failures
    assert failure.chunk == Chunk(variant=2, plan=0, first=60_002, count=2)
    assert failure.trouble.text == "RuntimeError: no memory"
    assert found.complete
    assert len(found.values) == 14
    whole = found.summary.filter((found.summary["variant"] == 2) & (found.summary["measure"] == "wait_minutes"))
    assert whole["replications"].to_list() == [2]
    assert whole["difference"].null_count() == 0
    monkeypatch.setattr(sweep_work, "measure", measure)
    assert not sweep(spec, tmp_path / "out", on="here").failures


@pytest.mark.slow
def test_a_chunk_that_kills_its_worker_is_named_after_three_tries(
    hall: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_pools, "work", deadly)
    found = sweep(small_sweep(hall), tmp_path / "out", workers=2)
    assert {(failure.chunk.variant, failure.trouble.kind) for failure in found.failures} == {(2, "lost")}
    assert len(found.failures) == 2
    assert len(found.values) == 12


def test_a_variant_that_is_no_scenario_fails_at_once_with_its_faults(hall: Scenario, tmp_path: Path) -> None:
    spec = dataclasses.replace(small_sweep(hall), variants=(BASELINE, Variant(number=1, values=(-1.0,))))
    found = sweep(spec, tmp_path / "out", on="here")
    assert {failure.trouble.kind for failure in found.failures} == {"input"}
    assert [fault.code for fault in found.failures[0].trouble.faults] == ["NEGATIVE"]
    assert json.loads((tmp_path / "out" / "sweep.json").read_text())["simulations"] == 4


def test_a_plan_that_does_not_fit_a_variant_fails_with_its_faults(hall: Scenario, tmp_path: Path) -> None:
    """Days beyond the varied horizon are none of the plan's: the rules of a plan are those of the variant."""
    spec = SweepSpec(
        scenario=hall,
        factors=(Factor(key="horizon.days", values=(1,)),),
        variants=(BASELINE, Variant(number=1, values=(1,))),
        plans=(PlanChoice(label="kept", plan=todays_plan(hall, 3)),),
        days=3,
        replications=1,
        seed=7,
    )
    found = sweep(spec, tmp_path / "out", on="here")
    (failure,) = found.failures
    assert failure.chunk.variant == 1
    assert {fault.code for fault in failure.trouble.faults} == {"DAY_OUTSIDE"}


def test_a_log_that_contradicts_itself_is_named_and_not_tried_again(
    hall: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def broken(log: Log) -> Sample:
        tries.append(log.demand.replication)
        raise IdentityError("tickets", "one too many", {"seed": 7, "replication": log.demand.replication})

    monkeypatch.setattr(sweep_work, "measure", broken)
    spec = dataclasses.replace(small_sweep(hall), variants=(BASELINE,), replications=1)
    (failure,) = sweep(spec, tmp_path / "out", on="here").failures
    assert (tries, failure.trouble.kind) == ([60_000], "identity")
    assert "one too many" in failure.trouble.text


def test_a_sweep_is_made_again_from_its_folder_alone(
    hall: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_pools, "Processes", lambda job, _: sweep_pools.Here(job))
    monkeypatch.setattr("sim.experiment.sweep.sweeping.Processes", lambda job, _: sweep_pools.Here(job))
    plans = (PlanChoice(), PlanChoice(label="kept", plan=todays_plan(hall, 2)))
    spec, old, new = dataclasses.replace(small_sweep(hall), plans=plans), tmp_path / "old", tmp_path / "new"
    sweep(spec, old, on="here", command="hall sweep spec.toml")
    again(old, new, None, Unwatched())
    files = {path.relative_to(old) for path in old.rglob("*") if path.is_file()}
    assert {path.relative_to(new) for path in new.rglob("*") if path.is_file()} == files - {Path(FILE)}
    assert all((new / name).read_bytes() == (old / name).read_bytes() for name in files - {Path(FILE)})


def test_what_a_killed_process_left_half_written_goes(hall: Scenario, finished: Path, tmp_path: Path) -> None:
    shutil.copytree(finished, tmp_path / "out")
    (tmp_path / "out" / ".values.csv.abc.part").write_text("half")
    (tmp_path / "out" / ".inputs.999999999.part").mkdir()
    sweep(small_sweep(hall), tmp_path / "out", on="here")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {path.name for path in finished.iterdir()}


@pytest.mark.parametrize("on", ["nowhere", "dask", "dask:", "spark:local"])
def test_a_place_that_is_none_is_refused(hall: Scenario, tmp_path: Path, on: str) -> None:
    with pytest.raises(UsageError) as caught:
        sweep(small_sweep(hall), tmp_path / "out", on=on)
    assert [fault.code for fault in caught.value.faults] == ["SWEEP_ON"]
    assert not (tmp_path / "out").exists()
