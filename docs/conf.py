"""How the site is built: ``sphinx-build -W --keep-going -b html docs docs/_build/html``; no network is needed."""

import os
import sys
from importlib.metadata import version as installed
from pathlib import Path

os.environ["MPLBACKEND"] = "Agg"
sys.path.insert(0, str(Path(__file__).parent))

project = "simulate"
author = "The simulate developers"
project_copyright = author
release = version = installed("simulate")

extensions = ["myst_parser", "sphinx.ext.autodoc", "machinery"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
language = "en"

myst_enable_extensions = ["deflist", "colon_fence", "attrs_block"]
myst_heading_anchors = 3

# The names of the facade are loaded when they are asked for, so autodoc imports them one by one.
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"

html_theme = "furo"
html_title = f"simulate {release}"
html_static_path = ["_static"]
html_css_files = ["site.css", "fonts.css"]
html_js_files = ["fonts.js"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
pygments_style = "friendly"
