"""Nothing that cannot be seen reaches a terminal, and one of few characters stops no command, in either language."""

from __future__ import annotations

import io
import os
import sys

import pytest

from simulate.cli.main import main
from simulate.foundation.characters import UNSEEN
from simulate.foundation.progress import progress, waiting
from simulate.foundation.screen import console
from tests.cli.command import BASELINE, simulate, start

EVIL = "\x1b[31mred\x9b1m\u202eback\x07\u2066"


def in_encoding(encoding: str, *arguments: object) -> tuple[int, bytes, bytes]:
    """Exit code and bytes of a command on streams that stop at what they cannot encode."""
    out, err = io.BytesIO(), io.BytesIO()
    code = 0
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in (("stdout", out), ("stderr", err)):
            patch.setattr(sys, name, io.TextIOWrapper(stream, encoding=encoding, errors="strict", write_through=True))
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        assert (sys.stdout.errors, sys.stderr.errors) == ("strict", "strict")
        return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize(("encoding", "lang"), [("ascii", "zh"), ("cp1252", "en")])
def test_a_terminal_of_few_characters_stops_no_command(small_run, tmp_path, encoding: str, lang: str) -> None:
    folder = small_run[0]
    wrong = tmp_path / "错.yaml"
    wrong.write_text("format: 1\ntitle: {zh: 甲, en: A}\nplan: 青岛\n", encoding="utf-8")
    for code, arguments in (
        (0, ("plan", "a05.1", "--lang", lang)),
        (0, ("budget", folder, "--year", 2024, "--lang", lang)),
        (0, ("replay", folder, "--draw", 0, "--lang", lang)),
        (0, ("check", BASELINE)),
        (2, ("check", wrong)),
        (2, ("plan", "没有")),
        (2, ("没有",)),
    ):
        found, out, err = in_encoding(encoding, *arguments)
        assert found == code, (arguments, err)
        assert b"Traceback" not in err
        assert out or err


@pytest.mark.parametrize(
    "variables", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}]
)
def test_the_terminal_of_another_process_is_no_different(variables: dict[str, str]) -> None:
    process = start("plan", "--lang", "zh", env={**os.environ, **variables})
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "a09.3" in out


COMMANDS = (
    ("check", f"{EVIL}.yaml"),
    ("plan", EVIL),
    ("plan", "--plan", EVIL),
    ("run", BASELINE, "--set", f"title.zh={EVIL}"),
    ("run", BASELINE, "--set", EVIL),
    ("run", BASELINE, "--out", EVIL, "--cluster", EVIL),
    ("budget", EVIL, "--year", "2024"),
    ("budget", ".", "--year", EVIL),
    ("budget", ".", "--year", "2024", "--articles", EVIL),
    ("replay", EVIL, "--draw", "0"),
    ("explain", EVIL),
    ("design", BASELINE, "--lever", EVIL, "--target", EVIL),
    ("backtest", f"{EVIL}.yaml"),
    ("calibrate", f"{EVIL}.yaml"),
    (EVIL,),
    (f"--{EVIL}",),
)


@pytest.mark.parametrize(
    "arguments", COMMANDS, ids=lambda words: f"{words[0]}-{len(words)}"[:20].encode("unicode_escape").decode()
)
def test_what_was_written_is_told_without_what_cannot_be_seen(
    arguments: tuple[str, ...], tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = simulate(*arguments)
    assert found.code == 2, found.err
    assert not UNSEEN.search(found.out + found.err)


def test_a_file_name_is_shown_with_its_escapes(tmp_path) -> None:
    path = tmp_path / f"a{EVIL}.yaml"
    path.write_text("format: 1\ntitle: {zh: 甲, en: A}\nplan: qingdao_2023\n", encoding="utf-8")
    found = simulate("check", path)
    assert found.code == 0
    assert r"red\x9b1m\u202eback\x07\u2066.yaml" in found.out
    assert not UNSEEN.search(found.out)


@pytest.mark.parametrize("key", ["zh", "en"])
def test_titles_of_scenarios_and_plans_hold_nothing_unseen(tmp_path, key: str) -> None:
    other = {"zh": "en", "en": "zh"}[key]
    path = tmp_path / "s.yaml"
    for title in (EVIL, r'"a\u202e"'):
        path.write_text(f"format: 1\ntitle: {{{other}: 'A', {key}: {title}}}\nplan: qingdao_2023\n", encoding="utf-8")
        found = simulate("check", path)
        assert found.code == 2
        assert f"{path}:2:" in found.err
        assert "invisible character" in found.err
        assert not UNSEEN.search(found.err)


def test_progress_and_tables_show_escapes(monkeypatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    with waiting(f"[/b] {EVIL}"):
        pass
    monkeypatch.setattr("simulate.foundation.progress.watched", lambda: True)
    with progress(1, f"[/b] {EVIL}"):
        pass
    console(40, file=out).print(f"[/b] {EVIL}")
    assert out.getvalue().count("[/b] ") == 3
    assert not UNSEEN.search(out.getvalue())


@pytest.mark.parametrize("year", ["٢٠٢٤", "²", "2_024", "02024", "1e3", "+2024"])
def test_a_year_in_other_digits_is_no_year(year: str) -> None:
    found = simulate("budget", ".", "--year", year)
    assert found.code == 2
    assert "--year" in found.err
