"""Pages of themes, sectors and sources: what they are, over time, what is coming, what goes with them."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from tests.support import publicdb
from tests.support.livesite import LEGAL
from veille import web
from veille.models import Health, health_name
from veille.web import french
from veille.web.pages.axes import STATES
from veille.web.site import Site


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


async def shown(site: Site, address: str) -> html.HtmlElement:
    reply = await site.client.get(address)
    assert reply.status_code == 200, address
    return html.fromstring(reply.text)


def asked(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql, values).fetchall()


async def test_a_theme_says_what_it_covers_and_shows_its_newest_articles(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/theme/financement")
    newest = asked(
        veille_db,
        "select article_id from articles_themes where theme_id = 'financement'"
        " order by publie_le desc, article_id desc limit 12",
    )
    ((count,),) = asked(veille_db, "select count(*) from articles_themes where theme_id = 'financement'")

    assert texts(page, "//header//p[@class='eyebrow']") == ["Thème"]
    assert texts(page, "//header//p[@class='lead']")[0].startswith("Subventions, investissement, épargne solidaire")
    assert page.xpath("//ul[@class='cards']/li//h3/a/@href") == [f"/article/{row[0]}" for row in newest]
    assert texts(page, "//h2[@id='rythme']") == [french.articles(int(str(count)))]
    assert "/recherche?theme=financement" in page.xpath("//section[@aria-labelledby='derniers']//a/@href")


async def test_the_chart_says_what_it_shows_and_its_table_has_every_number(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/theme/financement")
    drawing = page.xpath("//figure[@class='chart']//*[local-name()='svg']")[0]
    title, desc = (page.get_element_by_id(one) for one in drawing.get("aria-labelledby").split())
    months = asked(
        veille_db, "select mois, nombre from comptes where axe = 'theme' and valeur = 'financement' and mois <> ''"
    )
    rows = [" ".join(texts(row, "*")) for row in page.xpath("//details[@class='chart-data']//tbody/tr")]

    assert drawing.get("role") == "img"
    assert title.text == "Articles par mois\u00a0: Financement et finance solidaire"
    assert "le mois le plus fourni est novembre\u00a02026" in desc.text
    assert len(drawing.xpath(".//*[local-name()='rect']")) == len(months)
    assert len(rows) == 12
    assert rows[0].startswith("novembre 2026 (en cours) ")
    assert rows[-1] == "décembre 2025 pas encore de veille"
    assert {int(row.split()[-1]) for row in rows if row[-1].isdigit()} >= {row[1] for row in months}


async def test_what_moved_compares_thirty_days_with_the_thirty_before(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/theme/financement")
    count = "select count(*) from articles_themes where theme_id = 'financement' and publie_le between ? and ?"
    ((recent,),) = asked(veille_db, count, "2026-10-23", "2026-11-21")
    ((before,),) = asked(veille_db, count, "2026-09-23", "2026-10-22")

    assert texts(page, "//div[@class='pulse-words']/p")[0].startswith(
        f"{recent} articles ces trente derniers jours, contre {before} les trente jours d’avant"
    )


async def test_a_watch_younger_than_sixty_days_compares_nothing(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=40)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("delete from articles where publie_le < '2026-10-20'")
        db.execute("delete from articles_themes where publie_le < '2026-10-20'")
    built = web.build(path, LEGAL, now=lambda: datetime(2026, 11, 21, 7, 30, tzinfo=UTC))
    try:
        page = await shown(built, "/theme/financement")
    finally:
        built.close()

    assert page.xpath("//div[@class='pulse-words']")
    assert not page.xpath("//div[@class='pulse-words']/p[contains(., 'trente')]")


async def test_open_calls_come_soonest_first_and_closed_ones_not_at_all(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/theme/financement")
    days = page.xpath("//section[@aria-labelledby='appels']//time/@datetime")

    assert len(days) > 1
    assert days == sorted(days)
    assert days[0] >= "2026-11-21"
    assert page.xpath("//section[@aria-labelledby='appels']//a/@href")[-1] == "/appels?theme=financement"
    last = max(day for (day,) in asked(veille_db, "select coalesce(date_cloture, '') from appels"))
    later = web.build(veille_db, LEGAL, now=lambda: datetime(int(str(last)[:4]) + 2, 1, 1, 12, tzinfo=UTC))
    try:
        assert not (await shown(later, "/theme/financement")).xpath("//section[@aria-labelledby='appels']")
    finally:
        later.close()


async def test_calls_not_open_yet_are_left_out_and_permanent_ones_come_last(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db")
    told = asked(
        path,
        "select distinct l.appel_id from articles_appels l join articles_themes t using (article_id)"
        " join articles a on a.id = l.article_id where t.theme_id = 'financement' and a.genre = 'appel-a-projets'"
        " order by l.appel_id limit 3",
    )
    permanent, announced, opened = (row[0] for row in told)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update appels set date_ouverture = null, date_cloture = '2026-01-01', vagues = '[]', permanent = 0")
        db.execute("update appels set date_cloture = null, permanent = 1 where id = ?", (permanent,))
        db.execute("update appels set date_cloture = '2027-03-01' where id in (?, ?)", (announced, opened))
        db.execute("update appels set date_ouverture = '2026-11-22' where id = ?", (announced,))
        db.execute("update appels set date_ouverture = '2026-11-21T14:00' where id = ?", (opened,))
    built = web.build(path, LEGAL, now=lambda: datetime(2026, 11, 21, 7, 30, tzinfo=UTC))
    try:
        page = await shown(built, "/theme/financement")
    finally:
        built.close()

    assert page.xpath("//section[@aria-labelledby='appels']//li/a/@href") == [f"/appel/{opened}", f"/appel/{permanent}"]


async def test_coming_events_and_studies_are_those_of_the_label(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/theme/financement")
    events = page.xpath("//section[@aria-labelledby='agenda']//li/a/@href")
    studies = page.xpath("//section[@aria-labelledby='etudes']//li/a/@href")
    labelled = {f"/article/{row[0]}" for row in asked(
        veille_db, "select article_id from articles_themes where theme_id = 'financement'")}  # fmt: skip
    kinds = {f"/article/{row[0]}" for row in asked(
        veille_db, "select id from articles where genre = 'etude-rapport'")}  # fmt: skip

    assert events
    assert set(events) <= labelled
    assert studies
    assert set(studies) <= labelled & kinds
    days = page.xpath("//section[@aria-labelledby='agenda']//time/@datetime")
    assert days == sorted(days)


async def test_related_labels_are_shared_by_more_articles_than_chance_would_have(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/theme/financement")
    near = page.xpath("//section[@aria-labelledby='lies']//li/a/@href")
    both = (
        "select count(*) from articles_themes a join articles_secteurs b using (article_id)"
        " where a.theme_id = 'financement' and b.secteur_id = ?"
    )
    ((themed,),) = asked(veille_db, "select count(*) from articles_themes where theme_id = 'financement'")
    ((total,),) = asked(veille_db, "select count(*) from articles")

    assert "/theme/financement" not in near
    assert "/territoire/FR" not in near
    sectors = [one.removeprefix("/secteur/") for one in near if one.startswith("/secteur/")]
    assert sectors
    for sector in sectors:
        ((shared,),) = asked(veille_db, both, sector)
        ((alone,),) = asked(veille_db, "select count(*) from articles_secteurs where secteur_id = ?", sector)
        assert int(str(shared)) / int(str(themed)) > int(str(alone)) / int(str(total))


async def test_words_are_searched_within_the_label_and_its_list_is_followed(site: Site) -> None:
    page = await shown(site, "/secteur/habitat")
    form = page.xpath("//main//form[@role='search']")[0]

    assert form.get("action") == "/recherche"
    assert form.xpath("input[@type='hidden']/@name") == ["secteur"]
    assert form.xpath("input[@type='hidden']/@value") == ["habitat"]
    assert page.xpath("//link[@type='application/atom+xml']/@href")[0] == "/recherche.atom?secteur=habitat"
    assert "/suivre?liste=recherche&secteur=habitat#courriel" in page.xpath("//nav[@class='follow']//a/@href")
    assert page.xpath("//link[@rel='canonical']/@href")[0].endswith("/secteur/habitat")


async def test_a_source_says_in_words_how_it_is_doing(site: Site) -> None:
    page = await shown(site, "/source/lettre-insertion")
    facts = dict(zip(texts(page, "//dl[@class='facts']//dt"), texts(page, "//dl[@class='facts']//dd"), strict=True))

    assert facts["État"].startswith("en panne depuis le 21 novembre 2026")
    assert facts["État"].endswith("Elle ne répond plus depuis un jour au moins ; la veille essaie encore.")
    assert facts["Famille"] == "média"
    assert facts["Langue"] == "français"
    assert facts["Site"] == "https://lettre-insertion.example.org/"
    assert facts["Dernière lecture"] == "21 novembre 2026 à 6 h"
    assert "Dernier article" in facts
    assert not page.xpath("//section[@aria-labelledby='lies']//a[starts-with(@href, '/source/lettre')]")


def test_every_state_of_a_source_has_its_words() -> None:
    assert STATES.keys() == {*map(health_name, [*Health, None]), "arrêtée"}


async def test_themes_and_sectors_are_all_listed_with_what_they_cover(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/themes")
    names = {row[0] for row in asked(veille_db, "select nom from themes union select nom from secteurs")}

    assert set(texts(page, "//ul[@class='labels']//h3/a")) == names
    assert len(page.xpath("//ul[@class='labels']/li/p")) == len(names)


@pytest.mark.parametrize("axis", ["theme", "secteur", "source", "territoire", "structure"])
@pytest.mark.parametrize(
    "value", ["inconnu", "%00", "%27%20or%201=1--", "%22%3E%3Cscript%3E", "..%2f..", "a" * 99, "%F0%9F%92%A9", "%ff"]
)
async def test_hostile_and_unknown_values_are_not_found_in_french(site: Site, axis: str, value: str) -> None:
    reply = await site.client.get(f"/{axis}/{value}")

    assert reply.status_code in (400, 404)
    assert 'lang="fr"' in reply.text
    assert "<script" not in reply.text


async def test_a_value_of_ten_kilobytes_is_refused_in_french(site: Site) -> None:
    for axis in ("theme", "territoire", "structure"):
        reply = await site.client.get(f"/{axis}/{'é' * 1700}")
        assert reply.status_code in (404, 414)
        assert 'lang="fr"' in reply.text


async def test_a_label_without_any_article_has_a_page(tmp_path: Path) -> None:
    built = web.build(publicdb.build(tmp_path / "veille.db", articles=0), LEGAL)
    try:
        for address in ("/theme/financement", "/source/coop-nord", "/territoires", "/structures", "/themes"):
            page = await shown(built, address)
            assert not page.xpath("//ul[@class='cards']")
    finally:
        built.close()


@pytest.mark.parametrize(
    ("written", "location"),
    [
        ("/theme/Financement", "/theme/financement"),
        ("/theme/Financement%20et%20finance%20solidaire", "/theme/financement"),
        ("/secteur/%C3%89nergie", "/secteur/energie"),
        ("/source/Coop-Nord", "/source/coop-nord"),
    ],
)
async def test_another_spelling_leads_to_the_page(site: Site, written: str, location: str) -> None:
    reply = await site.client.get(written)

    assert (reply.status_code, reply.headers["location"]) == (301, location)


@pytest.mark.parametrize(
    "address", ["/theme/financement", "/territoire/R11", "/source/coop-nord", "/structure/reseau-tisse"]
)
async def test_every_page_leads_up_to_its_list(site: Site, address: str) -> None:
    page = await shown(site, address)
    (up,) = page.xpath("//p[@class='eyebrow']/a/@href")

    assert address in (await site.client.get(up)).text
