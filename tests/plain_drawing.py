"""Drawing as the rules say it, visit by visit and case by case: slow, and hardly to be misread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.special import gamma, gammaincinv, ndtri

from sim.demand import Demand, draw
from sim.demand.casework import expected_cases
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER, Doubt, Purpose, day_starts
from sim.demand.index import Index
from sim.domain.items import Item, Step
from sim.domain.scenario_data import Scenario
from sim.domain.units import Distribution, ItemKind, StepKind
from sim.opening import arrival_rates, last_ticket, rates_on
from sim.streams import Purpose as StreamPurpose
from sim.streams import Streams, stream_id
from sim.working_time import add_working_days, calendar_of

PPM = 1_000_000
KINDS = tuple(StepKind)


def ms(minutes: float) -> int:
    return max(1, int(np.rint(minutes * MS_PER_MINUTE)))


def lognormal(mean: float, sd: float, uniform: float) -> float:
    if sd == 0 or mean == 0:
        return mean
    variance = np.log1p((sd / mean) ** 2)
    return float(np.exp(np.log(mean) - variance / 2 + np.sqrt(variance) * ndtri(uniform)))


def exponential(mean: float, uniform: float) -> float:
    return float(-np.log1p(-uniform) * mean)


def service(item: Item, uniform: float) -> float:
    match item.distribution:
        case Distribution.FIXED:
            return item.mean_minutes
        case Distribution.EXPONENTIAL:
            return exponential(item.mean_minutes, uniform)
        case Distribution.GAMMA:
            shape = (item.mean_minutes / item.sd_minutes) ** 2
            return float(gammaincinv(shape, uniform) * item.mean_minutes / shape)
        case Distribution.EMPIRICAL:
            return item.values[int(uniform * len(item.values))]
        case Distribution.LOGNORMAL:
            return lognormal(item.mean_minutes, item.sd_minutes, uniform)


def instants(expected: np.ndarray, uniforms: np.ndarray) -> np.ndarray:
    """Instants of a Poisson process with so many arrivals expected in each quarter of an hour (rule 4)."""
    cumulative = np.concatenate(([0.0], np.cumsum(expected)))
    unit = np.cumsum(-np.log1p(-uniforms))
    assert unit[-1] >= cumulative[-1]
    return times_at(cumulative, unit[unit < cumulative[-1]])


def times_at(cumulative: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """When a cumulative rate reaches its targets; of a stretch without arrivals, the end counts."""
    rising = np.diff(cumulative) > 0
    keep = np.concatenate(([True], rising)) | np.concatenate((rising, [True]))
    edges = np.arange(len(cumulative)) * 15.0 * MS_PER_MINUTE
    return np.asarray(np.rint(np.interp(targets, cumulative[keep], edges[keep])).astype(np.int64))


class Plain:
    """The visits of a scenario, one after the other, each from its own lines of the streams (rule 23)."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.settings = scenario, scenario.settings
        self.streams = Streams(seed, 0)
        self.rates = arrival_rates(scenario)
        self.starts = day_starts(self.rates.days)
        self.queue = {q.id: n for n, q in enumerate(scenario.queues)}
        self.item = {i.id: n for n, i in enumerate(scenario.items)}
        self.department = {d.id: n for n, d in enumerate(scenario.departments)}
        self.zone = {z.id: z for z in scenario.zones}

    def visits(self) -> Iterator[dict[str, Any]]:
        """All visits, with their stops, and for each trip when it begins, its chance, and its tickets."""
        attempts = self.settings.customers.attempts
        factors = self.factors()
        for day in range(len(self.rates.days)):
            for n, row in enumerate(self.rates.rows):
                number, expected = stream_id(row.id), self.rates.visits[n, day] * factors[n, day]
                times = instants(expected, self.streams.uniforms(StreamPurpose.ARRIVALS, number, day, 2_000))
                of_visits = self.streams.uniforms(StreamPurpose.VISIT, number, day, (len(times), 16))
                of_trips = [
                    self.streams.uniforms(StreamPurpose.TRIP, number, day, (len(times), 34), part=attempt)
                    for attempt in range(attempts)
                ]
                for at, u in enumerate(of_visits):
                    made = self.visit(n, day, int(times[at]), u, [of_trip[at] for of_trip in of_trips])
                    if made is not None:
                        yield made

    def ill(self) -> frozenset[tuple[str, int]]:
        share, days = self.settings.absence.ill_share, len(self.starts)
        return frozenset(
            (officer.id, day)
            for officer in self.scenario.officers
            for day in range(days)
            if self.streams.uniforms(StreamPurpose.ILLNESS, stream_id(officer.id), 0, days)[day] < share
        )

    def factors(self) -> np.ndarray:
        arrival, days = self.settings.arrivals, len(self.rates.days)
        if arrival.day_shape is None:
            return np.ones((len(self.rates.rows), days))
        variance = 1 / arrival.day_shape
        common = variance * arrival.common_share
        own = (1 + variance) / (1 + common) - 1

        def of(spread: float, uniforms: np.ndarray) -> np.ndarray:
            return np.asarray(gammaincinv(1 / spread, uniforms) * spread if spread > 0 else np.ones_like(uniforms))

        of_hall = of(common, self.streams.uniforms(StreamPurpose.COMMON_DAY_FACTOR, 0, 0, days))
        of_rows = [
            of(own, self.streams.uniforms(StreamPurpose.DAY_FACTOR, stream_id(row.id), 0, days))
            for row in self.rates.rows
        ]
        return np.asarray(np.array(of_rows).reshape(-1, days) * of_hall)

    def visit(self, row: int, day: int, since: int, u: np.ndarray, trips: list[np.ndarray]) -> dict[str, Any] | None:
        queue = self.scenario.queues[self.queue[self.rates.rows[row].queue]]
        appointments, helpers = self.settings.appointments, self.settings.helpers
        share = appointments.share if queue.appointment_share is None else queue.appointment_share
        booked = bool(u[2] < share)
        if booked and u[4] < appointments.no_show_share:
            return None
        slot = int(self.starts[day]) + self.slot(queue.department, since) if booked else NEVER
        lateness = appointments.mean_lateness_minutes + appointments.sd_lateness_minutes * ndtri(max(u[3], 1e-12))
        late = slot + int(np.rint(lateness * MS_PER_MINUTE))
        asks = bool(helpers.enabled and not booked and u[7] < helpers.asked_share)
        stops, wrong = self.stops(queue.id, booked, u)
        return {
            "row": row,
            "day": day,
            "booked": booked,
            "slot": slot,
            "enterprise": bool(u[9] < self.rates.rows[row].enterprise_share),
            "asks": asks,
            "helper": ms(exponential(helpers.mean_minutes, u[8])) if asks else 1,
            "wrong": wrong,
            "rank": self.rank(u[1]),
            "stops": stops,
            "trips": self.trips(row, day, max(late, int(self.starts[day])) if booked else None, since, stops, trips),
        }

    def slot(self, department: str, since: int) -> int:
        hours, width = self.settings.hours, self.settings.appointments.slot_minutes
        slot = hours.open + np.floor((max(since / MS_PER_MINUTE, hours.open) - hours.open) / width) * width
        slot = min(slot, hours.close - width)
        closed = self.scenario.departments[self.department[department]].noon == "closed"
        if closed and hours.noon_from <= slot < hours.noon_to:
            slot = hours.noon_to
        return int(np.rint(slot * MS_PER_MINUTE))

    def rank(self, uniform: float) -> int:
        below, rank = 0.0, self.settings.customers.ordinary_rank
        for customer_class in self.settings.customers.classes:
            if below <= uniform < below + customer_class.share:
                rank = customer_class.rank
            below += customer_class.share
        return rank

    def stops(self, queue: str, booked: bool, u: np.ndarray) -> tuple[list[dict[str, Any]], int]:
        """The stops, each with its place among the draws of a trip, and the doubt about a wrong queue."""
        customers = self.settings.customers
        of_queue = [i for i in self.scenario.items if i.queue == queue and i.weight is not None]
        cumulative = np.cumsum([i.weight for i in of_queue]) / np.sum([i.weight for i in of_queue])
        item = of_queue[min(int(np.sum(cumulative <= u[0])), len(of_queue) - 1)] if of_queue else self.scenario.items[0]
        own = self.scenario.queues[self.queue[queue]]
        others = [
            q.id
            for q in self.scenario.queues
            if q.zone == own.zone and q.id != queue and any(row.queue == q.id for row in self.scenario.arrivals)
        ]
        wrong = doubt(u[5], customers.wrong_queue_share, self.settings.helpers.wrong_queue_factor)
        if booked or not others:
            wrong = Doubt.NEVER
        made = []
        if wrong != Doubt.NEVER:
            made.append({"queue": others[int(u[6] * len(others))], "item": item, "purpose": Purpose.HELP, "place": 0})
        first = own.booked_queue if booked and own.booked_queue else queue
        made.append({"queue": first, "item": item, "purpose": purpose(item), "place": 1})
        further = sorted((s for s in self.scenario.stops if s.item == item.id), key=lambda s: s.position)
        for n, stop in enumerate(further):
            if u[10 + n] < stop.share:
                target = self.scenario.items[self.item[stop.to_item]]
                made.append({"queue": target.queue, "item": target, "purpose": purpose(target), "place": 2 + n})
        return made, int(wrong)

    def trips(
        self, row: int, day: int, booked: int | None, since: int, stops: list[dict[str, Any]], draws: list[np.ndarray]
    ) -> list[dict[str, Any]]:
        """The trips that some plan can make necessary."""
        customers, made, begins = self.settings.customers, [], day
        joins = int(self.starts[day]) + since if booked is None else booked
        most = most_ppm(self.scenario)
        stop = 1 / max(1.0, customers.return_delay_days)
        cumulative = np.concatenate(([0.0], np.cumsum(self.rates.visits[row].sum(axis=0))))
        for attempt, u in enumerate(draws):
            last = attempt + 1 == len(draws)
            of_stops = [self.ticket(stops, n, u[6 * s["place"] :], last=last) for n, s in enumerate(stops)]
            chance = int(u[30] * PPM)
            made.append({"join": joins, "chance": chance, "tickets": of_stops})
            if chance >= most and all(ticket["papers"] == Doubt.NEVER for ticket in of_stops):
                break
            begins += 1 if stop == 1 else 1 + int(np.floor(np.log1p(-u[31]) / np.log1p(-stop)))
            if begins >= len(self.starts):
                break
            joins = int(self.starts[begins] + times_at(cumulative, np.array([u[32] * cumulative[-1]]))[0])
        return made

    def ticket(self, stops: list[dict[str, Any]], n: int, u: np.ndarray, *, last: bool) -> dict[str, Any]:
        item, helped = stops[n]["item"], stops[n]["purpose"] == Purpose.HELP
        queue = self.scenario.queues[self.queue[stops[n]["queue"]]]
        customers, helpers = self.settings.customers, self.settings.helpers
        patience, shape, limit = queue.patience_mean_minutes, queue.patience_shape, queue.balk_mean
        share = 0.0 if last or stops[n]["purpose"] != Purpose.ITEM else item.papers_missing_share
        scale = None if patience is None else patience / gamma(1 + 1 / shape)
        return {
            "service": ms(exponential(customers.wrong_queue_minutes, u[0]) if helped else service(item, u[0])),
            "patience": NEVER if scale is None else ms(scale * (-np.log1p(-u[1])) ** (1 / shape)),
            "balk_limit": NEVER if limit is None else max(1, int(np.ceil(exponential(1.0, u[2]) * limit))),
            "silent": bool(u[3] < queue.silent_share),
            "papers": int(doubt(u[4], share, helpers.papers_factor)),
            "walk": ms(lognormal(1.0, 0.3, u[5]) * self.walk(stops[n], stops[n + 1])) if n + 1 < len(stops) else 0,
        }

    def walk(self, here: dict[str, Any], there: dict[str, Any]) -> float:
        zones = [self.zone[self.scenario.queues[self.queue[stop["queue"]]].zone] for stop in (here, there)]
        walking = self.settings.walking
        if zones[0] == zones[1]:
            return walking.within_zone_minutes
        same_side = zones[0].side == zones[1].side
        return walking.between_zones_minutes if same_side else walking.between_sides_minutes


