"""What drawing owes to the scenario and its days alone, worked out once for all replications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from sim.demand.arrivals import PADDED, Rates
from sim.demand.casework import Casework
from sim.demand.columns import NEVER, Purpose, day_starts
from sim.demand.index import Index
from sim.demand.laws import Laws, exponential, laws_of, service, weibull_scale
from sim.demand.projectplan import ProjectPlan
from sim.demand.records import record, table
from sim.domain.items import FURTHER_STOPS, Arrival
from sim.domain.policy import Settings
from sim.domain.scenario_data import Scenario
from sim.domain.units import ItemKind
from sim.memo import once
from sim.opening import INTERVALS, daily_rates, open_days
from sim.streams import Lines, stream_id

_PURPOSES = {ItemKind.PAYMENT: Purpose.PAYMENT, ItemKind.HELP: Purpose.HELP}


ROW = record("queue item called", "enterprise_share")
"""`item` is that of all its visits, which are of a project, or `NEVER`; of these some come only when `called`."""
QUEUE = record(
    "booked_queue closed_at_noon zone side first_item items first_neighbour neighbours",
    "appointment_share patience_scale patience_power balk_mean silent_share",
)
"""`first_item` and `items` (a number) are places in `Hall.choices`, those of neighbours in `Hall.neighbours`; patience
and limits are nan if there are none."""
ITEM = record("queue department purpose promised statutory first_further further", "papers_missing")
"""`first_further` and `further` (a number) are places in `Hall.choices`."""
CHOICE = record("item", "share")
"""An item of a queue, with the share of it and those before; or of a further stop, with its own."""
CLASS = record("rank", "begin end")
"""A customer is of a class if its draw lies from `begin` on, before `end`."""


class Hall(NamedTuple):
    """Tables of records, by arrival row, queue and item, and what these refer to.

    `cumulative`, of shape (rows, 128), are expected arrivals of all days together, up to each quarter of an hour;
    `starts` are the midnights of the open days.
    """

    rows: np.ndarray
    queues: np.ndarray
    items: np.ndarray
    choices: np.ndarray
    neighbours: np.ndarray
    classes: np.ndarray
    cumulative: np.ndarray
    starts: np.ndarray


class Rules(NamedTuple):
    """Settings that decide about a visit; times of day in minutes."""

    no_show_share: float
    wrong_share: float
    wrong_share_if_helped: float
    asked_share: float
    open: float
    close: float
    noon_from: float
    noon_to: float
    slot_minutes: float
    ordinary_rank: int


class Prepared:
    """Tables as columns, and the streams of the horizon.

    Attributes
    ----------
    rates : Rates
        Visits expected on each day of each row, in that order, at day factors of 1.
    lines : Lines
        The streams of these days and rows; `arrival_lines` are those of arrivals, which the rows of a project share.
    first_project_row : int
        The rows of projects come after all others.
    service : Laws
        Of each item's service; one more, the last, is of a wrong queue.
    first_draw : int
        The first of the draws of a visit that decides anything.
    ticket_draws : int
        How many of the draws of a ticket may decide anything, not counting missing papers and the walk.
    """

    def __init__(self, scenario: Scenario, days: int | None) -> None:
        self.settings: Settings = scenario.settings
        self.days = open_days(scenario, days)
        index = Index(scenario)
        self.projects = ProjectPlan(scenario, index, len(self.days))
        of_projects = self.projects.rows
        rows, per_day, shares = daily_rates(scenario, self.days, tuple(row.arrival for row in of_projects))
        count = len(rows)
        self.first_project_row = first = count - len(of_projects)
        for rows_of_project in self.projects.row_counts:
            # an applicant begins when each of the queues is there, as they are not in every season
            of_project = per_day[first : first + rows_of_project]
            of_project[:] = of_project.min(axis=0, initial=np.inf)
            first += rows_of_project
        own = [stream_id(row.id) for row in rows[: self.first_project_row]]
        self.row_numbers = np.array([*own, *(row.arrivals for row in of_projects)], dtype=np.int64)
        visits = np.array([*own, *(row.visits for row in of_projects)], dtype=np.int64)
        self.rates = Rates(per_day=per_day.T.flatten(), of=np.tile(np.arange(count), len(self.days)), shares=shares)
        day = np.repeat(np.arange(len(self.days)), count)
        self.arrival_lines = Lines.of(np.tile(self.row_numbers, len(self.days)), day)
        self.lines = Lines.of(np.tile(visits, len(self.days)), day)
        self.hall = _hall(scenario, index, rows, _cumulative(per_day, shares), day_starts(self.days))
        self.hall.rows["item"] = [NEVER] * self.first_project_row + [row.item for row in of_projects]
        self.hall.rows["called"] = [0] * self.first_project_row + [row.called for row in of_projects]
        self.rules = _rules(self.settings)
        self.first_draw = _first_draw(self.hall, self.rules)
        self.ticket_draws = _ticket_draws(self.hall.queues)
        wrong_queue = exponential(self.settings.customers.wrong_queue_minutes)
        self.service: Laws = laws_of([*(service(item) for item in scenario.items), wrong_queue])
        self.casework = _casework(scenario)
        self.officers = [officer.id for officer in scenario.officers]

    @cached_property
    def officer_lines(self) -> Lines:
        """The streams of officers' illness."""
        return Lines.of([stream_id(officer) for officer in self.officers], [0] * len(self.officers))


