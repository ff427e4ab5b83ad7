"""`Demand`: every random draw of one replication, as columns of whole numbers.

A *visit* has one or more *stops*; a stop of a trip is a *ticket*. Stops are numbered through all visits; the
ticket of stop `s` on trip `a` stands in row `a * stops + s` of the ticket columns. Instants and durations are
milliseconds; instants count from midnight of the first open day.
"""

from __future__ import annotations

import datetime as dt
import mmap
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sim.domain.scenario_data import Scenario

MS_PER_MINUTE = 60_000
MS_PER_DAY = 24 * 60 * MS_PER_MINUTE
NEVER = -1


class Purpose(IntEnum):
    """Why a customer stops at a queue."""

    ITEM = 0
    PAYMENT = 1
    HELP = 2
    """A wrong queue, or (decided while simulating) papers that are missing; not a handled item."""


class Doubt(IntEnum):
    """Whether something goes wrong (a wrong queue, missing papers): never, unless a helper has helped, or always."""

    NEVER = 0
    UNLESS_HELPED = 1
    ALWAYS = 2


@dataclass(frozen=True, eq=False, kw_only=True)
class Visits:
    """Columns by visit, in the order of (day, arrival row, number).

    Booked customers who never come are left out.

    Attributes
    ----------
    row : arrival row (index by order of ids).  day : open day on which the visit begins.
    first_stop, stops : its stops are `first_stop` … `first_stop + stops - 1`.
    wrong : `Doubt` about the first stop, which then is a wrong queue (NEVER: the first stop is a real one).
    rank : rank of its class.
    booked : whether it has an appointment.  slot : instant of the appointment or NEVER.
    enterprise : whether an enterprise's.
    asks : whether it goes to a helper first.
    helper : time with the helper (1 ms if it asks none).
    called : whether it comes only when cases before it are decided (a part of a project).
    join : (attempts, visits) instants at which each trip would begin, NEVER beyond the horizon or if no plan can
    make it necessary; for those who are called, from midnight of the day on which it becomes necessary, in open days.
    chance : (attempts, visits) in parts per million, compared with the chance of coming again; 1,000,000, which is
    below no chance, for trips that cannot happen and after the last.
    """

    row: np.ndarray
    day: np.ndarray
    first_stop: np.ndarray
    stops: np.ndarray
    wrong: np.ndarray
    rank: np.ndarray
    booked: np.ndarray
    slot: np.ndarray
    enterprise: np.ndarray
    asks: np.ndarray
    helper: np.ndarray
    called: np.ndarray
    join: np.ndarray
    chance: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Stops:
    """Columns by stop: visit, number within the visit, queue, item, purpose, department of the item (indices)."""

    visit: np.ndarray
    number: np.ndarray
    queue: np.ndarray
    item: np.ndarray
    purpose: np.ndarray
    department: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Tickets:
    """Columns by ticket row.

    They are service (at time factor 1), patience (NEVER: infinite), balk_limit (NEVER: none), silent, papers (`Doubt`)
    and walk to the next stop (0 after the last).

    No ticket is ever issued for a trip that cannot happen: it has a service of 1 ms, and NEVER, False or 0 else.
    """

    service: np.ndarray
    patience: np.ndarray
    balk_limit: np.ndarray
    silent: np.ndarray
    papers: np.ndarray
    walk: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Cases:
    """Columns by case: those opened by a stop (served as an item), by one intake of a project, then the backlog's.

    Attributes
    ----------
    stop : the stop that opens it, NEVER for one of an intake or of the backlog.
    opens : instant at which a case of the backlog was received, else NEVER.
    goes_on : instant from which its steps are simulated: the same, but for a given backlog the first opening.
    item, promised, statutory : index of the item, promised and statutory working days (0: none by law).
    first_step, steps : its steps are `first_step` …
    papers : how many of them are about papers, for which its acceptance waits.
    part : the part of a project that it is, or NEVER.
    step_case : by step: its case.
    step_kind, step_station : by step: index into `StepKind`, and where: the department's desks; inspectors, numbered
    after all departments; a meeting; a data link.
    step_value : by step: the work in ms (desk, inspection) or working days (wait, papers, forward).
    step_needs : by step: after which steps of its case it comes, as bits counted from `first_step`.
    step_clock : by step: index into `ClockRule`.
    step_of : by step: its place in the catalogue (`Casework.steps`), NEVER for the way back to the department.
    step_visit : by step: whether the applicant makes a trip to the department for it.
    """

    stop: np.ndarray
    opens: np.ndarray
    goes_on: np.ndarray
    item: np.ndarray
    promised: np.ndarray
    statutory: np.ndarray
    first_step: np.ndarray
    steps: np.ndarray
    papers: np.ndarray
    part: np.ndarray
    step_case: np.ndarray
    step_kind: np.ndarray
    step_station: np.ndarray
    step_value: np.ndarray
    step_needs: np.ndarray
    step_clock: np.ndarray
    step_of: np.ndarray
    step_visit: np.ndarray

    @property
    def of_backlog(self) -> np.ndarray:
        """Whether each is under way when the horizon begins."""
        return np.asarray((self.stop == NEVER) & (self.part == NEVER))


