"""Other simulators of the simple day, one module each, with a function `simulate(work)` that returns a ticket frame."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass

import polars as pl

from benchmarks.rivals import ours
from benchmarks.workload import Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A simulator: its name on the command line, its module here, the package it needs, and words for the table."""

    name: str
    module: str
    package: str
    words: str

    @property
    def installed(self) -> bool:
        """Whether its package can be imported."""
        return importlib.util.find_spec(self.package) is not None

    def simulate(self, work: Workload) -> pl.DataFrame:
        """Simulate the day and return its ticket frame."""
        frame: pl.DataFrame = importlib.import_module(f"benchmarks.rivals.{self.module}").simulate(work)
        return frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours(Rival):
    """One of our engines; the frame it ends in is our own, which has more columns."""

    @property
    def installed(self) -> bool:
        """Whether there is such an engine."""
        return self.module in ours.ENGINES

    def simulate(self, work: Workload) -> pl.DataFrame:
        """Simulate the day and return its ticket frame."""
        return ours.log(work, self.module).tickets


COMPILED = Ours(name="compiled", module="compiled", package="numba", words="ours, compiled")
OWN_SIMPY = Ours(name="simpy", module="simpy", package="simpy", words="ours, in SimPy with callbacks")
IDIOMATIC = Rival(
    name="idiomatic",
    module="idiomatic_simpy",
    package="simpy",
    words="idiomatic SimPy (a process per customer, a `Store` of windows per queue)",
)
ONE_HEAP = Rival(
    name="one-heap",
    module="one_heap",
    package="numba",
    words="kernel for this day alone, all events in one heap: the yardstick",
)
RIVALS = (
    COMPILED,
    OWN_SIMPY,
    IDIOMATIC,
    Rival(name="ciw", module="ciw_network", package="ciw", words="Ciw"),
    Rival(name="salabim", module="salabim_stores", package="salabim", words="salabim"),
    ONE_HEAP,
    Rival(name="merged", module="merged", package="numba", words="the same, what is known beforehand beside the heap"),
    Rival(name="lazy", module="lazy", package="numba", words="the same, and no events for the ends of patience"),
)
