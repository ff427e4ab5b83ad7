"""Meetings and signing hours: who waits for them, and whom they take (rule 19)."""

from __future__ import annotations

from sim.arithmetic import Kind, event_priority
from sim.compiled import heaps
from sim.compiled.events import schedule
from sim.compiled.memory import Book, keys, meetings, notice, sitting_capacity, sitting_end, sitting_meeting, steps
from sim.compiled.stations import urgency
from sim.compiled.workdays import opening_after
from sim.jit import part

_MEETING_END = event_priority(Kind.TRANSFER_END, 0)


@part
def arrive(h: Book, step: int, meeting: int, now: int) -> None:
    """Let a step join a meeting's line once its notice is over."""
    if notice(h, meeting) == 0:
        join(h, step, meeting, now)
        return
    joins = opening_after(h, now, notice(h, meeting))
    if joins < h.horizon_end:
        schedule(h, joins, _MEETING_END | step, step)


@part
def join(h: Book, step: int, meeting: int, now: int) -> None:
    """Let a step join a meeting's line."""
    line = meetings(h, meeting)
    heaps.push(h.keys, line.first, line.waiting, urgency(h, step), now, step)
    line.waiting += 1


@part
def hold(h: Book, sitting: int, now: int) -> None:
    """Hold a meeting: it takes as many as it can, who go on when it ends."""
    line = meetings(h, sitting_meeting(h, sitting))
    for _ in range(min(sitting_capacity(h, sitting), line.waiting)):
        step = keys(h, line.first).third
        heaps.pop(h.keys, line.first, line.waiting)
        line.waiting -= 1
        steps(h, step).started = now
        if sitting_end(h, sitting) < h.horizon_end:
            schedule(h, sitting_end(h, sitting), _MEETING_END | step, step)
