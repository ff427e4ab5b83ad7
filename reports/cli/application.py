"""The command line: which commands there are, and how each ends, its exit code and what is said on which stream."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import typer

from reports.actions.outcome import Interrupted
from reports.cli import drawings, experiments, messages, planning, repeating, risking, sensing, sweeping
from reports.cli.acting import say
from sim.errors import HallError, IdentityError, InputError, ResourceError, RosterRefused
from sim.files import write_atomically
from sim.words import LANGUAGES, text

app = typer.Typer(
    name="hall",
    help="Simulate a public service hall, find a better plan for its officers, compare and report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS = (
    planning.check,
    planning.run,
    planning.optimise,
    experiments.compare,
    risking.risk,
    sensing.sensitivity,
    sweeping.sweep,
    repeating.rerun,
    planning.report,
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(drawings.show, name="show", help="Show the steps of an item or the cases of a project.")

CommandLineError: type[Any] = typer.BadParameter.__mro__[1]
"""What typer raises for a command line that it cannot read; it does not export the class itself."""


def execute(arguments: list[str]) -> int:
    """Run one command line and return its exit code; whatever goes wrong is said in one message."""
    as_json = "--json" in arguments
    lang = _asked_language(arguments)
    try:
        code = app(args=arguments or ["--help"], prog_name="hall", standalone_mode=False)
    except InputError as error:
        _say_faults(error, as_json=as_json, lang=lang)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        say(text("cli.interrupted", lang, kept=text("cli.kept.nothing", lang)))
        return Interrupted.exit_code
    except HallError as error:
        say(_trouble(error, lang))
        return error.exit_code
    except (OSError, MemoryError) as error:
        say(text("cli.resource", lang, detail=str(error) or type(error).__name__))
        return ResourceError.exit_code
    except Exception as error:  # noqa: BLE001 -- nobody should ever see a traceback
        return _unexpected(error, as_json=as_json, lang=lang)
    return code if isinstance(code, int) else 0  # without its standalone mode, typer returns an exit's code


def _asked_language(arguments: list[str]) -> str:
    """Return the language asked for, before the options are parsed; English if none that we speak."""
    for option, value in zip(arguments, [*arguments[1:], ""], strict=False):
        asked = value if option == "--lang" else option.partition("--lang=")[2]
        if asked in LANGUAGES:
            return asked
    wanted = os.environ.get("HALL_LANG", "")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def _say_faults(error: InputError, *, as_json: bool, lang: str) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"faults": messages.as_json(error.faults, lang)}, ensure_ascii=False) + "\n")
        return
    for fault in error.faults:
        say(messages.line(fault, lang))
    say(text("cli.faults.count", lang, count=len(error.faults)))


def _trouble(error: HallError, lang: str) -> str:
    if isinstance(error, IdentityError):
        return text("cli.identity", lang, detail=str(error), file=_keep_replay(error))
    if isinstance(error, RosterRefused):
        return text("cli.refused", lang, detail=str(error))
    return text("cli.resource", lang, detail=str(error))


def _keep_replay(error: IdentityError) -> str:
    """Write what repeats the broken run, and return the file's name."""
    name = f"hall-replay-{error.replay.get('replication', 0)}.json"
    content = {"identity": error.identity, "detail": error.detail, **error.replay}
    write_atomically(Path(name), json.dumps(content, ensure_ascii=False, indent=2).encode())
    return name


def _unexpected(error: Exception, *, as_json: bool, lang: str) -> int:
    if isinstance(error, CommandLineError):
        fault = messages.usage(error.format_message())
        _say_faults(fault, as_json=as_json, lang=lang)
        return InputError.exit_code
    if os.environ.get("HALL_DEBUG"):
        raise error
    say(text("cli.unexpected", lang, kind=type(error).__name__, detail=str(error)[:200]))
    say(text("cli.unexpected.hint", lang))
    return 1
