"""Replications: the result depends neither on threads or processes nor on the engine, and logs are not kept."""

from __future__ import annotations

import dataclasses
import gc
import sys
import weakref
from typing import Any

import numpy as np
import polars as pl
import pytest

from sim.domain.scenario_data import Scenario
from sim.engines import Engine
from sim.experiment import replicate
from sim.experiment.results import Runs
from sim.log import Log
from sim.measures.sample import Sample, measure
from sim.scenario import load
from small_hall import write_small_hall

REPLICATIONS = 6


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load(write_small_hall(tmp_path_factory.mktemp("hall") / "small"))


@pytest.fixture(scope="module")
def alone(hall: Scenario) -> Runs:
    return replicate(hall, replications=REPLICATIONS, workers=1)


def parts(runs: Runs) -> dict[str, Any]:
    found = {field.name: getattr(runs, field.name) for field in dataclasses.fields(runs)}
    return found | {"provenance": dataclasses.replace(runs.provenance, engine="compiled")}


def same(one: object, other: object) -> bool:
    match one:
        case pl.DataFrame():
            return isinstance(other, pl.DataFrame) and one.equals(other)
        case np.ndarray():
            return one.tobytes() == np.asarray(other).tobytes()
        case dict():
            return isinstance(other, dict) and all(same(one[key], other[key]) for key in one)
        case _:
            return one == other


@pytest.mark.parametrize(("workers", "engine"), [(2, "compiled"), (4, "compiled"), (1, "simpy"), (2, "simpy")])
def test_the_result_is_the_same_to_the_last_bit(hall: Scenario, alone: Runs, workers: int, engine: Engine) -> None:
    others = parts(replicate(hall, replications=REPLICATIONS, workers=workers, engine=engine))
    assert {name for name, part in parts(alone).items() if not same(part, others[name])} == set()


def test_logs_are_reduced_as_they_come(hall: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: weakref.WeakSet[Log] = weakref.WeakSet()
    most = 0

    def counted(log: Log) -> Sample:
        nonlocal most
        alive.add(log)
        most = max(most, len(alive))
        return measure(log)

    monkeypatch.setattr(sys.modules["sim.experiment.replicate"], "measure", counted)
    replicate(hall, replications=12, workers=2)
    gc.collect()
    assert 1 <= most <= 3  # one by thread, and one that is just being let go
    assert len(alive) == 0
