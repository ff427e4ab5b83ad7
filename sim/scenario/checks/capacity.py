"""Windows, desks and officers: within the hall's limits, and somebody somewhere for every queue."""

from __future__ import annotations

from sim.domain.hall import Department, Queue, Window
from sim.domain.units import Role, WindowKind
from sim.scenario.checks.view import View


def windows_fit_the_hall(view: View) -> None:
    """There are no more windows and desks than the hall has (F3), and none has a number above the limit."""
    if view.settings is None:
        return
    limits = view.settings.limits
    for table, limit, many, number in (
        ("windows", limits.windows, "TOO_MANY_WINDOWS", "WINDOW_NUMBER"),
        ("desks", limits.desks, "TOO_MANY_DESKS", "DESK_NUMBER"),
    ):
        rows = view.rows[table]
        if len(rows) > limit:
            view.fault(many, rows[limit][0], "id", value=len(rows), limit=limit)
            continue
        for row, made in rows:
            if made.id > limit:
                view.fault(number, row, "id", value=made.id, limit=limit)


def queues_can_be_served(view: View) -> None:
    """Every queue has a window, whether or not customers begin their visit there."""
    if not view.whole("queues", "windows", "arrivals"):
        return
    at_windows = {queue for window in view.all("windows") for queue in window.queues}
    with_arrivals = _with_arrivals(view)
    for row, queue in view.each("queues"):
        if queue.id not in at_windows:
            view.fault("NO_CAPACITY" if queue.id in with_arrivals else "UNSERVED", row, "id", value=queue.id)


def queues_have_officers(view: View) -> None:
    """Every queue to which customers come has an officer; a hall without any takes anonymous plans only."""
    if not view.whole("queues", "officers", "arrivals"):
        return
    officers = view.all("officers")
    if not officers:
        view.draft.note("NO_OFFICERS", view.setting(("officers",)))
        return
    served = {queue for officer in officers if officer.role is not Role.DESK for queue in officer.queues}
    with_arrivals = _with_arrivals(view)
    for row, queue in view.each("queues"):
        if queue.id in with_arrivals and queue.id not in served:
            view.fault("NO_OFFICER", row, "id", value=queue.id)


def _with_arrivals(view: View) -> set[str]:
    """Return the queues at which visits begin, those of projects too: for the intake, or for each part."""
    one_intake = view.settings is not None and view.settings.projects.one_intake
    begun = {project.id: project.intake for project in view.all("projects") if project.per_day > 0}
    parts = {part.item for part in view.all("project_parts") if part.project in begun}
    come_for = set(begun.values()) if one_intake else parts
    return {arrival.queue for arrival in view.all("arrivals") if arrival.per_day > 0} | {
        item.queue for item in view.all("items") if item.id in come_for
    }


def queues_have_items(view: View) -> None:
    """Every queue to which customers come has an item that they come for."""
    if not view.whole("queues", "items", "arrivals"):
        return
    wanted = {item.queue for item in view.all("items") if item.weight}
    known = {queue.id for queue in view.all("queues")}
    for row, arrival in view.each("arrivals"):
        if arrival.per_day > 0 and arrival.queue in known and arrival.queue not in wanted:
            view.fault("NO_ITEM", row, "queue", value=arrival.queue)


def windows_match_their_kind(view: View) -> None:
    """A window without a department is held in rotation, by departments that the settings name."""
    rotation = view.settings.windows.rotation if view.settings else None
    for row, window in view.each("windows"):
        comprehensive = window.kind is WindowKind.COMPREHENSIVE
        if window.department is None and not comprehensive:
            view.fault("WINDOW_WITHOUT_DEPARTMENT", row, "department", value=window.id)
        if comprehensive and rotation == ():
            view.note("NO_ROTATION", row, "kind", value=window.id)
        if not window.queues:
            view.fault("WINDOW_WITHOUT_QUEUE", row, "queues", value=window.id)


def seasons_are_of_mobile_windows(view: View) -> None:
    """A season belongs to a mobile window, ends after it begins, and overlaps no other of that window."""
    windows: dict[int, Window] = {window.id: window for window in view.all("windows")}
    seen: dict[int, list[tuple[object, object]]] = {}
    for row, season in view.each("seasons"):
        window = windows.get(season.window)
        if window is not None and window.kind is not WindowKind.MOBILE:
            view.fault("SEASON_NOT_MOBILE", row, "window", value=season.window)
        if season.from_date > season.to_date:
            view.fault("DATE_ORDER", row, "to_date", value=season.to_date, first=season.from_date)
        for start, end in seen.get(season.window, []):
            if season.from_date <= end and start <= season.to_date:
                view.fault(
                    "OVERLAP",
                    row,
                    "from_date",
                    value=f"{season.from_date}–{season.to_date}",
                    other=f"{start}–{end}",
                )
        seen.setdefault(season.window, []).append((season.from_date, season.to_date))
    for row, window in view.each("windows"):
        if window.kind is WindowKind.MOBILE and window.id not in seen:
            view.note("NO_SEASON", row, "id", value=window.id)


def departments_match(view: View) -> None:
    """An item stands in a queue of its department, unless that is shared or its own officers serve there."""
    if not view.whole("queues", "items", "windows", "officers", "departments"):
        return
    queues: dict[str, Queue] = {queue.id: queue for queue in view.all("queues")}
    departments: dict[str, Department] = {department.id: department for department in view.all("departments")}
    shared = {
        q for w in view.all("windows") if w.kind is WindowKind.COMPREHENSIVE or w.department is None for q in w.queues
    }
    acting = {(officer.department, queue) for officer in view.all("officers") for queue in officer.queues}
    for row, item in view.each("items"):
        queue = queues.get(item.queue)
        if queue is None or item.department not in departments or item.department == queue.department:
            continue
        if queue.id not in shared and (item.department, queue.id) not in acting:
            view.fault(
                "DEPARTMENT_MISMATCH",
                row,
                "department",
                value=item.department,
                queue=queue.id,
                other=queue.department,
            )
