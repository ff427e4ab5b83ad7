"""Ticket rows: `attempt * stops + stop`."""

from __future__ import annotations

from sim.compiled.memory import Book, stop_queue
from sim.jit import part


@part
def stop_of(h: Book, number: int) -> int:
    """Return the stop of a ticket; nearly all are of a first trip, where nothing need be divided."""
    return number if number < h.stop_count else number % h.stop_count


@part
def attempt_of(h: Book, number: int) -> int:
    """Return the attempt of a ticket."""
    return 0 if number < h.stop_count else number // h.stop_count


@part
def queue_of(h: Book, number: int) -> int:
    """Return the queue of a ticket."""
    return stop_queue(h, stop_of(h, number))
