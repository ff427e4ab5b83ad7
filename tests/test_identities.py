"""Each identity fails when the log is falsified: a check that cannot fail checks nothing."""

from __future__ import annotations

import copy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import halls
import random_halls
import sim.engine
import test_worked_cases as hand
import test_worked_day as worked
from handmade import HandStop, HandVisit, demand, ms
from sim.demand import draw
from sim.demand.columns import NEVER, Demand, Purpose
from sim.domain.scenario_data import Scenario
from sim.domain.units import DeskRule, StepKind
from sim.engines import DEFAULT_ENGINE
from sim.errors import IdentityError
from sim.identities import breaches, verify
from sim.identities.checking import IDENTITIES
from sim.log import UNOPENED, Columns, Log, Outcome
from sim.plan.sessions import Plan, Session
from sim.reference.hall import run as reference_run
from sim.timetable import Timetable

MINUTE = 60_000


@pytest.fixture(scope="module")
def day() -> Log:
    """The worked day: ticket rows are visits' stops in order, later trips after all first ones."""
    return worked.worked_day_a()


@pytest.fixture(scope="module")
def case_log() -> Log:
    return worked.worked_cases()


def falsified(log: Log, **changes: tuple[int, int]) -> Log:
    """Return the log with single entries of columns changed to (row, value)."""
    columns = {}
    for name, (row, value) in changes.items():
        column = getattr(log.columns, name).copy()
        column[row] = value
        columns[name] = column
    return replace(log, columns=replace(log.columns, **columns))


def row_of(visit: int, stop: int = 0) -> int:
    counts = [len(v.stops) for v in worked.VISITS_A]
    return sum(counts[:visit]) + stop


def breaks(log: Log, identity: str) -> None:
    """Assert that an identity is found broken, and that the run is stopped with what repeats it."""
    assert identity in [breach.identity for breach in breaches(log)]
    with pytest.raises(IdentityError) as broken:
        verify(log)
    assert (broken.value.replay["seed"], broken.value.replay["replication"]) == (0, 0)


def test_a_true_log_breaks_none(day: Log, case_log: Log) -> None:
    verify(day)
    verify(case_log)
    assert breaches(day) == breaches(case_log) == []


def test_every_identity_is_shown_to_fail() -> None:
    shown = Path(__file__).read_text(encoding="utf-8")
    assert [name for name, _ in IDENTITIES.values() if f'"{name}"' not in shown] == []


def test_a_ticket_without_outcome(day: Log) -> None:
    breaks(falsified(day, outcome=(3, NEVER)), "every ticket ends")


def test_a_ticket_without_end(day: Log) -> None:
    breaks(falsified(day, ended=(row_of(27), NEVER)), "every ticket ends")


def test_an_outcome_of_who_never_joined(day: Log) -> None:
    never = int(np.flatnonzero(day.columns.joined == NEVER)[0])
    log = falsified(day, outcome=(never, Outcome.SERVED))
    breaks(log, "nobody ends without having joined")


@pytest.mark.parametrize("outcome", [-2, len(Outcome)])
def test_an_outcome_that_there_is_not(day: Log, outcome: int) -> None:
    breaks(falsified(day, outcome=(3, outcome)), "every ticket ends")


@pytest.mark.parametrize(("visit", "end"), [(17, "10:07"), (30, "11:00")])  # balks; is turned away
def test_who_gets_no_ticket_and_stays(day: Log, visit: int, end: str) -> None:
    breaks(falsified(day, ended=(row_of(visit), ms(end) + 1)), "who gets no ticket leaves at once")


@pytest.mark.parametrize("changes", [{"called": ms("10:07")}, {"session": 1}, {"called": ms("10:07"), "session": 1}])
def test_a_call_of_who_has_balked_or_never_joined(day: Log, changes: dict[str, int]) -> None:
    never = int(np.flatnonzero(day.columns.joined == NEVER)[0])
    for row in (row_of(17), never):
        log = falsified(day, **{name: (row, value) for name, value in changes.items()})
        breaks(log, "only who would wait is called")


