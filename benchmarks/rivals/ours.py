"""The day in our own engines, through the public functions, with nothing kept from one run to the next."""

from __future__ import annotations

from typing import cast, get_args

import polars as pl

from benchmarks.rivals.frames import COLUMNS
from benchmarks.workload import Workload
from sim.engine import simulate
from sim.engines import Engine
from sim.log import Log
from sim.plan.sessions import Plan

ENGINES: tuple[str, ...] = get_args(Engine)


def fresh(plan: Plan) -> Plan:
    """Return the same plan as a new object, which holds nothing prepared before."""
    return Plan(plan.sessions, plan.desks)


def log(work: Workload, engine: str) -> Log:
    """Simulate the day: timetable, run and identities."""
    return simulate(work.demand, fresh(work.plan), engine=cast("Engine", engine))


def comparable(tickets: pl.DataFrame) -> pl.DataFrame:
    """Return our frame in the shape of the rivals': a visit is a ticket here, as it has one stop and one trip."""
    renamed = tickets.rename({"visit": "ticket"}) if "visit" in tickets.columns else tickets
    return renamed.select(COLUMNS).cast(
        {"ticket": pl.Int64, "queue": pl.String, "window": pl.Int32, "outcome": pl.String}
    )
