"""How the cost of a hall grows with its size: 1, 2, 4 … halls' worth of customers and windows in one hall."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from scipy import stats

from benchmarks.clock import Times, in_turn
from benchmarks.results import table
from benchmarks.rivals import COMPILED, ONE_HEAP, OWN_SIMPY, Rival
from benchmarks.workload import build

MOST_HALLS = {COMPILED: 16, ONE_HEAP: 16, OWN_SIMPY: 4}
SIZES = (1, 2, 4, 8, 16)


def measure(rounds: int) -> dict[Rival, dict[int, Times]]:
    """Return the times by simulator and number of halls, the sizes in turn."""
    rivals = [rival for rival in MOST_HALLS if rival.installed]
    functions: dict[str, Callable[[], object]] = {}
    for halls in SIZES:
        work = build(halls)
        for rival in rivals:
            if halls <= MOST_HALLS[rival]:
                rival.simulate(work)  # warms up
                functions[f"{rival.name} {halls}"] = partial(rival.simulate, work)
    times = in_turn(functions, rounds)
    return {
        rival: {halls: times[f"{rival.name} {halls}"] for halls in SIZES if halls <= MOST_HALLS[rival]}
        for rival in rivals
    }


def exponent(times: dict[int, Times]) -> tuple[float, float]:
    """Return the exponent with which the cost grows, and its standard error: a line through logarithms."""
    fit = stats.linregress([math.log(halls) for halls in times], [math.log(t.median) for t in times.values()])
    return float(fit.slope), float(fit.stderr)


def report(found: dict[Rival, dict[int, Times]]) -> str:
    """Return the table: milliseconds per hall by number of halls, and the exponent."""
    rows = []
    for rival, times in found.items():
        slope, error = exponent(times)
        cells = [f"{times[halls].median / halls:.2f}" if halls in times else "–" for halls in SIZES]
        rows.append((rival.words, *cells, f"{slope:.3f} ± {error:.3f}"))
    head = ("ms CPU per hall, medians", *(f"{halls} halls" if halls > 1 else "1 hall" for halls in SIZES), "exponent")
    return table(head, rows)
