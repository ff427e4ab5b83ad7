"""Cases: acceptance, steps side by side or one after the other, two clocks (rules 18, 19, 21, 22)."""

from __future__ import annotations

from sim.arithmetic import Kind, event_priority
from sim.compiled import meetings, projects, stations
from sim.compiled.events import schedule
from sim.compiled.layout import NOBODY
from sim.compiled.memory import (
    Book,
    case_first_step,
    case_promised,
    case_statutory,
    case_steps,
    cases,
    part_case,
    part_visit,
    parts,
    step_case,
    step_clock,
    step_kind,
    step_needs,
    step_station,
    step_value,
    steps,
    visit_first_stop,
    visit_join,
)
from sim.compiled.workdays import due, extended, next_disc, on_later_day, opening_after
from sim.demand.casework import (
    CLOCK_RULES,
    DESK,
    FORWARD,
    INSPECTION,
    LINKS,
    MEETING,
    PAPERS,
    SIGNATURE,
    TRANSFER,
)
from sim.demand.columns import NEVER
from sim.domain.units import ClockRule, DataLink
from sim.jit import helper, part
from sim.log import UNOPENED

_TRANSFER_END = event_priority(Kind.TRANSFER_END, 0)
_ARRIVAL = event_priority(Kind.ARRIVAL, 0)
_REAL_TIME, _DISC = LINKS.index(DataLink.REAL_TIME), LINKS.index(DataLink.DISC)
_RUNS, _BOTH_STOP = CLOCK_RULES.index(ClockRule.RUNS), CLOCK_RULES.index(ClockRule.BOTH_STOP)

# ---------------------------------------------------------------- acceptance (rules 18, 21)


@helper
def receive(h: Book, number: int, received: int, now: int) -> None:
    """Receive a case, and whatever of its project follows from that."""
    _receive(h, number, received, now)
    settle(h, now)


@helper
def settle(h: Book, now: int) -> None:
    """Let all parts of projects begin that are about to."""
    while h.first_ready != NOBODY:
        at = h.first_ready
        h.first_ready = parts(h, at).after
        visit = part_visit(h, at)
        if visit == NEVER:
            _receive(h, part_case(h, at), now, now)
        else:
            comes = on_later_day(h, now, visit_join(h, visit))
            if comes < h.horizon_end:
                schedule(h, comes, _ARRIVAL | visit_first_stop(h, visit), visit_first_stop(h, visit))


@helper
def _receive(h: Book, number: int, received: int, now: int) -> None:
    """Receive a case; it is accepted at once, unless papers are missing."""
    case = cases(h, number)
    case.opened = received
    _start_clocks(h, number, received, now)
    if case.papers == 0:
        case.accepted = received
    if case_steps(h, number) == 0:
        _decide(h, number, now)
    else:
        _begin_ready(h, number, now)


@part
def _start_clocks(h: Book, number: int, accepted: int, now: int) -> None:
    """Set both due dates; the day of acceptance is day 0."""
    case = cases(h, number)
    case.due = due(h, accepted, case_promised(h, number))
    if case_statutory(h, number) > 0:
        case.statutory = due(h, accepted, case_statutory(h, number))
    case.since, case.statutory_since = now, now  # what stood still before does not count


@part
def _decide(h: Book, number: int, now: int) -> None:
    cases(h, number).closed = now
    projects.decided(h, number, now)


# ---------------------------------------------------------------- steps (rule 19)


@helper
def _begin_ready(h: Book, number: int, now: int) -> None:
    """Begin all steps that wait for no other any more, in their order."""
    case, first = cases(h, number), case_first_step(h, number)
    for at in range(case_steps(h, number)):
        if not case.begun >> at & 1 and step_needs(h, first + at) & ~case.done == 0:
            case.begun |= 1 << at
            _begin(h, first + at, now)


@part
def _begin(h: Book, step: int, now: int) -> None:
    kind = step_kind(h, step)
    steps(h, step).began = now
    if step_clock(h, step) != _RUNS:
        _stop_clocks(h, step, now)
    if kind in (DESK, INSPECTION):
        stations.arrive(h, step, step_station(h, step), now)
    elif kind in (MEETING, SIGNATURE):
        meetings.arrive(h, step, step_station(h, step), now)
    else:
        steps(h, step).started = now
        ends = _ends(h, kind, step, now)
        if ends < h.horizon_end:
            schedule(h, ends, _TRANSFER_END | step, step)


@part
def _ends(h: Book, kind: int, step: int, now: int) -> int:
    """Return when a step ends that nobody works on: a transfer, or days that pass, or both."""
    arrives = _transferred(h, step_station(h, step), now) if kind in (TRANSFER, FORWARD) else now
    return arrives if kind == TRANSFER else opening_after(h, arrives, step_value(h, step))


@part
def _transferred(h: Book, means: int, now: int) -> int:
    """Return when a transfer begun now arrives: in real time, with the next disc, or by hand."""
    if means == _REAL_TIME:
        return now + h.real_time_ms
    if means == _DISC:
        return next_disc(h, now)
    return opening_after(h, now, h.hand_days)


@part
def wait_end(h: Book, step: int, now: int) -> None:
    """End a wait, a transfer or a meeting; or a notice, after which a step joins a meeting's line."""
    if steps(h, step).started == UNOPENED:
        meetings.join(h, step, step_station(h, step), now)
    else:
        step_done(h, step, now)


@helper
def step_done(h: Book, step: int, now: int) -> None:
    """End a step: its case goes on, or is decided."""
    number = step_case(h, step)
    case, place = cases(h, number), step - case_first_step(h, number)
    steps(h, step).ended = now
    case.done |= 1 << place
    if step_clock(h, step) != _RUNS:
        _resume_clocks(h, step, now)
    if step_kind(h, step) == PAPERS and case.papers > 0:
        case.papers -= 1
        if case.papers == 0:
            case.accepted = now
            _start_clocks(h, number, now, now)
    if case.done == (1 << case_steps(h, number)) - 1:
        _decide(h, number, now)
        settle(h, now)
    else:
        _begin_ready(h, number, now)


# ---------------------------------------------------------------- clocks (rule 21)


@helper
def _stop_clocks(h: Book, step: int, now: int) -> None:
    case = cases(h, step_case(h, step))
    if case.statutory_standing == 0:
        case.statutory_since = now
    case.statutory_standing += 1
    if step_clock(h, step) == _BOTH_STOP:
        if case.standing == 0:
            case.since = now
        case.standing += 1


@helper
def _resume_clocks(h: Book, step: int, now: int) -> None:
    number = step_case(h, step)
    case, until = cases(h, number), min(now, h.horizon_end - 1)
    case.statutory_standing -= 1
    if case.statutory_standing == 0:
        _move_statutory(h, number, until)
    if step_clock(h, step) == _BOTH_STOP:
        case.standing -= 1
        if case.standing == 0:
            case.due = extended(h, case.due, case.since, until)


@part
def _move_statutory(h: Book, number: int, until: int) -> None:
    case = cases(h, number)
    if case.statutory != UNOPENED:
        case.statutory = extended(h, case.statutory, case.statutory_since, until)


@part
def end_of_horizon(h: Book) -> None:
    """Take the clocks that stand still as stopped until the end."""
    end = h.horizon_end - 1
    for number in range(h.case_count):
        case = cases(h, number)
        if case.statutory_standing > 0:
            _move_statutory(h, number, end)
        if case.standing > 0:
            case.due = extended(h, case.due, case.since, end)
