"""More replications of a run that is there: only the missing ones are simulated, and the whole is as if run at once."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import polars as pl

from sim.experiment.results import Provenance, Runs

SAME = ("scenario_hash", "plan_hash", "seed", "days", "versions")
"""What two runs must agree on to be parts of one; the engine may differ, since both give the same."""


def missing(earlier: Runs | None, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Return the replications still to be simulated.

    Raises
    ------
    ValueError
        Those of the earlier run are not the first of them.
    """
    if earlier is None:
        return numbers
    there = earlier.provenance.replications
    if numbers[: len(there)] != there:
        raise ValueError("a run is extended by replications that follow those it has")
    return numbers[len(there) :]


def disagreements(earlier: Provenance, later: Provenance) -> list[str]:
    """Return what keeps two runs from being parts of one; empty if nothing does."""
    return [name for name in SAME if getattr(earlier, name) != getattr(later, name)]


def joined(earlier: Runs, later: Runs) -> Runs:
    """Return both runs as one.

    Raises
    ------
    ValueError
        They are of different scenarios, plans, seeds, horizons or versions.
    """
    differing = disagreements(earlier.provenance, later.provenance)
    if differing:
        raise ValueError(f"the runs differ in {', '.join(differing)}")
    replications = earlier.provenance.replications + later.provenance.replications
    parts: dict[str, Any] = {
        field.name: _join(getattr(earlier, field.name), getattr(later, field.name))
        for field in dataclasses.fields(Runs)
        if field.name != "provenance"
    }
    return Runs(provenance=dataclasses.replace(earlier.provenance, replications=replications), **parts)


def _join(one: Any, other: Any) -> Any:  # noqa: ANN401  # a field of Runs
    match one, other:
        case pl.DataFrame(), pl.DataFrame():
            return pl.concat([one, other])
        case np.ndarray(), np.ndarray():
            return np.concatenate([one, other])
        case dict(), dict():
            return {key: _join(value, other[key]) for key, value in one.items()}
    raise TypeError(f"cannot join {type(one).__name__} and {type(other).__name__}")
