"""`hall compare`: which of several scenarios or plans is best and with what confidence, if they can be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reports.actions.loading import plan_of, scenario_of
from reports.actions.outcome import Interrupted
from reports.breakdown import Change
from reports.intervals import chance_of_order
from reports.notation import show
from reports.tables import as_json, lower_is_better, measure_name
from sim.errors import Fault, Place, UsageError
from sim.experiment.results import Estimate, Runs
from sim.progress import Unwatched, Watch
from sim.words import text

REPLICATIONS = 10
ENOUGH = 0.95
BY = "wait_minutes"
PLAN_MARK = "@"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareResult:
    """Measures of every candidate, paired differences against the first, and the verdict on one measure."""

    scenarios: tuple[str, ...]
    days: int
    replications: int
    seed: int
    measures: dict[str, dict[str, Estimate]]
    differences: dict[str, dict[str, Estimate]]
    by: str
    best: str | None
    leader: str
    confidence: float | None
    sentence: str

    @property
    def lower(self) -> dict[str, bool | None]:
        """Whether less is better, by measure."""
        return lower_is_better()

    def change(self, measure: str, name: str) -> Change:
        """Return a candidate's measure beside the first candidate's."""
        found = self.measures[measure]
        return Change(before=found[self.scenarios[0]], after=found[name], difference=self.differences[measure][name])

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        return {
            "scenarios": list(self.scenarios),
            "measures": {m: {s: as_json(e) for s, e in found.items()} for m, found in self.measures.items()},
            "differences": {m: {s: as_json(e) for s, e in found.items()} for m, found in self.differences.items()},
            "by": self.by,
            "best": self.best,
            "confidence": self.confidence,
            "sentence": self.sentence,
            "days": self.days,
            "replications": self.replications,
            "seed": self.seed,
        }


def compare(
    names: Sequence[str],
    *,
    settings: Sequence[str] = (),
    days: int | None = None,
    replications: int = REPLICATIONS,
    seed: int | None = None,
    by: str = BY,
    workers: int | None = None,
    lang: str = "en",
    watch: Watch | None = None,
) -> CompareResult:
    """Simulate each candidate, `SCENARIO` or `SCENARIO@PLAN`, on common random numbers and compare in pairs."""
    from sim.experiment import differences, estimates, replicate

    watch = Unwatched() if watch is None else watch
    _refuse(names, by)
    parted = [name.partition(PLAN_MARK) for name in names]
    scenarios = [scenario_of(scenario, settings) for scenario, _, _ in parted]
    plans = [plan_of(plan or None, s, days) for (_, _, plan), s in zip(parted, scenarios, strict=True)]
    count = min(covered for _, covered in plans)
    used = scenarios[0].settings.seed if seed is None else seed
    runs: dict[str, Runs] = {}
    for name, scenario, (plan, _) in zip(names, scenarios, plans, strict=True):
        runs[name] = replicate(
            scenario, plan, seed=used, replications=replications, days=count, workers=workers, watch=watch
        )
        if watch.stopped():
            raise Interrupted
    first = names[0]
    by_name = {name: estimates(r) for name, r in runs.items()}
    between = {name: differences(runs[first], runs[name]) for name in names[1:]}
    leader, confidence = _best(runs, by)
    best = leader if confidence is not None and confidence >= ENOUGH else None
    return CompareResult(
        scenarios=tuple(names),
        days=count,
        replications=replications,
        seed=used,
        measures={m: {n: found[m] for n, found in by_name.items()} for m in by_name[first]},
        differences={m: {n: found[m] for n, found in between.items()} for m in by_name[first]},
        by=by,
        best=best,
        leader=leader,
        confidence=confidence,
        sentence=_sentence(by, leader, best, confidence, lang),
    )


def _refuse(names: Sequence[str], by: str) -> None:
    known = [name for name, lower in lower_is_better().items() if lower is not None]
    faults = []
    if len(names) < 2:
        faults.append(Fault(code="TWO_NEEDED", place=Place(file="compare"), values={"value": ", ".join(names)}))
    twice = sorted({name for name in names if list(names).count(name) > 1})
    faults += [Fault(code="SAME_TWICE", place=Place(file="compare"), values={"value": name}) for name in twice]
    if by not in known:
        faults.append(
            Fault(code="BAD_CHOICE", place=Place(file="--by"), values={"value": by, "choices": ", ".join(known)})
        )
    if faults:
        raise UsageError(faults)


def _best(runs: dict[str, Runs], by: str) -> tuple[str, float | None]:
    """Return the leader in the mean and a lower bound of the confidence in it (Bonferroni over its rivals)."""
    lower = lower_is_better()[by] is True
    means = {name: _mean(r.values[by]) for name, r in runs.items()}
    leader = (min if lower else max)(means, key=lambda name: means[name])
    rivals = [r.values[by] for name, r in runs.items() if name != leader]
    own = runs[leader].values[by]
    if np.isfinite(own).sum() < 2:
        return leader, None
    return leader, max(0.0, 1 - sum(1 - chance_of_order(own, rival, lower_is_better=lower) for rival in rivals))


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("inf")


def _sentence(by: str, leader: str, best: str | None, confidence: float | None, lang: str) -> str:
    key = "single" if confidence is None else "unclear" if best is None else "best"
    return text(
        f"cli.compare.{key}",
        lang,
        measure=measure_name(by, lang),
        best=leader,
        confidence=_confidence(confidence),
    )


def _confidence(confidence: float | None) -> str:
    if confidence is not None and confidence > 0.999:
        return "99.9 %"
    return show(confidence, "share")
