"""Visits with their stops: what each customer wants, who it is, and when it comes first.

The n-th visit of a row on a day has 16 draws: 0 … 9 decide all of that, 10 … 12 which further stops it makes. Some
thousands of visits are worked on at a time, so that their draws never leave the processor's cache.

Columns stand in few two-dimensional arrays, a row to each: kernels are slower the more arrays they hold, and large
arrays lie in large pages of memory, which are much quicker to touch for the first time than small ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER, Doubt, Purpose, Stops, Visits, room, to_ms
from sim.demand.laws import days_passed, exponentials
from sim.demand.prepared import Hall, Prepared, Rules
from sim.domain.items import FURTHER_STOPS
from sim.jit import kernel, part
from sim.streams import Purpose as StreamPurpose
from sim.streams import Streams

PORTION = 8192
"""So many visits are worked on at a time."""
WRONG_QUEUE, FURTHER_STOP = 1, 2
"""Bits of the way of a visit, which says what stops it makes; the second is that of the first further stop."""
ROW, DAY, FIRST_STOP, STOPS, WRONG, RANK, SLOT, HELPER = range(8)
"""Rows of `Drawn.numbers`."""
BOOKED, ENTERPRISE, ASKS, CALLED = range(4)
"""Rows of `Drawn.truths`."""
LINE, NUMBER, ITEM, QUEUE, OTHER, WAY = range(6)
"""Rows of `Drawn.errands`."""
STOP_VISIT, STOP_NUMBER, STOP_QUEUE, STOP_ITEM, STOP_PURPOSE, STOP_DEPARTMENT = range(6)
"""Rows of the columns of stops."""
_DRAWS = 16
_ITEM, _CLASS, _BOOKED, _LATENESS, _NO_SHOW, _WRONG, _OTHER, _ASKS, _HELPER, _ENTERPRISE, _FURTHER = range(11)
_NEVER, _UNLESS_HELPED, _ALWAYS = int(Doubt.NEVER), int(Doubt.UNLESS_HELPED), int(Doubt.ALWAYS)
_HELP = int(Purpose.HELP)


class Drawn(NamedTuple):
    """What is drawn of visits, with room for more, since booked customers may not come.

    Attributes
    ----------
    numbers, truths : columns of `Visits`.
    errands : what is needed while drawing only: its line and its number there (no-shows counted), the item and queue
        of its own stop, the queue that it takes first if it is wrong about that, and its way.
    join, chance : when trips begin, and the chance of coming again: all of the first trip, then all of the second …
    """

    numbers: np.ndarray
    truths: np.ndarray
    errands: np.ndarray
    join: np.ndarray
    chance: np.ndarray


class Arrivals(NamedTuple):
    """Visits of the lines from `begin` to before `end`.

    `counts` are those of all lines; milliseconds since midnight, and uniforms from some draw on, those of the visits.
    """

    begin: int
    end: int
    counts: np.ndarray
    since: np.ndarray
    uniforms: np.ndarray
    first_draw: int


def draw_visits(prepared: Prepared, counts: np.ndarray, instants: np.ndarray, streams: Streams) -> tuple[Drawn, int]:
    """Draw the visits that begin at given instants (by line, and end to end), and how many there are.

    Their columns are filled in but for the stops, and of trips for the first one's beginning.
    """
    count, attempts = len(instants), prepared.settings.customers.attempts
    join, chance = room(2, attempts * count)
    drawn = Drawn(
        numbers=room(8, count),
        truths=np.empty((4, count), dtype=bool),
        errands=room(6, count),
        join=join,
        chance=chance,
    )
    first, done, begun = prepared.first_draw, 0, 0
    for begin, end in _portions(counts):
        places = np.empty((2, counts[begin:end].sum()), dtype=np.int64)
        _place(counts, begin, end, first, places)
        line, position = places
        uniforms = streams.picked(StreamPurpose.VISIT, prepared.lines, line, position, _ENTERPRISE + 1 - first)
        since = instants[begun : begun + len(line)]
        begun += len(line)
        done = _admit_all(prepared, streams, Arrivals(begin, end, counts, since, uniforms, first), drawn, done)
    return drawn, done


def _portions(counts: np.ndarray) -> Iterator[tuple[int, int]]:
    """Cut lines that hold so many visits into stretches of some thousands of visits: yield (first, last + 1)."""
    portion = (np.cumsum(counts) - counts) // PORTION
    yield from pairwise(np.flatnonzero(np.diff(portion, prepend=-1, append=-1)).tolist())


def _admit_all(prepared: Prepared, streams: Streams, arrivals: Arrivals, drawn: Drawn, at: int) -> int:
    """Decide about visits, to stand from `at` on; return where the next stands."""
    chosen, uniform = np.empty((4, len(arrivals.since)), dtype=np.int64), np.empty((3, len(arrivals.since)))
    columns = drawn.numbers, drawn.truths, drawn.errands, drawn.join
    found = _admit(arrivals, prepared.hall, prepared.rules, columns, (chosen, uniform), at)
    at, booked, asking, called, going_on = found
    if booked:
        _appoint(prepared, drawn, chosen[0, :booked], uniform[0, :booked])
    if asking:
        minutes = exponentials(uniform[1, :asking]) * prepared.settings.helpers.mean_minutes
        drawn.numbers[HELPER, chosen[1, :asking]] = to_ms(minutes)
    if called:
        days = days_passed(uniform[2, :called], prepared.settings.projects.delay_days)
        drawn.join[chosen[2, :called]] += days * MS_PER_DAY
    if going_on:
        which = chosen[3, :going_on]
        line, position = drawn.errands[LINE, which], drawn.errands[NUMBER, which] * _DRAWS + _FURTHER
        uniforms = streams.picked(StreamPurpose.VISIT, prepared.lines, line, position, FURTHER_STOPS)
        _go_on(which, uniforms, prepared.hall.items, prepared.hall.choices, drawn.errands)
    return int(at)


def _appoint(prepared: Prepared, drawn: Drawn, which: np.ndarray, uniforms: np.ndarray) -> None:
    """Let booked customers come around their slots, never before midnight."""
    settings = prepared.settings.appointments
    minutes = settings.mean_lateness_minutes + settings.sd_lateness_minutes * ndtri(uniforms.clip(1e-12))
    comes = drawn.numbers[SLOT, which] + np.rint(minutes * MS_PER_MINUTE).astype(np.int64)
    drawn.join[which] = np.maximum(comes, prepared.hall.starts[drawn.numbers[DAY, which]])


def lay_stops(prepared: Prepared, drawn: Drawn, count: int) -> np.ndarray:
    """Lay the stops of all visits end to end; return their columns."""
    numbers, errands = drawn.numbers, drawn.errands
    stops = room(6, _count_stops(errands, count, numbers))
    _lay_stops(prepared.hall.items, prepared.hall.choices, errands, numbers, count, stops)
    return stops


def no_shows(prepared: Prepared, counts: np.ndarray, drawn: Drawn, count: int) -> np.ndarray:
    """Return by row how many of those who would have come, by line, are not among the visits."""
    days, rows = len(prepared.days), len(prepared.hall.rows)
    came = np.bincount(drawn.numbers[ROW, :count], minlength=rows)
    return np.asarray(counts.reshape(days, rows).sum(axis=0) - came)


def stops_of(columns: np.ndarray) -> Stops:
    """Return columns of stops by name."""
    return Stops(
        visit=columns[STOP_VISIT],
        number=columns[STOP_NUMBER],
        queue=columns[STOP_QUEUE],
        item=columns[STOP_ITEM],
        purpose=columns[STOP_PURPOSE],
        department=columns[STOP_DEPARTMENT],
    )


def visits_of(drawn: Drawn, count: int, attempts: int) -> Visits:
    """Return columns of visits by name."""
    numbers, truths = (columns[:, :count] for columns in (drawn.numbers, drawn.truths))
    join, chance = (column[: attempts * count].reshape(attempts, count) for column in (drawn.join, drawn.chance))
    return Visits(
        row=numbers[ROW],
        day=numbers[DAY],
        first_stop=numbers[FIRST_STOP],
        stops=numbers[STOPS],
        wrong=numbers[WRONG],
        rank=numbers[RANK],
        booked=truths[BOOKED],
        slot=numbers[SLOT],
        enterprise=truths[ENTERPRISE],
        asks=truths[ASKS],
        helper=numbers[HELPER],
        called=truths[CALLED],
        join=join,
        chance=chance,
    )


# ---------------------------------------------------------------- kernels


@kernel
def _place(counts: np.ndarray, begin: int, end: int, first_draw: int, places: np.ndarray) -> None:
    """Fill in the lines and positions of the draws of visits of some lines."""
    at = 0
    for line in range(begin, end):
        for number in range(counts[line]):
            places[0, at], places[1, at] = line, number * _DRAWS + first_draw
            at += 1


@part
def _uniform(uniforms: np.ndarray, draw: int, visit: int) -> float:
    """Return a draw of a visit; 0 for one before the first that the scenario needs."""
    return uniforms[draw, visit] if draw >= 0 else 0.0


@kernel
def _admit(  # noqa: C901, PLR0915  # handing these arrays on to a part of it takes four times as long as all the rest
    arrivals: Arrivals,
    hall: Hall,
    rules: Rules,
    columns: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    further: tuple[np.ndarray, np.ndarray],
    at: int,
) -> tuple[int, int, int, int, int]:
    """Decide about visits, which stand from `at` on.

    Returns their end, and how many of them there are in each row of `further`: booked ones, those who ask a helper,
    those who will be called, and those who may go on to further stops; the first three with the uniform that says how
    late, or how long.
    """
    numbers, truths, errands, join = columns
    first, uniforms = arrivals.first_draw, arrivals.uniforms
    chosen, of_chosen = further
    booked_in_all = asking = called = going_on = i = 0
    for line in range(arrivals.begin, arrivals.end):
        day, row = line // len(hall.rows), line % len(hall.rows)
        of_row, midnight = hall.rows[row], hall.starts[day]
        queue = hall.queues[of_row["queue"]]
        for number in range(arrivals.counts[line]):
            # visits for a project have an item already, no appointment, no doubt, and ask nobody
            free = of_row["item"] == NEVER
            booked = free and _uniform(uniforms, _BOOKED - first, i) < queue["appointment_share"]
            if booked and _uniform(uniforms, _NO_SHOW - first, i) < rules.no_show_share:
                i += 1
                continue
            numbers[ROW, at], numbers[DAY, at], numbers[HELPER, at] = row, day, 1
            numbers[SLOT, at], join[at] = NEVER, midnight + arrivals.since[i]
            truths[BOOKED, at], truths[CALLED, at] = booked, of_row["called"]
            truths[ENTERPRISE, at] = uniforms[_ENTERPRISE - first, i] < of_row["enterprise_share"]
            numbers[RANK, at] = _rank(hall.classes, rules.ordinary_rank, _uniform(uniforms, _CLASS - first, i))
            truths[ASKS, at] = free and not booked and _uniform(uniforms, _ASKS - first, i) < rules.asked_share
            if booked:
                numbers[SLOT, at] = midnight + _slot(rules, arrivals.since[i], queue["closed_at_noon"])
                chosen[0, booked_in_all], of_chosen[0, booked_in_all] = at, uniforms[_LATENESS, i]
                booked_in_all += 1
            if truths[ASKS, at]:
                chosen[1, asking], of_chosen[1, asking] = at, uniforms[_HELPER - first, i]
                asking += 1
            if of_row["called"]:
                join[at] = arrivals.since[i]
                chosen[2, called], of_chosen[2, called] = at, uniforms[_ITEM - first, i]
                called += 1
            item, doubt = of_row["item"], _NEVER
            if free:
                item = _item(hall.choices, queue["first_item"], queue["items"], _uniform(uniforms, _ITEM - first, i))
                if not booked and queue["neighbours"] > 0:
                    doubt = _doubt(rules, _uniform(uniforms, _WRONG - first, i))
            errands[OTHER, at], errands[WAY, at], numbers[WRONG, at] = NEVER, 0, doubt
            if doubt != _NEVER:
                which = int(uniforms[_OTHER - first, i] * queue["neighbours"])
                errands[OTHER, at], errands[WAY, at] = hall.neighbours[queue["first_neighbour"] + which], WRONG_QUEUE
            errands[LINE, at], errands[NUMBER, at], errands[ITEM, at] = line, number, item
            errands[QUEUE, at] = queue["booked_queue"] if booked else of_row["queue"]
            if hall.items[item]["further"]:
                chosen[3, going_on] = at
                going_on += 1
            at += 1
            i += 1
    return at, booked_in_all, asking, called, going_on


@part
def _item(choices: np.ndarray, first: int, count: int, uniform: float) -> int:
    """Return a visit's item among those of its queue, by weight: the first whose cumulative share exceeds the draw.

    The first of all items if the queue has none.
    """
    if count == 0:
        return 0
    last = first + count - 1
    while first < last:
        middle = (first + last) // 2
        if choices[middle]["share"] <= uniform:
            first = middle + 1
        else:
            last = middle
    return int(choices[first]["item"])


@part
def _rank(classes: np.ndarray, ordinary: int, uniform: float) -> int:
    """Return the rank of a customer's class."""
    rank = ordinary
    for i in range(len(classes)):
        if classes[i]["begin"] <= uniform < classes[i]["end"]:
            rank = classes[i]["rank"]
    return rank


