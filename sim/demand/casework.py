"""What the drawing of cases owes to the scenario alone: steps by item, and the backlog expected or given."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

import numpy as np

from sim.demand.arrivals import Rates
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER, to_ms
from sim.demand.index import Index
from sim.demand.laws import Laws, laws_of, lognormal, sure
from sim.demand.records import record, table
from sim.domain.casework import MAX_STEPS, Step, predecessors
from sim.domain.scenario_data import Scenario
from sim.domain.units import ClockRule, DataLink, StepKind
from sim.opening import ArrivalRates, last_ticket, open_days, rates_on
from sim.streams import Lines, numbers_in_lines, stream_id
from sim.working_time import add_working_days, calendar_of

MAX_TIMES = 3
"""A step is done so often at most: once, and twice again."""
STEP_KINDS = tuple(StepKind)
DESK, WAIT, MEETING, SIGNATURE, INSPECTION, TRANSFER, PAPERS, FORWARD = range(len(STEP_KINDS))
"""Places in `STEP_KINDS`."""
CLOCK_RULES = tuple(ClockRule)
LINKS = tuple(DataLink)
_TIMED = (StepKind.DESK, StepKind.INSPECTION)
"""Kinds whose steps take minutes of work."""


STEP = record("kind station value drawn varies more travels after clock", "share rework visit mean_days")
"""A step: where it is done (`station`: a department's desks; inspectors, numbered after all departments; a meeting; a
data link), `value` in milliseconds or working days, unless that `varies`; whether it needs a draw at all, and `more`
than two; whether one `travels` to it; after which of its item's steps it comes, as bits by place."""
WORK = record("first_step steps draws more back_days department", "back_visit")
"""Of an item: the places of its steps, how many of them need a draw, and how many more than two; the days that its
cases are back in its department before them all, and the chance that the applicant must go there."""
ROWS_OF_CASES = 13
STOP, OPENS, GOES_ON, ITEM, PROMISED, STATUTORY, FIRST_STEP, STEPS, PAPERS_DUE, PART, DONE, LINE, NUMBER = range(
    ROWS_OF_CASES
)
"""Rows of cases: as in `Cases`; how many of its steps lie behind it; where its draws stand, a line and its number
there."""


