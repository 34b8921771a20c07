"""The agenda: coming events by day, those under way under today, past ones reachable."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from lxml import html

from tests.support.livesite import LEGAL
from tests.web.conftest import NOW
from veille import web
from veille.web.site import Site


def text(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [text(node) for node in page.xpath(path)]


async def shown(site: Site, address: str, status: int = 200) -> html.HtmlElement:
    reply = await site.client.get(address)
    assert reply.status_code == status, reply.text[:300]
    return html.fromstring(reply.text)


def event(path: Path, begins: str) -> int:
    """The article of the first invented event that begins so."""
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("select min(article_id) from evenements where debut = ?", (begins,)).fetchone()[0])


@pytest.fixture
async def next_week(veille_db: Path) -> AsyncIterator[Site]:
    """The same site a week later."""
    site = web.build(veille_db, LEGAL, now=lambda: NOW + timedelta(days=7))
    yield site
    site.close()


async def test_coming_events_stand_under_their_day_in_order(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/agenda")
    days = page.xpath("//ol[@class='day-list']/li/h3/time/@datetime")
    with closing(sqlite3.connect(veille_db)) as db:
        (count,) = db.execute("select count(*) from evenements where coalesce(fin, debut) >= '2026-11-21'").fetchone()

    assert texts(page, "//h2[@id='resultats']") == [f"{count} événements"]
    assert days == sorted(set(days))
    assert texts(page, "//ol[@class='day-list']/li[1]/h3") == ["Aujourd’hui, samedi 21 novembre 2026"]
    assert len(page.xpath("//li[contains(@class, 'event')]")) == 20


async def test_an_event_under_way_stands_under_today_with_its_days(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/agenda")
    today = page.xpath("//ol[@class='day-list']/li[1]")[0]

    assert today.xpath(f".//a[@href='/article/{event(veille_db, '2026-11-20')}']")
    assert "du 20 au 22 novembre" in text(today)
    assert "18 h 30" in texts(today, ".//p[@class='dated-when']")


async def test_an_event_tells_where_and_how_to_register(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/agenda")
    one = page.xpath(f"//li[contains(@class, 'event')][.//a[@href='/article/{event(veille_db, '2026-11-23T09:30')}']]")[
        0
    ]

    assert texts(one, ".//p[@class='event-place']") == ["Saint-Denis, et en ligne"]
    assert texts(one, ".//p[@class='dated-when']") == ["de 9 h 30 à 17 h"]
    assert one.xpath(".//a[@rel]/@href") == ["https://inscription.example/?e=1"]
    assert one.xpath("./@itemtype") == ["https://schema.org/Event"]
    assert one.xpath(".//meta[@itemprop='startDate']/@content") == ["2026-11-23T09:30"]
    assert one.xpath(".//meta[@itemprop='eventAttendanceMode']/@content") == [
        "https://schema.org/MixedEventAttendanceMode"
    ]
    assert one.xpath(".//a[contains(@href, '.ics')]/@href") == [
        f"/agenda.ics?article={event(veille_db, '2026-11-23T09:30')}"
    ]


async def test_past_events_come_with_the_last_first_and_without_registration(site: Site, next_week: Site) -> None:
    page, later = await shown(site, "/agenda?quand=passes"), await shown(next_week, "/agenda?quand=passes")
    days = page.xpath("//ol[@class='day-list']/li/h3/time/@datetime")

    assert days == sorted(days, reverse=True)
    assert max(days) < "2026-11-21"
    assert "S’inscrire" not in text(page)
    assert len(later.xpath("//li[contains(@class, 'event')]")) > len(page.xpath("//li[contains(@class, 'event')]"))


async def test_months_are_counted_and_each_is_an_address(site: Site) -> None:
    page = await shown(site, "/agenda")
    months = page.xpath("//nav[@class='months']//a")

    assert months[0].get("href") == "/agenda?mois=2026-11"
    for month in months:
        result = await shown(site, month.get("href"))
        assert texts(result, "//h2[@id='resultats']")[0].split()[0] == text(month.xpath("./span")[0])
        assert texts(result, "//nav[@class='months']//a[@aria-current]")[0].startswith(text(month).rpartition(" ")[0])


async def test_counts_beside_choices_are_what_choosing_them_shows(site: Site) -> None:
    page = await shown(site, "/agenda?enligne=oui")
    seen = 0
    for axis in ("territoire", "theme", "secteur"):
        for option in page.xpath(f"//select[@name='{axis}']/option[@value != '']")[:5]:
            result = await shown(site, f"/agenda?{urlencode({'enligne': 'oui', axis: option.get('value')})}")
            assert texts(result, "//h2[@id='resultats']")[0].split()[0] == text(option).rpartition("(")[2].rstrip(")")
            seen += 1
    assert seen > 8


async def test_an_event_is_where_it_takes_place_not_where_its_article_speaks_of(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/agenda?territoire=R52")
    with closing(sqlite3.connect(veille_db)) as db:
        wanted = {f"/article/{row[0]}" for row in db.execute(
            "select article_id from evenements e where coalesce(fin, debut) >= '2026-11-21' and (territoire_id = 'R52'"
            " or territoire_id is null and exists (select 1 from articles_territoires t"
            " where t.article_id = e.article_id and t.territoire_id = 'R52'))")}  # fmt: skip

    assert set(page.xpath("//li[contains(@class, 'event')]//h4/a/@href")) == wanted
    assert wanted


async def test_words_are_looked_for_in_the_articles_of_events(site: Site) -> None:
    page = await shown(site, "/agenda?q=coop%C3%A9rative")

    assert page.xpath("//li[contains(@class, 'event')]")
    assert texts(page, "//ul[@class='active-filters']//strong") == ["coopérative"]


@pytest.mark.parametrize(
    "query", ["quand=jamais", "mois=2026", "mois=2026-13", "enligne=x", "territoire=R99", "page=-1", "q=-x"]
)
async def test_what_is_wrong_with_an_address_is_said(site: Site, query: str) -> None:
    page = await shown(site, f"/agenda?{query}", 400)

    assert page.xpath("//div[@class='answer']//li")


async def test_an_agenda_without_anything_leads_on(site: Site) -> None:
    page = await shown(site, "/agenda?mois=2031-01")

    assert texts(page, "//h2[@id='resultats']") == ["Aucun événement"]
    assert page.xpath("//div[@class='empty']//a/@href") == ["/agenda?quand=passes", "/recherche?genre=evenement"]
