"""Mean and risk in one table: each column against a plain calculation, replication by replication."""

from __future__ import annotations

import time
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.special import ndtri

from reports import figures
from reports.figures.spread import spread as drawn
from reports.figures.spread import spread_of_day
from reports.names import Names
from reports.notebook import spread_table
from sim.domain.scenario_data import Scenario
from sim.experiment import estimates, mean_estimate, replicate
from sim.experiment.chances import korn_graubard
from sim.experiment.results import Runs
from sim.experiment.spread import DAY_QUANTILES, QUANTILES, By, _coarse, _days, daily_means, spread
from sim.measures import spread as histograms
from sim.plan.changes import open_more_windows
from sim.plan.today import todays_plan
from sim.scenario import load
from sim.streams import Purpose, Streams
from small_hall import write_small_hall

REPLICATIONS = 5


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return load(write_small_hall(Path(tmp_path_factory.mktemp("hall")) / "small"))


@pytest.fixture(scope="module")
def runs(hall: Scenario) -> Runs:
    return replicate(hall, replications=REPLICATIONS, workers=1)


def woodruff(quantile: float, below: list[float], number: list[int]) -> tuple[float, float]:
    """Return the bounds of the share below a percentile, from how many of each replication are below it."""
    count, total = len(number), sum(number)
    variance = count / (count - 1) * sum((b - quantile * n) ** 2 for b, n in zip(below, number, strict=True))
    low, high = korn_graubard(np.array([quantile]), np.array([variance / total**2]), np.array([total]), count)
    return float(low[0]), float(high[0])


def below_percentile(histogram: np.ndarray, value: float) -> float:
    """Return how many waits of a histogram are below a value, those of its bin in proportion."""
    at = int(np.searchsorted(histograms.EDGES, value, side="right")) - 1
    part = (value - histograms.EDGES[at]) / (histograms.EDGES[at + 1] - histograms.EDGES[at])
    return float(histogram[:at].sum() + part * histogram[at])


def row(frame: pl.DataFrame, unit: str | int) -> dict[str, Any]:
    return frame.filter(pl.col("unit") == unit).row(0, named=True)


def three(found: dict[str, Any], name: str) -> tuple[Any, Any, Any]:
    return found[name], found[f"{name}_low"], found[f"{name}_high"]


def test_the_hall_agrees_with_its_estimates(runs: Runs) -> None:
    found, expected = row(spread(runs), "hall"), estimates(runs)
    for name, measure in {"mean": "wait_minutes", "median": "wait_median_minutes", "p90": "wait_p90_minutes"}.items():
        one = expected[measure]
        assert one.low is not None
        assert three(found, name) == pytest.approx((one.mean, max(one.low, 0), one.high))
    assert found["tickets"] == pytest.approx(expected["tickets"].mean)


@pytest.mark.parametrize("by", ["zone", "queue"])
def test_means_of_units_are_those_of_their_frames(runs: Runs, by: By) -> None:
    frame, found = getattr(runs, f"{by}s"), spread(runs, by)
    assert found["unit"].to_list() == frame.filter(replication=0)[by].to_list()
    for unit in found["unit"]:
        own = frame.filter(pl.col(by) == unit)
        one = mean_estimate(own["wait_minutes"].cast(pl.Float64).fill_null(np.nan).to_numpy(), "min")
        if not np.isnan(one.mean):
            assert one.low is not None
            assert three(row(found, unit), "mean") == pytest.approx((one.mean, max(one.low, 0), one.high))
        assert row(found, unit)["tickets"] == pytest.approx(own["tickets"].mean())


def test_means_of_half_hours_are_sums_of_waits_over_tickets(runs: Runs) -> None:
    found = spread(runs, "half_hour")
    sums = runs.half_hours.group_by("minute", "replication").agg(pl.col("tickets", "wait_sum_minutes").sum())
    assert set(found["unit"]) == set(sums.filter(pl.col("tickets") > 0)["minute"])
    for minute in found["unit"]:
        own = sums.filter((pl.col("minute") == minute) & (pl.col("tickets") > 0)).sort("replication")
        expected = mean_estimate((own["wait_sum_minutes"] / own["tickets"]).to_numpy(), "min").mean
        assert row(found, minute)["mean"] == pytest.approx(expected)


def test_percentiles_of_queues_and_zones_are_bounded_as_woodruff_does(hall: Scenario, runs: Runs) -> None:
    zones, checked = [q.zone for q in hall.queues], 0
    for by, units in (("queue", [q.id for q in hall.queues]), ("zone", [z.id for z in hall.zones])):
        found = spread(runs, by)  # type: ignore[arg-type]
        for number, unit in enumerate(units):
            rows = [number] if by == "queue" else [n for n, zone in enumerate(zones) if zone == unit]
            parts = [one[rows].sum(axis=0) for one in runs.waits_by_queue]
            whole = np.sum(parts, axis=0)
            for name, quantile in QUANTILES.items():
                value = float(histograms.percentiles(whole, quantile))
                if value > 0:
                    bounds = woodruff(quantile, [below_percentile(p, value) for p in parts], [p.sum() for p in parts])
                    expected = [value, *(float(histograms.percentiles(whole, bound)) for bound in bounds)]
                    assert three(row(found, unit), name) == pytest.approx(expected)
                    checked += 1
    assert checked > 10


