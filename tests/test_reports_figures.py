"""Figures: Chinese shows on any machine, and the font subset holds every character that we use."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
from fontTools.ttLib import TTFont

from report_records import better_plan, named, single_run
from reports import figures
from reports.figures import Picture
from reports.fonts import FAMILY, FILE
from reports.fonts.subset import used
from reports.names import Names
from reports.record import Record
from sim.words import texts

DRAWINGS: dict[str, Callable[[Names, Record], Picture]] = {
    "waits": lambda names, record: figures.waits(names, record.runs, record.before),
    "queue_lengths": lambda names, record: figures.queue_lengths(names, record.runs, record.before),
    "coverage": lambda names, record: figures.coverage(names, record.runs, record.before),
    "utilisation": lambda names, record: figures.utilisation(names, record.runs, record.before),
    "overdue": lambda names, record: figures.overdue(names, record.runs, record.before),
    "time_split": lambda names, record: figures.time_split(names, record.runs),
    "roster": lambda names, record: figures.roster(names, record.plan, "public", 0),
}


def test_the_font_holds_every_character_of_texts_and_scenarios() -> None:
    held = set(TTFont(FILE).getBestCmap())
    ours = {c for pair in texts().values() for text in pair for c in text if c.isprintable()}
    assert sorted(c for c in ours | used() if ord(c) not in held) == []


def test_the_font_stands_beside_its_licence() -> None:
    licence = (FILE.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    assert FILE.stat().st_size < 2_000_000


@pytest.mark.parametrize("record", [better_plan, single_run], ids=["two plans", "one plan"])
@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_figure_is_drawn_with_text_as_paths(drawing: str, record: Callable[[], Record]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg = DRAWINGS[drawing](Names(record().scenario, "zh"), record()).svg()
    assert svg.lstrip().startswith("<?xml")
    assert "<text" not in svg
    assert "<path" in svg


def test_chinese_is_drawn_from_our_own_font() -> None:
    svg = figures.waits(Names(better_plan().scenario, "zh"), better_plan().runs).svg()
    assert f'id="{FAMILY.replace(" ", "")}' in svg


def test_the_same_figure_is_the_same_file() -> None:
    names = Names(better_plan().scenario, "en")
    assert figures.waits(names, better_plan().runs).svg() == figures.waits(names, better_plan().runs).svg()


@pytest.mark.parametrize("name", ["${7*7}$", "<b>x</b>", "𠮷㐂", "a" * 400])
def test_any_name_can_be_drawn(name: str) -> None:
    record = named(better_plan(), name)
    for drawing in DRAWINGS.values():
        assert "<script" not in drawing(Names(record.scenario, "en"), record).svg()
