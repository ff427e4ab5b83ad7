"""Sweeps ended from outside: by Ctrl-C, by kill -9 at any moment, by the loss of workers, here or on a cluster."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from sim.experiment.sweep import sweep
from sim.experiment.sweep.spec_file import read_spec
from sim.streams import generator
from sweeps import COMMAND, SPEC, alive, children, result, rows, wait_until, workers

ROOT = Path(__file__).parent.parent
SMALL = {"days": 5, "replications": 10, "chunk": 2}
FINE = {"days": 20, "replications": 400, "chunk": 4}
LONG = {"days": 60, "replications": 300, "chunk": 10}


def written(folder: Path, sizes: dict[str, int]) -> Path:
    file = folder / "spec.toml"
    file.write_text(SPEC.format(**sizes), encoding="utf-8")
    return file


def undisturbed(file: Path, folder: Path) -> dict[str, bytes]:
    sweep(read_spec(file), folder, on="here")
    return result(folder)


@contextmanager
def command(file: Path, out: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The real command in a process of its own; nothing of it may be left at the end."""
    process = subprocess.Popen(
        [*COMMAND, str(file), "--out", str(out), "--workers", "2", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    below = set[int]()
    try:
        yield process
        below = children(process.pid)
    finally:
        below |= children(process.pid)
        process.kill()
        process.communicate()
    wait_until(lambda: not alive(below), 10)


def test_ctrl_c_ends_within_two_seconds_and_says_how_to_go_on(small_folder: Path, tmp_path: Path) -> None:
    file, out = written(small_folder.parent, LONG), tmp_path / "out"
    with command(file, out) as process:
        wait_until(lambda: rows(out) > 0 and workers(process.pid))
        below = children(process.pid)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        seconds = time.monotonic() - began
        assert process.returncode == 130
        assert seconds < 2
        assert f"go on with: hall sweep {file} --out {out}" in said
        assert "Traceback" not in said
        wait_until(lambda: not alive(below), 2)


def test_killed_and_begun_again_the_bytes_are_the_same(small_folder: Path, tmp_path: Path) -> None:
    """Killed once with workers, which end with it, and once without."""
    file, out = written(small_folder.parent, SMALL), tmp_path / "out"
    for goal, options in ((4, ()), (25, ("--on", "here"))):
        with command(file, out, *options) as process:
            wait_until(lambda: rows(out) >= goal)  # noqa: B023 -- called at once
            process.kill()
    found = sweep(read_spec(file), out, on="here")
    assert found.taken_over >= 25
    assert result(out) == undisturbed(file, tmp_path / "undisturbed")


@pytest.mark.slow
def test_a_hundred_kills_lose_nothing_and_repeat_nothing(small_folder: Path, tmp_path: Path) -> None:
    file = written(small_folder.parent, {"days": 30, "replications": 100, "chunk": 5})
    wanted = undisturbed(file, tmp_path / "undisturbed")
    moments = generator(1, "kills").uniform(0.3, 6.0, size=100).tolist()
    kills, number, done = 0, 0, 0
    while kills < 100 or done == 0:
        out = tmp_path / f"out{number}"
        with command(file, out) as process:
            try:
                process.communicate(timeout=moments[kills] if kills < 100 else 600)
            except subprocess.TimeoutExpired:
                process.kill()
                kills += 1
                continue
        assert process.returncode == 0
        assert rows(out) == 5 * 100
        assert result(out) == wanted
        number, done = number + 1, done + 1


def needed(package: str) -> None:
    """Skip where a cluster's package is missing; not where everything must be tested."""
    if find_spec(package) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{package} is not installed: `make cluster`")
        pytest.skip(f"{package} is not installed: `make cluster`")


class Killer(threading.Thread):
    """Kills one of some processes every five seconds until told to stop.

    On a computer so busy that nothing was stored meanwhile it waits for the next time, or no worker would ever come to
    work.
    """

    def __init__(self, victims: Callable[[], list[int]], folder: Path) -> None:
        super().__init__(daemon=True)
        self._victims, self._folder, self._end = victims, folder, threading.Event()
        self.kills = 0

    def run(self) -> None:
        before = 0
        while not self._end.wait(5.0):
            stored = rows(self._folder)
            if stored > before:
                before = stored
                for one in sorted(self._victims())[:1]:
                    os.kill(one, signal.SIGKILL)
                    self.kills += 1

    def stop(self) -> None:
        self._end.set()
        self.join()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # those of the cluster's own packages
def test_on_dask_with_a_worker_killed_every_five_seconds_the_bytes_are_the_same(
    small_folder: Path, tmp_path: Path
) -> None:
    needed("distributed")
    import dask
    from distributed import LocalCluster

    dask.config.set(
        {"distributed.deploy.lost-worker-timeout": "10 minutes"}
    )  # or it gives up those that are killed twice

    file = written(small_folder.parent, FINE)
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:

        def at_work() -> list[int]:
            """Workers that have reported: one that is killed while it starts is not replaced by Dask."""
            known = cluster.scheduler_info["workers"]
            return [nanny.pid for nanny in cluster.workers.values() if nanny.worker_address in known and nanny.pid]

        killer = Killer(at_work, tmp_path / "out")
        killer.start()
        found = sweep(read_spec(file), tmp_path / "out", on=f"dask:{cluster.scheduler_address}")
        killer.stop()
    assert killer.kills >= 2
    assert not found.failures
    assert result(tmp_path / "out") == undisturbed(file, tmp_path / "undisturbed")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # as above
def test_on_ray_with_a_worker_killed_every_five_seconds_the_bytes_are_the_same(
    small_folder: Path, tmp_path: Path
) -> None:
    needed("ray")
    file = written(small_folder.parent, FINE)

    def at_work() -> list[int]:
        return [one for one in children(os.getpid()) if b"ray::work" in Path(f"/proc/{one}/cmdline").read_bytes()]

    killer = Killer(at_work, tmp_path / "out")
    killer.start()
    found = sweep(read_spec(file), tmp_path / "out", on="ray:local", workers=2)
    killer.stop()
    assert killer.kills >= 1
    assert not found.failures
    assert result(tmp_path / "out") == undisturbed(file, tmp_path / "undisturbed")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["dask", "ray"])
def test_the_command_on_a_cluster_of_its_own_leaves_nothing_behind(
    small_folder: Path, tmp_path: Path, kind: str
) -> None:
    needed("distributed" if kind == "dask" else "ray")
    file, out = written(small_folder.parent, SMALL), tmp_path / "out"
    with command(file, out, "--on", f"{kind}:local", "--json") as process:
        printed, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
        assert len(json.loads(printed)["variants"]) == 5
    assert result(out) == undisturbed(file, tmp_path / "undisturbed")


@pytest.mark.slow
def test_eight_commands_on_one_folder_end_with_the_same_bytes(small_folder: Path, tmp_path: Path) -> None:
    file, out = written(small_folder.parent, SMALL), tmp_path / "out"
    arguments = [*COMMAND, str(file), "--out", str(out), "--on", "here", "--json"]
    parts = [subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    for part in parts:
        part.communicate(timeout=300)
    assert [part.returncode for part in parts] == [0] * 8
    assert rows(out) == 5 * 10
    assert result(out) == undisturbed(file, tmp_path / "undisturbed")
