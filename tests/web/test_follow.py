"""/suivre: how to follow a list, said in French."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from tests.support.livesite import LEGAL
from tests.web.conftest import NOW
from veille import web
from veille.config import SiteSettings
from veille.web.follow import follow
from veille.web.site import Site

LISTS = ("/recherche?q=eau&theme=financement", "/appels?territoire=R11", "/agenda", "/recherche")


@pytest.mark.parametrize("address", LISTS)
async def test_each_list_can_be_followed_in_four_ways(site: Site, address: str) -> None:
    wanted = follow("", address, dated=True)
    reply = await site.client.get(wanted.mail)
    page = html.fromstring(reply.text)
    values = [node.get("value") for node in page.xpath("//input[@readonly]")]

    assert reply.status_code == 200
    assert [node.get("id") for node in page.xpath("//h2")] == ["flux", "agenda", "tableau", "courriel"]
    assert values == [f"http://localhost{path}" for path in (wanted.atom, wanted.json, wanted.ics)]
    assert page.xpath("//a[starts-with(@href, 'webcal:')]/@href") == [f"webcal://localhost{wanted.ics}"]
    assert page.xpath(f"//a[@href='{wanted.csv}']")
    assert page.xpath(f"//main//a[@href='{wanted.page}']")
    assert len(page.xpath("//input[@readonly][@id = //label/@for]")) == 3


async def test_the_addresses_given_answer(site: Site) -> None:
    page = html.fromstring((await site.client.get("/suivre?liste=recherche&q=coop%C3%A9rative&langue=fr")).text)
    given = [*page.xpath("//input[@readonly]/@value"), *page.xpath("//a[contains(@href, '.csv')]/@href")]
    answers = {one: (await site.client.get(one.removeprefix("http://localhost"))).status_code for one in given}

    assert answers == dict.fromkeys(given, 200)


async def test_without_a_list_the_lists_are_offered(site: Site) -> None:
    page = html.fromstring((await site.client.get("/suivre")).text)
    links = page.xpath("//main//ul//a/@href")

    assert links == ["/suivre?liste=recherche", "/suivre?liste=appels", "/suivre?liste=agenda"]
    assert [(await site.client.get(link)).status_code for link in links] == [200, 200, 200]


@pytest.mark.parametrize(
    "query",
    ["liste=autre", "liste=../x", "liste=recherche&theme=rien", "liste=recherche&du=32", "liste=appels&territoire=Z9",
     "liste=agenda&mois=13", "liste=recherche&structure=nulle-part", "liste=appels&etat=x", "liste=%00%22%3E"],
)  # fmt: skip
async def test_a_list_that_is_none_of_ours_is_refused_in_french(site: Site, query: str) -> None:
    reply = await site.client.get(f"/suivre?{query}")

    assert reply.status_code == 400
    assert "Cette liste ne peut pas être suivie" in reply.text


async def ask(
    veille_db: Path, settings: SiteSettings, query: str = "liste=recherche&theme=financement"
) -> html.HtmlElement:
    built = web.build(veille_db, settings, now=lambda: NOW)
    reply = await built.client.get(f"/suivre?{query}")
    built.close()
    assert reply.status_code == 200
    return html.fromstring(reply.text).xpath("//section[@aria-labelledby='courriel']")[0]


async def test_a_message_is_prepared_for_the_contact_of_the_site(veille_db: Path) -> None:
    settings = replace(LEGAL, contact="Écrire à veille@example.org ou appeler", base_url="https://veille.example")
    section = await ask(veille_db, settings)
    parts = urlsplit(section.xpath(".//a[starts-with(@href, 'mailto:')]/@href")[0])
    said = parse_qs(parts.query, strict_parsing=True)

    assert parts.path == "veille@example.org"
    assert said["subject"] == ["Recevoir par courriel : Articles : thème Financement et finance solidaire"]
    assert "\r\nhttps://veille.example/recherche?theme=financement\r\n" in said["body"][0]
    assert "n’envoie pas encore de courriels" in section.text_content()


async def test_words_of_a_search_add_nothing_to_the_message_but_words(veille_db: Path) -> None:
    section = await ask(veille_db, LEGAL, "liste=recherche&q=eau%0D%0ABcc:x%26bcc=y@x.example%3F%22%3E%3Cb%3E")
    parts = urlsplit(section.xpath(".//a[starts-with(@href, 'mailto:')]/@href")[0])
    said = parse_qs(parts.query, strict_parsing=True)

    assert parts.path == "contact@example.org"
    assert sorted(said) == ["body", "subject"]
    assert "\n" not in said["subject"][0]


@pytest.mark.parametrize(
    ("contact", "said", "links"),
    [
        ("https://reseau.example/contact", "sa page de contact", ["https://reseau.example/contact"]),
        ("javascript:alert(1)", "javascript:alert(1)", []),
        ("01 02 03 04 05", "cette liste vous intéresse : 01 02 03 04 05", []),
        ("", "Réseau d’exemple", []),
    ],
)
async def test_without_an_e_mail_address_the_page_says_whom_to_ask(
    veille_db: Path, contact: str, said: str, links: list[str]
) -> None:
    section = await ask(veille_db, replace(LEGAL, contact=contact))

    assert said in section.text_content().replace("\u00a0", " ")
    assert section.xpath(".//a/@href") == links


async def test_where_nothing_is_known_the_legal_page_is_named(veille_db: Path) -> None:
    section = await ask(veille_db, SiteSettings())

    assert section.xpath(".//a/@href") == ["/mentions-legales"]
