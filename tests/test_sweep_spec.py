"""What a sweep's file may say, every fault of one at once, and which variants follow from it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from sim.errors import UsageError
from sim.experiment.factors import Factor
from sim.experiment.sweep.design import Method, Sample, variants
from sim.experiment.sweep.spec import from_json
from sim.experiment.sweep.spec_file import read_spec
from sim.opening import open_days
from sim.plan import folder as plan_folder
from sim.plan.today import todays_plan
from sim.scenario import load
from sim.scenario.source import shipped_folder

GRID = Factor(key="a", values=(1.0, 2.0))
OTHER = Factor(key="b", values=(5.0, 6.0, 7.0))
RANGE, WIDE = Factor(key="c", low=10, high=20), Factor(key="d", low=-1, high=1)

ONE = '[[vary]]\nkey = "arrivals.scale"\n'


def written(folder: Path, text: str) -> Path:
    (folder / "spec.toml").write_text(text, encoding="utf-8")
    return folder / "spec.toml"


def faults(folder: Path, text: str) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(UsageError) as caught:
        read_spec(written(folder, text))
    assert {fault.place.file for fault in caught.value.faults} == {"spec.toml"}
    return [(fault.code, fault.place.row, fault.place.key) for fault in caught.value.faults]


def test_a_grid_has_every_combination_once_after_the_scenario_as_it_is() -> None:
    found = variants([GRID, OTHER], None, seed=1)
    assert [v.number for v in found] == list(range(7))
    assert found[0].values == ()
    assert {v.values for v in found[1:]} == {(a, b) for a in (1.0, 2.0) for b in (5.0, 6.0, 7.0)}


@pytest.mark.parametrize("method", Method)
def test_every_point_of_a_sample_meets_every_combination_of_the_grid(method: Method) -> None:
    found = variants([RANGE, GRID, WIDE], Sample(method=method, size=8), seed=1, baseline=False)
    points = [{(c, d) for c, a, d in (v.values for v in found) if a == level} for level in GRID.values]
    assert points[0] == points[1]
    assert len(points[0]) == 8
    assert all(10 <= (c or 0) <= 20 and -1 <= (d or 0) <= 1 for c, d in points[0])


def test_a_latin_sample_has_one_point_in_each_part_of_every_range() -> None:
    found = variants([RANGE, WIDE], Sample(method=Method.LATIN, size=40), seed=3, baseline=False)
    points = np.array([v.values for v in found], dtype=float)
    parts = (points - [10, -1]) / [10, 2] * 40
    assert [sorted(np.floor(part).tolist()) for part in parts.T] == [list(range(40))] * 2


def test_a_sobol_sample_of_two_ranges_has_one_point_in_each_elementary_box() -> None:
    """Its first 16 points are a (0, 2, 4)-net in base 2: one in each box of 2^-i × 2^-(4-i)."""
    found = variants([RANGE, WIDE], Sample(method=Method.SOBOL, size=16), seed=3, baseline=False)
    unit = (np.array([v.values for v in found], dtype=float) - [10, -1]) / [10, 2]
    for i in range(5):
        boxes = np.floor(unit * [2**i, 2 ** (4 - i)]).astype(int)
        assert len({tuple(box) for box in boxes.tolist()}) == 16


def test_a_sample_follows_from_the_seed_alone() -> None:
    sample = Sample(method=Method.LATIN, size=5)
    assert variants([RANGE], sample, seed=1) == variants([RANGE], sample, seed=1)
    assert variants([RANGE], sample, seed=1) != variants([RANGE], sample, seed=2)


def test_whole_numbers_are_sampled_whole() -> None:
    found = variants([RANGE, WIDE], Sample(method=Method.LATIN, size=9), seed=1, whole=[True, False], baseline=False)
    assert all(v.values[0] == round(float(v.values[0] or 0)) for v in found)
    assert any(v.values[1] != round(float(v.values[1] or 0)) for v in found)


def test_all_faults_of_a_file_are_told_at_once(small_folder: Path) -> None:
    found = faults(
        small_folder.parent,
        """scenario = "small"
