"""How wide a text is in our font, and how it is broken into lines that fit."""

from __future__ import annotations

import re
from functools import cache

from matplotlib.ft2font import FT2Font

from reports.fonts import FILE

EM = 1000.0
"""Size at which glyphs are measured; widths are kept per em."""
POINTS_PER_INCH = 72.0
LINE_HEIGHT = 1.32
"""Of a line of text, in font sizes."""
WORDS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef、。]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+")
"""What a line may be broken between: Chinese characters, and words."""
NEVER_FIRST = frozenset("，。、；：！？）》”’,.;:!?)…%")
"""Punctuation that begins no line."""


def inches(text: str, size: float) -> float:
    """Return the width of a line of text of `size` points."""
    return sum(_ems(character) for character in text) * size / POINTS_PER_INCH


def wrap(text: str, size: float, width: float, most: int = 3) -> list[str]:
    """Break a text into at most `most` lines of `width` inches; what is left over becomes an ellipsis."""
    lines = [""]
    for glue, piece in _pieces(text, size, width):
        joined = lines[-1] + (glue if lines[-1] else "") + piece
        if not lines[-1] or inches(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(piece)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], size, width)]
    return lines if lines != [""] else []


def height(size: float) -> float:
    """Return the height of a line of text, in inches."""
    return size * LINE_HEIGHT / POINTS_PER_INCH


def _pieces(text: str, size: float, width: float) -> list[tuple[str, str]]:
    """Return what stays together, each with what stands before it on the same line: nothing or a space."""
    found: list[tuple[str, str]] = []
    end = 0
    for match in WORDS.finditer(text):
        glue, piece = " " if match.start() > end else "", match.group()
        end = match.end()
        if found and not glue and piece[0] in NEVER_FIRST:
            found[-1] = (found[-1][0], found[-1][1] + piece)
        else:
            found += [(glue if n == 0 else "", part) for n, part in enumerate(_broken(piece, size, width))]
    return found


def _broken(word: str, size: float, width: float) -> list[str]:
    """Break a word that is wider than a line."""
    parts = [""]
    for character in word:
        if parts[-1] and inches(parts[-1] + character, size) > width:
            parts.append("")
        parts[-1] += character
    return parts


def _cut(line: str, size: float, width: float) -> str:
    while line and inches(line + "…", size) > width:
        line = line[:-1]
    return line.rstrip() + "…"


@cache
def _font() -> FT2Font:
    font = FT2Font(str(FILE))
    font.set_size(EM, POINTS_PER_INCH)
    return font


@cache
def _ems(character: str) -> float:
    """Return the width of a character in ems; one that our font lacks is drawn from another and taken as one em."""
    font = _font()
    index = font.get_char_index(ord(character))
    return font.load_glyph(index).linearHoriAdvance / 65536 / EM if index else 1.0
