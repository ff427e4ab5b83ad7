"""Tiny halls for tests, built in code: one department, given queues, windows and officers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sim.domain.hall import Department, Queue, Window, Zone
from sim.domain.items import Arrival, Item, ProfilePart
from sim.domain.policy import Horizon, OpeningHours, Settings
from sim.domain.scenario_data import Scenario
from sim.domain.staff import Officer
from sim.domain.units import (
    CalendarKind,
    DataLink,
    Distribution,
    ItemKind,
    Noon,
    Presence,
    Side,
    WindowKind,
    ZoneKind,
)
from sim.plan.sessions import Plan, Session

ORIGIN = "test"
MONDAY = dt.date(2026, 7, 6)


def settings(days: int = 1, *, open_at: int = 0, close: int = 1440, **sections: Any) -> Settings:
    """A calendar of every day and a hall that is open without a noon break."""
    return Settings(
        name="test",
        title_en="Test",
        title_zh="测试",
        horizon=Horizon(start=MONDAY, days=days, calendar=CalendarKind.EVERY_DAY),
        hours=OpeningHours(open=open_at, close=close, noon_from=720, noon_to=720),
        **sections,
    )


def zone(name: str = "z") -> Zone:
    return Zone(
        id=name,
        name_en=name,
        name_zh=name,
        kind=ZoneKind.MAIN,
        side=Side.SOUTH,
        x_m=0,
        y_m=0,
        width_m=10,
        depth_m=10,
        origin=ORIGIN,
    )


def department(name: str = "d", **fields: Any) -> Department:
    given: dict[str, Any] = {
        "presence": Presence.FIXED,
        "authority": True,
        "link": DataLink.REAL_TIME,
        "online": True,
        "noon": Noon.CLOSED,
    }
    return Department(id=name, name_en=name, name_zh=name, origin=ORIGIN, **(given | fields))


def queue(name: str = "q", **fields: Any) -> Queue:
    return Queue(id=name, name_en=name, name_zh=name, origin=ORIGIN, **({"zone": "z", "department": "d"} | fields))


def item(name: str = "i", **fields: Any) -> Item:
    given: dict[str, Any] = {"department": "d", "queue": "q", "kind": ItemKind.SERVICE, "weight": 1.0}
    law: dict[str, Any] = {"distribution": Distribution.EXPONENTIAL, "mean_minutes": 1.0}
    return Item(id=name, name_en=name, name_zh=name, origin=ORIGIN, **(given | law | fields))


def window(number: int, queues: tuple[str, ...] = ("q",), **fields: Any) -> Window:
    given: dict[str, Any] = {"zone": "z", "department": "d", "kind": WindowKind.FIXED}
    return Window(id=number, queues=queues, origin=ORIGIN, **(given | fields))


def officer(name: str, queues: tuple[str, ...] = ("q",), **fields: Any) -> Officer:
    from sim.domain.units import Role

    return Officer(id=name, queues=queues, origin=ORIGIN, **({"department": "d", "role": Role.WINDOW} | fields))


def all_day(per_day: float, of_queue: str = "q", start: int = 0, end: int = 1440) -> tuple[Arrival, ProfilePart]:
    """Arrivals spread evenly between two times of day."""
    arrival = Arrival(
        id=f"a-{of_queue}",
        queue=of_queue,
        per_day=per_day,
        enterprise_share=0.5,
        profile=f"p-{of_queue}",
        origin=ORIGIN,
    )
    part = ProfilePart(
        id=f"p-{of_queue}", profile=f"p-{of_queue}", from_time=start, to_time=end, weight=1, origin=ORIGIN
    )
    return arrival, part


def one_queue(servers: int, *, per_minute: float, service: Item, days: int = 1, **of_queue: Any) -> Scenario:
    """One queue with `servers` windows, open around the clock."""
    arrival, part = all_day(per_minute * 1440)
    return Scenario(
        settings=settings(days),
        zones=(zone(),),
        departments=(department(),),
        queues=(queue(**of_queue),),
        windows=tuple(window(n + 1) for n in range(servers)),
        items=(service,),
        arrivals=(arrival,),
        profiles=(part,),
        officers=tuple(officer(f"o{n}") for n in range(servers)),
    )


def always_open(scenario: Scenario, *, minutes: tuple[int, int] = (0, 1440), **fields: Any) -> Plan:
    """Every window is held by an anonymous officer all day, every day."""
    return Plan.of(
        Session(
            day=day,
            window=w.id,
            officer=None,
            department="d",
            start=minutes[0],
            end=minutes[1],
            queues=w.queues,
            **fields,
        )
        for day in range(scenario.settings.horizon.days)
        for w in scenario.windows
    )


__all__ = [
    "all_day",
    "always_open",
    "department",
    "item",
    "officer",
    "one_queue",
    "queue",
    "replace",
    "settings",
    "window",
    "zone",
]
