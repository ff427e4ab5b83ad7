"""Officers: where they belong, what they can do, how fast, and how long they may work; and helpers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sim.domain.units import Count, Factor, Hours, Identifier, Number, Role, Text, WeekHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person, known by id. `queues` are those the officer may serve, in the usual order.

    `speed` is the factor on service times (1 = average, above 1 slower).

    `days_off` are dates on which the officer is away (leave, training). `duties_before` counts the turns at
    the comprehensive window in the months before.
    """

    id: Identifier
    department: Identifier
    role: Role
    queues: tuple[Identifier, ...] = ()
    speed: Factor = 1.0
    hours_per_day: Hours = 8.0
    hours_per_week: WeekHours = 40.0
    days_off: tuple[dt.date, ...] = ()
    duties_before: Count = 0
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """Helpers (帮办, F19–F21) of a zone: how many, and which department sends them. Several rows of a zone add up.

    What they do for customers, and what an hour costs, are settings of the whole hall.
    """

    id: Identifier
    zone: Identifier
    department: Identifier
    number: Number
    origin: Text
