"""Where a scenario lies, a shipped one, a folder of tables or one file, and what stands there as a draft."""

from __future__ import annotations

import difflib
from functools import cache
from importlib import resources
from pathlib import Path

from sim.errors import Fault, InputError, Place, ScenarioError
from sim.scenario.draft import Draft, DraftRow, nearest
from sim.scenario.schema import FILES, IGNORED_COLUMN, TABLES, columns
from sim.scenario.toml_file import LARGEST_TOML, parse
from sim.tables.read import read_bytes, read_sheets, read_table
from sim.tables.table import Table, shown

MAIN = "scenario.toml"
WHATIF = "whatif"
WORKBOOK = "tables"
INLINE = "tables"
"""Key under which a TOML file may hold tables: `[[tables.windows]]`; `[[windows]]` does as well."""


@cache
def shipped_folder() -> Path:
    """Return the folder of the scenarios that come with the program."""
    return Path(str(resources.files("scenarios")))


def shipped() -> list[str]:
    """Return the names of the scenarios that come with the program, what-ifs included."""
    names = []
    for main in sorted(shipped_folder().glob(f"*/{MAIN}")):
        names.append(main.parent.name)
        names += [f"{main.parent.name}/{WHATIF}/{file.stem}" for file in sorted((main.parent / WHATIF).glob("*.toml"))]
    return names


def shipped_file(name: str) -> Path | None:
    """Return the file of a shipped scenario, None if there is none of that name."""
    if name not in shipped():
        return None
    folder = shipped_folder() / name
    return folder / MAIN if (folder / MAIN).is_file() else folder.with_name(f"{folder.name}.toml")


def locate(name_or_path: str | Path) -> Path:
    """Return the TOML file that stands for a name or a path.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    path, text, code = Path(name_or_path), str(name_or_path), "NO_SUCH_SCENARIO"
    try:
        if path.is_file():
            return path
        if (path / MAIN).is_file():
            return path / MAIN
        found = shipped_file(text.strip("/"))
        code = "NO_SCENARIO_TOML" if path.is_dir() else code
    except (OSError, ValueError):  # a name too long for the disc, or with a null character
        found = None
    if found is not None:
        return found
    values = {"value": shown(text), **nearest(text, shipped())}
    raise ScenarioError([Fault(code=code, place=Place(file=shown(text)), values=values)])


def label(path: Path) -> str:
    """Return how messages name a file of a scenario: its hall's folder and what follows."""
    hall = hall_folder(path)
    if hall is None:
        return path.name
    resolved = hall.resolve()
    return f"{resolved.name}/{path.resolve().relative_to(resolved).as_posix()}" if resolved.name else path.name


def hall_folder(path: Path) -> Path | None:
    """Return the nearest folder at or above a file that holds a `scenario.toml`."""
    return next((folder for folder in path.resolve().parents if (folder / MAIN).is_file()), None)


def read_toml(path: Path, draft: Draft) -> dict[str, object]:
    """Read a TOML file; its keys' lines and its notes go into the draft.

    Raises
    ------
    InputError
        What stopped the reading.
    """
    file = label(path)
    values, lines, notes = parse(read_bytes(path, file, LARGEST_TOML), file)
    draft.lines.update({key: (file, line) for key, line in lines.items()})
    draft.notes += notes
    return values


def read_base(path: Path) -> Draft:
    """Read a scenario that extends nothing: its TOML file, and the tables beside a `scenario.toml`."""
    draft = Draft(file=label(path))
    try:
        values = read_toml(path, draft)
    except InputError as error:
        draft.faults += error.faults
        draft.unread |= TABLES.keys()
        values = {}
    take_inline_tables(values, draft)
    draft.settings = values
    if path.name == MAIN:
        _read_folder(path.parent, draft)
    return draft


