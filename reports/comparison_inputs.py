"""What differs in the input of a comparison's candidates, beside what differs in the outcome."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from reports.comparison import Compared
from reports.input_differences import DifferenceRow, input_rows, plan_rows
from reports.names import Names
from sim.plan.difference import PlanDifference, plan_differences
from sim.scenario.difference import InputDifference, input_differences


def difference_rows(compared: Compared, name: str, lang: str) -> list[DifferenceRow]:
    """Return how a candidate's scenario and plan differ from the first's."""
    inputs, plans = _differences(compared, name)
    return [*input_rows(inputs, lang), *plan_rows(plans, Names(compared.scenario(compared.first), lang))]


def inputs_json(compared: Compared) -> dict[str, Any]:
    """Return the same for `--json`, by candidate."""
    found = {name: _differences(compared, name) for name in compared.names[1:]}
    return {
        name: {"scenario": [one.plain() for one in inputs], "plan": [asdict(one) for one in plans]}
        for name, (inputs, plans) in found.items()
    }


def _differences(compared: Compared, name: str) -> tuple[tuple[InputDifference, ...], tuple[PlanDifference, ...]]:
    first = compared.first
    return (
        input_differences(compared.scenario(first), compared.scenario(name)),
        plan_differences(compared.plan(first), compared.plan(name)),
    )