def prepare(scenario: Scenario, days: int | None) -> Prepared:
    """Return what is prepared for a scenario and its first `days` open days (its horizon if none are given)."""
    known = _by_days(scenario)
    days = scenario.settings.horizon.days if days is None else days
    if days not in known:
        known[days] = Prepared(scenario, days)
    return known[days]


@once
def _casework(scenario: Scenario) -> Casework:
    return Casework(scenario, Index(scenario))


@once
def _by_days(_: Scenario) -> dict[int, Prepared]:
    return {}


def _hall(
    scenario: Scenario, index: Index, rows: tuple[Arrival, ...], cumulative: np.ndarray, starts: np.ndarray
) -> Hall:
    if rows and not scenario.items:
        raise ValueError("customers come, and there is no item")
    of_queue: list[Any] = [index.items_of_queue.get(queue, ([], [])) for queue in range(len(index.queue))]
    further = [index.following.get(item, []) for item in range(len(index.item))]
    if any(len(stops) > FURTHER_STOPS for stops in further):
        raise ValueError(f"an item has more than {FURTHER_STOPS} further stops")
    choices = [list(zip(items, shares, strict=True)) for items, shares in of_queue]
    below = np.cumsum([0.0, *(c.share for c in scenario.settings.customers.classes)])
    classes = scenario.settings.customers.classes
    return Hall(
        rows=table(
            ROW,
            queue=[index.queue[row.queue] for row in rows],
            item=[NEVER] * len(rows),
            called=[0] * len(rows),
            enterprise_share=[row.enterprise_share for row in rows],
        ),
        queues=_queues(index, choices),
        items=_items(scenario, index, further, sum(map(len, choices))),
        choices=np.array([choice for some in (*choices, *further) for choice in some], dtype=CHOICE),
        neighbours=np.array([queue for some in index.neighbours for queue in some], dtype=np.int64),
        classes=table(CLASS, rank=[c.rank for c in classes], begin=below[:-1], end=below[1:]),
        cumulative=cumulative,
        starts=starts,
    )


def _begins(lists: Iterable[Sequence[object]], first: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return where each list begins if all stand end to end from `first` on, and their lengths."""
    lengths = np.array([len(one) for one in lists], dtype=np.int64)
    return first + np.cumsum(lengths) - lengths, lengths


def _queues(index: Index, choices: list[list[tuple[int, float]]]) -> np.ndarray:
    first_item, items = _begins(choices)
    first_neighbour, neighbours = _begins(index.neighbours)
    return table(
        QUEUE,
        booked_queue=index.booked_queue,
        closed_at_noon=index.closed_at_noon,
        zone=index.queue_zone,
        side=index.queue_side,
        first_item=first_item,
        items=items,
        first_neighbour=first_neighbour,
        neighbours=neighbours,
        appointment_share=index.appointment_share,
        patience_scale=weibull_scale(index.patience_mean, index.patience_shape),
        patience_power=1 / index.patience_shape,
        balk_mean=index.balk_mean,
        silent_share=index.silent_share,
    )


def _items(scenario: Scenario, index: Index, further: list[list[tuple[int, float]]], first: int) -> np.ndarray:
    first_further, stops = _begins(further, first)
    return table(
        ITEM,
        queue=index.item_queue,
        department=index.item_department,
        purpose=[_PURPOSES.get(item.kind, Purpose.ITEM) for item in scenario.items],
        promised=[item.promised_days or 0 for item in scenario.items],
        statutory=[item.statutory_days or 0 for item in scenario.items],
        first_further=first_further,
        further=stops,
        papers_missing=index.papers_missing,
    )


def _cumulative(per_day: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return the expected visits of each row up to each quarter of an hour, all days together, then infinities."""
    cumulative = np.full((len(shares), PADDED), np.inf)
    cumulative[:, 0] = 0
    for of_row, by_day, share in zip(cumulative, per_day, shares, strict=True):
        of_row[1 : INTERVALS + 1] = np.cumsum((by_day[:, None] * share).sum(axis=0))
    return cumulative


def _rules(settings: Settings) -> Rules:
    customers, helpers, hours = settings.customers, settings.helpers, settings.hours
    return Rules(
        no_show_share=float(settings.appointments.no_show_share),
        wrong_share=float(customers.wrong_queue_share),
        wrong_share_if_helped=float(customers.wrong_queue_share * helpers.wrong_queue_factor),
        asked_share=float(helpers.asked_share) if helpers.enabled else 0.0,
        open=float(hours.open),
        close=float(hours.close),
        noon_from=float(hours.noon_from),
        noon_to=float(hours.noon_to),
        slot_minutes=float(settings.appointments.slot_minutes),
        ordinary_rank=customers.ordinary_rank,
    )


def _first_draw(hall: Hall, rules: Rules) -> int:
    """Return the first draw of a visit that decides anything, of those that come in this order."""
    if (hall.queues["items"] > 1).any() or len(hall.classes) or (hall.queues["appointment_share"] > 0).any():
        return 0  # item, class, appointment
    if hall.rows["called"].any():
        return 0  # how many days after
    if rules.wrong_share > 0 or rules.asked_share > 0:
        return 5  # wrong queue, helper
    return 9  # enterprise


def _ticket_draws(queues: np.ndarray) -> int:
    """Return how many draws of a ticket decide anything: service, patience, limit, silence, in this order."""
    patience, limit = (bool((~np.isnan(queues[name])).any()) for name in ("patience_scale", "balk_mean"))
    needed = (True, patience, limit, bool(queues["silent_share"].any()))
    return max(n for n, of_any in enumerate(needed, start=1) if of_any)
