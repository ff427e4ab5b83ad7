"""Desks, meetings and inspectors with known answers, simulated by both engines.

As in `test_known_answers`, the truth must lie inside a narrow interval of 99.9 %. A back office never starts anew, so
the replications are stretches of time (batches), each so long that it hardly depends on the one before; the first of a
run is left out, and the last, some of whose cases are still in line. The compiled engine reaches a standard error of
2.5 % of the truth in the fast tier and 1 % in the slow one; SimPy's runs are shorter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import halls
from back_office import AROUND_THE_CLOCK, Chance, Hours, Work, at_desks, office
from judging import agrees
from sim.casework_formulas import bulk_queue, jackson, jackson_flows, poisson_chances
from sim.demand import Demand, draw
from sim.demand.casework import DESK, INSPECTION, LINKS, MEETING, TRANSFER
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE
from sim.domain.casework import Inspectors, Meeting, Step
from sim.domain.policy import CaseSettings, CustomerClass, CustomerSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import DataLink, DeskRule, Distribution, ItemKind, MeetingKind, StepKind
from sim.engine import simulate
from sim.engines import Engine
from sim.formulas import birth_death, mg1, mmc, mmc_wait_exceeds, priority_waits
from sim.log import UNOPENED, Log
from sim.plan.sessions import Plan, Session

KNOWN = {
    case["id"]: case
    for case in json.loads(Path(__file__).with_name("known_answers.json").read_text(encoding="utf-8"))["cases"]
}
SEED = 20260701
UNITS_A_DAY = 3_000
"""Mean services of one desk in a day, the length of a batch."""
UNIT = MS_PER_DAY // UNITS_A_DAY
UNIT_MINUTES = UNIT / MS_PER_MINUTE


@dataclass(frozen=True, kw_only=True)
class Sample:
    """How much is simulated, by which engine, and the standard error that it must reach."""

    engine: Engine
    runs: int
    days: int
    precision: float

    def logs(self, demand: Callable[[Scenario, Chance], Demand], scenario: Scenario, plan: Plan) -> Iterator[Log]:
        for run in range(self.runs):
            yield simulate(demand(scenario, Chance(SEED + run)), plan, self.engine)


def samples(fast: int, slow: int, *, days: int = 100, few_days: int = 14) -> pytest.MarkDecorator:
    """Run the compiled engine so often, SimPy's for a few days; slow: the former so often that it comes to 1 %.

    That both give the same log is for other tests.
    """
    return pytest.mark.parametrize(
        "sample",
        [
            pytest.param(Sample(engine="compiled", runs=fast, days=days, precision=0.025), id="compiled"),
            pytest.param(Sample(engine="simpy", runs=1, days=few_days, precision=0.09), id="simpy"),
            pytest.param(
                Sample(engine="compiled", runs=slow, days=days, precision=0.01), id="se-1%", marks=pytest.mark.slow
            ),
        ],
    )


class Waits:
    """How long steps of one station waited, in units, and the batch in which they began."""

    def __init__(
        self,
        *,
        kind: int = DESK,
        station: int = 0,
        unit: float = UNIT,
        hours: Hours = AROUND_THE_CLOCK,
        batch: int = MS_PER_DAY,
    ) -> None:
        self.kind, self.station, self.unit, self.hours, self.length = kind, station, unit, hours, batch
        self.count = 0
        self._waits: list[np.ndarray] = []
        self._batches: list[np.ndarray] = []

    def of(self, logs: Iterable[Log]) -> Waits:
        for log in logs:
            self.add(log)
        return self

    def add(self, log: Log) -> np.ndarray:
        """Add the steps of a run, and return which they are."""
        cases, columns, on_axis = log.demand.cases, log.columns, self.hours.on_axis
        last = int(on_axis(np.array([log.timetable.horizon_end]))[0]) // self.length - 1
        step = np.flatnonzero((cases.step_kind == self.kind) & (cases.step_station == self.station))
        step = step[columns.step_began[step] != UNOPENED]
        batch = on_axis(columns.step_began[step]) // self.length
        kept = (batch > 0) & (batch < last)
        step, batch = step[kept], batch[kept]
        assert (columns.step_started[step] != UNOPENED).all(), "the last batch is too short for who is in line"
        waited = on_axis(columns.step_started[step]) - on_axis(columns.step_began[step])
        self._waits.append(waited / self.unit)
        self._batches.append(self.count + batch - 1)
        self.count += last - 1
        return np.asarray(step)

    @property
    def wait(self) -> np.ndarray:
        return np.concatenate(self._waits)

    def mean(self, truth: float, values: np.ndarray, precision: float, of: np.ndarray | None = None) -> None:
        among, batch = np.ones(len(values)) if of is None else of.astype(float), np.concatenate(self._batches)
        parts, wholes = (np.bincount(batch, weights, self.count) for weights in (values * among, among))
        agrees(truth, parts, wholes, precision)


# ---------------------------------------------------------------- desks


def one_station(rate: float, hours: Hours = AROUND_THE_CLOCK) -> Callable[[Scenario, Chance], Demand]:
    """Return cases of one exponential step that come so many in a unit of time, within hours."""

    def demand(scenario: Scenario, chance: Chance) -> Demand:
        end = hours.length * scenario.settings.horizon.days
        came = hours.on_clock(chance.poisson(UNIT / rate, end))
        return Work.single(came, chance.work(len(came), UNIT)).demand(scenario)

    return demand


@pytest.mark.parametrize("name", ["mmc_5_8_1", "mmc_1_1.25_1", "mmc_1_1.25_3"])
@samples(2, 14, few_days=20)
def test_desks_are_erlang_c(name: str, sample: Sample) -> None:
    params, expected = KNOWN[name]["params"], KNOWN[name]["expected"]
    rate = params["lam"] / params["mu"]
    scenario = office([params["c"]], sample.days)
    waits = Waits().of(sample.logs(one_station(rate), scenario, at_desks(scenario)))
    waits.mean(expected["Wq"] * params["mu"], waits.wait, sample.precision)
    waits.mean(expected["P_wait"], waits.wait > 0, sample.precision)
    long = 1 / (params["c"] - rate)  # the mean wait of those who wait
    waits.mean(mmc_wait_exceeds(rate, 1.0, params["c"], long), waits.wait > long, 1.5 * sample.precision)


@pytest.mark.parametrize("named", [True, False])
@samples(1, 6, days=400, few_days=60)
def test_desks_with_shifts_are_erlang_c_in_working_time(*, named: bool, sample: Sample) -> None:
    """Cases come in working time only, and work that stops at night goes on: nothing happens outside of the shifts.

    If officers have no names, what stops goes to the head of the line, and whoever starts in the morning takes it.
    """
    shift = Hours(start=9 * 60, end=17 * 60)
    rate, desks = 1.5, 2
    scenario = office([desks], sample.days, open_at=shift.start, close=shift.end)
    plan = at_desks(scenario, shift.start, shift.end, named=named)
    waits = Waits(hours=shift, batch=2 * shift.length).of(sample.logs(one_station(rate, shift), scenario, plan))
    truth = mmc(rate, 1.0, desks)
    waits.mean(truth.mean_wait, waits.wait, sample.precision)
    waits.mean(truth.p_wait, waits.wait > 0, sample.precision)


# ---------------------------------------------------------------- networks of desks


def at_stations(logs: Iterable[Log], count: int) -> list[Waits]:
    """Return the waits at the desks of each department."""
    stations = [Waits(station=station) for station in range(count)]
    for log in logs:
        for waits in stations:
            waits.add(log)
    return stations


@samples(2, 10, few_days=20)
def test_desks_in_tandem_are_burkes_theorem(sample: Sample) -> None:
    case = KNOWN["tandem"]
    rate, rates, desks = case["params"]["lam"], case["params"]["mu"], case["params"]["c"]

    def demand(scenario: Scenario, chance: Chance) -> Demand:
        came = chance.poisson(UNIT / rate, sample.days * MS_PER_DAY)
        value = np.stack([chance.work(len(came), UNIT / mu) for mu in rates], axis=1)
        station = np.tile(np.arange(2), len(came))
        return Work(came=came, counts=np.full(len(came), 2), station=station, value=value.ravel()).demand(scenario)

    scenario = office(desks, sample.days)
    stations = at_stations(sample.logs(demand, scenario, at_desks(scenario)), 2)
    for waits, expected in zip(stations, (case["expected"]["Wq1"], case["expected"]["Wq2"]), strict=True):
        waits.mean(expected, waits.wait, sample.precision)


ROUTING = np.array([[0.0, 0.6, 0.3], [0.2, 0.1, 0.5], [0.25, 0.0, 0.0]])
"""Back to departments where a case has been, too."""
FROM_OUTSIDE = [0.3, 0.1, 0.05]
RATES, DESKS = [1.0, 0.5, 0.4], [1, 2, 3]
LONGEST_WAY = 60


def wandering(scenario: Scenario, chance: Chance) -> Demand:
    """Return cases that go from department to department by chance."""
    came = chance.poisson(UNIT / sum(FROM_OUTSIDE), scenario.settings.horizon.days * MS_PER_DAY)
    first = np.cumsum(FROM_OUTSIDE) / sum(FROM_OUTSIDE)
    onwards = np.cumsum(np.column_stack([ROUTING, 1 - ROUTING.sum(axis=1)]), axis=1)
    way = np.full((len(came), LONGEST_WAY), len(ROUTING))
    way[:, 0] = np.searchsorted(first, chance.uniforms(len(came)))
    for step in range(1, LONGEST_WAY):
        there = np.flatnonzero(way[:, step - 1] < len(ROUTING))
        uniforms = chance.uniforms(len(there))[:, np.newaxis]
        way[there, step] = (uniforms > onwards[way[there, step - 1]]).sum(axis=1).clip(max=len(ROUTING))
    assert (way[:, -1] == len(ROUTING)).all()
    counts, station = (way < len(ROUTING)).sum(axis=1), way[way < len(ROUTING)]
    value = np.concatenate([chance.work(int((station == s).sum()), UNIT / mu) for s, mu in enumerate(RATES)])
    in_turn = np.empty_like(value)
    in_turn[np.argsort(station, kind="stable")] = value
    return Work(came=came, counts=counts, station=station, value=in_turn).demand(scenario)


def number_at(log: Log, station: int, instants: np.ndarray) -> np.ndarray:
    """Return how many cases are at a department's desks at some instants."""
    of_station = log.demand.cases.step_station == station
    ends = np.where(log.columns.step_ended == UNOPENED, 1 << 60, log.columns.step_ended)
    begins = np.where(log.columns.step_began == UNOPENED, 1 << 60, log.columns.step_began)
    came, gone = (np.searchsorted(np.sort(column[of_station]), instants, "right") for column in (begins, ends))
    return came - gone


