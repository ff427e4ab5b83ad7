"""What a comparison leaves behind.

FOLDER/
  comparison.html      the page for people
  comparison.json      the --json object of the command
  request.json         what was asked, by which it can be repeated
  provenance.json      seed, days, versions, command
  measures.csv, pairs.csv, zones.csv, queues.csv, classes.csv    the tables with their intervals
  candidates/N/        each candidate as a run leaves it (`reports.record`), so that `hall run --plan` and
                       `hall report` take it; one that a selection dropped holds the replications of the selection

Nothing in it depends on the time or on the place where it was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from reports.comparison import Compared
from reports.comparison_html import render
from reports.comparison_json import as_json
from reports.comparison_request import Request
from reports.equity import judged
from reports.record import PROVENANCE_FILE, Record, save
from sim.experiment import estimates
from sim.experiment.equity import GroupChange
from sim.experiment.results import Estimate, Runs
from sim.files import Staging
from sim.opening import open_days

COMPARISON_FILE = "comparison.json"
REQUEST_FILE = "request.json"
PAGE_FILE = "comparison.html"
CANDIDATES = "candidates"
OURS = (COMPARISON_FILE,)
"""The file by which a folder is known as a comparison."""


def write(compared: Compared, out: Path, readmes: Sequence[str]) -> None:
    """Write a comparison whole or not at all; `readmes` are the assumptions of each candidate's scenario."""
    with Staging(out) as folder:
        fill(compared, folder, readmes)


def fill(compared: Compared, folder: Path, readmes: Sequence[str]) -> None:
    """Write a comparison into an empty folder."""
    request = compared.request
    (folder / COMPARISON_FILE).write_text(_json(as_json(compared)), encoding="utf-8")
    (folder / REQUEST_FILE).write_text(_json(asdict(request)), encoding="utf-8")
    (folder / PROVENANCE_FILE).write_text(_json(_provenance(compared)), encoding="utf-8")
    (folder / PAGE_FILE).write_text(render(compared, request.lang), encoding="utf-8")
    for name, rows in _tables(compared).items():
        pl.DataFrame(rows, infer_schema_length=None).write_csv(folder / f"{name}.csv")
    for number, record in enumerate(_records(compared, readmes), start=1):
        place = folder / CANDIDATES / str(number)
        place.mkdir(parents=True)
        save(record, place)


def request_in(folder: Path) -> Request:
    """Return what was asked of the comparison that a folder holds."""
    found: dict[str, Any] = json.loads((folder / REQUEST_FILE).read_text(encoding="utf-8"))
    return Request(**{**found, "names": tuple(found["names"]), "settings": tuple(found["settings"])})


def _provenance(compared: Compared) -> dict[str, Any]:
    made = compared.runs[compared.first].provenance
    return {
        "seed": compared.seed,
        "days": compared.days,
        "replications": list(made.replications),
        "engine": made.engine,
        "versions": made.versions,
        "command": compared.command,
    }


def _records(compared: Compared, readmes: Sequence[str]) -> Iterator[Record]:
    runs = {**compared.selected, **compared.runs}
    for one, readme in zip(compared.candidates, readmes, strict=True):
        yield Record(
            scenario=one.scenario,
            plan=compared.plan(one.name),
            dates=open_days(one.scenario, compared.days),
            runs=runs[one.name],
            result=_result(runs[one.name]),
            command=compared.command,
            assumptions=readme,
        )


def _result(runs: Runs) -> dict[str, Any]:
    made = runs.provenance
    return {
        **asdict(made),
        "replications": len(made.replications),
        "measures": {name: _bounds(one) | {"unit": one.unit} for name, one in estimates(runs).items()},
    }


def _tables(compared: Compared) -> dict[str, list[dict[str, Any]]]:
    return {
        "measures": list(_measures(compared)),
        "pairs": [
            {"from": one, "to": other, "measure": compared.request.by, **_bounds(apart)}
            for (one, other), apart in compared.comparison.pairs.items()
        ],
        "zones": list(_groups(compared, "zones", "zones_lost")),
        "queues": list(_groups(compared, "queues")),
        "classes": list(_groups(compared, "classes", "classes_longest")),
    }


def _measures(compared: Compared) -> Iterator[dict[str, Any]]:
    for measure, found in compared.measures.items():
        for name, value in found.items():
            apart = compared.differences[measure].get(name)
            yield {
                "measure": measure,
                "candidate": name,
                "unit": str(value.unit),
                **_bounds(value),
                **_bounds(apart, "difference_"),
            }


def _groups(compared: Compared, *families: str) -> Iterator[dict[str, Any]]:
    for name, equity in compared.equity.items():
        for family in families:
            found: Sequence[GroupChange] = getattr(equity, family)
            for one in found:
                yield {
                    "family": family,
                    "candidate": name,
                    "group": one.group,
                    "unit": one.after.unit,
                    **_bounds(one.before, "before_"),
                    **_bounds(one.after, "after_"),
                    **_bounds(one.difference, "difference_"),
                    "verdict": judged(one),
                }


def _bounds(found: Estimate | None, prefix: str = "") -> dict[str, float | None]:
    values = (None, None, None) if found is None else (found.mean, found.low, found.high)
    known = [None if v is None or v != v else v for v in values]  # noqa: PLR0124 -- NaN
    return {prefix + key: value for key, value in zip(("mean", "low", "high"), known, strict=True)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
