"""Cases and projects as the rules say them, case by case: slow, and hardly to be misread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from plain_drawing import Plain, geometric, instants, lognormal, ms, on_the_level_below, parts_before, parts_of
from sim.demand import Demand, draw
from sim.demand.casework import expected_cases
from sim.demand.columns import MS_PER_DAY, MS_PER_MINUTE, NEVER, Purpose
from sim.demand.index import Index
from sim.domain.casework import Project, Step
from sim.domain.scenario_data import Scenario
from sim.domain.units import ClockRule, DataLink, StepKind
from sim.opening import last_ticket, rates_on
from sim.streams import Purpose as StreamPurpose
from sim.streams import stream_id
from sim.working_time import add_working_days, calendar_of

KINDS, CLOCKS, LINKS = tuple(StepKind), tuple(ClockRule), tuple(DataLink)
OF_VISITS, STATIONARY, GIVEN = range(3)
"""Parts of the streams of cases."""


class Draws(NamedTuple):
    """Of a case: two draws for each step of its item, eight more for each, and one about the way back."""

    two: np.ndarray
    more: np.ndarray
    back: float


class PlainCases:
    """The cases of a scenario, those that visits open, those of one intake, those of the backlog (rules 18 to 23)."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.settings = scenario, scenario.settings
        self.plain = Plain(scenario, seed)
        self.visits = list(self.plain.visits())
        self.catalogue = {step.id: n for n, step in enumerate(scenario.steps)}
        self.meeting = {one.id: n for n, one in enumerate(scenario.meetings)}
        self.team = {one.id: n for n, one in enumerate(scenario.inspectors)}
        self.cases: list[dict[str, Any]] = []
        self.projects: list[dict[str, Any]] = []
        self.parts: list[dict[str, Any]] = []
        self.begin_projects()
        self.of_visits()
        self.of_intakes()
        match self.settings.cases.backlog:
            case "stationary":
                self.stationary()
            case "given":
                self.given()

    def draws(self, number: int, day: int, part: int) -> Callable[[int], Draws]:
        """Return what gives the draws of the n-th case of a line."""

        def of(nth: int) -> Draws:
            def row(width: int, further: int) -> np.ndarray:
                stream = self.plain.streams.uniforms(
                    StreamPurpose.CASE, number, day, (nth + 1, width), part=part + further
                )
                return np.asarray(stream[nth])

            return Draws(row(40, 0).reshape(20, 2), row(160, 8).reshape(20, 8), float(row(1, 16)[0]))

        return of

    # ------------------------------------------------------------ where cases come from

    def begin_projects(self) -> None:
        """Projects that begin, in the order of the table, then of arrival; each with its parts."""
        for place, project in enumerate(self.scenario.projects):
            if self.settings.projects.one_intake:
                begun: list[tuple[int, list[int]]] = [(n, []) for n in self.of_project(project)]
            else:
                by_part = [self.of_project(project, part.id) for part in parts_of(self.scenario, project)]
                assert len({len(of_part) for of_part in by_part}) == 1, "an applicant comes for every part"
                begun = [(visits[0], list(visits)) for visits in zip(*by_part, strict=True)]
            for first, visits in begun:
                self.begin(place, project, first, visits)

    def begin(self, place: int, project: Project, first: int, visits: list[int]) -> None:
        """Begin one project with its first visit; if it has no others, that one is the intake."""
        parts, before = parts_of(self.scenario, project), parts_before(self.scenario, project)
        self.projects.append(
            {
                "project": place,
                "begins": self.visits[first]["trips"][0]["join"],
                "promised": project.promised_days or 0,
                "first_part": len(self.parts),
                "parts": len(parts),
                "intake": NEVER if visits else self.first_stop(first),
            }
        )
        for n, part in enumerate(parts):
            self.parts.append(
                {
                    "project": len(self.projects) - 1,
                    "needs": sum(1 << m for m, other in enumerate(parts) if other.id in before[part.id]),
                    "visit": visits[n] if visits else NEVER,
                    "item": part.item,
                    "intake": first,
                    "part": part,
                }
            )

    def of_project(self, project: Project, part: str | None = None) -> list[int]:
        """The visits for a project, or for one of its parts."""
        rows = [
            n
            for n, row in enumerate(self.plain.rows)
            if row.project is project and part == (row.part.id if row.part else None)
        ]
        return [n for n, visit in enumerate(self.visits) if visit["row"] in rows]

    def first_stop(self, visit: int) -> int:
        return sum(len(before["stops"]) for before in self.visits[:visit])

    def of_visits(self) -> None:
        """The cases of stops: those of one row on one day are counted from 0 on."""
        stop, counted = 0, Counter[tuple[int, int]]()
        for n, visit in enumerate(self.visits):
            row, own = self.plain.rows[visit["row"]], [m for m, part in enumerate(self.parts) if part["visit"] == n]
            for made in visit["stops"]:
                if made["purpose"] == Purpose.ITEM and steps_of(self.scenario, made["item"].id):
                    draws = self.draws(row.visits, visit["day"], OF_VISITS)(counted[visit["row"], visit["day"]])
                    counted[visit["row"], visit["day"]] += 1
                    part = own[0] if own and row.item is made["item"] else NEVER
                    self.open(made["item"].id, draws, stop=stop, opens=NEVER, goes_on=NEVER, part=part)
                stop += 1

    def of_intakes(self) -> None:
        """The cases that an intake opens, drawn like those of visits for each part."""
        for n, part in enumerate(self.parts):
            if part["visit"] == NEVER:
                intake = self.visits[part["intake"]]
                number = stream_id(f"project_part:{part['part'].id}")
                draws = self.draws(number, intake["day"], OF_VISITS)(intake["number"])
                self.open(part["item"], draws, stop=NEVER, opens=NEVER, goes_on=NEVER, part=n)

    def given(self) -> None:
        first, calendar = self.plain.days[0], calendar_of(self.settings.horizon)
        opening = self.settings.hours.open * MS_PER_MINUTE
        for row in sorted(self.scenario.backlog, key=lambda row: row.id):
            opens = (add_working_days(calendar, first, -row.age_days) - first).days * MS_PER_DAY + opening
            draws = self.draws(stream_id(row.id), 0, GIVEN)
            for nth in range(row.count):
                self.open(row.item, draws(nth), row.position, stop=NEVER, opens=opens, goes_on=opening, part=NEVER)

    def stationary(self) -> None:
        first, calendar = self.plain.days[0], calendar_of(self.settings.horizon)
        closing, days = last_ticket(self.scenario) * MS_PER_MINUTE, self.settings.cases.warm_up_days
        dates = [add_working_days(calendar, first, -age) for age in range(days, 0, -1)]
        inflow = expected_cases(self.scenario, Index(self.scenario), rates_on(self.scenario, tuple(dates)))
        for name in sorted({step.item for step in self.scenario.steps}):
            number = stream_id(name)
            for n, date in enumerate(dates):
                age = days - n
                uniforms = self.plain.streams.uniforms(StreamPurpose.BACKLOG, number, -age, 500)
                draws = self.draws(number, -age, STATIONARY)
                for nth, since in enumerate(instants(inflow[self.plain.item[name], n], uniforms)):
                    opens = (date - first).days * MS_PER_DAY + min(int(since), closing - 1)
                    self.open(name, draws(nth), stop=NEVER, opens=opens, goes_on=opens, part=NEVER)

    # ------------------------------------------------------------ what a case needs

    def open(self, item: str, draws: Draws, position: int = 0, **made: int) -> None:
        """One case of an item, of which the steps at lower positions are done."""
        of_item = self.scenario.items[self.plain.item[item]]
        steps = steps_of(self.scenario, item)
        begun = any(step.position < position for step in steps)
        goes_back = steps and not begun
        laid: list[dict[str, Any]] = list(self.way_back(of_item.department, draws.back) if goes_back else ())
        back = len(laid)
        """How many steps come before all others."""
        last: dict[str, int] = {}
        """By step that is needed: its last time."""
        first: dict[str, int] = {}
        for n, step in enumerate(steps):
            if step.position >= position and draws.two[n, 0] < step.share:
                first[step.id] = len(laid)
                laid += self.times(step, draws.two[n], draws.more[n])
                last[step.id] = len(laid) - 1
        before = before_each(steps, gaps=self.settings.cases.accept_with_gaps)
        for m, one in enumerate(laid):
            waits = set(range(min(back, m)))
            for name, begins in first.items():
                if m == begins:
                    waits |= {last[other] for other in behind(name, before, last)}
                elif begins < m <= last[name]:
                    waits = {m - 1}
            one["needs"] = sum(1 << place for place in waits)
        papers = sum(one["kind"] == StepKind.PAPERS for one in laid)
        self.cases.append(
            {
                **made,
                "item": self.plain.item[item],
                "promised": of_item.promised_days or 0,
                "statutory": of_item.statutory_days or 0,
                "papers": 0 if self.settings.cases.accept_with_gaps else papers,
                "laid": laid,
            }
        )

    def way_back(self, department: str, uniform: float) -> Iterator[dict[str, Any]]:
        """The days for which a case is back in a department without authority, before all else (rule 22)."""
        settings, place = self.settings.cases, self.plain.department[department]
        if (
            settings.return_to_department
            and settings.no_authority_days
            and not self.scenario.departments[place].authority
        ):
            yield {
                "kind": StepKind.WAIT,
                "station": place,
                "value": settings.no_authority_days,
                "clock": ClockRule.RUNS,
                "of": NEVER,
                "visit": uniform < settings.no_authority_visit_share,
            }

    def times(self, step: Step, two: np.ndarray, more: np.ndarray) -> Iterator[dict[str, Any]]:
        """A step as often as it is done: again with its share, and once more with the same (rule 19)."""
        again, work_again, travel, trip, once_more, work_once_more, travel_again, travel_once_more = more
        values = [(two[1], travel), (work_again, travel_again), (work_once_more, travel_once_more)]
        done = 1 if again >= step.rework_share else 2 if once_more >= step.rework_share else 3
        for time, (work, way) in enumerate(values[:done]):
            yield {
                "kind": step.kind,
                "station": self.station(step),
                "value": self.value(step, work, way),
                "clock": step.clock,
                "of": self.catalogue[step.id],
                "visit": time == 0 and trip < step.visit_share,
            }

    def station(self, step: Step) -> int:
        department = self.plain.department[step.department]
        match step.kind:
            case StepKind.MEETING | StepKind.SIGNATURE:
                return self.meeting[step.meeting or ""]
            case StepKind.INSPECTION:
                return len(self.scenario.departments) + self.team[step.inspectors or ""]
            case StepKind.TRANSFER | StepKind.FORWARD:
                return LINKS.index(step.link or self.scenario.departments[department].link)
            case _:
                return department

    def value(self, step: Step, work: float, way: float) -> int:
        match step.kind:
            case StepKind.DESK:
                return ms(lognormal(step.mean_minutes, step.sd_minutes, work))
            case StepKind.INSPECTION:
                team = self.scenario.inspectors[self.team[step.inspectors or ""]]
                travel = ms(lognormal(team.travel_minutes, team.travel_sd_minutes, way)) if team.travel_minutes else 0
                return ms(lognormal(step.mean_minutes, step.sd_minutes, work)) + travel
            case StepKind.PAPERS:
                return geometric(step.days, work)
            case _:
                return step.days


