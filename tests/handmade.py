"""Demand written by hand: every instant and duration chosen, nothing drawn.

Times of day are written as `09:00`, `09:00:30` or `09:00:30.250`, durations in minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.demand import draw
from sim.demand.casework import CLOCK_RULES, LINKS, STEP_KINDS
from sim.demand.columns import (
    MS_PER_DAY,
    MS_PER_MINUTE,
    NEVER,
    Cases,
    Demand,
    Doubt,
    Projects,
    Purpose,
    Stops,
    Tickets,
    Visits,
)
from sim.domain.casework import Step, in_order, predecessors
from sim.domain.scenario_data import Scenario
from sim.domain.units import ClockRule, DataLink, StepKind

_IN_MINUTES = (StepKind.DESK, StepKind.INSPECTION)
_CARRIED = (StepKind.TRANSFER, StepKind.FORWARD)
_HELD = (StepKind.MEETING, StepKind.SIGNATURE)


def ms(clock: str, day: int = 0) -> int:
    """Return the instant of a time of day, in milliseconds from midnight of the first day."""
    hours, minutes, seconds = ([*clock.split(":"), "0"])[:3]
    return day * MS_PER_DAY + (int(hours) * 60 + int(minutes)) * MS_PER_MINUTE + round(float(seconds) * 1000)


def clock(instant: int) -> str:
    """Write an instant as a time of day, without what is zero; `day + 1` marks later calendar days."""
    day, rest = divmod(instant, MS_PER_DAY)
    minutes, milliseconds = divmod(rest, MS_PER_MINUTE)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    if milliseconds:
        text += f":{milliseconds // 1000:02d}" + (f".{milliseconds % 1000:03d}" if milliseconds % 1000 else "")
    return text + (f" +{day}" if day else "")


@dataclass(frozen=True, kw_only=True)
class HandStep:
    """A step of a case.

    Attributes
    ----------
    value : minutes at a desk or on site (travel included), or working days.
    station : where: the id of a department, of inspectors, or of a meeting, or a data link; None: the first there is.
    needs : places of the steps of its case after which it comes; None: after the one before it.
    of : id of a step of the scenario's table that it is, if it is one.
    trip : whether the applicant makes a trip to the department for it.
    """

    kind: StepKind
    value: float = 0
    station: str | None = None
    needs: tuple[int, ...] | None = None
    clock: ClockRule = ClockRule.RUNS
    of: str | None = None
    trip: bool = False


@dataclass(frozen=True, kw_only=True)
class HandCase:
    """A case that no stop opens: of the backlog (it was received at an instant), or of a project with an intake."""

    steps: tuple[HandStep, ...]
    item: str = "i"
    promised: int = 1
    statutory: int = 0
    opens: int = NEVER
    goes_on: int | None = None


@dataclass(frozen=True, kw_only=True)
class HandPart:
    """A part of a project: opened by a visit (its number), or, with an intake, a case; after which parts it comes."""

    needs: tuple[int, ...] = ()
    visit: int | None = None
    case: HandCase | None = None


@dataclass(frozen=True, kw_only=True)
class HandProject:
    """A project that begins with the first trip of a visit, at whose first stop an intake may open all its cases."""

    parts: tuple[HandPart, ...]
    begins_with: int = 0
    intake: bool = False
    promised: int = 0
    project: int = 0


@dataclass(frozen=True, kw_only=True)
class HandStop:
    """A stop of a visit, the same on every trip but for `service_again`; queue and item by id."""

    queue: str
    service: float
    item: str = "i"
    purpose: Purpose = Purpose.ITEM
    patience: float | None = None
    balk_limit: int | None = None
    silent: bool = False
    papers: Doubt = Doubt.NEVER
    walk: float = 0
    service_again: float | None = None
    promised: int = 1
    statutory: int = 0
    steps: tuple[HandStep, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class HandVisit:
    """A visit: when its trips begin (instants), its stops, and its class.

    If it is `called`, instants count from midnight of the day on which a trip becomes necessary, in open days.
    """

    at: int
    stops: Sequence[HandStop]
    again: Sequence[int] = ()
    rank: int = 5
    slot: int | None = None
    wrong: Doubt = Doubt.NEVER
    asks: bool = False
    helper: float = 2
    enterprise: bool = False
    comes_again: bool = True
    """Unless the chance of coming again is nought."""
    called: bool = False


def steps_of(
    scenario: Scenario, item: str, values: dict[str, float | tuple[float, ...] | None] | None = None
) -> tuple[HandStep, ...]:
    """Return the steps of a case of an item, as its table gives them.

    `values` gives a step another duration, several (it is done again), or None (it is not needed).
    """
    rows = in_order([step for step in scenario.steps if step.item == item])
    before, steps = predecessors(rows), list[HandStep]()
    ends: dict[str, tuple[int, ...]] = {}
    for row in rows:
        given = (values or {}).get(row.id, row.mean_minutes if row.kind in _IN_MINUTES else float(row.days))
        needs = tuple(place for name in before[row.id] for place in ends[name])
        for value in () if given is None else given if isinstance(given, tuple) else (given,):
            steps.append(_as_in_table(scenario, row, value, needs))
            needs = (len(steps) - 1,)
        ends[row.id] = needs
    return tuple(steps)


def _as_in_table(scenario: Scenario, row: Step, value: float, needs: tuple[int, ...]) -> HandStep:
    links = {department.id: department.link for department in scenario.departments}
    where = row.meeting or row.inspectors or (row.link or links[row.department]) * (row.kind in _CARRIED)
    station = str(where or row.department)
    return HandStep(kind=row.kind, value=value, station=station, needs=needs, clock=row.clock, of=row.id)


def minutes(value: float) -> int:
    return round(value * MS_PER_MINUTE)


def demand(
    scenario: Scenario,
    visits: Sequence[HandVisit],
    no_shows: int = 0,
    *,
    projects: Sequence[HandProject] = (),
    backlog: Sequence[HandCase] = (),
) -> Demand:
    """Return a demand of exactly these visits, with ticket numbers in their order."""
    settings = replace(scenario.settings, cases=replace(scenario.settings.cases, backlog="none"))
    plain = replace(scenario, settings=settings, arrivals=(), profiles=(), backlog=(), projects=(), project_parts=())
    empty = replace(draw(plain, seed=0), scenario=scenario, catalogue=np.arange(len(scenario.steps)))
    attempts = scenario.settings.customers.attempts
    queues = {q.id: n for n, q in enumerate(scenario.queues)}
    items = {i.id: n for n, i in enumerate(scenario.items)}
    owners = {d.id: n for n, d in enumerate(scenario.departments)}
    stops = [stop for visit in visits for stop in visit.stops]
    counts = np.array([len(v.stops) for v in visits], dtype=np.int64)
    join = np.full((attempts, len(visits)), NEVER)
    for number, visit in enumerate(visits):
        join[: 1 + len(visit.again), number] = [visit.at, *visit.again]

    def by_visit(values: Sequence[int | bool], dtype: type = np.int64) -> np.ndarray:
        return np.array(values, dtype=dtype)

    return replace(
        empty,
        visits=Visits(
            row=np.zeros(len(visits), dtype=np.int64), day=by_visit([v.at // MS_PER_DAY for v in visits]),
            first_stop=np.cumsum(counts) - counts, stops=counts, wrong=by_visit([v.wrong for v in visits]),
            rank=by_visit([v.rank for v in visits]), booked=by_visit([v.slot is not None for v in visits], bool),
            slot=by_visit([NEVER if v.slot is None else v.slot for v in visits]),
            enterprise=by_visit([v.enterprise for v in visits], bool), asks=by_visit([v.asks for v in visits], bool),
            helper=by_visit([minutes(v.helper) for v in visits]), join=join,
            called=by_visit([v.called for v in visits], bool),
            chance=np.tile(by_visit([0 if v.comes_again else 999_999 for v in visits]), (attempts, 1)),
        ),
        stops=Stops(
            visit=np.repeat(np.arange(len(visits)), counts),
            number=np.concatenate([np.arange(c) for c in counts]),
            queue=by_visit([queues[s.queue] for s in stops]), item=by_visit([items[s.item] for s in stops]),
            purpose=by_visit([s.purpose for s in stops]),
            department=by_visit([owners[scenario.items[items[s.item]].department] for s in stops]),
        ),
        tickets=_tickets(stops, attempts),
        cases=_cases(scenario, visits, projects, backlog),
        projects=_projects(visits, projects),
        no_shows=np.array([no_shows]),
    )  # fmt: skip


def _tickets(stops: Sequence[HandStop], attempts: int) -> Tickets:
    def of_trip(attempt: int) -> list[int]:
        again = [s.service if attempt == 0 or s.service_again is None else s.service_again for s in stops]
        return [minutes(m) for m in again]

    papers = np.array([s.papers for s in stops], dtype=np.int64)
    return Tickets(
        service=np.concatenate([np.array(of_trip(a), dtype=np.int64) for a in range(attempts)]),
        patience=_tiled([NEVER if s.patience is None else minutes(s.patience) for s in stops], attempts),
        balk_limit=_tiled([NEVER if s.balk_limit is None else s.balk_limit for s in stops], attempts),
        silent=_tiled([s.silent for s in stops], attempts).astype(bool),
        # on the last trip, as in the draw, the papers are complete
        papers=np.concatenate(
            [papers if a < attempts - 1 or attempts == 1 else np.zeros_like(papers) for a in range(attempts)]
        ),
        walk=_tiled([minutes(s.walk) for s in stops], attempts),
    )


def _tiled(values: Sequence[int | bool], attempts: int) -> np.ndarray:
    return np.tile(np.array(values, dtype=np.int64), attempts)


def _column(values: Sequence[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def _opened_by_stops(visits: Sequence[HandVisit]) -> tuple[list[HandCase], list[int], list[int]]:
    """Return the cases that stops open, the stops, and their visits."""
    stops = [(number, stop) for number, visit in enumerate(visits) for stop in visit.stops]
    opening = [place for place, (_, stop) in enumerate(stops) if stop.steps is not None]
    cases = [
        HandCase(steps=stop.steps or (), item=stop.item, promised=stop.promised, statutory=stop.statutory)
        for _, stop in (stops[place] for place in opening)
    ]
    return cases, opening, [stops[place][0] for place in opening]


def _parts(visits: Sequence[HandVisit], projects: Sequence[HandProject]) -> tuple[list[int], list[HandCase]]:
    """Return by part of a project its case, and the cases that intakes open."""
    _, _, visit_of_case = _opened_by_stops(visits)
    case_of, further = list[int](), list[HandCase]()
    for part in (part for project in projects for part in project.parts):
        if part.case is None:
            case_of.append(visit_of_case.index(part.visit or 0))
        else:
            case_of.append(len(visit_of_case) + len(further))
            further.append(part.case)
    return case_of, further


def _cases(
    scenario: Scenario, visits: Sequence[HandVisit], projects: Sequence[HandProject], backlog: Sequence[HandCase]
) -> Cases:
    own, opening, _ = _opened_by_stops(visits)
    case_of_part, together = _parts(visits, projects)
    cases = [*own, *together, *backlog]
    items = {item.id: n for n, item in enumerate(scenario.items)}
    counts = _column([len(case.steps) for case in cases])
    steps = [step for case in cases for step in case.steps]
    goes_on = [case.opens if case.goes_on is None else case.goes_on for case in cases]
    part = np.full(len(cases), NEVER)
    part[case_of_part] = np.arange(len(case_of_part))
    catalogue = [step.id for step in scenario.steps]
    return Cases(
        stop=_column([*opening, *(NEVER for _ in cases[len(own) :])]),
        opens=_column([case.opens for case in cases]),
        goes_on=_column(goes_on),
        item=_column([items[case.item] for case in cases]),
        promised=_column([case.promised for case in cases]),
        statutory=_column([case.statutory for case in cases]),
        first_step=np.cumsum(counts) - counts,
        steps=counts,
        papers=_column([_papers_due(scenario, case) for case in cases]),
        part=part,
        step_case=np.repeat(np.arange(len(cases)), counts),
        step_kind=_column([STEP_KINDS.index(step.kind) for step in steps]),
        step_station=_column([_station(scenario, step) for step in steps]),
        step_value=_column([minutes(s.value) if s.kind in _IN_MINUTES else int(s.value) for s in steps]),
        step_needs=_column([_needs(step, place) for case in cases for place, step in enumerate(case.steps)]),
        step_clock=_column([CLOCK_RULES.index(step.clock) for step in steps]),
        step_of=_column([NEVER if step.of is None else catalogue.index(step.of) for step in steps]),
        step_visit=_column([step.trip for step in steps]),
    )


def _papers_due(scenario: Scenario, case: HandCase) -> int:
    """Return for how many papers the acceptance of a case waits."""
    waits = not scenario.settings.cases.accept_with_gaps
    return waits * sum(step.kind is StepKind.PAPERS for step in case.steps)


def _needs(step: HandStep, place: int) -> int:
    return 1 << place >> 1 if step.needs is None else sum(1 << before for before in step.needs)


def _station(scenario: Scenario, step: HandStep) -> int:
    """Return where a step is done, as `Cases.step_station` counts."""
    departments = [department.id for department in scenario.departments]
    if step.kind in _CARRIED:
        return LINKS.index(DataLink(step.station) if step.station else scenario.departments[0].link)
    if step.kind in _HELD:
        return [meeting.id for meeting in scenario.meetings].index(step.station or scenario.meetings[0].id)
    if step.kind is StepKind.INSPECTION:
        teams = [team.id for team in scenario.inspectors]
        return len(departments) + teams.index(step.station or teams[0])
    return departments.index(step.station or departments[0])


def _projects(visits: Sequence[HandVisit], projects: Sequence[HandProject]) -> Projects:
    lengths = _column([len(project.parts) for project in projects])
    firsts = np.cumsum([0, *(len(visit.stops) for visit in visits)])
    parts = [part for project in projects for part in project.parts]
    return Projects(
        project=_column([project.project for project in projects]),
        begins=_column([visits[project.begins_with].at for project in projects]),
        promised=_column([project.promised for project in projects]),
        first_part=np.cumsum(lengths) - lengths,
        parts=lengths,
        intake=_column([int(firsts[p.begins_with]) if p.intake else NEVER for p in projects]),
        part_project=np.repeat(np.arange(len(projects)), lengths),
        part_needs=_column([sum(1 << before for before in part.needs) for part in parts]),
        part_case=_column(_parts(visits, projects)[0]),
        part_visit=_column([NEVER if part.visit is None else part.visit for part in parts]),
    )
