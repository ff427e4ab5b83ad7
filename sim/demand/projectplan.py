"""What drawing projects owes to the scenario alone: their parts, and the rows of visits that they bring (rule 23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.demand.index import Index
from sim.domain.casework import Project, ProjectPart, in_order, predecessors
from sim.domain.items import Arrival
from sim.domain.scenario_data import Scenario
from sim.streams import Lines, stream_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """Visits that a project brings: like an arrival row, but all for one item.

    Attributes
    ----------
    project : its place in the scenario's table.
    item : index of the item.
    called : whether they come only when the cases before are decided.
    arrivals, visits : permanent numbers of the streams of arrivals, common to all rows of a project, and of visits.
    """

    arrival: Arrival
    project: int
    item: int
    called: bool
    arrivals: int
    visits: int


class ProjectPlan:
    """The parts of all projects, and the rows of visits that they bring.

    Attributes
    ----------
    rows : those of one project follow each other, in the order of its parts; one, that of the intake, if the
        applicant comes only once.
    row_counts : how many of them are of each project.
    one_intake : by project, whether one visit opens all its cases.
    items, needs : by project, the item of each part, and after which parts it comes, as bits by place.
    lines : the streams of the cases of parts on days, by day, then part; without intake the cases are drawn as those of
        their visits are, from the same streams.
    """

    def __init__(self, scenario: Scenario, index: Index, days: int) -> None:
        together = scenario.settings.projects.one_intake
        self.one_intake = [together and project.intake is not None for project in scenario.projects]
        self.rows: list[ProjectRow] = []
        self.items: list[list[int]] = []
        self.needs: list[list[int]] = []
        self.promised = [project.promised_days or 0 for project in scenario.projects]
        numbers: list[int] = []
        self.first_number: list[int] = []
        self.row_counts: list[int] = []
        for place, project in enumerate(scenario.projects):
            parts = in_order([part for part in scenario.project_parts if part.project == project.id])
            self.items.append([index.item[part.item] for part in parts])
            self.needs.append(_needs(scenario, parts))
            self.first_number.append(len(numbers))
            numbers += [_number(part) for part in parts]
            rows = list(self._rows(scenario, index, place, project, parts))
            self.row_counts.append(len(rows))
            self.rows += rows
        self.parts_in_all = len(numbers)
        self.lines = Lines.of(
            np.tile(np.array(numbers, dtype=np.int64), days), np.repeat(np.arange(days), len(numbers))
        )

    def _rows(
        self, scenario: Scenario, index: Index, place: int, project: Project, parts: list[ProjectPart]
    ) -> Iterator[ProjectRow]:
        items = {item.id: item for item in scenario.items}
        arrivals = stream_id(f"project:{project.id}")
        entries = [
            (part.id, part.item, need != 0, _number(part)) for part, need in zip(parts, self.needs[-1], strict=True)
        ]
        if self.one_intake[place] and project.intake is not None:
            entries = [(project.id, project.intake, False, arrivals)]
        for name, item, called, visits in entries:
            yield ProjectRow(
                arrival=Arrival(
                    id=name,
                    queue=items[item].queue,
                    per_day=project.per_day,
                    enterprise_share=project.enterprise_share,
                    profile=project.profile,
                    origin=project.origin,
                ),
                project=place,
                item=index.item[item],
                called=called,
                arrivals=arrivals,
                visits=visits,
            )


def _number(part: ProjectPart) -> int:
    return stream_id(f"project_part:{part.id}")


def _needs(scenario: Scenario, parts: list[ProjectPart]) -> list[int]:
    """Return after which parts of its project each comes, as bits by place."""
    if not scenario.settings.projects.in_parallel:
        return [1 << n >> 1 for n in range(len(parts))]
    place, before = {part.id: n for n, part in enumerate(parts)}, predecessors(parts)
    return [sum(1 << place[one] for one in before[part.id]) for part in parts]
