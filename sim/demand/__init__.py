"""Every random draw of a replication, once: customers, cases, absences."""

from sim.demand.columns import Demand
from sim.demand.drawing import draw

__all__ = ["Demand", "draw"]
