"""Options of commands, checked: every fault at once, each with a code, before anything runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.errors import Fault, Place, UsageError
from sim.experiment.blocks import BLOCK
from sim.tables.table import shown

LARGEST_SEED = 2**63 - 1
LARGEST_DAYS = 400
MAX_REPLICATIONS = BLOCK
SECONDS_PER_DAY = 0.2
"""What simulating one day of a large hall takes; an estimate, on the safe side."""
LONGEST_SECONDS = 24 * 3600.0


@dataclass(slots=True)
class Checker:
    """Collects the faults of options."""

    faults: list[Fault] = field(default_factory=list)

    def whole(
        self,
        option: str,
        raw: str | None,
        *,
        low: int = 1,
        high: int = LARGEST_DAYS,
        named: int | None = None,
        code: str = "OUT_OF_RANGE",
    ) -> int | None:
        """Read a whole number between two bounds; None where the option is not given or at fault.

        A fault names `named` as the upper bound, where `high` is only there to keep numbers finite.
        """
        if raw is None:
            return None
        text = raw.strip()
        if not text.lstrip("+-").isdecimal() or not text.isascii() or len(text) > 24:
            self.fault("TYPE", option, value=shown(raw), wanted="whole number")
            return None
        value = int(text)
        if not low <= value <= high:
            most = high if named is None else named
            self.fault(code, option, value=shown(raw), low=low, high=most, limit=most)
            return None
        return value

    def seed(self, raw: str | None) -> int | None:
        """Read a seed."""
        return self.whole("--seed", raw, low=0, high=LARGEST_SEED, code="SEED_RANGE")

    def seconds(self, option: str, raw: str) -> float | None:
        """Read a number of seconds above zero, at most a day."""
        try:
            value = float(raw)
        except ValueError:
            self.fault("TYPE", option, value=shown(raw), wanted="number")
            return None
        if not 0 < value <= LONGEST_SECONDS:
            self.fault("OUT_OF_RANGE", option, value=shown(raw), low="> 0", high=f"{LONGEST_SECONDS:g}")
            return None
        return value

    def replications(self, raw: str, limit: str | None = None) -> int | None:
        """Read a number of replications; more than `limit` are a fault that says how long they would take.

        The limit itself is at most what an experiment has of its own (`sim.experiment.blocks`).
        """
        most = self.whole("--max-replications", limit, high=BLOCK) if limit is not None else MAX_REPLICATIONS
        value = self.whole("--replications", raw, low=1, high=10**18, named=most)
        if value is not None and most is not None and value > most:
            self.budget("--replications", value, most, value * 22 * SECONDS_PER_DAY)
            return None
        return value

    def days(self, raw: str | None) -> int | None:
        """Read a number of open days."""
        value = self.whole("--days", raw, low=1, high=10**18, named=LARGEST_DAYS)
        if value is not None and value > LARGEST_DAYS:
            self.budget("--days", value, LARGEST_DAYS, value * SECONDS_PER_DAY)
            return None
        return value

    def budget(self, option: str, value: int, limit: int, seconds: float) -> None:
        """Refuse what would take too long."""
        self.fault("BUDGET", option, value=value, limit=limit, estimate=duration(seconds))

    def one_of(self, option: str, raw: str, choices: tuple[str, ...]) -> str:
        """Read a choice."""
        if raw not in choices:
            self.fault("BAD_CHOICE", option, value=shown(raw), choices=", ".join(choices), near="")
        return raw

    def fault(self, code: str, option: str, **values: object) -> None:
        """Take note of a fault."""
        self.faults.append(Fault(code=code, place=Place(file=option), values=values))

    def done(self) -> None:
        """Raise if there was any fault."""
        if self.faults:
            raise UsageError(self.faults)


def duration(seconds: float) -> str:
    """Return a rough duration: `8 d`, `3 h`, `20 min`.

    >>> duration(700_000)
    '8 d'
    """
    for name, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:,.0f} {name}"
    return f"{max(1, round(seconds))} s"
