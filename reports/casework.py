"""Steps of items and parts of projects in words: for the terminal, and as boxes of a drawn graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.names import Names
from reports.notation import MISSING, clock, show
from sim.domain.casework import Inspectors, Meeting, Project, ProjectPart, Step, in_order, predecessors
from sim.domain.hall import Department
from sim.domain.items import Item
from sim.domain.scenario_data import Scenario
from sim.domain.units import ClockRule, DataLink, MeetingKind, StepKind, Weekday
from sim.words import text

WEEK = 7
NEARLY = 1e-9
SHORTEST_SPAN = 3
"""Weekdays in a row that are written with a dash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box of a drawn graph.

    Attributes
    ----------
    kind : str
        What its colour and symbol show: a kind of step or of item.
    heading, name : str
        The small line on top, and what it is called.
    lines : tuple of str
        What stands below its name, each line broken where it must be.
    optional : bool
        Whether some cases pass it by.
    """

    id: str
    kind: str
    heading: str
    name: str
    lines: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A graph to be drawn: its boxes by position, the predecessors of each, and what stands around them."""

    title: str
    subtitle: str
    start: str
    end: str
    boxes: tuple[Box, ...]
    before: dict[str, tuple[str, ...]]
    lang: str


@dataclass(frozen=True)
class Casework:
    """Looks up what belongs to the steps of a scenario, and says it in one language."""

    scenario: Scenario
    lang: str

    @cached_property
    def names(self) -> Names:
        """Names of departments and queues."""
        return Names(self.scenario, self.lang)

    @cached_property
    def departments(self) -> dict[str, Department]:
        """Departments by id."""
        return {one.id: one for one in self.scenario.departments}

    @cached_property
    def meetings(self) -> dict[str, Meeting]:
        """Meetings by id."""
        return {one.id: one for one in self.scenario.meetings}

    @cached_property
    def inspectors(self) -> dict[str, Inspectors]:
        """Inspectors by id."""
        return {one.id: one for one in self.scenario.inspectors}

    @cached_property
    def items(self) -> dict[str, Item]:
        """Items by id."""
        return {one.id: one for one in self.scenario.items}

    def steps(self, item: str) -> list[Step]:
        """Return the steps of an item, by position."""
        return in_order([step for step in self.scenario.steps if step.item == item])

    def parts(self, project: str) -> list[ProjectPart]:
        """Return the parts of a project, by position."""
        return in_order([part for part in self.scenario.project_parts if part.project == project])

    def name(self, row: Step | Item | Project | Meeting | Inspectors) -> str:
        """Return the name of a row."""
        return row.name_zh if self.lang == "zh" else row.name_en

    def kind(self, kind: str) -> str:
        """Return the name of a kind of step or of item."""
        return text(f"show.kind.{kind}", self.lang)

    def step_kind(self, step: Step) -> str:
        """Return what kind of step it is; of a meeting, what is held."""
        meeting = self.meetings.get(step.meeting or "")
        if step.kind is StepKind.MEETING and meeting is not None and meeting.kind is not MeetingKind.SIGNING:
            return text(f"show.meeting.{meeting.kind.value}", self.lang)
        return self.kind(step.kind.value)

    def link(self, step: Step) -> DataLink | None:
        """Return the link by which a step's data travel; None if it has none."""
        if step.kind not in {StepKind.TRANSFER, StepKind.FORWARD}:
            return None
        department = self.departments.get(step.department)
        return step.link or (department.link if department else None)

    # ---- in words

    def duration(self, step: Step) -> str:
        """Return how long a step lasts: minutes with their standard deviation, or working days."""
        if step.kind in {StepKind.DESK, StepKind.INSPECTION}:
            return self.minutes(step.mean_minutes, step.sd_minutes)
        if step.kind in {StepKind.WAIT, StepKind.FORWARD}:
            return self.days(step.days)
        if step.kind is StepKind.PAPERS:
            return self._say("show.on_average", days=self.days(step.days))
        meeting = self.meetings.get(step.meeting or "")
        return self.minutes(meeting.minutes) if meeting and meeting.minutes else MISSING

    def way(self, step: Step) -> list[str]:
        """Return when and by whom a step is done: the meeting's days, the inspectors' number, the data link."""
        if step.meeting is not None and step.meeting in self.meetings:
            return self.held(self.meetings[step.meeting])
        if step.inspectors is not None and step.inspectors in self.inspectors:
            return self.inspected(self.inspectors[step.inspectors])
        link = self.link(step)
        return [] if link is None else [self.sent(link)]

    def held(self, meeting: Meeting) -> list[str]:
        """Return when a meeting is held and how many cases it takes."""
        said = [f"{self.weekdays(meeting.weekdays)} {clock(meeting.time)}"]
        if meeting.every_weeks > 1:
            said.append(self._say("show.every_weeks", count=meeting.every_weeks))
        if meeting.capacity is not None:
            said.append(self._say("show.capacity", count=meeting.capacity))
        if meeting.notice_days:
            said.append(self._say("show.notice", days=self.days(meeting.notice_days)))
        return said

    def inspected(self, found: Inspectors) -> list[str]:
        """Return how many inspectors there are and how many inspections each makes a day."""
        said = [self._say("show.inspectors", number=found.number, per_day=found.per_day)]
        said.append(f"{self.weekdays(found.weekdays)} {clock(found.from_time)}–{clock(found.to_time)}")
        if found.travel_minutes:
            said.append(self._say("show.travel", time=self.minutes(found.travel_minutes, found.travel_sd_minutes)))
        return said

    def sent(self, link: DataLink) -> str:
        """Return how data travel by a link."""
        cases = self.scenario.settings.cases
        if link is DataLink.REAL_TIME:
            return self._say("show.link.real_time", time=self.minutes(cases.real_time_minutes))
        if link is DataLink.HAND:
            return self._say("show.link.hand", days=self.days(cases.hand_days))
        times = self.listed([clock(time) for time in cases.disc_times])
        return self._say("show.link.disc", times=f"{self.weekdays(cases.disc_weekdays)} {times}")

    def clock(self, step: Step) -> str:
        """Return which clocks stand still during a step; empty if none does."""
        return "" if step.clock is ClockRule.RUNS else self._say(f"show.clock.{step.clock.value}")

    def minutes(self, mean: float, deviation: float = 0.0) -> str:
        """Return minutes, with a standard deviation if there is any."""
        value = f"{_short(mean)} ± {_short(deviation)}" if deviation else _short(mean)
        return f"{value} {text('unit.min', self.lang)}"

    def days(self, count: int) -> str:
        """Return a number of working days."""
        return self._say("show.day" if count == 1 else "show.days", count=count)

    def weekdays(self, days: tuple[Weekday, ...]) -> str:
        """Return weekdays, three or more in a row as a span; all seven as every working day."""
        if len(set(days)) == WEEK:
            return self._say("show.every_day")
        runs: list[list[int]] = []
        for day in sorted(set(days)):
            if runs and day == runs[-1][-1] + 1:
                runs[-1].append(day)
            else:
                runs.append([day])
        said = []
        for run in runs:
            labels = [self._say(f"weekday.{day - 1}") for day in run]
            span = self._say("show.span", first=labels[0], last=labels[-1])
            said += [span] if len(run) >= SHORTEST_SPAN else labels
        return self._say("show.weekdays", days=self.listed(said))

    def promise(self, promised: int | None, statutory: int | None = None) -> str:
        """Return the promised and the statutory time; empty where there is neither."""
        said = [] if promised is None else [self._say("show.promised", days=self.days(promised))]
        if statutory is not None:
            said.append(self._say("show.statutory", days=self.days(statutory)))
        return self.listed(said)

    @staticmethod
    def share(share: float) -> str:
        """Return a share in per cent, without decimals where it has none."""
        return show(share, "share", _decimals(share * 100))

    def conditions(self, step: Step) -> list[str]:
        """Return whatever else holds for a step: its limit, rework, trips, clocks."""
        said = []
        if step.limit_days is not None:
            said.append(self._say("show.limit", days=self.days(step.limit_days)))
        if step.rework_share:
            said.append(self._say("show.rework", share=self.share(step.rework_share)))
        if step.visit_share:
            said.append(self._say("show.visit", share=self.share(step.visit_share)))
        if step.clock is not ClockRule.RUNS:
            said.append(self.clock(step))
        return said

    # ---- as graphs

    def item_chart(self, item: Item) -> Chart:
        """Return the graph of an item's steps."""
        steps = self.steps(item.id)
        promise = self.promise(item.promised_days, item.statutory_days)
        about = [self.names.department(item.department), self.kind(item.kind.value), promise]
        return Chart(
            title=self._say("show.title", name=self.name(item), id=item.id),
            subtitle=" · ".join(filter(None, [*about, *self.differs(item)])),
            start=self._say("show.start.item"),
            end=self._say("show.end.item" if steps else "show.end.service"),
            boxes=tuple(self._step_box(step) for step in steps),
            before=predecessors(steps),
            lang=self.lang,
        )

    def differs(self, item: Item) -> list[str]:
        """Return what the scenario's switches change about an item's steps (rules 21, 22), beside the graph."""
        settings = self.scenario.settings.cases
        authority = next(d.authority for d in self.scenario.departments if d.id == item.department)
        steps = [step for step in self.scenario.steps if step.item == item.id]
        said = []
        if settings.accept_with_gaps and any(step.kind is StepKind.PAPERS for step in steps):
            said.append(self._say("show.with_gaps"))
        if settings.return_to_department and not authority and steps and settings.no_authority_days:
            said.append(self._say("show.goes_back", days=self.days(settings.no_authority_days)))
        return said

    def project_chart(self, project: Project) -> Chart:
        """Return the graph of a project's parts; where they are begun one after the other, its subtitle says so."""
        parts = self.parts(project.id)
        series = "" if self.scenario.settings.projects.in_parallel else self._say("show.in_series")
        about = [self._say("show.project"), self.promise(project.promised_days), series]
        return Chart(
            title=self._say("show.title", name=self.name(project), id=project.id),
            subtitle=" · ".join(filter(None, about)),
            start=self._say("show.start.project"),
            end=self._say("show.end.project"),
            boxes=tuple(self._part_box(part) for part in parts),
            before=predecessors(parts),
            lang=self.lang,
        )

    def _step_box(self, step: Step) -> Box:
        lines = [self.names.department(step.department)]
        duration = self.duration(step)
        lines += [*([] if duration == MISSING else [duration]), *self.way(step)]
        lines += [self._say("show.share", share=self.share(step.share))] if step.share < 1 else []
        return Box(
            id=step.id,
            kind=step.kind.value,
            heading=f"{step.position} · {self.step_kind(step)}",
            name=self.name(step),
            lines=(*lines, *self.conditions(step)),
            optional=step.share < 1,
        )

    def _part_box(self, part: ProjectPart) -> Box:
        item = self.items.get(part.item)
        if item is None:
            return Box(id=part.id, kind="service", heading=str(part.position), name=part.item, lines=())
        lines = [self.names.department(item.department)]
        lines += [self.promise(item.promised_days), self.promise(None, item.statutory_days)]
        return Box(
            id=part.id,
            kind=item.kind.value,
            heading=f"{part.position} · {item.id}",
            name=self.name(item),
            lines=tuple(filter(None, lines)),
        )

    def listed(self, said: Sequence[str]) -> str:
        """Return what is said as one text."""
        return text("list.comma", self.lang).join(said)

    def _say(self, key: str, **values: object) -> str:
        return text(key, self.lang, **values)


def _short(value: float) -> str:
    return show(value, decimals=_decimals(value))


def _decimals(value: float) -> int:
    """Show no decimals where there are none."""
    return 0 if abs(value - round(value)) < NEARLY else 1
