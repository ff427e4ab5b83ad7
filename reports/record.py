"""What a run or an optimisation leaves behind: everything a report needs, in memory and in a folder.

FOLDER/
  measures.json        the --json object of the command
  provenance.json      hashes, seed, replications, versions, command
  scenario/            the scenario as it was, and its README as assumptions.md
  sessions … desks …   the plan, as `hall run --plan FOLDER` reads it (sim.plan.folder)
  greedy/              the greedy plan, where there is one
  runs/NAME/*          the simulated values of `plan` (always), `before` and `greedy`
  tickets.parquet, cases.parquet, steps.parquet    logs of the first replication
  warnings.parquet     what was warned of in it, at the opening of each day
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.domain.scenario_data import Scenario
from sim.errors import Fault, Place, ResourceError, UsageError
from sim.experiment.extend import disagreements
from sim.experiment.results import Provenance, Runs
from sim.plan.sessions import Plan

FRAMES = (
    "zones", "queues", "classes", "half_hours", "intervals", "windows", "departments", "items", "steps", "times",
    "kinds",
)  # fmt: skip
HISTOGRAMS = ("waits", "waits_by_queue", "waits_by_half_hour")
MEASURES_FILE = "measures.json"
PROVENANCE_FILE = "provenance.json"
WAITS_FILE = "waits.npz"
WARNINGS_FILE = "warnings.parquet"
OURS = (MEASURES_FILE, "plan.toml")
"""Files by which a folder is known as a run, an optimisation or a plan that we wrote."""
RESULTS = (MEASURES_FILE, "comparison.json", "risk.json", "sensitivity.json")
"""Files by which results are known, one of each kind; a risk's folder holds its plan as well."""
GREEDY = "greedy"
ASSUMPTIONS_FILE = "assumptions.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A plan simulated, perhaps beside today's and the greedy one, with what it takes to tell of it.

    Attributes
    ----------
    runs, before, greedy : Runs
        The plan; today's plan and the greedy plan on the same demand, where they were simulated.
    greedy_plan : Plan, optional
        The plan of `greedy`.
    effort : mapping
        status, gap, bound_of, seconds of the optimiser; empty for a single run.
    result : mapping
        The command's `--json` object.
    assumptions : str
        The README of the scenario's folder (Markdown).
    warnings : frame, optional
        What was warned of in the first replication (`sim.measures.warnings`), where that is known.
    """

    scenario: Scenario
    plan: Plan
    dates: tuple[dt.date, ...]
    runs: Runs
    before: Runs | None = None
    greedy: Runs | None = None
    greedy_plan: Plan | None = None
    effort: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    command: str = ""
    assumptions: str = ""
    warnings: pl.DataFrame | None = None


def refuse_foreign(folder: Path | None, ours: Sequence[str] = OURS) -> None:
    """Refuse to write over what is not ours: results replace a folder whole, and whatever else lay in it would be gone.

    `ours` are the files by which a folder is known as one that the same command wrote.

    Raises
    ------
    UsageError
        The folder holds something that the command did not write, another kind of result included, or is a file.
    ResourceError
        Nothing can be written there: better known before hours of work than after.
    """
    if folder is None:
        return
    if folder.exists() and not _is_ours(folder, ours):
        raise UsageError([Fault(code="OUT_NOT_OURS", place=Place(file="--out"), values={"value": str(folder)})])
    above = next(parent for parent in folder.absolute().parents if parent.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=".hall-", dir=above):
            pass
    except OSError as error:
        raise ResourceError(f"cannot write {folder}: {error.strerror or error}") from None


def _is_ours(folder: Path, ours: Sequence[str]) -> bool:
    """Whether a folder is empty or one that the same command wrote."""
    if not folder.is_dir():
        return False
    there = {path.name for path in folder.iterdir()}
    known = any((folder / name).exists() for name in ours)
    return not there or (known and not there & set(RESULTS).difference(ours))


def refuse_loss(wanted: Provenance, folder: Path) -> None:
    """Refuse to put a run in the place of more than it: an optimisation, or the same run with more replications.

    Raises
    ------
    UsageError
        The folder holds either.
    """
    if (folder / "runs" / "before").is_dir():
        raise UsageError([Fault(code="OUT_HOLDS_PLAN", place=Place(file="--out"), values={"value": str(folder)})])
    there = _readable_runs(folder)
    if there is None or disagreements(there.provenance, wanted):
        return
    count, asked = len(there.provenance.replications), len(wanted.replications)
    if count > asked:
        values = {"value": str(folder), "count": count, "asked": asked}
        raise UsageError([Fault(code="OUT_HOLDS_MORE", place=Place(file="--out"), values=values)])


def save(record: Record, folder: Path) -> None:
    """Write a record into a folder that exists; the caller stages it."""
    from sim.plan import folder as plan_folder
    from sim.scenario import save as save_scenario

    provenance = {**asdict(record.runs.provenance), "command": record.command}
    plan_folder.write(record.plan, folder, provenance)
    (folder / PROVENANCE_FILE).write_text(_json(provenance), encoding="utf-8")
    (folder / MEASURES_FILE).write_text(_json(record.result), encoding="utf-8")
    save_scenario(record.scenario, folder / "scenario")
    (folder / ASSUMPTIONS_FILE).write_text(record.assumptions, encoding="utf-8")
    if record.greedy_plan is not None:
        (folder / GREEDY).mkdir()
        plan_folder.write(record.greedy_plan, folder / GREEDY)
    for name, runs in (("plan", record.runs), ("before", record.before), ("greedy", record.greedy)):
        if runs is not None:
            save_runs(runs, folder / "runs" / name)


def load(folder: Path) -> Record:
    """Read a record back; a folder that is none is a fault of usage."""
    from sim.opening import open_days
    from sim.plan import folder as plan_folder
    from sim.scenario import load as load_scenario

    needed = (folder / MEASURES_FILE, folder / PROVENANCE_FILE, folder / "runs" / "plan")
    missing = [path.name for path in needed if not path.exists()]
    if missing:
        raise UsageError([Fault(code="NOT_A_RUN", place=Place(file=str(folder)), values={"value": ", ".join(missing)})])
    scenario = load_scenario(folder / "scenario")
    result = json.loads((folder / MEASURES_FILE).read_text(encoding="utf-8"))
    provenance = json.loads((folder / PROVENANCE_FILE).read_text(encoding="utf-8"))
    runs = load_runs(folder / "runs" / "plan")
    assumptions, warnings = folder / ASSUMPTIONS_FILE, folder / WARNINGS_FILE
    return Record(
        scenario=scenario,
        plan=plan_folder.load(folder, scenario),
        dates=open_days(scenario, runs.provenance.days),
        runs=runs,
        before=_optional_runs(folder / "runs" / "before"),
        greedy=_optional_runs(folder / "runs" / "greedy"),
        greedy_plan=plan_folder.load(folder / GREEDY, scenario) if (folder / GREEDY).is_dir() else None,
        effort={key: result[key] for key in ("status", "gap", "bound_of", "seconds") if key in result},
        result=result,
        command=provenance.get("command", ""),
        assumptions=assumptions.read_text(encoding="utf-8") if assumptions.exists() else "",
        warnings=pl.read_parquet(warnings) if warnings.exists() else None,
    )


def save_runs(runs: Runs, folder: Path) -> None:
    """Write the values and frames of an experiment as Parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PROVENANCE_FILE).write_text(_json(asdict(runs.provenance)), encoding="utf-8")
    pl.DataFrame(runs.values).write_parquet(folder / "values.parquet")
    np.savez_compressed(folder / WAITS_FILE, **{name: getattr(runs, name) for name in HISTOGRAMS})
    for name in FRAMES:
        frame: pl.DataFrame = getattr(runs, name)
        frame.write_parquet(folder / f"{name}.parquet")


