"""Bytes to text: UTF-8, or UTF-16 with its mark, else GB18030, said aloud; no control characters."""

from __future__ import annotations

import codecs
import re

from sim.errors import Fault, InputError, Place

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(data: bytes, file: str) -> tuple[str, list[Fault]]:
    """Return the text of a file with line ends as LF, and notes on how it was read.

    Raises
    ------
    InputError
        ENC_BAD or CONTROL_CHAR.
    """
    text, notes = _text(data, file)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise InputError(
            [
                Fault(
                    code="CONTROL_CHAR",
                    place=Place(file=file, row=line),
                    values={"value": repr(found[0])[1:-1]},
                )
            ]
        )
    return text, notes


def _text(data: bytes, file: str) -> tuple[str, list[Fault]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(data, "utf-16", file), [Fault(code="ENC_UTF16", place=Place(file=file))]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _strictly(data, "gb18030", file), [Fault(code="ENC_GBK", place=Place(file=file))]


def _strictly(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        values = {"value": data[error.start : error.start + 4].hex(" ")}
        raise InputError([Fault(code="ENC_BAD", place=Place(file=file, row=line), values=values)]) from None
