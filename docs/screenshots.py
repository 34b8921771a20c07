"""Make the screenshots of the site: `python docs/screenshots.py [OUT] [--all]`.

Serves an invented veille.db (tests/support/publicdb.py) on a free port of this
machine and photographs pages with headless Chromium, in two widths and two
colour schemes. Without --all, only the few that the documentation shows.
"""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support import publicdb  # noqa: E402
from tests.support.livesite import LiveSite, chromium  # noqa: E402

PAGES = {
    "accueil": "/",
    "recherche": "/recherche?q=coop%C3%A9rative&theme=financement",
    "vide": "/recherche?q=introuvable",
    "corriger": "/recherche?q=-x&du=32",
    "article": "/article/1",
    "theme": "/theme/financement",
    "appels": "/appels",
    "appel": "/appel/1",
    "agenda": "/agenda",
    "source": "/source/coop-nord",
    "bulletins": "/bulletins",
    "bulletin": "/bulletins/2026-s47",
    "etudes": "/etudes",
    "sources": "/sources",
    "a-propos": "/a-propos",
    "donnees-ouvertes": "/api",
    "mentions": "/mentions-legales",
    "donnees": "/veille",
    "table": "/veille/articles?_facet=genre&langue=fr",
    "ligne": "/veille/articles/1",
    "sql": "/veille?sql=select+genre,+count(*)+as+n+from+articles+group+by+genre",
    "erreur": "/introuvable",
}
SHOWN = {"accueil", "recherche", "article"}


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = publicdb.build(Path(folder) / "veille.db")
        now = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
        with LiveSite(path, now=lambda: now) as site, chromium() as browser:
            for width in (375, 1280):
                for scheme in ("light", "dark"):
                    view = browser.new_context(
                        viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR"
                    )
                    tab = view.new_page()
                    for name, address in PAGES.items():
                        if given.all or (name in SHOWN and (width, scheme) in ((375, "dark"), (1280, "light"))):
                            tab.goto(site.url + address.lstrip("/"))
                            tab.screenshot(path=given.out / f"{name}-{width}-{scheme}.png", full_page=given.all)
                    view.close()


if __name__ == "__main__":
    main()
