"""Lists nobody has described: pages as the usual site software makes them, each with what must be read beside it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.listings import NOW
from veille.kinds import ListingOptions
from veille.models import PARIS, Outcome, Page, Source
from veille.sources import Reading, blocks, htmlpage
from veille.sources.listing import ListingReader

DATA = Path(__file__).parents[1] / "data" / "pages" / "listings"
NAMES = sorted(path.stem for path in DATA.glob("*.html"))
URL = "https://liste.exemple.fr/liste"


def _page(name: str) -> Page:
    body = (DATA / f"{name}.html").read_bytes()
    return Page(url=URL, final_url=URL, outcome=Outcome.OK, body=body, fetched_at=NOW)


def _read(name: str, **options: Any) -> Reading:
    source = Source(id="s", name="S", url=URL, type="listing", options=ListingOptions(**options))
    return ListingReader().read(_page(name), source)


def _expected(name: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads((DATA / f"{name}.expected.json").read_text())
    return told


def _told(reading: Reading) -> list[dict[str, Any]]:
    return [
        {
            "url": lead.url,
            "title": lead.title,
            "published": lead.published and lead.published.astimezone(PARIS).date().isoformat(),
        }
        for lead in reading.leads
    ]


@pytest.mark.parametrize("name", NAMES)
def test_each_page_gives_its_articles_and_nothing_else(name: str) -> None:
    reading = _read(name, pdf=name == "pdf")
    assert _told(reading) == [lead for lead in _expected(name) if not lead.pop("missed", False)]


def test_what_detection_finds_and_misses_is_known() -> None:
    found = {(name, lead.url) for name in NAMES for lead in _read(name, pdf=name == "pdf").leads}
    wanted = {(name, lead["url"]) for name in NAMES for lead in _expected(name)}
    assert not found - wanted
    assert {url for _name, url in wanted - found} == {"https://liste.exemple.fr/actu/une"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sans-liste", "aucune liste d’articles reconnue"),
        ("article-et-suite", "aucune liste d’articles reconnue"),
        ("deux-listes", "plusieurs listes se valent (« article », « div.rdv »)"),
    ],
)
def test_no_list_or_two_ask_for_selectors(name: str, said: str) -> None:
    reading = _read(name)
    assert reading.outcome is Outcome.EMPTY
    assert said in reading.detail
    assert "listing.item" in reading.detail


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in ("pdf", "deux-listes", "sans-liste", "article-et-suite")]
)
def test_the_selector_offered_for_a_block_finds_the_same_articles(name: str) -> None:
    html = htmlpage.parse(_page(name))
    assert html is not None
    found = blocks.find(html, NOW)
    assert found.sure >= blocks.SURE
    css = found.blocks[0].css
    assert css
    if name not in ("titres-a-plat", "liste-dl"):  # flat lists: the selector names the titles only
        assert _told(_read(name, item=css)) == _told(_read(name))


def test_detection_is_the_same_whatever_the_day() -> None:
    html = htmlpage.parse(_page("drupal-views"))
    assert html is not None
    later = blocks.find(html, datetime(2027, 3, 1, tzinfo=UTC))
    assert [piece.url for piece in later.blocks[0].pieces] == [lead["url"] for lead in _expected("drupal-views")]
