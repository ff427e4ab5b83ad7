"""The whole way from a name or path to a validated scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.domain.scenario_data import Scenario
from sim.errors import InputError, Place, ScenarioError
from sim.scenario.checks import check
from sim.scenario.draft import Draft, DraftRow
from sim.scenario.extend import read_extended
from sim.scenario.identity import scenario_hash
from sim.scenario.schema import REQUIRED_TABLES, TABLES
from sim.scenario.source import locate
from sim.scenario.validate import validated_settings, validated_table


def load(name_or_path: str | Path) -> Scenario:
    """Load a scenario: a shipped one by name (`huaian`, `huaian/whatif/NAME`), a folder, or a TOML file.

    Raises
    ------
    ScenarioError
        With every fault found, each with its place, value and rule.
    """
    try:
        draft = read_extended(locate(name_or_path))
    except InputError as error:
        raise ScenarioError(error.faults) from None
    return validated(draft)


def validated(draft: Draft, known: Mapping[str, list[tuple[DraftRow, Any]]] | None = None) -> Scenario:
    """Return the scenario of a draft; the rows of tables that are `known` to be valid are taken as they are.

    Raises
    ------
    ScenarioError
        With every fault found.
    """
    known = known or {}
    settings = None if draft.unread >= TABLES.keys() and not draft.settings else validated_settings(draft)
    rows = {name: known[name] if name in known else validated_table(name, draft) for name in TABLES}
    for name in REQUIRED_TABLES:
        if not draft.tables.get(name) and name not in draft.unread:
            draft.fault("MISSING_TABLE", Place(file=draft.file), value=name)
    check(settings, rows, draft)
    if draft.faults or settings is None:
        raise ScenarioError(draft.faults)
    tables: dict[str, Any] = {
        name: tuple(sorted((made for _, made in found), key=_by_id)) for name, found in rows.items()
    }
    scenario = Scenario(settings=settings, **tables, notes=tuple(draft.notes))
    return replace(scenario, hash=scenario_hash(scenario))


def _by_id(row: Any) -> Any:  # noqa: ANN401
    return row.id
