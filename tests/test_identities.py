"""Each identity fails when the log is falsified: a check that cannot fail checks nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import halls
import sim.engine
import test_worked_day as worked
from handmade import HandStop, HandVisit, demand, ms
from sim import identities
from sim.demand.columns import NEVER, Demand
from sim.errors import IdentityError
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


def breaks(check: Callable[[Log], None], log: Log, identity: str) -> None:
    with pytest.raises(IdentityError) as broken:
        check(log)
    assert broken.value.identity == identity
    assert (broken.value.replay["seed"], broken.value.replay["replication"]) == (0, 0)
    with pytest.raises(IdentityError):
        identities.verify(log)


def test_a_true_log_breaks_none(day: Log, case_log: Log) -> None:
    identities.verify(day)
    identities.verify(case_log)


def test_every_check_is_run() -> None:
    public = {
        value
        for name, value in vars(identities).items()
        if callable(value) and getattr(value, "__module__", "") == identities.__name__ and not name.startswith("_")
    }
    assert public - {identities.verify} == set(identities.CHECKS)


def test_a_ticket_without_outcome(day: Log) -> None:
    breaks(identities.every_ticket_ends_once, falsified(day, outcome=(3, NEVER)), "every ticket ends")


def test_a_ticket_without_end(day: Log) -> None:
    breaks(identities.every_ticket_ends_once, falsified(day, ended=(row_of(27), NEVER)), "every ticket ends")


def test_an_outcome_of_who_never_joined(day: Log) -> None:
    never = int(np.flatnonzero(day.columns.joined == NEVER)[0])
    log = falsified(day, outcome=(never, Outcome.SERVED))
    breaks(identities.every_ticket_ends_once, log, "nobody ends without having joined")


def test_a_visit_that_vanishes(day: Log) -> None:
    gone = row_of(30)  # turned away: one row, no officer
    log = falsified(day, joined=(gone, NEVER), ended=(gone, NEVER), outcome=(gone, NEVER))
    breaks(identities.every_visit_arrives, log, "every visit arrives")


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
    breaks(identities.times_never_fall, falsified(day, **changes), identity)


@pytest.mark.parametrize(
    "changes",
    [
        {"joined": (2, ms("09:03"))},
        {"called": (2, ms("09:10") - 1)},
        {"ended": (row_of(23), ms("10:40") + 1)},  # who left without being called
        {"called": (row_of(18), ms("10:15") + 1)},  # a dead ticket keeps its place until called
        {"line_waited": (0, 0)},
    ],
)
def test_waits_that_are_not_the_time_spent_in_line(day: Log, changes: dict[str, tuple[int, int]]) -> None:
    breaks(identities.little, falsified(day, **changes), "Little's law on the sample path")


def test_waits_longer_than_the_time_spent_in_line_where_tickets_are_handed_back(day: Log) -> None:
    table = replace(day.timetable, hand_back=True)
    shorter = falsified(replace(day, timetable=table), line_waited=(0, int(day.columns.line_waited[0]) - 1))
    breaks(identities.little, shorter, "Little's law on the sample path")


def test_two_customers_at_once_at_a_window(day: Log) -> None:
    log = falsified(day, ended=(2, ms("09:18")))
    breaks(identities.nobody_serves_two_at_once, log, "one customer at a time by window")


def test_two_customers_at_once_of_an_officer_at_two_windows() -> None:
    scenario = halls.one_queue(2, per_minute=0, service=halls.item())
    visits = [HandVisit(at=ms("09:00"), stops=[HandStop(queue="q", service=10)]) for _ in range(2)]
    plan = Plan.of(
        Session(day=0, window=w, officer=f"o{w}", department="d", start=540, end=600, queues=("q",)) for w in (1, 2)
    )
    log = sim.engine.simulate(demand(scenario, visits), plan)
    same = [replace(s, officer=0) for s in log.timetable.sessions]
    log = replace(log, timetable=replace(log.timetable, sessions=same))
    breaks(identities.nobody_serves_two_at_once, log, "one customer at a time by officer")


def test_a_service_after_the_officer_has_left(day: Log) -> None:
    log = falsified(day, left=(0, ms("10:02")))
    breaks(identities.nobody_serves_two_at_once, log, "service inside the session")


def test_a_service_before_the_officer_has_come(day: Log) -> None:
    log = falsified(day, active_from=(0, ms("09:01")))
    breaks(identities.nobody_serves_two_at_once, log, "service inside the session")


def test_busy_time_that_no_service_explains(day: Log) -> None:
    log = falsified(day, busy=(0, int(day.columns.busy[0]) + 1))
    breaks(identities.nobody_serves_two_at_once, log, "busy time is the sum of services and calls")


def test_who_joined_later_is_called_earlier(day: Log) -> None:
    # 9 was overtaken by 10 for its better class; now let both be of the same
    log = falsified(day, rank=(row_of(10), 5))
    breaks(identities.first_come_first_served, log, "first come, first served")


def test_an_idle_officer_while_somebody_waits(day: Log) -> None:
    # Ann and Cy are idle from 09:26 to 09:30
    log = falsified(day, joined=(row_of(7), ms("09:29")))
    breaks(identities.nobody_idle_while_someone_waits, log, "nobody idle while someone waits")


def test_an_officer_who_stays_idle_while_somebody_waits(day: Log) -> None:
    log = falsified(day, left=(list(worked_windows(day)).index((4, ms("11:00"))), ms("11:20")))
    lines = falsified(log, joined=(row_of(24), ms("10:30")))
    breaks(identities.nobody_idle_while_someone_waits, lines, "nobody idle while someone waits")


def worked_windows(log: Log) -> list[tuple[int, int]]:
    return [(s.window, s.end) for s in log.timetable.sessions]


def test_a_case_that_nobody_opened(case_log: Log) -> None:
    log = falsified(case_log, case_opened=(1, UNOPENED))
    breaks(identities.cases_follow_tickets, log, "a case for each served ticket of its item")


def test_a_case_decided_before_it_was_accepted(case_log: Log) -> None:
    log = falsified(case_log, case_closed=(1, int(case_log.columns.case_opened[1]) - 1))
    breaks(identities.cases_follow_tickets, log, "accepted before decided")


@pytest.mark.parametrize("part", ["case_desk_wait", "case_work", "case_wait", "case_transfer"])
def test_a_case_whose_parts_do_not_add_up(case_log: Log, part: str) -> None:
    log = falsified(case_log, **{part: (0, int(getattr(case_log.columns, part)[0]) + 1)})
    breaks(identities.cases_follow_tickets, log, "parts of the elapsed time add up")


def test_a_desk_that_works_beyond_its_session(case_log: Log) -> None:
    log = falsified(case_log, desk_busy=(0, 60 * MINUTE + 1))
    breaks(identities.desks_keep_their_hours, log, "desk work inside the session")


def test_a_broken_identity_stops_a_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = halls.one_queue(1, per_minute=0, service=halls.item())
    made = demand(scenario, [HandVisit(at=ms("09:00"), stops=[HandStop(queue="q", service=1)])])
    right = reference_run

    def wrong(table: Timetable, of: Demand) -> Columns:
        columns = right(table, of)
        return replace(columns, outcome=np.full_like(columns.outcome, NEVER))

    monkeypatch.setattr(sim.engine, "run", wrong)
    with pytest.raises(IdentityError) as broken:
        sim.engine.simulate(made, halls.always_open(scenario))
    assert broken.value.exit_code == 3


def test_a_broken_identity_says_what_repeats_the_run_even_from_a_worker_process() -> None:
    error = IdentityError("first come, first served", "at row 3", {"seed": 7, "replication": 2})
    again = copy.copy(error)  # made anew from its arguments, as in the process that receives it
    assert (str(again), again.replay) == (str(error), {"seed": 7, "replication": 2})
