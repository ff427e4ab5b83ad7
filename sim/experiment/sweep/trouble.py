"""Why a chunk failed for good, as a store keeps it and as people are told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sim.errors import Fault, Place
from sim.experiment.sweep.spec import Chunk
from sim.experiment.sweep.work import Trouble
from sim.files import canonical_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A chunk without results, and why."""

    chunk: Chunk
    plan: str
    trouble: Trouble

    def json(self) -> dict[str, Any]:
        """Return it as plain values."""
        numbers = self.chunk.replications
        return {
            "variant": self.chunk.variant,
            "plan": self.plan,
            "first_replication": numbers[0],
            "last_replication": numbers[-1],
            **_plain(self.trouble),
        }


def encoded(trouble: Trouble) -> str:
    """Return a trouble as text."""
    return canonical_json(_plain(trouble)).decode()


def decoded(text: str) -> Trouble:
    """Return the trouble of a text."""
    found = json.loads(text)
    return Trouble(kind=found["kind"], text=found["text"], faults=tuple(_faults(found["faults"])))


def _plain(trouble: Trouble) -> dict[str, Any]:
    faults = [
        {
            "code": fault.code,
            "file": fault.place.file,
            "row": fault.place.row,
            "key": fault.place.key,
            "values": {name: value if isinstance(value, int) else str(value) for name, value in fault.values.items()},
        }
        for fault in trouble.faults
    ]
    return {"kind": trouble.kind, "text": trouble.text, "faults": faults}


def _faults(plain: Iterable[dict[str, Any]]) -> Iterable[Fault]:
    for one in plain:
        place = Place(file=one["file"], row=one["row"], key=one["key"])
        yield Fault(code=one["code"], place=place, values=one["values"])
