"""Drawing as the rules say it, visit by visit: slow, and hardly to be misread. `plain_cases` goes on with cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from scipy.special import gamma, gammaincinv, ndtri

from sim.demand import draw
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER, Doubt, Purpose, day_starts
from sim.domain.casework import Project, ProjectPart
from sim.domain.items import Arrival, Item
from sim.domain.scenario_data import Scenario
from sim.domain.units import Distribution, ItemKind
from sim.opening import INTERVALS, daily_rates, open_days
from sim.streams import Purpose as StreamPurpose
from sim.streams import Streams, stream_id

PPM = 1_000_000


def ms(minutes: float) -> int:
    return max(1, int(np.rint(minutes * MS_PER_MINUTE)))


def lognormal(mean: float, sd: float, uniform: float) -> float:
    if sd == 0 or mean == 0:
        return mean
    variance = np.log1p((sd / mean) ** 2)
    return float(np.exp(np.log(mean) - variance / 2 + np.sqrt(variance) * ndtri(uniform)))


def exponential(mean: float, uniform: float) -> float:
    return float(-np.log1p(-uniform) * mean)


def geometric(mean: float, uniform: float) -> int:
    """Whole days from 1 on, with the given mean, or 1."""
    stop = 1 / max(1.0, mean)
    return 1 if stop == 1 else 1 + int(np.floor(np.log1p(-uniform) / np.log1p(-stop)))


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


class Row(NamedTuple):
    """Visits like those of an arrival row; of a project, all are for one item, and some come only when called."""

    arrival: Arrival
    arrivals: int
    visits: int
    item: Item | None = None
    called: bool = False
    project: Project | None = None
    part: ProjectPart | None = None


def parts_of(scenario: Scenario, project: Project) -> list[ProjectPart]:
    parts = (part for part in scenario.project_parts if part.project == project.id)
    return sorted(parts, key=lambda part: (part.position, part.id))


def parts_before(scenario: Scenario, project: Project) -> dict[str, set[str]]:
    """By part, those after which it comes (rule 23)."""
    parts = parts_of(scenario, project)
    if not scenario.settings.projects.in_parallel:
        return {part.id: {parts[n - 1].id} if n else set() for n, part in enumerate(parts)}
    return {part.id: set(part.after) or on_the_level_below(part, parts) for part in parts}


def on_the_level_below(node: Any, nodes: list[Any]) -> set[str]:
    """The nodes of a graph that stand at the next lower position (rule 19)."""
    lower = [other.position for other in nodes if other.position < node.position]
    return {other.id for other in nodes if lower and other.position == max(lower)}


def rows_of(scenario: Scenario) -> list[Row]:
    """All rows of visits: those of the table by id, then those of projects."""
    rows = [Row(row, stream_id(row.id), stream_id(row.id)) for row in sorted(scenario.arrivals, key=lambda row: row.id)]
    items = {item.id: item for item in scenario.items}
    for project in scenario.projects:
        number, before = stream_id(f"project:{project.id}"), parts_before(scenario, project)

        def row(item: Item, visits: int, project: Project = project, number: int = number, **more: Any) -> Row:
            arrival = Arrival(
                id=project.id,
                queue=item.queue,
                per_day=project.per_day,
                enterprise_share=project.enterprise_share,
                profile=project.profile,
                origin=project.origin,
            )
            return Row(arrival, number, visits, item, project=project, **more)

        if not scenario.settings.projects.one_intake:
            rows += [
                row(items[part.item], stream_id(f"project_part:{part.id}"), part=part, called=bool(before[part.id]))
                for part in parts_of(scenario, project)
            ]
        elif project.intake is not None:
            rows.append(row(items[project.intake], number))
    return rows


class Plain:
    """The visits of a scenario, one after the other, each from its own lines of the streams (rule 24)."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.settings = scenario, scenario.settings
        self.streams = Streams(seed, 0)
        self.days = open_days(scenario)
        self.starts = day_starts(self.days)
        self.rows = rows_of(scenario)
        self.expected = self.rates()
        self.queue = {q.id: n for n, q in enumerate(scenario.queues)}
        self.item = {i.id: n for n, i in enumerate(scenario.items)}
        self.department = {d.id: n for n, d in enumerate(scenario.departments)}
        self.zone = {z.id: z for z in scenario.zones}

    def visits(self) -> Iterator[dict[str, Any]]:
        """All visits, with their stops, and for each trip when it begins, its chance, and its tickets."""
        attempts = self.settings.customers.attempts
        self.no_shows = [0] * len(self.rows)
        factors = self.factors()
        for day in range(len(self.days)):
            for n, row in enumerate(self.rows):
                uniforms = self.streams.uniforms(StreamPurpose.ARRIVALS, row.arrivals, day, 2_000)
                times = instants(self.expected[n, day] * factors[n, day], uniforms)
                of_visits = self.streams.uniforms(StreamPurpose.VISIT, row.visits, day, (len(times), 16))
                of_trips = [
                    self.streams.uniforms(StreamPurpose.TRIP, row.visits, day, (len(times), 34), part=attempt)
                    for attempt in range(attempts)
                ]
                for at, u in enumerate(of_visits):
                    made = self.visit(n, day, int(times[at]), u, [of_trip[at] for of_trip in of_trips])
                    if made is None:
                        self.no_shows[n] += 1
                    else:
                        yield made | {"number": at}

    def rates(self) -> np.ndarray:
        """Visits expected by row, day and quarter of an hour."""
        further = tuple(row.arrival for row in self.rows[len(self.scenario.arrivals) :])
        _, per_day, shares = daily_rates(self.scenario, self.days, further)
        return np.asarray(per_day[:, :, None] * shares[:, None, :]).reshape(-1, len(self.days), INTERVALS)

    def ill(self) -> frozenset[tuple[str, int]]:
        share, days = self.settings.absence.ill_share, len(self.starts)
        return frozenset(
            (officer.id, day)
            for officer in self.scenario.officers
            for day in range(days)
            if self.streams.uniforms(StreamPurpose.ILLNESS, stream_id(officer.id), 0, days)[day] < share
        )

    def factors(self) -> np.ndarray:
        arrival, days = self.settings.arrivals, len(self.days)
        if arrival.day_shape is None:
            return np.ones((len(self.rows), days))
        variance = 1 / arrival.day_shape
        common = variance * arrival.common_share
        own = (1 + variance) / (1 + common) - 1

        def of(spread: float, uniforms: np.ndarray) -> np.ndarray:
            return np.asarray(gammaincinv(1 / spread, uniforms) * spread if spread > 0 else np.ones_like(uniforms))

        of_hall = of(common, self.streams.uniforms(StreamPurpose.COMMON_DAY_FACTOR, 0, 0, days))
        of_rows = [of(own, self.streams.uniforms(StreamPurpose.DAY_FACTOR, row.arrivals, 0, days)) for row in self.rows]
        return np.asarray(np.array(of_rows).reshape(-1, days) * of_hall)

    def visit(self, row: int, day: int, since: int, u: np.ndarray, trips: list[np.ndarray]) -> dict[str, Any] | None:
        of_project = self.rows[row].item is not None
        queue = self.scenario.queues[self.queue[self.rows[row].arrival.queue]]
        appointments, helpers = self.settings.appointments, self.settings.helpers
        share = appointments.share if queue.appointment_share is None else queue.appointment_share
        booked = not of_project and bool(u[2] < share)
        if booked and u[4] < appointments.no_show_share:
            return None
        slot = int(self.starts[day]) + self.slot(queue.department, since) if booked else NEVER
        asks = helpers.enabled and not of_project and not booked and bool(u[7] < helpers.asked_share)
        stops, wrong = self.stops(row, booked, u)
        return {
            "row": row,
            "day": day,
            "booked": booked,
            "slot": slot,
            "enterprise": bool(u[9] < self.rows[row].arrival.enterprise_share),
            "asks": asks,
            "helper": ms(exponential(helpers.mean_minutes, u[8])) if asks else 1,
            "called": self.rows[row].called,
            "wrong": wrong,
            "rank": self.rank(u[1]),
            "stops": stops,
            "trips": self.trips(row, day, self.first_join(row, day, since, slot, u), stops, trips),
        }

    def first_join(self, row: int, day: int, since: int, slot: int, u: np.ndarray) -> int:
        """When a visit's first trip would begin; days and time of day for those who are called."""
        if self.rows[row].called:
            return geometric(self.settings.projects.delay_days, u[0]) * MS_PER_DAY + since
        if slot == NEVER:
            return int(self.starts[day]) + since
        appointments = self.settings.appointments
        lateness = appointments.mean_lateness_minutes + appointments.sd_lateness_minutes * ndtri(max(u[3], 1e-12))
        return max(slot + int(np.rint(lateness * MS_PER_MINUTE)), int(self.starts[day]))

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

    def stops(self, row: int, booked: bool, u: np.ndarray) -> tuple[list[dict[str, Any]], int]:
        """The stops, each with its place among the draws of a trip, and the doubt about a wrong queue."""
        customers, queue, of_project = self.settings.customers, self.rows[row].arrival.queue, self.rows[row].item
        own = self.scenario.queues[self.queue[queue]]
        item = of_project or self.item_of(queue, u[0])
        others = [
            q.id
            for q in self.scenario.queues
            if q.zone == own.zone and q.id != queue and any(row.queue == q.id for row in self.scenario.arrivals)
        ]
        wrong = doubt(u[5], customers.wrong_queue_share, self.settings.helpers.wrong_queue_factor)
        if booked or of_project or not others:
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

    def item_of(self, queue: str, uniform: float) -> Item:
        """The item of a visit to a queue, by weight; the first of all if there is none."""
        of_queue = [i for i in self.scenario.items if i.queue == queue and i.weight is not None]
        if not of_queue:
            return self.scenario.items[0]
        cumulative = np.cumsum([i.weight for i in of_queue]) / np.sum([i.weight for i in of_queue])
        return of_queue[min(int(np.sum(cumulative <= uniform)), len(of_queue) - 1)]

    def trips(
        self, row: int, day: int, joins: int, stops: list[dict[str, Any]], draws: list[np.ndarray]
    ) -> list[dict[str, Any]]:
        """The trips that some plan can make necessary."""
        customers, made, begins = self.settings.customers, [], day
        most = most_ppm(self.scenario)
        cumulative = np.concatenate(([0.0], np.cumsum(self.expected[row].sum(axis=0))))
        for attempt, u in enumerate(draws):
            last = attempt + 1 == len(draws)
            of_stops = [self.ticket(stops, n, u[6 * s["place"] :], last=last) for n, s in enumerate(stops)]
            chance = int(u[30] * PPM)
            made.append({"join": joins, "chance": chance, "tickets": of_stops})
            if chance >= most and all(ticket["papers"] == Doubt.NEVER for ticket in of_stops):
                break
            passed = geometric(customers.return_delay_days, u[31])
            begins += passed
            if begins >= len(self.starts):
                break
            midnight = passed * MS_PER_DAY if self.rows[row].called else int(self.starts[begins])
            joins = midnight + int(times_at(cumulative, np.array([u[32] * cumulative[-1]]))[0])
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
    assert demand.no_shows.tolist() == plain.no_shows
    for name in ("row", "day", "booked", "slot", "enterprise", "asks", "helper", "called", "wrong", "rank"):
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
