"""`hall show`: the steps of an item, or the cases of a project, as a table and as a drawn graph."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from reports.actions.loading import scenario_of
from reports.actions.options import Checker
from reports.casework import Casework, Chart
from sim.domain.casework import Project, ProjectPart, Step, predecessors
from sim.domain.items import Item
from sim.domain.scenario_data import Scenario
from sim.errors import Fault, Place, UsageError
from sim.files import write_atomically
from sim.tables.table import shown

Row = TypeVar("Row", Item, Project)
FORMATS = (".png", ".svg")
ENOUGH_ALIKE = 0.5
"""From here on, an id is near to what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """An item whose steps are shown, and the picture written."""

    scenario: Scenario
    item: Item
    file: Path | None = None

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        work = Casework(self.scenario, "en")
        steps = work.steps(self.item.id)
        before = predecessors(steps)
        return {
            **_source(self.scenario),
            "item": {**asdict(self.item), **_names(work, self.item.department)},
            "steps": [_step(work, step, before[step.id]) for step in steps],
            "file": None if self.file is None else str(self.file),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectResult:
    """A project whose cases are shown, and the picture written."""

    scenario: Scenario
    project: Project
    file: Path | None = None

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        work = Casework(self.scenario, "en")
        parts = work.parts(self.project.id)
        before = predecessors(parts)
        settings = self.scenario.settings.projects
        return {
            **_source(self.scenario),
            "project": {**asdict(self.project), **asdict(settings)},
            "parts": [_part(work, part, before[part.id]) for part in parts],
            "file": None if self.file is None else str(self.file),
        }


def figure_file(checker: Checker, out: Path | None) -> Path | None:
    """Read the name of a picture: its ending says the format."""
    if out is not None and out.suffix.lower() not in FORMATS:
        checker.fault("FIGURE_FORMAT", "--out", value=shown(str(out)), choices=", ".join(FORMATS))
    return out


def show_item(name: str, scenario: str, out: Path | None = None, lang: str = "en") -> ItemResult:
    """Find an item of a scenario, and draw its steps where a file is named.

    Raises
    ------
    UsageError
        If there is no such item; it names the nearest.
    """
    hall = scenario_of(scenario)
    item = _found(name, hall.items, "items", hall.settings.name)
    _draw(out, lambda: Casework(hall, lang).item_chart(item))
    return ItemResult(scenario=hall, item=item, file=out)


def show_project(name: str, scenario: str, out: Path | None = None, lang: str = "en") -> ProjectResult:
    """Find a project of a scenario, and draw its cases where a file is named.

    Raises
    ------
    UsageError
        If there is no such project; it names the nearest.
    """
    hall = scenario_of(scenario)
    project = _found(name, hall.projects, "projects", hall.settings.name)
    _draw(out, lambda: Casework(hall, lang).project_chart(project))
    return ProjectResult(scenario=hall, project=project, file=out)


def _draw(out: Path | None, chart: Callable[[], Chart]) -> None:
    if out is None:
        return
    from reports.figures.graph import draw

    picture = draw(chart())
    write_atomically(out, picture.png() if out.suffix.lower() == ".png" else picture.svg().encode())


def _found(name: str, rows: Sequence[Row], table: str, scenario: str) -> Row:
    for row in rows:
        if row.id == name:
            return row
    near = nearest(name, {row.id: (row.id, row.name_en, row.name_zh) for row in rows})
    values = {"value": shown(name), "count": len(rows), "scenario": scenario, "near": near}
    raise UsageError([Fault(code=f"UNKNOWN_{table.upper()}", place=Place(file="hall show"), values=values)])


def nearest(asked: str, known: Mapping[str, tuple[str, ...]]) -> str:
    """Return the id nearest to what was asked for, by the id itself or a name; empty if none is near."""
    word = asked.strip().casefold()
    best, likeness = "", ENOUGH_ALIKE
    for one, names in known.items():
        for name in names:
            folded = name.casefold()
            alike = difflib.SequenceMatcher(None, word, folded, autojunk=False).ratio()
            if word and word in folded:
                alike = max(alike, 0.9)
            if alike > likeness:
                best, likeness = one, alike
    return best


def _source(scenario: Scenario) -> dict[str, Any]:
    return {"scenario": scenario.settings.name, "scenario_hash": scenario.hash}


def _names(work: Casework, department: str) -> dict[str, str]:
    found = work.departments.get(department)
    return {
        "department_name_en": found.name_en if found else department,
        "department_name_zh": found.name_zh if found else department,
    }


def _step(work: Casework, step: Step, after: tuple[str, ...]) -> dict[str, Any]:
    """Return a step with its predecessors spelled out and what it refers to put in."""
    meeting, inspectors = work.meetings.get(step.meeting or ""), work.inspectors.get(step.inspectors or "")
    return {
        **asdict(step),
        **_names(work, step.department),
        "after": after,
        "meeting": None if meeting is None else asdict(meeting),
        "inspectors": None if inspectors is None else asdict(inspectors),
        "link": work.link(step),
    }


def _part(work: Casework, part: ProjectPart, after: tuple[str, ...]) -> dict[str, Any]:
    item = work.items.get(part.item)
    return {
        **asdict(part),
        "after": after,
        "item": part.item if item is None else {**asdict(item), **_names(work, item.department)},
    }
