"""The file of a sweep, TOML: read with every fault at once, its keys tried on the scenario before anything runs.

scenario = "huaian"            name, folder or file; beside this file or as for every command
plans = ["today", "plans/new"] today's plan of each variant, or folders of plans
days = 22                      open days; the scenario's horizon if not given
replications = 10
seed = 1                       the scenario's if not given
baseline = true                variant 0 is the scenario as it is
chunk = 10                     replications that a worker simulates at a time

[[vary]]
key = "arrivals.scale"         one of: values or factors (a grid), between or factor_between (a range)
values = [0.9, 1.0, 1.1]       factors multiply what the scenario has
name_en = "customers"          name_zh, reason likewise; for people

[sample]                       how ranges are sampled
method = "latin"               latin, sobol or random
size = 20
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.domain.scenario_data import Scenario
from sim.errors import InputError, UsageError
from sim.experiment.blocks import BLOCK
from sim.experiment.sweep.design import count, variants
from sim.experiment.sweep.fields import Fields
from sim.experiment.sweep.spec import CHUNK, TODAY_LABEL, PlanChoice, SweepSpec
from sim.experiment.sweep.varied import is_whole, read_factors, read_sample
from sim.plan import folder as plan_folder
from sim.plan.sessions import Plan
from sim.scenario import load
from sim.scenario.toml_file import LARGEST_TOML, parse
from sim.tables.read import read_bytes
from sim.tables.table import shown

TOP = ("scenario", "plans", "days", "replications", "seed", "baseline", "chunk", "vary", "sample")
LARGEST_DAYS, LARGEST_SEED = 400, 2**63 - 1
MOST_SIMULATIONS = 200_000
SECONDS_PER_DAY = 0.03
"""What simulating a day of a large hall takes a processor, preparation included."""


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What has been read of a file so far; None where it is at fault."""

    top: Fields
    folder: Path
    scenario: Scenario | None = None


def read_spec(path: str | Path) -> SweepSpec:
    """Return the sweep of a file.

    Raises
    ------
    UsageError
        With every fault of the file, of its scenario and plans, and of keys and values that the scenario refuses.
    """
    path = Path(path)
    top = _top(path)
    reading = _Reading(top=top, folder=path.resolve().parent)
    top.only(TOP)
    reading.scenario = _scenario(reading)
    factors = read_factors(top, reading.scenario)
    sample = read_sample(top, factors)
    days = None if "days" not in top.values else top.whole("days", 1, 1, LARGEST_DAYS)
    plans = _plans(reading, days)
    replications = top.whole("replications", 10, 1, BLOCK)
    seed = None if "seed" not in top.values else top.whole("seed", 0, 0, LARGEST_SEED)
    chunk, baseline = top.whole("chunk", CHUNK, 1, BLOCK), top.truth("baseline", default=True)
    scenario = reading.scenario
    if scenario is None or top.faults:
        raise UsageError(sorted(top.faults, key=lambda fault: (fault.place.file != top.file, fault.place.row or 0)))
    assert replications is not None
    assert chunk is not None
    used = _days(scenario, plans) if days is None else days
    _not_too_many(top, (count(factors, sample) + baseline) * len(plans), replications, used)
    seed = scenario.settings.seed if seed is None else seed
    made = variants(factors, sample, seed, whole=[is_whole(f, scenario) for f in factors], baseline=baseline)
    return SweepSpec(
        scenario=scenario,
        factors=factors,
        variants=made,
        plans=tuple(plans),
        days=used,
        replications=replications,
        seed=seed,
        chunk=chunk,
    )


def _top(path: Path) -> Fields:
    file = path.name or shown(str(path))
    try:
        values, lines, _ = parse(read_bytes(path, file, LARGEST_TOML), file)
    except InputError as error:
        raise UsageError(error.faults) from None
    return Fields(file=file, lines=lines, faults=[], values=values)


def _scenario(reading: _Reading) -> Scenario | None:
    name = reading.top.text("scenario", None)
    if name is None:
        return None
    beside = reading.folder / name
    try:
        return load(beside if beside.exists() else name)
    except InputError as error:
        reading.top.faults += error.faults
        return None


def _plans(reading: _Reading, days: int | None) -> list[PlanChoice]:
    labels = reading.top.texts("plans", [TODAY_LABEL])
    return [choice for label in labels if (choice := _plan(reading, label, days)) is not None]


def _plan(reading: _Reading, label: str, days: int | None) -> PlanChoice | None:
    """Read a plan, for the scenario as it is; a variant that it does not fit fails when its turn comes."""
    if label == TODAY_LABEL:
        return PlanChoice()
    if reading.scenario is None:
        return None
    try:
        plan = plan_folder.load(reading.folder / label, reading.scenario)
    except InputError as error:
        reading.top.faults += error.faults
        return None
    if days is not None and days > covered(plan):
        reading.top.fault("SWEEP_PLAN_TOO_SHORT", "days", value=days, limit=covered(plan), plan=shown(label))
    return PlanChoice(label=label, plan=plan)


def covered(plan: Plan) -> int:
    """Return how many days a plan covers."""
    return max((int(str(frame["day"].max())) + 1 for frame in (plan.sessions, plan.desks) if len(frame)), default=0)


def _days(scenario: Scenario, plans: list[PlanChoice]) -> int:
    """Return the scenario's horizon, or less if a plan is shorter."""
    return min(scenario.settings.horizon.days, *(covered(p.plan) for p in plans if p.plan is not None), LARGEST_DAYS)


def _not_too_many(top: Fields, groups: int, replications: int, days: int) -> None:
    simulations = groups * replications
    if simulations > MOST_SIMULATIONS:
        hours = f"{simulations * days * SECONDS_PER_DAY / 3600:,.0f}"
        values = {"value": simulations, "limit": MOST_SIMULATIONS, "days": days, "hours": hours}
        top.fault("SWEEP_TOO_LARGE", "replications", **values)
        raise UsageError(top.faults)