@part
def _doubt(rules: Rules, uniform: float) -> int:
    """Return the doubt about a wrong queue."""
    if uniform < rules.wrong_share_if_helped:
        return _ALWAYS
    return _UNLESS_HELPED if uniform < rules.wrong_share else _NEVER


@part
def _slot(rules: Rules, since_midnight: int, closed_at_noon: int) -> int:
    """Return the start of the appointment slot at or before a time of day, inside the department's hours."""
    minutes = since_midnight / MS_PER_MINUTE
    width = rules.slot_minutes
    slot = rules.open + np.floor((max(minutes, rules.open) - rules.open) / width) * width
    slot = min(slot, rules.close - width)
    if closed_at_noon and rules.noon_from <= slot < rules.noon_to:
        slot = rules.noon_to
    return int(np.rint(slot * MS_PER_MINUTE))


@kernel
def _go_on(
    which: np.ndarray, uniforms: np.ndarray, items: np.ndarray, choices: np.ndarray, errands: np.ndarray
) -> None:
    """Decide which further stops visits make."""
    for i in range(len(which)):
        item = items[errands[ITEM, which[i]]]
        for stop in range(item["further"]):
            if uniforms[stop, i] < choices[item["first_further"] + stop]["share"]:
                errands[WAY, which[i]] |= FURTHER_STOP << stop


