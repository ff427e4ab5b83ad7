"""How a long function reports and is stopped.

It takes a `Watch` and knows nothing of bars, pages or signals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a long piece of work is: `done` of `total` units.

    `best` is the best objective so far, where there is one.
    """

    task: str
    """Key of the words for what is being done, e.g. `simulating`."""
    done: float
    total: float
    best: float | None = None


class Watch(Protocol):
    """Told of progress; asked whether to stop."""

    def report(self, progress: Progress) -> None:
        """Take notice of progress."""

    def stopped(self) -> bool:
        """Whether the work should end with what it has."""


class Unwatched:
    """Nobody looks and nobody stops the work."""

    def report(self, progress: Progress) -> None:
        """Ignore it."""

    def stopped(self) -> bool:
        """Never."""
        return False
