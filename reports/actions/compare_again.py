"""A comparison once more, from what its folder holds: the same candidates, the same request."""

from __future__ import annotations

from pathlib import Path

from reports import record
from reports.actions.compare import experiment
from reports.comparison_files import CANDIDATES, fill, request_in
from sim.experiment.candidates import Candidate
from sim.progress import Watch


def again(folder: Path, into: Path, workers: int | None, watch: Watch) -> None:
    """Compare again what a folder holds, and write what the command wrote.

    Raises
    ------
    Interrupted
        The user stopped it.
    """
    request = request_in(folder)
    kept = [record.load(folder / CANDIDATES / str(number + 1)) for number in range(len(request.names))]
    candidates = [
        Candidate(name=name, scenario=one.scenario, plan=one.plan)
        for name, one in zip(request.names, kept, strict=True)
    ]
    made = kept[0].runs.provenance
    found = experiment(request, candidates, made.days, seed=made.seed, workers=workers, watch=watch)
    fill(found, into, [one.assumptions for one in kept])
