"""What the drawing of cases owes to the scenario alone: steps by item, and the backlog expected or given."""

from __future__ import annotations

import numpy as np

from sim.demand.arrivals import Rates
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER, to_ms
from sim.demand.index import Index
from sim.demand.laws import Laws, laws_of, lognormal
from sim.demand.records import record, table
from sim.domain.items import Step
from sim.domain.scenario_data import Scenario
from sim.domain.units import StepKind
from sim.opening import ArrivalRates, last_ticket, open_days, rates_on
from sim.streams import Lines, numbers_in_lines, stream_id
from sim.working_time import add_working_days, calendar_of

MAX_STEPS = 10
STEP_KINDS = tuple(StepKind)
DESK, WAIT, TRANSFER = (STEP_KINDS.index(k) for k in (StepKind.DESK, StepKind.WAIT, StepKind.TRANSFER))


STEP = record("kind department value drawn varies", "share")
"""A step: `value` in milliseconds or working days, unless the work `varies`; whether it needs a draw at all."""
WORK = record("first_step steps draws back_days department")
"""Of an item: the places of its steps, how many of them need a draw, and the days that its cases are back in its
department before them all."""
STOP, OPENS, GOES_ON, ITEM, PROMISED, FIRST_STEP, STEPS, DONE, LINE, NUMBER = range(10)
"""Rows of cases: as in `Cases`; how many of its steps lie behind it; where its draws stand, a line and its number
there."""


class Casework:
    """Steps, and backlogs.

    Attributes
    ----------
    steps, laws : the steps of all items, and the laws of their work.
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
        self.steps, self.laws = _steps(index, steps)
        self.items = table(
            WORK,
            first_step=np.cumsum(lengths) - lengths,
            steps=lengths,
            draws=np.bincount(np.repeat(np.arange(len(lengths)), lengths), self.steps["drawn"], len(lengths)),
            back_days=_back_days(scenario, index),
            department=index.item_department,
        )
        self.closing = last_ticket(scenario) * MS_PER_MINUTE
        match scenario.settings.cases.backlog:
            case "stationary":
                self._stationary(scenario, index, list(by_item))
            case "given":
                self._given(scenario, index, by_item)
            case _:
                self.lines, self.given = Lines.of([], []), np.zeros((10, 0), dtype=np.int64)

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
        self.given = np.zeros((10, len(line)), dtype=np.int64)
        self.given[STOP], self.given[OPENS], self.given[GOES_ON] = NEVER, opens[line], opening
        self.given[ITEM], self.given[DONE] = item[line], done[line]
        self.given[LINE], self.given[NUMBER] = line, numbers_in_lines(counts)


def _steps(index: Index, steps: list[Step]) -> tuple[np.ndarray, Laws]:
    """Return steps, and the laws of their work."""
    work = [lognormal(step.mean_minutes, step.sd_minutes) for step in steps]
    varies = [step.kind is StepKind.DESK and law.varies for step, law in zip(steps, work, strict=True)]
    return table(
        STEP,
        kind=[STEP_KINDS.index(step.kind) for step in steps],
        department=[index.department[step.department] for step in steps],
        value=[_value(step) for step in steps],
        drawn=[by_draw or step.share < 1 for by_draw, step in zip(varies, steps, strict=True)],
        varies=varies,
        share=[step.share for step in steps],
    ), laws_of(work)


def _value(step: Step) -> int:
    """Return the work in milliseconds, if it does not vary, or the working days."""
    return int(to_ms(np.array(step.mean_minutes))) if step.kind is StepKind.DESK else step.days


def _back_days(scenario: Scenario, index: Index) -> np.ndarray:
    """Return the days back in the department before all other steps, where its window has no authority.

    A setting turns this on (F12).
    """
    settings = scenario.settings.cases
    without = np.array([not department.authority for department in scenario.departments], dtype=np.int64)
    days = settings.no_authority_days if settings.return_to_department else 0
    return without[index.item_department] * days


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
