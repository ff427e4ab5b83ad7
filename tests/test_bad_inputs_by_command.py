"""The same cases through `hall check`: exit 2, one JSON object with every fault, nothing written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import breaking as b
from bad_cases import CASES, Case
from reports.cli.application import execute

REJECTED = [case for case in CASES if case.reject]
READ = [case for case in CASES if not case.reject and case.id[0] not in "FH"]


def identify(case: Case) -> str:
    return f"{case.id}-{CASES.index(case)}"


@pytest.mark.parametrize("case", REJECTED, ids=identify)
def test_hall_check_refuses_it_with_exit_2(case: Case, small_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = case.apply(small_folder) or small_folder
    before = sorted(small_folder.rglob("*"))
    assert execute(["check", str(target), "--json", "--lang", "zh"]) == 2
    streams = capsys.readouterr()
    faults = json.loads(streams.out)["faults"]
    assert not streams.err
    found = [f for f in faults if f["code"] == case.code and f["file"] == f"small/{case.file}"]
    assert any(case.row in {None, f["row"]} and case.zh in f["message"] for f in found)
    assert sorted(small_folder.rglob("*")) == before


@pytest.mark.parametrize("case", READ[::6], ids=identify)
def test_hall_check_reads_it_with_exit_0(case: Case, small_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = case.apply(small_folder) or small_folder
    assert execute(["check", str(target), "--json"]) == 0
    assert "faults" not in json.loads(capsys.readouterr().out)


def test_the_command_itself_says_where_and_what_without_a_traceback(small_folder: Path) -> None:
    b.toml("windows = 8", "wndows = 8")(small_folder)
    command = [sys.executable, "-m", "reports.cli", "check", str(small_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 2
    assert "Traceback" not in said
    assert 'small/scenario.toml, row 7, limits.wndows: "wndows" is not known here; did you mean "windows"?' in said
