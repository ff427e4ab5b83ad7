"""The day as a network of Ciw: a node per queue, distributions that replay the arrays, reneging, schedules of servers.

Ciw's own schedule sends the whole team home at every change of its number and starts a new one, so that for a while
more windows serve than there are. Its node is therefore extended in the two places which it offers, to send home and
take back the very window that closes; a server's number is the window's.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import ciw
import numpy as np
import polars as pl

from benchmarks.rivals.frames import Record
from benchmarks.workload import Workload

_NEVER = 1e12
"""After all events: a schedule of Ciw's repeats itself, and needs an end."""


def simulate(work: Workload) -> pl.DataFrame:
    """Simulate the day and return its ticket frame."""
    ciw.seed(0)  # Ciw lets chance decide between events at one instant
    order = np.lexsort((work.queue, work.arrives))  # Ciw numbers its individuals from 1 in this order
    service, patience = ([0, *column[order].tolist()] for column in (work.service, work.patience))
    shifts = [_Shifts(work, queue) for queue in range(len(work.windows))]
    network = ciw.create_network(
        arrival_distributions=[_arrivals(work, queue) for queue in range(len(work.windows))],
        service_distributions=[_Replayed(service) for _ in work.windows],
        reneging_time_distributions=[_Patience(patience, work.closes) for _ in work.windows],
        number_of_servers=[s.schedule() for s in shifts],
        server_priority_functions=[_longest_idle] * len(work.windows),
        routing=ciw.routing.NetworkRouting([ciw.routing.Leave() for _ in work.windows]),
    )
    simulation = ciw.Simulation(network, node_class=_node_class(shifts), server_class=_Window)
    simulation.simulate_until_max_time(_NEVER)
    return _record(simulation, work, order.tolist()).frame(work)


def _arrivals(work: Workload, queue: int) -> ciw.dists.Distribution:
    gaps = np.diff(work.arrives[work.queue == queue], prepend=0)
    return ciw.dists.Sequential([*gaps.tolist(), float("inf")])


class _Replayed(ciw.dists.Distribution):  # type: ignore[misc,unused-ignore]  # Ciw has no types
    """What was drawn for each individual."""

    def __init__(self, by_individual: list[int]) -> None:
        self.by_individual = by_individual

    def __deepcopy__(self, memo: object) -> _Replayed:
        return self  # Ciw copies its distributions, which would copy the day's arrays for each node

    def sample(self, t: float | None = None, ind: Any = None) -> float:  # noqa: ANN401, ARG002  # Ciw's signature
        """Return the time drawn for the individual."""
        number: int = ind.id_number
        return self.by_individual[number]


class _Patience(_Replayed):
    """Patience ends at closing at the latest."""

    def __init__(self, by_individual: list[int], closes: int) -> None:
        super().__init__(by_individual)
        self.closes = closes

    def sample(self, t: float | None = None, ind: Any = None) -> float:  # noqa: ANN401
        """Return the time until the individual leaves."""
        assert t is not None
        return min(super().sample(t, ind), self.closes - t)


class _Shifts:
    """The windows on duty in one queue, by instant of each change."""

    def __init__(self, work: Workload, queue: int) -> None:
        closures = [c for c in work.closures if c.queue == queue]
        changes = sorted({0, *(t for c in closures for t in (c.start, c.end) if t < work.closes)})
        self.on_duty = {
            change: [
                w for w in work.windows[queue] if not any(c.window == w and c.start <= change < c.end for c in closures)
            ]
            for change in changes
        }

    def schedule(self) -> ciw.Schedule:
        """Return the numbers of servers as Ciw reads them."""
        ends = [end for _, end in pairwise([*self.on_duty, _NEVER])]
        return ciw.Schedule(numbers_of_servers=[len(w) for w in self.on_duty.values()], shift_end_dates=ends)


class _Window(ciw.Server):  # type: ignore[misc,unused-ignore]
    def __init__(self, node: ciw.Node, id_number: int, start_date: float = 0.0) -> None:
        super().__init__(node, id_number, start_date)
        self.idle_since = start_date


def _longest_idle(server: _Window, individual: object) -> tuple[float, int]:  # noqa: ARG001  # Ciw's signature
    return server.idle_since, server.id_number


def _node_class(shifts: list[_Shifts]) -> type[ciw.Node]:
    class Counter(ciw.Node):  # type: ignore[misc,unused-ignore]
        """A node at which a change of shift changes single windows; whoever serves finishes first."""

        def on_duty(self) -> list[int]:
            queue: int = self.id_number - 1
            return shifts[queue].on_duty[self.now]

        def take_servers_off_duty(self, preemption: object = False) -> None:  # noqa: ARG002  # Ciw's signature
            for server in [s for s in self.servers if s.id_number not in self.on_duty()]:
                server.shift_end = self.now
                server.offduty = True
                if not server.busy:
                    self.kill_server(server)

        def add_new_servers(self, num_servers: int) -> None:  # noqa: ARG002
            present = {server.id_number: server for server in self.servers}
            for window in self.on_duty():
                if window in present:
                    present[window].offduty = False
                else:
                    self.servers.append(_Window(self, window, self.now))

        def detatch_server(self, server: _Window, individual: object) -> None:
            server.idle_since = self.now
            super().detatch_server(server, individual)

    return Counter


def _record(simulation: ciw.Simulation, work: Workload, order: list[int]) -> Record:
    record = Record(work)
    for row in simulation.get_all_records():
        ticket = order[row.id_number - 1]
        if row.record_type == "service":
            record.served(ticket, row.server_id, row.service_start_date, row.service_end_date)
        else:
            record.left(ticket, row.exit_date)
    return record
