"""Expected tickets by queue and quarter of an hour, cases by item and day, and the load scenarios to be good in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from optimiser.problem import Floats
from optimiser.projects import NO_PROJECTS, project_flows
from sim.domain.items import Item
from sim.domain.scenario_data import Scenario
from sim.domain.units import Distribution
from sim.opening import ArrivalRates

_FOLLOWING_STOPS = 3
_QUANTILES = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Load:
    """Expected flows at day factors of 1.

    `tickets` by queue, shape (days, 96), second trips included; `items` by item, those handled, shape (days,); `cases`
    by item that has steps, those received, shape (days,); `mean`, `scv` of the service time by queue (minutes, squared
    coefficient of variation).
    """

    tickets: dict[str, Floats]
    items: dict[str, Floats]
    cases: dict[str, Floats]
    mean: dict[str, float]
    scv: dict[str, float]


def expected(scenario: Scenario, rates: ArrivalRates, *, projects: bool = True) -> Load:
    """Follow visits through appointments, later stops and second trips to the queues they reach.

    Parameters
    ----------
    projects : bool
        Whether projects begin on these days.
    """
    flows: dict[tuple[str, str], Floats] = defaultdict(lambda: np.zeros(rates.visits.shape[1:]))
    for row, visits in zip(rates.rows, rates.visits, strict=True):
        _first_stops(scenario, row.queue, visits, flows)
    of_projects = project_flows(scenario, rates.days) if projects else NO_PROJECTS
    queue_of = {item.id: item.queue for item in scenario.items}
    for item, visits in of_projects.visits.items():
        flows[queue_of[item], item] += visits
    _later_stops(scenario, flows)
    items: dict[str, Floats] = defaultdict(lambda: np.zeros(rates.visits.shape[1]))
    for (_, item), flow in flows.items():
        items[item] = items[item] + flow.sum(axis=1)
    _second_trips(scenario, flows)
    tickets: dict[str, Floats] = defaultdict(lambda: np.zeros(rates.visits.shape[1:]))
    for (queue, _), flow in flows.items():
        tickets[queue] = tickets[queue] + flow
    mean, scv = _service(scenario, flows)
    with_steps = {step.item for step in scenario.steps}
    cases = {item: flow for item, flow in items.items() if item in with_steps}
    for item, flow in of_projects.cases.items():
        cases[item] = cases.get(item, 0.0) + flow
    return Load(tickets=dict(tickets), items=dict(items), cases=cases, mean=mean, scv=scv)


def scenarios(scenario: Scenario, chance: float = 0.0) -> tuple[Floats, Floats]:
    """Return factors on the load of a day and their weights: the means of equal parts of a Gamma law.

    Parameters
    ----------
    chance : float
        Variance to add to that of the day factors (rule 4), e.g. what Poisson arrivals and random services
        make of a day's work.
    """
    day_shape = scenario.settings.arrivals.day_shape
    variance = chance + (0.0 if day_shape is None else 1 / day_shape)
    if variance <= 0:
        return np.ones(1), np.ones(1)
    shape = 1 / variance
    edges = gamma.ppf(np.linspace(0, 1, _QUANTILES + 1), shape)
    parts = np.diff(gamma.cdf(edges, shape + 1))  # the mean over a part of the law is a share of that of shape + 1
    return parts * _QUANTILES, np.full(_QUANTILES, 1 / _QUANTILES)


def second_moment(item: Item) -> float:
    """Return the mean square of an item's service time, minutes squared."""
    mean, sd = item_mean(item), item.sd_minutes
    match item.distribution:
        case Distribution.FIXED:
            sd = 0.0
        case Distribution.EXPONENTIAL:
            sd = mean
        case Distribution.EMPIRICAL:
            sd = float(np.std(item.values))
        case _:
            pass
    return mean**2 + sd**2


def item_mean(item: Item) -> float:
    """Return the mean service time of an item, minutes."""
    if item.distribution is Distribution.EMPIRICAL:
        return float(np.mean(item.values))
    return item.mean_minutes


def _first_stops(scenario: Scenario, queue_id: str, visits: Floats, flows: dict[tuple[str, str], Floats]) -> None:
    settings = scenario.settings
    queue = next(q for q in scenario.queues if q.id == queue_id)
    booked = settings.appointments.share if queue.appointment_share is None else queue.appointment_share
    come = booked * (1 - settings.appointments.no_show_share)
    items = [i for i in scenario.items if i.queue == queue_id and i.weight is not None]
    total = sum(i.weight or 0.0 for i in items)
    for item in items:
        share = (item.weight or 0.0) / total
        flows[queue.booked_queue or queue_id, item.id] += visits * come * share
        flows[queue_id, item.id] += visits * (1 - booked) * share


def _later_stops(scenario: Scenario, flows: dict[tuple[str, str], Floats]) -> None:
    queue_of = {item.id: item.queue for item in scenario.items}
    wave = dict(flows)
    for _ in range(_FOLLOWING_STOPS):
        following: dict[tuple[str, str], Floats] = {}
        for stop in scenario.stops:
            target = (queue_of[stop.to_item], stop.to_item)
            for (_, item), flow in wave.items():
                if item == stop.item:
                    following[target] = following.get(target, 0) + flow * stop.share
        for key, flow in following.items():
            flows[key] += flow
        wave = following


def _second_trips(scenario: Scenario, flows: dict[tuple[str, str], Floats]) -> None:
    """Let those whose papers are missing come once more: their first ticket is no handled item (rule 9)."""
    if scenario.settings.customers.attempts > 1:
        missing = {item.id: item.papers_missing_share for item in scenario.items}
        for (queue, item), flow in flows.items():
            flows[queue, item] = flow * (1 + missing[item])


def _service(scenario: Scenario, flows: dict[tuple[str, str], Floats]) -> tuple[dict[str, float], dict[str, float]]:
    item_of = {item.id: item for item in scenario.items}
    sums: dict[str, Floats] = defaultdict(lambda: np.zeros(3))
    for (queue, item), flow in flows.items():
        moments = (1.0, item_mean(item_of[item]), second_moment(item_of[item]))
        sums[queue] = sums[queue] + flow.sum() * np.array(moments)
    mean = {queue: float(s[1] / s[0]) for queue, s in sums.items() if s[0] > 0 and s[1] > 0}
    scv = {queue: float(sums[queue][2] / sums[queue][0] / mean[queue] ** 2 - 1) for queue in mean}
    return mean, scv
