"""From timetable and demand to the arrays of the kernels, and back to the columns of a log."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.compiled import layout, workspace
from sim.compiled.events import empty_calendar
from sim.compiled.hall import play
from sim.compiled.layout import NOBODY
from sim.compiled.lines import distinct_ranks
from sim.compiled.memory import book_of
from sim.demand.columns import Demand
from sim.layout.meetings import NO_LIMIT
from sim.log import Columns
from sim.timetable import DESK_ID_OFFSET, INSPECTOR_ID_OFFSET, Timetable

_AT_AVERAGE = 1_000_000
_OTHERWISE = {"opening", "desk_rule", "attempt_count"}
"""Rules that the timetable holds in another form."""


def run(table: Timetable, demand: Demand) -> Columns:
    """Simulate a demand under a plan laid out as a timetable."""
    arrays, numbers = hall_of(table, demand)
    play(book_of(arrays, numbers))
    return columns(arrays, len(table.desks))


def hall_of(table: Timetable, demand: Demand) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """Return the arrays and numbers of a hall in which nothing has been filled yet."""
    buckets, counters = empty_calendar(
        _origin(table, demand), table.horizon_end, expected=2 * (len(demand.visits.day) + len(demand.cases.step_case))
    )
    windows = int(table.sessions.window.max(initial=0)) + 1
    desks = int(table.desks.desk.max(initial=0)) + 1
    arrays = _drawn(table, demand) | _changing(table, demand, windows + desks) | {"buckets": buckets}
    places = {"first_desk": windows, "inspectors_from": windows + desks, "first_inspector": len(table.desks)}
    return arrays, _rules(table) | counters | places | {"attempt_count": demand.attempts}


def _drawn(table: Timetable, demand: Demand) -> dict[str, np.ndarray]:
    """Return the columns of demand and timetable under the names of the layout."""
    owners: dict[str, object] = {
        "ticket": demand.tickets,
        "stop": demand.stops,
        "visit": demand.visits,
        "case": demand.cases,
        "project": demand.projects,
        "window": table.sessions,
        "sitting": table.sittings,
    }
    arrays = {f"{of}_{name}": getattr(owner, name) for of, owner in owners.items() for name in layout.DRAWN[of]}
    arrays |= {f"step_{name}": getattr(demand.cases, f"step_{name}") for name in layout.DRAWN["step"]}
    arrays |= {f"part_{name}": getattr(demand.projects, f"part_{name}") for name in layout.DRAWN["part"]}
    arrays |= {f"desk_{name}": column for name, column in _desks(table, demand).items()}
    arrays |= _calendar(table)
    # an address tells nothing of strides and types; what is in order already is not copied
    return {name: np.ascontiguousarray(array, dtype=layout.COLUMNS[name]) for name, array in arrays.items()}


def _desks(table: Timetable, demand: Demand) -> dict[str, np.ndarray]:
    """Return the sessions of desks, then those of inspectors, under the same names."""
    desks, inspectors = table.desks, table.inspectors
    count = len(inspectors)
    own, theirs = (
        vars(desks),
        {
            "start": inspectors.start,
            "end": inspectors.end,
            "leaves_by": inspectors.end,
            "officer": len(table.officers) + inspectors.inspector,
            "pressing": np.full(count, NOBODY),
            "ppm": np.full(count, _AT_AVERAGE),
            "following": np.full(count, NOBODY),
        },
    )
    joined = {name: np.concatenate((own[name], column)) for name, column in theirs.items()}
    departments = len(demand.scenario.departments)
    return joined | {
        "place": np.concatenate((desks.desk + DESK_ID_OFFSET, inspectors.inspector + INSPECTOR_ID_OFFSET)),
        "station": np.concatenate((desks.department, departments + inspectors.team)),
        "limit": np.concatenate((np.full(len(desks), NO_LIMIT), inspectors.limit)),
    }


def _calendar(table: Timetable) -> dict[str, np.ndarray]:
    return {
        "last_ticket": table.last_ticket,
        "end_of_day": table.end_of_day,
        "open_day": table.open_day,
        "served_on": table.served,
        "comprehensive": table.comprehensive_queues,
        "queue_zone": table.queue_zone,
        "notice": table.sittings.notice,
        "zone_helpers": table.zone_helpers,
        "return_ppm": table.return_ppm,
        "midnights": table.clock.midnights,
        "discs": table.clock.discs,
    }


def _rules(table: Timetable) -> dict[str, int]:
    same = {name: int(getattr(table, name)) for name in layout.RULES if name not in _OTHERWISE}
    return same | {"opening": table.clock.opening, "desk_rule": layout.DESK_RULES.index(table.desk_rule)}


def _changing(table: Timetable, demand: Demand, places: int) -> dict[str, np.ndarray]:
    """Return the arrays that the kernels fill; what is not filled with zeros here, `reset` fills."""
    scenario = demand.scenario
    ranks = distinct_ranks(demand.visits.rank, table.appointment_rank)
    rows, stops, visits = len(demand.tickets.service), len(demand.stops.visit), len(demand.visits.day)
    sessions, desks = len(table.sessions), len(table.desks) + len(table.inspectors)
    cases, steps, inspectors = len(demand.cases.item), len(demand.cases.step_case), len(scenario.inspectors)
    # at most these are pending at once: one patience per ticket, one appointment, walk or help per visit, one end per
    # step, one service per session
    events = rows + 3 * visits + steps + sessions + 1
    entries = 3 * sessions + 3 * desks + cases + visits + len(table.end_of_day) + len(table.sittings)
    zeros = {
        "spots": rows,
        "visitors": visits,
        "queues": len(scenario.queues),
        "places": places + int(table.inspectors.inspector.max(initial=0)) + 1,
        "officers": len(table.officers) + int(table.inspectors.inspector.max(initial=0)) + 1,
        "cases": cases,
        "desks": desks,
        "stations": len(scenario.departments) + inspectors,
        "meetings": len(scenario.meetings),
    }
    empty = {
        "tickets": rows,
        "stops": stops,
        "levels": len(scenario.queues) * len(ranks),
        "sessions": sessions,
        "chains": int(table.sessions.queues.sum()),
        "blocked": sessions + desks,
        "helpers": len(scenario.zones),
        "steps": steps,
        "projects": len(demand.projects.project),
        "parts": len(demand.projects.part_case),
        "keys": 2 * steps + desks,
        "entries": entries,
        "agenda": entries,
        "nodes": events,
        "near": events,
    }
    arrays = {name: workspace.zeros(name, count) for name, count in zeros.items()}
    arrays |= {name: workspace.unset(name, count) for name, count in empty.items()}
    return arrays | {"ranks": ranks}


def _origin(table: Timetable, demand: Demand) -> int:
    """Return an instant before all events."""
    backlog = demand.cases.goes_on[demand.cases.of_backlog]
    starts = (table.desks.start, table.inspectors.start, table.sittings.start, backlog)
    return min(int(instants.min(initial=0)) for instants in starts)


def columns(arrays: Mapping[str, np.ndarray], desks: int) -> Columns:
    """Return what the kernels filled, as plain columns, copied: the next run will use the same memory.

    The sessions of desks stand first, before those of inspectors.
    """
    filled = dict(zip(layout.TICKET.names or (), _side_by_side(arrays["tickets"]), strict=True))
    cases = dict(zip(layout.CASE.names or (), _side_by_side(arrays["cases"]), strict=True))
    filled |= {f"case_{name}": cases[name] for name in layout.CASE_COLUMNS}
    filled |= {name: arrays["sessions"][name].copy() for name in layout.SESSION_COLUMNS}
    steps = dict(zip(layout.STEP.names or (), _side_by_side(arrays["steps"]), strict=True))
    filled |= {f"step_{name}": steps[name] for name in layout.STEP_COLUMNS}
    for name in ("busy", "left"):
        column = arrays["desks"][name]
        filled |= {f"desk_{name}": column[:desks].copy(), f"inspector_{name}": column[desks:].copy()}
    filled |= {"project_closed": arrays["projects"]["closed"].copy(), "line_waited": arrays["queues"]["waited"].copy()}
    return Columns(**filled)


def _side_by_side(records: np.ndarray) -> np.ndarray:
    """Return the fields of records of whole numbers as rows of a new matrix."""
    matrix = records.view(np.int64).reshape(len(records), len(records.dtype.names or ()))
    return matrix.T.copy(order="C")
