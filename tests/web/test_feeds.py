"""Feeds and tables of what a search finds."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from icalendar import Calendar

from tests.support import publicdb
from tests.support.livesite import LEGAL
from tests.web.conftest import NOW
from tests.web.outputs.test_feed import HOSTILE, json_problems, problems
from veille import web
from veille.web.pages import feeds
from veille.web.queries.feeds import dated, lines
from veille.web.reader import connect
from veille.web.site import Site

TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}
WRONG = ("theme=rien", "q=-x", "du=32", "page=0", "page=201", "structure=nulle-part", "tri=hasard")


def path_of(address: str) -> str:
    """The path and query of an address of ours."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


async def entries(site: Site, address: str) -> list[Any]:
    return list(feedparser.parse((await site.client.get(address)).content).entries)


async def rows(site: Site, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((await site.client.get(address)).text, newline="")))


@pytest.mark.parametrize(
    "address", ["", "?q=coop%C3%A9rative&theme=financement", "?q=xyzxyz", "?territoire=R11&du=2026-11-01"]
)
async def test_feeds_of_a_search_are_valid_in_both_forms(site: Site, address: str) -> None:
    assert problems((await site.client.get(f"/recherche.atom{address}")).content) == []
    assert json_problems((await site.client.get(f"/recherche.json{address}")).content) == []


@pytest.mark.parametrize("form", TYPES)
async def test_replies_have_their_type_a_validator_and_open_to_pages_of_other_sites(site: Site, form: str) -> None:
    address = f"/recherche.{form}?theme=financement"
    reply = await site.client.get(address)
    again = await site.client.get(address, headers={"if-none-match": reply.headers["etag"]})
    head = await site.client.head(address)

    assert (reply.status_code, reply.headers["content-type"]) == (200, TYPES[form])
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.headers["content-type"], head.content) == (200, TYPES[form], b"")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["cache-control"] == "public, no-cache"
    assert ("attachment" in reply.headers.get("content-disposition", "")) == (form in ("csv", "ics"))


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize("query", WRONG)
async def test_a_wrong_address_is_refused_in_french_not_answered_by_an_empty_list(
    site: Site, form: str, query: str
) -> None:
    reply = await site.client.get(f"/recherche.{form}?{query}")
    said = reply.json()["error"] if form == "json" else reply.text

    assert reply.status_code == 400
    assert "html" not in reply.headers["content-type"]
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "pas" in said or "Les pages vont de 1 à" in said or "ajoutez" in said


@pytest.mark.parametrize("form", ["atom", "json"])
async def test_a_page_behind_the_last_is_no_empty_feed(site: Site, form: str) -> None:
    reply = await site.client.get(f"/recherche.{form}?page=200")

    assert (reply.status_code, "pas autant de pages" in reply.text) == (404, True)
    assert reply.headers["access-control-allow-origin"] == "*"


async def test_a_wrong_value_is_named_with_its_field(site: Site) -> None:
    reply = await site.client.get("/recherche.atom?theme=rien&du=32")

    assert "theme : Cette valeur n’existe pas" in reply.text.replace("\u00a0", " ")
    assert "du : Cette date n’est pas comprise" in reply.text.replace("\u00a0", " ")


async def test_a_feed_holds_what_the_page_of_the_same_address_finds(site: Site) -> None:
    query = "?theme=financement&du=2026-11-15"
    found = {int(row["id"]) for row in await rows(site, f"/recherche.csv{query}")}
    told = {int(one.id.rpartition("/")[2]) for one in await entries(site, f"/recherche.atom{query}")}
    page = (await site.client.get(f"/recherche{query}")).text

    assert told == found
    assert 3 < len(found) <= 20
    assert all(f'href="/article/{ident}"' in page for ident in found)


