"""Simulate: choose the engine, run it, verify the log."""

from __future__ import annotations

from typing import Literal

from sim.demand.columns import Demand
from sim.identities import verify
from sim.log import Log
from sim.plan.sessions import Plan
from sim.plan.today import todays_plan
from sim.reference.hall import run
from sim.timetable import timetable

Engine = Literal["simpy"]
DEFAULT_ENGINE: Engine = "simpy"


def simulate(demand: Demand, plan: Plan | None = None, engine: Engine = DEFAULT_ENGINE) -> Log:
    """Simulate a demand under a plan and check that the log does not contradict itself.

    Without a plan, today's is taken.

    Raises
    ------
    IdentityError
        The log breaks an identity: a fault of the program.
    ValueError
        There is no such engine.
    """
    if engine != "simpy":
        raise ValueError(f"engine {engine!r} is not one of ['simpy']")
    plan = todays_plan(demand.scenario, len(demand.days)) if plan is None else plan
    table = timetable(plan, demand)
    log = Log(demand=demand, plan=plan, timetable=table, columns=run(table, demand), engine=engine)
    verify(log)
    return log
