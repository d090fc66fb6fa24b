"""One draw in a browser: ``pip install -c constraints.txt -e '.[dashboard]'``, then ``solara run notebooks/dashboard.py``."""

from __future__ import annotations

from pathlib import Path

from simulate.report.dashboard import dashboard

page = dashboard(Path(__file__).resolve().parents[1] / "scenarios" / "baseline.yaml")
