"""Projects of several cases: the visits that they bring and the cases that one intake opens, expected by day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimiser.problem import Floats
from sim.domain.casework import Project, ProjectPart, in_order, predecessors
from sim.domain.items import Arrival
from sim.domain.scenario_data import Scenario
from sim.opening import INTERVALS, daily_rates


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProjectFlows:
    """Expected flows of projects at day factors of 1.

    `visits` by item, shape (days, 96); `cases` by item, those opened without a visit of their own, shape (days,);
    `begun` by project, shape (days,).
    """

    visits: dict[str, Floats]
    cases: dict[str, Floats]
    begun: dict[str, Floats]


NO_PROJECTS = ProjectFlows(visits={}, cases={}, begun={})


def project_flows(scenario: Scenario, dates: tuple[dt.date, ...]) -> ProjectFlows:
    """Follow the projects that begin on the given days to their parts; what comes later is left out (rule 23)."""
    visits: dict[str, Floats] = defaultdict(lambda: np.zeros((len(dates), INTERVALS)))
    cases: dict[str, Floats] = defaultdict(lambda: np.zeros(len(dates)))
    begun: dict[str, Floats] = {}
    for project in scenario.projects:
        parts = parts_of(scenario, project)
        begins = starts(scenario, parts)
        intake = project.intake if scenario.settings.projects.one_intake else None
        first = [part.item for part in parts][:1] if intake is None else [intake]
        if not first:
            continue
        daily, shares = _daily(scenario, project, first[0], dates)
        begun[project.id] = daily
        if intake is not None:
            visits[intake] += daily[:, None] * shares
        for part in parts:
            flow = _later(daily, begins[part.id])
            if intake is None:
                visits[part.item] += flow[:, None] * shares
            else:
                cases[part.item] += flow
    return ProjectFlows(visits=dict(visits), cases=dict(cases), begun=begun)


def parts_of(scenario: Scenario, project: Project) -> list[ProjectPart]:
    """Return the parts of a project, in order."""
    return in_order([part for part in scenario.project_parts if part.project == project.id])


def starts(scenario: Scenario, parts: Sequence[ProjectPart]) -> dict[str, int]:
    """Return after how many days each part of a project begins if all cases take their promised days.

    That is the longest path to it. Where the applicant comes for each part, a trip lies between two.
    """
    settings = scenario.settings.projects
    ordered = in_order(parts)
    before = predecessors(ordered)
    if not settings.in_parallel:
        before = {part.id: tuple(one.id for one in ordered[:n][-1:]) for n, part in enumerate(ordered)}
    trip = 0 if settings.one_intake else max(1, round(settings.delay_days))
    ends: dict[str, int] = {}
    begins: dict[str, int] = {}
    for part in ordered:
        begins[part.id] = max((ends[one] + trip for one in before[part.id]), default=0)
        ends[part.id] = begins[part.id] + _promised(scenario, part)
    return begins


def longest(scenario: Scenario, project: Project) -> int:
    """Return the working days that a project takes if each of its cases takes its promised days."""
    parts = parts_of(scenario, project)
    begins = starts(scenario, parts)
    return max((begins[part.id] + _promised(scenario, part) for part in parts), default=0)


def _promised(scenario: Scenario, part: ProjectPart) -> int:
    return next((item.promised_days or 0 for item in scenario.items if item.id == part.item), 0)


def _daily(scenario: Scenario, project: Project, first: str, dates: tuple[dt.date, ...]) -> tuple[Floats, Floats]:
    """Return the projects expected to begin on each day, and the share of each quarter of an hour."""
    row = Arrival(
        id=project.id,
        queue=next(item.queue for item in scenario.items if item.id == first),
        per_day=project.per_day,
        enterprise_share=project.enterprise_share,
        profile=project.profile,
        origin=project.origin,
    )
    _, per_day, shares = daily_rates(scenario, dates, (row,))
    return per_day[-1], shares[-1]


def _later(daily: Floats, days: int) -> Floats:
    """Return a flow so many days later."""
    return np.concatenate([np.zeros(min(days, len(daily))), daily])[: len(daily)]