@samples(2, 12, few_days=25)
def test_a_network_of_desks_has_jacksons_product_form(sample: Sample) -> None:
    scenario = office(DESKS, sample.days)
    instants = np.arange(MS_PER_DAY, sample.days * MS_PER_DAY, 5 * UNIT)
    stations, counted = [Waits(station=station) for station in range(len(DESKS))], []
    for log in sample.logs(wandering, scenario, at_desks(scenario)):
        for waits in stations:
            waits.add(log)
        counted.append([number_at(log, station, instants) for station in range(len(DESKS))])
    # by department, batch and instant
    numbers = np.array(counted).swapaxes(0, 1).reshape(len(DESKS), sample.runs * (sample.days - 1), -1)
    every = np.full(numbers.shape[1], float(numbers.shape[2]))
    for waits, number, truth in zip(stations, numbers, jackson(FROM_OUTSIDE, ROUTING, RATES, DESKS), strict=True):
        waits.mean(truth.mean_wait, waits.wait, sample.precision)
        agrees(truth.mean_number, number.sum(axis=1), every, sample.precision)
    chances = [birth_death([flow] * 800, [min(n, c) * mu for n in range(1, 801)]) for flow, mu, c in _stations()]
    nobody = float(np.prod([chance[0] for chance in chances]))
    agrees(nobody, (numbers == 0).all(axis=0).sum(axis=1), every, sample.precision)
    two_or_more = float(np.prod([1 - chance[:2].sum() for chance in chances]))
    agrees(two_or_more, (numbers >= 2).all(axis=0).sum(axis=1), every, 2 * sample.precision)


