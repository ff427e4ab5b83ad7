"""Laws of casework: what must change in a known way or not at all, and orders tried one by one; both engines."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import halls
import random_halls
import sim.scenario
from back_office import Hours, Work, at_desks, office
from handmade import HandCase, HandStep, HandStop, HandVisit, demand, ms
from sim.demand import draw
from sim.demand.casework import DESK, INSPECTION, MEETING
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE
from sim.domain.casework import BacklogRow, Inspectors, Meeting, Project, ProjectPart, Step
from sim.domain.hall import Desk
from sim.domain.policy import CaseSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import DataLink, DeskRule, ItemKind, MeetingKind, StepKind
from sim.engine import simulate
from sim.engines import ENGINES, Engine
from sim.log import UNOPENED, Log
from sim.plan.sessions import DeskSession, Plan
from sim.scenario.source import locate
from sim.streams import Purpose, Streams

MANY = hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
SOME = hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
ENGINE = st.sampled_from(ENGINES)
SHIFT = Hours(start=9 * 60, end=17 * 60)
NOBODY = HandVisit(at=0, stops=[HandStop(queue="q", service=1)])
"""A customer whom no window serves."""


def meeting(name: str = "m", **fields: Any) -> Meeting:
    given: dict[str, Any] = {"weekdays": (1, 2, 3, 4, 5, 6, 7), "time": 660, "minutes": 30.0}
    return Meeting(
        id=name, department="d0", kind=MeetingKind.DISCUSSION, name_en="m", name_zh="会", origin=halls.ORIGIN,
        **(given | fields),
    )  # fmt: skip


def team(name: str = "t", **fields: Any) -> Inspectors:
    given: dict[str, Any] = {"number": 8, "per_day": 8, "from_time": 540, "to_time": 1020}
    return Inspectors(id=name, department="d0", name_en="t", name_zh="队", origin=halls.ORIGIN, **(given | fields))


# ---------------------------------------------------------------- what does not matter


def with_something_unused(scenario: Scenario) -> Scenario:
    """Add a department with an item for which nobody comes, a desk, a meeting, inspectors and a project.

    They stand before all others, so that every index moves.
    """
    kinds = (StepKind.DESK, StepKind.MEETING, StepKind.INSPECTION)
    steps = tuple(
        Step(
            id=f"a{n}", item="a", position=n, kind=kind, name_en="a", name_zh="a", department="a", mean_minutes=1.0,
            meeting="a" if kind is StepKind.MEETING else None, inspectors="a" if kind is StepKind.INSPECTION else None,
            origin=halls.ORIGIN,
        )
        for n, kind in enumerate(kinds)
    )  # fmt: skip
    project = Project(
        id="a", name_en="a", name_zh="a", per_day=0.0, profile="p-q0", intake="i2", origin=halls.ORIGIN
    )  # fmt: skip
    part = ProjectPart(id="a", project="a", position=1, item="a", origin=halls.ORIGIN)
    return replace(
        scenario,
        departments=(halls.department("a"), *scenario.departments),
        items=(halls.item("a", queue="q0", department="a", kind=ItemKind.LICENCE, weight=None), *scenario.items),
        steps=(*steps, *scenario.steps),
        meetings=(replace(meeting("a"), department="a"), *scenario.meetings),
        inspectors=(replace(team("a"), department="a"), *scenario.inspectors),
        projects=(project, *scenario.projects),
        project_parts=(part, *scenario.project_parts),
        desks=(*scenario.desks, Desk(id=99, department="a", origin=halls.ORIGIN)),
    )


@SOME
@given(random_halls.halls_and_plans(), ENGINE)
def test_an_unused_department_meeting_team_and_project_change_nothing(
    case: tuple[Scenario, Plan, int], engine: Engine
) -> None:
    scenario, plan, seed = case
    logs = [simulate(draw(one, seed=seed), plan, engine) for one in (scenario, with_something_unused(scenario))]
    assert logs[0].tickets.equals(logs[1].tickets)
    assert logs[0].cases_digest() == logs[1].cases_digest()


@SOME
@given(random_halls.halls_and_plans(), ENGINE, st.integers(0, 1000))
def test_the_order_of_rows_of_casework_changes_nothing(
    case: tuple[Scenario, Plan, int], engine: Engine, number: int
) -> None:
    scenario, plan, seed = case
    tables: dict[str, Any] = {
        name: shuffled(getattr(scenario, name), number)
        for name in ("steps", "meetings", "inspectors", "project_parts", "backlog")
    }
    logs = [simulate(draw(one, seed=seed), plan, engine) for one in (scenario, replace(scenario, **tables))]
    assert logs[0].tickets_digest() == logs[1].tickets_digest()
    assert logs[0].cases_digest() == logs[1].cases_digest()


def shuffled(rows: Sequence[Any], number: int) -> tuple[Any, ...]:
    keys = Streams(number, 0).uniforms(Purpose.VISIT, 0, 0, len(rows))
    return tuple(rows[n] for n in np.argsort(keys))


def test_the_order_of_rows_in_the_files_of_huaian_changes_nothing(tmp_path: Path) -> None:
    plain, folder = sim.scenario.load("huaian"), tmp_path / "huaian"
    shutil.copytree(Path(str(locate("huaian"))).parent, folder)
    for number, file in enumerate(sorted(folder.glob("*.csv"))):
        header, *rows = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join([header, *shuffled(rows, number)]) + "\n", encoding="utf-8")
    assert sim.scenario.load(folder).hash == plain.hash


# ---------------------------------------------------------------- one desk: every order tried


JOBS = st.lists(st.tuples(st.integers(1, 600), st.integers(0, 5)), min_size=1, max_size=8)
"""Minutes of work, and promised days."""


def one_desk(jobs: Sequence[tuple[int, int]], rule: DeskRule, engine: Engine) -> Log:
    """Simulate cases of one step, all known before the desk opens on the first day."""
    scenario = office([1], 12, open_at=SHIFT.start, close=SHIFT.end, cases=CaseSettings(desk_rule=rule))
    minutes, promised = np.array(jobs).T
    came = np.zeros(len(jobs), dtype=np.int64)
    work = Work.single(came, minutes * MS_PER_MINUTE, promised=promised)
    return simulate(work.demand(scenario), at_desks(scenario, SHIFT.start, SHIFT.end), engine)


def lateness(log: Log) -> np.ndarray:
    return np.asarray(log.columns.case_closed - log.columns.case_due)


def all_orders(jobs: Sequence[tuple[int, int]]) -> np.ndarray:
    """Return the lateness of each case (column) in every order (row), in milliseconds."""
    minutes, promised = np.array(jobs, dtype=np.int64).T
    orders = np.array(list(permutations(range(len(jobs)))))
    done = np.cumsum(minutes[orders], axis=1) * MS_PER_MINUTE
    closed = SHIFT.on_clock(done - 1) + 1  # what is done at the end of a day is done on that day
    return np.asarray(closed - (promised[orders] + 1) * MS_PER_DAY)


def moore_hodgson(jobs: Sequence[tuple[int, int]]) -> tuple[int, list[int]]:
    """Return the least number of late cases, and an order that reaches it (Moore 1968)."""
    in_time: list[tuple[int, int]] = []
    spent, late = 0, list[int]()
    for job in sorted(range(len(jobs)), key=lambda n: jobs[n][1]):
        minutes, promised = jobs[job]
        heappush(in_time, (-minutes, job))
        spent += minutes
        if spent > (promised + 1) * (SHIFT.end - SHIFT.start):
            longest, dropped = heappop(in_time)
            spent += longest
            late.append(dropped)
    kept = sorted((job for _, job in in_time), key=lambda n: jobs[n][1])
    return len(late), kept + late


@SOME
@given(JOBS, ENGINE)
def test_earliest_due_has_the_least_maximal_lateness_of_all_orders(jobs: list[tuple[int, int]], engine: Engine) -> None:
    """Jackson (1955)."""
    log = one_desk(jobs, DeskRule.EARLIEST_DUE, engine)
    assert lateness(log).max() == all_orders(jobs).max(axis=1).min()
    assert log.days_late(log.case_rows).max() == min(
        one.days_late(one.case_rows).max() for one in (one_desk(jobs, rule, engine) for rule in DeskRule)
    )


@SOME
@given(JOBS, ENGINE)
def test_no_rule_has_fewer_late_cases_than_the_best_order(jobs: list[tuple[int, int]], engine: Engine) -> None:
    """Moore and Hodgson (1968): a bound on all rules, which the best order reaches."""
    least, best = moore_hodgson(jobs)
    assert least == (all_orders(jobs) >= 0).sum(axis=1).min()
    for rule in DeskRule:
        assert np.count_nonzero(one_desk(jobs, rule, engine).overdue(np.arange(len(jobs)))) >= least
    in_best_order = one_desk([jobs[n] for n in best], DeskRule.FIRST_COME, engine)
    assert np.count_nonzero(in_best_order.overdue(np.arange(len(jobs)))) == least


# ---------------------------------------------------------------- many desks


COMING = st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 2000)), min_size=1, max_size=60)
"""Seconds at which cases come, and seconds of work: with many ties."""


def coming(cases: list[tuple[int, int]]) -> Work:
    came, value = (np.array(column, dtype=np.int64) * 1000 for column in zip(*sorted(cases), strict=True))
    return Work.single(came, value)


@MANY
@given(COMING, st.integers(1, 5), ENGINE)
def test_several_desks_follow_the_recursion_of_kiefer_and_wolfowitz(
    cases: list[tuple[int, int]], desks: int, engine: Engine
) -> None:
    """Kiefer and Wolfowitz (1955): whatever comes next is worked on by the officer who is free first."""
    scenario = office([desks], 2)
    columns = simulate(coming(cases).demand(scenario), at_desks(scenario), engine).columns
    free = [0] * desks
    heapify(free)
    for step, (at, work) in enumerate(sorted(cases)):
        start = max(at * 1000, heappop(free))
        heappush(free, start + work * 1000)
        assert columns.step_started[step] == start
        assert columns.step_ended[step] == start + work * 1000


@MANY
@given(COMING, st.integers(1, 4), st.booleans(), ENGINE)
def test_nights_are_left_out_of_the_time_of_desks(
    cases: list[tuple[int, int]], desks: int, named: bool, engine: Engine
) -> None:
    """With shifts of ten minutes a day, all happens as around the clock, but on the axis of working time."""
    shift, around = Hours(start=600, end=610), office([desks], 2)
    days = 2 * MS_PER_DAY // shift.length
    scenario = office([desks], int(days), open_at=shift.start, close=shift.end)
    work = coming(cases)
    plan = at_desks(scenario, shift.start, shift.end, named=named)
    one = simulate(work.demand(around), at_desks(around), engine).columns
    other = simulate(replace(work, came=shift.on_clock(work.came)).demand(scenario), plan, engine).columns
    assert np.array_equal(one.step_ended, shift.on_axis(other.step_ended))
    assert np.array_equal(one.step_started, shift.on_axis(other.step_started))


@SOME
@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 400), st.integers(0, 1)), min_size=1, max_size=40),
    st.sampled_from([0.0, 60.0]), st.integers(0, 3), ENGINE,
)  # fmt: skip
def test_earliest_due_is_first_come_where_all_are_promised_the_same(
    cases: list[tuple[int, int, int]], overtime: float, promised: int, engine: Engine
) -> None:
    came, minutes, station = np.array(sorted(cases), dtype=np.int64).T
    work = replace(
        Work.single(came * MS_PER_MINUTE, minutes * MS_PER_MINUTE, promised=promised), station=station
    )  # fmt: skip

    def digest(rule: DeskRule) -> str:
        settings = CaseSettings(desk_rule=rule, overtime_minutes=overtime)
        scenario = office([2, 1], 4, open_at=SHIFT.start, close=SHIFT.end, cases=settings)
        return simulate(work.demand(scenario), at_desks(scenario, SHIFT.start, SHIFT.end), engine).cases_digest()

    assert digest(DeskRule.FIRST_COME) == digest(DeskRule.EARLIEST_DUE)


# ---------------------------------------------------------------- overtime


@SOME
@given(
    st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 400), st.integers(0, 3)), min_size=1, max_size=25),
    st.sampled_from(list(DeskRule)), st.sampled_from([15.0, 60.0, 420.0]), ENGINE,
)  # fmt: skip
def test_overtime_does_the_same_work_and_is_never_done_later(
    cases: list[tuple[int, int, int]], rule: DeskRule, overtime: float, engine: Engine
) -> None:
    """A desk that is idle only when no work is there is done with all of it no later if it has more time.

    A single case may be done later, though: see below.
    """
    one, more = (with_overtime(cases, rule, minutes, engine).columns for minutes in (0.0, overtime))
    assert np.array_equal(one.step_worked, more.step_worked)
    assert more.step_ended.max() <= one.step_ended.max()


@SOME
@given(JOBS, st.sampled_from([15.0, 60.0, 420.0]), ENGINE)
def test_with_overtime_nobody_is_later_if_the_earliest_due_goes_first(
    jobs: list[tuple[int, int]], overtime: float, engine: Engine
) -> None:
    """All are known at the start: then what is worth overtime is also what comes first."""
    cases = [(0, minutes, promised) for minutes, promised in jobs]
    one, more = (with_overtime(cases, DeskRule.EARLIEST_DUE, minutes, engine).columns for minutes in (0.0, overtime))
    assert (more.step_started <= one.step_started).all()
    assert (more.step_ended <= one.step_ended).all()


def test_overtime_for_one_case_may_delay_another() -> None:
    """First come first served: the second case is not pressing; the third is, is begun in overtime and goes on first.

    Without overtime, the second begins on the second day at 09:00; with half an hour for the third, at 09:30.
    """
    cases = [(0, 480, 5), (1, 60, 5), (2, 60, 1)]
    one, more = (with_overtime(cases, DeskRule.FIRST_COME, minutes, "simpy").columns for minutes in (0.0, 30.0))
    assert one.step_started.tolist() == [ms("09:00"), ms("09:00", 1), ms("10:00", 1)]
    assert more.step_started.tolist() == [ms("09:00"), ms("09:30", 1), ms("17:00")]


def with_overtime(cases: list[tuple[int, int, int]], rule: DeskRule, overtime: float, engine: Engine) -> Log:
    """Simulate one desk: cases by minute of coming, minutes of work, promised days."""
    came, minutes, promised = np.array(sorted(cases), dtype=np.int64).T
    settings = CaseSettings(desk_rule=rule, overtime_minutes=overtime)
    scenario = office([1], 30, open_at=SHIFT.start, close=SHIFT.end, cases=settings)
    work = Work.single(came * MS_PER_MINUTE, minutes * MS_PER_MINUTE, promised=promised)
    return simulate(work.demand(scenario), at_desks(scenario, SHIFT.start, SHIFT.end), engine)


# ---------------------------------------------------------------- meetings


@SOME
@given(
    st.lists(st.integers(0, 10 * 1440), min_size=1, max_size=40),
    st.integers(1, 4), st.sampled_from([(1, 4), (2,), (1, 2, 3, 4, 5, 6, 7)]), st.integers(0, 2), ENGINE,
)  # fmt: skip
def test_a_meeting_for_one_case_more_makes_no_case_wait_longer(
    minutes: list[int], capacity: int, weekdays: tuple[int, ...], notice: int, engine: Engine
) -> None:
    def held(places: int) -> np.ndarray:
        one = meeting(weekdays=weekdays, capacity=places, notice_days=notice)
        scenario = office([0], 300, meetings=(one,))
        came = np.sort(np.array(minutes, dtype=np.int64)) * MS_PER_MINUTE
        work = Work.single(came, np.ones(len(came), dtype=np.int64), kind=MEETING)
        started = simulate(work.demand(scenario), at_desks(scenario), engine).columns.step_started
        assert (started != UNOPENED).all()
        return started

    assert (held(capacity + 1) <= held(capacity)).all()


# ---------------------------------------------------------------- one case alone


_STEP = st.one_of(
    st.tuples(st.just(StepKind.DESK), st.integers(1, 700), st.none()),
    st.tuples(st.just(StepKind.INSPECTION), st.integers(1, 700), st.none()),
    st.tuples(st.sampled_from([StepKind.WAIT, StepKind.PAPERS]), st.integers(1, 3), st.none()),
    st.tuples(st.just(StepKind.MEETING), st.just(0), st.none()),
    st.tuples(st.just(StepKind.TRANSFER), st.just(0), st.sampled_from(DataLink)),
    st.tuples(st.just(StepKind.FORWARD), st.integers(0, 3), st.sampled_from(DataLink)),
)
"""A kind, minutes or days, and a link."""
STEPS = st.lists(_STEP, min_size=1, max_size=6)


def alone(
    steps: Sequence[tuple[StepKind, int, DataLink | None]],
    needs: Sequence[tuple[int, ...]],
    engine: Engine,
    *,
    at: int = 0,
    **settings: Any,
) -> Log:
    """Simulate one case, with a desk and an inspector for each of its steps."""
    scenario = office(
        [6], 60, open_at=SHIFT.start, close=SHIFT.end, meetings=(meeting(weekdays=(2, 5)),), inspectors=(team(),),
        cases=CaseSettings(**settings),
    )  # fmt: skip
    made = tuple(
        HandStep(kind=kind, value=value, station=link, needs=before)
        for (kind, value, link), before in zip(steps, needs, strict=True)
    )
    case = HandCase(steps=made, opens=at * MS_PER_MINUTE)
    log = simulate(
        demand(scenario, [NOBODY], backlog=[case]), at_desks(scenario, SHIFT.start, SHIFT.end), engine
    )  # fmt: skip
    assert (log.columns.step_ended != UNOPENED).all()
    return log


def before_each(steps: int, data: st.DataObject) -> list[tuple[int, ...]]:
    """Draw for each step after which of those before it it comes."""
    chosen = [data.draw(st.integers(0, 2**place - 1)) for place in range(steps)]
    return [tuple(n for n in range(place) if bits >> n & 1) for place, bits in enumerate(chosen)]


@SOME
@given(STEPS, st.integers(0, 7 * 1440), ENGINE, st.data())
def test_a_case_alone_is_never_later_if_its_steps_wait_for_fewer_others(
    steps: list[tuple[StepKind, int, DataLink | None]], at: int, engine: Engine, data: st.DataObject
) -> None:
    """All at once; in any graph; one after the other."""
    count = len(steps)
    together, in_turn = [()] * count, [(place - 1,) * bool(place) for place in range(count)]
    ends = [
        alone(steps, needs, engine, at=at).columns.step_ended for needs in (together, before_each(count, data), in_turn)
    ]
    assert (ends[0] <= ends[1]).all()
    assert (ends[1] <= ends[2]).all()


@SOME
@given(STEPS, st.integers(0, 7 * 1440), ENGINE, st.data())
def test_a_case_alone_is_never_earlier_by_disc_than_in_real_time_nor_by_fewer_discs(
    steps: list[tuple[StepKind, int, DataLink | None]], at: int, engine: Engine, data: st.DataObject
) -> None:
    needs = before_each(len(steps), data)

    def ends(link: DataLink, weekdays: tuple[int, ...]) -> np.ndarray:
        linked = [(kind, value, link if one else None) for kind, value, one in steps]
        return alone(linked, needs, engine, at=at, disc_weekdays=weekdays, real_time_minutes=1.0).columns.step_ended

    real_time, daily = ends(DataLink.REAL_TIME, (1,)), ends(DataLink.DISC, (1, 2, 3, 4, 5, 6, 7))
    assert (daily <= ends(DataLink.DISC, (2, 5))).all()
    # a disc that is carried in the very minute takes less than the minute of a real-time link
    assert (real_time <= daily + len(steps) * MS_PER_MINUTE).all()


@SOME
@given(STEPS, st.integers(0, 1000), ENGINE, st.data())
def test_a_case_alone_is_never_decided_later_if_it_is_accepted_with_gaps(
    steps: list[tuple[StepKind, int, DataLink | None]], seed: int, engine: Engine, data: st.DataObject
) -> None:
    """Wherever papers are asked for: only what would have waited for them waits for them still."""
    papers = [(StepKind.PAPERS, 2, None)] * data.draw(st.integers(1, 2))
    kinds = data.draw(st.permutations(papers + [step for step in steps if step[0] is not StepKind.PAPERS]))
    places = sorted(data.draw(st.integers(0, 3)) for _ in kinds)
    rows = tuple(
        Step(
            id=f"s{n}", item="i", position=place, kind=kind, name_en="s", name_zh="s", department="d0",
            mean_minutes=float(value) if kind in {StepKind.DESK, StepKind.INSPECTION} else 0.0,
            days=0 if kind in {StepKind.DESK, StepKind.INSPECTION} else value, link=link,
            share=data.draw(st.sampled_from([1.0, 0.6])), rework_share=data.draw(st.sampled_from([0.0, 0.4])),
            meeting="m" if kind is StepKind.MEETING else None,
            inspectors="t" if kind is StepKind.INSPECTION else None, origin=halls.ORIGIN,
        )
        for n, ((kind, value, link), place) in enumerate(zip(kinds, places, strict=True))
    )  # fmt: skip

    def decided(*, gaps: bool) -> int:
        scenario = office(
            [6], 90, open_at=SHIFT.start, close=SHIFT.end, steps=rows, meetings=(meeting(weekdays=(2, 5)),),
            inspectors=(team(number=20, per_day=20),),
            items=(halls.item(department="d0", kind=ItemKind.LICENCE, promised_days=9),),
            backlog=(BacklogRow(id="b", item="i", age_days=0, position=0, count=1, origin=halls.ORIGIN),),
            cases=CaseSettings(backlog="given", accept_with_gaps=gaps),
        )  # fmt: skip
        log = simulate(draw(scenario, seed=seed), at_desks(scenario, SHIFT.start, SHIFT.end), engine)
        closed = int(log.columns.case_closed[0])
        assert closed != UNOPENED
        return closed

    assert decided(gaps=True) <= decided(gaps=False)


# ---------------------------------------------------------------- time has no unit


KINDS_IN_A_DAY = (StepKind.DESK, StepKind.DESK, StepKind.INSPECTION, StepKind.MEETING, StepKind.TRANSFER)
"""Of steps that take no days."""


@st.composite
def two_hours(draw_from: st.DrawFn) -> tuple[list[HandCase], list[tuple[int, int, int, str]], CaseSettings]:
    """Cases with steps at desks, on site, at meetings and in transfer, and desk sessions, in two hours of a day."""
    cases = []
    for at in sorted(draw_from(st.lists(st.integers(0, 110), min_size=1, max_size=12))):
        kinds = draw_from(
            st.lists(
                st.sampled_from(KINDS_IN_A_DAY),
                min_size=1, max_size=4,
            )
        )  # fmt: skip
        steps = tuple(_timed(kind, place, draw_from) for place, kind in enumerate(kinds))
        cases.append(HandCase(steps=steps, opens=at * MS_PER_MINUTE, promised=draw_from(st.integers(0, 2))))
    sessions = []
    for desk in (1, 2):
        cuts = sorted(draw_from(st.lists(st.integers(0, 120), min_size=2, max_size=4, unique=True)))
        for start, end in pairwise(cuts):
            sessions.append((desk, start, end, draw_from(st.sampled_from([f"k{desk}", f"r{desk}"]))))
    settings = CaseSettings(
        desk_rule=draw_from(st.sampled_from(DeskRule)), overtime_minutes=draw_from(st.sampled_from([0.0, 25.0])),
        real_time_minutes=3.0, disc_times=(40, 80, 350), warm_up_days=0,
    )  # fmt: skip
    return cases, sessions, settings


def _timed(kind: StepKind, place: int, draw_from: st.DrawFn) -> HandStep:
    bits = draw_from(st.integers(0, 2**place - 1))
    link = draw_from(st.sampled_from([DataLink.REAL_TIME, DataLink.DISC])) if kind is StepKind.TRANSFER else None
    needs = tuple(n for n in range(place) if bits >> n & 1)
    return HandStep(kind=kind, value=draw_from(st.integers(1, 40)), station=link, needs=needs)


def stretched(
    cases: list[HandCase], sessions: list[tuple[int, int, int, str]], settings: CaseSettings, by: int, engine: Engine
) -> Log:
    """Simulate the two hours with every instant and duration multiplied; all that is left lies before midnight."""
    scenario = office(
        [2], 1, close=150 * by,
        meetings=(meeting(time=50 * by, minutes=20.0 * by, capacity=1), meeting("n", time=90 * by, capacity=2)),
        inspectors=(team(number=2, per_day=2, from_time=10 * by, to_time=100 * by),),
        cases=replace(
            settings, overtime_minutes=settings.overtime_minutes * by,
            real_time_minutes=settings.real_time_minutes * by,
            disc_times=tuple(time * by for time in settings.disc_times),
        ),
    )  # fmt: skip
    made = demand(scenario, [NOBODY], backlog=cases)
    work = made.cases
    timed = np.isin(work.step_kind, (DESK, INSPECTION))
    made = replace(
        made,
        cases=replace(
            work, opens=work.opens * by, goes_on=work.goes_on * by,
            step_value=np.where(timed, work.step_value * by, work.step_value),
        ),
    )  # fmt: skip
    plan = Plan.of(
        (),
        (
            DeskSession(
                day=0, desk=desk, officer=officer, department="d0", start=start * by, end=end * by, factor=1.5
            )
            for desk, start, end, officer in sessions
        ),
    )  # fmt: skip
    return simulate(made, plan, engine)


@MANY
@given(two_hours(), ENGINE)
def test_all_times_fourfold_make_all_of_casework_fourfold(
    case: tuple[list[HandCase], list[tuple[int, int, int, str]], CaseSettings], engine: Engine
) -> None:
    once, four = stretched(*case, by=1, engine=engine).columns, stretched(*case, by=4, engine=engine).columns
    for name in ("case_closed", "step_began", "step_started", "step_ended", "desk_left", "inspector_left"):
        one = getattr(once, name)
        assert np.array_equal(np.where(one == UNOPENED, UNOPENED, 4 * one), getattr(four, name)), name
    for name in ("step_worked", "desk_busy", "inspector_busy"):
        assert np.array_equal(4 * getattr(once, name), getattr(four, name)), name
