"""What the optimiser decides about: groups of officers, posts, pools of queues, classes of days, hours.

One input for everything below: `build` makes it from a scenario, `greedy` and `roster` solve it, `sessions`
turns an answer into a plan. A *cluster* is a set of departments that nothing links to the others, so that it is solved
by itself. Times are intervals of a `Grid`, capacity is in officers of average speed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.domain.scenario_data import Scenario
from sim.domain.staff import Officer
from sim.plan.sessions import Plan

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Stretch = tuple[int, int]
"""Work without a break, from the start of one interval to the start of another."""
Given = dict[tuple[int, int, int], float]
"""Capacity by team, pool and interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The intervals of an open day; times are minutes since midnight, the last interval ends at closing."""

    open: int
    close: int
    step: int

    @property
    def count(self) -> int:
        """Number of intervals."""
        return -(-(self.close - self.open) // self.step)

    @property
    def edges(self) -> list[int]:
        """Minutes at which intervals start, and closing."""
        return [self.minute(t) for t in range(self.count + 1)]

    def minute(self, index: int) -> int:
        """Minute of day at which interval `index` starts."""
        return min(self.close, self.open + index * self.step)

    def span(self, stretch: Stretch) -> int:
        """Minutes of a stretch."""
        return self.minute(stretch[1]) - self.minute(stretch[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One way of working a day: one or two stretches, and the minutes worked."""

    stretches: tuple[Stretch, ...]
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Officers who can stand in for each other.

    `duty` groups hold the comprehensive window: their officers are named by the rotation, and all of them
    work. `speed` is the mean factor on service times.
    """

    department: str
    officers: tuple[str, ...]
    queues: frozenset[str]
    speed: float
    day_minutes: int
    duty: bool = False
    desk: bool = False
    """Whether its officers may sit at a desk instead."""
    patterns: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Windows with the same equipment, of one department (None: comprehensive) and with the same season."""

    department: str | None
    queues: tuple[str, ...]
    windows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A group at a post, by their indices, and the pools it serves there.

    `rate` is its capacity for them in average officers, by class of days.
    """

    group: int
    post: int
    pools: tuple[int, ...]
    rate: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Expected customers of one pool in one class of days, in officer-intervals of work, in several load scenarios.

    Attributes
    ----------
    stochastic : array of shape (intervals, officers + 1)
        Yuan of waiting from chance alone, by officers at work; convex and falling in officers.
    work : array of shape (scenarios, intervals)
        Work arriving; `before` (scenarios,) is already at the door at opening.
    weights : array of shape (scenarios,)
    hold, left : float
        Yuan per officer-interval of backlog: for each interval in which it waits; if left at closing.
    decay : float
        Part of the backlog whose customers stay to the next interval.
    attendance : float
        Share of planned officers who are not ill.
    """

    stochastic: Floats
    work: Floats
    before: Floats
    weights: Floats
    hold: float
    left: float
    decay: float
    attendance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Queues that the same teams serve, taken together.

    `end_minutes` is the expected overrun of an officer who leaves while serving.
    """

    queues: tuple[str, ...]
    service_minutes: float
    scv: float
    end_minutes: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayClass:
    """Days that share a solution: same load, same officers present, same windows.

    `present` (groups,) officers; `windows` (posts,); `demand` by pool; `today` (teams, intervals) officers at
    work under today's plan, mean over its days.
    """

    days: tuple[int, ...]
    present: Ints
    windows: Ints
    demand: tuple[Demand, ...]
    today: Floats
    todays_patterns: tuple[tuple[int, Pattern, tuple[int, ...]], ...] = ()
    """Group, pattern and teams of the officers whose first of these days is a pattern under today's plan."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeskCurve:
    """What a department's desk minutes are worth: overdue cost over the horizon, `yuan` at `minutes`, convex."""

    department: str
    minutes: Floats
    yuan: Floats
    today: int
    most: int
    """Minutes that its desk officers and desks could work."""
    people: int
    """Minutes that its desk officers could work, at desks or (who may do both) at windows, had it desks enough."""
    uneven: float = 0.0
    """What today's plan costs above the curve, which spreads minutes over the days as is best, yuan."""

    def cost(self, minutes: float) -> float:
        """Return the expected overdue cost, yuan."""
        return float(np.interp(minutes, self.minutes, self.yuan))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cluster:
    """Departments that share queues or windows, and all that is decided for them together.

    `budget` has the minutes of today's plan by department; `overrun_coefficient` (teams, intervals + 1) the expected
    overrun minutes of a stretch that ends there; `overrun_cap` what today's plan causes, over the horizon.
    """

    departments: tuple[str, ...]
    grid: Grid
    groups: tuple[Group, ...]
    posts: tuple[Post, ...]
    pools: tuple[Pool, ...]
    teams: tuple[Team, ...]
    classes: tuple[DayClass, ...]
    desks: tuple[DeskCurve, ...]
    budget: dict[str, int]
    overrun_coefficient: Floats
    overrun_cap: float

    @property
    def size(self) -> int:
        """Number of day classes times patterns times posts: how much work it is to solve."""
        return len(self.classes) * sum(len(self.groups[team.group].patterns) for team in self.teams)


@dataclass(frozen=True, eq=False)
class Problem:
    """The whole decision."""

    scenario: Scenario
    dates: tuple[dt.date, ...]
    today: Plan
    clusters: tuple[Cluster, ...]

    @cached_property
    def officers(self) -> dict[str, Officer]:
        """Officers by id."""
        return {o.id: o for o in self.scenario.officers}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """So many officers of `group` work `pattern` in day class `day_class`, each stretch at its post of `posts`."""

    day_class: int
    group: int
    pattern: Pattern
    posts: tuple[int, ...]
    officers: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """A solution of one cluster in counts.

    `shares` has by class of days what each team that serves several pools gives to each; `capacity` (classes,
    pools, intervals) is what pools have by that.
    """

    assignments: tuple[Assignment, ...]
    desk_minutes: dict[str, int]
    shares: tuple[Given, ...]
    capacity: Floats
    cost: float
