"""Simulate: choose the engine, run it, verify the log."""

from __future__ import annotations

from collections.abc import Callable

from sim.demand.columns import Demand
from sim.engines import DEFAULT_ENGINE, ENGINES, Engine
from sim.identities import verify
from sim.jit import AVAILABLE
from sim.log import Columns, Log
from sim.plan.sessions import Plan
from sim.plan.today import todays_plan
from sim.timetable import Timetable, timetable


def simulate(demand: Demand, plan: Plan | None = None, engine: Engine = DEFAULT_ENGINE) -> Log:
    """Simulate a demand under a plan and check that the log does not contradict itself.

    Without a plan, today's is taken.

    Raises
    ------
    IdentityError
        The log breaks an identity: a fault of the program.
    ValueError
        There is no such engine.
    RuntimeError
        The compiled engine was asked for where Numba is not installed.
    """
    run = _engine(engine)
    plan = todays_plan(demand.scenario, len(demand.days)) if plan is None else plan
    table = timetable(plan, demand)
    log = Log(demand=demand, plan=plan, timetable=table, columns=run(table, demand), engine=engine)
    verify(log)
    return log


def _engine(name: str) -> Callable[[Timetable, Demand], Columns]:
    """Return the function that runs an engine; its machinery is imported when first asked for."""
    if name == "simpy":
        from sim.reference.hall import run as run_simpy

        return run_simpy
    if name != "compiled":
        raise ValueError(f"engine {name!r} is not one of {list(ENGINES)}")
    if not AVAILABLE:
        raise RuntimeError("engine 'compiled' needs Numba, which is not installed: choose engine 'simpy'")
    from sim.compiled.engine import run as run_compiled

    return run_compiled
