"""Cases: the steps that each will need, and the cases under way when the horizon begins (rules 18, 19, 22)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.demand import laws
from sim.demand.arrivals import invert
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER, Cases, Purpose, Stops, Visits, to_ms
from sim.demand.index import Index
from sim.domain.items import Step
from sim.domain.units import StepKind
from sim.opening import ArrivalRates, last_ticket, rates_on
from sim.streams import Purpose as StreamPurpose
from sim.streams import Streams, stream_id
from sim.working_time import add_working_days, calendar_of

MAX_STEPS = 10
STEP_KINDS = tuple(StepKind)
DESK, WAIT, TRANSFER = (STEP_KINDS.index(k) for k in (StepKind.DESK, StepKind.WAIT, StepKind.TRANSFER))


@dataclass(slots=True)
class _Columns:
    """Columns of cases while they are gathered."""

    stop: list[np.ndarray] = field(default_factory=list)
    opens: list[np.ndarray] = field(default_factory=list)
    goes_on: list[np.ndarray] = field(default_factory=list)
    item: list[np.ndarray] = field(default_factory=list)
    done: list[np.ndarray] = field(default_factory=list)
    """Steps of each case that lie behind it already."""
    uniforms: list[np.ndarray] = field(default_factory=list)


class CaseMaker:
    """Draws the cases of one replication."""

    def __init__(self, index: Index, rates: ArrivalRates, streams: Streams) -> None:
        self.index = index
        self.scenario = index.scenario
        self.rates = rates
        self.streams = streams
        self.steps: dict[int, list[Step]] = {}
        for step in sorted(self.scenario.steps, key=lambda s: (s.item, s.position, s.id)):
            self.steps.setdefault(index.item[step.item], []).append(step)

    def make(self, visits: Visits, stops: Stops) -> Cases:
        """Return the cases that the visits may open, followed by those of the backlog."""
        columns = _Columns()
        self._of_visits(visits, stops, columns)
        match self.scenario.settings.cases.backlog:
            case "stationary":
                self._stationary(columns)
            case "given":
                self._given(columns)
        return self._assemble(columns)

    def _of_visits(self, visits: Visits, stops: Stops, columns: _Columns) -> None:
        opening = np.isin(stops.item, list(self.steps)) & (stops.purpose == Purpose.ITEM)
        stop = np.nonzero(opening)[0]
        uniforms = np.zeros((len(stop), MAX_STEPS, 2))
        visit = stops.visit[stop]
        group = visits.row[visit] * len(self.rates.days) + visits.day[visit]
        order = np.argsort(group, kind="stable")
        starts = np.flatnonzero(np.diff(group[order], prepend=-1))
        for at in np.split(order, starts[1:]) if len(order) else []:
            row, day = divmod(int(group[at[0]]), len(self.rates.days))
            number = stream_id(self.rates.rows[row].id)
            uniforms[at] = self.streams.uniforms(StreamPurpose.CASE, number, day, (len(at), MAX_STEPS, 2))
        self._append(columns, stop, np.full(len(stop), NEVER), stops.item[stop], uniforms)

    @staticmethod
    def _append(
        columns: _Columns,
        stop: np.ndarray,
        opens: np.ndarray,
        item: np.ndarray,
        uniforms: np.ndarray,
        *,
        done: int = 0,
        goes_on: int | None = None,
    ) -> None:
        columns.stop.append(stop)
        columns.opens.append(opens)
        columns.goes_on.append(opens if goes_on is None else np.full(len(stop), goes_on))
        columns.item.append(item)
        columns.done.append(np.full(len(stop), done))
        columns.uniforms.append(uniforms)

    def _stationary(self, columns: _Columns) -> None:
        """Let cases be accepted on the last working days before the horizon as they will be in it.

        The engine runs them through today's desks.
        """
        first, calendar = self.rates.days[0], calendar_of(self.scenario.settings.horizon)
        count = self.scenario.settings.cases.warm_up_days
        dates = tuple(add_working_days(calendar, first, -n) for n in range(count, 0, -1))
        inflow = expected_cases(self.index, rates_on(self.scenario, dates))
        close = last_ticket(self.scenario) * MS_PER_MINUTE
        for item in self.steps:
            number = stream_id(self.scenario.items[item].id)
            for day, date in enumerate(dates):
                age = count - day
                times = invert(inflow[item, day], self.streams, StreamPurpose.BACKLOG, number, -age)
                opens = (date - first).days * MS_PER_DAY + np.minimum(times, close - 1)
                shape = (len(times), MAX_STEPS, 2)
                uniforms = self.streams.uniforms(StreamPurpose.CASE, number, -age, shape, part=1)
                self._append(columns, np.full(len(times), NEVER), opens, np.full(len(times), item), uniforms)

    def _given(self, columns: _Columns) -> None:
        """Take the backlog of the scenario's table: accepted at opening, so many working days ago.

        What became of those cases since is not known but for the steps behind them; they go on when the hall opens.
        """
        first, calendar = self.rates.days[0], calendar_of(self.scenario.settings.horizon)
        opening = self.scenario.settings.hours.open * MS_PER_MINUTE
        for row in sorted(self.scenario.backlog, key=lambda r: r.id):
            accepted = add_working_days(calendar, first, -row.age_days)
            opens = np.full(row.count, (accepted - first).days * MS_PER_DAY + opening)
            shape = (row.count, MAX_STEPS, 2)
            uniforms = self.streams.uniforms(StreamPurpose.CASE, stream_id(row.id), 0, shape, part=2)
            item = np.full(row.count, self.index.item[row.item])
            done = sum(step.position < row.position for step in self.steps.get(self.index.item[row.item], []))
            self._append(columns, np.full(row.count, NEVER), opens, item, uniforms, done=done, goes_on=opening)

    def _assemble(self, columns: _Columns) -> Cases:
        """Lay the needed steps of all cases end to end."""
        item = _joined(columns.item)
        done = _joined(columns.done)
        uniforms = np.concatenate(columns.uniforms)
        needed = np.zeros((len(item), MAX_STEPS + 1), dtype=bool)
        kind, department, value = (np.zeros(needed.shape, dtype=np.int64) for _ in range(3))
        for number, steps in self.steps.items():
            at = np.nonzero(item == number)[0]
            self._back_to_department(number, at, needed, kind, department, value)
            for place, step in enumerate(steps, start=1):
                u = uniforms[at, place - 1]
                needed[at, place] = (u[:, 0] < step.share) & (done[at] < place)
                kind[at, place] = STEP_KINDS.index(step.kind)
                department[at, place] = self.index.department[step.department]
                value[at, place] = _step_value(step, u[:, 1])
        counts = needed.sum(axis=1)
        promised = np.array([i.promised_days or 0 for i in self.scenario.items], dtype=np.int64)
        return Cases(
            stop=_joined(columns.stop),
            opens=_joined(columns.opens),
            goes_on=_joined(columns.goes_on),
            item=item,
            promised=promised[item] if len(promised) else item,
            first_step=np.cumsum(counts) - counts,
            steps=counts,
            step_kind=kind[needed],
            step_department=department[needed],
            step_value=value[needed],
        )

    def _back_to_department(
        self,
        item: int,
        at: np.ndarray,
        needed: np.ndarray,
        kind: np.ndarray,
        department: np.ndarray,
        value: np.ndarray,
    ) -> None:
        """Put days back in the department before all other steps where its window has no authority.

        A setting turns this on (F12).
        """
        settings = self.scenario.settings.cases
        owner = self.index.item_department[item]
        if settings.return_to_department and not self.scenario.departments[owner].authority:
            needed[at, 0] = settings.no_authority_days > 0
            kind[at, 0] = WAIT
            department[at, 0] = owner
            value[at, 0] = settings.no_authority_days


def _step_value(step: Step, uniforms: np.ndarray) -> np.ndarray | int:
    """Return the work in milliseconds, or the working days."""
    if step.kind is StepKind.DESK:
        return to_ms(laws.lognormal(step.mean_minutes, step.sd_minutes, uniforms))
    return step.days


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)


def expected_cases(index: Index, rates: ArrivalRates) -> np.ndarray:
    """Return the cases expected to be opened if everybody were served.

    The shape is (items, days, quarters of an hour).
    """
    scenario = index.scenario
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
