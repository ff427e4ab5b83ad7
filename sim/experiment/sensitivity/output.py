"""What is watched while factors vary: a measure, or what a change of the hall does to it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.measures.registry import MEASURES


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A measure of the scenario; with `against`, that of another scenario or plan less the scenario's own, in pairs."""

    measure: str
    against: str = ""

    @property
    def unit(self) -> str:
        """Unit of the measure."""
        return MEASURES[self.measure].unit
