"""The marks of a scenario's rows (`F7`, `A-patience`): which rows rest on each, and what its README says of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from sim.domain.scenario_data import Scenario

MARK = re.compile(r"A-[A-Za-z0-9][\w-]*|F\d+")
TABLES = (
    "zones",
    "departments",
    "queues",
    "windows",
    "seasons",
    "desks",
    "items",
    "stops",
    "steps",
    "arrivals",
    "profiles",
    "officers",
    "backlog",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A mark, the number of rows by table that rest on it, and its explanation (None: the README has none)."""

    mark: str
    rows: dict[str, int]
    explanation: str | None


def origins(scenario: Scenario, readme: str = "") -> tuple[Origin, ...]:
    """Return every mark in use or explained: assumptions first, each kind in its order."""
    rows: dict[str, Counter[str]] = {}
    for table in TABLES:
        for row in getattr(scenario, table):
            for mark in set(MARK.findall(row.origin)):
                rows.setdefault(mark, Counter())[table] += 1
    said = explanations(readme)
    marks = sorted({*rows, *said}, key=_order)
    return tuple(Origin(mark=m, rows=dict(rows.get(m, {})), explanation=said.get(m)) for m in marks)


def explanations(readme: str) -> dict[str, str]:
    """Read what a README says of each mark: a table row, a list entry, or a heading with the paragraph under it."""
    found: dict[str, str] = {}
    lines = readme.splitlines()
    for number, line in enumerate(lines):
        mark, said = _entry(line)
        if mark is None:
            continue
        if line.lstrip().startswith("#"):
            said = " ".join(part for part in (said, _paragraph(lines[number + 1 :])) if part)
        elif not line.lstrip().startswith("|"):
            said = " ".join([said, *_continued(lines[number + 1 :])])
        if said:
            found.setdefault(mark, plain(said))
    return found


def plain(markdown: str) -> str:
    """Return Markdown's text without its marks."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"\s+", " ", re.sub(r"(\*\*|__|`)", "", text)).strip()


def _entry(line: str) -> tuple[str | None, str]:
    """Split a line that is about one mark into the mark and the rest."""
    match = re.match(r"\s*(?:[-*+]|\||#+|\d+\.)\s*[*`]*((?:A-[A-Za-z0-9][\w-]*)|F\d+)[*`]*\s*[|:：.—–-]*\s*(.*)$", line)
    if not match:
        return None, ""
    rest = match.group(2).strip()
    if line.lstrip().startswith("|"):
        rest = " · ".join(cell.strip() for cell in rest.strip("|").split("|") if cell.strip())
    return match.group(1), rest


def _paragraph(lines: list[str]) -> str:
    taken: list[str] = []
    for line in lines:
        if line.startswith("#") or (not line.strip() and taken):
            break
        if line.strip():
            taken.append(line.strip())
    return " ".join(taken)


def _continued(lines: list[str]) -> list[str]:
    """Return the indented lines that go on with a list entry."""
    taken: list[str] = []
    for line in lines:
        if not line.strip() or not line.startswith(("  ", "\t")):
            break
        taken.append(line.strip())
    return taken


def _order(mark: str) -> tuple[int, int, str]:
    return (1, int(mark[1:]), "") if mark[0] == "F" else (0, 0, mark)
