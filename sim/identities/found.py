"""The identities by number, as kernels know them, and how they note that one is broken."""

from __future__ import annotations

import numpy as np

from sim.jit import part

HOLDS = -1
"""In place of an identity: none is broken."""
TICKET_ENDS = 0
NOBODY_ENDS_UNJOINED = 1
LEAVES_AT_ONCE = 2
ONLY_WAITING_CALLED = 3
CALL_OF_SESSION = 4
VISIT_ARRIVES = 5
JOINED_BEFORE_CALLED = 6
SERVED_IN_ORDER = 7
JOINED_BEFORE_ENDED = 8
LITTLE = 9
SESSION_AS_PLANNED = 10
BUSY_AT_MOST_STAFFED = 11
ONE_BY_WINDOW = 12
ONE_BY_OFFICER = 13
INSIDE_SESSION = 14
BUSY_IS_SUM = 15
FIRST_COME = 16
NOBODY_IDLE = 17
CASE_BY_TICKET = 18
ACCEPTED_BEFORE_DECIDED = 19
STEP_IN_TURN = 20
STEP_IN_ORDER = 21
DECIDED_WITH_LAST_STEP = 22
WORK_ADDS_UP = 23
INSIDE_HOURS = 24
MEETING_AS_HELD = 25
PART_IN_TURN = 26


@part
def note(found: np.ndarray, identity: int, place: int) -> None:
    """Note a breach in `found`, an int64 array of shape (identities, 2): how many there are, and the first place."""
    if found[identity, 0] == 0 or place < found[identity, 1]:
        found[identity, 1] = place
    found[identity, 0] += 1
