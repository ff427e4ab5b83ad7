"""The `--json` object of a comparison, which is also its file `comparison.json`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from reports.comparison import Compared
from reports.comparison_answer import answer
from reports.comparison_inputs import inputs_json
from reports.comparison_remarks import needed, remarks
from reports.equity import equity_json
from reports.tables import as_json as estimate_json
from sim.experiment.results import Estimate, Provenance, Runs


def as_json(compared: Compared) -> dict[str, Any]:
    """Return the object; it holds no time and no place, so that the same comparison gives the same bytes."""
    found, lang = compared.comparison, compared.request.lang
    return {
        "scenarios": list(compared.request.names),
        "compared": list(compared.names),
        "measures": _by_name(compared.measures),
        "differences": _by_name(compared.differences),
        "pairs": [{"from": one, "to": other, **estimate_json(apart)} for (one, other), apart in found.pairs.items()],
        "by": found.by,
        "best": compared.best,
        "leader": found.leader,
        "inseparable": list(found.inseparable),
        "confidence": found.attained,
        "regret": found.regret,
        "sentence": answer(compared, lang),
        "remarks": remarks(compared, lang),
        "days": compared.days,
        "replications": compared.replications,
        "replications_needed": needed(compared),
        "reached": None if compared.precision is None else compared.precision.reached,
        "precision": _precision(compared),
        "selection": _selection(compared),
        "seed": compared.seed,
        "equity": {name: equity_json(one) for name, one in compared.equity.items()},
        "inputs": inputs_json(compared),
        "pairing": {name: asdict(one) for name, one in found.pairing.items()},
        "provenance": {name: _provenance(runs) for name, runs in {**compared.selected, **compared.runs}.items()},
        "command": compared.command,
    }


def _by_name(found: Mapping[str, Mapping[str, Estimate]]) -> dict[str, dict[str, Any]]:
    return {measure: {name: estimate_json(e) for name, e in by_name.items()} for measure, by_name in found.items()}


def _precision(compared: Compared) -> dict[str, Any] | None:
    asked, request = compared.precision, compared.request
    if asked is None:
        return None
    return {
        "relative": request.precision,
        "floor": request.floor,
        "start": request.replications,
        "most": request.most,
        "half_width_asked": asked.target if math.isfinite(asked.target) else None,
        "unit": compared.comparison.levels[compared.first].unit,
    }


def _selection(compared: Compared) -> dict[str, Any] | None:
    found = compared.selection
    if found is None:
        return None
    return {
        "best": found.best,
        "survivors": list(found.survivors),
        "eliminated": dict(found.eliminated),
        "replications": dict(found.replications),
        "matters": found.indifference,
        "confidence": found.confidence,
        "differences_from_leader": {name: estimate_json(one) for name, one in found.differences.items()},
    }


def _provenance(runs: Runs) -> dict[str, Any]:
    made: Provenance = runs.provenance
    return {
        "scenario": made.scenario,
        "scenario_hash": made.scenario_hash,
        "plan_hash": made.plan_hash,
        "engine": made.engine,
        "seed": made.seed,
        "replications": [made.replications[0], made.replications[-1]],
        "days": made.days,
        "versions": made.versions,
    }
