"""How fast the simulator is: beside other simulators, beside a kernel written for one day, by size, by month.

    python -m benchmarks.speed [--rounds 9] [--rivals compiled simpy idiomatic …] [--sections day sizes …] [--write]

The simple day: 60 queues, 301 windows, some 7,000 tickets over 8 hours, abandonment, 227 capacity changes. All
simulators start from the same arrays, already drawn, end in a full ticket frame with the window of each ticket, and
must agree with ours to the millisecond. Times are process CPU times, taken in turn within this process. With
`--write`, the tables go into the section on speed of RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from benchmarks import agreement, month, processes, sizes
from benchmarks.clock import Times, in_turn
from benchmarks.results import Target, machine, table, targets_table, write_section
from benchmarks.rivals import COMPILED, IDIOMATIC, ONE_HEAP, OWN_SIMPY, RIVALS, Rival, ours
from benchmarks.workload import Workload, build
from sim.domain.scenario_data import Scenario
from sim.log import Log
from sim.plan.sessions import Plan
from sim.plan.today import todays_plan
from sim.scenario import load
from sim.timetable import Timetable, timetable

SECTIONS = ("day", "parts", "sizes", "processes", "days")
REPLICATIONS, WORKERS = 46, 2
"""Months of 22 days: a thousand hall days and a few more."""
_PREPARED = "prepared"


@dataclass(kw_only=True)
class Found:
    """What was measured, with which engine and where new processes keep compiled code, and what to tell of it."""

    engine: str
    cache: str
    day: dict[str, Times] = field(default_factory=dict)
    parts: dict[str, dict[str, Times]] = field(default_factory=dict)
    first: processes.Figures = field(default_factory=dict)
    days: processes.Figures = field(default_factory=dict)
    text: list[str] = field(default_factory=list)

    def tell(self, *paragraphs: str) -> None:
        """Print paragraphs and keep them for the file."""
        for paragraph in paragraphs:
            print(paragraph, end="\n\n", flush=True)
        self.text += paragraphs


def main() -> None:
    """Measure the sections asked for, print their tables, and write them down if told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--rivals", nargs="+", choices=[r.name for r in RIVALS], default=[r.name for r in RIVALS])
    parser.add_argument("--sections", nargs="+", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    rivals = [rival for rival in RIVALS if rival.name in chosen.rivals]
    with tempfile.TemporaryDirectory() as cache:  # of new processes only, so that nobody else's work empties it
        found = measure(rivals, chosen.rounds, chosen.sections, cache)
    found.tell("### Targets", targets_table(targets(found)))
    if chosen.write:
        write_section("speed", "\n\n".join(found.text))


def measure(rivals: Sequence[Rival], rounds: int, chosen: Collection[str], cache: str) -> Found:
    """Measure the sections chosen, one after the other."""
    found = Found(engine=COMPILED.module if COMPILED.installed else OWN_SIMPY.module, cache=cache)
    found.tell(f"{machine()} Load when it began: {os.getloadavg()[0]:.1f}.")
    sections: dict[str, Callable[[], None]] = {
        "day": partial(day, found, rivals, rounds),
        "parts": partial(parts, found, rounds),
        "sizes": partial(by_size, found, rounds),
        "processes": partial(first_calls, found),
        "days": partial(thousand_days, found),
    }
    for name in SECTIONS:
        if name in chosen:
            sections[name]()
    return found


def day(found: Found, rivals: Iterable[Rival], rounds: int) -> None:
    """Measure the simple day in every simulator that is installed."""
    work = build()
    rivals = [rival for rival in rivals if _is_installed(rival)]
    baseline = OWN_SIMPY.simulate(work)
    for rival in rivals:  # the first round warms up and compares
        tickets = agreement.check(rival.name, rival.simulate(work), baseline)
        print(f"{rival.name}: all {tickets} tickets as ours")
    functions: dict[str, Callable[[], object]] = {}
    for rival in rivals:
        functions[rival.name] = partial(rival.simulate, work)
        if rival is COMPILED:
            functions[_PREPARED] = partial(_run_and_frame, work, timetable(ours.fresh(work.plan), work.demand))
    found.day = in_turn(functions, rounds)
    found.tell(
        "### The simple day",
        f"{len(work.arrives):,} tickets; all simulators agree on window, times and outcome of each. Ours includes the "
        "timetable, every identity check and the frame.",
        _day_table(found.day, rivals),
    )


def _is_installed(rival: Rival) -> bool:
    if not rival.installed:
        print(f"{rival.name}: not installed, left out")
    return rival.installed


def _run_and_frame(work: Workload, laid_out: Timetable) -> object:
    """Run the compiled engine on a timetable made beforehand, and make the frame."""
    columns = month.run_of("compiled")(laid_out, work.demand)
    return Log(demand=work.demand, plan=work.plan, timetable=laid_out, columns=columns, engine="compiled").tickets


def _day_table(times: dict[str, Times], rivals: Iterable[Rival]) -> str:
    words = {rival.name: rival.words for rival in rivals} | {_PREPARED: "ours, compiled: run and frame only"}
    reference = {name: times.get(name) for name in (IDIOMATIC.name, COMPILED.name, OWN_SIMPY.name)}
    mine = reference[COMPILED.name] or reference[OWN_SIMPY.name]
    rows = [
        (
            words[name],
            f"{found.median:.2f}",
            f"{found.low:.2f}",
            f"{found.high:.2f}",
            _ratio(reference[IDIOMATIC.name], found),
            _ratio(found, mine),
        )
        for name, found in times.items()
    ]
    return table(("simulator", "ms CPU, median", "least", "most", "idiomatic SimPy ÷ it", "it ÷ ours"), rows)


def _ratio(one: Times | None, other: Times | None) -> str:
    return "–" if one is None or other is None else f"{one.median / other.median:.3g}"


def parts(found: Found, rounds: int) -> None:
    """Measure the parts of the simple day, of one day of `huaian` and of its month."""
    work, huaian = build(), load("huaian")
    cases: dict[str, tuple[Scenario, Plan]] = {
        "the simple day": (work.demand.scenario, work.plan),
        "`huaian`, a month of 22 days": (huaian, todays_plan(huaian)),
    }
    found.parts = {words: month.split(*case, found.engine, rounds) for words, case in cases.items()}
    whole = found.parts["`huaian`, a month of 22 days"]
    found.tell(
        f"### Parts ({found.engine} engine)",
        month.report(found.parts),
        f"A day of `huaian`, drawn, simulated and with its tickets: {month.simulated(whole) / _days():.2f} ms.",
    )


def _days() -> int:
    return load("huaian").settings.horizon.days


def by_size(found: Found, rounds: int) -> None:
    """Measure how the cost grows with the size of the hall."""
    found.tell("### Cost by size", sizes.report(sizes.measure(rounds)))


def first_calls(found: Found) -> None:
    """Measure the first call of a new process, with compiled code kept and without."""
    cold, found.first = (processes.run(found.cache, "first-call", found.engine) for _ in range(2))
    rows = [
        (words, *(f"{figures[name]:.2f}" for name in figures))
        for words, figures in (("machine code kept", found.first), ("everything compiled anew", cold))
    ]
    found.tell("### A new process", table(("seconds (wall)", *cold), rows))


def thousand_days(found: Found) -> None:
    """Measure a thousand hall days of `huaian`, drawing and measures included, with two workers."""
    replications = REPLICATIONS if found.engine == COMPILED.module else 4
    processes.run(found.cache, "many-days", found.engine, "1", "1")  # compiles
    found.days = processes.run(found.cache, "many-days", found.engine, str(replications), str(WORKERS))
    figures = found.days
    found.tell(
        "### Many days",
        f"`huaian`, {figures['days']:,.0f} days in {replications} replications with {WORKERS} workers, from loading to "
        f"measures: {figures['wall']:.1f} s (wall), {figures['cpu']:.1f} s CPU, at most {figures['memory']:.0f} MB.",
    )


def targets(found: Found) -> list[Target]:
    """Return the targets with what was found for each."""
    compiled = found.day.get(COMPILED.name)
    idiomatic, own = found.day.get(IDIOMATIC.name), found.day.get(OWN_SIMPY.name)
    whole = found.parts.get("`huaian`, a month of 22 days") if found.engine == COMPILED.module else None
    first, days = (figures if found.engine == COMPILED.module else {} for figures in (found.first, found.days))
    seconds = days["wall"] * 1000 / days["days"] if days else None
    return [
        _at_least("compiled against idiomatic SimPy, all included", _times(idiomatic, compiled), 100),
        _at_least("the same, run and frame only", _times(idiomatic, found.day.get(_PREPARED)), 200),
        _at_least("compiled against our SimPy", _times(own, compiled), 20),
        _at_most("compiled against the kernel by hand", _times(compiled, found.day.get(ONE_HEAP.name)), 2.5, "×"),
        _at_most("a day of `huaian`", month.simulated(whole) / _days() if whole else None, 8, " ms"),
        _at_most("a month of `huaian`, measures included", whole["in all"].median if whole else None, 250, " ms"),
        _at_most("a thousand days of `huaian` on 2 processors", seconds, 5, " s"),
        _at_most("their memory", days.get("memory"), 1000, " MB"),
        _at_most("first call of a new process, imports included", sum(first.values()) if first else None, 1, " s"),
        _at_least("our SimPy against idiomatic SimPy", _times(idiomatic, own), 3),
    ]


def _times(one: Times | None, other: Times | None) -> float | None:
    return one.median / other.median if one and other else None


def _at_least(words: str, found: float | None, limit: float) -> Target:
    return Target(words=words, found=found, limit=limit, unit="×", at_least=True)


def _at_most(words: str, found: float | None, limit: float, unit: str) -> Target:
    return Target(words=words, found=found, limit=limit, unit=unit)


if __name__ == "__main__":
    main()
