"""The sessions of a plan as columns of whole numbers, before anybody is ill and any system fails."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from sim.layout.premises import Premises
from sim.layout.reading import numbers_of, whole
from sim.layout.sessions import DeskSessions, WindowSessions, joined
from sim.memo import once
from sim.plan.sessions import Plan


@dataclass(frozen=True, eq=False, kw_only=True)
class Planned:
    """A plan within the open days of a hall.

    Attributes
    ----------
    windows : sessions in the plan's order.
    desks : those of the warm-up, then the plan's; nothing of what follows is known yet (NEVER).
    desk_day : int64 array by desk session: open day, negative in the warm-up.
    names : ids of the officers by number. Sessions without an officer's id have higher numbers of their own.
    """

    windows: WindowSessions
    desks: DeskSessions
    desk_day: np.ndarray
    names: list[str]


@once
def planned(plan: Plan, hall: Premises) -> Planned:
    """Return the sessions of a plan that lie within the open days of a hall."""
    windows, desks = (_within(frame, len(hall.starts)) for frame in (plan.sessions, plan.desks))
    officer, names = numbers_of(pl.concat([windows["officer"], hall.warm_up_officers, desks["officer"]]))
    at_window, at_desk = officer[: len(windows)], officer[len(windows) :]
    return Planned(
        windows=hall.read.windows(windows, at_window, hall.starts),
        desks=replace(joined(hall.warm_up_desks, hall.read.desks(desks, hall.starts)), officer=at_desk),
        desk_day=np.concatenate((hall.warm_up_day, whole(desks["day"]))),
        names=names,
    )


def _within(frame: pl.DataFrame, days: int) -> pl.DataFrame:
    """Return the sessions on the first open days, those of a demand."""
    within = frame["day"].to_numpy() < days
    return frame if within.all() else frame.filter(pl.Series(within))
