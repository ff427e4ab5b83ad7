"""Small halls with every feature at once, drawn by hypothesis.

Ties on purpose, sessions that block each other, empty queues, officers who never come, everyone at opening time,
nights, weekends, nobody at all.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

import halls
from sim.demand import Demand, draw
from sim.demand.casework import DESK, INSPECTION
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER
from sim.domain.casework import EVERY_DAY, BacklogRow, Inspectors, Meeting, Project, ProjectPart, Step
from sim.domain.hall import Department, Desk, Queue
from sim.domain.items import Arrival, Item, ProfilePart, Stop
from sim.domain.policy import (
    AbsenceSettings,
    AppointmentSettings,
    ArrivalSettings,
    CaseSettings,
    CustomerClass,
    CustomerSettings,
    HelperSettings,
    Horizon,
    OpeningHours,
    Outage,
    ProjectSettings,
    Settings,
    WalkingSettings,
    WindowSettings,
)
from sim.domain.scenario_data import Scenario
from sim.domain.staff import Officer
from sim.domain.units import (
    CalendarKind,
    ClockRule,
    DataLink,
    DeskRule,
    Distribution,
    ItemKind,
    Leaving,
    MeetingKind,
    Noon,
    OthersAtComprehensive,
    Role,
    ServiceRule,
    Side,
    StepKind,
    WindowKind,
)
from sim.opening import open_days
from sim.plan.sessions import DeskSession, Plan, Session

QUEUES = ("q0", "q1", "q2", "q3")
DEPARTMENTS = ("d0", "d1")
WINDOWS = (1, 2, 3, 4)
DESKS = (1, 2, 3)
OFFICERS = ("o0", "o1", "o2", "o3", "k0", "k1")
"""Those called k are of the back office; all others work at windows and at desks."""
_PREFERENCES = [queues for count in (1, 2, 3, 4, 0) for queues in itertools.permutations(QUEUES, count)]
_STYLES = list(itertools.product(ServiceRule, (False, True), (1.0, 1.0, 0.5, 1.7), (1.0, 1.5)))
"""Rule, whether the session stays, the factor and the foreign one."""
_CLASSES: tuple[list[tuple[float, int]], ...] = (
    [],
    [(0.3, 1)],
    [(0.3, 3), (0.3, 3)],
    [(0.2, 2), (0.2, 0), (0.2, 5)],
    [(0.3, 1005), (0.1, 1_000_000)],
    [(0.2, 9), (0.2, 1), (0.2, 7), (0.2, 4)],
)
"""Shares and ranks: none, before and after ordinary customers (5), of one rank, of that of appointments, far apart."""
_WEEKDAYS = (EVERY_DAY, EVERY_DAY, (1,), (2, 4), (1, 3, 5, 6, 7))
"""Of meetings, inspectors and discs; most halls open on a Monday."""
_RULES = [
    (ClockRule.RUNS, 0.0, 0.0, None),
    (ClockRule.RUNS, 0.5, 0.0, 1),
    (ClockRule.RUNS, 1.0, 0.4, 0),
    (ClockRule.RUNS, 0.0, 1.0, None),
    (ClockRule.STATUTORY_STOPS, 0.0, 0.0, 2),
    (ClockRule.STATUTORY_STOPS, 0.5, 0.4, None),
    (ClockRule.BOTH_STOP, 0.0, 0.0, None),
    (ClockRule.BOTH_STOP, 0.5, 0.4, 1),
]
"""Of steps: clock, shares of rework and of trips, working days allowed."""
_LINKED = (StepKind.TRANSFER, StepKind.FORWARD)
_TAKES_DAYS = (StepKind.WAIT, StepKind.FORWARD)
GRAINS = (1, MS_PER_MINUTE, 5 * MS_PER_MINUTE, 1 << 18)
"""Milliseconds: the more customers come, and the more durations end, at the same instant, the more ties there are. The
last is a power of two, as are the lengths into which the compiled engine cuts time."""


def _one(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


_SHARE = _one(0.0, 0.4, 1.0)
_SOME = st.booleans()


@dataclass(frozen=True, kw_only=True)
class Frame:
    """When a hall is open, which all minutes in it grow with; whether there is more to do at desks than usual.

    And whether fewer customers come than usual, for whose cases there is time.
    """

    start: dt.date = halls.MONDAY
    days: int
    calendar: CalendarKind = CalendarKind.EVERY_DAY
    open: int = 540
    close: int = 660
    office: bool = False
    calm: bool = False

    @property
    def longer(self) -> float:
        return (self.close - self.open) / 120

    @property
    def night(self) -> bool:
        return self.longer > 6


@dataclass(frozen=True, kw_only=True)
class Case:
    """A hall, a plan, and a seed for its customers."""

    scenario: Scenario
    plan: Plan
    seed: int

    def demands(self) -> Iterator[Demand]:
        """Draw different customers for each grain; whatever comes of one plan, a single draw would seldom show it."""
        for number, grain in enumerate(GRAINS):
            yield with_grain(draw(self.scenario, seed=self.seed + number), grain)


# ---------------------------------------------------------------- what tests ask for


@st.composite
def halls_and_plans(draw: st.DrawFn) -> tuple[Scenario, Plan, int]:
    """Return a scenario, a plan for it and a seed; the hall is open for two hours on successive days."""
    scenario = draw(scenarios(Frame(days=draw(st.integers(1, 2)))))
    return scenario, draw(plans(scenario)), draw(st.integers(0, 10_000))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Return anything: also halls open at night or closed on some days, and customers with many ties."""
    frame = draw(_frames())
    scenario = draw(scenarios(frame))
    return Case(
        scenario=scenario,
        plan=draw(plans(scenario, office=frame.office)),
        seed=draw(st.integers(0, 10_000)),
    )


