"""Small halls with every feature at once, drawn by hypothesis.

Ties on purpose, empty queues, officers who never come, everyone at opening time.
"""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import strategies as st

import halls
from sim.domain.hall import Desk
from sim.domain.items import Step, Stop
from sim.domain.policy import (
    AbsenceSettings,
    AppointmentSettings,
    ArrivalSettings,
    CaseSettings,
    CustomerClass,
    CustomerSettings,
    HelperSettings,
    WalkingSettings,
    WindowSettings,
)
from sim.domain.scenario_data import Scenario
from sim.domain.units import DataLink, DeskRule, Distribution, ItemKind, Leaving, Role, ServiceRule, StepKind
from sim.plan.sessions import DeskSession, Plan, Session

OPEN, CLOSE = 540, 660
QUEUES = ("q0", "q1", "q2")
DEPARTMENTS = ("d0", "d1")


@st.composite
def scenarios(draw: st.DrawFn, leaving: Leaving | None = None) -> Scenario:
    """A hall of two zones, two departments and three queues, open for two hours on two days."""
    share = st.sampled_from([0.0, 0.3, 1.0])
    days = draw(st.integers(1, 2))
    whole_minutes = draw(st.booleans())
    law = {"distribution": Distribution.FIXED if whole_minutes else Distribution.LOGNORMAL, "sd_minutes": 4.0}
    items = tuple(
        halls.item(
            f"i{n}",
            queue=QUEUES[n],
            department=DEPARTMENTS[n % 2],
            mean_minutes=draw(st.sampled_from([1.0, 5.0, 10.0])),
            kind=ItemKind.LICENCE if n == 0 else ItemKind.SERVICE,
            promised_days=1 if n == 0 else None,
            papers_missing_share=draw(share) if n == 1 else 0.0,
            **law,
        )
        for n in range(3)
    )
    arrivals, profiles = zip(
        *(halls.all_day(draw(st.sampled_from([0.0, 6.0, 25.0])), q, *_arrival_times(draw)) for q in QUEUES),
        strict=True,
    )
    patience = draw(st.sampled_from([None, 5.0, 30.0]))
    return Scenario(
        settings=halls.settings(
            days,
            open_at=OPEN,
            close=CLOSE,
            arrivals=ArrivalSettings(day_shape=draw(st.sampled_from([None, 5.0]))),
            customers=_customers(draw, share),
            appointments=AppointmentSettings(share=draw(share), no_show_share=0.2, slot_minutes=30),
            walking=WalkingSettings(within_zone_minutes=0, between_zones_minutes=draw(st.sampled_from([0.0, 2.0]))),
            helpers=HelperSettings(
                enabled=draw(st.booleans()),
                per_zone=draw(st.integers(1, 2)),
                asked_share=draw(share),
                wrong_queue_factor=0.5,
                papers_factor=0.5,
            ),
            windows=WindowSettings(leaving=leaving or draw(st.sampled_from(Leaving))),
            cases=CaseSettings(
                desk_rule=draw(st.sampled_from(DeskRule)),
                backlog=draw(st.sampled_from(["none", "stationary"])),
                warm_up_days=2,
            ),
            absence=AbsenceSettings(ill_share=draw(st.sampled_from([0.0, 0.3]))),
        ),
        zones=(halls.zone("z0"), halls.zone("z1")),
        departments=(
            halls.department("d0", link=draw(st.sampled_from(DataLink)), authority=draw(st.booleans())),
            halls.department("d1"),
        ),
        queues=tuple(
            halls.queue(
                q,
                zone=f"z{n % 2}",
                department=DEPARTMENTS[n % 2],
                patience_mean_minutes=patience,
                balk_mean=draw(st.sampled_from([None, 3.0])),
                silent_share=draw(share),
            )
            for n, q in enumerate(QUEUES)
        ),
        windows=tuple(halls.window(n, QUEUES, zone="z0", department="d0") for n in range(1, 5)),
        desks=tuple(Desk(id=n, department="d0", origin=halls.ORIGIN) for n in (1, 2)),
        items=items,
        stops=(Stop(id="s", item="i1", position=1, to_item="i2", share=draw(share), origin=halls.ORIGIN),),
        steps=_steps(draw),
        arrivals=arrivals,
        profiles=profiles,
        officers=tuple(halls.officer(f"o{n}", QUEUES, department=DEPARTMENTS[n % 2]) for n in range(4))
        + tuple(halls.officer(f"k{n}", (), department="d0", role=Role.DESK) for n in range(2)),
    )