def test_bad_days_are_percentiles_of_daily_means(runs: Runs) -> None:
    sums = runs.half_hours.group_by("replication", "day").agg(pl.col("tickets", "wait_sum_minutes").sum())
    means = sums.with_columns(mean=pl.col("wait_sum_minutes") / pl.col("tickets"))
    parts = [means.filter(replication=n)["mean"].to_numpy() for n in range(REPLICATIONS)]
    every = np.concatenate(parts)
    assert sorted(daily_means(runs).ravel()) == pytest.approx(sorted(every))
    found = row(spread(runs), "hall")
    for name, quantile in DAY_QUANTILES.items():
        value = float(np.quantile(every, quantile))
        share = np.mean(every <= value)
        below = [
            float(np.count_nonzero(p <= value) + (quantile - share) * len(p)) for p in parts
        ]  # as if exactly so many
        bounds = woodruff(quantile, below, [len(p) for p in parts])
        assert three(found, name) == pytest.approx((value, *np.quantile(every, bounds)))
    assert found["day_p10"] < found["day_p50"] < found["day_p90"]


@pytest.mark.parametrize("name", ["median", "p90", "p95", "day_p10", "day_p90"])
def test_intervals_cover_the_truth_though_customers_of_a_replication_are_alike(name: str) -> None:
    """Waits are 10 e^(0.8 z) minutes; a fifth of the variance of z is common to a replication, or to its days."""
    trials, replications, days, each = 250, 12, 10, 20
    drawn_numbers = ndtri(Streams(9, 0).uniforms(Purpose.TRIP, 1, 0, (trials, replications, 1 + days * each)))
    waits = 10 * np.exp(0.8 * (np.sqrt(0.2) * drawn_numbers[..., :1] + np.sqrt(0.8) * drawn_numbers[..., 1:]))
    quantile = {**QUANTILES, **DAY_QUANTILES}[name]
    truth = 10 * np.exp(0.8 * ndtri(quantile))
    if name.startswith("day"):
        percentile = _days(waits[..., :days].transpose(1, 0, 2))
    else:
        counted = np.array([[np.histogram(np.minimum(w, 599), histograms.EDGES)[0] for w in one] for one in waits])
        percentile = _coarse(counted.transpose(1, 0, 2))
    _, low, high = percentile(quantile)
    assert np.mean((low <= truth) & (truth <= high)) >= 0.92


def test_a_day_on_which_nobody_comes_to_a_zone_is_no_day_of_it(hall: Scenario, runs: Runs) -> None:
    public = pl.col("zone") == "public"
    without = replace(runs, half_hours=runs.half_hours.filter(~(public & (pl.col("day") == 1))))
    found, means = row(spread(without, "zone"), "public"), daily_means(without, "zone")
    own = means[:, [z.id for z in hall.zones].index("public")]
    assert np.isnan(own[:, 1]).all()
    assert found["day_p50"] == pytest.approx(float(np.nanmedian(own)))


def test_one_replication_has_no_interval(hall: Scenario) -> None:
    found = row(spread(replicate(hall, replications=1, days=1, workers=1), "zone"), "public")
    assert found["p90"] is not None
    assert [value for name, value in found.items() if name.endswith(("_low", "_high"))] == [None] * 16


def test_a_queue_without_customers_has_nothing(hall: Scenario, runs: Runs) -> None:
    waits, queues = runs.waits_by_queue.copy(), runs.queues
    waits[:, [q.id for q in hall.queues].index("licences")] = 0
    empty = queues.with_columns(wait_minutes=pl.when(pl.col("queue") != "licences").then(pl.col("wait_minutes")))
    found = row(spread(replace(runs, waits_by_queue=waits, queues=empty), "queue"), "licences")
    assert found["tickets"] == 0
    assert {value for name, value in found.items() if name not in {"unit", "tickets"}} == {None}


def test_ninety_queues_of_fifty_replications_take_no_time(runs: Runs) -> None:
    many = replace(
        runs,
        waits_by_queue=np.tile(runs.waits_by_queue, (10, 18, 1)),
        queues=pl.concat([runs.queues] * 180),
        provenance=replace(runs.provenance, replications=tuple(range(50))),
    )
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        assert len(spread(many, "queue")) == 90
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 0.3


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pictures_are_drawn_for_one_plan_and_for_two(hall: Scenario, runs: Runs, lang: str) -> None:
    names = Names(hall, lang)
    plan = open_more_windows(hall, todays_plan(hall), zone="public", count=1)
    better = replicate(hall, plan, replications=REPLICATIONS, workers=1)
    alone = replicate(hall, replications=1, days=1, workers=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pictures: list[figures.Picture] = [
            *(drawn(names, better, runs, by) for by in ("hall", "zone", "queue")),
            drawn(names, runs),
            drawn(names, alone),
            spread_of_day(names, runs),
            spread_of_day(names, better, runs),
        ]
        assert all("<path" in picture.svg() for picture in pictures)


def test_the_table_for_notebooks_says_which_percentile_it_means(hall: Scenario, runs: Runs) -> None:
    table = spread_table(hall, runs, "zone")
    assert table.columns[0] == "Zone"
    assert "90 % of the customers wait less than" in table.columns
    assert any("one in ten is worse" in column for column in table.columns)
    assert table["Zone"].to_list() == ["Enterprise establishment", "Public services"]
    assert spread_table(hall, runs, "half_hour", lang="zh")["取号时段（半小时）"][0].endswith(("00", "30"))
