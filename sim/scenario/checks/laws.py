"""Laws of service, work and travel times: a mean and a standard deviation that go together."""

from __future__ import annotations

from sim.domain.units import Distribution, StepKind
from sim.scenario.checks.view import View
from sim.scenario.draft import DraftRow

SMALLEST_SD = 1e-6
WORK = frozenset({StepKind.DESK, StepKind.INSPECTION})
"""Kinds of steps that take minutes of work."""


def times_can_be_drawn(view: View) -> None:
    """Times of service, of work at a desk or on site, and of travel have a usable law."""
    for row, item in view.each("items"):
        if item.distribution is not Distribution.EMPIRICAL:
            _spread(view, row, item.mean_minutes, item.sd_minutes, "sd_minutes")
            if item.mean_minutes == 0:
                view.note("ZERO_SERVICE", row, "mean_minutes", value=item.id)
        elif not item.values:
            view.fault("NO_VALUES", row, "values", value=item.id)
    for row, step in view.each("steps"):
        _spread(view, row, step.mean_minutes, step.sd_minutes, "sd_minutes")
        if step.kind in WORK and step.mean_minutes == 0:
            view.note("ZERO_SERVICE", row, "mean_minutes", value=step.id)
    for row, team in view.each("inspectors"):
        _spread(view, row, team.travel_minutes, team.travel_sd_minutes, "travel_sd_minutes")


def _spread(view: View, row: DraftRow, mean: float, sd: float, column: str) -> None:
    """A standard deviation is 0, or large enough beside its mean for a law to be fitted."""
    if 0 < sd < SMALLEST_SD * mean:
        view.fault("SD_TOO_SMALL", row, column, value=sd, limit=f"{SMALLEST_SD * mean:g}")
    if mean == 0 < sd:
        view.fault("SD_WITHOUT_MEAN", row, column, value=sd)
