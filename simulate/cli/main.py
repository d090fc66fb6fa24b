"""The command line: one file a command, found by its name; one place for exit codes.

Exit codes: 0 done, 1 a defect of ours, 2 the user's input, 3 the machine or cluster refused, 4 ``verify`` found a
difference, 130 interrupted and resumable.  Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from simulate.cli.helping import with_help
from simulate.cli.streams import readable
from simulate.foundation.errors import InputError, MachineError, SimulateError
from simulate.language.choice import chosen, speak, tell

ROOMS = ("running", "asking")
ORDER = (
    "init", "check", "plan", "schema", "run", "compare", "explain", "budget", "design", "replay", "verify", "report",
    "calibrate", "backtest", "panel", "outside",
)  # fmt: skip
"""Commands in the order of the help; what is not named comes after them."""


def command_modules() -> dict[str, str]:
    """Every command with its module: it stands in a file of its name, in one of the rooms, and registers itself there."""
    here = Path(__file__).parent
    found = {one.name: f"simulate.cli.{room}.{one.name}" for room in ROOMS for one in iter_modules([str(here / room)])}
    return dict(sorted(found.items(), key=lambda one: (*ORDER, one[0]).index(one[0])))


COMMANDS = command_modules()

DEFECT, INTERRUPTED = 1, 130


class Helped:
    """A command whose ``--help`` is described in the language of messages."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option that shows the help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = tell("cli.help.any.help")
        return option


class Commands(Helped, TyperGroup):
    """The commands; an interrupted one leaves with its own exit code, where Typer would say 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            leave_interrupted()


class Once(Helped, TyperCommand):
    """A command that refuses an option given twice where only the last would count."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; an option that came twice is refused, since only the last would count."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        for option in order:
            if (
                isinstance(option, TyperOption)
                and not (option.multiple or option.is_flag or option.count)
                and order.count(option) > 1
            ):
                raise InputError(tell("cli.main.once", option=option.opts[0], times=order.count(option)))
        return super().parse_args(ctx, args)


def application() -> typer.Typer:
    """The command line, with every command of ``COMMANDS`` registered."""
    app = typer.Typer(
        name="simulate",
        cls=Commands,
        context_settings={"max_content_width": 100},
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    for module in COMMANDS.values():
        importlib.import_module(module).register(app)
    for one in app.registered_commands:
        one.cls = Once
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"simulate {version('simulate')}")
        raise typer.Exit


def _options(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
) -> None:
    """Forecast what a city's digital-economy plan costs and changes."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command (of ``sys.argv`` by default) and leave with its exit code.

    A user's mistake is a message on standard error, never a traceback; only a defect of ours shows one.
    """
    try:
        speak(chosen(sys.argv[1:] if arguments is None else arguments))
        with terminated_like_interrupted(), readable():
            with_help(typer.main.get_command(application()), "simulate").main(arguments, prog_name="simulate")
    except SimulateError as error:
        _leave(str(error), error.exit_code)
    except KeyboardInterrupt:
        _leave(tell("cli.main.interrupted"), INTERRUPTED)
    except OSError as error:
        _leave(str(error), MachineError.exit_code)
    except Exception:
        with readable():
            traceback.print_exc()
        _leave(tell("cli.main.defect"), DEFECT)


@contextlib.contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """A request to end (SIGTERM) is met like Ctrl-C: temporary files go, finished draws stay, a message says so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def leave_interrupted() -> None:
    """Leave with the exit code of an interruption: threads get a second, and are left if they compute or compile."""
    deadline = time.monotonic() + 1.0
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                for stream in (sys.stdout, sys.stderr):
                    stream.flush()
                os._exit(INTERRUPTED)
    raise SystemExit(INTERRUPTED)


def _leave(message: str, code: int) -> None:
    with readable():
        typer.echo(message, err=True)
    raise SystemExit(code) from None
