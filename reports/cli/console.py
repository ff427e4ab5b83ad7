"""The console and the tables of all commands."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table


def new_table(title: str) -> Table:
    """Return an empty table with a title."""
    return Table(title=escape(title), title_justify="left", box=box.SIMPLE_HEAD, title_style="bold", pad_edge=False)


def new_console(width: int = 160) -> Console:
    """Return a console on standard output; without a terminal as wide as the tables need."""
    console = Console()
    return console if console.is_terminal else Console(width=width)
