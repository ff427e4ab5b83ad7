"""Makes the font subset anew: `python -m reports.fonts.subset /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc`.

Needed when a text or a scenario uses a character that the subset lacks (a test says so).
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

from reports.fonts import FAMILY, FILE

FACE = "Noto Sans CJK SC"
NAME_IDS = {1: FAMILY, 3: f"{FAMILY} Regular", 4: f"{FAMILY} Regular", 6: "HallflowSans-Regular", 16: FAMILY}
ROOT = Path(__file__).parents[2]


def characters() -> set[str]:
    """Every character that the subset must hold."""
    ascii_and_latin = {chr(c) for c in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    greek = {chr(c) for c in (*range(0x391, 0x3AA), *range(0x3B1, 0x3CA)) if c != 0x3A2}
    punctuation = set("‐–—‘’“”…‰′″€℃№→←↑↓−×÷≤≥≈∞±·●○■□▲△▼▽◆◇★☆①②③④⑤⑥⑦⑧⑨⑩　、。〈〉《》「」『』【】〔〕〇")
    full_width = {chr(c) for c in range(0xFF01, 0xFF5F)}
    gb2312 = set()
    for high in range(0xB0, 0xF8):
        gb2312 |= set(bytes(b for low in range(0xA1, 0xFF) for b in (high, low)).decode("gb2312", errors="ignore"))
    return ascii_and_latin | greek | punctuation | full_width | gb2312 | used()


def used() -> set[str]:
    """Return the characters of our own texts and of the shipped scenarios."""
    files = [
        *(ROOT / "sim" / "words").glob("*.py"),
        *(ROOT / "scenarios").rglob("*.csv"),
        *(ROOT / "scenarios").rglob("*.toml"),
    ]
    return {c for file in files for c in file.read_text(encoding="utf-8") if c.isprintable()}


def main(collection: str) -> None:
    """Write the subset of the face `FACE` in a font collection."""
    font = next(f for f in TTCollection(collection).fonts if f["name"].getDebugName(1) == FACE)
    options = Options(hinting=False, desubroutinize=False, layout_features=["kern", "locl"], notdef_outline=True)
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "GSUB", "GPOS"]
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(characters())))
    subsetter.subset(font)
    _rename(font)
    font.save(FILE)


def _rename(font: TTFont) -> None:
    for name_id, text in NAME_IDS.items():
        font["name"].removeNames(nameID=name_id)
        font["name"].setName(text, name_id, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = ["HallflowSans-Regular"]
    top[0].FamilyName, top[0].FullName = FAMILY, f"{FAMILY} Regular"


if __name__ == "__main__":
    main(sys.argv[1])
