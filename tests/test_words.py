"""Every text is there in both languages, and every code that can be raised has words."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import sim
from sim.words import text, texts

SOURCES = [p for p in Path(sim.__file__).parent.rglob("*.py") if "words" not in p.parts]
CODE = re.compile(
    r"""(?:code="|Unreadable\(\s*"|fault\(\s*"|note\(\s*"|^\s+\("|else "|": ")([A-Z][A-Z_0-9]{3,})\"""",
    re.MULTILINE,
)


def placeholders(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def test_every_code_in_the_sources_has_words() -> None:
    found = {code for source in SOURCES for code in CODE.findall(source.read_text(encoding="utf-8"))}
    assert len(found) > 80
    assert not found - texts().keys()


@pytest.mark.parametrize("key", sorted(texts()))
def test_a_text_is_there_in_both_languages(key: str) -> None:
    english, chinese = texts()[key]
    assert (english and chinese) or key.startswith("unit.")
    allowed = {"hint", "near_or_none", "wanted", "wanted_zh", "near", "reason"}
    assert placeholders(english) - allowed == placeholders(chinese) - allowed


def test_nothing_in_a_value_is_looked_into() -> None:
    assert (
        text("UNKNOWN_FIELD", "en", value="{0.__class__} %(x)s {value}")
        == '"{0.__class__} %(x)s {value}" is not known here'
    )


def test_a_near_word_is_offered_only_if_there_is_one() -> None:
    assert text("UNKNOWN_FIELD", "en", value="a", near="b").endswith('did you mean "b"?')
    assert text("UNKNOWN_FIELD", "zh", value="a", near="b") == "未知字段“a”，是否想写“b”？"
    assert text("UNKNOWN_FIELD", "zh", value="a") == "未知字段“a”"