def _stations() -> list[tuple[float, float, int]]:
    flows = jackson_flows(FROM_OUTSIDE, ROUTING).tolist()
    return list(zip(flows, RATES, DESKS, strict=True))


# ---------------------------------------------------------------- cases that the project draws itself


def hall_with_office(
    desks: Sequence[int], rate: float, steps: Sequence[Step], days: int, **sections: Any
) -> tuple[Scenario, Plan]:
    """Return a hall whose one window takes a millisecond for each customer, before an office around the clock."""
    arrival, part = halls.all_day(rate * UNITS_A_DAY)
    scenario = office(
        desks, days, steps=tuple(steps), arrivals=(arrival,), profiles=(part,),
        items=(
            halls.item(
                department="d0", kind=ItemKind.LICENCE, promised_days=5,
                distribution=Distribution.FIXED, mean_minutes=0.0,
            ),
        ),
    )  # fmt: skip
    scenario = replace(scenario, settings=replace(scenario.settings, **sections))
    sessions = [
        Session(day=day, window=1, officer=None, department="d0", start=0, end=1440, queues=("q",))
        for day in range(days)
    ]
    return scenario, Plan.from_frames(Plan.of(sessions).sessions, at_desks(scenario).desks)


def desk_step(position: int, **fields: Any) -> Step:
    given: dict[str, Any] = {"department": "d0", "mean_minutes": UNIT_MINUTES}
    return Step(
        id=f"s{position}", item="i", position=position, kind=StepKind.DESK, name_en="s", name_zh="s",
        origin=halls.ORIGIN, **(given | fields),
    )  # fmt: skip


