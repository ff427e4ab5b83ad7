"""A file of factors with their ranges: `[[vary]]` as in the file of a sweep, and nothing else.

[[vary]]
key = "queues.patience_mean_minutes"
factor_between = [0.6, 1.5]    or between = [120, 300], in the key's own unit
name_en = "patience"           name_zh likewise
reason = "A-PATIENCE: …"       why no wider and no narrower
"""

from __future__ import annotations

from pathlib import Path

from sim.domain.scenario_data import Scenario
from sim.errors import InputError, UsageError
from sim.experiment.factors import Factor
from sim.experiment.sweep.fields import Fields
from sim.experiment.sweep.varied import read_factors
from sim.scenario.source import label
from sim.scenario.toml_file import LARGEST_TOML, parse
from sim.tables.read import read_bytes
from sim.tables.table import shown


def read_ranges(path: Path, scenario: Scenario) -> tuple[Factor, ...]:
    """Return the factors of a TOML file, in its order, tried on the scenario at both ends.

    Raises
    ------
    UsageError
        With every fault of the file, and what the scenario refuses.
    """
    file = label(path)
    try:
        values, lines, _ = parse(read_bytes(path, file, LARGEST_TOML), file)
    except InputError as error:
        raise UsageError(error.faults) from None
    top = Fields(file=file, lines=lines, faults=[], values=values)
    top.only(("vary",))
    factors = read_factors(top, scenario)
    for number, factor in enumerate(factors):
        if factor.values:
            top.fault("RANGE_NEEDED", "vary", number, value=shown(factor.key))
    if top.faults:
        raise UsageError(top.faults)
    return factors
