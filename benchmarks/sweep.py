"""How long a sweep takes: 200 variants of the shipped hall `huaian`, 50 working days each, in processes.

    python -m benchmarks.sweep [--variants 200] [--days 50] [--workers 2]

Every variant has numbers of its own, so that nothing of one can serve another: plan, preparation and demand are made
anew for each. Prints the seconds from beginning to end, workers started and tables written included; the target is four
minutes on two processors.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from sim.experiment.factors import Factor
from sim.experiment.sweep import SweepSpec, sweep
from sim.experiment.sweep.design import Method, Sample, variants
from sim.scenario import load

VARIANTS, DAYS, WORKERS, TARGET_SECONDS = 200, 50, 2, 240
FACTORS = (
    Factor(key="arrivals.scale", low=0.9, high=1.1),
    Factor(key="items.mean_minutes", low=0.9, high=1.1, multiply=True),
    Factor(key="windows.today_open_share", low=0.45, high=0.50),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variants", type=int, default=VARIANTS)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--workers", type=int, default=WORKERS)
    chosen = parser.parse_args()
    sample = Sample(method=Method.LATIN, size=chosen.variants)
    spec = SweepSpec(
        scenario=load("huaian"),
        factors=FACTORS,
        variants=variants(FACTORS, sample, seed=1, baseline=False),
        days=chosen.days,
        replications=1,
        seed=1,
    )
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        found = sweep(spec, Path(folder) / "out", workers=chosen.workers)
        seconds = time.perf_counter() - began
    done = len(found.values)
    print(f"{done} of {chosen.variants} variants × {chosen.days} days, {chosen.workers} workers: {seconds:.0f} s")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime
    print(f"{processor:.0f} s of processor time in workers, {1000 * processor / (done * chosen.days):.1f} ms per day")
    print(f"target: {TARGET_SECONDS} s")
    if found.failures or done != chosen.variants:
        raise SystemExit(f"{len(found.failures)} chunks failed")


if __name__ == "__main__":
    main()
