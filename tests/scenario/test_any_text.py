"""Whatever stands in a scenario or plan file, the answer is a scenario, a plan, or problems at their places: never a traceback."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.foundation.errors import SimulateError
from simulate.plan.files.load import load_plan
from simulate.scenario.resolve import load_scenario

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
PLAN_FILES = sorted((ROOT / "simulate" / "plan" / "qingdao_2023").glob("*.yaml"))
PIECES = (
    ":", "：", "{", "}", "[", "]", "-", "- ", "\t", "\n", "  ", "''", '"', "#", "&a", "*a", "!!python/object:os.system", "null", "~",
    "NO", "true", "1e400", ".nan", "-1", "2023-02-30", "50", "50万元", "150%", "{beta: {mean: 2, n: 1}}", "{choice: {}}",
    "{by_year: {}}", "{triangular: [3, 2, 1]}", "?", "|", ">", "\u3000", "\u2028", "\ufeff", "\x07", "é" * 40, "format: 1", "a09.3", "[[]]",
    "{1: 2}", "<<: {}", "0x1F", "1_000", "..", "later", "sampled",
)  # fmt: skip


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[float, int, str]]:
    """A few places (as shares of the text), how many characters are cut there, and what is put in their stead."""
    one = st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES) | st.text(max_size=6))
    return draw(st.lists(one, min_size=1, max_size=4))


def edited(text: str, changes: list[tuple[float, int, str]]) -> str:
    for place, cut, piece in changes:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + cut :]
    return text


@given(name=st.sampled_from(SCENARIOS), changes=edits())
@settings(max_examples=100)
def test_a_scenario_is_read_or_refused(tmp_path_factory, name: Path, changes: list[tuple[float, int, str]]) -> None:
    folder = tmp_path_factory.mktemp("scenario")
    for path in (*SCENARIOS, *(ROOT / "scenarios").glob("*.csv")):
        shutil.copy(path, folder / path.name)
    path = folder / name.name
    path.write_text(edited(path.read_text(encoding="utf-8"), changes), encoding="utf-8", errors="surrogatepass")
    with contextlib.suppress(SimulateError):
        load_scenario(path)


@given(name=st.sampled_from(PLAN_FILES), changes=edits())
@settings(max_examples=15)
def test_a_plan_is_read_or_refused(tmp_path_factory, name: Path, changes: list[tuple[float, int, str]]) -> None:
    folder = tmp_path_factory.mktemp("plan") / "city"
    shutil.copytree(name.parent, folder)
    path = folder / name.name
    path.write_text(edited(path.read_text(encoding="utf-8"), changes), encoding="utf-8", errors="surrogatepass")
    with contextlib.suppress(SimulateError):
        load_plan(folder)
