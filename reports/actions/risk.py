"""`hall risk`: the same plan under sick leave, surges and an outage, and the chance that each half-hour is in time."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.actions.loading import plan_of, readme_of, scenario_of
from reports.actions.outcome import Interrupted
from reports.actions.risk_options import NONE
from reports.notation import clock
from reports.record import refuse_foreign
from reports.risk_record import RISK_FILE, Kept, as_object, load, save
from sim.domain.scenario_data import Scenario
from sim.errors import Fault, Place, UsageError
from sim.experiment.chances import TARGET
from sim.experiment.risk import Risk
from sim.experiment.stresses import ILL, OUTAGES, SURGE, OutageTime, Stress, StressKind, stresses
from sim.opening import open_days
from sim.progress import Unwatched, Watch

REPLICATIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskResult:
    """A plan under stresses; those finished if the user stopped it."""

    risk: Risk
    folder: Path | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is."""
        return self.risk.as_is.scenario

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        return as_object(self.risk)


def risk(
    name: str,
    *,
    settings: Sequence[str] = (),
    plan: str | None = None,
    days: int | None = None,
    replications: int = REPLICATIONS,
    seed: int | None = None,
    target: float = TARGET,
    ill: Sequence[float] = ILL,
    surge: Sequence[float] = SURGE,
    outages: Sequence[OutageTime] = OUTAGES,
    workers: int | None = None,
    out: Path | None = None,
    lang: str = "en",
    watch: Watch | None = None,
) -> RiskResult:
    """Simulate a plan (today's, if none is given) under each stress; keep all in `out`, pictures in `lang`.

    Raises
    ------
    Interrupted
        The user stopped it; the stresses finished until then are in it, and in `out`.
    """
    from sim.experiment.risk import risk as simulated

    watch = Unwatched() if watch is None else watch
    refuse_foreign(out, (RISK_FILE,))
    scenario = scenario_of(name, settings)
    planned, count = plan_of(plan, scenario, days)
    _refuse_days(scenario, outages, count)
    wanted = stresses(scenario, ill=ill, surge=surge, outages=outages, days=count)
    found = simulated(
        scenario,
        planned,
        wanted,
        target=target,
        days=count,
        replications=replications,
        seed=seed,
        workers=workers,
        watch=watch,
    )
    if not found.outcomes:
        raise Interrupted
    if out is not None:
        command = _command(name, settings, plan, found, wanted)
        _keep(Kept(risk=found, command=command, assumptions=readme_of(name)), out, lang)
    result = RiskResult(risk=found, folder=out)
    if len(found.outcomes) < len(wanted):
        raise Interrupted(result, None if out is None else str(out))
    return result


def again(folder: Path, into: Path, workers: int | None, watch: Watch) -> None:
    """Simulate the plan of a folder again under the stresses kept there, and write what the command wrote.

    Raises
    ------
    Interrupted
        The user stopped it.
    """
    from sim.experiment.risk import risk as simulated

    kept = load(folder)
    found = simulated(
        kept.scenario,
        kept.plan,
        kept.stresses,
        target=kept.target,
        days=kept.days,
        replications=kept.replications,
        seed=kept.seed,
        workers=workers,
        watch=watch,
    )
    if len(found.outcomes) < len(kept.stresses):
        raise Interrupted
    save(Kept(risk=found, command=kept.command, assumptions=kept.assumptions), into)


def _refuse_days(scenario: Scenario, outages: Sequence[OutageTime], count: int) -> None:
    dates = open_days(scenario, count)
    faults = [
        Fault(code="OUTAGE_DAY", place=Place(file="--outage"), values={"value": one.date, "count": count})
        for one in outages
        if one.date is not None and one.date not in dates
    ]
    if faults:
        raise UsageError(faults)


def _keep(kept: Kept, out: Path, lang: str) -> None:
    """Write tables and pictures, whole or not at all."""
    from reports.risk_pictures import draw
    from sim.files import Staging

    with Staging(out) as folder:
        save(kept, folder)
        draw(kept.risk, folder, lang)


def _command(name: str, settings: Sequence[str], plan: str | None, found: Risk, wanted: Sequence[Stress]) -> str:
    made = found.as_is.runs.provenance
    parts = ["hall", "risk", name, "--days", str(made.days), "--replications", str(len(made.replications))]
    parts += ["--seed", str(made.seed), "--target", f"{found.target:g}"]
    parts += [part for option in settings for part in ("--set", option)]
    parts += [] if plan is None else ["--plan", plan]
    for kind in (StressKind.ILL, StressKind.SURGE, StressKind.OUTAGE):
        for value in [_written(stress) for stress in wanted if stress.kind is kind] or [NONE]:
            parts += [f"--{kind}", value]
    return shlex.join(parts)


def _written(stress: Stress) -> str:
    """Return a stress as its option writes it."""
    if stress.outage is None:
        return f"{stress.value:g}"
    return f"{stress.outage.date}/{clock(stress.outage.from_time)}-{clock(stress.outage.to_time)}"
