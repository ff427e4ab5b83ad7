"""Load of casework against capacity: desks, inspectors, meetings, and the projects that begin.

Steps count with their share of the cases and as often as they are done in the mean.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from optimiser.course import times_done
from optimiser.load import Load
from optimiser.projects import longest, parts_of, project_flows
from sim.domain.casework import Step
from sim.domain.scenario_data import Scenario
from sim.domain.units import StepKind
from sim.layout.meetings import is_held
from sim.plan.sessions import Plan

HELD = {StepKind.MEETING, StepKind.SIGNATURE}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLoad:
    """The back office of one department on an average day."""

    department: str
    load_hours: float
    staffed_hours: float
    ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorLoad:
    """A row of inspectors on an average day.

    The ratio is the higher of those of inspections and of hours, travel included.
    """

    inspectors: str
    department: str
    inspections_per_day: float
    most_per_day: float
    load_hours: float
    staffed_hours: float
    ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLoad:
    """A meeting over the horizon: cases that need it, how often it is held, the cases that it can take.

    Without a capacity it takes all.
    """

    meeting: str
    department: str
    cases: float
    held: int
    capacity: int | None
    ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectLoad:
    """A kind of project on an average day.

    `longest_days` are the working days that it takes if each of its cases takes its promised days, to be set against
    what is promised for the project.
    """

    project: str
    per_day: float
    cases: int
    longest_days: int
    promised_days: int | None


def desk_loads(scenario: Scenario, plan: Plan, load: Load, days: int) -> tuple[DeskLoad, ...]:
    """Set the desk work that is expected against the time of a plan's desk sessions."""
    work: dict[str, float] = defaultdict(float)
    for step in scenario.steps:
        if step.kind is StepKind.DESK:
            work[step.department] += _times(step, load) * step.mean_minutes / 60 / days
    hours = dict(
        plan.desks.group_by("department")
        .agg(((pl.col("end") - pl.col("start")) / pl.col("factor")).sum() / 60 / days)
        .iter_rows()
    )
    order = [d.id for d in scenario.departments if d.id in work or d.id in hours]
    return tuple(
        DeskLoad(
            department=d,
            load_hours=work.get(d, 0.0),
            staffed_hours=hours.get(d, 0.0),
            ratio=ratio_of(work.get(d, 0.0), hours.get(d, 0.0)),
        )
        for d in order
    )


def _times(step: Step, load: Load) -> float:
    """Return how often a step is expected over the horizon, done again included."""
    return float(load.cases[step.item].sum()) * step.share * times_done(step) if step.item in load.cases else 0.0


def inspector_loads(scenario: Scenario, dates: tuple[dt.date, ...], load: Load) -> tuple[InspectorLoad, ...]:
    """Set the inspections that are expected against what inspectors can make, on an average of the days."""
    found = []
    for one in scenario.inspectors:
        steps = [s for s in scenario.steps if s.kind is StepKind.INSPECTION and s.inspectors == one.id]
        inspections = sum(_times(step, load) for step in steps) / len(dates)
        minutes = sum(_times(step, load) * (step.mean_minutes + one.travel_minutes) for step in steps) / len(dates)
        out = one.number * sum(date.isoweekday() in one.weekdays for date in dates) / len(dates)
        hours = out * (one.to_time - one.from_time) / 60
        ratios = (ratio_of(inspections, out * one.per_day), ratio_of(minutes / 60, hours))
        found.append(
            InspectorLoad(
                inspectors=one.id,
                department=one.department,
                inspections_per_day=inspections,
                most_per_day=out * one.per_day,
                load_hours=minutes / 60,
                staffed_hours=hours,
                ratio=max((ratio for ratio in ratios if ratio is not None), default=None),
            )
        )
    return tuple(found)


def meeting_loads(scenario: Scenario, dates: tuple[dt.date, ...], load: Load) -> tuple[MeetingLoad, ...]:
    """Set the cases that need a meeting against what those held on the days can take."""
    found = []
    for one in scenario.meetings:
        cases = sum(_times(step, load) for step in scenario.steps if step.kind in HELD and step.meeting == one.id)
        held = sum(is_held(one, date) for date in dates)
        capacity = None if one.capacity is None else held * one.capacity
        found.append(
            MeetingLoad(
                meeting=one.id,
                department=one.department,
                cases=cases,
                held=held,
                capacity=capacity,
                ratio=None if capacity is None else ratio_of(cases, capacity),
            )
        )
    return tuple(found)


def project_loads(scenario: Scenario, dates: tuple[dt.date, ...]) -> tuple[ProjectLoad, ...]:
    """Return how many projects begin on an average of the days."""
    begun = project_flows(scenario, dates).begun
    return tuple(
        ProjectLoad(
            project=one.id,
            per_day=float(begun[one.id].mean()) if one.id in begun else 0.0,
            cases=len(parts_of(scenario, one)),
            longest_days=longest(scenario, one),
            promised_days=one.promised_days,
        )
        for one in scenario.projects
    )


def ratio_of(work: float, capacity: float) -> float | None:
    """Return work by capacity, if there is any capacity."""
    return work / capacity if capacity > 0 else None