def drawn(rates: Sequence[float] | None = None) -> Callable[[Scenario, Chance], Demand]:
    """Return cases as they are drawn; with rates by department, their work made exponential."""

    def demand(scenario: Scenario, chance: Chance) -> Demand:
        made = draw(scenario, seed=chance.seed)
        if rates is None:
            return made
        means = UNIT / np.asarray(rates)[made.cases.step_station]
        work = np.maximum(1, np.rint(chance.exponential(len(means), 1.0) * means)).astype(np.int64)
        return replace(made, cases=replace(made.cases, step_value=work))

    return demand


@samples(2, 12, few_days=20)
def test_one_desk_with_lognormal_work_is_pollaczek_khinchine(sample: Sample) -> None:
    rate, spread = 0.6, 0.8
    step = desk_step(1, sd_minutes=spread * UNIT_MINUTES)
    scenario, plan = hall_with_office([1], rate, [step], sample.days)
    waits = Waits().of(sample.logs(drawn(), scenario, plan))
    waits.mean(mg1(rate, 1.0, spread**2).mean_wait, waits.wait, sample.precision)


@samples(2, 12, few_days=20)
def test_branching_by_shares_is_a_network_of_jacksons(sample: Sample) -> None:
    rate, rates, desks = 0.65, [1.0, 0.5, 0.15], [1, 1, 3]
    steps = [desk_step(1), desk_step(2, department="d1", share=0.4), desk_step(3, department="d2", share=0.5)]
    scenario, plan = hall_with_office(desks, rate, steps, sample.days)
    stations = at_stations(sample.logs(drawn(rates), scenario, plan), 3)
    routing = [[0.0, 0.4, 0.6 * 0.5], [0.0, 0.0, 0.5], [0.0, 0.0, 0.0]]
    for waits, truth in zip(stations, jackson([rate, 0.0, 0.0], routing, rates, desks), strict=True):
        waits.mean(truth.mean_wait, waits.wait, sample.precision)


@samples(2, 12, few_days=20)
def test_desks_that_go_by_class_are_cobhams_formula(sample: Sample) -> None:
    rates, desks = [0.6, 0.9], 2
    classes = CustomerSettings(
        classes=(CustomerClass(name_en="first", name_zh="先", share=rates[0] / sum(rates), rank=1),)
    )
    by_class = CaseSettings(desk_rule=DeskRule.BY_CLASS)
    scenario, plan = hall_with_office(
        [desks], sum(rates), [desk_step(1)], sample.days, customers=classes, cases=by_class
    )
    waits, ranks = Waits(), []
    for log in sample.logs(drawn([1.0]), scenario, plan):
        stops = log.demand.cases.stop[waits.add(log)]
        ranks.append(log.demand.visits.rank[log.demand.stops.visit[stops]])
    first = np.concatenate(ranks) == 1
    for truth, of in zip(priority_waits(rates, 1.0, desks), (first, ~first), strict=True):
        waits.mean(truth, waits.wait, sample.precision, of)


