"""The shelf of studies: by month, narrowed by plain addresses, never broken by them."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from tests.support import publicdb
from tests.support.livesite import LEGAL
from veille import web
from veille.web.site import Site

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


async def page_of(site: Site, address: str) -> html.HtmlElement:
    reply = await site.client.get(address)
    assert reply.status_code == 200
    return html.fromstring(reply.text)


async def test_the_shelf_holds_studies_only_newest_month_first(site: Site, veille_db: Path) -> None:
    first, second = await page_of(site, "/etudes"), await page_of(site, "/etudes?page=2")
    ids = [
        href.rpartition("/")[2] for page in (first, second) for href in page.xpath("//ul[@class='shelf']//h4/a/@href")
    ]
    with closing(sqlite3.connect(veille_db)) as db:
        wanted = db.execute(
            "select id from articles where genre = 'etude-rapport' order by publie_le desc, id desc"
        ).fetchall()

    assert ids == [str(row[0]) for row in wanted]
    assert texts(first, "//section[@class='month']/h3") == ["Novembre 2026"]
    assert texts(first, "//h2[@id='resultats']") == [f"{len(ids)} études"]


async def test_pages_follow_each_other_by_plain_links(site: Site) -> None:
    first, second = await page_of(site, "/etudes"), await page_of(site, "/etudes?page=2")

    assert first.xpath("//nav[@class='pages']//a[@rel='next']/@href") == ["/etudes?page=2"]
    assert second.xpath("//nav[@class='pages']//a[@rel='prev']/@href") == ["/etudes"]
    assert not second.xpath("//a[@rel='next']")


async def test_each_choice_leaves_as_many_studies_as_it_says(site: Site) -> None:
    page = await page_of(site, "/etudes?langue=fr")
    for axis in ("theme", "secteur", "territoire", "langue"):
        option = page.xpath(f"//select[@name='{axis}']/option[@value!=''][1]")[0]
        found = await page_of(
            site, f"/etudes?langue=fr&{axis}={option.get('value')}".replace("langue=fr&langue", "langue")
        )
        count = option.text_content().rpartition("(")[2].rstrip(")")

        assert texts(found, "//h2[@id='resultats']")[0].split()[0] == count
        assert found.xpath(f"//select[@name='{axis}']/option[@selected]/@value") == [option.get("value")]


async def test_words_narrow_the_shelf_and_stay_in_the_box(site: Site) -> None:
    page = await page_of(site, "/etudes?q=panoramas")

    assert page.xpath("//input[@name='q']/@value") == ["panoramas"]
    assert 0 < len(page.xpath("//ul[@class='shelf']/li")) < 20


async def test_the_list_is_followed_as_the_search_it_is(site: Site) -> None:
    page = await page_of(site, "/etudes?theme=observation-prospective&tri=x&source=coop-nord")
    (atom,) = page.xpath("//nav[@class='follow']//a[text()='Atom']/@href")

    assert atom == "/recherche.atom?theme=observation-prospective&genre=etude-rapport"
    assert (await site.client.get(atom)).status_code == 200


async def test_words_find_what_the_list_to_follow_holds_with_their_synonyms(site: Site) -> None:
    page = await page_of(site, "/etudes?q=%C3%A9conomie+sociale+et+solidaire")
    (feed,) = page.xpath("//nav[@class='follow']//a[text()='JSON Feed']/@href")
    followed = (await site.client.get(feed)).json()["items"]

    assert len(page.xpath("//ul[@class='shelf']//h4/a")) == len(followed) == 3


async def test_years_are_offered_when_there_are_several_and_can_be_taken_off(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db")
    with closing(sqlite3.connect(path)) as db, db:
        one = db.execute("select min(id) from articles where genre = 'etude-rapport'").fetchone()[0]
        db.execute("update articles set publie_le = '2024-03-05' where id = ?", (one,))
        db.execute("delete from facettes")
        db.execute("delete from facettes_codes")
        db.execute("insert into recherche (recherche) values ('delete-all')")
        publicdb.index(db, {})
    site = web.build(path, LEGAL, now=lambda: NOW)
    every = await page_of(site, "/etudes")
    (old,) = [href for href in every.xpath("//nav[@class='years']//a/@href") if "2024" in href]
    page = await page_of(site, old)
    site.close()

    assert old == "/etudes?du=2024-01-01&au=2024-12-31"
    assert page.xpath("//ul[@class='shelf']//h4/a/@href") == [f"/article/{one}"]
    assert page.xpath("//nav[@class='years']//a[@aria-current]/@href") == ["/etudes"]
    assert page.xpath("//input[@type='hidden']/@value") == ["2024-01-01", "2024-12-31"]


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=501", "page=x", "theme=inconnu", "langue=%00", "q=%22", "q=-x", "du=hier",
     "du=2026-02-01&au=2026-01-01", "territoire=%27%20or%201=1--", "q=" + "a" * 400],
)  # fmt: skip
async def test_what_cannot_be_asked_is_explained_in_french(site: Site, query: str) -> None:
    reply = await site.client.get(f"/etudes?{query}")
    page = html.fromstring(reply.text)

    assert reply.status_code in (200, 400)
    assert len(page.xpath("//h1")) == 1
    assert reply.status_code == 200 or texts(page, "//div[@class='answer']/h2") == ["Cette recherche est à corriger"]


async def test_a_page_beyond_the_last_leads_back_to_the_first(site: Site) -> None:
    page = await page_of(site, "/etudes?page=400&langue=fr")

    assert page.xpath("//p[@class='calm']/a/@href") == ["/etudes?langue=fr"]


async def test_nothing_found_and_nothing_there_are_said_differently(site: Site, tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=0)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("delete from genres")  # a taxonomy of one's own may lack the kind
    empty = web.build(path, LEGAL, now=lambda: NOW)
    nothing_there = await page_of(empty, "/etudes")
    empty.close()
    nothing_found = await page_of(site, "/etudes?q=introuvable")

    assert "L’étagère est encore vide" in nothing_there.text_content()
    assert "Rien sur cette étagère ne correspond" in nothing_found.text_content()


async def test_foreign_titles_carry_their_language(site: Site) -> None:
    page = await page_of(site, "/etudes?langue=en")

    assert set(page.xpath("//ul[@class='shelf']//h4/a/@lang")) == {"en"}
