"""What differs between two inputs: exactly what was changed, and much that changes alike said once."""

from __future__ import annotations

import datetime as dt
import json
import math
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import halls
from reports.input_differences import DifferenceRow, input_rows, plan_rows
from reports.names import Names
from sim.domain.scenario_data import Scenario
from sim.plan.difference import PlanDifference, PlanQuantity, plan_differences
from sim.plan.sessions import DeskSession, Plan, Session
from sim.scenario import load
from sim.scenario.difference import SETTINGS, Change, InputDifference, input_differences
from sim.scenario.schema import FILES, TABLES
from sim.scenario.source import shipped_folder
from sim.scenario.vary import Edit, vary

WHATIFS = sorted((shipped_folder() / "huaian" / "whatif").glob("*.toml"))
LABELS = {"extends", "name", "title_en", "title_zh", "question_en", "question_zh"}

Changed = dict[tuple[str, str, str], tuple[Any, Any]]
"""(table, key, id) → (before, after)."""


@pytest.fixture(scope="module")
def huaian() -> Scenario:
    return load("huaian")


@pytest.fixture
def small(small_folder: Path) -> Scenario:
    return load(small_folder)


@cache
def whatif(name: str) -> Scenario:
    return load(f"huaian/whatif/{name}")


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return str(value) if isinstance(value, StrEnum) else value


