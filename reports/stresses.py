"""Stresses in words, and the sentences that say what each does to a plan."""

from __future__ import annotations

from reports.notation import clock, show, show_interval, verdict
from sim.experiment.risk import MET, Effect, Outcome, Risk
from sim.experiment.spread import spread
from sim.experiment.stresses import Stress, StressKind
from sim.words import text

LOWER_IS_BETTER = {"wait": True, "met": False, "lost": True}


def stress_name(stress: Stress, lang: str) -> str:
    """Return what goes wrong, in words."""
    match stress.kind:
        case StressKind.ILL:
            return text("stress.ill", lang, value=_per_cent(stress.value))
        case StressKind.SURGE:
            key = "stress.surge" if stress.value >= 1 else "stress.surge.less"
            return text(key, lang, value=_per_cent(abs(stress.value - 1)))
        case StressKind.OUTAGE if stress.outage is not None:
            outage = stress.outage
            times = {"from_time": clock(outage.from_time), "to_time": clock(outage.to_time)}
            return text("stress.outage", lang, date=outage.date.isoformat(), **times)
    return text("stress.as_is", lang)


def panel_name(stress: Stress, lang: str) -> str:
    """Return the same for a picture or table of chances, which for an outage is about its day."""
    name = stress_name(stress, lang)
    return name if stress.day is None else text("stress.on_day", lang, stress=name)


def sentences(risk: Risk, lang: str) -> list[str]:
    """Return one sentence for each stress, the plan as it is first."""
    return [_as_is(risk, lang), *(_under(outcome, lang) for outcome in risk.outcomes[1:])]


def _as_is(risk: Risk, lang: str) -> str:
    effects = risk.as_is.effects
    wait, met = effects["wait_minutes"].before, show(effects[MET].before.mean, "share")
    if wait.low is None:
        return text("risk.as_is.single", lang, wait=show(wait.mean, "min"), met=met)
    days = spread(risk.as_is.runs)
    return text(
        "risk.as_is",
        lang,
        wait=show(wait.mean, "min"),
        low=show(wait.low, "min"),
        high=show(wait.high, "min"),
        met=met,
        bad_day=show(days["day_p90"][0], "min"),
    )


def _under(outcome: Outcome, lang: str) -> str:
    told = outcome.on_day or outcome.effects
    return text(
        "risk.sentence.day" if outcome.on_day else "risk.sentence",
        lang,
        stress=stress_name(outcome.stress, lang),
        days=outcome.runs.provenance.days,
        wait=_clause("wait", told["wait_minutes"], lang),
        met=_clause("met", told[MET], lang),
        lost=_clause("lost", outcome.effects["lost"], lang),
    )


def _clause(name: str, effect: Effect, lang: str) -> str:
    """Return one clause; the bounds of "less" count downwards, those of shares keep their sign."""
    difference, unit = effect.difference, effect.after.unit
    found = verdict(difference, LOWER_IS_BETTER[name])
    low, high = difference.low, difference.high
    if found == "better" and name != "met" and low is not None and high is not None:
        low, high = -high, -low
    shown, _, until = show_interval(low, high, unit).partition(" … ")
    return text(
        f"risk.{name}.{found}",
        lang,
        by=show(abs(difference.mean), unit),
        low=shown,
        high=until,
        before=show(effect.before.mean, unit),
        after=show(effect.after.mean, unit),
    )


def _per_cent(share: float) -> str:
    return f"{100 * share:.4g} %"