class Casework:
    """Steps, and backlogs.

    Attributes
    ----------
    steps : the steps of all items; `order`, their places in the scenario's table.
    laws : the laws of their work, then those of the travel to them.
    items : by item, its steps among these.
    warm_up : Rates
        Cases expected on each of the last working days before the horizon, by item and day.
    lines : Lines
        The streams of these items and days, or of the rows of a given backlog.
    item, midnight : of each of these lines.
    closing : milliseconds from midnight to the closing of issue.
    given : the cases of a given backlog.
    """

    def __init__(self, scenario: Scenario, index: Index) -> None:
        by_item: dict[int, list[Step]] = {}
        for step in sorted(scenario.steps, key=lambda s: (s.item, s.position, s.id)):
            by_item.setdefault(index.item[step.item], []).append(step)
        if any(len(steps) > MAX_STEPS for steps in by_item.values()):
            raise ValueError(f"an item has more than {MAX_STEPS} steps")
        steps = [step for item in sorted(by_item) for step in by_item[item]]
        lengths = np.array([len(by_item.get(item, [])) for item in range(len(scenario.items))], dtype=np.int64)
        place = {step.id: n for n, step in enumerate(scenario.steps)}
        self.order = np.array([place[step.id] for step in steps], dtype=np.int64)
        self.steps, self.laws = _steps(scenario, index, steps)
        self.steps["after"] = [mask for item in sorted(by_item) for mask in _masks(scenario, by_item[item])]
        of_item = np.repeat(np.arange(len(lengths)), lengths)
        back = _back_in_department(scenario, index)
        self.items = table(
            WORK,
            first_step=np.cumsum(lengths) - lengths,
            steps=lengths,
            draws=np.bincount(of_item, self.steps["drawn"], len(lengths)),
            more=np.bincount(of_item, self.steps["more"], len(lengths)),
            back_days=back * scenario.settings.cases.no_authority_days,
            department=index.item_department,
            back_visit=back * scenario.settings.cases.no_authority_visit_share,
        )
        self.closing = last_ticket(scenario) * MS_PER_MINUTE
        match scenario.settings.cases.backlog:
            case "stationary":
                self._stationary(scenario, index, list(by_item))
            case "given":
                self._given(scenario, index, by_item)
            case _:
                self.lines, self.given = Lines.of([], []), np.zeros((ROWS_OF_CASES, 0), dtype=np.int64)

    def _stationary(self, scenario: Scenario, index: Index, items: list[int]) -> None:
        """Expect cases on the last working days before the horizon as there will be in it."""
        first, calendar = open_days(scenario, 1)[0], calendar_of(scenario.settings.horizon)
        count = scenario.settings.cases.warm_up_days
        dates = tuple(add_working_days(calendar, first, -age) for age in range(count, 0, -1))
        inflow = expected_cases(scenario, index, rates_on(scenario, dates))[items]
        lines = len(items) * count
        self.warm_up = Rates(per_day=np.ones(lines), of=np.arange(lines), shares=inflow.reshape(lines, inflow.shape[2]))
        numbers = [stream_id(scenario.items[item].id) for item in items]
        self.lines = Lines.of(
            np.repeat(np.array(numbers, dtype=np.int64), count), np.tile(np.arange(-count, 0), len(items))
        )
        self.item = np.repeat(np.array(items, dtype=np.int64), count)
        self.midnight = np.tile(
            np.array([(date - first).days * MS_PER_DAY for date in dates], dtype=np.int64), len(items)
        )

    def _given(self, scenario: Scenario, index: Index, by_item: dict[int, list[Step]]) -> None:
        """Take the backlog of the scenario's table: accepted at opening, so many working days ago.

        What became of those cases since is not known but for the steps behind them; they go on when the hall opens.
        """
        first, calendar = open_days(scenario, 1)[0], calendar_of(scenario.settings.horizon)
        opening = scenario.settings.hours.open * MS_PER_MINUTE
        rows = sorted(scenario.backlog, key=lambda r: r.id)
        self.lines = Lines.of([stream_id(row.id) for row in rows], [0] * len(rows))
        opens, item, done = (np.zeros(len(rows), dtype=np.int64) for _ in range(3))
        for n, row in enumerate(rows):
            accepted = add_working_days(calendar, first, -row.age_days)
            opens[n] = (accepted - first).days * MS_PER_DAY + opening
            item[n] = index.item[row.item]
            done[n] = sum(step.position < row.position for step in by_item.get(index.item[row.item], []))
        counts = np.array([row.count for row in rows], dtype=np.int64)
        line = np.repeat(np.arange(len(rows)), counts)
        self.given = np.zeros((ROWS_OF_CASES, len(line)), dtype=np.int64)
        self.given[STOP], self.given[PART] = NEVER, NEVER
        self.given[OPENS], self.given[GOES_ON] = opens[line], opening
        self.given[ITEM], self.given[DONE] = item[line], done[line]
        self.given[LINE], self.given[NUMBER] = line, numbers_in_lines(counts)


def _steps(scenario: Scenario, index: Index, steps: list[Step]) -> tuple[np.ndarray, Laws]:
    """Return steps but for what they come after, and the laws of their work and travel."""
    inspectors = {one.id: one for one in scenario.inspectors}
    work = [lognormal(step.mean_minutes, step.sd_minutes) for step in steps]
    teams = [inspectors[step.inspectors] if step.inspectors else None for step in steps]
    travel = [lognormal(team.travel_minutes, team.travel_sd_minutes) if team else sure(0) for team in teams]
    station = _stations(scenario, index)
    travels = [bool(team and team.travel_minutes) for team in teams]
    more = [bool(step.rework_share or step.visit_share or far) for step, far in zip(steps, travels, strict=True)]
    varies = [_varies(step, law.varies) for step, law in zip(steps, work, strict=True)]
    return table(
        STEP,
        kind=[STEP_KINDS.index(step.kind) for step in steps],
        station=[station(step) for step in steps],
        value=[_value(step) for step in steps],
        drawn=[any(why) or step.share < 1 for *why, step in zip(varies, more, steps, strict=True)],
        varies=varies,
        more=more,
        travels=travels,
        after=[0] * len(steps),
        clock=[CLOCK_RULES.index(step.clock) for step in steps],
        share=[step.share for step in steps],
        rework=[step.rework_share for step in steps],
        visit=[step.visit_share for step in steps],
        mean_days=[step.days if step.kind is StepKind.PAPERS else 0 for step in steps],
    ), laws_of([*work, *travel])


