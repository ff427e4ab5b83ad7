"""The HTML report: complete in one file, in both languages, and no name gets out of its place."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest

from report_records import better_plan, named, single_run
from reports.headline import headline
from reports.html import render

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "{{7*7}}",
    "<img src=http://x/p.gif>",
    "${7*7} %(x)s {0.__class__}",
    "=1+1",
]


class Reader(HTMLParser):
    """Collects the tags, addresses and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "action", "data"}]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@cache
def report(lang: str) -> str:
    return render(better_plan(), lang)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_fetches_nothing(lang: str) -> None:
    page = report(lang)
    reader = read(page)
    assert all(address.startswith("data:image/svg+xml;base64,") for address in reader.addresses)
    assert not re.search(r"@import|url\(", page)
    assert "script" not in reader.tags
    assert "link" not in reader.tags
    pictures = [base64.b64decode(a.partition(",")[2]).decode() for a in reader.addresses]
    outside = [re.findall(r"""(?:href|src)=["'](?!#|data:)([^"']+)""", picture) for picture in pictures]
    assert pictures
    assert not [found for found in outside if found]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_shown_as_it_is_written(name: str) -> None:
    plain, hostile = read(report("en")), read(render(named(better_plan(), name), "en"))
    assert hostile.tags == plain.tags
    assert hostile.attributes == plain.attributes
    assert any(name in words for words in hostile.words)


def test_the_report_has_every_part() -> None:
    words = " ".join(read(report("en")).words)
    for part in (
        "Zone by zone",
        "Without the five worst queues",
        "What the solver adds",
        "A-patience",
        "hall optimise small",
        "Duty at",
    ):
        assert part in words


def test_a_single_run_has_no_before() -> None:
    words = read(render(single_run(), "en")).words
    assert not [w for w in words if "Without the five worst" in w or "New plan" in w]


def test_the_chinese_report_is_chinese() -> None:
    page = report("zh")
    assert '<html lang="zh-CN">' in page
    assert "平均等候时间" in page
    assert "Mean wait" not in page


def test_the_headline_says_better_only_when_the_interval_excludes_zero() -> None:
    record = better_plan()
    assert record.before is not None
    assert "falls from" in headline(record, "en")[0]
    assert "cannot be told from chance" in headline(replace(record, runs=record.before), "en")[0]
