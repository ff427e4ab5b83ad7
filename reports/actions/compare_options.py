"""The options of a comparison, checked: every fault at once, before anything is loaded."""

from __future__ import annotations

from collections.abc import Sequence

from reports.actions.options import Checker
from reports.actions.precision import FEWEST, check_numbers, read_amount, read_most, read_relative
from reports.comparison_request import REPLICATIONS, Request
from sim.measures.registry import MEASURES
from sim.tables.table import shown

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


def replications(checker: Checker, raw: str | None, limit: str) -> int:
    """Read how many replications, or how many at least."""
    return REPLICATIONS if raw is None else checker.replications(raw, limit) or REPLICATIONS


def request_of(checker: Checker, names: Sequence[str], raw: dict[str, str | None], limit: str) -> Request:
    """Read the options of the command line; what is at fault is noted, and its usual value stands in its place.

    `raw` holds days, replications, precision, floor, most, matters, by and seed, as typed.
    """
    by = raw["by"] or ""
    wanted = read_relative(checker, raw["precision"])
    floor = read_amount(checker, "--floor", raw["floor"], by)
    matters = read_amount(checker, "--matters", raw["matters"], by)
    needed = any(raw[option] is not None for option in ("precision", "floor", "matters"))
    return Request(
        names=tuple(names),
        by=by,
        days=checker.days(raw["days"]),
        replications=replications(checker, raw["replications"], limit),
        precision=wanted,
        floor=floor or 0.0,
        most=read_most(checker, raw["most"], needed=needed),
        matters=matters,
        seed=checker.seed(raw["seed"]),
    )
