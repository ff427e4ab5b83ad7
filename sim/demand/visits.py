"""Visits with their stops and tickets.

They say what each customer wants, how patient the customer is and how long it takes, on every trip that may be made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from sim.demand import laws
from sim.demand.arrivals import at_cumulative
from sim.demand.columns import MS_PER_MINUTE, NEVER, Doubt, Purpose, Stops, Tickets, Visits, day_starts, to_ms
from sim.demand.index import Index
from sim.domain.units import ItemKind
from sim.opening import ArrivalRates
from sim.streams import Purpose as StreamPurpose
from sim.streams import Streams, stream_id

FOLLOWING_STOPS = 3
MAX_STOPS = 2 + FOLLOWING_STOPS
"""A wrong queue, the item's own queue, and those that follow."""
_VISIT_DRAWS = 16
_STOP_DRAWS = 6
_TRIP_DRAWS = MAX_STOPS * _STOP_DRAWS + 4
_WALK_CV = 0.3
_PPM = 1_000_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Draws:
    """Uniforms of all visits of the horizon, with the arrival row, day and instant since midnight of each."""

    row: np.ndarray
    day: np.ndarray
    since_midnight: np.ndarray
    visit: np.ndarray
    """Shape (visits, 16)."""
    trips: np.ndarray
    """Shape (attempts, visits, draws of a trip)."""


def draw_uniforms(instants: list[list[np.ndarray]], rates: ArrivalRates, streams: Streams, attempts: int) -> Draws:
    """Draw a block of uniforms for every visit.

    The n-th visit of a row on a day always has the n-th line of its block.
    """
    rows, days, since, visit = [], [], [], []
    trips: list[list[np.ndarray]] = [[] for _ in range(attempts)]
    for day in range(len(rates.days)):
        for index, row in enumerate(rates.rows):
            times = instants[index][day]
            if not len(times):
                continue
            number = stream_id(row.id)
            rows.append(np.full(len(times), index))
            days.append(np.full(len(times), day))
            since.append(times)
            visit.append(streams.uniforms(StreamPurpose.VISIT, number, day, (len(times), _VISIT_DRAWS)))
            for attempt in range(attempts):
                block = streams.uniforms(StreamPurpose.TRIP, number, day, (len(times), _TRIP_DRAWS), part=attempt)
                trips[attempt].append(block)
    return Draws(
        row=_joined(rows),
        day=_joined(days),
        since_midnight=_joined(since),
        visit=np.concatenate(visit) if visit else np.zeros((0, _VISIT_DRAWS)),
        trips=np.stack([np.concatenate(t) if t else np.zeros((0, _TRIP_DRAWS)) for t in trips]),
    )


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)


