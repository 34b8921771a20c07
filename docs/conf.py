"""Sphinx: French pages for those who use veille, English ones for those who change it."""

import tomllib
from pathlib import Path

project = "veille"
author = "The veille developers"
copyright = author  # noqa: A001 - Sphinx asks for this name
release = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
language = "fr"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "veille"
html_static_path: list[str] = []
html_theme_options = {"source_edit_link": "", "source_view_link": ""}
