"""Comparisons: who gains and loses by hand, what the sentence says and does not say, what is written and repeated."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from report_records import better_plan
from reports.cli.application import execute
from reports.comparison import Asked, Compared, differences_of, measures_of
from reports.comparison_answer import answer
from reports.comparison_files import fill
from reports.comparison_html import render
from reports.comparison_phrases import decimals, listed, per_cent
from reports.comparison_remarks import needed, remarks
from reports.comparison_request import Request
from reports.comparison_tables import measure_lines
from reports.equity import counts, equity
from reports.tables import IF_ANY, ORDER, measure_name
from sim.experiment.candidates import Candidate
from sim.experiment.compare import Comparison, comparison
from sim.experiment.equity import by_group, queue_spread, worst_tenth
from sim.experiment.results import Estimate, Runs
from sim.experiment.selection import Selection
from sim.measures.customers import BINS
from sim.plan import folder as plan_folder
from sim.plan.changes import open_more_windows
from sim.plan.today import todays_plan
from sim.scenario import load

Hall = Callable[..., tuple[int, str, str]]
Waits = Mapping[str, list[float]]
"""Mean waits of each queue, one for each replication."""


@pytest.fixture
def hall(capsys: pytest.CaptureFixture[str]) -> Hall:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = execute([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def runs_of(waits: Waits) -> Runs:
    """Runs whose queues have these waits."""
    rows = [
        {"queue": queue, "wait_minutes": wait, "replication": number}
        for queue, values in waits.items()
        for number, wait in enumerate(values)
    ]
    return dataclasses.replace(better_plan().runs, queues=pl.DataFrame(rows))


def estimate(mean: float, low: float | None, high: float | None) -> Estimate:
    return Estimate(mean=mean, low=low, high=high, unit="min")


def compared_as(
    pairs: Mapping[tuple[str, str], Estimate], levels: Mapping[str, float], *, attained: float | None = 0.5, **told: Any
) -> Compared:
    """A comparison that found these differences; the runs behind it do not matter here, but that they are two plans."""
    record = better_plan()
    assert record.before is not None
    found = Comparison(
        by="wait_minutes",
        names=tuple(levels),
        lower_is_better=True,
        confidence=0.95,
        levels={name: estimate(level, None, None) for name, level in levels.items()},
        leader=min(levels, key=lambda name: levels[name]),
        best=told.get("best"),
        inseparable=told.get("inseparable", ()),
        attained=attained,
        regret=told.get("regret"),
        pairs=dict(pairs),
        pairing={},
    )
    runs = dict.fromkeys(levels, record.runs) | {next(iter(levels)): record.before}
    measures = measures_of(runs)
    first = next(iter(levels))
    return Compared(
        request=Request(names=tuple(levels)),
        candidates=tuple(Candidate(name=name, scenario=record.scenario) for name in levels),
        days=record.runs.provenance.days,
        seed=7,
        runs=runs,
        comparison=found,
        precision=told.get("precision"),
        selection=told.get("selection"),
        selected={},
        measures=measures,
        differences=differences_of(runs, measures),
        equity={name: equity(runs[first], runs[name]) for name in list(runs)[1:]},
    )


def plainly(compared: Compared, lang: str = "en") -> str:
    return answer(compared, lang) + " ".join(remarks(compared, lang))


# Who gains, who loses


def test_of_two_queues_the_one_that_changed_is_named() -> None:
    """Differences 1, 2, 3 have the standard error 1/√3; of a family of two both bounds widen until one is named."""
    before = runs_of({"changed": [10.0, 10.0, 10.0], "same": [5.0, 6.0, 7.0]})
    after = runs_of({"changed": [11.0, 12.0, 13.0], "same": [5.0, 6.0, 7.0]})
    changed, same = (one.difference for one in by_group(before, after, "queues"))
    assert (same.mean, same.low, same.high) == (0, 0, 0)
    p = 2 * stats.t.sf(2 * math.sqrt(3), 2)  # 0.074: nothing is named, so that the level is that of Bonferroni
    half = stats.t.ppf(1 - 0.05 / 2 / 2, 2) / math.sqrt(3)
    assert p > 0.025
    assert changed.mean == 2
    assert changed.low == pytest.approx(2 - half)


@settings(max_examples=25)
@given(arrays(float, (8, 6), elements=st.integers(-9, 9).map(float)))
def test_the_intervals_name_those_whom_the_step_up_procedure_names(differences: np.ndarray) -> None:
    """Benjamini and Hochberg's procedure, written as in their paper: the largest i with p(i) ≤ i q / m."""
    noise = differences + np.linspace(0, 1e-3, 6)  # no difference is without variance
    groups = {f"q{n}": list(row) for n, row in enumerate(noise)}
    zero = {name: [0.0] * 6 for name in groups}
    found = by_group(runs_of(zero), runs_of(groups), "queues")
    p = np.array([stats.ttest_1samp(row, 0).pvalue for row in noise])
    ranked = np.sort(p)
    most = max((i for i in range(1, 9) if ranked[i - 1] <= i * 0.05 / 8), default=0)
    limit = ranked[most - 1] if most else -1.0
    for one, value in zip(found, p, strict=True):
        assert one.difference.low is not None
        assert one.difference.high is not None
        outside = one.difference.low > 0 or one.difference.high < 0
        assert outside == (value <= limit)


