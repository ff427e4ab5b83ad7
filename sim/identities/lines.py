"""Lines in front of windows: Little's law, and who is called first. Waits and services are gathered in order."""

from __future__ import annotations

import numpy as np

from sim.demand.columns import NEVER
from sim.identities.found import FIRST_COME, LITTLE, note
from sim.identities.tickets import LONG_AGO, closing
from sim.jit import helper
from sim.log import Outcome
from sim.ordering import stable_order

_ABANDONED = int(Outcome.ABANDONED)
_MOST_LEVELS = 256
_MOST_MOVES = 64
"""By ticket, all in all: how often services may be moved to put one in its place."""


@helper
def check_little(found: np.ndarray, waited: np.ndarray, counted: np.ndarray, hand_back: bool) -> None:
    """Check Little's law on the sample path, queue by queue, exactly.

    The integral of the number waiting, `counted` by the engine as tickets joined and left its line, equals the sum of
    the waits in the log, `waited` (both milliseconds, by queue). A ticket handed back waits again, which the log does
    not tell.
    """
    for queue in range(len(waited)):
        if waited[queue] > counted[queue] or (waited[queue] < counted[queue] and not hand_back):
            note(found, LITTLE, queue)


@helper
def in_order_of_joining(rows: np.ndarray, joined: np.ndarray) -> np.ndarray:
    """Return ticket rows, which rise, in the order (joined, row)."""
    instants = np.empty(len(rows), dtype=np.int64)
    for number in range(len(rows)):
        instants[number] = joined[rows[number]]
    ordered: np.ndarray = rows[stable_order(instants)]
    return ordered


@helper
def _levels(rank: np.ndarray) -> tuple[np.ndarray, int, int]:
    """Return a column that orders tickets as their ranks do, its lowest value, and how many values it spans.

    Ranks lie close together, so they serve themselves; if not, those that occur are numbered.
    """
    low = high = NEVER
    for value in rank:
        low, high = min(low, value), max(high, value)
    if low > high - _MOST_LEVELS:
        return rank, low, high - low + 1
    order = stable_order(rank)
    level, current = np.zeros_like(rank), 0
    for number in range(1, len(order)):
        current += rank[order[number - 1]] < rank[order[number]]
        level[order[number]] = current
    return level, 0, current + 1


@helper
def follow(  # noqa: PLR0917  # a kernel reads arrays one by one
    found: np.ndarray,
    rows: np.ndarray,
    joined: np.ndarray,
    called: np.ndarray,
    ended: np.ndarray,
    session: np.ndarray,
    outcome: np.ndarray,
    rank: np.ndarray,
    silent: np.ndarray,
    visit: np.ndarray,
    queue: np.ndarray,
    booked: np.ndarray,
    end_of_day: np.ndarray,
    call_timeout: int,
    wait_from: np.ndarray,
    wait_until: np.ndarray,
    first_wait: np.ndarray,
    last_wait: np.ndarray,
    services: np.ndarray,
    first_service: np.ndarray,
    last_service: np.ndarray,
) -> bool:
    """Follow the tickets issued in the order of joining; return whether services stand in order.

    Inside a queue and class, who joined first is called first; customers with an appointment change class, so they are
    left out (rules 5, 10). On the way, waits are gathered by queue, and services by session.

    Parameters
    ----------
    rows : of the tickets issued, those of a queue in the order of joining.
    joined … silent : columns of the log and the demand, by ticket row; `visit` and `queue` are by stop, `booked` is by
        visit, `end_of_day` by open day, `call_timeout` are milliseconds.
    wait_from, wait_until : to be filled: from when until when somebody waits in a queue. Such times of queue q, which
        neither meet nor touch, are put from `first_wait[q]` on, and `last_wait[q]` is moved behind them.
    services : (tickets, 2), to be filled: begins and ends of services and of calls to dead tickets (rule 7), which take
        an officer's time as well. Likewise by session, in the order of their begins, unless that would take too long.
    """
    level, lowest, levels = _levels(rank)
    latest = np.full(len(first_wait) * levels, LONG_AGO)
    since = np.full(len(latest), LONG_AGO)
    stops, moves = len(queue), _MOST_MOVES * len(rows)
    for number in range(len(rows)):
        row = rows[number]
        stop = row if row < stops else row % stops
        line, came, call, how = queue[stop], joined[row], called[row], outcome[row]
        left = call
        if call == NEVER:
            left = closing(end_of_day, ended[row]) if how == _ABANDONED and silent[row] else ended[row]
        if left > came:
            at = last_wait[line]
            if at == first_wait[line] or came > wait_until[at - 1]:
                wait_from[at], wait_until[at] = came, left
                last_wait[line] = at + 1
            else:
                wait_until[at - 1] = max(left, wait_until[at - 1])
        if call != NEVER and not booked[visit[stop]]:
            turn = line * levels + level[row] - lowest
            if call >= latest[turn]:
                latest[turn], since[turn] = call, came
            # who comes from a helper joins before those who arrive in the same millisecond, and may find somebody idle
            elif not call == came == since[turn]:
                note(found, FIRST_COME, row)
        index = session[row]
        if 0 <= index < len(first_service):
            end = call + call_timeout if how == _ABANDONED else ended[row]
            at = last_service[index]
            last_service[index] = at + 1
            # they come in order nearly always, but not where many wait for long while others overtake them
            while moves > 0 and at > first_service[index] and services[at - 1, 0] > call:
                services[at, 0], services[at, 1] = services[at - 1, 0], services[at - 1, 1]
                at -= 1
                moves -= 1
            services[at, 0], services[at, 1] = call, end
    return moves > 0


@helper
def put_in_order(services: np.ndarray, first: np.ndarray, last: np.ndarray) -> None:
    """Put services into the order of their begins, session by session: those of s are `first[s]` … `last[s] - 1`."""
    begins, ends = np.empty(len(services), dtype=np.int64), np.empty(len(services), dtype=np.int64)
    for at in range(len(services)):
        begins[at], ends[at] = services[at, 0], services[at, 1]
    for index in range(len(first)):
        start = first[index]
        order = stable_order(begins[start : last[index]])
        for at in range(len(order)):
            services[start + at, 0], services[start + at, 1] = begins[start + order[at]], ends[start + order[at]]
