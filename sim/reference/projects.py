"""Projects: which of their parts begin when, by an intake or by a visit (rule 23)."""

from __future__ import annotations

from collections.abc import Callable

from sim.demand.columns import NEVER, Demand
from sim.reference.state import State


class ProjectWork:
    """Moves projects through their parts."""

    receive: Callable[[int, int], None]
    """Receive a case, at an instant."""
    call: Callable[[int], None]
    """Let the applicant come for a visit on a later day."""

    def __init__(self, state: State, demand: Demand) -> None:
        self.state = state
        projects = demand.projects
        self.first_part, self.parts = projects.first_part.tolist(), projects.parts.tolist()
        self.project, self.needs = projects.part_project.tolist(), projects.part_needs.tolist()
        self.case, self.visit = projects.part_case.tolist(), projects.part_visit.tolist()
        self.part_of_case = demand.cases.part.tolist()
        self.project_of_stop = {stop: n for n, stop in enumerate(projects.intake.tolist()) if stop != NEVER}
        self.done = [0] * len(self.parts)

    def open_by_stop(self, stop: int) -> None:
        """Begin the project that a stop just served registers, if it does."""
        project = self.project_of_stop.get(stop)
        if project is not None:
            for part in range(self.first_part[project], self.first_part[project] + self.parts[project]):
                if self.needs[part] == 0:
                    self._begin(part)

    def decided(self, case: int) -> None:
        """Go on with the project whose part a case was, if it was one."""
        part = self.part_of_case[case]
        if part == NEVER:
            return
        project = self.project[part]
        before = self.done[project]
        self.done[project] |= 1 << (part - self.first_part[project])
        if self.done[project] == (1 << self.parts[project]) - 1:
            self.state.project_closed[project] = self.state.now
        else:
            self._begin_ready(project, before)

    def _begin_ready(self, project: int, before: int) -> None:
        """Begin the parts that wait for no other any more, but did when only those of `before` were done."""
        first, done = self.first_part[project], self.done[project]
        for part in range(first, first + self.parts[project]):
            if not self.needs[part] & ~done and self.needs[part] & ~before:
                self._begin(part)

    def _begin(self, part: int) -> None:
        if self.visit[part] == NEVER:
            self.receive(self.case[part], self.state.now)
        else:
            self.call(self.visit[part])
