"""What each kind of page is without style or script: titles, headings, landmarks, tables, names of links and fields."""

import sqlite3
from collections import Counter
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from tests.support.pagekinds import FAULTY, KINDS
from veille.web.site import Site


async def read(site: Site, kind: str) -> html.HtmlElement:
    reply = await site.client.get(KINDS[kind])
    assert reply.status_code == FAULTY.get(kind, 200)
    return html.fromstring(reply.text)


def name(element: html.HtmlElement) -> str:
    """Return what a screen reader says of it: its label, or its words but those hidden from it."""
    words = element.xpath("string(@aria-label)") or "".join(element.xpath(".//text()[not(ancestor::*[@aria-hidden])]"))
    return " ".join(words.split())


@pytest.mark.parametrize("kind", KINDS)
async def test_headings_go_down_one_level_at_a_time_from_one_first_heading(site: Site, kind: str) -> None:
    page = await read(site, kind)
    levels = [int(one.tag[1]) for one in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [(above, below) for above, below in pairwise(levels) if below > above + 1] == []
    assert not page.xpath("//h1[not(normalize-space())] | //h2[not(normalize-space())] | //h3[not(normalize-space())]")


@pytest.mark.parametrize("kind", KINDS)
async def test_landmarks_lists_and_tables_say_what_they_are(site: Site, kind: str) -> None:
    page = await read(site, kind)
    navigations = Counter(
        one.get("aria-label") or page.xpath("string(//*[@id=$id])", id=one.get("aria-labelledby"))
        for one in page.xpath("//nav")
    )
    ids = Counter(page.xpath("//@id"))
    referred = " ".join(page.xpath("//@aria-labelledby | //@aria-describedby | //label/@for")).split()

    assert [len(page.xpath(one)) for one in ("//main", "/html/body/header", "/html/body/footer")] == [1, 1, 1]
    assert [one for one, count in navigations.items() if count > 1 or not one] == []
    assert [one for one, count in ids.items() if count > 1] == []
    assert [one for one in referred if one not in ids] == []
    assert not page.xpath("//*[self::ul or self::ol]/*[not(self::li)] | //*[self::ul or self::ol][not(li)]")
    assert not page.xpath("//table[not(caption) and not(ancestor::*[@role='region'])] | //th[not(@scope)]")


@pytest.mark.parametrize("kind", KINDS)
async def test_links_and_fields_can_be_told_from_each_other(site: Site, kind: str) -> None:
    page = await read(site, kind)
    leads: dict[tuple[str, str], set[str]] = {}
    for link in page.xpath("//main//a[not(ancestor::table)]"):
        around = link.xpath("(ancestor::li | ancestor::p | ancestor::dd)[last()]")
        leads.setdefault((name(link), name(around[0]) if around else ""), set()).add(link.get("href"))
    fields = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    labelled = page.xpath("//label/@for")

    assert [around for words, around in leads if not words] == []
    assert {words: addresses for words, addresses in leads.items() if len(addresses) > 1} == {}
    assert [one.get("name") for one in fields if one.get("id") not in labelled and not one.get("aria-label")] == []
    assert not page.xpath("//button[not(normalize-space())] | //img[not(@alt)]")


@pytest.mark.parametrize("kind", [one for one in KINDS if one.endswith("a-corriger")])
async def test_an_address_to_correct_says_so_in_its_title_and_before_anything_else(site: Site, kind: str) -> None:
    page = await read(site, kind)
    told = page.xpath("//main//*[@role='alert']")[0]
    links = told.xpath(".//a/@href")

    assert page.xpath("string(//title)").startswith("Erreur\u00a0: ")
    assert told.xpath("preceding::h1")
    assert not told.xpath("preceding::form")
    assert told.get("autofocus") is not None
    assert links
    assert all(page.xpath("//*[@id=$id and @aria-invalid='true']", id=one[1:]) for one in links)


async def test_titles_are_unique(site: Site) -> None:
    titles = Counter([(await read(site, kind)).xpath("string(//title)") for kind in KINDS])

    assert [title for title, count in titles.items() if count > 1] == []


async def test_what_is_not_french_says_its_language_wherever_it_is_shown(site: Site, veille_db: Path) -> None:
    with closing(sqlite3.connect(veille_db)) as db:
        foreign = {
            plain(row[0]): row[1] for row in db.execute("select titre, langue from articles where langue <> 'fr'")
        }
    seen, silent = 0, []
    for kind in KINDS:
        page = await read(site, kind)
        for element in page.xpath("//body//*[not(ancestor-or-self::table)]"):
            language = foreign.get(plain(element.text or ""))
            seen += bool(language)
            if language and element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)") != language:
                silent.append((kind, element.text))

    assert seen > 20
    assert silent == []


@pytest.mark.parametrize("address", ["/agenda", "/agenda?quand=passes", "/appels?etat=tous"])
async def test_a_foreign_title_within_the_words_of_a_link_says_its_language(site: Site, address: str) -> None:
    page = html.fromstring((await site.client.get(address)).text)
    entries = page.xpath("//li[contains(@class, 'dated')][.//*[contains(@class, 'card-title')]//@lang]")

    assert entries
    for entry in entries:
        title = entry.xpath(".//*[contains(@class, 'card-title')]")[0]
        for hidden in entry.xpath(".//*[contains(@class, 'visually-hidden')]"):
            said = plain(title.text_content()) in plain(hidden.text_content())
            assert not said or hidden.xpath(".//@lang") == title.xpath(".//@lang")


def plain(text: str) -> str:
    """Return text without the spaces that the site puts in."""
    return " ".join(text.split())
