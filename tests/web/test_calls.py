"""The list of calls and the page of one: what stands where on the day of the visit, every state a plain address."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from lxml import html

from tests.support import publiccalls
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


def titles(page: html.HtmlElement) -> list[str]:
    return texts(page, "//li[contains(@class, 'dated')]//h3")


def call(page: html.HtmlElement, article: int, path: Path) -> html.HtmlElement:
    with closing(sqlite3.connect(path)) as db:
        (number,) = db.execute("select id from appels where article_id = ?", (article,)).fetchone()
    return page.xpath(f"//li[contains(@class, 'dated')][.//h3/a[@href='/appel/{number}']]")[0]


@pytest.fixture
async def tomorrow(veille_db: Path) -> AsyncIterator[Site]:
    """The same site a day later."""
    site = web.build(veille_db, LEGAL, now=lambda: NOW + timedelta(days=1))
    yield site
    site.close()


async def test_calls_come_in_order_of_their_next_deadline_those_without_last(site: Site) -> None:
    pages = [await shown(site, "/appels"), await shown(site, "/appels?page=2")]
    listed = [item for page in pages for item in page.xpath("//li[contains(@class, 'dated')]")]
    closings = [
        item.xpath("./p/time/@datetime")[0] for item in listed if text(item.xpath("./p")[0]).startswith("jusqu’au")
    ]

    assert texts(pages[0], "//h2[@id='resultats']") == ["24 appels"]
    assert len(listed) == 24
    assert len(closings) == 19
    assert closings == sorted(closings)
    assert closings[0] == "2026-11-21T12:00"
    assert not [item for item in listed[-4:] if "jusqu’au" in text(item)]


async def test_badges_tell_in_words_what_is_unusual(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/appels")

    def badges(article: int) -> list[str]:
        return texts(call(page, article, veille_db), ".//ul[@class='badges']/li")

    assert badges(21) == ["ferme aujourd’hui"]
    assert badges(122) == ["ferme demain"]
    assert badges(82) == ["ferme dans 7 jours"]
    assert badges(202) == ["ferme dans 5 jours", "prolongé"]
    assert badges(66) == ["annoncé", "ouvre dans 9 jours"]
    assert "au lieu du jeudi 19 novembre" in text(call(page, 202, veille_db))
    assert "à vérifier (peu sûr)" in text(call(page, 122, veille_db))
    urgent = page.xpath("//ul[@class='badges']/li[@class='urgent']")
    assert [text(one) for one in urgent] == [
        "ferme aujourd’hui", "ferme demain", "ferme dans 3 jours", "ferme dans 5 jours", "ferme dans 6 jours",
        "ferme dans 7 jours",
    ]  # fmt: skip


async def test_a_call_tells_for_whom_how_much_and_from_whom(site: Site, veille_db: Path) -> None:
    one = call(await shown(site, "/appels"), 14, veille_db)
    facts = dict(zip(texts(one, ".//dt"), texts(one, ".//dd"), strict=True))

    assert facts == {
        "Pour qui": "associations, mutuelles",
        "Montant": "40 000 € (au plus, par projet) 80 % (taux d’aide)",
        "Financeur": "Agence régionale de santé",
        "Territoire": "France",
    }
    assert one.xpath(".//p[@class='meta']/a/@href")[1:] == [
        "/appel/3#articles", "https://demarches.example/soigner-ensemble",
    ]  # fmt: skip
    assert "2 autres articles" in text(one)


async def test_a_later_wave_is_the_next_deadline_once_the_first_is_past(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/appels")
    passed, ahead = call(page, 167, veille_db), call(page, 74, veille_db)

    assert passed.xpath("./p/time/@datetime") == ["2026-12-21"]
    assert texts(ahead, ".//dt[text()='Puis']/following-sibling::dd") == ["jeudi 11 mars 2027 mercredi 9 juin 2027"]


@pytest.mark.parametrize(
    ("state", "count"),
    [("ouverts", 20), ("bientot", 9), ("annonces", 2), ("permanents", 2), ("clos", 4), ("sans-date", 1), ("tous", 29)],
)
async def test_each_state_is_an_address_and_counted_where_it_is_offered(site: Site, state: str, count: int) -> None:
    page = await shown(site, f"/appels?etat={state}")
    offered = (await shown(site, "/appels")).xpath(f"//nav[@class='tabs']//a[@href='/appels?etat={state}']")[0]

    assert texts(page, "//h2[@id='resultats']") == [f"{count} appel{'s' if count > 1 else ''}"]
    assert page.xpath("//nav[@class='tabs']//a[@aria-current]/@href") == [f"/appels?etat={state}"]
    if state not in ("clos", "sans-date", "tous"):
        assert text(offered.xpath("./span")[0]) == str(count)


async def test_closed_calls_come_with_the_last_closed_first(site: Site) -> None:
    page = await shown(site, "/appels?etat=clos")
    days = page.xpath("//p[@class='dated-when']/time/@datetime")

    assert days == sorted(days, reverse=True)
    assert texts(page, "//ul[@class='badges']") == ["clos"] * 4


async def test_a_call_closes_by_itself_at_midnight_in_paris(site: Site, tomorrow: Site, veille_db: Path) -> None:
    today, later = await shown(site, "/appels"), await shown(tomorrow, "/appels")

    assert texts(later, "//h2[@id='resultats']") == ["23 appels"]
    assert set(titles(today)) - set(titles(later)) == {titles(today)[0]}
    assert texts(call(later, 122, veille_db), ".//li[@class='urgent']") == ["ferme aujourd’hui"]
    etags = [(await one.client.get("/appels")).headers["etag"] for one in (site, tomorrow)]
    assert etags[0] != etags[1]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 11, 21, 22, 59, tzinfo=UTC), "ferme aujourd’hui"),
        (datetime(2026, 11, 21, 23, 0, tzinfo=UTC), ""),
    ],
)
async def test_days_are_those_of_paris(veille_db: Path, now: datetime, said: str) -> None:
    site = web.build(veille_db, LEGAL, now=lambda: now)
    try:
        page = await shown(site, "/appels?etat=tous")
    finally:
        site.close()

    assert (said in texts(page, "//ul[@class='badges']/li")) is bool(said)


async def test_an_unchanged_list_is_not_sent_again(site: Site) -> None:
    first = await site.client.get("/appels")
    again = await site.client.get("/appels", headers={"if-none-match": first.headers["etag"]})

    assert again.status_code == 304


async def test_a_call_is_for_those_inside_its_zone_and_for_those_around_it(site: Site, veille_db: Path) -> None:
    brittany = await shown(site, "/appels?territoire=R53")
    town = await shown(site, "/appels?territoire=93066")

    def listed(page: html.HtmlElement) -> set[str]:
        return set(page.xpath("//li[contains(@class, 'dated')]//h3/a/@href"))

    with closing(sqlite3.connect(veille_db)) as db:
        number = dict(db.execute("select article_id, id from appels").fetchall())
    # of Brittany, of France, of the Union; not of Île-de-France
    assert {f"/appel/{number[article]}" for article in (201, 265, 14, 83)} <= listed(brittany)
    assert not {f"/appel/{number[article]}" for article in (85, 284, 55)} & listed(brittany)
    # of the town itself, its département, its région, France
    assert {f"/appel/{number[article]}" for article in (284, 85, 202, 14, 83)} <= listed(town)
    assert f"/appel/{number[201]}" not in listed(town)


async def test_counts_beside_choices_are_what_choosing_them_shows(site: Site) -> None:
    page = await shown(site, "/appels?theme=financement")
    for axis in ("territoire", "secteur"):
        for option in page.xpath(f"//select[@name='{axis}']/option[@value != '']"):
            query = urlencode({"theme": "financement", axis: option.get("value")})
            result = await shown(site, f"/appels?{query}")
            said = int(text(option).rpartition("(")[2].rstrip(")"))
            assert texts(result, "//h2[@id='resultats']")[0].split()[0] == str(said)
    themes = page.xpath("//select[@name='theme']/option[@value != '']")
    assert len(themes) > 5
    for option in themes[:4]:
        result = await shown(site, f"/appels?theme={option.get('value')}")
        assert texts(result, "//h2[@id='resultats']")[0].split()[0] == text(option).rpartition("(")[2].rstrip(")")


async def test_words_are_looked_for_in_articles_that_tell_of_the_call(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/appels?q=r%C3%A9emploi+mat%C3%A9riaux&etat=tous")

    assert call(page, 21, veille_db) is not None
    assert texts(page, "//ul[@class='active-filters']//strong") == ["réemploi matériaux"]
    assert (await shown(site, "/appels?q=introuvable")).xpath("//div[@class='empty']//a/@href") == [
        "/appels?q=introuvable&etat=tous", "/recherche?q=introuvable&genre=appel-a-projets",
    ]  # fmt: skip


async def test_newest_calls_first_when_asked(site: Site) -> None:
    page = await shown(site, "/appels?tri=nouveaux&etat=tous")
    numbers = [int(href.removeprefix("/appel/")) for href in page.xpath("//li[contains(@class,'dated')]//h3/a/@href")]

    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        "etat=%27%3B+drop",
        "tri=x",
        "territoire=R99",
        "theme=rien",
        "page=0",
        "page=99999",
        "page=x",
        "q=-x",
        "q=" + "a" * 400,
    ],
)
async def test_what_is_wrong_with_an_address_is_said(site: Site, query: str) -> None:
    page = await shown(site, f"/appels?{query}", 400)

    assert page.xpath("//div[@class='answer']//li")
    assert len(page.xpath("//select[@name='territoire']/option")) > 5


async def test_beyond_the_last_page_one_is_led_back(site: Site) -> None:
    page = await shown(site, "/appels?page=400&etat=tous")

    assert page.xpath("//div[@class='empty']//a/@href") == ["/appels?etat=tous"]


async def test_hostile_titles_and_links_are_only_text(site: Site) -> None:
    page = await shown(site, "/appels")

    assert any("HYPERLINK" in title for title in titles(page))
    assert not page.xpath("//*[self::b or self::script or starts-with(@href, 'javascript')]")


async def test_a_list_says_how_to_follow_it(site: Site) -> None:
    page = await shown(site, "/appels?territoire=R53&page=1")

    links = page.xpath("//nav[@class='follow']//a/@href")
    assert [link.partition("?")[0] for link in links] == [
        "/appels.atom", "/appels.json", "/appels.ics", "/appels.csv", "/suivre",
    ]  # fmt: skip
    assert page.xpath("//link[@type='application/atom+xml']/@href")[0] == "/appels.atom?territoire=R53"


async def test_the_page_of_a_call_tells_everything(site: Site) -> None:
    page = await shown(site, "/appel/1")
    said = text(page.xpath("//article")[0])
    facts = {f"{text(dt)} {text(dt.getnext())}" for dt in page.xpath("//dl[@class='facts stacked']//dt")}

    assert texts(page, "//h1") == ["Fonds des communs"]
    assert texts(page, "//header/ul[@class='badges']/li") == ["ferme dans 10 jours", "prolongé"]
    assert any(fact.startswith("Date limite mardi 1er décembre 2026 à 12 h") for fact in facts)
    assert "« Dossiers à déposer avant le <b>15 décembre</b>, 12 h. »" in said
    assert any(fact.startswith("Vague suivante vendredi 19 février 2027") for fact in facts)
    assert "au lieu du mardi 24 novembre 2026" in said
    assert "30 000 € (au plus, par projet)" in said
    assert "« mardi 24 novembre 2026 » devient « mardi 1er décembre 2026 »" in said
    assert sorted(page.xpath("//section[@aria-labelledby='articles']//h3/a/@href")) == ["/article/1", "/article/2"]
    assert page.xpath("//a[text()='Ajouter à mon calendrier']/@href") == ["/appels.ics?appel=1"]
    assert page.xpath("//article/@itemtype") == ["https://schema.org/Grant"]
    assert page.xpath("//*[@itemprop='funder']//*[@itemprop='name']/text()") == ["Région <Velmont>"]
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")


async def test_the_page_of_a_call_without_dates_says_so(site: Site, veille_db: Path) -> None:
    with closing(sqlite3.connect(veille_db)) as db:
        (number,) = db.execute("select id from appels where article_id = 84").fetchone()
    page = await shown(site, f"/appel/{number}")

    assert "Aucune date n’a pu être lue" in text(page)
    assert not page.xpath("//a[contains(@href, '.ics?appel')]")


async def test_an_unknown_call_is_not_found(site: Site) -> None:
    for address in ("/appel/999999", "/appel/0", "/appel/x", "/appel/999999999999999999"):
        assert (await site.client.get(address)).status_code == 404


async def test_every_invented_call_has_a_page(site: Site, veille_db: Path) -> None:
    with closing(sqlite3.connect(veille_db)) as db:
        numbers = [row[0] for row in db.execute("select id from appels")]

    assert len(numbers) == len(publiccalls.CALLS) + 1
    for number in numbers:
        assert (await site.client.get(f"/appel/{number}")).status_code == 200
