"""Compile the kernels beforehand: `python -m sim.warm`.

Numba compiles at the first call and keeps the machine code; half a minute that is better spent while setting up.
"""

from __future__ import annotations

from sim.demand import draw
from sim.engine import simulate
from sim.jit import AVAILABLE
from sim.measures.sample import measure
from sim.measures.warnings import warnings
from sim.scenario import load


def warm() -> None:
    """Simulate one day of the shipped hall, which calls every kernel."""
    if AVAILABLE:
        log = simulate(draw(load("huaian"), days=1), engine="compiled")
        measure(log)
        warnings(log)


if __name__ == "__main__":
    warm()
