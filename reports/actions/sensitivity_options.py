"""The options of a sensitivity study, checked: every fault at once, before anything is loaded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.actions.options import MAX_REPLICATIONS, Checker
from reports.tables import lower_is_better
from sim.experiment.factors import Factor
from sim.experiment.sensitivity.design import Method
from sim.scenario.keys import assignment
from sim.tables.table import shown

MEASURES = ("wait_minutes", "within_target_share", "overdue_share")
REPLICATIONS = {Method.TORNADO: 10, Method.MORRIS: 4, Method.SOBOL: 4}
SAMPLES = {Method.TORNADO: 1, Method.MORRIS: 20, Method.SOBOL: 64}
MOST_SAMPLES = 4096
VARY = "--vary"
FEWEST_TRAJECTORIES = 4
"""Fewer say next to nothing about how much an effect varies, and their intervals feign certainty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for.

    Attributes
    ----------
    name, against : str, tuple of str
        Scenarios, each perhaps with a plan: `huaian`, `huaian@DIR`.
    settings : tuple of str
        Overrides of all of them.
    vary, file : tuple of Factor, Path or None
        Factors of the command line, and a file of others.
    only : tuple of str
        Keys of the factors that are used; empty: all.
    days : int or None
        The scenario's horizon, or what its plan covers, if None.
    """

    name: str
    against: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    method: Method = Method.TORNADO
    vary: tuple[Factor, ...] = ()
    file: Path | None = None
    only: tuple[str, ...] = ()
    measures: tuple[str, ...] = MEASURES
    days: int | None = None
    replications: int = REPLICATIONS[Method.TORNADO]
    samples: int = 1
    seed: int | None = None


def request_of(
    checker: Checker,
    name: str,
    raw: dict[str, str | None],
    *,
    against: Sequence[str] = (),
    settings: Sequence[str] = (),
    vary: Sequence[str] = (),
    file: Path | None = None,
    only: Sequence[str] = (),
) -> Request:
    """Read the options of the command line; what is at fault is noted, and its usual value stands in its place.

    `raw` holds method, measures, days, replications, samples and seed, as typed.
    """
    method = _method(checker, raw["method"] or "")
    replications = raw["replications"]
    count = None if replications is None else checker.replications(replications, str(MAX_REPLICATIONS))
    varied = tuple(factor for option in vary for factor in _factor(checker, option))
    for option, found in (("--against", [name, *against]), (VARY, [factor.key for factor in varied])):
        for one in sorted({one for one in found if found.count(one) > 1}):
            checker.fault("SAME_TWICE", option, value=shown(one))
    return Request(
        name=name,
        against=tuple(against),
        settings=tuple(settings),
        method=method,
        vary=varied,
        file=file,
        only=tuple(dict.fromkeys(only)),
        measures=_measures(checker, raw["measures"]),
        days=checker.days(raw["days"]),
        replications=count or REPLICATIONS[method],
        samples=_samples(checker, raw["samples"], method),
        seed=checker.seed(raw["seed"]),
    )


def _method(checker: Checker, raw: str) -> Method:
    known = tuple(str(method) for method in Method)
    return Method(raw) if checker.one_of("--method", raw, known) in known else Method.TORNADO


def _measures(checker: Checker, raw: str | None) -> tuple[str, ...]:
    if raw is None:
        return MEASURES
    names = tuple(dict.fromkeys(part.strip() for part in raw.split(",")))
    for name in names:
        checker.one_of("--measures", name, tuple(lower_is_better()))
    return names


def _samples(checker: Checker, raw: str | None, method: Method) -> int:
    if raw is None:
        return SAMPLES[method]
    if method is Method.TORNADO:
        checker.fault("NO_SAMPLES", "--samples")
    fewest = FEWEST_TRAJECTORIES if method is Method.MORRIS else 2
    found = checker.whole("--samples", raw, low=fewest, high=MOST_SAMPLES)
    if found is not None and method is Method.SOBOL and found & (found - 1):
        checker.fault("POWER_OF_TWO", "--samples", value=found)
    return found or SAMPLES[method]


def _factor(checker: Checker, option: str) -> list[Factor]:
    """Read `KEY=LOW..HIGH` or `KEY*=LOW..HIGH`; nothing if it is neither."""
    key, multiply, span = assignment(option) or ("", False, "")
    low, _, high = span.partition("..")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = math.nan, math.nan
    if not all(map(math.isfinite, ends)):
        checker.fault("VARY_FORMAT", VARY, value=shown(option))
        return []
    if not ends[0] < ends[1]:
        checker.fault("VARY_RANGE", VARY, value=shown(option))
        return []
    return [Factor(key=key, multiply=multiply, low=ends[0], high=ends[1])]
