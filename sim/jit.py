"""Compiling with Numba: the one place where its settings and its cache stand.

A *kernel* is a function over arrays and numbers, without Python objects. Numba compiles it at its first call and
keeps the machine code in a directory of the user's. Numba itself notices only edits of the file in which a function
stands, so the directory is named by a hash of every source that kernels are made of. Where Numba cannot be had,
kernels stay plain Python: right, but slow, and the engine is SimPy's.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar


def _imported() -> Any:  # noqa: ANN401  # a module, or nothing
    try:
        return importlib.import_module("numba")
    except ImportError:
        return None


_NUMBA = _imported()
AVAILABLE = _NUMBA is not None
CACHE_VARIABLE = "HALL_CACHE_DIR"
"""Environment variable that names another directory for compiled code."""
_ROOT = Path(__file__).parent
_DEFINES = re.compile(r"^from sim\.jit import .*\b(kernel|part|helper)\b", re.MULTILINE)
_IMPORT = re.compile(r"^from (sim(?:\.\w+)*) import (\([^)]*\)|.*)", re.MULTILINE)
_KEPT_SECONDS = 30 * 24 * 3600
_F = TypeVar("_F", bound=Callable[..., Any])


def kernel(function: _F) -> _F:
    """Compile a function that Python calls: without the interpreter's lock, and kept on disc."""
    return _compile(function, cache=True)


def part(function: _F) -> _F:
    """Compile a function that only kernels call; it becomes part of their code."""
    return _compile(function, forceinline=True)


def helper(function: _F) -> _F:
    """Compile a function that only kernels call, and seldom; it stays a call."""
    return _compile(function)


def kernel_sources() -> list[Path]:
    """Return the modules that define kernels, and those from which they import, in order."""
    modules = {path: path.read_text(encoding="utf-8") for path in _ROOT.rglob("*.py")}
    defining = [path for path, text in modules.items() if _DEFINES.search(text)]
    imported = {_ROOT.parent / f"{name.replace('.', '/')}.py" for path in defining for name in _names(modules[path])}
    return sorted({*defining, *(path for path in imported if path.exists()), Path(__file__)})


def _names(text: str) -> set[str]:
    """Return the names of the modules of `sim` that a module may import, packages among them."""
    found = set(_IMPORT.findall(text))
    return {module for module, _ in found} | {
        f"{module}.{name}" for module, names in found for name in re.findall(r"\w+", names)
    }


def cache_directory() -> Path:
    """Return the directory of the compiled code of exactly these sources."""
    digest = hashlib.sha256()
    for path in kernel_sources():
        digest.update(path.relative_to(_ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return _cache_root() / f"kernels-{digest.hexdigest()[:16]}"


def is_warm() -> bool:
    """Whether machine code is there, so that nobody will have to wait for the compiler (half a minute)."""
    return AVAILABLE and any(_DIRECTORY.rglob("*.nbc"))


def _cache_root() -> Path:
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen)
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    return root / "hallflow"


def _usable(directory: Path) -> Path:
    """Return a directory that exists and can be written, that one if possible."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError:  # no home, or a disc that cannot be written: each process compiles for itself
        temporary = Path(tempfile.mkdtemp(prefix="hallflow-"))
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        return temporary
    _forget_older(directory)
    return directory


def _forget_older(current: Path) -> None:
    """Remove machine code that nobody has used for a month."""
    with suppress(OSError):
        os.utime(current)
        for path in current.parent.glob("kernels-*"):
            if time.time() - path.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def _compile(function: _F, **options: bool) -> _F:
    if _NUMBA is None:
        return function
    former = _NUMBA.config.CACHE_DIR
    _NUMBA.config.CACHE_DIR = str(_DIRECTORY)  # read when a function is decorated; other users of Numba keep theirs
    try:
        compiled: _F = _NUMBA.njit(nogil=True, error_model="numpy", fastmath=False, **options)(function)
    finally:
        _NUMBA.config.CACHE_DIR = former
    return compiled


_DIRECTORY = _usable(cache_directory()) if AVAILABLE else Path()
