"""Numbers for people: each unit has one way to be shown, and what does not exist is a dash."""

from __future__ import annotations

import math

from sim.experiment.results import Estimate
from sim.words import text

MISSING = "—"
MINUS = "−"
TINY = 1e-9
"""Below this a difference is rounding error."""


def show(value: float | None, unit: str = "", decimals: int | None = None) -> str:
    """Return a value of `unit` as text, without the unit's name except for per cent."""
    if value is None or not math.isfinite(value):
        return MISSING
    factor = 100.0 if unit == "share" else 1.0
    places = _decimals(value, unit) if decimals is None else decimals
    shown = f"{value * factor:,.{places}f}"
    if float(shown.replace(",", "")) == 0:
        shown = shown.lstrip("-")
    return shown.replace("-", MINUS) + (" %" if unit == "share" else "")


def show_interval(low: float | None, high: float | None, unit: str = "", decimals: int | None = None) -> str:
    """Return `low to high`, or a dash where there is no interval."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return MISSING
    # The bounds of one interval show the same decimals.
    places = _decimals(max(abs(low), abs(high)), unit) if decimals is None else decimals
    return f"{_plain(low, unit, places)} … {_plain(high, unit, places)}"


def show_difference(estimate: Estimate, lang: str) -> str:
    """Return a signed difference; that of shares is in percentage points and says so."""
    if not math.isfinite(estimate.mean):
        return MISSING
    shown = _plain(estimate.mean, estimate.unit, _decimals(estimate.mean, estimate.unit))
    signed = shown if shown.startswith(MINUS) or not shown.strip("0.,") else f"+{shown}"
    return f"{signed} {text('unit.share_difference', lang)}" if estimate.unit == "share" else signed


def unit_name(unit: str, lang: str) -> str:
    """Return the unit's name for a table's column."""
    return text(f"unit.{unit}", lang)


def clock(minute: float) -> str:
    """Return minutes since midnight as HH:MM."""
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"


def verdict(difference: Estimate, lower_is_better: bool | None) -> str:
    """Judge a paired difference: `better`, `worse`, `changed`, `unclear`, or `none` where there is no interval."""
    if difference.low is None or difference.high is None or math.isnan(difference.mean):
        return "none"
    if difference.low <= TINY and difference.high >= -TINY:
        return "unclear"
    if lower_is_better is None:
        return "changed"
    return "better" if (difference.mean < 0) == lower_is_better else "worse"


def _plain(value: float, unit: str, places: int) -> str:
    return show(value, unit, places).removesuffix(" %")


def _decimals(value: float, unit: str) -> int:
    if unit in {"working days", "trips"}:
        return 2
    if unit in {"min", "share"}:
        return 1
    return 0 if abs(value) >= 20 or float(value).is_integer() else 1
