"""What is handled: items (事项), further stops of a visit; and how many customers come when."""

from __future__ import annotations

from dataclasses import dataclass

from sim.domain.units import (
    Count,
    Distribution,
    Factor,
    Identifier,
    ItemKind,
    MinuteOfDay,
    Minutes,
    Rate,
    Share,
    Text,
    WorkingDays,
)

FURTHER_STOPS = 3
"""Of an item, at most, so that whatever may be drawn for a visit can be drawn beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the catalogue, a service of a body outside it, or a payment or help stop.

    `weight` is its part of the customers who come to its queue (weights of a queue need not add to 1; no
    weight = only reached as a later stop). The service time is drawn from `distribution` with `mean_minutes`
    and `sd_minutes` (for `empirical`, from `values`, in minutes). `promised_days` (承诺时限) is the promised time
    in working days of a licence or preliminary review.
    """

    id: Identifier
    name_en: Text
    name_zh: Text
    kind: ItemKind
    department: Identifier
    queue: Identifier
    weight: Factor | None = None
    distribution: Distribution = Distribution.LOGNORMAL
    mean_minutes: Minutes = 0.0
    sd_minutes: Minutes = 0.0
    values: tuple[Minutes, ...] = ()
    promised_days: WorkingDays | None = None
    statutory_days: WorkingDays | None = None
    papers_missing_share: Share = 0.0
    """Share of customers whose papers are incomplete, so that they must come again (before helpers)."""
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A further stop of the same trip: after `item`, a share of customers goes on to the queue of `to_item`.

    Stops of one item are taken in the order of `position`, each drawn by itself.
    """

    id: Identifier
    item: Identifier
    position: Count
    to_item: Identifier
    share: Share
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Customers who come to a queue on an average open day.

    The row also gives the share of enterprises among them and their profile over the day.

    `per_day` counts visits that begin at this queue. In a queue of a mobile window they come only while the
    window is there.
    """

    id: Identifier
    queue: Identifier
    per_day: Rate
    enterprise_share: Share
    profile: Identifier
    origin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePart:
    """One interval of an arrival profile: `weight` of the day's customers come evenly between the two times.

    Weights of a profile need not add to 1. Intervals of a profile do not overlap.
    """

    id: Identifier
    profile: Identifier
    from_time: MinuteOfDay
    to_time: MinuteOfDay
    weight: Factor
    origin: Text
