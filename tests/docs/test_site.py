"""The site follows the package: every key, chart and name stands in it, and its commands exist. CI builds it whole."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import simulate
from simulate.cli.main import COMMANDS, application
from simulate.plan.files.json_schema import plan_schema
from simulate.plan.files.load import load_plan
from simulate.scenario.files.json_schema import scenario_schema
from tests.cli.command import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
RUN = re.compile(r"^```\{run\}$(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def machinery():
    """The pages that the package writes."""
    sys.path.insert(0, str(DOCS))
    try:
        from machinery import gallery, interface, keys
    finally:
        sys.path.remove(str(DOCS))
    return {"gallery": gallery, "interface": interface, "keys": keys}


@pytest.fixture(scope="module", autouse=True)
def _needs_sphinx():
    pytest.importorskip("sphinx")


def commands() -> list[tuple[str, str]]:
    found = []
    for path in PAGES:
        for block in RUN.findall(path.read_text(encoding="utf-8")):
            lines = [line.strip() for line in block.splitlines() if line.strip() and not line.startswith(":")]
            found += [(path.stem, line) for line in lines]
    return found


@pytest.mark.parametrize(("page", "line"), commands())
def test_every_command_of_the_pages_is_one_that_exists(page, line):
    """Parsed, not run: names of commands and options, numbers, choices."""
    program = typer.main.get_command(application())
    name, *words = shlex.split(line)
    assert name == "simulate" and words[0] in COMMANDS
    program.commands[words[0]].make_context(words[0], words[1:])  # type: ignore[attr-defined]


def test_twelve_questions_have_twelve_answers():
    text = (DOCS / "cookbook.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert [part.split(".")[0] for part in parts] == [str(number) for number in range(1, 13)]
    assert all("```{run}" in part for part in parts)


def test_every_key_of_a_scenario_stands_in_its_reference_in_both_languages(machinery):
    page = machinery["keys"].scenario_page()
    schema = scenario_schema(load_plan("qingdao_2023"))
    for key, one in schema["properties"].items():
        zh, _, en = one["description"].partition(" / ")
        row = next(line for line in page.splitlines() if line.startswith(f"| `{key}`"))
        assert f"| {en} | {zh} |" in row
    for part in ("behaviour", "readings", "instruments"):
        options = schema["properties"][part]
        inner = options.get("properties") or options["anyOf"][1]["properties"]
        assert all(f"| `{key}`" in page for key in inner)
    assert all(f"| `{path}`" in page for path in schema["$defs"]["patch"]["properties"])


def test_every_key_of_a_plan_stands_in_its_reference(machinery):
    page = machinery["keys"].plan_page()
    for name, one in plan_schema()["$defs"].items():
        for key in one.get("properties", {}):
            section = page.partition(f"(key-{name.lower()})=")[2].partition("\n(key-")[0]
            assert f"| `{key}`" in section, f"{name}.{key}"


def test_links_of_the_references_lead_to_sections(machinery):
    plan, scenario = machinery["keys"].plan_page(), machinery["keys"].scenario_page()
    for target in re.findall(r"\]\(#(key-\w+)\)", plan) + re.findall(r"\]\(plan_keys\.md#(key-\w+)\)", scenario):
        assert f"({target})=" in plan


def test_every_name_of_the_facade_and_every_kind_of_result_is_documented(machinery):
    page = machinery["interface"].page()
    for name in simulate.__all__:
        home = getattr(simulate, name)
        assert f":: simulate.{name}\n" in page or f":: {home.__module__}.{home.__qualname__}\n" in page
    assert ":: simulate.analysis.explain.explain.Explanation\n" in page


def test_every_chart_has_code_or_is_asked_from_the_forecast(machinery):
    from simulate.report.charts.plots import ForecastPlots

    gallery = machinery["gallery"]
    assert set(gallery.charts()) - set(gallery.ANALYSES) <= set(vars(ForecastPlots))
    assert "fan" in gallery.charts()
    for name, code in gallery.ANALYSES.items():
        compile(code, name, "exec")


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, DOCS / "check_site.py", folder], capture_output=True, text=True, check=False)


def test_the_check_of_a_site_finds_what_is_missing_and_what_comes_from_elsewhere(tmp_path):
    (tmp_path / "a.html").write_text(
        '<a href="b.html#here">b</a><img src="x.png"><a href="https://x.org">x</a>', encoding="utf-8"
    )
    (tmp_path / "b.html").write_text('<p id="here"></p><script src="https://x.org/a.js"></script>', encoding="utf-8")
    (tmp_path / "s.css").write_text(
        "p { background: url(https://x.org/b.png) } q { background: url(data:x) }", encoding="utf-8"
    )
    found = checked(tmp_path)
    assert found.returncode == 1
    assert found.stdout.splitlines() == [
        "a.html: x.png leads to nothing",
        "b.html: loads https://x.org/a.js from elsewhere",
        "s.css: loads https://x.org/b.png from elsewhere",
        "2 pages, 3 problems",
    ]
    (tmp_path / "a.html").write_text('<a href="b.html#there">b</a>', encoding="utf-8")
    assert "a.html: b.html#there leads to no such place" in checked(tmp_path).stdout
