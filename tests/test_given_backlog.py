"""The given backlog."""

import halls
from sim.demand import draw
from sim.domain.casework import BacklogRow, Step
from sim.domain.policy import CaseSettings
from sim.domain.scenario_data import Scenario
from sim.domain.units import ItemKind, StepKind
from sim.engine import simulate
from sim.plan.sessions import Plan


def test_a_case_of_the_given_backlog_is_open_when_the_horizon_begins() -> None:
    sc = Scenario(
        settings=halls.settings(5, open_at=540, close=1020, cases=CaseSettings(backlog="given")),
        zones=(halls.zone(),),
        departments=(halls.department(),),
        queues=(halls.queue(),),
        windows=(halls.window(1),),
        items=(halls.item(kind=ItemKind.LICENCE, promised_days=8),),
        steps=(
            Step(
                id="t",
                item="i",
                position=1,
                kind=StepKind.WAIT,
                days=2,
                name_en="t",
                name_zh="t",
                department="d",
                origin="x",
            ),
        ),
        backlog=(BacklogRow(id="b", item="i", age_days=5, position=1, count=3, origin="x"),),
    )
    log = simulate(draw(sc), Plan.of([]))
    assert (log.columns.case_closed > 0).all()
