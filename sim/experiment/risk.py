"""The risk of a plan: the same plan, kept as it is, when things go wrong, on the customers of the same replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from sim.domain.scenario_data import Scenario
from sim.experiment import chances
from sim.experiment.blocks import Experiment, block
from sim.experiment.estimate import differences, estimates, mean_estimate
from sim.experiment.replicate import replicate
from sim.experiment.results import Estimate, Runs
from sim.experiment.stresses import AS_IS, Stress
from sim.measures.registry import LOST, Unit
from sim.plan.sessions import Plan
from sim.progress import Progress, Unwatched, Watch

MET = "half_hours_met_share"
"""The chance that a half-hour of a zone meets the target (`sim.experiment.chances.met_shares`)."""
OF_HORIZON = (
    "wait_minutes",
    "wait_p90_minutes",
    "wait_longest_minutes",
    "within_target_share",
    MET,
    "lost",
    "overdue_share",
    "overrun_hours",
)
"""What is told of the whole horizon."""
OF_DAY = ("wait_minutes", "within_target_share", MET)
"""What is told of the day of an outage alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A quantity as it is and under a stress, and the difference in pairs."""

    before: Estimate
    after: Estimate
    difference: Estimate


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A plan under a stress.

    Attributes
    ----------
    effects : dict of str to Effect
        Each of `OF_HORIZON`, over all days.
    on_day : dict of str to Effect
        Each of `OF_DAY` on the day of an outage; empty for other stresses.
    chances : frame
        `sim.experiment.chances.chances`; for an outage, on its day.
    """

    stress: Stress
    scenario: Scenario
    runs: Runs
    effects: dict[str, Effect]
    on_day: dict[str, Effect]
    chances: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class Risk:
    """A plan under every stress, as it is first; `target` is the share to be served in time in a half-hour."""

    plan: Plan
    target: float
    outcomes: tuple[Outcome, ...]

    @cached_property
    def as_is(self) -> Outcome:
        """The plan when nothing goes wrong."""
        return self.outcomes[0]

    @cached_property
    def anonymous_share(self) -> float:
        """The share of the plan's sessions without a named officer: nobody can be ill there."""
        officers = pl.concat([self.plan.sessions["officer"], self.plan.desks["officer"]])
        return officers.null_count() / len(officers) if len(officers) else 0.0


def risk(
    scenario: Scenario,
    plan: Plan,
    stresses: Sequence[Stress],
    *,
    target: float = chances.TARGET,
    days: int | None = None,
    replications: int = 20,
    seed: int | None = None,
    workers: int | None = None,
    watch: Watch | None = None,
) -> Risk:
    """Simulate a plan under each stress on the replications of `Experiment.RISK`.

    Officers stay where the plan puts them: whoever is ill is missing, nobody is called in. The scenario as it is comes
    first, whether it is among the stresses or not.

    Parameters
    ----------
    watch : Watch, optional
        If it stops, the result holds the stresses whose replications are complete; perhaps none.
    """
    watch = Unwatched() if watch is None else watch
    ordered = (AS_IS, *(stress for stress in stresses if stress != AS_IS))
    outcomes: list[Outcome] = []
    for number, stress in enumerate(ordered):
        changed = stress.under(scenario)
        runs = replicate(
            changed,
            plan,
            seed=scenario.settings.seed if seed is None else seed,
            replications=block(Experiment.RISK, replications),
            days=days,
            workers=workers,
            watch=_Part(watch, number, len(ordered)),
        )
        if len(runs.provenance.replications) < replications:
            break
        outcomes.append(_outcome(stress, changed, runs, outcomes[0].runs if outcomes else runs, target))
        if watch.stopped():
            break
    return Risk(plan=plan, target=target, outcomes=tuple(outcomes))


class _Part:
    """A watch of one of several equal parts of a piece of work."""

    def __init__(self, watch: Watch, number: int, parts: int) -> None:
        self._watch, self._number, self._parts = watch, number, parts

    def report(self, progress: Progress) -> None:
        """Pass on how far the whole is."""
        done, total = self._number * progress.total + progress.done, self._parts * progress.total
        self._watch.report(Progress(task=progress.task, done=done, total=total, best=progress.best))

    def stopped(self) -> bool:
        """Whether the work should end."""
        return self._watch.stopped()


def _outcome(stress: Stress, scenario: Scenario, runs: Runs, as_is: Runs, target: float) -> Outcome:
    judged = None if stress.day is None else (stress.day,)
    busy = chances.busy(as_is)
    values = [{**_whole(one), MET: chances.met_shares(one, busy, target)} for one in (as_is, runs)]
    days = [] if judged is None else [_of_day(one, busy, target, judged) for one in (as_is, runs)]
    return Outcome(
        stress=stress,
        scenario=scenario,
        runs=runs,
        effects=_effects(as_is, runs) | {name: _effect(name, values[0][name], values[1][name]) for name in values[0]},
        on_day={name: _effect(name, days[0][name], days[1][name]) for name in OF_DAY} if days else {},
        chances=chances.chances(runs, target, among=busy, days=judged),
    )


def _effects(as_is: Runs, runs: Runs) -> dict[str, Effect]:
    before, after, difference = estimates(as_is), estimates(runs), differences(as_is, runs)
    known = [name for name in OF_HORIZON if name in before]
    return {name: Effect(before=before[name], after=after[name], difference=difference[name]) for name in known}


def _whole(runs: Runs) -> dict[str, np.ndarray]:
    return {"lost": np.asarray(sum(runs.values[name] for name in LOST))}


def _of_day(runs: Runs, busy: pl.DataFrame, target: float, days: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Return what is told of some days alone, by replication."""
    sums = (
        runs.half_hours.filter(pl.col("day").is_in(list(days)))
        .group_by("replication", maintain_order=True)
        .agg(pl.col("arrived", "in_time", "tickets", "wait_sum_minutes").sum())
    )
    rows = pl.DataFrame(
        {"replication": runs.provenance.replications}, schema={"replication": sums["replication"].dtype}
    )
    every = rows.join(sums, on="replication", how="left", maintain_order="left")
    return {
        "wait_minutes": _ratio(every, "wait_sum_minutes", "tickets"),
        "within_target_share": _ratio(every, "in_time", "arrived"),
        MET: chances.met_shares(runs, busy, target, days=days),
    }


def _ratio(frame: pl.DataFrame, part: str, whole: str) -> np.ndarray:
    values = frame.select(pl.col(part) / pl.col(whole)).to_series().cast(pl.Float64)
    return values.fill_null(float("nan")).to_numpy()


def _effect(name: str, before: np.ndarray, after: np.ndarray) -> Effect:
    unit = Unit.MINUTES if name.endswith("_minutes") else Unit.SHARE if name.endswith("_share") else Unit.COUNT
    return Effect(
        before=mean_estimate(before, unit),
        after=mean_estimate(after, unit),
        difference=mean_estimate(after - before, unit),
    )