async def test_a_follower_gets_what_was_seen_last_however_old_it_says_it_is(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=80)
    with closing(sqlite3.connect(path)) as conn, conn:
        newest = conn.execute("select max(id) from articles").fetchone()[0]
        conn.execute(
            "update articles set publie_le = '2026-08-30', vu_le = '2026-11-21T06:00:00Z' where id = ?", (newest,)
        )
    built = web.build(path, LEGAL, now=lambda: NOW)
    first = (await entries(built, "/recherche.atom"))[0]
    built.close()

    assert first.id.endswith(f"article/{newest}")
    assert (first.published[:10], first.updated[:10]) == ("2026-08-30", "2026-11-21")


async def test_pages_of_a_feed_follow_one_another_to_the_end_without_a_gap(site: Site) -> None:
    for form in ("atom", "json"):
        address, seen = f"/recherche.{form}", []
        while address:
            body = (await site.client.get(address)).content
            if form == "atom":
                read = feedparser.parse(body)
                seen += [one.id for one in read.entries]
                following = next((one.href for one in read.feed.links if one.rel == "next"), "")
            else:
                read = json.loads(body)
                seen += [one["id"] for one in read["items"]]
                following = read.get("next_url", "")
            address = path_of(following) if following else ""
        total = len(await rows(site, "/recherche.csv"))

        assert len(seen) == len(set(seen)) == total > 6 * 50


async def test_an_entry_says_whose_it_is_where_to_read_it_and_what_it_is_about(site: Site) -> None:
    found = {one.id.rpartition("/")[2]: one for one in await entries(site, "/recherche.atom?q=Hauts-de-France")}
    one = found["1"]
    schemes = {tag.scheme for tag in one.tags}

    assert path_of(one.link) == "/article/1"
    assert next(link.href for link in one.links if link.rel == "via").endswith(".example.org/articles/1")
    assert one.source.title in {name for _, name, _, _ in publicdb.SOURCES}
    assert one.authors[0].name == one.source.title
    assert {path_of(scheme) for scheme in schemes} >= {"/theme/", "/recherche?genre="}
    for tag in one.tags:
        assert (await site.client.get(path_of(tag.scheme + tag.term))).status_code == 200


async def test_addresses_and_ids_are_those_of_the_public_address_when_it_is_known(veille_db: Path) -> None:
    built = web.build(veille_db, replace(LEGAL, base_url="https://veille.example/"), now=lambda: NOW)
    inside = (await built.client.get("/recherche.atom", headers={"host": "autre.example"})).text
    built.close()

    assert "autre.example" not in inside
    assert "<id>tag:veille.example,2026:recherche</id>" in inside
    assert 'rel="self" type="application/atom+xml" href="https://veille.example/recherche.atom"' in inside


async def test_ids_do_not_depend_on_the_address_the_visitor_came_by(site: Site) -> None:
    seen = {
        tuple(
            one.id
            for one in feedparser.parse(
                (await site.client.get("/recherche.atom", headers={"host": host})).content
            ).entries
        )
        for host in ("un.example", "deux.example:8001")
    }

    assert len(seen) == 1


async def test_the_title_of_a_feed_says_what_was_asked(site: Site) -> None:
    read = feedparser.parse(
        (
            await site.client.get("/recherche.atom?q=eau&territoire=R11&langue=fr&structure=reseau-tisse&au=2026-11-01")
        ).content
    )

    assert read.feed.title.replace("\u00a0", " ") == (
        "Articles : « eau », territoire Île-de-France, structure Réseau <i>Tissé</i>, en français,"
        " jusqu’au 1er novembre 2026 – Veille ESS"
    )


async def test_a_table_has_names_for_people_and_no_formula(tmp_path: Path) -> None:
    path = publicdb.build(tmp_path / "veille.db", articles=20)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(
            "update articles set titre = '=HYPERLINK(\"http://x.example\")', url = 'javascript:x' where id = 2"
        )
    built = web.build(path, LEGAL, now=lambda: NOW)
    found = {row["id"]: row for row in await rows(built, "/recherche.csv")}
    built.close()

    assert tuple(found["1"]) == feeds.COLUMNS
    assert found["2"]["titre"].startswith("'=")
    assert found["2"]["original"] == ""
    assert found["1"]["themes"].startswith(("Politiques publiques", "Financement", "Coopérations"))
    assert len(found) == 22


