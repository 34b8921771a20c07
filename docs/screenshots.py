"""Make the screenshots of the site: `python docs/screenshots.py [OUT] [--all]`.

Serves an invented veille.db (tests/support/publicdb.py) on a free port of this
machine and photographs pages with headless Chromium. With --all: every kind of
page, whole, in three widths and two colour schemes. Without: what the
documentation shows.
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
from tests.support.pagekinds import KINDS  # noqa: E402

SHOWN = (
    ("accueil", 1280, "light"),
    ("accueil", 375, "dark"),
    ("recherche", 1280, "light"),
    ("article-appel", 1280, "light"),
    ("territoires", 1280, "light"),
    ("theme", 1280, "dark"),
    ("appels", 1280, "light"),
    ("agenda", 375, "light"),
)
"""Pictures of the documentation: kind of page, width, colours."""
VIEWS = [(width, scheme) for width in (375, 768, 1280) for scheme in ("light", "dark")]


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
            for width, scheme in VIEWS:
                view = browser.new_context(
                    viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR"
                )
                tab = view.new_page()
                for kind, address in KINDS.items():
                    if given.all or (kind, width, scheme) in SHOWN:
                        tab.goto(site.url + address[1:])
                        tab.screenshot(path=given.out / f"{kind}-{width}-{scheme}.png", full_page=given.all)
                view.close()


if __name__ == "__main__":
    main()