def doubt(uniform: float, share: float, factor: float) -> Doubt:
    if uniform < share * factor:
        return Doubt.ALWAYS
    return Doubt.UNLESS_HELPED if uniform < share else Doubt.NEVER


def purpose(item: Item) -> Purpose:
    return {ItemKind.PAYMENT: Purpose.PAYMENT, ItemKind.HELP: Purpose.HELP}.get(item.kind, Purpose.ITEM)


NEUTRAL = {"service": 1, "patience": NEVER, "balk_limit": NEVER, "silent": False, "papers": Doubt.NEVER, "walk": 0}
"""A ticket of a trip that cannot happen."""


def assert_plainly_right(scenario: Scenario, seed: int) -> None:
    """Compare every column of visits, stops and tickets with the plain reading."""
    demand, plain = draw(scenario, seed=seed), Plain(scenario, seed)
    expected = list(plain.visits())
    of_stops = [(number, stop) for visit in expected for number, stop in enumerate(visit["stops"])]
    attempts = scenario.settings.customers.attempts
    assert demand.ill == plain.ill()
    for name in ("row", "day", "booked", "slot", "enterprise", "asks", "helper", "wrong", "rank"):
        assert getattr(demand.visits, name).tolist() == [visit[name] for visit in expected], name
    counts = [len(visit["stops"]) for visit in expected]
    assert demand.visits.stops.tolist() == counts
    assert demand.visits.first_stop.tolist() == np.cumsum([0, *counts])[:-1].tolist()
    assert demand.stops.visit.tolist() == [n for n, count in enumerate(counts) for _ in range(count)]
    assert demand.stops.number.tolist() == [number for number, _ in of_stops]
    assert demand.stops.queue.tolist() == [plain.queue[stop["queue"]] for _, stop in of_stops]
    assert demand.stops.item.tolist() == [plain.item[stop["item"].id] for _, stop in of_stops]
    assert demand.stops.purpose.tolist() == [stop["purpose"] for _, stop in of_stops]
    assert demand.stops.department.tolist() == [plain.department[stop["item"].department] for _, stop in of_stops]
    for attempt in range(attempts):
        trips = [visit["trips"][attempt] if attempt < len(visit["trips"]) else None for visit in expected]
        assert demand.visits.join[attempt].tolist() == [NEVER if t is None else t["join"] for t in trips]
        rows = slice(attempt * len(of_stops), (attempt + 1) * len(of_stops))
        for name, neutral in NEUTRAL.items():
            of_trip = [
                neutral if trip is None else trip["tickets"][n][name]
                for visit, trip in zip(expected, trips, strict=True)
                for n in range(len(visit["stops"]))
            ]
            assert getattr(demand.tickets, name)[rows].tolist() == of_trip, name
        most, comes = most_ppm(scenario), demand.visits.chance[attempt] < most_ppm(scenario)
        assert comes.tolist() == [t is not None and attempt + 1 < attempts and t["chance"] < most for t in trips]


