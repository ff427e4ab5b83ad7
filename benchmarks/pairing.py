"""What common demand is worth: two plans of the Huai'an hall, and what-ifs of it, in pairs on the same customers.

    python -m benchmarks.pairing [--replications 50]

Prints, for some measures, the correlation between both over replications (months) and the variance ratio: without
common demand, so many times the replications would be needed for as narrow an interval of the difference.
"""

from __future__ import annotations

import argparse

from benchmarks.results import table
from sim.experiment import replicate
from sim.experiment.blocks import Experiment, block
from sim.experiment.compare import comparison
from sim.experiment.results import Estimate, Runs
from sim.plan.changes import open_more_windows
from sim.plan.today import todays_plan
from sim.scenario import load

MEASURES = ("wait_minutes", "wait_p90_minutes", "within_target_share", "abandoned", "overdue_share")
WHATIFS = ("longest_wait_first", "appointments_30", "arrivals_plus_20")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=50)
    replications = parser.parse_args().replications
    before, others = simulated(replications)
    rows = [row(name, measure, before, after) for name, after in others.items() for measure in MEASURES]
    print(table(("beside today's plan", "measure", "difference", "correlation", "variance ratio"), rows))


def simulated(replications: int) -> tuple[Runs, dict[str, Runs]]:
    """Return the hall under today's plan, and under another plan or other rules, on common demand."""
    hall, numbers = load("huaian"), block(Experiment.COMPARE, replications)
    today = todays_plan(hall)
    more = open_more_windows(hall, today, zone="social_security", count=2)
    runs = {"two more windows in social security from 10:00": replicate(hall, more, replications=numbers)}
    runs |= {f"`{name}`": replicate(load(f"huaian/whatif/{name}"), replications=numbers) for name in WHATIFS}
    return replicate(hall, today, replications=numbers), runs


def row(name: str, measure: str, before: Runs, after: Runs) -> tuple[str, ...]:
    """Return the row of one measure."""
    found = comparison({"before": before, "after": after}, measure)
    pairing = found.pairing["after"]
    correlation = "–" if pairing.correlation is None else f"{pairing.correlation:.3f}"
    ratio = "–" if pairing.variance_ratio is None else f"{min(pairing.variance_ratio, 1000):.3g}"
    ratio = "> 1000" if ratio == "1e+03" else ratio
    return name, f"`{measure}`", shown(found.difference("before", "after")), correlation, ratio


def shown(difference: Estimate) -> str:
    """Show a difference with its interval and unit."""
    if difference.low is None or difference.high is None:
        return f"{difference.mean:+.3g} {difference.unit}"
    return f"{difference.mean:+.3g} [{difference.low:+.3g}, {difference.high:+.3g}] {difference.unit}"


if __name__ == "__main__":
    main()
