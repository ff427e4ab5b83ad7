"""What stands below the answer of a comparison: who loses, whether replications were enough, how it was chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reports.comparison import LOST, Compared, apart
from reports.comparison_answer import MOST_NAMED, say
from reports.comparison_phrases import amount, difference, difference_unit, listed, per_cent
from reports.equity import worse
from reports.names import Names
from reports.notation import verdict
from reports.tables import lower_is_better, measure_name
from sim.experiment.blocks import BLOCK
from sim.experiment.equity import GroupChange
from sim.experiment.estimate import half_width
from sim.experiment.results import Estimate
from sim.measures.registry import MEASURES
from sim.words import text

CHECKED = ("wait_minutes", "wait_longest_minutes", LOST, "overdue_share", "officer_hours", "overtime_hours")
"""Measures of which it is said if the leader is clearly worse by them than the first."""


def remarks(compared: Compared, lang: str) -> list[str]:
    """Return the sentences below the answer, the most important first."""
    return [*_losers(compared, lang), *_doubts(compared, lang), *_asked(compared, lang), *_chosen(compared, lang)]


def needed(compared: Compared) -> int | None:
    """Return about how many replications would tell the leader from its rivals, if they differ as much as it seems.

    An order of magnitude, to one digit; None if they are told apart, or do not seem to differ.
    """
    found = compared.comparison
    rivals = [found.difference(found.leader, name) for name in found.inseparable]
    excess = [half_width(one) / abs(one.mean) for one in rivals if one.mean]
    if not excess or not 0 < max(excess) < math.inf:
        return None
    count = compared.replications * max(excess) ** 2
    size = int(10 ** max(0, math.floor(math.log10(count))))
    return math.ceil(count / size) * size


def _losers(compared: Compared, lang: str) -> list[str]:
    """Say who is worse off under the leader than under the first, and by which other measures."""
    leader = compared.comparison.leader
    if leader == compared.first or compared.comparison.attained is None:
        return []
    names, found = Names(compared.scenario(leader), lang), compared.equity[leader]
    lists = {
        "zones_worse": [(names.zone(one.group), one.difference) for one in worse(found.zones)],
        "zones_lose": [(names.zone(one.group), one.difference) for one in worse(found.zones_lost)],
        "classes_worse": _classes(names, worse(found.classes)),
        "measures_worse": _measures_worse(compared, leader, lang),
    }
    said = [
        say(compared, key, lang, name=leader, first=compared.first, groups=_groups(losing, lang))
        for key, losing in lists.items()
        if losing
    ]
    return said or [say(compared, "nobody_worse", lang, name=leader, first=compared.first)]


def _classes(names: Names, classes: Sequence[GroupChange]) -> list[tuple[str, Estimate]]:
    return [(names.customer_class(one.group), one.difference) for one in classes]


def _measures_worse(compared: Compared, name: str, lang: str) -> list[tuple[str, Estimate]]:
    """Return the measures by which a candidate is clearly worse; their intervals hold all at once."""
    wanted = [measure for measure in CHECKED if measure in compared.measures and measure != compared.request.by]
    level = 1 - (1 - compared.comparison.confidence) / len(wanted)
    better = {**lower_is_better(), LOST: True}
    found = {m: apart(compared.runs[compared.first], compared.runs[name], m, level) for m in wanted}
    return [(measure_name(m, lang), one) for m, one in found.items() if verdict(one, better[m]) == "worse"]


def _groups(found: Sequence[tuple[str, Estimate]], lang: str) -> str:
    shown = [difference(group, one, lang) for group, one in found[:MOST_NAMED]]
    more = [text("cli.more", lang, count=len(found) - MOST_NAMED)] if len(found) > MOST_NAMED else []
    return text("list.semicolon", lang).join([*shown, *more])


def _doubts(compared: Compared, lang: str) -> list[str]:
    """Say what a wrong choice would cost at most, and how many replications would tell."""
    found, unit = compared.comparison, MEASURES[compared.request.by].unit
    if found.best is not None or not found.regret:
        return []
    values = {"amount": amount(found.regret, unit), "unit": difference_unit(unit, lang)}
    said = [say(compared, "regret", lang, leader=found.leader, **values)]
    count = needed(compared)
    if count is not None:
        key = "needed" if count <= BLOCK else "needed_too_many"
        said.append(say(compared, key, lang, count=f"{min(count, BLOCK):,}", replications=compared.replications))
    return said


def _asked(compared: Compared, lang: str) -> list[str]:
    """Say whether the intervals are as narrow as asked."""
    asked, unit = compared.precision, MEASURES[compared.request.by].unit
    if asked is None or not math.isfinite(asked.target):
        return []
    widest = max(half_width(pair) for pair in compared.comparison.pairs.values())
    values = {
        "replications": compared.replications,
        "half": amount(widest, unit),
        "target": amount(asked.target, unit),
        "unit": difference_unit(unit, lang),
    }
    return [say(compared, "reached" if asked.reached else "not_reached", lang, **values)]


def _chosen(compared: Compared, lang: str) -> list[str]:
    """Say how the best was selected, with which probability, and who was dropped when."""
    found, unit = compared.selection, MEASURES[compared.request.by].unit
    if found is None:
        return []
    values = {
        "total": len(found.replications),
        "best": found.best or "",
        "survivors": listed(found.survivors, lang),
        "confidence": per_cent(found.confidence),
        "matters": amount(found.indifference, unit),
        "unit": difference_unit(unit, lang),
        "replications": max(found.replications.values()),
    }
    said = [say(compared, "selected" if found.best is not None else "none_selected", lang, **values)]
    if found.eliminated:
        dropped = [
            say(compared, "dropped_after", lang, name=name, replications=count)
            for name, count in found.eliminated.items()
        ]
        said.append(say(compared, "dropped", lang, names=text("list.comma", lang).join(dropped)))
    if compared.best is None and compared.comparison.best is not None:
        said.append(say(compared, "disagree", lang, leader=compared.comparison.best, best=found.best))
    return said
