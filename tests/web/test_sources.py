"""The list of sources: who is followed, in what state, by plain links."""

import csv
import io
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from tests.support import publicdb
from tests.support.livesite import LEGAL
from veille import web
from veille.web.pages.sources import STANDINGS, line
from veille.web.queries.catalogue import SourceRow
from veille.web.site import Site

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


async def page_of(site: Site, address: str) -> html.HtmlElement:
    reply = await site.client.get(address)
    assert reply.status_code == 200
    return html.fromstring(reply.text)


async def test_every_source_is_there_with_its_state_in_words(site: Site) -> None:
    page = await page_of(site, "/sources")

    assert len(page.xpath("//tbody/tr")) == len(publicdb.SOURCES)
    assert texts(page, "//span[contains(@class, 'bad')]") == ["en panne depuis le 21 novembre 2026"]
    assert "fonctionne" in texts(page, "//td//span[@class='state']")
    assert page.xpath("//p[@class='lead']/a/@href") == ["/proposer"]


@pytest.mark.parametrize("state", ["en panne", "bloquée", "à vérifier"])
def test_a_source_in_trouble_says_since_when(state: str) -> None:
    known = line(SourceRow(id="a", name="A", state=state, last_success="2026-11-03T05:00:00Z"))
    never = line(SourceRow(id="a", name="A", state=state))

    assert known.state.endswith("depuis le 3\u00a0novembre 2026")
    assert never.state.endswith("jamais lue encore")
    assert known.is_bad
    assert never.is_bad


@pytest.mark.parametrize("state", ["active", "vide", "muette", "déplacée", "nouvelle", "retirée", "arrêtée"])
def test_other_states_are_said_without_alarm(state: str) -> None:
    told = line(SourceRow(id="a", name="A", state=state))

    assert told.state != state or state not in STANDINGS
    assert not told.is_bad


@pytest.mark.parametrize(
    ("query", "count"),
    [("etat=panne", 1), ("etat=arret", 1), ("etat=marche", 10), ("famille=media", 4), ("langue=en", 1),
     ("famille=reseau&langue=fr&etat=marche", 6), ("famille=media&etat=arret", 1)],
)  # fmt: skip
async def test_filters_keep_what_they_say_and_count_it(site: Site, query: str, count: int) -> None:
    page = await page_of(site, f"/sources?{query}")

    assert len(page.xpath("//tbody/tr")) == count
    assert [one.rpartition(" ")[2] for one in texts(page, "//div[@class='choices']//a[@aria-current]")[:-1]]
    for link in page.xpath("//div[@class='choices']//a[.//span[@class='count']]"):
        found = await page_of(site, link.get("href"))
        assert len(found.xpath("//tbody/tr")) == int(link.xpath("string(.//span[@class='count'])"))


async def test_the_list_sorts_by_name_number_and_newest_article(site: Site) -> None:
    by_name = texts(await page_of(site, "/sources"), "//tbody//th")
    numbers = [
        int(text.split()[0])
        for text in texts(await page_of(site, "/sources?tri=articles"), "//tbody//td[@class='num']")
    ]
    days = (await page_of(site, "/sources?tri=dernier")).xpath("//tbody//time/@datetime")

    assert by_name[:3] == ["Coopérer dans le Nord", "Énergie partagée en région Est", "ESS ligérienne"]
    assert numbers == sorted(numbers, reverse=True)
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("query", ["famille=inconnue", "langue=%00", "etat=' or 1=1", "famille=" + "a" * 300])
async def test_unknown_values_find_nothing_and_lead_back(site: Site, query: str) -> None:
    page = await page_of(site, f"/sources?{query}")

    assert "Aucune source ne correspond à ces choix." in page.text_content()
    assert page.xpath("//p[@class='calm']/a/@href") == ["/sources"]


@pytest.mark.parametrize("query", ["tri=x", "page=0x1", "page=", "page=²"])
async def test_what_is_not_understood_asks_for_nothing(site: Site, query: str) -> None:
    page = await page_of(site, f"/sources?{query}")

    assert len(page.xpath("//tbody/tr")) == len(publicdb.SOURCES)


@pytest.mark.parametrize("number", ["0", "2", "9999"])
async def test_pages_that_are_not_there_are_not_found(site: Site, number: str) -> None:
    assert (await site.client.get(f"/sources?page={number}")).status_code == 404


async def test_a_thousand_sources_come_a_hundred_a_page_under_100_kb(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=20)
    name = "Fédération nationale des associations d’éducation populaire et d’animation des territoires ruraux"
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany(
            "insert into sources values (?, ?, 'https://a.example/', null, 'collectivite', 'fr', null, 0, 'bloquée',"
            " null, '2026-01-01T00:00:00Z', null)",
            [(f"source-numero-{number}", f"{name} {number}") for number in range(1000)],
        )
    site = web.build(path, LEGAL, now=lambda: NOW)
    reply = await site.client.get("/sources?page=3")
    last = await page_of(site, "/sources?page=11")
    site.close()
    page = html.fromstring(reply.text)

    assert len(page.xpath("//tbody/tr")) == 100
    assert len(reply.content) < 90_000
    assert len(last.xpath("//tbody/tr")) == 12
    assert texts(last, "//nav[@class='pages']//a[@aria-current]") == ["Page 11"]


async def test_the_list_is_also_a_table_with_the_same_filters(site: Site) -> None:
    reply = await site.client.get("/sources.csv?famille=media&tri=articles")
    rows = list(csv.DictReader(io.StringIO(reply.text)))

    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert [row["famille"] for row in rows] == ["media"] * 4
    assert int(rows[0]["articles"]) >= int(rows[-1]["articles"])
    assert (await page_of(site, "/sources?famille=media&tri=articles")).xpath("//a[@class='more']/@href") == [
        "/sources.csv?famille=media&tri=articles"
    ]


async def test_names_that_are_formulas_or_markup_do_no_harm(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=0)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update sources set nom = '=cmd|x <script>alert(1)</script>' where id = 'coop-nord'")
    site = web.build(path, LEGAL, now=lambda: NOW)
    page, table = await page_of(site, "/sources"), (await site.client.get("/sources.csv")).text
    site.close()

    assert not page.xpath("//script")
    assert "'=cmd|x" in table


async def test_without_any_source_the_page_says_what_will_come(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=0)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("delete from sources")
    site = web.build(path, LEGAL, now=lambda: NOW)
    page = await page_of(site, "/sources")
    site.close()

    assert "Aucune source n’est encore suivie." in page.text_content()
