"""Ids: unique, not confusable, and known where they are referred to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from sim.domain.policy import Settings
from sim.errors import Place
from sim.scenario.checks.view import View
from sim.scenario.draft import DraftRow, nearest
from sim.scenario.schema import REFERENCES, TABLES
from sim.tables.table import shown


def ids_are_unique(view: View) -> None:
    """No id twice in a table, nor two that differ only by case, spaces or width."""
    for table in TABLES:
        seen: dict[object, DraftRow] = {}
        folded: dict[str, object] = {}
        for row, made in view.each(table):
            if made.id in seen:
                first = seen[made.id].place
                view.fault("DUP_ID", row, "id", value=shown(made.id), first=first.row or "?", first_file=first.file)
                continue
            seen[made.id] = row
            if isinstance(made.id, str):
                twin = folded.setdefault(_folded(made.id), made.id)
                if twin != made.id:
                    view.fault("CONFUSABLE_ID", row, "id", value=shown(made.id), near=shown(twin))


def _folded(text: str) -> str:
    """Return what is left of an id when case, width, spaces and invisible characters are taken away."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in {"Zs", "Cf", "Cc"})


def references_exist(view: View) -> None:
    """Every id that is referred to is declared."""
    declared = {table: _declared(view, table) for table in TABLES}
    for table, column, target in REFERENCES:
        if not view.whole(target):
            continue
        for row, made in view.each(table):
            found = getattr(made, column)
            for one in found if isinstance(found, tuple) else (found,):
                if one is not None and one not in declared[target]:
                    view.fault("UNKNOWN_REF", row, column, **_unknown(one, target, declared[target]))
    if view.settings is not None and view.whole("departments"):
        for place, one in _in_settings(view, view.settings):
            if one not in declared["departments"]:
                view.draft.fault("UNKNOWN_REF", place, **_unknown(one, "departments", declared["departments"]))


def _unknown(one: object, target: str, known: Mapping[object, None]) -> dict[str, object]:
    """Return the words' values for an unknown id; a near one is named only if it is of the same kind."""
    near = nearest(one, [k for k in known if isinstance(k, str)]) if isinstance(one, str) else {}
    return {"value": shown(one), "table": target, **near}


def _declared(view: View, table: str) -> dict[object, None]:
    """Return the ids of a table; of the profiles, the profiles' names."""
    return dict.fromkeys(made.profile if table == "profiles" else made.id for made in view.all(table))


def _in_settings(view: View, settings: Settings) -> Iterator[tuple[Place, str]]:
    """Yield the departments that the settings name."""
    for index, department in enumerate(settings.windows.rotation):
        yield view.setting(("windows", "rotation", index)), department
    for index, outage in enumerate(settings.absence.outages):
        for department in outage.departments:
            yield view.setting(("absence", "outages", index, "departments")), department
