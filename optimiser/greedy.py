"""A first roster: again and again the officer's day that saves most per minute worked, until the hours are spent.

Used as a hint for CP-SAT, returned where the solver has nothing, and kept beside its plan for comparison.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from optimiser import evaluate, waiting
from optimiser.problem import Answer, Assignment, Cluster, Floats, Ints, Pattern

_DESK_STEP, _DESK_STEPS = 210, 40
_LONG_ENOUGH = 0.8
"""No day shorter than this share of the mean that the hours allow, or officers run out before hours do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """A candidate: its value per minute, and what it is."""

    score: float
    group: int
    pattern: Pattern
    teams: tuple[int, ...]
    overrun: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Menu:
    """A group's patterns as arrays: intervals that each stretch covers, stretches and minutes by pattern."""

    cover: Floats
    ends: Ints
    pairs: Ints
    minutes: Ints


def solve(cluster: Cluster, stopped: Callable[[], bool]) -> Answer:
    """Return an answer for one cluster within its hours: the better of one from nothing and one from today's plan."""
    builders = []
    for start in (Builder.oblige, Builder.as_today):
        builder = Builder(cluster, None)
        start(builder)
        while not stopped() and builder.step():
            pass
        builders.append(builder)
    return min(builders, key=Builder.cost).answer()


def share_hours(clusters: Sequence[Cluster], stopped: Callable[[], bool]) -> list[dict[str, int]]:
    """Return minutes by department for each cluster, where hours may move between departments."""
    hall = _Hours(sum(sum(c.budget.values()) for c in clusters))
    builders = [Builder(cluster, hall) for cluster in clusters]
    for builder in builders:
        builder.oblige()
    _in_order_of_worth(builders, stopped)
    answers = [(b.cluster, b.answer()) for b in builders]
    return [evaluate.minutes_used(c, a.assignments, a.desk_minutes) for c, a in answers]


def _in_order_of_worth(builders: list[Builder], stopped: Callable[[], bool]) -> None:
    open_ones = list(builders)
    while open_ones and not stopped():
        best = max(open_ones, key=lambda b: b.next_score())
        if not best.step():
            open_ones.remove(best)


class _Hours:
    """Minutes that may still be planned."""

    def __init__(self, minutes: int) -> None:
        self.left = minutes


