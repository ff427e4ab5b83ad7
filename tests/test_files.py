"""Nothing is ever half written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.errors import ResourceError
from sim.files import Staging, canonical_json, safe_name, sha256, write_atomically


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "below" / "a.txt"
    write_atomically(file, b"old")
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"
    assert [p.name for p in file.parent.iterdir()] == ["a.txt"]


def test_a_full_disc_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.txt"
    write_atomically(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ResourceError, match="No space left"):
        write_atomically(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "result"
    with Staging(target) as folder:
        (folder / "a").write_text("1")
        assert not target.exists()
    assert (target / "a").read_text() == "1"
    assert list(tmp_path.iterdir()) == [target]


def interrupted(target: Path) -> None:
    with Staging(target) as folder:
        (folder / "new").write_text("2")
        raise KeyboardInterrupt


def test_a_former_folder_stands_until_the_new_one_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "result"
    with Staging(target) as folder:
        (folder / "old").write_text("1")
    with pytest.raises(KeyboardInterrupt):
        interrupted(target)
    assert [p.name for p in target.iterdir()] == ["old"]
    with Staging(target) as folder:
        (folder / "new").write_text("2")
    assert [p.name for p in target.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [target]


def test_two_writers_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "result"
    with Staging(target):
        with pytest.raises(ResourceError, match=f"process {os.getpid()}"), Staging(target):
            pass
        assert (tmp_path / ".result.lock").exists()
    assert target.exists()


def test_the_lock_of_a_dead_writer_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / ".result.lock").write_text("999999999")
    with Staging(tmp_path / "result") as folder:
        (folder / "a").write_text("1")
    assert (tmp_path / "result" / "a").exists()


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert (
        canonical_json({"b": 0.1, "a": "厅"}) == canonical_json({"a": "厅", "b": 0.1}) == '{"a":"厅","b":0.1}'.encode()
    )
    assert sha256("abc") == sha256(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_ordinary_names_stay_and_different_names_stay_different() -> None:
    assert safe_name("社保") == "社保"
    assert safe_name("a:b") != safe_name("a?b")
