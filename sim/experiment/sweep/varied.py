"""What a sweep varies, as its file says it: `[[vary]]` and `[sample]`, tried on the scenario."""

from __future__ import annotations

from collections.abc import Mapping

from sim.domain.scenario_data import Scenario
from sim.errors import Fault, Place, ScenarioError
from sim.experiment.factors import Factor
from sim.experiment.sweep.design import Method, Sample
from sim.experiment.sweep.fields import Fields
from sim.scenario.keys import UnknownKey, find
from sim.scenario.save import section_values
from sim.scenario.schema import Kind
from sim.scenario.vary import vary
from sim.tables.table import shown

VARY = ("key", "values", "factors", "between", "factor_between", "name_en", "name_zh", "reason")
WAYS = {"values": False, "factors": True, "between": False, "factor_between": True}
"""The ways of giving a factor's values, and whether they multiply."""
RANGES = ("between", "factor_between")
SAMPLE = ("method", "size")
LARGEST_SAMPLE = 10_000


def read_factors(top: Fields, scenario: Scenario | None) -> tuple[Factor, ...]:
    """Return the factors of the sections `[[vary]]`, without those at fault."""
    rows = top.values.get("vary", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        top.fault("TYPE", "vary", value=shown(rows), wanted="table")
        return ()
    if not rows:
        top.fault("SWEEP_NOTHING_VARIED", "vary")
    sections = [top.section(("vary", number), row) for number, row in enumerate(rows)]
    found = [(section, _factor(section)) for section in sections]
    factors = [(section, factor) for section, factor in found if factor is not None]
    keys = [(factor.key, factor.multiply) for _, factor in factors]
    for number, (section, factor) in enumerate(factors):
        if keys[number] in keys[:number]:
            section.fault("SWEEP_TWICE", "key", value=shown(factor.key))
        elif scenario is not None:
            _try(section, factor, scenario)
    return tuple(factor for _, factor in factors)


def _sections(top: Fields) -> list[Mapping[str, object]]:
    rows = top.values.get("vary", [])
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _factor(section: Fields) -> Factor | None:
    """Read one factor; None after a fault."""
    before = len(section.faults)
    section.only(VARY)
    key = section.text("key", None)
    name_en, name_zh, reason = (section.text(name) or "" for name in ("name_en", "name_zh", "reason"))
    ways = [way for way in WAYS if way in section.values]
    if len(ways) != 1:
        section.fault("SWEEP_ONE_WAY", value=", ".join(ways) or "—", choices=", ".join(WAYS))
        return None
    (way,) = ways
    values = section.numbers(way)
    ranged = way in RANGES
    if ranged and len(section.faults) == before and (len(values) != 2 or not values[0] < values[1]):
        section.fault("SWEEP_RANGE", way, value=shown(section.values[way]))
    if key is None or len(section.faults) > before:
        return None
    low, high = map(float, values) if ranged else (0.0, 0.0)
    return Factor(
        key=key,
        low=low,
        high=high,
        values=() if ranged else tuple(values),
        multiply=WAYS[way],
        name_en=name_en,
        name_zh=name_zh,
        reason=reason,
    )


def _try(section: Fields, factor: Factor, scenario: Scenario) -> None:
    """Give the scenario the factor's lowest and highest value, each alone; what it refuses is a fault of the file."""
    ends = (min(factor.values), max(factor.values)) if factor.values else (factor.low, factor.high)
    if not factor.values and is_whole(factor, scenario):
        ends = (float(round(ends[0])), float(round(ends[1])))
    found: dict[tuple[str, str | None], Fault] = {}
    for value in dict.fromkeys(ends):
        try:
            vary(scenario, [factor.edit(value)])
        except ScenarioError as error:
            found |= {(fault.code, fault.place.key): fault for fault in error.faults}
    row = section.place("key").row
    for fault in found.values():
        place = Place(file=section.file, row=row, key=fault.place.key or factor.key)
        section.faults.append(Fault(code=fault.code, place=place, values=fault.values))


def is_whole(factor: Factor, scenario: Scenario) -> bool:
    """Whether what a factor sets is a whole number (a product is rounded by `vary`)."""
    if factor.multiply:
        return False
    try:
        return find(factor.key, section_values(scenario.settings)).column.kind is Kind.INTEGER
    except UnknownKey:
        return False


def read_sample(top: Fields, factors: tuple[Factor, ...]) -> Sample | None:
    """Return how ranges are sampled."""
    ranged = any(way in row for row in _sections(top) for way in RANGES)
    if "sample" not in top.values:
        if ranged:
            top.fault("SWEEP_SAMPLE_MISSING", "sample")
        return None
    values = top.values["sample"]
    if not isinstance(values, Mapping):
        top.fault("TYPE", "sample", value=shown(values), wanted="section")
        return None
    if factors and not ranged:
        top.fault("SWEEP_SAMPLE_UNUSED", "sample")
    section = top.section(("sample",), values)
    section.only(SAMPLE)
    method = Method(section.choice("method", Method.LATIN, list(Method)))
    size = section.whole("size", None, 1, LARGEST_SAMPLE)
    if size is not None and method is Method.SOBOL and size & (size - 1):
        near = 1 << (size.bit_length() - 1)
        section.fault("SWEEP_SOBOL_SIZE", "size", value=size, low=near, high=2 * near)
    return None if size is None else Sample(method=method, size=size)
