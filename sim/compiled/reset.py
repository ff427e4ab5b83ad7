"""A hall before its first event."""

from __future__ import annotations

from sim.compiled.layout import NOBODY
from sim.compiled.memory import (
    Book,
    case_papers,
    case_stop,
    cases,
    chains,
    desk_end,
    desk_following,
    desk_leaves_by,
    desk_limit,
    desk_officer,
    desk_place,
    desk_ppm,
    desk_pressing,
    desk_station,
    desks,
    helpers,
    levels,
    meetings,
    project_intake,
    projects,
    queues,
    sessions,
    stations,
    step_kind,
    step_station,
    steps,
    stop_purpose,
    stops,
    tickets,
    window_department,
    window_end,
    window_first_queue,
    window_foreign_ppm,
    window_leaves_by,
    window_longest_wait,
    window_officer,
    window_own_ppm,
    window_queue,
    window_queues,
    window_stays,
    window_window,
    zone_helpers,
)
from sim.demand.casework import DESK, INSPECTION, MEETING, SIGNATURE
from sim.demand.columns import NEVER
from sim.jit import part
from sim.log import UNOPENED


@part
def reset(h: Book) -> None:
    """Fill the records of a hall with what holds before the first event."""
    _tickets(h)
    _lines(h)
    _sessions(h)
    _cases(h)
    _desks(h)
    for zone in range(h.zone_count):
        staff = helpers(h, zone)
        staff.free, staff.first, staff.last = zone_helpers(h, zone), NOBODY, NOBODY


@part
def _tickets(h: Book) -> None:
    stops = h.stop_count
    for number in range(h.ticket_count):
        ticket = tickets(h, number)
        ticket.joined, ticket.called, ticket.started, ticket.ended = NEVER, NEVER, NEVER, NEVER
        ticket.session, ticket.outcome, ticket.rank = NEVER, NEVER, 0
        ticket.purpose = stop_purpose(h, number % stops)


@part
def _lines(h: Book) -> None:
    for queue in range(h.queue_count):
        queues(h, queue).first_idle = NOBODY
        for level in range(h.level_count):
            chain = levels(h, queue * h.level_count + level)
            chain.first, chain.last = NOBODY, NOBODY


@part
def _sessions(h: Book) -> None:
    """Lay out the sessions, each with links of its own: in the timetable, parts of one session share their queues."""
    links = 0
    for index in range(h.session_count):
        session = sessions(h, index)
        session.end, session.leaves_by = window_end(h, index), window_leaves_by(h, index)
        session.window, session.officer = window_window(h, index), window_officer(h, index)
        session.department = window_department(h, index)
        session.own_ppm, session.foreign_ppm = window_own_ppm(h, index), window_foreign_ppm(h, index)
        session.longest_wait, session.stays = window_longest_wait(h, index), window_stays(h, index)
        session.first_link, session.queues = links, window_queues(h, index)
        session.ticket, session.service_ends, session.idle_since = NOBODY, NEVER, NEVER
        session.active_from, session.left, session.busy, session.ending = NEVER, NEVER, 0, 0
        for number in range(session.queues):
            link = chains(h, links + number)
            link.session, link.queue = index, window_queue(h, window_first_queue(h, index) + number)
        links += session.queues


@part
def _cases(h: Book) -> None:
    for stop in range(h.stop_count):
        stops(h, stop).case, stops(h, stop).project = NOBODY, NOBODY
    for number in range(h.case_count):
        case = cases(h, number)
        case.opened, case.accepted, case.closed = UNOPENED, UNOPENED, UNOPENED
        case.due, case.statutory = UNOPENED, UNOPENED
        case.papers = case_papers(h, number)
        if case_stop(h, number) != NEVER:
            stops(h, case_stop(h, number)).case = number
    for number in range(h.step_count):
        step = steps(h, number)
        step.began, step.started, step.ended = UNOPENED, UNOPENED, UNOPENED
        step.worked, step.left = 0, 0
    for number in range(h.project_count):
        projects(h, number).done, projects(h, number).closed = 0, UNOPENED
        if project_intake(h, number) != NEVER:
            stops(h, project_intake(h, number)).project = number
    h.first_ready = NOBODY


@part
def _desks(h: Book) -> None:
    """Lay out the sessions of desks and inspectors, and room for the line and the idle ones of each station."""
    for index in range(h.desk_count):
        desk = desks(h, index)
        desk.end, desk.leaves_by, desk.pressing = desk_end(h, index), desk_leaves_by(h, index), desk_pressing(h, index)
        desk.place, desk.officer, desk.station = desk_place(h, index), desk_officer(h, index), desk_station(h, index)
        desk.ppm, desk.following, desk.limit = desk_ppm(h, index), desk_following(h, index), desk_limit(h, index)
        desk.step, desk.work_ends, desk.first_held, desk.left = NEVER, NEVER, NOBODY, UNOPENED
        stations(h, desk.station).idle += 1
    for at in range(h.step_count):
        kind = step_kind(h, at)
        if kind in (DESK, INSPECTION):
            stations(h, step_station(h, at)).waiting += 1
        elif kind in (MEETING, SIGNATURE):
            meetings(h, step_station(h, at)).waiting += 1
    base = 0
    for station in range(h.station_count):
        line = stations(h, station)
        # a step waits once at a time; a desk turns idle at most when it starts and after each step
        line.first_queue = base
        line.first_idle = base + line.waiting
        base = line.first_idle + line.waiting + line.idle
        line.waiting, line.idle = 0, 0
    for number in range(h.meeting_count):
        meeting = meetings(h, number)
        meeting.first = base
        base += meeting.waiting
        meeting.waiting = 0
