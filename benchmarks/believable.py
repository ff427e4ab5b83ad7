"""Is the hall believable? The baseline's waits beside real offices', its volume beside the source's.

    python -m benchmarks.believable [--replications 30]

The reference: 20 district offices of Warsaw, eleven working days of January 2020 (open data of the city, collected by
kolejkeR). The limits were set from it before any optimiser existed (scenarios/huaian/README.md).
"""

from __future__ import annotations

import argparse
import dataclasses

import polars as pl

from sim.domain.scenario_data import Scenario
from sim.experiment import Estimate, Runs, estimates, replicate
from sim.scenario import load

WARSAW = {
    "wait_minutes": (19.1, 17.0, 21.0, "mean wait, min"),
    "wait_median_minutes": (9.0, 7.0, 11.0, "median wait, min"),
    "wait_p90_minutes": (46.0, 40.0, 52.0, "90 % wait less than, min"),
    "within_target_share": (0.68, 0.64, 0.72, "served within 15 min, share"),
}
"""Reference, and the lowest and highest value accepted."""
SOURCE_ITEMS, TOLERANCE = 150_000, 0.005


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=30)
    replications = parser.parse_args().replications
    scenario = load("huaian")
    runs = replicate(scenario, replications=replications)
    found = estimates(runs)
    print(f"huaian version {scenario.settings.version}, {replications} replications, seed {runs.provenance.seed}")
    print(f"{'':32}{'Warsaw':>9}{'huaian':>9}  {'95 % interval':19}{'accepted':>13}")
    for name, (reference, low, high, words) in WARSAW.items():
        estimate = found[name]
        verdict = _yes(low <= estimate.mean <= high)
        accepted = f"{low:6.2f}–{high:<6.2f}{verdict}"
        print(f"{words:32}{reference:9.2f}{estimate.mean:9.3f}  {_interval(estimate):19}{accepted}")
    _print_queues(runs)
    _print_volume(scenario, found["items"], replications)
    _print_shares(found)


def _print_queues(runs: Runs) -> None:
    """Print how the mean waits spread over the queues: most below ten minutes, a few at an hour and more."""
    busy = runs.queues.filter(pl.col("tickets") > 0)
    waits = busy.group_by("queue").agg(pl.col("wait_minutes").mean())["wait_minutes"].to_numpy()
    below, above = (waits < 10).mean(), (waits >= 45).sum()
    print(
        f"{len(waits)} queues: mean wait below 10 min in {below:.0%}, 45 or more in {above}, at most {waits.max():.0f}"
    )


def _print_volume(scenario: Scenario, items: Estimate, replications: int) -> None:
    """Print the items of a month with day factors at 1, and whether ordinary months' interval holds F1's figure."""
    arrivals = dataclasses.replace(scenario.settings.arrivals, day_shape=None)
    even = dataclasses.replace(scenario, settings=dataclasses.replace(scenario.settings, arrivals=arrivals))
    expected = estimates(replicate(even, replications=max(4, replications // 3)))["items"].mean
    error = expected / SOURCE_ITEMS - 1
    print(
        f"items a month, day factors at 1: {expected:.0f}, {error:+.2%} (within 0.5 %: {_yes(abs(error) <= TOLERANCE)})"
    )
    inside = items.low is not None and items.high is not None and items.low <= SOURCE_ITEMS <= items.high
    print(f"items a month, as they vary: {items.mean:.0f} {_interval(items)}, holds {SOURCE_ITEMS}: {_yes(inside)}")


def _print_shares(found: dict[str, Estimate]) -> None:
    """Print the enterprise share (84 : 66 is 0.56) and the overdue share (real permit logs: 0.12–0.28)."""
    for name in ("items_enterprise_share", "overdue_share"):
        print(f"{name}: {found[name].mean:.4f} {_interval(found[name])}")


def _interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return "—"
    digits = 0 if estimate.mean > 1000 else 3
    return f"[{estimate.low:.{digits}f}, {estimate.high:.{digits}f}]"


def _yes(holds: bool) -> str:
    return "yes" if holds else "NO"


if __name__ == "__main__":
    main()
