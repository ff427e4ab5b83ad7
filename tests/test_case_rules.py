"""The rules of casework: steps, meetings, inspectors and projects, each met and broken."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import tomli_w
from openpyxl import Workbook

import breaking as b
from sim.demand.casework import MAX_TIMES
from sim.domain.casework import MAX_STEPS
from sim.domain.scenario_data import Scenario
from sim.domain.units import ClockRule, DataLink, MeetingKind, StepKind
from sim.errors import Fault, ScenarioError
from sim.scenario import load, save
from sim.scenario.checks.projects import MOST_PARTS
from sim.words import text

STEPS = """
id,item,position,kind,name_en,name_zh,department,mean_minutes,sd_minutes,days,after,meeting,inspectors,link,clock,limit_days,origin
papers,register,1,papers,Papers,补正,industry,,,3,,,,,,,A4
review,register,2,desk,Review,审查,industry,25,20,,,,,,,2,F15
site,register,2,inspection,On site,现场勘察,industry,30,15,,,,team,,,,F15
council,register,3,meeting,Discussion,集体讨论,industry,,,,review;site,council,,,,,F15
sign,register,4,signature,Signature,签批,industry,,,,,head,,,,,F15
publish,register,5,wait,Publicity,公示,industry,,,2,,,,,statutory_stops,,A4
show_data,show_licence,1,transfer,To the platform,数据导入,culture,,,,,,,,,,F22
show_review,show_licence,2,desk,Review,审查,culture,40,30,,show_data,,,,,,F15
change_up,licence_change,1,forward,To the province,上报,industry,,,5,,,,disc,,,F16
"""
TABLES = {
    "steps": STEPS,
    "meetings": """
id,department,kind,name_en,name_zh,weekdays,every_weeks,time,minutes,capacity,notice_days,origin
council,industry,discussion,Council,集体讨论会,2,2,14:00,90,12,1,F15
head,industry,signing,Hours of the head,负责人签批,1;3;5,,16:00,,,,F15
""",
    "inspectors": """
id,department,name_en,name_zh,number,per_day,from_time,to_time,weekdays,travel_minutes,travel_sd_minutes,origin
team,industry,Site team,勘察组,2,3,9:00,15:00,1;2;3;4;5,60,30,F15
""",
    "projects": """
id,name_en,name_zh,per_day,profile,intake,promised_days,origin
factory,A factory,建厂,0.5,usual,intake,30,F20
""",
    "project_parts": """
