"""`hall check`: whether the scenario is valid, and whether its load fits its hall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from reports.actions.loading import scenario_of
from reports.load import HallLoad, hall_load
from sim.domain.scenario_data import Scenario
from sim.errors import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """A valid scenario with its load and what was read with an interpretation."""

    scenario: Scenario
    load: HallLoad

    @property
    def notes(self) -> tuple[Fault, ...]:
        """What was read with a stated interpretation."""
        return self.scenario.notes

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        return {
            "scenario": self.scenario.settings.name,
            "scenario_hash": self.scenario.hash,
            **asdict(self.load),
            "notes": [asdict(note) for note in self.notes],
        }


def check(name: str, settings: Sequence[str] = (), days: int | None = None) -> CheckResult:
    """Validate a scenario and set its load against today's plan."""
    from sim.plan.today import todays_plan

    scenario = scenario_of(name, settings)
    count = scenario.settings.horizon.days if days is None else days
    return CheckResult(scenario=scenario, load=hall_load(scenario, todays_plan(scenario, count), count))
