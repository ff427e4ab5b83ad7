"""The pictures of a risk: chances under each stress, and the spread of waits as it is."""

from __future__ import annotations

from pathlib import Path

from reports.names import Names
from reports.stresses import panel_name
from sim.experiment.risk import Risk


def draw(risk: Risk, folder: Path, lang: str) -> None:
    """Draw every picture into `figures/` of a folder that exists."""
    from reports.figures.chances import chances, chances_under
    from reports.figures.spread import spread, spread_of_day

    names = Names(risk.as_is.scenario, lang)
    into = folder / "figures"
    into.mkdir()
    as_is = risk.as_is.runs
    panels = {panel_name(outcome.stress, lang): outcome.chances for outcome in risk.outcomes}
    pictures = {
        f"chances_{one.stress.name}": chances(names, one.chances, risk.target, title=panel_name(one.stress, lang))
        for one in risk.outcomes
    }
    pictures |= {f"spread_{by}": spread(names, as_is, by=by) for by in ("hall", "zone", "queue")}
    pictures |= {"chances": chances_under(names, panels, risk.target), "spread_half_hour": spread_of_day(names, as_is)}
    for name, picture in pictures.items():
        (into / f"{name}.png").write_bytes(picture.png())
