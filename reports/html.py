# ruff: noqa: A005 -- `reports.html` is what it is, and nobody imports it as `html`
"""The report as one HTML file: tables, figures and fonts inside, nothing to fetch, every name escaped."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import figures, notation, supervision
from reports.assumptions import origins
from reports.breakdown import by_zone, without_worst
from reports.figures import Picture
from reports.headline import headline
from reports.late import late_departments, late_items, late_steps
from reports.load import offered_by_zone
from reports.names import Names
from reports.record import Record
from reports.rotation import duties, turns
from reports.tables import OF_CASES, Row, case_rows, hall_rows, versus_rows, zone_rows
from sim.words import text, texts

SHORT_HASH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture ready to be placed: its source as a data address, its title and what it shows."""

    source: str
    title: str
    caption: str


def write(record: Record, path: Path, lang: str = "en", *, day: int = 0, warned_on: int | None = None) -> Path:
    """Write the report of a run or an optimisation.

    `day` is the open day whose roster is drawn, `warned_on` that whose warnings are listed (None: the last).
    """
    from sim.files import write_atomically

    write_atomically(path, render(record, lang, day=day, warned_on=warned_on).encode("utf-8"))
    return path


def render(record: Record, lang: str = "en", *, day: int = 0, warned_on: int | None = None) -> str:
    """Return the report as HTML."""
    names = Names(record.scenario, lang)
    return page("report.html.j2", lang, {**_content(record, names, day), "cases": _cases(record, names, warned_on)})


def page(template: str, lang: str, content: Mapping[str, Any]) -> str:
    """Return a page from one of our templates; whatever is put in is escaped."""
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(t=partial(text, lang=lang), lang=lang, **content)


def _content(record: Record, names: Names, day: int) -> dict[str, Any]:
    lang = names.lang
    kind = "run" if record.before is None else "optimise"
    after, before = record.runs, record.before
    rota = duties(record.scenario, record.plan, record.dates)
    return {
        "kind": kind,
        "title": text(f"report.title.{kind}", lang, scenario=names.title),
        "sentences": headline(record, lang),
        "subtitle": _subtitle(record, lang, kind),
        "effort": effort_line(record.effort, lang),
        "replications": len(after.provenance.replications),
        "hall": hall_rows(after, before, lang, without=OF_CASES if record.scenario.steps else ()),
        "zones": zone_rows(by_zone(after, before), names),
        "worst": dict(zip(("queues", "rest"), worst_rows(record, names), strict=True)) if before else None,
        "greedy": versus_rows(record.greedy, after, lang) if record.greedy else (),
        "day_figures": _day_figures(record, names),
        "window_figures": (_figure("utilisation", names, figures.utilisation(names, after, before)),),
        "overdue": _figure("overdue", names, figures.overdue(names, after, before), "" if before else ".run"),
        "rosters": _rosters(record, names, day),
        "roster_date": f"{record.dates[day]:%Y-%m-%d}",
        "rota": _rota(rota, names),
        "rota_note": _rota_note(rota, names),
        "origins": origins(record.scenario, record.assumptions),
        "provenance": _provenance(record, lang),
        "command": record.command,
    }


def _cases(record: Record, names: Names, warned_on: int | None) -> dict[str, Any] | None:
    """Return what the report says about cases; None where no item has steps."""
    if not record.scenario.steps:
        return None
    runs, found = record.runs, record.warnings
    return {
        "measures": case_rows(runs, record.before, names.lang),
        "figure": _figure("times", names, figures.time_split(names, runs)),
        "late_departments": late_departments(names, runs),
        "late_items": late_items(names, runs),
        "late_steps": late_steps(names, runs),
        "warnings": None if found is None else supervision.of_day(names, found, warned_on),
    }


def _subtitle(record: Record, lang: str, kind: str) -> str:
    key = "report.subtitle" if kind == "optimise" else "report.subtitle.run"
    dates = record.dates
    count = len(record.runs.provenance.replications)
    return text(key, lang, days=len(dates), start=f"{dates[0]}", end=f"{dates[-1]}", replications=count)


def effort_line(effort: Mapping[str, Any], lang: str) -> str:
    """Say how far the optimiser came; empty where none ran."""
    if not effort:
        return ""
    return text(
        "report.optimiser",
        lang,
        status=text(f"status.{effort['status']}", lang),
        gap=notation.show(effort["gap"], "share"),
        bound_of=_bound_of(str(effort["bound_of"]), lang),
        seconds=notation.show(effort["seconds"], decimals=0),
    )


