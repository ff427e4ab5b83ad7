"""Draw the demand of one replication: every random number of it, once."""

from __future__ import annotations

from sim.demand.absences import ill_officers
from sim.demand.arrivals import arrival_instants, day_factors
from sim.demand.cases import draw_cases
from sim.demand.columns import Demand
from sim.demand.prepared import prepare
from sim.demand.projects import instances, projects_of
from sim.demand.tickets import TicketMaker
from sim.demand.visits import draw_visits, lay_stops, no_shows, stops_of, visits_of
from sim.domain.scenario_data import Scenario
from sim.streams import Purpose, Streams


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
    prepared = prepare(scenario, days)
    factors = day_factors(prepared.settings.arrivals, prepared.row_numbers, len(prepared.days), streams)
    counts, instants = arrival_instants(
        prepared.rates, factors.ravel(), prepared.arrival_lines, streams, Purpose.ARRIVALS
    )
    drawn, count = draw_visits(prepared, counts, instants, streams)
    stops = lay_stops(prepared, drawn, count)
    tickets = TicketMaker(prepared, drawn, count, stops, streams).make()
    begun = instances(prepared.projects, prepared.first_project_row, drawn, count)
    cases = draw_cases(prepared, stops, drawn, begun, streams)
    return Demand(
        scenario=scenario,
        seed=seed,
        replication=replication,
        days=prepared.days,
        visits=visits_of(drawn, count, prepared.settings.customers.attempts),
        stops=stops_of(stops),
        tickets=tickets,
        cases=cases,
        projects=projects_of(prepared.projects, begun, drawn, cases),
        ill=ill_officers(prepared, streams),
        no_shows=no_shows(prepared, counts, drawn, count),
        catalogue=prepared.casework.order,
    )