@pytest.mark.parametrize(
    "changes",
    [
        {"session": (2, NEVER)},
        {"session": (2, -2)},
        {"session": (2, 6)},  # there are six
        {"session": (2, 1 << 40)},
        {"session": (row_of(27), 0)},  # who was never called
        {"called": (row_of(27), ms("11:00"))},
    ],
)
def test_a_call_without_a_session_or_a_session_without_a_call(day: Log, changes: dict[str, tuple[int, int]]) -> None:
    breaks(falsified(day, **changes), "each call is of a session")


def test_a_visit_that_vanishes(day: Log) -> None:
    gone = row_of(30)  # turned away: one row, no officer
    log = falsified(day, joined=(gone, NEVER), ended=(gone, NEVER), outcome=(gone, NEVER))
    breaks(log, "every visit arrives")


@pytest.mark.parametrize(
    ("changes", "identity"),
    [
        ({"joined": (2, ms("09:11"))}, "joined before called"),
        ({"started": (2, ms("09:09:59"))}, "called, started, ended in order"),
        ({"ended": (2, ms("09:10"))}, "called, started, ended in order"),
        ({"ended": (row_of(17), ms("10:06"))}, "joined before ended"),
    ],
)
def test_times_that_fall(day: Log, changes: dict[str, tuple[int, int]], identity: str) -> None:
    breaks(falsified(day, **changes), identity)


@pytest.mark.parametrize(
    "changes",
    [
        {"joined": (2, ms("09:03"))},
        {"called": (2, ms("09:10") - 1)},
        {"ended": (row_of(23), ms("10:40") + 1)},  # who left without being called
        {"called": (row_of(18), ms("10:15") + 1)},  # a dead ticket keeps its place until called
        {"line_waited": (0, 0)},
        {"joined": (row_of(27), ms("10:55") - 1)},  # unserved
    ],
)
def test_waits_that_are_not_the_time_spent_in_line(day: Log, changes: dict[str, tuple[int, int]]) -> None:
    breaks(falsified(day, **changes), "Little's law on the sample path")


def test_waits_longer_than_the_time_spent_in_line_where_tickets_are_handed_back(day: Log) -> None:
    table = replace(day.timetable, hand_back=True)
    shorter = falsified(replace(day, timetable=table), line_waited=(0, int(day.columns.line_waited[0]) - 1))
    breaks(shorter, "Little's law on the sample path")


@pytest.mark.parametrize(
    "changes",
    [
        {"active_from": (0, ms("09:00") - 1)},
        {"active_from": (0, ms("10:00"))},  # when nothing is left of it
        {"left": (1, ms("10:30") - 1)},
        {"left": (1, NEVER)},
        {"active_from": (1, NEVER)},
        {"active_from": (1, -2)},
    ],
)
def test_an_officer_who_comes_or_leaves_before_the_time(day: Log, changes: dict[str, tuple[int, int]]) -> None:
    breaks(falsified(day, **changes), "sessions begin and end no earlier than planned")


@pytest.mark.parametrize("hand_back", [False, True])
def test_an_officer_who_is_busy_for_longer_than_there(day: Log, hand_back: bool) -> None:
    columns = day.columns
    log = replace(day, timetable=replace(day.timetable, hand_back=hand_back))
    busy = int(columns.left[1] - columns.active_from[1])
    breaks(falsified(log, busy=(1, busy + 1)), "busy at most staffed")


def test_a_dead_ticket_issued_beyond_midnight_waits_until_its_own_day_ends() -> None:
    scenario = worked.two_departments(2)
    hours = replace(scenario.settings.hours, open=1200, close=1430, noon_from=1200, noon_to=1200, extension_minutes=60)
    scenario = replace(scenario, settings=replace(scenario.settings, hours=hours))
    sessions = [
        Session(day=0, window=n, officer=f"o{n}", department="d1", start=1200, end=1430, queues=(queue,), stays=n == 1)
        for n, queue in ((1, "R"), (2, "P"))
    ]
    # served until 00:30, when nobody is at the window of the second stop any more; the day ends at 00:50
    visit = worked.at("23:30", worked.r(60), worked.p(5, patience=5, silent=True))
    log = sim.engine.simulate(demand(scenario, [visit]), Plan.of(sessions))
    payment = log.demand.scenario.queues.index(next(q for q in scenario.queues if q.id == "P"))
    assert log.columns.outcome[:2].tolist() == [Outcome.SERVED, Outcome.ABANDONED]
    assert log.columns.line_waited[payment] == 20 * MINUTE
    verify(log)


