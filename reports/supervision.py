"""Warnings of the first replication for people: those of one day with the steps that hold them, and counts by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from reports.names import Names
from sim.domain.units import StepKind
from sim.measures.warnings import CASE, OVERDUE, STEP, WARNED, counts_by_day
from sim.words import text

MOST_CASES, MOST_STEPS = 30, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRow:
    """One warning, as text; `days_left` is a number, for workbooks."""

    date: dt.date
    about: str
    case: int
    item: str
    department: str
    state: str
    state_text: str
    due: dt.date
    days_left: int
    held_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfWarnings:
    """The most urgent warnings of a day, how many there were in all, and counts of every day."""

    date: dt.date
    sentence: str
    rows: list[WarningRow]
    by_day: list[dict[str, Any]]


def of_day(names: Names, found: pl.DataFrame, day: int | None = None) -> DayOfWarnings | None:
    """Return the warnings of an open day, of the last with any if none is given; None where there are none."""
    if found.is_empty():
        return None
    counts = counts_by_day(found)
    day = counts["day"].max() if day is None else day  # type: ignore[assignment]
    today = counts.filter(day=day)
    if today.is_empty():
        return None
    said = today.row(0, named=True)
    chosen = urgent_first(found.filter(day=day))
    listed = pl.concat(
        [
            chosen.filter(about=CASE).head(MOST_CASES),
            chosen.filter(about=STEP, state=OVERDUE).head(MOST_STEPS),
        ]
    )
    return DayOfWarnings(
        date=said["date"],
        sentence=text("report.warnings.day", names.lang, **said),
        rows=list(rows(names, listed)),
        by_day=counts.to_dicts(),
    )


def urgent_first(found: pl.DataFrame) -> pl.DataFrame:
    """Return warnings by day, cases before steps, the earliest due date first."""
    return found.sort("day", "about", "due", "case", maintain_order=True)


def rows(names: Names, found: pl.DataFrame) -> Iterator[WarningRow]:
    """Yield warnings as text."""
    words = _Words(names)
    for row in found.iter_rows(named=True):
        yield WarningRow(
            date=row["date"],
            about=words.of[row["about"]],
            case=row["case"],
            item=names.item(row["item"]),
            department=names.department(row["department"]),
            state=row["state"],
            state_text=words.of[row["state"]],
            due=row["due"],
            days_left=row["days_left"],
            held_by=tuple(words.held(step) for step in row["steps"] or ()),
        )


class _Words:
    """Words looked up once for tens of thousands of rows."""

    def __init__(self, names: Names) -> None:
        self.names = names
        keys = (CASE, STEP, WARNED, OVERDUE, "back", "in_work", "waiting")
        self.of = {key: text(f"warning.{key}", names.lang) for key in keys}
        self.kinds = {str(kind): text(f"show.kind.{kind}", names.lang) for kind in StepKind}
        self.pattern = text("warning.held", names.lang)  # its values are put in later

    def held(self, step: dict[str, Any]) -> str:
        """Say which step holds a case: its name, whose it is, since when, and whether somebody is at it."""
        since = step["since"]
        return self.pattern.format(
            step=self.of["back"] if step["step"] is None else self.names.step(step["step"]),
            kind=self.kinds[step["kind"]],
            department=self.names.department(step["department"]),
            since=f"{since.month:02d}-{since.day:02d} {since.hour:02d}:{since.minute:02d}",
            state=self.of["in_work" if step["in_work"] else "waiting"],
        )
