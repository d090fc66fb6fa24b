"""The gallery: every chart of the package, made while the site is built by the code that stands beside it.

Charts of a forecast are asked from it, so a new one appears by itself; of the analyses, the code stands here. A chart that
the package has and nobody shows fails the build.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from pathlib import Path
from typing import Any

import simulate
from simulate.report.charts.finder import charts

SETTING_UP = """
import simulate as sim

city = sim.load_scenario("baseline").replace({"population.scale": 0.05, "language": "en"})
forecast = sim.run(city, draws=100)
""".strip()

ANALYSES = {
    "backtest": 'forecast.plot.beside()["backtest"]()',
    "comparison": """
dearer = sim.run(city.replace({"instruments.a09.3.award.amount": "100万元"}), draws=100)
sim.compare(forecast, dearer).plot()
""",
    "waterfall": """
from simulate.analysis.compare.compare import steps_between

steps_between(forecast, dearer).plot()
""",
    "appropriation": "sim.budget(forecast, year=2025, articles=[5, 9], risk=0.1).plot()",
    "tornado": """
from simulate.analysis.explain.explain import Effort

sim.explain(city, effort=Effort(readings=32, sobol=32, bar=32)).plot()
""",
    "frontier": """
sim.design(city, ["instruments.a09.3.award.amount=50万元:500万元"], "projects.2025 >= 60", draws=20).plot()
""",
    "actuals": """
from pathlib import Path

table = Path("actuals.csv")
table.write_text("instrument,year,count,cash\\na09.3,2023,12,\\na06.1,2024,21,3000万元\\n", encoding="utf-8")
sim.backtest(forecast, table).plot()
""",
    "predictive": """
fit = Path("calibration/fit_plan.yaml")
fit.write_text(fit.read_text(encoding="utf-8").replace("draws: 20000", "draws: 600"), encoding="utf-8")
fitted = sim.calibrate(fit, language="en", quiet=True)
fitted.plot()
""",
    "priors": "fitted.plot_parameters()",
}
"""Code by the name of its chart, in an order in which it can run: in a folder made by ``simulate init``."""

HEAD = """# Gallery

Every chart, made by the code beside it while this page was built: a twentieth of the city and few draws, so that it takes
seconds; the shapes are those of a real run, the numbers are not. `language: zh` in the scenario draws them in Chinese. `simulate run`
writes them all into `results/<scenario>/charts`.

The code runs in a folder made by `simulate init`, after this:

```python
{setting_up}
```
"""


def page(folder: Path) -> str:
    """The page; its charts are written into ``folder`` (made again only where code or package has changed)."""
    stamp, kept = folder / "made_from", folder / "page.txt"
    made_from = sources_hash()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == made_from:
        return kept.read_text(encoding="utf-8")
    text = _drawn(folder)
    kept.write_text(text, encoding="utf-8")
    stamp.write_text(made_from, encoding="utf-8")
    return text


def sources_hash() -> str:
    """Hash of the package and of this file."""
    package = Path(simulate.__file__).parent
    digest = hashlib.sha256()
    for path in [Path(__file__), *sorted(package.rglob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _drawn(folder: Path) -> str:
    from simulate.foundation.shipped import lay_out

    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as temporary, contextlib.chdir(lay_out_in(Path(temporary) / "demo", lay_out)):
        exec(SETTING_UP, names)
        codes = {name: f"forecast.plot.{name}()" for name in names["forecast"].plot.all()} | ANALYSES
        missing = set(charts()) - set(codes)
        if missing:
            raise ValueError(f"gallery: no code for the charts {', '.join(sorted(missing))}")
        sections = [_section(name, code.strip(), names, folder) for name, code in codes.items()]
    return HEAD.format(setting_up=SETTING_UP) + "\n" + "\n".join(sections)


def lay_out_in(folder: Path, lay_out: Any) -> Path:
    """A folder with what ships."""
    lay_out(folder)
    return folder


def _section(name: str, code: str, names: dict[str, Any], folder: Path) -> str:
    import matplotlib.pyplot as plt

    from simulate.report.base.style import save

    before, _, last = code.rpartition("\n")
    exec(before, names)
    axes = eval(last, names)
    save(axes, folder / f"{name}.png")
    title = axes.get_title(loc="left").replace(r"\$", "$").replace("\n", " ")
    plt.close(axes.figure)
    image = f"```{{image}} charts/{name}.png\n:class: chart\n:alt: {title}\n```"
    return f"## {name}\n\n{title}\n\n```python\n{code}\n```\n\n{image}\n"
