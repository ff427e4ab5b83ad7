"""How many steps of cases a second: half a year of the shipped hall `huaian` with all its cases.

    python -m benchmarks.steps [--days 126] [--rounds 5] [--write]

Prints steps done per second of processor time, steps per case, and how busy the desks of each department are. With
`--write`, the section on steps of RESULTS.md is written anew.
"""

from __future__ import annotations

import argparse

import numpy as np

from benchmarks.clock import Times
from benchmarks.month import split
from benchmarks.results import Target, machine, table, targets_table, write_section
from sim.demand import draw
from sim.domain.scenario_data import Scenario
from sim.engine import simulate
from sim.log import UNOPENED, Log
from sim.measures.officers import desk_in_horizon
from sim.plan.today import todays_plan
from sim.scenario import load

DAYS = 126
TARGET, STEPS_A_CASE = 500_000, 4
WORKING = ("draw", "timetable", "run", "identities")
"""The parts that count: all but frames and measures."""
PROSIMOS = "1,200 to 1,660 a second for Prosimos 2.1.0 on a computer with two processors"


def main() -> None:
    """Measure, print, and write down if told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    text = measured(load("huaian"), chosen.days, chosen.rounds)
    print(text)
    if chosen.write:
        write_section("steps", text)


def measured(scenario: Scenario, days: int, rounds: int) -> str:
    """Return what was found, as Markdown."""
    plan = todays_plan(scenario, days)
    log = simulate(draw(scenario, seed=1, days=days), plan)
    done = int(np.count_nonzero(log.columns.step_ended != UNOPENED))
    needed, cases = len(log.demand.cases.step_case), len(log.demand.cases.item)
    parts = split(scenario, plan, "compiled", rounds, days)
    seconds = sum(parts[name].median for name in WORKING) / 1000
    targets = [
        Target(words="steps a second, all included", found=done / seconds, limit=TARGET, unit="", at_least=True),
        Target(words="steps a case, on average", found=needed / cases, limit=STEPS_A_CASE, unit="", at_least=True),
    ]
    months = days / 21
    received = int(np.count_nonzero(log.columns.case_opened >= 0))
    sentence = (
        f"{days} days of `huaian`: {received:,} cases received ({received / months:,.0f} a month) and "
        f"{cases - received:,} under way or never received, {needed:,} steps, {done:,} of them done, beside "
        f"{len(log.ticket_rows):,} tickets at the windows. Steps a second count drawing, timetable, the run (windows "
        f"included) and all identities. "
        f"For comparison: {PROSIMOS}."
    )
    return "\n\n".join((machine(), sentence, _times(parts, done), targets_table(targets), _desks(log)))


def _times(parts: dict[str, Times], done: int) -> str:
    rows = [(name, f"{parts[name].median:.0f}", f"{done / parts[name].median * 1000:,.0f}") for name in WORKING]
    return table(("part", "ms CPU, median", "steps a second"), rows)


def _desks(log: Log) -> str:
    """Return how busy the desks of each department are, from most to least."""
    desks, inside = log.timetable.desks, desk_in_horizon(log)
    names = [department.id for department in log.demand.scenario.departments]
    given = np.bincount(desks.department[inside], (desks.end - desks.start)[inside], len(names))
    busy = np.bincount(desks.department[inside], log.columns.desk_busy[inside], len(names))
    used = [(float(busy[n] / given[n]), name) for n, name in enumerate(names) if given[n] > 0]
    shown = ", ".join(f"{name} {share:.0%}" for share, name in sorted(used, reverse=True))
    return f"Desks in use, of the hours given: {busy.sum() / given.sum():.0%} in all; {shown}."


if __name__ == "__main__":
    main()
