"""A study: a design simulated, and every output of it analysed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.experiment.factors import Variant
from sim.experiment.sensitivity import morris, sobol, tornado
from sim.experiment.sensitivity.design import Design, Method
from sim.experiment.sensitivity.output import Output

Analysis = tornado.Tornado | morris.Morris | sobol.Sobol
Evaluate = Callable[[Sequence[Variant]], Mapping[Output, np.ndarray]]
"""Simulates variants: each output as an array of shape (variants, replications)."""


class NoValue(ValueError):
    """No output has a value in every replication, so that variants cannot be told apart."""

    def __init__(self, measures: tuple[str, ...]) -> None:
        self.measures = measures
        super().__init__(", ".join(measures))


@dataclass(frozen=True, eq=False, kw_only=True)
class Study:
    """A design, what was simulated (variants, replications), and what it says, by output.

    Attributes
    ----------
    absent : tuple of Output
        Outputs that have no value in some replication; they are not analysed.
    """

    design: Design
    values: Mapping[Output, np.ndarray]
    analyses: Mapping[Output, Analysis]
    absent: tuple[Output, ...] = ()


def study(design: Design, evaluate: Evaluate) -> Study:
    """Simulate a design and analyse each output.

    Raises
    ------
    NoValue
        No output has a value in every replication.
    """
    values = evaluate(design.variants)
    absent = tuple(output for output, found in values.items() if np.isnan(found).any())
    if len(absent) == len(values):
        raise NoValue(tuple(dict.fromkeys(output.measure for output in absent)))
    return Study(
        design=design,
        values=values,
        analyses={o: _analysis(design, o, found) for o, found in values.items() if o not in absent},
        absent=absent,
    )


def _analysis(design: Design, output: Output, values: np.ndarray) -> Analysis:
    match design.method:
        case Method.TORNADO:
            return tornado.analyse(design, values, output.unit)
        case Method.MORRIS:
            return morris.analyse(design, values)
        case Method.SOBOL:
            return sobol.analyse(design, values)
