"""From a scenario to the decision: clusters of departments with their classes of days, loads and hours."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimiser import backoffice, casework, desks, waiting
from optimiser.load import Load, scenarios
from optimiser.problem import (
    Cluster,
    DayClass,
    Demand,
    DeskCurve,
    Floats,
    Grid,
    Group,
    Pool,
    Problem,
    Team,
)
from optimiser.staff import Link, Staff, grid_of, staff_of
from optimiser.todays import Todays
from sim.domain.scenario_data import Scenario
from sim.formulas import erlang_c, load_over_time
from sim.opening import INTERVAL_MINUTES, in_season
from sim.plan.sessions import Plan

Duties = dict[int, list[str]]
"""Officers at the comprehensive windows by day."""
_ALIKE = 0.04
"""Loads that differ by less than this share are solved as one."""
_OFFICERS_MARGIN = 6
_CHANCE = 0.5
"""Part of the variance of a day's work from chance alone that is treated as if the whole day were busier."""


def build(scenario: Scenario, dates: tuple[dt.date, ...], load: Load, today: Plan, duties: Duties) -> Problem:
    """Return the problem of planning `dates`, given who holds the comprehensive windows."""
    grid = grid_of(scenario)
    staff = staff_of(scenario, grid, days_per_week(dates))
    work = casework.by_department(scenario, dates, load, today)
    todays = Todays(today, staff, grid, len(dates))
    maker = _Maker(scenario, dates, load, today, duties, grid, staff, todays)
    curves = {d.id: maker.desk_curve(d.id, work.get(d.id, [])) for d in scenario.departments}
    clusters = tuple(
        maker.cluster(departments, {d: c for d in departments if (c := curves[d]) is not None})
        for departments in linked(scenario, staff)
    )
    return Problem(scenario, dates, today, clusters)


def days_per_week(dates: Sequence[dt.date]) -> int:
    """Return the most open days of any week among `dates`."""
    weeks = Counter(date.isocalendar()[:2] for date in dates)
    return max(weeks.values(), default=1)


def linked(scenario: Scenario, staff: Staff) -> list[tuple[str, ...]]:
    """Return the departments in groups that share a queue or a comprehensive window, in the scenario's order."""
    leader = {d.id: d.id for d in scenario.departments}

    def find(department: str) -> str:
        while leader[department] != department:
            department = leader[department]
        return department

    first: dict[str, str] = {}
    for link in staff.links:
        department = staff.groups[link.group].department
        for queue in link.queues:
            leader[find(department)] = find(first.setdefault(queue, department))
        if staff.groups[link.group].duty:
            leader[find(department)] = find(first.setdefault("", department))
    together: dict[str, list[str]] = defaultdict(list)
    for d in scenario.departments:
        together[find(d.id)].append(d.id)
    return [tuple(departments) for departments in together.values()]


