"""How cases are worked on: their steps, the meetings and inspectors that these need, projects of several cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, TypeVar

from sim.domain.units import (
    ClockRule,
    Count,
    DataLink,
    Identifier,
    MeetingKind,
    MinuteOfDay,
    Minutes,
    Number,
    Rate,
    Share,
    StepKind,
    Text,
    Weekday,
    WorkingDays,
)

MAX_STEPS = 20
"""Of an item, so that whatever may be drawn for a case can be drawn beforehand."""
EVERY_DAY: tuple[Weekday, ...] = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the cases of an item; `share` of the cases need it.

    It begins when the steps `after` which it comes are done: those of the next lower position, if none are named. So
    steps of one position run side by side.

    `desk`: work of `mean_minutes` (log-normal, `sd_minutes`) by `department`. `wait`: ends at opening of the Nth
    working day after (`days`). `meeting`, `signature`: at the next of a row of the table `meetings` that has room.
    `inspection`: as long on site, and the travel of the `inspectors`, a row of that table. `transfer`: at the speed of
    `link`, else of the department's. `papers`: the applicant takes `days` working days on average (geometric, at least
    1); the case is accepted when they have come. `forward`: a transfer, then `days` at the higher authority.
    """

    id: Identifier
    item: Identifier
    position: Count
    kind: StepKind
    name_en: Text
    name_zh: Text
    department: Identifier
    mean_minutes: Minutes = 0.0
    sd_minutes: Minutes = 0.0
    days: WorkingDays = 0
    share: Share = 1.0
    after: tuple[Identifier, ...] = ()
    meeting: Identifier | None = None
    inspectors: Identifier | None = None
    link: DataLink | None = None
    clock: ClockRule = ClockRule.RUNS
    rework_share: Share = 0.0
    """Chance that a step just done has to be done again; at most twice."""
    visit_share: Share = 0.0
    """Chance that the applicant must come to the department for the step, outside the hall."""
    limit_days: WorkingDays | None = None
    """Working days allowed to the step (环节时限); no value: none."""
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting held on given days, or the hours at which a head of department signs.

    It is held at `time` on those `weekdays` that are working days, every `every_weeks` weeks, lasts `minutes` and takes
    at most `capacity` cases (no value: any number), each of which must have waited for `notice_days` working days.
    """

    id: Identifier
    department: Identifier
    kind: MeetingKind
    name_en: Text
    name_zh: Text
    weekdays: tuple[Weekday, ...]
    every_weeks: Number = 1
    time: MinuteOfDay
    minutes: Minutes = 0.0
    capacity: Count | None = None
    notice_days: WorkingDays = 0
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspectors:
    """Inspectors of a department (现场勘察): `number` people, each at most `per_day` inspections a day.

    They set out between `from_time` and `to_time` on working days that fall on one of the `weekdays`, travel for
    `travel_minutes` (log-normal, there and back) and finish what they have begun.
    """

    id: Identifier
    department: Identifier
    name_en: Text
    name_zh: Text
    number: Number
    per_day: Number
    from_time: MinuteOfDay
    to_time: MinuteOfDay
    weekdays: tuple[Weekday, ...] = EVERY_DAY
    travel_minutes: Minutes = 0.0
    travel_sd_minutes: Minutes = 0.0
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project for which one applicant needs several cases together (1+5, F20); `per_day` begin on an open day.

    With `projects.one_intake`, the applicant comes once, for the item `intake`, and all cases are opened by the office;
    without, the applicant comes for each of them. `promised_days` run from the first trip.
    """

    id: Identifier
    name_en: Text
    name_zh: Text
    per_day: Rate
    enterprise_share: Share = 1.0
    profile: Identifier
    intake: Identifier | None = None
    promised_days: WorkingDays | None = None
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPart:
    """One case of a project: of `item`, begun when the parts `after` which it comes are decided.

    If none are named: those of the next lower position. With `projects.in_parallel` off, one after the other.
    """

    id: Identifier
    project: Identifier
    position: Count
    item: Identifier
    after: tuple[Identifier, ...] = ()
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogRow:
    """Cases already open at the start of the horizon (setting `cases.backlog = "given"`).

    `count` cases of `item`, accepted
    `age_days` working days before the first day, with the steps before `position` done.
    """

    id: Identifier
    item: Identifier
    age_days: WorkingDays
    position: Count
    count: Count
    origin: Text


class Node(Protocol):
    """What stands in a graph of casework: a step of an item, or a part of a project."""

    @property
    def id(self) -> Identifier:
        """Its id."""

    @property
    def position(self) -> Count:
        """Its position; nodes of one position run side by side."""

    @property
    def after(self) -> tuple[Identifier, ...]:
        """The nodes named, after which it begins."""


NodeT = TypeVar("NodeT", bound=Node)


def in_order(nodes: Sequence[NodeT]) -> list[NodeT]:
    """Return the nodes by position, then by id."""
    return sorted(nodes, key=lambda node: (node.position, node.id))


def predecessors(nodes: Sequence[Node]) -> dict[str, tuple[str, ...]]:
    """Return for each node of one graph those whose end it waits for (rule 19): the default made explicit.

    Parameters
    ----------
    nodes : sequence of Step or ProjectPart
        The steps of one item, or the parts of one project, in any order.

    Returns
    -------
    dict
        Id → ids of its predecessors: those named in `after`, else all nodes of the next lower position that occurs
        (positions may have gaps); none at the lowest. Keys and values stand in the order of (position, id); a name in
        `after` that is none of the nodes is left out, since validation reports it, and so is one named twice.
    """
    ordered = in_order(nodes)
    rank = {node.id: place for place, node in enumerate(ordered)}
    found: dict[str, tuple[str, ...]] = {}
    lower: tuple[str, ...] = ()
    for _, group in groupby(ordered, key=lambda node: node.position):
        level = tuple(group)
        for node in level:
            named = sorted({name for name in node.after if name in rank}, key=rank.__getitem__)
            found[node.id] = tuple(named) if node.after else lower
        lower = tuple(node.id for node in level)
    return found
