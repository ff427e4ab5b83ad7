"""Fixtures shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from small_hall import write_small_hall


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """A small but complete hall of two zones, written as a folder."""
    return write_small_hall(tmp_path / "small")