def test_a_queue_of_one_plan_only_is_left_out_and_one_without_customers_says_nothing() -> None:
    nan = float("nan")
    found = by_group(
        runs_of({"both": [1.0, 2.0], "gone": [1.0, 1.0], "empty": [nan, nan]}),
        runs_of({"both": [1.0, 2.0], "new": [1.0, 1.0], "empty": [nan, 3.0]}),
        "queues",
    )
    assert [one.group for one in found] == ["both", "empty"]
    assert found[1].difference.low is None
    assert counts(found) == {"better": 0, "worse": 0, "unclear": 2}


def test_the_worst_tenth_is_the_mean_of_the_longest_waits() -> None:
    waits = np.zeros((2, BINS), dtype=np.int64)
    waits[0, [0, 100, 300]] = [18, 1, 1]  # of twenty the longest two: 10.05 and 30.05
    waits[1, [0, 100]] = [12, 3]  # of fifteen one and a half, all of them at 10.05
    runs = dataclasses.replace(better_plan().runs, waits=waits)
    assert worst_tenth(runs) == pytest.approx([20.05, 10.05])


def test_queues_lie_apart_as_their_ninetieth_percentile_from_the_median() -> None:
    waits = {f"q{n}": [float(n), 3.0] for n in range(11)}
    assert queue_spread(runs_of({**waits, "empty": [float("nan"), 3.0]})) == pytest.approx([4.0, 0.0])


# The sentence


def test_the_best_is_named_with_the_interval() -> None:
    found = compared_as(
        {("A", "B"): estimate(-1.2, -1.5, -0.9)}, {"A": 5.0, "B": 3.8}, attained=0.99, best="B", regret=0.0
    )
    assert answer(found, "en") == "B is best: people wait 1.2 min less than in A (0.9 … 1.5; 95 % interval)."
    assert answer(found, "zh") == "B 最优：平均等候时间比 A 少 1.2 分钟（0.9 … 1.5；95 % 区间）。"


def test_those_that_cannot_be_told_apart_are_not_ranked() -> None:
    found = compared_as(
        {
            ("A", "B"): estimate(2.0, 1.0, 3.0),
            ("A", "C"): estimate(-0.1, -0.3, 0.1),
            ("B", "C"): estimate(-2.1, -3.1, -1.1),
        },
        {"A": 5.0, "B": 7.0, "C": 4.9},
        inseparable=("A",),
        regret=0.1,
    )
    said = answer(found, "en")
    assert said == (
        'C and A cannot be told apart by "Mean wait" (difference from C: +0.1 min, −0.1 … 0.3; 95 % simultaneous); '
        "both are better than B."
    )
    assert "best:" not in plainly(found)
    assert "gives away at most 0.1 min" in plainly(found)


