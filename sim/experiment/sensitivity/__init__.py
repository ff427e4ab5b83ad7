"""Sensitivity: which of a scenario's numbers its results hang on.

A design says at which values of the factors to simulate, an analysis what the outputs found there say of each factor.
Designs and indices are SALib's; what is ours is the paired differences, and how large the noise of the simulation is
beside the effects.
"""

from sim.experiment.sensitivity.design import Design, Method, design
from sim.experiment.sensitivity.morris import ElementaryEffect, Morris
from sim.experiment.sensitivity.output import Output
from sim.experiment.sensitivity.simulation import Side, Simulation, check_factors
from sim.experiment.sensitivity.sobol import Sobol, SobolIndex
from sim.experiment.sensitivity.study import Analysis, NoValue, Study, study
from sim.experiment.sensitivity.tornado import Bar, Tornado

__all__ = [
    "Analysis",
    "Bar",
    "Design",
    "ElementaryEffect",
    "Method",
    "Morris",
    "NoValue",
    "Output",
    "Side",
    "Simulation",
    "Sobol",
    "SobolIndex",
    "Study",
    "Tornado",
    "check_factors",
    "design",
    "study",
]
