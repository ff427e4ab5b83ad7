"""Every measure, calculated by hand: on the worked day of sim/MODEL.md and on halls of a few tickets."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import t as student

import halls
import test_worked_day as worked
from handmade import HandStep, HandStop, HandVisit, demand, ms
from sim.demand import draw
from sim.domain.hall import Desk
from sim.domain.policy import AbsenceSettings, Horizon, Outage
from sim.domain.scenario_data import Scenario
from sim.domain.units import CalendarKind, ItemKind, StepKind
from sim.engine import simulate
from sim.experiment.estimate import _jackknife, mean_estimate
from sim.log import Log
from sim.measures.customers import BIN_MINUTES, BINS, percentile, view
from sim.measures.registry import MEASURES
from sim.measures.sample import measure
from sim.plan.sessions import DeskSession, Plan, Session
from sim.streams import Purpose, Streams

# The 36 tickets issued on the worked day wait, in minutes and in the order of the table there:
WAITS = [
    5,
    0,
    8,
    5,
    4,
    0.5,
    5,
    0,
    0,
    12,
    5,
    0,
    0,
    9.5,
    5,
    0,
    5,
    6,
    0,
    0,
    1,
    5,
    0,
    10,
    0,
    0,
    7,
    0,
    0,
    4,
    25,
    12,
]
WAITS += [20 + 1 / 60_000, 0, 0, 1]

BY_HAND = {
    "visits": 33,
    "tickets": 36,  # 39 rows, less one who balked and two turned away
    "served": 31,
    "abandoned": 2,
    "balked": 1,
    "unserved": 3,
    "turned_away": 2,
    "no_shows": 3,
    "items": 25,  # 31 served, less five payments and one whose papers were missing
    "items_enterprise_share": 5 / 25,  # visits 0 to 4
    "wait_minutes": (155 + 1 / 60_000) / 36,
    "within_target_share": 31 / 39,  # nobody served waited longer than 12 minutes
    "overrun_hours": 41 / 60,  # Ann 3, Bo 10, Di 28
    "officer_hours": 551 / 60,  # Ann 63, Bo 70, Cy 90 and 120, Di 148, Eve 60
    "utilisation": 0.5,  # 58 + 80 + 50 + 40 + 28 + 19.5 = 275.5 minutes of 551
    "cases_closed": 0,
    "wait_median_minutes": 1,  # the 18th of 36, to a bin
    "wait_p90_minutes": 12,
    "wait_longest_minutes": 25,
    "overdue_share": float("nan"),
    "tardiness_days": float("nan"),
    "cases_accepted": 0,
    "case_days": float("nan"),
    "statutory_overdue_share": float("nan"),
    "trips_per_case": float("nan"),
    "desk_utilisation": float("nan"),
    "inspector_utilisation": float("nan"),
    "overtime_hours": 0,
    "overtime_cost": 0,
    "helper_hours": 0,
    "helper_cost": 0,
    "projects_closed": float("nan"),
    "project_days": float("nan"),
    "projects_overdue_share": float("nan"),
    "trips_per_project": float("nan"),
}


def worked_day() -> Log:
    log = worked.worked_day_a()
    visits = replace(log.demand.visits, enterprise=np.arange(33) < 5)
    return replace(log, demand=replace(log.demand, visits=visits, no_shows=np.array([3])))


def test_every_measure_is_calculated_here() -> None:
    assert set(BY_HAND) == set(MEASURES)


@pytest.mark.parametrize("name", list(MEASURES))
def test_measures_of_the_worked_day(name: str) -> None:
    # percentiles come from a histogram, so they are right to the width of a bin
    reach = BIN_MINUTES + 1e-9 if MEASURES[name].quantile is not None else 1e-9
    assert measure(worked_day()).values[name] == pytest.approx(BY_HAND[name], abs=reach, nan_ok=True)


def test_waits_of_the_worked_day() -> None:
    tickets = view(worked_day())
    assert sorted((tickets.wait[tickets.issued] / 60_000).tolist()) == pytest.approx(sorted(WAITS))


def test_breakdowns_of_a_hall_without_customers_have_the_same_columns() -> None:
    quiet, busy = measure(simulate(draw(worked.two_departments(2), seed=0), Plan.of([]))), measure(worked_day())
    for name in (
        "zones",
        "queues",
        "classes",
        "half_hours",
        "intervals",
        "windows",
        "departments",
        "items",
        "steps",
        "times",
        "kinds",
    ):
        assert getattr(quiet, name).schema == getattr(busy, name).schema


def test_breakdowns_add_up_to_the_hall() -> None:
    log = worked_day()
    sample = measure(log)
    values = sample.values
    lost = values["abandoned"] + values["balked"] + values["unserved"] + values["turned_away"]
    for frame in (sample.queues, sample.zones):
        assert frame["tickets"].sum() == values["tickets"]
        assert frame["served"].sum() == values["served"]
        assert frame["lost"].sum() == lost
        waits = (frame["wait_minutes"] * frame["tickets"]).sum()
        assert waits == pytest.approx(values["wait_minutes"] * values["tickets"])
    assert sample.departments["officer_hours"].sum() == pytest.approx(values["officer_hours"])
    assert sample.zones["officer_hours"].sum() == pytest.approx(values["officer_hours"])
    days = len(log.demand.days)
    assert sample.windows["staffed_hours"].sum() * days == pytest.approx(values["officer_hours"])
    assert sample.windows["busy_hours"].sum() * days == pytest.approx(275.5 / 60)
    assert sample.intervals["tickets"].sum() * days == values["tickets"]
    in_line = sample.intervals["waiting"].sum() * 30 * days  # mean numbers over half-hours, so minutes
    assert in_line == pytest.approx(values["wait_minutes"] * values["tickets"])
    assert sample.intervals["serving"].sum() * 30 * days == pytest.approx(275.5 - 2)  # a call serves nobody
    at_windows = 63 + 67 + 90 + 120 + 148 + 60  # Bo only from 10:03
    assert sample.intervals["staffed"].sum() * 30 * days == pytest.approx(at_windows)


def hall(
    *visits: HandVisit, sessions: list[tuple[Any, ...]], desks: tuple[DeskSession, ...] = (), **sections: Any
) -> Log:
    """Simulate one queue under sessions (window, officer, start, end)."""
    scenario = Scenario(
        settings=halls.settings(1, **sections), zones=(halls.zone(),), departments=(halls.department(),),
        queues=(halls.queue(),), windows=tuple(halls.window(n) for n in (1, 2)),
        desks=(Desk(id=1, department="d", origin=halls.ORIGIN),), items=(halls.item(),),
    )  # fmt: skip
    plan = Plan.of(
        (
            Session(day=0, window=w, officer=o, department="d", start=start, end=end, queues=("q",))
            for w, o, start, end in sessions
        ),
        desks,
    )
    return simulate(demand(scenario, visits), plan)


def one(at: str, service: float) -> HandVisit:
    return HandVisit(at=ms(at), stops=[HandStop(queue="q", service=service)])


def hours_of(log: Log) -> tuple[float, float]:
    values = measure(log).values
    return round(values["officer_hours"] * 60, 9), round(values["overrun_hours"] * 60, 9)


def test_overrun_into_the_officers_next_session_counts_once() -> None:
    log = hall(one("09:55", 15), sessions=[(1, "Ann", 540, 600), (2, "Ann", 600, 660)])
    assert hours_of(log) == (120, 10)
    assert log.columns.active_from[1] == ms("10:10")


def test_a_session_skipped_because_of_overrun_is_still_given() -> None:
    log = hall(one("09:55", 30), sessions=[(1, "Ann", 540, 600), (2, "Ann", 615, 620)])
    assert log.columns.active_from.tolist()[1] == -1
    assert hours_of(log) == (85, 25)  # 09:00 to 10:25, in which the skipped session lies


def test_breaks_do_not_count_and_desks_do() -> None:
    desk = DeskSession(day=0, desk=1, officer="Ann", department="d", start=700, end=720)
    log = hall(one("09:00", 5), sessions=[(1, "Ann", 540, 570), (1, "Ann", 600, 660)], desks=(desk,))
    assert hours_of(log) == (110, 0)
    assert measure(log).values["utilisation"] == pytest.approx(5 / 110)


@pytest.mark.parametrize("officer", ["Ann", None])
def test_an_outage_does_not_shorten_officer_hours_named_or_not(officer: str | None) -> None:
    outage = Outage(date=halls.MONDAY, from_time=560, to_time=600)
    log = hall(one("09:15", 10), sessions=[(1, officer, 540, 660)], absence=AbsenceSettings(outages=(outage,)))
    assert hours_of(log)[0] == 120
    assert log.columns.left[0] == ms("09:25")  # who is being served is finished first


def test_who_waited_for_the_target_to_the_millisecond_was_served_in_time() -> None:
    log = hall(one("09:00", 15), one("09:00", 1 / 60_000), one("09:00", 1), sessions=[(1, "Ann", 540, 660)])
    assert (log.columns.started - log.columns.joined).tolist() == [0, 900_000, 900_001]
    assert measure(log).values["within_target_share"] == pytest.approx(2 / 3)


# ------------------------------------------------------------ cases


def cases(*promised_and_wait: tuple[int, int]) -> Log:
    """Simulate cases that wait so many working days, accepted at 09:30 on 29 September 2026.

    The horizon ends with 9 October.
    """
    settings = halls.settings(4, open_at=540, close=1020)
    horizon = Horizon(start=dt.date(2026, 9, 29), days=4, calendar=CalendarKind.CHINA)
    scenario = Scenario(
        settings=replace(settings, horizon=horizon), zones=(halls.zone(),), departments=(halls.department(),),
        queues=(halls.queue(),), windows=(halls.window(1),),
        items=(halls.item(kind=ItemKind.LICENCE, promised_days=1),),
    )  # fmt: skip
    visits = [
        HandVisit(
            at=ms("09:30") - 1,
            stops=[
                HandStop(
                    queue="q", service=1 / 60_000, promised=promised, steps=(HandStep(kind=StepKind.WAIT, value=wait),)
                )
            ],
        )
        for promised, wait in promised_and_wait
    ]  # fmt: skip
    plan = Plan.of([Session(day=0, window=1, officer="W", department="d", start=540, end=1020, queues=("q",))])
    return simulate(demand(scenario, visits), plan)


def test_overdue_and_tardiness_are_those_of_the_cases_due() -> None:
    # open days 29 and 30 September, 8 and 9 October; the working day after is 10 October
    log = cases(
        (1, 1),  # due 30 September, decided that morning
        (1, 2),  # decided 8 October: one working day late
        (2, 3),  # due 8, decided 9 October: one
        (1, 9),  # due 30 September, open at the end: 8 and 9 October, two
        (4, 9),  # due 10 October, beyond the horizon: not in the cohort
    )
    values = measure(log).values
    assert log.cases["days_late"].to_list() == [0, 1, 1, 2, 0]
    assert values["cases_closed"] == 3
    assert values["overdue_share"] == pytest.approx(3 / 4)
    assert values["tardiness_days"] == pytest.approx((0 + 1 + 1 + 2) / 4)


def test_a_case_due_on_the_last_day_and_open_at_its_end_is_overdue() -> None:
    log = cases((3, 9), (3, 3))  # due 9 October, the last day; the second is decided that morning
    assert log.cases["overdue"].to_list() == [True, False]
    assert measure(log).values["overdue_share"] == pytest.approx(1 / 2)
    assert measure(log).values["tardiness_days"] == 0  # its delay begins where the horizon ends


def test_the_case_log_and_the_breakdown_by_department_agree() -> None:
    log = cases((1, 1), (1, 2), (3, 9))
    departments = measure(log).departments
    assert departments["due"].to_list() == [3]
    assert departments["overdue"].to_list() == [2]
    assert departments["tardiness_days"].to_list() == [1]


# ------------------------------------------------------------ percentiles and intervals


def sample_waits(replications: int) -> list[np.ndarray]:
    """Waits in minutes of a few hundred customers in each replication, with a level of its own."""
    streams = Streams(11, 0)
    level = 5 + 20 * streams.uniforms(Purpose.DAY_FACTOR, 0, 0, replications)
    return [-mean * np.log1p(-streams.uniforms(Purpose.VISIT, n, 0, 300 + n)) for n, mean in enumerate(level.tolist())]


def histogram(waits: np.ndarray) -> np.ndarray:
    return np.bincount((waits / BIN_MINUTES).astype(np.int64), minlength=BINS)


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.9, 0.99])
def test_percentiles_are_those_of_the_waits_to_a_bin(quantile: float) -> None:
    for waits in sample_waits(5):
        assert percentile(histogram(waits), quantile) == pytest.approx(
            np.quantile(waits, quantile, method="inverted_cdf"), abs=BIN_MINUTES
        )


def test_the_percentile_of_who_does_not_wait_is_nought() -> None:
    assert percentile(histogram(np.array([0.0, 0.0, 0.0, 9.0])), 0.5) == 0


@pytest.mark.parametrize("name", ["wait_median_minutes", "wait_p90_minutes"])
def test_percentiles_over_replications_have_a_jackknife_interval(name: str) -> None:
    """Efron (1982): pseudo-values n·θ − (n − 1)·θ without one replication."""
    waits, definition = sample_waits(20), MEASURES[name]
    assert definition.quantile is not None
    found = _jackknife([np.stack([histogram(w) for w in waits])], definition)

    def pooled(parts: list[np.ndarray]) -> float:
        return float(np.quantile(np.concatenate(parts), definition.quantile or 0))

    centre = pooled(waits)
    pseudo = np.array([20 * centre - 19 * pooled(waits[:n] + waits[n + 1 :]) for n in range(20)])
    half = student.ppf(0.975, 19) * pseudo.std(ddof=1) / np.sqrt(20)
    assert found.mean == pytest.approx(centre, abs=BIN_MINUTES)
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.1)


def test_the_percentile_of_all_waits_is_not_the_mean_of_daily_percentiles() -> None:
    waits = sample_waits(20)
    daily = np.mean([np.quantile(w, 0.9) for w in waits])
    found = _jackknife([np.stack([histogram(w) for w in waits])], MEASURES["wait_p90_minutes"])
    assert abs(found.mean - daily) > 1


def test_a_mean_has_the_interval_of_student() -> None:
    estimate = mean_estimate(np.array([1.0, 2.0, 3.0, 6.0, np.nan]), "min")  # mean 3, variance 14/3
    half = 3.182446305 * np.sqrt(14 / 3 / 4)
    assert (estimate.mean, estimate.low, estimate.high) == pytest.approx((3, 3 - half, 3 + half))
    assert mean_estimate(np.array([2.0]), "min").low is None


# ------------------------------------------------------------ rows beyond midnight


def test_a_later_stop_that_begins_after_midnight_of_the_last_day_is_turned_away_and_logged() -> None:
    stops = [HandStop(queue="q", service=20, walk=0), HandStop(queue="q", service=1)]
    log = hall(HandVisit(at=ms("23:50"), stops=stops), sessions=[(1, "Ann", 1380, 1440)])
    assert log.tickets["outcome"].to_list() == ["served", "turned_away"]
    assert log.tickets["day"].to_list() == [0, 0]
