"""One cell to one value: numbers, times, dates, truths and names, as people and spreadsheets write them.

Full-width digits and spreadsheet serials are read where they are unambiguous, and a note is left; names are
never changed.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.tables.table import shown

NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width letters, digits and punctuation to ASCII; nothing else (² is not 2)."""

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
DIGITS = re.compile(r"[+-]?\d+", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,' _]\d{3})+(?:\.\d+)?|\d+(?:_\d+)+", re.ASCII)
NOT_FINITE = re.compile(r"[+-]?\.?(?:nan|inf|infinity)", re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?", re.ASCII)
OTHER_DATE = re.compile(r"(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?", re.ASCII)
AMBIGUOUS_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}", re.ASCII)
SERIAL_DATE = re.compile(r"\d{5}(?:\.0+)?", re.ASCII)
BOOLISH = frozenset({"yes", "no", "on", "off", "y", "n", "t", "f", "是", "否", "对", "错", "有", "无"})
LONGEST_NUMBER = 18
EXACT_AS_FLOAT = 10**15
EPOCH_1900 = dt.date(1899, 12, 30)
FIRST_DATE_1900 = dt.date(1900, 3, 1)
SERIALS_1900 = 60


class Unreadable(Exception):
    """A cell that cannot be read; `code` and `values` say why."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code, values)


def narrow(text: str) -> str:
    """Return text with full-width ASCII made ordinary and outer spaces dropped."""
    return (text if text.isascii() else text.translate(NARROW)).strip()


@dataclass(slots=True)
class Reader:
    """Reads cells of one source; what was interpreted collects in `notes` as (code, values).

    Attributes
    ----------
    epoch : date or None
        Day 0 of serial dates if the source is a sheet, else None.
    """

    epoch: dt.date | None = None
    notes: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    def note(self, code: str, raw: object, read: object) -> None:
        """Remember that `raw` was read as `read`."""
        self.notes.append((code, {"value": shown(raw), "read": shown(read)}))

    def number(self, raw: object) -> float:
        """Read a finite number."""
        if isinstance(raw, bool):
            raise Unreadable("TYPE", value=str(raw).lower(), wanted="number")
        if isinstance(raw, dt.time | dt.datetime | dt.timedelta):
            raise Unreadable("DURATION_AMBIGUOUS", value=shown(raw))
        if isinstance(raw, int | float):
            return self._bounded(
                float(raw) if abs(raw) < 10**LONGEST_NUMBER or isinstance(raw, float) else math.nan, raw
            )
        if not isinstance(raw, str):
            raise Unreadable("TYPE", value=shown(raw), wanted="number")
        text = narrow(raw)
        if not NUMBER.fullmatch(text):
            raise self._why_no_number(text, raw)
        if sum(c.isdigit() for c in text) > LONGEST_NUMBER and DIGITS.fullmatch(text):
            raise Unreadable("NUM_TOO_LONG", value=shown(raw), limit=LONGEST_NUMBER)
        if text != raw.strip():
            self.note("FULLWIDTH_NUMBER", raw, text)
        return self._bounded(float(text), raw)

    @staticmethod
    def _bounded(value: float, raw: object) -> float:
        if math.isfinite(value):
            return value
        if isinstance(raw, int):
            raise Unreadable(
                "NUM_TOO_LONG", value=shown(f"{raw:.3e}" if abs(raw) < 10**300 else "…"), limit=LONGEST_NUMBER
            )
        raise Unreadable("NOT_FINITE", value=shown(raw))

    @staticmethod
    def _why_no_number(text: str, raw: object) -> Unreadable:
        if NOT_FINITE.fullmatch(text):
            return Unreadable("NOT_FINITE", value=shown(raw))
        if CLOCK.fullmatch(text):
            return Unreadable("DURATION_AMBIGUOUS", value=shown(raw))
        if GROUPED.fullmatch(text):
            return Unreadable("NUM_FORMAT", value=shown(raw), near=re.sub(r"[,' _]", "", text))
        if text.endswith("%") and NUMBER.fullmatch(text[:-1].strip()):
            return Unreadable("NUM_FORMAT", value=shown(raw), near=f"{float(text[:-1]) / 100:g}")
        if len(text) == 1 and unicodedata.numeric(text, None) is not None:
            near = f"{unicodedata.numeric(text):g}" if text.isalpha() else None
            return Unreadable("NUM_FORMAT", value=shown(raw), near=near)
        if text.isalpha() and not any(unicodedata.numeric(c, None) is not None for c in text):
            return Unreadable("TYPE", value=shown(raw), wanted="number")
        return Unreadable("NUM_FORMAT", value=shown(raw))

    def integer(self, raw: object) -> int:
        """Read a whole number; `010` is ten, in the decimal system."""
        if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10 ** (LONGEST_NUMBER + 1):
            return raw
        value = self.number(raw)
        if value != int(value):
            raise Unreadable("NOT_INTEGER", value=shown(raw))
        if isinstance(raw, str):
            text = narrow(raw)
            if DIGITS.fullmatch(text):
                if len(text.lstrip("+-")) > 1 and text.lstrip("+-").startswith("0"):
                    self.note("LEADING_ZERO", raw, int(text))
                return int(text)
        return int(value)

    def truth(self, raw: object) -> bool:
        """Read true or false, as TOML, CSV and Excel write them."""
        if isinstance(raw, bool):
            return raw
        text = narrow(raw).lower() if isinstance(raw, str) else ""
        if text in {"true", "false"}:
            return text == "true"
        raise Unreadable("BOOLISH_STRING" if text in BOOLISH else "TYPE", value=shown(raw), wanted="truth")

    def minute_of_day(self, raw: object) -> int:
        """Read a time of day as minutes since midnight, up to `24:00`; sheets may hold fractions of a day."""
        if isinstance(raw, dt.time):
            if raw.second or raw.microsecond:
                raise Unreadable("TIME_FORMAT", value=shown(raw))
            return raw.hour * 60 + raw.minute
        if isinstance(raw, dt.timedelta):
            return self._fraction(raw / dt.timedelta(days=1), raw)
        if isinstance(raw, dt.datetime):
            return self._fraction(1.0 if raw.time() == dt.time() and raw.year <= 1904 else -1.0, raw)
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return self._fraction(float(raw) if self.epoch is not None else -1.0, raw)
        if not isinstance(raw, str):
            raise Unreadable("TYPE", value=shown(raw), wanted="time")
        text = narrow(raw)
        clock = CLOCK.fullmatch(text)
        if clock:
            return self._clock(clock, text, raw)
        if NUMBER.fullmatch(text) and "." in text:
            return self._fraction(float(text), raw)
        raise Unreadable("TIME_FORMAT", value=shown(raw))

    def _clock(self, clock: re.Match[str], text: str, raw: str) -> int:
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if minute > 59 or second or hour * 60 + minute > 1440:
            raise Unreadable("TIME_FORMAT", value=shown(raw))
        if text != raw.strip():
            self.note("FULLWIDTH_TIME", raw, f"{hour:02}:{minute:02}")
        return hour * 60 + minute

    def _fraction(self, days: float, raw: object) -> int:
        minutes = days * 1440
        if not -0.01 <= minutes <= 1440.01 or abs(minutes - round(minutes)) > 0.01:
            raise Unreadable("TIME_FORMAT", value=shown(raw))
        whole = round(minutes)
        if isinstance(raw, int | float | str):
            self.note("TIME_FRACTION", raw, f"{whole // 60:02}:{whole % 60:02}")
        return whole

    def date(self, raw: object) -> dt.date:
        """Read a date: ISO, `2026/1/2`, `2026年1月2日`, or a sheet's date or serial number."""
        if isinstance(raw, dt.datetime):
            if raw.time() != dt.time() or raw.tzinfo is not None:
                raise Unreadable("DATE_FORMAT", value=shown(raw))
            return self._modern(raw.date(), raw)
        if isinstance(raw, dt.date):
            return raw
        if isinstance(raw, int | float) and not isinstance(raw, bool) and self.epoch is not None:
            return self._serial(float(raw), raw)
        if not isinstance(raw, str):
            raise Unreadable("DATE_FORMAT" if self.epoch is None else "DATE_1900", value=shown(raw))
        text = narrow(raw)
        found = ISO_DATE.fullmatch(text) or OTHER_DATE.fullmatch(text)
        if found:
            return self._calendar(found, raw)
        if SERIAL_DATE.fullmatch(text):
            return self._serial(float(text), raw)
        raise Unreadable("DATE_AMBIGUOUS" if AMBIGUOUS_DATE.fullmatch(text) else "DATE_FORMAT", value=shown(raw))

    def _calendar(self, found: re.Match[str], raw: str) -> dt.date:
        try:
            date = dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise Unreadable("BAD_DATE", value=shown(raw)) from None
        if found[0][:10] != raw.strip()[:10] or found.re is OTHER_DATE:
            self.note("DATE_NORMALISED", raw, date)
        return date

    def _serial(self, days: float, raw: object) -> dt.date:
        epoch = self.epoch or EPOCH_1900
        if epoch == EPOCH_1900 and days <= SERIALS_1900:
            raise Unreadable("DATE_1900", value=shown(raw))
        if days != int(days) or not 0 <= days <= 100_000:
            raise Unreadable("DATE_FORMAT", value=shown(raw))
        date = epoch + dt.timedelta(days=int(days))
        self.note("DATE_SERIAL", raw, date)
        return date

    @staticmethod
    def _modern(date: dt.date, raw: object) -> dt.date:
        if date < FIRST_DATE_1900:
            raise Unreadable("DATE_1900", value=shown(raw))
        return date

    def text(self, raw: object) -> str:
        """Read text for people, unchanged; no control characters but line breaks and tabs."""
        text = self._plain(raw)
        if not text.isprintable() and any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
            raise Unreadable("CONTROL_CHAR", value=shown(text))
        if "“" in text or "”" in text:
            self.note("CURLY_QUOTE", text, text)
        return text

    def identifier(self, raw: object) -> str:
        """Read an id, unchanged; no control character and no semicolon, which separates ids in a list."""
        text = self._plain(raw)
        if not text.isprintable() and any(unicodedata.category(c) in {"Cc", "Cs"} for c in text):
            raise Unreadable("CONTROL_CHAR", value=shown(text))
        if ";" in text or "；" in text:
            raise Unreadable("ID_FORMAT", value=shown(text))
        return text

    @staticmethod
    def _plain(raw: object) -> str:
        if isinstance(raw, str):
            return raw
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise Unreadable("TYPE", value=shown(raw), wanted="text")
        if abs(raw) >= EXACT_AS_FLOAT:
            raise Unreadable("ID_AS_NUMBER", value=shown(raw))
        return str(int(raw)) if raw == int(raw) else str(raw)
