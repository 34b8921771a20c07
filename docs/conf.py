"""Sphinx: French pages for those who use veille, English ones for those who change it."""

import re
import tomllib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

project = "veille"
author = "The veille developers"
copyright = author
PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
release = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["version"]
language = "fr"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "veille"
html_static_path: list[str] = []
html_theme_options = {"source_edit_link": "", "source_view_link": ""}

ENGLISH = {"architecture", "corpus", "facts", "figures", "territories", "testing"}


def keep_punctuation_close(app: Sphinx, document: nodes.document) -> None:
    """Put no-break spaces where French wants them, so that the sources stay easy to type: before : ; ! ? », after «."""
    if app.env.docname in ENGLISH:
        return
    for text in list(document.findall(nodes.Text)):
        if not isinstance(text.parent, nodes.literal | nodes.literal_block | nodes.FixedTextElement):
            text.parent.replace(text, nodes.Text(re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", text.astext())))


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", keep_punctuation_close)