def test_two_customers_at_once_at_a_window(day: Log) -> None:
    log = falsified(day, ended=(2, ms("09:18")))
    breaks(log, "one customer at a time by window")


def test_two_sessions_at_once_at_a_window(day: Log) -> None:
    following = list(worked_windows(day)).index((1, ms("11:00")))  # Bo, who had to wait for Ann
    log = falsified(day, active_from=(following, ms("10:03") - 1))
    breaks(log, "one customer at a time by window")


def test_a_service_that_runs_into_the_next_session_at_the_window(day: Log) -> None:
    following = list(worked_windows(day)).index((1, ms("11:00")))
    late = falsified(day, ended=(row_of(11), ms("10:03") + 1))  # Ann's last, until Bo has come
    early = falsified(day, called=(row_of(19), ms("10:03") - 1), active_from=(following, NEVER))  # Bo's first
    for log in (late, early):
        breaks(log, "one customer at a time by window")


def test_sessions_in_another_order_than_planned(day: Log) -> None:
    order = np.array([5, 3, 1, 2, 0, 4])  # the second day first, Bo before Ann
    number, columns = np.argsort(order), day.columns
    other = replace(
        columns,
        session=np.where(columns.session == NEVER, NEVER, number[columns.session]),
        active_from=columns.active_from[order],
        left=columns.left[order],
        busy=columns.busy[order],
    )
    sessions = day.timetable.sessions.taken(order)
    log = replace(day, columns=other, timetable=replace(day.timetable, sessions=sessions))
    assert breaches(log) == []
    breaks(falsified(log, active_from=(1, ms("10:03") - 1)), "one customer at a time by window")
    breaks(falsified(log, joined=(row_of(7), ms("09:30") - 1)), "nobody idle while someone waits")


def test_two_customers_at_once_of_an_officer_at_two_windows() -> None:
    scenario = halls.one_queue(2, per_minute=0, service=halls.item())
    visits = [HandVisit(at=ms("09:00"), stops=[HandStop(queue="q", service=10)]) for _ in range(2)]
    plan = Plan.of(
        Session(day=0, window=w, officer=f"o{w}", department="d", start=540, end=600, queues=("q",)) for w in (1, 2)
    )
    log = sim.engine.simulate(demand(scenario, visits), plan)
    sessions = log.timetable.sessions
    same = replace(sessions, officer=np.zeros_like(sessions.officer))
    log = replace(log, timetable=replace(log.timetable, sessions=same))
    breaks(log, "one customer at a time by officer")


def test_a_service_after_the_officer_has_left(day: Log) -> None:
    log = falsified(day, left=(0, ms("10:02")))
    breaks(log, "service inside the session")


def test_a_service_before_the_officer_has_come(day: Log) -> None:
    log = falsified(day, active_from=(0, ms("09:01")))
    breaks(log, "service inside the session")


def test_busy_time_that_no_service_explains(day: Log) -> None:
    log = falsified(day, busy=(0, int(day.columns.busy[0]) + 1))
    breaks(log, "busy time is the sum of services and calls")


def test_who_joined_later_is_called_earlier(day: Log) -> None:
    # 9 was overtaken by 10 for its better class; now let both be of the same
    log = falsified(day, rank=(row_of(10), 5))
    breaks(log, "first come, first served")


def test_ranks_may_be_any_numbers(day: Log) -> None:
    ranks = (day.columns.rank - 3) * (1 << 61)
    log = replace(day, columns=replace(day.columns, rank=ranks))
    assert breaches(log) == []
    breaks(falsified(log, rank=(row_of(10), int(ranks[row_of(9)]))), "first come, first served")


def test_an_idle_officer_while_somebody_waits(day: Log) -> None:
    # Ann and Cy are idle from 09:26 to 09:30
    log = falsified(day, joined=(row_of(7), ms("09:30") - 1))
    breaks(log, "nobody idle while someone waits")


def test_an_officer_who_stays_idle_while_somebody_waits(day: Log) -> None:
    log = falsified(day, left=(list(worked_windows(day)).index((4, ms("11:00"))), ms("11:20")))
    lines = falsified(log, joined=(row_of(24), ms("10:30")))
    breaks(lines, "nobody idle while someone waits")


