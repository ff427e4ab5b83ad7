"""Who could sit at a department's desks, and when: what the fluid model of `desks` needs from a scenario."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from optimiser import casework, desks
from optimiser.staff import at_desks
from sim.domain.scenario_data import Scenario
from sim.plan.sessions import Plan


def backlog(
    scenario: Scenario,
    dates: tuple[dt.date, ...],
    today: Plan,
    department: str,
    work: list[casework.Work],
    busy: Sequence[set[str]],
) -> desks.Backlog:
    """Return a department's desk work and the minutes that its desks and officers allow.

    `busy` names by day who sits at a window (none yet: empty).
    """
    officers = [o for o in scenario.officers if o.department == department and at_desks(o)]
    places = sum(d.department == department for d in scenario.desks)
    day_minutes = sum(end - start for start, end in spans(scenario))
    most, people = [], 0.0
    for day, date in enumerate(dates):
        taken = busy[day] if busy else set()
        there = [o for o in officers if date not in o.days_off and o.id not in taken]
        most.append(day_minutes * min(places, len(there)))
        people += sum(60 * o.hours_per_day for o in there)
    speed = sum(o.speed for o in officers) / len(officers) if officers else 1.0
    return desks.Backlog(
        department=department,
        work=work,
        effect=(1 - scenario.settings.absence.ill_share) / speed,
        after_daily=casework.daily_minutes(scenario, today, len(dates)).get(department, 0.0),
        most=np.array(most, dtype=float),
        people=people,
    )


def spans(scenario: Scenario) -> list[tuple[int, int]]:
    """Return the parts of the day in which desks are staffed: around noon, as today."""
    hours = scenario.settings.hours
    if not hours.open < hours.noon_from < hours.noon_to < hours.close:
        return [(hours.open, hours.close)]
    return [(hours.open, hours.noon_from), (hours.noon_to, hours.close)]
