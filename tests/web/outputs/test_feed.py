"""Atom and JSON Feed: what programs demand of them, and titles that mean harm."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from veille.web.outputs.atom import atom
from veille.web.outputs.feed import Category, Feed, FeedEntry, tag_uri
from veille.web.outputs.jsonfeed import jsonfeed

ATOM = "{http://www.w3.org/2005/Atom}"
WHEN = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
ENTRY = FeedEntry(
    id="tag:veille.example,2026:article/12",
    title="Une SCIC pour l’eau & la forêt",
    url="https://veille.example/article/12",
    published=WHEN - timedelta(days=2),
    updated=WHEN - timedelta(days=1),
    summary="Les habitantes et habitants ont racheté la source.",
    original="https://source.example/eau?a=1&b=2",
    source="Le Journal",
    source_url="https://source.example/",
    source_feed="https://source.example/flux.xml",
    categories=(Category(term="eau", label="Eau", scheme="https://veille.example/theme/"),),
)
FEED = Feed(
    id="tag:veille.example,2026:recherche?theme=eau",
    title="Articles du thème Eau",
    url="https://veille.example/recherche?theme=eau",
    home="https://veille.example/",
    author="Veille ESS",
    rights="Les extraits appartiennent à leurs éditeurs.",
    updated=WHEN,
    entries=(ENTRY, replace(ENTRY, id="tag:veille.example,2026:article/13", lang="en", categories=())),
    atom="https://veille.example/recherche.atom?theme=eau",
    json="https://veille.example/recherche.json?theme=eau",
    next_atom="https://veille.example/recherche.atom?theme=eau&page=2",
    next_json="https://veille.example/recherche.json?theme=eau&page=2",
    version="1.2",
)
HOSTILE = (
    "<script>alert(1)</script> & ]]> <![CDATA[",
    "\u202egauche à droite\u202c\u2066\u200b\ufeff",
    "nul\x00, cloche\x07, C1\x85, échappement\x1b[31m",
    "moitiés \ud83d et \udc4d, non-caractères \ufffe\uffff\U0001fffe",
    "&#0; &lt;b&gt; \"' %00 =1+1",
    "long" * 5_000,
    "",
    " \n\t ",
)


def problems(document: bytes) -> list[str]:
    """What RFC 4287 demands of a feed and its entries, and is not so."""
    root = etree.fromstring(document)
    found = [f"{name} ×{n}" for name in ("id", "title", "updated") if (n := len(root.findall(ATOM + name))) != 1]
    found += [name for name in ("author", "rights", "generator") if root.find(ATOM + name) is None]
    found += [rel for rel in ("self", "alternate") if root.find(f"{ATOM}link[@rel='{rel}']") is None]
    for entry in root.findall(f"{ATOM}entry"):
        found += [f"entry {name}" for name in ("id", "title", "updated") if len(entry.findall(ATOM + name)) != 1]
        found += [] if len(entry.findall(f"{ATOM}link[@rel='alternate']")) == 1 else ["entry link"]
    ids = [node.text for node in root.iterfind(f"{ATOM}entry/{ATOM}id")]
    found += [] if len(set(ids)) == len(ids) else ["same id twice"]
    moments = [node.text or "" for node in root.iter(f"{ATOM}updated", f"{ATOM}published")]
    found += [text for text in moments if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", text)]
    return found


def json_problems(document: bytes) -> list[str]:
    """What JSON Feed 1.1 demands, and is not so."""
    body: dict[str, Any] = json.loads(document)
    found = [key for key in ("version", "title", "items") if key not in body]
    for item in body["items"]:
        found += ["id"] if not isinstance(item.get("id"), str) else []
        found += ["content"] if ("content_html" in item) == ("content_text" in item) else []
        found += [key for key in ("url", "external_url") if key in item and not item[key].startswith("http")]
        found += [
            key for key in ("date_published", "date_modified") if datetime.fromisoformat(item[key]).tzinfo is None
        ]
        found += [key for key, value in item.items() if value in ("", [], {}, None)]
    return found


def test_atom_has_all_that_the_standard_demands() -> None:
    assert problems(atom(FEED)) == []
    assert problems(atom(replace(FEED, entries=()))) == []


def test_json_feed_has_all_that_its_rules_demand() -> None:
    assert json_problems(jsonfeed(FEED)) == []
    assert json_problems(jsonfeed(replace(FEED, entries=()))) == []


def test_a_feed_reader_reads_back_what_was_said() -> None:
    read = feedparser.parse(atom(FEED))
    first, second = read.entries

    assert not read.bozo
    assert (read.version, read.feed.title, read.feed.language) == ("atom10", FEED.title, "fr")
    assert (first.id, first.title, first.link, first.summary) == (ENTRY.id, ENTRY.title, ENTRY.url, ENTRY.summary)
    assert {one.rel: one.href for one in first.links} == {"alternate": ENTRY.url, "via": ENTRY.original}
    assert (first.source.title, first.tags[0].label) == ("Le Journal", "Eau")
    assert 'href="https://source.example/eau?a=1&amp;b=2"' in first.content[0].value
    assert second.title_detail.language == "en"
    assert datetime(*first.updated_parsed[:6], tzinfo=UTC) == ENTRY.updated


def test_json_feed_says_the_same_as_atom() -> None:
    body = json.loads(jsonfeed(FEED))
    first = body["items"][0]

    assert (body["feed_url"], body["next_url"], body["language"]) == (FEED.json, FEED.next_json, "fr")
    assert (first["url"], first["external_url"], first["tags"]) == (ENTRY.url, ENTRY.original, ["Eau"])
    assert first["date_published"] == "2026-11-19T07:30:00+00:00"
    assert body["items"][1]["language"] == "en"


def test_the_next_page_is_linked_only_where_there_is_one() -> None:
    last = replace(FEED, next_atom="", next_json="")

    assert b'rel="next"' in atom(FEED)
    assert b'rel="next"' not in atom(last)
    assert "next_url" not in json.loads(jsonfeed(last))


def test_the_same_feed_gives_the_same_bytes() -> None:
    assert atom(FEED) == atom(replace(FEED))
    assert jsonfeed(FEED) == jsonfeed(replace(FEED))


def test_a_feed_changed_when_its_newest_entry_did_not_when_it_was_asked() -> None:
    read = feedparser.parse(atom(replace(FEED, updated=WHEN + timedelta(days=9))))

    assert read.feed.updated == ENTRY.updated.isoformat()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_keep_both_forms_valid(text: str) -> None:
    entry = replace(
        ENTRY, title=text, summary=text, source=text, lang=text, categories=(Category(term=text, label=text),)
    )
    feed = replace(FEED, title=text, author=text, rights=text, entries=(entry,))
    xml, body = atom(feed), jsonfeed(feed)

    assert problems(xml) == []
    assert json_problems(body) == []
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202e\u2066\ufeff\ufffe\uffff]", xml.decode())
    assert "<script>" not in xml.decode() + json.loads(body)["items"][0].get("content_html", "")


@given(text=st.text(alphabet=st.characters(), max_size=80))
def test_any_text_keeps_both_forms_valid(text: str) -> None:
    feed = replace(FEED, entries=(replace(ENTRY, title=text, summary=text, source=text, original=text),))

    assert problems(atom(feed)) == []
    assert json_problems(jsonfeed(feed)) == []


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "", "https://", "http://a b/", "\x01http://a/"]
)
def test_nothing_but_web_addresses_becomes_a_link(address: str) -> None:
    entry = replace(ENTRY, original=address, source_url=address, source_feed=address)
    feed = replace(FEED, entries=(entry,))

    assert b"via" not in atom(feed)
    assert b"<source>" not in atom(feed)
    assert "external_url" not in json.loads(jsonfeed(feed))["items"][0]


@pytest.mark.parametrize(
    ("base_url", "title", "wanted"),
    [
        ("https://veille.example", "Veille ESS", "tag:veille.example,2026:article/12"),
        ("https://veille.example:8443/", "Autre titre", "tag:veille.example,2026:article/12"),
        ("https://économie.example", "Veille", "tag:xn--conomie-9xa.example,2026:article/12"),
        ("http://[::1]:8001", "Veille ESS", "tag:veille-ess.invalid,2026:article/12"),
        ("", "L’économie d’ici <b>", "tag:economie-ici-b.invalid,2026:article/12"),
        ("", "…", "tag:veille.invalid,2026:article/12"),
    ],
)
def test_ids_are_of_the_site_whatever_address_the_visitor_came_by(base_url: str, title: str, wanted: str) -> None:
    assert tag_uri(base_url, title, "article/12") == wanted


def test_ids_of_lists_hold_only_what_an_address_may() -> None:
    assert re.fullmatch(r"tag:[\w.-]+,2026:[!-~]+", tag_uri("", "V", "recherche?q=é <x>#\x00&theme=a"))
