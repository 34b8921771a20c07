"""Articles say where, when and for whom, each date with the sentence it was read in; states are told when asked."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import html

from tests.support import publicdb
from tests.support.livesite import LEGAL
from tests.web.conftest import NOW
from veille import web
from veille.web import french
from veille.web.queries.facts import facts
from veille.web.reader import connect
from veille.web.site import Site


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


async def shown(site: Site, address: str) -> html.HtmlElement:
    reply = await site.client.get(address)
    assert reply.status_code == 200
    return html.fromstring(reply.text)


async def test_a_call_shows_its_dates_with_their_sentences_and_its_state(site: Site) -> None:
    page = await shown(site, "/article/1")
    call = page.xpath("//section[@aria-labelledby='appel']")[0]
    said = " ".join(call.text_content().split())

    assert texts(call, ".//p[@class='state']") == ["Aujourd’hui : bientôt clos"]
    assert call.xpath(".//time/@datetime")[:2] == ["2026-12-01T12:00", "2027-02-19"]
    assert "mardi 1er\u00a0décembre 2026 à 12\u00a0h" in call.text_content()
    assert texts(call, ".//dd/span[@class='proof']")[0] == "« Dossiers à déposer avant le <b>15 décembre</b>, 12 h. »"
    assert not call.xpath(".//b")
    assert "au lieu du mardi 24 novembre 2026" in said
    assert "30\u202f000\u00a0€" in call.text_content()
    assert "62,5\u202f% (taux d’aide)" in call.text_content()
    assert "Région <Velmont>" in said
    assert "associations, SCIC" in said
    assert "Date limite : « mardi 24 novembre 2026 » devient « mardi 1er décembre 2026 »" in said
    assert call.xpath(".//a/@href") == ["/appel/1", "/appels.ics?appel=1", "/article/2", "/article/2"]


async def test_an_address_that_is_no_web_address_is_no_link(site: Site) -> None:
    page = await shown(site, "/article/1")

    assert "javascript:alert(1)" in page.text_content()
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")


@pytest.mark.parametrize(
    ("days", "state"), [(0, "bientôt clos"), (10, "bientôt clos"), (11, "ouvert"), (90, "bientôt clos"), (91, "clos")]
)
async def test_the_state_of_a_call_changes_by_itself(veille_db: Path, days: int, state: str) -> None:
    later: datetime = NOW + timedelta(days=days)
    site = web.build(veille_db, LEGAL, now=lambda: later)
    try:
        page = await shown(site, "/article/1")
    finally:
        site.close()

    assert texts(page, "//p[@class='state']/strong") == [state]


async def test_an_event_shows_when_and_where(site: Site) -> None:
    page = await shown(site, "/article/3")
    event = page.xpath("//section[@aria-labelledby='evenement']")[0]
    said = " ".join(event.text_content().split())

    assert "mardi 1er décembre 2026 à 9 h 30" in said
    assert "non, sur place" in said
    assert event.xpath(".//dl//a/@href") == ["/territoire/93066", "https://inscription.example/"]


async def test_territories_are_named_with_what_named_them_and_lead_to_their_page(site: Site, veille_db: Path) -> None:
    with closing(sqlite3.connect(veille_db)) as db:
        (number,) = db.execute(
            "select article_id from articles_territoires"
            " where direct and territoire_id = 'R11' and role = 'sujet' limit 1"
        ).fetchone()
    page = await shown(site, f"/article/{number}")

    link = page.xpath("//dl[@class='tags']//a[@href='/territoire/R11']")[0]
    assert link.text_content() == "Île-de-France"
    assert texts(page, "//div[@class='evidence']/section[h3='Île-de-France']//li") == ["R11"]


async def test_the_territory_of_the_source_is_told_as_such(site: Site, veille_db: Path) -> None:
    with closing(sqlite3.connect(veille_db)) as db:
        (number,) = db.execute(
            "select article_id from articles_territoires where direct and role = 'editeur' limit 1"
        ).fetchone()
    page = await shown(site, f"/article/{number}")

    assert "d’où l’on publie" in page.text_content()


async def test_organisations_are_named(site: Site) -> None:
    page = await shown(site, "/article/1")

    link = page.xpath("//dl[@class='tags']//a[@href='/structure/reseau-tisse']")[0]
    assert link.text_content() == "Réseau <i>Tissé</i>"
    assert "très probable, 80 %" in " ".join(link.getparent().text_content().split())


async def test_a_territory_lists_what_concerns_it_and_what_lies_in_it(site: Site, veille_db: Path) -> None:
    page = await shown(site, "/territoire/D93")
    with closing(sqlite3.connect(veille_db)) as db:
        (count,) = db.execute("select count(*) from articles_territoires where territoire_id = 'D93'").fetchone()

    assert texts(page, "//header//p[@class='eyebrow']") == ["Département"]
    assert page.xpath("//header//p[@class='lead']//a/@href") == ["/territoire/R11", "/territoire/FR"]
    assert count > 0
    assert len(page.xpath("//ul[@class='cards']/li")) == min(count, 30)
    results = await shown(site, "/recherche?territoire=D93")
    assert texts(results, "//h2[@id='resultats']") == [french.articles(count).replace("\u202f", " ")]


async def test_a_commune_says_all_that_it_lies_in(site: Site) -> None:
    page = await shown(site, "/territoire/93066")

    links = page.xpath("//header//p[@class='lead']//a/@href")
    assert links[-3:] == ["/territoire/D93", "/territoire/R11", "/territoire/FR"]


async def test_the_search_offers_regions_and_departements_not_communes(site: Site) -> None:
    page = await shown(site, "/recherche")
    offered = page.xpath("//select[@name='territoire']/option/@value")

    assert {"R11", "D93", "FR"} <= set(offered)
    assert "93066" not in offered
    page = await shown(site, "/recherche?territoire=93066")
    assert page.xpath("//select[@name='territoire']/option[@selected]/@value") == ["93066"]


async def test_an_unknown_territory_is_not_found(site: Site) -> None:
    assert (await site.client.get("/territoire/R99")).status_code == 404


def test_damaged_evidence_is_left_out(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=5)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update appels set preuves = 'x', montants = '{', porteurs = '[3]', vagues = '[1]'")
        db.execute("update evenements set preuves = '[]'")
    with closing(connect(path)) as db:
        call, event = facts(db, 1).call, facts(db, 3).event

    assert call is not None
    assert call.told.closing is not None
    assert (call.told.closing.quote, call.told.amounts, call.told.funder) == ("", (), None)
    assert event is not None
    assert event.start.quote == ""


def test_damaged_numbers_are_left_out(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=5)
    proofs = json.dumps({"date_cloture": {"phrase": "Avant l’hiver.", "fiabilite": "haute"}})
    sums = json.dumps([{"role": "plafond", "valeur": [3]}, {"role": "plafond", "valeur": 5000, "fiabilite": {}}])
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update appels set preuves = ?, montants = ?", (proofs, sums))
    with closing(connect(path)) as db:
        call = facts(db, 1).call

    assert call is not None
    assert call.told.closing is not None
    assert (call.told.closing.quote, call.told.closing.confidence) == ("Avant l’hiver.", 0)
    assert [(one.value, one.confidence) for one in call.told.amounts] == [(5000, 0)]


@pytest.mark.parametrize(
    ("value", "said"),
    [("2026-12-01", "mardi 1er\u00a0décembre 2026"),
     ("2026-12-02T23:59", "mercredi 2\u00a0décembre 2026 à 23\u00a0h\u00a059"),
     ("2026-12-02T09:00", "mercredi 2\u00a0décembre 2026 à 9\u00a0h"), ("bientôt", "bientôt"), ("", "")],
)  # fmt: skip
def test_days_and_hours_in_words(value: str, said: str) -> None:
    assert french.when(value) == said


@pytest.mark.parametrize(
    ("value", "currency", "said"),
    [(30000, "EUR", "30\u202f000\u00a0€"), (1234.5, "EUR", "1\u202f234,50\u00a0€"), (60, "", "60\u202f%"),
     (5, "CHF", "5\u00a0CHF")],
)  # fmt: skip
def test_sums_and_rates_in_words(value: float, currency: str, said: str) -> None:
    assert french.amount(value, currency) == said
