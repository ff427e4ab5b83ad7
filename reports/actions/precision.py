"""How precise a result is asked to be: `--precision`, `--floor`, `--most`, and the measure that is meant."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from reports.actions.options import Checker
from sim.experiment.blocks import BLOCK
from sim.experiment.precision import Precision
from sim.measures.registry import MEASURES, Unit
from sim.tables.table import shown

FEWEST = 2
"""Replications that give an interval at all."""


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
    share = read_relative(checker, relative)
    least = read_amount(checker, "--floor", floor, by)
    needed = relative is not None or floor is not None
    count = read_most(checker, most, needed=needed)
    if start is not None and needed:
        check_numbers(checker, start, count)
    if start is None or (share is None and least is None) or checker.faults:
        return None
    return Asked(by=by, precision=Precision(relative=share or 0.0, floor=least or 0.0, start=start, most=count))


def check_numbers(checker: Checker, start: int, most: int) -> None:
    """Take note of too few replications to begin with, or fewer at most."""
    if start < FEWEST:
        checker.fault("TOO_FEW", "--replications", value=start, low=FEWEST)
    if most < start:
        checker.fault("MOST_BELOW", "--most", value=most, low=start)


def read_most(checker: Checker, raw: str | None, *, needed: bool) -> int:
    """Read how many replications at most; without anything to reach, that says nothing."""
    if raw is not None and not needed:
        checker.fault("NOTHING_TO_REACH", "--most", value=shown(raw))
    found = checker.whole("--most", raw, low=FEWEST, high=BLOCK)
    return Precision().most if found is None else found


def read_relative(checker: Checker, raw: str | None) -> float | None:
    """Read a relative half-width, `2%` or `0.02`."""
    value = None if raw is None else _number(checker, "--precision", raw)
    if value is not None and not 0 < value < 1:
        checker.fault("OUT_OF_RANGE", "--precision", value=shown(raw or ""), low="> 0 %", high="< 100 %")
        return None
    return value


def read_amount(checker: Checker, option: str, raw: str | None, by: str) -> float | None:
    """Read an amount above nought in the unit of a measure; a share may be written `0.5%`."""
    if raw is None:
        return None
    of_share = by in MEASURES and MEASURES[by].unit == Unit.SHARE
    if raw.strip().endswith("%") and not of_share:
        checker.fault("NOT_A_SHARE", option, value=shown(raw), measure=shown(by))
        return None
    value = _number(checker, option, raw)
    if value is not None and not 0 < value < (1 if of_share else math.inf):
        checker.fault("OUT_OF_RANGE", option, value=shown(raw), low="> 0", high="< 100 %" if of_share else "∞")
        return None
    return value


def _number(checker: Checker, option: str, raw: str) -> float | None:
    text = raw.strip()
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        checker.fault("TYPE", option, value=shown(raw), wanted="number")
        return None
    return value / 100 if text.endswith("%") else value
