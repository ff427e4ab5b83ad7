"""Small halls with every feature at once: whatever happens, no identity breaks."""

from __future__ import annotations

import pytest

import random_halls
from sim.engine import simulate
from sim.engines import ENGINES, Engine
from sim.measures.sample import measure


@pytest.mark.parametrize("engine", ENGINES)
def test_no_identity_breaks_and_a_run_repeats_exactly(engine: Engine) -> None:
    def check(case: random_halls.Case) -> None:
        for demand, same in zip(case.demands(), case.demands(), strict=True):
            log, again = simulate(demand, case.plan, engine), simulate(same, case.plan, engine)
            measure(log)
            assert log.tickets_digest() == again.tickets_digest()
            assert log.cases_digest() == again.cases_digest()

    random_halls.try_cases(50, 1000, check)
