"""`hall sweep`: a grid or sample of a scenario's keys × plans × replications, which goes on wherever it was ended."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from reports.actions.outcome import Interrupted
from reports.record import refuse_foreign
from reports.tables import as_json
from sim.errors import Fault, IdentityError, Place, UsageError
from sim.experiment.results import Estimate
from sim.experiment.sweep import SweepResult, sweep
from sim.experiment.sweep.store import FILE
from sim.experiment.sweep.sweeping import PROCESSES, SWEEP_FILE, saved_spec
from sim.files import safe_name
from sim.measures.registry import MEASURES
from sim.progress import Unwatched, Watch

OURS = (FILE, SWEEP_FILE)
BY = "wait_minutes"
FAILED = 1


@dataclass(frozen=True, eq=False, kw_only=True)
class Entry:
    """One variant under one plan: its estimates, and their differences to variant 0, where there is one."""

    variant: int
    values: tuple[float | None, ...]
    plan: str
    replications: int
    measures: dict[str, Estimate]
    differences: dict[str, Estimate]


@dataclass(frozen=True, eq=False, kw_only=True)
class SweepOutcome:
    """A sweep, its entries in the order of variants and plans, and what repeats it."""

    sweep: SweepResult
    entries: tuple[Entry, ...]
    command: str

    @property
    def exit_code(self) -> int:
        """0 if all is there; 3 if a log contradicted itself, else 1 if anything failed."""
        kinds = {failure.trouble.kind for failure in self.sweep.failures}
        return IdentityError.exit_code if "identity" in kinds else FAILED if kinds else 0

    def best_first(self) -> list[Entry]:
        """Return the entries by their mean wait; those without one come last."""
        return sorted(self.entries, key=lambda entry: (_rank(entry.measures[BY].mean), entry.variant))

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        spec = self.sweep.spec
        return {
            "scenario": spec.scenario.settings.name,
            "scenario_hash": spec.scenario.hash,
            "factors": [{"key": factor.key, "multiply": factor.multiply} for factor in spec.factors],
            "days": spec.days,
            "replications": spec.replications,
            "seed": spec.seed,
            "variants": [_plain(entry) for entry in self.entries],
            "failures": [failure.json() for failure in self.sweep.failures],
            "damaged": self.sweep.damage.count,
            "taken_over": self.sweep.taken_over,
            "folder": str(self.sweep.folder),
        }


def run_sweep(
    file: Path,
    *,
    out: Path | None = None,
    on: str = PROCESSES,
    workers: int | None = None,
    watch: Watch | None = None,
) -> SweepOutcome:
    """Do the sweep of a file in a folder; what is there already is not done again.

    Raises
    ------
    UsageError
        With every fault of the file; or the folder holds something else.
    Interrupted
        The user stopped it; the same command goes on.
    """
    from sim.experiment.sweep.spec_file import read_spec

    watch = Unwatched() if watch is None else watch
    folder = default_folder(file) if out is None else out
    refuse_foreign(folder, OURS)
    spec = read_spec(file)
    command = command_of(file, out)
    found = sweep(spec, folder, on=on, workers=workers, watch=watch, command=command)
    if not found.complete:
        raise Interrupted(None, str(folder))
    return SweepOutcome(sweep=found, entries=_entries(found), command=command)


def default_folder(file: Path) -> Path:
    """Return where a sweep's results go if nobody says: `runs/`, then the file's folder (if it has a name) and name."""
    parent = file.resolve().parent.name
    return Path("runs") / safe_name(f"{parent}-{file.stem}" if parent else file.stem)


def command_of(file: Path, out: Path | None) -> str:
    """Return the command that begins a sweep, or goes on with it; where its workers are does not belong to it."""
    parts = ["hall", "sweep", str(file)] + ([] if out is None else ["--out", str(out)])
    return shlex.join(parts)


def again(folder: Path, into: Path, workers: int | None, watch: Watch) -> None:
    """Do the sweep of a folder once more, from the inputs that it holds; the store is not a result and is left out.

    Raises
    ------
    UsageError
        The inputs are no longer those of the sweep.
    Interrupted
        The user stopped it.
    """
    spec, provenance = saved_spec(folder)
    if spec.scenario.hash != provenance["scenario_hash"]:
        raise UsageError([Fault(code="SWEEP_INPUTS", place=Place(file=str(folder)), values={"value": "scenario"})])
    found = sweep(spec, into, workers=workers, watch=watch, command=provenance["command"])
    (into / FILE).unlink()
    if not found.complete:
        raise Interrupted


def _entries(found: SweepResult) -> tuple[Entry, ...]:
    parts = found.summary.partition_by("variant", "plan", maintain_order=True)
    return tuple(_entry(found, part) for part in parts)


def _entry(found: SweepResult, part: pl.DataFrame) -> Entry:
    first = part.row(0, named=True)
    rows = list(part.iter_rows(named=True))
    return Entry(
        variant=first["variant"],
        values=part.row(0)[1 : 1 + len(found.spec.factors)],
        plan=first["plan"],
        replications=first["replications"],
        measures={row["measure"]: _estimate(row, ("mean", "low", "high")) for row in rows},
        differences={
            row["measure"]: _estimate(row, ("difference", "difference_low", "difference_high"))
            for row in rows
            if row["difference"] is not None
        },
    )


def _estimate(row: dict[str, Any], columns: tuple[str, str, str]) -> Estimate:
    mean, low, high = (row[column] for column in columns)
    unit = MEASURES[row["measure"]].unit
    return Estimate(mean=float("nan") if mean is None else mean, low=low, high=high, unit=unit)


def _rank(mean: float) -> float:
    return mean if mean == mean else float("inf")  # noqa: PLR0124 -- NaN


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "variant": entry.variant,
        "values": list(entry.values),
        "plan": entry.plan,
        "replications": entry.replications,
        "measures": {name: as_json(found) for name, found in entry.measures.items()},
        "differences": {name: as_json(found) for name, found in entry.differences.items()},
    }