def _varies(step: Step, law_varies: bool) -> bool:
    """Whether a step's minutes, or the days for which an applicant takes, are drawn."""
    return (step.kind in _TIMED and law_varies) or (step.kind is StepKind.PAPERS and step.days > 1)


def _stations(scenario: Scenario, index: Index) -> Callable[[Step], int]:
    """Return what tells where a step is done."""
    meetings = {one.id: n for n, one in enumerate(scenario.meetings)}
    inspectors = {one.id: n for n, one in enumerate(scenario.inspectors)}
    links = {department.id: department.link for department in scenario.departments}

    def station(step: Step) -> int:
        match step.kind:
            case StepKind.MEETING | StepKind.SIGNATURE:
                return meetings[step.meeting or ""]
            case StepKind.INSPECTION:
                return len(index.department) + inspectors[step.inspectors or ""]
            case StepKind.TRANSFER | StepKind.FORWARD:
                return LINKS.index(step.link or links[step.department])
            case _:
                return index.department[step.department]

    return station


def _value(step: Step) -> int:
    """Return the work in milliseconds, if it does not vary, or the working days."""
    return int(to_ms(np.array(step.mean_minutes))) if step.kind in _TIMED else step.days


def _masks(scenario: Scenario, steps: list[Step]) -> list[int]:
    """Return after which steps each of an item's comes, as bits by place.

    If a case may be accepted with gaps (容缺受理), only the item's last steps wait for the papers before them.
    """
    place = {step.id: n for n, step in enumerate(steps)}
    before = predecessors(steps)
    masks = [sum(1 << place[one] for one in before[step.id]) for step in steps]
    if not scenario.settings.cases.accept_with_gaps:
        return masks
    papers = [n for n, step in enumerate(steps) if step.kind is StepKind.PAPERS]
    all_papers = sum(1 << n for n in papers)
    last = [n for n in range(len(steps)) if n not in papers and not any(mask >> n & 1 for mask in masks)]
    ahead: list[int] = []  # all that come before each, at any distance
    for mask in masks:
        ahead.append(mask | reduce(or_, (ahead[n] for n in range(len(ahead)) if mask >> n & 1), 0))
    for n in range(len(steps)):
        for paper in papers:
            if masks[n] >> paper & 1:
                masks[n] = masks[n] & ~(1 << paper) | masks[paper]
        if n in last:
            masks[n] |= ahead[n] & all_papers
    return masks


def _back_in_department(scenario: Scenario, index: Index) -> np.ndarray:
    """Return by item whether its cases go back to the department, whose window has no authority.

    A setting turns this on (F12).
    """
    without = np.array([not department.authority for department in scenario.departments], dtype=np.int64)
    return without[index.item_department] * scenario.settings.cases.return_to_department


def expected_cases(scenario: Scenario, index: Index, rates: ArrivalRates) -> np.ndarray:
    """Return the cases expected to be opened if everybody were served.

    The shape is (items, days, quarters of an hour).
    """
    inflow = np.zeros((len(scenario.items), *rates.visits.shape[1:]))
    for row, queue in enumerate(rates.queue_ids):
        if index.queue[queue] not in index.items_of_queue:
            continue
        items, cumulative = index.items_of_queue[index.queue[queue]]
        inflow[items] += np.diff(cumulative, prepend=0)[:, None, None] * rates.visits[row]
    first = inflow.copy()  # a trip's further stops follow from its first item alone
    for item, following in index.following.items():
        for target, share in following:
            inflow[target] += share * first[item]
    return inflow
