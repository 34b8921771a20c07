"""What is found at an address, on invented sites of every kind, and what it costs them."""

import json
import socket
from pathlib import Path

import pytest

from tests.support.newsite import EXAMPLE, NOW, NewSite, rss
from veille.kinds import ApiOptions, ListingOptions
from veille.models import Outcome
from veille.sources.discovery import Discovery
from veille.sources.discovery.budget import MAX_REQUESTS

LISTINGS = Path(__file__).parents[2] / "data" / "pages" / "listings"
OLD = NOW.replace(year=2020)


def told(found: Discovery, site: NewSite) -> list[tuple[str, str, int]]:
    return [(one.type, one.url.replace(site.url, "/"), one.entries) for one in found.proposals]


async def test_a_home_page_that_announces_its_feed_needs_no_guess() -> None:
    async with NewSite() as site:
        site.page("/", "wordpress.html")
        site.feed("/feed/", 3, title="Le Pôle")
        site.feed("/category/emploi/feed/", 2, under="emploi")
        site.feed("/comments/feed/", 9, under="c")
        found = await site.discover()
    assert told(found, site) == [("feed", "/feed/", 3), ("feed", "/category/emploi/feed/", 2)]
    assert found.clear == found.proposals[0]
    assert (found.clear.title, found.clear.newest, found.detail) == ("Le Pôle", NOW, "")
    assert found.clear.how == "annoncé par la page (« Le Pôle des solidarités » Flux »)"
    assert site.paths() == ["/", "/feed/", "/category/emploi/feed/"]


@pytest.mark.parametrize(
    ("home", "feed", "name"),
    [
        ("spip.html", "/spip.php", "SPIP"),
        ("drupal.html", "/rss.xml", "Drupal"),
        ("typo3.html", "/feed.xml", "TYPO3"),
        ("squarespace.html", "/blog", "Squarespace"),
        ("ghost.html", "/rss/", "Ghost"),
        ("wordpress.html", "/feed/", "WordPress"),
    ],
)
async def test_a_site_that_announces_nothing_keeps_its_feed_where_its_software_does(
    home: str, feed: str, name: str
) -> None:
    async with NewSite() as site:
        site.page("/", home)
        if name == "WordPress":
            html = '<html><head><meta name="generator" content="WordPress 6"></head><body>Accueil</body></html>'
            site.body("/", html, content_type="text/html")
        site.feed(feed, 4)
        found = await site.discover()
    assert [one.how for one in found.proposals] == [f"adresse habituelle de {name}"]
    assert found.clear == found.proposals[0]
    assert len(site.paths()) <= 5


async def test_a_home_page_that_is_its_own_feed_when_asked_so() -> None:
    async with NewSite() as site:

        async def joomla(request, wire):  # type: ignore[no-untyped-def]
            if "format=feed" in request.target:
                await site.server._own["/le-flux"](request, wire)
            else:
                await site.server._own["/la-page"](request, wire)

        site.page("/la-page", "joomla.html")
        site.feed("/le-flux", 2)
        site.server.on("/", joomla)
        found = await site.discover()
    assert told(found, site) == [("feed", "/?format=feed&type=rss", 2)]


async def test_the_feed_of_a_section_is_what_a_section_page_leads_to() -> None:
    async with NewSite() as site:
        site.page("/", "wordpress.html")
        html = '<html><head><meta name="generator" content="WordPress 6"></head><body>Emploi</body></html>'
        site.body("/emploi/", html, content_type="text/html")
        site.feed("/emploi/feed/", 2, under="emploi")
        site.feed("/feed/", 5)
        found = await site.discover("/emploi/")
    assert told(found, site) == [("feed", "/emploi/feed/", 2)]


@pytest.mark.parametrize("body", ["rss", "jsonfeed", "sitemap", "wordpress", "opendatasoft", "generique"])
async def test_what_the_address_itself_is_comes_first(body: str) -> None:
    posts = [{"id": 1, "link": f"{EXAMPLE}p/1", "title": {"rendered": "Un"}, "date_gmt": "2025-11-01T08:00:00"}]
    records = {"total_count": 1, "results": [{"id": "a", "titre": "Aide", "url": f"{EXAMPLE}aide"}]}
    aids = {
        "count": 1,
        "data": {"aides": [{"slug": "x", "name": "Aide", "url": "/aide/x", "date_created": "2025-11-02"}]},
    }
    jsonfeed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "items": [{"id": "1", "url": f"{EXAMPLE}1"}],
    }
    urls = f"<url><loc>{EXAMPLE}a</loc><lastmod>2025-11-01</lastmod></url>"
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    async with NewSite() as site:
        site.page("/", "wordpress.html")
        site.feed("/rss", 3)
        site.body("/jsonfeed", json.dumps(jsonfeed))
        site.body("/sitemap", sitemap)
        site.body("/wordpress", json.dumps(posts))
        ods = "/api/explore/v2.1/catalog/datasets/aides/records"
        site.body(ods, json.dumps(records))
        site.body("/generique", json.dumps(aids))
        found = await site.discover(ods if body == "opendatasoft" else f"/{body}")
    kind = {"rss": "feed", "jsonfeed": "feed", "sitemap": "sitemap"}.get(body, "api")
    assert [(one.type, one.how) for one in found.proposals] == [(kind, "l’adresse elle-même")]
    options = found.proposals[0].options
    assert not isinstance(options, ApiOptions) or options.flavour == body
    if body == "generique":
        assert isinstance(options, ApiOptions)
        fields = (options.items, options.id, options.title, options.link, options.published)
        assert fields == ("data.aides", "slug", "name", "url", "date_created")
    assert {path.partition("?")[0] for path in site.paths()} == {ods if body == "opendatasoft" else f"/{body}"}


