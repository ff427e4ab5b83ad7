"""Who waits: classes, half-hours and histograms against a plain reading of the log, ticket by ticket."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

import halls
from random_halls import Case, cases
from sim.demand import draw
from sim.domain.policy import CustomerClass, CustomerSettings
from sim.domain.scenario_data import Scenario
from sim.engine import simulate
from sim.log import Log
from sim.measures import spread
from sim.measures.customers import view
from sim.measures.equity import class_keys
from sim.measures.registry import LOST
from sim.measures.sample import Sample, measure
from sim.plan.today import todays_plan
from sim.scenario import load
from small_hall import write_small_hall

TARGET = 15


@dataclass(frozen=True)
class Ticket:
    """A row of the log of tickets, read without the measures' own code."""

    queue: str
    zone: str
    of_class: str
    day: int
    half_hour: int
    issued: bool
    served: bool
    wait: float


def plain(log: Log) -> list[Ticket]:
    scenario = log.demand.scenario
    zone = {q.id: q.zone for q in scenario.queues}
    rows = []
    for row in log.tickets.iter_rows(named=True):
        served = row["outcome"] == "served"
        until = row["started"] if served else row["ended"]
        rows.append(
            Ticket(
                queue=row["queue"],
                zone=zone[row["queue"]],
                of_class=class_of(scenario, log, row["visit"]),
                day=row["day"],
                half_hour=(60 * row["joined"].hour + row["joined"].minute) // 30,
                issued=row["outcome"] not in {"balked", "turned_away"},
                served=served,
                wait=(until - row["joined"]).total_seconds() / 60,
            )
        )
    return rows


def class_of(scenario: Scenario, log: Log, visit: int) -> str:
    if log.demand.visits.booked[visit]:
        return "booked"
    customers, rank = scenario.settings.customers, int(log.demand.visits.rank[visit])
    if rank == customers.ordinary_rank:
        return "ordinary"
    return str([one.rank for one in customers.classes].index(rank))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Log:
    scenario = load(write_small_hall(Path(tmp_path_factory.mktemp("hall")) / "small"))
    return simulate(draw(scenario, seed=3), todays_plan(scenario))


def test_a_small_hall_agrees_with_its_log(small: Log) -> None:
    tickets = plain(small)
    assert {"ordinary", "0"} <= {t.of_class for t in tickets}
    assert max(t.wait for t in tickets if t.issued) > TARGET
    agrees(small)


@settings(max_examples=25)
@given(cases())
def test_any_hall_agrees_with_its_log(case: Case) -> None:
    agrees(simulate(draw(case.scenario, seed=case.seed), case.plan))


def agrees(log: Log) -> None:
    tickets, sample = plain(log), measure(log)
    by_class(log, tickets, sample)
    by_longest(tickets, sample)
    by_half_hour_and_day(tickets, sample)
    by_histogram(log, tickets, sample)
    add_up(sample)


def by_class(log: Log, tickets: list[Ticket], sample: Sample) -> None:
    frame = sample.classes
    assert tuple(frame["customer_class"]) == class_keys(log.demand.scenario)
    for row in frame.iter_rows(named=True):
        own = [t for t in tickets if t.of_class == row["customer_class"]]
        waits = [t.wait for t in own if t.issued]
        served = [t for t in own if t.served]
        assert (row["arrived"], row["tickets"]) == (len(own), len(waits))
        assert (row["served"], row["lost"]) == (len(served), len(own) - len(served))
        assert row["wait_minutes"] == pytest.approx(np.mean(waits) if waits else np.nan, nan_ok=True)
        in_time = sum(t.wait <= TARGET for t in served) / len(own) if own else np.nan
        assert row["within_target_share"] == pytest.approx(in_time, nan_ok=True)
        assert row["longest_minutes"] == pytest.approx(max(waits, default=np.nan), nan_ok=True)


def by_longest(tickets: list[Ticket], sample: Sample) -> None:
    of_queue: dict[str, list[float]] = defaultdict(list)
    for ticket in tickets:
        if ticket.issued:
            of_queue[ticket.queue].append(ticket.wait)
    for queue, found in sample.queues["queue", "longest_minutes"].iter_rows():
        assert found == pytest.approx(max(of_queue[queue], default=np.nan), nan_ok=True)
    every = [wait for waits in of_queue.values() for wait in waits]
    assert sample.values["wait_longest_minutes"] == pytest.approx(max(every, default=np.nan), nan_ok=True)


def by_half_hour_and_day(tickets: list[Ticket], sample: Sample) -> None:
    arrived = Counter((t.zone, t.day, 30 * t.half_hour) for t in tickets)
    in_time = Counter((t.zone, t.day, 30 * t.half_hour) for t in tickets if t.served and t.wait <= TARGET)
    issued = Counter((t.zone, t.day, 30 * t.half_hour) for t in tickets if t.issued)
    waited: dict[tuple[str, int, int], float] = defaultdict(float)
    for t in tickets:
        waited[t.zone, t.day, 30 * t.half_hour] += t.wait if t.issued else 0
    rows = {(row["zone"], row["day"], row["minute"]): row for row in sample.half_hours.iter_rows(named=True)}
    assert len(rows) == len(sample.half_hours)
    assert {key: row["arrived"] for key, row in rows.items()} == arrived
    for key, row in rows.items():
        assert (row["in_time"], row["tickets"]) == (in_time[key], issued[key])
        assert row["wait_sum_minutes"] == pytest.approx(waited[key], abs=1e-9)


