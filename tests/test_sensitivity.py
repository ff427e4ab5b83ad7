"""Sensitivity: indices of functions whose indices are known, halls in which an effect follows by hand, the command."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t as student

from halls import all_day, always_open, item, one_queue, queue, replace
from reports.actions.outcome import Interrupted
from reports.actions.sensitivity import sensitivity
from reports.actions.sensitivity_options import Request
from reports.cli.application import execute
from reports.figures.tornado import tornado
from reports.sensing import rows, sentence
from sim.domain.scenario_data import Scenario
from sim.domain.units import Distribution
from sim.experiment.factors import Factor, Variant
from sim.experiment.sensitivity import (
    Method,
    Morris,
    NoValue,
    Output,
    Side,
    Simulation,
    Sobol,
    Study,
    Tornado,
    design,
    study,
)
from sim.experiment.sensitivity.design import size
from sim.experiment.sensitivity.factors_file import read_ranges
from sim.progress import Progress
from sim.scenario import load
from sim.scenario.vary import vary
from sim.words import LANGUAGES

WAIT = Output(measure="wait_minutes")
BUSY = Output(measure="utilisation")
FUNCTION = Callable[[np.ndarray], np.ndarray]


def factors(*ranges: tuple[float, float]) -> list[Factor]:
    return [Factor(key=f"x{n}", low=low, high=high) for n, (low, high) in enumerate(ranges)]


def studied(
    method: Method, found: Sequence[Factor], function: FUNCTION, samples: int = 1, noise: np.ndarray | None = None
) -> Study:
    """Study a function of the factors (those left as they are stand at 0), plus noise of shape (replications,)."""
    shift = np.zeros(1) if noise is None else noise

    def evaluate(variants: Sequence[Variant]) -> dict[Output, np.ndarray]:
        points = [[value or 0.0 for value in variant.values] or [0.0] * len(found) for variant in variants]
        return {WAIT: function(np.array(points))[:, None] + shift}

    return study(design(method, found, samples, seed=7), evaluate)


def morris_of(found: Study, output: Output = WAIT) -> Morris:
    analysis = found.analyses[output]
    assert isinstance(analysis, Morris)
    return analysis


def sobol_of(found: Study, output: Output = WAIT) -> Sobol:
    analysis = found.analyses[output]
    assert isinstance(analysis, Sobol)
    return analysis


def tornado_of(found: Study, output: Output = WAIT) -> Tornado:
    analysis = found.analyses[output]
    assert isinstance(analysis, Tornado)
    return analysis


# ---------------------------------------------------------------- functions with known indices


def test_effects_on_a_linear_function_are_coefficients_times_ranges() -> None:
    coefficients, ranges = np.array([3.0, -0.5, 0.0, 8.0]), [(0, 1), (-10, 30), (2, 5), (1.0, 1.25)]
    found = morris_of(studied(Method.MORRIS, factors(*ranges), lambda x: x @ coefficients, samples=5))
    by_factor = {effect.factor: effect for effect in found.effects}
    for factor, (low, high) in enumerate(ranges):
        effect = by_factor[factor]
        assert effect.mu == pytest.approx(coefficients[factor] * (high - low), abs=1e-9)
        assert effect.mu_star == pytest.approx(abs(coefficients[factor]) * (high - low), abs=1e-9)
        assert effect.sigma == pytest.approx(0, abs=1e-9)
        assert effect.half_width == pytest.approx(0, abs=1e-9)
    assert [effect.factor for effect in found.effects] == [1, 0, 3, 2]


def test_interaction_shows_in_the_spread_of_effects_only_where_it_is() -> None:
    found = morris_of(
        studied(Method.MORRIS, factors((0, 1), (0, 1), (0, 1)), lambda x: x[:, 0] * x[:, 1] + x[:, 2], 20)
    )
    sigma = {effect.factor: effect.sigma for effect in found.effects}
    assert min(sigma[0], sigma[1]) > 0.1
    assert sigma[2] == pytest.approx(0, abs=1e-9)


def ishigami(x: np.ndarray) -> np.ndarray:
    value: np.ndarray = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return value


def test_sobol_indices_of_the_ishigami_function() -> None:
    v1, v2, v13 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7**2 / 8, 8 * 0.1**2 * np.pi**8 / 225
    variance = v1 + v2 + v13
    found = sobol_of(studied(Method.SOBOL, factors(*[(-np.pi, np.pi)] * 3), ishigami, 1024))
    assert found.mean == pytest.approx(3.5, abs=0.05)
    assert found.sd == pytest.approx(np.sqrt(variance), rel=0.02)
    first, total = np.array([v1, v2, 0]) / variance, np.array([v1 + v13, v2, v13]) / variance
    for index in found.indices:
        assert index.first == pytest.approx(first[index.factor], abs=index.first_half)
        assert index.total == pytest.approx(total[index.factor], abs=index.total_half)
    assert [index.factor for index in found.indices] == [0, 1, 2]


def test_sobol_indices_of_a_product() -> None:
    a = np.array([0.0, 1.0, 4.5, 99.0])
    parts = 1 / (3 * (1 + a) ** 2)
    variance = np.prod(1 + parts) - 1
    total = parts * np.array([np.prod(1 + np.delete(parts, n)) for n in range(4)]) / variance
    found = sobol_of(
        studied(
            Method.SOBOL, factors(*[(0, 1)] * 4), lambda x: np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=1), 1024
        )
    )
    for index in found.indices:
        assert index.first == pytest.approx(parts[index.factor] / variance, abs=index.first_half + 1e-4)
        assert index.total == pytest.approx(total[index.factor], abs=index.total_half + 1e-4)


def test_an_output_that_never_moves_has_no_indices() -> None:
    found = sobol_of(studied(Method.SOBOL, factors((0, 1), (0, 1)), lambda x: np.full(len(x), 5.0), 8))
    assert [(i.first, i.total) for i in found.indices] == [(0.0, 0.0)] * 2
    assert (found.mean, found.sd) == (5.0, 0.0)


def test_a_tornado_is_sorted_by_how_far_an_output_moves_even_if_both_ends_are_on_one_side() -> None:
    found = tornado_of(
        studied(Method.TORNADO, factors((-1, 1), (-2, 2)), lambda x: 10 + 3 * x[:, 0] + x[:, 1] ** 2 * 2)
    )
    assert found.base.mean == 10
    assert [(bar.factor, bar.swing, bar.ends) for bar in found.bars] == [(1, 8.0, (10, 18)), (0, 6.0, (7, 13))]


# ---------------------------------------------------------------- noise


def test_noise_that_all_variants_share_is_no_noise_of_a_difference() -> None:
    common = np.array([0.0, 5.0, -9.0, 2.0])
    bars = tornado_of(studied(Method.TORNADO, factors((0, 1)), lambda x: 2 * x[:, 0], noise=common)).bars
    assert bars[0].high_change.mean == 2
    assert (bars[0].high_change.low, bars[0].high_change.high) == (2, 2)
    effects = morris_of(studied(Method.MORRIS, factors((0, 1)), lambda x: 2 * x[:, 0], 3, noise=common)).effects
    assert effects[0].noise == pytest.approx(0, abs=1e-12)
    assert effects[0].within_noise is False


def noisy(method: Method, slopes: np.ndarray, samples: int = 1) -> Study:
    """Study an output that rises with its one factor at a slope that differs by replication."""

    def evaluate(variants: Sequence[Variant]) -> dict[Output, np.ndarray]:
        places = np.array([variant.values[0] if variant.values else 0.0 for variant in variants], dtype=float)
        return {WAIT: places[:, None] * slopes}

    return study(design(method, factors((0, 1)), samples, seed=3), evaluate)


def test_intervals_are_those_of_paired_differences() -> None:
    slopes = np.array([1.0, 2.0, 4.0, 5.0])
    change = tornado_of(noisy(Method.TORNADO, slopes)).bars[0].high_change
    half = student.ppf(0.975, 3) * slopes.std(ddof=1) / 2
    assert change.low == pytest.approx(3 - half)
    assert change.high == pytest.approx(3 + half)
    assert morris_of(noisy(Method.MORRIS, slopes, 4)).effects[0].noise == pytest.approx(slopes.std(ddof=1) / 2)


@pytest.mark.parametrize("method", Method)
def test_an_effect_smaller_than_noise_is_marked(method: Method) -> None:
    samples = 1 if method is Method.TORNADO else 8
    clear, unclear, single = (
        noisy(method, np.array(slopes), samples) for slopes in ([1.0, 1.1, 0.9], [1.0, -3.0, 2.5], [1.0])
    )
    marks = []
    for found in (clear, unclear, single):
        analysis = found.analyses[WAIT]
        match analysis:
            case Tornado(bars=bars):
                marks.append(bars[0].within_noise)
            case Morris(effects=effects):
                marks.append(effects[0].within_noise)
            case Sobol(indices=indices):
                marks.append(indices[0].within_noise)
    assert marks == [False, True, None]
    assert "noise" in sentence(unclear, WAIT, "hall", "en")


# ---------------------------------------------------------------- designs


def test_the_same_seed_gives_the_same_points_and_another_others() -> None:
    found = factors((0, 1), (5, 9), (-1, 1))
    for method, samples in ((Method.MORRIS, 6), (Method.SOBOL, 8)):
        first, again, other = (design(method, found, samples, seed) for seed in (1, 1, 2))
        assert first.variants == again.variants
        assert first.variants != other.variants
        assert len(first.variants) == size(method, 3, samples)
        values = np.array([variant.values for variant in first.variants])
        assert (values >= [0, 5, -1]).all()
        assert (values <= [1, 9, 1]).all()


def test_one_at_a_time_leaves_all_others_as_they_are() -> None:
    found = design(Method.TORNADO, factors((0, 1), (5, 9))).variants
    assert [variant.values for variant in found] == [(), (0.0, None), (1.0, None), (None, 5.0), (None, 9.0)]


def test_whole_numbers_stay_whole() -> None:
    found = design(Method.MORRIS, factors((0, 10), (0, 10)), 5, whole=(True, False)).variants
    assert {variant.values[0] for variant in found} == {0.0, 3.0, 7.0, 10.0}
    assert {variant.values[1] for variant in found} == {0.0, 3.33333333333, 6.66666666667, 10.0}


@pytest.mark.parametrize(("method", "samples"), [(Method.MORRIS, 1), (Method.SOBOL, 12), (Method.SOBOL, 1)])
def test_a_design_of_a_wrong_size_is_refused(method: Method, samples: int) -> None:
    with pytest.raises(ValueError, match=r"trajectories|power of two"):
        design(method, factors((0, 1)), samples)
    with pytest.raises(ValueError, match="needs a factor"):
        design(method, [])


def test_an_output_without_a_value_is_named_and_left_out() -> None:
    with pytest.raises(NoValue, match="wait_minutes"):
        studied(Method.TORNADO, factors((0, 1)), lambda x: x[:, 0] * np.nan)

    def evaluate(variants: Sequence[Variant]) -> dict[Output, np.ndarray]:
        values = np.arange(2.0 * len(variants)).reshape(-1, 2)
        return {WAIT: values, BUSY: np.where(values == 5, np.nan, values)}

    found = study(design(Method.TORNADO, factors((0, 1))), evaluate)
    assert found.absent == (BUSY,)
    assert list(found.analyses) == [WAIT]


# ---------------------------------------------------------------- halls


def steady() -> Scenario:
    """Customers in the first ten hours, each served in exactly one minute, and a queue to which nobody comes."""
    found = one_queue(2, per_minute=0.1, service=item(distribution=Distribution.FIXED, mean_minutes=1.0))
    arrival, part = all_day(120, end=600)
    idle = item("idle_item", queue="idle", distribution=Distribution.EXPONENTIAL, mean_minutes=5.0, weight=1.0)
    windows = (replace(found.windows[0], queues=("q", "idle")), found.windows[1])
    hours = replace(found.settings.hours, noon_from=720, noon_to=780)
    return replace(
        found,
        settings=replace(found.settings, hours=hours),
        queues=(*found.queues, queue("idle")),
        windows=windows,
        items=(*found.items, idle),
        arrivals=(arrival,),
        profiles=(part,),
    )


SERVICE = Factor(key="items[id=i].mean_minutes", multiply=True, low=0.5, high=2.0)
DUMMY = Factor(key="items[id=idle_item].mean_minutes", multiply=True, low=0.5, high=3.0)


def simulated(folder: Path, method: Method, samples: int, *others: Side, replications: int = 3) -> Study:
    scenario = steady()
    side = Side(name="steady", scenario=scenario, plan=always_open(scenario))
    simulation = Simulation(
        sides=(side, *others),
        factors=(SERVICE, DUMMY),
        measures=("utilisation", "wait_minutes"),
        days=1,
        replications=replications,
        seed=1,
        folder=folder,
        on="here",
    )
    return study(design(method, simulation.factors, samples), simulation)


def test_the_time_officers_serve_is_proportional_to_the_time_a_service_takes(tmp_path: Path) -> None:
    found = simulated(tmp_path, Method.TORNADO, 1)
    base, half, double = found.values[BUSY][:3]
    assert (base > 0).all()
    np.testing.assert_allclose(half, base / 2, rtol=1e-9)
    np.testing.assert_allclose(double, base * 2, rtol=1e-9)
    assert [bar.factor for bar in tornado_of(found, BUSY).bars] == [0, 1]


@pytest.mark.parametrize(("method", "samples"), [(Method.TORNADO, 1), (Method.MORRIS, 3), (Method.SOBOL, 4)])
def test_what_nobody_asks_for_changes_nothing_at_all(tmp_path: Path, method: Method, samples: int) -> None:
    found = simulated(tmp_path, method, samples)
    for output in (BUSY, WAIT):
        match found.analyses[output]:
            case Tornado(bars=bars):
                assert [bar.swing for bar in bars if bar.factor == 1] == [0.0]
            case Morris(effects=effects):
                assert [(e.mu_star, e.sigma, e.noise) for e in effects if e.factor == 1] == [(0.0, 0.0, 0.0)]
            case Sobol(indices=indices):
                assert [(i.first, i.total) for i in indices if i.factor == 1] == [(0.0, 0.0)]


def test_a_screening_finds_the_slope(tmp_path: Path) -> None:
    found = simulated(tmp_path, Method.MORRIS, 3)
    effect = next(e for e in morris_of(found, BUSY).effects if e.factor == 0)
    variants = found.design.variants
    row = next(n for n, variant in enumerate(variants) if variant.values[0] == 1.0)
    base = found.values[BUSY][row].mean()
    assert effect.mu == pytest.approx(1.5 * base)
    assert effect.sigma == pytest.approx(0, abs=1e-9)


def test_the_gain_of_a_change_is_varied_in_pairs(tmp_path: Path) -> None:
    slower = vary(steady(), [SERVICE.edit(3.0)])
    found = simulated(tmp_path, Method.TORNADO, 1, Side(name="slower", scenario=slower, plan=always_open(slower)))
    gain = Output(measure="utilisation", against="slower")
    np.testing.assert_allclose(found.values[gain], 2 * found.values[BUSY], rtol=1e-9)  # three times less once
    assert tornado_of(found, gain).base.mean == pytest.approx(2 * tornado_of(found, BUSY).base.mean)
    assert "holds over every range" in sentence(found, gain, "steady", "en")


# ---------------------------------------------------------------- the assumptions of the shipped scenario


def test_every_factor_of_the_shipped_scenario_is_a_real_key_and_cites_a_real_assumption() -> None:
    scenario = load("huaian")
    folder = Path(__file__).parent.parent / "scenarios" / "huaian"
    found = read_ranges(folder / "sensitivity.toml", scenario)
    known = set(re.findall(r"^\| (A-[A-Z0-9-]+) \|", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    for factor in found:
        cited = re.findall(r"A-[A-Z0-9-]*[A-Z0-9]", factor.reason)
        assert cited, factor.key
        assert set(cited) <= known, factor.key
        assert factor.name_en, factor.key
        assert factor.name_zh, factor.key
        as_it_is = 1.0 if factor.multiply else _value(scenario, factor.key)
        assert factor.low < as_it_is < factor.high, factor.key


def _value(scenario: Scenario, key: str) -> float:
    value: object = scenario.settings
    for part in key.split("."):
        value = getattr(value, part)
    assert isinstance(value, int | float)
    return float(value)


# ---------------------------------------------------------------- the command

Hall = Callable[..., tuple[int, str, str]]
VARIED = ("--vary", "arrivals.scale=0.5..2", "--vary", "items[id=grant].mean_minutes*=0.5..2")
QUICK = ("--days", "2", "--replications", "2", "--workers", "1", "--measures", "wait_minutes,visits")


@pytest.fixture
def hall(capsys: pytest.CaptureFixture[str]) -> Hall:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = execute([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_command_ranks_and_says_it_in_words(hall: Hall, small_folder: Path) -> None:
    code, out, _ = hall("sensitivity", small_folder, *VARIED, *QUICK, "--json")
    assert code == 0
    found = json.loads(out)
    assert [output["measure"] for output in found["outputs"]] == ["wait_minutes", "visits"]
    visits = found["outputs"][1]
    effects = {effect["key"]: effect for effect in visits["effects"]}
    assert visits["effects"][0]["key"] == "arrivals.scale"
    assert effects["arrivals.scale"]["low"]["mean"] < visits["base"]["mean"] < effects["arrivals.scale"]["high"]["mean"]
    assert effects["items[id=grant].mean_minutes"]["high_change"]["mean"] == 0  # a longer service brings nobody
    assert "arrivals.scale" in visits["sentence"]["en"]
    code, out, _ = hall("sensitivity", small_folder, *VARIED, *QUICK, "--lang", "zh")
    assert code == 0
    assert "平均等候时间" in out


def test_a_study_is_kept_goes_on_and_is_made_again(hall: Hall, small_folder: Path, tmp_path: Path) -> None:
    what_if = small_folder / "whatif" / "more.toml"
    what_if.write_text('extends = "scenario.toml"\n[hours]\nextension_minutes = 30\n', encoding="utf-8")
    ask = ("sensitivity", small_folder, *VARIED, *QUICK, "--against", what_if, "--out", tmp_path / "out")
    assert hall(*ask)[0] == 0
    tables = {name: (tmp_path / "out" / name).read_bytes() for name in ("sensitivity.json", "effects.csv")}
    effects = list(csv.DictReader(io.StringIO(tables["effects.csv"].decode("utf-8-sig"))))
    assert len(effects) == 2 * 2 * 2  # factors, measures, and each measure's difference
    assert (tmp_path / "out" / "tornado.png").read_bytes().startswith(b"\x89PNG")
    (tmp_path / "out" / "sensitivity.json").unlink()
    assert hall(*ask)[0] == 0
    assert {name: (tmp_path / "out" / name).read_bytes() for name in tables} == tables
    code, out, _ = hall("rerun", tmp_path / "out", "--workers", "1", "--json")
    again = json.loads(out)
    assert code == 0
    assert again["identical"]
    assert {"sensitivity.json", "effects.csv", "provenance.json", "runs/1/values.csv"} <= set(again["same"])
    code, _, err = hall(*ask, "--days", "3")
    assert code == 2
    assert "sweep" in err


class Stopping:
    """A watch that stops at once."""

    def report(self, progress: Progress) -> None:
        """Ignore it."""

    def stopped(self) -> bool:
        return True


def test_a_study_that_is_stopped_goes_on(hall: Hall, small_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    request = Request(
        name=str(small_folder), vary=(Factor(key="arrivals.scale", low=0.5, high=2),), days=2, replications=2
    )
    with pytest.raises(Interrupted) as stop:
        sensitivity(request, out=out, workers=1, watch=Stopping())
    assert stop.value.folder == str(out)
    assert not (out / "sensitivity.json").exists()
    later = sensitivity(request, out=out, workers=1).json()
    assert later == sensitivity(request, workers=1).json()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    ask = ("sensitivity", small_folder, *VARIED, *QUICK, "--out", tmp_path / "mine", "--json")
    assert [fault["code"] for fault in json.loads(hall(*ask)[1])["faults"]] == ["OUT_NOT_OURS"]


def test_keys_are_listed_with_what_the_scenario_has(hall: Hall, small_folder: Path) -> None:
    code, out, _ = hall("sensitivity", small_folder, "--keys", "--json")
    assert code == 0
    found = {key["key"]: key for key in json.loads(out)["keys"]}
    assert (found["arrivals.day_shape"]["smallest"], found["arrivals.day_shape"]["largest"]) == (25, 25)
    assert (found["queues.patience_mean_minutes"]["smallest"], found["queues.patience_mean_minutes"]["largest"]) == (
        45,
        60,
    )
    assert "arrivals.day_shape" in hall("sensitivity", small_folder, "--keys")[1]


def test_every_fault_of_the_options_is_said_at_once(hall: Hall, small_folder: Path) -> None:
    wrong = {"--method": "guess", "--measures": "wait_minutes,luck", "--days": "0", "--replications": "none"}
    given = [part for option, value in wrong.items() for part in (option, value)]
    given += ["--vary", "arrivals.scale=1", "--vary", "x=1..inf", "--against", str(small_folder)]
    code, out, _ = hall("sensitivity", small_folder, *given, "--json")
    assert code == 2
    codes = [fault["code"] for fault in json.loads(out)["faults"]]
    assert sorted(codes) == sorted(
        ["BAD_CHOICE", "BAD_CHOICE", "VARY_FORMAT", "VARY_FORMAT", "OUT_OF_RANGE", "TYPE", "SAME_TWICE"]
    )
    for arguments, code_ in (
        (("--method", "sobol", "--samples", "12"), "POWER_OF_TWO"),
        (("--samples", "12"), "NO_SAMPLES"),
        ((), "NOTHING_VARIED"),
        (("--vary", "arrivals.scale=2..1"), "VARY_RANGE"),
        (("--vary", "arrivals.scale=1..2", "--vary", "arrivals.scale=1..3"), "SAME_TWICE"),
        ((*VARIED, "--measures", "projects_overdue_share"), "NO_VALUE"),
    ):
        code, out, _ = hall("sensitivity", small_folder, *arguments, *QUICK[:6], "--json")
        assert (code, [fault["code"] for fault in json.loads(out)["faults"]]) == (2, [code_])


def test_every_fault_of_the_factors_is_said_at_once(hall: Hall, small_folder: Path) -> None:
    wrong = ("arrivals.scales=1..2", "absence.ill_share=0.1..1.5", "items.mean_minutes*=-1..1")
    code, out, _ = hall("sensitivity", small_folder, "--json", *(part for one in wrong for part in ("--vary", one)))
    assert code == 2
    found = json.loads(out)["faults"]
    assert {fault["code"] for fault in found} == {"UNKNOWN_FIELD", "OUT_OF_RANGE", "NEGATIVE"}
    assert any("ill_share" in str(fault["key"]) for fault in found)
    assert any("mean_minutes" in str(fault["key"]) for fault in found)


def test_every_fault_of_a_file_of_factors_is_said_at_once(hall: Hall, small_folder: Path) -> None:
    file = small_folder / "sensitivity.toml"
    file.write_text(
        'days = 1\n[[vary]]\nkey = "arrivals.scale"\nbetween = ["a", 2]\nhihg = 2\n[[vary]]\nbetween = [1, 2]\n'
        '[[vary]]\nkey = "absence.ill_share"\nbetween = [0.1, 1.5]\n[[vary]]\nkey = "hours.open"\nvalues = [1, 2]\n'
        '[[vary]]\nkey = "arrivals.day_shape"\nfactors = [1, 2]\n'
    )
    code, out, _ = hall("sensitivity", small_folder, "--json")
    assert code == 2
    found = [(fault["code"], fault["row"]) for fault in json.loads(out)["faults"]]
    for fault in [("UNKNOWN_FIELD", 1), ("UNKNOWN_FIELD", 5), ("TYPE", 4), ("MISSING_FIELD", 6), ("OUT_OF_RANGE", 9)]:
        assert fault in found
    assert "RANGE_NEEDED" in [code for code, _ in found]
    file.write_text("")
    code, out, _ = hall("sensitivity", small_folder, "--json")
    assert (code, [fault["code"] for fault in json.loads(out)["faults"]]) == (2, ["SWEEP_NOTHING_VARIED"])


def test_the_command_line_stands_before_a_file(hall: Hall, small_folder: Path) -> None:
    file = small_folder / "mine.toml"
    file.write_text(
        '[[vary]]\nkey = "arrivals.scale"\nbetween = [0.5, 3]\n[[vary]]\nkey = "items.mean_minutes"\n'
        "factor_between = [0.5, 2]\n"
    )
    code, out, _ = hall("sensitivity", small_folder, "--factors", file, *VARIED[:2], *QUICK, "--json")
    assert code == 0
    found = [(factor["key"], factor["low"], factor["high"]) for factor in json.loads(out)["factors"]]
    assert found == [("items.mean_minutes", 0.5, 2), ("arrivals.scale", 0.5, 2)]
    code, out, _ = hall("sensitivity", small_folder, "--factors", file, "--only", "arrivals.scale", *QUICK, "--json")
    assert [factor["key"] for factor in json.loads(out)["factors"]] == ["arrivals.scale"]
    code, out, _ = hall("sensitivity", small_folder, "--factors", file, "--only", "arrival.scale", *QUICK, "--json")
    assert (code, [fault["code"] for fault in json.loads(out)["faults"]]) == (2, ["UNKNOWN_FIELD"])


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("method", Method)
def test_each_method_has_a_table_a_picture_and_a_sentence(method: Method, lang: str) -> None:
    samples = 1 if method is Method.TORNADO else 8
    found = studied(method, factors((-1, 1), (0, 2), (0, 1)), lambda x: 5 + 2 * x[:, 0] - x[:, 1], samples)
    table = rows(found, WAIT, lang)
    assert [cells[0] for cells in table[:2]] == ["x0", "x1"]
    assert table[0][1] == "−1 … 1"
    assert "x0" in sentence(found, WAIT, "hall", lang)
    assert tornado(found, "hall", lang).svg() == tornado(found, "hall", lang).svg()
    assert tornado(found, "hall", lang).png(dpi=40).startswith(b"\x89PNG")


def test_a_difference_that_turns_is_said_to_turn() -> None:
    gain = Output(measure="wait_minutes", against="other")

    def evaluate(variants: Sequence[Variant]) -> dict[Output, np.ndarray]:
        values = [[v or 0.0 for v in variant.values] or [0.0, 0.0] for variant in variants]
        return {gain: (np.array(values) @ [3.0, 0.5] - 2.0)[:, None] + np.zeros(2)}

    found = study(design(Method.TORNADO, factors((0, 1), (-1, 1))), evaluate)
    assert "not certain at an end of: x0." in sentence(found, gain, "hall", "en")
