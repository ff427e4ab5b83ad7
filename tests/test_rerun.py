"""A result made again has the same bytes; a run is extended without repeating what is there."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from reports.actions.rerun import rerun
from reports.actions.run import run
from reports.record import load_runs
from sim.domain.scenario_data import Scenario
from sim.errors import ResourceError, UsageError
from sim.experiment import replicate
from sim.experiment.blocks import BLOCK, Experiment, block
from sim.plan.today import todays_plan
from sim.scenario import load
from small_hall import write_small_hall

FRAMES = ("zones", "queues", "classes", "half_hours", "intervals", "windows", "departments", "items", "steps", "times")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_hall(tmp_path_factory.mktemp("hall") / "small")


@pytest.fixture(scope="module")
def hall(folder: Path) -> Scenario:
    return load(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class Counting:
    """Counts the replications that are simulated."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.numbers: list[int] = []
        module: Any = sys.modules["sim.experiment.replicate"]
        draw = module.draw

        def counted(*arguments: Any, replication: int, **options: Any) -> Any:
            self.numbers.append(replication)
            return draw(*arguments, replication=replication, **options)

        monkeypatch.setattr(module, "draw", counted)


def test_an_extended_run_is_that_of_once_and_repeats_nothing(hall: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    first = replicate(hall, replications=3, workers=1)
    counting = Counting(monkeypatch)
    extended = replicate(hall, replications=7, earlier=first, workers=1)
    assert sorted(counting.numbers) == [3, 4, 5, 6]
    once = replicate(hall, replications=7, workers=1)
    assert extended.provenance == once.provenance
    assert all(extended.values[name].tobytes() == once.values[name].tobytes() for name in once.values)
    for name in ("waits", "waits_by_queue", "waits_by_half_hour"):
        assert np.array_equal(getattr(extended, name), getattr(once, name))
    for name in FRAMES:
        assert getattr(extended, name).equals(getattr(once, name))


def test_nothing_is_simulated_when_all_is_there(hall: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    first = replicate(hall, replications=3, workers=1)
    counting = Counting(monkeypatch)
    assert replicate(hall, replications=3, earlier=first, workers=1) is first
    assert counting.numbers == []


@pytest.mark.parametrize("other", [{"seed": 99}, {"days": 1}, {"replications": (0, 2, 3)}, {"replications": (5, 6)}])
def test_a_run_is_not_extended_by_another(hall: Scenario, other: dict[str, Any]) -> None:
    options: dict[str, Any] = {"replications": 4, "workers": 1, **other}
    first = replicate(hall, replications=2, workers=1)
    with pytest.raises(ValueError, match=r"differ in|follow"):
        replicate(hall, earlier=first, **options)


def test_a_run_under_another_plan_is_not_extended(hall: Scenario) -> None:
    first = replicate(hall, replications=1, workers=1)
    shorter = todays_plan(hall, 1)
    with pytest.raises(ValueError, match="plan_hash"):
        replicate(hall, shorter, replications=2, earlier=first, workers=1)


def test_a_folder_is_extended_and_then_like_one_made_at_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(str(folder), replications=2, out=tmp_path / "grown", workers=1)
    counting = Counting(monkeypatch)
    result = run(str(folder), replications=5, out=tmp_path / "grown", workers=1)
    assert result.taken_over == 2
    assert sorted(counting.numbers) == [2, 3, 4]
    run(str(folder), replications=5, out=tmp_path / "once", workers=1)
    assert contents(tmp_path / "grown") == contents(tmp_path / "once")


def test_a_damaged_folder_is_not_extended_but_made_anew(folder: Path, tmp_path: Path) -> None:
    run(str(folder), replications=2, out=tmp_path / "run", workers=1)
    kept = contents(tmp_path / "run")
    (tmp_path / "run" / "runs" / "plan" / "waits.npz").write_bytes(b"no archive")
    assert run(str(folder), replications=2, out=tmp_path / "run", workers=1).taken_over == 0
    assert contents(tmp_path / "run") == kept


def test_a_run_made_again_has_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    run(str(folder), replications=2, seed=5, out=tmp_path / "run", workers=2)
    before = contents(tmp_path / "run")
    result = rerun(tmp_path / "run", workers=1)
    assert result.identical
    assert set(result.same) == set(before)
    assert contents(tmp_path / "run") == before


def test_what_was_changed_since_is_named(folder: Path, tmp_path: Path) -> None:
    run(str(folder), replications=2, out=tmp_path / "run", workers=1)
    values = tmp_path / "run" / "runs" / "plan" / "values.parquet"
    frame = pl.read_parquet(values)
    frame.with_columns(wait_minutes=pl.col("wait_minutes") * (1 + 1e-12)).write_parquet(values)
    provenance = tmp_path / "run" / "provenance.json"
    made = json.loads(provenance.read_text("utf-8"))
    provenance.write_text(json.dumps({**made, "versions": {**made["versions"], "numpy": "1.0"}}), encoding="utf-8")
    result = rerun(tmp_path / "run", workers=1)
    assert set(result.different) == {"runs/plan/values.parquet", "provenance.json"}
    assert result.exit_code == 3
    assert result.changed["numpy"][0] == "1.0"


def test_a_folder_without_a_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        rerun(tmp_path)
    assert [fault.code for fault in refused.value.faults] == ["NOT_A_RESULT"]


def test_experiments_share_no_replications() -> None:
    taken = [set(block(one, BLOCK)) for one in Experiment]
    assert len(set[int]().union(*taken)) == BLOCK * len(Experiment)
    with pytest.raises(ValueError, match="replications of its own"):
        block(Experiment.RISK, 2, BLOCK - 1)


def test_saved_runs_are_read_back_to_the_last_bit(folder: Path, hall: Scenario, tmp_path: Path) -> None:
    run(str(folder), replications=2, out=tmp_path / "run", workers=1)
    there, once = load_runs(tmp_path / "run" / "runs" / "plan"), replicate(hall, replications=2, workers=1)
    assert there.provenance == once.provenance
    assert all(there.values[name].tobytes() == once.values[name].tobytes() for name in once.values)
    assert all(getattr(there, name).equals(getattr(once, name)) for name in FRAMES)


def test_fewer_replications_do_not_replace_more(folder: Path, tmp_path: Path) -> None:
    run(str(folder), replications=4, out=tmp_path / "run", workers=1)
    kept = contents(tmp_path / "run")
    with pytest.raises(UsageError) as refused:
        run(str(folder), replications=2, out=tmp_path / "run", workers=1)
    assert [fault.code for fault in refused.value.faults] == ["OUT_HOLDS_MORE"]
    assert contents(tmp_path / "run") == kept
    assert run(str(folder), replications=2, seed=3, out=tmp_path / "run", workers=1).taken_over == 0


def test_an_optimisation_is_not_replaced_by_a_run(folder: Path, tmp_path: Path) -> None:
    run(str(folder), replications=1, out=tmp_path / "plan", workers=1)
    (tmp_path / "plan" / "runs" / "before").mkdir()
    with pytest.raises(UsageError) as refused:
        run(str(folder), replications=2, out=tmp_path / "plan", workers=1)
    assert [fault.code for fault in refused.value.faults] == ["OUT_HOLDS_PLAN"]


def test_what_cannot_be_written_is_said_before_the_work(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    counting = Counting(monkeypatch)
    with pytest.raises(ResourceError, match="cannot write"):
        run(str(folder), replications=2, out=tmp_path / "file" / "below", workers=1)
    assert counting.numbers == []
