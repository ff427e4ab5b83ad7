"""Compiled code: kept as long as its sources stay as they are, in one version each, and not needed at all."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import sim.scenario
from sim import jit
from sim.demand import draw
from sim.engine import simulate

ROOT = Path(sim.__file__).parent
TESTS = Path(__file__).parent
WITHOUT_NUMBA = "import sys; sys.modules['numba'] = None\n"
"""Importing what is None fails as if it were not there."""


def python(program: str, **variables: str) -> Any:
    """Run a program in a new interpreter; return the value that it prints as JSON."""
    paths = os.pathsep.join([str(ROOT.parent), str(TESTS), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "PYTHONPATH": paths, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


# ---------------------------------------------------------------- sources


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package, of whose kernels `jit` thinks."""
    copy = tmp_path / "sim"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(jit, "_ROOT", copy)
    monkeypatch.setattr(jit, "__file__", str(copy / "jit.py"))
    return copy


def test_an_edit_of_any_source_of_kernels_gives_another_directory(copied: Path) -> None:
    sources, before = jit.kernel_sources(), jit.cache_directory()
    for source in sources:
        text = source.read_bytes()
        source.write_bytes(text + b"\n")
        assert jit.cache_directory() != before, source
        source.write_bytes(text)
    assert jit.cache_directory() == before
    assert copied in sources[0].parents


def test_a_new_kernel_gives_another_directory_and_any_other_module_the_same(copied: Path) -> None:
    before = jit.cache_directory()
    (copied / "words" / "new.py").write_text("HELLO = 1\n", encoding="utf-8")
    (copied / "engine.py").write_text("", encoding="utf-8")
    assert jit.cache_directory() == before
    (copied / "words" / "new.py").write_text("from sim.jit import kernel\n", encoding="utf-8")
    assert jit.cache_directory() != before


def test_the_directory_does_not_depend_on_where_the_package_lies(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = jit.cache_directory()
    monkeypatch.undo()
    assert elsewhere == jit.cache_directory()
    assert copied.is_dir()


def test_whatever_a_kernel_may_take_a_constant_from_is_a_source() -> None:
    sources = set(jit.kernel_sources())
    defining = [path for path in sources if "from sim.jit import" in path.read_text(encoding="utf-8")]
    assert len(defining) > 20
    for path in defining:
        for origin in origins(path, names_of(path)):
            assert origin in sources, f"{path.name} takes a value from {origin}"


def names_of(path: Path) -> list[str]:
    """Return the names that a module imports from `sim`."""
    return [alias.name for node in imports(path) for alias in node.names]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> list[ast.ImportFrom]:
    nodes = ast.walk(tree(path))
    return [node for node in nodes if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim")]


def origins(path: Path, names: list[str], seen: set[tuple[Path, str]] | None = None) -> Iterator[Path]:
    """Yield the modules in which values are made that a module has under some names, whatever they go through."""
    seen = set() if seen is None else seen
    names = [name for name in names if (path, name) not in seen]
    seen.update((path, name) for name in names)
    if not names:
        return
    for node in imports(path):
        module = ROOT.parent.joinpath(*(node.module or "").split("."))
        for alias in node.names:
            if (alias.asname or alias.name) not in names:
                continue
            if (module / f"{alias.name}.py").exists():
                yield module / f"{alias.name}.py"
            elif module.with_suffix(".py").exists():
                yield module.with_suffix(".py")
                yield from origins(module.with_suffix(".py"), [alias.name], seen)
    for statement in tree(path).body:
        targets = ast.walk(statement) if isinstance(statement, ast.Assign | ast.AnnAssign) else ()
        named = [part.id for part in targets if isinstance(part, ast.Name)]
        if set(named) & set(names):
            yield from origins(path, named, seen)


# ---------------------------------------------------------------- the directory

ADD = """
import json
from pathlib import Path
from sim.jit import _DIRECTORY as directory, kernel
@kernel
def add(a, b):
    return a + b
"""
TELL = "print(json.dumps([add(1, 2), str(directory), len(list(directory.rglob('*.nbc')))]))"


def run_a_kernel(folder: Path, cache: Path) -> list[Any]:
    """Compile a kernel of a file's; return what it gives, the directory of its code, and how many files are there."""
    (folder / "adding.py").write_text(ADD, encoding="utf-8")
    program = f"import sys; sys.path.insert(0, {str(folder)!r})\nfrom adding import *\n{TELL}"
    return list(python(program, HALL_CACHE_DIR=str(cache)))


def test_code_is_kept_in_the_directory_that_is_asked_for(tmp_path: Path) -> None:
    result, directory, files = run_a_kernel(tmp_path, tmp_path / "cache")
    assert (result, files) == (3, 1)
    assert Path(directory).parent == tmp_path / "cache"


def test_where_code_cannot_be_kept_each_process_compiles_for_itself(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result, directory, files = run_a_kernel(tmp_path, tmp_path / "file" / "cache")
    assert (result, files) == (3, 1)
    assert not Path(directory).exists()  # it was that process's own


# ---------------------------------------------------------------- versions

COUNT = """
import importlib, json
import random_halls, test_jit
from sim.engine import simulate
from sim.measures.sample import measure
from sim.measures.warnings import warnings

def play(case):
    for demand in case.demands():
        log = simulate(demand, case.plan, "compiled")
        measure(log)
        warnings(log)

random_halls.try_cases(20, 1, play)
modules = {f"{module}:{name}": importlib.import_module(module) for module, name in test_jit.kernels()}
print(json.dumps({key: len(getattr(module, key.split(":")[1]).signatures) for key, module in modules.items()}))
"""


def kernels() -> list[tuple[str, str]]:
    """Return the module and name of every kernel."""
    found = []
    for path in jit.kernel_sources():
        module = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef):
                decorators = [name.id for name in node.decorator_list if isinstance(name, ast.Name)]
                found += [(module, node.name)] if "kernel" in decorators else []
    return found


def test_kernels_compile_in_one_version_whatever_the_hall() -> None:
    assert len(kernels()) > 5
    versions = python(COUNT)
    assert versions == dict.fromkeys(versions, 1)


# ---------------------------------------------------------------- without Numba

DIGESTS = """
import json, warnings
from pathlib import Path
import sim, sim.engine, sim.scenario
from sim.engines import DEFAULT_ENGINE
scenario = sim.scenario.load(Path({folder!r}))
log = sim.simulate(sim.draw(scenario, days=2))
print(json.dumps([DEFAULT_ENGINE, log.engine, log.tickets_digest(), log.cases_digest()]))
"""
ASK = """
import json
import halls, sim.engine
from sim.demand import draw
scenario = halls.one_queue(1, per_minute=0, service=halls.item())
try:
    sim.engine.simulate(draw(scenario), halls.always_open(scenario), "compiled")
except RuntimeError as error:
    print(json.dumps(str(error)))
"""


def test_without_numba_the_engine_is_simpys_and_gives_the_same(small_folder: Path) -> None:
    log = simulate(draw(sim.scenario.load(small_folder), days=2), engine="compiled")
    found = python(WITHOUT_NUMBA + DIGESTS.format(folder=str(small_folder)))
    assert found == ["simpy", "simpy", log.tickets_digest(), log.cases_digest()]


def test_without_numba_who_asks_for_the_compiled_engine_is_told_what_to_do() -> None:
    message = python(WITHOUT_NUMBA + ASK)
    assert "Numba" in message
    assert "'simpy'" in message
