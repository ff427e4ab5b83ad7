"""Desks of a department take the next case by the desk rule (rule 20)."""

from __future__ import annotations

from sim.arithmetic import Kind, event_priority
from sim.arithmetic import service_ms as plain_service_ms
from sim.compiled import heaps
from sim.compiled.events import schedule
from sim.compiled.layout import DESK_RULES, NOBODY
from sim.compiled.memory import (
    Book,
    case_first_step,
    case_steps,
    case_stop,
    cases,
    departments,
    desks,
    keys,
    step_kind,
    step_value,
    stop_visit,
    visit_rank,
)
from sim.demand.cases import DESK
from sim.demand.columns import NEVER
from sim.jit import helper, part

service_ms = part(plain_service_ms)
_STEP_END = event_priority(Kind.STEP_END, 0)
_HEAD_OF_QUEUE = -(1 << 62)
_FIRST_COME, _EARLIEST_DUE, _LEAST_SLACK, _BY_CLASS = range(len(DESK_RULES))


@part
def to_desk(h: Book, number: int, department: int, now: int) -> None:
    """Give a case to an idle desk of a department, or let it wait for one."""
    if not offer(h, number, department, now):
        _queue(h, number, department, _urgency(h, number), now)


@part
def _queue(h: Book, number: int, department: int, urgency: int, now: int) -> None:
    line = departments(h, department)
    heaps.push(h.keys, line.first_queue, line.waiting, urgency, now, number)
    line.waiting += 1


@part
def offer(h: Book, number: int, department: int, now: int) -> bool:
    """Give a case to the desk that has been idle longest; False if none is."""
    line = departments(h, department)
    while line.idle > 0:
        index = keys(h, line.first_idle).third
        heaps.pop(h.keys, line.first_idle, line.idle)
        line.idle -= 1
        desk = desks(h, index)
        if desk.active and desk.case == NEVER and desk.end > now:
            work(h, index, number, now, 0)
            return True
    return False


@part
def _urgency(h: Book, number: int) -> int:
    """Return what the desk rule goes by; ties go to the case that came first, then to the lower number."""
    rule = h.desk_rule
    if rule == _EARLIEST_DUE:
        return cases(h, number).due
    if rule == _LEAST_SLACK:
        return cases(h, number).due - _work_left(h, number)
    if rule == _BY_CLASS:
        stop = case_stop(h, number)
        return _HEAD_OF_QUEUE if stop == NEVER else visit_rank(h, stop_visit(h, stop))
    return 0


@part
def _work_left(h: Book, number: int) -> int:
    work = 0
    first = case_first_step(h, number)
    for at in range(first + cases(h, number).step, first + case_steps(h, number)):
        if step_kind(h, at) == DESK:
            work += step_value(h, at)
    return work


@part
def take_or_wait(h: Book, index: int, now: int) -> None:
    """Let a desk take the next case of its department, or become idle."""
    desk = desks(h, index)
    line = departments(h, desk.department)
    if line.waiting > 0:
        number = keys(h, line.first_queue).third
        heaps.pop(h.keys, line.first_queue, line.waiting)
        line.waiting -= 1
        work(h, index, number, now, 0)
    else:
        heaps.push(h.keys, line.first_idle, line.idle, now, desk.desk, index)
        line.idle += 1


@helper
def work(h: Book, index: int, number: int, now: int, held: int) -> None:
    """Work on a case until it is done or the session ends; `held` is the wall time left of work resumed.

    Interrupted work keeps its wall time, not rescaled.
    """
    desk, case = desks(h, index), cases(h, number)
    left = held
    if left == 0:
        left = case.left
        case.left = 0
    if left == 0:
        left = service_ms(step_value(h, case_first_step(h, number) + case.step), desk.ppm)
    desk.case = number
    desk.work_ends = now + left
    spent = min(left, desk.end - now)
    desk.busy += spent
    case.worked += spent
    if now + left <= desk.end:
        schedule(h, now + left, _STEP_END | number, index)


@part
def pass_on(h: Book, index: int, now: int) -> None:
    """Let work held for a session that does not take place go on to the next."""
    desk = desks(h, index)
    if desk.held_case != NOBODY:
        number = desk.held_case
        desk.held_case = NOBODY
        hold(h, index, number, desk.held_left, now)


@part
def hold(h: Book, index: int, number: int, left: int, now: int) -> None:
    """Keep unfinished work for the officer's next session, or put it at the head of its queue."""
    desk = desks(h, index)
    if desk.following != NEVER:
        following = desks(h, desk.following)
        following.held_case, following.held_left = number, left
        return
    cases(h, number).left = left
    if not offer(h, number, desk.department, now):
        _queue(h, number, desk.department, _HEAD_OF_QUEUE, now)
