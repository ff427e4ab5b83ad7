"""Who the officers of a timetable are, by number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
import polars as pl

from sim.demand.columns import NEVER


@dataclass(frozen=True, eq=False, kw_only=True)
class Officers(Sequence[str]):
    """Ids of officers by number.

    Who has no name is the officer of one session alone, named by its day, place and minute. Such names are many and
    seldom asked for, so they are made when they are.

    Attributes
    ----------
    names : ids of those who have one.
    code : int64 array by number: index into `names`, or NEVER.
    day, place, minute : int64 arrays, of the nameless in the order of their numbers.
    """

    names: list[str]
    code: np.ndarray
    day: np.ndarray
    place: np.ndarray
    minute: np.ndarray

    @cached_property
    def column(self) -> pl.Series:
        """The ids by number and, last, null for nobody."""
        return pl.Series("officer", [*self._ids, None], dtype=pl.String)

    @cached_property
    def _ids(self) -> list[str]:
        nameless = zip(self.day.tolist(), self.place.tolist(), self.minute.tolist(), strict=True)
        ids = np.array([*self.names, None], dtype=object)[self.code]
        ids[self.code == NEVER] = [f"?{day}/{place}/{minute}" for day, place, minute in nameless]
        return list(ids)

    def __len__(self) -> int:
        return len(self.code)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        return self._ids[number]
