"""Numbers and tables: how values are shown, when a difference counts, what is left out, what rests on which mark."""

from __future__ import annotations

import math

import numpy as np
import pytest

from report_records import README, better_plan
from reports.assumptions import explanations, origins
from reports.breakdown import by_zone, without_worst
from reports.load import hall_load
from reports.notation import show, show_difference, show_interval, verdict
from reports.record import load_runs, save_runs
from reports.rotation import duties, turns
from sim.experiment.results import Estimate
from sim.plan.today import todays_plan


def estimate(mean: float, low: float | None, high: float | None, unit: str = "min") -> Estimate:
    return Estimate(mean=mean, low=low, high=high, unit=unit)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (18.94, "min", "18.9"),
        (0.6789, "share", "67.9 %"),
        (153_370.4, "count", "153,370"),
        (-0.04, "min", "0.0"),
        (-5.5, "min", "−5.5"),
        (float("nan"), "min", "—"),
        (None, "share", "—"),
        (0.615, "working days", "0.61"),
    ],
)
def test_a_value_is_shown_in_its_unit(value: float | None, unit: str, shown: str) -> None:
    assert show(value, unit) == shown


def test_a_difference_has_its_sign_and_shares_differ_by_points() -> None:
    assert show_difference(estimate(2.5, 1, 4), "en") == "+2.5"
    assert show_difference(estimate(-0.054, -0.06, -0.05, "share"), "en") == "−5.4 pp"
    assert show_interval(-1012.3, 496.1, "count") == "−1,012 … 496"


@pytest.mark.parametrize(
    ("difference", "lower_is_better", "found"),
    [
        (estimate(-2, -3, -1), True, "better"),
        (estimate(-2, -3, -1), False, "worse"),
        (estimate(-2, -3, 1), True, "unclear"),
        (estimate(-2, -3, -1), None, "changed"),
        (estimate(-2, None, None), True, "none"),
        (estimate(-1e-16, -1e-16, -1e-16), True, "unclear"),
        (estimate(math.nan, None, None), True, "none"),
    ],
)
def test_a_verdict_is_given_only_where_the_interval_excludes_zero(
    difference: Estimate, lower_is_better: bool | None, found: str
) -> None:
    assert verdict(difference, lower_is_better) == found


def test_zones_add_up_to_the_hall() -> None:
    record = better_plan()
    zones = by_zone(record.runs, record.before)
    lost = sum(changes["lost"].after.mean for changes in zones.values())
    hall = sum(record.runs.values[name].mean() for name in ("abandoned", "balked", "unserved", "turned_away"))
    assert lost == pytest.approx(hall)


def test_without_the_worst_queues_the_other_tickets_remain() -> None:
    record = better_plan()
    assert record.before is not None
    found = without_worst(record.before, record.runs)
    assert len(found.queues) == 5  # the small hall has no more, so nothing remains
    assert math.isnan(found.wait_minutes.after.mean)


def test_runs_come_back_from_their_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    runs = better_plan().runs
    folder = tmp_path_factory.mktemp("runs")
    save_runs(runs, folder)
    back = load_runs(folder)
    assert back.provenance == runs.provenance
    assert np.array_equal(back.waits, runs.waits)
    assert all(np.array_equal(back.values[name], values, equal_nan=True) for name, values in runs.values.items())
    for name in ("zones", "items", "steps", "times", "kinds"):
        assert getattr(back, name).equals(getattr(runs, name))


def test_a_readme_explains_its_marks_in_tables_and_lists() -> None:
    said = explanations(README)
    assert said["A-patience"] == "Patience · a guess of ours"
    assert said["A-queues"] == "how many queues there are"


def test_every_mark_of_the_scenario_is_listed_with_its_rows() -> None:
    found = {origin.mark: origin for origin in origins(better_plan().scenario, README)}
    assert found["F8"].rows["windows"] == 1
    assert found["A-patience"].explanation is not None
    assert next(iter(found)).startswith("A-")


def test_the_rotation_gives_every_day_to_somebody() -> None:
    record = better_plan()
    rota = duties(record.scenario, record.plan, record.dates)
    assert rota["date"].to_list() == list(record.dates)
    assert sum(turns(rota).values()) == len(record.dates)


def test_load_stands_against_the_time_of_todays_windows() -> None:
    scenario = better_plan().scenario
    load = hall_load(scenario, todays_plan(scenario, 5), 5)
    licences = next(q for q in load.queues if q.queue == "licences")
    assert licences.load_hours == pytest.approx(licences.tickets_per_day * licences.service_minutes / 60)
    assert licences.ratio == licences.group_ratio
    shared = next(q for q in load.queues if q.queue == "pensions")
    assert "handled_together" in shared.group
