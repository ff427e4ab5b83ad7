"""What a sensitivity study says, for people: names, rows of tables, a plain sentence for each output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.notation import MISSING, show, show_difference, show_interval, unit_name
from reports.tables import measure_name
from sim.experiment.factors import Factor
from sim.experiment.results import Estimate
from sim.experiment.sensitivity import Bar, ElementaryEffect, Morris, Output, Sobol, SobolIndex, Study, Tornado
from sim.words import text

SHOWN = 3
"""So many assumptions a sentence names."""
MUCH, LITTLE = 1 / 3, 0.05
"""Parts of the largest effect: worth naming after it, and hardly worth knowing."""
COLUMNS = {
    Tornado: ("factor", "range", "low", "change", "high", "change", "note"),
    Morris: ("factor", "range", "mu_star", "mu", "sigma", "noise", "note"),
    Sobol: ("factor", "range", "first", "total", "noise", "note"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """A factor and the size of its effect, in the units of the analysis."""

    factor: int
    size: float
    noise: bool
    effect: Bar | ElementaryEffect | SobolIndex


def ranks(study: Study, output: Output) -> list[Rank]:
    """Return the factors by the size of what they do to an output, the largest first."""
    match study.analyses[output]:
        case Tornado(bars=bars):
            return [Rank(factor=b.factor, size=b.swing, noise=b.within_noise is True, effect=b) for b in bars]
        case Morris(effects=effects):
            return [Rank(factor=e.factor, size=e.mu_star, noise=e.within_noise is True, effect=e) for e in effects]
        case Sobol(indices=indices):
            return [Rank(factor=i.factor, size=i.total, noise=i.within_noise is True, effect=i) for i in indices]


def factor_name(factor: Factor, lang: str) -> str:
    """Return what people call a factor."""
    return (factor.name_zh if lang == "zh" else factor.name_en) or factor.key


def factor_range(factor: Factor) -> str:
    """Return the range of a factor: `0.45 … 0.5`, or `×0.9 … ×1.1`."""
    mark = "×" if factor.multiply else ""
    low, high = (mark + show(end, decimals=_decimals(end)) for end in (factor.low, factor.high))
    return f"{low} … {high}"


def output_name(output: Output, scenario: str, lang: str, *, unit: bool = True) -> str:
    """Return what is watched, with its unit."""
    name = measure_name(output.measure, lang)
    if output.against:
        name = text("sensitivity.difference", lang, measure=name, against=output.against, scenario=scenario)
    shown = unit_name(output.unit, lang)
    return f"{name} ({shown})" if unit and shown and shown != "%" else name


def amount(value: float, output: Output, lang: str) -> str:
    """Return a difference without a sign: of shares in percentage points."""
    if output.unit == "share":
        return f"{_plain(value, output)} {text('unit.share_difference', lang)}"
    return show(value, output.unit)


def level(value: float, output: Output, lang: str) -> str:
    """Return a value with its unit; of a difference with its sign."""
    shown = _shown(Estimate(mean=value, low=None, high=None, unit=output.unit), output, lang)
    unit = unit_name(output.unit, lang)
    return shown if output.unit == "share" or not unit else f"{shown} {unit}"


def rows(study: Study, output: Output, lang: str) -> list[list[str]]:
    """Return the cells of the table of an output, in the order of `COLUMNS`."""
    return [_cells(study, output, rank, lang) for rank in ranks(study, output)]


def _cells(study: Study, output: Output, rank: Rank, lang: str) -> list[str]:
    factor = study.design.factors[rank.factor]
    note = text("sensitivity.noise", lang) if rank.noise else ""
    return [factor_name(factor, lang), factor_range(factor), *_figures(rank.effect, output, lang), note]


def _figures(effect: Bar | ElementaryEffect | SobolIndex, output: Output, lang: str) -> list[str]:
    match effect:
        case Bar():
            ends = ((effect.low, effect.low_change), (effect.high, effect.high_change))
            return [cell for end, change in ends for cell in (_shown(end, output, lang), _with_interval(change, lang))]
        case ElementaryEffect():
            size = f"{amount(effect.mu_star, output, lang)} ± {_plain(effect.half_width, output)}"
            return [size, *(_plain(value, output) for value in (effect.mu, effect.sigma, effect.noise))]
        case SobolIndex():
            first = f"{show(effect.first, decimals=2)} ± {show(effect.first_half, decimals=2)}"
            total = f"{show(effect.total, decimals=2)} ± {show(effect.total_half, decimals=2)}"
            return [first, total, show(effect.noise, decimals=3)]


def _shown(end: Estimate, output: Output, lang: str) -> str:
    return show_difference(end, lang) if output.against else show(end.mean, end.unit)


def _with_interval(change: Estimate, lang: str) -> str:
    shown = show_difference(change, lang)
    interval = show_interval(change.low, change.high, change.unit)
    return shown if interval == MISSING else f"{shown} ({interval})"


def _plain(value: float, output: Output) -> str:
    return show(value, output.unit).removesuffix(" %")


def _decimals(value: float) -> int:
    return len(f"{value:.6g}".partition(".")[2])


def sentence(study: Study, output: Output, scenario: str, lang: str) -> str:
    """Return in plain words what an output hangs on and what hardly matters."""
    ordered = ranks(study, output)
    name = output_name(output, scenario, lang, unit=False)
    method = study.design.method
    parts = [text(f"sensitivity.is.{method}", lang, output=name, **_span(study, output, lang))]
    leading = [rank for rank in ordered if rank.size >= MUCH * ordered[0].size and _noticeable(rank, output, lang)]
    if not leading:
        return _together([*parts, text("sensitivity.nothing", lang)], lang)
    named = _joined([_moved(study, output, rank, lang) for rank in leading[:SHOWN]], lang)
    parts.append(text(f"sensitivity.most.{method}", lang, names=named))
    minor = [rank for rank in ordered if rank.size < LITTLE * ordered[0].size]
    unclear = [rank for rank in ordered if rank.noise and rank not in minor]
    for key, found in (("minor", minor), ("unclear", unclear)):
        if found:
            parts.append(text(f"sensitivity.{key}", lang, names=_joined(_names(study, found, lang), lang)))
    return _together([*parts, *_sign(study, output, lang)], lang)


def _together(sentences: Sequence[str], lang: str) -> str:
    return ("" if lang == "zh" else " ").join(sentences)


def _noticeable(rank: Rank, output: Output, lang: str) -> bool:
    """Whether an effect is more than noise, and more than the digits shown hide."""
    if rank.noise or rank.size <= 0:
        return False
    return isinstance(rank.effect, SobolIndex) or amount(rank.size, output, lang) != amount(0.0, output, lang)


def _span(study: Study, output: Output, lang: str) -> dict[str, str]:
    """Return the value as it is, or those between which it lies over the ranges."""
    found = study.analyses[output]
    if isinstance(found, Tornado):
        return {"base": level(found.base.mean, output, lang)}
    ends = (found.least, found.greatest) if isinstance(found, Morris) else (found.low, found.high)
    return {key: level(end, output, lang) for key, end in zip(("least", "greatest"), ends, strict=True)}


def _moved(study: Study, output: Output, rank: Rank, lang: str) -> str:
    name = factor_name(study.design.factors[rank.factor], lang)
    match rank.effect:
        case Bar(low=low, high=high):
            ends = {"low": level(low.mean, output, lang), "high": level(high.mean, output, lang)}
            return text("sensitivity.moves", lang, name=name, **ends)
        case ElementaryEffect(mu_star=size):
            return text("sensitivity.by", lang, name=name, size=amount(size, output, lang))
        case SobolIndex(total=size):
            return text("sensitivity.by", lang, name=name, size=show(size, "share", decimals=0))


def _sign(study: Study, output: Output, lang: str) -> list[str]:
    """Say whether a difference keeps its sign, where that is asked of a tornado."""
    found = study.analyses[output]
    if not output.against or not isinstance(found, Tornado):
        return []
    if not _same_sign(found.base, found.base):
        return [text("sensitivity.unsure", lang)]
    turning = [r for r in ranks(study, output) if not _keeps(found.base, r.effect)]
    if not turning:
        return [text("sensitivity.holds", lang)]
    return [text("sensitivity.turns", lang, names=_joined(_names(study, turning, lang), lang))]


def _keeps(base: Estimate, effect: Bar | ElementaryEffect | SobolIndex) -> bool:
    return isinstance(effect, Bar) and all(_same_sign(base, end) for end in (effect.low, effect.high))


def _same_sign(base: Estimate, end: Estimate) -> bool:
    """Whether the whole interval of an end (its mean, if it has none) lies on the base's side of nought."""
    bounds = [end.mean if bound is None else bound for bound in (end.low, end.high)]
    return all(bound * base.mean > 0 for bound in bounds)


def _names(study: Study, found: Sequence[Rank], lang: str) -> list[str]:
    names = [factor_name(study.design.factors[rank.factor], lang) for rank in found]
    if len(names) <= SHOWN + 1:
        return names
    return [*names[:SHOWN], text("sensitivity.more", lang, count=len(names) - SHOWN)]


def _joined(names: Sequence[str], lang: str) -> str:
    if len(names) < 2:
        return "".join(names)
    most = text("list.comma", lang).join(names[:-1])
    return text("sensitivity.and", lang, most=most, last=names[-1])