@dataclass(frozen=True, eq=False, kw_only=True)
class Projects:
    """Columns by project that begins, and by part (all parts of a project follow each other).

    Attributes
    ----------
    project : index of the project in the scenario's table.
    begins : instant of the first arrival.
    promised : promised working days from then on; 0: none.
    first_part, parts : its parts.
    intake : the stop at which one intake opens all its cases, or NEVER.
    part_project : by part: which project that begins.
    part_needs : by part: after which parts of its project it comes, as bits counted from `first_part`.
    part_case : by part: its case.
    part_visit : by part: the visit that opens it, or NEVER if an intake does.
    """

    project: np.ndarray
    begins: np.ndarray
    promised: np.ndarray
    first_part: np.ndarray
    parts: np.ndarray
    intake: np.ndarray
    part_project: np.ndarray
    part_needs: np.ndarray
    part_case: np.ndarray
    part_visit: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Demand:
    """Everything random about one replication of a scenario.

    An engine is a deterministic function of it and a plan.

    Attributes
    ----------
    ill : frozenset of (officer id, open day)
    no_shows : array of shape (arrival rows,): booked customers who never came.
    catalogue : by step of the catalogue (`Cases.step_of`), its place in the scenario's table of steps.
    """

    scenario: Scenario
    seed: int
    replication: int
    days: tuple[dt.date, ...]
    visits: Visits
    stops: Stops
    tickets: Tickets
    cases: Cases
    projects: Projects
    ill: frozenset[tuple[str, int]]
    no_shows: np.ndarray
    catalogue: np.ndarray

    @property
    def attempts(self) -> int:
        """Trips that a visit may make."""
        return len(self.visits.join)


def room(rows: int, count: int) -> np.ndarray:
    """Return an array of whole numbers, shape (rows, count), not yet filled: a column in each row.

    If it is large, it is a piece of memory of its own, in large pages where the system has them: to touch memory for
    the first time takes longer than to fill it, and a large page is touched in less time than many small ones.
    """
    size = rows * count * np.dtype(np.int64).itemsize
    if size < _LARGE or not hasattr(mmap, "MADV_HUGEPAGE"):
        return np.empty((rows, count), dtype=np.int64)
    # in whole large pages, or the system would not let them begin at the boundary of one
    piece = mmap.mmap(-1, -(-size // _PAGE) * _PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(OSError):  # a system without large pages
        piece.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(piece, dtype=np.int64, count=rows * count).reshape(rows, count)


_LARGE, _PAGE = 1 << 22, 1 << 21


def day_starts(days: tuple[dt.date, ...]) -> np.ndarray:
    """Return the instants of midnight of the open days."""
    return np.array([(day - days[0]).days * MS_PER_DAY for day in days], dtype=np.int64)


def to_ms(minutes: np.ndarray) -> np.ndarray:
    """Turn drawn minutes into whole milliseconds, at least 1 (rule 1)."""
    return np.asarray(np.maximum(1, np.rint(minutes * MS_PER_MINUTE)).astype(np.int64))
