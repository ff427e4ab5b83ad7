"""Pure whole-number rules that every engine shares: service times, event keys, the order inside a queue."""

from __future__ import annotations

from enum import IntEnum

PPM = 1_000_000


class Kind(IntEnum):
    """Kinds of events in the order in which they happen within a millisecond (rule 2)."""

    SESSION_END = 0
    SESSION_START = 1
    SERVICE_END = 2
    HELPER_END = 3
    STEP_END = 4
    TRANSFER_END = 5
    CLASS_CHANGE = 6
    PATIENCE_END = 7
    ARRIVAL = 8
    END_OF_DAY = 9


def service_ms(base_ms: int, factor_ppm: int) -> int:
    """Return the service time of a ticket with an officer of the given time factor (rule 1)."""
    return max(1, (base_ms * factor_ppm + PPM // 2) // PPM)


def event_priority(kind: Kind, number: int) -> int:
    """Return the second part of an event's key (ms, kind, id) as one number (rule 2)."""
    return ((kind + 1) << 40) | number


def queue_key(rank: int, joined: int, ticket: int) -> tuple[int, int, int]:
    """Return the order of a ticket inside a queue (rule 10); handed-back tickets have rank -1."""
    return (rank, joined, ticket)