def by_histogram(log: Log, tickets: list[Ticket], sample: Sample) -> None:
    queues = [q.id for q in log.demand.scenario.queues]
    waits_of = {
        "queue": [[t.wait for t in tickets if t.issued and t.queue == queue] for queue in queues],
        "half_hour": [[t.wait for t in tickets if t.issued and t.half_hour == n] for n in range(48)],
    }
    for name, waits in waits_of.items():
        histograms = getattr(sample, f"waits_by_{name}")
        expected = np.array([np.histogram(np.minimum(w, spread.EDGES[-1]), spread.EDGES)[0] for w in waits])
        assert (histograms == expected).all()
        for quantile in (0.5, 0.75, 0.9, 0.95):
            found = spread.percentiles(histograms, quantile)
            for own, value in zip(waits, found, strict=True):
                assert is_percentile(own, quantile, value)


def is_percentile(waits: list[float], quantile: float, value: float) -> bool:
    """Whether a value lies in the bin of the smallest wait that so many of the waits do not exceed."""
    if not waits:
        return bool(np.isnan(value))
    exact = min(float(np.quantile(waits, quantile, method="inverted_cdf")), spread.EDGES[-2])
    at = int(np.searchsorted(spread.EDGES, exact, side="right")) - 1
    return value == 0 if at == 0 else bool(spread.EDGES[at] <= value <= spread.EDGES[at + 1])


def add_up(sample: Sample) -> None:
    """Classes, half-hours and histograms are parts of one whole."""
    values, classes, half_hours = sample.values, sample.classes, sample.half_hours
    lost = sum(values[name] for name in LOST)
    assert classes["tickets"].sum() == values["tickets"] == half_hours["tickets"].sum() == sample.waits.sum()
    assert classes["served"].sum() == values["served"]
    assert classes["lost"].sum() == lost
    assert classes["arrived"].sum() == values["served"] + lost == half_hours["arrived"].sum()
    assert sample.waits_by_queue.sum() == sample.waits_by_half_hour.sum() == values["tickets"]
    assert (sample.waits_by_queue.sum(axis=0) == sample.waits_by_half_hour.sum(axis=0)).all()
    assert (sample.waits_by_queue.sum(axis=1) == sample.queues["tickets"].to_numpy()).all()
    if values["tickets"]:
        mean = half_hours["wait_sum_minutes"].to_numpy().sum() / half_hours["tickets"].to_numpy().sum()
        assert mean == pytest.approx(values["wait_minutes"])
        assert np.nanmax(classes["longest_minutes"].to_numpy()) == values["wait_longest_minutes"]
    if len(half_hours):
        share = half_hours["in_time"].to_numpy().sum() / half_hours["arrived"].to_numpy().sum()
        assert share == pytest.approx(values["within_target_share"])


def test_percentiles_by_hand() -> None:
    histogram = np.zeros((3, spread.BINS), dtype=np.int32)
    histogram[1, 0] = 4  # four who hardly wait
    histogram[2, [0, 10, 20]] = 2, 6, 2  # two at once, six from 5 to 5.5 minutes, two from 10 to 10.5
    assert np.isnan(spread.percentiles(histogram, 0.5)[0])
    assert spread.percentiles(histogram, 0.9)[1] == 0
    assert spread.percentiles(histogram, 0.5)[2] == pytest.approx(5 + 0.5 * 3 / 6)  # the fifth of ten
    assert spread.percentiles(histogram, 0.9)[2] == pytest.approx(10 + 0.5 * 1 / 2)  # the ninth
    assert spread.percentiles(histogram[2:], 0.8)[0] == pytest.approx(5.5)  # the eighth, at the end of its bin


def test_the_bins_widen_and_hold_every_wait(small: Log) -> None:
    widths = np.diff(spread.EDGES)
    assert (widths > 0).all()
    assert (np.diff(widths) >= 0).all()
    tickets = view(small)
    assert spread.by_half_hour(tickets).sum() == np.count_nonzero(tickets.issued)


def test_classes_of_one_rank_are_counted_with_the_first() -> None:
    scenario = halls.one_queue(1, per_minute=0.5, service=halls.item())
    named = [CustomerClass(name_en=n, name_zh=n, share=0.3, rank=rank) for n, rank in (("a", 1), ("b", 1), ("c", 5))]
    customers = CustomerSettings(ordinary_rank=5, classes=tuple(named))
    scenario = replace(scenario, settings=replace(scenario.settings, customers=customers))
    sample = measure(simulate(draw(scenario, seed=1), halls.always_open(scenario)))
    counts = dict(sample.classes["customer_class", "arrived"].iter_rows())
    assert counts["0"] > 0
    assert counts["1"] == counts["2"] == 0  # "b" shares a rank with "a", "c" with everybody
    assert counts["ordinary"] > 0
