"""Dates as feeds write them."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.sources.dates import believable, parse

SUMMER = "2025-09-15T08:30:00"
"""15 September 2025, 10:30 in Paris, in UTC."""


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "Mon, 15 Sep 2025 10:30:00 +0200",
        "Mon, 15 Sep 2025 08:30:00 GMT",
        "Mon, 15 Sep 2025 08:30:00 Z",
        "15 Sep 2025 08:30:00 UT",
        "Mon, 15 Sep 25 10:30 CEST",
        "Mon,15 Sep 2025 10:30:00 +0200",
        "Mon, 15 September 2025 10:30:00 +02:00",
        "Mon, 15 Sep 2025 04:30:00 EDT",
        "Mon, 15 Sep 2025 09:30:00 CET",
        "Mon, 15 Sep 2025 10:30:00 GMT+2",
        "Mon, 15 Sep 2025 10:30:00 GMT+0200",
        "Mon, 15 Sep 2025 10:30:00 +0200 (CEST)",
        "Mon, 15 Sep 2025 10:30:00 Europe/Paris",
        "Mon, 15 Sep 2025 10.30.00 +0200",
        "Mon Sep 15 10:30:00 2025",
        "Mon Sep 15 10:30:00 CEST 2025",
        "lun., 15 sept. 2025 10:30:00 +0200",
        "lun, 15 septembre 2025 10:30:00 +0200",
        "Lundi 15 septembre 2025 - 10h30",
        "15 septembre 2025 à 10h30",
        "15 septembre 2025 à 10 h 30",
        "15 SEPTEMBRE 2025 10:30",
        "lunedì 15 settembre 2025, 10:30",
        "lun, 15 set 2025 10:30:00 +0200",
        "lunes, 15 de septiembre de 2025 10:30",
        "Montag, 15. September 2025 10:30",
        "15-Sep-2025 10:30",
        "September 15, 2025 10:30 AM",
        "Sep 15, 2025, 10:30 a.m.",
        "15/09/2025 10:30",
        "15/09/2025 à 10h30",
        "15.09.2025 10:30",
        "15/09/25 10:30",
        "09/15/2025 10:30",
        "2025-09-15T10:30",
        "2025-09-15T10:30:00",
        "2025-09-15T08:30:00Z",
        "2025-09-15t08:30:00z",
        "2025-09-15T10:30:00+02:00",
        "2025-09-15T10:30:00+0200",
        "2025-09-15T10:30:00+02",
        "2025-09-15 10:30:00",
        "2025-09-15 10:30:00 +0200",
        "2025-09-15 08:30:00 UTC",
        "2025/09/15 10:30",
        "20250915T083000Z",
        "20250915T1030",
        "1757925000",
        "1757925000000",
        "\n  Mon, 15 Sep 2025 10:30:00 +0200 \n",
        "Mon, 15 Sep 2025  10:30:00   +0200",
    ],
)
def test_every_usual_form_means_the_same_moment(raw: str) -> None:
    assert parse(raw) == _utc(SUMMER)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("05/09/2025", "2025-09-04T22:00:00"),
        ("05.09.2025", "2025-09-04T22:00:00"),
        ("5-9-2025", "2025-09-04T22:00:00"),
        ("2025-09-05", "2025-09-04T22:00:00"),
        ("20250905", "2025-09-04T22:00:00"),
        ("le 1er août 2025", "2025-07-31T22:00:00"),
        ("2025-09", "2025-08-31T22:00:00"),
        ("2025", "2024-12-31T23:00:00"),
        ("2025-W36-5", "2025-09-04T22:00:00"),
        ("15 janv. 2025", "2025-01-14T23:00:00"),
        ("15 févr. 2025 10:00", "2025-02-15T09:00:00"),
        ("15 juil. 2025 10:00", "2025-07-15T08:00:00"),
        ("15 juin 2025 10:00", "2025-06-15T08:00:00"),
        ("15 déc. 2025 10:00", "2025-12-15T09:00:00"),
        ("15. März 2025 10:00", "2025-03-15T09:00:00"),
        ("15 maggio 2025 10:00", "2025-05-15T08:00:00"),
        ("15 enero 2025 10:00", "2025-01-15T09:00:00"),
        ("Sat, 07 Sep 02 00:00:01 GMT", "2002-09-07T00:00:01"),
        ("Tue, 07 Sep 99 00:00:01 GMT", "1999-09-07T00:00:01"),
        ("Mon, 15 Sep 2025 24:00:00 +0000", "2025-09-16T00:00:00"),
        ("Mon, 15 Sep 2025 23:59:60 +0000", "2025-09-15T23:59:59"),
        ("Sep 15, 2025 12:05 am", "2025-09-14T22:05:00"),
        ("Sep 15, 2025 12:05 PM", "2025-09-15T10:05:00"),
        ("Sep 15, 2025 11:05 PM", "2025-09-15T21:05:00"),
        ("Mon, 15 Sep 2025 10:30:00 +9900", "2025-09-15T08:30:00"),
        ("Thu, 01 Jan 2203 00:00:00 +0000", "2203-01-01T00:00:00"),
    ],
)
def test_particular_forms(raw: str, moment: str) -> None:
    assert parse(raw) == _utc(moment)


@pytest.mark.parametrize(
    "raw",
    [
        *("", "   ", "hier", "12 mai", "31 février 2025", "32/13/2025", "0000-00-00 00:00:00", "2025-13-01"),
        *("Mon, 15 Sep 2025 25:00:00 GMT", "15 jui 2025", "99999999999999999999", "10:30", "{{date}}"),
    ],
)
def test_what_is_no_date_is_none(raw: str) -> None:
    assert parse(raw) is None


@given(st.text(max_size=60) | st.from_regex(r"[0-9 :/.,+\-TZhaà]{4,30}"))
def test_no_text_raises(raw: str) -> None:
    moment = parse(raw)
    assert moment is None or moment.utcoffset() == timedelta(0)


@given(
    st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2080, 1, 1)),  # noqa: DTZ001 - made aware below
    st.integers(-12 * 4, 13 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters))),
)
def test_what_machines_write_is_read_back(moment: datetime, zone: timezone) -> None:
    moment = moment.replace(microsecond=0, tzinfo=zone)
    assert parse(moment.isoformat()) == moment
    assert parse(moment.isoformat(" ")) == moment
    assert parse(format_datetime(moment)) == moment
    assert parse(f"{moment:%d/%m/%Y %H:%M:%S %z}") == moment


NOW = datetime(2025, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        (datetime(2203, 1, 1, tzinfo=UTC), False),
        (NOW + timedelta(days=2), True),
        (NOW + timedelta(days=2, seconds=1), False),
        (datetime(1990, 1, 1, tzinfo=UTC), True),
        (datetime(1989, 12, 31, tzinfo=UTC), False),
        (datetime(1, 1, 1, tzinfo=UTC), False),
    ],
)
def test_belief_ends_in_1990_and_in_two_days(moment: datetime, kept: bool) -> None:
    assert believable(moment, NOW) == (moment if kept else None)


def test_nothing_is_not_believed() -> None:
    assert believable(None, NOW) is None
