"""How many accessibility faults does axe find, on our pages and on stock Datasette's of the same file?

    python -m bench.looks FOLDER        prints JSON: {"site": {page: [kinds of fault, places]}, "stock Datasette": {…}}

FOLDER holds a veille.db. Needs Chromium. Rules: WCAG 2.0 to 2.2 A and AA, and the RGAA 4 criteria that axe knows.
"""

import json
import sys
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from bench.site import BIN, free_port, server
from tests.support.livesite import chromium

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4"]
OURS = ("/", "/recherche?q=emploi", "/article/1", "/veille", "/veille/articles", "/veille/articles/1")
STOCK = ("/", "/veille", "/veille/articles?_facet=genre", "/veille/articles/1", "/veille?sql=select+1")


def faults(url: str, paths: tuple[str, ...]) -> dict[str, list[int]]:
    """Return for each page how many rules it breaks, and in how many places."""
    found = {}
    with chromium() as browser:
        tab = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR").new_page()
        for path in paths:
            tab.goto(url + path)
            broken = Axe().run(tab, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
            found[path] = [len(broken), sum(len(rule["nodes"]) for rule in broken)]
    return found


def main(folder: Path) -> dict[str, Any]:
    """Look at both sites."""
    ours, stock = free_port(), free_port()
    with server([str(BIN / "veille"), "serve", "--data", str(folder), "--public", str(ours)], ours) as url:
        figures: dict[str, Any] = {"site": faults(url, OURS)}
    command = [str(BIN / "datasette"), "serve", str(folder / "veille.db"), "-p", str(stock)]
    with server(command, stock, ready="/-/versions.json") as url:
        return figures | {"stock Datasette": faults(url, STOCK)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1])), indent=1))
