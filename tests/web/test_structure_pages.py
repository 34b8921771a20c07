"""Organisations: what is known of each, and the list by how often they are told of, by family, by name."""

import pytest
from lxml import html

from veille.web.site import Site


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


async def shown(site: Site, address: str) -> html.HtmlElement:
    reply = await site.client.get(address)
    assert reply.status_code == 200, address
    return html.fromstring(reply.text)


async def test_an_organisation_tells_all_that_is_known_of_it_as_text(site: Site) -> None:
    page = await shown(site, "/structure/reseau-tisse")
    facts = dict(zip(texts(page, "//dl[@class='facts']//dt"), texts(page, "//dl[@class='facts']//dd"), strict=True))

    assert texts(page, "//h1") == ["Réseau <i>Tissé</i>"]
    assert texts(page, "//p[@class='eyebrow']") == ["Association"]
    assert facts == {
        "Sigle": "RT",
        "Autres noms": "Les Tisserands, Tissé",
        "Fait partie de": "Union tissée",
        "Site": "https://tisse.example/",
    }
    assert page.xpath("//ul[@class='cards']//h3/a/@href")
    assert not page.xpath("//main//i")


async def test_one_that_no_article_names_shows_what_belongs_to_it(site: Site) -> None:
    page = await shown(site, "/structure/union-tissee")

    assert "Aucun article ne la nomme pour le moment." in page.text_content()
    assert page.xpath("//section[@aria-labelledby='dedans']//a/@href") == ["/structure/reseau-tisse"]
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")


async def test_the_list_begins_with_those_most_told_of(site: Site) -> None:
    page = await shown(site, "/structures")
    counts = [int(text) for text in texts(page, "//ul[@class='axis structures']//span[@class='count']")]

    assert counts == sorted(counts, reverse=True)
    assert len(counts) == 41


async def test_a_family_keeps_its_own(site: Site) -> None:
    page = await shown(site, "/structures?famille=association")

    assert texts(page, "//ul[@class='axis structures']//li/a/span[1]") == ["Réseau <i>Tissé</i> (RT)"]
    assert texts(page, "//nav[@class='families']//a[@aria-current]") == ["Association"]


@pytest.mark.parametrize("name", ["rt", "RT", "Réseau", "reseau%20%3Ci%3Etiss", "  réseau "])
async def test_a_name_or_an_acronym_finds_its_organisation(site: Site, name: str) -> None:
    page = await shown(site, f"/structures?nom={name}")

    assert page.xpath("//ul[@class='axis structures']//a/@href") == ["/structure/reseau-tisse"]


@pytest.mark.parametrize("name", ["introuvable", "%25", "%27%20or%201=1", "*", "%00x", "x" * 5000])
async def test_a_name_nobody_has_offers_to_search_it_in_articles(site: Site, name: str) -> None:
    reply = await site.client.get(f"/structures?nom={name}")

    assert reply.status_code in (200, 400)
    assert "/structure/" not in html.fromstring(reply.text).xpath("string(//main)")


async def test_pages_end_and_what_is_no_page_is_not_found(site: Site) -> None:
    after = await shown(site, "/structures?page=2")

    assert "Il n’y a pas d’autre structure." in after.text_content()
    for address in ("?page=0", "?page=x", "?page=101", "?page=-1", "?page=%C2%B2", "?famille=inconnue"):
        assert (await site.client.get(f"/structures{address}")).status_code == 404


async def test_machines_read_what_is_known_of_it(site: Site) -> None:
    page = await shown(site, "/structure/reseau-tisse")
    (thing,) = page.xpath("//header[@itemtype='https://schema.org/Organization']")

    assert texts(thing, ".//*[@itemprop='alternateName']") == ["RT", "Les Tisserands", "Tissé"]
    assert thing.xpath(".//a[@itemprop='url']/@href") == ["https://tisse.example/"]
    assert texts(thing, ".//*[@itemprop='parentOrganization']/*[@itemprop='name']") == ["Union tissée"]
