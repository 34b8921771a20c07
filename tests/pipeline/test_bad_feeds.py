"""Feeds that no feed should be, through whole runs: each has its outcome, and what can be read is published."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, article, item, rss
from tests.support.faultserver import Request, Wire
from tests.support.watched import checked_run, detail_of, outcome_of, published, rows
from veille.models import Outcome

MEGABYTE = 1_000_000
TEXT = "<description>Des nouvelles de la scop.</description>"
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
XML_BOMB = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "lol">{ENTITIES}]>' + rss(
    [item("http://127.0.7.1/bomb", "&e9;")]
).removeprefix('<?xml version="1.0" encoding="utf-8"?>')


def padded(megabytes: int) -> bytes:
    """Return a well-formed feed of this size."""
    text = "Un long texte sur l’économie sociale. " * 25_000
    entries = (
        f"{item(f'http://127.0.7.1/{n}', 'Titre')[:-7]}<description>{text}</description></item>" for n in range(60)
    )
    return rss(entries).encode().ljust(megabytes * MEGABYTE)


def gzipped(body: bytes) -> Callable[[Request, Wire], object]:
    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(body, content_type="application/xml", content_encoding="gzip")

    return answer


def test_a_feed_of_50_mb_is_too_big_and_the_others_are_read(bad: BadWeb, data: Path) -> None:
    good, big = bad.site("good").articles(1, 2), bad.site("big").feed(padded(50))

    report = checked_run(bad.plan(data, good.source(), big.source()))

    assert outcome_of(report, "big") is Outcome.TOO_BIG
    assert detail_of(report, "big")
    assert published(data) == ["La scop n° 1", "La scop n° 2"]


def test_a_feed_that_grows_to_50_mb_when_decompressed_is_too_big(bad: BadWeb, data: Path) -> None:
    big = bad.site("big")
    big.on("/feed", gzipped(gzip.compress(padded(50), 1)))  # type: ignore[arg-type]

    report = checked_run(bad.plan(data, big.source()))

    assert outcome_of(report, "big") is Outcome.TOO_BIG


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_decompression_bomb_in_place_of_a_feed_is_too_big(coding: str, bad: BadWeb, data: Path) -> None:
    bomb = bad.site("bomb")
    source = bomb.source(f"bomb?coding={coding}&megabytes=1000")

    report = checked_run(bad.plan(data, source))

    assert outcome_of(report, "bomb") is Outcome.TOO_BIG
    assert report.seconds < 20


def test_entities_of_an_xml_bomb_are_never_expanded(bad: BadWeb, data: Path) -> None:
    bomb = bad.site("bomb").feed(XML_BOMB)

    report = checked_run(bad.plan(data, bomb.source()))

    assert outcome_of(report, "bomb") in (Outcome.OK, Outcome.MALFORMED, Outcome.TOO_BIG)
    assert report.seconds < 20
    longest = rows(data / "collect.db", "SELECT coalesce(max(length(title)), 0) FROM leads")[0][0]
    assert longest < 1000


@pytest.mark.parametrize("secret", ["SYSTEM 'file://{file}'", "SYSTEM '{url}'"])
def test_an_external_entity_is_never_fetched(secret: str, bad: BadWeb, data: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("mot de passe")
    spy = bad.site("spy")
    reference = secret.format(file=tmp_path / "secret.txt", url=spy.url("/seen"))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x {reference}>]>{rss([item("http://127.0.7.2/1", "&x;")])[38:]}'
    )
    curious = bad.site("curious").feed(body)

    checked_run(bad.plan(data, curious.source()))

    assert spy.requests == []
    assert rows(data / "collect.db", "SELECT count(*) FROM leads WHERE title LIKE '%passe%'") == [(0,)]


@pytest.mark.parametrize(
    ("declared", "bytes_are"),
    [("utf-8", "cp1252"), ("iso-8859-1", "utf-8"), ("utf-16", "utf-8"), ("klingon", "utf-8")],
)
def test_a_feed_in_another_charset_than_it_says_gives_readable_titles(
    declared: str, bytes_are: str, bad: BadWeb, data: Path
) -> None:
    liar = bad.site("liar")
    page = liar.page("a/1", article(1))
    document = rss([item(page, "L’économie sociale à Évry")]).replace("utf-8", declared, 1)
    liar.feed(document.encode(bytes_are), f"application/xml; charset={declared}")

    report = checked_run(bad.plan(data, liar.source()))

    assert outcome_of(report, "liar") is Outcome.OK
    assert published(data) == ["L’économie sociale à Évry"]


@pytest.mark.parametrize(
    ("date", "name"),
    [(None, "none"), (datetime(2203, 5, 1, tzinfo=UTC), "2203"), (datetime(1903, 5, 1, tzinfo=UTC), "1903")],
)
def test_articles_without_a_believable_date_are_dated_by_the_day_they_were_seen(
    date: datetime | None, name: str, bad: BadWeb, data: Path
) -> None:
    site = bad.site(name)
    site.feed(rss(item(site.page(f"a/{n}", article(n)), f"La scop n° {n}", date=date) for n in (1, 2)))

    report = checked_run(bad.plan(data, site.source()))

    assert outcome_of(report, name) is Outcome.OK
    dated = rows(data / "veille.db", "SELECT titre, publie_le, date_estimee FROM articles ORDER BY titre")
    assert dated == [("La scop n° 1", "2026-11-21", 1), ("La scop n° 2", "2026-11-21", 1)]


def test_3000_identical_guids_on_distinct_links_lose_no_lead(bad: BadWeb, data: Path) -> None:
    site = bad.site("same").articles(1, 2, 3)
    links = [site.url(f"a/{n}") for n in range(1, 3001)]
    site.feed(rss(item(link, f"Titre {link}", extra=TEXT + "<guid>http://same/</guid>") for link in links))
    plan = bad.plan(data, site.source(), max_new=3)

    first, again = checked_run(plan), checked_run(plan)

    assert (first.leads_new, again.leads_new) == (3000, 0)
    assert first.lead_outcomes == {Outcome.OK: 3, Outcome.NOT_DUE: 2997}
    assert [url for (url,) in rows(data / "collect.db", "SELECT url FROM leads ORDER BY id")] == links


def test_3000_entries_that_are_one_and_the_same_are_one_lead(bad: BadWeb, data: Path) -> None:
    site = bad.site("same").articles(1)
    site.feed(rss([item(site.url("a/1"), "La scop n° 1", extra=TEXT + "<guid>one</guid>")] * 3000))

    report = checked_run(bad.plan(data, site.source()))

    assert report.lead_outcomes == {Outcome.OK: 1, Outcome.DUPLICATE: 2999}
    assert published(data) == ["La scop n° 1"]


def test_a_web_page_served_as_200_in_place_of_a_feed_is_named_as_such(bad: BadWeb, data: Path) -> None:
    site = bad.site("moved").feed("<!doctype html><html><title>Domaine à vendre</title><p>Bonjour", "text/html")

    report = checked_run(bad.plan(data, site.source()))

    assert outcome_of(report, "moved") is Outcome.NOT_A_FEED
    assert "Domaine à vendre" in detail_of(report, "moved")


def test_a_feed_that_breaks_keeps_what_was_read_before_and_recovers(bad: BadWeb, data: Path) -> None:
    site = bad.site("weak").articles(1, 2)
    checked_run(bad.plan(data, site.source()))

    site.feed("<!doctype html><html><title>Maintenance", "text/html")
    broken = checked_run(bad.plan(data, site.source()))
    before = published(data)
    site.articles(1, 2, 3)
    mended = checked_run(bad.plan(data, site.source()))

    assert outcome_of(broken, "weak") is Outcome.NOT_A_FEED
    assert before == ["La scop n° 1", "La scop n° 2"]
    assert outcome_of(mended, "weak") is Outcome.OK
    assert (mended.items_new, len(published(data))) == (1, 3)
