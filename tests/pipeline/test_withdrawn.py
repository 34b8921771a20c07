"""What was withdrawn stays withdrawn, whatever brings it back: crawls, redirects, other sources, feeds, by hand."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.badweb import BadWeb, Site, item, rss
from tests.support.battery.stories import story, text, title
from tests.support.faultserver import Request, Wire
from tests.support.watched import checked_run, published, rows, threads
from veille.pipeline import publish_only, retag, run, withdraw_url
from veille.pipeline.adding import Verdict, Wish, add_urls

SECRET = 4_000


@pytest.fixture
def site(bad: BadWeb) -> Site:
    return bad.site("site")


@pytest.fixture
def withdrawn(bad: BadWeb, site: Site, data: Path) -> str:
    """The URL of an article that was published, then withdrawn; another one stays."""
    site.feed(feed_of(site, SECRET, SECRET + 1))
    plan = bad.plan(data, site.source())
    checked_run(plan)
    assert published(data) == sorted([title(SECRET), title(SECRET + 1)])
    url = site.url(f"a/{SECRET}")
    withdraw_url(plan, url, "demande de l’autrice")
    assert published(data) == [title(SECRET + 1)]
    return url


def feed_of(site: Site, *numbers: int) -> str:
    return rss(item(site.page(f"a/{number}", story(number)), title(number)) for number in numbers)


def assert_absent(data: Path) -> None:
    """Fail when anything of the article is public, or its text is kept."""
    secret = title(SECRET)
    assert secret not in published(data)
    assert rows(data / "veille.db", "SELECT count(*) FROM articles WHERE url LIKE ?", f"%/a/{SECRET}%") == [(0,)]
    assert rows(data / "collect.db", "SELECT count(*) FROM items WHERE title = ? AND withdrawn IS NULL", secret) == [
        (0,)
    ]
    first = text(SECRET).split("\n")[1][:60].encode()
    for file in data.glob("*.db*"):
        assert first not in file.read_bytes(), file.name


def test_a_later_crawl_does_not_bring_it_back(bad: BadWeb, site: Site, data: Path, withdrawn: str) -> None:
    plan = bad.plan(data, site.source())
    checked_run(plan)
    site.feed(feed_of(site, SECRET, SECRET + 1, SECRET + 2))
    checked_run(plan)

    assert_absent(data)
    assert published(data) == sorted([title(SECRET + 1), title(SECRET + 2)])


def _edited(site: Site, url: str) -> str:
    return rss([item(url, "Un titre changé", extra="<description>Un autre résumé de la même page.</description>")])


def _new_id(site: Site, url: str) -> str:
    return rss([item(url, title(SECRET), extra="<guid isPermaLink='false'>nouveau</guid>")])


def _fragment(site: Site, url: str) -> str:
    return rss([item(f"{url}#commentaires", title(SECRET), extra="<guid isPermaLink='false'>autre</guid>")])


def _tracker(site: Site, url: str) -> str:
    return rss([item(f"{url}?utm_source=rss&amp;utm_medium=feed", title(SECRET))])


def _redirect(site: Site, url: str) -> str:
    async def answer(request: Request, wire: Wire) -> None:
        await wire.reply(b"", 301, location=url)

    return rss([item(site.on("/court", answer), title(SECRET))])


def _canonical(site: Site, url: str) -> str:
    page = site.page("copie", story(SECRET, f"<link rel='canonical' href='{url}'>"))
    return rss([item(page, title(SECRET))])


def _slash(site: Site, url: str) -> str:
    site.page(f"a/{SECRET}/", story(SECRET))
    return rss([item(f"{url}/", title(SECRET))])


@pytest.mark.parametrize("again", [_edited, _new_id, _fragment, _tracker, _redirect, _canonical, _slash])
def test_no_other_way_to_it_brings_it_back(
    again: Callable[[Site, str], str], bad: BadWeb, site: Site, data: Path, withdrawn: str
) -> None:
    site.feed(again(site, withdrawn))

    checked_run(bad.plan(data, site.source()))

    assert_absent(data)


def test_another_source_that_leads_to_it_does_not_bring_it_back(
    bad: BadWeb, site: Site, data: Path, withdrawn: str
) -> None:
    other = bad.site("autre")
    summary = f"<description>{text(SECRET)}</description>"
    other.feed(rss([item(withdrawn, title(SECRET), extra=summary)]))

    checked_run(bad.plan(data, site.source(), other.source(aggregator=True)))

    assert_absent(data)


def test_a_source_renamed_or_imported_again_does_not_bring_it_back(
    bad: BadWeb, site: Site, data: Path, withdrawn: str
) -> None:
    renamed = replace(site.source(), id="importee", name="Source importée")

    run(bad.plan(data, renamed), make_executor=threads)

    assert_absent(data)


@pytest.mark.parametrize("spelt", ["{url}", "{url}?utm_source=x", "{url}#fin"])
def test_adding_it_by_hand_does_not_bring_it_back(
    spelt: str, bad: BadWeb, site: Site, data: Path, withdrawn: str
) -> None:
    asked = len(site.requests)
    (added,) = add_urls(
        bad.plan(data, site.source()),
        [Wish(url=spelt.format(url=withdrawn), title=title(SECRET))],
        make_executor=threads,
    )

    assert added.verdict is Verdict.REFUSED
    assert len(site.requests) == asked
    assert_absent(data)


def test_adding_another_address_of_it_by_hand_does_not_bring_it_back(
    bad: BadWeb, site: Site, data: Path, withdrawn: str
) -> None:
    _redirect(site, withdrawn)

    add_urls(bad.plan(data, site.source()), [Wish(url=site.url("court"))], make_executor=threads)

    assert_absent(data)


def test_publishing_again_and_new_tags_do_not_bring_it_back(
    bad: BadWeb, site: Site, data: Path, withdrawn: str
) -> None:
    plan = bad.plan(data, site.source())
    publish_only(plan)
    retag(plan, make_executor=threads)

    assert_absent(data)


def test_what_was_never_seen_can_be_withdrawn_beforehand(bad: BadWeb, site: Site, data: Path) -> None:
    site.feed(feed_of(site, SECRET, SECRET + 1))
    plan = bad.plan(data, site.source())
    withdraw_url(plan, site.url(f"a/{SECRET}"), "demande de l’autrice")

    checked_run(plan)

    assert_absent(data)
    assert published(data) == [title(SECRET + 1)]