class Stated:
    """What the TOML files of a what-if state, worked out with nothing of the program but the base's values."""

    def __init__(self, base: Scenario) -> None:
        self.base = base
        self.settings: dict[str, Any] = {}
        self.cells: dict[tuple[str, str, str], Any] = {}
        self.added: dict[str, set[str]] = {}

    def read(self, file: Path) -> Stated:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
        if values["extends"] != "scenario.toml":
            self.read(file.with_name(values["extends"]))
        for edit in values.pop("edit", []):
            self._edit(FILES[edit["table"]], edit)
        for add in values.pop("add", []):
            self.added.setdefault(FILES[add["table"]], set()).add(add["row"]["id"])
        self.settings |= dict(self._leaves((), values))
        return self

    def _leaves(self, path: tuple[str, ...], section: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, value in section.items():
            if isinstance(value, dict):
                yield from self._leaves((*path, name), value)
            elif path or name not in LABELS:
                yield ".".join((*path, name)), value

    def _edit(self, table: str, edit: dict[str, Any]) -> None:
        for row in getattr(self.base, table):
            if all(self._holds(table, row, column, wanted) for column, wanted in edit.get("where", {}).items()):
                for column, value in edit.get("set", {}).items():
                    self.cells[table, column, str(row.id)] = None if value == "" else value
                for column, factor in edit.get("multiply", {}).items():
                    value = self._value(table, row, column) * factor
                    whole = isinstance(getattr(row, column), int)
                    self.cells[table, column, str(row.id)] = math.floor(value + 0.5) if whole else value

    def _value(self, table: str, row: Any, column: str) -> Any:
        return self.cells.get((table, column, str(row.id)), plain(getattr(row, column)))

    def _holds(self, table: str, row: Any, column: str, wanted: Any) -> bool:
        value = self._value(table, row, column)
        held = value if isinstance(value, list) else [value]
        return any(one in (wanted if isinstance(wanted, list) else [wanted]) for one in held)

    def changed(self) -> Changed:
        rows = {(table, str(row.id)): row for table in TABLES for row in getattr(self.base, table)}
        pairs: Changed = {
            (table, column, row): (plain(getattr(rows[table, row], column)), after)
            for (table, column, row), after in self.cells.items()
        }
        for key, after in self.settings.items():
            before: Any = self.base.settings
            for part in key.split("."):
                before = getattr(before, part)
            pairs[SETTINGS, key, ""] = (self._clock(plain(before)), after)
        return {place: pair for place, pair in pairs.items() if pair[0] != pair[1]}

    def _clock(self, value: Any) -> Any:
        """Times of day in lists of settings are minutes in memory (the only ones that the what-ifs change)."""
        minutes = isinstance(value, list) and all(isinstance(one, int) and one > 7 for one in value) and value
        return [f"{one // 60:02}:{one % 60:02}" for one in value] if minutes else value


@pytest.mark.parametrize("file", WHATIFS, ids=[file.stem for file in WHATIFS])
def test_a_shipped_what_if_differs_in_what_it_states_and_in_nothing_else(huaian: Scenario, file: Path) -> None:
    found = input_differences(huaian, whatif(file.stem))
    stated = Stated(huaian).read(file)
    expected = stated.changed()
    if file.stem == "outage_one_hour":
        (outage,) = expected.pop((SETTINGS, "absence.outages", ""))[1]
        expected[SETTINGS, "absence.outages[0]", ""] = (None, {**outage, "departments": []})
    values = [one for one in found if one.change is Change.CHANGED]
    seen = [(one.table, one.key, row) for one in values for row in one.rows or ("",)]
    assert sorted(seen) == sorted(expected)
    for one in values:
        pairs = [expected[one.table, one.key, row] for row in one.rows or ("",)]
        assert list(one.before) == distinct([before for before, _ in pairs])
        assert list(one.after) == distinct([after for _, after in pairs])
        if one.factor is not None:
            assert all(after == pytest.approx(before * one.factor, rel=1e-9) for before, after in pairs)
    others = {(one.table, one.change): set(one.rows) for one in found if one.change is not Change.CHANGED}
    assert others == {(table, Change.ADDED): rows for table, rows in stated.added.items()}
    assert [one.table for one in found] == sorted([one.table for one in found], key=[SETTINGS, *TABLES].index)


def distinct(values: list[Any]) -> list[Any]:
    return [value for index, value in enumerate(values) if value not in values[:index]]


def test_the_shipped_what_ifs_are_said_briefly(huaian: Scenario) -> None:
    differences = {file.stem: input_differences(huaian, whatif(file.stem)) for file in WHATIFS}
    assert max(map(len, differences.values())) == len(differences["property_one_window"]) == 11
    (one,) = differences["noon_open"]
    assert (one.table, one.key, one.before, one.after) == ("departments", "noon", ("closed",), ("in_turn",))
    assert set(one.rows) == {department.id for department in huaian.departments if department.noon == "closed"}


def changed(scenario: Scenario, *edits: Edit) -> tuple[InputDifference, ...]:
    return input_differences(scenario, vary(scenario, edits))


def to(key: str, value: object) -> Edit:
    return Edit(key=key, value=value)


def times(key: str, factor: float) -> Edit:
    return Edit(key=key, value=factor, multiply=True)


def test_the_same_input_differs_in_nothing_whatever_it_is_called(huaian: Scenario) -> None:
    labels = replace(huaian.settings, name="x", title_en="y", title_zh="z", question_en="?", question_zh="？")
    assert input_differences(huaian, huaian) == ()
    assert input_differences(huaian, load("huaian")) == ()
    assert input_differences(huaian, replace(huaian, settings=labels, hash="other", notes=())) == ()


def test_rows_multiplied_alike_are_one_difference(huaian: Scenario) -> None:
    (one,) = changed(huaian, times("items.mean_minutes", 1.2))
    before = [item.mean_minutes for item in huaian.items]
    assert (one.table, one.key, one.change, one.unit) == ("items", "mean_minutes", Change.CHANGED, "min")
    assert one.factor == 1.2
    assert one.rows == tuple(item.id for item in huaian.items)
    assert (min(one.before), max(one.before)) == (min(before), max(before))
    assert max(one.after) == pytest.approx(1.2 * max(before))


def test_rows_set_to_one_value_are_one_difference(huaian: Scenario) -> None:
    (one,) = changed(huaian, to("queues.patience_mean_minutes", 90))
    assert len(one.rows) == len(huaian.queues)
    assert set(one.before) == {queue.patience_mean_minutes for queue in huaian.queues}
    assert one.after == (90,)
    assert one.factor is None


def test_two_changes_of_one_column_are_told_apart(small: Scenario) -> None:
    found = changed(small, to("officers.speed", 2), to("officers[department=industry].speed", 1.5))
    assert [(one.rows, one.before, one.after) for one in found] == [
        (("101", "201", "202", "301", "401", "501"), (1, 1.1), (2,)),
        (("007", "008", "009"), (1, 0.9), (1.5,)),
    ]


def test_two_rows_that_change_from_different_values_to_one_stand_for_themselves(small: Scenario) -> None:
    found = changed(small, to("items[id=register|licence_change].mean_minutes", 9))
    assert [(one.rows, one.before, one.after) for one in found] == [
        (("licence_change",), (8,), (9,)),
        (("register",), (12,), (9,)),
    ]


def test_beyond_so_many_rows_of_a_column_the_rest_is_counted(huaian: Scenario) -> None:
    # squares: no two have the same factor or value
    items = tuple(replace(item, weight=1.0 + number) for number, item in enumerate(huaian.items))
    after = tuple(replace(item, weight=(2.0 + number) ** 2) for number, item in enumerate(huaian.items))
    found = input_differences(replace(huaian, items=items), replace(huaian, items=after), listed=5)
    assert [(one.change, len(one.rows)) for one in found] == [(Change.CHANGED, 1)] * 5 + [(Change.REST, len(items) - 5)]
    assert [row for one in found for row in one.rows] == [item.id for item in items]
    assert found[0].before == (1,)
    assert found[0].after == (4,)


def test_rows_come_and_go(small: Scenario) -> None:
    extra = replace(small.desks[0], id=9)
    without = replace(small, desks=(*small.desks[1:], extra), stops=())
    assert [(one.table, one.key, one.change, one.rows) for one in input_differences(small, without)] == [
        ("desks", "", Change.REMOVED, ("1",)),
        ("desks", "", Change.ADDED, ("9",)),
        ("stops", "", Change.REMOVED, ("register_pays",)),
    ]


def test_settings_differ_leaf_by_leaf_as_the_file_has_them(small: Scenario) -> None:
    found = changed(
        small, to("hours.close", "18:00"), to("arrivals.day_shape", ""), to("arrivals.day_kinds.make_up", 0.5),
        times("arrivals.weekday_factors", 1.5), to("customers.classes[0].share", 0.1),
        to("windows.rule", "longest_wait"), to("horizon.extra_closed", [dt.date(2026, 7, 3)]),
    )  # fmt: skip
    assert [(one.key, one.before, one.after) for one in found] == [
        ("horizon.extra_closed", ([],), ([dt.date(2026, 7, 3)],)),
        ("hours.close", ("17:30",), ("18:00",)),
        ("arrivals.day_shape", (25,), (None,)),
        ("arrivals.weekday_factors", ([1.0] * 7,), ([1.5] * 7,)),
        ("arrivals.day_kinds.make_up", (1,), (0.5,)),
        ("customers.classes[0].share", (0.05,), (0.1,)),
        ("windows.rule", ("own_first",), ("longest_wait",)),
    ]
    assert {one.table for one in found} == {SETTINGS}
    assert found[3].factor == 1.5
    assert json.loads(json.dumps(found[0].plain()))["after"] == [["2026-07-03"]]


def test_a_class_of_customers_that_is_gone_is_a_value_by_itself(small: Scenario) -> None:
    (one,) = changed(small, to("customers.classes", []))
    assert one.key == "customers.classes[0]"
    assert one.before[0]["share"] == 0.05
    assert one.after == (None,)


def test_nought_times_anything_has_no_factor(small: Scenario) -> None:
    (one,) = changed(small, to("hours.extension_minutes", 30))
    assert (one.before, one.after, one.factor) == ((0,), (30,), None)


@pytest.mark.parametrize(
    ("edit", "english", "chinese"),
    [
        (to("arrivals.scale", 1.2), ("arrivals.scale", "1", "1.2"), ("arrivals.scale", "1", "1.2")),
        (to("hours.extension_minutes", 30), ("hours.extension_minutes", "0 min", "30 min"),
         ("hours.extension_minutes", "0 分钟", "30 分钟")),
        (to("hours.last_ticket", "17:00"), ("hours.last_ticket", "—", "17:00"), ("hours.last_ticket", "—", "17:00")),
        (to("appointments.mean_lateness_minutes", -5), ("appointments.mean_lateness_minutes", "−10 min", "−5 min"),
         ("appointments.mean_lateness_minutes", "−10 分钟", "−5 分钟")),
        (times("arrivals.per_day", 0.5), ("arrivals.per_day (4 rows)", "6 to 110 per day", "× 0.5: 3 to 55 per day"),
         ("arrivals.per_day（4 行）", "6 至 110 /日", "× 0.5：3 至 55 /日")),
        (to("windows[id=4].queues", ["pensions", "grants"]), ("windows[id=4].queues", "pensions", "pensions, grants"),
         ("windows[id=4].queues", "pensions", "pensions、grants")),
        (to("departments[id=social|sports].online", False),
         ("departments[id=social|sports].online", "true", "false"),
         ("departments[id=social|sports].online", "true", "false")),
        (to("departments.link", "hand"), ("departments.link (4 rows)", "disc, real_time", "hand"),
         ("departments.link（4 行）", "disc、real_time", "hand")),
        (to("desks[id=3].id", 1_000), None, None),
    ],
)  # fmt: skip
def test_differences_are_rows_of_text_in_both_languages(
    small: Scenario, edit: Edit, english: tuple[str, str, str] | None, chinese: tuple[str, str, str]
) -> None:
    if english is None:
        other = replace(small, desks=(*small.desks[:2], replace(small.desks[2], id=1000)))
        found = input_differences(small, other)
        assert input_rows(found, "en") == [
            DifferenceRow(what="desks: rows removed", before="3", after="—"),
            DifferenceRow(what="desks: rows added", before="—", after="1000"),
        ]
        return
    found = changed(small, edit)
    assert [(row.what, row.before, row.after) for row in input_rows(found, "en")] == [english]
    assert [(row.what, row.before, row.after) for row in input_rows(found, "zh")] == [chinese]


def session(day: int, window: int, officer: str | None, start: int, end: int, department: str = "a") -> Session:
    return Session(day=day, window=window, officer=officer, department=department, start=start, end=end, queues=("q",))


def test_plans_differ_in_sessions_hours_and_officers() -> None:
    desk = DeskSession(day=0, desk=1, officer="z", department="b", start=540, end=600)
    one = Plan.of([session(0, 1, "x", 540, 720), session(1, 1, "x", 540, 720), session(0, 2, "y", 540, 600)], [desk])
    two = Plan.of([session(0, 1, "x", 540, 720), session(1, 1, "y", 540, 600), session(1, 2, "y", 600, 660)], [desk])
    assert plan_differences(one, one) == plan_differences(one, Plan(one.sessions, one.desks)) == ()
    assert plan_differences(one, two) == (
        PlanDifference(quantity=PlanQuantity.CHANGED_SESSIONS, before=2, after=2),
        PlanDifference(quantity=PlanQuantity.CHANGED_OFFICERS, before=None, after=2),
        # (3 + 3 + 1 h) and (3 + 1 + 1 h) on two days
        PlanDifference(quantity=PlanQuantity.HOURS, before=3.5, after=2.5, department="a"),
    )


def test_hours_of_plans_of_different_length_are_those_of_a_day() -> None:
    short = Plan.of([session(0, 1, None, 540, 720)])
    long = Plan.of([session(day, 1, None, 540, 720) for day in range(4)])
    assert plan_differences(short, long) == (
        PlanDifference(quantity=PlanQuantity.DAYS, before=1, after=4),
        PlanDifference(quantity=PlanQuantity.SESSIONS, before=1, after=4),
    )


def test_a_plan_without_sessions_is_compared_too() -> None:
    empty, one = Plan.of([]), Plan.of([session(0, 1, None, 540, 720)])
    assert plan_differences(empty, empty) == ()
    assert plan_differences(empty, one)[-1] == PlanDifference(
        quantity=PlanQuantity.HOURS, before=0, after=3, department="a"
    )


def test_departments_that_change_most_are_named_and_the_others_added_up() -> None:
    scenario = Scenario(settings=halls.settings(1))
    before = [session(0, number, None, 540, 600, f"d{number}") for number in range(1, 11)]
    after = [session(0, number, None, 540, 600 + 60 * number, f"d{number}") for number in range(1, 11)]
    found = plan_differences(Plan.of(before), Plan.of(after))
    rows = plan_rows(found, Names(scenario, "en"))
    hours = [row for row in rows if row.what.startswith("officer hours")]
    assert [row.what.rsplit(" ", 1)[-1] for row in hours[:8]] == [f"d{number}" for number in range(10, 2, -1)]
    assert hours[0] == DifferenceRow(what="officer hours a day: d10", before="1.0", after="11.0")
    # d1: 1 to 2 h, d2: 1 to 3 h
    assert (hours[8].before, hours[8].after) == ("2.0", "5.0")
    assert len(hours) == 9
    assert plan_rows(found, Names(scenario, "zh"))[0].what == "仅该方案有的班次"
