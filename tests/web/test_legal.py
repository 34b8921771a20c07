"""The pages the law asks for: filled from the settings, saying what is missing, and true."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from lxml import html

from tests.support.livesite import LEGAL
from veille import web
from veille.config import SiteSettings
from veille.inbox.contacts import KEPT
from veille.web.site import Site

PAGES = ("/mentions-legales", "/donnees-personnelles", "/accessibilite")


async def said(site: Site, address: str) -> str:
    page = html.fromstring((await site.client.get(address)).text)
    return " ".join(page.xpath("string(//main)").split())


async def test_legal_pages_are_filled_from_the_settings(site: Site) -> None:
    notices, privacy, accessibility = [await said(site, address) for address in PAGES]

    for value in (LEGAL.publisher, LEGAL.director, LEGAL.hosting, LEGAL.contact):
        assert value in notices
    assert f"Responsable du traitement : {LEGAL.publisher}." in privacy
    assert f"Organisme : {LEGAL.publisher}." in accessibility
    assert all(LEGAL.contact in text and "à compléter" not in text for text in (notices, privacy, accessibility))


async def test_legal_pages_say_what_is_missing(veille_db: Path) -> None:
    site = web.build(veille_db, SiteSettings(contact="ici@example.org"))
    pages = [await said(site, address) for address in PAGES]
    site.close()

    assert [page.count("à compléter") for page in pages] == [3, 1, 1]
    assert web.missing_legal(SiteSettings(contact="ici@example.org")) == ("publisher", "director", "hosting")


@pytest.mark.parametrize(
    ("address", "needed"),
    [
        ("/mentions-legales", ("Éditeur", "Directrice ou directeur", "Hébergement", "retiré", "illicite", "L122-5")),
        (
            "/donnees-personnelles",
            ("Responsable", "aucun cookie", "Intérêt légitime", "Consentement", "accès", "effacement", "cnil.fr"),
        ),
        (
            "/accessibilite",
            ("article 47", "non conforme", "RGAA", "axe", "lecteur d’écran", "Défenseur des droits", "71120"),
        ),
    ],
)
async def test_legal_pages_have_what_the_law_asks_for(site: Site, address: str, needed: tuple[str, ...]) -> None:
    text = await said(site, address)

    assert [words for words in needed if words not in text] == []


async def test_the_state_of_accessibility_is_on_every_page(site: Site) -> None:
    home = html.fromstring((await site.client.get("/")).text)

    assert home.xpath("//footer//a[@href='/accessibilite']/text()") == ["Accessibilité\u00a0: non conforme"]


async def test_promises_of_the_privacy_page_hold(site: Site) -> None:
    text = await said(site, "/donnees-personnelles")
    replies = [await site.client.get(address) for address in ("/", "/recherche?q=emploi", "/article/5")]

    assert "effacé au bout de six mois" in text
    assert 180 <= KEPT.days <= 184
    assert not any("set-cookie" in reply.headers for reply in replies)
    assert "auteur" not in set(html.fromstring(replies[1].text).xpath("//form//@name"))


async def test_a_retired_article_is_asked_for_where_the_data_page_says(site: Site) -> None:
    data = html.fromstring((await site.client.get("/api")).text)
    notices = html.fromstring((await site.client.get("/mentions-legales")).text)

    assert "/mentions-legales#retrait" in data.xpath("//a/@href")
    assert notices.xpath("//*[@id='retrait']")


async def test_the_declaration_names_the_tool_that_judges_the_pages(site: Site) -> None:
    script = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
    major, minor = re.findall(r"axe v(\d+)\.(\d+)", script)[0]

    assert f"axe-core {major}.{minor} " in (await said(site, "/accessibilite")).replace("\u00a0", " ")
