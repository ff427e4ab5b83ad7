"""Which replications an experiment uses: each kind has a block of its own, so that none confirms itself.

A plan chosen because it did well on some customers must be judged on others; a screening must not lend its noise to the
comparison that follows. Within one experiment all candidates share the replications: common random numbers.
"""

from __future__ import annotations

from enum import IntEnum

BLOCK = 10_000
"""Replications of one kind of experiment, at most."""


class Experiment(IntEnum):
    """The number of the first replication of each kind of experiment; never changed, or old results mean others."""

    RUN = 0
    """`hall run`, and the optimiser's search."""
    CONFIRM = 1 * BLOCK
    """Before and after, for a plan that was found."""
    COMPARE = 2 * BLOCK
    SELECT = 3 * BLOCK
    RISK = 4 * BLOCK
    SENSITIVITY = 5 * BLOCK
    SWEEP = 6 * BLOCK


def block(experiment: Experiment, count: int, start: int = 0) -> range:
    """Return `count` replications of an experiment, from the one numbered `start` within its block.

    Raises
    ------
    ValueError
        They would reach into the next block.
    """
    if not 0 <= start <= start + count <= BLOCK:
        raise ValueError(f"an experiment has {BLOCK} replications of its own, not {start + count}")
    return range(experiment + start, experiment + start + count)
