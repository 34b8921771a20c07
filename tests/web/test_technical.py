"""What robots, browsers and search engines read: robots.txt, OpenSearch, sitemaps, llms.txt, the head of each page."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree
from protego import Protego

from tests.support import publicdb
from tests.support.livesite import LEGAL
from tests.web.conftest import NOW
from veille import web
from veille.web.queries.sitemap import FAMILIES, PER_FILE, addresses, files
from veille.web.reader import connect
from veille.web.site import Site

MAPS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SEARCH = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
PUBLIC = "https://veille.example"


@pytest.fixture
def public(veille_db: Path) -> Iterator[Site]:
    """The site at a known public address."""
    built = web.build(veille_db, replace(LEGAL, base_url=f"{PUBLIC}/"), now=lambda: NOW)
    yield built
    built.close()


async def locations(site: Site, address: str) -> list[str]:
    reply = await site.client.get(address)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/xml; charset=utf-8")
    return [str(one) for one in etree.fromstring(reply.content).xpath("//s:loc/text()", namespaces=MAPS)]


async def test_robots_may_read_pages_and_feeds_but_not_endless_filters_or_sql(public: Site) -> None:
    reply = await public.client.get("/robots.txt")
    robots = Protego.parse(reply.text)
    simple = RobotFileParser()
    simple.parse(reply.text.splitlines())
    opened = ("/", "/recherche", "/article/1", "/theme/financement", "/appels", "/appel/1", "/donnees-personnelles",
              "/recherche.atom?theme=financement", "/recherche.json?q=eau", "/appels.ics", "/statique/x")  # fmt: skip
    closed = ("/recherche?q=eau", "/appels?page=2", "/agenda?theme=x", "/veille?sql=select+1", "/veille/articles",
              "/recherche.csv", "/suivre?liste=recherche", "/donnees/x.zip")  # fmt: skip

    assert reply.headers["content-type"].startswith("text/plain")
    assert [path for path in opened if not robots.can_fetch(PUBLIC + path, "robot")] == []
    assert [path for path in opened if not simple.can_fetch("robot", PUBLIC + path)] == []
    assert [path for path in closed if robots.can_fetch(PUBLIC + path, "robot")] == []
    assert list(robots.sitemaps) == [f"{PUBLIC}/sitemap.xml"]


async def test_browsers_are_offered_the_search(public: Site) -> None:
    reply = await public.client.get("/opensearch.xml")
    root = etree.fromstring(reply.content)
    templates = {
        str(url.get("type")): str(url.get("template")) for url in root.iterfind("o:Url[@rel='results']", SEARCH)
    }

    assert reply.headers["content-type"].startswith("application/opensearchdescription+xml")
    assert root.findtext("o:ShortName", namespaces=SEARCH) == "Veille ESS"
    assert templates["text/html"] == f"{PUBLIC}/recherche?q={{searchTerms}}"
    for template in templates.values():
        path = template.removeprefix(PUBLIC).replace("{searchTerms}", "%C3%A9nergie").replace("{startPage?}", "")
        assert (await public.client.get(path)).status_code == 200
    icon = root.findtext("o:Image", namespaces=SEARCH)
    assert icon
    assert (await public.client.get(icon.removeprefix(PUBLIC))).status_code == 200


async def test_a_long_or_hostile_title_keeps_the_description_valid(veille_db: Path) -> None:
    for title in ("Observatoire régional de l’économie sociale et solidaire de l’Ouest", "\x00\u202e<b>]]>&", ""):
        built = web.build(veille_db, replace(LEGAL, title=title), now=lambda: NOW)
        root = etree.fromstring((await built.client.get("/opensearch.xml")).content)
        built.close()

        assert 1 <= len(root.findtext("o:ShortName", namespaces=SEARCH) or "") <= 16
        assert len(root.findtext("o:LongName", "", SEARCH)) <= 48


async def test_the_sitemap_leads_to_every_article_once_and_only_to_pages_that_are(
    public: Site, veille_db: Path
) -> None:
    maps = await locations(public, "/sitemap.xml")
    listed = [one for part in maps for one in await locations(public, part.removeprefix(PUBLIC))]
    with closing(sqlite3.connect(veille_db)) as conn:
        wanted = {f"{PUBLIC}/article/{row[0]}" for row in conn.execute("select id from articles")}
    answers = {one: (await public.client.get(one.removeprefix(PUBLIC))).status_code for one in listed}

    assert len(listed) == len(set(listed))
    assert {one for one in listed if "/article/" in one} == wanted
    assert {one: status for one, status in answers.items() if status != 200} == {}
    assert {f"{PUBLIC}/theme/financement", f"{PUBLIC}/territoire/R11", f"{PUBLIC}/source/coop-nord"} <= set(listed)
    assert f"{PUBLIC}/bulletins/2026-s46" in listed


async def test_sitemaps_say_on_which_day_an_article_came(public: Site) -> None:
    root = etree.fromstring((await public.client.get("/sitemap/1.xml")).content)
    days = root.xpath("//s:lastmod/text()", namespaces=MAPS)

    assert len(days) == len(root)
    assert all(re.fullmatch(r"2026-\d\d-\d\d", day) for day in days)


@pytest.mark.parametrize(
    "name", ["2", "appels-0", "appels-9", "structures-0", "99999999999999", "x", "-1", "01", "autres-1"]
)
async def test_a_sitemap_that_the_index_does_not_name_is_404(public: Site, name: str) -> None:
    reply = await public.client.get(f"/sitemap/{name}.xml")

    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/plain")


def test_files_of_the_sitemap_are_by_range_of_numbers_and_jump_over_gaps(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=0)
    numbers = (1, PER_FILE, PER_FILE + 1, 7 * PER_FILE, 10**15)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.executemany(
            "insert into articles (id, url, titre, source_id, publie_le, vu_le, revision, date_estimee)"
            " values (?, ?, '', 'coop-nord', '2026-11-01', ?, 1, 0)",
            [(one, f"https://a.example/{one}", f"2026-11-{day:02}T00:00:00Z") for day, one in enumerate(numbers, 1)],
        )
    conn = connect(path)
    listed = list(files(conn, FAMILIES[""]))
    found = [[int(ident) for ident, _day in addresses(conn, FAMILIES[""], number)] for number, _day in listed]
    conn.close()

    assert [number for number, _day in listed] == [1, 2, 7, 10**11]
    assert [day[:10] for _number, day in listed] == ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"]
    assert found == [[1, PER_FILE], [PER_FILE + 1], [7 * PER_FILE], [10**15]]


def test_sitemaps_are_read_by_number_alone(veille_db: Path) -> None:
    conn = connect(veille_db)
    seen: list[str] = []
    conn.set_trace_callback(seen.append)
    for family in FAMILIES.values():
        assert list(files(conn, family))
        assert addresses(conn, family, 1)
    conn.set_trace_callback(None)
    plans = [row["detail"] for sql in seen for row in conn.execute(f"explain query plan {sql}")]
    conn.close()

    assert len(seen) >= 9
    assert [line for line in plans if "USING INTEGER PRIMARY KEY" not in line] == []


async def test_language_models_are_told_what_the_site_is_and_where_its_lists_are(public: Site) -> None:
    reply = await public.client.get("/llms.txt")
    links = re.findall(r"\((https://[^)]+)\)", reply.text)

    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.text.startswith("# Veille ESS\n\n> L’actualité de l’économie sociale et solidaire")
    assert "appartiennent à leurs éditeurs" in reply.text
    assert "Licence Ouverte" in reply.text
    ours = [link for link in links if link.startswith(PUBLIC)]
    answers = {one: (await public.client.get(one.removeprefix(PUBLIC))).status_code for one in ours}
    assert len(ours) > 10
    assert {one: status for one, status in answers.items() if status != 200} == {}
