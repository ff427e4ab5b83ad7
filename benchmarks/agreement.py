"""Whether a rival simulates the same day: its tickets beside ours, one by one."""

from __future__ import annotations

import polars as pl

from benchmarks.rivals.frames import COLUMNS
from benchmarks.rivals.ours import comparable


class Disagreement(AssertionError):
    """A rival simulates something else, so that its time says nothing."""


def check(name: str, theirs: pl.DataFrame, ours: pl.DataFrame) -> int:
    """Compare two ticket frames, window by window and millisecond by millisecond; return the number of tickets.

    Raises
    ------
    Disagreement
        Some ticket differs, or is missing.
    """
    here, there = comparable(ours), comparable(theirs)
    if len(here) != len(there):
        raise Disagreement(f"{name} has {len(there)} tickets, ours are {len(here)}")
    differs = pl.any_horizontal(pl.col(column).ne_missing(pl.col(f"{column}_there")) for column in COLUMNS)
    both = pl.concat([here, there.rename(lambda column: f"{column}_there")], how="horizontal")
    different = both.filter(differs)
    if len(different):
        raise Disagreement(f"{name} differs in {len(different)} of {len(here)} tickets, first {different.row(0)}")
    return len(here)
