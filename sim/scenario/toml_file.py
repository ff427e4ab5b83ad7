"""A TOML file to values that know their line, with every way of getting TOML wrong told apart."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from sim.errors import Fault, InputError, Place
from sim.scenario.draft import Path
from sim.tables.decode import decode
from sim.tables.table import shown
from sim.tables.values import AMBIGUOUS_DATE, BOOLISH, narrow

LARGEST_TOML = 2_000_000
HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
ASSIGNMENT = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=\s*(.*)$""")
DEEP_KEY = re.compile(r"(?<![\w-])(?:[\w-]+\s*\.\s*){50}")
LONGEST_LINE = 2000
"""Beyond that a line is not looked into for its key."""
AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
DUPLICATE = (
    "Cannot overwrite",
    "Cannot declare",
    "Cannot redefine",
    "Cannot mutate",
    "Duplicate inline table key",
)
STRINGS = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|\#.*$""")
DATE_LIKE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
CHINESE_DATE = re.compile(r"[〇零一二三四五六七八九十\d]+年")


def parse(data: bytes, file: str) -> tuple[dict[str, object], dict[Path, int], list[Fault]]:
    """Return the values of a TOML file, the line of each key, and notes on how the file was read.

    Raises
    ------
    InputError
        What stopped the reading.
    """
    text, notes = decode(data, file)
    if DEEP_KEY.search(text):
        raise InputError([Fault(code="TOO_DEEP", place=Place(file=file))])
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise InputError([Fault(code="TOO_DEEP", place=Place(file=file))]) from None
    except ValueError as error:
        raise InputError([_fault(error, text, file)]) from None
    return values, line_index(text), notes


def line_index(text: str) -> dict[Path, int]:
    """Return the line on which each section and key stands (inside inline tables they are not told apart)."""
    found: dict[Path, int] = {}
    for number, path in _walk(text):
        found.setdefault(path, number)
    return found


def _walk(text: str) -> Iterator[tuple[int, Path]]:
    """Yield (line, path) of each header and assignment."""
    counts: dict[Path, int] = {}
    section: Path = ()
    for number, whole in enumerate(text.split("\n"), start=1):
        line = whole[:LONGEST_LINE]
        header = HEADER.match(line)
        assignment = None if header else ASSIGNMENT.match(line)
        if header:
            section = _resolved(_keys(header[2]), counts)
            if header[1] == "[[":
                counts[section] = counts.get(section, -1) + 1
                section = (*section, counts[section])
            yield number, section
        elif assignment:
            yield number, (*section, *_keys(assignment[1]))


def _resolved(keys: Path, counts: dict[Path, int]) -> Path:
    """Put the number of the current element behind each array of tables on the way to the last key."""
    path: Path = ()
    for key in keys[:-1]:
        path = (*path, key)
        if path in counts:
            path = (*path, counts[path])
    return (*path, keys[-1])


def _keys(text: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in text.split("."))


def _fault(error: ValueError, text: str, file: str) -> Fault:
    """Name what is wrong at the place where the parser stopped."""
    message = str(error)
    found = AT_LINE.search(message)
    lines = text.split("\n")
    number = min(int(found[1]), len(lines)) if found else len(lines)
    if "Exceeds the limit" in message or "integer string conversion" in message:
        number = next((n for n, line in enumerate(lines, start=1) if re.search(r"\d{4000}", line)), 1)
        values: dict[str, object] = {"value": shown(lines[number - 1]), "limit": 18}
        return Fault(code="NUM_TOO_LONG", place=_place(file, number, lines[number - 1][:LONGEST_LINE]), values=values)
    line = lines[number - 1][:LONGEST_LINE]
    if message.startswith(DUPLICATE):
        return _duplicate(text, file, number, line)
    code = _code(message, line)
    return Fault(
        code=code,
        place=_place(file, number, line),
        values={"value": shown(line.strip()), "reason": shown(AT_LINE.sub("", message).strip())},
    )


def _place(file: str, number: int, line: str) -> Place:
    assignment = ASSIGNMENT.match(line)
    return Place(file=file, row=number, key=shown(assignment[1]) if assignment else None)


def _duplicate(text: str, file: str, number: int, line: str) -> Fault:
    here = [path for at, path in _walk(text) if at == number]
    first = next((at for at, path in _walk(text) if here and path == here[0] and at < number), None)
    header = HEADER.match(line)
    name = header[2] if header else str(here[0][-1]) if here else line.strip()
    place = Place(file=file, row=number, key=shown(name))
    return Fault(
        code="DUP_KEY",
        place=place,
        values={"value": shown(name), "first": first if first is not None else "?"},
    )


def _code(message: str, line: str) -> str:
    """Choose the code from the bare parts of the line (strings and comments cut out)."""
    bare = STRINGS.sub('""', line)
    assignment = ASSIGNMENT.match(line)
    value = (assignment[2] if assignment else "").split("#")[0].strip()
    words = {word.lower() for word in re.findall(r"[^\W\d_]+", STRINGS.sub("", assignment[2] if assignment else ""))}
    tests = (
        ("ENC_BAD", "Unicode scalar" in message),
        ("BAD_DATE", bool(DATE_LIKE.fullmatch(narrow(value)))),
        ("DATE_AMBIGUOUS", bool(AMBIGUOUS_DATE.fullmatch(value))),
        ("DATE_FORMAT", bool(CHINESE_DATE.match(value))),
        ("FULLWIDTH_COMMA", "，" in bare),
        ("CURLY_QUOTE_BARE", "“" in bare or "”" in bare),
        ("FULLWIDTH_COLON", "：" in bare),
        ("FULLWIDTH_SIGN", narrow(bare) != bare.strip()),
        ("BOOLISH_STRING", bool(words & BOOLISH)),
        ("LEADING_ZERO_TOML", bool(re.fullmatch(r"[+-]?0\d+", value))),
        ("COLON_FOR_EQUALS", assignment is None and bool(re.match(r"\s*[^\s=:\[]+\s*:", bare))),
    )
    return next((code for code, applies in tests if applies), "TOML_SYNTAX")
