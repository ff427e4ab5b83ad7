"""The hash that names a scenario: over every value, not over the notation of the files."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pydantic import TypeAdapter

from sim.domain.scenario_data import Scenario
from sim.files import canonical_json, sha256


def scenario_hash(scenario: Scenario) -> str:
    """Return the SHA-256 over all settings and tables in canonical order."""
    bare = replace(scenario, hash="", notes=())
    return sha256(canonical_json(_adapter().dump_python(bare, mode="json")))


@cache
def _adapter() -> TypeAdapter[Scenario]:
    return TypeAdapter(Scenario)
