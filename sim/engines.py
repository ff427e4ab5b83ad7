"""The names of the engines."""

from __future__ import annotations

import importlib.util
from typing import Literal, get_args

Engine = Literal["compiled", "simpy"]
"""Both give the same log, value by value: SimPy's is the definition, the compiled one the workhorse."""
ENGINES: tuple[Engine, ...] = get_args(Engine)
DEFAULT_ENGINE: Engine = "compiled" if importlib.util.find_spec("numba") else "simpy"
"""SimPy's where Numba cannot be had."""
