"""From files to a validated `Scenario`, and back."""

from sim.scenario.load import load
from sim.scenario.save import save
from sim.scenario.source import shipped

__all__ = ["load", "save", "shipped"]
