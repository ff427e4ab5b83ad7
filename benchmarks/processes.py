"""What new processes take: the first call, with the machine code kept and without, and a thousand hall days.

    python -m benchmarks.processes first-call ENGINE
    python -m benchmarks.processes many-days ENGINE REPLICATIONS WORKERS

Each of these runs itself, once, and prints its figures as JSON; `run` calls them in a process of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

_ROOT = Path(__file__).parent.parent
Figures = dict[str, float]


def run(cache: str, *arguments: str) -> Figures:
    """Run this module in a new process, with compiled code kept in a directory of its own."""
    from sim.jit import CACHE_VARIABLE  # here, so that `first_call` counts every import

    environment = os.environ | {CACHE_VARIABLE: cache}
    command = [sys.executable, "-m", "benchmarks.processes", *arguments]
    done = subprocess.run(command, cwd=_ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    figures: Figures = json.loads(done.stdout)
    return figures


def first_call(engine: str) -> Figures:
    """Return the seconds (wall) of imports, of drawing the simple day, and of the first simulation with its frame."""
    start = time.perf_counter()
    from benchmarks.rivals.ours import log
    from benchmarks.workload import build

    imported = time.perf_counter()
    work = build()
    drawn = time.perf_counter()
    _ = log(work, engine).tickets
    done = time.perf_counter()
    return {"imports": imported - start, "drawing": drawn - imported, "first call": done - drawn}


def many_days(engine: str, replications: int, workers: int) -> Figures:
    """Return what months of `huaian` take with several workers: days, seconds (wall, CPU), peak memory in MB.

    The peak is the sum of the peaks of this process and of its workers, each taken as large as the largest.
    """
    import resource
    from typing import cast

    from joblib.externals.loky import get_reusable_executor

    from sim.engines import Engine
    from sim.experiment import replicate
    from sim.scenario import load

    start = time.perf_counter()
    scenario = load("huaian")
    replicate(scenario, replications=replications, engine=cast("Engine", engine), workers=workers)
    wall = time.perf_counter() - start
    get_reusable_executor().shutdown(wait=True)  # only who has ended is counted among the children
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "days": replications * scenario.settings.horizon.days,
        "wall": wall,
        "cpu": sum(usage.ru_utime + usage.ru_stime for usage in (own, children)),
        "memory": (own.ru_maxrss + workers * children.ru_maxrss) / 1024,
    }


def main() -> None:
    """Print the figures of one of the above."""
    what, engine, *numbers = sys.argv[1:]
    print(json.dumps(first_call(engine) if what == "first-call" else many_days(engine, *map(int, numbers))))


if __name__ == "__main__":
    main()
