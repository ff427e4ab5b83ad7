"""What a benchmark found, as Markdown: tables, targets, the machine, and the section of RESULTS.md that holds it."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.files import write_atomically

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = ("simpy", "numba", "numpy", "polars", "ciw", "salabim")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A figure with the limit that it should keep: at least or at most so much, in `unit`."""

    words: str
    found: float | None
    limit: float
    unit: str
    at_least: bool = False

    def row(self) -> tuple[str, str, str, str]:
        """Return the row of the table of targets; what was not measured is neither reached nor missed."""
        limit = f"{'≥' if self.at_least else '≤'} {self.limit:g}{self.unit}"
        if self.found is None:
            return self.words, limit, "–", "not measured"
        reached = self.found >= self.limit if self.at_least else self.found <= self.limit
        return self.words, limit, f"{_shown(self.found)}{self.unit}", "reached" if reached else "**not reached**"


def _shown(figure: float) -> str:
    return f"{figure:.3g}" if figure < 1000 else f"{figure:,.0f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def targets_table(targets: Iterable[Target]) -> str:
    """Return the table of targets."""
    return table(("target", "limit", "found", ""), [target.row() for target in targets])


def machine() -> str:
    """Return where and with what a benchmark ran, in a sentence."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        f"Measured {dt.date.today():%d %B %Y} on {os.cpu_count()} processors ({_processor()}; {platform.system()}), "
        f"Python {platform.python_version()}, {versions}."
    )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    """Return the processor's name, as Linux gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def write_section(name: str, text: str, path: Path = RESULTS) -> None:
    """Put a section between its markers, in place of what stood there; the rest of the file stays."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = path.read_text("utf-8").partition(begin)
    if not found or end not in rest:
        raise ValueError(f"{path} has no section between {begin} and {end}")
    after = rest.partition(end)[2]
    write_atomically(path, f"{before}{begin}\n{text.strip()}\n{end}{after}".encode())