def take_inline_tables(values: dict[str, object], draft: Draft) -> None:
    """Move the tables written in a TOML file from its values to the draft's tables."""
    inline = values.pop(INLINE, {})
    if not isinstance(inline, dict):
        draft.fault("TYPE", draft.where((INLINE,)), value=shown(inline), wanted="section")
        inline = {}
    for name, rows in inline.items():
        _inline_table(name, rows, (INLINE, name), draft)
    for name in [name for name, rows in values.items() if name in FILES and isinstance(rows, list)]:
        _inline_table(name, values.pop(name), (name,), draft)


def _inline_table(name: str, rows: object, path: tuple[str, ...], draft: Draft) -> None:
    if name not in FILES:
        draft.fault("UNKNOWN_TABLE", draft.where(path), value=shown(name), **nearest(name, FILES))
        return
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        draft.fault("TYPE", draft.where(path), value=shown(rows), wanted="table")
        return
    known = columns(TABLES[FILES[name]])
    taken = draft.tables.setdefault(FILES[name], [])
    for index, row in enumerate(rows):
        place = draft.where((*path, index))
        moved = {}
        for column in row:
            at = draft.where((*path, index, column))
            moved[column] = Place(file=at.file, row=at.row, key=column)
        cells = {column: value for column, value in row.items() if column != IGNORED_COLUMN or column in known}
        taken.append(DraftRow(place=Place(file=place.file, row=place.row), cells=cells, moved=moved))


def _read_folder(folder: Path, draft: Draft) -> None:
    """Read every table of a folder."""
    read: dict[str, str] = {}
    for file in sorted(folder.iterdir()):
        ending = file.suffix.lower()
        if ending not in {".csv", ".xlsx"} or file.name.startswith(("~$", ".")):
            continue
        try:
            if ending == ".xlsx" and file.stem == WORKBOOK:
                found = read_sheets(file, label(file))
            elif file.stem in FILES:
                found = {file.stem: read_table(file, label(file))}
            else:
                _unknown_table(file.stem, label(file), draft)
                continue
        except InputError as error:
            draft.faults += error.faults
            draft.unread |= {FILES[file.stem]} if file.stem in FILES else TABLES.keys()
            continue
        for name, table in found.items():
            _take(name, table, read, draft)


def _take(name: str, table: Table, read: dict[str, str], draft: Draft) -> None:
    """Add a table that was read to the draft."""
    draft.notes += table.notes
    if name not in FILES:
        _unknown_table(name, table.file, draft)
        return
    if name in read:
        draft.fault("TABLE_TWICE", Place(file=table.file), value=name, first=read[name])
        return
    read[name] = table.file
    known = columns(TABLES[FILES[name]])
    unknown = [c for c in table.columns if c not in known and c != IGNORED_COLUMN]
    for column in unknown:
        draft.fault(
            "UNKNOWN_FIELD",
            Place(file=table.file, row=1, key=shown(column)),
            value=shown(column),
            **nearest(column, known),
        )
    missing = [c.name for c in known.values() if c.required and not c.optional and c.name not in table.columns]
    for column in missing:
        draft.fault("MISSING_COLUMN", Place(file=table.file, row=1, key=column), value=column)
    dropped = {IGNORED_COLUMN, *unknown} - set(known)
    placeholders = dict.fromkeys(missing, MISSING)
    rows = draft.tables.setdefault(FILES[name], [])
    for row in table.rows:
        cells = {c: v for c, v in row.cells.items() if c not in dropped} | placeholders
        rows.append(DraftRow(place=Place(file=table.file, row=row.number), cells=cells, epoch=table.epoch))


MISSING = object()
"""Stands in a row for a column that the whole table lacks (reported once)."""


def _unknown_table(name: str, file: str, draft: Draft) -> None:
    """A table of an unknown name is a fault if it looks misspelt, else it is left alone and said so."""
    if difflib.get_close_matches(name, FILES, n=1, cutoff=0.8):
        draft.fault("UNKNOWN_TABLE", Place(file=file), value=shown(name), **nearest(name, FILES))
    else:
        draft.note("UNUSED_TABLE", Place(file=file), value=shown(name))
