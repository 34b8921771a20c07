"""Weekly overviews: what they tell, of which weeks there is one, how they are listed."""

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


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


async def page_of(site: Site, address: str) -> html.HtmlElement:
    reply = await site.client.get(address)
    assert reply.status_code == 200
    return html.fromstring(reply.text)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str], Path]:
    def build(sql: str) -> Path:
        path = publicdb.build(tmp_path / "veille.db")
        with closing(sqlite3.connect(path)) as db, db:
            db.executescript(sql)
        return path

    return build


async def changed_page(path: Path, address: str, now: datetime = NOW) -> html.HtmlElement:
    built = web.build(path, LEGAL, now=lambda: now)
    try:
        return await page_of(built, address)
    finally:
        built.close()


async def test_a_week_is_titled_honestly_and_the_current_one_says_so(site: Site) -> None:
    current = await page_of(site, "/bulletins/2026-s47")
    before = await page_of(site, "/bulletins/2026-s46")

    assert current.xpath("string(//title)").startswith("La semaine du 16 au 22\u00a0novembre 2026, résumé automatique")
    assert texts(current, "//h1") == ["La semaine du 16 au 22 novembre 2026"]
    assert texts(current, "//*[@class='now']") == ["en cours"]
    assert "cette page se complète jusqu’à dimanche soir" in current.text_content()
    assert not before.xpath("//*[@class='now']")
    assert "contre 46 la semaine d’avant" in texts(before, "//p[@class='lead']")[0]


async def test_everything_shown_of_a_past_week_is_of_that_week(site: Site, veille_db: Path) -> None:
    page = await page_of(site, "/bulletins/2026-s46")
    ids = [int(href.rpartition("/")[2]) for href in page.xpath("//div[@class='week-articles']//h3/a/@href")]
    with closing(sqlite3.connect(veille_db)) as db:
        days = [db.execute("select publie_le from articles where id = ?", (one,)).fetchone()[0] for one in ids]

    assert len(ids) >= 12
    assert len(set(ids)) == len(ids)
    assert all("2026-11-09" <= day <= "2026-11-15" for day in days)


async def test_studies_are_told_once_and_no_source_gives_more_than_three_articles(site: Site) -> None:
    page = await page_of(site, "/bulletins/2026-s47")
    shown = page.xpath("//div[@class='week-articles']//h3/a/@href") + page.xpath(
        "//section[@aria-labelledby='etudes']//li/a/@href"
    )
    sources = texts(page, "//div[@class='week-articles']//p[@class='meta']/a[1]")
    sources += texts(page, "//section[@aria-labelledby='etudes']//p[@class='meta']/span[1]")

    assert len(shown) == len(set(shown)) == len(sources)
    assert max(sources.count(one) for one in sources) <= 3


async def test_links_to_all_of_a_theme_lead_to_the_number_promised(site: Site) -> None:
    page = await page_of(site, "/bulletins/2026-s47")
    for link in page.xpath("//div[@class='week-articles']//p[@class='rest']/a")[:3]:
        results = await page_of(site, link.get("href"))

        assert "du=2026-11-16&au=2026-11-22" in link.get("href")
        assert texts(results, "//h2[@id='resultats']") == [f"{link.text_content().split()[1]} articles"]


async def test_a_call_is_new_only_in_the_week_that_first_told_of_it(changed: Callable[[str], Path]) -> None:
    path = changed("""delete from articles_appels;
        update appels set id = 2 where id = (select min(id) from appels where id > 1);
        update appels set titre = 'Autre ' || id, date_cloture = '2027-01-01' where id > 1;
        update appels set titre = 'Déjà annoncé', date_cloture = '2027-01-01' where id = 1;
        update articles set genre = 'appel-a-projets', publie_le = '2026-11-11' where id = 1;
        update articles set genre = 'appel-a-projets', publie_le = '2026-11-18' where id in (2, 3);
        insert into articles_appels values (1, 1), (2, 1), (3, 2)""")
    first = await changed_page(path, "/bulletins/2026-s46")
    later = await changed_page(path, "/bulletins/2026-s47")

    assert texts(first, "//section[@aria-labelledby='nouveaux']//li/a") == ["Déjà annoncé"]
    assert texts(later, "//section[@aria-labelledby='nouveaux']//li/a") == ["Autre 2"]


async def test_closings_and_events_are_those_of_the_week_after(changed: Callable[[str], Path]) -> None:
    path = changed("""update appels set date_cloture = '2020-01-01', vagues = '[]';
        update appels set id = id - (select min(id) from appels where id > 1) + 2 where id > 1;
        update appels set titre = 'Dimanche', date_cloture = '2026-11-22' where id = 1;
        update appels set titre = 'Lundi', date_cloture = '2026-11-23T12:00' where id = 2;
        update appels set titre = 'Dimanche d’après', date_cloture = '2026-11-29' where id = 3;
        update appels set titre = 'Trop tard', date_cloture = '2026-11-30' where id = 4;
        update evenements set debut = '2026-11-30'; update evenements set debut = '2026-11-24' where article_id = 3""")
    page = await changed_page(path, "/bulletins/2026-s47")

    assert texts(page, "//section[@aria-labelledby='clotures']//li/a") == ["Lundi", "Dimanche d’après"]
    assert page.xpath("//section[@aria-labelledby='evenements']//li/a/@href") == ["/article/3"]


