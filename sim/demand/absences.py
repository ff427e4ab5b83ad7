"""Who is ill when (unplanned absence)."""

from __future__ import annotations

from sim.domain.scenario_data import Scenario
from sim.streams import Purpose, Streams, stream_id


def ill_officers(scenario: Scenario, days: int, streams: Streams) -> frozenset[tuple[str, int]]:
    """Return the pairs (officer, open day) on which an officer does not come."""
    share = scenario.settings.absence.ill_share
    if share <= 0:
        return frozenset()
    return frozenset(
        (officer.id, day)
        for officer in scenario.officers
        for day, uniform in enumerate(streams.uniforms(Purpose.ILLNESS, stream_id(officer.id), 0, days).tolist())
        if uniform < share
    )