def test_an_officer_who_is_idle_between_two_customers_while_somebody_waits(day: Log) -> None:
    # Cy takes 3 when 1 goes; were 1 to go a millisecond earlier, Cy would be idle while 3 waits
    breaks(falsified(day, ended=(1, ms("09:15") - 1)), "nobody idle while someone waits")


def test_an_officer_who_is_idle_in_the_midst_of_a_wait(day: Log) -> None:
    # 20 waits for Eve from 10:16 to 10:17; had Cy finished 16 by then, Cy would be idle
    log = falsified(day, ended=(row_of(16), ms("10:17") - 1))
    breaks(log, "nobody idle while someone waits")


def at_one_window(*visits: HandVisit, until: int = 660) -> Log:
    session = Session(day=0, window=1, officer="Ann", department="d1", start=540, end=until, queues=("R",))
    return sim.engine.simulate(demand(worked.two_departments(1), visits), Plan.of([session]))


def test_an_officer_who_is_idle_while_one_waits_who_was_overtaken() -> None:
    log = at_one_window(
        worked.at("09:00", worked.r(30)), worked.at("09:05", worked.r(10)), worked.at("09:10", worked.r(10), rank=3)
    )
    verify(log)
    breaks(falsified(log, ended=(2, ms("09:40") - 1)), "nobody idle while someone waits")


def test_an_officer_who_stays_idle_although_a_dead_ticket_waits() -> None:
    log = at_one_window(
        worked.at("09:00", worked.r(20)), worked.at("09:10", worked.r(5, patience=5, silent=True)), until=560
    )
    verify(log)
    assert log.columns.called[1] == NEVER
    breaks(falsified(log, left=(0, ms("09:20") + 1)), "nobody idle while someone waits")


def test_many_who_are_overtaken_again_and_again() -> None:
    waiting = [worked.at("09:00", worked.r(0.1)) for _ in range(200)]
    overtaking = [replace(worked.at("09:00", worked.r(0.2)), at=ms("09:00") + 12_000 * n, rank=1) for n in range(300)]
    log = at_one_window(*waiting, *overtaking)
    assert (log.columns.called[:200] >= log.columns.called[200:].max()).sum() > 150
    verify(log)
    last = int(np.argmax(log.columns.called))
    breaks(falsified(log, ended=(last - 1, int(log.columns.ended[last - 1]) + 1)), "one customer at a time by window")


def test_who_has_an_appointment_may_be_overtaken_by_one_of_the_same_class() -> None:
    log = at_one_window(
        worked.at("09:00", worked.r(40)),
        worked.at("09:10", worked.r(5), slot=ms("10:00")),
        worked.at("09:12", worked.r(25), slot=ms("09:15")),
    )
    assert log.columns.rank[1:3].tolist() == [2, 2]
    assert log.columns.called[1] > log.columns.called[2]
    verify(log)


def worked_windows(log: Log) -> list[tuple[int, int]]:
    sessions = log.timetable.sessions
    return list(zip(sessions.window.tolist(), sessions.end.tolist(), strict=True))


def test_a_case_that_nobody_opened(case_log: Log) -> None:
    log = falsified(case_log, case_opened=(1, UNOPENED))
    breaks(log, "a case for each served ticket of its item")


@pytest.mark.parametrize("by", [-1, 1])
def test_a_case_that_is_not_opened_when_its_ticket_is_served(case_log: Log, by: int) -> None:
    log = falsified(case_log, case_opened=(1, int(case_log.columns.case_opened[1]) + by))
    breaks(log, "a case for each served ticket of its item")


def test_a_case_of_a_ticket_that_was_not_served(case_log: Log) -> None:
    ticket = int(case_log.demand.cases.stop[1])
    log = falsified(case_log, outcome=(ticket, Outcome.UNSERVED))
    breaks(log, "a case for each served ticket of its item")


def test_a_case_of_a_ticket_that_was_no_item(case_log: Log) -> None:
    ticket = int(case_log.demand.cases.stop[1])
    log = falsified(case_log, purpose=(ticket, Purpose.HELP))
    breaks(log, "a case for each served ticket of its item")


def test_a_case_of_the_backlog_that_is_not_received_when_it_was() -> None:
    log = hand.ruled(DeskRule.FIRST_COME, DEFAULT_ENGINE)
    (case,) = np.flatnonzero(log.demand.cases.of_backlog)
    breaks(moved(log, "case_opened", int(case)), "a case for each served ticket of its item")


