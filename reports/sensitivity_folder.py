"""A sensitivity study in a folder: its tables, pictures and provenance, and the simulations they rest on.

FOLDER/
  sensitivity.json     the --json object of the command
  effects.csv          every output's factors with their effects, the one that matters most first
  tornado.png, .svg    the picture (or morris, sobol); tornado-NAME: of the differences to a what-if or plan
  provenance.json      hashes, seed, replications, versions, command
  runs/0, runs/1 …     what was simulated: the scenario, and each that it is compared with (`sim.experiment.sweep`)
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from reports.sensitivity_record import StudyRecord
from sim.experiment.factors import Factor
from sim.experiment.sensitivity import Method, Side, design
from sim.experiment.sweep.store import FILE
from sim.files import safe_name, write_atomically

STUDY_FILE, EFFECTS_FILE, PROVENANCE_FILE = "sensitivity.json", "effects.csv", "provenance.json"
RUNS = "runs"
OURS = (STUDY_FILE, f"{RUNS}/0/{FILE}")
"""By these a folder is known to hold a study, finished or begun."""


def save(record: StudyRecord, folder: Path, lang: str) -> None:
    """Write tables, provenance and pictures beside the simulations."""
    from reports.figures.tornado import tornado

    write_tables(record, folder)
    for against in dict.fromkeys(output.against for output in record.study.analyses):
        name = safe_name(f"{record.design.method}-{against}" if against else str(record.design.method))
        picture = tornado(record.study, record.name, lang, against)
        write_atomically(folder / f"{name}.png", picture.png())
        write_atomically(folder / f"{name}.svg", picture.svg().encode())


def write_tables(record: StudyRecord, folder: Path) -> None:
    """Write what is the same bytes whenever the study is made again."""
    write_atomically(folder / EFFECTS_FILE, _csv(record))
    write_atomically(folder / PROVENANCE_FILE, _json(record.provenance()))
    write_atomically(folder / STUDY_FILE, _json(record.json()))


def load(folder: Path) -> StudyRecord:
    """Return the study of a folder as it was asked for, from what the folder holds; nothing is simulated yet."""
    from sim.experiment.sweep.sweeping import saved_spec

    about = json.loads((folder / STUDY_FILE).read_text(encoding="utf-8"))
    made = json.loads((folder / PROVENANCE_FILE).read_text(encoding="utf-8"))
    specs = [saved_spec(folder / RUNS / str(position))[0] for position in range(1 + len(about["against"]))]
    names = [about["scenario"], *about["against"]]
    return StudyRecord(
        sides=tuple(
            Side(name=name, scenario=spec.scenario, plan=spec.plans[0].plan)
            for name, spec in zip(names, specs, strict=True)
        ),
        design=design(
            Method(about["method"]),
            [_factor(found) for found in about["factors"]],
            about["samples"],
            about["seed"],
            [found["whole"] for found in about["factors"]],
        ),
        measures=tuple(about["measures"]),
        days=about["days"],
        replications=about["replications"],
        command=made["command"],
    )


def _factor(found: dict[str, object]) -> Factor:
    fields = {name: value for name, value in found.items() if name not in {"whole", "values"}}
    return Factor(**fields)  # type: ignore[arg-type]  # as `asdict` gave them


def _csv(record: StudyRecord) -> bytes:
    rows = list(record.effects())
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
