"""Projects of several cases (1+5, F20): parts that are cases, and an intake that is none (rule 23)."""

from __future__ import annotations

from sim.domain.items import Item
from sim.domain.units import ItemKind
from sim.scenario.checks.steps import most_of_each
from sim.scenario.checks.view import View

MOST_PARTS = 60
"""Of a project: so many can be laid out beforehand."""
HANDLED_AT_ONCE = frozenset({ItemKind.SERVICE, ItemKind.OUTSIDE})
"""Kinds that are a handled item and open no case."""


def projects_have_parts(view: View) -> None:
    """A project has parts, not too many; each is an item with steps."""
    most_of_each(view, "project_parts", "project", MOST_PARTS, "TOO_MANY_PARTS")
    if view.whole("project_parts"):
        begun = {part.project for part in view.all("project_parts")}
        for row, project in view.each("projects"):
            if project.id not in begun:
                view.fault("PROJECT_WITHOUT_PARTS", row, "id", value=project.id)
    if not view.whole("items", "steps"):
        return
    items = {item.id for item in view.all("items")}
    worked_on = {step.item for step in view.all("steps")}
    for row, part in view.each("project_parts"):
        if part.item in items and part.item not in worked_on:
            view.fault("PART_WITHOUT_STEPS", row, "item", value=part.item)


def projects_have_an_intake(view: View) -> None:
    """With one intake, each project that begins names an item to come for; its own case would count twice."""
    items: dict[str, Item] = {item.id: item for item in view.all("items")}
    one_intake = view.settings is not None and view.settings.projects.one_intake
    for row, project in view.each("projects"):
        if project.promised_days == 0:
            view.fault("ZERO_FOR_NONE", row, "promised_days", value=project.promised_days)
        if project.intake is None:
            if one_intake and project.per_day > 0:
                view.fault("NO_INTAKE", row, "intake", value=project.id)
            continue
        item = items.get(project.intake)
        if item is not None and item.kind not in HANDLED_AT_ONCE:
            choices = ", ".join(kind for kind in ItemKind if kind in HANDLED_AT_ONCE)
            view.fault("INTAKE_KIND", row, "intake", value=item.id, kind=item.kind, choices=choices)
