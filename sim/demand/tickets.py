"""Tickets: how long each customer takes and waits, on every trip that may be made.

On trip `a`, the n-th visit of a row on a day has 34 draws: six for each of at most five stops, then the chance of
coming again, and the delay and time of day if it does. Only trips that some plan can make necessary are drawn: the
first, and a later one if it begins within the horizon, the one before can happen, and that one's chance of coming again
is below that after some outcome, or papers may be missing at one of its stops.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.demand.arrivals import instant_at
from sim.demand.columns import MS_PER_DAY, NEVER, Doubt, Purpose, Tickets, room
from sim.demand.laws import draw_ms, exponentials, lognormal, lognormal_ms, to_ms
from sim.demand.prepared import Prepared
from sim.demand.visits import (
    CALLED,
    DAY,
    FIRST_STOP,
    LINE,
    NUMBER,
    PORTION,
    ROW,
    STOP_ITEM,
    STOP_PURPOSE,
    STOP_QUEUE,
    STOPS,
    WAY,
    WRONG_QUEUE,
    Drawn,
)
from sim.jit import kernel, part
from sim.opening import INTERVALS
from sim.streams import Purpose as StreamPurpose
from sim.streams import Streams

_STOP_DRAWS, _TRIP_DRAWS = 6, 34
_SERVICE, _PATIENCE, _BALK, _SILENT, _PAPERS, _WALKING = range(_STOP_DRAWS)
_CHANCE = 30
_WALK = lognormal(1.0, 0.3)
"""The law of a walk of mean 1."""
_PPM = 1_000_000
_NEVER, _UNLESS_HELPED, _ALWAYS = int(Doubt.NEVER), int(Doubt.UNLESS_HELPED), int(Doubt.ALWAYS)
_ITEM, _HELP = int(Purpose.ITEM), int(Purpose.HELP)
_NOTHING = np.zeros(0)
SERVICE, PATIENCE, BALK_LIMIT, PAPERS, WALK = range(5)
"""Rows of the columns of tickets."""
_TICKET, _OF_LINE, _POSITION, _STOP, _LAW, _GOES_ON = range(6)
"""Rows of a list of tickets: its own row in the columns, line and position of its draws, its stop, the law of its
service, and whether the next stop is of the same visit."""


class Trips(NamedTuple):
    """The columns of tickets: whole numbers, and who is silent."""

    numbers: np.ndarray
    silent: np.ndarray


class OnTrip(NamedTuple):
    """Visits on a trip: which, and on which day; how many stops they make together, and how many of both there are."""

    attempt: int
    all_visits: int
    all_stops: int
    who: np.ndarray
    day: np.ndarray
    stops: int


class Again(NamedTuple):
    """About coming again, by visit on a trip: a uniform about the chance, the open days that pass, the time of day.

    `most_ppm` is the largest chance after any outcome.
    """

    chance: np.ndarray
    passed: np.ndarray
    time: np.ndarray
    most_ppm: int


class TicketMaker:
    """Draws the tickets of all trips, and when trips begin."""

    def __init__(self, prepared: Prepared, drawn: Drawn, count: int, stops: np.ndarray, streams: Streams) -> None:
        self.prepared, self.streams = prepared, streams
        self.drawn, self.count, self.stops = drawn, count, stops
        customers = prepared.settings.customers
        self.attempts = customers.attempts
        rows = self.attempts * stops.shape[1]
        self.trips = Trips(room(5, rows), np.empty(rows, dtype=bool))
        returns = ("abandoning", "balking", "unserved", "turned_away")
        self.most_ppm = max(round(getattr(customers, f"return_after_{outcome}") * _PPM) for outcome in returns)
        self.papers = bool(prepared.hall.items["papers_missing"].any())

    def make(self) -> Tickets:
        """Draw all columns."""
        self.drawn.join[self.count :] = NEVER
        self.drawn.chance[:] = _PPM
        for first in range(0, self.count, PORTION):
            last = min(first + PORTION, self.count)
            begin, end = self._stops_of(first, last)
            who, day = np.arange(first, last), self.drawn.numbers[DAY, first:last]
            trip = OnTrip(0, self.count, self.stops.shape[1], who, day, end - begin)
            for attempt in range(self.attempts):
                if attempt:
                    self._clear(attempt, begin, end)
                if len(trip.who):
                    trip = self._draw(trip)
        service, patience, balk_limit, papers, walk = self.trips.numbers
        return Tickets(
            service=service,
            patience=patience,
            balk_limit=balk_limit,
            silent=self.trips.silent,
            papers=papers,
            walk=walk,
        )

    def _stops_of(self, first: int, last: int) -> tuple[int, int]:
        """Return where the stops of some visits begin and end."""
        numbers = self.drawn.numbers
        return int(numbers[FIRST_STOP, first]), int(numbers[FIRST_STOP, last - 1] + numbers[STOPS, last - 1])

    def _clear(self, attempt: int, begin: int, end: int) -> None:
        """Fill in the tickets of some stops on a trip as if it could not happen."""
        rows = slice(attempt * self.stops.shape[1] + begin, attempt * self.stops.shape[1] + end)
        for column, value in zip(self.trips.numbers, (1, NEVER, NEVER, _NEVER, 0), strict=True):
            column[rows] = value
        self.trips.silent[rows] = False

    def _draw(self, trip: OnTrip) -> OnTrip:
        """Draw the tickets of a trip of some visits; return the next trip of those who may need one."""
        hall, draws = self.prepared.hall, self.prepared.ticket_draws
        listed, power = np.empty((6, trip.stops), dtype=np.int64), np.empty(trip.stops)
        chances = np.empty((3, len(trip.who)), dtype=np.int64)
        columns = self.drawn.numbers, self.drawn.errands, self.stops
        walks, risks = _list(trip, columns, hall.items, hall.queues, (listed, power, chances))
        uniforms = self._picked(trip, listed, draws)
        numbers = self.trips.numbers
        draw_ms(self.prepared.service, listed[_LAW], uniforms[_SERVICE], listed[_TICKET], numbers[SERVICE])
        patience = exponentials(uniforms[_PATIENCE]) if draws > _PATIENCE else _NOTHING
        np.power(patience, power[: len(patience)], out=patience)
        limits = exponentials(uniforms[_BALK]) if draws > _BALK else _NOTHING
        _store(listed, self.stops, hall.queues, (uniforms, patience, limits), self.trips)
        last = trip.attempt + 1 == self.attempts
        self._walks_and_papers(trip, listed, walks, 0 if last else risks)
        if last or not (self.most_ppm or self.papers):
            return trip._replace(who=trip.who[:0])
        return self._again(trip, chances)

    def _picked(self, trip: OnTrip, listed: np.ndarray, count: int) -> np.ndarray:
        """Draw `count` uniforms for each of a list of tickets, or of visits."""
        line, position = listed[_OF_LINE], listed[_POSITION]
        return self.streams.picked(StreamPurpose.TRIP, self.prepared.lines, line, position, count, trip.attempt)

    def _walks_and_papers(self, trip: OnTrip, listed: np.ndarray, walks: int, risks: int) -> None:
        """Draw times to walk from stops to the next of the same visit, and at which stops papers are missing.

        There are so many of both.
        """
        settings = self.prepared.settings
        hall, ways = self.prepared.hall, settings.walking
        minutes = float(ways.within_zone_minutes), float(ways.between_zones_minutes), float(ways.between_sides_minutes)
        walking, mean = np.empty((3, walks), dtype=np.int64), np.empty(walks)
        at_risk, share = np.empty((3, risks), dtype=np.int64), np.empty(risks)
        _list_more(listed, self.stops, hall.items, hall.queues, minutes, (walking, mean, at_risk, share))
        if walks:
            uniforms = self._picked(trip, walking, 1)[0]
            lognormal_ms(_WALK, uniforms, mean, walking[_TICKET], self.trips.numbers[WALK])
        if risks:
            uniforms = self._picked(trip, at_risk, 1)[0]
            doubt = np.where(uniforms < share, _UNLESS_HELPED, _NEVER)
            doubt[uniforms < share * settings.helpers.papers_factor] = _ALWAYS
            self.trips.numbers[PAPERS, at_risk[_TICKET]] = doubt

    def _again(self, trip: OnTrip, chances: np.ndarray) -> OnTrip:
        """Return the next trip of those who may need one; fill in when it begins."""
        hall, drawn = self.prepared.hall, self.drawn
        chance, delay, time = self._picked(trip, chances, 3)
        stop = 1 / max(1.0, self.prepared.settings.customers.return_delay_days)
        unit = np.inf if stop == 1.0 else float(-np.log1p(-stop))
        passed = exponentials(delay)
        passed /= unit
        who, day = np.empty((2, len(trip.who)), dtype=np.int64)
        again = Again(chance, passed, time, self.most_ppm)
        visits = drawn.numbers, drawn.truths[CALLED], drawn.join, drawn.chance
        tickets = self.trips.numbers
        count, stops = _come_again(trip, again, (hall.cumulative, hall.starts), visits, tickets, (who, day))
        return trip._replace(attempt=trip.attempt + 1, who=who[:count], day=day[:count], stops=stops)


# ---------------------------------------------------------------- kernels


@kernel
def _list(
    trip: OnTrip,
    columns: tuple[np.ndarray, np.ndarray, np.ndarray],
    items: np.ndarray,
    queues: np.ndarray,
    out: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> tuple[int, int]:
    """List the tickets of a trip, in order, the powers of their patience, and the visits' draws about coming again.

    The law of service at a wrong queue, and at items of the kind help, comes after those of all items. Returns the
    numbers of walks to further stops and of tickets at which papers may be missing.
    """
    numbers, errands, stops = columns
    listed, power, chances = out
    at = walks = risks = 0
    for i in range(len(trip.who)):
        visit = trip.who[i]
        way, stop, draws = errands[WAY, visit], numbers[FIRST_STOP, visit], errands[NUMBER, visit] * _TRIP_DRAWS
        chances[_OF_LINE, i], chances[_POSITION, i] = errands[LINE, visit], draws + _CHANCE
        place = 0 if way & WRONG_QUEUE else 1
        for left in range(numbers[STOPS, visit] - 1, -1, -1):
            item, helped = stops[STOP_ITEM, stop], stops[STOP_PURPOSE, stop] == _HELP
            listed[_TICKET, at], listed[_STOP, at] = trip.attempt * stops.shape[1] + stop, stop
            listed[_OF_LINE, at], listed[_POSITION, at] = errands[LINE, visit], draws + place * _STOP_DRAWS
            listed[_LAW, at], listed[_GOES_ON, at] = len(items) if helped else item, left > 0
            power[at] = queues[stops[STOP_QUEUE, stop]]["patience_power"]
            walks += left > 0
            if items[item]["papers_missing"] > 0 and stops[STOP_PURPOSE, stop] == _ITEM:
                risks += 1
            at, stop, place = at + 1, stop + 1, _next_place(way, place)
    return walks, risks


@part
def _next_place(way: int, place: int) -> int:
    """Return the place of the next stop: 0 a wrong queue, 1 the own one, from 2 on further ones that are made."""
    place += 1
    while place > 1 and way >> (place - 1) and not way >> (place - 1) & 1:
        place += 1
    return place


@kernel
def _store(
    listed: np.ndarray,
    stops: np.ndarray,
    queues: np.ndarray,
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray],
    trips: Trips,
) -> None:
    """Store what needs no further draw, from uniforms and exponential variates of patience and limits.

    Nobody walks, and no papers are missing, as yet.
    """
    uniforms, patience, limits = drawn
    numbers, silent, silence = trips.numbers, trips.silent, len(uniforms) > _SILENT
    for i in range(listed.shape[1]):
        row, queue = listed[_TICKET, i], queues[stops[STOP_QUEUE, listed[_STOP, i]]]
        numbers[PATIENCE, row] = numbers[BALK_LIMIT, row] = NEVER
        if not np.isnan(queue["patience_scale"]):
            numbers[PATIENCE, row] = to_ms(queue["patience_scale"] * patience[i])
        if not np.isnan(queue["balk_mean"]):
            numbers[BALK_LIMIT, row] = max(1, int(np.ceil(limits[i] * queue["balk_mean"])))
        silent[row] = silence and uniforms[_SILENT, i] < queue["silent_share"]
        numbers[PAPERS, row], numbers[WALK, row] = _NEVER, 0


@kernel
def _list_more(
    listed: np.ndarray,
    stops: np.ndarray,
    items: np.ndarray,
    queues: np.ndarray,
    minutes: tuple[float, float, float],
    out: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    """List walks with their mean minutes, and, if there is room, tickets at which papers may be missing, with shares.

    The positions are those of these draws.
    """
    walking, mean, at_risk, share = out
    walk = risk = 0
    for i in range(listed.shape[1]):
        stop = listed[_STOP, i]
        if listed[_GOES_ON, i]:
            here, there = queues[stops[STOP_QUEUE, stop]], queues[stops[STOP_QUEUE, stop + 1]]
            walking[_TICKET, walk], walking[_OF_LINE, walk] = listed[_TICKET, i], listed[_OF_LINE, i]
            walking[_POSITION, walk] = listed[_POSITION, i] + _WALKING
            mean[walk] = minutes[1] if here["side"] == there["side"] else minutes[2]
            if here["zone"] == there["zone"]:
                mean[walk] = minutes[0]
            walk += 1
        missing = items[stops[STOP_ITEM, stop]]["papers_missing"]
        if missing > 0 and stops[STOP_PURPOSE, stop] == _ITEM and risk < len(share):
            at_risk[_TICKET, risk], at_risk[_OF_LINE, risk] = listed[_TICKET, i], listed[_OF_LINE, i]
            at_risk[_POSITION, risk], share[risk] = listed[_POSITION, i] + _PAPERS, missing
            risk += 1


@kernel
def _come_again(
    trip: OnTrip,
    again: Again,
    of_hall: tuple[np.ndarray, np.ndarray],
    of_visits: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    tickets: np.ndarray,
    out: tuple[np.ndarray, np.ndarray],
) -> tuple[int, int]:
    """Fill in who may need another trip, and its day; return their number, and that of their stops.

    Geometric delays, at least one day; the time of day is drawn from the profile of the row.
    """
    cumulative, starts = of_hall
    numbers, called, join, chance = of_visits
    who, on_day = out
    count = in_all = 0
    for i in range(len(trip.who)):
        visit = trip.who[i]
        ppm = int(again.chance[i] * _PPM)
        chance[trip.attempt * trip.all_visits + visit] = ppm
        fails = ppm < again.most_ppm
        first = trip.attempt * trip.all_stops + numbers[FIRST_STOP, visit]
        for ticket in range(first, first + numbers[STOPS, visit]):
            fails |= tickets[PAPERS, ticket] != _NEVER
        begins = trip.day[i] + 1 + int(np.floor(again.passed[i]))
        if fails and begins < len(starts):
            row = numbers[ROW, visit]
            target = again.time[i] * cumulative[row, INTERVALS]
            # for those who are called, days and time of day after whatever makes the trip necessary
            midnight = (begins - trip.day[i]) * MS_PER_DAY if called[visit] else starts[begins]
            join[(trip.attempt + 1) * trip.all_visits + visit] = midnight + instant_at(cumulative, row, target)
            who[count], on_day[count] = visit, begins
            count += 1
            in_all += numbers[STOPS, visit]
    return count, in_all
