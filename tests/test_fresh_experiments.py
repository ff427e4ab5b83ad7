"""What a planner met who tried the experiments for the first time: results kept, faults clean, words whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.cli.application import execute
from reports.comparison_phrases import difference
from sim.experiment.results import Estimate
from small_hall import write_small_hall

Hall = Callable[..., tuple[int, str, str]]
ONCE = ("--days", 1, "--replications", 1, "--workers", 1)
NOTHING = ("--ill", "none", "--surge", "none", "--outage", "none")


@pytest.fixture
def hall(capsys: pytest.CaptureFixture[str]) -> Hall:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = execute([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def codes(out: str) -> list[str]:
    return [fault["code"] for fault in json.loads(out)["faults"]]


def test_a_run_and_a_risk_do_not_replace_each_other(hall: Hall, small_folder: Path, tmp_path: Path) -> None:
    commands = {"run": (), "risk": NOTHING}
    for command, options in commands.items():
        ask = (command, small_folder, *ONCE, *options, "--json", "--out")
        assert hall(*ask, tmp_path / command)[0] == 0
        assert hall(*ask, tmp_path / command)[0] == 0  # its own may be written again
    for command, other in (("run", "risk"), ("risk", "run")):
        before = sorted(path.name for path in (tmp_path / other).iterdir())
        ask = (command, small_folder, *ONCE, *commands[command], "--json", "--out")
        code, out, _ = hall(*ask, tmp_path / other)
        assert (code, codes(out)) == (2, ["OUT_NOT_OURS"])
        assert sorted(path.name for path in (tmp_path / other).iterdir()) == before


@pytest.mark.parametrize("command", [("run",), ("risk",), ("compare", "huaian")])
def test_more_replications_than_an_experiment_has_are_a_fault_of_the_input(
    hall: Hall, small_folder: Path, command: tuple[str, ...]
) -> None:
    limits = ("--replications", 10_001, "--max-replications", 20_000, "--json")
    code, out, _ = hall(command[0], small_folder, *command[1:], *limits)
    assert (code, codes(out)) == (2, ["OUT_OF_RANGE"])
    assert json.loads(out)["faults"][0]["file"] == "--max-replications"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--precision", "5%", "--most", "20"), [("MOST_BELOW", "--most")]),
        (("--precision", "5%", "--replications", "1"), [("TOO_FEW", "--replications")]),
        (
            ("--precision", "x", "--replications", "9", "--most", "3"),
            [("MOST_BELOW", "--most"), ("TYPE", "--precision")],
        ),
    ],
)
def test_a_precise_run_names_the_option_at_fault(
    hall: Hall, small_folder: Path, options: tuple[str, ...], told: list[tuple[str, str]]
) -> None:
    code, out, _ = hall("run", small_folder, *options, "--json")
    assert code == 2
    assert sorted((fault["code"], fault["file"]) for fault in json.loads(out)["faults"]) == told


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_single_replication_of_a_risk_has_no_interval_of_dashes(hall: Hall, small_folder: Path, lang: str) -> None:
    code, out, _ = hall("risk", small_folder, *ONCE, *NOTHING, "--lang", lang)
    assert code == 0
    assert "(— … —)" not in out
    assert "（— … —）" not in out
    assert "1 open days" not in out


def test_no_line_of_a_chinese_table_ends_in_dots(hall: Hall, tmp_path: Path) -> None:
    names = [write_small_hall(tmp_path / f"a_hall_with_a_{size}_long_name") for size in ("very", "rather", "quite")]
    code, out, _ = hall("compare", *names, "--days", 1, "--replications", 3, "--workers", 1, "--lang", "zh")
    assert code == 0
    assert not [line for line in out.splitlines() if "…" in line.replace(" … ", "")]


def test_a_difference_without_a_unit_has_no_gap() -> None:
    apart = Estimate(mean=4.7, low=0.7, high=8.7, unit="count")
    assert difference("A", apart, "en") == "A +4.7 (0.7 … 8.7)"
    assert difference("A", apart, "zh") == "A +4.7（0.7 … 8.7）"
    assert difference("", apart, "en") == "+4.7, 0.7 … 8.7"
