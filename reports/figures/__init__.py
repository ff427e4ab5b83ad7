"""Pictures of simulated halls, for notebooks and for the report; each function returns a `Picture`."""

from __future__ import annotations

from reports.figures.bars import overdue, utilisation
from reports.figures.canvas import Picture
from reports.figures.chances import chances, chances_under
from reports.figures.day import coverage, queue_lengths, waits
from reports.figures.graph import item_graph, project_graph
from reports.figures.roster import roster
from reports.figures.spread import spread, spread_of_day
from reports.figures.times import time_split

__all__ = [
    "Picture",
    "chances",
    "chances_under",
    "coverage",
    "item_graph",
    "overdue",
    "project_graph",
    "queue_lengths",
    "roster",
    "spread",
    "spread_of_day",
    "time_split",
    "utilisation",
    "waits",
]
