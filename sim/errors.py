"""Faults of input and the exception tree.

    HallError
    ├── InputError (ValueError)      exit 2   every fault of an input at once
    │   ├── ScenarioError                     a scenario folder or file
    │   ├── PlanError                         a plan folder
    │   └── UsageError                        an option of a command
    ├── IdentityError                exit 3   a simulated log contradicts itself
    ├── RosterRefused                exit 4   the checker refuses a roster
    └── ResourceError                exit 5   the disc or another resource

Faults travel as a code, a place and values; `sim.words` puts them into English or Chinese at the edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: a file, its line or row (from 1, the header is row 1), a key or column."""

    file: str
    row: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with an input.

    Among a scenario's notes it is a thing that was read with a stated interpretation.

    Attributes
    ----------
    code : str
        What rule is broken, e.g. `UNKNOWN_REF`; the words for it are in `sim.words.faults`.
    place : Place
        Where.
    values : mapping
        What the words mention: usually `value` (what was found) and `near` (what may have been meant).
    """

    code: str
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)


class HallError(Exception):
    """Whatever this package raises on purpose."""

    exit_code = 1


class InputError(HallError, ValueError):
    """An input that cannot be used; carries every fault found."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.code} at {f.place}: {dict(f.values)}" for f in self.faults))


class ScenarioError(InputError):
    """A scenario with faults."""


class PlanError(InputError):
    """A plan with faults."""


class UsageError(InputError):
    """An option of a command that cannot be used."""


class IdentityError(HallError):
    """A simulated log contradicts itself: a fault of the program, never of the input.

    `replay` holds what repeats the run: scenario and its hash, plan hash, seed, replication, days, engine.
    """

    exit_code = 3

    def __init__(self, identity: str, detail: str, replay: Mapping[str, object] | None = None) -> None:
        self.identity = identity
        self.detail = detail
        self.replay = dict(replay or {})
        super().__init__(identity, detail, self.replay)  # all three, or a worker process could not hand it on

    def __str__(self) -> str:
        run = ", ".join(f"{key} {value}" for key, value in self.replay.items() if key in {"seed", "replication"})
        return f"identity {self.identity!r} broken: {self.detail}" + (f" ({run})" if run else "")


class RosterRefused(HallError):
    """The checker refuses a roster."""

    exit_code = 4

    def __init__(self, violations: Sequence[str]) -> None:
        self.violations = tuple(violations)
        super().__init__("; ".join(self.violations))


class ResourceError(HallError):
    """The disc is full, a file cannot be written, a worker died."""

    exit_code = 5
