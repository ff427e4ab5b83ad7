"""The building and who works in it: zones, departments, queues, windows, desks.

One row of a table is one object of a class here; `origin` says which fact of the source, or which named
assumption, it rests on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sim.domain.units import (
    DataLink,
    Factor,
    Identifier,
    Metres,
    Minutes,
    Noon,
    Number,
    Presence,
    Share,
    Side,
    Text,
    WindowKind,
    ZoneKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A part of the hall, with its place on the floor plan (metres from the south-west corner of its side)."""

    id: Identifier
    name_en: Text
    name_zh: Text
    kind: ZoneKind
    side: Side
    x_m: Metres
    y_m: Metres
    width_m: Metres
    depth_m: Metres
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department with duties in the hall, or (presence `outside`) a body beside them.

    `authority` says whether the window may decide (F12), `link` how its network exchanges data (F22),
    `online` whether its cases stand on the online approval system (F14).
    """

    id: Identifier
    name_en: Text
    name_zh: Text
    presence: Presence
    authority: bool
    link: DataLink
    online: bool
    noon: Noon
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The tickets of one category, called together.

    Patience is Weibull with the given mean and shape (1 = exponential); `balk_mean` is the mean of the
    customers' own limits on the number waiting (no value: nobody balks). `silent_share` of those who leave do
    so without handing back the ticket (rule 7). `booked_queue` names the queue whose ticket a customer with
    an appointment takes instead (windows kept for appointments).
    """

    id: Identifier
    name_en: Text
    name_zh: Text
    zone: Identifier
    department: Identifier
    patience_mean_minutes: Minutes | None = None
    patience_shape: Factor = 1.0
    balk_mean: Factor | None = None
    silent_share: Share = 0.0
    appointment_share: Share | None = None
    """Share of customers with an appointment; no value: the scenario's."""
    booked_queue: Identifier | None = None
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A place in the hall where an officer serves.

    `queues` are those that its equipment allows, in the usual order.
    """

    id: Number
    zone: Identifier
    department: Identifier | None
    """None for a window that several departments hold in rotation."""
    kind: WindowKind
    queues: tuple[Identifier, ...]
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A back-office place of a department (F3)."""

    id: Number
    department: Identifier
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """The days in which a mobile window stands in the hall (F9): `from_date` to `to_date`, both included."""

    id: Identifier
    window: Number
    from_date: dt.date
    to_date: dt.date
    origin: Text
