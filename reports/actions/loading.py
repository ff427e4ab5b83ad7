"""Scenarios and plans as the commands name them: `huaian`, `huaian@PLAN`, and single settings overridden."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli_w

from reports.record import ASSUMPTIONS_FILE
from sim.domain.scenario_data import Scenario
from sim.errors import Fault, Place, ScenarioError, UsageError
from sim.opening import open_days
from sim.plan.sessions import Plan
from sim.tables.table import shown

MAIN = "scenario.toml"
SET = "--set"


def scenario_of(name: str, settings: Sequence[str] = ()) -> Scenario:
    """Load a scenario and override settings, each written `dotted.key=value` with the value as in TOML.

    Raises
    ------
    ScenarioError
        With every fault, those of the overridden settings named by their option.
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


def _overridden(scenario: Scenario, settings: Sequence[str]) -> Scenario:
    """Write the scenario out, change its settings and load it again: every rule is checked as for a file."""
    from sim.scenario import load, save

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "scenario"
        save(scenario, folder)
        values = tomllib.loads((folder / MAIN).read_text(encoding="utf-8"))
        options = {key: option for option in settings for key in _put(values, option)}
        (folder / MAIN).write_text(tomli_w.dumps(values), encoding="utf-8")
        try:
            changed = load(folder)
        except ScenarioError as error:
            raise ScenarioError([_named(fault, options) for fault in error.faults]) from None
    return replace(changed, notes=(*scenario.notes, *changed.notes))


def _put(values: dict[str, Any], option: str) -> list[str]:
    """Put one `key=value` into nested settings; return the keys by which a fault may name it."""
    key, equals, raw = option.partition("=")
    parts = [part.strip() for part in key.split(".")]
    if not equals or not all(parts):
        raise UsageError([Fault(code="SET_FORMAT", place=Place(file=SET), values={"value": shown(option)})])
    section = values
    for part in parts[:-1]:
        inner = section.setdefault(part, {})
        if not isinstance(inner, dict):
            raise UsageError(
                [Fault(code="SET_FORMAT", place=Place(file=SET, key=key), values={"value": shown(option)})]
            )
        section = inner
    section[parts[-1]] = _value(raw.strip())
    return [parts[-1], *(".".join(parts[:n]) for n in range(1, len(parts) + 1))]


def _value(raw: str) -> object:
    """Read a value as TOML does; what TOML does not know is text."""
    try:
        return tomllib.loads(f"value = {raw}")["value"]
    except tomllib.TOMLDecodeError:
        return raw


def _named(fault: Fault, options: dict[str, str]) -> Fault:
    """Let a fault in an overridden setting say the option instead of a file."""
    last = (fault.place.key or "").split(".")[-1]
    option = options.get(fault.place.key or "", options.get(last))
    return fault if option is None else replace(fault, place=Place(file=f"{SET} {option}", key=fault.place.key))
