"""Faults in words, for people and for `--json`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.errors import Fault, InputError, Place
from sim.words import text, texts


def message(fault: Fault, lang: str) -> str:
    """Return what is wrong and what must hold, without the place."""
    key = f"option.{fault.code}"
    values = {"option": fault.place.file, **fault.values}
    if key in texts():
        return text(key, lang, **values)
    return text(fault.code, lang, **values) if fault.code in texts() else f"{fault.code}: {dict(fault.values)}"


def place(found: Place, lang: str) -> str:
    """Return a place as `file, row 17, key`."""
    parts = [found.file]
    if found.row is not None:
        parts.append(text("cli.place.row", lang, row=found.row))
    if found.key is not None:
        parts.append(found.key)
    return text("list.comma", lang).join(parts)


def line(fault: Fault, lang: str) -> str:
    """Return one line for a person."""
    return text("cli.fault", lang, place=place(fault.place, lang), message=message(fault, lang), code=fault.code)


def as_json(faults: Sequence[Fault], lang: str) -> list[dict[str, Any]]:
    """Return faults as objects: code, file, row, key, value, message."""
    return [
        {
            "code": fault.code,
            "file": fault.place.file,
            "row": fault.place.row,
            "key": fault.place.key,
            "value": None if fault.values.get("value") is None else str(fault.values["value"]),
            "message": message(fault, lang),
        }
        for fault in faults
    ]


def usage(detail: str) -> InputError:
    """Return the fault of a command line that cannot be read."""
    return InputError([Fault(code="USAGE", place=Place(file="hall"), values={"value": detail})])
