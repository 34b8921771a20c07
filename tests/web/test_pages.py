"""Our pages: what they say, their headers, their links."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from tests.support import publicdb
from tests.support.livesite import LEGAL
from veille import web
from veille.config import SiteSettings
from veille.web.site import Site

PAGES = (
    "/",
    "/recherche",
    "/recherche?q=coop%C3%A9rative&theme=financement&tri=pertinence",
    "/article/1",
    "/theme/financement",
    "/article/3",
    "/secteur/habitat",
    "/territoire/R11",
    "/territoire/93066",
    "/territoire/35238",
    "/territoires",
    "/themes",
    "/structures",
    "/structure/reseau-tisse",
    "/recherche?territoire=D93",
    "/source/coop-nord",
    "/bulletins",
    "/bulletins/2026-s47",
    "/bulletins/2026-s46",
    "/etudes",
    "/sources",
    "/api",
    "/a-propos",
    "/mentions-legales",
    "/donnees-personnelles",
    "/accessibilite",
)


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


@pytest.mark.parametrize("address", PAGES)
async def test_pages_are_french_documents_with_one_title_and_no_script(site: Site, address: str) -> None:
    reply = await site.client.get(address)
    page = html.fromstring(reply.text)

    assert reply.status_code == 200
    assert page.get("lang") == "fr"
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
    assert page.xpath("string(//title)").endswith("– Veille ESS")
    assert not page.xpath("//script | //style | //*[@style] | //@onclick")
    assert len(reply.content) < 100_000


@pytest.mark.parametrize("address", PAGES)
async def test_pages_ask_nothing_of_other_sites(site: Site, address: str) -> None:
    page = html.fromstring((await site.client.get(address)).text)
    loaded = page.xpath("//img/@src | //link[@rel!='alternate']/@href | //iframe/@src | //form/@action")

    assert all(url.startswith("/") and not url.startswith("//") for url in loaded)


async def test_article_says_where_to_read_it_what_it_is_about_and_why(site: Site) -> None:
    page = html.fromstring((await site.client.get("/article/1")).text)
    first_link = page.xpath("//article//a[starts-with(@href, 'http')]")[0]

    assert first_link.text_content().startswith("Lire l’article sur ")
    assert first_link.get("rel") == "noopener nofollow ugc"
    assert re.search(r"(probable|possible|certain|sûr), \d+\u202f%", page.xpath("string(//dl[@class='tags'])"))
    assert len(page.xpath("//div[@class='evidence']//li")) >= 5
    assert texts(page, "//section[@aria-labelledby='vu-aussi']//li/a") == ["Le même, repris"]


async def test_an_article_tagged_by_a_person_says_so(site: Site) -> None:
    reply = await site.client.get("/article/40")

    assert "vérifié par une personne" in reply.text


async def test_a_merged_article_leads_to_its_head(site: Site) -> None:
    reply = await site.client.get("/article/100001")

    assert (reply.status_code, reply.headers["location"]) == (301, "/article/1")


@pytest.mark.parametrize(
    "address", ["/article/999999", "/article/0", "/article/x", "/article/1/", "/theme/inconnu", "/nulle-part", "/.json"]
)
async def test_unknown_addresses_are_french_404_or_lead_to_the_right_one(site: Site, address: str) -> None:
    reply = await site.client.get(address)
    if reply.status_code == 302:
        assert reply.headers["location"] == address.rstrip("/")
        return

    assert reply.status_code == 404
    assert "Page introuvable" in reply.text


async def test_hostile_titles_stay_text_and_hostile_links_are_no_links(site: Site) -> None:
    found = await site.client.get("/recherche?du=2026-10-12&au=2026-10-12&source=journal-solidaire")
    page = html.fromstring(found.text)
    hostile = [link for link in page.xpath("//h3/a") if "<script>" in link.text_content()]
    article = await site.client.get(hostile[0].get("href"))

    assert len(hostile) == 1
    assert not html.fromstring(article.text).xpath("//script | //img")
    assert "javascript:" not in article.text
    assert "ne peut pas être ouverte" in article.text


async def test_foreign_titles_carry_their_language(site: Site) -> None:
    page = html.fromstring((await site.client.get("/recherche?langue=en")).text)

    assert page.xpath("//h3/a/@lang") == ["en"] * 20


async def test_unchanged_pages_answer_304_until_publication_day_or_settings_change(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=20)
    clock = [datetime(2026, 11, 21, 7, 30, tzinfo=UTC)]
    site = web.build(path, LEGAL, now=lambda: clock[0])
    first = await site.client.get("/article/1")
    validator = {"If-None-Match": f'W/"x", {first.headers["etag"]}'}
    again = await site.client.get("/article/1", headers=validator)
    publicdb.publish_again(path)
    changed = await site.client.get("/article/1", headers=validator)
    clock[0] = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    next_day = await site.client.get("/article/1", headers={"If-None-Match": changed.headers["etag"]})
    site.close()
    renamed = web.build(path, SiteSettings(title="Autre"), now=lambda: clock[0])
    other = await renamed.client.get("/article/1", headers={"If-None-Match": next_day.headers["etag"]})
    renamed.close()

    assert first.headers["cache-control"] == "public, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert changed.status_code == next_day.status_code == other.status_code == 200
    assert "Titre corrigé depuis" in changed.text


async def test_robots_keeps_machines_out_of_endless_combinations(site: Site) -> None:
    reply = await site.client.get("/robots.txt")

    assert reply.headers["content-type"].startswith("text/plain")
    assert "Disallow: /veille" in reply.text


async def test_static_files_have_lasting_addresses(site: Site) -> None:
    home = await site.client.get("/")
    address = re.search(r"/statique/veille\.css\?v=\w+", home.text)
    assert address
    style = await site.client.get(address[0])
    icon = await site.client.get("/favicon.ico")

    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in style.headers["cache-control"]
    assert icon.headers["content-type"] == "image/svg+xml"
    assert (await site.client.get("/statique/passwd")).status_code == 404


async def test_a_site_without_any_article_still_answers(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=0)
    site = web.build(path, LEGAL)
    pages = [await site.client.get(one) for one in ("/", "/recherche?q=rien", "/sources", "/theme/financement")]
    site.close()

    assert [page.status_code for page in pages] == [200] * 4


@pytest.mark.parametrize("address", ["/recherche", "/appels", "/agenda?quand=passes", "/structures", "/etudes"])
async def test_on_the_first_day_lists_say_when_they_will_fill(tmp_path: Path, address: str) -> None:
    site = web.build(publicdb.build(tmp_path / "veille.db", articles=0), LEGAL)
    page = html.fromstring((await site.client.get(address)).text)
    site.close()

    assert re.search(r"paraîtr(e|ont) ici|y prendront place", " ".join(page.xpath("//main")[0].text_content().split()))
    assert address not in page.xpath("//main//div[@class='empty']//a/@href")


async def test_sources_no_longer_read_are_shown_but_not_counted_as_followed(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=20)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update sources set etat = 'arrêtée' where id = 'coop-nord'")
    site = web.build(path, LEGAL)
    home, about, listed = [html.fromstring((await site.client.get(one)).text) for one in ("/", "/a-propos", "/sources")]
    site.close()

    followed = len(publicdb.SOURCES) - 2  # one of them is gone
    assert f"{followed} sources" in texts(home, "//p[@class='lead']")[0]
    assert f"{followed} sources suivies" in texts(about, "//p[@class='lead']")[0]
    assert texts(listed, "//p[@class='lead']")[0].startswith(f"{followed} sources sont suivies. Une est en difficulté.")
    assert len(listed.xpath("//tbody/tr")) == len(publicdb.SOURCES)
    assert len(texts(listed, "//span[contains(@class, 'bad')]")) == 1


async def test_titles_and_excerpts_never_begin_a_line_with_punctuation(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=20)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update articles set titre = 'Habitat : « quoi » ?', extrait = 'Un lieu « commun » : oui !'")
    site = web.build(path, LEGAL)
    pages = [(await site.client.get(one)).text for one in ("/", "/article/1", "/source/coop-nord")]
    site.close()

    for page in pages:
        assert "Habitat\u00a0: «\u00a0quoi\u00a0»\u202f?" in page
        assert "Un lieu «\u00a0commun\u00a0»\u00a0: oui\u202f!</p>" in page
