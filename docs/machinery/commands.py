"""Commands and files of the pages: run and written while the site is built, so that none of them can rot.

Every page works in a folder of its own, laid out by ``simulate init``. ``{run}`` runs each of its lines and shows what it
prints; ``{run} python`` runs a piece of Python; ``{file} PATH`` writes a file and shows it. What fails is a warning, and a
warning fails the build.
"""

from __future__ import annotations

import contextlib
import io
import shlex
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)


class Workplace:
    """The folder of each page, and the names that its Python has."""

    def __init__(self) -> None:
        self.root = tempfile.TemporaryDirectory(prefix="simulate-docs-")
        self.names: dict[str, dict[str, Any]] = {}

    def folder(self, page: str) -> Path:
        """The folder of a page; laid out when it is first asked for."""
        from simulate.foundation.shipped import lay_out

        folder = Path(self.root.name) / page.replace("/", "-")
        if not folder.exists():
            lay_out(folder)
        return folder


WORKPLACE = Workplace()


def answer(folder: Path, command: str) -> tuple[int, str]:
    """Exit code and all that a command prints, in ``folder``."""
    from simulate.cli.main import main

    words = shlex.split(command, comments=True)
    if words[0] != "simulate":
        return 2, f"only simulate is run here, not {words[0]}"
    printed, code = io.StringIO(), 0
    with contextlib.chdir(folder), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            main(words[1:])
        except SystemExit as end:
            code = int(end.code or 0)
    return code, printed.getvalue().rstrip()


class Run(SphinxDirective):
    """``{run}``; ``:lines:`` shows so many lines of what is printed, ``:code:`` is the exit code that is expected."""

    has_content = True
    optional_arguments = 1
    option_spec: ClassVar = {"lines": directives.nonnegative_int, "code": directives.nonnegative_int}

    def run(self) -> list[nodes.Node]:
        """Run, and show."""
        folder = WORKPLACE.folder(self.env.docname)
        if self.arguments == ["python"]:
            return self._python(folder)
        shown = []
        for command in filter(None, map(str.strip, self.content)):
            code, printed = answer(folder, command)
            if code != self.options.get("code", 0):
                logger.warning("%s: exit code %s\n%s", command, code, printed, location=self.get_location())
            shown.append(f"$ {command}\n{shortened(printed, self.options.get('lines'))}".rstrip())
        return [literal("\n\n".join(shown), "text")]

    def _python(self, folder: Path) -> list[nodes.Node]:
        code, printed = "\n".join(self.content), io.StringIO()
        try:
            with contextlib.chdir(folder), contextlib.redirect_stdout(printed):
                exec(code, WORKPLACE.names.setdefault(self.env.docname, {}))
        except Exception as error:
            logger.warning("%s: %s", type(error).__name__, error, location=self.get_location())
        said = printed.getvalue().rstrip()
        return [literal(code, "python"), *([literal(said, "text")] if said else [])]


class File(SphinxDirective):
    """``{file} PATH``: write the content into the page's folder, and show it."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write, and show."""
        text = "\n".join(self.content) + "\n"
        (WORKPLACE.folder(self.env.docname) / self.arguments[0]).write_text(text, encoding="utf-8")
        kind = {"yaml": "yaml", "csv": "text"}[self.arguments[0].rpartition(".")[2]]
        name = nodes.paragraph("", "", nodes.literal(text=self.arguments[0]), nodes.Text(":"))
        return [name, literal(text.rstrip(), kind)]


def literal(text: str, language: str) -> nodes.literal_block:
    """A block of code."""
    return nodes.literal_block(text, text, language=language)


def shortened(text: str, lines: int | None) -> str:
    """The first lines, and a mark where there are more."""
    every = text.splitlines()
    return text if lines is None or len(every) <= lines else "\n".join([*every[:lines], "..."])


def setup(app: Any) -> None:
    """Add the directives."""
    app.add_directive("run", Run)
    app.add_directive("file", File)
