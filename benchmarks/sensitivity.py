"""Which assumptions the conclusions hang on: the table of scenarios/huaian/README.md.

    python -m benchmarks.sensitivity [--replications 12] [--folder runs/sensitivity]

A plan is searched for once; then each assumption of scenarios/huaian/sensitivity.toml is moved to both ends of its
range: what becomes of today's waits and overdue cases, of the gain of an open noon, and of the gain of that plan. What
the folder holds already is not simulated again.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from reports.actions.optimise import optimise
from reports.actions.sensitivity import SensitivityResult, sensitivity
from reports.actions.sensitivity_options import Request
from reports.sensing import factor_name, factor_range, level, sentence
from sim.experiment.results import Estimate
from sim.experiment.sensitivity import Bar, Output, Study, Tornado

NOON, DUE = "huaian/whatif/noon_open", "huaian/whatif/earliest_due_first"
SEARCH_SECONDS = 60


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=12)
    parser.add_argument("--folder", type=Path, default=Path("runs/sensitivity"))
    given = parser.parse_args()
    plan = given.folder / "plan"
    if not plan.is_dir():
        optimise("huaian", time_limit=SEARCH_SECONDS, reproducible=True, out=plan)
    request = Request(name="huaian", against=(NOON, DUE, f"huaian@{plan}"), replications=given.replications)
    show(sensitivity(request, out=given.folder / "tornado"))


def show(result: SensitivityResult) -> None:
    """Print a Markdown table of both ends of every range, and what is said of each output."""
    record, study = result.record, result.record.study
    plan = record.sides[-1].name
    outputs = {
        "mean wait, min": Output(measure="wait_minutes"),
        "within 15 min, %": Output(measure="within_target_share"),
        "cases overdue, %": Output(measure="overdue_share"),
        "noon open: wait, min": Output(measure="wait_minutes", against="noon_open"),
        "earliest due first: overdue, pp": Output(measure="overdue_share", against="earliest_due_first"),
        "plan found: wait, min": Output(measure="wait_minutes", against=plan),
    }
    print("| assumption | range |", " | ".join(outputs), "|")
    print("|---" * (2 + len(outputs)) + "|")
    found = {output: tornado_of(study, output) for output in outputs.values()}
    print("| as it is | |", " | ".join(_base(tornado.base, output) for output, tornado in found.items()), "|")
    for number in [bar.factor for bar in next(iter(found.values())).bars]:
        factor = study.design.factors[number]
        bars = {output: next(b for b in tornado.bars if b.factor == number) for output, tornado in found.items()}
        cells = " | ".join(_ends(bar, output) for output, bar in bars.items())
        print(f"| {factor_name(factor, 'en')} | {factor_range(factor)} | {cells} |")
    for output in outputs.values():
        print(f"\n{sentence(study, output, record.name, 'en')}\n{sentence(study, output, record.name, 'zh')}")


def tornado_of(study: Study, output: Output) -> Tornado:
    """Return the tornado of an output."""
    found = study.analyses[output]
    assert isinstance(found, Tornado)
    return found


def _ends(bar: Bar, output: Output) -> str:
    """Return the values at both ends; a dash where they cannot be told from the base, or look like it."""
    base, low, high = (_number(value, output) for value in (bar.base, bar.low.mean, bar.high.mean))
    return "–" if bar.within_noise or base == low == high else f"{low} … {high}"


def _base(found: Estimate, output: Output) -> str:
    ends = [_number(bound, output) for bound in (found.low, found.high) if bound is not None]
    return f"{_number(found.mean, output)} [{', '.join(ends)}]"


def _number(value: float, output: Output) -> str:
    """Return a value as the sentences show it, without its unit."""
    return level(value, output, "en").split(" ")[0]


if __name__ == "__main__":
    main()
