"""A scenario with single values changed: one key set or multiplied, checked like a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.domain.scenario_data import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change: `key` gets `value`, or is multiplied by it."""

    key: str
    value: object
    multiply: bool = False


def vary(scenario: Scenario, edits: Sequence[Edit]) -> Scenario:
    """Return the scenario with the edits made, validated as if it had been written so.

    Raises
    ------
    ScenarioError
        A key does not exist or a value breaks a rule; every fault at once, each named by its key.
    """
    raise NotImplementedError
