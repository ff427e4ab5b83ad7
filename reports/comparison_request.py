"""What a comparison is asked."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

REPLICATIONS = 50
"""The waits of a replication are skewed: intervals over fewer hold less often than they say."""
MOST = 1000
BY = "wait_minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a comparison is asked; with the scenarios and plans, all that repeats it.

    Attributes
    ----------
    names : tuple of str
        Candidates, each `SCENARIO` or `SCENARIO@PLAN`; the others are held against the first.
    by : str
        The measure that decides.
    replications : int
        How many; with a precision or a least difference, how many at least.
    precision : float, optional
        Replications go on until the intervals' half-widths are at most this share of the first's value, or `floor`.
    floor : float
        Half-width that is narrow enough in any case, in the measure's unit.
    most : int
        Replications at most.
    matters : float, optional
        The least difference that matters, in the measure's unit: the best is selected, others are dropped early.
    settings : tuple of str
        `KEY=VALUE` that override settings of every scenario.
    """

    names: tuple[str, ...]
    by: str = BY
    days: int | None = None
    replications: int = REPLICATIONS
    precision: float | None = None
    floor: float = 0.0
    most: int = MOST
    matters: float | None = None
    seed: int | None = None
    settings: tuple[str, ...] = ()
    lang: str = "en"

    @property
    def until_precise(self) -> bool:
        """Whether the number of replications depends on the intervals."""
        return self.precision is not None or self.floor > 0

    def command(self, days: int, seed: int) -> str:
        """Return the command line that gives the same."""
        options: list[tuple[str, object, bool]] = [
            ("--days", days, True),
            ("--replications", self.replications, True),
            ("--precision", self.precision, self.precision is not None),
            ("--floor", self.floor, self.floor > 0),
            ("--most", self.most, self.until_precise or self.matters is not None),
            ("--matters", self.matters, self.matters is not None),
            ("--by", self.by, True),
            ("--seed", seed, True),
            ("--lang", self.lang, self.lang != "en"),
        ]
        parts = ["hall", "compare", *self.names]
        parts += [part for option, value, given in options if given for part in (option, str(value))]
        return shlex.join([*parts, *(part for option in self.settings for part in ("--set", option))])
