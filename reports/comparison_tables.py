"""Rows of a comparison's tables, as text: the same on the terminal, on the page and in its CSV files."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.breakdown import Change
from reports.comparison import LOST, Compared
from reports.comparison_phrases import decimals, difference_unit, plain, signed
from reports.comparison_request import BY
from reports.equity import counts, extremes
from reports.names import Names
from reports.notation import MISSING, show, unit_name, verdict
from reports.tables import lower_is_better, measure_name
from sim.experiment.equity import GroupChange
from sim.experiment.results import Estimate
from sim.words import text

KEY = (
    BY, "wait_p90_minutes", "wait_longest_minutes", "within_target_share", LOST, "overdue_share", "case_days",
    "project_days", "officer_hours", "overtime_hours",
)  # fmt: skip
"""Measures shown where there is little room, with the one that decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A candidate's value, and its difference from the first with interval and verdict; the first has none."""

    value: str
    difference: str = ""
    interval: str = ""
    verdict: str = "none"
    verdict_text: str = ""
    verdict_short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One quantity of all candidates, in their order."""

    name: str
    unit: str
    cells: tuple[Cell, ...]

    @property
    def title(self) -> str:
        """The name with its unit."""
        return f"{self.name} ({self.unit})" if self.unit and self.unit != "%" else self.name


def cell(value: Estimate, apart: Estimate | None, lower: bool | None, lang: str) -> Cell:
    """Dress a value and its difference from the first's."""
    if apart is None or not math.isfinite(apart.mean):
        return Cell(value=show(value.mean, value.unit))
    places, found = decimals(apart), verdict(apart, lower)
    unit = f" {difference_unit(apart.unit, lang)}" if apart.unit == "share" else ""
    return Cell(
        value=show(value.mean, value.unit),
        difference=signed(apart.mean, apart.unit, places) + unit,
        interval=interval(apart),
        verdict=found,
        verdict_text=text(f"verdict.{found}", lang),
        verdict_short=text("compare.unclear_short" if found == "unclear" else f"verdict.{found}", lang),
    )


def interval(apart: Estimate) -> str:
    """Return `low … high` with decimals enough to see on which side of nought it lies."""
    if apart.low is None or apart.high is None:
        return MISSING
    places = decimals(apart)
    return f"{plain(apart.low, apart.unit, places)} … {plain(apart.high, apart.unit, places)}"


def measure_lines(compared: Compared, lang: str, only: Iterable[str] | None = None) -> list[Line]:
    """Return one line for each measure, in the order in which people ask; or only for some of them."""
    better = {**lower_is_better(), LOST: True}
    shown = [m for m in compared.measures if only is None or m in only]
    return [
        Line(
            name=measure_name(measure, lang),
            unit=unit_name(compared.measures[measure][compared.first].unit, lang),
            cells=tuple(
                cell(value, compared.differences[measure].get(name), better[measure], lang)
                for name, value in compared.measures[measure].items()
            ),
        )
        for measure in shown
    ]


def key_measures(compared: Compared) -> tuple[str, ...]:
    """Return the measures for little room."""
    return tuple(dict.fromkeys((compared.request.by, *KEY)))


def ranking(compared: Compared, lang: str) -> list[tuple[str, Cell]]:
    """Return each candidate by the measure that decides, best first; intervals of the changes hold all at once."""
    found = compared.comparison
    order = sorted(found.names, key=lambda name: found.levels[name].mean, reverse=not found.lower_is_better)
    return [(name, cell(found.levels[name], found.to_first.get(name), found.lower_is_better, lang)) for name in order]


def pair_rows(compared: Compared, lang: str) -> list[tuple[str, str, Cell]]:
    """Return every pair, the second less the first."""
    found = compared.comparison
    return [
        (one, other, cell(found.levels[other], apart, found.lower_is_better, lang))
        for (one, other), apart in found.pairs.items()
    ]


def equity_lines(compared: Compared, lang: str, *, short: bool = False) -> list[Line]:
    """Return who waits longest, between queues, by class of customers; then how many zones and queues gain or lose."""
    names = Names(compared.scenario(compared.first), lang)
    found = list(compared.equity.values())
    longest, apart = (of["wait_longest_minutes"] for of in (compared.measures, compared.differences))
    first = longest[compared.first]
    of_all = [Change(before=first, after=longest[name], difference=d) for name, d in apart.items()]
    most = [
        _line(text("compare.equity.longest", lang), of_all, lang),
        *_class_lines("compare.equity.class_longest", names, [one.classes_longest for one in found]),
    ]
    return [
        *([] if short else most),
        _line(text("compare.equity.worst_tenth", lang), [one.worst_tenth for one in found], lang),
        _line(text("compare.equity.spread", lang), [one.queue_spread for one in found], lang),
        *_class_lines("compare.equity.class", names, [one.classes for one in found]),
        *_count_lines(compared, lang),
    ]


def count_text(groups: Sequence[GroupChange]) -> str:
    """Return `better / worse / no clear difference`."""
    return " / ".join(str(number) for number in counts(groups).values())


def zone_lines(compared: Compared, lang: str) -> list[Line]:
    """Return the mean wait of each zone that anybody waits in, in a visitor's order."""
    names = Names(compared.scenario(compared.first), lang)
    found = [{one.group: one for one in equity.zones} for equity in compared.equity.values()]
    return [
        _line(names.zone(zone), [_change(of[zone]) for of in found], lang)
        for zone in names.zones
        if all(zone in of and math.isfinite(of[zone].before.mean) for of in found)
    ]


def queue_rows(compared: Compared, name: str, lang: str) -> tuple[list[tuple[str, Cell]], list[tuple[str, Cell]]]:
    """Return the queues that lose most under a candidate, and those that gain most."""
    names = Names(compared.scenario(name), lang)
    losing, gaining = extremes(compared.equity[name].queues)

    def dressed(queues: Sequence[GroupChange]) -> list[tuple[str, Cell]]:
        return [(names.queue(queue.group), cell(queue.after, queue.difference, True, lang)) for queue in queues]

    return dressed(losing), dressed(gaining)


def _class_lines(key: str, names: Names, found: Sequence[Sequence[GroupChange]]) -> list[Line]:
    by_class = [{one.group: one for one in groups} for groups in found]
    return [
        _line(
            text(key, names.lang, name=names.customer_class(group)),
            [_change(of[group]) for of in by_class],
            names.lang,
        )
        for group, one in by_class[0].items()
        if all(group in of for of in by_class) and math.isfinite(one.before.mean)
    ]


def _count_lines(compared: Compared, lang: str) -> list[Line]:
    return [
        Line(
            name=text(f"compare.equity.{key}", lang),
            unit="",
            cells=(Cell(value=""), *(Cell(value=count_text(getattr(one, key))) for one in compared.equity.values())),
        )
        for key in ("zones", "queues")
    ]


def _line(name: str, changes: Sequence[Change], lang: str) -> Line:
    """Return a line of waits: the first's value, then the others' with their differences."""
    before = changes[0].before
    assert before is not None
    return Line(
        name=name,
        unit="",
        cells=(cell(before, None, True, lang), *(cell(one.after, one.difference, True, lang) for one in changes)),
    )


def _change(group: GroupChange) -> Change:
    return Change(before=group.before, after=group.after, difference=group.difference)
