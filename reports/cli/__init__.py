"""The command `hall`: a thin shell over `reports.actions`."""

from __future__ import annotations


def main() -> None:
    """Run the command line and end the process with its exit code."""
    import sys

    try:
        from reports.cli.application import execute

        sys.exit(execute(sys.argv[1:]))
    except KeyboardInterrupt:  # before there was anybody to hear it
        sys.exit(130)