@dataclass(slots=True)
class _Maker:
    """What the clusters of one scenario are made from."""

    scenario: Scenario
    dates: tuple[dt.date, ...]
    load: Load
    today: Plan
    duties: Duties
    grid: Grid
    staff: Staff
    todays: Todays

    def cluster(self, departments: tuple[str, ...], curves: dict[str, DeskCurve]) -> Cluster:
        """Make the cluster of linked departments."""
        links = [k for k in self.staff.links if self.staff.groups[k.group].department in departments]
        links = [k for k in links if any(self._tickets(q).any() for q in k.queues)]
        group_ids = sorted({k.group for k in links})
        post_ids = sorted({k.post for k in links})
        groups = tuple(self.staff.groups[g] for g in group_ids)
        posts = tuple(self.staff.posts[p] for p in post_ids)
        pools, served = self._pools(links)
        present = np.array([[self._present(g, day) for g in groups] for day in range(len(self.dates))])
        windows = np.array(
            [[sum(in_season(self.scenario, w, date) for w in p.windows) for p in posts] for date in self.dates]
        )
        kinds = self._kinds(pools, present, windows)
        teams = tuple(
            Team(
                group=group_ids.index(k.group),
                post=post_ids.index(k.post),
                pools=served[n],
                rate=np.array([self._rate(self.staff.groups[k.group], k, days) for days in kinds]),
            )
            for n, k in enumerate(links)
        )
        at_work = self.todays.at_work(links)
        classes = tuple(
            DayClass(
                days=days,
                present=present[days[0]],
                windows=windows[days[0]],
                demand=tuple(self._demand(pool, days, present[days[0]], teams, q) for q, pool in enumerate(pools)),
                today=at_work[:, list(days)].mean(axis=1),
                todays_patterns=self.todays.patterns(links, teams, groups, days[0]),
            )
            for days in kinds
        )
        coefficient, cap = self._overrun(links, teams, pools, classes)
        return Cluster(
            departments=departments,
            grid=self.grid,
            groups=groups,
            posts=posts,
            pools=pools,
            teams=teams,
            classes=classes,
            desks=tuple(curves.values()),
            budget={d: self.todays.minutes(d) for d in departments},
            overrun_coefficient=coefficient,
            overrun_cap=cap,
        )

    def desk_curve(self, department: str, work: list[casework.Work]) -> DeskCurve | None:
        """Return what a department's desk minutes are worth; None where it has no desk or nobody for it."""
        backlog = backoffice.backlog(self.scenario, self.dates, self.today, department, work, [])
        minutes = self.todays.desk_minutes(department)
        if backlog.most.sum() == 0 and sum(minutes) == 0:
            return None
        return desks.curve(backlog, minutes, self.scenario.settings.costs)

    def _tickets(self, queue: str) -> Floats:
        none = np.zeros((len(self.dates), 24 * 60 // INTERVAL_MINUTES))
        return self.load.tickets.get(queue, none) if queue in self.load.mean else none

    def _present(self, group: Group, day: int) -> int:
        away = {o.id for o in self.scenario.officers if self.dates[day] in o.days_off}
        on_duty = set(self.duties.get(day, ()))
        if group.duty:
            return len(on_duty & set(group.officers))
        return len(set(group.officers) - away - on_duty)

    def _pools(self, links: list[Link]) -> tuple[tuple[Pool, ...], list[tuple[int, ...]]]:
        """Put queues together that the same links serve; return the pools and those of each link."""
        members: dict[tuple[int, ...], list[str]] = defaultdict(list)
        for queue in sorted({q for k in links for q in k.queues}):
            if self._tickets(queue).any():
                members[tuple(n for n, k in enumerate(links) if queue in k.queues)].append(queue)
        pools = tuple(self._pool(queues) for queues in members.values())
        served = [tuple(q for q, by in enumerate(members) if n in by) for n in range(len(links))]
        return pools, served

    def _pool(self, queues: list[str]) -> Pool:
        volume = np.array([self._tickets(q).sum() for q in queues])
        mean = np.array([self.load.mean[q] for q in queues])
        square = np.array([(1 + self.load.scv[q]) * self.load.mean[q] ** 2 for q in queues])
        service, moment = float(volume @ mean / volume.sum()), float(volume @ square / volume.sum())
        return Pool(
            queues=tuple(queues),
            service_minutes=service,
            scv=moment / service**2 - 1,
            end_minutes=moment / service / 2,
        )

    def _kinds(self, pools: tuple[Pool, ...], present: Floats, windows: Floats) -> list[tuple[int, ...]]:
        """Put days together on which load, officers present and windows are alike."""
        kinds: dict[tuple[object, ...], list[int]] = defaultdict(list)
        daily = np.array([sum(self._tickets(q).sum(axis=1) for q in pool.queues) for pool in pools])
        for day in range(len(self.dates)):
            level = tuple(round(float(np.log(max(row[day], 1e-9) / max(row.mean(), 1e-9))) / _ALIKE) for row in daily)
            kinds[level, tuple(present[day]), tuple(windows[day])].append(day)
        return [tuple(days) for days in kinds.values()] if pools else []

    def _rate(self, group: Group, link: Link, days: tuple[int, ...]) -> float:
        """Return the capacity of an officer of a link in average officers, less for other departments' items."""
        if not group.duty:
            return 1 / group.speed
        own = {q.id for q in self.scenario.queues if q.department == group.department}
        work = {q: self._tickets(q)[list(days)].sum() * self.load.mean.get(q, 0.0) for q in link.queues}
        foreign = self.scenario.settings.windows.foreign_factor
        slowed = sum(w if q in own else w * foreign for q, w in work.items())
        total = sum(work.values())
        return float(total / slowed / group.speed) if slowed > 0 else 1 / group.speed / foreign

    def _demand(
        self, pool: Pool, days: tuple[int, ...], present: Floats, teams: tuple[Team, ...], index: int
    ) -> Demand:
        tickets = sum(self._tickets(q)[list(days)].mean(axis=0) for q in pool.queues)
        settings = self.scenario.settings
        edges = np.arange(len(tickets) + 1) * float(INTERVAL_MINUTES)
        starts = np.array(self.grid.edges, dtype=float)
        cumulative = np.interp(starts, edges, np.concatenate(([0.0], np.cumsum(tickets))))
        opening = self.grid.open
        sigma = float(np.sqrt(np.log1p(pool.scv)))
        inside = np.where(edges[:-1] >= opening, tickets, 0.0) / INTERVAL_MINUTES
        load = load_over_time(
            (starts[:-1] + starts[1:]) / 2, edges, inside, mean_service=pool.service_minutes, sigma=sigma
        )
        per_customer = pool.service_minutes / self.grid.step
        reach = {t.group for t in teams if index in t.pools}
        return waiting.demand(
            load=load,
            work=np.diff(cumulative) * per_customer,
            before=float(cumulative[0]) * per_customer,
            factors=scenarios(self.scenario, _CHANCE * (1 + pool.scv) / max(1.0, float(tickets.sum()))),
            service=waiting.Service(minutes=pool.service_minutes, scv=pool.scv, giving_up=self._giving_up(pool)),
            step=self.grid.step,
            officers=int(min(sum(present[g] for g in reach), load.max() * 2 + 4 * load.max() ** 0.5))
            + _OFFICERS_MARGIN,
            attendance=1 - settings.absence.ill_share,
            costs=settings.costs,
        )

    def _giving_up(self, pool: Pool) -> float:
        """Return the rate at which those who wait give up, per minute, the mean over the pool's customers."""
        patience = {q.id: q.patience_mean_minutes for q in self.scenario.queues}
        volume = {q: self._tickets(q).sum() for q in pool.queues}
        rates = sum(volume[q] / p for q in pool.queues if (p := patience[q]))
        return float(rates / sum(volume.values()))

    def _overrun(
        self,
        links: list[Link],
        teams: tuple[Team, ...],
        pools: tuple[Pool, ...],
        classes: tuple[DayClass, ...],
    ) -> tuple[Floats, float]:
        """Return the expected overrun of a stretch by team and end, and that of today's plan."""
        middle, closing = np.zeros(len(pools)), np.zeros(len(pools))
        for q, pool in enumerate(pools):
            rates = [(n, t.rate.mean()) for n, t in enumerate(teams) if q in t.pools]
            staffed: Floats = np.zeros(self.grid.count)
            work: Floats = np.zeros(self.grid.count)
            for c in classes:
                staffed = staffed + sum(c.today[n] * r for n, r in rates)
                work = work + c.demand[q].weights @ c.demand[q].work
            busy = float(work.sum() / staffed.sum()) if staffed.sum() > 0 else 1.0
            middle[q] = pool.end_minutes * min(1.0, busy)
            mean_work, last = float(work[-1]) / len(classes), round(staffed[-1] / len(classes))
            closing[q] = pool.end_minutes * (erlang_c(mean_work, last) if last else 1.0)
        coefficient = np.zeros((len(teams), self.grid.count + 1))
        for n, team in enumerate(teams):
            coefficient[n, :-1] = middle[list(team.pools)].mean()
            coefficient[n, -1] = closing[list(team.pools)].mean()
        return coefficient, self.todays.overrun(links, coefficient)
