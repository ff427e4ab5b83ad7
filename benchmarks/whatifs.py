"""What each shipped what-if of the Huai'an hall changes, under today's plan, in pairs on common demand.

    python -m benchmarks.whatifs [--replications 10]

Prints the table of scenarios/huaian/whatif/README.md. Today's plan is made anew for each what-if: it is a rule, not a
roster.
"""

from __future__ import annotations

import argparse

from sim.experiment import Estimate, differences, replicate
from sim.measures.registry import LOST
from sim.scenario import load, shipped

COLUMNS = ("wait_minutes", "wait_p90_minutes", "within_target_share", *LOST, "overdue_share", "officer_hours")


def main() -> None:
    """Print one line per what-if: differences from the base with 95 % intervals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=10)
    replications = parser.parse_args().replications
    base_scenario = load("huaian")
    base = replicate(base_scenario, replications=replications)
    print("| what-if | " + " | ".join(COLUMNS) + " |")
    print("|---" * (len(COLUMNS) + 1) + "|")
    for name in shipped():
        if name.startswith("huaian/whatif/") and load(name).settings.horizon == base_scenario.settings.horizon:
            found = differences(base, replicate(load(name), replications=replications))
            print(f"| `{name.rsplit('/', 1)[-1]}` | " + " | ".join(cell(found[c]) for c in COLUMNS) + " |", flush=True)


def cell(estimate: Estimate) -> str:
    """Show a difference with its interval, in bold where the interval excludes zero."""
    if estimate.low is None or estimate.high is None:
        return f"{estimate.mean:+.3g}"
    digits = 3 if abs(estimate.mean) < 1 else 1
    text = f"{estimate.mean:+.{digits}f} [{estimate.low:+.{digits}f}, {estimate.high:+.{digits}f}]"
    return f"**{text}**" if estimate.low > 0 or estimate.high < 0 else text


if __name__ == "__main__":
    main()
