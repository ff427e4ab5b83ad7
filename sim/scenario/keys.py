"""What a key names: one setting of `scenario.toml`, or a column of a table in all of its rows or in some.

One grammar for everything that changes a scenario from outside its files (`--set`, experiments):

`arrivals.scale`, `hours.close`, `customers.classes[0].share`, `arrivals.weekday_factors[0]`
    A setting: the keys of `scenario.toml` joined by points; `[0]` is the first element of a list.
`queues.patience_mean_minutes`
    A column of a table, in every row.
`items[department=aic].mean_minutes`, `items[id=AIC-L01|AIC-L02,kind=licence].promised_days`
    The same in the rows that a filter names: `,` is "and", `|` is "or". In a list column a value names the rows
    whose list holds it; nothing names empty cells (`windows[department=].kind`). A value with one of `,|]"` in it
    stands between double quotes.

Sections of settings and tables may have the same name (`windows`, `projects`). What exists as a setting is a setting,
all else the column of a table; at present no key is both. Tables are called as in `[[edit]]` of a what-if: `bodies` is
`departments` and `outside_items` is `items`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sim.domain.policy import Settings
from sim.scenario.draft import Path, dotted, nearest
from sim.scenario.schema import FILES, TABLES, Column, columns
from sim.tables.table import shown

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
VALUE = r'(?:\s*"[^"]*"\s*|[^,|\]"]*)'
CONDITION = rf"\s*{NAME}\s*={VALUE}(?:\|{VALUE})*"
FILTER = rf"\[{CONDITION}(?:,{CONDITION})*\]"
STEP = rf"\s*{NAME}\s*(?:\[\s*[0-9]{{1,6}}\s*\])*"
SETTING = re.compile(rf"{STEP}(?:\.{STEP})*")
COLUMN = re.compile(rf"\s*(?P<table>{NAME})\s*(?P<filter>{FILTER})?\.\s*(?P<column>{NAME})\s*")
ASSIGNMENT = re.compile(r'(?P<key>(?:[^=\["]|\[(?:"[^"]*"|[^\]"])*\])+?)(?P<times>\*?)=(?P<value>.*)', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingKey:
    """A setting by its keys and indices from the top of `scenario.toml`."""

    path: Path
    column: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnKey:
    """A column of a table in the rows that have one of the values allowed in each column of `where`."""

    table: str
    column: Column
    where: Mapping[str, list[str]] = field(default_factory=dict)


class UnknownKey(Exception):
    """A text that names nothing: `code` and `values` of the fault to report."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code, values)


def find(key: str, settings: Mapping[str, object]) -> SettingKey | ColumnKey:
    """Return what a key names, given the settings as TOML values.

    Raises
    ------
    UnknownKey
        If it is not a key, or there is no such setting or column; the nearest one is among the values.
    """
    path = _path(key)
    setting = _setting(path, settings)
    if setting is not None:
        return SettingKey(path=path, column=setting)
    found = COLUMN.fullmatch(key)
    column = _column(found) if found else None
    if column is not None:
        return column
    if not path and not found:
        raise UnknownKey("KEY_FORMAT", value=shown(key))
    raise UnknownKey("UNKNOWN_FIELD", value=shown(key), **_near(key, found, settings))


def assignment(text: str) -> tuple[str, bool, str] | None:
    """Return the key, whether it is to be multiplied, and the value of `KEY=VALUE` or `KEY*=FACTOR`; None of others."""
    found = ASSIGNMENT.fullmatch(text)
    return (found["key"].strip(), bool(found["times"]), found["value"].strip()) if found else None


def setting_columns(settings: Mapping[str, object]) -> Iterator[tuple[Path, Column]]:
    """Yield every setting that has or may have a value, sections and lists before what is in them."""
    yield from _below((), settings, Settings)


def _path(key: str) -> Path:
    """Return the keys and indices of a dotted key; empty if it is not of that form."""
    if not SETTING.fullmatch(key):
        return ()
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"\w+", key))


def _setting(path: Path, settings: Mapping[str, object]) -> Column | None:
    """Return the column of a setting, None if there is no such setting; lists must be as long as an index needs."""
    owner: type | None = Settings
    column: Column | None = None
    here: object = settings
    for part in path:
        if isinstance(part, int):
            if not isinstance(here, list) or part >= len(here):
                return None
            here = here[part]
            continue
        column = columns(owner).get(part) if owner and not isinstance(here, list) else None
        if column is None:
            return None
        owner = column.section
        here = here.get(part) if isinstance(here, Mapping) else None
    return column


def _column(found: re.Match[str]) -> ColumnKey | None:
    """Return the column that a key names, None if there is no such column, or no such one in the filter."""
    table = FILES.get(found["table"], "")
    known = columns(TABLES[table]) if table else {}
    conditions = _conditions(found["filter"] or "")
    where = {name: _values(values) for name, values in conditions}
    if len(where) < len(conditions):
        raise UnknownKey("KEY_FORMAT", value=shown(found[0]))
    if found["column"] not in known or not where.keys() <= known.keys():
        return None
    return ColumnKey(table=table, column=known[found["column"]], where=where)


def _below(path: Path, values: object, owner: type) -> Iterator[tuple[Path, Column]]:
    for column in columns(owner).values():
        here = (*path, column.name)
        value = values.get(column.name) if isinstance(values, Mapping) else None
        yield here, column
        parts = [((*here, index), part) for index, part in enumerate(value)] if isinstance(value, list) else []
        if column.section is None:
            yield from ((at, column) for at, _ in parts)
        else:
            for at, part in parts if column.many else [(here, value)]:
                yield from _below(at, part, column.section)


def _conditions(filter_: str) -> list[tuple[str, str]]:
    """Return the column and the values, as written, of each condition of a filter."""
    parts = (condition.partition("=") for condition in re.findall(CONDITION, filter_))
    return [(name.strip(), values) for name, _, values in parts]


def _values(written: str) -> list[str]:
    """Return the values of a condition."""
    return [value.strip().strip('"') for value in re.findall(rf"(?:^|\|)({VALUE})", written)]


def _near(key: str, found: re.Match[str] | None, settings: Mapping[str, object]) -> Mapping[str, object]:
    """Return the nearest key that exists."""
    if found and found["filter"]:
        return _near_with_filter(found["table"], _conditions(found["filter"]), found["column"])
    known = [dotted(path) for path, _ in setting_columns(settings)]
    known += [f"{table}.{column}" for table, name in FILES.items() for column in columns(TABLES[name])]
    return nearest(key, known)


def _near_with_filter(table: str, conditions: list[tuple[str, str]], column: str) -> Mapping[str, object]:
    """Return the nearest key with the same values in its filter; nothing if a name is like none that is known."""
    near = _nearest(table, FILES)
    known = columns(TABLES[FILES[near]]) if near else {}
    names = [_nearest(name, known) for name in (*(name for name, _ in conditions), column)]
    if not all(names):
        return {}
    filter_ = ",".join(f"{name}={values}" for name, (_, values) in zip(names, conditions, strict=False))
    return {"near": f"{near}[{filter_}].{names[-1]}"}


def _nearest(name: str, known: Collection[str]) -> str:
    """Return a name itself if it is known, else the nearest one; empty if none is like it."""
    return name if name in known else str(nearest(name, known).get("near", ""))
