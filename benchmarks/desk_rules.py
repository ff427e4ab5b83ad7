"""Which desk rule keeps the promise to more applicants, by load: one desk, simulated.

    python -m benchmarks.desk_rules [--replications 100] [--write]

Prints the table of docs/DESK_RULES.md, or writes it there. Three items share the cases alike: promised in 2, 5 and 10
working days, half an hour of work on average, log-normal with as large a standard deviation. The desk works eight hours
a day; at a load of 1, as much work comes as it can do. All rules meet the same cases.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import numpy as np

from benchmarks.results import table, write_section
from sim.demand import draw
from sim.demand.columns import MS_PER_DAY
from sim.domain.casework import Step
from sim.domain.hall import Department, Desk, Queue, Window, Zone
from sim.domain.items import Arrival, Item, ProfilePart
from sim.domain.policy import CaseSettings, Horizon, OpeningHours, Settings
from sim.domain.scenario_data import Scenario
from sim.domain.units import (
    CalendarKind,
    DataLink,
    DeskRule,
    Distribution,
    ItemKind,
    Noon,
    Presence,
    Side,
    StepKind,
    WindowKind,
    ZoneKind,
)
from sim.engine import simulate
from sim.measures.cases import due_cases
from sim.plan.sessions import DeskSession, Plan, Session

PROMISED = (2, 5, 10)
LOADS = (0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.3, 1.5)
RULES = (DeskRule.FIRST_COME, DeskRule.EARLIEST_DUE, DeskRule.LEAST_SLACK)
DAYS, MONTHS = 66, 3
"""Working days, and the months that they make."""
_OPEN, _CLOSE, _WORK = 540, 1020, 30.0
_ORIGIN = "assumption"
DOCUMENT = Path(__file__).parent.parent / "docs" / "DESK_RULES.md"


def scenario(load: float, rule: DeskRule) -> Scenario:
    """Return an office of one desk behind a window that takes no time, with so much work for it."""
    a_day = load * (_CLOSE - _OPEN) / _WORK
    items = [f"i{days}" for days in PROMISED]
    return Scenario(
        settings=Settings(
            name="one_desk", title_en="One desk", title_zh="一个办公位",
            horizon=Horizon(start=dt.date(2026, 7, 6), days=DAYS, calendar=CalendarKind.EVERY_DAY),
            hours=OpeningHours(open=_OPEN, close=_CLOSE, noon_from=720, noon_to=720),
            cases=CaseSettings(desk_rule=rule),
        ),
        zones=(
            Zone(
                id="z", name_en="z", name_zh="z", kind=ZoneKind.MAIN, side=Side.SOUTH, x_m=0, y_m=0, width_m=10,
                depth_m=10, origin=_ORIGIN,
            ),
        ),
        departments=(
            Department(
                id="d", name_en="d", name_zh="d", presence=Presence.FIXED, authority=True, link=DataLink.REAL_TIME,
                online=True, noon=Noon.CLOSED, origin=_ORIGIN,
            ),
        ),
        queues=(Queue(id="q", name_en="q", name_zh="q", zone="z", department="d", origin=_ORIGIN),),
        windows=(Window(id=1, zone="z", department="d", kind=WindowKind.FIXED, queues=("q",), origin=_ORIGIN),),
        desks=(Desk(id=1, department="d", origin=_ORIGIN),),
        items=tuple(
            Item(
                id=name, name_en=name, name_zh=name, kind=ItemKind.LICENCE, department="d", queue="q", weight=1.0,
                distribution=Distribution.FIXED, mean_minutes=0.0, promised_days=days, origin=_ORIGIN,
            )
            for name, days in zip(items, PROMISED, strict=True)
        ),
        steps=tuple(
            Step(
                id=f"work_{name}", item=name, position=1, kind=StepKind.DESK, name_en="work", name_zh="办理",
                department="d", mean_minutes=_WORK, sd_minutes=_WORK, origin=_ORIGIN,
            )
            for name in items
        ),
        arrivals=(
            Arrival(id="a", queue="q", per_day=a_day, enterprise_share=0.5, profile="p", origin=_ORIGIN),
        ),
        profiles=(ProfilePart(id="p", profile="p", from_time=_OPEN, to_time=_CLOSE, weight=1, origin=_ORIGIN),),
    )  # fmt: skip


def plan() -> Plan:
    """Return a plan in which the window and the desk are held all day."""
    return Plan.of(
        (
            Session(
                day=day, window=1, officer="w", department="d", start=_OPEN, end=_CLOSE, queues=("q",), factor=1.0
            )
            for day in range(DAYS)
        ),
        (
            DeskSession(day=day, desk=1, officer="k", department="d", start=_OPEN, end=_CLOSE)
            for day in range(DAYS)
        ),
    )  # fmt: skip


def late_by_month(load: float, rule: DeskRule, replications: int) -> np.ndarray:
    """Return the share of the cases due in each month that are late, decided or not, all replications together."""
    hall, held = scenario(load, rule), plan()
    late, due = np.zeros(MONTHS), np.zeros(MONTHS)
    for replication in range(replications):
        log = simulate(draw(hall, seed=1, replication=replication), held)
        cases = due_cases(log)
        month = (log.columns.case_due[cases.rows] - 1) // (MS_PER_DAY * DAYS // MONTHS)
        late += np.bincount(month, cases.overdue, MONTHS)
        due += np.bincount(month, minlength=MONTHS)
    return np.asarray(late / due)


def rows(replications: int) -> list[tuple[str, ...]]:
    """Return by load, for each rule, the share of late cases in the first and in the last month."""
    found = []
    for load in LOADS:
        late = [late_by_month(load, rule, replications) for rule in RULES]
        found.append((f"{load:.0%}", *(f"{of_rule[month]:.0%}" for month in (0, -1) for of_rule in late)))
    return found


def main() -> None:
    """Print the table, or write it into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    names = [str(rule).replace("_", " ") for rule in RULES]
    head = ("load", *(f"{name}, {month} month" for month in ("first", "third") for name in names))
    text = table(head, rows(arguments.replications))
    if arguments.write:
        write_section("desk_rules", text, DOCUMENT)
    print(text)


if __name__ == "__main__":
    main()
