"""Cases: steps in series at desks, in waiting days and in transfer, under the promised clock (rules 18–22)."""

from __future__ import annotations

from sim.arithmetic import Kind, event_priority
from sim.compiled.desk_work import to_desk
from sim.compiled.events import schedule
from sim.compiled.layout import LINKS
from sim.compiled.memory import (
    Book,
    case_first_step,
    case_promised,
    case_steps,
    cases,
    discs,
    link,
    midnights,
    step_department,
    step_kind,
    step_value,
)
from sim.demand.cases import DESK, WAIT
from sim.demand.columns import MS_PER_DAY
from sim.jit import helper, part

_TRANSFER_END = event_priority(Kind.TRANSFER_END, 0)
_REAL_TIME, _DISC, _HAND = range(len(LINKS))


@helper
def accept(h: Book, number: int, accepted: int, now: int) -> None:
    """Accept a case: the promised clock starts, the day of acceptance being day 0."""
    case = cases(h, number)
    case.opened = accepted
    case.due = _due(h, accepted, case_promised(h, number))
    go_on(h, number, now)


@part
def _due(h: Book, accepted: int, days: int) -> int:
    """Return the instant at which a promise of so many working days is broken: its last day's end (rule 21)."""
    if days == 0:
        return accepted - accepted % MS_PER_DAY + MS_PER_DAY
    return _working_day(h, accepted, days) + MS_PER_DAY


@part
def _working_day(h: Book, instant: int, days: int) -> int:
    """Return midnight of the `days`-th working day after that of an instant."""
    # the first midnight after the instant
    low, high = 0, h.midnight_count
    while low < high:
        middle = (low + high) >> 1
        if midnights(h, middle) <= instant:
            low = middle + 1
        else:
            high = middle
    return midnights(h, low + days - 1)


@part
def _opening_after(h: Book, instant: int, days: int) -> int:
    """Return the opening of the `days`-th working day after an instant; with 0, the instant itself (rule 19)."""
    return instant if days == 0 else _working_day(h, instant, days) + h.opening


@helper
def go_on(h: Book, number: int, now: int) -> None:
    """Begin the case's next step, or decide it."""
    case = cases(h, number)
    if case.step == case_steps(h, number):
        case.closed = now
        return
    at = case_first_step(h, number) + case.step
    case.step_began = now
    if step_kind(h, at) == DESK:
        to_desk(h, number, step_department(h, at), now)
        return
    ends = _opening_after(h, now, step_value(h, at)) if step_kind(h, at) == WAIT else _transferred(h, at, now)
    if ends < h.horizon_end:
        schedule(h, ends, _TRANSFER_END | number, number)


@part
def _transferred(h: Book, at: int, now: int) -> int:
    """Return when a transfer begun now arrives: in real time, with the next disc, or by hand."""
    means = link(h, step_department(h, at))
    if means == _REAL_TIME:
        return now + h.real_time_ms
    if means == _DISC:
        return _next_disc(h, now)
    return _opening_after(h, now, h.hand_days)


@part
def _next_disc(h: Book, now: int) -> int:
    """Return the next time, from now on, at which a disc is carried."""
    low, high = 0, h.disc_count
    while low < high:
        middle = (low + high) >> 1
        if discs(h, middle) < now:
            low = middle + 1
        else:
            high = middle
    return discs(h, low)


@part
def transfer_end(h: Book, number: int, now: int) -> None:
    """End a wait or a transfer; the case goes on."""
    case = cases(h, number)
    spent = now - case.step_began
    if step_kind(h, case_first_step(h, number) + case.step) == WAIT:
        case.wait += spent
    else:
        case.transfer += spent
    case.step += 1
    go_on(h, number, now)


@part
def step_done(h: Book, number: int, now: int) -> None:
    """End a desk step; the case goes on."""
    case = cases(h, number)
    case.work += case.worked
    case.desk_wait += now - case.step_began - case.worked
    case.worked = 0
    case.step += 1
    go_on(h, number, now)