def _arrival_times(draw: st.DrawFn) -> tuple[int, int]:
    return draw(st.sampled_from([(OPEN - 15, CLOSE), (OPEN, OPEN + 15), (OPEN, CLOSE), (CLOSE - 15, CLOSE + 15)]))


def _customers(draw: st.DrawFn, share: st.SearchStrategy[float]) -> CustomerSettings:
    returns: dict[str, Any] = {
        f"return_after_{why}": draw(share) for why in ("abandoning", "balking", "unserved", "turned_away")
    }
    return CustomerSettings(
        classes=(CustomerClass(name_en="first", name_zh="先", share=0.2, rank=1),),
        attempts=draw(st.integers(1, 3)),
        wrong_queue_share=draw(st.sampled_from([0.0, 0.4])),
        call_timeout_minutes=draw(st.sampled_from([0.5, 5.0])),
        **returns,
    )


def _steps(draw: st.DrawFn) -> tuple[Step, ...]:
    kinds = draw(st.lists(st.sampled_from(StepKind), min_size=1, max_size=4))
    return tuple(
        Step(
            id=f"t{n}",
            item="i0",
            position=n,
            kind=kind,
            name_en="step",
            name_zh="步",
            department="d0",
            mean_minutes=draw(st.sampled_from([5.0, 90.0])),
            days=draw(st.integers(0, 2)),
            share=0.8,
            origin=halls.ORIGIN,
        )
        for n, kind in enumerate(kinds)
    )


@st.composite
def plans(draw: st.DrawFn, scenario: Scenario) -> Plan:
    """Sessions that overlap neither by window nor by officer; some short, some staying, handovers, gaps."""
    cuts = st.lists(st.integers(OPEN - 10, CLOSE), min_size=2, max_size=5, unique=True).map(sorted)
    sessions, desks = [], []
    for day in range(scenario.settings.horizon.days):
        for window in range(1, draw(st.integers(1, 4)) + 1):
            times = draw(cuts)
            for part, (start, end) in enumerate(itertools.pairwise(times)):
                queues = draw(st.lists(st.sampled_from(QUEUES), min_size=1, max_size=3, unique=True))
                sessions.append(
                    Session(
                        day=day,
                        window=window,
                        officer=f"o{window - 1}" if part % 2 == 0 or draw(st.booleans()) else None,
                        department=DEPARTMENTS[(window - 1) % 2],
                        start=start,
                        end=end,
                        queues=tuple(queues),
                        rule=draw(st.sampled_from(ServiceRule)),
                        stays=draw(st.booleans()),
                        factor=draw(st.sampled_from([0.8, 1.0])),
                        foreign_factor=draw(st.sampled_from([1.0, 1.5])),
                    )
                )
        for desk in (1, 2):
            for start, end in zip((times := draw(cuts)), times[1:], strict=False):
                desks.append(
                    DeskSession(
                        day=day,
                        desk=desk,
                        officer=draw(st.sampled_from([f"k{desk - 1}", None])),
                        department="d0",
                        start=start,
                        end=end,
                    )
                )
    return Plan.of(sessions, desks)


@st.composite
def halls_and_plans(draw: st.DrawFn, leaving: Leaving | None = None) -> tuple[Scenario, Plan, int]:
    """A scenario, a plan for it, and a seed."""
    scenario = draw(scenarios(leaving))
    return scenario, draw(plans(scenario)), draw(st.integers(0, 10_000))