class VisitMaker:
    """Turns uniforms into visits, stops and tickets."""

    def __init__(self, index: Index, rates: ArrivalRates, draws: Draws) -> None:
        self.index = index
        self.settings = index.scenario.settings
        self.rates = rates
        row_queue = np.array([index.queue[row.queue] for row in rates.rows], dtype=np.int64)
        booked, no_show = self._appointments(draws, row_queue)
        self.no_shows = np.bincount(draws.row[no_show], minlength=len(rates.rows))
        keep = ~no_show
        self.row, self.day = draws.row[keep], draws.day[keep]
        self.since_midnight, self.u, self.trips = (
            draws.since_midnight[keep],
            draws.visit[keep],
            draws.trips[:, keep],
        )
        self.booked = booked[keep]
        self.start_queue = row_queue[self.row]
        self.starts = day_starts(rates.days)

    def make(self) -> tuple[Visits, Stops, Tickets]:
        """Return all columns."""
        item = self._items()
        doubt, stop_item, stop_queue = self._route(item)
        present = stop_item != NEVER
        visit, place = np.nonzero(present)
        stops = Stops(
            visit=visit,
            number=(np.cumsum(present, axis=1) - 1)[present],
            queue=stop_queue[present],
            item=stop_item[present],
            purpose=self._purposes(stop_item[present], place),
            department=self.index.item_department[stop_item[present]],
        )
        counts = present.sum(axis=1)
        slot, join = self._instants()
        visits = Visits(
            row=self.row,
            day=self.day,
            first_stop=np.cumsum(counts) - counts,
            stops=counts,
            wrong=doubt,
            rank=self._ranks(),
            booked=self.booked,
            slot=slot,
            enterprise=self.u[:, 9] < self._by_row("enterprise_share"),
            asks=self._asks(),
            helper=to_ms(laws.exponential(self.settings.helpers.mean_minutes, self.u[:, 8])),
            join=join,
            chance=(self.trips[:, :, -4] * _PPM).astype(np.int64),
        )
        return visits, stops, self._tickets(stops, place)

    def _by_row(self, field: str) -> np.ndarray:
        return np.asarray(np.array([getattr(row, field) for row in self.rates.rows])[self.row])

    def _appointments(self, draws: Draws, row_queue: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shares = self.index.appointment_share[row_queue[draws.row]]
        booked = draws.visit[:, 2] < shares
        return booked, booked & (draws.visit[:, 4] < self.settings.appointments.no_show_share)

    def _items(self) -> np.ndarray:
        """Draw each visit's item among those of its queue, by weight."""
        item = np.zeros(len(self.row), dtype=np.int64)
        for queue, (items, cumulative) in self.index.items_of_queue.items():
            at = np.nonzero(self.start_queue == queue)[0]
            item[at] = items[np.searchsorted(cumulative, self.u[at, 0], side="right").clip(max=len(items) - 1)]
        return item

    def _route(self, item: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the doubt about a wrong queue, and (visits, MAX_STOPS) items and queues of the stops.

        NEVER where there is none.
        """
        count = len(item)
        stop_item = np.full((count, MAX_STOPS), NEVER)
        stop_queue = np.full((count, MAX_STOPS), NEVER)
        stop_item[:, 1] = item
        stop_queue[:, 1] = np.where(self.booked, self.index.booked_queue[self.start_queue], self.start_queue)
        doubt, other = self._wrong_queue()
        wrong = doubt != Doubt.NEVER
        stop_item[wrong, 0] = item[wrong]
        stop_queue[wrong, 0] = other[wrong]
        for first, following in self.index.following.items():
            at = np.nonzero(item == first)[0]
            for place, (target, share) in enumerate(following):
                taken = at[self.u[at, 10 + place] < share]
                stop_item[taken, 2 + place] = target
                stop_queue[taken, 2 + place] = self.index.item_queue[target]
        return doubt, stop_item, stop_queue

    def _wrong_queue(self) -> tuple[np.ndarray, np.ndarray]:
        """Draw who takes a ticket of another queue of the same zone first, and of which."""
        customers, helpers = self.settings.customers, self.settings.helpers
        doubt = _doubt(self.u[:, 5], np.full(len(self.u), customers.wrong_queue_share), helpers.wrong_queue_factor)
        other = np.full(len(self.u), NEVER)
        for queue in np.unique(self.start_queue):
            at = np.nonzero(self.start_queue == queue)[0]
            choice = self.index.neighbours[queue]
            if len(choice):
                other[at] = choice[(self.u[at, 6] * len(choice)).astype(np.int64)]
        doubt[(other == NEVER) | self.booked] = Doubt.NEVER
        return doubt, other

    def _purposes(self, item: np.ndarray, place: np.ndarray) -> np.ndarray:
        kinds = np.array([_PURPOSE.get(i.kind, Purpose.ITEM) for i in self.index.scenario.items], dtype=np.int64)
        return np.where(place == 0, Purpose.HELP, kinds[item] if len(kinds) else 0)

    def _ranks(self) -> np.ndarray:
        customers = self.settings.customers
        rank = np.full(len(self.u), customers.ordinary_rank)
        below = 0.0
        for customer_class in customers.classes:
            rank[(self.u[:, 1] >= below) & (self.u[:, 1] < below + customer_class.share)] = customer_class.rank
            below += customer_class.share
        return rank

    def _asks(self) -> np.ndarray:
        helpers = self.settings.helpers
        return ~self.booked & (self.u[:, 7] < helpers.asked_share) if helpers.enabled else np.zeros(len(self.u), bool)

    def _instants(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the instants of appointments and, by attempt and visit, those at which trips begin."""
        attempts = len(self.trips)
        slot = np.where(self.booked, self._slots(), NEVER)
        lateness = self.settings.appointments
        minutes = lateness.mean_lateness_minutes + lateness.sd_lateness_minutes * ndtri(self.u[:, 3].clip(1e-12))
        booked_at = slot + np.rint(minutes * MS_PER_MINUTE).astype(np.int64)
        midnight = self.starts[self.day]
        join = np.full((attempts, len(self.u)), NEVER)
        join[0] = np.where(self.booked, np.maximum(booked_at, midnight), midnight + self.since_midnight)
        day = self.day
        for attempt in range(1, attempts):
            day = day + self._delay(self.trips[attempt - 1, :, -3])
            inside = day < len(self.starts)
            join[attempt, inside] = self.starts[day[inside]] + self._time_of_day(self.trips[attempt - 1, :, -2])[inside]
        return slot, join

    def _slots(self) -> np.ndarray:
        """Return the start of the appointment slot at or before each visit's time of day.

        The slot lies inside the department's hours.
        """
        hours = self.settings.hours
        minutes = self.since_midnight / MS_PER_MINUTE
        width = self.settings.appointments.slot_minutes
        slot = hours.open + np.floor((minutes.clip(hours.open) - hours.open) / width) * width
        slot = np.minimum(slot, hours.close - width)
        at_noon = self.index.closed_at_noon[self.start_queue] & (slot >= hours.noon_from) & (slot < hours.noon_to)
        slot = np.where(at_noon, hours.noon_to, slot)
        return np.asarray(self.starts[self.day] + np.rint(slot * MS_PER_MINUTE).astype(np.int64))

    def _delay(self, uniforms: np.ndarray) -> np.ndarray:
        """Return geometric delays in open days, at least 1."""
        stop = 1 / max(1.0, self.settings.customers.return_delay_days)
        if stop == 1.0:
            return np.ones(len(uniforms), dtype=np.int64)
        return np.asarray(1 + np.floor(np.log1p(-uniforms) / np.log1p(-stop)).astype(np.int64))

    def _time_of_day(self, uniforms: np.ndarray) -> np.ndarray:
        """Return times since midnight drawn from the profile of each visit's row."""
        time = np.zeros(len(uniforms), dtype=np.int64)
        for row in range(len(self.rates.rows)):
            at = np.nonzero(self.row == row)[0]
            if len(at):
                cumulative = np.concatenate(([0.0], np.cumsum(self.rates.visits[row].sum(axis=0))))
                time[at] = at_cumulative(cumulative, uniforms[at] * cumulative[-1])
        return time

    def _tickets(self, stops: Stops, place: np.ndarray) -> Tickets:
        """Return the ticket columns, trip after trip."""
        attempts = len(self.trips)
        columns = [self._trip_tickets(stops, place, attempt, attempt == attempts - 1) for attempt in range(attempts)]
        return Tickets(**{name: np.concatenate([c[name] for c in columns]) for name in columns[0]})

    def _trip_tickets(self, stops: Stops, place: np.ndarray, attempt: int, last: bool) -> dict[str, np.ndarray]:
        base = place * _STOP_DRAWS
        u = [self.trips[attempt, stops.visit, base + k] for k in range(_STOP_DRAWS)]
        patience_mean = self.index.patience_mean[stops.queue]
        patient = np.isnan(patience_mean)
        shape = self.index.patience_shape[stops.queue]
        patience = to_ms(laws.weibull(np.where(patient, 1.0, patience_mean), shape, u[1]))
        balk_mean = self.index.balk_mean[stops.queue]
        limit = np.maximum(1, np.ceil(laws.exponential(1.0, u[2]) * np.nan_to_num(balk_mean))).astype(np.int64)
        missing = self.index.papers_missing[stops.item] * (stops.purpose == Purpose.ITEM) * (not last)
        return {
            "service": self._service(stops, u[0]),
            "patience": np.where(patient, NEVER, patience),
            "balk_limit": np.where(np.isnan(balk_mean), NEVER, limit),
            "silent": u[3] < self.index.silent_share[stops.queue],
            "papers": _doubt(u[4], missing, self.settings.helpers.papers_factor),
            "walk": self._walk(stops, u[5]),
        }

    def _service(self, stops: Stops, uniforms: np.ndarray) -> np.ndarray:
        minutes = np.zeros(len(uniforms))
        order = np.argsort(stops.item, kind="stable")
        bounds = np.searchsorted(stops.item[order], np.arange(len(self.index.scenario.items) + 1))
        for number, item in enumerate(self.index.scenario.items):
            at = order[bounds[number] : bounds[number + 1]]
            if len(at):
                minutes[at] = laws.service_minutes(item, uniforms[at])
        wrong = stops.purpose == Purpose.HELP
        minutes[wrong] = laws.exponential(self.settings.customers.wrong_queue_minutes, uniforms[wrong])
        return to_ms(minutes)

    def _walk(self, stops: Stops, uniforms: np.ndarray) -> np.ndarray:
        """Return the time to walk from each stop to the next of its visit (0 after the last)."""
        walking = self.settings.walking
        following = np.append(stops.queue[1:], 0)
        same_visit = np.append(stops.visit[1:] == stops.visit[:-1], np.zeros(min(1, len(stops.visit)), bool))
        same_zone = self.index.queue_zone[stops.queue] == self.index.queue_zone[following]
        same_side = self.index.queue_side[stops.queue] == self.index.queue_side[following]
        far = np.where(same_side, walking.between_zones_minutes, walking.between_sides_minutes)
        mean = np.where(same_zone, walking.within_zone_minutes, far)
        minutes = laws.lognormal(1.0, _WALK_CV, uniforms) * mean
        return np.where(same_visit, to_ms(minutes), 0)


_PURPOSE = {ItemKind.PAYMENT: Purpose.PAYMENT, ItemKind.HELP: Purpose.HELP}


def _doubt(uniforms: np.ndarray, share: np.ndarray, factor_when_helped: float) -> np.ndarray:
    """Return `Doubt`: below share × factor always, below share unless helped."""
    doubt = np.full(len(uniforms), int(Doubt.NEVER))
    doubt[uniforms < share] = Doubt.UNLESS_HELPED
    doubt[uniforms < share * factor_when_helped] = Doubt.ALWAYS
    return doubt
