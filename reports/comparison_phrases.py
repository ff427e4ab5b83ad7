"""Numbers and names as a comparison's sentences and tables say them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reports.notation import MINUS, show, unit_name
from sim.experiment.results import Estimate
from sim.words import text

MOST_PLACES = 4
SMALLEST = 1e-4
"""Below this no digits are sought."""


def difference(name: str, apart: Estimate, lang: str) -> str:
    """Return "NAME +0.4 min (0.1 … 0.7)"; without a name, "+0.4 min, 0.1 … 0.7"."""
    places = decimals(apart)
    unit = difference_unit(apart.unit, lang)
    return text(
        "compare.difference.of" if name else "compare.difference",
        lang,
        name=name,
        difference=signed(apart.mean, apart.unit, places),
        unit=f" {unit}" if unit else "",
        low=plain(apart.low, apart.unit, places),
        high=plain(apart.high, apart.unit, places),
    )


def signed(value: float, unit: str, places: int | None = None) -> str:
    """Return a number with its sign."""
    shown = plain(value, unit, places)
    return shown if shown.startswith(MINUS) or not shown.strip("0.,") else f"+{shown}"


def decimals(apart: Estimate) -> int | None:
    """Return so many decimals that a bound beside nought is not shown as nought; None: the usual ones do.

    >>> decimals(Estimate(mean=0.12, low=0.004, high=0.23, unit="min"))
    3
    """
    low, high = apart.low, apart.high
    if low is None or high is None or low * high <= 0:
        return None
    return places(min(abs(low), abs(high)), apart.unit)


def places(value: float, unit: str) -> int | None:
    """Return so many decimals that the first digit of a value is seen; None: the usual ones do."""
    if not value or not math.isfinite(value) or plain(value, unit).strip("0.,"):
        return None
    scaled = abs(value) * (100 if unit == "share" else 1)
    return min(MOST_PLACES, -math.floor(math.log10(scaled)))


def plain(value: float | None, unit: str, decimals: int | None = None) -> str:
    """Return a value without its unit."""
    return show(value, unit, decimals).removesuffix(" %")


def amount(value: float, unit: str) -> str:
    """Return a size without its unit; below 1 with two digits that count.

    >>> amount(0.0451, "min"), amount(12.34, "min"), amount(0.005, "share")
    ('0.045', '12.3', '0.5')
    """
    scaled = value * (100 if unit == "share" else 1)
    return f"{scaled:.2g}" if SMALLEST < scaled < 1 else plain(value, unit)


def difference_unit(unit: str, lang: str) -> str:
    """Return the unit of a difference: shares differ by percentage points."""
    return unit_name("share_difference" if unit == "share" else unit, lang)


def per_cent(share: float) -> str:
    """Return a confidence as `95 %`; never as 100 %.

    >>> per_cent(0.99999)
    '99.9 %'
    """
    shown = min(99.9, math.floor(1000 * share) / 10)
    return f"{shown:g} %"


def listed(names: Sequence[str], lang: str) -> str:
    """Return `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return text("list.and", lang).join([text("list.comma", lang).join(names[:-1]), names[-1]])
