"""The commands and their options; how each ends: its exit code, and what is said on which stream."""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from reports.actions.options import MAX_REPLICATIONS, Checker
from reports.actions.outcome import Interrupted
from reports.cli import messages
from sim.engines import ENGINES
from sim.errors import HallError, IdentityError, InputError, ResourceError, RosterRefused
from sim.files import write_atomically
from sim.progress import Watch
from sim.words import LANGUAGES, text

app = typer.Typer(
    name="hall",
    help="Simulate a public service hall, find a better plan for its officers, compare and report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


show = typer.Typer(rich_markup_mode=None)
app.add_typer(show, name="show", help="Show the steps of an item or the cases of a project.")


CommandLineError: type[Any] = typer.BadParameter.__mro__[1]
"""What typer raises for a command line that it cannot read; it does not export the class itself."""


class Result(Protocol):
    """What an action returns."""

    def json(self) -> dict[str, Any]:
        """Return the `--json` object."""


Act = Callable[[Watch], Result]
Show = Callable[[Any, str], None]

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A folder, a TOML file, or the name of a shipped scenario.")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Override a setting of scenario.toml (dotted key)."),
]
Days = Annotated[
    str | None,
    typer.Option("--days", metavar="N", help="Open days simulated; the scenario's horizon if not given."),
]
Seed = Annotated[
    str | None,
    typer.Option("--seed", metavar="S", help="Seed of all random numbers; the scenario's if not given."),
]
Workers = Annotated[
    str | None, typer.Option("--workers", metavar="N", help="Processes; as many as processors if not given.")
]
Most = Annotated[str, typer.Option("--max-replications", metavar="R", help="Refuse more replications than this.")]
Json = Annotated[bool, typer.Option("--json", help="Standard output is one JSON object and nothing else.")]
Lang = Annotated[str, typer.Option("--lang", metavar="en|zh", envvar="HALL_LANG", help="Language of what people read.")]
OfScenario = Annotated[
    str,
    typer.Option(
        "--scenario", metavar="NAME_OR_PATH", help="A folder, a TOML file, or the name of a shipped scenario."
    ),
]
Figure = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Draw the graph into this file, .png or .svg."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for the results, written whole or not at all."),
]


@app.command()
def check(
    scenario: ScenarioName, settings: Set = None, days: Days = None, as_json: Json = False, lang: Lang = "en"
) -> None:
    """Validate a scenario; offered load against capacity per queue."""
    checker = Checker()
    count = checker.days(days)
    _language(checker, lang)

    def act(_: Watch) -> Result:
        from reports.actions.check import check as action

        return action(scenario, settings or (), count)

    _carry_out(checker, act, "check", as_json, lang)


@app.command()
def run(
    scenario: ScenarioName,
    *,
    settings: Set = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="DIR", help="A plan's folder; today's plan if not given.")
    ] = None,
    days: Days = None,
    replications: Annotated[str, typer.Option("--replications", metavar="R")] = "10",
    max_replications: Most = str(MAX_REPLICATIONS),
    seed: Seed = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="compiled|simpy",
            help="Both give the same results; the compiled one, taken where Numba is installed, a good deal sooner.",
        ),
    ] = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Simulate a plan; measures with 95 % intervals."""
    checker = Checker()
    options: dict[str, Any] = {
        "plan": plan,
        "days": checker.days(days),
        "replications": checker.replications(replications, max_replications),
        "seed": checker.seed(seed),
        "engine": engine,
        "workers": checker.whole("--workers", workers, high=256),
        "out": out,
    }
    checker.one_of("--engine", engine or ENGINES[0], ENGINES)
    _language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions.run import run as action

        return action(scenario, settings=settings or (), watch=watch, **options)

    _carry_out(checker, act, "run", as_json, lang)


@app.command()
def optimise(
    scenario: ScenarioName,
    *,
    settings: Set = None,
    days: Days = None,
    time_limit: Annotated[str, typer.Option("--time-limit", metavar="SECONDS", help="For the search.")] = "60",
    seed: Seed = None,
    replications: Annotated[
        str, typer.Option("--replications", metavar="R", help="For each plan, on fresh demand.")
    ] = "12",
    max_replications: Most = str(MAX_REPLICATIONS),
    reproducible: Annotated[bool, typer.Option("--reproducible", help="The same plan every time.")] = False,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Find a better plan with the same officers; before and after on fresh demand."""
    checker = Checker()
    options: dict[str, Any] = {
        "days": checker.days(days),
        "time_limit": checker.seconds("--time-limit", time_limit),
        "seed": checker.seed(seed),
        "replications": checker.replications(replications, max_replications),
        "workers": checker.whole("--workers", workers, high=256),
        "reproducible": reproducible,
        "out": out,
        "lang": lang,
    }
    _language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions.optimise import optimise as action

        return action(scenario, settings=settings or (), watch=watch, **options)

    _carry_out(checker, act, "optimise", as_json, lang)


