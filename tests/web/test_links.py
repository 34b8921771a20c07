"""Every link of every kind of page leads somewhere: pages, forms, other forms of lists, styles, and marks in a page."""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

from tests.support import publicdb
from tests.support.livesite import LEGAL
from tests.support.pagekinds import FAULTY, KINDS
from veille import web
from veille.web.site import Site

ORIGIN = "http://localhost"
MORE = ("/recherche", "/recherche?q=coop%C3%A9rative&theme=financement&tri=pertinence", "/recherche?territoire=D93",
        "/territoire/93066", "/source/coop-nord", "/bulletins/2026-s46")  # fmt: skip
"""Pages of known kinds that lead to other articles and choices."""
FIRST_DAY = ("/", "/recherche", "/appels", "/agenda", "/etudes", "/structures", "/theme/emploi-insertion",
             "/territoire/R94", "/territoire/R11", "/source/coop-nord", "/bulletins", "/api", "/veille")  # fmt: skip


async def dead(site: Site, pages: Iterable[str]) -> list[tuple[str, str]]:
    """Return the links of pages that lead nowhere, each with the page it stands on."""
    pages, asked = list(pages), dict[str, int]()
    marks: dict[str, set[str]] = {}
    wanted: list[tuple[str, str, str]] = []
    for address in pages:
        reply = await site.client.get(address)
        assert reply.status_code == 200, address
        asked[address] = 200
        page = html.fromstring(reply.text)
        marks[address] = set(page.xpath("//@id"))
        for link in page.xpath("//a/@href | //link/@href | //form/@action | //img/@src"):
            whole, mark = urldefrag(urljoin(ORIGIN + address, link))
            parts = urlsplit(whole)
            if parts.netloc == "localhost" and parts.scheme == "http":
                wanted.append((address, f"{parts.path}?{parts.query}".rstrip("?"), mark))
    assert len({target for _address, target, _mark in wanted}) > 4 * len(pages)
    found = []
    for address, target, mark in wanted:
        if target not in asked:
            reply = await site.client.get(target)
            asked[target] = reply.status_code
            if mark and "html" in reply.headers["content-type"]:
                marks[target] = set(html.fromstring(reply.text).xpath("//@id"))
        if asked[target] != 200 or (mark and mark not in marks.get(target, {mark})):
            found.append((address, f"{target}#{mark}"))
    return found


async def test_no_link_of_any_kind_of_page_is_dead(site: Site) -> None:
    """A page to be corrected leads to others that still are: those links are left out."""
    assert await dead(site, [*(address for kind, address in KINDS.items() if kind not in FAULTY), *MORE]) == []


async def test_no_link_is_dead_on_the_first_day(tmp_path: Path) -> None:
    site = web.build(publicdb.build(tmp_path / "veille.db", articles=0), LEGAL)
    found = await dead(site, FIRST_DAY)
    site.close()

    assert found == []
