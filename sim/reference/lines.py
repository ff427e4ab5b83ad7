"""Who waits in a queue, in the order of rule 10."""

from __future__ import annotations

from heapq import heappop, heappush

from sim.arithmetic import queue_key


class Line:
    """The waiting tickets of one queue.

    A ticket that leaves or changes class is not searched for: its entry goes stale and is dropped when it
    comes to the head.
    """

    __slots__ = ("_heap", "_rank", "length", "waited")

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, int]] = []
        self._rank: dict[int, int] = {}
        self.length = 0
        """Tickets waiting, dead and handed-back ones included."""
        self.waited = 0
        """The integral of `length` over time, once nobody waits: instants of leaving less those of joining."""

    def __contains__(self, ticket: int) -> bool:
        return ticket in self._rank

    def join(self, ticket: int, rank: int, joined: int, now: int) -> None:
        """Let a ticket wait from now on."""
        self.change_rank(ticket, rank, joined)
        self.length += 1
        self.waited -= now

    def change_rank(self, ticket: int, rank: int, joined: int) -> None:
        """Let a waiting ticket change its class, keeping its time of joining."""
        self._rank[ticket] = rank
        heappush(self._heap, queue_key(rank, joined, ticket))

    def remove(self, ticket: int, now: int) -> None:
        """Let a waiting ticket leave."""
        del self._rank[ticket]
        self.length -= 1
        self.waited += now

    def take(self, now: int) -> int:
        """Remove the first ticket and return it.

        Raises
        ------
        IndexError
            Nobody waits.
        """
        heap, rank = self._heap, self._rank
        while True:
            place, _, ticket = heappop(heap)
            if rank.get(ticket) == place:
                del rank[ticket]
                self.length -= 1
                self.waited += now
                return ticket

    def head(self) -> tuple[int, int, int] | None:
        """Return the key of the first ticket, or None if nobody waits."""
        heap, rank = self._heap, self._rank
        while heap:
            key = heap[0]
            if rank.get(key[2]) == key[0]:
                return key
            heappop(heap)
        return None

    def clear(self, now: int) -> list[int]:
        """Empty the queue; return who waited, in the order of ticket ids."""
        tickets = sorted(self._rank)
        self._heap.clear()
        self._rank.clear()
        self.length = 0
        self.waited += now * len(tickets)
        return tickets