@kernel
def _count_stops(errands: np.ndarray, count: int, numbers: np.ndarray) -> int:
    """Set where each visit's stops begin and how many they are; return how many there are in all."""
    total = 0
    for visit in range(count):
        stops, way = 1, errands[WAY, visit]
        while way:
            stops += way & 1
            way >>= 1
        numbers[FIRST_STOP, visit], numbers[STOPS, visit] = total, stops
        total += stops
    return total


@kernel
def _lay_stops(
    items: np.ndarray, choices: np.ndarray, errands: np.ndarray, numbers: np.ndarray, count: int, stops: np.ndarray
) -> None:
    """Fill the columns of stops: a wrong queue, the own one, further ones."""
    for visit in range(count):
        item, way = errands[ITEM, visit], errands[WAY, visit]
        own = items[item]
        first = at = numbers[FIRST_STOP, visit]
        if way & WRONG_QUEUE:
            stops[STOP_ITEM, at], stops[STOP_QUEUE, at], stops[STOP_PURPOSE, at] = item, errands[OTHER, visit], _HELP
            at += 1
        stops[STOP_ITEM, at], stops[STOP_QUEUE, at] = item, errands[QUEUE, visit]
        stops[STOP_PURPOSE, at] = own["purpose"]
        at += 1
        for place in range(own["further"]):
            if way & FURTHER_STOP << place:
                target = choices[own["first_further"] + place]["item"]
                stops[STOP_ITEM, at], stops[STOP_PURPOSE, at] = target, items[target]["purpose"]
                stops[STOP_QUEUE, at] = items[target]["queue"]
                at += 1
        for stop in range(first, at):
            stops[STOP_VISIT, stop], stops[STOP_NUMBER, stop] = visit, stop - first
            stops[STOP_DEPARTMENT, stop] = items[stops[STOP_ITEM, stop]]["department"]