async def test_the_calendar_of_a_search_has_the_deadlines_and_events_it_finds(site: Site) -> None:
    calendar = Calendar.from_ical((await site.client.get("/recherche.ics")).content)
    none = Calendar.from_ical((await site.client.get("/recherche.ics?q=xyzxyz")).content)
    found = await rows(site, "/recherche.csv?q=Hauts-de-France")
    of_first = Calendar.from_ical((await site.client.get("/recherche.ics?q=Hauts-de-France")).content)
    uids = {str(one["uid"]).partition("@")[0] for one in calendar.walk("VEVENT")}

    assert {"appel-1", "evenement-3"} <= uids
    assert list(none.walk("VEVENT")) == []
    assert "1" in {row["id"] for row in found}
    assert "appel-1" in {str(one["uid"]).partition("@")[0] for one in of_first.walk("VEVENT")}


def test_calendars_read_by_key_and_begin_with_what_is_nearest_ahead(veille_db: Path) -> None:
    conn = connect(veille_db)
    ids = [row[0] for row in conn.execute("select id from articles")]
    seen: list[str] = []
    conn.set_trace_callback(seen.append)
    found = dated(conn, ids, publicdb.TODAY, 500)
    first = dated(conn, ids, publicdb.TODAY, 2)
    list(lines(conn, ids))
    conn.set_trace_callback(None)
    plans = [row["detail"] for sql in seen for row in conn.execute(f"explain query plan {sql}")]
    last_days = [
        conn.execute(
            "select coalesce(json_extract(vagues, '$[#-1]'), date_cloture, date_ouverture) from appels where id = ?",
            (one,),
        ).fetchone()[0]
        for one in found.calls
    ]
    conn.close()
    scans = {line for line in plans if line.startswith("SCAN")}

    ahead = [day for day in last_days if day >= str(publicdb.TODAY)]
    over = [day for day in last_days if day < str(publicdb.TODAY)]

    assert (first.calls, first.events) == (found.calls[:2], found.events[:2])
    assert last_days == [*sorted(ahead), *sorted(over, reverse=True)]
    assert ahead
    assert over
    assert scans == {"SCAN j VIRTUAL TABLE INDEX 1:"}


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Site]:
    """A site whose every title, excerpt and link came from somebody who means harm."""
    path = publicdb.build(tmp_path / "veille.db", articles=len(HOSTILE))
    with closing(sqlite3.connect(path)) as conn, conn:
        for number, text in enumerate(HOSTILE, 1):
            said = text.encode("utf-8", "replace").decode()
            conn.execute(
                "update articles set titre = ?, extrait = ?, langue = ? where id = ?", (said, said, said[:20], number)
            )
        conn.execute("update sources set nom = ?, accueil = 'javascript:1', url = 'data:,'", (HOSTILE[0],))
    built = web.build(path, LEGAL, now=lambda: NOW)
    yield built
    built.close()


async def test_hostile_articles_keep_all_forms_valid(hostile: Site) -> None:
    atom = await hostile.client.get("/recherche.atom")
    body = await hostile.client.get("/recherche.json")
    read = await rows(hostile, "/recherche.csv")

    assert problems(atom.content) == []
    assert json_problems(body.content) == []
    assert len(read) == len(HOSTILE) + 2
    assert "javascript:" not in atom.text + body.text


async def test_hostile_words_come_back_as_text(site: Site) -> None:
    query = "%22%3E%3Cscript%3E%00%EF%BF%BE%E2%80%AE%5D%5D%3E"
    for form in ("atom", "json"):
        reply = await site.client.get(f"/recherche.{form}?q={query}")

        assert reply.status_code in (200, 400)
        if reply.status_code == 200:
            assert (problems if form == "atom" else json_problems)(reply.content) == []
