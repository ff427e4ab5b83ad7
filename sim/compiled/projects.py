"""Projects: which of their parts begin when, by an intake or by a visit (rule 23).

Parts about to begin stand in a chain, the first of them on top, so that whatever follows from one comes before the
next.
"""

from __future__ import annotations

from sim.compiled.memory import (
    Book,
    case_part,
    part_needs,
    part_project,
    parts,
    project_first_part,
    project_parts,
    projects,
)
from sim.demand.columns import NEVER
from sim.jit import part as kernel_part


@kernel_part
def begin(h: Book, project: int) -> None:
    """Let the parts be about to begin that wait for no other."""
    first = project_first_part(h, project)
    for at in range(first + project_parts(h, project) - 1, first - 1, -1):
        if part_needs(h, at) == 0:
            _is_ready(h, at)


@kernel_part
def decided(h: Book, case: int, now: int) -> None:
    """Go on with the project whose part a case was, if it was one."""
    at = case_part(h, case)
    if at == NEVER:
        return
    number = part_project(h, at)
    first, count, project = project_first_part(h, number), project_parts(h, number), projects(h, number)
    before = project.done
    project.done = before | (1 << (at - first))
    if project.done == (1 << count) - 1:
        project.closed = now
        return
    for other in range(first + count - 1, first - 1, -1):
        if part_needs(h, other) & ~project.done == 0 and part_needs(h, other) & ~before != 0:
            _is_ready(h, other)


@kernel_part
def _is_ready(h: Book, at: int) -> None:
    parts(h, at).after = h.first_ready
    h.first_ready = at
