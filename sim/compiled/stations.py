"""Desks and inspectors: who takes which step next, work over several sessions, overtime (rules 19, 20)."""

from __future__ import annotations

from sim.arithmetic import Kind, event_priority
from sim.arithmetic import service_ms as plain_service_ms
from sim.compiled import heaps
from sim.compiled.events import schedule
from sim.compiled.layout import DESK_RULES, NOBODY
from sim.compiled.memory import (
    Book,
    case_first_step,
    case_part,
    case_steps,
    case_stop,
    cases,
    desks,
    keys,
    part_project,
    project_intake,
    stations,
    step_case,
    step_kind,
    step_value,
    steps,
    stop_visit,
    visit_rank,
)
from sim.demand.casework import DESK
from sim.demand.columns import NEVER
from sim.jit import helper, part
from sim.log import UNOPENED

service_ms = part(plain_service_ms)
_STEP_END = event_priority(Kind.STEP_END, 0)
_HEAD_OF_QUEUE, _BACKLOG = -(1 << 62), -(1 << 61)
"""Urgencies: of work that stopped, before all others; of the backlog, before all classes."""
_FIRST_COME, _EARLIEST_DUE, _LEAST_SLACK, _BY_CLASS = range(len(DESK_RULES))

# ---------------------------------------------------------------- lines (rule 20)


@part
def arrive(h: Book, step: int, station: int, now: int) -> None:
    """Give a step to who is idle, or let it wait."""
    if not offer(h, step, station, now):
        _queue(h, step, station, urgency(h, step), now)


@part
def _queue(h: Book, step: int, station: int, key: int, now: int) -> None:
    line = stations(h, station)
    heaps.push(h.keys, line.first_queue, line.waiting, key, now, step)
    line.waiting += 1


@part
def offer(h: Book, step: int, station: int, now: int) -> bool:
    """Give a step to the desk that has been idle longest; False if none is."""
    line = stations(h, station)
    while line.idle > 0:
        index = keys(h, line.first_idle).third
        heaps.pop(h.keys, line.first_idle, line.idle)
        line.idle -= 1
        desk = desks(h, index)
        if desk.active and desk.step == NEVER and desk.end > now:
            work(h, index, step, now)
            return True
    return False


@part
def urgency(h: Book, step: int) -> int:
    """Return what the desk rule goes by; ties go to the step that came first, then to the lower number."""
    rule, number = h.desk_rule, step_case(h, step)
    if rule == _EARLIEST_DUE:
        return cases(h, number).due
    if rule == _LEAST_SLACK:
        return cases(h, number).due - _work_left(h, number)
    if rule == _BY_CLASS:
        stop, at = case_stop(h, number), case_part(h, number)
        if stop == NEVER and at != NEVER:
            stop = project_intake(h, part_project(h, at))
        return _BACKLOG if stop == NEVER else visit_rank(h, stop_visit(h, stop))
    return 0


@helper
def _work_left(h: Book, number: int) -> int:
    work, first, done = 0, case_first_step(h, number), cases(h, number).done
    for place in range(case_steps(h, number)):
        if step_kind(h, first + place) == DESK and not done >> place & 1:
            work += step_value(h, first + place)
    return work


# ---------------------------------------------------------------- work


@part
def take_or_wait(h: Book, index: int, now: int) -> None:
    """Let a desk take the next step in its line, or become idle; an inspector only so often a day."""
    desk = desks(h, index)
    if desk.limit == 0:
        return
    line = stations(h, desk.station)
    if desk.first_held != NOBODY:
        step = desk.first_held
        desk.first_held = steps(h, step).after
        work(h, index, step, now)
    elif line.waiting > 0:
        step = keys(h, line.first_queue).third
        heaps.pop(h.keys, line.first_queue, line.waiting)
        line.waiting -= 1
        work(h, index, step, now)
    else:
        heaps.push(h.keys, line.first_idle, line.idle, now, desk.place, index)
        line.idle += 1


@helper
def work(h: Book, index: int, number: int, now: int) -> None:
    """Work on a step until it is done or the session ends.

    Interrupted work keeps its wall time, not rescaled.
    """
    desk, step = desks(h, index), steps(h, number)
    left = step.left
    step.left = 0
    if left == 0:
        left = service_ms(step_value(h, number), desk.ppm)
    if step.started == UNOPENED:
        step.started = now
    desk.limit -= 1
    desk.step = number
    desk.work_ends = now + left
    until = desk.end if now < desk.end else desk.leaves_by
    spend(h, index, now + left if index >= h.first_inspector else until, now)


@part
def spend(h: Book, index: int, until: int, now: int) -> None:
    """Count the work from now on, up to an instant; if it is done by then, the step ends."""
    desk = desks(h, index)
    spent = min(desk.work_ends, until) - now
    desk.busy += spent
    steps(h, desk.step).worked += spent
    if desk.work_ends <= until:
        schedule(h, desk.work_ends, _STEP_END | desk.step, index)


@part
def take_pressing(h: Book, index: int, now: int) -> bool:
    """Let an officer in overtime take the first step in line that presses; False if there is none."""
    desk = desks(h, index)
    line = stations(h, desk.station)
    best = NOBODY
    for at in range(line.first_queue, line.first_queue + line.waiting):
        if presses(h, keys(h, at).third, index) and (best == NOBODY or heaps.sooner(h.keys, at, best)):
            best = at
    if best == NOBODY:
        return False
    step = keys(h, best).third
    heaps.remove(h.keys, line.first_queue, line.waiting, best - line.first_queue)
    line.waiting -= 1
    work(h, index, step, now)
    return True


@part
def presses(h: Book, step: int, index: int) -> bool:
    """Whether a step's case is warned or overdue on the day of a session."""
    return cases(h, step_case(h, step)).due <= desks(h, index).pressing


@part
def interrupt(h: Book, index: int, now: int) -> None:
    """Stop working on a step before it is done."""
    desk = desks(h, index)
    step = desk.step
    desk.step = NEVER
    steps(h, step).left = desk.work_ends - now
    _hold(h, index, step, now)


@part
def pass_on(h: Book, index: int, now: int) -> None:
    """Let work held for a session that is over go on to the next."""
    desk = desks(h, index)
    while desk.first_held != NOBODY:
        step = desk.first_held
        desk.first_held = steps(h, step).after
        _hold(h, index, step, now)


@helper
def _hold(h: Book, index: int, step: int, now: int) -> None:
    """Keep unfinished work for the officer's next session, or put it at the head of its line."""
    desk = desks(h, index)
    if desk.following != NEVER:
        following = desks(h, desk.following)
        steps(h, step).after = NOBODY
        if following.first_held == NOBODY:
            following.first_held = step
        else:
            steps(h, following.last_held).after = step
        following.last_held = step
    elif not offer(h, step, desk.station, now):
        _queue(h, step, desk.station, _HEAD_OF_QUEUE, now)
