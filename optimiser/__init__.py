"""A better plan: who works when, at which window, and why it cannot be had when it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimiser.optimisation import optimise
    from optimiser.result import Result

__all__ = ["Result", "optimise"]


def __getattr__(name: str) -> object:
    """Load what is asked for when it is asked for: the solver takes a while to import."""
    import importlib

    homes = {"Result": "optimiser.result", "optimise": "optimiser.optimisation"}
    if name not in homes:
        raise AttributeError(f"module 'optimiser' has no attribute {name!r}")
    return getattr(importlib.import_module(homes[name]), name)
