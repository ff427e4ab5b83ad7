"""How precise a run is asked to be: `--precision`, `--floor`, `--most` and `--by` of `hall run`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.actions import compare_options
from reports.actions.options import Checker
from sim.experiment.precision import Precision
from sim.measures.registry import MEASURES
from sim.tables.table import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A measure and how narrow its interval has to be."""

    by: str
    precision: Precision

    def json(self, *, reached: bool) -> dict[str, Any]:
        """Return what was asked and whether it was reached, as the `--json` object has it."""
        asked = self.precision
        return {
            "measure": self.by,
            "relative": asked.relative,
            "floor": asked.floor,
            "start": asked.start,
            "most": asked.most,
            "reached": reached,
        }

    def options(self) -> list[str]:
        """Return the options of the command line that ask for it."""
        asked = self.precision
        relative = ["--precision", f"{asked.relative:g}"] if asked.relative else []
        floor = ["--floor", f"{asked.floor:g}"] if asked.floor else []
        return [*relative, *floor, "--most", str(asked.most), "--by", self.by]


def asked_of(
    checker: Checker, by: str, relative: str | None, floor: str | None, start: int | None, most: str | None
) -> Asked | None:
    """Return the precision asked for, None where none is or where it is at fault."""
    if by not in MEASURES:
        checker.fault("BAD_CHOICE", "--by", value=shown(by), choices=", ".join(MEASURES), near="")
    share = compare_options.precision(checker, relative)
    least = compare_options.amount(checker, "--floor", floor, by)
    needed = relative is not None or floor is not None
    count = compare_options.most(checker, most, needed=needed)
    if start is not None and needed:
        compare_options.check_numbers(checker, start, count)
    if start is None or (share is None and least is None) or checker.faults:
        return None
    return Asked(by=by, precision=Precision(relative=share or 0.0, floor=least or 0.0, start=start, most=count))
