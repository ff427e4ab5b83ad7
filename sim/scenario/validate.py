"""Plain values to objects: pydantic validates the domain's own classes, and its errors become faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sim.domain.policy import Settings
from sim.errors import Place
from sim.scenario.convert import Plain, plain_row, plain_settings
from sim.scenario.draft import Draft, DraftRow, Path, nearest
from sim.scenario.schema import TABLES, Column, columns
from sim.tables.table import shown

STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
BOUNDS = frozenset({"greater_than", "greater_than_equal", "less_than", "less_than_equal"})
CODES: Mapping[str, str] = {
    "missing": "MISSING_FIELD",
    "missing_argument": "LIST_LENGTH",
    "unexpected_positional_argument": "LIST_LENGTH",
    "missing_positional_only_argument": "LIST_LENGTH",
    "missing_keyword_only_argument": "MISSING_FIELD",
    "unexpected_keyword_argument": "UNKNOWN_FIELD",
    "string_too_short": "EMPTY",
    "string_too_long": "TEXT_TOO_LONG",
    "enum": "BAD_CHOICE",
    "too_long": "LIST_LENGTH",
    "too_short": "LIST_LENGTH",
}


@cache
def adapter(owner: type) -> TypeAdapter[Any]:
    """Return the validator of lists of a class of the domain."""
    return TypeAdapter(list[owner], config=STRICT)  # type: ignore[valid-type]


def validated_table(name: str, draft: Draft) -> list[tuple[DraftRow, Any]]:
    """Return the rows valid by themselves, each with the row it was made from; all others become faults."""
    owner = TABLES[name]
    rows = draft.tables.get(name, [])
    plains = [plain_row(row, owner, draft) for row in rows]
    if not any(plain.unreadable for plain in plains):
        try:
            made = adapter(owner).validate_json(_json([plain.value for plain in plains]))
        except ValidationError:
            pass
        else:
            return list(zip(rows, made, strict=True))
    return [
        (row, one) for row, plain in zip(rows, plains, strict=True) for one in _one(plain, owner, row.where_path, draft)
    ]


def validated_settings(draft: Draft) -> Settings | None:
    """Return the settings, or None after reporting every fault in them."""
    plain = plain_settings(draft, Settings)
    made = _one(plain, Settings, draft.where, draft)
    return made[0] if made else None


def _one(plain: Plain, owner: type, where: Callable[[Path], Place], draft: Draft) -> list[Any]:
    """Validate one object; nothing is returned if it has faults."""
    try:
        made: list[Any] = adapter(owner).validate_json(_json([plain.value]))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = tuple(detail["loc"][1:])
            if path not in plain.unreadable:
                _report(detail, path, owner, where(path), draft)
        return []
    return [] if plain.unreadable else made


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _report(detail: ErrorDetails, path: Path, owner: type, place: Place, draft: Draft) -> None:
    """Turn an error of pydantic into a fault."""
    kind = detail["type"]
    found = detail["input"]
    column = _column(owner, path)
    values: dict[str, object] = {"value": shown(found)}
    if kind in BOUNDS:
        code = (
            "NEGATIVE"
            if isinstance(found, int | float) and found < 0 and column is not None and column.low == 0
            else "OUT_OF_RANGE"
        )
        values |= _range(column)
    elif kind in {"missing", "unexpected_keyword_argument"}:
        code = CODES[kind]
        values["value"] = shown(path[-1])
    else:
        code = CODES.get(kind, "INVALID")
        values |= {"reason": detail["msg"], "limit": (detail.get("ctx") or {}).get("max_length", "")}
    if code == "BAD_CHOICE" and column is not None:
        values |= {"choices": ", ".join(column.choices), **nearest(str(found), column.choices)}
    if path and isinstance(path[-1], int):
        values["position"] = path[-1] + 1
    draft.fault("SEED_RANGE" if path == ("seed",) else code, place, **values)


def _column(owner: type, path: Path) -> Column | None:
    """Return the column at a path, going down through sections."""
    column = None
    for part in path:
        if isinstance(part, int):
            continue
        column = columns(owner).get(part)
        if column is None:
            return None
        owner = column.section or owner
    return column


def _range(column: Column | None) -> dict[str, object]:
    if column is None:
        return {"low": "-∞", "high": "∞"}
    low = "-∞" if column.low is None else f"{'> ' if column.above else ''}{column.low:g}"
    return {"low": low, "high": "∞" if column.high is None else f"{column.high:g}"}
