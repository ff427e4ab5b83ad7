"""Draw the demand of one replication: every random number of it, once."""

from __future__ import annotations

from sim.demand.absences import ill_officers
from sim.demand.arrivals import arrival_instants
from sim.demand.cases import CaseMaker
from sim.demand.columns import Demand
from sim.demand.index import Index
from sim.demand.visits import VisitMaker, draw_uniforms
from sim.domain.scenario_data import Scenario
from sim.opening import arrival_rates
from sim.streams import Streams


def draw(scenario: Scenario, *, seed: int | None = None, replication: int = 0, days: int | None = None) -> Demand:
    """Draw the demand of a replication.

    Parameters
    ----------
    seed : int, optional
        The scenario's own if none is given.
    replication : int
        Different replications are independent; the same one is the same for every plan.
    days : int, optional
        Number of open days, the scenario's horizon if none is given; a longer one begins like a shorter one.
    """
    seed = scenario.settings.seed if seed is None else seed
    streams = Streams(seed, replication)
    index, rates = Index(scenario), arrival_rates(scenario, days)
    uniforms = draw_uniforms(
        arrival_instants(scenario, rates, streams), rates, streams, scenario.settings.customers.attempts
    )
    maker = VisitMaker(index, rates, uniforms)
    visits, stops, tickets = maker.make()
    return Demand(
        scenario=scenario,
        seed=seed,
        replication=replication,
        days=rates.days,
        visits=visits,
        stops=stops,
        tickets=tickets,
        cases=CaseMaker(index, rates, streams).make(visits, stops),
        ill=ill_officers(scenario, len(rates.days), streams),
        no_shows=maker.no_shows,
    )
