"""One simulated replication as a row of a store: measures, histogram of waits, and a checksum over all of it."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.files import canonical_json, sha256
from sim.measures.customers import BINS

Key = tuple[int, int, int]
"""Variant, plan (by position), replication."""
_STORED = np.dtype("<u4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Measures as canonical JSON (null where there is none), waits compressed."""

    variant: int
    plan: int
    replication: int
    measures: bytes
    waits: bytes

    @classmethod
    def of(cls, key: Key, values: Mapping[str, float], waits: np.ndarray) -> Row:
        """Make a row from what a replication gave."""
        plain = {name: None if math.isnan(value) else float(value) for name, value in values.items()}
        filled = np.trim_zeros(waits, "b").astype(_STORED)
        variant, plan, replication = key
        return cls(
            variant=variant,
            plan=plan,
            replication=replication,
            measures=canonical_json(plain),
            waits=zlib.compress(filled.tobytes()),
        )

    @property
    def key(self) -> Key:
        """What the row is of."""
        return (self.variant, self.plan, self.replication)

    def checksum(self, of: str) -> str:
        """Return the SHA-256 over the row and the sweep `of` which it is."""
        head = f"{of} {self.variant} {self.plan} {self.replication} {len(self.measures)} "
        return sha256(head.encode() + self.measures + self.waits)

    def values(self) -> dict[str, float]:
        """Return the measures, NaN where there is none."""
        return {name: math.nan if value is None else value for name, value in json.loads(self.measures).items()}

    def histogram(self) -> np.ndarray:
        """Return the waits, shape (bins,)."""
        filled = np.frombuffer(zlib.decompress(self.waits), dtype=_STORED)
        return np.pad(filled.astype(np.int64), (0, BINS - len(filled)))