# ---------------------------------------------------------------- cases and steps


@pytest.fixture(scope="module")
def logs() -> dict[str, Log]:
    """The cases worked by hand: steps of every kind, overtime, projects of both ways."""
    return {
        "C": worked.worked_cases(),
        "D": hand.national_day(),
        "E": hand.spring_festival(),
        "overtime": hand.overtime(),
        "inspections": hand.inspections(),
        "intake": hand.one_intake(),
        "visits": hand.separate_visits(),
    }


def moved(log: Log, column: str, row: int, by: int = 1) -> Log:
    """Return the log with one entry moved by so many milliseconds."""
    return falsified(log, **{column: (row, int(getattr(log.columns, column)[row]) + by)})


def step_of(log: Log, case: int, place: int) -> int:
    """Return the row of a step of a case."""
    return int(log.demand.cases.first_step[case]) + place


def test_cases_worked_by_hand_break_none(logs: dict[str, Log]) -> None:
    kinds = {int(kind) for log in logs.values() for kind in log.demand.cases.step_kind}
    assert kinds == set(range(len(StepKind)))
    assert [name for name, log in logs.items() if breaches(log)] == []


@pytest.mark.parametrize("by", [-1, 1])
def test_a_case_that_is_not_accepted_when_received(logs: dict[str, Log], by: int) -> None:
    breaks(moved(logs["D"], "case_accepted", 1, by), "received, accepted, decided in order")


def test_a_case_decided_but_never_accepted(logs: dict[str, Log]) -> None:
    breaks(falsified(logs["D"], case_accepted=(1, UNOPENED)), "received, accepted, decided in order")


def test_a_case_accepted_before_its_papers_have_come(logs: dict[str, Log]) -> None:
    log = logs["D"]
    breaks(falsified(log, case_accepted=(0, int(log.columns.case_opened[0]))), "received, accepted, decided in order")


def test_a_case_accepted_although_its_papers_have_not_come(logs: dict[str, Log]) -> None:
    log = falsified(logs["D"], step_ended=(step_of(logs["D"], 2, 1), UNOPENED))
    breaks(log, "received, accepted, decided in order")


def test_a_case_decided_before_it_was_accepted(logs: dict[str, Log]) -> None:
    log = falsified(logs["D"], case_closed=(0, int(logs["D"].columns.case_accepted[0]) - 1))
    breaks(log, "decided when the last step ends")


@pytest.mark.parametrize("closed", ["never", "early", "late"])
def test_a_case_that_is_not_decided_with_its_last_step(logs: dict[str, Log], closed: str) -> None:
    ends = int(logs["D"].columns.case_closed[1])
    at = {"never": UNOPENED, "early": ends - 1, "late": ends + 1}[closed]
    breaks(falsified(logs["D"], case_closed=(1, at)), "decided when the last step ends")


def test_a_case_decided_although_a_step_is_open(logs: dict[str, Log]) -> None:
    log = logs["D"]
    last = step_of(log, 2, 5)  # before the meeting that case 2 waits for
    breaks(falsified(log, case_closed=(2, int(log.columns.step_ended[last]))), "decided when the last step ends")


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("place", range(9))
def test_a_step_that_does_not_begin_in_its_turn(logs: dict[str, Log], place: int, by: int) -> None:
    breaks(moved(logs["D"], "step_began", place, by), "each step begins when the last before it ends")


def test_a_step_that_begins_with_the_first_of_two_branches(logs: dict[str, Log]) -> None:
    log = logs["D"]
    council, review = step_of(log, 0, 6), step_of(log, 0, 2)
    first = falsified(log, step_began=(council, int(log.columns.step_ended[review])))
    breaks(first, "each step begins when the last before it ends")


@pytest.mark.parametrize("place", [2, 5])
def test_a_step_that_begins_although_one_before_it_is_open(logs: dict[str, Log], place: int) -> None:
    open_yet = falsified(logs["D"], step_ended=(step_of(logs["D"], 0, place), UNOPENED))
    breaks(open_yet, "each step begins when the last before it ends")


def test_a_step_that_never_begins_although_those_before_it_are_done(logs: dict[str, Log]) -> None:
    council = step_of(logs["D"], 2, 6)
    breaks(falsified(logs["D"], step_began=(council, UNOPENED)), "each step begins when the last before it ends")


