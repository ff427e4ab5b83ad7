"""A scenario's ids as indices, and its columns as arrays: what drawing needs again and again."""

from __future__ import annotations

import numpy as np

from sim.domain.scenario_data import Scenario
from sim.domain.units import Noon


class Index:
    """Indices by id (in the order of the scenario's tables) and arrays by queue or item."""

    def __init__(self, scenario: Scenario) -> None:
        self.queue = {q.id: i for i, q in enumerate(scenario.queues)}
        self.item = {item.id: i for i, item in enumerate(scenario.items)}
        self.department = {d.id: i for i, d in enumerate(scenario.departments)}
        self._queue_columns(scenario)
        self._item_columns(scenario)
        self._zones(scenario)

    def _queue_columns(self, scenario: Scenario) -> None:
        queues, share = scenario.queues, scenario.settings.appointments.share
        nan = float("nan")
        self.appointment_share = np.array(
            [share if q.appointment_share is None else q.appointment_share for q in queues], dtype=float
        )
        self.booked_queue = np.array([self.queue[q.booked_queue or q.id] for q in queues], dtype=np.int64)
        self.patience_mean = np.array(
            [nan if q.patience_mean_minutes is None else q.patience_mean_minutes for q in queues], dtype=float
        )
        self.patience_shape = np.array([q.patience_shape for q in queues], dtype=float)
        self.balk_mean = np.array([nan if q.balk_mean is None else q.balk_mean for q in queues], dtype=float)
        self.silent_share = np.array([q.silent_share for q in queues], dtype=float)
        noon = {d.id: d.noon is Noon.CLOSED for d in scenario.departments}
        self.closed_at_noon = np.array([noon[q.department] for q in queues], dtype=bool)

    def _item_columns(self, scenario: Scenario) -> None:
        items = scenario.items
        self.item_queue = np.array([self.queue[i.queue] for i in items], dtype=np.int64)
        self.item_department = np.array([self.department[i.department] for i in items], dtype=np.int64)
        self.papers_missing = np.array([i.papers_missing_share for i in items], dtype=float)
        self.items_of_queue: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        """By queue: the items with which customers come to it, and the cumulative shares of these."""
        for queue in range(len(scenario.queues)):
            of_queue = [i for i, item in enumerate(items) if item.weight is not None and self.item_queue[i] == queue]
            if of_queue:
                weights = np.array([items[i].weight for i in of_queue], dtype=float)
                self.items_of_queue[queue] = (np.array(of_queue), np.cumsum(weights) / weights.sum())
        self.following: dict[int, list[tuple[int, float]]] = {}
        """By item: the items of the further stops, and the shares of customers that go there."""
        for stop in sorted(scenario.stops, key=lambda s: (s.item, s.position, s.id)):
            self.following.setdefault(self.item[stop.item], []).append((self.item[stop.to_item], stop.share))

    def _zones(self, scenario: Scenario) -> None:
        zones = {z.id: i for i, z in enumerate(scenario.zones)}
        sides = {z.id: z.side for z in scenario.zones}
        self.queue_zone = np.array([zones[q.zone] for q in scenario.queues], dtype=np.int64)
        self.queue_side = np.array([list(sides.values()).index(sides[q.zone]) for q in scenario.queues], dtype=np.int64)
        busy = {row.queue for row in scenario.arrivals}
        self.neighbours = [
            [
                i
                for i, other in enumerate(scenario.queues)
                if other.zone == q.zone and other.id != q.id and other.id in busy
            ]
            for q in scenario.queues
        ]
        """By queue: the others of its zone that customers may take for it."""
