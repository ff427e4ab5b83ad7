"""The rivals of the speed benchmark simulate the same day as our engines, ticket by ticket."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from benchmarks.agreement import Disagreement, check
from benchmarks.clock import Times
from benchmarks.results import Target, table, write_section
from benchmarks.rivals import OWN_SIMPY, RIVALS, Rival
from benchmarks.sizes import exponent
from benchmarks.workload import CHANGES, CLOSE, QUEUES, WINDOWS, Workload, build


@cache
def small_day() -> tuple[Workload, pl.DataFrame]:
    """Six queues, in which every kind of thing happens, and our tickets of them."""
    work = build(queues=6, windows=25)
    return work, OWN_SIMPY.simulate(work)


def test_the_small_day_is_worth_comparing() -> None:
    _, tickets = small_day()
    assert set(tickets["outcome"]) == {"served", "abandoned", "unserved"}


@pytest.mark.parametrize("rival", RIVALS, ids=[rival.name for rival in RIVALS])
def test_a_rival_agrees_with_ours_to_the_millisecond(rival: Rival) -> None:
    if not rival.installed:
        pytest.skip(f"{rival.words} is not installed")
    work, tickets = small_day()
    assert check(rival.name, rival.simulate(work), tickets) == len(work.arrives)


def test_one_ticket_at_another_window_is_a_disagreement() -> None:
    _, tickets = small_day()
    other = tickets.with_columns(window=pl.when(pl.col("visit") == 7).then(99).otherwise(pl.col("window")))
    with pytest.raises(Disagreement, match="differs in 1 of"):
        check("nobody", other, tickets)


def test_a_missing_ticket_is_a_disagreement() -> None:
    _, tickets = small_day()
    with pytest.raises(Disagreement, match="tickets, ours are"):
        check("nobody", tickets[1:], tickets)


def test_the_day_has_the_size_that_is_told_of_it() -> None:
    work = build(halls=2)
    assert len(work.windows) == 2 * QUEUES
    assert sum(len(windows) for windows in work.windows) == 2 * WINDOWS
    ends = [t for c in work.closures for t in (c.start, c.end) if t < work.closes]
    assert len(ends) == 2 * CHANGES
    opened = work.plan.sessions.filter(pl.col("end") < CLOSE).height
    assert opened == len(work.closures)


def test_the_exponent_of_a_cost_that_grows_with_size_is_one() -> None:
    slope, error = exponent({halls: Times((0.001 * halls,)) for halls in (1, 2, 4, 8)})
    assert slope == pytest.approx(1)
    assert error == pytest.approx(0, abs=1e-9)


def test_a_section_replaces_itself_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    path.write_text("before\n<!-- speed: begin -->\nold\n<!-- speed: end -->\nafter\n", encoding="utf-8")
    write_section("speed", table(("a",), [("1",)]), path)
    assert path.read_text(encoding="utf-8") == (
        "before\n<!-- speed: begin -->\n| a |\n| --- |\n| 1 |\n<!-- speed: end -->\nafter\n"
    )
    with pytest.raises(ValueError, match="has no section"):
        write_section("size", "", path)


@pytest.mark.parametrize(
    ("found", "at_least", "verdict"),
    [
        (2.0, True, "reached"),
        (1.9, True, "**not reached**"),
        (2.1, False, "**not reached**"),
        (None, False, "not measured"),
    ],
)
def test_a_target_says_whether_it_is_reached(found: float | None, at_least: bool, verdict: str) -> None:
    assert Target(words="x", found=found, limit=2, unit="×", at_least=at_least).row()[-1] == verdict
