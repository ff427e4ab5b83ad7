"""Officers needed by queue and interval: the offered load, lagged by service, and the fewest that meet the target."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from optimiser.load import Load, scenarios
from optimiser.problem import Floats, Grid
from sim.domain.scenario_data import Scenario
from sim.formulas import erlang_c, load_over_time, square_root_staffing
from sim.opening import INTERVAL_MINUTES

TARGET_MINUTES = 15.0
TARGET_SHARE = 0.8
"""Part of the customers whose wait stays below the target."""
_MANY = 40
"""Above this load the square-root rule takes over from Erlang C."""
SCHEMA: dict[str, pl.DataType] = {
    "queue": pl.String(),
    "day": pl.Int32(),
    "date": pl.Date(),
    "minute": pl.Int32(),
    "offered_load": pl.Float64(),
    "officers": pl.Int32(),
}


def frame(scenario: Scenario, dates: tuple[dt.date, ...], load: Load, grid: Grid) -> pl.DataFrame:
    """Return a row per queue, day and interval; equal days are computed once."""
    busy = float(scenarios(scenario)[0].max())
    known: dict[tuple[str, bytes], tuple[Floats, list[int]]] = {}
    parts: dict[str, list[object]] = {name: [] for name in SCHEMA}
    for queue in sorted(load.mean):
        for day, date in enumerate(dates):
            tickets = load.tickets[queue][day]
            key = (queue, tickets.round(9).tobytes())
            if key not in known:
                lagged = offered(tickets, load.mean[queue], load.scv[queue], grid)
                known[key] = lagged, [officers_for(busy * a, load.mean[queue]) for a in lagged]
            lagged, officers = known[key]
            parts["queue"] += [queue] * grid.count
            parts["day"] += [day] * grid.count
            parts["date"] += [date] * grid.count
            parts["minute"] += grid.edges[:-1]
            parts["offered_load"] += lagged.tolist()
            parts["officers"] += officers
    return pl.DataFrame(parts, schema=SCHEMA)


def offered(tickets: Floats, minutes: float, scv: float, grid: Grid) -> Floats:
    """Return the mean offered load by interval, erlang (M(t)/G/∞); who comes before opening comes at opening.

    Parameters
    ----------
    tickets : array of shape (96,)
        Tickets in each quarter of an hour of the day.
    """
    edges = np.arange(len(tickets) + 1) * float(INTERVAL_MINUTES)
    rates = tickets / INTERVAL_MINUTES
    first = int(np.searchsorted(edges, grid.open))
    early = float(tickets[:first].sum())
    rates = np.where(edges[:-1] >= grid.open, rates, 0.0)
    if first < len(rates):
        rates[first] += early / INTERVAL_MINUTES
    starts = np.array(grid.edges, dtype=float)
    inner = starts[:-1, None] + np.diff(starts)[:, None] * np.array([[1, 3, 5]]) / 6
    sigma = float(np.sqrt(np.log1p(scv)))
    load = load_over_time(inner.ravel(), edges, rates, mean_service=minutes, sigma=sigma)
    mean: Floats = load.reshape(inner.shape).mean(axis=1)
    return mean


def officers_for(load: float, minutes: float) -> int:
    """Return the fewest officers with whom `TARGET_SHARE` wait less than `TARGET_MINUTES`."""
    if load <= 1e-9:
        return 0
    if load > _MANY:
        return square_root_staffing(load, 1 - TARGET_SHARE)
    officers = int(load) + 1
    while True:
        delayed = erlang_c(load, officers)
        late = delayed * np.exp(-(officers - load) * TARGET_MINUTES / minutes)
        if late <= 1 - TARGET_SHARE:
            return officers
        officers += 1
