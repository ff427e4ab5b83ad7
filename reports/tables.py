"""Rows of the tables that people read, on the terminal, in the report and in the workbook alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from reports.breakdown import Change, lost
from reports.names import Names
from reports.notation import MISSING, show, show_difference, show_interval, unit_name, verdict
from sim.experiment.results import Estimate, Runs
from sim.words import text

ORDER = (
    "wait_minutes", "wait_median_minutes", "wait_p90_minutes", "wait_longest_minutes", "within_target_share",
    "lost", "abandoned", "balked", "unserved", "turned_away",
    "overdue_share", "tardiness_days", "statutory_overdue_share", "case_days", "trips_per_case",
    "cases_accepted", "cases_closed", "desk_utilisation", "inspector_utilisation", "overtime_hours", "overtime_cost",
    "projects_closed", "project_days", "projects_overdue_share", "trips_per_project",
    "officer_hours", "overrun_hours", "utilisation", "helper_hours", "helper_cost",
    "visits", "tickets", "items", "items_enterprise_share", "served", "no_shows",
)  # fmt: skip
"""What people ask first comes first."""
OF_CASES = ORDER[ORDER.index("overdue_share") : ORDER.index("officer_hours")]
"""Measures of cases and of who works on them."""
IF_ANY = (
    "statutory_overdue_share", "inspector_utilisation", "overtime_hours", "overtime_cost", "helper_hours",
    "helper_cost", "projects_closed", "project_days", "projects_overdue_share", "trips_per_project",
)  # fmt: skip
"""Measures of what not every hall has: shown only if they are there, or not nought, in some plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One quantity as text; `verdict` is a key (`better`, `worse` …), `verdict_text` its words."""

    name: str
    unit: str
    before: str
    after: str
    interval: str
    difference: str
    verdict: str
    verdict_text: str

    @classmethod
    def of(cls, name: str, change: Change, *, lower_is_better: bool | None, lang: str) -> Row:
        """Dress a change; the interval is that of the difference, or of the value where there is none."""
        difference = change.difference
        bounds = change.after if difference is None else difference
        found = "none" if difference is None else verdict(difference, lower_is_better)
        interval = show_interval(bounds.low, bounds.high, bounds.unit)
        return cls(
            name=name,
            unit=unit_name(change.after.unit, lang),
            before=MISSING if change.before is None else show(change.before.mean, change.before.unit),
            after=show(change.after.mean, change.after.unit),
            interval=interval,
            difference=MISSING if difference is None else show_difference(difference, lang),
            verdict=found,
            verdict_text=text(f"verdict.{found}", lang),
        )


def hall_rows(after: Runs, before: Runs | None, lang: str, without: Collection[str] = ()) -> list[Row]:
    """One row for each measure of the hall, but for some that are shown elsewhere."""
    found = {**changes(after, before), "lost": lost(after, before)}
    return measure_rows({name: change for name, change in found.items() if name not in without}, lang)


def versus_rows(rival: Runs, after: Runs, lang: str) -> list[Row]:
    """The measures on which a plan is held against a rival plan."""
    wanted = ("wait_minutes", "wait_p90_minutes", "within_target_share", "overdue_share", "officer_hours")
    found = {name: change for name, change in changes(after, rival).items() if name in wanted}
    return measure_rows({**found, "lost": lost(after, rival)}, lang)


def measure_rows(found: Mapping[str, Change], lang: str) -> list[Row]:
    """Dress measures in the order in which people ask for them; unknown ones last."""
    better = {**lower_is_better(), "lost": True}
    shown = [name for name, change in found.items() if name not in IF_ANY or _is_any(change)]
    ordered = sorted(shown, key=lambda n: ORDER.index(n) if n in ORDER else len(ORDER))
    return [Row.of(measure_name(n, lang), found[n], lower_is_better=better.get(n), lang=lang) for n in ordered]


def _is_any(change: Change) -> bool:
    means = [estimate.mean for estimate in (change.before, change.after) if estimate is not None]
    return any(mean == mean and mean != 0 for mean in means)  # noqa: PLR0124 -- NaN


def case_rows(after: Runs, before: Runs | None, lang: str) -> list[Row]:
    """One row for each measure of cases."""
    return measure_rows({name: change for name, change in changes(after, before).items() if name in OF_CASES}, lang)


def changes(after: Runs, before: Runs | None = None) -> dict[str, Change]:
    """Return each measure of the hall before, after and in pairs."""
    from sim.experiment import differences, estimates

    here = estimates(after)
    if before is None:
        return {name: Change(before=None, after=value, difference=None) for name, value in here.items()}
    there, between = estimates(before), differences(before, after)
    return {name: Change(before=there[name], after=here[name], difference=between[name]) for name in here}


def zone_rows(zones: Mapping[str, Mapping[str, Change]], names: Names) -> list[tuple[str, dict[str, Row]]]:
    """For each zone its name and a row by measure."""
    better = {**lower_is_better(), "lost": True}
    return [
        (
            names.zone(zone),
            {m: Row.of(m, c, lower_is_better=better.get(m), lang=names.lang) for m, c in zones[zone].items()},
        )
        for zone in names.zones
        if zone in zones
    ]


def measure_name(name: str, lang: str) -> str:
    """Return a measure's name for people."""
    return text(f"measure.{name}", lang)


def lower_is_better() -> dict[str, bool | None]:
    """Return, by measure, whether less is better (None: neither)."""
    from sim.measures.registry import MEASURES

    return {name: measure.lower_is_better for name, measure in MEASURES.items()}


def as_json(estimate: Estimate) -> dict[str, float | str | None]:
    """Return an estimate as the `--json` objects show it; what is not a number is null."""
    values = {"mean": estimate.mean, "low": estimate.low, "high": estimate.high}
    return {**{key: None if v is None or v != v else v for key, v in values.items()}, "unit": estimate.unit}  # noqa: PLR0124 -- NaN
