"""What results rest on: the versions of Python and of packages, and the simulator's own sources."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from functools import cache
from pathlib import Path

PACKAGES = ("hallflow", "holidays", "numba", "numpy", "ortools", "polars", "pydantic", "scipy", "simpy")
SOURCES = "sim sources"
"""Key under which the digest of the sources stands among the versions."""
_ROOT = Path(__file__).parent
_NO_MATTER = "words"
"""Texts for people move no number."""


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages on which numbers depend, and the digest of the sources."""
    return {
        "python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
        SOURCES: source_digest(),
    }


@cache
def source_digest() -> str:
    """Return a short SHA-256 over every source of the simulator: two that agree simulate the same."""
    digest = hashlib.sha256()
    for path in sorted(_ROOT.rglob("*.py")):
        inside = path.relative_to(_ROOT)
        if inside.parts[0] != _NO_MATTER:
            digest.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@cache
def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "absent"
