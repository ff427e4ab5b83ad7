"""The fields of a sweep's file: what each section may hold, read with every fault of its notation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.errors import Fault, Place
from sim.scenario.draft import Path, dotted, nearest
from sim.tables.table import shown


@dataclass(slots=True, kw_only=True)
class Fields:
    """One section of a file; what is wrong with it collects in `faults`, which all sections share."""

    file: str
    lines: Mapping[Path, int]
    faults: list[Fault]
    path: Path = ()
    values: Mapping[str, object] = field(default_factory=dict)

    def section(self, path: Path, values: Mapping[str, object]) -> Fields:
        """Return a section below this one."""
        return Fields(file=self.file, lines=self.lines, faults=self.faults, path=path, values=values)

    def place(self, *key: str | int) -> Place:
        """Return where a key of the section stands; if it is not written, where the section does."""
        whole = (*self.path, *key)
        known = (self.lines.get(whole[:length]) for length in range(len(whole), 0, -1))
        row = next((line for line in known if line is not None), None)
        return Place(file=self.file, row=row, key=dotted(whole) or None)

    def fault(self, code: str, *key: str | int, **values: object) -> None:
        """Take note of a fault of a key."""
        self.faults.append(Fault(code=code, place=self.place(*key), values=values))

    def only(self, known: Sequence[str]) -> None:
        """Refuse keys that are not known."""
        for key in self.values:
            if key not in known:
                self.fault("UNKNOWN_FIELD", key, value=shown(key), **nearest(key, known))

    def text(self, key: str, default: str | None = "") -> str | None:
        """Read a text; without a default it must be there."""
        found = self._found(key, default)
        if found is None or (isinstance(found, str) and (found or not self._needed(key, default))):
            return found
        self._wrong(key, found, "text")
        return None

    def truth(self, key: str, *, default: bool) -> bool:
        """Read true or false."""
        found = self.values.get(key, default)
        if isinstance(found, bool):
            return found
        self._wrong(key, found, "true or false")
        return default

    def whole(self, key: str, default: int | None, low: int, high: int) -> int | None:
        """Read a whole number between bounds; without a default it must be there."""
        found = self._found(key, default)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int):
            self._wrong(key, found, "whole number")
        elif low <= found <= high:
            return found
        else:
            self.fault("OUT_OF_RANGE", key, value=shown(found), low=low, high=high)
        return None

    def choice(self, key: str, default: str, choices: Sequence[str]) -> str:
        """Read one of several words."""
        found = self.values.get(key, default)
        if found in choices:
            return str(found)
        self.fault("BAD_CHOICE", key, value=shown(found), choices=", ".join(choices), **nearest(str(found), choices))
        return default

    def texts(self, key: str, default: Sequence[str]) -> list[str]:
        """Read a list of texts, each once."""
        return [str(value) for value in self._many(key, default, "text") if isinstance(value, str)]

    def numbers(self, key: str) -> list[float]:
        """Read a list of numbers, each once; empty if any is wrong."""
        found = self._many(key, (), "number")
        return [value for value in found if isinstance(value, int | float)]

    def _found(self, key: str, default: object) -> object:
        if key not in self.values and default is None:
            self.fault("MISSING_FIELD", value=key)
        return self.values.get(key, default)

    def _needed(self, key: str, default: object) -> bool:
        return key in self.values and default is None

    def _many(self, key: str, default: Sequence[object], wanted: str) -> list[object]:
        found = self.values.get(key, list(default))
        if not isinstance(found, list):
            self.fault("NOT_A_LIST", key, value=shown(found))
            return []
        if not found:
            self.fault("EMPTY", key)
        wrong = [value for value in found if not _fits(value, wanted)]
        twice = [value for n, value in enumerate(found) if value in found[:n]]
        for value in wrong:
            self._wrong(key, value, wanted)
        for value in [] if wrong else twice:
            self.fault("SWEEP_TWICE", key, value=shown(value))
        return [] if wrong or twice else found

    def _wrong(self, key: str, value: object, wanted: str) -> None:
        raw = str(value).lower() if isinstance(value, bool) else value
        self.fault("TYPE", key, value=shown(raw), wanted=wanted)


def _fits(value: object, wanted: str) -> bool:
    if wanted == "text":
        return isinstance(value, str) and value != ""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