def most_ppm(scenario: Scenario) -> int:
    """The largest chance of coming again, in parts per million."""
    customers = scenario.settings.customers
    outcomes = ("abandoning", "balking", "unserved", "turned_away")
    most: int = max(round(getattr(customers, f"return_after_{outcome}") * PPM) for outcome in outcomes)
    return most


def plain_cases(scenario: Scenario, seed: int, demand: Demand) -> list[dict[str, Any]]:
    """The cases that stops may open, in order, and those of the backlog (rules 18, 19, 22, 23)."""
    plain, settings, counted = Plain(scenario, seed), scenario.settings.cases, dict[tuple[int, int], int]()
    made = []
    for stop, (visit, item) in enumerate(zip(demand.stops.visit, demand.stops.item, strict=True)):
        if demand.stops.purpose[stop] == Purpose.ITEM and steps_of(scenario, item):
            line = int(demand.visits.row[visit]), int(demand.visits.day[visit])
            number = counted[line] = counted.get(line, -1) + 1
            u = plain.streams.uniforms(
                StreamPurpose.CASE, stream_id(plain.rates.rows[line[0]].id), line[1], (number + 1, 20)
            )
            made.append(case(scenario, item, u[number], stop=stop, opens=NEVER, goes_on=NEVER))
    if settings.backlog == "stationary":
        made += _stationary(scenario, plain)
    if settings.backlog == "given":
        first, calendar = plain.rates.days[0], calendar_of(scenario.settings.horizon)
        opening = scenario.settings.hours.open * MS_PER_MINUTE
        for row in sorted(scenario.backlog, key=lambda row: row.id):
            opens = (add_working_days(calendar, first, -row.age_days) - first).days * MS_PER_DAY + opening
            item = plain.item[row.item]
            done = sum(step.position < row.position for step in steps_of(scenario, item))
            for u in plain.streams.uniforms(StreamPurpose.CASE, stream_id(row.id), 0, (row.count, 20), part=2):
                made.append(case(scenario, item, u, stop=NEVER, opens=opens, goes_on=opening, done=done))
    return made


