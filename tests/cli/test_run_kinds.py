"""`veille run` over a sitemap and a listing page of feeds.yml: what was there, what is new, what changed its markup."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, Site, article
from tests.support.program import json_of, make_folder, veille

FEEDS = """\
sources:
  - id: plan
    name: Plan
    type: sitemap
    url: {plan}
    ess: true
    sitemap: {{children: [/nouvelles]}}
  - id: liste
    name: Liste
    type: listing
    url: {list}
    ess: true
    listing: {{item: article.carte, pages: 2}}
"""


@pytest.fixture
def bad() -> Iterator[BadWeb]:
    with BadWeb() as running:
        yield running


def _serve_sitemap(site: Site, *numbers: int) -> None:
    today = datetime.now(UTC).date()
    rows = (
        f"<url><loc>{site.page(f'a/{n}', article(n))}</loc><lastmod>{today - timedelta(days=30 - n)}</lastmod></url>"
        for n in numbers
    )
    site.page("nouvelles.xml", f"<urlset>{''.join(rows)}</urlset>", "application/xml")
    children = "".join(f"<sitemap><loc>{site.url(one)}</loc></sitemap>" for one in ("nouvelles.xml", "pages.xml"))
    site.page("plan.xml", f"<sitemapindex>{children}</sitemapindex>", "application/xml")


def _serve_list(site: Site, *numbers: int, name: str = "carte") -> None:
    cards = "".join(
        f'<article class="{name}"><h2><a href="{site.page(f"a/{n}", article(n))}">La scop n° {n}</a></h2>'
        f"<p>Un résumé de ce que fait la coopérative numéro {n}</p><i>il y a {60 - n} jours</i></article>"
        for n in numbers
    )
    site.page("liste", f"<html lang='fr'><title>Nos nouvelles</title><main>{cards}</main></html>")


def test_a_sitemap_and_a_listing_bring_what_is_new_and_nothing_twice(bad: BadWeb, tmp_path: Path) -> None:
    plan, listing = bad.site("plan"), bad.site("liste")
    _serve_sitemap(plan, 11, 12)
    _serve_list(listing, 21, 22, 23)
    folder = make_folder(tmp_path, bad)
    (folder / "feeds.yml").write_text(FEEDS.format(plan=plan.url("plan.xml"), list=listing.url("liste")))

    first = json_of(veille("run", "--json", cwd=folder))
    same = json_of(veille("run", "--json", "--all", cwd=folder))
    _serve_sitemap(plan, 11, 12, 13)
    _serve_list(listing, 21, 22, 23, 24)
    more = json_of(veille("run", "--json", "--all", cwd=folder))
    _serve_list(listing, *range(25, 30), name="vignette")
    changed = json_of(veille("run", "--json", "--all", cwd=folder))
    tried = veille("sources", "check", "liste", cwd=folder)

    assert first["sources"]["outcomes"] == {"ok": 2}
    assert first["items"]["new"] == 5
    assert (same["leads"]["new"], same["items"]["new"], same["items"]["updated"]) == (0, 0, 0)
    assert (more["leads"]["new"], more["items"]["new"], more["items"]["updated"]) == (2, 2, 0)
    assert changed["sources"]["outcomes"] == {"ok": 1, "empty": 1}
    assert "le sélecteur « article.carte » ne trouve plus rien : la page a changé ?" in " ".join(tried.stdout.split())
    with sqlite3.connect(folder / "var" / "veille.db") as db:
        found = dict(db.execute("select titre, source_id from articles").fetchall())
    numbers = {11: "plan", 12: "plan", 13: "plan", 21: "liste", 22: "liste", 23: "liste", 24: "liste"}
    assert found == {f"La scop n° {n}": source_id for n, source_id in numbers.items()}
    assert not [one for one in plan.requests if one.path == "/pages.xml"]
