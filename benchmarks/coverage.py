"""Do 95 % intervals hold in 95 of 100 experiments? Intervals, the stopping rule and selection on queues that are known.

    python -m benchmarks.coverage [--experiments 1000] [--races 2000] [--write]

Prints the tables of docs/COVERAGE.md, or writes them there. Every figure is counted over whole experiments that have
demand of their own; seeds are fixed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from scipy.stats import skew

from benchmarks.known_queue import KnownQueue
from benchmarks.results import table, write_section
from benchmarks.selecting import CONFIGURATIONS, Configuration, Outcome, race
from sim.experiment.estimate import mean_estimate, percentile_estimate
from sim.experiment.precision import Precision, until_precise
from sim.experiment.results import Estimate
from sim.measures.registry import MEASURES
from sim.processes import parallel

DOCUMENT = Path(__file__).parent.parent / "docs" / "COVERAGE.md"
QUEUE = KnownQueue()
COUNTS = (5, 10, 30, 50, 200)
"""Replications of a fixed number."""
ASKED = (0.15, 0.10, 0.05)
"""Half-widths that the stopping rule is asked for, as shares of the mean."""
MOST = 5000
EXPERIMENTS, RACES = 1000, 2000
_BATCH, _CHUNK, _ROOM = 50, 25, 200
"""Days simulated together, experiments per task, and replication numbers of one experiment."""


def days(experiment: int, numbers: range) -> np.ndarray:
    """Return the mean wait of the days with these numbers, within one experiment."""
    first, last = numbers[0] // _BATCH, numbers[-1] // _BATCH
    assert last < _ROOM
    batches = [QUEUE.days(experiment * _ROOM + n, _BATCH).means() for n in range(first, last + 1)]
    return np.concatenate(batches)[numbers[0] - first * _BATCH : numbers[-1] + 1 - first * _BATCH]


def hit(estimate: Estimate, truth: float) -> bool:
    """Whether an interval holds the truth."""
    return estimate.low is not None and estimate.high is not None and estimate.low <= truth <= estimate.high


def fixed(experiment: int) -> dict[int, bool]:
    """Return by number of replications whether the interval of the mean daily wait holds the truth."""
    values, truth = days(experiment, range(max(COUNTS))), QUEUE.truth()
    return {count: hit(mean_estimate(values[:count], "min"), truth) for count in COUNTS}


def pooled(experiment: int) -> dict[int, bool]:
    """Return the same for the 90th percentile of all waits together."""
    waits, truth = QUEUE.days(experiment * _ROOM, _BATCH).histograms(), QUEUE.p90()
    few = [count for count in COUNTS if count <= _BATCH]
    return {count: hit(percentile_estimate(waits[:count], MEASURES["wait_p90_minutes"]), truth) for count in few}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """One experiment under the stopping rule."""

    hit: bool
    reached: bool
    used: int


def stopping(experiment: int) -> dict[float, Stopped]:
    """Return by the precision asked for what the stopping rule gives."""
    truth, found = QUEUE.truth(), {}
    for relative in ASKED:
        precision = Precision(relative=relative, most=MOST)
        precise = until_precise(lambda numbers: days(experiment, numbers), precision, "min")
        found[relative] = Stopped(
            hit=hit(precise.estimate, truth), reached=precise.reached, used=len(precise.values)
        )  # fmt: skip
    return found


def everywhere(one: Callable[[Any], Any], tasks: list[Any], workers: int = -1) -> list[Any]:
    """Return a function's results for many tasks, in their order, from several processes."""
    chunks = [tasks[n : n + _CHUNK] for n in range(0, len(tasks), _CHUNK)]
    run = parallel(workers, return_as="generator")
    return [result for results in run(joblib.delayed(_each)(one, chunk) for chunk in chunks) for result in results]


def _each(one: Callable[[Any], Any], chunk: list[Any]) -> list[Any]:
    return [one(task) for task in chunk]


def queue_in_words() -> str:
    """Return what the queue is, with the skewness of its daily means."""
    values = np.concatenate([QUEUE.days(10**6 + n, 1000).means() for n in range(20)])
    return (
        f"One window, open eight hours; {QUEUE.per_minute * 60:g} customers an hour on average (Poisson), "
        f"{QUEUE.service_minutes:g} minutes of service (exponential), a load of "
        f"{QUEUE.per_minute * QUEUE.service_minutes:.0%}. The mean wait of a day is {QUEUE.truth():.3f} minutes on "
        f"average, exactly; it has a standard deviation of {values.std():.1f} and a skewness of {skew(values):.1f}. "
        f"A tenth of all customers wait longer than {QUEUE.p90():.2f} minutes."
    )


def fixed_table(experiments: int) -> str:
    """Return how often intervals hold the truth, by the number of replications."""
    means = everywhere(fixed, list(range(experiments)))
    tails = everywhere(pooled, list(range(experiments)))
    head = ("days", f"mean wait of a day: hold it, of {experiments}", "90th percentile of all waits: hold it")
    return table(head, ((f"{count}", _count(means, count), _count(tails, count)) for count in COUNTS))


def _count(found: list[dict[int, bool]], count: int) -> str:
    return f"{sum(one[count] for one in found)}" if count in found[0] else "–"


def stopping_table(experiments: int) -> str:
    """Return how often intervals hold the truth if the data say when to stop."""
    found = everywhere(stopping, list(range(experiments)))
    head = ("half-width asked for", f"hold the truth, of {experiments}", "reached", "days, mean", "least", "most")
    return table(head, (_stopped(f"{relative:.0%}", [one[relative] for one in found]) for relative in ASKED))


def _stopped(asked: str, each: list[Stopped]) -> tuple[str, ...]:
    used = np.array([one.used for one in each])
    hits, reached = sum(one.hit for one in each), sum(one.reached for one in each)
    return asked, f"{hits}", f"{reached}", f"{used.mean():.0f}", f"{used.min()}", f"{used.max()}"


def selection_table(races: int) -> str:
    """Return how often the best is selected, and what that takes."""
    head = ("data", "candidates", f"right, of {races}", "share", "replications of each, mean", "if all get the same")
    return table(head, (_raced(configuration, races) for configuration in CONFIGURATIONS))


def _raced(configuration: Configuration, races: int) -> tuple[str, ...]:
    found: list[Outcome] = everywhere(race, [(configuration, number) for number in range(races)])
    right = sum(one.right for one in found)
    used, at_once = np.mean([one.used for one in found]), np.mean([one.at_once for one in found])
    return (
        configuration.words, f"{configuration.candidates}", f"{right}", f"{right / races:.1%}", f"{used:.0f}",
        f"{at_once:.0f}",
    )  # fmt: skip


def main() -> None:
    """Print the tables, or write them into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=EXPERIMENTS)
    parser.add_argument("--races", type=int, default=RACES)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    sections: dict[str, Callable[[], str]] = {
        "queue": queue_in_words,
        "fixed": lambda: fixed_table(arguments.experiments),
        "stopping": lambda: stopping_table(arguments.experiments),
        "selection": lambda: selection_table(arguments.races),
    }
    for name, section in sections.items():
        text = section()
        print(text, flush=True)
        if arguments.write:
            write_section(name, text, DOCUMENT)


if __name__ == "__main__":
    main()
