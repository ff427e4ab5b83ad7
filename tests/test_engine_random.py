"""Small halls with every feature at once: whatever happens, no identity breaks."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

import random_halls
from sim.demand import draw
from sim.domain.scenario_data import Scenario
from sim.engine import simulate
from sim.measures.sample import measure
from sim.plan.sessions import Plan


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_halls.halls_and_plans())
def test_no_identity_breaks_and_a_run_repeats_exactly(case: tuple[Scenario, Plan, int]) -> None:
    scenario, plan, seed = case
    demand = draw(scenario, seed=seed)
    log = simulate(demand, plan)
    measure(log)
    again = simulate(draw(scenario, seed=seed), plan)
    assert log.tickets_digest() == again.tickets_digest()
    assert log.cases_digest() == again.cases_digest()
