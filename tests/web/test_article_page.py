"""The page of an article: the original first, what it tells and is about, what is near it, how to cite it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from tests.support import neighbours, publicdb
from tests.support.livesite import LEGAL
from tests.support.neighbours import Told
from tests.web.conftest import NOW
from veille import web
from veille.web.site import Site

MOST_BYTES = 60_000
BOTH = {"themes": ("financement",), "sectors": ("habitat",)}


def said(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [said(node) for node in page.xpath(path)]


async def shown(site: Site, address: str) -> html.HtmlElement:
    reply = await site.client.get(address)
    assert reply.status_code == 200
    return html.fromstring(reply.text)


@contextmanager
def changed(tmp_path: Path, *statements: str, now: datetime = NOW) -> Iterator[Site]:
    """A site whose articles were changed by SQL."""
    path = publicdb.build(tmp_path / "veille.db", articles=20)
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)
    with served(path, now=now) as site:
        yield site


@contextmanager
def served(path: Path, *, now: datetime = NOW) -> Iterator[Site]:
    site = web.build(path, LEGAL, now=lambda: now)
    try:
        yield site
    finally:
        site.close()


async def test_the_original_comes_before_everything_but_its_title_and_names_its_site(tmp_path: Path) -> None:
    url = "https://user:secret@www.Journal.example.org:8443/a?b=1"
    with changed(tmp_path, f"update articles set url = '{url}' where id = 5") as site:
        page = await shown(site, "/article/5")

    link = page.xpath("//main//a[starts-with(@href, 'http')]")[0]
    assert (said(link), link.get("href")) == ("Lire l’article sur journal.example.org", url)
    assert link.xpath("preceding::h1")
    assert not link.xpath("preceding::h2")


async def test_a_day_that_is_only_estimated_is_told_as_such_and_claimed_nowhere(site: Site) -> None:
    page = await shown(site, "/article/17")

    assert "date estimée : le jour où nous l’avons trouvé" in texts(page, "//article//header")[0]
    assert not page.xpath("//*[@itemprop='datePublished']")


async def test_a_call_has_its_badges_beside_the_title_and_leads_to_its_own_page_and_calendar(site: Site) -> None:
    page = await shown(site, "/article/1")
    call = page.xpath("//section[@aria-labelledby='appel']")[0]

    assert texts(page, "//article//header/ul[@class='badges']/li") == ["ferme dans 10 jours", "prolongé"]
    assert call.xpath(".//p[@class='doings']/a/@href") == ["/appel/1", "/appels.ics?appel=1"]


async def test_a_sentence_that_tells_several_facts_is_quoted_once(site: Site) -> None:
    page = await shown(site, "/article/1")
    call = page.xpath("//section[@aria-labelledby='appel']")[0]

    quotes = texts(call, ".//span[@class='proof']")
    assert len(quotes) == len(set(quotes)) == 2
    assert said(call).count("(très probable)") == 5


async def test_an_event_ahead_can_be_put_in_a_calendar_and_a_past_one_says_so(veille_db: Path) -> None:
    for now, links in ((NOW, ["/agenda.ics?article=3", "/agenda"]), (datetime(2026, 12, 3, tzinfo=UTC), [])):
        with served(veille_db, now=now) as site:
            page = await shown(site, "/article/3")
        event = page.xpath("//section[@aria-labelledby='evenement']")[0]

        assert event.xpath(".//p[@class='doings']/a/@href") == links
        assert ("Cet événement est passé." in said(event)) == (not links)


async def test_a_wrong_tag_is_reported_beside_the_tags(site: Site) -> None:
    page = await shown(site, "/article/5")

    assert page.xpath("//section[@aria-labelledby='etiquettes']//a[@href='/signaler?article=5']")


async def test_an_article_without_any_tag_says_so(tmp_path: Path) -> None:
    links = [f"delete from articles_{table} where article_id = 4" for table, _axis in publicdb.AXES]
    with changed(tmp_path, *links, "update articles set genre = null where id = 4") as site:
        page = await shown(site, "/article/4")

    tags = page.xpath("//section[@aria-labelledby='etiquettes']")[0]
    assert not tags.xpath(".//dl")
    assert "Aucune étiquette n’est assez sûre" in said(tags)


async def test_many_territories_are_told_without_filling_the_page(tmp_path: Path) -> None:
    rows = ", ".join(
        f"(5, 'T{n}', 0.{99 - n}, 'machine', '[[\"ici\", 0]]', '2026-11-01', 'zone', 1)" for n in range(30)
    )
    with changed(
        tmp_path,
        "delete from articles_territoires where article_id = 5",
        "insert into territoires select 'T' || value, 'Communauté de communes n° ' || value, 'epci', 'FR'"
        " from json_each('[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29]')",
        f"insert into articles_territoires values {rows}",
    ) as site:
        page = await shown(site, "/article/5")

    tags = page.xpath("//dl[@class='tags']")[0]
    assert len(tags.xpath("./dd//a[starts-with(@href, '/territoire/')]")) == 30
    assert texts(tags, ".//summary") == ["et 22 autres territoires"]
    assert len(tags.xpath(".//details//li")) == 22
    assert len(page.xpath("//div[@class='evidence']/section[contains(h3, 'Communauté')]")) == 8


def world(tmp_path: Path) -> Path:
    told = [
        Told(title="Une épicerie solidaire ouvre à Saint-Denis", places=("93066",), **BOTH),
        Told(title="À Brest, une épicerie solidaire et bio", places=("29019",), **BOTH),
        Told(title="Cuisine partagée à Montreuil", places=("D93",), **BOTH),
        Told(title="A shared shop", places=("FR",), lang="en", **BOTH),
        Told(title="Toulouse : la monnaie locale", places=("R76",), **BOTH),
        *(Told(title=f"Rien à voir {number}") for number in range(20)),
        Told(title="Seule au monde"),
    ]
    return neighbours.build(tmp_path / "veille.db", told)


async def test_what_is_near_says_why_and_what_other_territories_tried_says_where(tmp_path: Path) -> None:
    with served(world(tmp_path)) as site:
        page = await shown(site, "/article/1")

    near = page.xpath("//section[@aria-labelledby='proches']")[0]
    elsewhere = page.xpath("//section[@aria-labelledby='ailleurs']")[0]
    assert near.xpath(".//li/a/@href") == ["/article/4", "/article/3"]
    assert near.xpath(".//li/a/@lang") == ["en"]
    assert elsewhere.xpath(".//a/@href") == ["/territoire/29019", "/article/2", "/territoire/R76", "/article/5"]
    assert texts(elsewhere, ".//p[@class='place']") == ["Brest (Finistère)", "Occitanie"]
    assert texts(elsewhere, ".//span[@class='because']") == [
        "même thème et même secteur ; mots communs : épicerie, solidaire",
        "même thème et même secteur",
    ]
    assert texts(elsewhere, "./h2") == ["Ce que d’autres territoires ont essayé"]


async def test_nothing_near_leaves_no_empty_section(tmp_path: Path) -> None:
    with served(world(tmp_path)) as site:
        page = await shown(site, "/article/26")

    assert not page.xpath("//section[@aria-labelledby='proches' or @aria-labelledby='ailleurs']")


async def test_citations_are_on_the_page_and_to_be_downloaded(site: Site) -> None:
    page = await shown(site, "/article/5")
    cite = page.xpath("//details[@class='cite']")[0]
    files = {form: await site.client.get(f"/article/5.{form}") for form in ("bib", "txt")}

    assert cite.xpath(".//a/@href") == ["/article/5.txt", "/article/5.bib"]
    assert cite.xpath("string(.//pre)") == files["bib"].text.rstrip("\n")
    assert cite.xpath("string(.//p[@class='reference'])") == files["txt"].text.rstrip("\n")
    assert {form: reply.headers["content-type"] for form, reply in files.items()} == {
        "bib": "application/x-bibtex; charset=utf-8",
        "txt": "text/plain; charset=utf-8",
    }
    for form, reply in files.items():
        assert reply.headers["content-disposition"] == f'attachment; filename="veille-5.{form}"'
        assert reply.headers["etag"]


async def test_hostile_titles_do_no_harm_in_citations(site: Site) -> None:
    hostile = html.fromstring((await site.client.get("/recherche?du=2026-10-12&au=2026-10-12")).text)
    address = next(link.get("href") for link in hostile.xpath("//h3/a") if "<script>" in link.text_content())
    page = await shown(site, address)
    record = (await site.client.get(f"{address}.bib")).text

    assert not page.xpath("//script | //main//img")
    assert r"\textless{}script\textgreater{}" in record
    assert "javascript:" not in record
    assert f"http://localhost{address}" in record


async def test_citations_of_merged_articles_lead_to_their_head_and_unknown_ones_are_not_there(site: Site) -> None:
    merged = await site.client.get("/article/100001.bib")
    unknown = await site.client.get("/article/999999.txt")

    assert (merged.status_code, merged.headers["location"]) == (301, "/article/1.bib")
    assert unknown.status_code == 404
    assert unknown.headers["content-type"].startswith("text/plain")
    assert (await site.client.get("/article/1.pdf")).status_code == 404


async def test_an_article_that_is_no_longer_public_says_that_it_may_have_been_withdrawn(tmp_path: Path) -> None:
    with changed(tmp_path, "delete from articles where id = 5") as site:
        reply = await site.client.get("/article/5")

    assert reply.status_code == 404
    assert "Il a pu être retiré" in reply.text


def properties(page: html.HtmlElement, kind: str) -> dict[str, list[str]]:
    """Read the microdata of the first thing of a kind, as a machine does (HTML, section 5): its own level only."""
    (item,) = page.xpath(f"//main//*[@itemtype='https://schema.org/{kind}'][not(ancestor::*[@itemtype='{kind}'])]")[:1]
    found: dict[str, list[str]] = {}
    for node in item.xpath(".//*[@itemprop]"):
        if next(node.iterancestors("*[@itemscope]"), None) is not None and _scope(node) is not item:
            continue
        value = node.get("content") or node.get("href") or node.get("datetime") or said(node)
        found.setdefault(node.get("itemprop"), []).append(value)
    return found


def _scope(node: html.HtmlElement) -> html.HtmlElement:
    return next(parent for parent in node.iterancestors() if parent.get("itemscope") is not None)


async def test_machines_read_that_the_page_describes_an_article_that_stands_elsewhere(site: Site) -> None:
    page = await shown(site, "/article/5")
    ours, theirs = properties(page, "WebPage"), properties(page, "Article")
    (original,) = page.xpath("//main//a[@itemprop='url']/@href")

    assert ours["isBasedOn"] == [original]
    assert theirs["url"] == [original]
    assert theirs["headline"] == texts(page, "//h1")
    assert theirs["datePublished"] == page.xpath("//header//time/@datetime")[-1:]
    assert theirs["inLanguage"] == ["fr"]
    assert theirs["creditText"] == ["Camille Exemple"]
    assert len(theirs["about"]) >= 2
    assert "author" not in theirs
    assert not page.xpath("//*[contains(@itemtype, 'Person')]")


async def test_the_head_describes_the_page_in_words_of_the_article(site: Site) -> None:
    page = await shown(site, "/article/5")

    assert page.xpath("//meta[@name='description']/@content") == texts(page, "//blockquote/p")
    assert page.xpath("//link[@rel='canonical']/@href")[0].endswith("/article/5")
    assert page.xpath("//meta[@property='og:type']/@content") == ["article"]


async def test_titles_in_other_scripts_and_directions_keep_to_themselves(tmp_path: Path) -> None:
    title = "التعاونيات \u202eوالاقتصاد"
    with changed(
        tmp_path, f"update articles set titre = '{title}', extrait = 'نص', langue = 'ar' where id = 5"
    ) as site:
        page = await shown(site, "/article/5")
        record = (await site.client.get("/article/5.bib")).text

    assert [page.xpath(f"//{tag}/@lang | //{tag}/@dir") for tag in ("h1", "blockquote")] == [["ar", "auto"]] * 2
    assert page.xpath("//header//bdi")
    assert "\u202e" not in record


@pytest.mark.parametrize("value", ["x" * 10_000, "<b>gras</b> & \"cité\" 'ici' {{ 7*7 }}", ""])
async def test_whatever_a_source_wrote_the_page_stands(tmp_path: Path, value: str) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=10)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update articles set titre = ?1, extrait = ?1, auteur = ?1 where id = 5", (value,))
    with served(path) as site:
        page = await shown(site, "/article/5")

    for path_to in ("//h1", "//blockquote", "//*[@itemprop='creditText']"):
        assert texts(page, path_to) in ([value], [])
    assert not page.xpath("//main//b")


async def test_the_fullest_page_stays_small(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "update articles set titre = ?, extrait = ? where id = 1", ("Un titre long " * 15, "Un extrait " * 30)
        )
        db.executemany(
            "insert or ignore into vu_aussi values (1, ?, ?, 'coop-nord', '2026-11-01')",
            [(f"https://ailleurs.example.org/{n}", "Un titre assez long, repris ailleurs") for n in range(50)],
        )
        db.executemany(
            "insert or ignore into articles_structures values (1, ?, 0.8, 'machine', '[]', '2026-11-01')",
            [(f"structure-{n}",) for n in range(30)],
        )
    with served(path) as site:
        reply = await site.client.get("/article/1")

    assert len(reply.content) < MOST_BYTES
