"""What may go wrong for a plan: officers ill, more customers than thought, systems that fail for an hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sim.domain.policy import Outage
from sim.domain.scenario_data import Scenario
from sim.opening import arrival_rates, open_days
from sim.scenario.identity import scenario_hash
from sim.scenario.vary import Edit, vary

ILL = (0.05, 0.1)
"""Shares of officers who are ill on a day."""
SURGE = (1.1, 1.2)
"""Factors of arrivals."""


class StressKind(StrEnum):
    """What goes wrong."""

    AS_IS = "as_is"
    ILL = "ill"
    SURGE = "surge"
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageTime:
    """When all windows stand still, minutes since midnight; on the busiest open day if no date is given."""

    from_time: int
    to_time: int
    date: dt.date | None = None


OUTAGES = (OutageTime(from_time=10 * 60, to_time=11 * 60),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stress:
    """One thing that goes wrong.

    Attributes
    ----------
    value : float
        The share of officers ill, or the factor of arrivals.
    outage : Outage, optional
        Of the kind `OUTAGE`.
    day : int, optional
        The open day (0 is the first) on which an outage falls. What customers of that day suffer would drown in the
        mean of a month, so it is told beside it.
    """

    kind: StressKind
    value: float = 0.0
    outage: Outage | None = None
    day: int | None = None

    @property
    def name(self) -> str:
        """A name fit for a folder, e.g. `ill_0.1`, `outage_2026-07-06_1000_1100`."""
        if self.outage is not None:
            times = (f"{minute // 60:02d}{minute % 60:02d}" for minute in (self.outage.from_time, self.outage.to_time))
            return "_".join((self.kind, self.outage.date.isoformat(), *times))
        return f"{self.kind}_{self.value:g}" if self.kind in {StressKind.ILL, StressKind.SURGE} else str(self.kind)

    def under(self, scenario: Scenario) -> Scenario:
        """Return the scenario with this going wrong; the one given stays as it is.

        Raises
        ------
        ScenarioError
            The value breaks a rule of the scenario.
        """
        match self.kind:
            case StressKind.ILL:
                return vary(scenario, [Edit(key="absence.ill_share", value=self.value)])
            case StressKind.SURGE:
                return vary(scenario, [Edit(key="arrivals.scale", value=self.value, multiply=True)])
            case StressKind.OUTAGE if self.outage is not None:
                return _with_outage(scenario, self.outage)
        return scenario


AS_IS = Stress(kind=StressKind.AS_IS)


def stresses(
    scenario: Scenario,
    *,
    ill: Sequence[float] = ILL,
    surge: Sequence[float] = SURGE,
    outages: Sequence[OutageTime] = OUTAGES,
    days: int | None = None,
) -> tuple[Stress, ...]:
    """Return what may go wrong, the scenario as it is first; whatever is asked for twice is there once.

    An outage falls on one day only: systems seldom fail twice a month, and with one a day the customers whom one drives
    away would come back into the next. It is the busiest day (the first of those), on which it does most harm.

    Raises
    ------
    ValueError
        The date of an outage is not an open day of the first `days`.
    """
    found = (
        AS_IS,
        *(Stress(kind=StressKind.ILL, value=share) for share in ill),
        *(Stress(kind=StressKind.SURGE, value=factor) for factor in surge),
        *(_outage(scenario, one, days) for one in outages),
    )
    return tuple(dict.fromkeys(found))


def busiest_day(scenario: Scenario, days: int | None = None) -> int:
    """Return the open day on which most visits are expected, the first of those; 0 is the first of the horizon."""
    visits = arrival_rates(scenario, days).visits.sum(axis=(0, 2)).round(6)  # equal days are equal
    return int(visits.argmax()) if len(visits) else 0


def _outage(scenario: Scenario, time: OutageTime, days: int | None) -> Stress:
    dates = open_days(scenario, days)
    if time.date is not None and time.date not in dates:
        raise ValueError(f"{time.date} is no open day of the horizon")
    day = busiest_day(scenario, days) if time.date is None else dates.index(time.date)
    outage = Outage(date=dates[day], from_time=time.from_time, to_time=time.to_time)
    return Stress(kind=StressKind.OUTAGE, outage=outage, day=day)


def _with_outage(scenario: Scenario, outage: Outage) -> Scenario:
    absence = replace(scenario.settings.absence, outages=(*scenario.settings.absence.outages, outage))
    changed = replace(scenario, settings=replace(scenario.settings, absence=absence))
    return replace(changed, hash=scenario_hash(changed))