def load_runs(folder: Path) -> Runs:
    """Read an experiment back."""
    provenance = json.loads((folder / PROVENANCE_FILE).read_text(encoding="utf-8"))
    values = pl.read_parquet(folder / "values.parquet")
    frames: dict[str, Any] = {name: pl.read_parquet(folder / f"{name}.parquet") for name in FRAMES}
    return Runs(
        provenance=Provenance(**{**provenance, "replications": tuple(provenance["replications"])}),
        values={name: values[name].to_numpy() for name in values.columns},
        **_histograms(folder / WAITS_FILE),
        **frames,
    )


def part_of(wanted: Provenance, folder: Path) -> Runs | None:
    """Return the run that a folder holds if it is the beginning of the one wanted; None else, or if it is damaged."""
    there = _readable_runs(folder)
    if there is None:
        return None
    made = there.provenance
    begins = wanted.replications[: len(made.replications)] == made.replications
    return there if begins and made.engine == wanted.engine and not disagreements(made, wanted) else None


def _readable_runs(folder: Path) -> Runs | None:
    try:
        return load_runs(folder / "runs" / "plan")
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, pl.exceptions.PolarsError):
        return None


def _histograms(file: Path) -> dict[str, Any]:
    with np.load(file, allow_pickle=False) as found:
        return {name: found[name] for name in HISTOGRAMS}


def _optional_runs(folder: Path) -> Runs | None:
    return load_runs(folder) if folder.is_dir() else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
