"""Which process this is, and whether another one still lives, so that what a dead one claimed is free again."""

from __future__ import annotations

import os
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A process: the machine since its last start, the number, and when it began (numbers are used again)."""

    host: str
    pid: int
    started: str


def this_process() -> Who:
    """Return the process that asks."""
    return Who(host=_host(), pid=os.getpid(), started=started(os.getpid()))


def is_alive(who: Who) -> bool | None:
    """Whether a process lives; None if it is of another machine, where nobody can tell."""
    if who.host != _host():
        return None
    return who.started != "" and started(who.pid) == who.started


def started(pid: int) -> str:
    """Return when a process began, in whatever notation the system has; empty if it is gone."""
    if Path("/proc/self/stat").exists():
        with suppress(OSError, IndexError):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            return "" if fields[0] in {"Z", "X"} else fields[19]
        return ""
    asked = ["ps", "-o", "lstart=", "-p", str(pid)]
    with suppress(OSError, subprocess.SubprocessError):
        return subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False).stdout.strip()  # noqa: S603 -- a number
    return ""


@cache
def _host() -> str:
    boot = Path("/proc/sys/kernel/random/boot_id")
    mark = ""
    with suppress(OSError):
        mark = boot.read_text(encoding="utf-8").strip()
    return f"{socket.gethostname()} {mark}".strip()
