"""Who is ill when (unplanned absence)."""

from __future__ import annotations

import numpy as np

from sim.demand.prepared import Prepared
from sim.streams import Purpose, Streams


def ill_officers(prepared: Prepared, streams: Streams) -> frozenset[tuple[str, int]]:
    """Return the pairs (officer, open day) on which an officer does not come."""
    share, days = prepared.settings.absence.ill_share, len(prepared.days)
    if share <= 0:
        return frozenset()
    officers, start = prepared.officers, np.zeros(len(prepared.officers), dtype=np.int64)
    every = np.arange(len(officers))
    uniforms = streams.picked(Purpose.ILLNESS, prepared.officer_lines, every, start, days)
    day, officer = np.nonzero(uniforms < share)
    return frozenset((officers[o], d) for d, o in zip(day.tolist(), officer.tolist(), strict=True))
