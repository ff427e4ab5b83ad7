"""Experiments: replications, estimates with their intervals, comparisons in pairs, and what is built on them.

Risk, spread, equity, sensitivity and sweeps stand in modules of their own names.
"""

from sim.experiment.candidates import Candidate, Candidates
from sim.experiment.compare import Comparison, comparison
from sim.experiment.estimate import differences, estimates, mean_estimate
from sim.experiment.factors import Factor, Variant
from sim.experiment.precision import Precision, compare_until, replicate_until
from sim.experiment.replicate import replicate
from sim.experiment.results import Estimate, Provenance, Runs
from sim.experiment.selection import Selection, select_best, select_candidate

__all__ = [
    "Candidate",
    "Candidates",
    "Comparison",
    "Estimate",
    "Factor",
    "Precision",
    "Provenance",
    "Runs",
    "Selection",
    "Variant",
    "compare_until",
    "comparison",
    "differences",
    "estimates",
    "mean_estimate",
    "replicate",
    "replicate_until",
    "select_best",
    "select_candidate",
]
