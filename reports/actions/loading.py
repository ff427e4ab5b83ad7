"""Scenarios and plans as the commands name them: `huaian`, `huaian@PLAN`, and single values overridden."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from reports.record import ASSUMPTIONS_FILE
from sim.domain.scenario_data import Scenario
from sim.errors import Fault, Place, ScenarioError, UsageError
from sim.opening import open_days
from sim.plan.sessions import Plan
from sim.scenario.keys import assignment
from sim.scenario.vary import Edit, vary
from sim.tables.table import shown

SET = "--set"


def scenario_of(name: str, settings: Sequence[str] = ()) -> Scenario:
    """Load a scenario and override values: `KEY=VALUE` with the value as in TOML, or `KEY*=FACTOR`.

    `sim.scenario.keys` has the grammar of keys.

    Raises
    ------
    ScenarioError
        With every fault, those of the overridden values named by their option.
    """
    from sim.scenario import load

    scenario = load(name)
    return _overridden(scenario, settings) if settings else scenario


def plan_of(folder: str | None, scenario: Scenario, days: int | None) -> tuple[Plan, int]:
    """Return the plan of a folder, or today's, and the days: as many as asked for, else those the plan covers."""
    from sim.plan import folder as plan_folder
    from sim.plan.today import todays_plan

    horizon = scenario.settings.horizon.days
    if folder is None:
        asked = horizon if days is None else days
        return todays_plan(scenario, asked), asked
    plan = plan_folder.load(Path(folder), scenario)
    covered = max((int(str(frame["day"].max())) + 1 for frame in (plan.sessions, plan.desks) if len(frame)), default=0)
    if days is not None and days > covered:
        place = Place(file="--days")
        raise UsageError(
            [
                Fault(
                    code="PLAN_TOO_SHORT",
                    place=place,
                    values={"value": days, "limit": covered, "plan": shown(folder)},
                )
            ]
        )
    return plan, min(covered, len(open_days(scenario, covered))) if days is None else days


def readme_of(name: str) -> str:
    """Return the README beside a scenario (that of its hall for a what-if); empty if there is none."""
    from sim.scenario.source import hall_folder, locate

    folder = hall_folder(locate(name))
    for file in (folder / "README.md", folder.parent / ASSUMPTIONS_FILE) if folder else ():
        if file.is_file():
            return file.read_text(encoding="utf-8", errors="replace")
    return ""


def _overridden(scenario: Scenario, options: Sequence[str]) -> Scenario:
    edits = {option: _edit(option) for option in options}
    try:
        return vary(scenario, list(edits.values()))
    except ScenarioError as error:
        raise ScenarioError([_named(fault, edits) for fault in error.faults]) from None


def _edit(option: str) -> Edit:
    found = assignment(option)
    if found is None:
        raise UsageError([Fault(code="SET_FORMAT", place=Place(file=SET), values={"value": shown(option)})])
    key, multiply, raw = found
    return Edit(key=key, value=_value(raw), multiply=multiply)


def _value(raw: str) -> object:
    """Read a value as TOML does; what TOML does not know is text."""
    try:
        return tomllib.loads(f"value = {raw}")["value"]
    except tomllib.TOMLDecodeError:
        return raw


def _named(fault: Fault, edits: Mapping[str, Edit]) -> Fault:
    """Let a fault in what an option changed, in all of it or in a part, say the option instead of a file."""
    at = fault.place.key or ""
    for option, edit in edits.items():
        if any(f"{long}.".startswith((f"{short}.", f"{short}[")) for long, short in ((at, edit.key), (edit.key, at))):
            return replace(fault, place=Place(file=f"{SET} {option}", key=at))
    return fault
