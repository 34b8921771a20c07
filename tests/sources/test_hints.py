"""What feeds say of how often to ask for them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.models import Hints, Outcome
from veille.sources import preview
from veille.sources.hints import LONGEST, read

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ITEM = "<item><title>Un</title><link>https://a.example/1</link><description>x</description></item>"
DATED = ITEM.replace("</item>", "<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item>")


def hints_of(head: str, item: str = DATED, attributes: str = "") -> Hints:
    feed = f'<rss version="2.0" {attributes}><channel><title>A</title>{head}{item}</channel></rss>'
    reading = preview(feed.encode(), "https://a.example/f", now=NOW)
    assert reading.outcome is Outcome.OK
    return reading.hints


def test_a_feed_that_says_nothing_has_no_hints() -> None:
    assert hints_of("") == Hints()


def test_the_elements_of_rss_are_read() -> None:
    head = (
        "<ttl>180</ttl><skipHours><hour>0</hour><hour> 3 </hour><hour>24</hour></skipHours>"
        "<skipDays><day>Saturday</day><day>sunday</day></skipDays>"
    )

    assert hints_of(head) == Hints(ttl=3 * HOUR, skip_hours=frozenset({0, 3}), skip_days=frozenset({5, 6}))


SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


@pytest.mark.parametrize(
    ("head", "wait"),
    [
        ("<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", HOUR),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 6 * HOUR),
        ("<sy:updateFrequency>2</sy:updateFrequency>", 12 * HOUR),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", LONGEST),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
        ("<sy:updatePeriod>jamais</sy:updatePeriod><ttl>60</ttl>", HOUR),
    ],
)
def test_the_syndication_module_is_read(head: str, wait: timedelta | None) -> None:
    assert hints_of(head, attributes=SY).ttl == wait


def test_hints_are_read_where_feedparser_has_to_help() -> None:
    broken = DATED.replace("</title>", " & <b></title>")

    assert hints_of("<ttl>120</ttl>", broken).ttl == 2 * HOUR


@pytest.mark.parametrize("ttl", ["-5", "beaucoup", "", "9999999999999", "1e3", "٣"])
def test_a_ttl_that_is_no_number_of_minutes_says_nothing(ttl: str) -> None:
    assert hints_of(f"<ttl>{ttl}</ttl>").ttl is None


def test_a_feed_that_leaves_out_every_hour_or_day_says_nothing() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    days = "".join(f"<day>{day}</day>" for day in names)

    assert hints_of(f"<skipHours>{hours}</skipHours><skipDays>{days}</skipDays>") == Hints()


words = st.text(max_size=12) | st.integers().map(str) | st.sampled_from(["daily", "hourly", "Monday", "٣", "²"])


@given(words, st.lists(words), st.lists(words), words, words)
def test_whatever_is_written_gives_hints_within_bounds(
    ttl: str, hours: list[str], days: list[str], period: str, times: str
) -> None:
    found = read(ttl=ttl, skip_hours=hours, skip_days=days, period=period, times=times)

    assert found.ttl is None or timedelta(0) < found.ttl <= LONGEST
    assert found.skip_hours < frozenset(range(24))
    assert found.skip_days < frozenset(range(7))
