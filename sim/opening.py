"""When the hall of a scenario is open, and how many customers are expected when.

Stands between the scenario and everything that needs a clock: demand, today's plan, the optimiser and the
reports.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.domain.items import Arrival
from sim.domain.scenario_data import Scenario
from sim.working_time import DayKind, calendar_of, kind_of_day, working_days

INTERVAL_MINUTES = 15
INTERVALS = 24 * 60 // INTERVAL_MINUTES


def open_days(scenario: Scenario, days: int | None = None) -> tuple[dt.date, ...]:
    """Return the dates of the open days of the horizon (or of its first `days`)."""
    horizon = scenario.settings.horizon
    return tuple(working_days(calendar_of(horizon), horizon.start, horizon.days if days is None else days))


def helpers_by_zone(scenario: Scenario) -> list[int]:
    """Return how many helpers each zone has, in the order of the table of zones (rule 9)."""
    settings = scenario.settings.helpers
    if not settings.enabled:
        return [0] * len(scenario.zones)
    if not scenario.helpers:
        return [settings.per_zone] * len(scenario.zones)
    return [sum(row.number for row in scenario.helpers if row.zone == zone.id) for zone in scenario.zones]


def last_ticket(scenario: Scenario) -> int:
    """Return the minute of day from which no ticket is issued to a trip's first stop."""
    hours = scenario.settings.hours
    return hours.close if hours.last_ticket is None else hours.last_ticket


def in_season(scenario: Scenario, window: int, date: dt.date) -> bool:
    """Whether a window stands in the hall on `date`: always, unless the table of seasons names it (F9)."""
    seasons = [s for s in scenario.seasons if s.window == window]
    return not seasons or any(s.from_date <= date <= s.to_date for s in seasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalRates:
    """Expected visits by arrival row, open day and quarter of an hour since midnight.

    Attributes
    ----------
    rows : tuple of Arrival
        Arrival rows, in the order of their ids.
    days : tuple of date
    visits : array of shape (rows, days, 96)
        Expected visits in each quarter of an hour, at day factors of 1.
    """

    rows: tuple[Arrival, ...]
    days: tuple[dt.date, ...]
    visits: np.ndarray

    @property
    def queue_ids(self) -> tuple[str, ...]:
        """The queue at which each row's visits begin."""
        return tuple(row.queue for row in self.rows)


def arrival_rates(scenario: Scenario, days: int | None = None) -> ArrivalRates:
    """Return the expected visits of the horizon (rule 4)."""
    dates = open_days(scenario, days)
    return rates_on(scenario, dates)


def rates_on(scenario: Scenario, dates: tuple[dt.date, ...]) -> ArrivalRates:
    """Return the expected visits on given open days, inside the horizon or not."""
    rows, per_day, shares = daily_rates(scenario, dates)
    return ArrivalRates(rows=rows, days=dates, visits=per_day[:, :, None] * shares[:, None, :])


def daily_rates(
    scenario: Scenario, dates: tuple[dt.date, ...], further: tuple[Arrival, ...] = ()
) -> tuple[tuple[Arrival, ...], np.ndarray, np.ndarray]:
    """Return the expected visits in two factors, which take less room than their product.

    Returns
    -------
    rows : tuple of Arrival
        Arrival rows, in the order of their ids, then `further` ones, as given.
    per_day : array of shape (rows, days)
        Visits expected on each day.
    shares : array of shape (rows, 96)
        The share of each quarter of an hour.
    """
    rows = (*sorted(scenario.arrivals, key=lambda row: row.id), *further)
    day_factors = np.array([_day_factor(scenario, date) for date in dates])
    shapes = {name: _profile(scenario, name) for name in {row.profile for row in rows}}
    season = _seasons(scenario, rows, dates)
    scale = scenario.settings.arrivals.scale
    per_day, shares = np.zeros((len(rows), len(dates))), np.zeros((len(rows), INTERVALS))
    for index, row in enumerate(rows):
        per_day[index] = row.per_day * scale * day_factors * season[index]
        shares[index] = shapes[row.profile]
    return rows, per_day, shares


def _day_factor(scenario: Scenario, date: dt.date) -> float:
    """Return the factor of the weekday times that of the kind of day."""
    settings = scenario.settings.arrivals
    kind = kind_of_day(calendar_of(scenario.settings.horizon), date)
    kinds = {
        DayKind.ORDINARY: 1.0,
        DayKind.MAKE_UP: settings.day_kinds.make_up,
        DayKind.BEFORE_HOLIDAY: settings.day_kinds.before_holiday,
        DayKind.AFTER_HOLIDAY: settings.day_kinds.after_holiday,
        DayKind.MONTH_END: settings.day_kinds.month_end,
    }
    return settings.weekday_factors[date.weekday()] * kinds[kind]


def _profile(scenario: Scenario, name: str) -> np.ndarray:
    """Return a profile's share of the day's visits by quarter of an hour.

    Parts are spread evenly over their minutes.
    """
    minutes = np.zeros(24 * 60)
    for part in scenario.profiles:
        if part.profile == name:
            minutes[part.from_time : part.to_time] += part.weight / (part.to_time - part.from_time)
    shares = minutes.reshape(INTERVALS, INTERVAL_MINUTES).sum(axis=1)
    total = shares.sum()
    return np.asarray(shares / total if total > 0 else shares)


def _seasons(scenario: Scenario, rows: tuple[Arrival, ...], dates: tuple[dt.date, ...]) -> np.ndarray:
    """Return 1 where a window of the row's queue stands in the hall on the day, else 0; shape (rows, days)."""
    seasonal = {season.window for season in scenario.seasons}
    present = np.ones((len(rows), len(dates)))
    for index, row in enumerate(rows):
        windows = [window.id for window in scenario.windows if row.queue in window.queues]
        if windows and all(window in seasonal for window in windows):
            present[index] = [any(in_season(scenario, w, date) for w in windows) for date in dates]
    return present