def _bound_of(said: str, lang: str) -> str:
    """Return the optimiser's words in the reader's language, where we have them."""
    key = f"bound_of.{said}"
    return text(key, lang) if key in texts() else said


def worst_rows(record: Record, names: Names) -> tuple[list[tuple[str, str, str]], Row]:
    """Return the worst queues with their waits before and after, and the row of all other tickets."""
    assert record.before is not None
    found = without_worst(record.before, record.runs)
    queues = [(names.queue(q), notation.show(b, "min"), notation.show(a, "min")) for q, b, a in found.queues]
    return queues, Row.of(
        text("measure.wait_minutes", names.lang), found.wait_minutes, lower_is_better=True, lang=names.lang
    )


def _figure(key: str, names: Names, picture: Picture, variant: str = "") -> Figure:
    lang = names.lang
    return Figure(
        source=embed(picture),
        title=text(f"figure.{key}", lang),
        caption=text(f"figure.{key}.caption{variant}", lang),
    )


def _day_figures(record: Record, names: Names) -> tuple[Figure, ...]:
    after, before = record.runs, record.before
    return (
        _figure("waits", names, figures.waits(names, after, before)),
        _figure("lengths", names, figures.queue_lengths(names, after, before)),
        _figure(
            "coverage",
            names,
            figures.coverage(names, after, before, offered_by_zone(record.scenario, len(record.dates))),
        ),
    )


def _rosters(record: Record, names: Names, day: int) -> list[Figure]:
    """Draw every zone in which somebody sits at a window, the largest first."""
    zone_of = {window.id: window.zone for window in record.scenario.windows}
    held = record.plan.sessions.filter(pl.col("day") == day)["window"].to_list()
    zones = sorted(
        {zone_of[w] for w in held if w in zone_of}, key=lambda z: (-sum(zone_of.get(w) == z for w in held), z)
    )
    date = f"{record.dates[day]:%Y-%m-%d}"
    caption = text("report.note.roster", names.lang)
    return [
        Figure(
            source=embed(figures.roster(names, record.plan, zone, day)),
            title=text("figure.roster", names.lang, zone=names.zone(zone), date=date),
            caption=caption,
        )
        for zone in zones
    ]


def embed(picture: Picture) -> Markup:
    """Return a data address of the picture: nothing in it can reach the page or the network."""
    return Markup("data:image/svg+xml;base64,") + base64.b64encode(picture.svg().encode()).decode()


def _rota(rota: pl.DataFrame, names: Names) -> list[dict[str, str]]:
    comma = text("list.comma", names.lang)
    return [
        {
            "date": f"{row['date']:%m-%d}",
            "weekday": text(f"weekday.{row['date'].weekday()}", names.lang),
            "window": str(row["window"]),
            "departments": comma.join(names.department(d) for d in row["departments"]),
            "officers": comma.join(row["officers"]),
        }
        for row in rota.iter_rows(named=True)
    ]


def _rota_note(rota: pl.DataFrame, names: Names) -> str:
    counts = turns(rota)
    if not counts:
        return text("report.note.rotation.none", names.lang)
    listed = text("list.comma", names.lang).join(f"{names.department(d)} {n}" for d, n in counts.items())
    return text("report.note.rotation", names.lang, departments=len(counts), turns=listed)


def _provenance(record: Record, lang: str) -> list[tuple[str, str]]:
    made = record.runs.provenance
    versions = text("list.comma", lang).join(f"{name} {version}" for name, version in made.versions.items())
    replications = (
        f"{made.replications[0]}–{made.replications[-1]}" if len(made.replications) > 1 else str(made.replications[0])
    )
    values = {
        "scenario": made.scenario,
        "scenario_hash": made.scenario_hash[:SHORT_HASH],
        "plan_hash": made.plan_hash[:SHORT_HASH],
        "engine": made.engine,
        "seed": str(made.seed),
        "replications": replications,
        "days": str(made.days),
        "versions": versions,
        "tickets_digest": made.tickets_digest[:SHORT_HASH],
        "cases_digest": made.cases_digest[:SHORT_HASH],
    }
    return [(text(f"provenance.{key}", lang), value) for key, value in values.items()]