def _stationary(scenario: Scenario, plain: Plain) -> list[dict[str, Any]]:
    first, calendar = plain.rates.days[0], calendar_of(scenario.settings.horizon)
    closing, made = last_ticket(scenario) * MS_PER_MINUTE, []
    dates = [add_working_days(calendar, first, -age) for age in range(scenario.settings.cases.warm_up_days, 0, -1)]
    inflow = expected_cases(scenario, Index(scenario), rates_on(scenario, tuple(dates)))
    with_steps = sorted({step.item for step in scenario.steps})
    for name in with_steps:
        item, number = plain.item[name], stream_id(name)
        for n, date in enumerate(dates):
            age = len(dates) - n
            times = instants(inflow[item, n], plain.streams.uniforms(StreamPurpose.BACKLOG, number, -age, 500))
            for since, u in zip(
                times, plain.streams.uniforms(StreamPurpose.CASE, number, -age, (len(times), 20), part=1), strict=True
            ):
                opens = (date - first).days * MS_PER_DAY + min(int(since), closing - 1)
                made.append(case(scenario, item, u, stop=NEVER, opens=opens, goes_on=opens))
    return made


def steps_of(scenario: Scenario, item: int) -> list[Step]:
    return sorted((s for s in scenario.steps if s.item == scenario.items[item].id), key=lambda s: (s.position, s.id))


