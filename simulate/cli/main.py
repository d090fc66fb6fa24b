"""The command line: one file a group of commands, one place for exit codes.

Exit codes: 0 done, 1 a defect of ours, 2 the user's input, 3 the machine or cluster refused, 4 ``verify`` found a difference,
130 interrupted and resumable.  Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys

import typer

from simulate.errors import SimulateError

COMMANDS = (
    "check",
    "plan",
    "schema",
    "run",
    "compare",
    "explain",
    "budget",
    "design",
    "replay",
    "verify",
    "report",
    "calibrate",
    "backtest",
)
"""Commands in the order of the help; each stands in the module of its name and registers itself."""

INTERRUPTED = 130


def application() -> typer.Typer:
    """The application with every command."""
    app = typer.Typer(
        name="simulate", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        help="Forecast what a city's digital-economy plan costs and changes.",
    )  # fmt: skip
    for name in COMMANDS:
        if importlib.util.find_spec(f"simulate.cli.{name}") is not None:
            importlib.import_module(f"simulate.cli.{name}").register(app)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit code; a user's mistake never shows a traceback."""
    try:
        application()(arguments, standalone_mode=True)
    except SimulateError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        print("interrupted; run the same command again to go on where it stopped", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