@pytest.mark.parametrize(
    ("name", "case", "place", "column", "since_it_began"),
    [
        ("D", 0, 4, "step_started", -1),
        ("D", 0, 4, "step_ended", -1),
        ("D", 0, 3, "step_started", 1),  # a transfer starts when it begins
        ("D", 2, 6, "step_ended", 1),  # never started
        ("E", 8, 0, "step_started", -1),
    ],
)
def test_a_step_whose_times_fall(
    logs: dict[str, Log], name: str, case: int, place: int, column: str, since_it_began: int
) -> None:
    row = step_of(logs[name], case, place)
    at = int(logs[name].columns.step_began[row]) + since_it_began
    breaks(falsified(logs[name], **{column: (row, at)}), "began, started, ended in order, work within")


@pytest.mark.parametrize(
    ("name", "case", "place", "worked"),
    [
        ("D", 0, 4, 0),
        ("D", 0, 4, 60 * MINUTE + 1),
        ("D", 0, 3, 1),  # a transfer takes no work
        ("D", 0, 6, 1),  # nor does a meeting
        ("D", 2, 6, 1),  # nor what was never started
        ("inspections", 0, 0, 150 * MINUTE - 1),
        ("inspections", 0, 0, 150 * MINUTE + 1),
        ("inspections", 6, 0, 1),
    ],
)
def test_a_step_with_more_work_than_there_was_time_or_with_none(
    logs: dict[str, Log], name: str, case: int, place: int, worked: int
) -> None:
    log = falsified(logs[name], step_worked=(step_of(logs[name], case, place), worked))
    breaks(log, "began, started, ended in order, work within")


def test_a_step_that_ended_but_was_never_started(logs: dict[str, Log]) -> None:
    breaks(falsified(logs["overtime"], step_started=(0, UNOPENED)), "began, started, ended in order, work within")


def test_a_step_that_is_started_but_never_began(logs: dict[str, Log]) -> None:
    row = step_of(logs["D"], 0, 4)
    breaks(falsified(logs["D"], step_began=(row, UNOPENED)), "began, started, ended in order, work within")


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("overtime", "step_worked"),
        ("overtime", "desk_busy"),
        ("inspections", "step_worked"),
        ("inspections", "inspector_busy"),
    ],
)
def test_work_of_steps_that_nobody_did_or_work_of_nobodys_steps(
    logs: dict[str, Log], name: str, column: str, by: int
) -> None:
    row = int(np.flatnonzero(getattr(logs[name].columns, column))[0])
    breaks(moved(logs[name], column, row, by), "the work of steps is that of desks and inspectors")


def test_a_desk_or_an_inspector_at_work_for_longer_than_there(logs: dict[str, Log]) -> None:
    for name, column in (("overtime", "desk"), ("inspections", "inspector")):
        log = logs[name]
        left, sessions = getattr(log.columns, f"{column}_left"), getattr(log.timetable, f"{column}s")
        session = int(np.flatnonzero(getattr(log.columns, f"{column}_busy"))[0])
        there = int(left[session] - sessions.start[session])
        longer = falsified(log, **{f"{column}_busy": (session, there + 1)})
        breaks(longer, "work at desks and on site inside the hours")
        told = [
            breach for breach in breaches(longer) if breach.identity == "work at desks and on site inside the hours"
        ]
        assert told[0].place == session + (len(log.timetable.desks) if column == "inspector" else 0)


def test_an_officer_who_stays_at_a_desk_beyond_the_overtime(logs: dict[str, Log]) -> None:
    breaks(moved(logs["overtime"], "desk_left", 0), "work at desks and on site inside the hours")
    without = logs["inspections"]
    breaks(moved(without, "desk_left", 0), "work at desks and on site inside the hours")


@pytest.mark.parametrize(("name", "column"), [("overtime", "desk"), ("inspections", "inspector")])
def test_work_of_who_never_came(logs: dict[str, Log], name: str, column: str) -> None:
    session = int(np.flatnonzero(getattr(logs[name].columns, f"{column}_busy"))[0])
    log = falsified(logs[name], **{f"{column}_left": (session, UNOPENED)})
    breaks(log, "work at desks and on site inside the hours")