def steps_of(scenario: Scenario, item: str) -> list[Step]:
    return sorted((step for step in scenario.steps if step.item == item), key=lambda step: (step.position, step.id))


def before_each(steps: list[Step], *, gaps: bool) -> dict[str, set[str]]:
    """By step of an item, those after which it comes; with gaps, only last steps wait for papers before them."""
    before = {step.id: set(step.after) or on_the_level_below(step, steps) for step in steps}
    if not gaps:
        return before
    papers = {step.id for step in steps if step.kind is StepKind.PAPERS}
    lasts = set(before) - set().union(*before.values()) - papers
    found = {}
    for name, others in before.items():
        waits = others
        while early := waits & papers:
            waits = waits - early | set().union(*(before[paper] for paper in early))
        found[name] = waits | (ahead(name, before) & papers) if name in lasts else waits
    return found


def ahead(name: str, before: dict[str, set[str]]) -> set[str]:
    """All steps before one, at any distance."""
    return before[name].union(*(ahead(other, before) for other in before[name]))


def behind(name: str, before: dict[str, set[str]], needed: dict[str, int]) -> set[str]:
    """The needed steps after which one comes, through those that are not needed."""
    found = set[str]()
    for other in before[name]:
        found |= {other} if other in needed else behind(other, before, needed)
    return found


