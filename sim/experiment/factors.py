"""What an experiment varies: factors (keys of a scenario with a range or values) and variants (one value for each)."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.vary import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A numeric key of a scenario and what it is varied over.

    Attributes
    ----------
    key : str
        As in `sim.scenario.vary`, e.g. `arrivals.scale` or `queues[zone=social_security].patience_mean_minutes`.
    low, high : float
        The range, in the key's own unit or, with `multiply`, as factors of the scenario's own values.
    values : tuple of float
        The values of a grid; empty: a range.
    multiply : bool
        Whether values multiply what the scenario has, instead of standing in its place.
    name_en, name_zh : str
        What people call it; the key if empty.
    reason : str
        Why this range is plausible (for assumptions), or empty.
    """

    key: str
    low: float = 0.0
    high: float = 0.0
    values: tuple[float, ...] = ()
    multiply: bool = False
    name_en: str = ""
    name_zh: str = ""
    reason: str = ""

    def edit(self, value: float) -> Edit:
        """Return the edit that gives the factor a value."""
        return Edit(key=self.key, value=value, multiply=self.multiply)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One value for each factor, in their order, None where it stays as it is; none at all: the scenario as it is."""

    number: int
    values: tuple[float | None, ...]

    def edits(self, factors: tuple[Factor, ...]) -> tuple[Edit, ...]:
        """Return what turns the scenario into this variant."""
        given = zip(factors, self.values, strict=False)
        return tuple(factor.edit(value) for factor, value in given if value is not None)
