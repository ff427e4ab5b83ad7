"""The reference of every key and column, written from the domain's classes so that it cannot go stale.

`scenarios/README.md` is this text; a test compares them, and `python -m sim.scenario.describe` writes it
anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from sim.domain.policy import Settings
from sim.files import write_atomically
from sim.scenario.save import clock
from sim.scenario.schema import FILES, REFERENCES, TABLES, Column, Kind, columns
from sim.scenario.source import shipped_folder
from sim.words import text, texts

INTRODUCTION = """# Scenarios

A scenario is a folder with `scenario.toml` (structure, policies, calendar, costs) and one table per file,
as CSV (UTF-8; GB18030 is read too), as `.xlsx` with the same name, or all as sheets of one `tables.xlsx`. A
small one may stand in a single TOML file, its tables written as `[[tables.queues]]`. `hall check FOLDER`
says what is wrong with one, everything at once.

- An empty cell means the default. A column `note` is allowed in every table and read by nothing. Lists in a
  cell are separated by `;`.
- Times are `08:30`, at most `24:00`; dates `2026-07-01`; decimals have a point, and there are no thousands
  separators.
- `departments` and `bodies` form one table, and so do `items` and `outside_items`.
- Rows may stand in any order: an id, not a place, decides what is drawn for a row.
- Text that a spreadsheet would take for a formula stands behind an apostrophe, `'=1+1`.

## What-ifs

A file `whatif/NAME.toml` states only its differences from the scenario that it extends:

```toml
extends = "scenario.toml"    # beside this file, in the hall's folder, or the name of a shipped scenario
question_en = "What if one more window opens in social security, and a fifth more people come?"
question_zh = "社保增开一个窗口、来客多两成，会怎样？"

[arrivals]                   # sections merge; values and lists replace
scale = 1.2

[[edit]]                     # change rows: `where` names columns and a value, or a list of allowed values
table = "windows"
where = { id = [41, 42] }
set = { queues = ["pensions", "medical"] }

[[edit]]                     # whole numbers are rounded
table = "items"
where = { kind = "licence" }
multiply = { promised_days = 0.8 }

[[add]]
table = "windows"
row = { id = 300, zone = "south", department = "social", kind = "fixed", queues = "pensions", origin = "A" }

[[remove]]
table = "stops"
where = { item = "registration" }
```

Without `where` every row is meant; in a list column, the rows whose list holds the value; `where = {
department = "" }` finds empty cells. Edits come first, then additions, then removals. A table written whole
in a what-if (`[[tables.queues]]`) replaces its base's.

## Keys on the command line, sweeps and sensitivity

A *key* names a setting (`arrivals.scale`, `customers.classes[0].share`) or a column: `queues.patience_mean_minutes`
in every row, `items[department=water].mean_minutes` or `items[id=A|B].mean_minutes` in some. `--set KEY=VALUE` sets
it, `--set 'KEY*=FACTOR'` multiplies what is there; `hall sensitivity SCENARIO --keys` lists those that hold numbers.

`hall sweep FILE` simulates many variants:

```toml
scenario = "huaian"            # name, folder or file
plans = ["today", "plans/new"] # today's plan of each variant, or folders of plans; today's if not given
days = 22                      # the scenario's horizon if not given
replications = 10              # the same for all variants: common customers
seed = 1                       # the scenario's if not given
baseline = true                # variant 0 is the scenario as it is, with which the others are compared

[[vary]]                       # a grid: every combination of values or factors
key = "arrivals.scale"
values = [0.9, 1.0, 1.1]
name_en = "customers"          # also name_zh and reason, for people

[[vary]]                       # a range, sampled
key = "items.mean_minutes"
factor_between = [0.9, 1.1]    # or between = [low, high]

[sample]
method = "latin"               # latin, sobol or random
size = 20
```

`sensitivity.toml` beside a scenario holds `[[vary]]` with ranges only: the assumptions that
`hall sensitivity SCENARIO` varies unless told otherwise.
"""
KEY_HEADER = "| key | kind | unit | range | default | meaning |\n|---|---|---|---|---|---|"


def reference() -> str:
    """Return the reference as Markdown."""
    parts = [INTRODUCTION, "## scenario.toml\n", *_sections(Settings, ""), "## Tables\n"]
    for name, owner in TABLES.items():
        files = " and ".join(f"`{file}.csv`" for file, table in FILES.items() if table == name)
        parts += [f"### {name}\n", f"{files}. {_summary(owner)}\n", _table(owner, owner.__name__, name)]
    return "\n".join(parts)


def _sections(owner: type, path: str) -> Iterator[str]:
    """Yield the tables of a section and of those inside it."""
    if path:
        yield f"### {path}\n"
        yield f"{_summary(owner)}\n"
    yield _table(owner, owner.__name__, None)
    for column in columns(owner).values():
        if column.section is not None:
            name = f"{path.strip('[]')}.{column.name}" if path else column.name
            yield from _sections(column.section, f"[[{name}]]" if column.many else f"[{name}]")


def _summary(owner: type) -> str:
    """Return the first paragraph of a class's docstring on one line."""
    return " ".join((owner.__doc__ or "").split("\n\n")[0].split())


def _table(owner: type, name: str, table: str | None) -> str:
    """Return the keys of a class as a Markdown table."""
    rows = [_row(column, name, table) for column in columns(owner).values()]
    return "\n".join([KEY_HEADER, *rows, ""])


def _row(column: Column, owner: str, table: str | None) -> str:
    target = next((to for at, name, to in REFERENCES if (at, name) == (table, column.name)), None)
    kind = f"id of {target}" if target else str(column.kind)
    kind = f"list of {kind}" if column.many else kind
    cells = (
        f"`{column.name}`",
        kind,
        column.unit or "",
        _range(column),
        _default(column),
        meaning(owner, column.name),
    )
    return f"| {' | '.join(cells)} |"


def _range(column: Column) -> str:
    if column.choices:
        return ", ".join(f"`{choice}`" for choice in column.choices)
    if column.kind is Kind.TIME:
        return "00:00–24:00"
    if column.low is None:
        return ""
    high = "" if column.high is None else "2^63 − 1" if column.high > 1e18 else f"{column.high:,.0f}".replace(",", " ")
    return f"above {column.low:g}, to {high}" if column.above else f"{column.low:g} to {high}"


def _default(column: Column) -> str:
    if column.required:
        return "may be empty" if column.optional else "**required**"
    value = column.default
    if column.section is not None or value is None or value == ():
        return "none" if column.section is None else ""
    values = value if isinstance(value, tuple) else (value,)
    return ", ".join(f"`{_literal(one, column)}`" for one in values)


def _literal(value: object, column: Column) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return clock(value) if column.kind is Kind.TIME and isinstance(value, int) else str(value)


def meaning(owner: str, name: str, lang: str = "en") -> str:
    """Return what a key or column means."""
    key = f"field.{owner}.{name}"
    return text(key if key in texts() else f"field.*.{name}", lang)


def fields_with_words() -> Iterator[tuple[str, str]]:
    """Yield (class, field) of everything that a scenario may hold."""
    waiting: list[type] = [Settings, *TABLES.values()]
    while waiting:
        owner = waiting.pop()
        yield from ((owner.__name__, field.name) for field in dataclasses.fields(owner))
        waiting += [column.section for column in columns(owner).values() if column.section is not None]


def write(path: Path | None = None) -> None:
    """Write the reference to `scenarios/README.md`."""
    write_atomically(path or shipped_folder() / "README.md", reference().encode())


if __name__ == "__main__":
    write()