def assert_cases_plainly_right(scenario: Scenario, seed: int) -> None:
    """Compare every column of cases, their steps and projects with the plain reading."""
    demand, plain = draw(scenario, seed=seed), PlainCases(scenario, seed)
    for name in ("stop", "opens", "goes_on", "item", "promised", "statutory", "papers", "part"):
        assert getattr(demand.cases, name).tolist() == [case[name] for case in plain.cases], name
    counts = [len(case["laid"]) for case in plain.cases]
    assert demand.cases.steps.tolist() == counts
    assert demand.cases.first_step.tolist() == np.cumsum([0, *counts])[:-1].tolist()
    assert demand.cases.step_case.tolist() == [n for n, count in enumerate(counts) for _ in range(count)]
    laid = [step for case in plain.cases for step in case["laid"]]
    assert demand.cases.step_kind.tolist() == [KINDS.index(step["kind"]) for step in laid]
    assert demand.cases.step_clock.tolist() == [CLOCKS.index(step["clock"]) for step in laid]
    for name in ("station", "value", "needs", "visit"):
        assert getattr(demand.cases, f"step_{name}").tolist() == [step[name] for step in laid], name
    of = demand.cases.step_of
    assert sorted(demand.catalogue.tolist()) == list(range(len(scenario.steps)))
    assert np.where(of == NEVER, NEVER, np.append(demand.catalogue, NEVER)[of]).tolist() == [s["of"] for s in laid]
    _assert_projects(demand, plain)


def _assert_projects(demand: Demand, plain: PlainCases) -> None:
    for name in ("project", "begins", "promised", "first_part", "parts", "intake"):
        assert getattr(demand.projects, name).tolist() == [project[name] for project in plain.projects], name
    for name in ("project", "needs", "visit"):
        assert getattr(demand.projects, f"part_{name}").tolist() == [part[name] for part in plain.parts], name
    cases = {case["part"]: n for n, case in enumerate(plain.cases) if case["part"] != NEVER}
    assert demand.projects.part_case.tolist() == [cases[part] for part in range(len(plain.parts))]
