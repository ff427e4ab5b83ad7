"""Fails when a lock file names an address, lacks a hash or no longer answers pyproject.toml."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)


CLUSTER = {"dask", "ray"}
"""Extras that are locked apart, since few users want them."""


def wanted(*, cluster: bool) -> list[Requirement]:
    """Every requirement of the project and of its extras, those for clusters or the others."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [lines for name, lines in project["optional-dependencies"].items() if (name in CLUSTER) == cluster]
    return [Requirement(line) for group in (project["dependencies"], *extras) for line in group]


def faults(name: str, requirements: list[Requirement]) -> list[str]:
    """What is wrong with a lock file, one sentence each."""
    lock = (ROOT / name).read_text("utf-8")
    pins = {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(lock)}
    found = [f"{name} contains an address (://)"] if "://" in lock else []
    blocks = [block for block in re.split(r"\n(?=\S)", lock.strip()) if not block.startswith("#")]
    bare = [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]
    found += [f"{name}: no hash for {line}" for line in bare]
    for requirement in requirements:
        version = pins.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            found.append(f"{name} has {requirement.name} {version}, pyproject.toml wants {requirement}")
    return found


def main() -> int:
    """Print the faults; 1 if there is any."""
    found = faults("requirements.lock", wanted(cluster=False))
    found += faults("requirements-cluster.lock", wanted(cluster=True))
    for fault in found:
        print(f"{fault}; run `make lock`", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
