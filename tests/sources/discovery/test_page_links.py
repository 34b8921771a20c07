"""What a page's links mean, whose an address is, and what a body is: the pure parts of a search."""

from pathlib import Path

import pytest

from tests.support.newsite import NOW, PAGES
from veille.models import Outcome, Page
from veille.sources.discovery.links import looks_like_feed, read
from veille.sources.discovery.sites import domain_of, is_feed_host, same_site
from veille.sources.discovery.sniff import type_of
from veille.sources.discovery.software import detect

REAL = Path(__file__).parents[4] / "shared" / "real-web"


def a_page(body: bytes, url: str = "https://site.example/") -> Page:
    return Page(url=url, final_url=url, outcome=Outcome.OK, body=body, fetched_at=NOW)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.rtes.fr/feed", "http://rtes.fr/", True),
        ("https://blog.rtes.fr/feed", "https://www.rtes.fr/", True),
        ("https://a.asso.fr/feed", "https://b.asso.fr/", False),
        ("https://travail-emploi.gouv.fr/", "https://economie.gouv.fr/", False),
        ("https://www.a.co.uk/feed", "https://a.co.uk/", True),
        ("https://b.co.uk/feed", "https://a.co.uk/", False),
        ("https://a.wordpress.com/feed", "https://b.wordpress.com/", False),
        ("https://www.eesc.europa.eu/x", "https://ec.europa.eu/", False),
        ("https://employment.ec.europa.eu/x", "https://ec.europa.eu/", True),
        ("http://127.0.0.1:80/", "http://127.0.0.2:80/", False),
        ("http://127.0.0.1:8001/", "http://127.0.0.1/", True),
        ("http://[::1]/", "http://[::1]:80/", True),
        ("https://rtes.fr.evil.example/", "https://rtes.fr/", False),
        ("https://rtes.fr./", "https://rtes.fr/", True),
        ("http://[", "http://[", False),
    ],
)
def test_one_site_is_one_registered_name(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


def test_services_that_give_out_feeds_are_known() -> None:
    assert is_feed_host("https://feeds.feedburner.com/rtes")
    assert is_feed_host("https://feeds.rtes.example/x")
    assert not is_feed_host("https://notfeedburner.com/x")
    assert domain_of("localhost") == "localhost"


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://a.fr/feed/", True),
        ("https://a.fr/fr/rss.xml", True),
        ("https://a.fr/spip.php?page=backend&id_rubrique=3", True),
        ("https://a.fr/blog?format=rss", True),
        ("https://a.fr/index.php?format=feed&type=rss", True),
        ("https://a.fr/actus.rss", True),
        ("https://a.fr/flux-presse.xml", True),
        ("https://a.fr/feedback/", False),
        ("https://a.fr/rssi-recrutement", False),
        ("https://a.fr/flux-migratoires", False),
        ("https://a.fr/sitemap.xml", False),
        ("https://a.fr/atomes/", False),
    ],
)
def test_addresses_of_feeds_are_told_from_others(url: str, is_one: bool) -> None:
    assert looks_like_feed(url) is is_one


def test_a_home_page_announces_feeds_and_much_else() -> None:
    offer = read(a_page((PAGES / "wordpress.html").read_bytes()))
    assert [(link.url, link.main) for link in offer.announced] == [
        ("https://site.example/feed/", True),
        ("https://site.example/category/emploi/feed/", False),
    ]
    assert (offer.api, offer.generator) == ("https://site.example/wp-json/", "WordPress 6.4.3")
    assert [link.label for link in offer.sections] == ["Actualités"]
    assert offer.title == "Le Pôle des solidarités – Entreprendre autrement"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_labels_are_read_in_the_encoding_of_the_page(encoding: str) -> None:
    html = f'<html><head><meta charset="{encoding}"></head><body><a href="/a">Actualités fédérales</a></body></html>'
    assert [link.label for link in read(a_page(html.encode(encoding))).sections] == ["Actualités fédérales"]


@pytest.mark.parametrize(
    ("name", "software"),
    [
        ("wordpress.html", "WordPress"),
        ("spip.html", "SPIP"),
        ("drupal.html", "Drupal"),
        ("typo3.html", "TYPO3"),
        ("joomla.html", "Joomla"),
        ("squarespace.html", "Squarespace"),
        ("ghost.html", "Ghost"),
        ("maison.html", None),
    ],
)
def test_the_software_of_a_site_is_known_by_its_marks(name: str, software: str | None) -> None:
    offer = read(a_page((PAGES / name).read_bytes()))
    found = detect(offer.generator, offer.addresses)
    assert (found.name if found else None) == software
    without = detect("", offer.addresses)
    assert without is None or without.name == software


@pytest.mark.skipif(not REAL.is_dir(), reason="the real web is not here: shared/real-web")
def test_real_feeds_and_pages_are_told_apart() -> None:
    assert {type_of(a_page(path.read_bytes())) for path in (REAL / "feeds").glob("*.xml")} == {"feed"}
    assert {type_of(a_page(path.read_bytes())) for path in (REAL / "pages").glob("*.html")} == {"listing"}
