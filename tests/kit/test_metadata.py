"""The project says one thing of itself wherever it says it."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

from ruamel.yaml import YAML

from tests.cli.command import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_version_is_that_of_pyproject_everywhere():
    cited = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert PROJECT["version"] == cited["version"] == version("simulate")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", changes, re.MULTILINE)[0] == "Unreleased"
    assert re.findall(r"^## (\d\S*)", changes, re.MULTILINE)[0] == PROJECT["version"]


def test_authors_licence_and_keywords_are_the_same_in_both_files():
    cited = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert [one["name"] for one in cited["authors"]] == [one["name"] for one in PROJECT["authors"]]
    assert (cited["license"], cited["keywords"]) == (PROJECT["license"], PROJECT["keywords"])


def test_files_that_contributing_names_are_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:simulate|tests|docs|calibration|scenarios|\.ci)/[\w./]*)`", text))
    assert len(named) > 20
    for path in named - {"docs/_build/html"}:
        assert (ROOT / path).exists(), path


def test_hooks_need_no_network():
    hooks = YAML(typ="safe").load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [one["repo"] for one in hooks] == ["local"]
    assert [one["language"] for one in hooks[0]["hooks"]] == ["system", "system"]
