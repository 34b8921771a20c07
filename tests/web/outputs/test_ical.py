"""Calendars follow RFC 5545, give the same bytes for the same things, and hold whatever a source writes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from veille.models import PARIS
from veille.web.outputs.ical import Diary, Entry, host_of, ical, times

STAMP = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
ENTRY = Entry(
    uid="appel-12",
    start=date(2026, 12, 15),
    summary="Date limite : Fonds des communs",
    stamp=STAMP,
    sequence=2,
    url="https://veille.example/appel/12",
    lines=("Avant 12 h.", "Financeur : Région"),
    categories=("Emploi, travail", "Habitat"),
)
DIARY = Diary(title="Appels", address="https://veille.example/appels.ics?q=a", host="veille.example", entries=(ENTRY,))
_PROPERTY = re.compile(rb"[A-Z-]+(;[A-Z-]+=(\"[^\"]*\"|[^\";:,]*))*:[^\x00-\x08\x0a-\x1f\x7f]*")
"""A content line once unfolded (RFC 5545, 3.1): name, parameters, a value without control characters."""


def one(entry: Entry) -> Any:
    """The entry read back from the calendar that holds it, after its form was checked."""
    return read(ical(replace(DIARY, entries=(entry,)))).walk("VEVENT")[0]


def read(body: bytes) -> Any:
    check(body)
    return Calendar.from_ical(body)


def check(body: bytes) -> None:
    """Assert what RFC 5545 demands of any calendar."""
    assert body.endswith(b"\r\n")
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    [line.decode("utf-8") for line in lines]
    unfolded = body.replace(b"\r\n ", b"").removesuffix(b"\r\n").split(b"\r\n")
    assert [line for line in unfolded if not _PROPERTY.fullmatch(line)] == []
    names = [line.partition(b":")[0].partition(b";")[0] for line in unfolded]
    assert names[:1] == [b"BEGIN"]
    assert names[-1:] == [b"END"]
    assert [names.count(name) for name in (b"PRODID", b"VERSION")] == [1, 1]
    assert names.count(b"BEGIN") > 1
    events = body.replace(b"\r\n ", b"").split(b"BEGIN:VEVENT\r\n")[1:]
    for event in events:
        for name in (b"UID", b"DTSTAMP", b"DTSTART"):
            assert len(re.findall(rb"^" + name + rb"[;:]", event, re.M)) == 1
        kinds = re.findall(rb"^DT(?:START|END)(;VALUE=DATE)?:(\d{8}(?:T\d{6}Z)?)\r$", event, re.M)
        assert len({kind for kind, _value in kinds}) == 1
        assert all(bool(kind) == (len(value) == 8) for kind, value in kinds)
        assert kinds == sorted(kinds, key=lambda pair: pair[1])
    uids = re.findall(rb"^UID:(.*)\r$", body.replace(b"\r\n ", b""), re.M)
    assert len(uids) == len(set(uids)) == len(events)


def test_a_deadline_is_a_whole_day_whose_end_is_the_next() -> None:
    event = one(ENTRY)

    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 12, 15), date(2026, 12, 16))
    assert event["uid"] == "appel-12@veille.example"
    assert event["summary"] == "Date limite : Fonds des communs"
    assert event["description"] == "Avant 12 h.\nFinanceur : Région"
    assert event["url"] == "https://veille.example/appel/12"
    assert (event["sequence"], event.decoded("dtstamp"), event.decoded("last-modified")) == (2, STAMP, STAMP)
    assert [str(name) for name in event["categories"].cats] == ["Emploi, travail", "Habitat"]
    assert event["transp"] == "TRANSPARENT"


def test_several_days_end_on_the_day_after_the_last() -> None:
    event = one(replace(ENTRY, end=date(2026, 12, 17)))

    assert event.decoded("dtend") == date(2026, 12, 18)


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 12, 15), 8), (date(2026, 7, 15), 7)])
def test_hours_of_paris_are_written_in_utc_in_winter_and_in_summer(day: date, hour: int) -> None:
    start, end = times(f"{day}T09:00", f"{day}T10:30")
    event = one(replace(ENTRY, start=start, end=end))

    assert event.decoded("dtstart") == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(day.year, day.month, day.day, hour + 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2026-12-01", "", date(2026, 12, 1), None),
        ("2026-12-01", "2026-12-03", date(2026, 12, 1), date(2026, 12, 3)),
        ("2026-12-01T09:30", "", datetime(2026, 12, 1, 9, 30, tzinfo=PARIS), None),
        ("2026-12-01T09:30", "2026-12-01", datetime(2026, 12, 1, 9, 30, tzinfo=PARIS), None),
        ("2026-12-01T09:30", "2026-12-02", date(2026, 12, 1), date(2026, 12, 2)),
        ("2026-12-01", "2026-12-02T17:00", date(2026, 12, 1), date(2026, 12, 2)),
        ("2026-12-01T09:30", "2026-12-01T09:00", datetime(2026, 12, 1, 9, 30, tzinfo=PARIS), None),
        ("2026-12-05", "2026-12-01", date(2026, 12, 5), None),
        ("2026-12-05", "bientôt", date(2026, 12, 5), None),
    ],
)
def test_days_and_hours_are_not_mixed(start: str, end: str, first: object, last: object) -> None:
    assert times(start, end) == (first, last)


@pytest.mark.parametrize("start", ["", "bientôt", "2026-02-30", "2026-11-21Tmidi"])
def test_a_beginning_that_is_no_date_is_refused(start: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        times(start, "")


HOSTILE = (
    "a\r\nBEGIN:VEVENT\r\nUID:faux\r\nEND:VEVENT", "a,b;c\\d\\n", "\x00\x07\x1b\x7f", "\u2028\u2029\x85",
    "\u202eésrevni\u202c", "é" * 400, "👩‍👩‍👧" * 60, "\ud800", "END:VCALENDAR", '"; X="', "\\", "",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_in_their_place(text: str) -> None:
    entry = replace(
        ENTRY, summary=text, location=text, lines=(text, "fin"), categories=(text, "b"), url=f"https://x.example/{text}"
    )
    diary = replace(DIARY, title=text or "x", entries=(entry,))
    calendar = read(ical(diary))

    assert len(calendar.walk("VEVENT")) == 1
    assert calendar.walk("VEVENT")[0]["uid"] == "appel-12@veille.example"


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gives_a_valid_calendar(title: str, text: str) -> None:
    calendar = read(ical(replace(DIARY, title=title, entries=(replace(ENTRY, summary=title, lines=(text,)),))))

    assert len(calendar.walk("VEVENT")) == 1


def test_what_is_not_an_address_is_no_address_of_a_calendar() -> None:
    assert "url" not in one(replace(ENTRY, url="javascript:alert(1)"))


def test_the_same_calendar_has_the_same_bytes() -> None:
    assert ical(DIARY) == ical(replace(DIARY))


def test_a_calendar_says_where_it_is_and_when_to_ask_again() -> None:
    calendar = read(ical(DIARY))

    assert str(calendar["x-wr-calname"]) == str(calendar["name"]) == "Appels"
    assert calendar["source"] == "https://veille.example/appels.ics?q=a"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in ical(DIARY)
    assert b"X-PUBLISHED-TTL:PT6H\r\n" in ical(DIARY)


def test_an_empty_calendar_is_one_all_the_same() -> None:
    calendar = read(ical(replace(DIARY, entries=())))
    paris = calendar.walk("VTIMEZONE")[0].to_tz()

    assert calendar.walk("VEVENT") == []
    assert [datetime(2026, month, 1, 12, tzinfo=paris).utcoffset() for month in (1, 7)] == [
        timedelta(hours=1), timedelta(hours=2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://veille.example/", "veille.example"),
        ("", "veille"),
        ("https://économie.example", "xn--conomie-9xa.example"),
    ],
)
def test_identifiers_end_with_the_host_of_the_site_whatever_name_it_is_visited_by(base_url: str, host: str) -> None:
    assert host_of(base_url) == host
