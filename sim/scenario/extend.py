"""Overlays: a file that states only its differences from the scenario it extends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from sim.errors import Fault, InputError, Place
from sim.scenario.draft import Draft, nearest
from sim.scenario.draft import Path as Keys
from sim.scenario.edits import OPERATIONS, apply_edits
from sim.scenario.source import (
    MAIN,
    hall_folder,
    label,
    read_base,
    read_toml,
    shipped,
    shipped_file,
    take_inline_tables,
)
from sim.tables.table import shown

EXTENDS = "extends"
DEEPEST = 10


def read_extended(path: Path, chain: tuple[Path, ...] = ()) -> Draft:
    """Read a scenario and, before it, whatever it extends; `chain` holds the files that lead here.

    Raises
    ------
    InputError
        If the chain of files cannot be followed to its end.
    """
    own = Draft(file=label(path))
    try:
        values = read_toml(path, own)
    except InputError:
        if chain:
            raise
        return read_base(path)
    if EXTENDS not in values:
        return read_base(path)
    place = own.where((EXTENDS,))
    base = _base(values.pop(EXTENDS), path, place)
    chain = (*chain, path.resolve())
    _no_cycle(base.resolve(), chain, place)
    return _overlaid(read_extended(base, chain), own, values, path)


def _no_cycle(base: Path, chain: tuple[Path, ...], place: Place) -> None:
    if base in chain:
        names = " → ".join(file.name for file in (*chain[chain.index(base) :], base))
        raise InputError([Fault(code="EXTENDS_CYCLE", place=place, values={"value": names})])
    if len(chain) >= DEEPEST:
        raise InputError([Fault(code="EXTENDS_TOO_DEEP", place=place, values={"limit": DEEPEST})])


def _base(reference: object, path: Path, place: Place) -> Path:
    """Return the file that `extends` means: beside the overlay, in the hall's folder, or a shipped one."""
    if not isinstance(reference, str) or not reference:
        raise InputError([Fault(code="TYPE", place=place, values={"value": shown(reference), "wanted": "text"})])
    escape = _escape(reference)
    if escape:
        raise InputError([Fault(code="PATH_ESCAPE", place=place, values={"value": shown(reference), "reason": escape})])
    beside = path.resolve().parent
    hall = hall_folder(path)
    for folder in (beside, hall):
        found = _inside(folder, reference, hall or beside, place) if folder else None
        if found:
            return found
    found = shipped_file(reference.removesuffix(".toml"))
    if found is None:
        values = {"value": shown(reference), **nearest(reference, [MAIN, *shipped()])}
        raise InputError([Fault(code="UNKNOWN_BASE", place=place, values=values)])
    return found


def _inside(folder: Path, reference: str, root: Path, place: Place) -> Path | None:
    """Return the file of that name in a folder; a link that leads out of the scenario is refused."""
    candidate = folder / reference
    if candidate.is_dir():
        candidate /= MAIN
    if not candidate.is_file():
        return None
    if not candidate.resolve().is_relative_to(root):
        raise InputError([Fault(code="PATH_ESCAPE", place=place, values={"value": shown(reference), "reason": "link"})])
    return candidate


def _escape(reference: str) -> str | None:
    """Say how a reference would leave the scenario's folder."""
    if "://" in reference:
        return "url"
    if "\\" in reference or ".." in PurePosixPath(reference).parts:
        return "parent"
    if reference.startswith(("/", "~")) or reference[1:2] == ":" or "\x00" in reference:
        return "absolute"
    return None


def _overlaid(base: Draft, own: Draft, values: dict[str, object], path: Path) -> Draft:
    """Lay an overlay's differences over its base."""
    operations = {name: values.pop(name) for name in OPERATIONS if name in values}
    inline: dict[str, object] = dict(values)
    take_inline_tables(inline, own)
    _name(inline, base, path)
    lines = {key: at for key, at in own.lines.items() if key[0] not in OPERATIONS}
    for listed in _lists(inline):
        base.lines = {key: at for key, at in base.lines.items() if key[: len(listed)] != listed}
    base.settings = merged(base.settings, inline)
    base.lines.update(lines)
    base.tables.update(own.tables)
    base.file = own.file
    base.faults += own.faults
    base.notes += own.notes
    apply_edits(operations, own, base)
    return base


def _name(values: dict[str, object], base: Draft, path: Path) -> None:
    """An overlay without a name is called by its base's name and its own file."""
    if "name" not in values and isinstance(base.settings.get("name"), str):
        folder = f"{path.parent.name}/" if path.parent.name == "whatif" else ""
        values["name"] = f"{str(base.settings['name']).split('/')[0]}/{folder}{path.stem}"


def _lists(values: Mapping[str, object], path: Keys = ()) -> Iterator[Keys]:
    """Yield the keys of lists: an overlay replaces them whole, so their former lines mean nothing."""
    for name, value in values.items():
        if isinstance(value, list):
            yield (*path, name)
        elif isinstance(value, dict):
            yield from _lists(value, (*path, name))


def merged(base: dict[str, object], over: dict[str, object]) -> dict[str, object]:
    """Return `base` with the values of `over`; sections merge, everything else is replaced."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        result[key] = merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result
