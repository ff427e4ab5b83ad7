"""Projects: several cases that one applicant needs together, begun by one intake or by a visit for each (rule 23)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.demand.casework import DONE, GOES_ON, ITEM, LINE, NUMBER, OPENS, PART, ROWS_OF_CASES, STOP
from sim.demand.columns import NEVER, Cases, Projects
from sim.demand.projectplan import ProjectPlan
from sim.demand.visits import DAY, FIRST_STOP, ROW, Drawn
from sim.demand.visits import NUMBER as NUMBER_OF_VISIT


class Instances(NamedTuple):
    """The projects that begin.

    Attributes
    ----------
    project, first_visit : by project that begins: its place in the table, and its first visit.
    visit_part, own_item : by visit: the part for which it comes, or `NEVER`, and its item; empty if there is none.
    part_visit : by part: the visit that opens its case, or `NEVER`.
    cases : those that one intake opens, as `draw_cases` lays them out.
    """

    project: np.ndarray
    first_visit: np.ndarray
    visit_part: np.ndarray
    own_item: np.ndarray
    part_visit: np.ndarray
    cases: np.ndarray


_NOTHING = np.zeros(0, dtype=np.int64)
NO_INSTANCES = Instances(_NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING, np.zeros((ROWS_OF_CASES, 0), dtype=np.int64))


def instances(plan: ProjectPlan, first_row: int, drawn: Drawn, count: int) -> Instances:
    """Return the projects that begin, from the `count` visits; those of projects have rows from `first_row` on."""
    if not plan.rows:
        return NO_INSTANCES
    row = drawn.numbers[ROW, :count]
    of_projects = np.flatnonzero(row >= first_row)
    projects, first_visits, part_visits, cases = [], [], [], []
    visit_part, own_item = np.full(count, NEVER), np.full(count, NEVER)
    parts = at_row = 0
    for project, items in enumerate(plan.items):
        rows = plan.row_counts[project]
        visits = [of_projects[row[of_projects] == first_row + at_row + n] for n in range(rows)]
        at_row += rows
        if not rows:
            continue
        begun = len(visits[0])
        number = parts + np.arange(begun * len(items)).reshape(begun, len(items))
        if plan.one_intake[project]:
            part_visits.append(np.full(begun * len(items), NEVER))
            cases.append(_of_intake(plan, project, drawn, visits[0], number))
        else:
            part_visits.append(np.stack(visits, axis=1).ravel())
            visit_part[part_visits[-1]] = number.ravel()
            own_item[part_visits[-1]] = np.tile(items, begun)
        projects.append(np.full(begun, project))
        first_visits.append(visits[0])
        parts += begun * len(items)
    return Instances(
        np.concatenate(projects),
        np.concatenate(first_visits),
        visit_part,
        own_item,
        np.concatenate(part_visits),
        np.concatenate([NO_INSTANCES.cases, *cases], axis=1),
    )


def _of_intake(plan: ProjectPlan, project: int, drawn: Drawn, visits: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Return the cases that an intake will open, one for each part."""
    begun, parts = number.shape
    cases = np.zeros((ROWS_OF_CASES, begun * parts), dtype=np.int64)
    cases[STOP], cases[OPENS], cases[GOES_ON], cases[DONE] = NEVER, NEVER, NEVER, 0
    cases[ITEM], cases[PART] = np.tile(plan.items[project], begun), number.ravel()
    day = np.repeat(drawn.numbers[DAY, visits], parts)
    cases[LINE] = day * plan.parts_in_all + plan.first_number[project] + np.tile(np.arange(parts), begun)
    cases[NUMBER] = np.repeat(drawn.errands[NUMBER_OF_VISIT, visits], parts)
    return cases


def projects_of(plan: ProjectPlan, begun: Instances, drawn: Drawn, cases: Cases) -> Projects:
    """Return the columns of the projects that begin."""
    lengths = np.array([len(items) for items in plan.items], dtype=np.int64)[begun.project]
    needs = [np.array(plan.needs[project], dtype=np.int64) for project in begun.project.tolist()]
    part_case = np.full(lengths.sum(), NEVER)
    own = np.flatnonzero(cases.part != NEVER)
    part_case[cases.part[own]] = own
    intake = drawn.numbers[FIRST_STOP, begun.first_visit]
    return Projects(
        project=begun.project,
        begins=drawn.join[begun.first_visit],
        promised=np.array(plan.promised, dtype=np.int64)[begun.project],
        first_part=np.cumsum(lengths) - lengths,
        parts=lengths,
        intake=np.where(np.array(plan.one_intake, dtype=bool)[begun.project], intake, NEVER),
        part_project=np.repeat(np.arange(len(lengths)), lengths),
        part_needs=np.concatenate([_NOTHING, *needs]),
        part_case=part_case,
        part_visit=begun.part_visit,
    )
