"""The first sentences of a report: what changed, with its interval, or that nothing can be told."""

from __future__ import annotations

from reports.breakdown import Change, lost
from reports.notation import show, show_difference, show_interval, verdict
from reports.record import Record
from reports.tables import changes
from sim.words import text


def headline(record: Record, lang: str) -> list[str]:
    """Return the sentences, the most important first."""
    if record.before is None:
        return [_single(record, lang)]
    found = changes(record.runs, record.before)
    return [
        _wait(found["wait_minutes"], lang),
        _lost(lost(record.runs, record.before), lang),
        _overdue(found["overdue_share"], lang),
        _hours(found["officer_hours"], lang),
    ]


def _wait(change: Change, lang: str) -> str:
    assert change.before is not None
    assert change.difference is not None
    difference = change.difference
    found = verdict(difference, lower_is_better=True)
    kind = found if found in {"better", "worse"} else "unclear"
    low, high = difference.low, difference.high
    if kind == "better" and low is not None and high is not None:
        low, high = -high, -low  # "less" counts downwards
    by = show_difference(difference, lang) if kind == "unclear" else show(abs(difference.mean), "min")
    return text(
        f"report.headline.{kind}",
        lang,
        before=show(change.before.mean, "min"),
        after=show(change.after.mean, "min"),
        by=by,
        low=show(low, "min"),
        high=show(high, "min"),
    )


def _lost(change: Change, lang: str) -> str:
    assert change.before is not None
    assert change.difference is not None
    return text(
        "report.headline.lost",
        lang,
        before=show(change.before.mean, "count"),
        after=show(change.after.mean, "count"),
        difference=show_difference(change.difference, lang),
        interval=show_interval(change.difference.low, change.difference.high, "count"),
    )


def _overdue(change: Change, lang: str) -> str:
    assert change.before is not None
    assert change.difference is not None
    return text(
        "report.headline.overdue",
        lang,
        before=show(change.before.mean, "share"),
        after=show(change.after.mean, "share"),
        difference=show_difference(change.difference, lang),
        low=show(change.difference.low, "share").removesuffix(" %"),
        high=show(change.difference.high, "share").removesuffix(" %"),
    )


def _hours(change: Change, lang: str) -> str:
    assert change.before is not None
    return text(
        "report.headline.hours",
        lang,
        before=show(change.before.mean, "h"),
        after=show(change.after.mean, "h"),
    )


def _single(record: Record, lang: str) -> str:
    found = {name: change.after for name, change in changes(record.runs).items()}
    wait = found["wait_minutes"]
    interval = show_interval(wait.low, wait.high, "min")
    return text(
        "report.headline.run",
        lang,
        wait=show(wait.mean, "min"),
        interval=text("report.headline.single", lang)
        if wait.low is None
        else f"{text('cli.interval', lang)} {interval}",
        p90=show(found["wait_p90_minutes"].mean, "min"),
        within=show(found["within_target_share"].mean, "share"),
    )
