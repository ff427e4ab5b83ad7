"""What reports say about cases: where their time goes, what is late, and the warnings, in page and workbook."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import openpyxl
import polars as pl
import pytest

from report_records import better_plan, named, single_run
from reports import case_sheets, excel, html, supervision
from reports.actions.run import keep
from reports.case_times import bars
from reports.late import late_departments, late_items, late_steps
from reports.names import Names
from reports.record import Record, load
from reports.tables import IF_ANY, OF_CASES, ORDER, case_rows, hall_rows, measure_name
from sim.demand import draw
from sim.engine import simulate
from sim.measures.registry import MEASURES
from sim.measures.time_split import PARTS
from sim.measures.warnings import SCHEMA, warnings

HOSTILE = "<script>alert(1)</script> {0} {state}"


@cache
def supervised() -> Record:
    """The record of two plans, with warnings of its first replication as if little time were promised."""
    record = better_plan()
    hurried = replace(
        record.scenario,
        items=tuple(replace(item, promised_days=item.promised_days and 1) for item in record.scenario.items),
        steps=tuple(replace(step, limit_days=0) for step in record.scenario.steps),
    )
    made = record.runs.provenance
    demand = draw(hurried, seed=made.seed, replication=made.replications[0], days=made.days)
    return replace(record, warnings=warnings(simulate(demand, record.plan, "simpy")))


def names(record: Record, lang: str = "en") -> Names:
    return Names(record.scenario, lang)


# ------------------------------------------------------------ measures


def test_every_measure_has_its_place() -> None:
    assert set(ORDER) == set(MEASURES) | {"lost"}
    assert set(OF_CASES) | set(IF_ANY) <= set(MEASURES)


def test_measures_of_what_a_hall_does_not_have_are_not_shown() -> None:
    shown = {row.name for row in hall_rows(single_run().runs, None, "en")}
    assert measure_name("overdue_share", "en") in shown
    assert not shown & {measure_name(name, "en") for name in ("projects_closed", "inspector_utilisation")}
    assert not shown & {measure_name(name, "en") for name in ("overtime_hours", "helper_cost")}


def test_what_only_one_of_two_plans_has_is_shown() -> None:
    record = better_plan()
    assert record.before is not None
    overtime = {**record.runs.values, "overtime_hours": record.runs.values["overtime_hours"] + 3.0}
    rows = case_rows(replace(record.runs, values=overtime), record.before, "en")
    row = next(row for row in rows if row.name == measure_name("overtime_hours", "en"))
    assert (row.before, row.after) == ("0", "3")


# ------------------------------------------------------------ where the time goes


def test_bars_are_means_over_all_decided_cases() -> None:
    record = better_plan()
    found = bars(names(record), record.runs)
    times = record.runs.times.filter(pl.col("part").is_in(PARTS))
    closed = record.runs.values["cases_closed"].sum()
    assert sum(found[0].days.values()) == pytest.approx(times["working_days"].sum() / closed)
    assert [bar.of_department for bar in found] == sorted(bar.of_department for bar in found)
    whole = [sum(bar.days.values()) for bar in found if bar.of_department]
    assert whole == sorted(whole, reverse=True)


def test_a_promise_is_the_mean_over_the_cases_decided() -> None:
    record = better_plan()
    promised = {item.id: item.promised_days or 0 for item in record.scenario.items}
    closed = dict(record.runs.items.group_by("item").agg(pl.col("closed").sum()).iter_rows())
    mean = sum(promised[item] * count for item, count in closed.items()) / sum(closed.values())
    assert bars(names(record), record.runs)[0].promised == pytest.approx(mean)


def test_nothing_decided_gives_no_bar() -> None:
    record = better_plan()
    none = record.runs.items.with_columns(closed=pl.lit(0))
    nothing = record.runs.times.with_columns(working_days=pl.lit(0.0))
    assert bars(names(record), replace(record.runs, items=none, times=nothing)) == []


# ------------------------------------------------------------ what is late


def test_the_largest_shares_come_first_over_all_replications() -> None:
    record = better_plan()
    late = pl.DataFrame(
        {
            "department": ["industry", "culture", "sports", "industry", "culture", "sports"],
            "due": [10, 2, 5, 30, 2, 5],
            "overdue": [1, 1, 0, 3, 2, 0],
            "tardiness_days": [2.0, 1.0, 0.0, 6.0, 5.0, 0.0],
            "replication": [0, 0, 0, 1, 1, 1],
        }
    )
    rows = late_departments(names(record), replace(record.runs, departments=late))
    assert [(row.name, row.due, row.share, row.days) for row in rows] == [
        ("Culture", "2", "75.0 %", "1.50"),
        ("Industry and commerce", "20", "10.0 %", "0.20"),
    ]


def test_a_step_that_runs_late_names_its_item_and_how_long_it_waits() -> None:
    record = better_plan()
    late = pl.DataFrame(
        {
            "step": ["register_review"], "item": ["register"], "department": ["industry"], "done": [4],
            "waiting_hours": [12.0], "elapsed_hours": [14.0], "due": [5], "late": [2], "days_late": [3.0],
            "replication": [0],
        }
    )  # fmt: skip
    (row,) = late_steps(names(record), replace(record.runs, steps=late))
    assert (row.name, row.of) == ("Review", "Registration of a company · Industry and commerce")
    assert (row.due, row.share, row.days, row.waiting, row.elapsed) == ("5", "40.0 %", "0.60", "3", "3.5")


def test_what_is_never_late_is_not_listed() -> None:
    record = better_plan()
    items = record.runs.items.with_columns(overdue=pl.lit(0))
    assert late_items(names(record), replace(record.runs, items=items)) == []


# ------------------------------------------------------------ warnings


def test_the_page_lists_the_warnings_of_the_last_day_or_of_a_chosen_one() -> None:
    record = supervised()
    assert record.warnings is not None
    days = record.warnings["day"].unique().sort().to_list()
    page = html.render(record, "en")
    assert f"warnings at opening, {record.dates[days[-1]]}" in page
    assert f"warnings at opening, {record.dates[days[0]]}" in html.render(record, "en", warned_on=days[0])


def test_the_most_urgent_warnings_come_first() -> None:
    record = supervised()
    assert record.warnings is not None
    day = supervision.of_day(names(record), record.warnings)
    assert day is not None
    dues = [row.due for row in day.rows if row.about == "case"]
    assert dues == sorted(dues)
    assert all(row.held_by for row in day.rows)
    counted = sum(row["cases_warned"] + row["cases_overdue"] for row in day.by_day)
    assert counted == record.warnings.filter(about="case").height


def test_without_warnings_the_page_says_nothing_of_them() -> None:
    record = replace(supervised(), warnings=pl.DataFrame(schema=SCHEMA))
    for shown in (html.render(record, "en"), html.render(better_plan(), "en")):
        assert "Supervision" not in shown
        assert "Where the time of decided cases goes" in shown


def test_a_hall_without_steps_has_no_section_on_cases() -> None:
    record = single_run()
    page = html.render(replace(record, scenario=replace(record.scenario, steps=())), "en")
    assert "<h2>Cases</h2>" not in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_in_one_language_and_names_stay_text(lang: str) -> None:
    record = named(supervised(), HOSTILE)
    both: Any = {"name_en": HOSTILE, "name_zh": HOSTILE}
    scenario = record.scenario
    renamed = replace(
        scenario,
        items=tuple(replace(item, **both) for item in scenario.items),
        steps=tuple(replace(step, **both) for step in scenario.steps),
    )
    page = html.render(replace(record, scenario=renamed), lang)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {0} {state}" in page
    assert ("<h2>承诺件办理</h2>" in page) == (lang == "zh")
    assert ("Held by" in page) == (lang == "en")


def test_the_workbook_has_the_warnings_of_all_days() -> None:
    record = supervised()
    assert record.warnings is not None
    book = openpyxl.load_workbook(io.BytesIO(excel.render(record, "en")))
    assert book.sheetnames[-3:] == ["Cases", "Warnings", "Notes"]
    rows = list(book["Warnings"].iter_rows(min_row=2, values_only=True))
    ours = supervision.urgent_first(record.warnings)
    assert [(row[0], row[3], row[7]) for row in rows] == [
        (str(date), case, left) for date, case, left in ours.select("date", "case", "days_left").iter_rows()
    ]
    words = [cell.value for row in book["Cases"].iter_rows(max_col=1) for cell in row if cell.value]
    assert "Departments with the largest share of overdue cases" in words
    assert "Time from receipt to decision (working days)" in words


def test_more_warnings_than_a_workbook_should_hold_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    record = supervised()
    assert record.warnings is not None
    monkeypatch.setattr(case_sheets, "MOST_WARNINGS", 3)
    book = openpyxl.load_workbook(io.BytesIO(excel.render(record, "en")))
    last = [row[0] for row in book["Warnings"].iter_rows(values_only=True)][4:]
    assert last == [f"{len(record.warnings) - 3} more rows are left out."]


def test_a_folder_keeps_steps_and_warnings(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("kept") / "run"
    record = supervised()
    keep(replace(record, result={"status": "feasible"}), folder)
    back = load(folder)
    assert back.warnings is not None
    assert back.warnings.schema == SCHEMA
    assert pl.read_parquet(folder / "steps.parquet")["began"].null_count() == 0
    values = back.runs.values["trips_per_case"]
    assert np.array_equal(values, record.runs.values["trips_per_case"], equal_nan=True)
