"""Who works what: counts by group and class of days become officers by name, hours spread evenly over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from optimiser.problem import Answer, Assignment, Cluster, Pattern, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDay:
    """An officer's day at windows: the pattern, and a post of the cluster for each of its stretches."""

    day: int
    officer: str
    group: int
    pattern: Pattern
    posts: tuple[int, ...]


@dataclass(slots=True)
class Ledger:
    """Minutes planned so far by officer: whoever has fewest comes next."""

    minutes: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def in_turn(self, officers: Sequence[str]) -> list[str]:
        """Return officers with the fewest minutes first."""
        return sorted(officers, key=lambda o: (self.minutes[o], o))

    def book(self, officer: str, minutes: int) -> None:
        """Take notice of planned minutes."""
        self.minutes[officer] += minutes


def name(
    problem: Problem, cluster: Cluster, answer: Answer, duties: Mapping[int, Sequence[str]], ledger: Ledger
) -> list[NamedDay]:
    """Return every officer's days at windows; the longest days go to those who have worked least."""
    off = {o: set(problem.officers[o].days_off) for group in cluster.groups for o in group.officers}
    by_class: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in answer.assignments:
        by_class[assignment.day_class].append(assignment)
    class_of = {day: c for c, day_class in enumerate(cluster.classes) for day in day_class.days}
    named = []
    for day in sorted(class_of):
        on_duty = set(duties.get(day, ()))
        for g, group in enumerate(cluster.groups):
            free = [o for o in group.officers if (o in on_duty) is group.duty and problem.dates[day] not in off[o]]
            work = [a for a in by_class[class_of[day]] if a.group == g for _ in range(a.officers)]
            work.sort(key=lambda a: (-a.pattern.minutes, a.pattern.stretches, a.posts))
            for officer, a in zip(ledger.in_turn(free), work, strict=False):
                ledger.book(officer, a.pattern.minutes)
                named.append(NamedDay(day=day, officer=officer, group=g, pattern=a.pattern, posts=a.posts))
    return named
