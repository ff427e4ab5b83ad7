"""Groups of officers, posts and teams of a scenario, and which of them are linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimiser.problem import Grid, Group, Post
from optimiser.shifts import patterns
from sim.domain.hall import Window
from sim.domain.scenario_data import Scenario
from sim.domain.staff import Officer
from sim.domain.units import Noon, Role, WindowKind

_SPEED_STEP = 0.25
"""Officers whose speeds differ less stand in for each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A group at a post by their positions in the whole hall, with the queues that it serves there."""

    group: int
    post: int
    queues: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """All groups, posts and links of the hall, and the group of each officer."""

    groups: tuple[Group, ...]
    posts: tuple[Post, ...]
    links: tuple[Link, ...]

    def group_of(self, officer: str, *, duty: bool) -> int | None:
        """Return the position of the group that an officer belongs to, at the comprehensive window or elsewhere."""
        for n, group in enumerate(self.groups):
            if group.duty is duty and officer in group.officers:
                return n
        return None


def grid_of(scenario: Scenario) -> Grid:
    """Return the intervals on which rosters are planned."""
    hours = scenario.settings.hours
    return Grid(open=hours.open, close=hours.close, step=scenario.settings.roster.interval_minutes)


def staff_of(scenario: Scenario, grid: Grid, working_days_per_week: int) -> Staff:
    """Return groups, posts and links."""
    posts = tuple(_posts(scenario))
    groups = (
        *_groups(scenario, grid, working_days_per_week),
        *_duty_groups(scenario, grid, working_days_per_week),
    )
    links = tuple(
        Link(group=g, post=p, queues=queues)
        for g, group in enumerate(groups)
        for p, post in enumerate(posts)
        if _may_sit(group, post) and (queues := group.queues & set(post.queues))
    )
    return Staff(groups=groups, posts=posts, links=links)


def seasonal(scenario: Scenario, window: int) -> tuple[tuple[object, object], ...]:
    """Return the seasons of a window, nothing if it is always there."""
    return tuple(sorted((s.from_date, s.to_date) for s in scenario.seasons if s.window == window))


def at_windows(officer: Officer) -> bool:
    """Whether an officer may be planned at a window."""
    return officer.role is not Role.DESK


def at_desks(officer: Officer) -> bool:
    """Whether an officer may be planned at a back-office desk."""
    return officer.role is not Role.WINDOW


def day_limit(officer: Officer, working_days_per_week: int) -> int:
    """Return the minutes of a day that keep an officer within the hours of the day and of the week."""
    weekly = officer.hours_per_week / max(1, working_days_per_week)
    return int(60 * min(officer.hours_per_day, weekly) + 1e-6)


def _posts(scenario: Scenario) -> Iterable[Post]:
    kinds: dict[tuple[object, ...], list[Window]] = defaultdict(list)
    for window in scenario.windows:
        kinds[window.department, window.queues, seasonal(scenario, window.id)].append(window)
    for windows in kinds.values():
        shared = windows[0].kind is WindowKind.COMPREHENSIVE
        yield Post(
            department=None if shared else windows[0].department,
            queues=windows[0].queues,
            windows=tuple(sorted(w.id for w in windows)),
        )


def _groups(scenario: Scenario, grid: Grid, per_week: int) -> Iterable[Group]:
    noon = {d.id: d.noon is Noon.CLOSED for d in scenario.departments}
    kinds: dict[tuple[object, ...], list[Officer]] = defaultdict(list)
    for officer in scenario.officers:
        if at_windows(officer) and officer.queues:
            limit = day_limit(officer, per_week)
            bucket = round(officer.speed / _SPEED_STEP)
            key = (officer.department, frozenset(officer.queues), officer.role, limit, bucket)
            kinds[key].append(officer)
    for officers in kinds.values():
        first = officers[0]
        yield _group(scenario, grid, officers, frozenset(first.queues), per_week, closed=noon[first.department])


def _duty_groups(scenario: Scenario, grid: Grid, per_week: int) -> Iterable[Group]:
    """Yield for each department of the rotation its officers, who act for all queues of the comprehensive windows."""
    settings = scenario.settings.windows
    shared = [w for w in scenario.windows if w.kind is WindowKind.COMPREHENSIVE]
    queues = frozenset(q for w in shared for q in w.queues)
    own = {q.id: q.department for q in scenario.queues}
    for department in settings.rotation if shared else ():
        officers = [o for o in scenario.officers if o.department == department and at_windows(o)]
        served = frozenset(q for q in queues if own[q] == department) if settings.only_own else queues
        if officers and served:
            yield _group(scenario, grid, officers, served, per_week, closed=False, duty=True)


def _group(
    scenario: Scenario,
    grid: Grid,
    officers: Sequence[Officer],
    queues: frozenset[str],
    per_week: int,
    *,
    closed: bool,
    duty: bool = False,
) -> Group:
    settings = scenario.settings
    limit = min(day_limit(o, per_week) for o in officers)
    return Group(
        department=officers[0].department,
        officers=tuple(o.id for o in officers),
        queues=queues,
        speed=sum(o.speed for o in officers) / len(officers),
        day_minutes=limit,
        duty=duty,
        desk=not duty and any(at_desks(o) for o in officers),
        patterns=patterns(grid, settings.roster, settings.hours, day_minutes=limit, closed_at_noon=closed),
    )


def _may_sit(group: Group, post: Post) -> bool:
    """Whether officers of a group sit at a post's windows: duty at comprehensive ones, others at their department's."""
    if post.department is None:
        return group.duty
    return not group.duty and group.department == post.department
