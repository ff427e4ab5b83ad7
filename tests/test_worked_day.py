"""The worked day of sim/MODEL.md, computed by hand; the expected rows are read from its tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import halls
import sim
from handmade import HandStep, HandStop, HandVisit, clock, demand, ms
from sim.arithmetic import service_ms
from sim.demand.columns import Doubt, Purpose
from sim.domain.hall import Desk
from sim.domain.policy import (
    AppointmentSettings,
    CaseSettings,
    CustomerSettings,
    HelperSettings,
    Horizon,
    WindowSettings,
)
from sim.domain.scenario_data import Scenario
from sim.domain.units import (
    CalendarKind,
    DataLink,
    ItemKind,
    Leaving,
    OthersAtComprehensive,
    ServiceRule,
    StepKind,
    WindowKind,
)
from sim.engine import simulate
from sim.log import Log
from sim.measures.sample import measure
from sim.plan.sessions import DeskSession, Plan, Session

MODEL = Path(sim.__file__).with_name("MODEL.md")
NINE, TEN, ELEVEN = 540, 600, 660
NOTHING = "—"


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of the table that follows a mark in MODEL.md."""
    lines = MODEL.read_text(encoding="utf-8").split(f"<!-- worked day {name} -->")[1].strip().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[: _height(lines)]]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def _height(lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines) if not line.startswith("|")), len(lines))


def compare(found: list[dict[str, Any]], name: str) -> None:
    """Assert that rows are those of a table, in any order, its reasons apart."""
    expected = [{k: v for k, v in row.items() if k not in {"why", "session"}} for row in table(name)]
    key = next(iter(expected[0]))
    for want, have in zip(_ordered(expected, key), _ordered(found, key), strict=True):
        assert have == want


