"""The risk of a plan: stresses change what they say and nothing else, and chances are what days show."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import polars.selectors as cs
import pytest
from scipy.stats import binomtest

from reports.actions.outcome import Interrupted
from reports.actions.rerun import rerun
from reports.actions.risk import risk as action
from reports.cli.application import execute
from reports.figures.chances import chances as drawn
from reports.figures.chances import chances_under
from reports.names import Names
from reports.notebook import chances_table
from reports.risk_record import load as load_kept
from reports.stresses import panel_name, sentences
from sim.domain.policy import Outage
from sim.domain.scenario_data import Scenario
from sim.experiment import replicate
from sim.experiment.blocks import Experiment, block
from sim.experiment.chances import HALL, busy, chances, korn_graubard, met_shares
from sim.experiment.results import Runs
from sim.experiment.risk import MET, OF_DAY, OF_HORIZON, Risk, risk
from sim.experiment.stresses import AS_IS, OutageTime, Stress, StressKind, busiest_day, stresses
from sim.plan.today import todays_plan
from sim.progress import Progress
from sim.scenario import load
from sim.streams import Purpose, Streams
from small_hall import write_small_hall

REPLICATIONS, DAYS = 4, 3
TEN = OutageTime(from_time=600, to_time=660)
THURSDAY = dt.date(2026, 7, 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_hall(tmp_path_factory.mktemp("hall") / "small")


@pytest.fixture(scope="module")
def hall(folder: Path) -> Scenario:
    return load(folder)


@pytest.fixture(scope="module")
def found(hall: Scenario) -> Risk:
    wanted = stresses(hall, ill=(1.0,), surge=(1.0, 3.0), outages=(replace(TEN, date=THURSDAY),), days=DAYS)
    return risk(hall, todays_plan(hall, DAYS), wanted, days=DAYS, replications=REPLICATIONS, workers=1)


def by_kind(found: Risk, kind: StressKind) -> int:
    return [outcome.stress.kind for outcome in found.outcomes].index(kind)


# ---------------------------------------------------------------- stresses


def test_the_usual_stresses_come_after_the_scenario_as_it_is(hall: Scenario) -> None:
    names = [stress.name for stress in stresses(hall)]
    assert names == ["as_is", "ill_0.05", "ill_0.1", "surge_1.1", "surge_1.2", "outage_2026-07-01_1000_1100"]
    assert len(stresses(hall, ill=(0.1, 0.1), surge=(), outages=(TEN, TEN))) == 3


def test_a_stress_changes_what_it_says_and_nothing_else(hall: Scenario) -> None:
    settings = hall.settings
    ill = Stress(kind=StressKind.ILL, value=0.25).under(hall)
    assert ill.settings == replace(settings, absence=replace(settings.absence, ill_share=0.25))
    twice = replace(hall, settings=replace(settings, arrivals=replace(settings.arrivals, scale=2.0)))
    surge = Stress(kind=StressKind.SURGE, value=1.5).under(twice)
    assert surge.settings == replace(twice.settings, arrivals=replace(twice.settings.arrivals, scale=3.0))
    outage = Outage(date=THURSDAY, from_time=600, to_time=660)
    broken = Stress(kind=StressKind.OUTAGE, outage=outage, day=1).under(hall)
    assert broken.settings == replace(settings, absence=replace(settings.absence, outages=(outage,)))
    assert len({one.hash for one in (hall, ill, surge, broken)}) == 4
    assert AS_IS.under(hall) is hall
    for changed in (ill, surge, broken):
        assert replace(changed, settings=settings, hash=hall.hash, notes=hall.notes) == hall


def test_an_outage_falls_on_the_busiest_day_or_on_the_one_named(hall: Scenario) -> None:
    arrivals = replace(hall.settings.arrivals, weekday_factors=(1, 1, 1, 1, 1.5, 1, 1))
    busy_friday = replace(hall, settings=replace(hall.settings, arrivals=arrivals))
    assert busiest_day(hall) == 0  # all days are equal: the first
    assert busiest_day(busy_friday) == 2  # the horizon begins on a Wednesday
    (_, stress) = stresses(busy_friday, ill=(), surge=(), outages=(TEN,))
    assert stress.outage == Outage(date=dt.date(2026, 7, 3), from_time=600, to_time=660)
    (_, named) = stresses(busy_friday, ill=(), surge=(), outages=(replace(TEN, date=THURSDAY),))
    assert (named.day, named.outage and named.outage.date) == (1, THURSDAY)


@pytest.mark.parametrize("date", [dt.date(2026, 7, 4), dt.date(2026, 7, 6)])
def test_an_outage_on_a_day_that_is_not_open_is_refused(hall: Scenario, date: dt.date) -> None:
    with pytest.raises(ValueError, match="open day"):
        stresses(hall, outages=(replace(TEN, date=date),), days=3)


# ---------------------------------------------------------------- a plan under stress


def test_the_plan_as_it_is_is_simulated_on_replications_of_risk(hall: Scenario, found: Risk) -> None:
    runs = replicate(
        hall, todays_plan(hall, DAYS), replications=block(Experiment.RISK, REPLICATIONS), days=DAYS, workers=1
    )
    assert found.as_is.stress == AS_IS
    assert found.as_is.runs.provenance == runs.provenance
    assert found.as_is.runs.half_hours.equals(runs.half_hours)
    for name in ("wait_minutes", "wait_p90_minutes", "lost", MET):
        effect = found.as_is.effects[name]
        assert (effect.difference.mean, effect.before) == (0, effect.after)


def test_as_many_customers_as_before_are_no_surge(found: Risk) -> None:
    outcome = found.outcomes[by_kind(found, StressKind.SURGE)]
    assert outcome.stress.value == 1
    assert outcome.runs.half_hours.equals(found.as_is.runs.half_hours)
    known = [effect.difference.mean for effect in outcome.effects.values() if not np.isnan(effect.after.mean)]
    assert len(known) > 5
    assert set(known) == {0}


def test_with_every_officer_ill_nobody_is_served(found: Risk) -> None:
    outcome = found.outcomes[by_kind(found, StressKind.ILL)]
    assert outcome.runs.values["served"].sum() == 0
    arrived = outcome.runs.half_hours.group_by("replication").agg(pl.col("arrived").sum())["arrived"].to_list()
    assert outcome.effects["lost"].after.mean == np.mean(arrived)
    assert outcome.effects[MET].after.mean == 0
    assert set(outcome.chances["chance"].drop_nulls()) == {0}


def test_sick_leave_does_not_reach_sessions_without_a_name(hall: Scenario, found: Risk) -> None:
    plan = todays_plan(hall, 1)
    nobody = replace(
        plan,
        sessions=plan.sessions.with_columns(officer=pl.lit(None, pl.String)),
        desks=plan.desks.with_columns(officer=pl.lit(None, pl.String)),
    )
    wanted = stresses(hall, ill=(1.0,), surge=(), outages=())
    without = risk(hall, nobody, wanted, days=1, replications=1, workers=1)
    assert (found.anonymous_share, without.anonymous_share) == (0, 1)
    assert without.outcomes[1].effects["lost"].difference.mean == 0


def test_three_times_the_customers_wait_longer(found: Risk) -> None:
    outcome = next(one for one in found.outcomes if one.stress.value == 3)
    assert set(outcome.effects) == set(OF_HORIZON)
    assert outcome.effects["wait_minutes"].difference.low is not None
    assert outcome.effects["wait_minutes"].difference.low > 0
    assert outcome.effects[MET].difference.mean < 0
    assert outcome.on_day == {}


def test_before_an_outage_nothing_differs_and_then_people_wait(found: Risk) -> None:
    outcome = found.outcomes[by_kind(found, StressKind.OUTAGE)]
    before = (pl.col("day") < 1) | ((pl.col("day") == 1) & (pl.col("minute") < 8 * 60))
    frames = [one.runs.half_hours.select(sorted(one.runs.half_hours.columns)) for one in (outcome, found.as_is)]
    assert frames[0].filter(before)["arrived"].to_list() == frames[1].filter(before)["arrived"].to_list()
    first = pl.col("day") < 1
    assert frames[0].filter(first).equals(frames[1].filter(first))
    assert set(outcome.on_day) == set(OF_DAY)
    assert outcome.on_day["wait_minutes"].difference.mean > 0
    days = outcome.runs.half_hours.filter(pl.col("day") == 1).group_by("replication").agg(cs.numeric().sum())
    expected = (days["wait_sum_minutes"] / days["tickets"]).mean()
    assert outcome.on_day["wait_minutes"].after.mean == pytest.approx(expected)
    in_time = (days["in_time"] / days["arrived"]).mean()
    assert outcome.on_day["within_target_share"].after.mean == pytest.approx(in_time)


def test_who_stops_keeps_the_stresses_that_are_complete(hall: Scenario) -> None:
    class Impatient:
        done = 0.0
        total = 0.0

        def report(self, progress: Progress) -> None:
            self.done, self.total = progress.done, progress.total

        def stopped(self) -> bool:
            return self.done >= 3

    watch = Impatient()
    wanted = stresses(hall, ill=(0.1,), surge=(), outages=(), days=1)
    part = risk(hall, todays_plan(hall, 1), wanted, days=1, replications=2, workers=1, watch=watch)
    assert [outcome.stress.name for outcome in part.outcomes] == ["as_is"]
    assert (watch.done, watch.total) == (3, 4)


# ---------------------------------------------------------------- chances


def with_half_hours(runs: Runs, rows: list[tuple[int, str, int, int, int, int]], days: int) -> Runs:
    """Return runs of two replications with these half-hours: replication, zone, day, minute, arrived, in time."""
    names = ["replication", "zone", "day", "minute", "arrived", "in_time"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return replace(runs, half_hours=frame, provenance=replace(runs.provenance, replications=(0, 1), days=days))


@pytest.fixture
def by_hand(found: Risk) -> Runs:
    rows = [
        (0, "a", 0, 540, 10, 8),  # met: exactly 80 %
        (0, "a", 1, 540, 10, 7),
        (1, "a", 0, 540, 20, 20),  # met; nobody came on the other day
        (0, "b", 0, 540, 20, 10),
        (0, "b", 1, 540, 10, 10),  # met
        (1, "b", 0, 540, 10, 9),  # met
        (1, "b", 1, 540, 10, 0),
        (1, "b", 1, 570, 3, 3),  # too few
    ]
    return with_half_hours(found.as_is.runs, rows, days=2)


def test_chances_by_hand(by_hand: Runs) -> None:
    table = chances(by_hand)
    rows = {row[:2]: row[2:5] for row in table.iter_rows()}
    assert rows["a", 540] == (10.0, 3, pytest.approx(2 / 3))
    assert rows["b", 540] == (12.5, 4, 0.5)
    assert rows["b", 570] == (0.75, 1, None)
    # together: 18 of 30, 17 of 20, 29 of 30, 0 of 10
    assert rows[HALL, 540] == (22.5, 4, 0.5)
    assert table["zone"][0] == HALL
    assert busy(by_hand).rows() == [(HALL, 540), ("a", 540), ("b", 540)]


def test_met_shares_by_hand(by_hand: Runs) -> None:
    among = busy(by_hand)
    assert met_shares(by_hand, among).tolist() == [2 / 4, 2 / 3]
    assert met_shares(by_hand, among, 0.5).tolist() == [1, 2 / 3]
    assert met_shares(by_hand, among, days=(0,)).tolist() == [1 / 2, 1]
    assert chances(by_hand, days=(0,)).filter(pl.col("zone") == "b")["chance"].to_list() == [0.5]


def test_chances_of_simulated_days_are_shares_of_them(found: Risk) -> None:
    runs = found.as_is.runs
    table = chances(runs, 0.9)
    for zone, minute, _, days, chance, low, high in table.filter(pl.col("chance").is_not_null()).iter_rows():
        of_zone = runs.half_hours if zone == HALL else runs.half_hours.filter(pl.col("zone") == zone)
        own = of_zone.filter(pl.col("minute") == minute).group_by("replication", "day")
        sums = own.agg(pl.col("arrived", "in_time").sum())
        met = sums.filter(10 * pl.col("in_time") >= 9 * pl.col("arrived"))
        assert (days, chance) == (len(sums), pytest.approx(len(met) / len(sums)))
        assert 0 <= low <= chance <= high <= 1
        assert low < high


def test_one_replication_has_no_interval(hall: Scenario) -> None:
    table = chances(replicate(hall, replications=1, days=2, workers=1))
    assert table["low"].null_count() == table["high"].null_count() == len(table)
    assert table["chance"].null_count() < len(table)


@pytest.mark.parametrize(("hits", "number"), [(0, 20), (3, 20), (20, 20), (7, 9)])
def test_independent_days_give_clopper_and_pearsons_interval(hits: int, number: int) -> None:
    share = np.array([hits / number])
    low, high = korn_graubard(share, share * (1 - share) / number, np.array([number]), clusters=number)
    exact = binomtest(hits, number).proportion_ci(0.95, method="exact")
    assert (low[0], high[0]) == (pytest.approx(exact.low), pytest.approx(exact.high))


def test_days_that_all_agree_within_a_replication_count_once() -> None:
    """Ten replications of five days, all met or all missed in each: they tell no more than ten days, not fifty."""
    share, clusters = np.array([0.4]), 10
    variance = share * (1 - share) / (clusters - 1)
    low, high = korn_graubard(share, variance, np.array([50]), clusters)
    exact = binomtest(4, 10).proportion_ci(0.95, method="exact")
    assert exact.low - 0.06 < low[0] < exact.low
    assert exact.high < high[0] < exact.high + 0.06


@pytest.mark.parametrize("truth", [0.05, 0.5, 0.9])
def test_intervals_cover_the_truth_though_days_depend_on_each_other(found: Risk, truth: float) -> None:
    """Whole replications are met or missed by a draw, or each day by its own: half-and-half."""
    trials, replications, days = 300, 12, 6
    drawn_numbers = Streams(5, 0).uniforms(Purpose.TRIP, 1, 0, (trials, replications, 1 + 2 * days))
    shared = drawn_numbers[..., 1 : days + 1] < 0.5
    met = np.where(shared, drawn_numbers[..., :1], drawn_numbers[..., days + 1 :]) < truth
    trial, replication, day = np.indices(met.shape)
    frame = pl.DataFrame(
        {
            "replication": replication.ravel(),
            "zone": np.char.add("z", trial.ravel().astype(str)),
            "day": day.ravel(),
            "minute": np.full(met.size, 540),
            "arrived": np.full(met.size, 10),
            "in_time": 10 * met.ravel(),
        }
    )
    made = replace(found.as_is.runs.provenance, replications=tuple(range(replications)), days=days)
    table = chances(replace(found.as_is.runs, half_hours=frame, provenance=made)).filter(pl.col("zone") != HALL)
    covered = table.filter((pl.col("low") <= truth) & (truth <= pl.col("high")))
    assert len(covered) / trials >= 0.93


# ---------------------------------------------------------------- what people read


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_sentence_for_each_stress_says_what_the_numbers_say(found: Risk, lang: str) -> None:
    told = sentences(found, lang)
    assert len(told) == len(found.outcomes)
    assert not any("{" in one or "nan" in one for one in told)
    surge = next(n for n, one in enumerate(found.outcomes) if one.stress.value == 3)
    by = found.outcomes[surge].effects["wait_minutes"].difference.mean
    assert f"{by:.1f}" in told[surge]
    assert ("200 % more customers", "来客增加 200 %")[lang == "zh"] in told[surge]
    outage = told[by_kind(found, StressKind.OUTAGE)]
    assert ("on that day", "当天")[lang == "zh"] in outage
    assert f"{found.outcomes[by_kind(found, StressKind.OUTAGE)].on_day['wait_minutes'].after.mean:.1f}" in outage


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pictures_of_chances_are_drawn(found: Risk, lang: str) -> None:
    names = Names(found.as_is.scenario, lang)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        single = drawn(names, found.as_is.chances).svg()
        every = chances_under(names, {panel_name(one.stress, lang): one.chances for one in found.outcomes}).svg()
        nothing = drawn(names, found.as_is.chances.clear()).svg()
    assert all("<path" in one for one in (single, every, nothing))


def test_the_table_for_notebooks_shows_half_hours_that_are_judged(found: Risk) -> None:
    table = chances_table(found.as_is.scenario, found.as_is.chances)
    assert len(table) == found.as_is.chances["chance"].count()
    assert table["Zone"][0] == "Whole hall"


# ---------------------------------------------------------------- the command

QUICK = ("--days", "2", "--replications", "2", "--workers", "1", "--ill", "0.3", "--surge", "none")


@pytest.fixture(scope="module")
def kept(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("kept") / "risk"
    action(str(folder), days=2, replications=2, workers=1, ill=(0.3,), surge=(), out=out)
    return out


def test_the_command_prints_one_json_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["risk", str(folder), *QUICK, "--json", "--target", "0.9"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in result["stresses"]] == ["as_is", "ill_0.3", "outage_2026-07-01_1000_1100"]
    assert (result["target"], result["replications"], result["days"]) == (0.9, 2, 2)
    effect = result["stresses"][1]["measures"]["wait_minutes"]
    difference = effect["after"]["mean"] - effect["before"]["mean"]
    assert effect["difference"]["mean"] == pytest.approx(difference)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_prints_tables_and_sentences(folder: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["risk", str(folder), *QUICK, "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert ("30 % of the officers ill each day:", "每天 30 % 的人员病假：")[lang == "zh"] in out
    assert "{" not in out


def test_every_bad_option_is_named_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = ["--ill", "2", "--ill", "x", "--surge", "0", "--outage", "11-12", "--outage", "12:00-11:00", "--target", "0"]
    assert execute(["risk", str(folder), *bad, "--outage", "2026-02-30/10:00-11:00", "--json"]) == 2
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert sorted(fault["file"] for fault in faults) == sorted([*bad[::2], "--outage"])
    assert execute(["risk", str(folder), "--days", "2", "--outage", "2026-07-05/10:00-11:00", "--json"]) == 2
    assert [f["code"] for f in json.loads(capsys.readouterr().out)["faults"]] == ["OUTAGE_DAY"]


def test_a_kept_risk_is_made_again_with_the_same_bytes(kept: Path) -> None:
    result = rerun(kept, workers=1)
    assert result.identical
    assert {Path(name).parts[0] for name in result.not_repeated} == {"figures"}
    assert {"risk.json", "provenance.json", "tables/measures.csv", "tables/spread_zone.csv"} <= set(result.same)


def test_a_kept_risk_holds_its_tables_and_pictures(kept: Path) -> None:
    again = load_kept(kept)
    assert [stress.name for stress in again.stresses] == ["as_is", "ill_0.3", "outage_2026-07-01_1000_1100"]
    assert "--ill 0.3 --surge none --outage 2026-07-01/10:00-11:00" in again.command
    measures = pl.read_csv(kept / "tables" / "measures.csv")
    assert set(measures["on"]) == {"horizon", "2026-07-01"}
    assert set(pl.read_csv(kept / "tables" / "half_hours.csv")["stress"]) == {one.name for one in again.stresses}
    pictures = {path.stem for path in (kept / "figures").iterdir()}
    assert {"chances", "chances_as_is", "spread_hall", "spread_zone", "spread_queue", "spread_half_hour"} <= pictures


def test_who_stops_at_once_has_nothing(folder: Path, tmp_path: Path) -> None:
    class Stopped:
        def report(self, progress: Progress) -> None:
            pass

        def stopped(self) -> bool:
            return True

    out = tmp_path / "risk"
    with pytest.raises(Interrupted):
        action(str(folder), days=1, replications=2, workers=1, out=out, watch=Stopped())
    assert not out.exists()