def test_one_that_is_beaten_by_only_some_is_not_called_worse_than_all() -> None:
    found = compared_as(
        {
            ("A", "B"): estimate(0.2, -1.0, 1.4),
            ("A", "C"): estimate(1.1, 0.1, 2.1),
            ("B", "C"): estimate(0.9, -0.1, 1.9),
        },
        {"A": 5.0, "B": 5.2, "C": 6.1},
        inseparable=("B",),
        regret=1.0,
    )
    assert answer(found, "en").endswith("; C cannot be the best.")


def test_plans_that_do_the_same_are_said_to_be_the_same() -> None:
    found = compared_as({("A", "B"): estimate(0, 0, 0)}, {"A": 5.0, "B": 5.0}, inseparable=("B",), regret=0.0)
    assert "do not differ" in answer(found, "en")
    assert needed(found) is None


def test_one_replication_claims_nothing() -> None:
    found = compared_as({("A", "B"): estimate(-3, None, None)}, {"A": 5.0, "B": 2.0}, attained=None)
    assert "says nothing" in answer(found, "en")
    assert remarks(found, "en") == []


@pytest.mark.parametrize(("mean", "half", "count"), [(0.1, 0.2, 20), (0.1, 1.0, 400), (0.0, 1.0, None)])
def test_as_many_replications_as_would_tell(mean: float, half: float, count: int | None) -> None:
    """The half-width shrinks with the root: four replications and twice too wide an interval need sixteen, say 20."""
    pair = estimate(mean, mean - half, mean + half)
    found = compared_as({("A", "B"): pair}, {"A": 5.0, "B": 5.0 + mean}, inseparable=("B",), regret=half)
    assert needed(found) == count
    if count is not None:
        assert f"about {count} would do" in plainly(found)


def test_a_precision_that_was_not_reached_is_said() -> None:
    pair = estimate(-1.0, -1.4, -0.6)
    found = compared_as(
        {("A", "B"): pair},
        {"A": 5.0, "B": 4.0},
        best="B",
        regret=0.0,
        precision=Asked(target=0.05, reached=False),
    )
    said = plainly(found)
    assert "Not reached" in said
    assert "±0.4 min; asked was ±0.05" in said


def test_a_selection_says_its_condition_and_who_was_dropped_when() -> None:
    pair = estimate(-1.0, -1.4, -0.6)
    selection = Selection(
        indifference=0.5,
        confidence=0.95,
        best="B",
        survivors=("B",),
        eliminated={"C": 70, "A": 110},
        replications={"A": 110, "B": 110, "C": 70},
        enough=200,
        differences={},
    )
    found = compared_as(
        {("A", "B"): pair}, {"A": 5.0, "B": 4.0}, best="B", regret=0.0, attained=0.99, selection=selection
    )
    said = plainly(found)
    assert "probability of at least 95 % B is the best, if the best is better than every other by 0.5 min" in said
    assert "C after 70 replications" in said
    assert found.best == "B"
    other = dataclasses.replace(found, selection=dataclasses.replace(selection, best="C", survivors=("C",)))
    assert other.best is None
    assert "is best" not in answer(other, "en")


def test_no_confidence_is_called_certainty_and_no_clear_bound_looks_like_nought() -> None:
    assert (per_cent(1.0), per_cent(0.95)) == ("99.9 %", "95 %")
    assert decimals(estimate(0.12, 0.004, 0.23)) == 3
    assert decimals(estimate(0.12, -0.004, 0.23)) is None
    assert decimals(Estimate(mean=0.01, low=0.0004, high=0.02, unit="share")) == 2
    assert (listed(["A"], "en"), listed(["A", "B", "C"], "en"), listed(["A", "B"], "zh")) == (
        "A",
        "A, B and C",
        "A 和 B",
    )