@pytest.mark.parametrize(
    "week",
    ["2026-s54", "2025-s53", "0000-s01", "2026-s48", "9999-s01", "2026-s00", "x", "2026-47", "1999-s01", "-1-s01",
     "2026-s47'--", "0001-s01"],
)  # fmt: skip
async def test_weeks_that_are_none_to_come_or_empty_are_not_found(site: Site, week: str) -> None:
    reply = await site.client.get(f"/bulletins/{week}")

    assert reply.status_code == 404
    assert "Page introuvable" in reply.text


@pytest.mark.parametrize(("spelt", "week"), [("2026-S46", "2026-s46"), ("2026-s9", "2026-s09")])
async def test_a_week_has_one_address(site: Site, spelt: str, week: str) -> None:
    reply = await site.client.get(f"/bulletins/{spelt}")

    assert (reply.status_code, reply.headers["location"]) == (301, f"/bulletins/{week}")


async def test_the_current_week_is_there_even_before_its_first_article(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=0)
    page = await changed_page(path, "/bulletins/2026-s47")
    listed = await changed_page(path, "/bulletins")

    assert "Cette page se remplira au fil des jours" in page.text_content()
    assert "Le premier résumé paraîtra ici" in listed.text_content()


async def test_weeks_are_listed_newest_first_with_their_number_of_articles(site: Site, veille_db: Path) -> None:
    page = await page_of(site, "/bulletins")
    weeks = [href.rpartition("/")[2] for href in page.xpath("//ul[@class='weeks']//a/@href")]
    counts = [int(one.split()[0]) for one in texts(page, "//ul[@class='weeks']//span[@class='count']")]
    with closing(sqlite3.connect(veille_db)) as db:
        total = db.execute("select count(*) from articles").fetchone()[0]

    assert weeks == sorted(weeks, reverse=True)
    assert weeks[:2] == ["2026-s47", "2026-s46"]
    assert "2026-s38" not in weeks
    assert sum(counts) == total
    assert [(await site.client.get(f"/bulletins/{week}")).status_code for week in weeks] == [200] * len(weeks)


async def test_years_are_by_their_own_address_and_years_without_article_are_not(changed: Callable[[str], Path]) -> None:
    path = changed("""update articles set publie_le = '2025-01-01' where id = 1;
        update articles set publie_le = '2021-01-03' where id = 2;
        delete from comptes where axe = 'jour';
        insert into comptes select 'jour', publie_le, '', count(*) from articles group by publie_le""")
    built = web.build(path, LEGAL, now=lambda: NOW)
    newest = await page_of(built, "/bulletins")
    old = await page_of(built, "/bulletins?annee=2020")
    wrong = [
        (await built.client.get(f"/bulletins?annee={year}")).status_code
        for year in ("2022", "x", "2027", "-1", "9" * 40)
    ]
    built.close()

    assert texts(newest, "//nav[@class='years']//a") == ["2026", "2025", "2020"]
    assert texts(newest, "//nav[@class='years']//a[@aria-current]") == ["2026"]
    assert old.xpath("//ul[@class='weeks']//a/@href") == ["/bulletins/2020-s53"]
    assert wrong == [404] * 5
    assert [page.xpath("string(//link[@rel='canonical']/@href)") for page in (newest, old)] == [
        "/bulletins",
        "/bulletins?annee=2020",
    ]


async def test_a_week_leads_to_its_neighbours_that_have_articles(site: Site) -> None:
    page = await page_of(site, "/bulletins/2026-s46")
    oldest = await page_of(site, "/bulletins/2026-s37")

    assert page.xpath("//a[@rel='prev']/@href") == ["/bulletins/2026-s45"]
    assert page.xpath("//a[@rel='next']/@href") == ["/bulletins/2026-s47"]
    assert oldest.xpath("//a[@rel='next']/@href") == ["/bulletins/2026-s39"]


async def test_an_overview_is_forwarded_with_its_title_and_whole_address(site: Site) -> None:
    page = await page_of(site, "/bulletins/2026-s46")
    (mail,) = page.xpath("//a[starts-with(@href, 'mailto:')]/@href")

    assert mail.startswith("mailto:?subject=La%20semaine%20du%209")
    assert mail.endswith("/bulletins/2026-s46")
    assert "body=http" in mail


async def test_the_current_week_changes_at_midnight_in_paris(veille_db: Path) -> None:
    sunday = datetime(2026, 11, 22, 22, 59, tzinfo=UTC)
    before = await changed_page(veille_db, "/bulletins/2026-s47", sunday)
    after = await changed_page(veille_db, "/bulletins/2026-s47", sunday + timedelta(minutes=1))

    assert before.xpath("//*[@class='now']")
    assert not after.xpath("//*[@class='now']")
