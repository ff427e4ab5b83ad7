"""Customers who are not served: they leave, and may come again on a later day (rules 7, 8)."""

from __future__ import annotations

from sim.arithmetic import Kind, event_priority
from sim.compiled.events import schedule
from sim.compiled.memory import Book, return_ppm, stop_visit, tickets, visit_called, visit_chance, visit_join
from sim.compiled.rows import attempt_of, stop_of
from sim.compiled.workdays import on_later_day
from sim.demand.columns import NEVER
from sim.jit import helper, part

_ARRIVAL = event_priority(Kind.ARRIVAL, 0)


@helper
def end(h: Book, number: int, outcome: int, now: int) -> None:
    """End a ticket and its trip without service; the customer may come again on a later day (rule 8)."""
    ticket = tickets(h, number)
    ticket.ended = now
    ticket.outcome = outcome
    visit = stop_visit(h, stop_of(h, number))
    if visit_chance(h, attempt_of(h, number) * h.visit_count + visit) < return_ppm(h, outcome):
        come_again(h, number, visit, now)


@part
def come_again(h: Book, number: int, visit: int, now: int) -> None:
    """Let the next trip begin at the stop that failed, if there is a next trip within the horizon."""
    begins = next_trip(h, number, visit, now)
    if begins != NEVER:
        again = number + h.stop_count
        # a service may run on past midnight, beyond the time at which the next trip would begin
        schedule(h, max(now, begins), _ARRIVAL | again, again)


@part
def next_trip(h: Book, number: int, visit: int, now: int) -> int:
    """Return when the trip after that of a ticket would begin, NEVER if there is none within cap and horizon.

    If the visit is part of a project, it begins so long after now.
    """
    attempt = attempt_of(h, number) + 1
    begins = visit_join(h, attempt * h.visit_count + visit) if attempt < h.attempt_count else NEVER
    if begins != NEVER and visit_called(h, visit):
        begins = on_later_day(h, now, begins)
        return begins if begins < h.horizon_end else NEVER
    return begins
