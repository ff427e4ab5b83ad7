"""What an interrupted command could keep, and the watch that commands hand down."""

from __future__ import annotations

from typing import Any

from sim.errors import HallError
from sim.progress import Progress, Watch


class Interrupted(HallError):
    """The user stopped a command; `result` is what was finished, if anything, `folder` where it was kept."""

    exit_code = 130

    def __init__(self, result: Any = None, folder: str | None = None) -> None:  # noqa: ANN401 -- any action's result
        super().__init__("interrupted")
        self.result = result
        self.folder = folder


class Stage:
    """A watch that names the part of a command that is under way."""

    def __init__(self, watch: Watch, task: str) -> None:
        self._watch = watch
        self._task = task

    def report(self, progress: Progress) -> None:
        """Pass the progress on under the stage's own name."""
        self._watch.report(Progress(task=self._task, done=progress.done, total=progress.total, best=progress.best))

    def stopped(self) -> bool:
        """Whether the user asked to stop."""
        return self._watch.stopped()
