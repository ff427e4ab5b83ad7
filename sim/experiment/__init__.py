"""Experiments: replications, estimates with their intervals, comparisons in pairs."""

from sim.experiment.estimate import differences, estimates, mean_estimate
from sim.experiment.replicate import replicate
from sim.experiment.results import Estimate, Provenance, Runs

__all__ = ["Estimate", "Provenance", "Runs", "differences", "estimates", "mean_estimate", "replicate"]