@pytest.mark.parametrize("place", [6, 7])  # a meeting, a signature
@pytest.mark.parametrize("column", ["step_started", "step_ended"])
def test_a_meeting_that_is_not_held_then(logs: dict[str, Log], column: str, place: int) -> None:
    breaks(moved(logs["D"], column, step_of(logs["D"], 0, place)), "meetings as they are held")


def test_a_meeting_that_takes_more_cases_than_it_may(logs: dict[str, Log]) -> None:
    log = logs["D"]
    first, second = step_of(log, 0, 6), step_of(log, 1, 5)
    same = {name: (second, int(getattr(log.columns, name)[first])) for name in ("step_started", "step_ended")}
    breaks(falsified(log, **same), "meetings as they are held")


def test_a_case_taken_by_a_meeting_of_others(logs: dict[str, Log]) -> None:
    log = logs["D"]
    council, head = step_of(log, 0, 6), step_of(log, 0, 7)
    at = {name: (head, int(getattr(log.columns, name)[council])) for name in ("step_started", "step_ended")}
    breaks(falsified(log, **at), "meetings as they are held")


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("part", range(4))
def test_a_part_that_is_not_received_when_those_before_it_are_decided(logs: dict[str, Log], part: int, by: int) -> None:
    breaks(moved(logs["intake"], "case_opened", part, by), "parts of a project in their turn")


def test_a_part_that_is_never_received_although_those_before_it_are_decided(logs: dict[str, Log]) -> None:
    breaks(falsified(logs["intake"], case_opened=(3, UNOPENED)), "parts of a project in their turn")


def test_a_part_received_although_the_intake_was_not_served(logs: dict[str, Log]) -> None:
    breaks(falsified(logs["intake"], outcome=(0, Outcome.UNSERVED)), "parts of a project in their turn")


@pytest.mark.parametrize(("part", "before"), [(2, 0), (3, 2)])
def test_an_applicant_who_comes_for_a_part_before_its_turn(logs: dict[str, Log], part: int, before: int) -> None:
    log = logs["visits"]
    decided = int(log.columns.case_closed[before])
    breaks(falsified(log, joined=(part, decided - 1)), "parts of a project in their turn")
    breaks(falsified(log, case_closed=(before, UNOPENED)), "parts of a project in their turn")


@pytest.mark.parametrize("way", ["intake", "visits"])
def test_a_project_that_is_not_done_with_its_last_part(logs: dict[str, Log], way: str) -> None:
    for by in (-1, 1):
        breaks(moved(logs[way], "project_closed", 0, by), "parts of a project in their turn")
    breaks(falsified(logs[way], project_closed=(0, UNOPENED)), "parts of a project in their turn")


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("name", ["joined", "called", "ended", "busy", "line_waited"])
def test_whatever_moves_by_a_millisecond_is_noticed(day: Log, name: str, by: int) -> None:
    column = getattr(day.columns, name)
    silent = (day.columns.outcome == Outcome.ABANDONED) & (day.columns.called != NEVER)  # when they left, no one saw
    for row in np.flatnonzero(column != NEVER):
        if name != "ended" or not silent[row]:
            assert breaches(falsified(day, **{name: (int(row), int(column[row]) + by)})), row


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize(
    "name",
    [
        "case_opened",
        "case_accepted",
        "case_closed",
        "step_began",
        "step_worked",
        "desk_busy",
        "inspector_busy",
        "project_closed",
    ],
)
def test_whatever_moves_by_a_millisecond_in_a_case_or_a_step_is_noticed(
    logs: dict[str, Log], name: str, by: int
) -> None:
    for of, log in logs.items():
        for row in np.flatnonzero(getattr(log.columns, name) != UNOPENED).tolist():
            assert breaches(moved(log, name, row, by)), (of, row)


@pytest.mark.parametrize("by", [-1, 1])
def test_the_end_of_a_step_that_moves_by_a_millisecond_is_noticed_if_something_follows_from_it(
    logs: dict[str, Log], by: int
) -> None:
    for of, log in logs.items():
        for row in np.flatnonzero(log.columns.step_ended != UNOPENED).tolist():
            if followed(log, row):
                assert breaches(moved(log, "step_ended", row, by)), (of, row)