class Builder:
    """Builds the answer of one cluster."""

    def __init__(self, cluster: Cluster, hall: _Hours | None) -> None:
        self.cluster = cluster
        self.hours = {d: hall or _Hours(m) for d, m in cluster.budget.items()}
        self.menus = [_menu(g.patterns, cluster.grid.count) for g in cluster.groups]
        self.teams_of = [[n for n, t in enumerate(cluster.teams) if t.group == g] for g in range(len(cluster.groups))]
        shape = (len(cluster.classes), len(cluster.pools), cluster.grid.count)
        self.capacity = np.zeros(shape)
        self.gains = np.zeros(shape)
        self.room = np.array([np.repeat(c.windows[:, None], shape[2], axis=1) for c in cluster.classes])
        self.idle = np.array([c.present for c in cluster.classes])
        self.overrun_left = cluster.overrun_cap
        self.chosen: Counter[tuple[int, int, Pattern, tuple[int, ...]]] = Counter()
        self.curves = {curve.department: curve for curve in cluster.desks}
        self.desk = {}
        for name, curve in self.curves.items():
            self.desk[name] = min(int(curve.minutes[0]), curve.today)
            self.hours[name].left -= self.desk[name]
        self.shortest = self._shortest()
        self.best: list[_Choice | None] = []
        for c in range(shape[0]):
            self._refresh(c, range(shape[1]))
        self.refresh()

    def oblige(self) -> None:
        """Give everyone on duty at a comprehensive window a day's work first."""
        for c in range(len(self.cluster.classes)):
            for g, group in enumerate(self.cluster.groups):
                while group.duty and self.idle[c, g] > 0:
                    choice = self._best(c, only=g, at_any_worth=True)
                    if choice is None:
                        break
                    self._take(c, choice)
        self.refresh()

    def as_today(self) -> None:
        """Begin with those days of today's plan that are patterns; then give everyone on duty a day's work."""
        self.desks({name: curve.today for name, curve in self.curves.items()})
        for c, day_class in enumerate(self.cluster.classes):
            for g, pattern, teams in day_class.todays_patterns:
                self.place(c, g, pattern, teams)
        self.refresh()
        self.oblige()

    def desks(self, minutes: dict[str, int]) -> None:
        """Plan desk minutes by department, as far as hours reach."""
        for name, wanted in minutes.items():
            more = max(0, min(wanted - self.desk[name], self.hours[name].left))
            self.desk[name] += more
            self.hours[name].left -= more

    def place(self, c: int, g: int, pattern: Pattern, teams: tuple[int, ...]) -> bool:
        """Let one officer of a group work a pattern at given teams' posts, if officers, hours and windows are left."""
        overrun = sum(
            float(self.cluster.overrun_coefficient[n, end])
            for n, (_, end) in zip(teams, pattern.stretches, strict=True)
        )
        choice = _Choice(score=0.0, group=g, pattern=pattern, teams=teams, overrun=overrun)
        free = all(
            (self.room[c, self.cluster.teams[n].post, start:end] > 0).all()
            for n, (start, end) in zip(teams, pattern.stretches, strict=True)
        )
        if not free or self.idle[c, g] <= 0 or not self._fits(c, choice):
            return False
        self._take(c, choice)
        return True

    def refresh(self) -> None:
        """Look anew for the best step of each class, after `place` or `desks`."""
        self.best = [self._best(c) for c in range(len(self.cluster.classes))]

    def next_score(self) -> float:
        """Return the value per minute of the next step."""
        return max((s for s, _ in self._options()), default=0.0)

    def step(self) -> bool:
        """Take the best step; False if there is none worth anything."""
        options = self._options()
        if not options:
            return False
        score, what = max(options, key=lambda o: o[0])
        if score <= 0:
            return False
        if isinstance(what, str):
            minutes = self._desk_step(what)
            self.desk[what] += minutes
            self.hours[what].left -= minutes
            self.refresh()
        else:
            choice = self.best[what]
            assert choice is not None
            if self._fits(what, choice):
                self._take(what, choice)
            self.best[what] = self._best(what)
        return True

    def answer(self) -> Answer:
        """Return what has been built; hours left go to the desks as far as they can be used."""
        for name, curve in self.curves.items():
            more = max(0, min(curve.most - self.desk[name], self.hours[name].left))
            self.desk[name] += more
            self.hours[name].left -= more
        assignments = [
            Assignment(day_class=c, group=g, pattern=p, posts=posts, officers=n)
            for (c, g, p, posts), n in self.chosen.items()
        ]
        return evaluate.answer(self.cluster, assignments, dict(self.desk))

    def cost(self) -> float:
        """Return the cost so far, yuan, by the shares that the greedy steps gave."""
        return evaluate.cost_of(self.cluster, self.capacity, self.desk)

    def _options(self) -> list[tuple[float, int | str]]:
        options: list[tuple[float, int | str]] = [(b.score, c) for c, b in enumerate(self.best) if b is not None]
        for name, curve in self.curves.items():
            minutes = self._desk_step(name)
            if minutes > 0:
                saved = curve.cost(self.desk[name]) - curve.cost(self.desk[name] + minutes)
                options.append((saved / minutes, name))
        return options

    def _desk_step(self, name: str) -> int:
        curve = self.curves[name]
        step = max(_DESK_STEP, curve.today // _DESK_STEPS)
        return max(0, min(step, curve.most - self.desk[name], self.hours[name].left))

    def _shortest(self) -> list[int]:
        """Return by group the shortest day offered, so that officers last as long as the hours do."""
        present = dict.fromkeys(self.cluster.departments, 0)
        for day_class in self.cluster.classes:
            for group, count in zip(self.cluster.groups, day_class.present, strict=True):
                present[group.department] += len(day_class.days) * int(count)
        shortest = []
        for group in self.cluster.groups:
            today = self.curves[group.department].today if group.department in self.curves else 0
            mean = (self.cluster.budget[group.department] - today) / max(1, present[group.department])
            longest = max((p.minutes for p in group.patterns), default=0)
            shortest.append(int(min(longest, _LONG_ENOUGH * mean)))
        return shortest

    def _refresh(self, c: int, pools: Sequence[int] | range) -> None:
        for q in pools:
            self.gains[c, q] = waiting.gains(self.cluster.classes[c].demand[q], self.capacity[c, q])

    def _fits(self, c: int, choice: _Choice) -> bool:
        days = len(self.cluster.classes[c].days)
        department = self.cluster.groups[choice.group].department
        enough = days * choice.pattern.minutes <= self.hours[department].left
        return enough and days * choice.overrun <= self.overrun_left

    def _best(self, c: int, only: int | None = None, *, at_any_worth: bool = False) -> _Choice | None:
        choices = [
            choice
            for g in range(len(self.cluster.groups))
            if self.idle[c, g] > 0 and only in (None, g)
            if (choice := self._best_of(c, g, at_any_worth=at_any_worth)) is not None
        ]
        return max(choices, key=lambda x: x.score, default=None)

    def _best_of(self, c: int, g: int, *, at_any_worth: bool) -> _Choice | None:
        """Return the best day of one more officer of a group in a class of days."""
        menu, teams = self.menus[g], self.teams_of[g]
        if not teams or not len(menu.minutes):
            return None
        days = len(self.cluster.classes[c].days)
        values = np.array([self._stretch_values(c, n, menu) for n in teams])
        which = values.argmax(axis=0)
        value = values.max(axis=0)
        overrun = self.cluster.overrun_coefficient[np.array(teams)[which], menu.ends]
        overrun[-1] = 0.0
        total, ends = value[menu.pairs].sum(axis=1), overrun[menu.pairs].sum(axis=1)
        department = self.cluster.groups[g].department
        allowed = (days * menu.minutes <= self.hours[department].left) & np.isfinite(total)
        if not at_any_worth:
            allowed &= (days * ends <= self.overrun_left) & (menu.minutes >= self.shortest[g])
        price = self._overrun_price(department)
        score = np.where(allowed, total / (menu.minutes + price * ends), -np.inf)
        best = int(score.argmax())
        if not np.isfinite(score[best]) or (score[best] <= 0 and not at_any_worth):
            return None
        pattern = self.cluster.groups[g].patterns[best]
        taken = tuple(teams[which[s]] for s in menu.pairs[best][: len(pattern.stretches)])
        return _Choice(score=float(score[best]), group=g, pattern=pattern, teams=taken, overrun=float(ends[best]))

    def _overrun_price(self, department: str) -> float:
        """Return what a minute of overrun is worth in planned minutes: as scarce as what is left of both."""
        planned = max(1.0, self.hours[department].left)
        return min(50.0, planned / max(1.0, self.overrun_left))

    def _stretch_values(self, c: int, team: int, menu: _Menu) -> Floats:
        """Return what an officer of a team saves in each stretch; minus infinity where no window is free."""
        pools, post = self.cluster.teams[team].pools, self.cluster.teams[team].post
        gain = self.gains[c, list(pools)].max(axis=0) * self.cluster.teams[team].rate[c]
        full = (self.room[c, post] <= 0).astype(float)
        values: Floats = np.where(menu.cover @ full > 0, -np.inf, menu.cover @ gain)
        return values

    def _take(self, c: int, choice: _Choice) -> None:
        days = len(self.cluster.classes[c].days)
        posts = []
        for (start, end), number in zip(choice.pattern.stretches, choice.teams, strict=True):
            team = self.cluster.teams[number]
            pools = np.array(team.pools)
            spans = np.arange(start, end)
            to = pools[self.gains[c][pools][:, spans].argmax(axis=0)]
            np.add.at(self.capacity[c], (to, spans), team.rate[c])
            self.room[c, team.post, start:end] -= 1
            posts.append(team.post)
            self._refresh(c, team.pools)
        self.idle[c, choice.group] -= 1
        self.hours[self.cluster.groups[choice.group].department].left -= days * choice.pattern.minutes
        self.overrun_left -= days * choice.overrun
        self.chosen[c, choice.group, choice.pattern, tuple(posts)] += 1


def _menu(patterns: Sequence[Pattern], intervals: int) -> _Menu:
    stretches = sorted({s for p in patterns for s in p.stretches})
    cover = np.zeros((len(stretches) + 1, intervals))
    for n, (start, end) in enumerate(stretches):
        cover[n, start:end] = 1
    number = {s: n for n, s in enumerate(stretches)}
    nothing = len(stretches)
    pairs = [[number[s] for s in p.stretches] + [nothing] * (2 - len(p.stretches)) for p in patterns]
    return _Menu(
        cover=cover,
        ends=np.array([end for _, end in stretches] + [0]),
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        minutes=np.array([p.minutes for p in patterns], dtype=np.int64),
    )