# ---------------------------------------------------------------- so many at a time


def meeting(capacity: int) -> Meeting:
    return Meeting(
        id="m", department="d0", kind=MeetingKind.DISCUSSION, name_en="m", name_zh="会", weekdays=(1,), time=600,
        minutes=60.0, capacity=capacity, origin=halls.ORIGIN,
    )  # fmt: skip


@samples(1, 14, days=7 * 8000, few_days=7 * 1000)
def test_a_weekly_meeting_is_a_bulk_queue(sample: Sample) -> None:
    capacity, a_week = 5, 3.5
    week = 7 * MS_PER_DAY

    def demand(scenario: Scenario, chance: Chance) -> Demand:
        came = chance.poisson(week / a_week, sample.days * MS_PER_DAY)
        return Work.single(came, np.ones(len(came)), kind=MEETING).demand(scenario)

    scenario = office([0], sample.days, meetings=(meeting(capacity),))
    logs = sample.logs(demand, scenario, at_desks(scenario))
    truth = bulk_queue(poisson_chances(a_week), capacity)
    waits = Waits(kind=MEETING, unit=week, batch=50 * week).of(logs)
    waits.mean(truth.mean_passed + 0.5, waits.wait, sample.precision)
    waits.mean(truth.p_at_once, waits.wait < 1, sample.precision)


@samples(2, 24, days=20_000, few_days=3000)
def test_inspectors_who_make_so_many_visits_a_day_are_a_bulk_queue(sample: Sample) -> None:
    """Cases come at night, and all visits fit into the day, so that only their number is scarce."""
    inspectors, each, a_day = 2, 3, 4.5
    night = Hours(start=0, end=8 * 60)

    def demand(scenario: Scenario, chance: Chance) -> Demand:
        came = night.on_clock(chance.poisson(night.length / a_day, sample.days * night.length))
        value = np.full(len(came), 20 * MS_PER_MINUTE)
        return Work.single(came, value, kind=INSPECTION, station=1).demand(scenario)

    team = Inspectors(
        id="t", department="d0", name_en="t", name_zh="队", number=inspectors, per_day=each,
        from_time=540, to_time=1020, origin=halls.ORIGIN,
    )  # fmt: skip
    scenario = office([0], sample.days, inspectors=(team,))
    logs = sample.logs(demand, scenario, at_desks(scenario))
    truth = bulk_queue(poisson_chances(a_day), inspectors * each)
    waits = Waits(kind=INSPECTION, station=1, unit=MS_PER_DAY, batch=100 * MS_PER_DAY).of(logs)
    days_passed = np.floor(waits.wait)
    waits.mean(truth.mean_passed, days_passed, sample.precision)
    waits.mean(truth.p_at_once, days_passed == 0, sample.precision)


@samples(1, 1, days=7 * 500, few_days=7 * 50)
def test_a_disc_twice_a_week_is_waited_for_by_the_residual_of_its_gaps(sample: Sample) -> None:
    """Cases come at any time: more of them in the longer gap, so that the mean is E[gap²] / 2 E[gap]."""
    gaps = np.array([3.0, 4.0])  # Tuesday to Friday, Friday to Tuesday

    def demand(scenario: Scenario, chance: Chance) -> Demand:
        came = chance.poisson(MS_PER_DAY / 20, (sample.days - 7) * MS_PER_DAY)
        return Work.single(came, np.ones(len(came)), kind=TRANSFER, station=LINKS.index(DataLink.DISC)).demand(scenario)

    scenario = office([0], sample.days, cases=CaseSettings(disc_times=(600,), disc_weekdays=(2, 5)))
    for log in sample.logs(demand, scenario, at_desks(scenario)):
        waited = (log.columns.step_ended - log.columns.step_began) / MS_PER_DAY
        week = log.columns.step_began // (7 * MS_PER_DAY)
        agrees(float((gaps**2).sum() / 2 / gaps.sum()), np.bincount(week, waited), np.bincount(week), sample.precision)
