"""How a command acts: its options checked, the action under a bar, its result shown, an interruption told."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

import typer

from reports.actions.options import Checker
from reports.actions.outcome import Interrupted
from sim.progress import Watch
from sim.words import LANGUAGES, text


class Result(Protocol):
    """What an action returns."""

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""


Act = Callable[[Watch], Result]
Show = Callable[[Any, str], None]


def carry_out(checker: Checker, act: Act, printer: str, as_json: bool, lang: str) -> None:
    """Check the options, act under a bar, and show the result; an interrupted one as far as it came.

    Parameters
    ----------
    printer : str
        The function that prints the result for people, as `MODULE.FUNCTION` within `reports.cli`: imported only when
        there is something to print.

    Raises
    ------
    typer.Exit
        With 130 if the user stopped it, or with the `exit_code` of the result if it has one.
    """
    from reports.cli.bar import Bar

    checker.done()
    warnings.filterwarnings(
        "ignore", message=".*tasks which were still being processed", category=UserWarning
    )  # joblib, on Ctrl-C
    stop: Interrupted | None = None
    result: Result | None = None
    with Bar(lang) as bar:
        try:
            result = act(bar)
        except Interrupted as interrupted:
            stop, result = interrupted, interrupted.result
        except (Exception, KeyboardInterrupt):
            if not bar.stopped():
                raise
            stop = Interrupted()  # the terminal interrupts workers, too, and work that is lost with them is no fault
    if result is not None and as_json:
        sys.stdout.write(json.dumps(result.json(), ensure_ascii=False, allow_nan=False) + "\n")
    elif result is not None:
        _print_function(printer)(result, lang)
    if stop is not None:
        say(text("cli.interrupted", lang, kept=_kept(stop, lang)))
        raise typer.Exit(Interrupted.exit_code)
    code: int = getattr(result, "exit_code", 0)
    if code:
        raise typer.Exit(code)


def _print_function(name: str) -> Show:
    module, _, function = name.partition(".")
    found: Show = getattr(import_module(f"reports.cli.{module}"), function)
    return found


def _kept(stop: Interrupted, lang: str) -> str:
    if stop.folder is not None:
        return text("cli.kept.folder", lang, folder=stop.folder)
    if stop.result is not None:
        return text("cli.kept.shown", lang, count=stop.result.json()["replications"])
    return text("cli.kept.nothing", lang)


def check_language(checker: Checker, lang: str) -> None:
    """Refuse a language that we do not speak."""
    checker.one_of("--lang", lang, LANGUAGES)


def say(line: str) -> None:
    """Say something that is no result: on standard error."""
    sys.stderr.write(line + "\n")
