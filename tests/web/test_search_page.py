"""The search page: every filter, their combinations, pages and explanations, held against plain counting."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from veille.web.site import Site


async def look(site: Site, query: str) -> tuple[int, html.HtmlElement]:
    reply = await site.client.get(f"/recherche?{query}")
    return reply.status_code, html.fromstring(reply.text)


def told(page: html.HtmlElement) -> str:
    return " ".join(page.xpath("string(//h2[@id='resultats'])").split())


def ids(page: html.HtmlElement) -> list[int]:
    return [int(href.rpartition("/")[2]) for href in page.xpath("//ol[@class='cards']//h3/a/@href")]


@pytest.fixture(scope="session")
def truth(veille_db: Path) -> Any:
    conn = sqlite3.connect(f"file:{veille_db}?mode=ro", uri=True)
    yield lambda where, *values: [
        row[0]
        for row in conn.execute(f"select id from articles a where {where} order by publie_le desc, id desc", values)
    ]
    conn.close()


THEME = "exists (select 1 from articles_themes t where t.article_id = a.id and t.theme_id = 'financement')"
SECTOR = "exists (select 1 from articles_secteurs t where t.article_id = a.id and t.secteur_id = 'habitat')"
FAMILY = "exists (select 1 from articles_familles t where t.article_id = a.id and t.famille_id = 'cooperative')"


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("", "1"),
        ("theme=financement", THEME),
        ("secteur=habitat", SECTOR),
        ("famille=cooperative", FAMILY),
        ("genre=evenement", "genre = 'evenement'"),
        ("source=coop-nord", "source_id = 'coop-nord'"),
        ("langue=en", "langue = 'en'"),
        ("du=2026-11-10", "publie_le >= '2026-11-10'"),
        ("du=2026-11-01&au=10/11/2026", "publie_le between '2026-11-01' and '2026-11-10'"),
        ("theme=financement&famille=cooperative", f"{THEME} and {FAMILY}"),
        ("theme=financement&langue=fr&du=2026-11-01", f"{THEME} and langue = 'fr' and publie_le >= '2026-11-01'"),
        ("genre=actualite&secteur=habitat", f"genre = 'actualite' and {SECTOR}"),
        ("source=coop-nord&theme=financement&famille=cooperative", f"source_id = 'coop-nord' and {THEME} and {FAMILY}"),
    ],
)
async def test_filters_find_exactly_what_they_say(site: Site, truth: Any, query: str, where: str) -> None:
    expected = truth(where)
    status, page = await look(site, query)

    assert status == 200
    assert ids(page) == expected[:20]
    count = {0: "Aucun article", 1: "1 article"}.get(len(expected), f"{len(expected)} articles")
    assert told(page) == count


async def test_words_and_filters_together(site: Site, truth: Any) -> None:
    _, words = await look(site, "q=coop%C3%A9rative")
    _, both = await look(site, "q=coop%C3%A9rative&theme=financement")

    assert told(words).endswith(" articles pour « coopérative »")
    assert set(ids(both)) <= set(truth(THEME))
    assert 0 < len(ids(both)) < int(told(words).split()[0])


async def test_words_find_the_full_text_whatever_their_form(site: Site) -> None:
    counts = {told(page).split()[0] for query in ("cooperatives", "COOP%C3%89RATIVE", "coop%C3%A9rative") for _, page in
              [await look(site, f"q={query}")]}  # fmt: skip

    assert len(counts) == 1
    assert int(counts.pop()) > 10


async def test_relevance_puts_titles_first(site: Site) -> None:
    _, page = await look(site, "q=mutuelle&tri=pertinence")
    titles = [" ".join(node.text_content().split()).lower() for node in page.xpath("//ol[@class='cards']//h3")]

    assert "mutuel" in titles[0]
    assert "pertinence" in page.xpath("string(//p[@class='sorting'])")


async def test_pages_hold_every_result_once(site: Site, truth: Any) -> None:
    expected = truth("1")
    found: list[int] = []
    for number in range(1, len(expected) // 20 + 2):
        _, page = await look(site, f"page={number}")
        found += ids(page)

    assert found == expected


async def test_pages_are_links_that_keep_the_search(site: Site) -> None:
    _, page = await look(site, "q=de&langue=fr&page=2")
    links = page.xpath("//nav[@class='pages']//a/@href")

    assert page.xpath("normalize-space(//nav[@class='pages']//a[@aria-current='page'])") == "Page 2"
    assert links[0] == "/recherche?q=de&langue=fr"
    assert links[2] == "/recherche?q=de&langue=fr&page=3"


async def test_a_page_past_the_end_says_so(site: Site) -> None:
    status, page = await look(site, "page=400")

    assert status == 200
    assert "pas autant de pages" in page.xpath("string(//div[@class='empty'])")


async def test_active_filters_can_each_be_taken_off(site: Site) -> None:
    _, page = await look(site, "q=emploi&theme=financement&du=2026-11-01")
    off = {" ".join(a.text_content().split()): a.get("href") for a in page.xpath("//ul[@class='active-filters']//a")}

    assert list(off.values()) == [
        "/recherche?q=emploi&du=2026-11-01",
        "/recherche?q=emploi&theme=financement",
        "/recherche",
    ]
    assert all(name.startswith("Retirer le filtre") for name in list(off)[:2])


async def test_the_form_shows_the_state_it_was_sent_with(site: Site) -> None:
    _, page = await look(site, "q=emploi&theme=financement&du=2026-11-01&tri=pertinence")

    assert page.xpath("//input[@name='q']/@value") == ["emploi"]
    assert page.xpath("//select[@name='theme']/option[@selected]/@value") == ["financement"]
    assert page.xpath("//input[@name='du']/@value") == ["2026-11-01"]
    assert page.xpath("//select[@name='tri']/option[@selected]/@value") == ["pertinence"]


@pytest.mark.parametrize("query", ["structure=nulle-part", "structure=nulle-part&theme=rien&du=hier&page=0"])
async def test_each_fault_that_is_a_link_leads_to_its_field(site: Site, query: str) -> None:
    status, page = await look(site, query)
    told = page.xpath("//*[@role='alert']//li")

    assert status == 400
    assert told
    assert [
        one for one in page.xpath("//*[@role='alert']//a/@href") if not page.xpath("//*[@id=$id]", id=one[1:])
    ] == []


async def test_choices_carry_their_counts(site: Site, truth: Any) -> None:
    _, page = await look(site, "")
    option = page.xpath("string(//select[@name='theme']/option[@value='financement'])").strip()

    assert option == f"Financement et finance solidaire ({len(truth(THEME))})"


async def test_nothing_found_says_what_to_do(site: Site) -> None:
    status, page = await look(site, "q=emploi+xylophoniste&theme=financement")
    advice = page.xpath("string(//div[@class='empty'])")

    assert status == 200
    assert told(page).startswith("Aucun article pour")
    assert "Aucun article ne contient « xylophoniste »" in advice.replace("\xa0", " ")
    assert "emploi »" not in advice.partition("Vous pouvez")[0]
    assert "enlever un mot" in advice


async def test_nothing_found_offers_to_leave_out_what_leaves_nothing(site: Site, truth: Any) -> None:
    _, page = await look(site, "genre=evenement&theme=financement&langue=en&du=2026-11-10")
    offers = page.xpath("//ul[@class='reliefs']/li")

    assert offers
    for offer in offers:
        _, easier = await look(site, offer.xpath("a/@href")[0].partition("?")[2])
        assert told(easier) == " ".join(offer.xpath("string(span)").split())
    counts = [int(offer.xpath("string(span)").split()[0]) for offer in offers]
    assert counts == sorted(counts, reverse=True)


def facets(page: html.HtmlElement) -> dict[str, dict[str, tuple[int, str]]]:
    """Title, then name of a choice, with its count and address."""
    return {
        section.xpath("string(h3)"): {
            " ".join(link.xpath("string(span[1])").split()): (int(link.xpath("string(span[2])")), link.get("href"))
            for link in section.xpath(".//a")
        }
        for section in page.xpath("//section[@class='search-facets']//section")
    }


@pytest.mark.parametrize(
    "query",
    ["", "q=coop%C3%A9rative", "q=emploi&langue=fr&du=2026-10-01", "theme=financement", "du=2026-10-10&au=2026-11-10"],
)
async def test_each_choice_leads_to_as_many_articles_as_it_says(site: Site, query: str) -> None:
    _, page = await look(site, query)
    found = facets(page)

    assert {"Secteur", "Territoire", "Type", "Source", "Période"} <= set(found)
    for choices in found.values():
        ends = list(choices.values())
        for count, address in (*ends[:1], *ends[1:][-1:]):
            _, narrowed = await look(site, address.partition("?")[2])
            assert told(narrowed).split()[0] == str(count), address


async def test_choices_that_would_change_nothing_are_left_out(site: Site) -> None:
    _, page = await look(site, "langue=fr&territoire=FR")
    found = facets(page)

    assert "Langue" not in found
    assert "France" not in found["Territoire"]
    assert "Hauts-de-France" in found["Territoire"]


async def test_a_year_is_narrowed_to_its_months_and_a_month_no_further(site: Site) -> None:
    _, page = await look(site, "du=2026-01-01&au=2026-12-31")
    months = facets(page)["Période"]
    count, address = months["octobre 2026"]
    _, october = await look(site, address.partition("?")[2])

    assert address == "/recherche?du=2026-10-01&au=2026-10-31"
    assert told(october) == f"{count} articles"
    assert "Période" not in facets(october)
    assert "du 1er octobre 2026 au 31 octobre 2026" in " ".join(
        october.xpath("string(//ul[@class='active-filters'])").replace("\xa0", " ").split()
    )


async def test_the_last_days_are_counted_from_today_in_paris(site: Site, truth: Any) -> None:
    _, page = await look(site, "")
    count, address = facets(page)["Période"]["7 derniers jours"]

    assert (count, address) == (len(truth("publie_le >= '2026-11-15'")), "/recherche?du=2026-11-15")


async def test_organisations_are_a_filter_though_no_list_holds_them(site: Site) -> None:
    _, page = await look(site, "structure=reseau-tisse&q=de")

    assert page.xpath("//input[@type='hidden' and @name='structure']/@value") == ["reseau-tisse"]
    assert "Réseau <i>Tissé</i>" in page.xpath("string(//ul[@class='active-filters'])")
    status, wrong = await look(site, "structure=inconnue")
    assert status == 400
    assert "n’existe pas" in wrong.xpath("string(//div[@class='answer'])")


async def test_words_looked_for_are_marked_in_titles_and_excerpts(site: Site) -> None:
    _, page = await look(site, "q=cooperative")
    marked = {mark.text_content().lower() for mark in page.xpath("//ol[@class='cards']//mark")}

    assert marked
    assert all(word.replace("é", "e").startswith("cooper") for word in marked)
    _, plain = await look(site, "theme=financement")
    assert not plain.xpath("//mark")


async def test_hostile_titles_are_marked_without_becoming_markup(site: Site) -> None:
    _, page = await look(site, "q=script+guillemets")
    (title,) = page.xpath("//ol[@class='cards']//h3")

    assert "<script>alert(1)</script>" in title.text_content()
    assert [mark.text for mark in title.xpath(".//mark")] == ["script", "script", "guillemets"]
    assert not title.xpath(".//script | .//img")


async def test_synonyms_are_told_and_can_be_done_without(site: Site) -> None:
    _, page = await look(site, "q=ESS")
    (note,) = page.xpath("//p[@class='note']")
    _, exact = await look(site, note.xpath("a/@href")[0].partition("?")[2])

    assert "« ESS » cherche aussi « économie sociale et solidaire »." in " ".join(
        note.text_content().replace("\xa0", " ").split()
    )
    assert note.xpath("a/@href") == ["/recherche?q=%22ESS%22"]
    assert not exact.xpath("//p[@class='note']")
    assert 0 < int(told(exact).split()[0]) < int(told(page).split()[0])
    _, ami = await look(site, "q=AMI")
    assert "« AMI » est compris comme « appel" in ami.xpath("string(//p[@class='note'])").replace("\xa0", " ")


@pytest.mark.parametrize("path", ["/appels", "/agenda", "/etudes"])
async def test_other_lists_tell_of_synonyms_too(site: Site, path: str) -> None:
    page = html.fromstring((await site.client.get(f"{path}?q=ESS")).text)
    (note,) = page.xpath("//p[@class='note']")

    assert "« ESS » cherche aussi « économie sociale et solidaire »." in note.text_content().replace("\xa0", " ")
    assert note.xpath("a/@href") == [f"{path}?q=%22ESS%22"]


async def test_a_list_can_be_followed_as_it_is_filtered(site: Site) -> None:
    _, page = await look(site, "q=emploi&theme=financement&page=2&tri=pertinence")

    assert page.xpath("//link[@rel='alternate']/@href")[:2] == [
        "/recherche.atom?q=emploi&theme=financement",
        "/recherche.json?q=emploi&theme=financement",
    ]
    _, wrong = await look(site, "du=hier")
    assert not [href for href in wrong.xpath("//link[@rel='alternate']/@href") if "du=" in href]


async def test_a_page_is_light_enough_whatever_it_shows(site: Site) -> None:
    for query in ("", "q=de", "langue=fr"):
        reply = await site.client.get(f"/recherche?{query}")
        assert len(reply.content) < 60_000


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("q=-rien", "q", "seulement exclure"),
        ("theme=invent%C3%A9", "f-theme", "n’existe pas"),
        ("du=hier", "f-du", "n’est pas comprise"),
        ("du=2026-12-01&au=2026-11-01", "f-au", "avant son début"),
    ],
)
async def test_mistakes_are_explained_at_their_field(site: Site, query: str, field: str, words: str) -> None:
    status, page = await look(site, query)
    element = page.xpath(f"//*[@id='{field}']")[0]
    explained = [page.xpath(f"string(//*[@id='{one}'])") for one in element.get("aria-describedby").split()]

    assert status == 400
    assert element.get("aria-invalid") == "true"
    assert page.xpath("//details[@class='search-filters']/@open") == [""]
    assert any(words in text for text in explained)
    assert ids(page) == []


@pytest.mark.parametrize(
    "query",
    [
        "q='%20or%201=1--",
        "theme=%27)%20or%201=1--",
        "source=%00",
        "q=" + "a" * 5000,
        "q=%22" * 50,
        "q=%F0%9F%92%A9",
        "q=%ff%fe",
        "page=1e9",
        "tri=%3Cscript%3E",
        "q=<b>gras</b>",
        "&".join(f"theme={n}" for n in range(90)),
        "&".join(f"f{n}=1" for n in range(100)),
        "q=" + "%20".join(["mot"] * 70),
        "q=NEAR(a%20b)%20OR%20titre:c%20AND%20NOT%20(d",
        "q=%22*%22%20*%20%C2%AB*%C2%BB",
        "q=etiquettes%3Ae1&theme=e1",
        "structure=%27%3B%20drop%20table%20articles",
        "q=a&page=10000",
        "du=0001-01-01&au=9999-12-31",
        "du=9999-12-31",
        "au=0001-01-01",
    ],
)
async def test_hostile_parameters_are_answered_calmly(site: Site, query: str) -> None:
    reply = await site.client.get(f"/recherche?{query}")

    assert reply.status_code in (200, 400)
    assert not html.fromstring(reply.text).xpath("//script | //b")