def _ordered(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return sorted(
        rows,
        key=lambda row: (row[key], str(row)) if key != "ticket" else tuple(map(int, row[key].split("."))),
    )


def ticket_rows(log: Log) -> list[dict[str, str]]:
    stops = len(log.demand.stops.visit)
    firsts, services = log.demand.visits.first_stop, log.demand.tickets.service
    start = dt.datetime.combine(log.demand.days[0], dt.time())

    def time(stamp: dt.datetime | None) -> str:
        return NOTHING if stamp is None else clock(round((stamp - start) / dt.timedelta(milliseconds=1)))

    return [
        {
            "ticket": f"{row['visit']}.{row['stop']}.{row['attempt']}",
            "queue": row["queue"],
            "service min": f"{services[firsts[row['visit']] + row['stop'] + row['attempt'] * stops] / 60_000:g}",
            **{name: time(row[name]) for name in ("joined", "called", "started", "ended")},
            "window": NOTHING if row["window"] is None else str(row["window"]),
            "officer": row["officer"] or NOTHING,
            "outcome": row["outcome"],
            "rank": str(row["rank"]),
        }
        for row in log.tickets.iter_rows(named=True)
    ]


def session_rows(log: Log) -> list[dict[str, str]]:
    return [
        {
            "window": str(window),
            "officer": log.timetable.officers[officer],
            "active from": clock(active),
            "left": clock(left),
            "busy min": f"{busy / 60_000:g}",
        }
        for window, officer, active, left, busy in zip(
            log.timetable.sessions.window.tolist(),
            log.timetable.sessions.officer.tolist(),
            log.columns.active_from.tolist(),
            log.columns.left.tolist(),
            log.columns.busy.tolist(),
            strict=True,
        )
    ]


def two_departments(days: int, leaving: Leaving = Leaving.FINISH, call_minutes: float = 2, **sections: Any) -> Scenario:
    settings = halls.settings(
        days, open_at=NINE, close=ELEVEN,
        customers=CustomerSettings(
            attempts=2, call_timeout_minutes=call_minutes, return_after_abandoning=0.5,
            return_after_unserved=0.5, return_after_turned_away=0.5,
        ),
        appointments=AppointmentSettings(rank=2),
        windows=WindowSettings(leaving=leaving),
        **sections,
    )  # fmt: skip
    settings = replace(settings, hours=replace(settings.hours, extension_minutes=20))
    return Scenario(
        settings=settings,
        zones=(halls.zone("A"), halls.zone("B")),
        departments=(halls.department("d1"), halls.department("d2")),
        queues=(
            halls.queue("R", zone="A", department="d1"),
            halls.queue("T", zone="A", department="d2"),
            halls.queue("P", zone="B", department="d1"),
        ),
        windows=tuple(halls.window(n, ("R", "T", "P"), zone="A", department="d1") for n in (1, 2, 3, 4)),
        items=(
            halls.item("r", queue="R", department="d1"),
            halls.item("t", queue="T", department="d2"),
            halls.item("p", queue="P", department="d1", kind=ItemKind.PAYMENT),
        ),
    )


def r(service: float, **fields: Any) -> HandStop:
    return HandStop(queue="R", item="r", service=service, **fields)


def t(service: float, **fields: Any) -> HandStop:
    return HandStop(queue="T", item="t", service=service, **fields)


def p(service: float, **fields: Any) -> HandStop:
    return HandStop(queue="P", item="p", service=service, purpose=Purpose.PAYMENT, **fields)


def at(time: str, *stops: HandStop, day: int = 0, **fields: Any) -> HandVisit:
    return HandVisit(at=ms(time, day), stops=stops, comes_again=fields.pop("comes_again", False), **fields)


VISITS_A = [
    at("08:55", r(10)), at("09:00", t(10)), at("09:02", r(7)), at("09:10", r(5)), at("09:16", t(4)),
    at("09:16:30", r(6)), at("09:18", r(3)), at("09:30", r(20)), at("09:30", r(10)), at("09:33", r(5)),
    at("09:35", r(5), rank=3), at("09:51", r(12), slot=ms("10:00")), at("09:52", r(6)), at("09:52:30", r(9)),
    at("09:53", r(4), slot=ms("09:57")),
    at("10:05", t(5)), at("10:06", t(8)), at("10:07", t(8, balk_limit=1)),
    at("10:08", t(8, balk_limit=2, patience=6, silent=True)), at("10:10", r(5, walk=4), p(6)), at("10:16", t(3)),
    at("10:18", t(2, patience=5)), at("10:29", r(15)),
    at("10:30", r(8, patience=10), again=[ms("09:05", 1)], comes_again=True),
    at("10:35", t(5, papers=Doubt.UNLESS_HELPED), again=[ms("09:10", 1)]),
    at("10:45", p(25)), at("10:50", r(20, walk=4), p(10)), at("10:55", r(5)), at("10:58", p(8, walk=4), r(1)),
    at("10:59:59.999", r(5)), at("11:00", r(5)), at("10:30", p(1, walk=49), r(1)), at("09:12", r(4), day=1),
]  # fmt: skip


def worked_day_a() -> Log:
    def session(
        day: int, window: int, officer: str, start: int, end: int, queues: tuple[str, ...], **fields: Any
    ) -> Session:
        return Session(
            day=day,
            window=window,
            officer=officer,
            start=start,
            end=end,
            queues=queues,
            **({"department": "d1"} | fields),
        )

    plan = Plan.of([
        session(0, 1, "Ann", NINE, TEN, ("R",)),
        session(0, 1, "Bo", TEN, ELEVEN, ("R",)),
        session(0, 2, "Cy", NINE, 630, ("R", "T"), rule=ServiceRule.LONGEST_WAIT, foreign_factor=1.5),
        session(0, 3, "Di", NINE, ELEVEN, ("P",), stays=True),
        session(0, 4, "Eve", TEN, ELEVEN, ("T",), department="d2", factor=2.0, foreign_factor=2.0),
        session(1, 2, "Cy", NINE, ELEVEN, ("R", "T"), foreign_factor=1.5),
    ])  # fmt: skip
    return simulate(demand(two_departments(2), VISITS_A), plan)


def test_tickets_of_the_worked_day() -> None:
    compare(ticket_rows(worked_day_a()), "A: tickets")


def test_sessions_of_the_worked_day() -> None:
    compare(session_rows(worked_day_a()), "A: sessions")


def test_missing_papers_make_a_served_ticket_a_help_stop() -> None:
    tickets = worked_day_a().tickets
    of_24 = tickets.filter(pl.col("visit") == 24).sort("attempt")
    assert of_24["purpose"].to_list() == ["help", "item"]


def test_officer_hours_of_the_worked_day() -> None:
    values = measure(worked_day_a()).values
    assert values["officer_hours"] == pytest.approx(9 + 11 / 60)
    assert values["overrun_hours"] == pytest.approx((3 + 10 + 28) / 60)


def test_handing_back() -> None:
    def session(window: int, officer: str, start: int, end: int, queue: str, **fields: Any) -> Session:
        return Session(
            day=0,
            window=window,
            officer=officer,
            start=start,
            end=end,
            queues=(queue,),
            department="d1" if queue == "R" else "d2",
            **fields,
        )

    plan = Plan.of([
        session(1, "Ann", NINE, 570, "R"), session(2, "Bo", NINE, TEN, "R"),
        session(3, "Cy", 610, ELEVEN, "R", factor=2.0), session(4, "Eve", NINE, 571, "T"),
    ])  # fmt: skip
    visits = [
        at("09:00", r(40)), at("09:05", r(20)), at("09:45", r(30, patience=5)), at("09:50", r(5, patience=40), rank=1),
        at("10:40", r(10)), at("10:45", r(5)), at("09:00", t(29)), at("09:10", t(5, patience=5, silent=True)),
    ]  # fmt: skip
    log = simulate(demand(two_departments(1, Leaving.HAND_BACK, call_minutes=5), visits), plan)
    compare(ticket_rows(log), "B: tickets")
    compare(session_rows(log), "B: sessions")


def worked_cases() -> Log:
    settings = halls.settings(5, open_at=NINE, close=1020, cases=CaseSettings(disc_times=(600, 900)))
    horizon = Horizon(start=dt.date(2026, 9, 29), days=5, calendar=CalendarKind.CHINA)
    scenario = Scenario(
        settings=replace(settings, horizon=horizon),
        zones=(halls.zone(),),
        departments=(halls.department(link=DataLink.DISC),),
        queues=(halls.queue(),),
        windows=(halls.window(1),),
        desks=tuple(Desk(id=n, department="d", origin=halls.ORIGIN) for n in (1, 2)),
        items=(halls.item(kind=ItemKind.LICENCE, promised_days=1),),
    )
    accepted = [
        ("09-29 09:30", 1, 90.0),
        ("09-30 14:30", 3, 40.0),
        ("09-30 14:35", 1, 90.0),
        ("10-10 09:30", 1, 60.0),
        ("10-10 09:35", 1, 30.0),
    ]
    visits = []
    for stamp, promised, desk in accepted:
        moment = dt.datetime.strptime("2026-" + stamp, "%Y-%m-%d %H:%M") - dt.timedelta(minutes=2)
        day = (moment.date() - horizon.start).days
        steps = (
            HandStep(kind=StepKind.DESK, value=desk),
            HandStep(kind=StepKind.TRANSFER),
            HandStep(kind=StepKind.WAIT, value=1),
        )
        stop = HandStop(queue="q", service=2, promised=promised, steps=steps)
        visits.append(HandVisit(at=ms(moment.strftime("%H:%M"), day), stops=[stop]))
    desk_days = [(0, "K", 540, 600), (0, "K", 840, 900), (1, "K", 540, 600), (1, "K", 840, 900)]
    desk_days += [(day, "K", *hours) for day in (2, 3) for hours in ((540, 600), (840, 900))]
    desk_days += [(4, "K", 540, 600), (4, "M", 630, 720)]
    plan = Plan.of(
        [
            Session(day=day, window=1, officer="W", department="d", start=540, end=1020, queues=("q",))
            for day in range(5)
        ],
        [
            DeskSession(day=day, desk=1 if officer == "K" else 2, officer=officer, department="d", start=start, end=end)
            for day, officer, start, end in desk_days
        ],
    )  # fmt: skip
    return simulate(demand(scenario, visits), plan)


def hours_of(log: Log, case: int) -> dict[str, str]:
    """Return how long a case waited for desks, was worked on, waited and was carried, in hours of steps that ended."""
    steps = log.steps.filter((pl.col("case") == case) & pl.col("ended").is_not_null())

    def elapsed(kind: StepKind) -> float:
        rows = steps.filter(pl.col("kind") == kind)
        return float((rows["ended"] - rows["began"]).dt.total_milliseconds().sum()) / 3_600_000

    worked = float(steps["worked_minutes"].sum()) / 60
    return {
        "desk wait h": f"{elapsed(StepKind.DESK) - worked:.9g}",
        "work h": f"{worked:.6g}",
        "wait h": f"{elapsed(StepKind.WAIT):g}",
        "transfer h": f"{elapsed(StepKind.TRANSFER):g}",
    }


def test_cases_over_the_national_day() -> None:
    log = worked_cases()
    assert [d.isoformat()[5:] for d in log.demand.days] == ["09-29", "09-30", "10-08", "10-09", "10-10"]
    desk_minutes = log.demand.cases.step_value[log.demand.cases.step_kind == tuple(StepKind).index(StepKind.DESK)]
    found = [
        {
            "case": str(row["case"]),
            "accepted": row["opened"].strftime("%m-%d %H:%M"),
            "promised days": str(log.demand.cases.promised[row["case"]]),
            "desk min": f"{desk_minutes[row['case']] / 60_000:g}",
            "due": row["due"].isoformat(),
            "closed": NOTHING if row["closed"] is None else row["closed"].strftime("%m-%d %H:%M"),
            "days late": str(row["days_late"]),
            **hours_of(log, row["case"]),
        }
        for row in log.cases.iter_rows(named=True)
    ]
    compare(found, "C: cases")
    assert np.array_equal(log.columns.desk_busy[log.columns.desk_busy > 0] // 60_000, [30, 60, 30, 60, 40, 30, 60])


@pytest.mark.parametrize("rule", list(ServiceRule))
def test_own_first_and_longest_wait_differ_on_the_same_two_queues(rule: ServiceRule) -> None:
    visits = [at("09:00", r(10)), at("09:01", t(1)), at("09:02", r(1))]
    session = Session(
        day=0, window=1, officer="Ann", department="d1", start=NINE, end=ELEVEN, queues=("R", "T"), rule=rule
    )
    log = simulate(demand(two_departments(1), visits), Plan.of([session]))
    assert [row["called"] for row in ticket_rows(log)] == (
        ["09:00", "09:11", "09:10"] if rule is ServiceRule.OWN_FIRST else ["09:00", "09:10", "09:11"]
    )


@pytest.mark.parametrize("idle_longest", [1, 2])
def test_of_two_equal_idle_officers_the_one_idle_longer_is_chosen(idle_longest: int) -> None:
    first, second = (3.0, 5.0) if idle_longest == 1 else (5.0, 3.0)
    visits = [at("09:00", r(first)), at("09:00", r(second)), at("09:10", r(1))]
    plan = Plan.of(
        Session(day=0, window=w, officer=f"o{w}", department="d1", start=NINE, end=ELEVEN, queues=("R",))
        for w in (1, 2)
    )
    log = simulate(demand(two_departments(1), visits), plan)
    assert ticket_rows(log)[2]["window"] == str(idle_longest)


def test_a_trip_that_should_begin_before_the_last_one_has_ended_begins_then() -> None:
    scenario = halls.one_queue(1, per_minute=0, service=halls.item(), days=3)
    scenario = replace(scenario, settings=halls.settings(3, customers=CustomerSettings(attempts=2)))
    stop = HandStop(queue="q", service=180, papers=Doubt.ALWAYS)
    visit = HandVisit(at=ms("23:00"), stops=[stop], again=[ms("01:00", 1)])
    log = simulate(demand(scenario, [visit]), halls.always_open(scenario))
    assert [clock(joined) for joined in log.columns.joined.tolist()] == ["23:00", "02:00 +1"]


@pytest.mark.parametrize(
    ("base", "factor", "expected"), [(3, 0.5, 2), (5, 0.5, 3), (7, 1.0, 7), (1, 0.4, 1), (1000, 1.2345, 1235)]
)
def test_a_service_time_is_rounded_half_up_and_never_nought(base: int, factor: float, expected: int) -> None:
    assert service_ms(base, round(factor * 1_000_000)) == expected


def at_one_window(scenario: Scenario, *visits: HandVisit, queues: tuple[str, ...] = ("R",)) -> list[dict[str, str]]:
    session = Session(day=0, window=1, officer="Ann", department="d1", start=NINE, end=ELEVEN, queues=queues)
    return ticket_rows(simulate(demand(scenario, visits), Plan.of([session])))


def test_patience_of_who_comes_early_runs_from_the_appointment() -> None:
    rows = at_one_window(two_departments(1), at("09:00", r(90)), at("09:50", r(1, patience=5), slot=ms("10:00")))
    assert (rows[1]["outcome"], rows[1]["ended"], rows[1]["rank"]) == ("abandoned", "10:05", "2")


def test_the_specialist_is_chosen_before_the_lower_window() -> None:
    plan = Plan.of(
        Session(
            day=0, window=w, officer=f"o{w}", department="d1", start=NINE, end=ELEVEN,
            queues=("R", "T") if w == 1 else ("R",),
        )
        for w in (1, 2)
    )  # fmt: skip
    assert ticket_rows(simulate(demand(two_departments(1), [at("09:30", r(1))]), plan))[0]["window"] == "2"


def test_a_queue_without_a_session_that_day_turns_its_customers_away() -> None:
    assert at_one_window(two_departments(1), at("09:30", t(1)))[0]["outcome"] == "turned_away"


def test_at_a_comprehensive_window_they_may_balk_instead() -> None:
    scenario = two_departments(1)
    window = halls.window(1, ("R", "T"), zone="A", department=None, kind=WindowKind.COMPREHENSIVE)
    balk = replace(scenario.settings, windows=WindowSettings(others=OthersAtComprehensive.BALK))
    assert (
        at_one_window(replace(scenario, settings=balk, windows=(window,)), at("09:30", t(1)))[0]["outcome"] == "balked"
    )


def with_helper() -> Scenario:
    return two_departments(1, helpers=HelperSettings(enabled=True, per_zone=1, asked_share=1))


def test_a_helper_takes_customers_of_the_zone_in_turn_and_prevents_a_wrong_queue() -> None:
    wrong = HandStop(queue="T", item="r", service=3, purpose=Purpose.HELP)
    rows = at_one_window(
        with_helper(),
        at("09:00", wrong, r(1), wrong=Doubt.UNLESS_HELPED, asks=True, helper=5),
        at("09:01", wrong, r(1), wrong=Doubt.ALWAYS, asks=True, helper=5),
        at("09:20", wrong, r(1, papers=Doubt.UNLESS_HELPED), wrong=Doubt.UNLESS_HELPED),
        at("09:02", r(1), asks=True, helper=5),
        queues=("R", "T"),
    )
    found = [(row["ticket"], row["queue"], row["joined"], row["ended"]) for row in rows]
    assert found == [
        ("0.1.0", "R", "09:05", "09:06"),
        ("1.0.0", "T", "09:10", "09:13"),
        ("1.1.0", "R", "09:13", "09:14"),
        ("2.0.0", "T", "09:20", "09:23"),
        ("2.1.0", "R", "09:23", "09:24"),
        ("3.0.0", "R", "09:15", "09:16"),
    ]


def test_who_is_with_a_helper_at_closing_gets_no_ticket_and_who_waits_for_one_goes_home_at_the_end_of_the_day() -> None:
    rows = at_one_window(
        with_helper(), at("10:50", r(1), asks=True, helper=60), at("10:55", r(1), asks=True), at("10:56", r(1))
    )
    assert [(row["joined"], row["outcome"]) for row in rows] == [
        ("11:50", "turned_away"),
        ("11:00", "turned_away"),
        ("10:56", "served"),
    ]
