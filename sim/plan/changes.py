"""Small changes to a plan, for questions such as what two more windows in social security from ten o'clock would do."""

from __future__ import annotations

import polars as pl

from sim.domain.scenario_data import Scenario
from sim.opening import in_season, open_days
from sim.plan.sessions import Plan, Session


def open_more_windows(
    scenario: Scenario, plan: Plan, *, zone: str, count: int = 1, start: int = 600, end: int | None = None
) -> Plan:
    """Open up to `count` further windows of a zone on every day of a plan.

    They are windows that nobody holds on the day, the longest lists of queues first, held by more officers without
    a name; so officer hours grow, and by how much is among the measures.

    Parameters
    ----------
    start, end : int
        Minutes since midnight; until closing, if no end is given.
    """
    until = scenario.settings.hours.close if end is None else end
    windows = sorted(
        (w for w in scenario.windows if w.zone == zone and w.department), key=lambda w: (-len(w.queues), w.id)
    )
    rule = scenario.settings.windows.rule
    extra = []
    for day in plan.sessions["day"].unique().sort():
        held = set(plan.sessions.filter(pl.col("day") == day)["window"])
        date = open_days(scenario, day + 1)[-1]
        free = [w for w in windows if w.id not in held and in_season(scenario, w.id, date)]
        extra += [
            Session(
                day=day,
                window=w.id,
                officer=None,
                department=w.department or "",
                start=start,
                end=until,
                queues=w.queues,
                rule=rule,
            )
            for w in free[:count]
        ]
    added = Plan.of(extra)
    return Plan.from_frames(pl.concat([plan.sessions, added.sessions]), plan.desks)
