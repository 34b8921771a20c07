"""The home page: what is new, what closes, what comes, what rises; quiet where there is nothing."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import html

from tests.support import publicdb
from tests.support.livesite import LEGAL
from veille import web
from veille.web.site import Site

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
TODAY = publicdb.TODAY


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


def section(page: html.HtmlElement, ident: str) -> html.HtmlElement:
    return page.xpath(f"//section[@aria-labelledby='{ident}']")[0]


async def home_of(path: Path, now: datetime = NOW) -> html.HtmlElement:
    built = web.build(path, LEGAL, now=lambda: now)
    try:
        reply = await built.client.get("/")
    finally:
        built.close()
    assert reply.status_code == 200
    return html.fromstring(reply.text)


@pytest.fixture
async def home(site: Site) -> html.HtmlElement:
    return html.fromstring((await site.client.get("/")).text)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str], Path]:
    def build(sql: str, articles: int = 300) -> Path:
        path = publicdb.build(tmp_path / "veille.db", articles=articles)
        with closing(sqlite3.connect(path)) as db, db:
            db.executescript(sql)
        return path

    return build


def test_the_page_reads_from_the_search_box_to_the_ways_in(home: html.HtmlElement) -> None:
    order = [
        "Nouveau cette semaine", "Appels qui ferment bientôt", "À l’agenda", "Ce qui monte", "Le résumé de la semaine",
        "Thèmes", "Secteurs", "Régions", "Types d’articles",
    ]  # fmt: skip
    inputs = home.xpath("//main//input[@type='search' and @name='q']")

    assert texts(home, "//h2") == order
    assert len(inputs) == 1
    assert inputs[0].xpath("following::h2")[0].text == "Nouveau cette semaine"


def test_the_newest_days_come_first_with_a_few_articles_of_each(home: html.HtmlElement) -> None:
    days = home.xpath("//section[@class='day']/h3/time/@datetime")

    assert days == sorted(days, reverse=True)
    assert texts(home, "//section[@class='day']/h3")[0] == "Aujourd’hui, samedi 21 novembre 2026"
    assert [len(day.xpath(".//h4")) for day in home.xpath("//section[@class='day']")] == [5, 4, 3]


async def test_numbers_are_those_of_the_lists_they_lead_to(site: Site, home: html.HtmlElement) -> None:
    links = [
        *home.xpath("//p[@class='rest']/a"),
        *home.xpath("//section[@aria-labelledby='nouveau']//a[@class='more']"),
    ]
    for link in links:
        results = html.fromstring((await site.client.get(link.get("href"))).text)
        count = next(word for word in link.text_content().split() if word.isdigit())

        assert texts(results, "//h2[@id='resultats']") == [f"{count} articles"]
    assert len(links) == 4


async def test_counts_of_themes_are_those_of_the_search(site: Site, home: html.HtmlElement) -> None:
    for link in home.xpath("//nav[@aria-labelledby='par-theme']//ul//a")[:3]:
        count = link.xpath("string(.//span[@class='count'])")
        theme = link.get("href").rpartition("/")[2]
        results = html.fromstring((await site.client.get(f"/recherche?theme={theme}")).text)

        assert texts(results, "//h2[@id='resultats']") == [f"{count} articles"]


def test_no_source_fills_the_news(home: html.HtmlElement) -> None:
    shown = home.xpath("//section[@class='day']//p[@class='meta']/a[starts-with(@href, '/source/')]/@href")

    assert len(shown) == 12
    assert max(shown.count(one) for one in shown) <= 3


async def test_calls_that_close_within_thirty_days_come_in_the_order_of_their_days(
    changed: Callable[[str], Path],
) -> None:
    days = {"Hier": -1, "Aujourd’hui même": 0, "Demain": 1, "Le trentième": 30, "Plus tard": 31}
    sql = "update appels set date_cloture = '2020-01-01', vagues = '[]';" + "".join(
        f"update appels set titre = '{title}', date_cloture = '{TODAY + timedelta(days=day)}' where id ="
        f" (select id from appels order by id limit 1 offset {number});"
        for number, (title, day) in enumerate(days.items())
    )
    found = section(await home_of(changed(sql)), "appels")

    assert texts(found, ".//li/a") == ["Aujourd’hui même", "Demain", "Le trentième"]
    assert texts(found, ".//strong") == ["aujourd’hui", "demain", "dans 30 jours"]
    assert all(href.startswith("/appel/") for href in found.xpath(".//li/a/@href"))


async def test_a_call_in_waves_counts_by_its_next_closing(changed: Callable[[str], Path]) -> None:
    ahead = [str(TODAY + timedelta(days=days)) for days in (9, 70)]
    sql = (
        "update appels set date_cloture = '2020-01-01', vagues = '[]';"
        "update appels set titre = 'Par vagues', vagues ="
        f" json_array('2026-01-01', '{ahead[0]}', '{ahead[1]}') where id = 1;"
    )
    found = section(await home_of(changed(sql)), "appels")

    assert texts(found, ".//li/a") == ["Par vagues"]
    assert found.xpath(".//time/@datetime") == [ahead[0]]


def test_events_ahead_come_in_order_with_day_and_place(home: html.HtmlElement) -> None:
    moments = section(home, "agenda").xpath(".//time/@datetime")

    assert moments == sorted(moments)
    assert moments[0] >= str(TODAY)
    assert len(moments) == 4


async def test_a_theme_told_of_more_than_its_past_makes_likely_rises_with_both_numbers(
    changed: Callable[[str], Path],
) -> None:
    sql = """update articles set publie_le = date(publie_le, '-40 days') where id % 2;
        delete from comptes where axe = 'jour';
        insert into comptes select 'jour', publie_le, '', count(*) from articles group by publie_le;
        delete from articles_secteurs;
        delete from articles_themes;
        insert into articles_secteurs select id, 'energie', 0.9, 'machine', '[]', publie_le from articles
        where publie_le < '2026-11-21' and publie_le >= '2026-10-24' limit 40;
        insert into articles_secteurs select id, 'energie', 0.9, 'machine', '[]', publie_le from articles
        where publie_le < '2026-10-24' limit 9"""
    page = await home_of(changed(sql))
    lines = section(page, "monte").xpath(".//li")

    assert texts(page, "//section[@aria-labelledby='monte']//li/a") == ["Énergie"]
    assert "40 articles contre" in " ".join(lines[0].text_content().split())
    assert "d’habitude" in lines[0].text_content()


def test_when_nothing_stands_out_the_page_says_so(home: html.HtmlElement) -> None:
    assert texts(section(home, "monte"), ".//p") == [
        "Aucun thème ni secteur ne se détache ces quatre dernières semaines."
    ]


def test_the_latest_whole_week_is_offered(home: html.HtmlElement) -> None:
    link = section(home, "bulletin").xpath(".//li/a")[0]

    assert link.get("href") == "/bulletins/2026-s46"
    assert "du 9 au 15" in link.text_content()


async def test_the_first_day_is_friendly_and_promises_nothing_it_has_not(tmp_path: Path) -> None:
    page = await home_of(publicdb.build(tmp_path / "veille.db", articles=0))

    assert "La première collecte les fera paraître ici" in page.text_content()
    assert texts(page, "//h2") == ["Nouveau cette semaine", "Appels qui ferment bientôt", "À l’agenda"]
    assert page.xpath("//main//input[@name='q']")


async def test_a_quiet_week_says_so_and_leads_to_what_was_before(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=20)
    page = await home_of(path, NOW + timedelta(days=200))

    assert "Rien de neuf ces sept derniers jours." in page.text_content()
    assert "Aucun appel connu ne ferme dans le mois." in page.text_content()
    assert "Aucun événement connu dans les deux mois." in page.text_content()


async def test_hostile_titles_of_the_day_stay_text(changed: Callable[[str], Path]) -> None:
    page = await home_of(changed("update articles set titre = '<script>alert(1)</script> ' || id"))

    assert page.xpath("//section[@class='day']//h4/a")[0].text_content().startswith("<script>")
    assert not page.xpath("//script")
