"""A month of the shipped hall `huaian`, all features, and a simple day, part by part."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.clock import Laps, Times, by_part
from benchmarks.results import table
from benchmarks.rivals.ours import fresh
from sim.demand import Demand, draw
from sim.domain.scenario_data import Scenario
from sim.identities import verify
from sim.log import Columns, Log
from sim.measures.sample import measure as reduce
from sim.plan.sessions import Plan
from sim.timetable import Timetable, timetable

Run = Callable[[Timetable, Demand], Columns]
SIMULATED = ("draw", "timetable", "run", "identities", "frame")
"""The parts of a simulation with its tickets; measures come on top."""


def run_of(engine: str) -> Run:
    """Return an engine's run on a timetable that is already made."""
    if engine == "simpy":
        from sim.reference.hall import run
    else:
        from sim.compiled.engine import run  # type: ignore[import-not-found,no-redef,unused-ignore]
    return run


def split(scenario: Scenario, plan: Plan, engine: str, rounds: int, days: int | None = None) -> dict[str, Times]:
    """Return the times of drawing, timetable, run, identities, frame of tickets and measures."""
    return by_part(partial(_once, scenario, plan, engine, days), rounds)


def _once(scenario: Scenario, plan: Plan, engine: str, days: int | None) -> dict[str, float]:
    run, laps, plan = run_of(engine), Laps(), fresh(plan)
    demand = draw(scenario, seed=1, days=days)
    laps.lap("draw")
    laid_out = timetable(plan, demand)
    laps.lap("timetable")
    columns = run(laid_out, demand)
    laps.lap("run")
    log = Log(demand=demand, plan=plan, timetable=laid_out, columns=columns, engine=engine)
    verify(log)
    laps.lap("identities")
    _ = log.tickets
    laps.lap("frame")
    reduce(log)
    laps.lap("measures")
    return laps.seconds


def simulated(parts: dict[str, Times]) -> float:
    """Return the milliseconds for drawing, simulating and the frame: what the target of a day speaks of."""
    return sum(parts[name].median for name in SIMULATED)


def report(found: dict[str, dict[str, Times]]) -> str:
    """Return the table: parts in columns, what was simulated in rows."""
    names = list(next(iter(found.values())))
    rows = [
        (
            words,
            *(f"{parts[name].median:.2f}" for name in names),
            f"{parts['in all'].low:.2f}–{parts['in all'].high:.2f}",
        )
        for words, parts in found.items()
    ]
    return table(("ms CPU, medians", *names, "least–most"), rows)
