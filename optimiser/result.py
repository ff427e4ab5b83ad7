"""What an optimisation gives: status, the plan, and what it took, kept apart."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from sim.plan.sessions import Plan


@dataclass(frozen=True, eq=False, kw_only=True)
class Result:
    """A plan with what is known of its quality.

    Attributes
    ----------
    plan : Plan
        The best plan found; it passes `optimiser.check`.
    greedy_plan : Plan
        What the greedy start alone would give: a greedy roster wherever that is better than today's.
    status : str
        `optimal` (every part proved at a relative gap of 1e-6), `feasible`, or `greedy` (the solver had no
        better answer).
    gap : float or None
        Relative, of `objective` against `bound`; None where no bound is known.
    bound_of : str
        What the gap refers to.
    seconds : float
        Wall time, building the model included.
    objective, bound : float or None
        Yuan over the horizon, in the model's own terms.
    decisions : frame
        A row per cluster of departments: departments, where the model's best answer comes from (source), which
        candidate simulation chose and its simulated yuan, the model's yuan (today, greedy, cost, bound), minutes
        today and planned, at windows and at desks.
    rotation : frame
        date, window, department, officer.
    requirement : frame
        queue, day, date, minute, offered_load, officers.
    """

    plan: Plan
    greedy_plan: Plan
    status: str
    gap: float | None
    bound_of: str
    seconds: float
    objective: float
    bound: float | None
    decisions: pl.DataFrame
    rotation: pl.DataFrame
    requirement: pl.DataFrame
    notes: Mapping[str, object] = field(default_factory=dict)
    """Further numbers: cost of today's and of the greedy plan, clusters that keep today's plan, how the rota is."""

    def summary(self) -> dict[str, object]:
        """Return status, effort and the objective beside those of today's and the greedy plan."""
        return {
            "status": self.status,
            "gap": self.gap,
            "bound_of": self.bound_of,
            "seconds": round(self.seconds, 1),
            "objective_yuan": round(self.objective),
            "bound_yuan": None if self.bound is None else round(self.bound),
            **self.notes,
        }

    def to_frame(self) -> pl.DataFrame:
        """Return the decisions, a row per cluster of departments."""
        return self.decisions

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{html.escape(str(k))}</th><td>{html.escape(str(v))}</td></tr>" for k, v in self.summary().items()
        )
        return f"<table>{rows}</table>"
