"""Sweeps: a grid or sample of a scenario's keys × plans × replications, in one store that survives whatever happens."""

from sim.experiment.sweep.spec import BASELINE, Chunk, PlanChoice, SweepSpec
from sim.experiment.sweep.sweeping import SweepResult, sweep

__all__ = ["BASELINE", "Chunk", "PlanChoice", "SweepResult", "SweepSpec", "sweep"]
