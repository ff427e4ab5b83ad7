"""A comparison as one HTML file: the answer, what differs in the input, who gains and loses, mean and risk, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from reports.comparison import Compared
from reports.comparison_answer import answer
from reports.comparison_inputs import difference_rows
from reports.comparison_phrases import per_cent
from reports.comparison_remarks import remarks
from reports.comparison_tables import (
    Cell,
    equity_lines,
    key_measures,
    measure_lines,
    pair_rows,
    queue_rows,
    zone_lines,
)  # fmt: skip
from reports.figures.canvas import Picture
from reports.figures.comparison import mean_and_risk, queue_changes
from reports.figures.day import waits_of
from reports.html import SHORT_HASH, Figure, embed, page
from reports.names import Names
from reports.notation import show, unit_name
from reports.tables import measure_name
from sim.experiment.equity import FALSE_DISCOVERIES
from sim.words import text

MOST_LINES = 4
"""Candidates whose lines can be told apart in a panel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queues:
    """The queues that lose and gain most under a candidate."""

    name: str
    losing: list[tuple[str, Cell]]
    gaining: list[tuple[str, Cell]]


def render(compared: Compared, lang: str) -> str:
    """Return the page."""
    return page("comparison.html.j2", lang, _content(compared, lang))


def _content(compared: Compared, lang: str) -> dict[str, Any]:
    names, keys = Names(compared.scenario(compared.first), lang), key_measures(compared)
    others = [measure for measure in compared.measures if measure not in keys]
    return {
        "title": text("compare.page.title", lang, count=len(compared.request.names)),
        "subtitle": _subtitle(compared, names),
        "sentence": answer(compared, lang),
        "remarks": remarks(compared, lang),
        "first": compared.first,
        "headings": [(_breakable(name), Names(compared.scenario(name), lang).title) for name in compared.names],
        "measures": measure_lines(compared, lang, keys),
        "other_measures": measure_lines(compared, lang, others),
        "inputs": {name: difference_rows(compared, name, lang) for name in compared.names[1:]},
        "pairs": pair_rows(compared, lang) if len(compared.names) > 2 else (),
        "pairs_title": text("compare.section.pairs", lang, measure=measure_name(compared.request.by, lang)),
        "pairs_unit": _unit(compared, lang),
        "confidence": per_cent(compared.comparison.confidence),
        "rate": per_cent(FALSE_DISCOVERIES),
        "equity": equity_lines(compared, lang),
        "zones": zone_lines(compared, lang),
        "queues": [_queues(compared, name, lang) for name in compared.names[1:]],
        "risk_figure": _figure("risk", mean_and_risk(compared.runs, lang), lang),
        "queue_figure": _queue_figure(compared, lang),
        "day_figure": _day_figure(compared, names),
        "method": _method(compared, lang),
        "provenance": _provenance(compared),
        "versions": _versions(compared, lang),
        "command": compared.command,
    }


def _subtitle(compared: Compared, names: Names) -> str:
    return text(
        "compare.page.subtitle",
        names.lang,
        hall=names.title,
        days=compared.days,
        replications=compared.replications,
    )


def _unit(compared: Compared, lang: str) -> str:
    unit = unit_name(compared.comparison.levels[compared.first].unit, lang)
    return text("compare.difference.column", lang, unit=unit) if unit else text("column.difference", lang)


def _breakable(name: str) -> Markup:
    """Return a name that may be broken after each slash."""
    return Markup("/<wbr>").join(escape(part) for part in name.split("/"))


def _queues(compared: Compared, name: str, lang: str) -> Queues:
    losing, gaining = queue_rows(compared, name, lang)
    return Queues(name=name, losing=losing, gaining=gaining)


def _figure(key: str, picture: Picture, lang: str, **values: object) -> Figure:
    return Figure(
        source=embed(picture),
        title=text(f"figure.compare.{key}", lang),
        caption=text(f"figure.compare.{key}.caption", lang, **values),
    )


def _queue_figure(compared: Compared, lang: str) -> Figure:
    changes = {name: one.queues for name, one in compared.equity.items()}
    return _figure("queues", queue_changes(changes, compared.first, lang), lang, first=compared.first)


def _day_figure(compared: Compared, names: Names) -> Figure | None:
    """Draw the waits through the day; too many lines would say nothing."""
    if len(compared.names) > MOST_LINES:
        return None
    return _figure("day", waits_of(names, compared.runs), names.lang)


def _method(compared: Compared, lang: str) -> list[str]:
    numbers = compared.runs[compared.first].provenance.replications
    count = {"replications": len(numbers), "start": numbers[0], "end": numbers[-1]}
    pairing = [
        text(
            "compare.note.pairing",
            lang,
            name=name,
            first=compared.first,
            correlation=show(one.correlation, decimals=2),
            ratio=show(one.variance_ratio, decimals=1),
        )
        for name, one in compared.comparison.pairing.items()
        if one.correlation is not None and one.variance_ratio is not None
    ]
    return [text("compare.note.common", lang), text("compare.note.numbers", lang, **count), *pairing]


def _provenance(compared: Compared) -> list[dict[str, str]]:
    rows = []
    for name, runs in {**compared.selected, **compared.runs}.items():
        made = runs.provenance
        rows.append(
            {
                "name": name,
                "scenario_hash": made.scenario_hash[:SHORT_HASH],
                "plan_hash": made.plan_hash[:SHORT_HASH],
                "seed": str(made.seed),
                "replications": f"{made.replications[0]}–{made.replications[-1]}",
            }
        )
    return rows


def _versions(compared: Compared, lang: str) -> str:
    versions = compared.runs[compared.first].provenance.versions
    return text("list.comma", lang).join(f"{name} {version}" for name, version in versions.items())