def followed(log: Log, row: int) -> bool:
    """Whether its case went on, or was decided, in the millisecond in which a step ended."""
    cases, columns, ended = log.demand.cases, log.columns, log.columns.step_ended[row]
    case = int(cases.step_case[row])
    first = int(cases.first_step[case])
    rows = range(first, first + int(cases.steps[case]))
    began = [columns.step_began[n] == ended for n in rows if cases.step_needs[n] >> (row - first) & 1]
    return any(began) or bool(columns.case_closed[case] == ended)


@pytest.mark.parametrize("by", [-1, 1])
def test_a_step_started_a_millisecond_earlier_or_later_is_noticed_unless_it_waited_or_was_interrupted(
    logs: dict[str, Log], by: int
) -> None:
    for of, log in logs.items():
        columns, desk = log.columns, log.demand.cases.step_kind == tuple(StepKind).index(StepKind.DESK)
        hidden = columns.step_began < columns.step_started
        if by == 1:
            hidden = columns.step_worked < columns.step_ended - columns.step_started
        for row in np.flatnonzero((columns.step_started != UNOPENED) & ~(desk & hidden)).tolist():
            assert breaches(moved(log, "step_started", row, by)), (of, row)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(random_halls.halls_and_plans(), st.data())
def test_a_random_hall_breaks_none_until_it_is_falsified(case: tuple[Scenario, Plan, int], data: st.DataObject) -> None:
    scenario, plan, seed = case
    log = sim.engine.simulate(draw(scenario, seed=seed), plan)
    assert breaches(log) == []
    queue = data.draw(st.sampled_from(range(len(log.columns.line_waited))))
    less = falsified(log, line_waited=(queue, int(log.columns.line_waited[queue]) - 1 if not handed_back(log) else -1))
    assert [b.place for b in breaches(less) if b.identity == "Little's law on the sample path"] == [queue]
    rows = np.flatnonzero(log.columns.called != NEVER)
    if handed_back(log) or not rows.size:
        return
    row, by = data.draw(st.sampled_from(rows.tolist())), data.draw(st.sampled_from([-1, 1]))
    for name in ("joined", "called"):
        instant = int(getattr(log.columns, name)[row])
        assert breaches(falsified(log, **{name: (row, instant + by)})), (name, row, by)


def handed_back(log: Log) -> bool:
    """Whether tickets may have waited twice, which the log does not tell."""
    return log.timetable.hand_back


def test_a_breach_tells_the_first_place_and_how_many_there_are(day: Log) -> None:
    columns = replace(day.columns, outcome=np.where(np.arange(len(day.columns.outcome)) < 3, 9, day.columns.outcome))
    (breach,) = (b for b in breaches(replace(day, columns=columns)) if b.identity == "every ticket ends")
    assert str(breach) == "at row 0 (3 in all)"


def test_without_numba_the_checks_find_the_same() -> None:
    code = """
import sys
sys.modules["numba"] = None
import test_identities as here
from sim import jit
from sim.identities import breaches
log = here.worked.worked_day_a()
assert not jit.AVAILABLE and breaches(log) == []
for changes in ({"rank": (here.row_of(10), 5)}, {"joined": (here.row_of(7), here.ms("09:30") - 1)}):
    print(*(breach.identity for breach in breaches(here.falsified(log, **changes))), sep=", ")
"""
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert found == [
        "first come, first served",
        "Little's law on the sample path, nobody idle while someone waits",
    ]


def test_a_broken_identity_stops_a_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = halls.one_queue(1, per_minute=0, service=halls.item())
    made = demand(scenario, [HandVisit(at=ms("09:00"), stops=[HandStop(queue="q", service=1)])])
    right = reference_run

    def wrong(table: Timetable, of: Demand) -> Columns:
        columns = right(table, of)
        return replace(columns, outcome=np.full_like(columns.outcome, NEVER))

    monkeypatch.setattr(sim.engine, "_engine", lambda _: wrong)
    with pytest.raises(IdentityError) as broken:
        sim.engine.simulate(made, halls.always_open(scenario))
    assert broken.value.exit_code == 3


def test_a_broken_identity_says_what_repeats_the_run_even_from_a_worker_process() -> None:
    error = IdentityError("first come, first served", "at row 3", {"seed": 7, "replication": 2})
    again = copy.copy(error)  # made anew from its arguments, as in the process that receives it
    assert (str(again), again.replay) == (str(error), {"seed": 7, "replication": 2})
