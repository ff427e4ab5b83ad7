"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from small_hall import write_small_hall

# the same examples in every run, so that a change breaks a test and nothing else does; `make slow` looks for new ones
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("searching", deadline=None)
hypothesis.settings.load_profile("searching" if os.environ.get("HALL_SEARCHING") else "steady")


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """A small but complete hall of two zones, written as a folder."""
    return write_small_hall(tmp_path / "small")
