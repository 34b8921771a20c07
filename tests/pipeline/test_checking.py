"""Trying sources live: one verdict for each way of not working, and nothing stored."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.support.badweb import NOW, BadWeb, item, rss
from tests.support.jorf import article as jorf_article
from tests.support.jorf import folder, packed, version
from tests.support.mailing import message
from veille.cli.sources.verdicts import advices
from veille.errors import InputError
from veille.kinds import ApiOptions, ArchiveOptions
from veille.models import Outcome, Source
from veille.pipeline.checking import SourceCheck, Verdict, best_address, check_sources, is_stale


@pytest.fixture
def web() -> Iterator[BadWeb]:
    with BadWeb() as running:
        yield running


def check(web: BadWeb, data: Path, *sources: Source, **settings: object) -> list[SourceCheck]:
    plan = web.plan(data, *sources, **settings)
    return list(check_sources(plan, disabled=True))


def an_item(days: float) -> str:
    return item(f"https://site.example/{days}", f"Titre {days}", date=NOW - timedelta(days=days))


def test_each_way_of_not_working_has_its_verdict(web: BadWeb, tmp_path: Path) -> None:
    good = web.site("good").feed(rss(an_item(day) for day in range(1, 8)))
    old = web.site("old").feed(rss([an_item(200)]))
    cases = {
        "good": (good.source(), Verdict.WORKS),
        "old": (old.source(), Verdict.STALE),
        "quiet": (replace(old.source(silent_after=0), id="quiet"), Verdict.WORKS),
        "empty": (web.site("empty").feed(rss([])).source(), Verdict.EMPTY),
        "html": (web.site("html").feed("<!doctype html><title>Accueil</title>", "text/html").source(), Verdict.HTML),
        "text": (web.site("text").feed("bonjour", "text/plain").source(), Verdict.UNREADABLE),
        "broken": (web.site("broken").feed("<rss><channel><it").source(), Verdict.UNREADABLE),
        "moved": (web.site("moved").source(f"redirect?code=301&to={good.url('feed')}"), Verdict.REDIRECTED),
        "nowhere": (web.site("nowhere").source("redirect?code=302&to="), Verdict.REDIRECTED),
        "no": (web.site("no").source("status?code=403"), Verdict.REFUSED),
        "gone": (web.site("gone").source("status?code=410"), Verdict.GONE),
        "lost": (web.site("lost").source("nowhere"), Verdict.GONE),
        "down": (web.site("down").source("status?code=503"), Verdict.UNREACHABLE),
        "closed": (Source(id="closed", name="C", url="http://127.0.7.200:9/feed"), Verdict.UNREACHABLE),
        "private": (Source(id="private", name="P", url="http://10.0.0.1/feed"), Verdict.REFUSED),
        "slow": (web.site("slow").source("slow_headers?seconds=60"), Verdict.SLOW),
        "none": (Source(id="none", name="N", url="", enabled=False), Verdict.GONE),
    }

    done = check(
        web, tmp_path, *(source for source, _verdict in cases.values()), contact="a@b.example", read_timeout=3.0
    )

    found = {source_id: one.verdict for source_id, one in zip(cases, done, strict=True)}
    assert found == {key: verdict for key, (_source, verdict) in cases.items()}
    assert all(one.detail for one in done if one.verdict not in (Verdict.WORKS, Verdict.STALE) and not one.moved_to)
    assert list(tmp_path.iterdir()) == []


def test_what_comes_is_counted_and_dated(web: BadWeb, tmp_path: Path) -> None:
    future = item("https://site.example/f", "Demain", date=NOW + timedelta(days=1))
    site = web.site("good").feed(rss([an_item(3), an_item(1), future, item("https://site.example/n", "N", date=None)]))

    (one,) = check(web, tmp_path, site.source())

    assert (one.entries, one.newest, one.status) == (4, NOW - timedelta(days=1), 200)
    assert one.seconds > 0


def test_nothing_is_asked_conditionally(web: BadWeb, tmp_path: Path) -> None:
    site = web.site("good").feed(rss([an_item(1)]))
    check(web, tmp_path, site.source())
    check(web, tmp_path, site.source())

    assert len(site.requests) == 2
    assert not any("if-none-match" in one.headers or "if-modified-since" in one.headers for one in site.requests)


def test_the_new_address_of_a_source_that_moved_is_told(web: BadWeb, tmp_path: Path) -> None:
    good = web.site("good").feed(rss([an_item(1)]))

    (one,) = check(web, tmp_path, web.site("moved").source(f"redirect?code=301&to={good.url('feed')}"))

    assert best_address(one) == good.url("feed")


def test_a_feed_found_on_the_home_page_is_told_and_the_address_stays_wrong(web: BadWeb, tmp_path: Path) -> None:
    site = web.site("lost").feed(rss([an_item(1), an_item(2)]), path="new.xml")
    link = "<link rel='alternate' type='application/rss+xml' href='/new.xml'>"
    site.page("", f"<!doctype html><html><head><title>Perdu</title>{link}</head><body>Bonjour</body></html>")

    (one,) = check(web, tmp_path, site.source(home=site.url("")))

    assert (one.verdict, one.outcome) == (Verdict.GONE, Outcome.GONE)
    assert best_address(one) == site.url("new.xml")


def test_a_variable_that_is_named_but_not_set_is_told(web: BadWeb, tmp_path: Path) -> None:
    site = web.site("api")
    source = site.source("status?code=401", type="api", options=ApiOptions(token="VEILLE_JETON"))

    (one,) = check(web, tmp_path, source)
    (given,) = check_sources(replace(web.plan(tmp_path, source), secrets={"VEILLE_JETON": "x"}))

    assert (one.verdict, one.missing) == (Verdict.REFUSED, ("VEILLE_JETON",))
    assert given.missing == ()


def test_only_what_is_asked_for_is_tried(web: BadWeb, tmp_path: Path) -> None:
    site = web.site("a").feed(rss([an_item(1)]))
    on, off = site.source(), replace(site.source(), id="off", enabled=False)
    new = replace(site.source(), id="new", state="a-verifier")
    plan = web.plan(tmp_path, on, off, new)
    heard: list[str] = []

    def ids(checks: tuple[SourceCheck, ...]) -> list[str]:
        return [one.source.id for one in checks]

    assert ids(check_sources(plan, tell=lambda one: heard.append(one.source.id))) == ["a", "new"]
    assert sorted(heard) == ["a", "new"]
    assert ids(check_sources(plan, disabled=True)) == ["a", "off", "new"]
    assert ids(check_sources(plan, probation=True)) == ["new"]
    assert ids(check_sources(replace(plan, only=frozenset({"off"})))) == ["off"]
    with pytest.raises(InputError, match="zzz"):
        check_sources(replace(plan, only=frozenset({"zzz"})))


@pytest.mark.parametrize(
    ("gap", "silence", "stale"),
    [(1, 40, False), (1, 61, True), (30, 170, False), (30, 190, True), (365, 700, False), (365, 740, True)],
)
def test_silence_is_measured_by_the_rhythm_of_the_source_itself(gap: int, silence: int, stale: bool) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    dates = [now - timedelta(days=silence + gap * number) for number in range(8)]

    assert is_stale(dates, now, None) is stale
    assert is_stale(dates[:1], now, None) is (silence > 183)
    assert is_stale(dates, now, 30) is (silence > 30)
    assert is_stale(dates, now, 0) is False


def test_an_archive_is_tried_by_its_newest_file_only(web: BadWeb, tmp_path: Path) -> None:
    """Each may be hundreds of megabytes; one tells whether the folder works."""
    site = web.site("journal")
    stamps = [f"2026112{day}-013045" for day in range(5)]
    site.page("JORF/", folder(*stamps))
    for stamp in stamps:
        members = (version(1, "Arrêté d’agrément"), jorf_article(1, 1, "<p>Utilité sociale</p>"))
        site.page(f"JORF/JORF_{stamp}.tar.gz", packed(*members), "application/x-gzip")
    source = site.source("JORF/", type="archive", options=ArchiveOptions(files=3))

    (done,) = check(web, tmp_path, source)

    assert (done.verdict, done.entries, done.source) == (Verdict.WORKS, 1, source)
    assert [one.path for one in site.requests if one.path.endswith("gz")] == [f"/JORF/JORF_{stamps[-1]}.tar.gz"]


def test_a_mailbox_is_judged_by_its_last_letters_and_no_link_is_clicked(web: BadWeb, tmp_path: Path) -> None:
    site, letters = web.site("compteur"), tmp_path / "lettres"
    letters.mkdir()
    for number in range(80):
        sent = NOW - timedelta(days=10 * number)
        click = site.url(f"track/click/{number:020}Ab9xZ81kLm")
        raw = message(number, date=format_datetime(sent)).replace(
            f"https://a.example/article-{number}".encode(), click.encode()
        )
        (letters / f"{number}.eml").write_bytes(raw)
    empty = tmp_path / "vide"
    empty.mkdir()
    sources = [
        Source(id=name, name=name, url=f"eml:{tmp_path / name}", type="mailbox", home="https://a.example/")
        for name in ("lettres", "vide", "absent")
    ]

    full, none, lost = check(web, tmp_path, *sources)

    assert (full.verdict, full.newest) == (Verdict.WORKS, NOW)
    assert full.entries == 5
    assert none.verdict is Verdict.EMPTY
    assert "la lettre arrive" in advices(none)[0]
    assert "feeds.yml" in advices(lost)[0]
    assert site.requests == []
