"""Simulate a public service hall: scenario → demand → (with a plan) log → measures.

`sim.load`, `sim.draw`, `sim.simulate` and `sim.todays_plan` are handed on from where they live, when first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.demand import draw
    from sim.engine import simulate
    from sim.experiment import replicate
    from sim.plan.today import todays_plan
    from sim.scenario import load

__all__ = ["draw", "load", "replicate", "simulate", "todays_plan"]

_HOME = {
    "draw": "sim.demand",
    "load": "sim.scenario",
    "replicate": "sim.experiment",
    "simulate": "sim.engine",
    "todays_plan": "sim.plan.today",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # whatever the name stands for
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
