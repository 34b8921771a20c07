"""JSON Feed: what the files of tests/data/feeds do not show."""

import json
from typing import Any

import pytest

from tests.support.feeds import only, read
from veille.models import Outcome
from veille.sources import jsonfeed


def _feed(**item: Any) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", **item}]})


def test_byte_order_mark_and_spaces_are_skipped() -> None:
    assert only(read("\ufeff \n" + _feed(title="Été"))).title == "Été"


def test_utf_16_is_read() -> None:
    assert only(read(_feed(title="Été").encode("utf-16"))).title == "Été"


def test_lone_surrogates_do_not_survive() -> None:
    assert only(read(_feed(title="a\ud83d b"))).title == "a b"


@pytest.mark.parametrize("value", [None, 3, [], {}, True, [{"name": 5}], {"name": []}])
def test_fields_of_a_wrong_type_count_as_absent(value: Any) -> None:
    names = ("url", "title", "content_html", "summary", "date_published", "tags", "authors", "author", "attachments")
    lead = only(read(_feed(**dict.fromkeys(names, value))))
    assert (lead.title, lead.summary, lead.content, lead.authors, lead.enclosures) == ("", "", "", (), ())
    assert lead.published_raw is None


def test_json_with_items_that_is_no_feed_is_told_apart() -> None:
    assert read('{"items": [{"name": "écrou"}]}').outcome is Outcome.NOT_A_FEED
    assert read('{"items": {"id": 1}}').outcome is Outcome.NOT_A_FEED


def test_a_feed_that_forgot_its_version_is_read() -> None:
    assert only(read('{"items": [{"id": "1", "url": "https://a.fr/1", "title": "T"}]}')).url == "https://a.fr/1"


def test_html_wins_over_text() -> None:
    assert only(read(_feed(content_html="<p>Riche</p>", content_text="Pauvre"))).content == "Riche"


def test_what_is_no_json_is_an_error() -> None:
    with pytest.raises(ValueError):
        jsonfeed.read("{")
