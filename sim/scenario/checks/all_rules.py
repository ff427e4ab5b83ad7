"""Every rule in one list, applied to what is valid by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.domain.policy import Settings
from sim.scenario.checks import capacity, ids, laws, occasions, projects, steps, times, work
from sim.scenario.checks.view import View
from sim.scenario.draft import Draft, DraftRow

RULES: tuple[Callable[[View], None], ...] = (
    ids.ids_are_unique,
    ids.references_exist,
    capacity.windows_fit_the_hall,
    capacity.windows_match_their_kind,
    capacity.queues_can_be_served,
    capacity.queues_have_officers,
    capacity.queues_have_items,
    capacity.seasons_are_of_mobile_windows,
    capacity.departments_match,
    work.promises_are_made,
    work.positions_are_unique,
    work.stops_lead_on,
    work.shares_add_up,
    work.weeks_have_seven_days,
    work.backlog_is_known,
    laws.times_can_be_drawn,
    steps.items_have_few_steps_and_stops,
    steps.graphs_lead_forward,
    steps.steps_have_what_they_need,
    steps.meetings_suit_their_steps,
    steps.papers_come_before_acceptance,
    occasions.meetings_are_held,
    occasions.inspectors_set_out,
    occasions.discs_are_carried,
    occasions.overtime_ends_by_midnight,
    projects.projects_have_parts,
    projects.projects_have_an_intake,
    times.hours_are_in_order,
    times.profiles_do_not_overlap,
    times.horizon_is_usable,
)


def check(settings: Settings | None, rows: Mapping[str, Sequence[tuple[DraftRow, Any]]], draft: Draft) -> None:
    """Apply every rule; faults and notes go into the draft."""
    view = View(settings=settings, rows=rows, draft=draft)
    for rule in RULES:
        rule(view)