id,project,position,item,after,origin
company,factory,1,register,,F20
change,factory,1,licence_change,,F20
show,factory,2,show_licence,company,F20
""",
}
INTAKE = "intake,Intake of a project,项目受理,service,industry,licences,,lognormal,20,10,,,F20"
SETTINGS = "[projects]\none_intake = true\nin_parallel = true"


@pytest.fixture
def folder(small_folder: Path) -> Path:
    """The small hall with every kind of step, a meeting, inspectors and a project."""
    for name, rows in TABLES.items():
        (small_folder / f"{name}.csv").write_text(rows.lstrip(), encoding="utf-8")
    b.together(b.add_row("items", INTAKE), b.append(SETTINGS))(small_folder)
    return small_folder


def rows_of(folder: Path, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((folder / f"{name}.csv").read_text(encoding="utf-8"))))


def cell(name: str, row: int, column: str, value: str) -> b.Break:
    """Give one cell of a table of this folder another value; the header is row 1."""

    def apply(folder: Path) -> None:
        rows = rows_of(folder, name)
        rows[row - 1][rows[0].index(column)] = value
        b.write_csv(folder, name, rows)

    return apply


def more(name: str, count: int, line: Callable[[int], str]) -> b.Break:
    """Add so many rows."""
    return b.together(*(b.add_row(name, line(n)) for n in range(count)))


def desk_step(number: int) -> str:
    return f"more_{number},register,{number + 6},desk,More,更多,industry,5,,,,,,,,,A"


def further_stop(number: int) -> str:
    return f"more_{number},register,{number + 2},pay,0.1,A"


def further_part(number: int) -> str:
    return f"more_{number},factory,{number + 3},register,,A"


def another_project(intake: str = "intake") -> b.Break:
    return b.together(
        b.add_row("projects", f"shop,A shop,开店,0.1,usual,{intake},,F20"),
        b.add_row("project_parts", "shop_company,shop,1,register,,F20"),
    )


def at_project_queue(change: b.Break) -> b.Break:
    """Customers come to the queue `grants` only for a project."""
    return b.together(cell("arrivals", 5, "per_day", "0"), cell("projects", 2, "intake", "grant"), change)


@dataclass(frozen=True)
class Rule:
    """A rule broken: the code, its place, and what the words must contain in both languages."""

    code: str
    file: str
    row: int | None
    key: str
    apply: b.Break
    en: str
    zh: str


BROKEN = [
    # graphs
    Rule("AFTER_ELSEWHERE", "steps.csv", 9, "after", cell("steps", 9, "after", "review"), '"register"', "“register”"),
    Rule("AFTER_NOT_BEFORE", "steps.csv", 3, "after", cell("steps", 3, "after", "site"), "lower than 2", "次序为 2"),
    Rule("AFTER_NOT_BEFORE", "steps.csv", 3, "after", cell("steps", 3, "after", "review"), '"review"', "“review”"),
    Rule("AFTER_NOT_BEFORE", "steps.csv", 3, "after", cell("steps", 3, "after", "sign"), "position 4", "次序为 4"),
    Rule("LISTED_TWICE", "steps.csv", 5, "after", cell("steps", 5, "after", "site;review;site"), '"site"', "“site”"),
    Rule("UNKNOWN_REF", "steps.csv", 5, "after", cell("steps", 5, "after", "review;sight"), '"site"', "相近：site"),
    Rule(
        "AFTER_ELSEWHERE",
        "project_parts.csv",
        5,
        "after",
        b.together(another_project(), cell("project_parts", 5, "after", "company")),
        'only rows of "shop"',
        "只能写“shop”",
    ),
    Rule(
        "AFTER_NOT_BEFORE",
        "project_parts.csv",
        2,
        "after",
        cell("project_parts", 2, "after", "change"),
        "lower than 1",
        "次序为 1",
    ),
    Rule(
        "LISTED_TWICE",
        "project_parts.csv",
        4,
        "after",
        cell("project_parts", 4, "after", "company;company"),
        "once",
        "只写一次",
    ),
    # what each kind of step needs
    Rule("STEP_LACKS", "steps.csv", 5, "meeting", cell("steps", 5, "meeting", ""), '"meeting"', "“meeting”"),
    Rule("STEP_LACKS", "steps.csv", 6, "meeting", cell("steps", 6, "meeting", ""), '"signature"', "“signature”"),
    Rule("STEP_LACKS", "steps.csv", 4, "inspectors", cell("steps", 4, "inspectors", ""), "inspectors", "inspectors"),
    Rule("NOT_FOR_KIND", "steps.csv", 3, "meeting", cell("steps", 3, "meeting", "head"), "leave the cell", "请留空"),
    Rule("NOT_FOR_KIND", "steps.csv", 7, "inspectors", cell("steps", 7, "inspectors", "team"), '"wait"', "“wait”"),
    Rule("NOT_FOR_KIND", "steps.csv", 4, "link", cell("steps", 4, "link", "hand"), "no link", "不用 link"),
    Rule("MEETING_KIND", "steps.csv", 5, "meeting", cell("steps", 5, "meeting", "head"), "discussion, ", "“signing”"),
    Rule("MEETING_KIND", "steps.csv", 6, "meeting", cell("steps", 6, "meeting", "council"), "signing", "（signing）"),
    Rule("UNKNOWN_REF", "steps.csv", 5, "meeting", cell("steps", 5, "meeting", "counsel"), "meetings", "meetings"),
    Rule("UNKNOWN_REF", "steps.csv", 4, "inspectors", cell("steps", 4, "inspectors", "x"), "inspectors", "inspectors"),
    Rule("PAPERS_WITHOUT_DAYS", "steps.csv", 2, "days", cell("steps", 2, "days", ""), "at least 1", "至少 1"),
    Rule("CLOCK_BEFORE_ACCEPTANCE", "steps.csv", 2, "clock", cell("steps", 2, "clock", "both_stop"), "runs", "runs"),
    Rule("BAD_CHOICE", "steps.csv", 3, "clock", cell("steps", 3, "clock", "stops"), "both_stop", "both_stop"),
    # times
    Rule("SD_TOO_SMALL", "steps.csv", 4, "sd_minutes", cell("steps", 4, "sd_minutes", "1e-9"), "1e-09", "标准差"),
    Rule("SD_WITHOUT_MEAN", "steps.csv", 4, "sd_minutes", cell("steps", 4, "mean_minutes", "0"), "15", "平均值为 0"),
    Rule("SD_WITHOUT_MEAN", "steps.csv", 3, "sd_minutes", cell("steps", 3, "mean_minutes", ""), "20", "平均值为 0"),
    Rule(
        "SD_TOO_SMALL",
        "inspectors.csv",
        2,
        "travel_sd_minutes",
        cell("inspectors", 2, "travel_sd_minutes", "1e-9"),
        "6e-05",
        "标准差",
    ),
    Rule(
        "SD_WITHOUT_MEAN",
        "inspectors.csv",
        2,
        "travel_sd_minutes",
        cell("inspectors", 2, "travel_minutes", ""),
        "30",
        "平均值为 0",
    ),
    # at most so many
    Rule(
        "TOO_MANY_STEPS",
        "steps.csv",
        25,
        "item",
        more("steps", 15, desk_step),
        '"register" has 21 steps; at most 20',
        "有 21 个环节，上限 20 个",
    ),
    Rule(
        "TOO_MANY_STOPS",
        "stops.csv",
        5,
        "item",
        more("stops", 3, further_stop),
        '"register" has 4 further stops; at most 3',
        "有 4 个后续站，上限 3 个",
    ),
    Rule(
        "TOO_MANY_PARTS",
        "project_parts.csv",
        62,
        "project",
        more("project_parts", 58, further_part),
        '"factory" has 61 parts; at most 60',
        "有 61 个办件，上限 60 个",
    ),
    # meetings and inspectors
    Rule("EMPTY", "meetings.csv", 3, "weekdays", cell("meetings", 3, "weekdays", " ; "), "something", "不能为空"),
    Rule("MISSING_FIELD", "meetings.csv", 3, "weekdays", cell("meetings", 3, "weekdays", ""), "missing", "缺少"),
    Rule("LISTED_TWICE", "meetings.csv", 3, "weekdays", cell("meetings", 3, "weekdays", "1;3;1"), '"1"', "“1”"),
    Rule("OUT_OF_RANGE", "meetings.csv", 3, "weekdays", cell("meetings", 3, "weekdays", "1;8"), "1 … 7", "1 … 7"),
    Rule("OUT_OF_RANGE", "meetings.csv", 3, "weekdays", cell("meetings", 3, "weekdays", "0"), "1 … 7", "1 … 7"),
    Rule("LIST_SEPARATOR", "meetings.csv", 3, "weekdays", cell("meetings", 3, "weekdays", "1,3"), '"1;3"', "“1;3”"),
    Rule("LIST_SEPARATOR", "meetings.csv", 3, "weekdays", cell("meetings", 3, "weekdays", "1、3"), '"1;3"', "“1;3”"),
    Rule("ZERO_FOR_NONE", "meetings.csv", 2, "capacity", cell("meetings", 2, "capacity", "0"), "empty", "请留空"),
    Rule(
        "OUT_OF_RANGE", "meetings.csv", 2, "every_weeks", cell("meetings", 2, "every_weeks", "53"), "1 … 52", "1 … 52"
    ),
    Rule("OUT_OF_RANGE", "inspectors.csv", 2, "number", cell("inspectors", 2, "number", "1001"), "1000", "1000"),
    Rule("EMPTY", "inspectors.csv", 2, "weekdays", cell("inspectors", 2, "weekdays", ";"), "something", "不能为空"),
    Rule("LISTED_TWICE", "inspectors.csv", 2, "weekdays", cell("inspectors", 2, "weekdays", "5;5"), '"5"', "“5”"),
    Rule("ZERO_SHIFT", "inspectors.csv", 2, "to_time", cell("inspectors", 2, "to_time", "9:00"), "09:00", "09:00"),
    Rule("TIME_ORDER", "inspectors.csv", 2, "to_time", cell("inspectors", 2, "to_time", "8:00"), "09:00", "早于 09:00"),
    # discs and overtime
    Rule(
        "EMPTY",
        "scenario.toml",
        33,
        "cases.disc_weekdays",
        b.append("[cases]\ndisc_weekdays = []"),
        "something",
        "不能为空",
    ),
    Rule(
        "LISTED_TWICE",
        "scenario.toml",
        33,
        "cases.disc_weekdays",
        b.append("[cases]\ndisc_weekdays = [1, 4, 1]"),
        '"1"',
        "“1”",
    ),
    Rule(
        "NOT_A_LIST",
        "scenario.toml",
        33,
        "cases.disc_weekdays",
        b.append("[cases]\ndisc_weekdays = 1"),
        "[ … ]",
        "[ … ]",
    ),
    Rule(
        "NO_DISC_TIMES",
        "scenario.toml",
        33,
        "cases.disc_times",
        b.append("[cases]\ndisc_times = []"),
        '"show_data"',
        "“show_data”",
    ),
    Rule(
        "OVERTIME_PAST_MIDNIGHT",
        "scenario.toml",
        33,
        "cases.overtime_minutes",
        b.append("[cases]\novertime_minutes = 390.5"),
        "390.5 minutes after closing at 17:30 lie past midnight: at most 390",
        "17:30 关门后加班 390.5 分钟将过午夜，上限 390 分钟",
    ),
    # projects
    Rule(
        "PROJECT_WITHOUT_PARTS",
        "projects.csv",
        3,
        "id",
        b.add_row("projects", "shop,A shop,开店,0,usual,,,F20"),
        '"shop"',
        "“shop”",
    ),
    Rule(
        "PART_WITHOUT_STEPS",
        "project_parts.csv",
        3,
        "item",
        cell("project_parts", 3, "item", "pool_licence"),
        '"pool_licence"',
        "“pool_licence”",
    ),
    Rule("NO_INTAKE", "projects.csv", 2, "intake", cell("projects", 2, "intake", ""), '"factory"', "“factory”"),
    Rule("INTAKE_KIND", "projects.csv", 2, "intake", cell("projects", 2, "intake", "register"), "licence", "licence"),
    Rule(
        "INTAKE_KIND",
        "projects.csv",
        2,
        "intake",
        cell("projects", 2, "intake", "licence_change"),
        '"preliminary_review"',
        "（service, outside）",
    ),
    Rule("INTAKE_KIND", "projects.csv", 2, "intake", cell("projects", 2, "intake", "pay"), '"payment"', "“payment”"),
    Rule(
        "ZERO_FOR_NONE",
        "projects.csv",
        2,
        "promised_days",
        cell("projects", 2, "promised_days", "0"),
        "at least 1",
        "至少写 1",
    ),
    Rule("UNKNOWN_REF", "projects.csv", 2, "profile", cell("projects", 2, "profile", "x"), "profiles", "profiles"),
    Rule("UNKNOWN_REF", "projects.csv", 2, "intake", cell("projects", 2, "intake", "x"), "items", "items"),
    Rule("UNKNOWN_REF", "project_parts.csv", 3, "item", cell("project_parts", 3, "item", "x"), "items", "items"),
    Rule("UNKNOWN_REF", "meetings.csv", 2, "department", cell("meetings", 2, "department", "x"), "depart", "depart"),
    Rule("UNKNOWN_REF", "inspectors.csv", 2, "department", cell("inspectors", 2, "department", "x"), "dep", "dep"),
    Rule(
        "NO_OFFICER",
        "queues.csv",
        6,
        "id",
        at_project_queue(cell("officers", 10, "role", "desk")),
        '"grants"',
        "“grants”",
    ),
    Rule(
        "NO_CAPACITY",
        "queues.csv",
        6,
        "id",
        at_project_queue(cell("windows", 8, "queues", "pensions")),
        '"grants"',
        "“grants”",
    ),
]

MET = [
    b.together(cell("steps", 3, "position", "1"), cell("steps", 4, "position", "1")),
    more("steps", 14, desk_step),
    more("stops", 2, further_stop),
    more("project_parts", 57, further_part),
    cell("steps", 5, "after", "review"),
    cell("steps", 5, "after", ""),
    cell("steps", 7, "after", "papers"),
    cell("steps", 10, "link", ""),
    cell("steps", 7, "days", "0"),
    cell("steps", 3, "sd_minutes", ""),
    cell("inspectors", 2, "weekdays", ""),
    cell("inspectors", 2, "travel_sd_minutes", ""),
    b.together(cell("inspectors", 2, "travel_minutes", ""), cell("inspectors", 2, "travel_sd_minutes", "")),
    cell("meetings", 2, "capacity", "1"),
    cell("meetings", 2, "every_weeks", "52"),
    cell("inspectors", 2, "number", "1000"),
    cell("meetings", 2, "kind", "hearing"),
    cell("meetings", 2, "kind", "expert_review"),
    cell("meetings", 2, "weekdays", "7;1"),
    cell("projects", 2, "promised_days", ""),
    cell("projects", 2, "intake", "pension_query"),
    b.together(cell("projects", 2, "intake", ""), cell("projects", 2, "per_day", "0")),
    b.together(cell("projects", 2, "intake", ""), b.toml("one_intake = true", "one_intake = false")),
    b.append("[cases]\novertime_minutes = 390"),
    b.append("[cases]\ndisc_weekdays = [3]"),
    b.together(
        cell("steps", 8, "link", "real_time"), cell("steps", 10, "link", "hand"), b.append("[cases]\ndisc_times = []")
    ),
]

ONLY_AT_WEEKENDS = cell("meetings", 2, "weekdays", "6;7")
SAID_ALOUD = [
    Rule("CLOSED_WEEKDAYS", "meetings.csv", 2, "weekdays", ONLY_AT_WEEKENDS, "6, 7 (1: Monday)", "6, 7（1 为周一）"),
    Rule(
        "CLOSED_WEEKDAYS",
        "meetings.csv",
        2,
        "weekdays",
        b.together(ONLY_AT_WEEKENDS, b.toml("days = 5", 'days = 5\ncalendar = "weekdays"')),
        '"weekdays"',
        "“weekdays”",
    ),
    Rule("CLOSED_WEEKDAYS", "inspectors.csv", 2, "weekdays", cell("inspectors", 2, "weekdays", "7"), "for ever", "等"),
    Rule(
        "CLOSED_WEEKDAYS",
        "scenario.toml",
        33,
        "cases.disc_weekdays",
        b.append("[cases]\ndisc_weekdays = [6]"),
        '"china"',
        "“china”",
    ),
    Rule("UNUSED_BY_KIND", "steps.csv", 7, "mean_minutes", cell("steps", 7, "mean_minutes", "3"), "effect", "不起作用"),
    Rule("UNUSED_BY_KIND", "steps.csv", 3, "days", cell("steps", 3, "days", "3"), '"desk"', "“desk”"),
    Rule(
        "ZERO_SERVICE",
        "steps.csv",
        4,
        "mean_minutes",
        b.together(cell("steps", 4, "mean_minutes", "0"), cell("steps", 4, "sd_minutes", "0")),
        '"site"',
        "“site”",
    ),
]

NOT_SAID = [
    b.together(ONLY_AT_WEEKENDS, b.toml("days = 5", 'days = 5\ncalendar = "every_day"')),
    b.together(ONLY_AT_WEEKENDS, b.toml("days = 5", "days = 5\nextra_open = [2026-07-11]")),
    cell("meetings", 2, "weekdays", "5;6;7"),
    b.together(
        cell("steps", 8, "link", "real_time"),
        cell("steps", 10, "link", "hand"),
        b.append("[cases]\ndisc_weekdays = [6]"),
    ),
]


def named(rules: list[Rule]) -> list[str]:
    return [f"{number}-{rule.code}" for number, rule in enumerate(rules)]


def said(found: tuple[Fault, ...], rule: Rule) -> None:
    """Only the expected one, at its place, in words that leave nothing out."""
    (fault,) = found
    place = fault.place
    assert (fault.code, place.file, place.row, place.key) == (rule.code, f"small/{rule.file}", rule.row, rule.key)
    english, chinese = (text(fault.code, language, **fault.values) for language in ("en", "zh"))
    assert rule.en in english
    assert rule.zh in chinese
    assert "{" not in english + chinese
    assert re.search("[一-鿿]", chinese)
    assert not re.search("[一-鿿]", english)


def hall_of(folder: Path) -> Scenario:
    hall = load(folder)
    assert not hall.notes
    return hall


def test_a_hall_with_every_kind_of_step_is_read(folder: Path) -> None:
    hall = hall_of(folder)
    steps = {step.id: step for step in hall.steps}
    assert {step.kind for step in hall.steps} == set(StepKind)
    assert steps["council"].after == ("review", "site")
    assert steps["review"].after == ()
    assert steps["publish"].clock is ClockRule.STATUTORY_STOPS
    assert steps["change_up"].link is DataLink.DISC
    assert steps["show_data"].link is None
    assert (steps["review"].limit_days, steps["site"].limit_days) == (2, None)
    assert [(m.id, m.kind, m.weekdays, m.capacity) for m in hall.meetings] == [
        ("council", MeetingKind.DISCUSSION, (2,), 12),
        ("head", MeetingKind.SIGNING, (1, 3, 5), None),
    ]
    assert (hall.inspectors[0].from_time, hall.inspectors[0].travel_minutes) == (540, 60)
    assert [(part.id, part.after) for part in hall.project_parts] == [
        ("change", ()),
        ("company", ()),
        ("show", ("company",)),
    ]
    assert hall.settings.projects.one_intake


@pytest.mark.parametrize("rule", BROKEN, ids=named(BROKEN))
def test_a_broken_rule_is_told_once_with_its_place_in_both_languages(rule: Rule, folder: Path) -> None:
    rule.apply(folder)
    with pytest.raises(ScenarioError) as caught:
        load(folder)
    said(caught.value.faults, rule)


@pytest.mark.parametrize("apply", MET)
def test_what_the_rules_allow_is_read(apply: b.Break, folder: Path) -> None:
    apply(folder)
    hall_of(folder)


@pytest.mark.parametrize("rule", SAID_ALOUD, ids=named(SAID_ALOUD))
def test_what_would_wait_or_be_passed_over_is_said_aloud(rule: Rule, folder: Path) -> None:
    rule.apply(folder)
    said(load(folder).notes, rule)


@pytest.mark.parametrize("apply", NOT_SAID)
def test_nothing_is_said_of_weekdays_that_come(apply: b.Break, folder: Path) -> None:
    apply(folder)
    hall_of(folder)


def test_all_that_may_be_read_of_a_case_or_a_project_has_a_bit() -> None:
    """Bits of a number without its sign: each time of each step and the way back to the department; each part."""
    assert MAX_STEPS * MAX_TIMES + 1 < 63
    assert MOST_PARTS < 63


def test_without_one_intake_each_parts_queue_needs_an_officer(folder: Path) -> None:
    b.together(
        b.toml("one_intake = true", "one_intake = false"),
        cell("arrivals", 4, "per_day", "0"),
        cell("officers", 8, "role", "desk"),
        cell("officers", 9, "role", "desk"),
    )(folder)
    with pytest.raises(ScenarioError) as caught:
        load(folder)
    assert [(fault.code, fault.values["value"]) for fault in caught.value.faults] == [
        ("NO_OFFICER", "handled_together")
    ]
    b.toml("one_intake = false", "one_intake = true")(folder)
    hall_of(folder)


def test_saved_and_loaded_it_is_the_same_hall(folder: Path, tmp_path: Path) -> None:
    hall = hall_of(folder)
    save(hall, tmp_path / "copy")
    assert load(tmp_path / "copy") == hall
    assert "head,industry,signing" in (tmp_path / "copy" / "meetings.csv").read_text(encoding="utf-8")
    assert ",1;3;5,1,16:00," in (tmp_path / "copy" / "meetings.csv").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------ lists in cells


def to_sheet(folder: Path, name: str, address: str, value: str | float) -> None:
    """Put a table into a workbook, with one cell as a spreadsheet would keep it."""
    book = Workbook()
    assert book.active is not None
    for line in rows_of(folder, name):
        book.active.append([value or None for value in line])
    book.active[address] = value
    (folder / f"{name}.csv").unlink()
    book.save(folder / f"{name}.xlsx")


@pytest.mark.parametrize(
    ("value", "read", "notes"),
    [
        (2, (2,), []),
        (2.0, (2,), []),
        ("2", (2,), []),
        ("1;3", (1, 3), []),
        (" 1 ; 3; ", (1, 3), []),
        ("1；3", (1, 3), ["FULLWIDTH_SEPARATOR"]),
        ("１;３", (1, 3), ["FULLWIDTH_NUMBER", "FULLWIDTH_NUMBER"]),
    ],
)
def test_whole_numbers_in_a_sheets_cell_are_a_list(
    value: str | float, read: tuple[int, ...], notes: list[str], folder: Path
) -> None:
    to_sheet(folder, "meetings", "F3", value)
    hall = load(folder)
    assert hall.meetings[1].weekdays == read
    assert [note.code for note in hall.notes] == notes


def test_one_number_in_a_sheets_cell_of_ids_is_a_list_of_one(folder: Path) -> None:
    cell("steps", 3, "id", "2")(folder)
    to_sheet(folder, "steps", "K5", 2)
    assert next(step for step in hall_of(folder).steps if step.id == "council").after == ("2",)


@pytest.mark.parametrize(("written", "read"), [([1, 3], (1, 3)), (2, (2,)), ("1;3", (1, 3))])
def test_in_toml_a_list_may_be_a_list_one_number_or_a_cell(
    written: object, read: tuple[int, ...], folder: Path
) -> None:
    rows: list[dict[str, object]] = [
        {name: value for name, value in zip(rows_of(folder, "meetings")[0], line, strict=True) if value}
        for line in rows_of(folder, "meetings")[1:]
    ]
    rows[1]["weekdays"] = written
    (folder / "meetings.csv").unlink()
    b.append(tomli_w.dumps({"meetings": rows}))(folder)
    assert hall_of(folder).meetings[1].weekdays == read


def test_an_overlay_finds_and_sets_lists(folder: Path) -> None:
    (folder / "whatif" / "w.toml").write_text(
        """
extends = "scenario.toml"
[cases]
disc_weekdays = [2, 4]
[[edit]]
table = "meetings"
where = { weekdays = 3 }
set = { weekdays = [1, 2, 3, 4, 5] }
[[edit]]
table = "steps"
where = { after = "site" }
set = { after = ["review"] }
""",
        encoding="utf-8",
    )
    hall = hall_of(folder / "whatif" / "w.toml")
    assert hall.settings.cases.disc_weekdays == (2, 4)
    assert [meeting.weekdays for meeting in hall.meetings] == [(2,), (1, 2, 3, 4, 5)]
    assert next(step for step in hall.steps if step.id == "council").after == ("review",)
