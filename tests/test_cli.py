"""The command line: what it writes where, and how it ends."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from reports.cli.application import execute
from sim.engines import DEFAULT_ENGINE, ENGINES
from sim.errors import IdentityError, ResourceError, RosterRefused
from sim.measures.registry import MEASURES
from sim.plan.today import todays_plan

RUN_KEYS = {
    "scenario", "scenario_hash", "plan_hash", "engine", "seed", "replications", "days",
    "tickets_digest", "cases_digest", "measures",
}  # fmt: skip
QUICK = ["--days", "2", "--replications", "2", "--workers", "1"]

Hall = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hall(capsys: pytest.CaptureFixture[str]) -> Hall:
    """Run a command line; returns exit code, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = execute([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_run_gives_every_measure_as_one_json_object(hall: Hall, small_folder: Path) -> None:
    code, out, _ = hall("run", small_folder, *QUICK, "--json")
    found = json.loads(out)
    assert code == 0
    assert set(found) == RUN_KEYS
    assert set(found["measures"]) == set(MEASURES)
    assert all(set(measure) == {"mean", "low", "high", "unit"} for measure in found["measures"].values())
    assert (found["scenario"], found["engine"], found["days"], found["replications"]) == (
        "small",
        DEFAULT_ENGINE,
        2,
        2,
    )


def test_both_engines_print_the_same_digests_and_measures(hall: Hall, small_folder: Path) -> None:
    found = [json.loads(hall("run", small_folder, *QUICK, "--engine", engine, "--json")[1]) for engine in ENGINES]
    assert [one.pop("engine") for one in found] == list(ENGINES)
    assert found[0] == found[1]


def test_an_engine_that_is_not_there_is_refused(hall: Hall, small_folder: Path) -> None:
    code, _, err = hall("run", small_folder, *QUICK, "--engine", "arena")
    assert code == 2
    assert "arena" in err
    assert "compiled" in err


def test_one_replication_has_no_interval(hall: Hall, small_folder: Path) -> None:
    _, out, _ = hall("run", small_folder, "--days", 1, "--replications", 1, "--json")
    wait = json.loads(out)["measures"]["wait_minutes"]
    assert wait["low"] is None
    assert wait["high"] is None


def test_the_same_seed_gives_the_same_numbers_and_another_does_not(hall: Hall, small_folder: Path) -> None:
    first, again, other = (hall("run", small_folder, *QUICK, "--seed", seed, "--json")[1] for seed in (3, 3, 4))
    assert first == again
    assert json.loads(first)["tickets_digest"] != json.loads(other)["tickets_digest"]


def test_a_run_is_kept_reported_and_run_again_from_its_plan(hall: Hall, small_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    _, out, _ = hall("run", small_folder, *QUICK, "--out", folder, "--json")
    kept = json.loads((folder / "measures.json").read_text(encoding="utf-8"))
    assert kept == json.loads(out)
    assert len(pl.read_parquet(folder / "tickets.parquet")) > 0
    code, out, _ = hall("report", folder, "--lang", "zh", "--json")
    assert code == 0
    assert all(Path(path).is_file() for path in json.loads(out).values())
    _, again, _ = hall("run", small_folder, *QUICK, "--plan", folder, "--json")
    assert json.loads(again) == kept


def test_a_plan_shorter_than_the_days_asked_for_is_refused(hall: Hall, small_folder: Path, tmp_path: Path) -> None:
    hall("run", small_folder, *QUICK, "--out", tmp_path / "kept")
    code, out, _ = hall("run", small_folder, "--plan", tmp_path / "kept", "--days", 3, "--json")
    assert (code, [f["code"] for f in json.loads(out)["faults"]]) == (2, ["PLAN_TOO_SHORT"])


@pytest.mark.parametrize(("lang", "words"), [("en", "Mean wait"), ("zh", "平均等候时间")])
def test_people_read_their_language(hall: Hall, small_folder: Path, lang: str, words: str) -> None:
    code, out, _ = hall("run", small_folder, *QUICK, "--lang", lang)
    assert code == 0
    assert words in out


def test_check_gives_load_per_queue_and_desk(hall: Hall, small_folder: Path) -> None:
    code, out, _ = hall("check", small_folder, "--json")
    found = json.loads(out)
    assert code == 0
    assert {"items", "items_enterprise_share", "queues", "desks", "notes"} <= set(found)
    assert {"queue", "load_hours", "staffed_hours", "ratio", "group_ratio"} <= set(found["queues"][0])
    assert "Licences: load" in hall("check", small_folder)[1]


def test_compare_does_not_tell_equals_apart(hall: Hall, small_folder: Path, tmp_path: Path) -> None:
    busier = tmp_path / "busier"
    _, _, _ = hall("run", small_folder, *QUICK, "--out", busier)
    code, out, _ = hall(
        "compare",
        small_folder,
        f"{small_folder}@{busier}",
        "--days",
        2,
        "--replications",
        3,
        "--workers",
        1,
        "--json",
    )
    found = json.loads(out)
    assert code == 0
    assert {"scenarios", "measures", "differences", "best", "confidence", "sentence"} <= set(found)
    assert found["best"] is None
    assert "do not differ" in found["sentence"]
    assert found["differences"]["wait_minutes"][f"{small_folder}@{busier}"]["mean"] == 0


def test_a_setting_is_overridden(hall: Hall, small_folder: Path) -> None:
    _, out, _ = hall("run", small_folder, *QUICK, "--set", "arrivals.scale=2", "--json")
    _, base, _ = hall("run", small_folder, *QUICK, "--json")
    assert json.loads(out)["measures"]["visits"]["mean"] > 1.5 * json.loads(base)["measures"]["visits"]["mean"]
    assert json.loads(out)["scenario_hash"] != json.loads(base)["scenario_hash"]


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--seed", "-1"], ["SEED_RANGE"]),
        (["--seed", str(2**63)], ["SEED_RANGE"]),
        (["--replications", "100000000"], ["BUDGET"]),
        (["--days", "100000"], ["BUDGET"]),
        (["--days", "three"], ["TYPE"]),
        (["--days", "0"], ["OUT_OF_RANGE"]),
        (["--replications", "²"], ["TYPE"]),
        (["--engine", "steam"], ["BAD_CHOICE"]),
        (["--set", "limits.windows=three"], ["TYPE"]),
        (["--set", "nonsense"], ["SET_FORMAT"]),
        (["--set", "hours.opn=09:00"], ["UNKNOWN_FIELD"]),
        (["--days", "x", "--seed", "y"], ["TYPE", "TYPE"]),
        (["--no-such-option"], ["USAGE"]),
    ],
)
def test_a_faulty_option_ends_with_2_and_its_code(
    hall: Hall, small_folder: Path, arguments: list[str], codes: list[str]
) -> None:
    code, out, err = hall("run", small_folder, *arguments, "--json")
    faults = json.loads(out)["faults"]
    assert (code, [fault["code"] for fault in faults]) == (2, codes)
    assert set(faults[0]) == {"code", "file", "row", "key", "value", "message"}
    assert err == ""


def test_a_budget_that_is_too_large_says_how_long_it_would_take(hall: Hall, small_folder: Path) -> None:
    _, _, err = hall("run", small_folder, "--replications", 100_000_000)
    assert re.search(r"about [\d,]+ d", err)
    assert "Traceback" not in err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_fault_of_a_scenario_is_said_at_once(hall: Hall, small_folder: Path, tmp_path: Path, lang: str) -> None:
    windows = small_folder / "windows.csv"
    windows.write_text(windows.read_text(encoding="utf-8").replace("licences", "licenses"), encoding="utf-8")
    out = tmp_path / "never"
    code, stdout, err = hall("run", small_folder, "--out", out, "--lang", lang)
    assert (code, stdout) == (2, "")
    assert err.count("UNKNOWN_REF") == 2
    assert "windows.csv" in err
    assert not out.exists()


def test_a_folder_with_other_things_is_never_written_over(hall: Hall, small_folder: Path, tmp_path: Path) -> None:
    precious = tmp_path / "home" / "precious.txt"
    precious.parent.mkdir()
    precious.write_text("mine", encoding="utf-8")
    code, out, _ = hall("run", small_folder, *QUICK, "--out", precious.parent, "--json")
    assert (code, json.loads(out)["faults"][0]["code"]) == (2, "OUT_NOT_OURS")
    assert precious.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_no_run_is_not_reported(hall: Hall, small_folder: Path) -> None:
    code, out, _ = hall("report", small_folder, "--json")
    assert (code, json.loads(out)["faults"][0]["code"]) == (2, "NOT_A_RUN")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (IdentityError("little", "off by one", {"seed": 7, "replication": 2}), 3),
        (RosterRefused(["officer o1 has no lunch"]), 4),
        (ResourceError("disc full"), 5),
        (OSError("disc full"), 5),
        (RuntimeError("a bug"), 1),
    ],
)
def test_each_kind_of_trouble_has_its_exit_code(
    hall: Hall, small_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    monkeypatch.chdir(tmp_path)  # what repeats a broken run is kept where the command is given

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("sim.experiment.replicate", fail)
    found, out, err = hall("run", small_folder, *QUICK)
    assert (found, out) == (code, "")
    assert str(error) in err
    assert "Traceback" not in err


def test_what_repeats_a_broken_run_is_kept(
    hall: Hall, small_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IdentityError("little", "off by one", {"seed": 7, "replication": 2})

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.experiment.replicate", fail)
    hall("run", small_folder, *QUICK)
    kept = json.loads((tmp_path / "hall-replay-2.json").read_text(encoding="utf-8"))
    assert kept == {"identity": "little", "detail": "off by one", "seed": 7, "replication": 2}


def test_no_command_shows_the_help(hall: Hall) -> None:
    code, out, _ = hall()
    assert code == 0
    assert all(command in out for command in ("check", "run", "optimise", "compare", "report"))


def test_optimise_writes_the_plan_the_report_and_the_roster(
    hall: Hall, small_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimiser.optimisation.optimise", as_today)
    monkeypatch.setattr("reports.actions.optimise._refuse_if_wrong", lambda *_: None)
    folder = tmp_path / "better"
    code, out, err = hall("optimise", small_folder, *QUICK, "--out", folder, "--json")
    assert code == 0, err
    found = json.loads(out)
    assert {"status", "gap", "bound_of", "seconds", "before", "after", "difference"} <= set(found)
    assert set(found["difference"]) == set(MEASURES)
    assert found["difference"]["wait_minutes"]["mean"] == 0
    assert {"report.html", "roster.xlsx", "sessions.csv", "measures.json"} <= {path.name for path in folder.iterdir()}
    assert hall("report", folder, "--out", tmp_path / "other.html")[0] == 0
    assert hall("run", small_folder, *QUICK, "--plan", folder)[0] == 0
    code, out, _ = hall("optimise", small_folder, *QUICK)
    assert code == 0
    assert "no clear difference" in out


def as_today(scenario: Any, *, days: int, **_: object) -> SimpleNamespace:
    """An optimiser that finds nothing better than today's plan."""
    plan = todays_plan(scenario, days)
    tables = {name: pl.DataFrame() for name in ("requirement", "decisions", "rotation")}
    return SimpleNamespace(plan=plan, greedy_plan=plan, status="feasible", gap=None, bound_of="", seconds=0.1, **tables)


def test_ctrl_c_keeps_what_was_finished(small_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    line = [
        sys.executable,
        "-m",
        "reports.cli",
        "run",
        small_folder,
        "--replications",
        "10000",
        "--workers",
        "1",
        "--out",
        folder,
        "--json",
    ]
    process = subprocess.Popen([str(part) for part in line], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "simulating" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    done = json.loads(out)["replications"]
    assert 0 < done < 10_000
    assert str(folder) in err
    assert json.loads((folder / "measures.json").read_text(encoding="utf-8"))["replications"] == done
