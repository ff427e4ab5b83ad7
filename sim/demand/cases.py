"""Cases: the steps that each will need, and the cases under way when the horizon begins (rules 18, 19, 22).

A case has 20 draws, two for each of its steps: whether the case needs it, and how long it takes.
"""

from __future__ import annotations

import numpy as np

from sim.demand.arrivals import arrival_instants
from sim.demand.casework import (
    DESK,
    DONE,
    FIRST_STEP,
    GOES_ON,
    ITEM,
    LINE,
    MAX_STEPS,
    NUMBER,
    OPENS,
    PROMISED,
    STEP_KINDS,
    STEPS,
    STOP,
    TRANSFER,
    WAIT,
    Casework,
)
from sim.demand.columns import NEVER, Cases, Purpose, room
from sim.demand.laws import draw_ms
from sim.demand.prepared import Prepared
from sim.demand.visits import LINE as ERRAND_LINE
from sim.demand.visits import PORTION, STOP_ITEM, STOP_PURPOSE, STOP_VISIT, Drawn
from sim.jit import kernel
from sim.streams import Lines, Streams, numbers_in_lines
from sim.streams import Purpose as StreamPurpose

__all__ = ["DESK", "MAX_STEPS", "STEP_KINDS", "TRANSFER", "WAIT", "draw_cases"]
_DRAWS = 2 * MAX_STEPS
_OF_VISITS, _STATIONARY, _GIVEN = range(3)
"""Parts of the streams of cases."""
_KIND, _DEPARTMENT, _VALUE = range(3)
"""Rows of needed steps."""


def draw_cases(prepared: Prepared, stops: np.ndarray, drawn: Drawn, streams: Streams) -> Cases:
    """Draw the cases that the visits may open, followed by those of the backlog."""
    casework, backlog = prepared.casework, prepared.settings.cases.backlog
    opening = np.flatnonzero((casework.items["steps"] > 0)[stops[STOP_ITEM]] & (stops[STOP_PURPOSE] == Purpose.ITEM))
    before = _stationary(casework, streams) if backlog == "stationary" else casework.given
    count = len(opening)
    cases = room(10, count + before.shape[1])
    cases[:, count:] = before
    _of_visits(stops, drawn, opening, cases[:, :count])
    cases[PROMISED] = prepared.hall.items["promised"][cases[ITEM]]
    by_item = np.bincount(cases[ITEM], minlength=len(casework.items))
    steps = room(3, by_item @ (casework.items["steps"] + 1))
    origin = _STATIONARY if backlog == "stationary" else _GIVEN
    end = _draw_steps(casework, streams, (_OF_VISITS, prepared.lines, 0, count), cases, steps, 0)
    end = _draw_steps(casework, streams, (origin, casework.lines, count, cases.shape[1]), cases, steps, end)
    return Cases(
        stop=cases[STOP],
        opens=cases[OPENS],
        goes_on=cases[GOES_ON],
        item=cases[ITEM],
        promised=cases[PROMISED],
        first_step=cases[FIRST_STEP],
        steps=cases[STEPS],
        step_kind=steps[_KIND, :end],
        step_department=steps[_DEPARTMENT, :end],
        step_value=steps[_VALUE, :end],
    )


def _of_visits(stops: np.ndarray, drawn: Drawn, opening: np.ndarray, cases: np.ndarray) -> None:
    """Fill in the cases of stops at items that have steps."""
    cases[STOP], cases[OPENS], cases[GOES_ON] = opening, NEVER, NEVER
    cases[ITEM], cases[LINE] = stops[STOP_ITEM, opening], drawn.errands[ERRAND_LINE, stops[STOP_VISIT, opening]]
    # visits, and so stops, are in the order of lines
    cases[DONE], cases[NUMBER] = 0, numbers_in_lines(np.bincount(cases[LINE]))


def _stationary(casework: Casework, streams: Streams) -> np.ndarray:
    """Let cases be accepted on the last working days before the horizon as they will be in it.

    The engine runs them through today's desks.
    """
    always = np.ones(len(casework.item))
    counts, times = arrival_instants(casework.warm_up, always, casework.lines, streams, StreamPurpose.BACKLOG)
    cases = np.zeros((10, len(times)), dtype=np.int64)
    cases[LINE] = np.repeat(np.arange(len(counts)), counts)
    cases[NUMBER] = numbers_in_lines(counts)
    cases[STOP], cases[ITEM] = NEVER, casework.item[cases[LINE]]
    cases[OPENS] = casework.midnight[cases[LINE]] + np.minimum(times, casework.closing - 1)
    cases[GOES_ON] = cases[OPENS]
    return cases


def _draw_steps(
    casework: Casework,
    streams: Streams,
    origin: tuple[int, Lines, int, int],
    cases: np.ndarray,
    steps: np.ndarray,
    at: int,
) -> int:
    """Draw the steps that cases of one origin need, to stand from `at` on; return where they end.

    The origin: its part of the streams, its lines, its first case and that after its last.
    """
    part, lines, first, last = origin
    items, catalogue = casework.items, casework.steps
    for begin in range(first, last, PORTION):
        end = min(begin + PORTION, last)
        listed = np.empty((3, items["draws"][cases[ITEM, begin:end]].sum()), dtype=np.int64)
        count = _list_draws(cases, begin, end, items, catalogue, listed)
        step, line, position = listed[:, :count]
        uniforms = streams.picked(StreamPurpose.CASE, lines, line, position, 2, part)
        work = np.empty(count, dtype=np.int64)
        draw_ms(casework.laws, step, uniforms[1], np.arange(count), work)
        at = int(_need(cases, (begin, end, at), items, catalogue, (uniforms, work), steps))
    return at


@kernel
def _list_draws(
    cases: np.ndarray, begin: int, end: int, items: np.ndarray, steps: np.ndarray, listed: np.ndarray
) -> int:
    """List the steps of cases that need draws, with the lines and positions of these; return how many there are."""
    at = 0
    for case in range(begin, end):
        item = items[cases[ITEM, case]]
        for place in range(cases[DONE, case], item["steps"]):
            step = item["first_step"] + place
            if steps[step]["drawn"]:
                listed[0, at], listed[1, at] = step, cases[LINE, case]
                listed[2, at] = cases[NUMBER, case] * _DRAWS + 2 * place
                at += 1
    return at


@kernel
def _need(
    cases: np.ndarray,
    places: tuple[int, int, int],
    items: np.ndarray,
    steps: np.ndarray,
    drawn: tuple[np.ndarray, np.ndarray],
    needed: np.ndarray,
) -> int:
    """Fill in which steps cases need, in the order of `_list_draws`; return where they end.

    `places` are the first case, that after the last, and where the steps begin.
    """
    uniforms, work = drawn
    begin, end, at = places
    draw = 0
    for case in range(begin, end):
        item = items[cases[ITEM, case]]
        cases[FIRST_STEP, case] = at
        if item["steps"] > 0 and item["back_days"] > 0:
            needed[_KIND, at], needed[_DEPARTMENT, at], needed[_VALUE, at] = WAIT, item["department"], item["back_days"]
            at += 1
        for place in range(cases[DONE, case], item["steps"]):
            step = steps[item["first_step"] + place]
            needed[_KIND, at], needed[_DEPARTMENT, at] = step["kind"], step["department"]
            needed[_VALUE, at] = work[draw] if step["varies"] else step["value"]
            at += 1
            if step["drawn"]:
                at -= uniforms[0, draw] >= step["share"]
                draw += 1
        cases[STEPS, case] = at - cases[FIRST_STEP, case]
    return at
