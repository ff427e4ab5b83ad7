"""What each table and section may hold, read off the domain's own classes: there is no second list."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, Unit

from sim.domain.casework import BacklogRow, Inspectors, Meeting, Project, ProjectPart, Step
from sim.domain.hall import Department, Desk, Queue, Season, Window, Zone
from sim.domain.items import Arrival, Item, ProfilePart, Stop
from sim.domain.staff import Helpers, Officer
from sim.domain.units import Identifier

TABLES: Mapping[str, type] = {
    "zones": Zone,
    "departments": Department,
    "queues": Queue,
    "windows": Window,
    "seasons": Season,
    "desks": Desk,
    "items": Item,
    "stops": Stop,
    "steps": Step,
    "meetings": Meeting,
    "inspectors": Inspectors,
    "projects": Project,
    "project_parts": ProjectPart,
    "arrivals": Arrival,
    "profiles": ProfilePart,
    "officers": Officer,
    "helpers": Helpers,
    "backlog": BacklogRow,
}
"""The tables of a scenario and the class of their rows."""

FILES: Mapping[str, str] = {name: name for name in TABLES} | {
    "bodies": "departments",
    "outside_items": "items",
}
"""The files (or sheets) and the table to which each belongs."""

REQUIRED_TABLES = ("zones", "departments", "queues", "windows")
IGNORED_COLUMN = "note"
"""A column that every table may have and nothing reads."""

REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("queues", "zone", "zones"),
    ("queues", "department", "departments"),
    ("queues", "booked_queue", "queues"),
    ("windows", "zone", "zones"),
    ("windows", "department", "departments"),
    ("windows", "queues", "queues"),
    ("seasons", "window", "windows"),
    ("desks", "department", "departments"),
    ("items", "department", "departments"),
    ("items", "queue", "queues"),
    ("stops", "item", "items"),
    ("stops", "to_item", "items"),
    ("steps", "item", "items"),
    ("steps", "department", "departments"),
    ("steps", "after", "steps"),
    ("steps", "meeting", "meetings"),
    ("steps", "inspectors", "inspectors"),
    ("meetings", "department", "departments"),
    ("inspectors", "department", "departments"),
    ("projects", "profile", "profiles"),
    ("projects", "intake", "items"),
    ("project_parts", "project", "projects"),
    ("project_parts", "item", "items"),
    ("project_parts", "after", "project_parts"),
    ("arrivals", "queue", "queues"),
    ("arrivals", "profile", "profiles"),
    ("officers", "department", "departments"),
    ("officers", "queues", "queues"),
    ("helpers", "zone", "zones"),
    ("helpers", "department", "departments"),
    ("backlog", "item", "items"),
)
"""(table, column, table it refers to); `profiles` are referred to by their column `profile`."""


class Kind(StrEnum):
    """How a value is written."""

    TEXT = "text"
    IDENTIFIER = "id"
    INTEGER = "whole number"
    NUMBER = "number"
    TRUTH = "true or false"
    TIME = "time of day"
    DATE = "date"
    CHOICE = "one of"
    SECTION = "section"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table or a key of a section.

    Attributes
    ----------
    many : bool
        Whether it holds a list.
    optional : bool
        Whether it may be left without a value.
    required : bool
        Whether it has no default.
    low, high : float or None
        Bounds; `above` tells that `low` itself is excluded.
    choices : tuple of str
        The words allowed, for `Kind.CHOICE`.
    section : type or None
        The class of a nested section.
    """

    name: str
    kind: Kind
    many: bool
    optional: bool
    required: bool
    default: object
    unit: str | None
    low: float | None
    high: float | None
    above: bool
    choices: tuple[str, ...]
    section: type | None


@cache
def columns(owner: type) -> Mapping[str, Column]:
    """Return the columns (keys) of a class of the domain, by name."""
    hints = get_type_hints(owner, include_extras=True)
    return {field.name: _column(field, hints[field.name]) for field in dataclasses.fields(owner)}


def _column(field: dataclasses.Field[Any], hint: Any) -> Column:  # noqa: ANN401
    hint, optional = _without_none(hint)
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
    base = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    metadata = getattr(hint, "__metadata__", ())
    unit = next((m.unit for m in metadata if isinstance(m, Unit)), None)
    low = next((float(m.ge if isinstance(m, Ge) else m.gt) for m in metadata if isinstance(m, Ge | Gt)), None)  # type: ignore[arg-type]
    high = next((float(m.le) for m in metadata if isinstance(m, Le)), None)  # type: ignore[arg-type]
    kind = _kind(base, hint, unit)
    return Column(
        name=field.name,
        kind=kind,
        many=many,
        optional=optional,
        required=field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        default=None if field.default is dataclasses.MISSING else field.default,
        unit=unit,
        low=low,
        high=high,
        above=any(isinstance(m, Gt) for m in metadata),
        choices=tuple(str(c) for c in base) if kind is Kind.CHOICE else (),
        section=base if kind is Kind.SECTION else None,
    )


def _without_none(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401
    if get_origin(hint) in {Union, types.UnionType}:
        return next(part for part in get_args(hint) if part is not type(None)), True
    return hint, False


def _kind(base: Any, hint: Any, unit: str | None) -> Kind:  # noqa: ANN401
    if unit == "HH:MM":
        return Kind.TIME
    if hint == Identifier:
        return Kind.IDENTIFIER
    simple = {str: Kind.TEXT, int: Kind.INTEGER, float: Kind.NUMBER, bool: Kind.TRUTH, dt.date: Kind.DATE}
    if base in simple:
        return Kind.IDENTIFIER if hint is str else simple[base]
    return Kind.CHOICE if issubclass(base, StrEnum) else Kind.SECTION