plan = ["today"]
days = 0
replications = 2.5
seed = -1
[[vary]]
key = "arrivals.scal"
values = [0.9, 1]
[[vary]]
key = "arrivals.scale"
between = [2, 1]
[[vary]]
key = "arrivals.day_shape"
factors = [-1, 1]
values = [3]
[[vary]]
key = "queues.patience_mean_minutes"
values = [-3, 40, 40]
[[vary]]
values = []
[sample]
method = "latn"
sise = 3
""",
    )
    assert found == [
        ("UNKNOWN_FIELD", 2, "plan"),
        ("OUT_OF_RANGE", 3, "days"),
        ("TYPE", 4, "replications"),
        ("OUT_OF_RANGE", 5, "seed"),
        ("UNKNOWN_FIELD", 7, "arrivals.scal"),
        ("SWEEP_RANGE", 11, "vary[1].between"),
        ("SWEEP_ONE_WAY", 12, "vary[2]"),
        ("SWEEP_TWICE", 18, "vary[3].values"),
        ("MISSING_FIELD", 19, "vary[4]"),
        ("EMPTY", 20, "vary[4].values"),
        ("MISSING_FIELD", 21, "sample"),
        ("BAD_CHOICE", 22, "sample.method"),
        ("UNKNOWN_FIELD", 23, "sample.sise"),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "SWEEP_NOTHING_VARIED"),
        (f"{ONE}between = [0.9, 1.1]", "SWEEP_SAMPLE_MISSING"),
        (f"{ONE}values = [0.9]\n[sample]\nsize = 3", "SWEEP_SAMPLE_UNUSED"),
        (
            f'{ONE}between = [0.9, 1.1]\n[sample]\nmethod = "sobol"\nsize = 12',
            "SWEEP_SOBOL_SIZE",
        ),
        (f"{ONE}values = [0.9, nan]", "TYPE"),
        (f"{ONE}values = [0.9, -1]", "NEGATIVE"),
        (f"{ONE}values = [1]\n{ONE}values = [2]", "SWEEP_TWICE"),
        (f"replications = 10000\n{ONE}values = {[n / 99 for n in range(50, 80)]}", "SWEEP_TOO_LARGE"),
        (f'plans = ["nowhere"]\n{ONE}values = [1]', "PLAN_WITHOUT_SESSIONS"),
        ("vary = 3", "TYPE"),
        ("seed = ", "TOML_SYNTAX"),
    ],
)  # fmt: skip
def test_a_fault_of_a_file_has_its_code(small_folder: Path, body: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_spec(written(small_folder.parent, f'scenario = "small"\n{body}\n'))
    assert [fault.code for fault in caught.value.faults] == [code]


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_spec(tmp_path / "none.toml")
    assert [fault.code for fault in caught.value.faults] == ["NOT_FOUND"]


def test_plans_stand_beside_the_file_and_bound_the_days(small_folder: Path) -> None:
    scenario = load(small_folder)
    plan_folder.save(todays_plan(scenario, 3), small_folder.parent / "plans" / "new")
    body = 'scenario = "small"\nplans = ["today", "plans/new"]\n[[vary]]\nkey = "arrivals.scale"\nvalues = [1.1]\n'
    spec = read_spec(written(small_folder.parent, body))
    assert [choice.label for choice in spec.plans] == ["today", "plans/new"]
    assert spec.days == 3
    assert spec.scenario.hash == scenario.hash
    assert faults(small_folder.parent, f"days = 4\n{body}") == [("SWEEP_PLAN_TOO_SHORT", 1, "days")]


def test_chunks_are_all_replications_of_each_variant_and_plan_once(small_folder: Path) -> None:
    body = 'scenario = "small"\nreplications = 7\nchunk = 3\n[[vary]]\nkey = "arrivals.scale"\nvalues = [1.1]\n'
    spec = read_spec(written(small_folder.parent, body))
    done = [(chunk.variant, chunk.plan, number) for chunk in spec.chunks() for number in chunk.replications]
    assert sorted(done) == [(variant, 0, 60_000 + n) for variant in (0, 1) for n in range(7)]
    assert [chunk.count for chunk in spec.chunks()] == [3, 3, 1] * 2
    assert from_json(spec.json(), spec.scenario, [None]) == spec


def test_the_shipped_example_is_valid_and_fits_its_hall() -> None:
    spec = read_spec(shipped_folder() / "huaian" / "sweep.toml")
    assert len(spec.variants) == 1 + 2 * 6
    assert spec.days == len(open_days(spec.scenario))
    assert all(dataclasses.asdict(factor)["name_zh"] for factor in spec.factors)
