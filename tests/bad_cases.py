"""The cases of `bad_inputs.yaml` that concern a scenario, each written into a small hall."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from openpyxl.utils.datetime import CALENDAR_MAC_1904

import breaking as b

LISTED = {case["id"]: case for case in yaml.safe_load((Path(__file__).parent / "bad_inputs.yaml").read_text())["cases"]}
LEFT = {
    "N27": "a budget of replications is an option of commands",
    "R17": "--out is an option of commands",
    "O04": "names of sheets are made where reports are written",
    "O07": "a mean without customers is shown by reports",
    **dict.fromkeys(("W01", "W02", "W04", "W05", "W07", "W08", "W10", "W11", "W13", "W14"), "the page"),
    **dict.fromkeys(("S01", "S02", "S04", "S05"), "the store of results"),
}


@dataclass(frozen=True)
class Case:
    """How a listed case is written, and where its fault or note must stand."""

    id: str
    apply: b.Break
    code: str | None = None
    """The expected code; None: accepted without any note of a code of its own."""
    file: str = "scenario.toml"
    row: int | None = None
    key: str | None = None
    reject: bool = True
    zh: str = ""
    """What the Chinese message must contain."""


def rejected(  # noqa: PLR0917
    listed: str,
    code: str,
    apply: b.Break,
    file: str = "scenario.toml",
    row: int | None = None,
    key: str | None = None,
    zh: str = "",
) -> Case:
    return Case(listed, apply, code, file, row, key, reject=True, zh=zh)


def noted(  # noqa: PLR0917
    listed: str,
    code: str,
    apply: b.Break,
    file: str = "scenario.toml",
    row: int | None = None,
    key: str | None = None,
    zh: str = "",
) -> Case:
    return Case(listed, apply, code, file, row, key, reject=False, zh=zh)


def accepted(listed: str, apply: b.Break) -> Case:
    return Case(listed, apply, None, reject=False)


def put(address: str, value: object) -> Callable[[Any], None]:
    def change(page: Any) -> None:
        page[address] = value

    return change


def formula_without_result(page: Any) -> None:
    page["C3"] = "=1+1"


CASES = [
    # notation
    rejected(
        "Y01",
        "DUP_KEY",
        b.toml("windows = 8\n", "windows = 8\nwindows = 30\n"),
        row=8,
        key="windows",
        zh="第 7 行已写过",
    ),
    rejected("Y13", "FULLWIDTH_COLON", b.top("窗口数：3"), row=1, zh="全角“：”"),
    rejected(
        "Y14",
        "FULLWIDTH_COMMA",
        b.append("[cases]\ndisc_times = [10:00:00，15:00:00]"),
        row=33,
        zh="全角“，”",
    ),
    rejected(
        "Y14",
        "FULLWIDTH_COMMA",
        b.raw("desks.csv", "id，department，origin\n1，industry，F3\n".encode()),
        "desks.csv",
        1,
    ),
    noted(
        "Y16",
        "CURLY_QUOTE",
        b.toml('title_zh = "小厅"', 'title_zh = "“社保”"'),
        row=3,
        key="title_zh",
        zh="已按原样保留",
    ),
    noted("Y16", "CURLY_QUOTE", b.cell("queues", 4, "name_zh", "“社保”"), "queues.csv", 4, "name_zh"),
    rejected(
        "Y16",
        "CURLY_QUOTE_BARE",
        b.toml('title_zh = "小厅"', "title_zh = “社保”"),
        row=3,
        key="title_zh",
        zh="半角引号",
    ),
    rejected(
        "Y19",
        "UNKNOWN_FIELD",
        b.toml("windows = 8", "wndows = 8"),
        row=7,
        key="limits.wndows",
        zh="是否想写“windows”",
    ),
    rejected(
        "Y19",
        "UNKNOWN_FIELD",
        b.cell("queues", 1, "zone", "zones"),
        "queues.csv",
        1,
        "zones",
        zh="是否想写“zone”",
    ),
    rejected("Y20", "BOOLISH_STRING", b.append("[helpers]\nenabled = no"), row=33, key="enabled", zh="会被读成"),
    rejected("Y20", "BOOLISH_STRING", b.append('[helpers]\nenabled = "no"'), row=33, key="helpers.enabled"),
    rejected("Y20", "BOOLISH_STRING", b.append("[helpers]\nenabled = [no, 诺]"), row=33, key="enabled"),
    rejected("Y20", "BOOLISH_STRING", b.cell("departments", 3, "online", "no"), "departments.csv", 3, "online"),
    # times and dates
    rejected(
        "T02",
        "DURATION_AMBIGUOUS",
        b.cell("items", 2, "mean_minutes", "12:30"),
        "items.csv",
        2,
        "mean_minutes",
        zh="12.5",
    ),
    rejected(
        "T02",
        "DURATION_AMBIGUOUS",
        b.append("[walking]\nwithin_zone_minutes = 12:30:00"),
        row=33,
        key="walking.within_zone_minutes",
    ),
    accepted("T03", b.toml('close = "17:30"', 'close = "24:00"')),
    noted(
        "T05",
        "FULLWIDTH_TIME",
        b.toml("open = 08:30:00", 'open = "９：３０"'),
        row=15,
        key="hours.open",
        zh="09:30",
    ),
    accepted("T06", b.toml("open = 08:30:00", 'open = "9:30"')),
    rejected(
        "T08",
        "ZERO_SHIFT",
        b.toml('close = "17:30"', 'close = "08:30"'),
        row=16,
        key="hours.close",
        zh="0 小时还是 24 小时",
    ),
    rejected("T08", "ZERO_SHIFT", b.cell("profiles", 2, "to_time", "8:15"), "profiles.csv", 2, "to_time"),
    rejected(
        "T09",
        "OPEN_AFTER_CLOSE",
        b.toml('close = "17:30"', 'close = "08:00"'),
        row=16,
        key="hours.close",
        zh="晚于关门时间",
    ),
    accepted("T11", b.toml("start = 2026-07-01", "start = 2028-02-29")),
    accepted("T11", b.toml("start = 2026-07-01", 'start = "2000-02-29"')),
    rejected("T11", "BAD_DATE", b.toml("start = 2026-07-01", 'start = "2100-02-29"'), row=11, key="horizon.start"),
    rejected("T11", "BAD_DATE", b.toml("start = 2026-07-01", "start = 2100-02-29"), row=11, key="start"),
    rejected(
        "T12",
        "BAD_DATE",
        b.toml("start = 2026-07-01", "start = 2026-13-01"),
        row=11,
        key="start",
        zh="月份须在 1–12",
    ),
    rejected("T12", "BAD_DATE", b.cell("seasons", 2, "to_date", "2026-13-01"), "seasons.csv", 2, "to_date"),
    rejected(
        "T14",
        "DATE_AMBIGUOUS",
        b.toml("start = 2026-07-01", "start = 01/02/2026"),
        row=11,
        key="start",
        zh="2026-01-02",
    ),
    rejected(
        "T14",
        "DATE_AMBIGUOUS",
        b.cell("seasons", 2, "from_date", "01/02/2026"),
        "seasons.csv",
        2,
        "from_date",
    ),
    rejected(
        "T15",
        "DATE_FORMAT",
        b.toml("start = 2026-07-01", 'start = "二〇二六年一月一日"'),
        row=11,
        key="horizon.start",
        zh="2026年1月1日",
    ),
    rejected("T15", "DATE_FORMAT", b.toml("start = 2026-07-01", "start = 二〇二六年一月一日"), row=11, key="start"),
    noted(
        "T15",
        "DATE_NORMALISED",
        b.toml("start = 2026-07-01", 'start = "2026年7月1日"'),
        row=11,
        key="horizon.start",
        zh="2026-07-01",
    ),
    rejected(
        "T17",
        "DST_TZ",
        b.toml("start = 2026-07-01", 'start = 2026-03-08\ntimezone = "America/New_York"'),
        row=12,
        key="horizon.timezone",
        zh="夏令时",
    ),
    accepted("T18", b.toml("start = 2026-07-01", "start = 1988-04-17")),
    rejected(
        "T20",
        "RANGE_TOO_LONG",
        b.toml("days = 5", "days = 365250"),
        row=12,
        key="horizon.days",
        zh="上限 800 天",
    ),
    # numbers
    rejected(
        "N01",
        "NOT_FINITE",
        b.cell("arrivals", 2, "per_day", "nan"),
        "arrivals.csv",
        2,
        "per_day",
        zh="普通数字",
    ),
    rejected("N01", "NOT_FINITE", b.toml("day_shape = 25.0", "day_shape = nan"), row=19, key="arrivals.day_shape"),
    rejected(
        "N03",
        "NOT_FINITE",
        b.toml("day_shape = 25.0", "day_shape = 1.0e+400"),
        row=19,
        key="arrivals.day_shape",
        zh="太大",
    ),
    rejected("N03", "NOT_FINITE", b.cell("arrivals", 2, "per_day", "1.0e+400"), "arrivals.csv", 2, "per_day"),
    rejected("N04", "NEGATIVE", b.cell("arrivals", 2, "per_day", "-5"), "arrivals.csv", 2, "per_day", zh="不能为负"),
    noted("N06", "LEADING_ZERO", b.cell("windows", 3, "id", "02"), "windows.csv", 3, "id", zh="十进制读作 2"),
    rejected("N06", "LEADING_ZERO_TOML", b.toml("windows = 8", "windows = 010"), row=7, key="windows"),
    accepted("N07", b.add_row("officers", "0070,industry,window,licences,1,8,40,,,A7")),
    rejected(
        "N09",
        "NUM_FORMAT",
        b.cell("arrivals", 2, "per_day", "1,000"),
        "arrivals.csv",
        2,
        "per_day",
        zh="千分位",
    ),
    rejected(
        "N09",
        "NUM_FORMAT",
        b.toml("windows = 8", 'windows = "1,000"'),
        row=7,
        key="limits.windows",
        zh="1000",
    ),
    rejected(
        "N10",
        "NUM_TOO_LONG",
        b.toml("windows = 8", "windows = " + "9" * 5000),
        row=7,
        key="windows",
        zh="18 位",
    ),
    rejected("N10", "NUM_TOO_LONG", b.toml("windows = 8", "windows = " + "9" * 50), row=7, key="limits.windows"),
    rejected("N10", "NUM_TOO_LONG", b.cell("arrivals", 2, "per_day", "9" * 3000), "arrivals.csv", 2, "per_day"),
    rejected("N12", "NOT_INTEGER", b.toml("windows = 8", "windows = 3.5"), row=7, key="limits.windows", zh="整数"),
    rejected("N12", "NOT_INTEGER", b.cell("windows", 2, "id", "3.5"), "windows.csv", 2, "id"),
    rejected("N13", "TYPE", b.toml("windows = 8", "windows = true"), row=7, key="limits.windows", zh="不是整数"),
    rejected("N15", "NUM_FORMAT", b.cell("desks", 2, "id", "²"), "desks.csv", 2, "id", zh="“²”不是数字"),
    rejected("N16", "NUM_FORMAT", b.toml("windows = 8", 'windows = "三"'), row=7, key="limits.windows", zh="“3”"),
    rejected(
        "N18",
        "PROB_SUM",
        b.toml(
            "share = 0.05",
            "share = 0.7\nrank = 4\n[[customers.classes]]\nname_en = 'b'\nname_zh = 'b'\nshare = 0.4",
        ),
        key="customers.classes",
        zh="1.1",
    ),
    rejected(
        "N19",
        "NO_CAPACITY",
        b.cell("windows", 8, "queues", "pensions"),
        "queues.csv",
        6,
        "id",
        zh="没有任何窗口可办",
    ),
    accepted("N21", b.cell("items", 2, "sd_minutes", "0")),
    rejected(
        "N22",
        "SD_TOO_SMALL",
        b.cell("items", 3, "sd_minutes", "1.0e-300"),
        "items.csv",
        3,
        "sd_minutes",
        zh="标准差",
    ),
    rejected("N24", "NEGATIVE", b.cell("items", 6, "values", "-3;5"), "items.csv", 6, "values", zh="不能为负"),
    rejected("N25", "SEED_RANGE", b.toml("seed = 7", "seed = -1"), row=4, key="seed", zh="2^63-1"),
    noted(
        "N28",
        "ZERO_SERVICE",
        b.cell("items", 7, "mean_minutes", "0"),
        "items.csv",
        7,
        "mean_minutes",
        zh="办理时间为 0",
    ),
    # overlays
    rejected(
        "R01",
        "EXTENDS_CYCLE",
        b.whatif('extends = "self.toml"', "self"),
        "whatif/self.toml",
        1,
        "extends",
        zh="self.toml → self.toml",
    ),
    rejected(
        "R02",
        "EXTENDS_CYCLE",
        b.together(b.whatif('extends = "a.toml"', "b"), b.whatif('extends = "b.toml"', "a")),
        "whatif/b.toml",
        1,
        "extends",
        zh="a.toml → b.toml → a.toml",
    ),
    rejected(
        "R04",
        "PATH_ESCAPE",
        b.whatif('extends = "../../../../etc/passwd"'),
        "whatif/w.toml",
        1,
        "extends",
        zh="场景目录内",
    ),
    rejected(
        "R05",
        "PATH_ESCAPE",
        b.whatif('extends = "/etc/shadow"'),
        "whatif/w.toml",
        1,
        "extends",
        zh="绝对路径",
    ),
    rejected(
        "R07",
        "PATH_ESCAPE",
        b.whatif("extends = '..\\..\\secret.toml'"),
        "whatif/w.toml",
        1,
        "extends",
        zh="“..”",
    ),
    rejected(
        "R08",
        "PATH_ESCAPE",
        b.whatif('extends = "http://169.254.169.254/latest"'),
        "whatif/w.toml",
        1,
        "extends",
        zh="本地文件",
    ),
    # ids and references
    rejected(
        "R10",
        "DUP_ID",
        b.add_row("bodies", "social,A,A,outside,true,hand,false,in_turn,F10"),
        "departments.csv",
        None,
        "id",
        zh="重复",
    ),
    rejected(
        "R11",
        "CONFUSABLE_ID",
        b.add_row("bodies", "social ,A,A,outside,true,hand,false,in_turn,F10"),
        "departments.csv",
        3,
        "id",
        zh="空格",
    ),
    rejected(
        "R13",
        "UNKNOWN_REF",
        b.cell("windows", 2, "queues", "不存在"),
        "windows.csv",
        2,
        "queues",
        zh="相近：无",
    ),
    rejected(
        "R14",
        "UNSERVED",
        b.add_row("queues", "X,X,X,public,social,,,,,A1"),
        "queues.csv",
        7,
        "id",
        zh="没有窗口可办",
    ),
    rejected(
        "R16",
        "TYPE",
        b.whatif('extends = "scenario.toml"\n[limits]\nwindows = "three"'),
        "whatif/w.toml",
        3,
        "limits.windows",
        zh="“three”不是整数",
    ),
    # bytes
    accepted("B02", b.recoded("queues.csv", lambda t: t.encode("utf-8-sig"))),
    accepted("B02", b.recoded("scenario.toml", lambda t: t.encode("utf-8-sig"))),
    noted("B03", "ENC_UTF16", b.recoded("queues.csv", lambda t: t.encode("utf-16")), "queues.csv", zh="UTF-16"),
    noted("B03", "ENC_UTF16", b.recoded("scenario.toml", lambda t: t.encode("utf-16"))),
    rejected("B05", "CONTROL_CHAR", b.toml("seed = 7", "seed = 7 # \x00"), row=4, zh="空字符"),
    accepted("B06", b.recoded("queues.csv", lambda t: t.replace("\n", "\r").encode())),
    accepted("B06", b.recoded("scenario.toml", lambda t: t.replace("\n", "\r\n", 9).encode())),
    accepted("B06", b.recoded("scenario.toml", lambda t: t.replace("\n", "\r").encode())),
    noted(
        "B08",
        "ENC_GBK",
        b.together(b.cell("queues", 2, "name_zh", "誠瀄"), b.recoded("queues.csv", lambda t: t.encode("gbk"))),
        "queues.csv",
        zh="不丢字",
    ),
    accepted("B09", b.cell("queues", 2, "name_zh", "𠮷㐂")),
    noted(
        "B09",
        "ENC_GBK",
        b.together(b.cell("queues", 2, "name_zh", "𠮷㐂"), b.recoded("queues.csv", lambda t: t.encode("gb18030"))),
        "queues.csv",
    ),
    rejected(
        "B11",
        "ENC_BAD",
        b.toml('title_en = "A small hall"', 'title_en = "\\ud800"'),
        row=2,
        key="title_en",
        zh="无效字符",
    ),
    rejected("B11", "ENC_BAD", b.raw("desks.csv", b"id,department,origin\n1,industry,\xff\xff\n"), "desks.csv", 2),
    # CSV
    rejected("C01", "ROW_WIDTH", b.add_row("desks", "1,industry"), "desks.csv", 5, zh="2 列，应为 3 列"),
    noted(
        "C03",
        "SORTED",
        b.raw(
            "profiles.csv",
            b"id,profile,from_time,to_time,weight,origin\na,usual,12:00,13:00,1,A\nb,usual,9:00,10:00,1,A\n",
        ),
        "profiles.csv",
        zh="已排序",
    ),
    rejected(
        "C04",
        "TIME_ORDER",
        b.cell("profiles", 2, "to_time", "08:00"),
        "profiles.csv",
        2,
        "to_time",
        zh="早于",
    ),
    rejected("C06", "TOO_LARGE", lambda folder: large(folder / "desks.csv"), "desks.csv", zh="上限 20 MB"),
    rejected(
        "C06",
        "SHEET_TOO_LARGE",
        b.raw("desks.csv", b"id,department,origin\n" + b"1,industry,F3\n" * 25_000),
        "desks.csv",
    ),
    rejected(
        "C07",
        "FIELD_TOO_LONG",
        b.raw("desks.csv", b'id,department,origin\n1,industry,F3\n2,"' + b"x" * 200_000),
        "desks.csv",
        3,
        zh="引号",
    ),
    # workbooks
    rejected(
        "X02",
        "SHEET_TOO_LARGE",
        b.sheet("desks", put("XFD1048576", 1)),
        "desks.xlsx",
        zh="1048576×16384，上限 20000×200",
    ),
    rejected(
        "X03",
        "XML_ENTITY",
        b.sheet(
            "desks",
            lambda _: None,
            b.part("xl/workbook.xml", lambda x: b'<!DOCTYPE a [<!ENTITY b "c">]>' + x),
        ),
        "desks.xlsx",
        zh="XML 实体",
    ),
    rejected("X05", "DATE_1900", b.sheet("seasons", put("C2", 60)), "seasons.xlsx", 2, "from_date", zh="1900年3月"),
    rejected("X05", "DATE_1900", b.sheet("seasons", put("C2", 59)), "seasons.xlsx", 2, "from_date"),
    accepted("X06", b.sheet("seasons", put("C2", dt.datetime(2026, 7, 1)), epoch=CALENDAR_MAC_1904)),
    noted(
        "X06",
        "DATE_SERIAL",
        b.sheet("seasons", put("C2", 46204 - 1462), epoch=CALENDAR_MAC_1904),
        "seasons.xlsx",
        2,
        "from_date",
        zh="2026-07-01",
    ),
    noted(
        "X08",
        "TIME_FRACTION",
        b.sheet("profiles", put("C2", 0.395833333)),
        "profiles.xlsx",
        2,
        "from_time",
        zh="09:30",
    ),
    noted("X08", "TIME_FRACTION", b.sheet("profiles", put("D5", 1.0)), "profiles.xlsx", 5, "to_time", zh="24:00"),
    accepted("X08", b.sheet("profiles", put("C2", dt.time(9, 30)))),
    rejected(
        "X09",
        "NO_CACHED_VALUE",
        b.sheet("desks", formula_without_result),
        "desks.xlsx",
        3,
        "C3",
        zh="C3 是公式",
    ),
    rejected(
        "X11",
        "MERGED",
        b.sheet("desks", lambda page: page.merge_cells("A1:C1")),
        "desks.xlsx",
        1,
        zh="合并单元格",
    ),
    rejected(
        "X12",
        "ID_AS_NUMBER",
        b.sheet("officers", put("A3", 320802199001011234)),
        "officers.xlsx",
        3,
        "id",
        zh="按文本录入",
    ),
    # names that mean something elsewhere
    rejected(
        "O01",
        "CONTROL_CHAR",
        b.append('[[tables.officers]]\nid = "张三\\r\\nEND:VEVENT"\ndepartment = "social"\nrole = "both"'),
        row=33,
        key="id",
        zh="换行",
    ),
    rejected(
        "O06",
        "CONTROL_CHAR",
        b.toml('title_en = "A small hall"', 'title_en = "bad\\u000bctl"'),
        row=2,
        key="title_en",
        zh="控制字符",
    ),
    *(
        accepted(id_, b.top(f"question_zh = {json.dumps(LISTED[id_]['input'], ensure_ascii=False)}"))
        for id_ in LISTED
        if id_[0] in "FH"
    ),
]


def large(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(500_000_000)
