"""From named days to sessions: stretches coloured onto windows, desk minutes onto desks, queues put into order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from optimiser import backoffice, desks
from optimiser.casework import Work
from optimiser.load import Load
from optimiser.names import Ledger, NamedDay, name
from optimiser.problem import Answer, Cluster, Post, Problem, Stretch
from optimiser.staff import at_desks
from sim.domain.units import ServiceRule
from sim.opening import in_season
from sim.plan.sessions import DeskSession, Session

_PRESSED_YUAN = 1000.0
"""Expected overdue cost over the horizon from which a back office counts as pressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Turns the answers of all clusters into sessions; the ledger of hours is common to the hall."""

    problem: Problem
    load: Load
    work: Mapping[str, list[Work]]
    duties: Mapping[int, Sequence[str]]
    ledger: Ledger = field(default_factory=Ledger)

    def plan(self, cluster: Cluster, answer: Answer) -> tuple[list[Session], list[DeskSession]]:
        """Return the sessions of a cluster at windows and desks."""
        named = name(self.problem, cluster, answer, self.duties, self.ledger)
        orders = _Orders(self.problem, self.load, cluster, answer)
        sessions = []
        by_day: dict[int, list[NamedDay]] = defaultdict(list)
        for entry in named:
            by_day[entry.day].append(entry)
        for day, entries in by_day.items():
            for entry, number, window in colour(self.problem, cluster, day, entries):
                sessions.append(self._session(cluster, orders, entry, number, window))
        busy = [{e.officer for e in by_day[day]} for day in range(len(self.problem.dates))]
        found: list[DeskSession] = []
        curves = {curve.department: curve for curve in cluster.desks}
        for department, minutes in answer.desk_minutes.items():
            pressed = curves[department].cost(minutes) > _PRESSED_YUAN
            found += self._desks(department, minutes, busy, pressed=pressed)
        return sessions, found

    def _session(self, cluster: Cluster, orders: _Orders, entry: NamedDay, number: int, window: int) -> Session:
        scenario = self.problem.scenario
        officer = self.problem.officers[entry.officer]
        start, end = (cluster.grid.minute(t) for t in entry.pattern.stretches[number])
        shared = cluster.posts[entry.posts[number]].department is None
        foreign = scenario.settings.windows.foreign_factor if shared else 1.0
        return Session(
            day=entry.day,
            window=window,
            officer=officer.id,
            department=officer.department,
            start=start,
            end=end,
            queues=orders.of(entry, number),
            rule=ServiceRule.LONGEST_WAIT if shared else scenario.settings.windows.rule,
            stays=scenario.settings.windows.stays and end == cluster.grid.close,
            factor=officer.speed,
            foreign_factor=officer.speed * foreign,
        )

    def _desks(self, department: str, minutes: int, busy: list[set[str]], *, pressed: bool) -> list[DeskSession]:
        """Return a department's desk sessions: half days, as even as the work that falls due allows.

        Officers take turns; where cases are late (`pressed`) and there are more officers than desks, the quickest sit.
        """
        scenario = self.problem.scenario
        backlog = backoffice.backlog(
            scenario, self.problem.dates, self.problem.today, department, self.work.get(department, []), busy
        )
        spans = backoffice.spans(scenario)
        unit = max(end - start for start, end in spans)
        most = [len(spans) * round(m / sum(e - s for s, e in spans)) for m in backlog.most]
        planned, _ = desks.schedule(backlog, minutes, scenario.settings.costs)
        places = sorted(d.id for d in scenario.desks if d.department == department)
        sessions = []
        for day, count in enumerate(desks.halves(planned, most, unit, minutes)):
            free = [
                o.id
                for o in scenario.officers
                if o.department == department
                and at_desks(o)
                and self.problem.dates[day] not in o.days_off
                and o.id not in busy[day]
            ]
            people = self.ledger.in_turn(free)
            if pressed:
                people.sort(key=lambda person: self.problem.officers[person].speed)
            people = people[: -(-count // len(spans))]
            for n, (desk, person) in enumerate(zip(places, people, strict=False)):
                for start, end in spans[: min(len(spans), count - n * len(spans))]:
                    sessions.append(self._desk_session(day, desk, person, start, end))
                    self.ledger.book(person, end - start)
        return sessions

    def _desk_session(self, day: int, desk: int, person: str, start: int, end: int) -> DeskSession:
        officer = self.problem.officers[person]
        return DeskSession(
            day=day,
            desk=desk,
            officer=person,
            department=officer.department,
            start=start,
            end=end,
            factor=officer.speed,
        )


def colour(
    problem: Problem, cluster: Cluster, day: int, entries: Sequence[NamedDay]
) -> list[tuple[NamedDay, int, int]]:
    """Return a window for each stretch (entry, number of the stretch, window).

    Stretches in order of their start take a free window: the one that the officer had before, else the one free for
    longest, so that nobody waits for a predecessor's last customer. First fit by start never needs more windows than
    are busy at once.
    """
    given: list[tuple[NamedDay, int, int]] = []
    free_at: dict[int, int] = {}
    had: dict[tuple[str, int], int] = {}
    work: list[tuple[Stretch, int, NamedDay, int]] = sorted(
        (
            (stretch, post, entry, number)
            for entry in entries
            for number, (stretch, post) in enumerate(zip(entry.pattern.stretches, entry.posts, strict=True))
        ),
        key=lambda w: (w[0], w[1], w[2].officer),
    )
    for (start, end), post, entry, number in work:
        windows = standing(problem, cluster.posts[post], day)
        free = [w for w in windows if free_at.get(w, 0) <= start]
        before = had.get((entry.officer, post))
        window = before if before in free else min(free, key=lambda w: (free_at.get(w, 0), w))
        assert window is not None
        free_at[window] = end
        had[entry.officer, post] = window
        given.append((entry, number, window))
    return given


def standing(problem: Problem, post: Post, day: int) -> list[int]:
    """Return the windows of a post that stand in the hall on a day."""
    return [w for w in post.windows if in_season(problem.scenario, w, problem.dates[day])]


class _Orders:
    """The order of preference of each session's queues.

    With `own_first`, an officer's first queue is the one served before all others; firsts are dealt out so that
    each queue gets the officers that the answer gives it.
    """

    def __init__(self, problem: Problem, load: Load, cluster: Cluster, answer: Answer) -> None:
        self.problem, self.load, self.cluster = problem, load, cluster
        self.shares = answer.shares
        self.team = {(t.group, t.post): n for n, t in enumerate(cluster.teams)}
        self.class_of = {day: c for c, k in enumerate(cluster.classes) for day in k.days}
        self.dealt: dict[tuple[int, int, str], float] = defaultdict(float)
        self.owner = {q.id: q.department for q in problem.scenario.queues}

    def of(self, entry: NamedDay, number: int) -> tuple[str, ...]:
        """Return the queues of one stretch, the first preferred."""
        n = self.team[entry.group, entry.posts[number]]
        stretch, group = entry.pattern.stretches[number], self.cluster.groups[entry.group]
        post = self.cluster.posts[entry.posts[number]]
        served = [q for q in post.queues if q in group.queues]
        if group.duty:
            return tuple(sorted(served, key=lambda q: self.owner[q] != group.department))
        wanted = {q: self._wanted(entry.day, n, q, stretch) for q in served}
        order = sorted(served, key=lambda q: self.dealt[entry.day, n, q] - wanted[q])
        total = sum(wanted.values())
        for q in served:
            self.dealt[entry.day, n, q] -= wanted[q]
        self.dealt[entry.day, n, order[0]] += total
        return tuple(order)

    def _wanted(self, day: int, n: int, queue: str, stretch: Stretch) -> float:
        """Return the officer-intervals that one officer of a team should give a queue during a stretch."""
        team = self.cluster.teams[n]
        pool = next((p for p in team.pools if queue in self.cluster.pools[p].queues), None)
        if pool is None:
            return 0.0
        queues = self.cluster.pools[pool].queues
        part = self._work(day, queue) / max(1e-9, sum(self._work(day, q) for q in queues))
        shares = self.shares[self.class_of[day]]
        spans = range(*stretch)
        if len(team.pools) == 1:
            return part * len(spans)
        given = sum(shares.get((n, pool, t), 0.0) for t in spans)
        everything = sum(shares.get((n, p, t), 0.0) for p in team.pools for t in spans)
        return part * len(spans) * given / everything if everything > 0 else 0.0

    def _work(self, day: int, queue: str) -> float:
        return float(self.load.tickets[queue][day].sum() * self.load.mean[queue])
