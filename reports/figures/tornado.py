"""Pictures of sensitivity: a tornado, the effects of a screening, the shares of variance; a panel for each output."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reports.figures.canvas import AFTER, BEFORE, INK, SHADE, Picture, picture, short, style
from reports.notation import show
from reports.sensing import LITTLE, Rank, amount, factor_name, factor_range, level, output_name, ranks
from sim.experiment.results import Estimate
from sim.experiment.sensitivity import Bar, ElementaryEffect, Method, Output, SobolIndex, Study, Tornado
from sim.words import text

MOST = 10
"""Bars in a panel, at most."""
LONGEST = 46
THICK = 0.62
GREY = "#8a949d"
SIZE = 7


def tornado(study: Study, scenario: str, lang: str, against: str = "") -> Picture:
    """Draw a study: for each measure, or its difference to another side, the factors that move it, the largest first.

    Raises
    ------
    ValueError
        The study has no such side.
    """
    outputs = [output for output in study.analyses if output.against == against]
    if not outputs:
        raise ValueError(f"nothing to draw against {against!r}")
    shown = [_shown(study, output) for output in outputs]
    heights = [0.95 + 0.27 * max(1, len(found)) for found in shown]
    with style():
        figure = picture(9.2, 0.45 + sum(heights))
        panels = figure.subplots(len(outputs), 1, squeeze=False, height_ratios=heights)[:, 0]
        for axes, output, found in zip(panels, outputs, shown, strict=True):
            _panel(axes, study, output, found, lang)
            axes.set_title(output_name(output, scenario, lang))
        figure.legend(handles=_legend(study.design.method, lang), loc="outside upper right", ncols=3, fontsize=SIZE)
    return figure


def _shown(study: Study, output: Output) -> list[Rank]:
    """Return the factors worth a bar; the first in any case."""
    ordered = ranks(study, output)
    worth = [rank for rank in ordered if not rank.noise and rank.size >= LITTLE * ordered[0].size]
    return (worth or ordered[:1])[:MOST]


def _panel(axes: Axes, study: Study, output: Output, found: Sequence[Rank], lang: str) -> None:
    factors = study.design.factors
    analysis = study.analyses[output]
    for row, rank in enumerate(found):
        match rank.effect:
            case Bar():
                _bar(axes, row, rank.effect, output, lang)
            case ElementaryEffect():
                _effect(axes, row, rank.effect, output, lang)
            case SobolIndex():
                _shares(axes, row, rank.effect)
    names = [factor_name(factors[rank.factor], lang) for rank in found]
    ranges = [factor_range(factors[rank.factor]) for rank in found]
    labels = [f"{short(name, LONGEST)}  [{span}]" for name, span in zip(names, ranges, strict=True)]
    axes.set_yticks(range(len(found)), labels)
    axes.set_ylim(len(found) - 0.4, -0.75)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x")
    if isinstance(analysis, Tornado):
        _base(axes, analysis, output, lang)
    elif study.design.method is Method.MORRIS:
        axes.set_xlabel(text("figure.morris.axis", lang), fontsize=SIZE)
    else:
        axes.set_xlabel(text("figure.sobol.axis", lang), fontsize=SIZE)
    _scale(axes, output, study.design.method)
    rest = len(factors) - len(found)
    if rest:
        axes.set_title(text("figure.tornado.others", lang, count=rest), loc="right", fontsize=SIZE, color=GREY)


def _bar(axes: Axes, row: int, bar: Bar, output: Output, lang: str) -> None:
    """Draw both ends from the base, the longer first, each with its value and the interval of its change."""
    base = bar.base
    ends = [(bar.low_change, BEFORE), (bar.high_change, AFTER)]
    longer, shorter = sorted(ends, key=lambda end: -abs(end[0].mean))
    for change, colour in (longer, shorter):
        axes.barh(row, change.mean, THICK, left=base, color=colour)
        if change.low is not None and change.high is not None:
            axes.plot([base + change.low, base + change.high], [row, row], color=INK, linewidth=1.1, zorder=3)
    right = longer[0].mean > 0
    _value(axes, row, base, longer[0], output, lang, right=right)
    _value(axes, row, base, shorter[0], output, lang, right=not right)


def _value(axes: Axes, row: int, base: float, change: Estimate, output: Output, lang: str, *, right: bool) -> None:
    """Write the value of an end beyond its bar and whisker; on the other side of the base if the longer one is here."""
    bounds = [0.0, change.mean, *(bound for bound in (change.low, change.high) if bound is not None)]
    axes.annotate(
        level(base + change.mean, output, lang),
        (base + (max if right else min)(bounds), row),
        (4 if right else -4, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=SIZE,
    )


def _base(axes: Axes, analysis: Tornado, output: Output, lang: str) -> None:
    axes.axvline(analysis.base.mean, color=INK, linewidth=0.9)
    axes.annotate(
        text("figure.tornado.base", lang, value=level(analysis.base.mean, output, lang)),
        (analysis.base.mean, -0.72),
        (4, 0),
        textcoords="offset points",
        va="top",
        fontsize=SIZE,
    )
    if output.against:
        axes.axvline(0, color=GREY, linewidth=0.9, linestyle="--")


def _effect(axes: Axes, row: int, effect: ElementaryEffect, output: Output, lang: str) -> None:
    axes.barh(row, effect.mu_star, THICK, color=AFTER)
    _whisker(axes, row, effect.mu_star, effect.half_width)
    axes.plot(
        effect.sigma, row, "D", color=BEFORE, markersize=4, markeredgecolor="white", markeredgewidth=0.8, zorder=4
    )
    end = max(effect.mu_star + effect.half_width, effect.sigma)
    axes.annotate(
        amount(effect.mu_star, output, lang), (end, row), (5, 0), textcoords="offset points", va="center", fontsize=SIZE
    )


def _shares(axes: Axes, row: int, index: SobolIndex) -> None:
    axes.barh(row, index.total, THICK, color=SHADE)
    axes.barh(row, max(0.0, index.first), THICK * 0.5, color=AFTER)
    _whisker(axes, row, index.total, index.total_half)
    end = max(index.total + index.total_half, index.first)
    axes.annotate(
        show(index.total, "share", decimals=0),
        (end, row),
        (5, 0),
        textcoords="offset points",
        va="center",
        fontsize=SIZE,
    )


def _whisker(axes: Axes, row: int, centre: float, half: float) -> None:
    axes.plot([max(0.0, centre - half), centre + half], [row, row], color=INK, linewidth=1.1, zorder=3)


def _scale(axes: Axes, output: Output, method: Method) -> None:
    """Leave room for the values beside bars; shares are shown in per cent."""
    axes.margins(x=0.14)
    if method is Method.SOBOL or (output.unit == "share" and not output.against and method is Method.TORNADO):
        axes.xaxis.set_major_formatter(lambda value, _: show(value, "share", decimals=0))
    elif output.unit == "share":
        axes.xaxis.set_major_formatter(lambda value, _: show(round(100 * value, 6)))


def _legend(method: Method, lang: str) -> list[Patch | Line2D]:
    whisker = Line2D([], [], color=INK, linewidth=1.1, label=text("figure.tornado.whisker", lang))
    if method is Method.TORNADO:
        low, high = (text(f"figure.tornado.{end}", lang) for end in ("low", "high"))
        return [Patch(color=BEFORE, label=low), Patch(color=AFTER, label=high), whisker]
    whisker.set_label(text("cli.interval", lang))
    if method is Method.MORRIS:
        diamond = Line2D([], [], marker="D", linestyle="", color=BEFORE, markersize=4)
        diamond.set_label(text("figure.morris.sigma", lang))
        return [Patch(color=AFTER, label=text("figure.morris.mu_star", lang)), diamond, whisker]
    first, total = (text(f"figure.sobol.{part}", lang) for part in ("first", "total"))
    return [Patch(color=AFTER, label=first), Patch(color=SHADE, label=total), whisker]
