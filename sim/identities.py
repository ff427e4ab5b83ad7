"""What every run must satisfy, in production too.

A broken identity is a fault of the program, never of the input.

Each check works from the log's columns alone and knows nothing of how an engine came to fill them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.demand.columns import MS_PER_DAY, NEVER, Purpose
from sim.errors import IdentityError
from sim.log import UNOPENED, Log, Outcome


def verify(log: Log) -> None:
    """Check every identity of a log.

    Raises
    ------
    IdentityError
        Naming the identity, the first place where it fails, and seed and replication, with which the run can
        be repeated.
    """
    for check in CHECKS:
        check(log)


def _require(holds: np.ndarray, identity: str, log: Log, where: np.ndarray | None = None) -> None:
    """Raise with the first place where an identity does not hold."""
    if not holds.all():
        first = int(np.argmin(holds))
        place = first if where is None else int(where[first])
        raise IdentityError(identity, f"at row {place} ({np.count_nonzero(~holds)} in all)", _replay(log))


def _replay(log: Log) -> dict[str, object]:
    """Return what repeats the run."""
    demand = log.demand
    return {
        "scenario": demand.scenario.settings.name,
        "scenario_hash": demand.scenario.hash,
        "plan_hash": log.plan.hash,
        "seed": demand.seed,
        "replication": demand.replication,
        "days": len(demand.days),
        "engine": log.engine,
    }


def every_ticket_ends_once(log: Log) -> None:
    """Arrived = served + abandoned + balked + unserved + turned away; who joined has an outcome and an end."""
    rows, columns = log.ticket_rows, log.columns
    _require((columns.outcome[rows] != NEVER) & (columns.ended[rows] != NEVER), "every ticket ends", log, rows)
    others = np.ones(len(columns.joined), dtype=bool)
    others[rows] = False
    _require((columns.outcome == NEVER) | ~others, "nobody ends without having joined", log)


def every_visit_arrives(log: Log) -> None:
    """Each visit drawn has a ticket row of its first trip."""
    stops = len(log.demand.stops.visit)
    rows = log.ticket_rows
    seen = np.zeros(len(log.demand.visits.day), dtype=bool)
    seen[log.demand.stops.visit[rows[rows < stops]]] = True
    _require(seen, "every visit arrives", log)


def times_never_fall(log: Log) -> None:
    """Joined ≤ called ≤ started ≤ ended, where they happened."""
    columns, rows = log.columns, log.ticket_rows
    joined, called, started, ended = (c[rows] for c in (columns.joined, columns.called, columns.started, columns.ended))
    served = columns.outcome[rows] == Outcome.SERVED
    _require((called == NEVER) | (joined <= called), "joined before called", log, rows)
    _require(~served | ((called <= started) & (started < ended)), "called, started, ended in order", log, rows)
    _require(joined <= ended, "joined before ended", log, rows)


def little(log: Log) -> None:
    """Little's law on the sample path, queue by queue, exactly.

    The integral of the number waiting, counted by the engine as tickets joined and left its line, equals the
    sum of the waits in the log. A ticket handed back waits again, which the log does not tell.
    """
    joined, left, queue = _in_line(log)
    waits = np.bincount(queue, weights=left - joined, minlength=len(log.columns.line_waited)).astype(np.int64)
    counted = log.columns.line_waited
    holds = waits <= counted if log.timetable.hand_back else waits == counted
    _require(holds, "Little's law on the sample path", log)


def nobody_serves_two_at_once(log: Log) -> None:
    """Services and calls at one window, or by one officer, do not overlap.

    They lie within the session (finish, then leave).
    """
    if log.timetable.hand_back or not log.timetable.sessions:
        return
    rows, begins, ends = _services(log)
    session = log.columns.session[rows]
    for name in ("window", "officer"):
        place = np.array([getattr(s, name) for s in log.timetable.sessions], dtype=np.int64)[session]
        order = np.lexsort((begins, place))
        same = place[order][1:] == place[order][:-1]
        _require(
            ~same | (begins[order][1:] >= ends[order][:-1]),
            f"one customer at a time by {name}",
            log,
            rows[order],
        )
    columns = log.columns
    _require(
        (begins >= columns.active_from[session]) & (ends <= columns.left[session]),
        "service inside the session",
        log,
        rows,
    )
    busy = np.bincount(session, weights=ends - begins, minlength=len(columns.busy)).astype(np.int64)
    _require(busy == columns.busy, "busy time is the sum of services and calls", log)
    active = columns.active_from != NEVER
    _require(~active | (columns.busy <= columns.left - columns.active_from), "busy at most staffed", log)


def _services(log: Log) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the rows that took an officer's time, with begin and end.

    Services, and calls to dead tickets.
    """
    columns = log.columns
    rows = np.nonzero(columns.session != NEVER)[0]
    dead = columns.outcome[rows] == Outcome.ABANDONED
    begins = columns.called[rows]
    return rows, begins, np.where(dead, begins + log.timetable.call_timeout_ms, columns.ended[rows])


def first_come_first_served(log: Log) -> None:
    """Inside a queue and class, who joined first is called first.

    Customers with an appointment change class, so they are left out.
    """
    if log.timetable.hand_back:
        return
    columns, demand = log.columns, log.demand
    rows = np.nonzero(columns.called != NEVER)[0]
    stop = rows % max(1, len(demand.stops.visit))
    plain = ~demand.visits.booked[demand.stops.visit[stop]]
    rows, stop = rows[plain], stop[plain]
    queue = demand.stops.queue[stop]
    order = np.lexsort((rows, columns.joined[rows], columns.rank[rows], queue))
    group = queue[order] * 1000 + columns.rank[rows][order]
    called = columns.called[rows][order]
    _require((group[1:] != group[:-1]) | (called[1:] >= called[:-1]), "first come, first served", log, rows[order])


