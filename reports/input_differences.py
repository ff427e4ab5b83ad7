"""Differences of input and of plans as rows of text: what, before, after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reports.names import Names
from reports.notation import MINUS, MISSING, show
from sim.plan.difference import PlanDifference, PlanQuantity
from sim.scenario.difference import SETTINGS, Change, InputDifference
from sim.words import text, texts

NAMED = 3
"""So many rows are named in the key, as a filter; more are counted."""
ELEMENTS = 8
"""So many parts of a list are shown, and so many ids of rows."""
DEPARTMENTS = 8
"""So many departments are named."""
FIGURES = 6
"""Significant figures of a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """One difference for people."""

    what: str
    before: str
    after: str


def input_rows(found: Sequence[InputDifference], lang: str) -> list[DifferenceRow]:
    """Return a row for each difference of input; keys, tables and ids are called as in the files."""
    return [_rows_moved(one, lang) if one.key == "" else _changed(one, lang) for one in found]


def plan_rows(found: Sequence[PlanDifference], names: Names) -> list[DifferenceRow]:
    """Return a row for each difference of plans; departments whose hours change most come first, many as one row."""
    hall = [one for one in found if one.quantity is not PlanQuantity.HOURS]
    hours = [one for one in found if one.quantity is PlanQuantity.HOURS]
    hours.sort(key=lambda one: (-abs(one.after - (one.before or 0)), one.department))
    rows = [_of_plan(one, names) for one in (*hall, *hours[:DEPARTMENTS])]
    return [*rows, _other_departments(hours[DEPARTMENTS:], names.lang)] if len(hours) > DEPARTMENTS else rows


def _other_departments(hours: Sequence[PlanDifference], lang: str) -> DifferenceRow:
    """Return the hours of departments that are not named, taken together."""
    before, after = sum(one.before or 0 for one in hours), sum(one.after for one in hours)
    what = text("differences.plan.hours.others", lang, count=len(hours))
    return DifferenceRow(what=what, before=show(before, "h", 1), after=show(after, "h", 1))


def _of_plan(one: PlanDifference, names: Names) -> DifferenceRow:
    unit = "h" if one.quantity is PlanQuantity.HOURS else "count"
    what = text(f"differences.plan.{one.quantity}", names.lang, department=names.department(one.department))
    decimals = 1 if unit == "h" else 0
    return DifferenceRow(what=what, before=show(one.before, unit, decimals), after=show(one.after, unit, decimals))


def _rows_moved(one: InputDifference, lang: str) -> DifferenceRow:
    """Dress rows that only one scenario has: their ids stand on its side."""
    what = text(f"differences.{one.change}", lang, table=one.table)
    ids = _list(one.rows, lang)
    return (
        DifferenceRow(what=what, before=ids, after=MISSING)
        if one.change is Change.REMOVED
        else DifferenceRow(what=what, before=MISSING, after=ids)
    )


def _changed(one: InputDifference, lang: str) -> DifferenceRow:
    after = _values(one.after, one.unit, lang)
    if one.factor is not None and _many(one):
        after = text("differences.times", lang, factor=_number(one.factor), values=after)
    return DifferenceRow(what=_what(one, lang), before=_values(one.before, one.unit, lang), after=after)


def _many(one: InputDifference) -> bool:
    """Whether a factor says more than the values do: there are several, or lists."""
    return len(one.before) > 1 or isinstance(one.before[0], list)


def _what(one: InputDifference, lang: str) -> str:
    if one.table == SETTINGS:
        return one.key
    if one.change is Change.REST:
        return text("differences.rest", lang, what=f"{one.table}.{one.key}", count=len(one.rows))
    if len(one.rows) > NAMED:
        return text("differences.rows", lang, what=f"{one.table}.{one.key}", count=len(one.rows))
    return f"{one.table}[id={'|'.join(one.rows)}].{one.key}"


def _values(values: Sequence[Any], unit: str, lang: str) -> str:
    """Return one value, the range of many numbers, a few other values, or how many there are."""
    if len(values) == 1:
        shown = _value(values[0], lang)
    elif _are_numbers(values):
        shown = text("differences.range", lang, low=_number(min(values)), high=_number(max(values)))
    elif len(values) <= NAMED and not any(isinstance(value, list | dict) for value in values):
        shown = _list([_value(value, lang) for value in values], lang)
    else:
        return text("differences.several", lang, count=len(values))
    return _with_unit(shown, unit, lang) if shown != MISSING else shown


def _are_numbers(values: Iterable[Any]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _with_unit(shown: str, unit: str, lang: str) -> str:
    """Return a value with its unit; times of day carry theirs."""
    key = f"differences.unit.{unit}"
    return text("differences.unit", lang, value=shown, unit=text(key, lang)) if key in texts() else shown


def _value(value: Any, lang: str) -> str:  # noqa: ANN401
    """Return a value of TOML as text."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return _list([_value(part, lang) for part in value], lang) if value else "[ ]"
    if isinstance(value, dict):
        return _list([f"{name} = {_value(part, lang)}" for name, part in value.items() if part != []], lang)
    if isinstance(value, dt.date):
        return value.isoformat()
    return _number(value) if isinstance(value, int | float) else str(value)


def _number(value: float) -> str:
    shown = str(value) if isinstance(value, int) else f"{value:.{FIGURES}g}"
    return shown.replace("-", MINUS, 1) if shown.startswith("-") else shown


def _list(parts: Sequence[str], lang: str) -> str:
    listed = text("list.comma", lang).join(parts[:ELEMENTS])
    if len(parts) <= ELEMENTS:
        return listed
    count = len(parts) - ELEMENTS if lang == "en" else len(parts)
    return text("differences.more", lang, listed=listed, count=count)