async def test_a_page_that_lists_feeds_is_followed() -> None:
    async with NewSite() as site:
        site.body("/", '<html><body><a href="/rss">S’abonner (RSS)</a></body></html>', content_type="text/html")
        site.page("/rss", "page-des-flux.html")
        site.feed("/xml/rubrique-presse.xml", 2, under="presse")
        site.feed("/xml/rubrique-travaux.xml", 3, under="travaux")
        found = await site.discover()
    assert told(found, site) == [
        ("feed", "/xml/rubrique-presse.xml", 2),
        ("feed", "/xml/rubrique-travaux.xml", 3),
    ]
    assert found.clear is None, "two sections are a choice"


async def test_a_site_without_feed_offers_its_news_page_before_its_plain_sitemap() -> None:
    async with NewSite() as site:
        site.page("/", "maison.html")
        site.page("/actualites", "actualites.html")
        site.body("/robots.txt", f"User-agent: *\nDisallow: /prive\nSitemap: {EXAMPLE}plan.xml\n")
        urls = "".join(f"<url><loc>{EXAMPLE}p{n}</loc><lastmod>2025-11-0{n}</lastmod></url>" for n in range(1, 5))
        site.body("/plan.xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>')
        found = await site.discover()
    assert told(found, site) == [("listing", "/actualites", 5), ("sitemap", "/plan.xml", 4)]
    assert found.proposals[0].how == "page « Toutes nos actualités »"
    assert found.proposals[1].how == "plan du site indiqué par robots.txt"
    assert found.clear is None
    assert len(site.paths()) <= MAX_REQUESTS


async def test_a_list_is_proposed_with_the_selector_of_its_items() -> None:
    """So that a page that changed its markup says so, instead of giving another of its lists."""
    async with NewSite() as site:
        site.page("/", "maison.html")
        site.page("/actualites", "actualites.html")
        found = await site.discover()
        paths = site.paths()
    assert [one.options for one in found.proposals] == [ListingOptions(item="article.carte")]
    assert paths.count("/actualites") == 1


async def test_two_lists_of_one_page_that_are_as_good_are_both_proposed() -> None:
    async with NewSite() as site:
        site.body("/liste", (LISTINGS / "deux-listes.html").read_bytes(), content_type="text/html; charset=utf-8")
        found = await site.discover("/liste")
    assert [(one.options, one.entries) for one in found.proposals] == [
        (ListingOptions(item="article"), 3),
        (ListingOptions(item="div.rdv"), 3),
    ]
    assert found.proposals[0].how.endswith("liste de « Une épicerie coopérative ouvre dans un quartier prioritaire »")


async def test_the_dates_of_a_data_set_are_found_by_their_usual_names() -> None:
    """Without dates an open call of today could not be told from one of three years ago."""
    path = "/api/explore/v2.1/catalog/datasets/aides/records"
    records = [{"titre": f"Aide {n}", "url": f"{EXAMPLE}aide/{n}", "Date_publication": f"2025-11-0{n}"} for n in (1, 2)]
    async with NewSite() as site:
        data = json.dumps({"total_count": 2, "results": records})
        for query in ("", "?limit=100"):
            site.body(path + query, data, content_type="application/json")
        found = await site.discover(path)
    assert found.proposals[0].options == ApiOptions(flavour="opendatasoft", published="Date_publication")
    assert found.proposals[0].newest is not None
    assert (found.proposals[0].newest.month, found.proposals[0].entries) == (11, 2)


async def test_a_page_of_documents_is_proposed_as_one() -> None:
    files = "".join(f'<li><a href="/e{n}.pdf">Étude {n} sur l’emploi coopératif (PDF, 1 Mo)</a></li>' for n in range(5))
    async with NewSite() as site:
        site.body("/etudes", f"<html><main><ul>{files}</ul></main></html>", content_type="text/html; charset=utf-8")
        found = await site.discover("/etudes")
    assert [one.type for one in found.proposals] == ["listing"]
    assert isinstance(found.proposals[0].options, ListingOptions)
    assert found.proposals[0].options.pdf


async def test_a_feed_left_years_ago_is_not_the_best_there_is() -> None:
    async with NewSite() as site:
        site.page("/", "maison.html")
        site.page("/actualites", "actualites.html")
        site.feed("/rss.xml", 5, newest=OLD)
        found = await site.discover()
    assert [one.type for one in found.proposals] == ["listing", "feed"]
    assert found.clear is None


async def test_news_sitemaps_come_before_the_wordpress_api() -> None:
    async with NewSite() as site:
        html = '<html><head><meta name="generator" content="WordPress 6"></head><body>Accueil</body></html>'
        site.body("/", html, content_type="text/html")
        news = "".join(
            f"<url><loc>{EXAMPLE}n{n}</loc><news:news><news:publication><news:name>V</news:name><news:language>fr"
            f"</news:language></news:publication><news:publication_date>2025-11-2{n}</news:publication_date>"
            f"<news:title>Titre {n}</news:title></news:news></url>"
            for n in range(2)
        )
        spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
        site.body("/news-sitemap.xml", f"<urlset {spaces}>{news}</urlset>")
        posts = [{"id": 1, "link": f"{EXAMPLE}p/1", "title": {"rendered": "Un"}, "date_gmt": "2025-11-01T08:00:00"}]
        site.body("/wp-json/wp/v2/posts", json.dumps(posts))
        found = await site.discover()
    assert [one.type for one in found.proposals] == ["sitemap", "api"]
    assert found.proposals[1].options == ApiOptions(flavour="wordpress")


async def test_one_feed_in_two_formats_is_proposed_once() -> None:
    async with NewSite() as site:
        announced = "".join(
            f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/{name}">'
            for name in ("rss", "rss2")
        )
        site.body("/", f"<html><head>{announced}</head></html>", content_type="text/html")
        site.feed("/rss", 5)
        site.feed("/rss2", 5)
        found = await site.discover()
    assert told(found, site) == [("feed", "/rss", 5)]
    assert found.clear is not None


async def test_two_main_feeds_are_a_choice_for_a_person() -> None:
    async with NewSite() as site:
        announced = "".join(
            f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/{name}.rss">' for name in "ab"
        )
        site.body("/", f"<html><head>{announced}</head></html>", content_type="text/html")
        site.feed("/a.rss", 5, under="a")
        site.feed("/b.rss", 5, under="b")
        found = await site.discover()
    assert [one.entries for one in found.proposals] == [5, 5]
    assert found.clear is None


async def test_an_address_that_is_gone_leads_to_the_root_of_its_site() -> None:
    async with NewSite() as site:
        site.page("/", "wordpress.html")
        site.feed("/feed/", 3)
        found = await site.discover("/ancien/flux.xml")
    assert [one.entries for one in found.proposals] == [3]
    assert found.home.url == site.url


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.UNREACHABLE, Outcome.GONE])
async def test_a_site_that_refuses_or_fails_is_left_alone(outcome: Outcome) -> None:
    status = {Outcome.BLOCKED: 403, Outcome.UNREACHABLE: 503, Outcome.GONE: 404}[outcome]
    async with NewSite() as site:
        site.body("/", "non", status)
        found = await site.discover()
    assert (found.proposals, found.clear, found.home.outcome) == ((), None, outcome)
    assert f"HTTP {status}" in found.detail
    assert site.paths() == ["/"]


