"""Calls and events for programs: the calendar, table and feeds of each list, whole or of one entry."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from lxml import etree

from tests.support.aids import faults
from tests.support.livesite import LEGAL
from tests.web.conftest import NOW
from tests.web.outputs.test_ical import check
from veille import web
from veille.web.site import Site

ATOM = "{http://www.w3.org/2005/Atom}"


async def body(site: Site, address: str, status: int = 200) -> bytes:
    reply = await site.client.get(address)
    assert reply.status_code == status, reply.text[:300]
    return bytes(reply.content)


async def calendar(site: Site, address: str) -> dict[str, Any]:
    """The entries of a calendar, whose form was checked, by their identifier."""
    given = await body(site, address)
    check(given)
    return {str(event["uid"]): event for event in Calendar.from_ical(given).walk("VEVENT")}


async def rows(site: Site, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((await body(site, address)).decode(), newline="")))


def call_of(path: Path, article: int) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("select id from appels where article_id = ?", (article,)).fetchone()[0])


async def test_the_calendar_of_calls_has_a_whole_day_for_each_deadline(site: Site, veille_db: Path) -> None:
    entries = await calendar(site, "/appels.ics")
    waves, announced = call_of(veille_db, 74), call_of(veille_db, 248)

    assert [
        entries[uid].decoded("dtstart")
        for uid in (f"appel-{waves}@veille", f"appel-{waves}-vague-2@veille", f"appel-{waves}-vague-3@veille")
    ] == [date(2026, 12, 11), date(2027, 3, 11), date(2027, 6, 9)]
    assert str(entries[f"appel-{announced}-ouverture@veille"]["summary"]).startswith("Ouverture : ")
    assert all(type(event.decoded("dtstart")) is date for event in entries.values())
    assert not [uid for uid in entries if uid.startswith(f"appel-{call_of(veille_db, 42)}")]


async def test_an_entry_tells_hour_money_and_where_to_answer(site: Site, veille_db: Path) -> None:
    number = call_of(veille_db, 14)
    entry = (await calendar(site, f"/appels.ics?appel={number}"))[f"appel-{number}@veille"]

    assert entry.decoded("dtstart") == date(2026, 11, 24)
    assert "mardi 24 novembre 2026 à 17 h" in entry["description"]
    assert "Financeur : Agence régionale de santé" in entry["description"]
    assert "40 000 € (au plus, par projet)" in entry["description"]
    assert "Répondre : https://demarches.example/soigner-ensemble" in entry["description"]
    assert entry["url"] == f"http://localhost/appel/{number}"


async def test_a_put_off_deadline_keeps_its_identifier_and_raises_its_sequence(site: Site) -> None:
    entry = (await calendar(site, "/appels.ics?appel=1"))["appel-1@veille"]

    assert entry["sequence"] == 1
    assert entry.decoded("last-modified") == datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert "Prolongé, au lieu du mardi 24 novembre 2026" in entry["description"]


async def test_the_agenda_has_hours_where_known_and_whole_days_elsewhere(site: Site, veille_db: Path) -> None:
    entries = await calendar(site, "/agenda.ics?quand=a-venir")
    with closing(sqlite3.connect(veille_db)) as db:
        of = dict(db.execute("select debut, min(article_id) from evenements group by debut").fetchall())
    timed = entries[f"evenement-{of['2026-11-23T09:30']}@veille"]
    several = entries[f"evenement-{of['2026-11-20']}@veille"]
    mixed = entries["evenement-3@veille"]

    assert timed.decoded("dtstart") == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert timed.decoded("dtend") == datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert (several.decoded("dtstart"), several.decoded("dtend")) == (date(2026, 11, 20), date(2026, 11, 23))
    assert (mixed.decoded("dtstart"), mixed.decoded("dtend")) == (date(2026, 12, 1), date(2026, 12, 3))
    assert "9 h 30" in mixed["description"]
    assert timed["location"] == "Saint-Denis"


@pytest.mark.parametrize("address", ["/agenda.ics?article=3", "/appels.ics?appel=1"])
async def test_one_entry_alone_is_all_its_calendar_holds(site: Site, address: str) -> None:
    uids = {uid.partition("@")[0] for uid in await calendar(site, address)}

    assert uids in ({"evenement-3"}, {"appel-1", "appel-1-vague-2"})


@pytest.mark.parametrize("address", ["/appels.ics", "/agenda.ics"])
async def test_an_unchanged_calendar_has_the_same_bytes_the_day_after(veille_db: Path, address: str) -> None:
    given = []
    for days in (90, 90.5):
        site = web.build(veille_db, LEGAL, now=lambda days=days: NOW + timedelta(days=days))  # type: ignore[misc]
        given.append(await body(site, address))
        site.close()

    assert given[0] == given[1]


async def test_identifiers_keep_the_name_of_the_site_whoever_asks(veille_db: Path) -> None:
    settings = type(LEGAL)(base_url="https://veille.example")
    site = web.build(veille_db, settings, now=lambda: NOW)
    try:
        entries = await calendar(site, "/appels.ics?appel=1")
    finally:
        site.close()

    assert "appel-1@veille.example" in entries
    assert entries["appel-1@veille.example"]["url"] == "https://veille.example/appel/1"


async def test_a_filter_is_a_calendar_of_its_own(site: Site) -> None:
    every, some = await calendar(site, "/appels.ics"), await calendar(site, "/appels.ics?territoire=R53")

    assert set(some) < set(every)
    assert some


@pytest.mark.parametrize(
    "query", ["", "?etat=tous", "?etat=sans-date", "?etat=clos", "?appel=1", "?q=introuvable", "?theme=financement"]
)
async def test_the_table_of_calls_is_valid_against_the_national_schema(site: Site, query: str) -> None:
    assert faults(await body(site, f"/appels.csv{query}")) == []


async def test_the_table_holds_what_the_list_shows(site: Site) -> None:
    table = await rows(site, "/appels.csv?etat=tous")
    again = await rows(site, "/appels.csv?etat=tous")

    assert len(table) == 29
    assert [row["id"] for row in table] == [row["id"] for row in again]
    assert not [cell for row in table for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


async def test_the_table_of_events_has_names_and_addresses(site: Site) -> None:
    (row,) = await rows(site, "/agenda.csv?article=3")

    assert row["debut"] == "2026-12-01T09:30"
    assert (row["lieu"], row["territoire"], row["en_ligne"]) == ("Saint-Denis", "Saint-Denis", "non")
    assert row["fiche"] == "http://localhost/article/3"


@pytest.mark.parametrize(("path", "page"), [("/appels", "/appel/"), ("/agenda", "/article/")])
async def test_feeds_come_newest_first_and_say_the_date(site: Site, path: str, page: str) -> None:
    feed = etree.fromstring(await body(site, f"{path}.atom"))
    items = json.loads(await body(site, f"{path}.json"))["items"]
    numbers = [int(item["url"].rpartition("/")[2]) for item in items]

    assert [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")] == [item["id"] for item in items]
    assert numbers == sorted(numbers, reverse=True)
    assert all(page in item["url"] for item in items)
    assert any("2026" in item["title"] for item in items)
    assert len({item["id"] for item in items}) == len(items)


async def test_media_types_and_names_are_those_that_programs_expect(site: Site) -> None:
    kinds = {form: (await site.client.get(f"/appels.{form}")).headers for form in ("ics", "csv", "atom", "json")}

    assert [headers["content-type"].partition(";")[0] for headers in kinds.values()] == [
        "text/calendar", "text/csv", "application/atom+xml", "application/feed+json",
    ]  # fmt: skip
    assert 'filename="veille-appels-2026-11-21.ics"' in kinds["ics"]["content-disposition"]


async def test_an_unchanged_calendar_is_not_sent_again(site: Site) -> None:
    first = await site.client.get("/appels.ics")
    again = await site.client.get("/appels.ics", headers={"if-none-match": first.headers["etag"]})

    assert again.status_code == 304


@pytest.mark.parametrize("form", ["ics", "csv", "atom", "json"])
@pytest.mark.parametrize(
    ("query", "status"),
    [("?appel=99999999", 404), ("?appel=x", 404), ("?appel=1%00", 404), ("?appel=" + "9" * 40, 404), ("?etat=x", 400),
     ("?territoire=R99", 400), ("?q=-x", 400), ("?page=0", 400)],
)  # fmt: skip
async def test_what_is_not_there_or_not_understood_is_no_empty_list(
    site: Site, form: str, query: str, status: int
) -> None:
    assert (await site.client.get(f"/appels.{form}{query}")).status_code == status
    assert (
        await site.client.get(f"/agenda.{form}{query.replace('appel', 'article').replace('etat', 'quand')}")
    ).status_code == status


async def test_a_feed_has_no_pages_beyond_its_last(site: Site) -> None:
    assert b"pas autant de pages" in await body(site, "/appels.atom?page=2", 404)
