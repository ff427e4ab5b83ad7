"""The answer of a comparison in one plain sentence: which is best, by how much and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reports.comparison import Compared
from reports.comparison_phrases import decimals, difference, difference_unit, listed, per_cent, plain
from reports.notation import verdict
from reports.tables import measure_name
from sim.words import text, texts

MOST_NAMED = 3


def answer(compared: Compared, lang: str) -> str:
    """Return what is best, with the interval, or what cannot be told apart."""
    found = compared.comparison
    if found.attained is None:
        unknown = math.isnan(found.levels[found.leader].mean)
        return say(compared, "unknown" if unknown else "single", lang, leader=found.leader)
    if found.best is None:
        return _unclear(compared, lang)
    key = "best" if compared.best is not None else "leads"
    return say(compared, key, lang, best=found.best, amount=_amounts(compared, found.best, lang))


def say(compared: Compared, key: str, lang: str, **values: object) -> str:
    """Return a text of a comparison; it may name the measure that decides."""
    return text(f"compare.{key}", lang, measure=measure_name(compared.request.by, lang), **values)


def _amounts(compared: Compared, best: str, lang: str) -> str:
    """Return by how much the best is better than the first, and than the next best."""
    found = compared.comparison
    others = [name for name in found.names if name != best]
    nearest = min(others, key=lambda name: abs(found.difference(name, best).mean))
    if compared.first in {best, nearest}:
        return _amount(compared, best, nearest, lang)
    than_first = _amount(compared, best, compared.first, lang)
    return than_first + say(compared, "runner_up", lang, amount=_amount(compared, best, nearest, lang))


def _amount(compared: Compared, better: str, than: str, lang: str) -> str:
    """Return by how much a candidate differs, as "people wait 1.2 min less than in A (0.9 … 1.5; …)"."""
    gain = compared.comparison.difference(than, better)
    assert gain.low is not None
    assert gain.high is not None
    bounds = sorted((abs(gain.low), abs(gain.high)))
    by, places = compared.request.by, decimals(gain)
    own = f"compare.amount.{by}"
    more, less = ("more", "less") if own in texts() else ("higher", "lower")
    return text(
        own if own in texts() else "compare.amount",
        lang,
        measure=measure_name(by, lang),
        by=plain(abs(gain.mean), gain.unit, places),
        unit=difference_unit(gain.unit, lang),
        direction=text(f"compare.{less if gain.mean < 0 else more}", lang),
        than=than,
        low=plain(bounds[0], gain.unit, places),
        high=plain(bounds[1], gain.unit, places),
        confidence=_confidence(compared, lang),
    )


def _unclear(compared: Compared, lang: str) -> str:
    found = compared.comparison
    group = [found.leader, *found.inseparable]
    apart = {name: found.difference(found.leader, name) for name in found.inseparable}
    if all(one.low == one.high == 0 for one in apart.values()):
        return say(compared, "same", lang, names=listed(group, lang)) + _beaten(compared, group, lang)
    shown = [difference(name if len(apart) > 1 else "", one, lang) for name, one in list(apart.items())[:MOST_NAMED]]
    said = say(
        compared,
        "unclear",
        lang,
        names=listed(group, lang),
        leader=found.leader,
        differences=text("list.semicolon", lang).join(shown),
        confidence=_confidence(compared, lang),
    )
    return said + _beaten(compared, group, lang)


def _beaten(compared: Compared, group: Sequence[str], lang: str) -> str:
    """Return who of the others is worse than the whole group, and who only is not the best; then the full stop."""
    others = [name for name in compared.names if name not in group]
    by_all = [name for name in others if all(_worse(compared, name, one) for one in group)]
    rest = [name for name in others if name not in by_all]
    parts = (("both_better" if len(group) == 2 else "all_better", by_all), ("not_best", rest))
    said = "".join(say(compared, key, lang, names=listed(names, lang)) for key, names in parts if names)
    return said + text("compare.stop", lang)


def _worse(compared: Compared, name: str, than: str) -> bool:
    return verdict(compared.comparison.difference(than, name), compared.comparison.lower_is_better) == "worse"


def _confidence(compared: Compared, lang: str) -> str:
    key = "compare.confidence" if len(compared.names) == 2 else "compare.confidence.all"
    return text(key, lang, confidence=per_cent(compared.comparison.confidence))
