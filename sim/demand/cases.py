"""Cases: the steps that each will need, and the cases under way when the horizon begins (rules 18, 19, 22, 23).

A case has 40 draws, two for each step of its item: whether the case needs it, and how long it takes. In a part of the
streams of their own stand 160 more, eight for each step: about having to do it again, the applicant's trip, and travel;
and in another one, about the trip to a department without authority.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.demand.arrivals import arrival_instants
from sim.demand.casework import (
    DONE,
    FIRST_STEP,
    GOES_ON,
    ITEM,
    LINE,
    MAX_TIMES,
    NUMBER,
    OPENS,
    PAPERS,
    PAPERS_DUE,
    PART,
    PROMISED,
    ROWS_OF_CASES,
    STATUTORY,
    STEPS,
    STOP,
    WAIT,
    Casework,
)
from sim.demand.columns import NEVER, Cases, Purpose, room
from sim.demand.laws import days_passed, draw_ms
from sim.demand.prepared import Prepared
from sim.demand.projects import Instances
from sim.demand.visits import LINE as ERRAND_LINE
from sim.demand.visits import NUMBER as ERRAND_NUMBER
from sim.demand.visits import PORTION, STOP_ITEM, STOP_PURPOSE, STOP_VISIT, Drawn
from sim.domain.casework import MAX_STEPS
from sim.jit import kernel, part
from sim.streams import Lines, Streams, numbers_in_lines
from sim.streams import Purpose as StreamPurpose

_DRAWS = 2 * MAX_STEPS
_NEEDED, _WORK = range(2)
_MORE = 8
"""Draws of a step beyond its two."""
_AGAIN, _WORK_AGAIN, _TRAVEL, _TRIP, _ONCE_MORE, _WORK_ONCE_MORE, _TRAVEL_AGAIN, _TRAVEL_ONCE_MORE = range(_MORE)
_OF_VISITS, _STATIONARY, _GIVEN = range(3)
"""Parts of the streams of cases; what more is drawn stands so many parts further on, and about the way back:"""
_FURTHER_PARTS, _BACK_PARTS = 8, 16
_CASE, _KIND, _STATION, _VALUE, _NEEDS, _CLOCK, _STEP, _VISIT = range(8)
"""Rows of needed steps."""


class Draws(NamedTuple):
    """What is drawn of listed steps: uniforms, and durations of each time (milliseconds or working days).

    `more` and `travel` are of those steps only that need more than two draws, in the same order; `back` is a uniform by
    case, about the trip to a department without authority.
    """

    back: np.ndarray
    uniforms: np.ndarray
    more: np.ndarray
    times: np.ndarray
    travel: np.ndarray


def draw_cases(prepared: Prepared, stops: np.ndarray, drawn: Drawn, instances: Instances, streams: Streams) -> Cases:
    """Draw the cases that the visits may open, then those that one intake opens, then those of the backlog."""
    casework, backlog = prepared.casework, prepared.settings.cases.backlog
    opening = np.flatnonzero((casework.items["steps"] > 0)[stops[STOP_ITEM]] & (stops[STOP_PURPOSE] == Purpose.ITEM))
    together = instances.cases
    before = _stationary(casework, streams) if backlog == "stationary" else casework.given
    first, second = len(opening), len(opening) + together.shape[1]
    cases = room(ROWS_OF_CASES, second + before.shape[1])
    cases[:, first:second], cases[:, second:] = together, before
    _of_visits(stops, drawn, opening, instances, cases[:, :first])
    cases[PROMISED] = prepared.hall.items["promised"][cases[ITEM]]
    cases[STATUTORY] = prepared.hall.items["statutory"][cases[ITEM]]
    steps = room(8, int((_most_steps(casework)[cases[ITEM]]).sum()))
    origin = _STATIONARY if backlog == "stationary" else _GIVEN
    end = _draw_steps(casework, streams, (_OF_VISITS, prepared.lines, 0, first), cases, steps, 0)
    end = _draw_steps(casework, streams, (_OF_VISITS, prepared.projects.lines, first, second), cases, steps, end)
    end = _draw_steps(casework, streams, (origin, casework.lines, second, cases.shape[1]), cases, steps, end)
    return _columns(cases, steps[:, :end], gaps=prepared.settings.cases.accept_with_gaps)


def _columns(cases: np.ndarray, steps: np.ndarray, *, gaps: bool) -> Cases:
    return Cases(
        stop=cases[STOP],
        opens=cases[OPENS],
        goes_on=cases[GOES_ON],
        item=cases[ITEM],
        promised=cases[PROMISED],
        statutory=cases[STATUTORY],
        first_step=cases[FIRST_STEP],
        steps=cases[STEPS],
        papers=np.zeros_like(cases[PAPERS_DUE]) if gaps else cases[PAPERS_DUE],
        part=cases[PART],
        step_case=steps[_CASE],
        step_kind=steps[_KIND],
        step_station=steps[_STATION],
        step_value=steps[_VALUE],
        step_needs=steps[_NEEDS],
        step_clock=steps[_CLOCK],
        step_of=steps[_STEP],
        step_visit=steps[_VISIT],
    )


def _most_steps(casework: Casework) -> np.ndarray:
    """Return by item how many steps a case may need, those done again included."""
    again = casework.items["more"] * (MAX_TIMES - 1)
    return np.asarray(casework.items["steps"] + again + 1)


def _of_visits(stops: np.ndarray, drawn: Drawn, opening: np.ndarray, instances: Instances, cases: np.ndarray) -> None:
    """Fill in the cases of stops at items that have steps."""
    cases[STOP], cases[OPENS], cases[GOES_ON] = opening, NEVER, NEVER
    cases[ITEM], cases[LINE] = stops[STOP_ITEM, opening], drawn.errands[ERRAND_LINE, stops[STOP_VISIT, opening]]
    # visits, and so stops, are in the order of lines
    cases[DONE], cases[NUMBER] = 0, numbers_in_lines(np.bincount(cases[LINE]))
    cases[PART] = NEVER
    if len(instances.visit_part):
        _of_parts(drawn, stops[STOP_VISIT, opening], instances, cases)


def _of_parts(drawn: Drawn, visit: np.ndarray, instances: Instances, cases: np.ndarray) -> None:
    """Number the cases for which visits of projects come as these are, so that one intake opens the same.

    Others that these visits open stand behind. `visit` is the visit of each case.
    """
    of_projects = np.flatnonzero(instances.visit_part[visit] != NEVER)
    own = cases[ITEM, of_projects] == instances.own_item[visit[of_projects]]
    parts, others = of_projects[own], of_projects[~own]
    cases[PART, parts] = instances.visit_part[visit[parts]]
    cases[NUMBER, parts] = drawn.errands[ERRAND_NUMBER, visit[parts]]
    line = cases[LINE, others]
    coming = drawn.errands[ERRAND_LINE, : len(instances.visit_part)][instances.visit_part != NEVER]
    visits = np.bincount(coming, minlength=int(line.max(initial=0)) + 1)
    cases[NUMBER, others] = numbers_in_lines(np.bincount(line)) + visits[line]


def _stationary(casework: Casework, streams: Streams) -> np.ndarray:
    """Let cases be accepted on the last working days before the horizon as they will be in it.

    The engine runs them through today's desks.
    """
    always = np.ones(len(casework.item))
    counts, times = arrival_instants(casework.warm_up, always, casework.lines, streams, StreamPurpose.BACKLOG)
    cases = np.zeros((ROWS_OF_CASES, len(times)), dtype=np.int64)
    cases[LINE] = np.repeat(np.arange(len(counts)), counts)
    cases[NUMBER] = numbers_in_lines(counts)
    cases[STOP], cases[PART], cases[ITEM] = NEVER, NEVER, casework.item[cases[LINE]]
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
    _, _, first, last = origin
    for begin in range(first, last, PORTION):
        end = min(begin + PORTION, last)
        draws = _draws(casework, streams, origin, cases, begin, end)
        at = int(_need(cases, (begin, end, at), casework.items, casework.steps, draws, steps))
    return at


def _draws(
    casework: Casework,
    streams: Streams,
    origin: tuple[int, Lines, int, int],
    cases: np.ndarray,
    begin: int,
    end: int,
) -> Draws:
    """Draw what the steps of some cases may need, in the order of cases and steps."""
    part, lines, _, _ = origin
    items, catalogue = casework.items, casework.steps
    listed = np.empty((3, items["draws"][cases[ITEM, begin:end]].sum()), dtype=np.int64)
    further = np.empty((4, items["more"][cases[ITEM, begin:end]].sum()), dtype=np.int64)
    count, more = _list_draws(cases, (begin, end), items, catalogue, listed, further)
    step, line, position = listed[:, :count]
    uniforms = streams.picked(StreamPurpose.CASE, lines, line, position, 2, part)
    times = np.empty((MAX_TIMES, count), dtype=np.int64)
    _durations(casework, step, uniforms[_WORK], np.arange(count), times[0])
    which, of_step, line, position = further[:, :more]
    drawn = streams.picked(StreamPurpose.CASE, lines, line, position, _MORE, part + _FURTHER_PARTS)
    travel = np.zeros((MAX_TIMES, more), dtype=np.int64)
    if more:
        everyone = np.arange(more)
        for time, (work, way) in enumerate(
            ((_WORK, _TRAVEL), (_WORK_AGAIN, _TRAVEL_AGAIN), (_WORK_ONCE_MORE, _TRAVEL_ONCE_MORE))
        ):
            if time:
                _durations(casework, of_step, drawn[work], which, times[time])
            far = np.flatnonzero(catalogue["travels"][of_step])
            law = len(catalogue) + of_step[far]
            draw_ms(casework.laws, law, drawn[way, far], everyone[far], travel[time])
    line, position = cases[LINE, begin:end], cases[NUMBER, begin:end]
    back = np.zeros(end - begin)
    if items["back_visit"].any():
        back = streams.picked(StreamPurpose.CASE, lines, line, position, 1, part + _BACK_PARTS)[0]
    return Draws(back, uniforms, drawn, times, travel)


def _durations(casework: Casework, step: np.ndarray, uniforms: np.ndarray, row: np.ndarray, out: np.ndarray) -> None:
    """Draw how long steps take, in `out[row[i]]`: milliseconds of work, or working days of applicants."""
    mean = casework.steps["mean_days"][step]
    of_applicant = np.flatnonzero(mean > 1)
    days = days_passed(uniforms[of_applicant], mean[of_applicant])
    draw_ms(casework.laws, step, uniforms, row, out)
    out[row[of_applicant]] = days


@kernel
def _list_draws(
    cases: np.ndarray,
    bounds: tuple[int, int],
    items: np.ndarray,
    steps: np.ndarray,
    listed: np.ndarray,
    further: np.ndarray,
) -> tuple[int, int]:
    """List the steps of cases that need draws, with the lines and positions of these; return how many there are.

    And those that need more than two: which of the listed ones, which step, lines and positions of what more there is.
    """
    at = more = 0
    for case in range(bounds[0], bounds[1]):
        item = items[cases[ITEM, case]]
        for place in range(cases[DONE, case], item["steps"]):
            step = item["first_step"] + place
            if not steps[step]["drawn"]:
                continue
            if steps[step]["more"]:
                further[0, more], further[1, more], further[2, more] = at, step, cases[LINE, case]
                further[3, more] = _MORE * (cases[NUMBER, case] * MAX_STEPS + place)
                more += 1
            listed[0, at], listed[1, at] = step, cases[LINE, case]
            listed[2, at] = cases[NUMBER, case] * _DRAWS + 2 * place
            at += 1
    return at, more


@kernel
def _need(
    cases: np.ndarray,
    places: tuple[int, int, int],
    items: np.ndarray,
    steps: np.ndarray,
    draws: Draws,
    needed: np.ndarray,
) -> int:
    """Fill in which steps cases need, in the order of `_list_draws`; return where they end.

    `places` are the first case, that after the last, and where the steps begin.
    """
    begin, end, at = places
    uniforms, more, times, travel = draws.uniforms, draws.more, draws.times, draws.travel
    draw = further = 0
    ends = np.zeros(MAX_STEPS, dtype=np.int64)  # by place: the bits of the steps after which those behind it come
    for case in range(begin, end):
        item = items[cases[ITEM, case]]
        first, done, papers, before_all = at, cases[DONE, case], 0, 0
        if item["steps"] > 0 and item["back_days"] > 0 and done == 0:
            _lay(needed, at, (case, WAIT, item["department"], item["back_days"], 0, 0))
            needed[_STEP, at], needed[_VISIT, at] = NEVER, draws.back[case - begin] < item["back_visit"]
            before_all = 1
            at += 1
        for place in range(done, item["steps"]):
            number = item["first_step"] + place
            step = steps[number]
            ends[place] = _waits(step["after"], ends, done, place) | before_all
            if not step["drawn"] or uniforms[_NEEDED, draw] < step["share"]:
                count = 1
                if step["more"]:
                    count = _times(step["rework"], more[_AGAIN, further], more[_ONCE_MORE, further])
                for time in range(count):
                    value = times[time, draw] if step["varies"] else step["value"]
                    if step["travels"]:
                        value += travel[time, further]
                    _lay(needed, at, (case, step["kind"], step["station"], value, ends[place], step["clock"]))
                    needed[_STEP, at] = number
                    needed[_VISIT, at] = time == 0 and step["more"] > 0 and more[_TRIP, further] < step["visit"]
                    papers += step["kind"] == PAPERS
                    ends[place] = 1 << (at - first)
                    at += 1
            draw += step["drawn"]
            further += step["more"]
        cases[FIRST_STEP, case], cases[STEPS, case], cases[PAPERS_DUE, case] = first, at - first, papers
    return at


@part
def _times(rework: float, again: float, once_more: float) -> int:
    """Return how often a step is done."""
    if again >= rework:
        return 1
    return 3 if once_more < rework else 2


@part
def _lay(needed: np.ndarray, at: int, what: tuple[int, int, int, int, int, int]) -> None:
    """Fill in the first rows of one needed step."""
    for row in range(len(what)):
        needed[row, at] = what[row]


@part
def _waits(after: int, ends: np.ndarray, done: int, place: int) -> int:
    """Return for which steps that are needed one waits, which comes after some of its item's, needed or not."""
    waits = 0
    for before in range(done, place):
        if after >> before & 1:
            waits |= ends[before]
    return waits
