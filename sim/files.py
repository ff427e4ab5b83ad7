"""Writing so that nothing is ever half written: single files, whole folders, hashes.

A crash, a full disc or Ctrl-C leaves either the old state or the new one. Everything that this program
saves goes through here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from sim.errors import ResourceError

RESERVED_NAMES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)),
}
LONGEST_NAME_BYTES = 120


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside it first, to the disc, then renamed over it.

    Raises
    ------
    ResourceError
        If the disc refuses; whatever stood at `path` still stands.
    """
    path = Path(path)
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
        temporary = None
        sync_folder(path.parent)
    except OSError as error:
        raise ResourceError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Staging:
    """A folder written whole or not at all.

    `with Staging(target) as folder:` gives an empty folder beside `target`; write into it. At the end it
    takes the place of `target`, whose former content goes only then. After an exception `target` is as it
    was. A lock file beside it keeps a second writer out.
    """

    def __init__(self, target: Path) -> None:
        self.target = Path(target)
        self._lock = self.target.parent / f".{self.target.name}.lock"
        self._folder = self.target.parent / f".{self.target.name}.{os.getpid()}.part"

    def __enter__(self) -> Path:
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            try:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder.mkdir()
            except OSError:
                self._lock.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise ResourceError(f"cannot write {self.target}: {error.strerror or error}") from error
        return self._folder

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._publish()
        except OSError as failure:
            raise ResourceError(f"cannot write {self.target}: {failure.strerror or failure}") from failure
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._lock.unlink(missing_ok=True)

    def _take_lock(self) -> None:
        """Create the lock file; one left by a process that has died is taken over."""
        for _ in range(2):
            try:
                handle = os.open(self._lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            except FileExistsError:
                owner = _owner(self._lock)
                if owner is not None and _alive(owner):
                    raise ResourceError(
                        f"{self.target} is being written by process {owner}; wait for it to end"
                    ) from None
                self._lock.unlink(missing_ok=True)
                continue
            with os.fdopen(handle, "w") as stream:
                stream.write(str(os.getpid()))
            return
        raise ResourceError(f"cannot lock {self.target}: remove {self._lock} if nobody writes there")

    def _publish(self) -> None:
        """Put the new folder into place, the former one aside until it stands."""
        for file in self._folder.rglob("*"):
            if file.is_file():
                with file.open("rb") as stream:
                    os.fsync(stream.fileno())
        old = self.target.parent / f".{self.target.name}.{os.getpid()}.old"
        replaced = self.target.exists()
        if replaced:
            self.target.rename(old)
        try:
            self._folder.rename(self.target)
        except OSError:
            if replaced:
                old.rename(self.target)
            raise
        sync_folder(self.target.parent)
        shutil.rmtree(old, ignore_errors=True)


def _owner(lock: Path) -> int | None:
    try:
        return int(lock.read_text())
    except (OSError, ValueError):
        return None


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def sha256(data: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def canonical_json(value: object) -> bytes:
    """Return the one JSON notation of a value: keys sorted, no spaces, UTF-8; floats shortest and exact."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def safe_name(name: str) -> str:
    """Turn any name into a file name that every system takes; one that had to change carries a piece of hash.

    >>> safe_name("social security")
    'social security'
    """
    cleaned = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]+', "_", name).strip(" .")
    while len(cleaned.encode()) > LONGEST_NAME_BYTES:
        cleaned = cleaned[:-1]
    if cleaned.split(".")[0].casefold() in RESERVED_NAMES or not cleaned:
        cleaned = f"_{cleaned}"
    return cleaned if cleaned == name else f"{cleaned}-{sha256(name.encode(errors='surrogatepass'))[:8]}"
