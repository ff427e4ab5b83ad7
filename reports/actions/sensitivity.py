"""`hall sensitivity`: which of a scenario's numbers its results, and the gain of a change, hang on."""

from __future__ import annotations

import dataclasses
import shlex
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports import sensitivity_folder
from reports.actions.loading import plan_of, scenario_of
from reports.actions.outcome import Interrupted
from reports.actions.sensitivity_options import VARY, Request
from reports.record import refuse_foreign
from reports.sensitivity_record import StudyRecord
from sim.domain.scenario_data import Scenario
from sim.errors import Fault, Place, UsageError
from sim.experiment.factors import Factor
from sim.progress import Unwatched, Watch
from sim.scenario.draft import nearest

FILE = "sensitivity.toml"
"""Beside a scenario: its assumptions as factors."""
PLAN_MARK = "@"


@dataclass(frozen=True, eq=False, kw_only=True)
class SensitivityResult:
    """A study, and the folder that it was written to."""

    record: StudyRecord
    folder: Path | None = None

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        return self.record.json()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysResult:
    """The numbers of a scenario that can be varied."""

    scenario: Scenario

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        from sim.scenario.numeric import numeric_keys

        return {"keys": [dataclasses.asdict(found) for found in numeric_keys(self.scenario)]}


def keys(name: str, settings: tuple[str, ...] = ()) -> KeysResult:
    """Return the numbers of a scenario that can be varied."""
    return KeysResult(scenario=scenario_of(name, settings))


def sensitivity(
    request: Request,
    *,
    out: Path | None = None,
    on: str | None = None,
    workers: int | None = None,
    lang: str = "en",
    watch: Watch | None = None,
) -> SensitivityResult:
    """Simulate a design over the factors and say what each output hangs on.

    Parameters
    ----------
    out : Path, optional
        Folder for the results. What was simulated is there at once, so that the same command goes on after a stop.

    Raises
    ------
    UsageError, ScenarioError
        With every fault of the factors.
    Interrupted
        The user stopped it.
    """
    from sim.experiment.candidates import Stopped
    from sim.experiment.sensitivity import NoValue
    from sim.experiment.sweep.sweeping import HERE, PROCESSES

    watch = Unwatched() if watch is None else watch
    place = on or (HERE if workers == 1 else PROCESSES)
    refuse_foreign(out, sensitivity_folder.OURS)
    record = _prepared(request)
    with ExitStack() as stack:
        store = Path(stack.enter_context(tempfile.TemporaryDirectory())) if out is None else out
        try:
            record = record.simulated(store / sensitivity_folder.RUNS, place, workers, watch)
        except Stopped:
            raise Interrupted(None, None if out is None else str(out)) from None
        except NoValue as absent:
            raise UsageError([_no_value(record, measure) for measure in absent.measures]) from None
    if out is not None:
        sensitivity_folder.save(record, out, lang)
    return SensitivityResult(record=record, folder=out)


def _prepared(request: Request) -> StudyRecord:
    """Load the scenarios and plans, read the factors, and try each factor at both ends."""
    from sim.experiment.sensitivity import Side, check_factors, design
    from sim.experiment.sweep.varied import is_whole

    names = (request.name, *request.against)
    parted = [name.partition(PLAN_MARK) for name in names]
    scenarios = [scenario_of(scenario or request.name, request.settings) for scenario, _, _ in parted]
    planned = [plan_of(p or None, s, request.days) for (_, _, p), s in zip(parted, scenarios, strict=True)]
    sides = tuple(
        Side(name=label, scenario=scenario, plan=plan if folder else None)
        for label, scenario, (plan, _), (_, _, folder) in zip(_labels(names), scenarios, planned, parted, strict=True)
    )
    factors = _chosen(_factors(request, scenarios[0]), request.only)
    check_factors(sides, factors)
    seed = scenarios[0].settings.seed if request.seed is None else request.seed
    return StudyRecord(
        sides=sides,
        design=design(request.method, factors, request.samples, seed, [is_whole(f, scenarios[0]) for f in factors]),
        measures=request.measures,
        days=min(days for _, days in planned),
        replications=request.replications,
        command=_command(request),
    )


def _factors(request: Request, scenario: Scenario) -> tuple[Factor, ...]:
    """Return the factors asked for, those of the command line in place of a file's; else those beside the scenario.

    Raises
    ------
    UsageError
        There are none, or some are at fault.
    """
    from sim.experiment.sensitivity.factors_file import read_ranges
    from sim.scenario.source import hall_folder, locate

    if request.file is None and not request.vary:
        name = request.name.partition(PLAN_MARK)[0]
        folder = hall_folder(locate(name))
        if folder is None or not (folder / FILE).is_file():
            raise UsageError([Fault(code="NOTHING_VARIED", place=Place(file=VARY), values={"value": name})])
        return read_ranges(folder / FILE, scenario)
    of_file = read_ranges(request.file, scenario) if request.file else ()
    named = {factor.key for factor in request.vary}
    return (*(factor for factor in of_file if factor.key not in named), *request.vary)


def _chosen(factors: tuple[Factor, ...], only: tuple[str, ...]) -> tuple[Factor, ...]:
    """Return the factors of some keys.

    Raises
    ------
    UsageError
        A key is none of theirs.
    """
    keys = [factor.key for factor in factors]
    faults = [
        Fault(code="UNKNOWN_FIELD", place=Place(file="--only"), values={"value": key, **nearest(key, keys)})
        for key in only
        if key not in keys
    ]
    if faults:
        raise UsageError(faults)
    return tuple(factor for factor in factors if not only or factor.key in only)


def _labels(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return short names: the last part of a path, unless two would be called the same."""
    short = tuple(PLAN_MARK.join(Path(part).stem for part in name.split(PLAN_MARK)) for name in names)
    return short if len(set(short)) == len(short) else names


def _no_value(record: StudyRecord, measure: str) -> Fault:
    return Fault(code="NO_VALUE", place=Place(file="--measures"), values={"value": measure, "days": record.days})


def _command(request: Request) -> str:
    """Return the command that repeats a study, all that was left to it spelt out."""
    parts = ["hall", "sensitivity", request.name, "--method", str(request.method)]
    parts += ["--factors", str(request.file)] if request.file else []
    for factor in request.vary:
        parts += [VARY, f"{factor.key}{'*' if factor.multiply else ''}={factor.low:g}..{factor.high:g}"]
    for option, values in (("--only", request.only), ("--against", request.against), ("--set", request.settings)):
        parts += [part for value in values for part in (option, value)]
    parts += ["--measures", ",".join(request.measures), "--replications", str(request.replications)]
    for name in ("days", "seed"):
        value = getattr(request, name)
        parts += [] if value is None else [f"--{name}", str(value)]
    parts += [] if request.method == "tornado" else ["--samples", str(request.samples)]
    return shlex.join(parts)
