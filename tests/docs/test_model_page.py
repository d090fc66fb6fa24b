"""The model's documentation is what the declarations say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from simulate.behaviour.parameters import DECLARATIONS

PAGE = Path("docs/model.md")
ELEMENTS = (
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialisation",
    "Input data",
    "Submodels",
)

TRACE = (
    "Problem formulation",
    "Model description",
    "Data evaluation",
    "Conceptual model evaluation",
    "Implementation verification",
    "Model output verification",
    "Model analysis",
    "Model output corroboration",
)


def test_the_page_is_written_again_without_difference() -> None:
    code = (
        "import sys; from simulate.report.model_page import model_page; sys.stdout.buffer.write(model_page().encode())"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.decode()
    assert made == PAGE.read_text(encoding="utf-8"), "run: python -m simulate.report.model_page"


def test_the_seven_elements_stand_in_order() -> None:
    found = re.findall(r"^## \d\. (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert tuple(found) == ELEMENTS


def test_every_parameter_has_a_source_or_says_assumed() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for one in DECLARATIONS:
        line = next(line for line in text.splitlines() if line.startswith(f"| `{one.name}` |"))
        source = line.split(" | ")[5]
        assert re.search(r"assumed|\): \S", source), line


def test_the_eight_elements_of_trace_stand_in_order() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## TRACE")[2]
    assert tuple(re.findall(r"^\*\*\d\. (.+?)\.\*\*", text, re.MULTILINE)) == TRACE


def test_the_page_says_what_the_model_cannot_say() -> None:
    assert "### What the model cannot say" in PAGE.read_text(encoding="utf-8")
    assert "{{" not in PAGE.read_text(encoding="utf-8")
