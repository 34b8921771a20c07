"""Feeds of every format, from tests/data/feeds: each file has what must be read from it beside it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.support.feeds import NOW, URL, item, only, read, rss
from veille.models import Lead, Outcome
from veille.sources import Reading, preview
from veille.sources.feednames import name_of

DATA = Path(__file__).parents[1] / "data" / "feeds"
FEEDS = sorted(path.name for path in DATA.iterdir() if not path.name.endswith(".expected.json"))


def _told(reading: Reading) -> dict[str, Any]:
    """Return a reading in the form of the expected files: empty fields left out, times to the minute."""
    leads = []
    for lead in reading.leads:
        fields = asdict(lead)
        assert fields.pop("source_id") == "apercu"
        assert len(fields.pop("fingerprint")) == 32
        for name in ("published", "updated"):
            fields[name] = fields[name] and fields[name].strftime("%Y-%m-%dT%H:%MZ")
        assert not fields.pop("old")
        leads.append({name: value for name, value in fields.items() if value not in (None, "", (), True)})
    told = {"outcome": reading.outcome, "title": reading.title, "site": reading.site, "leads": leads}
    return json.loads(json.dumps(told))  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", FEEDS)
def test_each_format_gives_the_expected_leads(name: str) -> None:
    expected = json.loads((DATA / f"{name}.expected.json").read_text())
    assert _told(preview((DATA / name).read_bytes(), URL, now=NOW)) == expected


def test_every_format_is_among_the_files() -> None:
    assert {name.split(".")[0] for name in FEEDS} >= {
        *("rss090", "rss091", "rss092", "rss10", "rss20", "atom03", "atom10", "jsonfeed10", "jsonfeed11"),
    }


def _urls(reading: Reading) -> list[str]:
    return [lead.url for lead in reading.leads]


def test_relative_links_follow_the_channel_then_the_address_after_redirects() -> None:
    relative = item(1, link="/a/b")
    assert _urls(read(rss(relative), final_url="https://ailleurs.exemple.org/f")) == ["https://flux.exemple.fr/a/b"]
    homeless = rss(relative).replace("<link>https://flux.exemple.fr/</link>", "")
    assert _urls(read(homeless, final_url="https://ailleurs.exemple.org/f")) == ["https://ailleurs.exemple.org/a/b"]


def test_xml_base_wins_over_the_channel_link() -> None:
    feed = rss(item(1, link="b")).replace("<rss ", '<rss xml:base="https://base.exemple.org/a/" ')
    assert _urls(read(feed)) == ["https://base.exemple.org/a/b"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "mailto:a@b.fr", "data:text/html,x", "http://", "https://[", ""]
)
def test_a_link_that_is_no_web_address_never_reaches_a_lead(link: str) -> None:
    lead = only(read(rss(item(1, link=link))))
    assert lead.url.startswith(f"{URL}#entry-")
    assert not lead.fetchable
    assert lead.title == "Titre 1"


def test_entries_without_link_keep_their_address_from_one_reading_to_the_next() -> None:
    first = read(rss(item(1, link="", guid="urn:1"), item(2, link="")))
    again = read(rss(item(3, link="", guid="urn:3"), item(1, link="", guid="urn:1"), item(2, link="")))
    assert _urls(first) == _urls(again)[1:]
    assert len(set(_urls(again))) == 3


def test_white_space_inside_a_link_is_mended() -> None:
    assert _urls(read(rss(item(1, link="\n https://flux.exemple.fr/un\n article \n")))) == [
        "https://flux.exemple.fr/un%20article"
    ]


def test_the_same_id_on_different_links_loses_no_entry() -> None:
    reading = read(rss(*(item(number, guid="pareil") for number in range(3000))))
    assert len({lead.url for lead in reading.leads}) == 3000
    assert {lead.entry_id for lead in reading.leads} == {"pareil"}


def test_a_feedburner_link_gives_way_to_the_original_one() -> None:
    link = "https://feeds.feedburner.com/~r/flux/~3/x/un-article"
    origin = "<feedburner:origLink>https://flux.exemple.fr/un-article?utm_source=feedburner</feedburner:origLink>"
    head = rss(item(1, link=link, extra=origin)).replace(
        "<rss ", '<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" '
    )
    assert only(read(head)).url == "https://flux.exemple.fr/un-article"


def test_a_true_repetition_keeps_its_id() -> None:
    reading = read(rss(item(1, guid="a"), item(1, guid="a")))
    assert [lead.entry_id for lead in reading.leads] == ["a", "a"]


def _fingerprint(**elements: str) -> str:
    return only(read(rss(item(1, **elements)))).fingerprint


def test_the_fingerprint_changes_with_what_the_source_says() -> None:
    usual = _fingerprint()
    assert _fingerprint() == usual
    changed = {_fingerprint(title="Autre"), _fingerprint(description="Autre"), _fingerprint(link="https://x.fr/")}
    assert len(changed | {usual}) == 4


def test_the_fingerprint_ignores_new_markup_and_links_around_the_same_text() -> None:
    assert _fingerprint(description="&lt;p class='b'&gt;Texte&lt;/p&gt;") == _fingerprint()


def test_controls_are_removed_everywhere() -> None:
    reading = read(rss(item(1, "Ti\x00t\x0bre \u202e\u200b", description="a\x07b", category="c\x1bd")))
    lead = only(reading)
    assert (lead.title, lead.summary, lead.categories) == ("Titre 1", "ab", ("cd",))


def test_texts_and_titles_are_bounded() -> None:
    lead = only(read(rss(item(1, "mot " * 1000, description="mot " * 200_000))))
    assert len(lead.title) <= 500
    assert lead.title.endswith("…")
    assert 199_000 < len(lead.summary) <= 200_000


def test_a_very_long_id_is_bounded_and_stays_itself() -> None:
    one, two = (only(read(rss(item(1, guid="g" * 5000 + end)))).entry_id for end in "ab")
    assert len(one) <= 1000
    assert one != two


def test_an_entry_outside_its_channel_is_found() -> None:
    assert len(read(f'<rss version="2.0"><channel><title>F</title></channel>{item(1)}</rss>').leads) == 1


def test_a_lone_atom_entry_is_a_feed_of_one() -> None:
    entry = '<entry xmlns="http://www.w3.org/2005/Atom"><title>Seule</title><link href="https://a.fr/1"/></entry>'
    assert only(read(entry)).title == "Seule"


def test_an_atom_link_prefers_the_page_over_files_and_services() -> None:
    links = "".join(
        f'<link rel="{rel}" type="{kind}" href="https://a.fr/{rel}-{kind[-4:]}"/>'
        for rel, kind in (
            *(("edit", "text/html"), ("self", "text/html"), ("replies", "text/html"), ("related", "text/html")),
            *(("alternate", "application/pdf"), ("alternate", "text/html")),
        )
    )
    entry = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title>{links}</entry></feed>'
    assert only(read(entry)).url == "https://a.fr/alternate-html"
    without = entry.replace('rel="alternate"', 'rel="payment"')
    assert only(read(without)).url == "https://a.fr/related-html"


def test_another_dialect_is_left_to_the_forgiving_parser() -> None:
    cdf = '<CHANNEL HREF="http://x.fr/"><ITEM HREF="http://x.fr/1"><TITLE>Un canal</TITLE></ITEM></CHANNEL>'
    lead = only(read(cdf))
    assert (lead.title, lead.url) == ("Un canal", "http://x.fr/1")


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("a.b@exemple.fr (Léa Roux)", "Léa Roux"),
        ("Léa Roux &lt;a.b@exemple.fr&gt;", "Léa Roux"),
        ("« La rédaction »", "« La rédaction »"),
    ],
)
def test_a_byline_loses_its_mail_address(byline: str, author: str) -> None:
    assert only(read(rss(item(1, author=byline)))).authors == (author,)


@pytest.mark.parametrize(
    ("tag", "lang"), [("fr-FR", "fr"), ("FR", "fr"), ("en_US", "en"), ("français", None), ("", None)]
)
def test_a_language_is_its_primary_subtag(tag: str, lang: str | None) -> None:
    feed = rss(item(1)).replace("<channel>", f"<channel><language>{tag}</language>")
    assert only(read(feed)).lang == lang


def test_dates_outside_belief_leave_their_raw_form() -> None:
    reading = read(
        rss(
            item(1, pubDate="Thu, 01 Jan 2203 00:00:00 +0000"),
            item(2, pubDate="Thu, 01 Jan 1970 00:00:00 +0000"),
            item(3, pubDate="Sat, 22 Nov 2025 12:00:00 +0000"),
        )
    )
    assert [lead.published is None for lead in reading.leads] == [True, True, False]
    assert reading.leads[0].published_raw == "Thu, 01 Jan 2203 00:00:00 +0000"


def test_a_second_date_helps_where_the_first_is_not_believable() -> None:
    feed = rss(item(1, pubDate="Thu, 01 Jan 1970 00:00:00 +0000", extra="<dc:date>2025-09-15T10:00:00Z</dc:date>"))
    feed = feed.replace("<rss ", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" ')
    assert only(read(feed)).published_raw == "2025-09-15T10:00:00Z"


def test_a_feed_without_any_date_keeps_all_its_entries() -> None:
    reading = read(rss(*(item(number, pubDate="") for number in range(5))))
    assert [lead.published for lead in reading.leads] == [None] * 5


@pytest.mark.parametrize(
    ("body", "outcome", "words"),
    [
        (b"", Outcome.EMPTY, "vide"),
        (b" \n", Outcome.EMPTY, "vide"),
        (rss(), Outcome.EMPTY, "aucun article"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', Outcome.EMPTY, "aucun article"),
        ('{"version": "https://jsonfeed.org/version/1", "items": []}', Outcome.EMPTY, "aucun article"),
        ("<!DOCTYPE html><html><title>D&eacute;sol&eacute;</title></html>", Outcome.NOT_A_FEED, "« Désolé »"),
        ("<html><body><p>Mal fermé", Outcome.NOT_A_FEED, "page HTML au lieu d’un flux"),
        ("<html><title>Se connecter à l’intranet</title>", Outcome.NOT_A_FEED, "page de connexion au lieu d’un flux"),
        ("<html><title>Avant de continuer</title>", Outcome.NOT_A_FEED, "page de consentement au lieu d’un flux"),
        ("<html><script>window._cf_chl_opt={}</script>", Outcome.BLOCKED, "contrôle anti-robots au lieu d’un flux"),
        ("<html><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'>", Outcome.NOT_A_FEED, "page HTML"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', Outcome.NOT_A_FEED, "page HTML"),
        ('{"erreur": 404}', Outcome.NOT_A_FEED, "JSON"),
        ("[]", Outcome.NOT_A_FEED, "JSON"),
        ("{coupé", Outcome.NOT_A_FEED, "JSON"),
        ("%PDF-1.7", Outcome.NOT_A_FEED, "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", Outcome.NOT_A_FEED, "image"),
        (b"PK\x03\x04", Outcome.NOT_A_FEED, "zip"),
        (bytes(range(256)), Outcome.NOT_A_FEED, "binaires"),
        ("Accès refusé", Outcome.NOT_A_FEED, "texte"),
        ("<urlset/>", Outcome.NOT_A_FEED, "sitemap"),
        ("<opml><head/><body/></opml>", Outcome.NOT_A_FEED, "OPML"),
        ("<svg/>", Outcome.NOT_A_FEED, "<svg>"),
        ('<rss version="2.0"><channel><title>Cou', Outcome.MALFORMED, "illisible"),
        ("<rss ", Outcome.MALFORMED, "illisible"),
        (b"\x1f\x8bxxxxxxxx", Outcome.MALFORMED, "gzip"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: str | bytes, outcome: Outcome, words: str) -> None:
    reading = read(body)
    assert (reading.outcome, reading.leads) == (outcome, ())
    assert words in reading.detail


def test_leads_carry_their_source() -> None:
    assert only(read(rss(item(1)))).source_id == "s"


def test_names_of_elements_tell_vocabularies_apart() -> None:
    assert name_of("title") == name_of("{http://www.w3.org/2005/Atom}title") == "title"
    assert name_of("{http://search.yahoo.com/mrss/}title") == "media:title"
    assert name_of("{urn:other}title") == "?:title"


def test_a_podcast_title_does_not_hide_the_entry_title() -> None:
    lead: Lead = only(
        read(
            '<rss version="2.0" xmlns:m="http://search.yahoo.com/mrss/"><channel><item><m:title>Image</m:title>'
            "<title>Article</title><link>https://a.fr/1</link></item></channel></rss>"
        )
    )
    assert lead.title == "Article"


def test_base64_content_is_decoded_by_the_forgiving_parser() -> None:
    entry = (
        '<entry xmlns="http://purl.org/atom/ns#"><title>T</title><content mode="base64">TGUgdGV4dGU=</content></entry>'
    )
    assert only(read(entry)).content == "Le texte"
