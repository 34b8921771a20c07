"""The map, its table and its lists; a page for every territory there is, whether articles speak of it or not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html

from veille.web.france import france
from veille.web.site import Site

SVG = "*[local-name()='svg']"


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


async def shown(site: Site, address: str) -> html.HtmlElement:
    reply = await site.client.get(address)
    assert reply.status_code == 200, address
    return html.fromstring(reply.text)


def count(path: Path, code: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("select count(*) from articles_territoires where territoire_id = ?", (code,)).fetchone()[0]
    return int(found)


async def test_every_region_is_a_named_link_on_the_map_and_a_row_of_the_table(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/territoires")
    links = page.xpath(f"//figure[@class='map']/{SVG}//a")
    names = {link.get("href"): link.get("aria-label") for link in links}

    assert names.keys() == {f"/territoire/{code}" for code in france().regions}
    assert names["/territoire/R94"] == "Corse\u00a0: aucun article"
    assert names["/territoire/R53"] == f"Bretagne\u00a0: {count(veille_db, 'R53')} articles"
    rows = {row.get("href") for row in page.xpath("//div[@class='regions']//tbody/tr/th/a")}
    assert rows == names.keys()


async def test_the_table_counts_what_the_map_shows_most_told_of_first(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/territoires")
    rows = [
        (row.xpath("string(th/a/@href)")[-3:], int(row.xpath("string(td[1])")), int(row.xpath("string(td[2])")))
        for row in page.xpath("//div[@class='regions']//tbody/tr")
    ]
    with closing(sqlite3.connect(veille_db)) as db:
        recent = "select count(*) from articles_territoires where territoire_id = ? and publie_le >= '2026-10-23'"
        wanted = {code: (count(veille_db, code), db.execute(recent, (code,)).fetchone()[0]) for code, *_ in rows}

    assert {code: (every, new) for code, every, new in rows} == wanted
    assert [every for _code, every, _new in rows] == sorted((every for _c, every, _n in rows), reverse=True)


async def test_shades_follow_the_legend_and_never_speak_alone(site: Site) -> None:
    page = await shown(site, "/territoires")
    legend = dict(zip(
        page.xpath("//ul[@class='legend']//*[local-name()='path']/@class"), texts(page, "//ul[@class='legend']/li"),
        strict=True,
    ))  # fmt: skip
    shades = page.xpath(f"//figure[@class='map']/{SVG}//a/*[local-name()='path']/@class")
    numbers = page.xpath(f"//figure[@class='map']/{SVG}//a/*[local-name()='text']")

    assert set(shades) <= legend.keys()
    assert legend["s0"] == "aucun article"
    assert len(numbers) == len(shades) == 18


async def test_every_departement_is_listed_under_its_region(site: Site) -> None:
    page = await shown(site, "/territoires")
    listed = set(page.xpath("//section[@aria-labelledby='departements']//a/@href"))
    overseas = {"D971", "D972", "D973", "D974", "D976"}

    assert listed == {f"/territoire/{code}" for code in france().names if code.startswith("D")} - {
        f"/territoire/{code}" for code in overseas
    }
    assert page.xpath("//section[@aria-labelledby='d-R94']//a/text()") == ["Corse-du-Sud", "Haute-Corse"]


async def test_a_region_lists_all_its_departements_and_says_what_it_was_made_of(site: Site, veille_db: Path) -> None:
    idf = await shown(site, "/territoire/R11")
    grand_est = await shown(site, "/territoire/R44")

    assert texts(idf, "//section[@aria-labelledby='dedans']/h2") == ["Ses départements"]
    assert f"Seine-Saint-Denis {count(veille_db, 'D93')}" in texts(idf, "//section[@aria-labelledby='dedans']//li")
    assert len(idf.xpath("//section[@aria-labelledby='dedans']//li")) == 8
    assert not idf.xpath("//*[@id='anciennes']")
    assert "Alsace, Champagne-Ardenne, Lorraine" in grand_est.get_element_by_id("anciennes").text_content()


async def test_a_departement_lists_what_lies_in_it_most_told_of_first(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/territoire/D93")

    assert texts(page, "//section[@aria-labelledby='dedans']//li") == [f"Saint-Denis {count(veille_db, '93066')}"]


async def test_france_lists_its_regions_and_leads_to_the_map(site: Site) -> None:
    page = await shown(site, "/territoire/FR")

    assert len(page.xpath("//section[@aria-labelledby='dedans']//li")) == 18
    assert "/territoires" in page.xpath("//section[@aria-labelledby='dedans']//p/a/@href")


@pytest.mark.parametrize(
    ("code", "kind", "name", "above"),
    [
        ("35238", "Commune", "Rennes", ["243500139", "D35", "R53", "FR"]),
        ("243500139", "Intercommunalité", "Rennes Métropole", ["D35", "R53", "FR"]),
        ("D23", "Département", "Creuse", ["R75", "FR"]),
        ("R94", "Région", "Corse", ["FR"]),
        ("PM", "Collectivité d’outre-mer", "Saint-Pierre-et-Miquelon", ["FR"]),
        ("PT", "Pays", "Portugal", []),
        ("75111", "Arrondissement", "Paris 11e arrondissement", None),
    ],
)
async def test_a_territory_no_article_speaks_of_has_a_friendly_page(
    site: Site, code: str, kind: str, name: str, above: list[str] | None
) -> None:
    page = await shown(site, f"/territoire/{code}")

    assert texts(page, "//p[@class='eyebrow']") == [kind]
    assert page.xpath("string(//h1)").startswith(name.partition(" ")[0])
    if above is not None:
        links = [href.rpartition("/")[2] for href in page.xpath("//header//p[@class='lead']//a/@href")]
        assert links == above
    assert "aucun article n’en parle pour le moment" in page.text_content()
    assert not page.xpath("//figure | //ul[@class='cards']")


@pytest.mark.parametrize(
    ("written", "location"),
    [
        ("r11", "/territoire/R11"),
        ("93", "/territoire/D93"),
        ("IDF", "/territoire/R11"),
        ("Bretagne", "/territoire/R53"),
        ("%C3%8Ele-de-France", "/territoire/R11"),
        ("R42", "/territoire/R44#anciennes"),
        ("Languedoc-Roussillon", "/territoire/R76#anciennes"),
    ],
)
async def test_another_spelling_leads_to_the_territory(site: Site, written: str, location: str) -> None:
    reply = await site.client.get(f"/territoire/{written}")

    assert (reply.status_code, reply.headers["location"]) == (301, location)


@pytest.mark.parametrize("written", ["xyz", "99999", "R99", "Saint-Denis", "'", "%2e%2e", "R11%0d%0aset-cookie:a"])
async def test_no_page_for_what_is_no_territory(site: Site, written: str) -> None:
    assert (await site.client.get(f"/territoire/{written}")).status_code == 404


async def test_a_territory_is_found_by_the_beginning_of_its_name(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/territoires?nom=saint-denis")
    found = texts(page, "//ul[@class='found']/li")

    assert f"Saint-Denis commune, Seine-Saint-Denis {count(veille_db, '93066')} articles" in found
    assert len(found) <= 30
    assert page.xpath("//input[@name='nom']/@value") == ["saint-denis"]


@pytest.mark.parametrize("name", ["introuvable", "%00", "%3Cscript%3E", "%27or%201=1", "%25", "x" * 3000])
async def test_a_name_nothing_has_finds_nothing_in_french(site: Site, name: str) -> None:
    reply = await site.client.get(f"/territoires?nom={name}")

    assert reply.status_code in (200, 400)
    assert "<script" not in reply.text
    assert not html.fromstring(reply.text).xpath("//ul[@class='found']")


@pytest.mark.parametrize(
    "form", ["recherche", "recherche.atom", "recherche.csv", "appels", "appels.ics", "agenda.json"]
)
async def test_lists_of_a_territory_can_be_followed_before_an_article_speaks_of_it(site: Site, form: str) -> None:
    reply = await site.client.get(f"/{form}?territoire=D15")

    assert reply.status_code == 200
    assert form.endswith("csv") or "Cantal" in reply.text
    assert (await site.client.get(f"/{form}?territoire=D999")).status_code == 400


async def test_national_calls_are_for_a_territory_no_article_speaks_of(site: Site) -> None:
    quiet, told = [await shown(site, f"/appels?territoire={code}&etat=tous") for code in ("D15", "R84")]

    assert quiet.xpath("//a[starts-with(@href, '/appel/')]/@href")
    assert set(quiet.xpath("//a[starts-with(@href, '/appel/')]/@href")) <= set(
        told.xpath("//a[starts-with(@href, '/appel/')]/@href")
    )
