"""`hall compare`: which of several scenarios or plans is best, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.actions import compare_options
from reports.actions.loading import plan_of, readme_of, scenario_of
from reports.actions.options import Checker
from reports.actions.outcome import Interrupted, Stage
from reports.comparison import Asked, Compared, differences_of, measures_of
from reports.comparison_files import OURS, write
from reports.comparison_json import as_json
from reports.comparison_request import Request
from reports.equity import equity
from reports.record import refuse_foreign
from sim.experiment.blocks import Experiment, block
from sim.experiment.candidates import Candidate, Candidates, Stopped
from sim.experiment.compare import Comparison, comparison
from sim.experiment.precision import Precision, compare_until
from sim.experiment.results import Runs
from sim.experiment.selection import Selection, select_candidate
from sim.progress import Unwatched, Watch

PLAN_MARK = "@"


@dataclass(frozen=True, eq=False, kw_only=True)
class CompareResult:
    """A comparison, and the folder that keeps it."""

    compared: Compared
    folder: Path | None = None

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        return as_json(self.compared)


def compare(
    request: Request, *, workers: int | None = None, out: Path | None = None, watch: Watch | None = None
) -> CompareResult:
    """Simulate each candidate on common random numbers, compare in pairs, and keep the result in `out`.

    Raises
    ------
    UsageError
        With every fault of the request.
    Interrupted
        The user stopped it; nothing is kept.
    """
    checker = Checker()
    compare_options.check(checker, request)
    checker.done()
    refuse_foreign(out, OURS)
    candidates, days = load(request)
    seed = candidates[0].scenario.settings.seed if request.seed is None else request.seed
    found = experiment(request, candidates, days, seed=seed, workers=workers, watch=watch)
    if out is not None:
        readmes = [readme_of(name.partition(PLAN_MARK)[0]) for name in request.names]
        write(found, out, readmes)
    return CompareResult(compared=found, folder=out)


def load(request: Request) -> tuple[tuple[Candidate, ...], int]:
    """Return the candidates with their plans, and the days that all of them cover."""
    parted = [name.partition(PLAN_MARK) for name in request.names]
    scenarios = [scenario_of(scenario, request.settings) for scenario, _, _ in parted]
    plans = [plan_of(plan or None, s, request.days) for (_, _, plan), s in zip(parted, scenarios, strict=True)]
    candidates = tuple(
        Candidate(name=name, scenario=scenario, plan=plan)
        for name, scenario, (plan, _) in zip(request.names, scenarios, plans, strict=True)
    )
    return candidates, min(covered for _, covered in plans)


def experiment(
    request: Request,
    candidates: Sequence[Candidate],
    days: int,
    *,
    seed: int,
    workers: int | None = None,
    watch: Watch | None = None,
) -> Compared:
    """Select if that is asked, then compare on fresh demand.

    Raises
    ------
    Interrupted
        The user stopped it.
    """
    watch = Unwatched() if watch is None else watch

    def pool(of: Sequence[Candidate], told: Watch) -> Candidates:
        return Candidates(of, seed=seed, days=days, workers=workers, watch=told)

    try:
        selection, selected = _select(request, pool(candidates, Stage(watch, "selecting")))
        finalists = _finalists(candidates, selection)
        runs, found, asked = _compare(request, pool(finalists, watch))
    except Stopped:
        raise Interrupted from None
    measures = measures_of(runs)
    first = found.names[0]
    return Compared(
        request=request,
        candidates=tuple(candidates),
        days=days,
        seed=seed,
        runs=runs,
        comparison=found,
        precision=asked,
        selection=selection,
        selected=selected,
        measures=measures,
        differences=differences_of(runs, measures),
        equity={name: equity(runs[first], runs[name]) for name in found.names[1:]},
    )


def _select(request: Request, pool: Candidates) -> tuple[Selection | None, Mapping[str, Runs]]:
    """Select on replications of their own, so that the winner's luck there does not flatter it afterwards."""
    if request.matters is None:
        return None, {}
    numbers = block(Experiment.SELECT, request.most)
    found = select_candidate(
        pool, request.by, indifference=request.matters, start=request.replications, numbers=numbers
    )
    return found, pool.runs


def _finalists(candidates: Sequence[Candidate], selection: Selection | None) -> list[Candidate]:
    """Return who is compared: all, or the first and the survivors, or the first and its closest rival."""
    if selection is None:
        return list(candidates)
    first = candidates[0].name
    kept = {first, *selection.survivors}
    if len(kept) == 1:
        kept.add(min(selection.differences, key=lambda name: abs(selection.differences[name].mean)))
    return [one for one in candidates if one.name in kept]


def _compare(request: Request, pool: Candidates) -> tuple[Mapping[str, Runs], Comparison, Asked | None]:
    if not request.until_precise:
        runs = pool.extend_all(block(Experiment.COMPARE, request.replications))
        return runs, comparison(runs, request.by), None
    wanted = Precision(
        relative=request.precision or 0.0, floor=request.floor, start=request.replications, most=request.most
    )
    found = compare_until(pool, wanted, request.by)
    return found.runs, found.comparison, Asked(target=found.target, reached=found.reached)