# Tables, page, files


def real() -> Compared:
    record = better_plan()
    assert record.before is not None
    found = compared_as({("A", "B"): estimate(-1.0, -1.4, -0.6)}, {"A": 5.0, "B": 4.0}, best="B", regret=0.0)
    return dataclasses.replace(found, comparison=comparison(found.runs, "wait_minutes"))


def test_measures_come_in_the_order_in_which_people_ask_without_what_the_hall_does_not_have() -> None:
    found = real()
    names = list(found.measures)
    assert names == sorted(names, key=ORDER.index)
    assert names[0] == "wait_minutes"
    absent = [m for m in IF_ANY if all(runs.values.get(m, np.zeros(1)).sum() == 0 for runs in found.runs.values())]
    assert absent
    assert not set(absent) & set(names)
    assert [line.name for line in measure_lines(found, "zh")] == [measure_name(m, "zh") for m in names]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_holds_all_it_shows_and_escapes_names(lang: str) -> None:
    found = real()
    first, second = found.names
    hostile = "<script>alert(1)</script>"
    named = {first: first, second: hostile}

    def rename(of: Mapping[str, Any]) -> dict[str, Any]:
        return {named[name]: value for name, value in of.items()}

    renamed = dataclasses.replace(
        found,
        request=dataclasses.replace(found.request, names=tuple(named.values())),
        candidates=tuple(dataclasses.replace(one, name=named[one.name]) for one in found.candidates),
        runs=rename(found.runs),
        comparison=comparison(rename(found.runs), "wait_minutes"),
        measures={measure: rename(of) for measure, of in found.measures.items()},
        differences={measure: rename(of) for measure, of in found.differences.items()},
        equity=rename(found.equity),
    )
    page = render(renamed, lang)
    assert "<script" not in page
    assert not re.findall(r"""(?:src|href)=["'](?!data:)""", page)
    assert page.count("<img") == 3


def test_a_folder_depends_on_nothing_but_the_comparison(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        fill(real(), folder, ["", ""])
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert Path("comparison.html") in files
    assert Path("candidates/2/measures.json") in files
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in files)


# The command


@pytest.fixture
def better(small_folder: Path, tmp_path: Path) -> str:
    """The small hall under a plan with more windows, as a candidate."""
    scenario = load(small_folder)
    plan = open_more_windows(scenario, todays_plan(scenario, 2), zone="public", count=2)
    plan_folder.write(plan, _made(tmp_path / "plan"))
    return f"{small_folder}@{tmp_path / 'plan'}"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_compare_writes_a_folder_that_rerun_makes_again(
    hall: Hall, small_folder: Path, better: str, tmp_path: Path
) -> None:
    out = tmp_path / "kept"
    options = ("--days", 2, "--replications", 6, "--workers", 1, "--out", out)
    code, _, _ = hall("compare", small_folder, better, *options)
    assert code == 0
    found = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    assert found["scenarios"] == [str(small_folder), better]
    assert {"leader", "inseparable", "equity", "inputs", "pairing", "provenance", "pairs"} <= set(found)
    assert found["inputs"][better]["scenario"] == []
    assert found["inputs"][better]["plan"] != []
    assert found["provenance"][better]["replications"] == [20_000, 20_005]
    code, out_again, _ = hall("rerun", out, "--workers", 1, "--json")
    again = json.loads(out_again)
    assert (code, again["different"], again["not_repeated"]) == (0, [], [])
    assert {"comparison.json", "comparison.html", "measures.csv"} <= set(again["same"])