def nobody_idle_while_someone_waits(log: Log) -> None:
    """While an officer is idle, nobody waits in the queues served.

    The waiting time in them during each idle stretch is 0.
    """
    if log.timetable.hand_back or not log.timetable.sessions:
        return
    session, begins, ends = _idle_stretches(log)
    joined, left, queue = _in_line(log)
    waits = left > joined
    joined, left, queue = joined[waits], left[waits], queue[waits]
    sessions = log.timetable.sessions
    served = np.array([queue for s in sessions for queue in s.queues], dtype=np.int64)
    counts = np.array([len(s.queues) for s in sessions], dtype=np.int64)
    first = np.cumsum(counts) - counts
    # one line per idle stretch and queue served
    line = np.repeat(np.arange(len(session)), counts[session])
    within = np.arange(len(line)) - np.repeat(np.cumsum(counts[session]) - counts[session], counts[session])
    of_line = served[first[session[line]] + within]
    # queues one after the other on one axis, far enough apart never to meet: one sorted array serves all
    apart = int(max(left.max(initial=0), ends.max(initial=0))) + 1
    came, went = np.sort(joined + queue * apart), np.sort(left + queue * apart)
    waited = _waited(came, went, ends[line] + of_line * apart) - _waited(came, went, begins[line] + of_line * apart)
    # those of earlier queues on the axis have come and gone: what they add is the same at both ends
    _require(waited == 0, "nobody idle while someone waits", log, session[line])


def _idle_stretches(log: Log) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return session, begin and end of every stretch in which an officer at the window has no customer."""
    columns = log.columns
    rows, begins, ends = _services(log)
    active = np.nonzero(columns.active_from != NEVER)[0]
    session = np.concatenate((columns.session[rows], active))
    # each session's arrival counts as the end of a service of no length, so that gaps are all between
    # neighbours
    starts = np.concatenate((begins, columns.active_from[active]))
    finishes = np.concatenate((ends, columns.active_from[active]))
    order = np.lexsort((finishes, starts, session))
    session, starts, finishes = session[order], starts[order], finishes[order]
    last = np.append(session[1:] != session[:-1], True)
    until = np.where(last, columns.left[session], np.append(starts[1:], 0))
    idle = until > finishes
    return session[idle], finishes[idle], until[idle]


def _in_line(log: Log) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return joining, leaving the line and queue of all tickets issued.

    A dead ticket keeps its place until called or the day ends.
    """
    columns, demand = log.columns, log.demand
    rows = log.ticket_rows
    outcome = columns.outcome[rows]
    rows = rows[(outcome != Outcome.BALKED) & (outcome != Outcome.TURNED_AWAY)]
    called, ended = columns.called[rows], columns.ended[rows]
    dead = (columns.outcome[rows] == Outcome.ABANDONED) & demand.tickets.silent[rows]
    day = np.array(log.timetable.open_day)[columns.joined[rows] // MS_PER_DAY]
    closing = np.array(log.timetable.end_of_day)[day]
    left = np.where(called != NEVER, called, np.where(dead, closing, ended))
    return columns.joined[rows], left, demand.stops.queue[rows % max(1, len(demand.stops.visit))]


def _waited(joined: np.ndarray, left: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Return the time waited by all together up to each instant of `until`, from sorted instants."""
    return np.asarray(_since(joined, until) - _since(left, until))


def _since(instants: np.ndarray, until: np.ndarray) -> np.ndarray:
    before = np.searchsorted(instants, until)
    sums = np.concatenate(([0], np.cumsum(instants)))
    return np.asarray(before * until - sums[before])


def cases_follow_tickets(log: Log) -> None:
    """A case is open exactly if its ticket was served as an item, or it is of the backlog.

    It is decided no earlier than accepted.
    """
    columns, cases = log.columns, log.demand.cases
    stops = max(1, len(log.demand.stops.visit))
    rows = np.nonzero((columns.outcome == Outcome.SERVED) & (columns.purpose == Purpose.ITEM))[0]
    served = np.zeros(stops, dtype=bool)
    served[rows % stops] = True
    expected = np.where(cases.stop == NEVER, True, served[cases.stop])
    opened = columns.case_opened != UNOPENED
    _require(opened == expected, "a case for each served ticket of its item", log)
    closed = columns.case_closed != UNOPENED
    _require(~closed | (columns.case_closed >= columns.case_opened), "accepted before decided", log)
    spent = columns.case_desk_wait + columns.case_work + columns.case_wait + columns.case_transfer
    begun = np.where(cases.stop == NEVER, cases.goes_on, columns.case_opened)
    _require(~closed | (spent == columns.case_closed - begun), "parts of the elapsed time add up", log)


def desks_keep_their_hours(log: Log) -> None:
    """No desk works longer than its session."""
    lengths = np.array([d.end - d.start for d in log.timetable.desks], dtype=np.int64)
    _require(log.columns.desk_busy <= lengths, "desk work inside the session", log)


CHECKS: tuple[Callable[[Log], None], ...] = (
    every_ticket_ends_once,
    every_visit_arrives,
    times_never_fall,
    little,
    nobody_serves_two_at_once,
    first_come_first_served,
    nobody_idle_while_someone_waits,
    cases_follow_tickets,
    desks_keep_their_hours,
)
