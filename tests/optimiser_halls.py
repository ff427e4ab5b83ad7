"""Small halls built in code for the optimiser's tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sim.domain.casework import Step
from sim.domain.hall import Department, Desk, Queue, Window, Zone
from sim.domain.items import Arrival, Item, ProfilePart
from sim.domain.policy import (
    AbsenceSettings,
    ArrivalSettings,
    CaseSettings,
    Horizon,
    Limits,
    Settings,
    WindowSettings,
)
from sim.domain.scenario_data import Scenario
from sim.domain.staff import Officer
from sim.domain.units import (
    CalendarKind,
    DataLink,
    ItemKind,
    Noon,
    Presence,
    Role,
    Side,
    StepKind,
    WindowKind,
    ZoneKind,
)

START = dt.date(2026, 7, 6)
ORIGIN = "test"


def settings(*, days: int = 5, rotation: tuple[str, ...] = (), **changes: object) -> Settings:
    """Five open days from a Monday on; day factors vary."""
    plain = Settings(
        name="small",
        title_en="small",
        title_zh="小",
        horizon=Horizon(start=START, days=days, calendar=CalendarKind.WEEKDAYS),
        arrivals=ArrivalSettings(day_shape=25.0, weekday_factors=(1.2, 1.0, 0.9, 0.9, 1.0, 1.0, 1.0)),
        windows=WindowSettings(rotation=rotation, foreign_factor=1.25, today_open_share=0.5),
        cases=CaseSettings(backlog="stationary", warm_up_days=5),
        absence=AbsenceSettings(ill_share=0.02),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def department(name: str, noon: Noon = Noon.IN_TURN) -> Department:
    return Department(
        id=name,
        name_en=name,
        name_zh=name,
        presence=Presence.FIXED,
        authority=True,
        link=DataLink.REAL_TIME,
        online=True,
        noon=noon,
        origin=ORIGIN,
    )


def queue(name: str, owner: str, patience: float | None = None) -> Queue:
    return Queue(
        id=name,
        name_en=name,
        name_zh=name,
        zone="z",
        department=owner,
        patience_mean_minutes=patience,
        origin=ORIGIN,
    )


def item(name: str, owner: str, of: str, minutes: float, promised: int | None = None) -> Item:
    return Item(
        id=name,
        name_en=name,
        name_zh=name,
        kind=ItemKind.SERVICE if promised is None else ItemKind.LICENCE,
        department=owner,
        queue=of,
        weight=1.0,
        mean_minutes=minutes,
        sd_minutes=0.8 * minutes,
        promised_days=promised,
        origin=ORIGIN,
    )


def arrival(of: str, per_day: float) -> Arrival:
    return Arrival(id=f"a_{of}", queue=of, per_day=per_day, enterprise_share=0.5, profile="day", origin=ORIGIN)


def window(number: int, owner: str | None, *queues: str) -> Window:
    kind = WindowKind.COMPREHENSIVE if owner is None else WindowKind.FIXED
    return Window(id=number, zone="z", department=owner, kind=kind, queues=queues, origin=ORIGIN)


def officer(name: str, owner: str, *queues: str, role: Role = Role.WINDOW, off: tuple[dt.date, ...] = ()) -> Officer:
    return Officer(id=name, department=owner, role=role, queues=queues, days_off=off, origin=ORIGIN)


def profile() -> tuple[ProfilePart, ...]:
    weights = (4, 10, 14, 17, 13, 7, 9, 13, 9, 4)
    starts = (480, 510, 570, 630, 690, 750, 810, 870, 930, 990)
    ends = (*starts[1:], 1050)
    return tuple(
        ProfilePart(id=f"p{n}", profile="day", from_time=a, to_time=b, weight=float(w), origin=ORIGIN)
        for n, (a, b, w) in enumerate(zip(starts, ends, weights, strict=True))
    )


def zone() -> Zone:
    return Zone(
        id="z",
        name_en="z",
        name_zh="z",
        kind=ZoneKind.MAIN,
        side=Side.SOUTH,
        x_m=0,
        y_m=0,
        width_m=50,
        depth_m=20,
        origin=ORIGIN,
    )


def desk_step(of: str, owner: str, minutes: float) -> Step:
    return Step(
        id=f"s_{of}",
        item=of,
        position=0,
        kind=StepKind.DESK,
        name_en="review",
        name_zh="审",
        department=owner,
        mean_minutes=minutes,
        sd_minutes=minutes,
        origin=ORIGIN,
    )


def one_department(
    *, per_day: tuple[float, float] = (60.0, 40.0), days: int = 5, noon: Noon = Noon.IN_TURN
) -> Scenario:
    """Six officers, four windows, two queues; two officers know only the first queue; two desks."""
    officers = tuple(
        officer(f"o{n}", "a", *(("q1",) if n < 2 else ("q1", "q2")), off=(START,) if n == 5 else ()) for n in range(6)
    )
    return Scenario(
        settings=settings(days=days),
        zones=(zone(),),
        departments=(department("a", noon),),
        queues=(queue("q1", "a", 40.0), queue("q2", "a")),
        windows=(
            window(1, "a", "q1", "q2"),
            window(2, "a", "q1", "q2"),
            window(3, "a", "q1"),
            window(4, "a", "q2"),
        ),
        desks=(Desk(id=1, department="a", origin=ORIGIN), Desk(id=2, department="a", origin=ORIGIN)),
        items=(item("i1", "a", "q1", 12.0), item("i2", "a", "q2", 15.0, promised=3)),
        steps=(desk_step("i2", "a", 12.0),),
        arrivals=(arrival("q1", per_day[0]), arrival("q2", per_day[1])),
        profiles=profile(),
        officers=(
            *officers,
            officer("d1", "a", role=Role.DESK),
            officer("d2", "a", role=Role.DESK),
        ),
        hash="one",
    )


def three_in_rotation(*, windows: int = 1, days: int = 6) -> Scenario:
    """Three departments share the comprehensive windows; each has two desks."""
    names = ("x", "y", "z")
    queues = tuple(f"q{n}" for n in names)
    return Scenario(
        settings=settings(days=days, rotation=names),
        zones=(zone(),),
        departments=tuple(department(n) for n in names),
        queues=tuple(queue(q, n) for q, n in zip(queues, names, strict=True)),
        windows=tuple(window(n + 1, None, *queues) for n in range(windows)),
        desks=tuple(Desk(id=n + 1, department=d, origin=ORIGIN) for n, d in enumerate(names * 2)),
        items=tuple(item(f"i{n}", n, f"q{n}", 14.0, promised=4) for n in names),
        steps=tuple(desk_step(f"i{n}", n, 30.0) for n in names),
        arrivals=tuple(arrival(q, 9.0 * windows) for q in queues),
        profiles=profile(),
        officers=tuple(
            officer(f"{n}{k}", n, f"q{n}", role=Role.WINDOW if k < 3 else Role.DESK) for n in names for k in range(5)
        ),
        hash="three",
    )


def whole_hall() -> Scenario:
    """Both together, with four departments."""
    one, three = one_department(days=6), three_in_rotation()
    return replace(
        three,
        departments=one.departments + three.departments,
        queues=one.queues + three.queues,
        windows=one.windows + tuple(replace(w, id=w.id + 10) for w in three.windows),
        desks=one.desks + tuple(replace(d, id=d.id + 10) for d in three.desks),
        items=one.items + three.items,
        steps=one.steps + three.steps,
        arrivals=one.arrivals + three.arrivals,
        officers=one.officers + three.officers,
        hash="whole",
    )


def large_hall(*, departments: int = 40, days: int = 22) -> Scenario:
    """Many departments of mixed size: for timing."""
    parts = [
        _sized(f"d{n}", n, offset=10 * n, officers=4 + (n * 7) % 23, load=0.55 + 0.05 * (n % 9))
        for n in range(departments)
    ]
    return replace(
        parts[0],
        settings=settings(days=days, limits=Limits(windows=1000, desks=1000)),
        departments=tuple(d for p in parts for d in p.departments),
        queues=tuple(q for p in parts for q in p.queues),
        windows=tuple(w for p in parts for w in p.windows),
        desks=tuple(d for p in parts for d in p.desks),
        items=tuple(i for p in parts for i in p.items),
        steps=tuple(s for p in parts for s in p.steps),
        arrivals=tuple(a for p in parts for a in p.arrivals),
        officers=tuple(o for p in parts for o in p.officers),
        hash="large",
    )


def _sized(name: str, seed: int, *, offset: int, officers: int, load: float) -> Scenario:
    base = 1000 * seed + offset
    open_now = max(1, officers // 2)
    queues = [f"{name}_q{k}" for k in range(1 + seed % 3)]
    minutes = 8.0 + seed % 11
    per_day = load * open_now * 480 / minutes / len(queues)
    work = 1260 * (0.75 + 0.06 * (seed % 6))  # minutes of desk work a day; three desks are staffed
    dates = [START + dt.timedelta(days=k) for k in range(30)]
    return Scenario(
        settings=settings(),
        zones=(zone(),),
        departments=(department(name, Noon.CLOSED if seed % 4 == 3 else Noon.IN_TURN),),
        queues=tuple(queue(q, name, 60.0) for q in queues),
        windows=tuple(window(base + k + 1, name, *(queues if k % 2 == 0 else queues[:1])) for k in range(open_now + 2)),
        desks=tuple(Desk(id=base + k + 1, department=name, origin=ORIGIN) for k in range(3)),
        items=tuple(item(f"{q}_i", name, q, minutes, promised=3) for q in queues),
        steps=tuple(desk_step(f"{q}_i", name, work / max(per_day * len(queues), 1)) for q in queues),
        arrivals=tuple(arrival(q, per_day) for q in queues),
        profiles=profile(),
        officers=tuple(
            officer(
                f"{name}_o{k}",
                name,
                *(queues if k % 3 else queues[:1]),
                off=(dates[(k * 5 + seed) % 30],),
            )
            for k in range(officers)
        )
        + tuple(officer(f"{name}_d{k}", name, role=Role.DESK) for k in range(4)),
        hash=name,
    )
