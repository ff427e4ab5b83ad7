"""Ctrl-C belongs to whoever called the optimiser, not to CP-SAT."""

from __future__ import annotations

import os
import signal
import time
from types import FrameType

from ortools.sat.python import cp_model

from optimiser import solver


def test_ctrl_c_during_a_search_reaches_the_callers_handler() -> None:
    heard: list[int] = []

    def hear(number: int, _: FrameType | None) -> None:
        heard.append(number)

    class Interrupting(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    model = cp_model.CpModel()
    model.maximize(model.new_int_var(0, 3, ""))
    limit = solver.Limit(
        until=time.monotonic() + 5, seconds=5, workers=1, seed=1, reproducible=False, stopped=lambda: False
    )
    former = signal.signal(signal.SIGINT, hear)
    try:
        solver._search(limit, 5.0).solve(model, Interrupting())
    finally:
        signal.signal(signal.SIGINT, former)
    assert signal.SIGINT in heard
