"""Steps of cases: a graph by item, and for each kind what it needs (rules 19, 21)."""

from __future__ import annotations

from collections.abc import Mapping

from sim.domain.casework import MAX_STEPS, Meeting, Step
from sim.domain.items import FURTHER_STOPS
from sim.domain.units import ClockRule, MeetingKind, StepKind
from sim.scenario.checks.view import View
from sim.scenario.draft import DraftRow

NEEDED: Mapping[str, frozenset[StepKind]] = {
    "meeting": frozenset({StepKind.MEETING, StepKind.SIGNATURE}),
    "inspectors": frozenset({StepKind.INSPECTION}),
}
"""Columns that these kinds need, and no others may have."""
LINKED = frozenset({StepKind.TRANSFER, StepKind.FORWARD})
"""Kinds that move data, over a link of their own or their department's."""
USED: Mapping[str, frozenset[StepKind]] = {
    "mean_minutes": frozenset({StepKind.DESK, StepKind.INSPECTION}),
    "sd_minutes": frozenset({StepKind.DESK, StepKind.INSPECTION}),
    "days": frozenset({StepKind.WAIT, StepKind.PAPERS, StepKind.FORWARD}),
}
"""Columns that mean something to these kinds only."""
HELD: Mapping[StepKind, frozenset[MeetingKind]] = {
    StepKind.SIGNATURE: frozenset({MeetingKind.SIGNING}),
    StepKind.MEETING: frozenset(MeetingKind) - {MeetingKind.SIGNING},
}
"""What each kind of step may be held at."""


def graphs_lead_forward(view: View) -> None:
    """Steps of an item, and parts of a project, come after others of the same that stand at a lower position."""
    for table, owner in (("steps", "item"), ("project_parts", "project")):
        nodes = {made.id: made for made in view.all(table)}
        for row, made in view.each(table):
            own = getattr(made, owner)
            for name in repeated(made.after):
                view.fault("LISTED_TWICE", row, "after", value=name)
            for before in (nodes[name] for name in dict.fromkeys(made.after) if name in nodes):
                if getattr(before, owner) != own:
                    values = {"value": before.id, "other": getattr(before, owner), "own": own}
                    view.fault("AFTER_ELSEWHERE", row, "after", **values)
                elif before.position >= made.position:
                    values = {"value": before.id, "found": before.position, "limit": made.position}
                    view.fault("AFTER_NOT_BEFORE", row, "after", **values)


def repeated(names: tuple[object, ...]) -> list[object]:
    """Return what stands in a list more than once, in order.

    >>> repeated((1, 3, 1, 2, 3, 1))
    [1, 3]
    """
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def items_have_few_steps_and_stops(view: View) -> None:
    """An item has no more steps and further stops than can be drawn."""
    most_of_each(view, "steps", "item", MAX_STEPS, "TOO_MANY_STEPS")
    most_of_each(view, "stops", "item", FURTHER_STOPS, "TOO_MANY_STOPS")


def most_of_each(view: View, table: str, owner: str, limit: int, code: str) -> None:
    """At most `limit` rows of a table belong to one owner; the first row too many is told."""
    by_owner: dict[str, list[DraftRow]] = {}
    for row, made in view.each(table):
        by_owner.setdefault(getattr(made, owner), []).append(row)
    for name, rows in by_owner.items():
        if len(rows) > limit:
            view.fault(code, rows[limit], owner, value=name, found=len(rows), limit=limit)


def steps_have_what_they_need(view: View) -> None:
    """Each kind of step has its own columns and no others; what would be passed over is said aloud."""
    for row, step in view.each("steps"):
        for column, kinds in NEEDED.items():
            if step.kind in kinds and getattr(step, column) is None:
                view.fault("STEP_LACKS", row, column, value=column, kind=step.kind)
        for column, kinds in (*NEEDED.items(), ("link", LINKED)):
            found = getattr(step, column)
            if step.kind not in kinds and found is not None:
                view.fault("NOT_FOR_KIND", row, column, value=found, kind=step.kind, field=column)
        for column, kinds in USED.items():
            found = getattr(step, column)
            if step.kind not in kinds and found:
                view.note("UNUSED_BY_KIND", row, column, value=found, kind=step.kind, field=column)


def meetings_suit_their_steps(view: View) -> None:
    """A signature is given where the head signs, a meeting held where something is discussed, reviewed or heard."""
    meetings: dict[str, Meeting] = {meeting.id: meeting for meeting in view.all("meetings")}
    for row, step in view.each("steps"):
        meeting = meetings.get(step.meeting)
        wanted = HELD.get(step.kind)
        if meeting is None or wanted is None or meeting.kind in wanted:
            continue
        choices = ", ".join(kind for kind in MeetingKind if kind in wanted)
        view.fault(
            "MEETING_KIND", row, "meeting", value=meeting.id, found=meeting.kind, kind=step.kind, choices=choices
        )


def papers_come_before_acceptance(view: View) -> None:
    """Papers take days, and no clock can stand still while they are waited for: none runs before acceptance."""
    for row, step in view.each("steps"):
        if step.kind is not StepKind.PAPERS:
            continue
        if step.days == 0:
            view.fault("PAPERS_WITHOUT_DAYS", row, "days", value=step.days)
        if step.clock is not ClockRule.RUNS:
            view.fault("CLOCK_BEFORE_ACCEPTANCE", row, "clock", value=step.clock)


def moving(view: View) -> list[tuple[DraftRow, Step]]:
    """Return the steps that move data."""
    return [(row, step) for row, step in view.each("steps") if step.kind in LINKED]
