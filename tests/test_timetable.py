"""The timetable against the same rules applied session by session, and the form in which engines read it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import halls
import random_halls
from sim.demand import draw
from sim.demand.columns import MS_PER_MINUTE, NEVER, Demand
from sim.domain.casework import EVERY_DAY, Inspectors, Meeting
from sim.domain.hall import Desk
from sim.domain.policy import AbsenceSettings, CaseSettings, Horizon, Outage
from sim.domain.scenario_data import Scenario
from sim.domain.units import CalendarKind, MeetingKind
from sim.layout.clock import working_clock
from sim.layout.meetings import NO_LIMIT
from sim.log import Outcome
from sim.plan.sessions import DeskSession, Plan, Session
from sim.plan.today import todays_desks
from sim.timetable import DESK_ID_OFFSET, Timetable, duties, timetable
from sim.working_time import add_working_days, calendar_of

Row = dict[str, Any]
DAY = 24 * 60 * MS_PER_MINUTE
MOST = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def cases(draw_: st.DrawFn) -> tuple[Plan, Demand]:
    """A plan, and a demand in which officers are ill, systems fail on some days, and desks may work overtime."""
    scenario, plan, seed = draw_(random_halls.halls_and_plans())
    made = draw(scenario, seed=seed)
    hours = scenario.settings.hours
    time = st.integers(hours.open - 20, min(hours.close + 20, 1440))
    outages = []
    for _ in range(draw_(st.integers(0, 3))):
        start, end = sorted((draw_(time), draw_(time)))
        departments = draw_(st.lists(st.sampled_from([d.id for d in scenario.departments]), unique=True))
        date = draw_(st.sampled_from(made.days))
        outages.append(Outage(date=date, from_time=start, to_time=end, departments=tuple(departments)))
    absence = replace(scenario.settings.absence, outages=tuple(outages))
    hours = replace(hours, extension_minutes=draw_(st.sampled_from([0.0, 7.5])))
    overtime = draw_(st.sampled_from([0.0, 30.0, 45.5]))
    casework = replace(scenario.settings.cases, overtime_minutes=overtime, warn_days=draw_(st.integers(0, 3)))
    scenario = replace(scenario, settings=replace(scenario.settings, absence=absence, hours=hours, cases=casework))
    officers = st.sampled_from([*(officer.id for officer in scenario.officers), "nobody"])
    ill = draw_(st.frozensets(st.tuples(officers, st.integers(0, len(made.days) - 1)), max_size=4))
    return plan, replace(made, scenario=scenario, ill=ill)


# ---------------------------------------------------------------- the rules, session by session


def without_outages(session: Session, demand: Demand) -> list[tuple[int, int]]:
    parts = [(session.start, session.end)]
    for outage in demand.scenario.settings.absence.outages:
        concerned = not outage.departments or session.department in outage.departments
        if concerned and outage.date == demand.days[session.day]:
            halves = [((a, min(b, outage.from_time)), (max(a, outage.to_time), b)) for a, b in parts]
            parts = [(a, b) for pair in halves for a, b in pair if a < b]
    return parts


def midnight(demand: Demand, day: int) -> int:
    return (demand.days[day] - demand.days[0]).days * 24 * 60 * MS_PER_MINUTE


def name(officer: str | None, day: int, place: int, start: int) -> str:
    return f"?{day}/{place}/{start}" if officer is None else officer


def expected_windows(plan: Plan, demand: Demand) -> list[Row]:
    extension = round(demand.scenario.settings.hours.extension_minutes * MS_PER_MINUTE)
    queues = [q.id for q in demand.scenario.queues]
    departments = [d.id for d in demand.scenario.departments]
    rows = []
    for session in (Session(**row) for row in plan.sessions.iter_rows(named=True)):
        if session.day >= len(demand.days) or (session.officer, session.day) in demand.ill:
            continue
        for start, end in without_outages(session, demand):
            from_ms, to_ms = (midnight(demand, session.day) + time * MS_PER_MINUTE for time in (start, end))
            stays = session.stays and end == session.end
            rows.append(
                {
                    "day": session.day,
                    "start": from_ms,
                    "end": to_ms,
                    "leaves_by": to_ms + extension * stays,
                    "window": session.window,
                    "officer": name(session.officer, session.day, session.window, session.start),
                    "department": departments.index(session.department),
                    "queues": [queues.index(q) for q in session.queues],
                    "longest_wait": session.rule == "longest_wait",
                    "stays": stays,
                    "own_ppm": round(session.factor * 1_000_000),
                    "foreign_ppm": round(session.foreign_factor * 1_000_000),
                }
            )
    return sorted(rows, key=lambda row: (row["start"], row["window"]))


def expected_desks(plan: Plan, demand: Demand, clock_days: list[int]) -> list[Row]:
    departments = [d.id for d in demand.scenario.departments]

    def row(session: DeskSession, day_starts: int) -> Row:
        return {
            "start": day_starts + session.start * MS_PER_MINUTE,
            "end": day_starts + session.end * MS_PER_MINUTE,
            "desk": session.desk,
            "officer": name(session.officer, session.day, DESK_ID_OFFSET + session.desk, session.start),
            "department": departments.index(session.department),
            "ppm": round(session.factor * 1_000_000),
        }

    case_settings, clock = demand.scenario.settings.cases, working_clock(demand.scenario, demand.days)
    before = case_settings.warm_up_days if case_settings.backlog == "stationary" else 0
    rows = [row(s, clock_days[s.day]) for s in todays_desks(demand.scenario, before)] if before else []
    rows += [
        row(session, midnight(demand, session.day))
        for session in (DeskSession(**r) for r in plan.desks.iter_rows(named=True))
        if session.day < len(demand.days) and (session.officer, session.day) not in demand.ill
    ]
    rows.sort(key=lambda r: (r["start"], r["desk"]))
    for index, this in enumerate(rows):
        later = (n for n in range(index + 1, len(rows)) if rows[n]["officer"] == this["officer"])
        # no later than the next working day, or the work goes to others
        following = next(later, NEVER)
        days = [bisect_right(clock.midnights, r["start"]) for r in (this, rows[following])]
        this["following"] = following if days[1] - days[0] <= 1 else NEVER
    return with_overtime(rows, expected_windows(plan, demand), demand)


def with_overtime(desks: list[Row], windows: list[Row], demand: Demand) -> list[Row]:
    """Add the end of the overtime, and up to which due date a case is worth it (rules 20, 21)."""
    settings, calendar = demand.scenario.settings.cases, calendar_of(demand.scenario.settings.horizon)
    overtime = round(settings.overtime_minutes * MS_PER_MINUTE)

    def later(this: Row, rows: list[Row], key: str) -> bool:
        same_day = (row for row in rows if row["start"] // DAY == this["start"] // DAY)
        return any(row[key] == this[key] and row["end"] > this["end"] for row in same_day)

    for this in desks:
        last = not (later(this, desks, "officer") or later(this, desks, "desk") or later(this, windows, "officer"))
        this["leaves_by"] = this["end"] + overtime * last
        today = demand.days[0] + dt.timedelta(days=this["start"] // DAY)
        warned = add_working_days(calendar, today, settings.warn_days)
        this["pressing"] = ((warned - demand.days[0]).days + 1) * DAY if overtime else NEVER
    return desks


# ---------------------------------------------------------------- what is found


def found_windows(table: Timetable) -> list[Row]:
    sessions = table.sessions
    names = [f.name for f in fields(sessions) if f.name not in {"queue", "queues", "first_queue", "officer"}]
    return [
        {name: getattr(sessions, name)[n].item() for name in names}
        | {
            "officer": table.officers[sessions.officer[n]],
            "queues": sessions.queue[sessions.first_queue[n] : sessions.first_queue[n] + sessions.queues[n]].tolist(),
        }
        for n in range(len(sessions))
    ]


def found_desks(table: Timetable) -> list[Row]:
    desks = table.desks
    return [
        {f.name: getattr(desks, f.name)[n].item() for f in fields(desks)}
        | {"officer": table.officers[desks.officer[n]]}
        for n in range(len(desks))
    ]


@MOST
@given(cases())
def test_sessions_are_laid_out_by_the_rules(case: tuple[Plan, Demand]) -> None:
    plan, demand = case
    table = timetable(plan, demand)
    windows = expected_windows(plan, demand)
    assert found_windows(table) == windows
    assert found_desks(table) == expected_desks(plan, demand, table.clock.midnights.tolist())
    served = [[False] * len(demand.scenario.queues) for _ in demand.days]
    for row in windows:
        for queue in row["queues"]:
            served[row["day"]][queue] = True
    assert table.served.tolist() == served
    for day, ends in enumerate(table.end_of_day.tolist()):
        assert ends == max([table.last_ticket[day], *(row["leaves_by"] for row in windows if row["day"] == day)])


@MOST
@given(cases())
def test_officers_are_numbered_without_gaps_and_each_has_one_name(case: tuple[Plan, Demand]) -> None:
    table = timetable(*case)
    numbers = set(table.sessions.officer.tolist()) | set(table.desks.officer.tolist())
    assert numbers <= set(range(len(table.officers)))
    assert len(set(table.officers)) == len([*table.officers]) == len(table.officers)


@MOST
@given(cases())
def test_duties_are_the_plan_of_those_who_came(case: tuple[Plan, Demand]) -> None:
    plan, demand = case
    table, found = timetable(plan, demand), duties(plan, demand)
    departments = [d.id for d in demand.scenario.departments]
    expected = [
        (
            midnight(demand, row["day"]) + row["start"] * MS_PER_MINUTE,
            midnight(demand, row["day"]) + row["end"] * MS_PER_MINUTE,
            name(row["officer"], row["day"], offset + row[place], row["start"]),
            departments.index(row["department"]),
        )
        for frame, place, offset in ((plan.sessions, "window", 0), (plan.desks, "desk", DESK_ID_OFFSET))
        for row in frame.iter_rows(named=True)
        if row["day"] < len(demand.days) and (row["officer"], row["day"]) not in demand.ill
    ]
    officers = [table.officers[n] for n in found.officer.tolist()]
    times = zip(found.start.tolist(), found.end.tolist(), officers, found.department.tolist(), strict=True)
    assert list(times) == expected


@MOST
@given(cases())
def test_columns_are_as_compiled_code_reads_them(case: tuple[Plan, Demand]) -> None:
    table = timetable(*case)
    bools = {"served", "comprehensive_queues", "longest_wait", "stays"}
    for part in (table, table.sessions, table.desks, table.clock):
        arrays = {k: v for k, v in vars(part).items() if isinstance(v, np.ndarray)}
        assert arrays
        for key, array in arrays.items():
            assert array.dtype == (np.bool_ if key in bools else np.int64), key
            assert array.flags.c_contiguous, key
            assert array.flags.writeable, key


# ---------------------------------------------------------------- what is kept


def one_window(days: int = 1, **fields_of_scenario: Any) -> Scenario:
    return replace(halls.one_queue(1, per_minute=0, service=halls.item(), days=days), **fields_of_scenario)


def test_a_plan_longer_than_the_demand_is_cut() -> None:
    scenario = one_window(days=3)
    plan = halls.always_open(scenario)
    assert timetable(plan, draw(scenario, seed=0, days=2)).sessions.day.tolist() == [0, 1]
    assert timetable(plan, draw(scenario, seed=0)).sessions.day.tolist() == [0, 1, 2]


def test_the_same_plan_in_another_hall_is_laid_out_anew() -> None:
    scenario, plan = one_window(), halls.always_open(one_window())
    first = timetable(plan, draw(scenario, seed=0))
    assert timetable(plan, draw(scenario, seed=1)) is first
    start = scenario.settings.horizon.start
    absence = AbsenceSettings(outages=(Outage(date=start, from_time=600, to_time=660),))
    failing = replace(scenario, settings=replace(scenario.settings, absence=absence))
    assert len(timetable(plan, draw(failing, seed=0)).sessions) == 2
    assert timetable(plan, draw(scenario, seed=0)) is first


def test_who_is_ill_is_asked_for_every_demand() -> None:
    scenario = one_window()
    plan = Plan.of([Session(day=0, window=1, officer="a", department="d", start=540, end=600, queues=("q",))])
    demand = draw(scenario, seed=0)
    nobody: frozenset[tuple[str, int]] = frozenset()
    found = [len(timetable(plan, replace(demand, ill=ill)).sessions) for ill in (nobody, frozenset({("a", 0)}), nobody)]
    assert found == [1, 0, 1]


def test_a_queue_unknown_to_the_hall_is_refused() -> None:
    plan = Plan.of([Session(day=0, window=1, officer=None, department="d", start=540, end=600, queues=("nowhere",))])
    with pytest.raises(pl.exceptions.InvalidOperationError):
        timetable(plan, draw(one_window(), seed=0))


def test_a_session_without_queues_serves_none() -> None:
    sessions = [
        Session(day=0, window=w, officer=None, department="d", start=540, end=600, queues=("q",) if w == 2 else ())
        for w in (1, 2, 3)
    ]
    table = timetable(Plan.of(sessions), draw(one_window(), seed=0))
    assert table.sessions.queue_lists() == [(), (0,), ()]
    assert [part.tolist() for part in table.sessions.lines()] == [[1], [0]]


def test_chances_stand_in_the_order_of_outcomes() -> None:
    scenario = one_window()
    customers = replace(
        scenario.settings.customers,
        return_after_abandoning=0.1,
        return_after_balking=0.2,
        return_after_unserved=0.3,
        return_after_turned_away=0.4,
    )
    scenario = replace(scenario, settings=replace(scenario.settings, customers=customers))
    table = timetable(Plan.of([]), draw(scenario, seed=0))
    chances = {outcome: table.return_ppm[outcome].item() for outcome in Outcome}
    assert chances == {
        Outcome.SERVED: 0,
        Outcome.ABANDONED: 100_000,
        Outcome.BALKED: 200_000,
        Outcome.UNSERVED: 300_000,
        Outcome.TURNED_AWAY: 400_000,
    }


# ---------------------------------------------------------------- discs, meetings, inspectors


def in_china(start: dt.date, days: int, casework: CaseSettings | None = None, **tables: Any) -> Scenario:
    """A hall of the Chinese calendar, open 09:00–17:00."""
    settings = halls.settings(days, open_at=540, close=1020, cases=casework or CaseSettings())
    horizon = Horizon(start=start, days=days, calendar=CalendarKind.CHINA)
    return replace(one_window(), settings=replace(settings, horizon=horizon), **tables)


def laid_out(scenario: Scenario, plan: Plan | None = None) -> Timetable:
    return timetable(Plan.of([]) if plan is None else plan, draw(scenario, seed=0))


def stamps(scenario: Scenario, instants: np.ndarray) -> list[str]:
    """Write the instants of the horizon as dates and times."""
    midnight = dt.datetime.combine(scenario.settings.horizon.start, dt.time())
    within = instants[instants >= 0].tolist()
    return [(midnight + dt.timedelta(milliseconds=instant)).strftime("%m-%d %H:%M") for instant in within]


def meeting(name: str, weekdays: tuple[int, ...], **fields_of_meeting: Any) -> Meeting:
    given: dict[str, Any] = {"department": "d", "kind": MeetingKind.DISCUSSION, "time": 600, "origin": halls.ORIGIN}
    return Meeting(id=name, name_en=name, name_zh=name, weekdays=weekdays, **(given | fields_of_meeting))


def inspectors(name: str, **fields_of_team: Any) -> Inspectors:
    given: dict[str, Any] = {"department": "d", "number": 1, "per_day": 2, "from_time": 540, "to_time": 660}
    return Inspectors(id=name, name_en=name, name_zh=name, origin=halls.ORIGIN, **(given | fields_of_team))


NATIONAL_DAY = dt.date(2026, 9, 29)
"""A Tuesday; after the next day come the holidays, 1 to 7 October, and 10 October is a make-up Saturday."""


@pytest.mark.parametrize(
    ("weekdays", "carried"),
    [
        (EVERY_DAY, ["09-29", "09-30", "10-08", "10-09", "10-10", "10-12"]),
        ((4, 6), ["10-08", "10-10"]),  # Thursday, 1 October, falls out
        ((2,), ["09-29"]),
    ],
)
def test_discs_are_carried_on_those_of_their_weekdays_that_are_worked(
    weekdays: tuple[int, ...], carried: list[str]
) -> None:
    scenario = in_china(NATIONAL_DAY, 6, CaseSettings(disc_times=(900, 600), disc_weekdays=weekdays))
    table = laid_out(scenario)
    within = table.clock.discs[table.clock.discs < table.horizon_end]
    assert stamps(scenario, within) == [f"{date} {time}" for date in carried for time in ("10:00", "15:00")]


def test_the_next_disc_is_one_at_or_after_an_instant() -> None:
    casework = CaseSettings(disc_times=(600, 900), disc_weekdays=(4,))
    clock = laid_out(in_china(NATIONAL_DAY, 6, casework)).clock
    of_thursday = 9 * DAY + 600 * MS_PER_MINUTE
    assert [clock.next_disc(at) for at in (0, of_thursday, of_thursday + 1)] == [
        of_thursday,
        of_thursday,
        9 * DAY + 900 * MS_PER_MINUTE,
    ]


def test_meetings_that_fall_on_a_holiday_fall_out() -> None:
    scenario = in_china(NATIONAL_DAY, 6, meetings=(meeting("m", (3, 4, 6), time=870, minutes=30, capacity=3),))
    held = laid_out(scenario).sittings
    assert stamps(scenario, held.start) == ["09-30 14:30", "10-08 14:30", "10-10 14:30"]
    assert stamps(scenario, held.end) == ["09-30 15:00", "10-08 15:00", "10-10 15:00"]
    assert set(held.capacity.tolist()) == {3}


def test_meetings_every_second_week_count_weeks_through_holidays_and_the_turn_of_the_year() -> None:
    scenario = in_china(dt.date(2025, 12, 1), 65, meetings=(meeting("m", (4,), every_weeks=2),))
    found = stamps(scenario, laid_out(scenario).sittings.start)
    # the week of 4 December is the 105,655th after that of Monday, 1 January of the year 1: an odd number;
    assert (dt.date(2025, 12, 4) - dt.date(1, 1, 1)).days == 105_655 * 7 + 3
    # 19 February 2026 lies in the Spring Festival
    assert found == [f"{date} 10:00" for date in ("12-11", "12-25", "01-08", "01-22", "02-05", "03-05")]


def test_meetings_stand_in_the_order_of_instants_then_of_the_table() -> None:
    rows = (
        meeting("late", (1,), time=700),
        meeting("head", (1,), kind=MeetingKind.SIGNING, notice_days=2),
        meeting("early", (1,), minutes=0.00001),
    )
    held = laid_out(in_china(dt.date(2026, 7, 6), 1, meetings=rows)).sittings
    today = held.start >= 0
    assert held.meeting[today].tolist() == [1, 2, 0]
    assert (held.end - held.start)[today].tolist() == [1, 1, 1]  # at least a millisecond
    assert held.capacity[today].tolist() == [NO_LIMIT] * 3
    assert held.notice.tolist() == [0, 2, 0]


@MOST
@given(
    st.dates(dt.date(2024, 1, 1), dt.date(2026, 11, 1)),
    st.lists(st.integers(1, 7), min_size=1, unique=True),
    st.integers(1, 5),
)
def test_meetings_and_inspectors_come_on_their_days(start: dt.date, weekdays: list[int], every: int) -> None:
    scenario = in_china(
        start,
        40,
        meetings=(meeting("m", tuple(weekdays), every_weeks=every),),
        inspectors=(inspectors("t", weekdays=tuple(weekdays)),),
    )
    table, days = laid_out(scenario), draw(scenario, seed=0).days
    midnights = [(day - days[0]).days * DAY for day in days if day.isoweekday() in weekdays]
    of_week = [m for m in midnights if ((days[0] - dt.date(1, 1, 1)).days + m // DAY) // 7 % every == 0]
    held, comes = table.sittings.start, table.inspectors.start
    assert held[held >= 0].tolist() == [midnight + 600 * MS_PER_MINUTE for midnight in of_week]
    assert comes[comes >= 0].tolist() == [midnight + 540 * MS_PER_MINUTE for midnight in midnights]


def test_inspectors_are_numbered_through_all_teams_and_each_has_a_session_a_day() -> None:
    teams = (
        inspectors("fire", number=2, per_day=3, weekdays=(3, 4)),
        inspectors("health", from_time=500, to_time=620, weekdays=(4, 6)),
    )
    scenario = in_china(NATIONAL_DAY, 5, inspectors=teams)
    sessions = laid_out(scenario).inspectors
    rows = zip(
        stamps(scenario, sessions.start),
        stamps(scenario, sessions.end),
        *(column[sessions.start >= 0].tolist() for column in (sessions.inspector, sessions.team, sessions.limit)),
        strict=True,
    )
    assert list(rows) == [
        ("09-30 09:00", "09-30 11:00", 0, 0, 3),
        ("09-30 09:00", "09-30 11:00", 1, 0, 3),
        ("10-08 08:20", "10-08 10:20", 2, 1, 2),
        ("10-08 09:00", "10-08 11:00", 0, 0, 3),
        ("10-08 09:00", "10-08 11:00", 1, 0, 3),
        ("10-10 08:20", "10-10 10:20", 2, 1, 2),
    ]


def test_meetings_and_inspectors_come_before_the_horizon_too_but_not_after_it() -> None:
    casework = CaseSettings(warm_up_days=3)
    rows = {"meetings": (meeting("m", EVERY_DAY),), "inspectors": (inspectors("t"),)}
    table = laid_out(in_china(dt.date(2026, 7, 8), 2, casework, **rows))
    days = [-5, -2, -1, 0, 1]  # 8 July is a Wednesday: 3, 6 and 7 July come before
    assert (table.sittings.start // DAY).tolist() == (table.inspectors.start // DAY).tolist() == days


# ---------------------------------------------------------------- overtime


def at_desks(*sessions: tuple[int, str, int, int], windows: Sequence[tuple[str, int, int]] = ()) -> Plan:
    """A plan of one day: (desk, officer, from, to), and (officer, from, to) at a window."""
    return Plan.of(
        [Session(day=0, window=1, officer=o, department="d", start=a, end=b, queues=("q",)) for o, a, b in windows],
        [DeskSession(day=0, desk=n, officer=o, department="d", start=a, end=b) for n, o, a, b in sessions],
    )


@pytest.mark.parametrize(
    ("plan", "minutes"),
    [
        (at_desks((1, "a", 540, 720)), [30]),
        (at_desks((1, "a", 540, 720), (1, "a", 840, 1020)), [0, 30]),  # only after the last
        (at_desks((1, "a", 540, 720), (2, "a", 840, 1020)), [0, 30]),  # of the officer
        (at_desks((1, "a", 540, 720), (1, "b", 840, 1020)), [0, 30]),  # of the desk
        (at_desks((1, "a", 540, 720), (2, "b", 540, 700)), [30, 30]),
        (at_desks((1, "a", 540, 720), windows=[("a", 840, 1020)]), [0]),  # who goes to a window is needed there
        (at_desks((1, "a", 840, 1020), windows=[("a", 540, 720)]), [30]),
        (at_desks((1, "a", 540, 720), windows=[("b", 840, 1020)]), [30]),
    ],
)
def test_overtime_follows_the_last_session_of_the_day_of_both_the_officer_and_the_desk(
    plan: Plan, minutes: list[int]
) -> None:
    scenario = in_china(NATIONAL_DAY, 2, CaseSettings(overtime_minutes=30), desks=with_desks(2))
    desks = laid_out(scenario, plan).desks
    assert ((desks.leaves_by - desks.end) // MS_PER_MINUTE).tolist() == minutes


def with_desks(count: int) -> tuple[Desk, ...]:
    return tuple(Desk(id=n + 1, department="d", origin=halls.ORIGIN) for n in range(count))


@pytest.mark.parametrize(("warn_days", "due"), [(0, "09-29"), (1, "09-30"), (2, "10-08"), (4, "10-10")])
def test_overtime_is_for_cases_warned_or_overdue_on_the_day(warn_days: int, due: str) -> None:
    casework = CaseSettings(overtime_minutes=30, warn_days=warn_days)
    scenario = in_china(NATIONAL_DAY, 2, casework, desks=with_desks(1))
    pressing = laid_out(scenario, at_desks((1, "a", 540, 720))).desks.pressing
    assert stamps(scenario, pressing - 1) == [f"{due} 23:59"]


def test_without_overtime_nobody_stays_at_a_desk() -> None:
    desks = laid_out(in_china(NATIONAL_DAY, 2, desks=with_desks(1)), at_desks((1, "a", 540, 720))).desks
    assert desks.leaves_by.tolist() == desks.end.tolist()