AVAILABLE_PROVIDERS["independent"] = HypothesisProvider
"""Draws as Hypothesis does, but each example anew: else five of six are near copies of the one before."""


def try_cases(count: int, seed: int, check: Callable[[Case], Any]) -> None:
    """Check so many cases: those of a seed if every run is to try the same ones, else new ones."""

    def check_one(case: Case) -> None:
        check(case)

    test = hypothesis.given(cases())(check_one)
    if hypothesis.settings().derandomize:
        test = hypothesis.seed(seed)(test)
    hypothesis.settings(
        max_examples=count,
        derandomize=False,
        backend="independent",
        database=None,
        deadline=None,
        print_blob=True,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )(test)()


def with_grain(demand: Demand, grain: int) -> Demand:
    """Return a demand with instants rounded down and durations up to whole grains, but for those of 1 ms."""

    def instants(column: np.ndarray) -> np.ndarray:
        return np.where(column == NEVER, NEVER, column // grain * grain)

    def on_its_day(column: np.ndarray) -> np.ndarray:
        """Round down the time of day, but not into the day before."""
        return np.where(
            column == NEVER, NEVER, column // MS_PER_DAY * MS_PER_DAY + column % MS_PER_DAY // grain * grain
        )

    def durations(column: np.ndarray) -> np.ndarray:
        return np.where(column > 1, -(-column // grain) * grain, column)

    visits, tickets, work = demand.visits, demand.tickets, demand.cases
    join = np.where(visits.called, on_its_day(visits.join), instants(visits.join))
    timed = np.isin(work.step_kind, (DESK, INSPECTION))
    return replace(
        demand,
        visits=replace(visits, join=join, slot=instants(visits.slot), helper=durations(visits.helper)),
        tickets=replace(
            tickets,
            service=durations(tickets.service),
            patience=durations(tickets.patience),
            walk=durations(tickets.walk),
        ),
        cases=replace(
            work,
            goes_on=on_its_day(work.goes_on),
            opens=on_its_day(work.opens),
            step_value=np.where(timed, durations(work.step_value), work.step_value),
        ),
        projects=replace(demand.projects, begins=instants(demand.projects.begins)),
    )


# ---------------------------------------------------------------- halls


@st.composite
def _frames(draw: st.DrawFn) -> Frame:
    """Return an ordinary hall, or one with much work at desks, that hardly closes, or is closed on some days.

    Or one of more days, over a weekend, for cases that take long.
    """
    days = draw(st.integers(1, 3))
    match draw(_one("plain", "office", "calm", "night", "closed")):
        case "plain":
            return Frame(days=days)
        case "office":
            return Frame(days=days, office=True)
        case "calm":
            calendar = draw(_one(CalendarKind.EVERY_DAY, CalendarKind.WEEKDAYS))
            return Frame(start=dt.date(2026, 7, 2), days=days + 4, calendar=calendar, office=draw(_SOME), calm=True)
        case "night":
            open_at, close = draw(_one((0, 1440), (15, 1425)))
            return Frame(days=days, open=open_at, close=close)
    start, calendar = draw(
        _one(
            (dt.date(2026, 7, 3), CalendarKind.WEEKDAYS),
            (dt.date(2026, 7, 4), CalendarKind.WEEKDAYS),
            (dt.date(2026, 9, 29), CalendarKind.CHINA),
        )
    )
    open_at, close = draw(_one((540, 660), (0, 1440)))
    return Frame(start=start, days=days, calendar=calendar, open=open_at, close=close)


@st.composite
def scenarios(draw: st.DrawFn, frame: Frame) -> Scenario:
    """Return a hall of two zones, two departments, four queues, four windows and three desks.

    It has two meetings, of which one is for signing, and two teams of inspectors; and perhaps projects.
    """
    settings = _settings(draw, frame)
    arrivals, profiles = zip(*(_arrivals(draw, q, frame) for q in QUEUES), strict=True)
    kind = draw(_one(WindowKind.FIXED, WindowKind.COMPREHENSIVE))
    comprehensive = kind is WindowKind.COMPREHENSIVE
    steps = (*_steps(draw, "i0", frame), *_steps(draw, "i1", frame))
    projects, parts = _projects(draw, steps, one_intake=settings.projects.one_intake)
    return Scenario(
        settings=settings,
        zones=(halls.zone("z0"), replace(halls.zone("z1"), side=draw(st.sampled_from(Side)))),
        departments=tuple(_department(draw, name) for name in DEPARTMENTS),
        queues=tuple(_queue(draw, number, frame) for number in range(len(QUEUES))),
        windows=(
            halls.window(1, QUEUES[:3], zone="z0", department=None if comprehensive else "d0", kind=kind),
            *(halls.window(n, QUEUES, zone="z0", department="d0") for n in WINDOWS[1:]),
        ),
        desks=tuple(Desk(id=n, department=draw(_one("d0", "d0", "d0", "d1")), origin=halls.ORIGIN) for n in DESKS),
        items=_items(draw, frame),
        stops=_stops(draw),
        steps=steps,
        meetings=tuple(_meeting(draw, number, frame) for number in range(2)),
        inspectors=tuple(_inspectors(draw, number, frame) for number in range(2)),
        projects=projects,
        project_parts=parts,
        arrivals=arrivals,
        profiles=profiles,
        officers=tuple(
            _officer(name, DEPARTMENTS[number % 2], Role.DESK if name.startswith("k") else Role.BOTH)
            for number, name in enumerate(OFFICERS)
        ),
        backlog=_backlog(draw) if settings.cases.backlog == "given" else (),
    )


def _settings(draw: st.DrawFn, frame: Frame) -> Settings:
    horizon = Horizon(start=frame.start, days=frame.days, calendar=frame.calendar)
    settings = replace(
        halls.settings(
            arrivals=ArrivalSettings(day_shape=draw(_one(None, 5.0))),
            customers=_customers(draw, frame),
            appointments=_appointments(draw, frame),
            walking=WalkingSettings(
                within_zone_minutes=draw(_one(0.0, 2.0)),
                between_zones_minutes=draw(_one(0.0, 3.0 * frame.longer)),
                between_sides_minutes=draw(_one(0.0, 30.0)),
            ),
            helpers=HelperSettings(
                enabled=draw(_SOME),
                per_zone=draw(st.integers(0, 2)),
                asked_share=draw(_SHARE),
                mean_minutes=draw(_one(1.0, 10.0)) * frame.longer,
                wrong_queue_factor=draw(_one(0.5, 0.0)),
                papers_factor=draw(_one(0.5, 0.0)),
                service_factor=draw(_one(1.0, 0.5, 0.0)),
            ),
            windows=WindowSettings(
                leaving=draw(st.sampled_from(Leaving)), others=draw(st.sampled_from(OthersAtComprehensive))
            ),
            cases=_case_settings(draw, frame),
            projects=ProjectSettings(
                one_intake=draw(_SOME), in_parallel=draw(_SOME), delay_days=draw(_one(1.0, 1.0, 1.5))
            ),
        ),
        horizon=horizon,
        hours=_hours(draw, frame),
    )
    first_days = open_days(Scenario(settings=settings), frame.days)
    return replace(settings, absence=_absence(draw, first_days, frame))


def _hours(draw: st.DrawFn, frame: Frame) -> OpeningHours:
    middle = (frame.open + frame.close) // 2
    return OpeningHours(
        open=frame.open,
        close=frame.close,
        last_ticket=draw(_one(None, middle)),
        noon_from=middle,
        noon_to=middle + draw(_one(1, 15)),
        extension_minutes=draw(_one(0.0, 30.0, 60.0) if frame.night else _one(0.0, 7.0, 30.0)) * frame.longer,
    )


def _customers(draw: st.DrawFn, frame: Frame) -> CustomerSettings:
    returns: dict[str, Any] = {
        f"return_after_{why}": draw(_SHARE) for why in ("abandoning", "balking", "unserved", "turned_away")
    }
    return CustomerSettings(
        classes=tuple(
            CustomerClass(name_en="class", name_zh="类", share=share, rank=rank)
            for share, rank in draw(_one(*_CLASSES))
        ),
        attempts=draw(st.integers(2 if frame.night else 1, 3)),
        return_delay_days=draw(_one(1.0, 1.5)),
        wrong_queue_share=draw(_one(0.0, 0.4)),
        wrong_queue_minutes=draw(_one(1.0, 9.0)) * frame.longer,
        call_timeout_minutes=draw(_one(0.0, 0.5, 5.0)) * frame.longer,
        **returns,
    )


def _appointments(draw: st.DrawFn, frame: Frame) -> AppointmentSettings:
    return AppointmentSettings(
        share=draw(_SHARE),
        no_show_share=draw(_one(0.0, 0.2)),
        slot_minutes=min(100.0, draw(_one(7.0, 30.0)) * frame.longer),
        mean_lateness_minutes=draw(_one(-20.0, 0.0, 10.0)),
        sd_lateness_minutes=draw(_one(0.0, 10.0)),
        rank=draw(_one(2, 0, 5, 8)),
    )


def _case_settings(draw: st.DrawFn, frame: Frame) -> CaseSettings:
    return CaseSettings(
        desk_rule=draw(st.sampled_from(DeskRule)),
        backlog="given" if frame.office else draw(_one("none", "stationary", "given")),
        warm_up_days=draw(_one(1, 2)),
        disc_times=draw(_one((600,), (555, 570, 900), (0, 1439))),
        disc_weekdays=draw(_one(*_WEEKDAYS)),
        real_time_minutes=draw(_one(0.0, 1.0, 15.0)),
        hand_days=draw(st.integers(0, 2)),
        return_to_department=draw(_SOME),
        no_authority_days=draw(st.integers(0, 1)),
        no_authority_visit_share=draw(_SHARE),
        accept_with_gaps=draw(_SOME),
        warn_days=draw(st.integers(0, 2)),
        overtime_minutes=min(draw(_one(0.0, 0.0, 5.0, 60.0, 1440.0)), 1440.0 - frame.close),
    )


def _absence(draw: st.DrawFn, days: tuple[dt.date, ...], frame: Frame) -> AbsenceSettings:
    minute = st.integers(frame.open - 5 if frame.open else 0, frame.close - 1)
    outages = []
    for _ in range(draw(_one(0, 0, 1, 2))):
        begin = draw(minute)
        outages.append(
            Outage(
                date=draw(st.sampled_from(days)),
                from_time=begin,
                to_time=min(frame.close, begin + draw(_one(1, 20, 60))),
                departments=draw(_one((), ("d0",), ("d1",))),
            )
        )
    return AbsenceSettings(ill_share=draw(_one(0.0, 0.0, 0.3)), outages=tuple(outages))


def _department(draw: st.DrawFn, name: str) -> Department:
    return halls.department(
        name, link=draw(st.sampled_from(DataLink)), authority=draw(_SOME), noon=draw(st.sampled_from(Noon))
    )


def _queue(draw: st.DrawFn, number: int, frame: Frame) -> Queue:
    patience = draw(_one(None, None, 2.0, 8.0, 40.0))
    return halls.queue(
        QUEUES[number],
        zone=f"z{number % 2}",
        department=DEPARTMENTS[number % 2],
        patience_mean_minutes=None if patience is None else patience * frame.longer,
        patience_shape=draw(_one(1.0, 4.0)),
        balk_mean=draw(_one(None, None, 1.0, 4.0)),
        silent_share=draw(_SHARE),
        appointment_share=draw(_one(None, None, 0.0, 0.6)),
        booked_queue=draw(_one(None, None, *QUEUES)),
    )


def _items(draw: st.DrawFn, frame: Frame) -> tuple[Item, ...]:
    """Return an item for each queue, and in the first one another, of the other department."""
    kinds = (ItemKind.LICENCE, ItemKind.PRELIMINARY_REVIEW, ItemKind.SERVICE, ItemKind.PAYMENT, ItemKind.HELP)
    return tuple(
        halls.item(
            f"i{number}",
            queue=QUEUES[number % len(QUEUES)],
            department=DEPARTMENTS[number % 2 if number < len(QUEUES) else 1],
            kind=kind,
            promised_days=draw(_one(1, 1, 2)) if number < 2 else None,
            statutory_days=draw(_one(None, 1, 3)) if number < 2 else None,
            papers_missing_share=draw(_SHARE) if number < 2 else 0.0,
            distribution=draw(_one(Distribution.FIXED, Distribution.LOGNORMAL)),
            mean_minutes=draw(_one(10.0, 25.0, 60.0) if frame.office else _one(1.0, 5.0, 10.0, 25.0)) * frame.longer,
            sd_minutes=4.0,
        )
        for number, kind in enumerate(kinds)
    )


def _stops(draw: st.DrawFn) -> tuple[Stop, ...]:
    """Return further stops: none, or ways of up to three, also back into the same queue."""
    pairs = draw(
        _one(
            [],
            [("i0", "i3")],
            [("i0", "i1"), ("i1", "i2")],
            [("i0", "i2"), ("i0", "i4"), ("i0", "i3"), ("i2", "i0"), ("i3", "i1")],
        )
    )
    share = draw(_one(0.5, 1.0))
    return tuple(
        Stop(id=f"s{number}", item=item, position=number, to_item=target, share=share, origin=halls.ORIGIN)
        for number, (item, target) in enumerate(pairs)
    )


def _steps(draw: st.DrawFn, item: str, frame: Frame) -> tuple[Step, ...]:
    """Return the steps of an item's cases: in an office most of them at the desks of one department, without delay."""
    desk = [StepKind.DESK] * (4 if frame.office else 1)
    kinds = draw(st.lists(_one(*desk, *StepKind), min_size=2 if frame.office else draw(_one(0, 1)), max_size=5))
    names = [f"{item}-{number}" for number in range(len(kinds))]
    places = _graph(draw, names)
    return tuple(
        _step(draw, _bare_step(name, item, position, after, kind), frame, ["d0"] * len(desk))
        for name, kind, (position, after) in zip(names, kinds, places, strict=True)
    )


def _bare_step(name: str, item: str, position: int, after: tuple[str, ...], kind: StepKind) -> Step:
    return Step(
        id=name, item=item, position=position, kind=kind, name_en="step", name_zh="步", department="d0", after=after,
        origin=halls.ORIGIN,
    )  # fmt: skip


def _graph(draw: st.DrawFn, names: list[str]) -> list[tuple[int, tuple[str, ...]]]:
    """Return positions, and names after which each comes: a line, some or all side by side, or any graph."""
    count = len(names)
    match draw(_one("line", "pairs", "together", "graph")):
        case "line":
            return [(number, ()) for number in range(count)]
        case "pairs":
            return [(number // 2, ()) for number in range(count)]
        case "together":
            return [(1, ())] * count
    chosen = draw(st.integers(0, 2 ** (count * count)))
    return [
        (number, tuple(names[other] for other in range(number) if chosen >> (number * count + other) & 1))
        for number in range(count)
    ]


def _step(draw: st.DrawFn, step: Step, frame: Frame, own: list[str]) -> Step:
    """Fill in what a step of its kind needs."""
    kind = step.kind
    timed, papers = kind in (StepKind.DESK, StepKind.INSPECTION), kind is StepKind.PAPERS
    clock, rework, visits, limit = draw(st.sampled_from(_RULES))
    fewest, most = (1, 3) if papers else (0, 1 if frame.office else 2)
    return replace(
        step,
        department=draw(_one(*own, "d0", "d1")),
        mean_minutes=draw(_one(5.0, 20.0, 90.0)) * frame.longer if timed else 0.0,
        sd_minutes=draw(_one(0.0, 10.0)) if timed else 0.0,
        days=draw(st.integers(fewest, most)) if papers or kind in _TAKES_DAYS else 0,
        share=draw(_one(1.0, 0.8, 0.4)),
        meeting={StepKind.MEETING: "m0", StepKind.SIGNATURE: "m1"}.get(kind),
        inspectors=draw(_one("t0", "t1")) if kind is StepKind.INSPECTION else None,
        link=draw(_one(None, *DataLink)) if kind in _LINKED else None,
        clock=ClockRule.RUNS if papers else clock,
        rework_share=rework,
        visit_share=visits,
        limit_days=limit,
    )


def _meeting(draw: st.DrawFn, number: int, frame: Frame) -> Meeting:
    return Meeting(
        id=f"m{number}",
        department=DEPARTMENTS[number],
        kind=MeetingKind.SIGNING if number else draw(_one(*(kind for kind in MeetingKind if kind != "signing"))),
        name_en="meeting",
        name_zh="会",
        weekdays=draw(_one(*_WEEKDAYS)),
        every_weeks=draw(_one(1, 1, 2)),
        time=draw(_one(0, frame.open, (frame.open + frame.close) // 2, frame.close - 1, 1439)),
        minutes=draw(_one(0.0, 1.0, 45.0, 1500.0)),
        capacity=draw(_one(None, 1, 1, 3)),
        notice_days=draw(_one(0, 0, 1, 2)),
        origin=halls.ORIGIN,
    )


def _inspectors(draw: st.DrawFn, number: int, frame: Frame) -> Inspectors:
    from_time, to_time = draw(
        _one((frame.open, frame.close), (frame.open, frame.open + 20), (0, 1440), (frame.close - 15, frame.close))
    )
    travel, spread = draw(_one((0.0, 0.0), (5.0, 0.0), (30.0, 10.0)))
    return Inspectors(
        id=f"t{number}",
        department=DEPARTMENTS[number],
        name_en="inspectors",
        name_zh="队",
        number=draw(_one(1, 1, 2)),
        per_day=draw(_one(1, 2, 9)),
        from_time=from_time,
        to_time=to_time,
        weekdays=draw(_one(*_WEEKDAYS)),
        travel_minutes=travel * frame.longer,
        travel_sd_minutes=spread,
        origin=halls.ORIGIN,
    )


def _projects(
    draw: st.DrawFn, steps: tuple[Step, ...], *, one_intake: bool
) -> tuple[tuple[Project, ...], tuple[ProjectPart, ...]]:
    """Return projects whose parts are items with steps, and for which one comes for an item that opens no case."""
    worked_on = sorted({step.item for step in steps})
    projects, parts = [], []
    for number in range(draw(_one(0, 1, 2)) if worked_on else 0):
        project = f"j{number}"
        names = [f"{project}-{part}" for part in range(draw(st.integers(1, 4)))]
        intake = draw(_one(None, "i2")) if not one_intake else "i2"
        projects.append(
            Project(
                id=project,
                name_en="project",
                name_zh="项目",
                per_day=draw(_one(0.0, 0.7, 3.0, 8.0)),
                enterprise_share=draw(_one(1.0, 0.5)),
                profile=draw(_one("p-q0", "p-q1")),
                intake=intake,
                promised_days=draw(_one(None, 1, 3)),
                origin=halls.ORIGIN,
            )
        )
        parts += [
            ProjectPart(
                id=name, project=project, position=position, item=draw(_one(*worked_on)), after=after,
                origin=halls.ORIGIN,
            )
            for name, (position, after) in zip(names, _graph(draw, names), strict=True)
        ]  # fmt: skip
    return tuple(projects), tuple(parts)


def _backlog(draw: st.DrawFn) -> tuple[BacklogRow, ...]:
    return tuple(
        BacklogRow(
            id=f"b{number}",
            item=draw(_one("i0", "i1")),
            age_days=draw(st.integers(0, 3)),
            position=draw(st.integers(0, 2)),
            count=draw(_one(1, 1, 2, 6)),
            origin=halls.ORIGIN,
        )
        for number in range(draw(st.integers(1, 2)))
    )


def _arrivals(draw: st.DrawFn, queue: str, frame: Frame) -> tuple[Arrival, ProfilePart]:
    """Return customers who come from before opening until after closing, all at opening, all day, or at its end."""
    per_day = draw(_one(0.0, 1.0, 4.0) if frame.calm else _one(0.0, 6.0, 15.0, 40.0))
    begin, end = draw(
        _one(
            (frame.open - 15, frame.close),
            (frame.open, frame.open + 15),
            (frame.open, frame.close),
            (frame.close - 15, frame.close + 15),
        )
    )
    return halls.all_day(per_day, queue, max(0, begin), min(1440, end))


def _officer(name: str, department: str, role: Role) -> Officer:
    return halls.officer(name, () if role is Role.DESK else QUEUES, department=department, role=role)


# ---------------------------------------------------------------- plans


@st.composite
def plans(draw: st.DrawFn, scenario: Scenario, *, office: bool = False) -> Plan:
    """Return sessions that overlap neither by place nor by officer; an officer may go from place to place."""
    hours = scenario.settings.hours
    step = draw(_one(1, 5, 30)) * max(1, (hours.close - hours.open) // 120)
    officers = OFFICERS[: draw(_one(1, 2, 3, len(OFFICERS)))]
    sessions, desks = [], []
    for day in range(scenario.settings.horizon.days):
        engaged: dict[str, list[tuple[int, int]]] = {name: [] for name in officers}
        marks = _marks(draw, hours, step)
        for window in WINDOWS[: draw(_one(1, 2) if office else _one(0, 2, 3, 4, 4))]:
            for start, end in _stretches(draw, hours, step, marks):
                officer = _who(draw, engaged, start, end)
                sessions.append(_session(draw, day, window, officer, start, end))
        for desk in scenario.desks[: 3 if office else draw(st.integers(0, 3))]:
            for start, end in _stretches(draw, hours, step, marks):
                officer = _who(draw, engaged, start, end)
                desks.append(
                    DeskSession(
                        day=day,
                        desk=desk.id,
                        officer=officer,
                        department=desk.department,
                        start=start,
                        end=end,
                        factor=draw(_one(1.0, 0.5, 1.7)),
                    )
                )
    return Plan.of(sessions, desks)


def _marks(draw: st.DrawFn, hours: OpeningHours, step: int) -> list[int]:
    """Return some times of day, from just before opening to just after closing, in order."""
    most = (hours.close - hours.open) // step + 2
    steps = draw(st.lists(st.integers(0, most), min_size=2, max_size=6))
    times = {min(1440, max(0, hours.open + (number - 1) * step)) for number in steps}
    return sorted(times | ({hours.close} if draw(_SOME) else set()))


def _stretches(draw: st.DrawFn, hours: OpeningHours, step: int, marks: list[int]) -> list[tuple[int, int]]:
    """Return stretches of a day, between marks common to several places or own ones; some with a gap between."""
    chosen = draw(st.integers(0, 2 ** len(marks)))
    common = [mark for number, mark in enumerate(marks) if chosen >> number & 1]
    cuts = common if len(common) > 1 else _marks(draw, hours, step)
    left_out = draw(st.integers(0, 7))
    return [stretch for number, stretch in enumerate(itertools.pairwise(cuts)) if number != left_out]


def _who(draw: st.DrawFn, engaged: dict[str, list[tuple[int, int]]], start: int, end: int) -> str | None:
    """Return an officer who is not engaged meanwhile, often one just coming from elsewhere, or nobody in particular."""
    free = [name for name, times in engaged.items() if all(end <= begin or until <= start for begin, until in times)]
    coming = [name for name in free if any(until == start for _, until in engaged[name])]
    officer: str | None = draw(_one(None, *free, *coming, *coming))
    if officer is not None:
        engaged[officer].append((start, end))
    return officer


def _session(draw: st.DrawFn, day: int, window: int, officer: str | None, start: int, end: int) -> Session:
    rule, stays, factor, foreign = draw(st.sampled_from(_STYLES))
    number = draw(st.integers(0, 1)) if officer is None else OFFICERS.index(officer) % 2
    return Session(
        day=day,
        window=window,
        officer=officer,
        department=DEPARTMENTS[number],
        start=start,
        end=end,
        queues=draw(st.sampled_from(_PREFERENCES)),
        rule=rule,
        stays=stays,
        factor=factor,
        foreign_factor=foreign,
    )
