"""The command line's watch: a bar for whatever takes longer than two seconds; Ctrl-C asks to stop, twice insists.

A thread beside the work starts the bar (on standard error) when it is time, and waits for the signal, so that it is
heard while the main thread is inside a solver; should a library unblock the signal, the handler hears it instead.
"""

from __future__ import annotations

import _thread
import os
import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from sim.progress import Progress
from sim.words import text, texts

PATIENCE_SECONDS = 2.0
LISTEN_SECONDS = 0.1
INTERRUPTED = 130


class Bar:
    """Shows progress and hears Ctrl-C, between `with` and its end."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._console = Console(stderr=True)
        self._bar: RichProgress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._latest: dict[str, Progress] = {}
        self._drawing = threading.RLock()
        self._began = time.monotonic()
        self._presses = 0
        self._closed = threading.Event()
        self._former: object = None
        self._companion = threading.Thread(target=self._accompany, daemon=True)

    def __enter__(self) -> Self:
        self._former = signal.signal(signal.SIGINT, self._heard)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._companion.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        self._companion.join()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, self._former)  # type: ignore[arg-type]
        if self._bar is not None:
            self._bar.stop()

    def report(self, progress: Progress) -> None:
        """Take note of how far a task is."""
        with self._drawing:
            self._latest[progress.task] = progress
            if self._bar is not None:
                self._draw(self._bar, progress)

    def stopped(self) -> bool:
        """Whether the user pressed Ctrl-C."""
        return self._presses > 0

    def _accompany(self) -> None:
        while not self._closed.is_set():
            if signal.sigtimedwait({signal.SIGINT}, LISTEN_SECONDS) is not None:
                self._press()
            with self._drawing:
                if self._bar is None and self._latest and time.monotonic() - self._began > PATIENCE_SECONDS:
                    self._bar = self._started()
                    for progress in self._latest.values():
                        self._draw(self._bar, progress)

    def _started(self) -> RichProgress:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[best]}"),
            TimeElapsedColumn(),
        )
        bar = RichProgress(*columns, console=self._console, transient=not self._console.is_terminal)
        bar.start()
        return bar

    def _draw(self, bar: RichProgress, progress: Progress) -> None:
        if progress.task not in self._tasks:
            key = f"task.{progress.task}"
            words = text(key, self._lang) if key in texts() else progress.task
            self._tasks[progress.task] = bar.add_task(words, total=progress.total, best="")
            if not self._console.is_terminal:  # a log file gets one line for each task, not a bar
                self._console.print(f"{words} …")
        best = "" if progress.best is None else f"{progress.best:,.0f}"
        bar.update(self._tasks[progress.task], completed=progress.done, total=progress.total, best=best)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        """Take a signal that reached a thread of a library, or the second one from `_press`."""
        del number, frame
        if self._presses > 1:
            raise KeyboardInterrupt
        self._press()

    def _press(self) -> None:
        self._presses += 1
        if self._presses == 1:
            self._console.print(text("cli.stopping", self._lang))
        elif self._presses == 2:
            _thread.interrupt_main(signal.SIGINT)
        else:
            os._exit(INTERRUPTED)