async def test_robots_txt_has_its_say_about_pages() -> None:
    async with NewSite() as site:
        site.body("/robots.txt", "User-agent: *\nDisallow: /\n")
        site.page("/", "wordpress.html")
        site.feed("/feed/", 3)
        page, feed = await site.discover(), await site.discover("/feed/")
    assert (page.proposals, page.detail) == ((), "interdit par le robots.txt du site")
    assert [one.entries for one in feed.proposals] == [3], "a feed is published for programs"


async def test_an_empty_feed_is_told_when_its_site_has_nothing_else() -> None:
    async with NewSite() as site:
        site.feed("/rss.xml", 0)
        found = await site.discover("/rss.xml")
    assert found.proposals == ()
    assert found.detail.startswith("le flux ne contient aucun article ; rien à suivre trouvé sur ce site (")


async def test_nothing_is_guessed_behind_a_closed_door() -> None:
    async with NewSite() as site:
        site.feed("/rss.xml", 0)
        site.body("/", "non", 403)
        found = await site.discover("/rss.xml")
    assert found.proposals == ()
    assert site.paths() == ["/rss.xml", "/"]


@pytest.mark.parametrize(("says", "ours"), [("http://www.pole.exemple/", True), ("http://autre.exemple/", False)])
async def test_a_feed_at_a_feed_service_is_this_sites_when_it_says_so(says: str, ours: bool) -> None:
    async with NewSite() as site:
        port = site.server.port
        flux = f"http://feeds.feedburner.com:{port}/flux"
        link = f'<link rel="alternate" type="application/rss+xml" href="{flux}">'
        site.body("/", f"<html><head>{link}</head></html>", content_type="text/html")
        site.body("/flux", rss(2, says), content_type="application/rss+xml")
        site.resolve = lambda *_args, **_more: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        found = await site.discover(f"http://pole.exemple:{port}/")
    assert [one.url for one in found.proposals if one.type == "feed"] == ([flux] if ours else [])