def test_a_selection_is_compared_on_fresh_demand(hall: Hall, small_folder: Path, better: str) -> None:
    options = ("--days", 2, "--replications", 10, "--most", 20, "--matters", 30, "--workers", 1, "--json")
    code, out, _ = hall("compare", small_folder, better, *options)
    found = json.loads(out)
    assert code == 0
    assert found["selection"]["matters"] == 30
    assert set(found["selection"]["replications"]) == {str(small_folder), better}
    assert all(made["replications"][0] == 20_000 for made in found["provenance"].values())


def test_replications_go_on_until_the_interval_is_narrow(hall: Hall, small_folder: Path, better: str) -> None:
    options = ("--days", 1, "--replications", 4, "--workers", 1, "--json", "--most", 12)
    _, out, _ = hall("compare", small_folder, better, "--floor", 1000, *options)
    loose = json.loads(out)
    assert (loose["reached"], loose["replications"]) == (True, 4)
    _, out, _ = hall("compare", small_folder, better, "--precision", "0.001%", *options)
    tight = json.loads(out)
    assert (tight["reached"], tight["replications"]) == (False, 12)
    assert any("Not reached" in remark for remark in tight["remarks"])


@pytest.mark.parametrize("asked", [("--precision", "2%"), ("--matters", "1"), ()])
def test_a_measure_without_values_decides_nothing(
    hall: Hall, small_folder: Path, better: str, asked: tuple[str, ...]
) -> None:
    """The small hall has no projects."""
    options = ("--by", "project_days", "--days", 1, "--replications", 3, "--workers", 1, "--json")
    code, out, _ = hall("compare", small_folder, better, *options, *asked)
    found = json.loads(out)
    assert (code, found["best"], found["confidence"], found["regret"]) == (0, None, None, None)
    assert found["reached"] is not True
    assert "Nothing can be said" in found["sentence"]


def test_every_fault_is_told_at_once(hall: Hall, small_folder: Path) -> None:
    options = ("--days", 0, "--precision", "x", "--floor", "2%", "--by", "wait_minutes", "--seed", -1, "--json")
    code, out, _ = hall("compare", small_folder, *options)
    faults = [fault["code"] for fault in json.loads(out)["faults"]]
    assert code == 2
    assert sorted(faults) == ["NOT_A_SHARE", "OUT_OF_RANGE", "SEED_RANGE", "TWO_NEEDED", "TYPE"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--by", "visits"), "BAD_CHOICE"),
        (("--by", "wait_p90_minutes", "--matters", "1"), "NO_SELECTION"),
        (("--matters", "0"), "OUT_OF_RANGE"),
        (("--most", "60"), "NOTHING_TO_REACH"),
        (("--precision", "2%", "--most", "20"), "MOST_BELOW"),
        (("--precision", "2%", "--replications", "1"), "TOO_FEW"),
        (("--precision", "100%"), "OUT_OF_RANGE"),
    ],
)
def test_what_makes_no_sense_is_refused(hall: Hall, small_folder: Path, options: tuple[str, ...], code: str) -> None:
    exit_code, out, _ = hall("compare", small_folder, "huaian", *options, "--json")
    assert (exit_code, [fault["code"] for fault in json.loads(out)["faults"]]) == (2, [code])


def test_a_folder_of_somebody_else_is_left_alone(hall: Hall, small_folder: Path, better: str, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", encoding="utf-8")
    code, out, _ = hall("compare", small_folder, better, "--out", tmp_path / "mine", "--json")
    assert (code, json.loads(out)["faults"][0]["code"]) == (2, "OUT_NOT_OURS")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(("lang", "words"), [("en", "Who gains and who loses"), ("zh", "得失分布")])
def test_people_read_the_answer_first(hall: Hall, small_folder: Path, better: str, lang: str, words: str) -> None:
    code, out, _ = hall("compare", small_folder, better, "--days", 1, "--replications", 3, "--lang", lang)
    assert code == 0
    assert words in out
    assert out.index("15") > len(out.splitlines()[0])