def case(scenario: Scenario, item: int, u: np.ndarray, *, done: int = 0, **made: int) -> dict[str, Any]:
    """One case, with the kind, the department and the value of each step that it needs."""
    departments = {d.id: n for n, d in enumerate(scenario.departments)}
    owner, settings = scenario.items[item].department, scenario.settings.cases
    needed = []
    back = settings.return_to_department and not scenario.departments[departments[owner]].authority
    if back and settings.no_authority_days and steps_of(scenario, item):
        needed.append((KINDS.index(StepKind.WAIT), departments[owner], settings.no_authority_days))
    for n, step in enumerate(steps_of(scenario, item)):
        if n >= done and u[2 * n] < step.share:
            work = ms(lognormal(step.mean_minutes, step.sd_minutes, u[2 * n + 1]))
            value = work if step.kind is StepKind.DESK else step.days
            needed.append((KINDS.index(step.kind), departments[step.department], value))
    return made | {"item": item, "promised": scenario.items[item].promised_days or 0, "needed": needed}


def assert_cases_plainly_right(scenario: Scenario, seed: int) -> None:
    demand = draw(scenario, seed=seed)
    expected = plain_cases(scenario, seed, demand)
    for name in ("stop", "opens", "goes_on", "item", "promised"):
        assert getattr(demand.cases, name).tolist() == [case[name] for case in expected], name
    counts = [len(case["needed"]) for case in expected]
    assert demand.cases.steps.tolist() == counts
    assert demand.cases.first_step.tolist() == np.cumsum([0, *counts])[:-1].tolist()
    steps = (demand.cases.step_kind, demand.cases.step_department, demand.cases.step_value)
    assert list(zip(*(column.tolist() for column in steps), strict=True)) == [s for c in expected for s in c["needed"]]
