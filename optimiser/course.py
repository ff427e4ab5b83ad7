"""The course of an item's cases through the graph of their steps: desk work, and the days before and behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from optimiser.delays import Delays
from sim.domain.casework import Step, in_order, predecessors
from sim.domain.items import Item
from sim.domain.scenario_data import Scenario
from sim.domain.units import ClockRule, StepKind

Needs = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Desk work of a department: `minutes` per case in the mean, needed by the share `needed` of the cases.

    `before` are the days that pass before it can begin, `behind` those that pass after it until the decision.
    """

    department: str
    minutes: float
    needed: float
    before: float
    behind: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What an item's cases still need.

    `papers` has, for each step of papers before acceptance, its share and the days until they have come; `stopped` the
    days for which the promised clock stands still in the mean.
    """

    tasks: tuple[Task, ...]
    papers: tuple[tuple[float, float], ...]
    stopped: float

    def accepted(self, received: int, begins: int) -> float:
        """Return the mean day of acceptance of cases received on a day whose steps begin on a day (rule 21)."""
        return received + max((share * (begins + days - received) for share, days in self.papers), default=0.0)


def courses(scenario: Scenario) -> dict[str, Course]:
    """Return the whole course of the cases of each item that has steps."""
    delays = Delays(scenario)
    steps = steps_by_item(scenario)
    return {item.id: course(scenario, delays, item, steps[item.id]) for item in scenario.items if item.id in steps}


def steps_by_item(scenario: Scenario) -> dict[str, list[Step]]:
    """Return the steps of each item that has any, in order."""
    steps: dict[str, list[Step]] = {}
    for step in in_order(scenario.steps):
        steps.setdefault(step.item, []).append(step)
    return steps


def course(scenario: Scenario, delays: Delays, item: Item, steps: Sequence[Step], position: int = 0) -> Course:
    """Return the course of an item's cases from the steps of `position` on; those before are done."""
    gaps = scenario.settings.cases.accept_with_gaps
    ahead = [step for step in in_order(steps) if step.position >= position]
    names = {step.id for step in ahead}
    needs = {
        name: tuple(one for one in before if one in names)
        for name, before in waits(steps, gaps=gaps).items()
        if name in names
    }
    first = _way_back(scenario, item)
    ends = _longest(ahead, needs, delays.counted, first)
    begins = {step.id: max((ends[one] for one in needs[step.id]), default=first) for step in ahead}
    behind = _behind(ahead, needs, delays.counted)
    papers = [] if gaps else [step for step in ahead if step.kind is StepKind.PAPERS]
    before_acceptance = _ancestors(papers, needs)

    def stops(step: Step) -> float:
        counts = step.clock is ClockRule.BOTH_STOP and step.id not in before_acceptance
        return step.share * delays.of(step) if counts else 0.0

    return Course(
        tasks=tuple(
            Task(
                department=step.department,
                minutes=step.mean_minutes * times_done(step),
                needed=step.share,
                before=begins[step.id],
                behind=behind[step.id],
            )
            for step in ahead
            if step.kind is StepKind.DESK and step.mean_minutes > 0
        ),
        papers=tuple((step.share, begins[step.id] + delays.of(step)) for step in papers),
        stopped=max(_longest(ahead, needs, stops, 0.0).values(), default=0.0),
    )


def times_done(step: Step) -> float:
    """Return how often a needed step is done in the mean: once, and at most twice again (rule 19)."""
    return 1 + step.rework_share + step.rework_share**2


def waits(steps: Sequence[Step], *, gaps: bool) -> dict[str, tuple[str, ...]]:
    """Return for which steps of its item each waits.

    If cases are accepted with gaps (容缺受理), only the last steps wait for the papers before them.
    """
    before = predecessors(steps)
    if not gaps:
        return before
    ordered = in_order(steps)
    papers = {step.id for step in ordered if step.kind is StepKind.PAPERS}
    followed = {one for names in before.values() for one in names}
    found: dict[str, tuple[str, ...]] = {}
    ahead: dict[str, set[str]] = {}
    for step in ordered:
        ahead[step.id] = set(before[step.id]).union(*(ahead[one] for one in before[step.id]))
        names = {other for one in before[step.id] for other in (found[one] if one in papers else (one,))}
        if step.id not in followed and step.id not in papers:
            names |= ahead[step.id] & papers
        found[step.id] = tuple(one.id for one in ordered if one.id in names)
    return found


def _way_back(scenario: Scenario, item: Item) -> float:
    """Return the days that cases are back in a department without authority at the window (rule 22)."""
    cases = scenario.settings.cases
    authority = next((d.authority for d in scenario.departments if d.id == item.department), True)
    return float(cases.no_authority_days) if cases.return_to_department and not authority else 0.0


def _longest(steps: Sequence[Step], needs: Needs, days: Callable[[Step], float], first: float) -> dict[str, float]:
    """Return when each step ends, if those that wait for none begin at `first`; steps stand in order."""
    ends: dict[str, float] = {}
    for step in steps:
        ends[step.id] = max((ends[one] for one in needs[step.id]), default=first) + days(step)
    return ends


def _behind(steps: Sequence[Step], needs: Needs, days: Callable[[Step], float]) -> dict[str, float]:
    """Return the days that pass behind the end of each step."""
    behind = {step.id: 0.0 for step in steps}
    for step in reversed(steps):
        for one in needs[step.id]:
            behind[one] = max(behind[one], behind[step.id] + days(step))
    return behind


def _ancestors(steps: Sequence[Step], needs: Needs) -> set[str]:
    """Return the steps and all that come before them."""
    found: set[str] = set()
    waiting = [step.id for step in steps]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs[name]
    return found
