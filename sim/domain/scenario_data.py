"""The whole of a scenario in memory: settings and tables, already validated."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.domain.casework import BacklogRow, Inspectors, Meeting, Project, ProjectPart, Step
from sim.domain.hall import Department, Desk, Queue, Season, Window, Zone
from sim.domain.items import Arrival, Item, ProfilePart, Stop
from sim.domain.policy import Settings
from sim.domain.staff import Helpers, Officer
from sim.errors import Fault


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True)
class Scenario:
    """A hall and a horizon.

    Tables are in the order of their permanent ids, whatever the order of the files' rows.

    Attributes
    ----------
    hash : str
        SHA-256 over every value (not over the notation of the files), which names the scenario in results.
    notes : tuple of Fault
        What was read with a stated interpretation (an encoding, full-width digits …), and warnings.
    """

    settings: Settings
    zones: tuple[Zone, ...] = ()
    departments: tuple[Department, ...] = ()
    queues: tuple[Queue, ...] = ()
    windows: tuple[Window, ...] = ()
    seasons: tuple[Season, ...] = ()
    desks: tuple[Desk, ...] = ()
    items: tuple[Item, ...] = ()
    stops: tuple[Stop, ...] = ()
    steps: tuple[Step, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    inspectors: tuple[Inspectors, ...] = ()
    projects: tuple[Project, ...] = ()
    project_parts: tuple[ProjectPart, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    profiles: tuple[ProfilePart, ...] = ()
    officers: tuple[Officer, ...] = ()
    helpers: tuple[Helpers, ...] = ()
    backlog: tuple[BacklogRow, ...] = ()
    hash: str = ""
    notes: tuple[Fault, ...] = field(default=())
