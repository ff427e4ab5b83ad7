"""The options of a comparison, checked: every fault at once, before anything is loaded."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reports.actions.options import Checker
from reports.comparison_request import MOST, REPLICATIONS, Request
from sim.experiment.blocks import BLOCK
from sim.measures.registry import MEASURES, Unit
from sim.tables.table import shown

FEWEST = 2
"""Replications that give an interval at all."""
DECIDING = tuple(name for name, measure in MEASURES.items() if measure.lower_is_better is not None)


def check(checker: Checker, request: Request) -> None:
    """Take note of every fault of a request."""
    names = request.names
    if len(names) < FEWEST:
        checker.fault("TWO_NEEDED", "compare", value=", ".join(names))
    for name in sorted({name for name in names if names.count(name) > 1}):
        checker.fault("SAME_TWICE", "compare", value=name)
    if request.by not in DECIDING:
        checker.fault("BAD_CHOICE", "--by", value=shown(request.by), choices=", ".join(DECIDING), near="")
    elif request.matters is not None and MEASURES[request.by].quantile is not None:
        checker.fault("NO_SELECTION", "--matters", value=request.by)
    if request.until_precise or request.matters is not None:
        check_numbers(checker, request.replications, request.most)


def check_numbers(checker: Checker, start: int, most: int) -> None:
    """Take note of too few replications to begin with, or fewer at most."""
    if start < FEWEST:
        checker.fault("TOO_FEW", "--replications", value=start, low=FEWEST)
    if most < start:
        checker.fault("MOST_BELOW", "--most", value=most, low=start)


def replications(checker: Checker, raw: str | None, limit: str) -> int:
    """Read how many replications, or how many at least."""
    return REPLICATIONS if raw is None else checker.replications(raw, limit) or REPLICATIONS


def most(checker: Checker, raw: str | None, *, needed: bool) -> int:
    """Read how many replications at most; without anything to reach, that says nothing."""
    if raw is not None and not needed:
        checker.fault("NOTHING_TO_REACH", "--most", value=shown(raw))
    found = checker.whole("--most", raw, low=FEWEST, high=BLOCK)
    return MOST if found is None else found


def precision(checker: Checker, raw: str | None) -> float | None:
    """Read a relative half-width, `2%` or `0.02`."""
    value = None if raw is None else _number(checker, "--precision", raw)
    if value is not None and not 0 < value < 1:
        checker.fault("OUT_OF_RANGE", "--precision", value=shown(raw or ""), low="> 0 %", high="< 100 %")
        return None
    return value


def amount(checker: Checker, option: str, raw: str | None, by: str) -> float | None:
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


def request_of(checker: Checker, names: Sequence[str], raw: dict[str, str | None], limit: str) -> Request:
    """Read the options of the command line; what is at fault is noted, and its usual value stands in its place.

    `raw` holds days, replications, precision, floor, most, matters, by and seed, as typed.
    """
    by = raw["by"] or ""
    wanted = precision(checker, raw["precision"])
    floor = amount(checker, "--floor", raw["floor"], by)
    matters = amount(checker, "--matters", raw["matters"], by)
    needed = any(raw[option] is not None for option in ("precision", "floor", "matters"))
    return Request(
        names=tuple(names),
        by=by,
        days=checker.days(raw["days"]),
        replications=replications(checker, raw["replications"], limit),
        precision=wanted,
        floor=floor or 0.0,
        most=most(checker, raw["most"], needed=needed),
        matters=matters,
        seed=checker.seed(raw["seed"]),
    )
