"""Items, stops and customers: what they need and what adds up."""

from __future__ import annotations

from sim.domain.units import ItemKind
from sim.scenario.checks.view import View

CASES = frozenset({ItemKind.LICENCE, ItemKind.PRELIMINARY_REVIEW})
BACKLOGS = ("stationary", "given", "none")


def promises_are_made(view: View) -> None:
    """A licence or preliminary review has a promised time; nothing else has one, nor steps (F15–F18)."""
    kinds = {item.id: item.kind for item in view.all("items")}
    for row, item in view.each("items"):
        if item.kind in CASES and not item.promised_days:
            view.fault("MISSING_PROMISE", row, "promised_days", value=item.id)
        if item.kind not in CASES and item.promised_days is not None:
            view.fault("PROMISE_WITHOUT_CASE", row, "promised_days", value=item.promised_days, item=item.id)
    for table in ("steps", "backlog"):
        for row, made in view.each(table):
            if kinds.get(made.item, ItemKind.LICENCE) not in CASES:
                view.fault("STEP_WITHOUT_CASE", row, "item", value=made.item)


def positions_are_unique(view: View) -> None:
    """No two stops of an item stand at the same position; steps may, and then run side by side (rule 19)."""
    seen = set()
    for row, stop in view.each("stops"):
        if (stop.item, stop.position) in seen:
            view.fault("DUP_POSITION", row, "position", value=stop.position, item=stop.item)
        seen.add((stop.item, stop.position))


def stops_lead_on(view: View) -> None:
    """A stop leads to another item than the one after which it comes."""
    for row, stop in view.each("stops"):
        if stop.item == stop.to_item:
            view.fault("STOP_TO_ITSELF", row, "to_item", value=stop.to_item)


def shares_add_up(view: View) -> None:
    """The classes of customers are at most all of them."""
    if view.settings is None:
        return
    total = sum(one.share for one in view.settings.customers.classes)
    if total > 1 + 1e-9:
        view.draft.fault("PROB_SUM", view.setting(("customers", "classes")), value=f"{total:g}")


def weeks_have_seven_days(view: View) -> None:
    """There is a factor for every day of the week."""
    if view.settings is not None and len(view.settings.arrivals.weekday_factors) != 7:
        values = {"value": len(view.settings.arrivals.weekday_factors), "reason": "7: Mon–Sun"}
        view.draft.fault("LIST_LENGTH", view.setting(("arrivals", "weekday_factors")), **values)


def backlog_is_known(view: View) -> None:
    """The backlog is one of three kinds; a given one has a table."""
    if view.settings is None:
        return
    found = view.settings.cases.backlog
    place = view.setting(("cases", "backlog"))
    if found not in BACKLOGS:
        view.draft.fault("BAD_CHOICE", place, value=found, choices=", ".join(BACKLOGS))
    if found == "given" and not view.draft.tables.get("backlog"):
        view.draft.fault("MISSING_TABLE", place, value="backlog")
