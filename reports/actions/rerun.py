"""`hall rerun`: a result made again from what its folder holds, and compared byte by byte."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.errors import Fault, IdentityError, Place, UsageError
from sim.progress import Unwatched, Watch
from sim.tables.table import shown
from sim.versions import versions

Again = Callable[[Path, Path, int | None, Watch], None]
"""Makes the files of a result again: its folder, the folder to write into, workers, watch."""

KINDS: Mapping[str, str] = {
    "measures.json": "reports.actions.again",
    "sweep.json": "reports.actions.sweep",
    "comparison.json": "reports.actions.compare_again",
    "risk.json": "reports.actions.risk",
    "sensitivity.json": "reports.actions.sensitivity_again",
}
"""By the file that tells what a folder is: the module whose `again` makes it once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RerunResult:
    """What came out the same, what did not, and which versions have changed since.

    Attributes
    ----------
    same, different, not_repeated : tuple of str
        Files of the result: made again with the same bytes, with other bytes, or not made again (pictures and
        workbooks made from the others, and what a search against the clock left).
    changed : mapping of str to (str, str)
        What the result rests on, then and now, where that differs.
    """

    folder: Path
    same: tuple[str, ...]
    different: tuple[str, ...]
    not_repeated: tuple[str, ...]
    changed: Mapping[str, tuple[str, str]]

    @property
    def exit_code(self) -> int:
        """3 where bytes differ: a run is a function of what its folder holds."""
        return 0 if self.identical else IdentityError.exit_code

    @property
    def identical(self) -> bool:
        """Whether all that was made again has the same bytes."""
        return not self.different

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""
        return {
            "folder": str(self.folder),
            "identical": self.identical,
            "same": list(self.same),
            "different": list(self.different),
            "not_repeated": list(self.not_repeated),
            "changed": {name: {"then": then, "now": now} for name, (then, now) in self.changed.items()},
        }


def rerun(folder: Path, *, workers: int | None = None, watch: Watch | None = None) -> RerunResult:
    """Make a result again beside the old one, which stays as it is, and compare.

    Raises
    ------
    UsageError
        The folder holds no result of ours.
    Interrupted
        The user stopped it.
    """
    again = _again(folder)
    watch = Unwatched() if watch is None else watch
    with tempfile.TemporaryDirectory(prefix="hall-rerun-") as temporary:
        into = Path(temporary) / "again"
        into.mkdir()
        again(folder, into, workers, watch)
        old, new = _files(folder), _files(into)
        different = {name for name in new if name not in old or _bytes(folder, name) != _bytes(into, name)}
    return RerunResult(
        folder=folder,
        same=tuple(sorted(new - different)),
        different=tuple(sorted(different)),
        not_repeated=tuple(sorted(old - new)),
        changed=_changed(folder),
    )


def _again(folder: Path) -> Again:
    for marker, module in KINDS.items():
        if (folder / marker).is_file():
            made: Again = import_module(module).again
            return made
    raise UsageError(
        [Fault(code="NOT_A_RESULT", place=Place(file=shown(str(folder))), values={"value": ", ".join(KINDS)})]
    )


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _bytes(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


def _changed(folder: Path) -> dict[str, tuple[str, str]]:
    """Return the versions that differ from those of the result."""
    file = folder / "provenance.json"
    then: dict[str, str] = json.loads(file.read_text(encoding="utf-8")).get("versions", {}) if file.is_file() else {}
    now = versions()
    return {name: (value, now.get(name, "")) for name, value in then.items() if now.get(name) != value}
