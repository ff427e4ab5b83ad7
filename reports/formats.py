"""How cells of the roster workbook look."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

PALE = ("#cfe3f1", "#fbe3b5", "#c9ebdf", "#f3dcea", "#dcf0fb", "#f7d4c2", "#faf5bd", "#e3e5e8")
"""Pale tints of the figures' colours, on which black print is legible."""


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, **properties: object) -> Format:
        """Return the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base: dict[str, object] = {"font_name": "Arial", "font_size": 9, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**base, **properties})
        return self._made[key]

    @property
    def title(self) -> Format:
        """A sheet's title."""
        return self.of(bold=True, font_size=15, font_color="#0b5d8a")

    @property
    def head(self) -> Format:
        """A column's head."""
        return self.of(bold=True, bottom=2, bottom_color="#0b5d8a", text_wrap=True, align="center")

    @property
    def head_left(self) -> Format:
        """The head of a column of names."""
        return self.of(bold=True, bottom=2, bottom_color="#0b5d8a", text_wrap=True)

    @property
    def name(self) -> Format:
        """A name."""
        return self.of(bottom=4, bottom_color="#c9ced3")

    @property
    def overdue(self) -> Format:
        """A state that is late."""
        return self.of(bottom=4, bottom_color="#c9ced3", bold=True, font_color="#a63d12")

    @property
    def label(self) -> Format:
        """A number that names something."""
        return self.of(bottom=4, bottom_color="#c9ced3", align="center")

    @property
    def number(self) -> Format:
        """A number, already put into words."""
        return self.of(bottom=4, bottom_color="#c9ced3", align="right")

    @property
    def quiet(self) -> Format:
        """What is said beside."""
        return self.of(font_color="#66727d")

    @property
    def wrapped(self) -> Format:
        """Running text."""
        return self.of(text_wrap=True, valign="top")

    @property
    def leave(self) -> Format:
        """A day off."""
        return self.of(
            align="center",
            font_color="#8a8f98",
            italic=True,
            bg_color="#f4f5f6",
            border=1,
            border_color="#e3e5e8",
        )

    @property
    def empty(self) -> Format:
        """A day or half-hour without duty."""
        return self.of(border=1, border_color="#e9ebed")

    def duty(self, colour: int | None) -> Format:
        """A duty in the tint of a department (None: the back office)."""
        tint = "#eef0f2" if colour is None else PALE[colour % len(PALE)]
        return self.of(align="center", bg_color=tint, border=1, border_color="#ffffff", shrink=True)