@app.command()
def compare(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="A B …", help="Scenarios, each perhaps with a plan: huaian@DIR.")
    ],
    *,
    settings: Set = None,
    days: Days = None,
    replications: Annotated[str, typer.Option("--replications", metavar="R")] = "10",
    max_replications: Most = str(MAX_REPLICATIONS),
    seed: Seed = None,
    by: Annotated[str, typer.Option("--by", metavar="MEASURE", help="The measure that decides.")] = "wait_minutes",
    workers: Workers = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Compare scenarios or plans in pairs: which is best, and with what confidence."""
    checker = Checker()
    options: dict[str, Any] = {
        "days": checker.days(days),
        "replications": checker.replications(replications, max_replications),
        "seed": checker.seed(seed),
        "workers": checker.whole("--workers", workers, high=256),
        "by": by,
        "lang": lang,
    }
    _language(checker, lang)

    def act(watch: Watch) -> Result:
        from reports.actions.compare import compare as action

        return action(scenarios, settings=settings or (), watch=watch, **options)

    _carry_out(checker, act, "compare", as_json, lang)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="A folder written by `run --out` or `optimise --out`.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="The HTML file; the workbook stands beside it."),
    ] = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Write the HTML report and the roster workbook of a run."""
    checker = Checker()
    _language(checker, lang)

    def act(_: Watch) -> Result:
        from reports.actions.report import report as action

        return action(folder, out, lang)

    _carry_out(checker, act, "report", as_json, lang)


@show.command("item")
def show_item(
    item: Annotated[str, typer.Argument(metavar="ID", help="The id of an item, as in the table items.")],
    scenario: OfScenario = "huaian",
    out: Figure = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Show the steps of an item: in order, and as a graph with --out."""
    _show("show_item", item, scenario, out, as_json=as_json, lang=lang)


@show.command("project")
def show_project(
    project: Annotated[str, typer.Argument(metavar="ID", help="The id of a project, as in the table projects.")],
    scenario: OfScenario = "huaian",
    out: Figure = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Show the cases of a project: in order, and as a graph with --out."""
    _show("show_project", project, scenario, out, as_json=as_json, lang=lang)


def _show(action: str, name: str, scenario: str, out: Path | None, *, as_json: bool, lang: str) -> None:
    from reports.actions import show as actions

    checker = Checker()
    file = actions.figure_file(checker, out)
    _language(checker, lang)

    def act(_: Watch) -> Result:
        result: Result = getattr(actions, action)(name, scenario, file, lang)
        return result

    _carry_out(checker, act, "chart", as_json, lang)


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
        _say(text("cli.interrupted", lang, kept=text("cli.kept.nothing", lang)))
        return Interrupted.exit_code
    except HallError as error:
        _say(_trouble(error, lang))
        return error.exit_code
    except (OSError, MemoryError) as error:
        _say(text("cli.resource", lang, detail=str(error) or type(error).__name__))
        return ResourceError.exit_code
    except Exception as error:  # noqa: BLE001 -- nobody should ever see a traceback
        return _unexpected(error, as_json=as_json, lang=lang)
    return code if isinstance(code, int) else 0  # without its standalone mode, typer returns an exit's code


def _carry_out(checker: Checker, act: Act, command: str, as_json: bool, lang: str) -> None:
    """Check the options, act under a bar, and show the result; an interrupted one as far as it came."""
    from reports.cli import shows
    from reports.cli.bar import Bar

    checker.done()
    warnings.filterwarnings(
        "ignore", message=".*tasks which were still being processed", category=UserWarning
    )  # joblib, on Ctrl-C
    print_it: Show = getattr(shows, command)
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
        print_it(result, lang)
    if stop is not None:
        _say(text("cli.interrupted", lang, kept=_kept(stop, lang)))
        raise typer.Exit(Interrupted.exit_code)


def _kept(stop: Interrupted, lang: str) -> str:
    if stop.folder is not None:
        return text("cli.kept.folder", lang, folder=stop.folder)
    if stop.result is not None:
        return text("cli.kept.shown", lang, count=stop.result.json()["replications"])
    return text("cli.kept.nothing", lang)


def _language(checker: Checker, lang: str) -> None:
    checker.one_of("--lang", lang, LANGUAGES)


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
        _say(messages.line(fault, lang))
    _say(text("cli.faults.count", lang, count=len(error.faults)))


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
    _say(text("cli.unexpected", lang, kind=type(error).__name__, detail=str(error)[:200]))
    _say(text("cli.unexpected.hint", lang))
    return 1


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
