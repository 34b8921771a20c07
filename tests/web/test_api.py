"""The open-data page: every example runs, the limits are those in force, the dumps are those that are there."""

import csv
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import html

from tests.support import publicdb
from tests.support.livesite import LEGAL
from veille import web
from veille.config import SiteSettings
from veille.publish import make_dump
from veille.publish.dictionary import TABLES
from veille.web.pages.api import ADDRESSES, LISTS, examples
from veille.web.sandbox import is_closed
from veille.web.site import Site

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a public base and two dumps."""
    folder = tmp_path_factory.mktemp("ouvertes")
    publicdb.build(folder / "veille.db", articles=40)
    for hour in (datetime(2026, 11, 20, 7, tzinfo=UTC), NOW):
        make_dump(folder, now=hour, keep=7, licence="etalab-2.0")
    return folder


@pytest.fixture(scope="module")
def dumped(data: Path) -> Iterator[Site]:
    built = web.build(data / "veille.db", LEGAL, now=lambda: NOW)
    yield built
    built.close()


@pytest.mark.parametrize("example", examples(publicdb.TODAY), ids=lambda example: example.title)
async def test_every_query_shown_runs_for_anybody_and_finds_something(site: Site, example: object) -> None:
    page = await site.client.get(example.address())
    rows = (await site.client.get(example.address(".json"))).json()
    table = list(csv.reader(io.StringIO((await site.client.get(example.address(".csv"))).text)))

    assert page.status_code == 200
    assert len(rows) == len(table) - 1 > 0
    assert list(rows[0]) == table[0]


@pytest.mark.parametrize("address", [address for _, address in ADDRESSES])
async def test_every_address_shown_gives_rows(site: Site, address: str) -> None:
    reply = await site.client.get(address)
    rows = reply.json() if ".json" in address else list(csv.DictReader(io.StringIO(reply.text)))

    assert reply.status_code == 200
    assert len(rows) > 0


@pytest.mark.parametrize("address", [f"{path}.{form}?{query}" for _, path, query, forms in LISTS for form in forms])
async def test_every_list_shown_can_be_followed(site: Site, address: str) -> None:
    reply = await site.client.get(address)

    assert reply.status_code == 200
    assert reply.content


async def test_the_page_links_to_all_of_them_and_to_nothing_dead(site: Site) -> None:
    page = html.fromstring((await site.client.get("/api")).text)
    links = page.xpath("//main//a/@href")
    wanted = [one.address(form) for one in examples(site.today) for form in ("", ".json", ".csv")]
    anchors = {link[1:] for link in links if link.startswith("#")}

    assert set(wanted) <= set(links)
    assert anchors <= set(page.xpath("//@id"))


def test_examples_on_the_present_are_of_the_day() -> None:
    december = examples(date(2026, 12, 31))

    assert "'2026-12-31' and date_cloture < '2027-01-01'" in december[0].sql
    assert "debut >= '2026-12-31'" in december[-1].sql


async def test_the_curl_command_asks_what_it_says(site: Site) -> None:
    page = html.fromstring((await site.client.get("/api")).text)
    command = page.xpath("string(//div[@aria-labelledby='programme']//code)").replace("\\\n", " ")
    words = shlex.split(command)
    query = dict(parse_qsl("&".join(word for word in words if "=" in word)))
    reply = await site.client.get(urlsplit(words[2]).path, params=query)

    assert len(reply.json()) == 22 or {"id", "nom"} == set(reply.json()[0])


async def test_it_says_the_limits_and_the_licence_in_force(veille_db: Path) -> None:
    site = web.build(
        veille_db, SiteSettings(sql_time_limit_ms=1500, max_returned_rows=1200, licence="CC0-1.0", dumps_kept=0)
    )
    page = html.fromstring((await site.client.get("/api")).text)
    site.close()
    said = " ".join(page.text_content().split())

    assert "dispose de 1,5 seconde et rend 1 200 lignes au plus" in said
    assert page.xpath("//a[contains(@rel, 'license')]/text()") == ["Creative Commons Zéro 1.0"]
    assert "ne dépose pas de base du jour" in said
    assert "à compléter" in said


async def test_the_dictionary_has_every_open_table_and_column(site: Site) -> None:
    page = html.fromstring((await site.client.get("/api")).text)
    shown = {
        one.xpath("string(summary/code)"): one.xpath("dl//dt/code/text()")
        for one in page.xpath("//details[contains(@class, 'table-doc')]")
    }

    assert shown == {table.name: list(table.columns) for table in TABLES if not is_closed(table.name)}


async def test_dumps_are_listed_newest_first_with_size_hash_and_a_way_to_check(dumped: Site) -> None:
    page = html.fromstring((await dumped.client.get("/api")).text)
    days = page.xpath("//section[contains(@class, 'dump')]//time/@datetime")
    index = (await dumped.client.get("/donnees/index.json")).json()
    newest = index["exports"][0]["fichiers"][0]
    commands = page.xpath("string(//div[@aria-labelledby='verifier']//code)")

    assert days == ["2026-11-21", "2026-11-20"]
    assert newest["sha256"] in page.xpath("string(//section[contains(@class, 'dump')][1])")
    assert re.search(r"\d+ Ko", page.xpath("string(//section[contains(@class, 'dump')][1])").replace("\u00a0", " "))
    assert f'"{newest["sha256"]}  {newest["nom"]}" | sha256sum -c' in commands


async def test_the_page_changes_with_its_dumps(data: Path, tmp_path: Path) -> None:
    own = shutil.copytree(data, tmp_path / "ouvertes")
    with closing(web.build(own / "veille.db", LEGAL, now=lambda: NOW)) as site:
        first = await site.client.get("/api")
        validator = {"If-None-Match": first.headers["etag"]}
        same = await site.client.get("/api", headers=validator)
        make_dump(own, now=datetime(2026, 11, 22, 7, tzinfo=UTC), keep=7, licence="etalab-2.0")
        later = await site.client.get("/api", headers=validator)

    assert same.status_code == 304
    assert later.status_code == 200
    assert "2026-11-22" in later.text


async def test_before_the_first_dump_it_says_so(site: Site) -> None:
    page = await site.client.get("/api")

    assert "n’est pas encore prête" in page.text
