"""Records to report on: the small hall simulated under two plans, and the same with hostile names."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from reports.record import Record
from sim.domain.scenario_data import Scenario
from sim.experiment import replicate
from sim.opening import open_days
from sim.plan.changes import open_more_windows
from sim.plan.today import todays_plan
from sim.scenario import load
from small_hall import write_small_hall

DAYS = 3
REPLICATIONS = range(10_000, 10_004)
README = """
# Assumptions

| mark | what | why |
|---|---|---|
| A-patience | Patience | a **guess** of [ours](elsewhere.md) |

- `A-queues`: how many queues
  there are
"""


@cache
def small_scenario() -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        return load(write_small_hall(Path(folder) / "small"))


@cache
def better_plan() -> Record:
    """A record with a plan before and after; the greedy plan is today's once more."""
    scenario = small_scenario()
    today = todays_plan(scenario, DAYS)
    plan = open_more_windows(scenario, today, zone="public", count=2)
    plan = open_more_windows(scenario, plan, zone="establishment", count=1, start=510)
    before = replicate(scenario, today, replications=REPLICATIONS, days=DAYS, workers=1)
    return Record(
        scenario=scenario,
        plan=plan,
        dates=open_days(scenario, DAYS),
        runs=replicate(scenario, plan, replications=REPLICATIONS, days=DAYS, workers=1),
        before=before,
        greedy=before,
        effort={"status": "feasible", "gap": 0.034, "bound_of": "the roster", "seconds": 12.0},
        command="hall optimise small",
        assumptions=README,
    )


@cache
def single_run() -> Record:
    """A record of one plan alone."""
    return replace(better_plan(), before=None, greedy=None, effort={})


def named(record: Record, name: str) -> Record:
    """Give every zone, department and queue, and the hall itself, one and the same name."""
    scenario = record.scenario
    both: Any = {"name_en": name, "name_zh": name}
    renamed = replace(
        scenario,
        settings=replace(scenario.settings, title_en=name, title_zh=name),
        zones=tuple(replace(z, **both) for z in scenario.zones),
        departments=tuple(replace(d, **both) for d in scenario.departments),
        queues=tuple(replace(q, **both) for q in scenario.queues),
    )
    return replace(record, scenario=renamed)
